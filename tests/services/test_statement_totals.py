"""The list of statements: everybody who has, owes or moved money, and sums that are the books'."""

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from domain.earnings import Totals, summed
from domain.errors import NotAllowed
from domain.ledger import LedgerAccount
from domain.payout_rules import PLAIN
from domain.people import Actor, Role
from domain.period import Period
from domain.statement import Arrived, Sheet
from services import dispute_decisions, receipts, statement_lists, statements
from services.statement_lists import StatementList
from storage.tables.money import ledger_entry
from tests.objecting import about_amount, paid_out, settled_work
from tests.paying import DAY, PAYDAY, answer, exported, paid_creators
from tests.world import World, creator, staff

LATER = datetime(2027, 6, 1, tzinfo=UTC)
AFTER = Period(2027, 3)


@pytest.fixture
def finance(world: World) -> Actor:
    """Of a house with money in every place: paid, refused, granted, never arrived, untouched."""
    made: Actor = world.do(staff, Role.FINANCE)
    paid_creators(world, 3)
    batch_id, _ = exported(world, made, world.do(staff, Role.FINANCE))
    answer(world, made, f"KOC-{batch_id}-1,成功,", f"KOC-{batch_id}-2,失败,账号不存在")
    scene = settled_work(world)
    decide = dispute_decisions.make_good
    world.do(decide, scene.decider, about_amount(world, scene), 1_234, "Right", now=scene.now)
    paid, at = paid_out(world), PAYDAY + 2 * DAY
    missed = world.do(receipts.dispute, paid.actor, paid.payout_id, now=at)
    world.do(decide, paid.decider, missed, None, "It came back", now=at)
    world.do(creator)  # who never had any
    return made


def listed(world: World, actor: Actor, of: Period) -> StatementList:
    return world.do(statement_lists.page, actor, of, PLAIN.timezone, now=LATER)


def totals(world: World, actor: Actor, of: Period) -> tuple[Sheet, ...]:
    return listed(world, actor, of).totals


def figures(sheets: Iterable[Sheet]) -> list[int]:
    names = ("earned_minor", "taken_back_minor", "other_minor")
    told = [[getattr(each, name) for name in names] for each in sheets]
    gross = [[each.arrived.payouts, *_arrived(each.arrived)] for each in sheets]
    return [sum(column) for rows in (told, gross) for column in zip(*rows, strict=True)]


def _arrived(of: Arrived) -> tuple[int, int]:
    return of.gross_minor, of.withheld_minor


def test_who_has_money_is_listed_in_a_month_without_a_movement(
    world: World, finance: Actor
) -> None:
    found = listed(world, finance, AFTER).statements
    assert found
    assert all(not sheet.movements for each in found for sheet in each.sheets)
    assert sum(sheet.closing.standing_minor for each in found for sheet in each.sheets) > 0


@pytest.mark.parametrize(
    "of", [Period(2026, 11), Period(2026, 12), Period(2027, 1), AFTER, Period(2026), Period(2027)]
)
def test_the_totals_are_the_rows_added_up(world: World, finance: Actor, of: Period) -> None:
    shown = [sheet for each in listed(world, finance, of).statements for sheet in each.sheets]
    (total,) = totals(world, finance, of)
    standing = sum((each.closing for each in shown), Totals("CNY")).standing_minor
    assert total.closing.standing_minor == standing
    assert figures([total]) == figures(shown)
    moved = total.earned_minor + total.taken_back_minor + total.other_minor
    begun = total.opening.standing_minor
    assert begun + moved - total.arrived.gross_minor == total.closing.standing_minor


def test_the_last_total_is_what_the_books_say(world: World, finance: Actor) -> None:
    sums = (
        select(ledger_entry.c.account, func.sum(ledger_entry.c.amount_minor))
        .where(ledger_entry.c.account != LedgerAccount.CAMPAIGN_FUNDS)
        .group_by(ledger_entry.c.account)
    )
    books = [(LedgerAccount(account), int(minor)) for account, minor in world.rows(sums)]
    (total,) = totals(world, finance, AFTER)
    assert total.closing == summed("CNY", books)


def test_years_are_those_in_which_money_moved(world: World, finance: Actor) -> None:
    found = world.do(statements.years, finance, PLAIN.timezone)
    assert found[-1] == Period(2026)
    assert (Period(2026).before, Period(2026).after) == (Period(2025), Period(2027))


def test_nobody_else_reads_them(world: World, finance: Actor) -> None:
    coordinator = world.do(staff, Role.COORDINATOR)
    for ask in (
        lambda: totals(world, coordinator, AFTER),
        lambda: listed(world, coordinator, AFTER),
        lambda: world.do(statements.years, coordinator, PLAIN.timezone),
    ):
        with pytest.raises(NotAllowed):
            ask()


@pytest.mark.parametrize("of", [Period(2026, 11), Period(2026, 12), AFTER, Period(2026)])
def test_each_row_is_what_that_creators_statement_says(
    world: World, finance: Actor, of: Period, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Page by page, nobody twice and nobody left out."""
    monkeypatch.setattr(statement_lists, "PAGE_SIZE", 2)
    pages = listed(world, finance, of).page.pages
    asked = [(finance, of, PLAIN.timezone, number) for number in range(1, pages + 1)]
    found = [world.do(statement_lists.page, *each, now=LATER) for each in asked]
    shown = [each for page in found for each in page.statements]
    people = [each.person_id for each in shown]
    assert people == sorted(set(people))
    of_one = statements.of_person
    assert shown == [
        world.do(of_one, finance, person_id, of.code, PLAIN.timezone, now=LATER)
        for person_id in people
    ]
    assert len({page.totals for page in found}) == 1
