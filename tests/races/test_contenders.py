"""More creators than slots, all at once: as many win as there are slots, within the budget."""

from typing import Final

from sqlalchemy import Connection, func, select

from domain.eligibility import NotEligible
from domain.people import Sender
from services import verify
from services.seam import Database
from storage.tables.work import assignment, assignment_event, rendition
from tests.races.careless import careless_claims
from tests.races.crowd import Contender, count, crowd, race, tap, watched
from tests.world import FLAT, World, add_account, creator, live_campaign

CONTENDERS: Final = 5_000
SLOTS: Final = 500
EACH: Final = FLAT.cap_minor


async def test_five_thousand_race_for_five_hundred_slots(world: World, db: Database) -> None:
    goal = world.do(live_campaign, slots=SLOTS)
    ends = await race(db, goal, world.do(crowd, CONTENDERS))
    assert ends["won"] == SLOTS
    assert set(ends) <= {"won", "NotEligible", "TaskFull"}, ends
    stands = world.do(count, goal.task_id)
    assert (stands.free, stands.held, stands.done) == (0, SLOTS, 0)
    assert stands.reserved_minor == SLOTS * EACH == stands.budget_minor
    for table in (assignment, rendition):
        assert world.rows(select(func.count()).select_from(table)) == [(SLOTS,)]
    assert world.do(verify.problems) == []


async def test_the_budget_stops_the_race_where_the_slots_do_not(world: World, db: Database) -> None:
    goal = world.do(live_campaign, slots=400, budget=150 * EACH + EACH - 1)
    ends = await race(db, goal, world.do(crowd, 600))
    assert ends["won"] == 150
    assert set(ends) <= {"won", "NotEligible", "BudgetSpent"}, ends
    stands = world.do(count, goal.task_id)
    assert (stands.free, stands.held) == (250, 150)
    assert stands.reserved_minor == 150 * EACH
    assert world.do(verify.problems) == []


async def test_a_creator_with_two_accounts_does_not_pass_the_limit_of_one(
    world: World, db: Database
) -> None:
    """The limit is counted, not constrained: on PostgreSQL two taps may count the same rows."""
    for round_ in range(20):
        goal = world.do(live_campaign, slots=5, per_creator=1)
        one, other = world.do(_two_accounts, round_)
        ends = await watched(
            db,
            goal.task_id,
            (tap(db, 10 * round_ + at, each, goal) for at, each in enumerate((one, other))),
        )
        assert [type(end) for end in ends if not isinstance(end, int)] == [NotEligible], ends


def _two_accounts(conn: Connection, round_: int) -> tuple[Contender, Contender]:
    made = creator(conn)
    second = add_account(conn, made.actor, handle=f"second{round_}")
    sender = Sender(made.actor.telegram_id or 0, made.actor.name)
    return Contender(sender, made.account_id), Contender(sender, second)


async def test_two_taps_at_once_make_one_assignment(world: World, db: Database) -> None:
    goal = world.do(live_campaign, slots=50)
    for number, one in enumerate(world.do(crowd, 25)):
        taps = (tap(db, 10 * number + at, one, goal) for at in range(2))
        ends = await watched(db, goal.task_id, taps)
        assert sum(isinstance(end, int) for end in ends) == 1, ends
        assert sum(isinstance(end, NotEligible) for end in ends) == 1, ends
    assert world.rows(select(func.count()).select_from(assignment)) == [(25,)]
    assert world.rows(select(func.count()).select_from(assignment_event)) == [(25,)]
    assert world.do(verify.problems) == []


async def test_a_claim_that_trusts_what_was_read_before_oversells(
    world: World, db: Database
) -> None:
    """The control."""
    goal = world.do(live_campaign, slots=10, budget=60 * EACH)
    all_ = world.do(crowd, 60)
    with careless_claims(world, goal, all_):
        ends = await race(db, goal, all_)
    assert ends["won"] > 10
    assert world.do(verify.problems) != []
