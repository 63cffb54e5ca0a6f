"""Where to pay a creator: asked step by step, sealed at once, shown masked before it is saved."""

from typing import Final

from domain.dialogs import Answers
from domain.errors import NotFound
from domain.money import Currency
from domain.payee import (
    ASKS_BANK,
    BY_BIC,
    EVERY_CURRENCY,
    NETWORKS,
    PayeeDetails,
    PayeeField,
    PayeeKind,
    PayeeMethod,
    VaultClosed,
    last_four,
    masked,
    name_of,
    suits,
)
from domain.payee_accounts import account_of, bic_of, ensure_own
from handlers import forms
from handlers.codec import tap
from handlers.desk import Desk
from handlers.forms import Again, Finish, Form, Go, Step, pick
from handlers.screen import Button, Rows, Screen, column
from services import earnings, payees
from services.payees import Saved
from services.vault import Vault
from words import payees as words
from words import times
from words.speech import Html, msg

_KEEP: Final = "="  # the button that keeps what was answered before
_UNKNOWN: Final = "?"
_ACCOUNT = {
    PayeeMethod.ALIPAY: msg("Your Alipay account: the phone number or e-mail, please."),
    PayeeMethod.WECHAT: msg("Your WeChat account: the phone number or WeChat ID, please."),
    PayeeMethod.BANK: msg("The card number, please."),
    PayeeMethod.IBAN: msg("The IBAN, please."),
    PayeeMethod.WIRE: msg("The account number, please."),
    PayeeMethod.PAYPAL: msg("Your PayPal account: its e-mail, please."),
    PayeeMethod.USDT_TRC20: msg("Your USDT address on Tron (TRC20), please: it begins with T."),
    PayeeMethod.USDT_ERC20: msg("Your USDT address on Ethereum (ERC20), please."),
    PayeeMethod.USDT_BEP20: msg("Your USDT address on BNB Chain (BEP20), please."),
    PayeeMethod.TON: msg(
        "The address of your own TON wallet, please: an exchange's would need a memo."
    ),
    PayeeMethod.TELEGRAM: msg(
        "Your Telegram username, please: finance sends Stars to this account of yours by hand."
    ),
}


def _vault(desk: Desk) -> Vault:
    return desk.house.vault


def _sealed(desk: Desk, text: str) -> str:
    """A dialog is a row like any other: what is typed waits in it sealed."""
    return _vault(desk).seal(text, about=_about(desk))


def _about(desk: Desk) -> str:
    return payees.about_form(desk.sender.telegram_id)


def _opened(desk: Desk, answers: Answers, key: str) -> str:
    """An earlier answer; empty before there is one."""
    return _vault(desk).open(answers[key], about=_about(desk)) if answers.get(key) else ""


def _details(desk: Desk, answers: Answers) -> PayeeDetails:
    account, holder = (_opened(desk, answers, key) for key in ("account", "holder"))
    method = PayeeMethod(answers["method"])
    bank = answers["bank"] if method in ASKS_BANK else ""
    branch = answers.get("branch", "") if method is PayeeMethod.BANK else ""
    kind = PayeeKind(answers.get("kind") or PayeeKind.INDIVIDUAL)
    return PayeeDetails(method, account, holder, bank, kind, branch)


def _kept(desk: Desk, shown: str) -> Rows:
    """Who went back may keep what was answered before."""
    return column(pick(desk.say("Keep {answer}", answer=shown).unescape(), _KEEP)) if shown else ()


