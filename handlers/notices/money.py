"""What creators hear of their money, and staff of figures and payouts that wait for them."""

from datetime import datetime
from typing import Any

from domain.checkpoints import FINAL
from domain.notices import NoticeKind
from domain.settlement import VoidReason
from handlers.codec import tap
from handlers.notices.returns import which
from handlers.screen import Button, Rows, Screen
from words import bank_reasons, earnings, pot_windows, times
from words import payouts as words
from words.amounts import amount
from words.people import called
from words.speech import Html, Speech


def _money(facts: dict[str, Any]) -> str:
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
            amount=_money(facts),
            day=day,
        )
    else:
        text = say(
            "💰 A part of <b>{title}</b> is settled ({part}): {amount}, payable on {day}.",
            title=facts["title"],
            part=earnings.checkpoint(checkpoint, say),
            amount=_money(facts),
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
            amount=_money(facts),
            owed=amount(facts["owed_minor"], facts["currency"]),
        )
    elif facts["amount_minor"]:
        text = say(
            "↩️ <b>{title}</b> does not count any more: {reason}. {amount} was taken back.",
            title=facts["title"],
            reason=reason,
            amount=_money(facts),
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
        amount=_money(facts),
    )
    return Screen(text, ((Button(say("Look at it"), tap("why", facts["assignment_id"])),),))


