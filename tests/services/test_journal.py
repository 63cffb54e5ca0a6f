"""The books of the whole ledger, judged by beancount and hledger themselves."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.journal.books import JournalFormat
from domain.ledger import LedgerAccount, Posting, PostingKind, moved
from domain.money import Currency
from domain.people import Role
from services import dispute_decisions, journal, receipts
from services.journal import Place
from storage import ledger
from tests import bookkeepers
from tests.objecting import about_amount, paid_out, settled_work
from tests.paying import DAY, PAYDAY, answer, exported, paid_creators
from tests.world import NOW, World, staff, world_at

A, K = LedgerAccount, PostingKind
ZONE = "Asia/Shanghai"
BEANCOUNT, HLEDGER = JournalFormat


@pytest.fixture
def world(migrated_url: str) -> Iterator[World]:
    """Earned, matured, paid and returned by the services; other currencies by hand."""
    with world_at(migrated_url) as made:
        makers = paid_creators(made, 3)
        finance, checker = made.do(staff, Role.FINANCE), made.do(staff, Role.FINANCE)
        batch_id, _ = exported(made, finance, checker)
        answer(made, finance, f"KOC-{batch_id}-1,成功,", f"KOC-{batch_id}-2,失败,账号不存在")
        person_id = makers[0].actor.person_id
        for number, (currency, minor) in enumerate((("JPY", 7), ("KWD", 12_345), ("TON", 1))):
            made.do(ledger.post, [_earned(number, person_id, minor, currency)])
        yield made


def _earned(number: int, person_id: int, minor: int, currency: str, days: int = 40) -> Posting:
    funds, pending = (A.CAMPAIGN_FUNDS, 1), (A.CREATOR_PENDING, person_id)
    at = NOW + days * DAY
    return moved(f"x:{number}", K.SETTLEMENT, minor, currency, funds, pending, at=at)


def written(
    world: World,
    language: JournalFormat,
    first_day: date | None = None,
    last_day: date | None = None,
) -> str:
    extent = world.do(journal.begin, ZONE, first_day, last_day)
    if extent is None:
        return ""
    text, place = "", Place()
    while True:
        part = world.do(journal.part, extent, language, place)
        text += part.text
        if part.following is None:
            return text
        place = part.following


def test_beancount_accepts_the_books_and_comes_to_the_ledgers_own_totals(world: World) -> None:
    verdict = bookkeepers.beancount(written(world, BEANCOUNT))
    assert verdict.complaints == []
    assert verdict.totals == bookkeepers.ledgers_own(world)
    assert len(verdict.totals) > 6


def test_what_disputes_came_to_stands_in_the_books(migrated_sqlite_url: str, hledger: Path) -> None:
    with world_at(migrated_sqlite_url) as world:
        scene = settled_work(world)
        number = about_amount(world, scene)
        decide = dispute_decisions.make_good
        world.do(decide, scene.decider, number, 1_234, "Right", now=scene.now)
        paid, at = paid_out(world), PAYDAY + 2 * DAY
        missed = world.do(receipts.dispute, paid.actor, paid.payout_id, now=at)
        world.do(decide, paid.decider, missed, None, "It came back", now=at)
        own = bookkeepers.ledgers_own(world)
        text = written(world, BEANCOUNT)
        assert f'* "grant" "dispute:{number}"' in text
        assert f'* "correction" "dispute:{missed}"' in text
        for verdict in (
            bookkeepers.beancount(text),
            bookkeepers.hledger(hledger, written(world, HLEDGER)),
        ):
            assert (verdict.complaints, verdict.totals) == ([], own)


def test_hledger_accepts_the_books_and_comes_to_the_ledgers_own_totals(
    world: World, hledger: Path
) -> None:
    verdict = bookkeepers.hledger(hledger, written(world, HLEDGER))
    assert verdict.complaints == []
    assert verdict.totals == bookkeepers.ledgers_own(world)


@pytest.mark.parametrize("language", JournalFormat)
def test_the_same_ledger_gives_the_same_bytes_whatever_the_size_of_a_part(
    world: World, language: JournalFormat, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = written(world, language)
    monkeypatch.setattr(journal, "MOST", 2)
    assert written(world, language) == whole


def test_books_that_were_changed_are_refused_by_either_program(world: World, hledger: Path) -> None:
    """The sums at their end are the ledger's own."""
    for language, judge in ((BEANCOUNT, bookkeepers.beancount), (HLEDGER, _by(hledger))):
        text = written(world, language)
        assert "  80.00 CNY" in text
        assert "  -80.00 CNY" in text
        less = text.replace("  80.00 CNY", "  79.99 CNY", 1).replace("  -80.00", "  -79.99", 1)
        assert judge(less).complaints != []


def _by(program: Path) -> object:
    return lambda text: bookkeepers.hledger(program, text)


def test_a_month_begins_with_what_stood_before_it_and_ends_with_what_stands(
    world: World, hledger: Path
) -> None:
    first, last = date(2026, 12, 2), date(2026, 12, 31)
    text = written(world, BEANCOUNT, first, last)
    assert "opening balances" in text
    assert '"settle:' not in text  # before its first day
    assert '"mature:' in text
    assert "KWD" not in text.partition("opening balances")[2]  # after its last day
    assert bookkeepers.beancount(text).complaints == []
    judged = bookkeepers.hledger(hledger, written(world, HLEDGER, first, last))
    assert judged == bookkeepers.beancount(text)


def test_parts_of_the_books_add_up_to_the_whole(world: World) -> None:
    middle = date(2026, 12, 5)
    before = bookkeepers.beancount(written(world, BEANCOUNT, None, middle))
    after = bookkeepers.beancount(written(world, BEANCOUNT, middle + timedelta(days=1), None))
    assert before.complaints == after.complaints == []
    assert after.totals == bookkeepers.ledgers_own(world)
    assert before.totals != after.totals


def test_nobody_is_named_in_the_books(world: World) -> None:
    text = written(world, BEANCOUNT)
    assert "小明" not in text
    assert "Liabilities:Creators:Payable:P" in text


def test_what_is_posted_meanwhile_is_not_in_them(world: World) -> None:
    extent = world.do(journal.begin, ZONE, None, None)
    assert extent is not None
    world.do(ledger.post, [_earned(9, 1, 5, "CNY", days=0)])
    world.do(ledger.post, [_earned(10, 999, 5, "USDT", days=0)])
    place, text = Place(), ""
    while place is not None:
        part = world.do(journal.part, extent, BEANCOUNT, place)
        text, place = text + part.text, part.following  # type: ignore[assignment]
    assert "P999" not in text
    assert bookkeepers.beancount(text).complaints == []


def test_an_empty_ledger_has_empty_books(migrated_sqlite_url: str) -> None:
    with world_at(migrated_sqlite_url) as empty:
        assert written(empty, BEANCOUNT) == ""


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.integers(1, 3),
            st.integers(1, 10**15),
            st.sampled_from(Currency),
            st.integers(0, 400),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_any_currency_and_any_amount_is_told_to_the_last_unit(
    migrated_sqlite_url: str, drawn: list[tuple[int, int, Currency, int]]
) -> None:
    with world_at(migrated_sqlite_url) as made:
        offset = made.do(ledger.head).length
        for number, (person_id, minor, currency, days) in enumerate(drawn, offset):
            made.do(ledger.post, [_earned(number, person_id, minor, currency, days)])
        verdict = bookkeepers.beancount(written(made, BEANCOUNT))
        assert verdict.complaints == []
        assert verdict.totals == bookkeepers.ledgers_own(made)
