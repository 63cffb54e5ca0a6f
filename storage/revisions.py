"""Whose tables a database holds and which older processes they serve, as it says itself."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, inspect, text

_REVISION: Final = text("SELECT version_num FROM alembic_version")
_OLDEST_READER: Final = text("SELECT revision FROM oldest_reader")
_FORGET: Final = text("DELETE FROM oldest_reader")
_SAY: Final = text("INSERT INTO oldest_reader (revision) VALUES (:revision)")


@dataclass(frozen=True, slots=True)
class Tables:
    """Revisions are numbers of four digits: the later one is the greater."""

    revision: str | None  # None: none of ours are there
    oldest_reader: str | None = None  # processes of it, and later ones, go on with them

    def are_newer_than(self, ours: str) -> bool:
        return self.revision is not None and self.revision > ours

    def serve(self, ours: str) -> bool:
        """Whether a process whose own tables would be at `ours` can do its work with these."""
        if not self.are_newer_than(ours):
            return self.revision == ours
        return self.oldest_reader is not None and self.oldest_reader <= ours


def found(conn: Connection) -> Tables:
    if not inspect(conn).has_table("alembic_version"):
        return Tables(None)
    says = inspect(conn).has_table("oldest_reader")
    oldest_reader = conn.execute(_OLDEST_READER).scalar() if says else None
    return Tables(conn.execute(_REVISION).scalar(), oldest_reader)


def say_oldest_reader(conn: Connection, revision: str) -> None:
    """For the migrations, in the transaction that makes it so."""
    conn.execute(_FORGET)
    conn.execute(_SAY, {"revision": revision})
