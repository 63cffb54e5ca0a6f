"""Where to pay a creator: asked step by step, sealed at once, shown masked before it is saved."""

from domain.dialogs import Answers
from domain.payee import (
    PayeeDetails,
    PayeeField,
    PayeeMethod,
    VaultClosed,
    account_of,
    masked,
    name_of,
)
from handlers import forms
from handlers.codec import tap
from handlers.desk import Desk
from handlers.forms import Again, Finish, Form, Go, Step, pick
from handlers.screen import Button, Screen, column
from services import payees
from services.payees import Saved
from services.vault import Vault
from words import payouts as words
from words import times
from words.speech import msg

_ACCOUNT = {
    PayeeMethod.ALIPAY: msg("Your Alipay account: the phone number or e-mail, please."),
    PayeeMethod.WECHAT: msg("Your WeChat account: the phone number or WeChat ID, please."),
    PayeeMethod.BANK: msg("The card number, please."),
}


def _vault(desk: Desk) -> Vault:
    return Vault(desk.house.vault_key)


def _sealed(desk: Desk, text: str) -> str:
    """A dialog is a row like any other: what is typed waits in it sealed."""
    return _vault(desk).seal(text, about=_about(desk))


def _about(desk: Desk) -> str:
    return f"payee form {desk.sender.telegram_id}"


def _details(desk: Desk, answers: Answers) -> PayeeDetails:
    vault = _vault(desk)
    about = _about(desk)
    account, holder = (vault.open(answers[key], about=about) for key in ("account", "holder"))
    bank = answers.get("bank", "")
    return PayeeDetails(PayeeMethod(answers["method"]), account, holder, bank)


async def open_form(desk: Desk) -> Screen:
    if not desk.house.vault_key:
        raise VaultClosed
    return await forms.begin(desk, PAYEE)


async def _ask_method(desk: Desk, _: Answers) -> Screen:
    now = await desk.look(payees.current)
    text = desk.say(
        "Where shall we pay you? Your details are kept encrypted; only the payment file shows "
        "them. After a change payouts pause for 48 hours, for your safety."
    )
    if now is not None:
        text += "\n\n" + desk.say("Now: {payee}", payee=words.payee(now, desk.say))
    return Screen(text, column(*(pick(words.method(m, desk.say), m) for m in PayeeMethod)))


async def _take_method(desk: Desk, _: Answers, text: str) -> Go | Again:
    if text not in set(PayeeMethod):
        return Again(desk.say("Please choose with the buttons."))
    return Go("account", {"method": text})


async def _ask_account(desk: Desk, answers: Answers) -> Screen:
    return Screen(desk.say(_ACCOUNT[PayeeMethod(answers["method"])]))


async def _take_account(desk: Desk, answers: Answers, text: str) -> Go:
    account = account_of(PayeeMethod(answers["method"]), text)
    return Go("holder", {"account": _sealed(desk, account)})


async def _ask_holder(desk: Desk, _: Answers) -> Screen:
    return Screen(desk.say("The real name this account is in, please."))


async def _take_holder(desk: Desk, answers: Answers, text: str) -> Go:
    method = PayeeMethod(answers["method"])
    holder = _sealed(desk, name_of(PayeeField.HOLDER, method, text))
    return Go("bank" if method is PayeeMethod.BANK else "check", {"holder": holder, "bank": ""})


async def _ask_bank(desk: Desk, _: Answers) -> Screen:
    return Screen(desk.say("Which bank is it? Its full name, please."))


async def _take_bank(_: Desk, answers: Answers, text: str) -> Go:
    return Go("check", {"bank": name_of(PayeeField.BANK, PayeeMethod.BANK, text)})


async def _ask_check(desk: Desk, answers: Answers) -> Screen:
    details = _details(desk, answers)
    text = desk.say(
        "Pay you here?\n\n<b>{method}</b> {masked}",
        method=words.method(details.method, desk.say),
        masked=masked(details),
    )
    return Screen(text, column(pick(desk.say("Yes, save it"), "yes", style="success")))


async def _take_check(desk: Desk, answers: Answers, text: str) -> Finish | Again:
    if text != "yes":
        return Again(desk.say("Please choose with the buttons."))
    return Finish(payees.save, (_vault(desk), _details(desk, answers)), _saved)


async def _saved(desk: Desk, saved: Saved) -> Screen:
    say = desk.say
    if not saved.changed:
        text = say("These are the details we had. Nothing changes.")
    else:
        moment = times.moment(saved.view.usable_at, desk.timezone, say.locale)
        text = say(
            "Saved: {payee}. For your safety payouts go there from {moment} on.",
            payee=words.payee(saved.view, say),
            moment=moment,
        )
    return Screen(text, column(Button(say("‹ Earnings"), tap("earn", 1))))


PAYEE = Form(
    "payee",
    {
        "method": Step(_ask_method, _take_method),
        "account": Step(_ask_account, _take_account, back="method"),
        "holder": Step(_ask_holder, _take_holder, back="account"),
        "bank": Step(_ask_bank, _take_bank, back="holder"),
        "check": Step(_ask_check, _take_check, back="method"),
    },
)
FORMS = {PAYEE.name: PAYEE}
TAPS = {"payee": open_form}
