"""A small house: campaigns, creators, staff who know each other, and its own clock."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, bindparam, func, select, update

from domain import pricing
from domain.assignment import AssignmentStatus
from domain.errors import Refusal
from domain.payee import PayeeDetails, PayeeMethod
from domain.payout_rules import PayoutRules
from domain.people import Actor, Role
from domain.terms import Method, MissingData
from domain.withholding import CN_LABOUR
from services import payees, settlements
from services.vault import Vault
from storage import people, receivables
from storage.tables.campaigns import task
from storage.tables.people import account, person, staff_role
from storage.tables.work import assignment, post
from tests.agreements import agreed
from tests.approved import approved, read_in, reading
from tests.handed_in import held
from tests.prove.foundations import BrokeDown, Foundation
from tests.world import (
    CPE,
    FLAT,
    NOW,
    CampaignFixture,
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
RULES: Final = PayoutRules(withholdings=(CN_LABOUR,), confirmed_twice=True)
VAULT: Final = Vault("a secret of the house")


_EVERYBODY: Final = select(person.c.id).order_by(person.c.id)
_ABLE: Final = (
    select(staff_role.c.person_id)
    .where(staff_role.c.role == bindparam("of_role"))
    .order_by(staff_role.c.person_id)
)


@cache
def _statements(table: Any) -> tuple[Any, Any]:
    """How many rows there are, and the one at a place, the newest first: made once."""
    newest_first = (column.desc() for column in table.primary_key)
    place = select(table).order_by(*newest_first).limit(1).offset(bindparam("place"))
    return select(func.count()).select_from(table), place


class House:
    """Every `do` is a unit of work at the house's own time; a refusal undoes it and is counted.

    So does a breakdown: who was in the middle of it finds the house as it stood before, or after.
    """

    def __init__(self, foundation: Foundation) -> None:
        self.now: datetime = NOW
        self.refusals: Counter[str] = Counter()
        self.codes: dict[tuple[int, int], str] = {}  # what approvers were shown, by batch
        self._foundation = foundation
        self._last: Callable[[Connection], Any] | None = None
        self._last_at = NOW
        self._doomed_after: int | None = None
        foundation.raise_anew()

    @property
    def engine(self) -> Engine:
        return self._foundation.engine

    def wait(self, hours: float) -> None:
        self.now += timedelta(hours=hours)

    def do(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T | None:
        """None when it was refused, or broke down."""
        self._last, self._last_at = lambda conn: work(conn, *args, **kwargs), self.now
        done: T | None = self._try(self._last)
        return done

    def do_again(self) -> None:
        """The last one once more, by whoever heard no answer."""
        if self._last is not None and self._last_at == self.now:
            self._try(self._last)

    def break_down(self, after: int) -> None:
        """In the next unit, after so many statements, or at its commit, if it has fewer."""
        self._doomed_after = after

    def _try(self, work: Callable[[Connection], Any]) -> Any:
        doom, self._doomed_after = self._doomed_after, None
        try:
            with self.engine.begin() as conn:
                self._foundation.doom.comes_after(doom)
                return work(conn)
        except Refusal as refusal:
            self.refusals[type(refusal).__name__] += 1
        except BrokeDown:
            self.refusals["BrokeDown"] += 1
            self._foundation.reopen()
        finally:
            self._foundation.doom.comes_after(None)
        return None

    def one_of(self, table: Any, pick: int) -> Any:
        """A row of the table, every other time one of the newest; None of an empty one."""
        with self.engine.connect() as conn:
            count_all, place = _statements(table)
            count = conn.execute(count_all).scalar_one()
            if not count:
                return None
            among = min(count, _NEWEST) if pick % 2 else count
            return conn.execute(place, {"place": pick // 2 % among}).one()

    def post_of(self, assignment_id: int) -> Any:
        with self.engine.connect() as conn:
            return conn.execute(
                select(post).where(post.c.assignment_id == assignment_id).order_by(post.c.id.desc())
            ).first()

    def works_of(self, person_id: int, status: AssignmentStatus) -> list[int]:
        """Those of theirs that stand so, by id."""
        stand_so = assignment.c.status == status
        mine = select(assignment.c.id).where(assignment.c.person_id == person_id, stand_so)
        with self.engine.connect() as conn:
            return list(conn.execute(mine.order_by(assignment.c.id)).scalars())

    def owed_by(self, person_id: int, currency: str) -> int:
        with self.engine.connect() as conn:
            return receivables.owed(conn, person_id, currency)

    def actor(self, person_id: int) -> Actor:
        with self.engine.connect() as conn:
            found = people.actor_by_id(conn, person_id)
        assert found is not None
        return found

    def member(self, role: Role, pick: int) -> Actor:
        """Mostly one with the role, now and then whoever."""
        with self.engine.connect() as conn:
            everybody = list(conn.execute(_EVERYBODY).scalars())
            able = list(conn.execute(_ABLE, {"of_role": role}).scalars())
        return self.actor([*able * 8, *everybody][pick % (8 * len(able) + len(everybody))])


def furnish(conn: Connection) -> None:
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
    roomy = 6 * FLAT.cap_minor  # who takes a slot too many is not stopped by the budget
    held(conn, live_campaign(conn, slots=1, work_hours=200, budget=roomy), makers[0])


def open_one(conn: Connection, roll: int, *, now: datetime) -> None:
    """A campaign under terms of any kind; some ask for drafts, some tasks have their own cap."""
    chance = random.Random(roll)
    slots = chance.choice([1, 2, 3])
    terms = agreed(chance, chance.choice(list(Method)), slots)
    reserve = pricing.reserve_minor(terms, slots) * slots
    budget = max(reserve - chance.choice([0, 0, 1]), terms.pot_minor, 1)
    if terms.pot_days:  # two windows and what else is left over, at times
        budget += chance.choice([0, terms.pot_minor, 2 * terms.pot_minor - 1])
    opened = live_campaign(
        conn,
        slots=slots,
        budget=budget,
        agreed=terms,
        draft_required=chance.random() < 0.5,
        now=now,
    )
    cap_minor = chance.choice([0, 0, 0, terms.cap_minor])
    conn.execute(update(task).where(task.c.id == opened.task_id).values(cap_minor=cap_minor))


def open_a_window(conn: Connection, roll: int, *, now: datetime) -> None:
    """A pot by windows, and works in the first one that are counted soon: by whoever may claim."""
    chance = random.Random(roll)
    slots = chance.choice([2, 3, 4])
    terms = replace(
        agreed(chance, chance.choice(list(Method)), slots),
        cutoff_days=chance.choice([1, 2]),
        earlier_cutoffs=(),
        draft_minor=0,
        post_minor=0,
        missing=MissingData.FLOOR,
        pot_days=chance.choice([1, 2]),
    )
    least_minor = slots * pricing.least_minor(terms)
    terms = replace(terms, pot_minor=least_minor + chance.randrange(500, 12_000))
    budget = terms.pot_minor + chance.choice([0, terms.pot_minor // 2, terms.pot_minor])
    opened = live_campaign(conn, slots=slots, budget=budget, agreed=terms, now=now)
    if chance.random() < 0.3:
        cap = update(task).where(task.c.id == opened.task_id)
        conn.execute(cap.values(cap_minor=chance.randrange(1, 2 * terms.pot_minor)))
    accounts = conn.execute(select(account).where(account.c.retired.is_(False))).all()
    for one in chance.sample(accounts, min(len(accounts), slots)):
        _publish(conn, opened, one, chance, now)


def _publish(
    conn: Connection, opened: CampaignFixture, of: Any, chance: random.Random, now: datetime
) -> None:
    """Claimed, approved and read; who may not claim leaves the slot to others."""
    actor = people.actor_by_id(conn, of.person_id)
    assert actor is not None
    try:
        with conn.begin_nested():
            work = approved(conn, opened, CreatorFixture(actor, of.id, of.handle), now=now)
    except Refusal:
        return
    counts = {"likes": chance.randrange(900), "views": chance.randrange(90_000)}
    read_in(conn, reading(work, now, **counts), now=now)


def open_for_claims(conn: Connection, *, now: datetime) -> None:
    """Few slots, a budget that does not reach, drafts in one campaign and not in the others."""
    live_campaign(conn, slots=2, per_creator=1, work_hours=48, now=now)
    live_campaign(conn, slots=3, agreed=CPE, draft_required=True, per_creator=2, now=now)
    live_campaign(conn, slots=4, agreed=CPE, now=now)
    live_campaign(conn, slots=4, budget=2 * FLAT.cap_minor + 1, now=now)
