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

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE = yaml.safe_load((DEPLOY / "compose/compose.yaml").read_text(encoding="utf-8"))
DOCKERFILE = (DEPLOY / "compose/Dockerfile").read_text(encoding="utf-8")


def known_keys() -> set[str]:
    sections = {each.name: each.type for each in fields(Config)}
    return {
        f"KOC__{name}__{key.name}".upper()
        for name, kind in sections.items()
        for key in fields(kind)
    }


def ours() -> dict[str, Any]:
    return {name: each for name, each in COMPOSE["services"].items() if "command" in each}


def test_the_image_holds_every_package_and_what_builds_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    copied = set(re.findall(r"^COPY (\w+) \1$", DOCKERFILE, re.MULTILINE))
    assert copied == set(packages)
    for needed in ("requirements.txt", "pyproject.toml", "README.md", "LICENSE"):
        assert needed in DOCKERFILE
        assert (ROOT / needed).exists()


def test_every_role_runs_in_the_compose_file() -> None:
    commands = [each["command"] for each in ours().values() if each["command"][0] == "run"]
    assert {command[2] for command in commands} == set(Duty)


def test_the_tables_come_before_whatever_runs() -> None:
    for name, each in ours().items():
        if each["command"][0] == "run":
            assert each["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
            assert name in set(Duty)


def test_what_is_configured_is_a_key_of_ours() -> None:
    text = (DEPLOY / "compose/koc.env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^(KOC__\w+)=", text, re.MULTILINE))
    named |= set(COMPOSE["x-koc"]["environment"])
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


def test_prometheus_scrapes_the_job_that_the_alerts_name() -> None:
    folder = DEPLOY / "prometheus"
    told = yaml.safe_load((folder / "prometheus.yaml").read_text(encoding="utf-8"))
    assert all((folder / name).exists() for name in told["rule_files"])
    rules = (folder / "koc-dispatch.rules.yaml").read_text(encoding="utf-8")
    jobs = {each["job_name"] for each in told["scrape_configs"]}
    assert set(re.findall(r'job="([^"]+)"', rules)) <= jobs
    for each in told["scrape_configs"]:
        assert each["static_configs"][0]["targets"]
