"""What the documents say is there is there: links, checks, constraints, tests, commands."""

import re
from pathlib import Path

import pytest

from bot.cli import main
from services import verify
from storage.tables import metadata

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
TWINS = [path for path in DOCUMENTS if path.name.endswith(".zh-CN.md")]
INVARIANTS = (ROOT / "docs" / "invariants.md").read_text(encoding="utf-8")
NOT_QUERIES = {  # verified by recomputation, so that no query carries their name
    "the hash chain verifies",
    "a settlement recomputes to the same amount",
    "a batch is what was frozen",
    "a pot is split in proportion",
    "windows follow each other from the launch",
    "a work in a pot came to what its share says",
    "a settlement had the room that caps and pots left",
    "a claim reserves what its terms may cost",
    "what came back makes up what fell away since it was sent",
    "what was given up is granted by no money",
}


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


@pytest.mark.parametrize("document", DOCUMENTS, ids=names(DOCUMENTS))
def test_every_link_leads_to_something(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)[^)]*\)|(?:href|src)=\"([^\"#]+)\"", text)
    targets = [one or other for one, other in links]
    local = [each for each in targets if not each.startswith("http")]
    assert [each for each in local if not (document.parent / each).exists()] == []


@pytest.mark.parametrize("twin", TWINS, ids=names(TWINS))
def test_both_languages_tell_the_same(twin: Path) -> None:
    """The same headings, table rows and commands; the words are a translator's."""
    english = twin.with_name(twin.name.replace(".zh-CN", ""))
    one, other = english.read_text(encoding="utf-8"), twin.read_text(encoding="utf-8")
    for pattern in (r"^#+ ", r"^\|", r"^- ", r"^\d\. ", r"\.png"):
        counts = [len(re.findall(pattern, text, re.MULTILINE)) for text in (one, other)]
        assert counts[0] == counts[1], pattern
    for pattern in (r"^(?:make|koc|cp) [^#\n]*", r"`(?:make|koc) [^`]*`", r"`/\w+`"):
        found = [sorted(map(str.strip, re.findall(pattern, t, re.MULTILINE))) for t in (one, other)]
        assert found[0] == found[1], pattern


def test_every_decision_has_a_number_of_its_own() -> None:
    files = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(each.name[:4]) for each in files] == list(range(1, len(files) + 1))
    for each in files:
        assert each.read_text(encoding="utf-8").startswith(f"# {int(each.name[:4])}. ")


def test_the_invariants_name_every_check_and_no_other() -> None:
    checks = set(re.findall(r"\"([^\"]+)\"", INVARIANTS))
    assert checks == set(verify._CHECKS) | NOT_QUERIES


def test_the_invariants_name_constraints_that_exist() -> None:
    constraints = set(re.findall(r"`((?:ck|uq)_\w+)`", INVARIANTS))
    assert constraints <= _constraints()


def _constraints() -> set[str]:
    tables = metadata.tables.values()
    named = [each for table in tables for each in (*table.constraints, *table.indexes)]
    return {str(each.name) for each in named}


def test_the_invariants_name_tests_that_exist() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("tests/*/test_*.py"))
    named = re.findall(r"`(test_\w+)`", INVARIANTS)
    assert named
    assert [name for name in named if f"def {name}(" not in sources] == []


def test_every_command_that_is_told_exists(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    commands = set(re.findall(r"^ +([a-z-]+)", capsys.readouterr().out, re.MULTILINE))
    told = {
        name
        for document in DOCUMENTS
        for name in re.findall(
            r"(?:^|`|bin/)koc ([a-z][a-z-]+)", document.read_text(encoding="utf-8")
        )
    }
    assert told <= commands


def test_every_target_that_is_told_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    told = {
        name
        for document in DOCUMENTS
        for name in re.findall(r"(?:^|`)make ([a-z-]+)", document.read_text(encoding="utf-8"))
    }
    assert told <= targets
