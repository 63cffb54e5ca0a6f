"""What creators hear of their money, and staff of figures and debts; payouts are payouts.py's."""

from datetime import datetime
from typing import Any

from domain.checkpoints import FINAL
from domain.notices import NoticeKind
from domain.settlement import VoidReason
from handlers.codec import tap
from handlers.notices.returns import which
from handlers.screen import Button, Rows, Screen
from words import earnings, pot_windows, times
from words.amounts import amount
from words.people import called
from words.speech import Html, Speech


def money(facts: dict[str, Any]) -> str:
    return amount(facts["amount_minor"], facts["currency"])


def _why(say: Speech, facts: dict[str, Any]) -> Rows:
    return ((Button(say("Why this sum?"), tap("why", facts["assignment_id"])),),)


def settled(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    payable_at = datetime.fromisoformat(facts["payable_at"])
    day = times.day(payable_at, timezone, say.locale, facts["told_at"])
    checkpoint = facts.get("checkpoint", FINAL)
    if checkpoint == FINAL:
        text = say(
            "💰 <b>{title}</b> is settled: {amount}, payable on {day}.",
            title=facts["title"],
            amount=money(facts),
            day=day,
        )
    else:
        text = say(
            "💰 A part of <b>{title}</b> is settled ({part}): {amount}, payable on {day}.",
            title=facts["title"],
            part=earnings.checkpoint(checkpoint, say),
            amount=money(facts),
            day=day,
        )
    return Screen(text, _why(say, facts))


def left_out(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    until = datetime.fromisoformat(facts["until"])
    text = say(
        "✋ <b>{title}</b> is not settled yet: {reason}. You lose nothing by it: it is settled by "
        "{day} at the latest.",
        title=facts["title"],
        reason=facts["reason"],
        day=times.day(until, timezone, say.locale, facts["told_at"]),
    )
    return Screen(text, _why(say, facts))


def voided(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    reason = earnings.reason(VoidReason(facts["reason"]), say)
    if facts.get("owed_minor"):
        text = say(
            "↩️ <b>{title}</b> does not count any more: {reason}. {amount} was taken back. "
            "{owed} of it you had already been paid: a part of each later amount makes it up, "
            "you pay nothing in.",
            title=facts["title"],
            reason=reason,
            amount=money(facts),
            owed=amount(facts["owed_minor"], facts["currency"]),
        )
    elif facts["amount_minor"]:
        text = say(
            "↩️ <b>{title}</b> does not count any more: {reason}. {amount} was taken back.",
            title=facts["title"],
            reason=reason,
            amount=money(facts),
        )
    else:
        text = say(
            "↩️ <b>{title}</b> does not count any more: {reason}.",
            title=facts["title"],
            reason=reason,
        )
    said = Html("💬 {}").format(facts["note"]) if facts.get("note") else Html()
    wrong = say("Is that wrong? Dispute it: somebody who had no part in it decides.")
    dispute = Button(say("Dispute it"), tap("dispute.of", facts["assignment_id"]))
    blocks = [Html("\n").join(each for each in (text, said) if each), wrong]
    return Screen(Html("\n\n").join(blocks), (*_why(say, facts), (dispute,)))


def paid_taken_back(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say(
        "↩️ {name} took <b>{title}</b> back, of which {amount} had been paid out: its creator owes "
        "that now.",
        name=called(facts["by"]),
        title=facts["title"],
        amount=money(facts),
    )
    return Screen(text, ((Button(say("Look at it"), tap("why", facts["assignment_id"])),),))


def recovered(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    if facts["left_minor"]:
        text = say(
            "↩️ {amount} of what has just become payable was set against what is to be settled "
            "up; {left} are left.",
            amount=money(facts),
            left=amount(facts["left_minor"], facts["currency"]),
        )
    else:
        text = say(
            "✅ {amount} of what has just become payable was set against what was to be settled "
            "up. That is done now.",
            amount=money(facts),
        )
    return Screen(text, _why(say, facts))


def debt_given_up(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say("✅ You owe nothing any more: {amount} are given up.", amount=money(facts))
    return Screen(text, ((Button(say("Earnings"), tap("earn", 1)),),))


def debt_repaid(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    if facts["left_minor"]:
        text = say(
            "✅ Your transfer of {amount} has arrived, reference {reference}. {left} are left to "
            "be settled up.",
            amount=money(facts),
            reference=facts["bank_reference"],
            left=amount(facts["left_minor"], facts["currency"]),
        )
    else:
        text = say(
            "✅ Your transfer of {amount} has arrived, reference {reference}. You owe nothing any "
            "more.",
            amount=money(facts),
            reference=facts["bank_reference"],
        )
    return Screen(text, ((Button(say("Earnings"), tap("earn", 1)),),))


def repayment_booked(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    return Screen(
        say(
            "🏦 {by} booked that {name} transferred {amount} back, reference {reference}: "
            "{reason}. {left} are still owed. Hold it against the bank's paper now and then.",
            by=called(facts["by"]),
            name=called(facts["name"]),
            amount=money(facts),
            reference=facts["bank_reference"],
            reason=facts["reason"],
            left=amount(facts["left_minor"], facts["currency"]),
        )
    )


def budget_short(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say(
        "⚠️ {percent}% of the budget of <b>{title}</b> is taken: {left} are left, free "
        "slots {free}. Creators are told before they claim.",
        percent=facts["percent"],
        title=facts["title"],
        left=amount(facts["left_minor"], facts["currency"]),
        free=facts["free"],
    )
    return Screen(text, ((Button(say("Open the campaign"), tap("camp", facts["campaign_id"])),),))


def budget_raised(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say(
        "📈 {name} raised the budget of <b>{title}</b> from {before} to {after}: {reason}",
        name=called(facts["by"]),
        title=facts["title"],
        before=amount(facts["before_minor"], facts["currency"]),
        after=amount(facts["after_minor"], facts["currency"]),
        reason=facts["reason"],
    )
    return Screen(text, ((Button(say("Open the campaign"), tap("camp", facts["campaign_id"])),),))


def readings_missing(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say(
        "📊 <b>{title}</b>: approved posts past their cut-off without any figures: {posts}. "
        "Their creators wait for their money.",
        title=facts["title"],
        posts=facts["posts"],
    )
    return Screen(text, (which(say, facts), (Button(say("Import figures"), tap("met")),)))


def settled_unread(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say(
        "⚠️ <b>{title}</b>: posts that got no figures in two weeks and were settled at the agreed "
        "minimum: {posts}.",
        title=facts["title"],
        posts=facts["posts"],
    )
    return Screen(text, ((Button(say("Campaign"), tap("camp", facts["campaign_id"])),),))


def window_short(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    return Screen(pot_windows.short(facts, say), ((Button(say("My work"), tap("my", 1)),),))


NOTICES = {
    NoticeKind.SETTLED: settled,
    NoticeKind.LEFT_OUT: left_out,
    NoticeKind.VOIDED: voided,
    NoticeKind.PAID_TAKEN_BACK: paid_taken_back,
    NoticeKind.RECOVERED: recovered,
    NoticeKind.DEBT_GIVEN_UP: debt_given_up,
    NoticeKind.DEBT_REPAID: debt_repaid,
    NoticeKind.REPAYMENT_BOOKED: repayment_booked,
    NoticeKind.READINGS_MISSING: readings_missing,
    NoticeKind.BUDGET_RAISED: budget_raised,
    NoticeKind.BUDGET_SHORT: budget_short,
    NoticeKind.WINDOW_SHORT: window_short,
    NoticeKind.SETTLED_UNREAD: settled_unread,
}
