"""What creators and staff hear of payouts: prepared, approved, paid, back again, disputed."""

from typing import Any

from domain.notices import NoticeKind
from handlers.codec import tap
from handlers.notices.money import money
from handlers.screen import Button, Rows, Screen
from words import bank_reasons
from words import payouts as words
from words.amounts import amount
from words.people import called
from words.speech import Html, Speech


def payout_paid(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say(
        "💸 {amount} was paid to {masked}. Has it arrived?",
        amount=money(facts),
        masked=facts["masked"],
    )
    arrived = Button(say("It arrived"), tap("pay.got", facts["payout_id"]), style="success")
    return Screen(text, ((arrived, Button(say("Not yet"), tap("pay.not", facts["payout_id"]))),))


def payout_failed(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say(
        "⚠️ The bank could not pay {amount} to {masked}: {reason}. The money is yours. It waits "
        "until you change the details, or tell us that they are right.",
        amount=money(facts),
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
        amount=money(facts),
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
        amount=money(facts),
        people=facts["people"],
    )
    if facts.get("tried_before"):
        text += Html("\n") + words.tried_again(facts["tried_before"], say)
    look = Button(say("Look and approve"), tap("pay.below", facts["batch_id"]), style="primary")
    return Screen(text, ((look,),))


def payout_due(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say(
        "📅 It is payout day: {amount} may go out, creators: {people}. Nothing goes before one of "
        "you prepares the batch and another one approves it.",
        amount=money(facts),
        people=facts["people"],
    )
    prepare = Button(
        say("Prepare {amount}", amount=money(facts)),
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
        amount=money(facts),
        people=facts["people"],
    )
    look = Button(say("Open the batch"), tap("pay", facts["batch_id"]), style="primary")
    return Screen(text, ((look,),))


def payout_disputed(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say(
        "❗️ {amount} did not arrive, says its creator. Reference {reference}.",
        amount=money(facts),
        reference=facts["reference"],
    )
    return Screen(text, ((Button(say("Open the batch"), tap("pay", facts["batch_id"])),),))


NOTICES = {
    NoticeKind.PAYOUT_PAID: payout_paid,
    NoticeKind.PAYOUT_FAILED: payout_failed,
    NoticeKind.PAYOUT_BOUNCED: payout_bounced,
    NoticeKind.PAYOUT_PREPARED: payout_prepared,
    NoticeKind.PAYOUT_DUE: payout_due,
    NoticeKind.PAYOUT_CONFIRM: payout_confirm,
    NoticeKind.PAYOUT_APPROVED: payout_approved,
    NoticeKind.PAYOUT_DISPUTED: payout_disputed,
}
