"""Approved works past their cut-off with all that was read of them, made by the database itself."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, create_engine, text, update

from benchmarks import world
from benchmarks.world import TASKS, ClaimTap
from domain.terms import Interaction, Method, Source
from storage.migrate import sync_url
from storage.tables import campaigns

COUNTED: Final = (Interaction.LIKES, Interaction.COMMENTS)
FLAT_MINOR: Final = 500
RATE_PER_MILLE_MINOR: Final = 12_345
FLOOR_MINOR: Final = 900
CAP_MINOR: Final = 20_000
CUTOFF_DAYS: Final = 7
HOLD_DAYS: Final = 3
_STEP: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many creators have that many works each, and how often each post was read."""

    creators: int
    works_each: int
    readings: int

    @property
    def works(self) -> int:
        return self.creators * self.works_each

    @property
    def snapshots(self) -> int:
        return self.works * self.readings


def fill(url: str, crowd: Crowd, cutoff_at: datetime) -> list[ClaimTap]:
    """All of them due at `cutoff_at`; a tap for each creator, who may still claim a task."""
    taps = world.fill(url, crowd.creators, 2 * TASKS * crowd.creators)
    engine = create_engine(sync_url(url))
    with engine.begin() as conn:
        _agree(conn)
        for number in range(crowd.works_each):
            _add_works(conn, crowd, number, cutoff_at)
        _read(conn, crowd, cutoff_at)
        _square(conn, crowd)
        if conn.dialect.name == "postgresql":
            _tell_the_sequences(conn)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("ANALYZE"))
        if conn.dialect.name == "sqlite":
            conn.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    engine.dispose()
    return taps


def _agree(conn: Connection) -> None:
    agreed = {
        "method": Method.CPE,
        "flat_minor": FLAT_MINOR,
        "rate_per_mille_minor": RATE_PER_MILLE_MINOR,
        "floor_minor": FLOOR_MINOR,
        "cap_minor": CAP_MINOR,
        "worst_case_minor": CAP_MINOR,
        "counted": [each.value for each in COUNTED],
        "cutoff_days": CUTOFF_DAYS,
        "hold_days": HOLD_DAYS,
        "weakest_source": Source.COORDINATOR,
    }
    conn.execute(update(campaigns.terms).values(agreed))


_PEOPLE: Final = "FROM person AS p WHERE p.id <= :creators"
_ASSIGNMENTS: Final = f"""
INSERT INTO assignment (id, task_id, account_id, person_id, terms_id, status, reserved_minor,
  claimed_at, due_at, approved_at, cutoff_at, settle_at, retained_until)
SELECT :first + p.id, (p.id + 6 + :number) % {TASKS} + 1, p.id, p.id,
  (SELECT t.terms_id FROM task AS t WHERE t.id = (p.id + 6 + :number) % {TASKS} + 1), 'approved',
  {CAP_MINOR}, :began, :began, :began, :cutoff_at, :cutoff_at, :cutoff_at {_PEOPLE}
"""
_POSTS: Final = f"""
INSERT INTO post (id, platform, post_key, url, assignment_id, first_seen_at)
SELECT :first + p.id, 'douyin', '73' || (:first + p.id), 'https://www.douyin.com/video/73' ||
  (:first + p.id), :first + p.id, :began {_PEOPLE}
"""
_SUBMISSIONS: Final = f"""
INSERT INTO submission (id, assignment_id, post_id, given, at)
SELECT :first + p.id, :first + p.id, :first + p.id, '', :began {_PEOPLE}
"""
_SNAPSHOTS: Final = """
INSERT INTO metric_snapshot
  (post_id, source, observed_at, received_at, likes, shares, saves, comments, views)
SELECT p.id, :source, :at, :at, (p.id * 7 + :number) % 900, p.id % 3, 1, (p.id + :number) % 40, 9000
FROM post AS p
"""
_DONE: Final = "(SELECT count(*) FROM assignment AS a WHERE a.task_id = task.id)"
_SQUARE: Final = (
    f"UPDATE task SET done = {_DONE}, free = slots - {_DONE}, held = 0",
    f"UPDATE campaign SET reserved_minor = {CAP_MINOR} * :works, budget_minor = {10**12}",
)


def _add_works(conn: Connection, crowd: Crowd, number: int, cutoff_at: datetime) -> None:
    values = {
        "creators": crowd.creators,
        "first": number * crowd.creators,
        "number": number,
        "began": moment(conn, cutoff_at - timedelta(days=CUTOFF_DAYS)),
        "cutoff_at": moment(conn, cutoff_at),
    }
    for statement in (_ASSIGNMENTS, _POSTS, _SUBMISSIONS):
        conn.execute(text(statement), values)


def _read(conn: Connection, crowd: Crowd, cutoff_at: datetime) -> None:
    """Hour by hour, the last after the cut-off; now and then the creator says something."""
    for number in range(crowd.readings):
        source = Source.CREATOR if number % 10 == 3 else Source.PLATFORM
        at = cutoff_at + _STEP * (number + 2 - crowd.readings) if crowd.readings > 1 else cutoff_at
        values = {"source": source.value, "at": moment(conn, at), "number": number}
        conn.execute(text(_SNAPSHOTS), values)


def _square(conn: Connection, crowd: Crowd) -> None:
    """Slots and budget as so much work leaves them."""
    for statement in _SQUARE:
        values = {"works": crowd.works} if ":works" in statement else {}
        conn.execute(text(statement), values)


def _tell_the_sequences(conn: Connection) -> None:
    """Ids were given by hand."""
    for table in ("assignment", "post", "submission"):
        sequence = f"pg_get_serial_sequence('{table}', 'id')"
        conn.execute(text(f"SELECT setval({sequence}, (SELECT max(id) FROM {table}))"))


def moment(conn: Connection, at: datetime) -> Any:
    """As a plain statement binds it."""
    utc = at.astimezone(UTC)
    return utc if conn.dialect.name != "sqlite" else utc.strftime("%Y-%m-%d %H:%M:%S.%f")
