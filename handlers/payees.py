"""Where to pay a creator: asked step by step, sealed at once, shown masked before it is saved."""

from typing import Final

from domain.dialogs import Answers
from domain.payee import (
    PayeeDetails,
    PayeeField,
    PayeeMethod,
    VaultClosed,
    account_of,
    last_four,
    name_of,
)
from handlers import forms
from handlers.codec import tap
from handlers.desk import Desk
from handlers.forms import Again, Finish, Form, Go, Step, pick
from handlers.screen import Button, Rows, Screen, column
from services import payees
from services.payees import Saved
from services.vault import Vault
from words import payouts as words
from words import times
from words.speech import msg

_KEEP: Final = "="  # the button that keeps what was answered before
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


def _opened(desk: Desk, answers: Answers, key: str) -> str:
    """An earlier answer; empty before there is one."""
    return _vault(desk).open(answers[key], about=_about(desk)) if answers.get(key) else ""


def _details(desk: Desk, answers: Answers) -> PayeeDetails:
    account, holder = (_opened(desk, answers, key) for key in ("account", "holder"))
    method = PayeeMethod(answers["method"])
    bank = answers["bank"] if method is PayeeMethod.BANK else ""
    return PayeeDetails(method, account, holder, bank)


def _kept(desk: Desk, shown: str) -> Rows:
    """Who went back may keep what was answered before."""
    return column(pick(desk.say("Keep {answer}", answer=shown).unescape(), _KEEP)) if shown else ()


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


async def _take_method(desk: Desk, answers: Answers, text: str) -> Go | Again:
    """An account of another method is none of this one."""
    if text not in set(PayeeMethod):
        return Again(desk.say("Please choose with the buttons."))
    if text == answers.get("method"):
        return Go("account")
    return Go("account", {"method": text, "account": "", "bank": ""})


async def _ask_account(desk: Desk, answers: Answers) -> Screen:
    account = _opened(desk, answers, "account")
    question = desk.say(_ACCOUNT[PayeeMethod(answers["method"])])
    return Screen(question, _kept(desk, last_four(account) if account else ""))


async def _take_account(desk: Desk, answers: Answers, text: str) -> Go:
    if text == _KEEP and answers.get("account"):
        return Go("holder")
    account = account_of(PayeeMethod(answers["method"]), text)
    return Go("holder", {"account": _sealed(desk, account)})


async def _ask_holder(desk: Desk, answers: Answers) -> Screen:
    question = desk.say("The real name this account is in, please.")
    return Screen(question, _kept(desk, _hidden(_opened(desk, answers, "holder"))))


def _hidden(holder: str) -> str:
    return f"*{holder[-1]}" if holder else ""


async def _take_holder(desk: Desk, answers: Answers, text: str) -> Go:
    method = PayeeMethod(answers["method"])
    after = "bank" if method is PayeeMethod.BANK else "check"
    if text == _KEEP and answers.get("holder"):
        return Go(after)
    return Go(after, {"holder": _sealed(desk, name_of(PayeeField.HOLDER, method, text))})


async def _ask_bank(desk: Desk, answers: Answers) -> Screen:
    question = desk.say("Which bank is it? Its full name, please.")
    return Screen(question, _kept(desk, answers["bank"]))


async def _take_bank(_: Desk, answers: Answers, text: str) -> Go:
    if text == _KEEP and answers["bank"]:
        return Go("check")
    return Go("check", {"bank": name_of(PayeeField.BANK, PayeeMethod.BANK, text)})


def _last_question(answers: Answers) -> str:
    """Only of a card is the bank asked."""
    return "bank" if PayeeMethod(answers["method"]) is PayeeMethod.BANK else "holder"


async def _ask_check(desk: Desk, answers: Answers) -> Screen:
    details = _details(desk, answers)
    shown = (details.bank, last_four(details.account), _hidden(details.holder))
    text = desk.say(
        "Pay you here?\n\n<b>{method}</b> {masked}",
        method=words.method(details.method, desk.say),
        masked=" ".join(part for part in shown if part),
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
        moment = times.moment(saved.view.usable_at, desk.timezone, say.locale, desk.now)
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
        "check": Step(_ask_check, _take_check, back=_last_question),
    },
)
FORMS = {PAYEE.name: PAYEE}
TAPS = {"payee": open_form}