def recovered(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    if facts["left_minor"]:
        text = say(
            "↩️ {amount} of what has just become payable was set against what is to be settled "
            "up; {left} are left.",
            amount=_money(facts),
            left=amount(facts["left_minor"], facts["currency"]),
        )
    else:
        text = say(
            "✅ {amount} of what has just become payable was set against what was to be settled "
            "up. That is done now.",
            amount=_money(facts),
        )
    return Screen(text, _why(say, facts))


def debt_given_up(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say("✅ You owe nothing any more: {amount} are given up.", amount=_money(facts))
    return Screen(text, ((Button(say("Earnings"), tap("earn", 1)),),))


def debt_repaid(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    if facts["left_minor"]:
        text = say(
            "✅ Your transfer of {amount} has arrived, reference {reference}. {left} are left to "
            "be settled up.",
            amount=_money(facts),
            reference=facts["bank_reference"],
            left=amount(facts["left_minor"], facts["currency"]),
        )
    else:
        text = say(
            "✅ Your transfer of {amount} has arrived, reference {reference}. You owe nothing any "
            "more.",
            amount=_money(facts),
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
            amount=_money(facts),
            reference=facts["bank_reference"],
            reason=facts["reason"],
            left=amount(facts["left_minor"], facts["currency"]),
        )
    )


def payout_paid(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say(
        "💸 {amount} was paid to {masked}. Has it arrived?",
        amount=_money(facts),
        masked=facts["masked"],
    )
    arrived = Button(say("It arrived"), tap("pay.got", facts["payout_id"]), style="success")
    return Screen(text, ((arrived, Button(say("Not yet"), tap("pay.not", facts["payout_id"]))),))


def payout_failed(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say(
        "⚠️ The bank could not pay {amount} to {masked}: {reason}. The money is yours. It waits "
        "until you change the details, or tell us that they are right.",
        amount=_money(facts),
        masked=facts["masked"],
        reason=bank_reasons.worded(facts["reason"], say),
    )
    rows = _check_details(say, facts["payout_id"])
    if facts.get("left_out"):  # they do not open here: nobody could stand by them
        return Screen(text, rows[:1])
    return Screen(text, rows)


def payout_bounced(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say(
        "↩️ {amount} came back from the bank: it had gone to {masked} ({reference}). The bank says: "
        "{reason}. The money is yours. It waits until you change the details, or tell us that they "
        "are right: please check them sign by sign.",
        amount=_money(facts),
        masked=facts["masked"],
        reference=facts["reference"],
        reason=bank_reasons.worded(facts["reason"], say),
    )
    if facts["kept_minor"]:
        kept = amount(facts["kept_minor"], facts["currency"])
        text += Html("\n") + say(
            "{amount} of it fell away since it was sent, and is settled up by that.", amount=kept
        )
    return Screen(text, _check_details(say, facts["payout_id"]))


def _check_details(say: Speech, payout_id: int) -> Rows:
    change = Button(say("Change the details"), tap("payee"), style="primary")
    return ((change,), (Button(say("They are right"), tap("payee.ok", payout_id)),))


def payout_prepared(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say(
        "📝 {name} prepared payout batch {number}: {amount}, creators: {people}. "
        "It waits for another person's approval.",
        name=called(facts["by"]),
        number=facts["batch_id"],
        amount=_money(facts),
        people=facts["people"],
    )
    if facts.get("tried_before"):
        text += Html("\n") + words.tried_again(facts["tried_before"], say)
    look = Button(say("Look and approve"), tap("pay", facts["batch_id"]), style="primary")
    return Screen(text, ((look,),))


def payout_due(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say(
        "📅 It is payout day: {amount} may go out, creators: {people}. Nothing goes before one of "
        "you prepares the batch and another one approves it.",
        amount=_money(facts),
        people=facts["people"],
    )
    prepare = Button(
        say("Prepare {amount}", amount=_money(facts)),
        tap("pay.new", facts["currency"]),
        style="primary",
    )
    return Screen(text, ((prepare,), (Button(say("Payouts"), tap("pays")),)))


def payout_confirm(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say(
        "🔐 In the console you have just approved payout batch {number}. Was that you? Say it here "
        "too, and it goes. If it was not, tap nothing and tell an owner at once.",
        number=facts["batch_id"],
    )
    yes = Button(say("Yes, approve"), tap("pay.ok", facts["batch_id"]), style="success")
    return Screen(text, ((yes, Button(say("Open the batch"), tap("pay", facts["batch_id"]))),))


def payout_approved(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say(
        "✅ {name} approved payout batch {number}: {amount}, creators: {people}. "
        "Now its payment file can go to the bank.",
        name=called(facts["by"]),
        number=facts["batch_id"],
        amount=_money(facts),
        people=facts["people"],
    )
    look = Button(say("Open the batch"), tap("pay", facts["batch_id"]), style="primary")
    return Screen(text, ((look,),))


def payout_disputed(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say(
        "❗️ {amount} did not arrive, says its creator. Reference {reference}.",
        amount=_money(facts),
        reference=facts["reference"],
    )
    return Screen(text, ((Button(say("Open the batch"), tap("pay", facts["batch_id"])),),))


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
        "📊 <b>{title}</b>: {posts} approved posts are past their cut-off without any figures. "
        "Their creators wait for their money.",
        title=facts["title"],
        posts=facts["posts"],
    )
    return Screen(text, (which(say, facts), (Button(say("Import figures"), tap("met")),)))


def settled_unread(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say(
        "⚠️ <b>{title}</b>: {posts} posts got no figures in two weeks and were settled at the "
        "agreed minimum.",
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
    NoticeKind.PAYOUT_PAID: payout_paid,
    NoticeKind.PAYOUT_FAILED: payout_failed,
    NoticeKind.PAYOUT_BOUNCED: payout_bounced,
    NoticeKind.PAYOUT_PREPARED: payout_prepared,
    NoticeKind.PAYOUT_DUE: payout_due,
    NoticeKind.PAYOUT_CONFIRM: payout_confirm,
    NoticeKind.PAYOUT_APPROVED: payout_approved,
    NoticeKind.PAYOUT_DISPUTED: payout_disputed,
    NoticeKind.READINGS_MISSING: readings_missing,
    NoticeKind.BUDGET_RAISED: budget_raised,
    NoticeKind.BUDGET_SHORT: budget_short,
    NoticeKind.WINDOW_SHORT: window_short,
    NoticeKind.SETTLED_UNREAD: settled_unread,
}
