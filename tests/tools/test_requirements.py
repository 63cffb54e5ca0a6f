"""What is installed is pinned and hashed, names no index, and no more of it than is asked for."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = ["requirements.txt", "requirements-dev.txt"]


def pinned(file: str) -> dict[str, str]:
    """Each package with all that is said of it."""
    text = (ROOT / file).read_text(encoding="utf-8")
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    return {entry.partition("==")[0].split("[")[0]: entry for entry in entries}


@pytest.mark.parametrize("file", FILES)
def test_every_package_is_pinned_by_its_hashes_from_wherever_it_comes(file: str) -> None:
    packages = pinned(file)
    assert len(packages) > 30
    assert [name for name, entry in packages.items() if "--hash=sha256:" not in entry] == []
    for elsewhere in ("://", "index-url", "find-links"):
        assert elsewhere not in (ROOT / file).read_text(encoding="utf-8")


def test_whatever_is_asked_for_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {re.split(r"[\[<>=~;]", each)[0] for each in project["project"]["dependencies"]}
    assert asked <= pinned("requirements.txt").keys()
    assert pinned("requirements.txt").keys() <= pinned("requirements-dev.txt").keys()


def test_the_process_is_installed_without_what_it_was_made_light_of() -> None:
    """docs/decisions/0006: argparse, tomllib and dataclasses."""
    assert not {"typer", "pydantic", "pydantic-settings"} & pinned("requirements.txt").keys()
