"""Which tables serve which release, and that each migration says so."""

import pytest
from alembic.script import ScriptDirectory

from storage.migrate import HEAD, alembic_config
from storage.revisions import Tables


@pytest.mark.parametrize(
    ("tables", "are_served"),
    [
        (Tables("0070", "0067"), True),  # the present ones
        (Tables("0069", "0067"), False),  # older: they are brought up
        (Tables("0075", "0067"), True),
        (Tables("0075", "0070"), True),
        (Tables("0075", "0071"), False),
        (Tables("0075"), False),
        (Tables(None), False),
    ],
)
def test_a_release_of_0070_is_served_by(tables: Tables, are_served: bool) -> None:
    assert tables.serve("0070") is are_served


def test_each_migration_says_whom_its_tables_serve_and_none_serves_again_who_was_shut_out() -> None:
    scripts = ScriptDirectory.from_config(alembic_config("sqlite://")).walk_revisions()
    later = [each for each in scripts if each.revision >= "0068"]
    oldest = [each.module.oldest_reader for each in reversed(later)]
    assert oldest == sorted(oldest)
    assert all(said <= each.revision for said, each in zip(reversed(oldest), later, strict=True))
    assert later[0].revision == HEAD
