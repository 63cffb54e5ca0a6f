"""A process meets tables of a newer release: it goes on where they serve it, else says so once."""

from pathlib import Path

import pytest

from bot.cli_base import OUTGROWN
from storage.migrate import HEAD, tables, upgrade
from storage.revisions import Tables
from tests import next_release
from tests.bot.command_line import koc


@pytest.fixture
def url(database_url: str, configured: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("KOC__DATABASE__URL", database_url)
    monkeypatch.setenv("KOC__SECRETS__ENCRYPTION_KEY", "a secret of this house")
    return database_url


def test_commands_of_an_older_release_work_with_tables_that_serve_it(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    next_release.bring_up(url, tmp_path, monkeypatch)
    assert koc("verify").exit_code == 0
    campaign = Path(__file__).parents[2] / "campaigns" / "spring-tea.toml"
    loaded = koc("campaign", "load", str(campaign))
    assert (loaded.exit_code, loaded.stderr) == (0, "")


def test_an_older_release_never_takes_tables_back(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    next_release.bring_up(url, tmp_path, monkeypatch)
    said = koc("migrate")
    assert said.output.startswith(f"at {next_release.HEAD}, a newer release's")
    assert (said.exit_code, said.stderr) == (0, "")
    assert tables(url) == Tables(next_release.HEAD, HEAD)


@pytest.mark.parametrize("command", [("verify",), ("keys", "list"), ("migrate",), ("run",)])
def test_one_whom_they_serve_no_more_says_so_in_a_sentence_and_ends_in_its_own_way(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    """So that what starts it does not start it in a loop."""
    next_release.bring_up(url, tmp_path, monkeypatch, oldest_reader=next_release.HEAD)
    refused = koc(*command)
    assert refused.exit_code == OUTGROWN
    *logged, said = refused.stderr.splitlines()
    assert said.startswith("database.url: the tables of ")
    assert said.endswith("start the newer one, these are not taken back")
    assert [line.partition("] ")[2].strip() for line in logged] in ([], ["stopping"])
    assert tables(url).revision == next_release.HEAD


def test_tables_as_they_were_before_they_said_anything_are_brought_up(url: str) -> None:
    upgrade(url, "0067")
    assert tables(url) == Tables("0067")
    assert "now at" in koc("migrate").output
    assert tables(url).serve(HEAD)


def test_units_do_not_start_again_what_the_tables_serve_no_more() -> None:
    units = [*(Path(__file__).parents[2] / "deploy" / "systemd").glob("*.service")]
    ends = [line for unit in units for line in unit.read_text().splitlines() if "Prevent" in line]
    assert units
    assert ends == [f"RestartPreventExitStatus=2 {OUTGROWN}"] * len(units)
