"""What somebody copies to run it is in step with the code: image, compose file, units."""

import re
import shutil
import subprocess
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.app import Duty
from bot.config import Config
from bot.demo import stage
from handlers.campaigns import EXAMPLE

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
ALL_IN_ONE = DEPLOY / "systemd/koc.service"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE_TEXT = (DEPLOY / "compose/compose.yaml").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load(COMPOSE_TEXT)
REHEARSAL = yaml.safe_load((DEPLOY / "compose/rehearsal.yaml").read_text(encoding="utf-8"))
CADDYFILE = (DEPLOY / "compose/Caddyfile").read_text(encoding="utf-8")
GUIDES = sorted((ROOT / "docs").glob("several-machines*.md"))
DOCKERFILE = (DEPLOY / "compose/Dockerfile").read_text(encoding="utf-8")


def known_keys() -> set[str]:
    sections = {each.name: each.type for each in fields(Config)}
    return {
        f"KOC__{name}__{key.name}".upper()
        for name, kind in sections.items()
        for key in fields(kind)
    }


def ours() -> dict[str, Any]:
    return {
        name: each for name, each in COMPOSE["services"].items() if each["image"] == "koc-dispatch"
    }


def running() -> dict[str, Any]:
    return {name: each for name, each in ours().items() if each["command"][0] == "run"}


def test_the_image_holds_every_package_and_what_builds_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    copied = set(re.findall(r"^COPY (\w+) \1$", DOCKERFILE, re.MULTILINE))
    assert copied == set(packages)
    for needed in ("requirements.txt", "pyproject.toml", "README.md", "LICENSE"):
        assert needed in DOCKERFILE
        assert (ROOT / needed).exists()


@pytest.mark.parametrize("file", [EXAMPLE, *(stage.CAMPAIGNS / name for name in stage.FILES)])
def test_what_is_read_beside_the_packages_is_installed_with_them(file: Path) -> None:
    """`/new` hands out a file; in a wheel it is where the packages are, or nowhere."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert file.exists()
    assert file.relative_to(ROOT).parts[0] in packages


def test_every_role_runs_twice_so_that_an_upgrade_stops_one_of_them() -> None:
    for role in Duty:
        pair = [name for name, each in running().items() if each["command"][2] == role]
        assert pair == [f"{role}-a", f"{role}-b"]
    replicas = [name for name, each in ours().items() if "deploy" in each]
    assert replicas == []  # `up` replaces them all at once


@pytest.mark.parametrize("guide", GUIDES, ids=[guide.name for guide in GUIDES])
def test_an_upgrade_goes_through_all_that_runs(guide: Path) -> None:
    """Workers before bots before sites."""
    for text in (guide.read_text(encoding="utf-8"), COMPOSE_TEXT):
        (parts,) = re.findall(r"for part in ([a-z -]+); do", text)
        assert sorted(parts.split()) == sorted(running())
        assert [each.partition("-")[0] for each in parts.split()[::2]] == ["worker", "bot", "web"]


def test_the_tables_come_before_whatever_runs() -> None:
    for each in running().values():
        assert each["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_one_image_is_built_once() -> None:
    """Two builders make two images of one name; the next `up` replaces what has the other."""
    assert [name for name, each in ours().items() if "build" in each] == ["migrate"]


def test_a_database_that_is_only_being_set_up_is_not_healthy() -> None:
    """That one listens on its socket alone, and ends."""
    assert "-h" in COMPOSE["services"]["database"]["healthcheck"]["test"]


def test_the_balancer_asks_every_site_whether_it_is_ready() -> None:
    (sites,) = re.findall(r"reverse_proxy (.+) {", CADDYFILE)
    port = COMPOSE["x-koc"]["environment"]["KOC__WEB__PORT"]
    assert sites.split() == [f"{name}:{port}" for name in running() if name.startswith("web")]
    assert "health_uri /readyz" in CADDYFILE


def test_the_balancer_lets_through_what_the_guide_says_and_refuses_the_rest() -> None:
    (let_through,) = re.findall(r"@ours path .*", CADDYFILE)
    assert let_through in (ROOT / "docs/going-live.md").read_text(encoding="utf-8")
    # Caddy puts a bare `respond` before any `reverse_proxy`: everything was refused.
    assert re.findall(r"^\t(\w+.*) {$", CADDYFILE, re.MULTILINE) == ["handle @ours", "handle"]


def test_all_parts_rehearse_against_the_local_telegram() -> None:
    services = dict(REHEARSAL["services"])
    telegram = services.pop("telegram")
    assert services.keys() == ours().keys()
    for each in services.values():
        assert each["environment"]["KOC__TELEGRAM__API_BASE_URL"] == "http://telegram:8081"
    assert telegram["stop_signal"] == "SIGINT"  # as process 1 it does not hear SIGTERM
    assert all(port.startswith("127.0.0.1:") for port in telegram["ports"])


@pytest.mark.parametrize("secret", ["deploy/compose/.env", "deploy/compose/koc.env"])
def test_what_holds_secrets_gets_neither_into_git_nor_into_the_image(secret: str) -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert f"/{secret}" in ignored
    # Docker's patterns are of the whole path: without **/ only the first folder's.
    assert "**/*.env" in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", ["going-live.md", "going-live.zh-CN.md"])
def test_the_guide_makes_what_its_unit_needs(name: str) -> None:
    """systemd starts nothing whose folder is missing; `koc` reads no file of root's alone."""
    guide = (ROOT / "docs" / name).read_text(encoding="utf-8")
    unit = ALL_IN_ONE.read_text(encoding="utf-8")
    (writes,) = re.findall(r"^ReadWritePaths=/srv/koc/(\S+)$", unit, re.MULTILINE)
    (user,) = re.findall(r"^User=(\S+)$", unit, re.MULTILINE)
    assert f"cp deploy/systemd/{ALL_IN_ONE.name} /etc/systemd/system/" in guide
    assert re.search(rf"^install -d -o {user} .* {writes} ", guide, re.MULTILINE)
    assert f"chgrp {user} config.toml && chmod 640 config.toml" in guide