async def open_form(desk: Desk) -> Screen:
    """Who earns in several currencies says first which of them is meant."""
    if not desk.house.vault.is_open:
        raise VaultClosed
    earned = [each.currency for each in await desk.look(earnings.balances)]
    given = await desk.look(payees.every)
    if len(earned) < 2 and all(each.currency == EVERY_CURRENCY for each in given):
        return await forms.begin(desk, PAYEE, {"currency": EVERY_CURRENCY})
    say = desk.say
    lines = [say("Where shall we pay you? Each currency may have details of its own.")]
    lines += [words.payee_line(each, desk.timezone, say, desk.now) for each in given]
    own = (Button(each, tap("payee.in", each)) for each in earned)
    rows = column(
        Button(say("All that have none of their own"), tap("payee.in")),
        *own,
        Button(say("‹ Earnings"), tap("earn", 1)),
    )
    return Screen(Html("\n").join(lines), rows)


async def open_for(desk: Desk, currency: str = EVERY_CURRENCY) -> Screen:
    if not desk.house.vault.is_open:
        raise VaultClosed
    if currency and currency not in set(Currency):
        raise NotFound("payee")
    return await forms.begin(desk, PAYEE, {"currency": currency})


async def _ask_method(desk: Desk, answers: Answers) -> Screen:
    currency = answers["currency"]
    now = await desk.look(payees.current, currency)
    text = desk.say(
        "Where shall we pay you? Your details are kept encrypted; only the payment file shows "
        "them. After a change payouts pause for 48 hours, for your safety."
    )
    if currency:
        text += "\n\n" + desk.say("This is for your {currency} alone.", currency=currency)
    if now is not None:
        text += "\n\n" + desk.say("Now: {payee}", payee=words.payee(now, desk.say))
    return Screen(text, column(*(pick(words.method(m, desk.say), m) for m in _methods(currency))))


def _methods(currency: str) -> list[PayeeMethod]:
    return [each for each in PayeeMethod if not currency or suits(each, currency)]


async def _take_method(desk: Desk, answers: Answers, text: str) -> Go | Again:
    """An account of another method is none of this one."""
    if text not in set(_methods(answers["currency"])):
        return Again(desk.say("Please choose with the buttons."))
    if text == answers.get("method"):
        return Go("account")
    return Go("account", {"method": text, "account": "", "bank": "", "branch": ""})


async def _ask_account(desk: Desk, answers: Answers) -> Screen:
    account, method = _opened(desk, answers, "account"), PayeeMethod(answers["method"])
    question, own = desk.say(_ACCOUNT[method]), desk.sender.username
    if method is PayeeMethod.TELEGRAM:
        return Screen(question, column(pick(f"@{own}", f"@{own}")) if own else ())
    return Screen(question, _kept(desk, last_four(account) if account else ""))


async def _take_account(desk: Desk, answers: Answers, text: str) -> Go:
    if text == _KEEP and answers.get("account"):
        return Go("holder")
    method = PayeeMethod(answers["method"])
    account = account_of(method, text)
    ensure_own(method, account, desk.sender.username)
    return Go("holder", {"account": _sealed(desk, account)})


async def _ask_holder(desk: Desk, answers: Answers) -> Screen:
    nameless = {*NETWORKS, PayeeMethod.TELEGRAM}
    question = (
        desk.say("Your real name, please: finance must know whom it pays.")
        if PayeeMethod(answers["method"]) in nameless
        else desk.say("The real name this account is in, please.")
    )
    return Screen(question, _kept(desk, _hidden(_opened(desk, answers, "holder"))))


def _hidden(holder: str) -> str:
    return f"*{holder[-1]}" if holder else ""


async def _take_holder(desk: Desk, answers: Answers, text: str) -> Go:
    method = PayeeMethod(answers["method"])
    after = "bank" if method in ASKS_BANK else _after_account(desk)
    if text == _KEEP and answers.get("holder"):
        return Go(after)
    return Go(after, {"holder": _sealed(desk, name_of(PayeeField.HOLDER, method, text))})


async def _ask_bank(desk: Desk, answers: Answers) -> Screen:
    question = (
        desk.say("The bank's BIC (SWIFT code), please: 8 or 11 signs.")
        if PayeeMethod(answers["method"]) in BY_BIC
        else desk.say("Which bank is it? Its full name, please.")
    )
    return Screen(question, _kept(desk, answers["bank"]))


