"""A small house in memory: campaigns, creators, staff who know each other, and its own clock."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.pool import StaticPool

from domain.assignment import AssignmentStatus
from domain.errors import Refusal
from domain.payee import PayeeDetails, PayeeMethod
from domain.people import Actor, Role
from services import payees, settlements
from services.vault import Vault
from storage import people
from storage.tables import metadata
from storage.tables.people import person, staff_role
from storage.tables.work import assignment, post
from tests.approved import approved
from tests.handed_in import held
from tests.world import (
    CPE,
    FLAT,
    NOW,
    CreatorFixture,
    add_account,
    creator,
    grant,
    live_campaign,
    staff,
)

P = ParamSpec("P")
T = TypeVar("T")
LONG_AGO: Final = NOW - timedelta(days=20)
_NEWEST: Final = 3
VAULT: Final = Vault("a secret of the house")


class House:
    """Every `do` is a unit of work at the house's own time; a refusal undoes it and is counted."""

    def __init__(self) -> None:
        self.now: datetime = NOW
        self.refusals: Counter[str] = Counter()
        file = sqlite3.connect(":memory:", isolation_level=None)
        file.deserialize(_furnished())
        self.engine = _engine(file)

    def close(self) -> None:
        self.engine.dispose()  # its only connection is the file

    def wait(self, hours: float) -> None:
        self.now += timedelta(hours=hours)

    def do(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T | None:
        """None when it was refused."""
        try:
            with self.engine.begin() as conn:
                return work(conn, *args, **kwargs)
        except Refusal as refusal:
            self.refusals[type(refusal).__name__] += 1
            return None

    def one_of(self, table: Any, pick: int) -> Any:
        """A row of the table, every other time one of the newest; None of an empty one."""
        with self.engine.connect() as conn:
            newest_first = (column.desc() for column in table.primary_key)
            rows = conn.execute(select(table).order_by(*newest_first)).all()
        among = min(len(rows), _NEWEST) if pick % 2 else len(rows)
        return rows[pick // 2 % among] if rows else None

    def post_of(self, assignment_id: int) -> Any:
        with self.engine.connect() as conn:
            return conn.execute(
                select(post).where(post.c.assignment_id == assignment_id).order_by(post.c.id.desc())
            ).first()

    def settled_of(self, person_id: int) -> list[int]:
        """Their settled works, by id."""
        settled = assignment.c.status == AssignmentStatus.SETTLED
        mine = select(assignment.c.id).where(assignment.c.person_id == person_id, settled)
        with self.engine.connect() as conn:
            return list(conn.execute(mine.order_by(assignment.c.id)).scalars())

    def actor(self, person_id: int) -> Actor:
        with self.engine.connect() as conn:
            found = people.actor_by_id(conn, person_id)
        assert found is not None
        return found

    def member(self, role: Role, pick: int) -> Actor:
        """Mostly one with the role, now and then whoever."""
        with self.engine.connect() as conn:
            everybody = list(conn.execute(select(person.c.id).order_by(person.c.id)).scalars())
            holds = select(staff_role.c.person_id).where(staff_role.c.role == role)
            able = list(conn.execute(holds.order_by(staff_role.c.person_id)).scalars())
        return self.actor([*able * 8, *everybody][pick % (8 * len(able) + len(everybody))])


def _engine(file: sqlite3.Connection) -> Engine:
    engine = create_engine("sqlite://", creator=lambda: file, poolclass=StaticPool)

    @event.listens_for(engine, "begin")
    def began(conn: Connection) -> None:
        conn.exec_driver_sql("BEGIN IMMEDIATE")

    file.execute("PRAGMA foreign_keys=ON")
    return engine


@cache
def _furnished() -> bytes:
    """Made once, copied for every house."""
    file = sqlite3.connect(":memory:", isolation_level=None)
    engine = _engine(file)
    metadata.create_all(engine)
    with engine.begin() as conn:
        _furnish(conn)
    content = file.serialize()
    engine.dispose()
    return content


def _furnish(conn: Connection) -> None:
    """Who is there, what they may claim, and what three of them earned before."""
    old_work = live_campaign(conn, slots=3, now=LONG_AGO)
    plain, careful = creator(conn, now=LONG_AGO), creator(conn, now=LONG_AGO)
    add_account(conn, careful.actor, handle="another")
    reviewer = staff(conn, Role.REVIEWER)
    creator(conn, invited_by=reviewer.person_id)
    grant(conn, creator(conn).actor, Role.REVIEWER, Role.COORDINATOR)
    cashier = creator(conn, now=LONG_AGO)
    grant(conn, cashier.actor, Role.FINANCE)
    staff(conn, Role.FINANCE)
    staff(conn, Role.OWNER)
    open_for_claims(conn, now=NOW)
    for number, one in enumerate((plain, careful, cashier)):
        approved(conn, old_work, one, now=LONG_AGO)
        details = PayeeDetails(PayeeMethod.ALIPAY, f"1381234567{number}", "王小明")
        payees.save(conn, one.actor, VAULT, details, now=LONG_AGO)
    settlements.settle_due(conn, now=LONG_AGO + timedelta(days=8))
    settlements.mature_due(conn, now=NOW - timedelta(days=1))
    _get_going(conn, (plain, careful, cashier))


def _get_going(conn: Connection, makers: Sequence[CreatorFixture]) -> None:
    """Work that is counted, work whose money waits, and a task with no slot left."""
    counted = live_campaign(conn, slots=3, agreed=CPE)
    fixed = live_campaign(conn, slots=3, now=NOW - timedelta(days=8))
    for one in makers:
        approved(conn, counted, one)
        approved(conn, fixed, one, now=NOW - timedelta(days=8))
    settlements.settle_due(conn, now=NOW)
    held(conn, live_campaign(conn, slots=1, work_hours=200), makers[0])


def open_for_claims(conn: Connection, *, now: datetime) -> None:
    """Few slots, a budget that does not reach, drafts in one campaign and not in the others."""
    live_campaign(conn, slots=2, per_creator=1, work_hours=48, now=now)
    live_campaign(conn, slots=3, agreed=CPE, draft_required=True, per_creator=2, now=now)
    live_campaign(conn, slots=4, agreed=CPE, now=now)
    live_campaign(conn, slots=4, budget=2 * FLAT.cap_minor + 1, now=now)
