"""What is said when nobody has decided on a dispute, or who prepared its payout has: the truth."""

from typing import Any

import pytest
from sqlalchemy import delete, select, union

from domain.disputes.life import Called
from domain.locales import EN
from domain.notices import NoticeKind
from handlers.notices.disputes import NOTICES
from storage.tables.money import payout_batch
from storage.tables.people import staff_role
from tests.handlers.conftest import Chat
from tests.handlers.test_payouts import approved_batch
from tests.handlers.test_review_notices import speaks_both
from words.speech import speech

FACTS: dict[str, Any] = {
    "dispute_id": 1,
    "line": "payout",
    "title": "K-1",
    "amount_minor": 8_000,
    "currency": "CNY",
    "decide_due_at": "2026-11-30T08:00:00+00:00",
    "note": "单据在银行",
}


def said(kind: NoticeKind, **facts: Any) -> str:
    return NOTICES[kind](speech(EN), FACTS | facts, "UTC").text.unescape()


@pytest.mark.parametrize(
    ("called", "told"),
    [
        (Called.OWNERS, "our owners have been called"),
        (Called.OTHERS, "those who may decide have been called again"),
        (Called.NOBODY, "Nobody in our team may decide on it yet"),
    ],
)
def test_a_creator_hears_who_was_called_and_nothing_else(called: Called, told: str) -> None:
    speaks_both("dispute_late", FACTS | {"called": called.value})
    text = said(NoticeKind.DISPUTE_LATE, called=called.value)
    assert told in text
    assert ("owners have been called" in text) == (called is Called.OWNERS)


def test_a_notice_of_before_names_nobody() -> None:
    assert "owners" not in said(NoticeKind.DISPUTE_LATE)


@pytest.mark.parametrize("others_may", [True, False])
def test_owners_hear_whether_others_may_decide(others_may: bool) -> None:
    speaks_both("dispute_stuck", FACTS | {"others_may": others_may})
    text = said(NoticeKind.DISPUTE_STUCK, others_may=others_may)
    assert ("Please invite" in text) != others_may


def test_who_prepared_the_payout_is_not_called_somebody_without_a_part() -> None:
    speaks_both("dispute_declined", FACTS | {"stands_in": True})
    assert "no part" not in said(NoticeKind.DISPUTE_DECLINED, stands_in=True)
    assert "no part" in said(NoticeKind.DISPUTE_DECLINED, stands_in=False)


_SENDERS = union(select(payout_batch.c.prepared_by), select(payout_batch.c.approved_by))
_IS_OTHER = staff_role.c.person_id.not_in(_SENDERS)


async def test_in_a_house_of_two_who_prepared_decides_on_the_payout(any_chat: Chat) -> None:
    ming, sender = await approved_batch(any_chat)
    await sender.says("/payouts")
    await sender.taps("✅ 1")
    await sender.taps("Payment file (CSV)")
    await sender.sees("Payment file")
    await sender.sends_document("r.csv", b"reference,result,reason\nKOC-1-1,paid,\n")
    await sender.taps("Book the results (1)")
    await sender.sees("is booked")
    any_chat.world.do(lambda conn: conn.execute(delete(staff_role).where(_IS_OTHER)))
    await ming.person.says("/earnings")
    await ming.person.taps("My payouts")
    await ming.person.taps("¥80.00 did not arrive")
    await ming.person.sees("Finance looks into KOC-1-1")
    await sender.says("/disputes")
    shown = await sender.sees("1. KOC-1-1")
    await sender.taps("1", message=shown)
    await sender.sees("You prepared this payout.")
    await sender.taps("Decline…")
    await sender.says("The bank has the receipt")
    await sender.sees("Decided by who prepared the payout")


def test_a_creator_hears_what_of_a_grant_they_had_already() -> None:
    kind = NoticeKind.DISPUTE_GRANTED
    speaks_both(kind.value, FACTS | {"awarded_minor": 8_000})
    text = said(kind, awarded_minor=8_000)
    assert "¥80.00 more are granted to you" in text
    speaks_both(kind.value, FACTS | {"awarded_minor": 8_000, "cleared_minor": 5_000})
    text = said(kind, awarded_minor=8_000, cleared_minor=5_000)
    assert "¥80.00 are yours after all. ¥50.00 of that had been paid to you" in text
    assert "¥30.00 are payable now" in text