def _after_account(desk: Desk) -> str:
    """Only where taxes depend on it they are asked what they are."""
    return "kind" if desk.house.payouts.asks_kind else "check"


async def _ask_kind(desk: Desk, _: Answers) -> Screen:
    question = desk.say("Who is paid there? What is kept back for the tax office depends on it.")
    return Screen(question, column(*(pick(words.kind(k, desk.say), k) for k in PayeeKind)))


async def _take_kind(desk: Desk, _: Answers, text: str) -> Go | Again:
    if text not in set(PayeeKind):
        return Again(desk.say("Please choose with the buttons."))
    return Go("check", {"kind": text})


async def _take_bank(desk: Desk, answers: Answers, text: str) -> Go:
    """A branch of another bank is none of this one."""
    method = PayeeMethod(answers["method"])
    after = "branch" if method is PayeeMethod.BANK else _after_account(desk)
    if text == _KEEP and answers["bank"]:
        return Go(after)
    named = bic_of(method, text) if method in BY_BIC else name_of(PayeeField.BANK, method, text)
    return Go(after, {"bank": named, "branch": ""})


async def _ask_branch(desk: Desk, answers: Answers) -> Screen:
    say = desk.say
    question = say("Which branch of it did you open the card at? Some banks pay others only so.")
    unknown = column(pick(say("I do not know"), _UNKNOWN))
    return Screen(question, (*_kept(desk, answers.get("branch", "")), *unknown))


async def _take_branch(desk: Desk, answers: Answers, text: str) -> Go:
    if text == _UNKNOWN:
        return Go(_after_account(desk), {"branch": ""})
    if text == _KEEP and answers.get("branch"):
        return Go(_after_account(desk))
    branch = name_of(PayeeField.BRANCH, PayeeMethod(answers["method"]), text)
    return Go(_after_account(desk), {"branch": branch})


def _last_question(answers: Answers) -> str:
    return "kind" if answers.get("kind") else _last_of_account(answers)


def _last_of_account(answers: Answers) -> str:
    """Only of bank accounts is the bank asked, and of cards its branch."""
    method = PayeeMethod(answers["method"])
    if method is PayeeMethod.BANK:
        return "branch"
    return "bank" if method in ASKS_BANK else "holder"


async def _ask_check(desk: Desk, answers: Answers) -> Screen:
    details = _details(desk, answers)
    text = desk.say(
        "Pay you here?\n\n<b>{method}</b> {masked}",
        method=words.method(details.method, desk.say),
        masked=masked(details),  # as it will be shown from then on
    )
    return Screen(text, column(pick(desk.say("Yes, save it"), "yes", style="success")))


async def _take_check(desk: Desk, answers: Answers, text: str) -> Finish | Again:
    if text != "yes":
        return Again(desk.say("Please choose with the buttons."))
    given = (_vault(desk), _details(desk, answers), answers["currency"])
    return Finish(payees.save, given, _saved)


async def _saved(desk: Desk, saved: Saved) -> Screen:
    say = desk.say
    if saved.confirmed:
        text = say(
            "These are the details we had, and you say they are right: money goes there again."
        )
    elif not saved.changed:
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
    payees.FORM,
    {
        "method": Step(_ask_method, _take_method),
        "account": Step(_ask_account, _take_account, back="method", is_secret=True),
        "holder": Step(_ask_holder, _take_holder, back="account", is_secret=True),
        "bank": Step(_ask_bank, _take_bank, back="holder", is_secret=True),
        "branch": Step(_ask_branch, _take_branch, back="bank", is_secret=True),
        "kind": Step(_ask_kind, _take_kind, back=_last_of_account),
        "check": Step(_ask_check, _take_check, back=_last_question),
    },
)
FORMS = {PAYEE.name: PAYEE}
TAPS = {"payee": open_form, "payee.in": open_for}