def test_what_is_configured_is_a_key_of_ours() -> None:
    text = (DEPLOY / "compose/koc.env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^(KOC__\w+)=", text, re.MULTILINE))
    named |= set(COMPOSE["x-koc"]["environment"]) | set(REHEARSAL["x-here"]["environment"])
    for unit in UNITS:
        named |= set(re.findall(r"^Environment=(KOC__\w+)=", unit.read_text(), re.MULTILINE))
    assert len(named) > 8
    assert named <= known_keys()


def test_there_is_a_unit_for_each_role() -> None:
    roles = [re.search(r"--roles (\w+)", unit.read_text()) for unit in UNITS]
    assert {each[1] for each in roles if each} == set(Duty)


@pytest.mark.parametrize("unit", UNITS, ids=[unit.name for unit in UNITS])
def test_systemd_understands_the_unit(unit: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("there is no systemd-analyze")
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    lines = (done.stdout + done.stderr).splitlines()
    # Whether it is installed here is another question.
    assert [line for line in lines if "is not executable" not in line] == []


@pytest.mark.parametrize("unit", UNITS, ids=[unit.name for unit in UNITS])
def test_the_unit_gives_up_what_it_does_not_need(unit: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("there is no systemd-analyze")
    asked = ("systemd-analyze", "security", "--offline=true", "--threshold=15", unit)
    done = subprocess.run(asked, capture_output=True, text=True)
    if "unrecognized option" in done.stderr:
        pytest.skip("systemd-analyze is too old to judge a file")
    assert done.returncode == 0, done.stdout  # 1.5 of 10 at most


def test_all_units_are_hardened_alike() -> None:
    hardened = {unit.name: _hardening(unit) for unit in UNITS}
    alone = hardened.pop(ALL_IN_ONE.name)
    assert all(each == alone - {"ReadWritePaths=/srv/koc/var"} for each in hardened.values())


def _hardening(unit: Path) -> set[str]:
    lines = unit.read_text(encoding="utf-8").partition("NoNewPrivileges")[2].splitlines()
    return {line for line in lines if "=" in line and not line.startswith("MemoryMax=")}


def test_prometheus_scrapes_the_job_that_the_alerts_name() -> None:
    folder = DEPLOY / "prometheus"
    told = yaml.safe_load((folder / "prometheus.yaml").read_text(encoding="utf-8"))
    assert all((folder / name).exists() for name in told["rule_files"])
    rules = (folder / "koc-dispatch.rules.yaml").read_text(encoding="utf-8")
    jobs = {each["job_name"] for each in told["scrape_configs"]}
    assert set(re.findall(r'job="([^"]+)"', rules)) <= jobs
    for each in told["scrape_configs"]:
        assert each["static_configs"][0]["targets"]
    names = re.findall(r"names: \[(.+?)\]", (folder / "prometheus.yaml").read_text("utf-8"))
    assert [sorted(each.split(", ")) for each in names] == [sorted(running())]
