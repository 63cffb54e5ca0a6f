"""How it reads where a creator is paid: methods, kinds of payees, what is wrong with an account."""

from datetime import datetime

from domain.payee import (
    BY_BIC,
    BadPayeeDetail,
    PayeeField,
    PayeeFlaw,
    PayeeKind,
    PayeeMethod,
    PayeeView,
)
from words import times
from words.punctuation import labelled
from words.speech import Html, Speech, msg

_METHODS = {
    PayeeMethod.ALIPAY: msg("Alipay"),
    PayeeMethod.WECHAT: msg("WeChat Pay"),
    PayeeMethod.BANK: msg("Bank card"),
    PayeeMethod.IBAN: msg("Bank account (IBAN)"),
    PayeeMethod.WIRE: msg("Bank abroad (SWIFT)"),
    PayeeMethod.PAYPAL: msg("PayPal"),
    PayeeMethod.USDT_TRC20: msg("USDT · Tron (TRC20)"),
    PayeeMethod.USDT_ERC20: msg("USDT · Ethereum (ERC20)"),
    PayeeMethod.USDT_BEP20: msg("USDT · BNB Chain (BEP20)"),
    PayeeMethod.TON: msg("TON wallet (USDT, TON)"),
    PayeeMethod.TELEGRAM: msg("Telegram Stars, sent by hand"),
}
_KINDS = {
    PayeeKind.INDIVIDUAL: msg("A private person"),
    PayeeKind.SOLE_TRADER: msg("A sole trader"),
    PayeeKind.COMPANY: msg("A company"),
}
_ACCOUNT_WANTED = {
    PayeeMethod.ALIPAY: msg("That is no Alipay account: a phone number or an e-mail, please."),
    PayeeMethod.WECHAT: msg("That is no WeChat account: a phone number or a WeChat ID, please."),
    PayeeMethod.BANK: msg("That is no card number. Please check its digits."),
    PayeeMethod.IBAN: msg("That is no IBAN: it begins with a country, as in DE89 3704 …"),
    PayeeMethod.WIRE: msg("That is no account number: 5 to 34 letters and digits, please."),
    PayeeMethod.PAYPAL: msg("That is no PayPal account: its e-mail, please."),
    PayeeMethod.USDT_TRC20: msg("That is no Tron address: it begins with T and has 34 signs."),
    PayeeMethod.USDT_ERC20: msg("That is no Ethereum address: 0x and 40 signs after it, please."),
    PayeeMethod.USDT_BEP20: msg("That is no BNB Chain address: 0x and 40 signs after it, please."),
    PayeeMethod.TON: msg("That is no TON address: 48 signs, mostly beginning with UQ or EQ."),
    PayeeMethod.TELEGRAM: msg("That is no Telegram username: it looks like @name."),
}
_FLAWS = {
    PayeeFlaw.CHECKSUM: msg(
        "Its check digits do not fit: a sign is wrong or missing. Please copy it once more."
    ),
    PayeeFlaw.LENGTH: msg("IBANs of that country have another length. Please copy it once more."),
    PayeeFlaw.OTHER_NETWORK: msg(
        "That is an address of another network: money sent there would be lost. Please send one "
        "of {method}, or go back and choose another."
    ),
    PayeeFlaw.TEST_NETWORK: msg("That is an address of a test network, where money has no worth."),
    PayeeFlaw.NO_USERNAME: msg(
        "Your account has no username yet: choose one in Telegram's settings, then send it here."
    ),
    PayeeFlaw.A_BIC: msg(
        "That is a bank's code (BIC), no account: send the account's number here; the code is "
        "asked for after it."
    ),
    PayeeFlaw.OF_ANOTHER: msg(
        "That is not the username of the account you write from: Stars go to no other."
    ),
}


def method(each: PayeeMethod, say: Speech) -> Html:
    return say(_METHODS[each])


def kind(each: PayeeKind, say: Speech) -> Html:
    return say(_KINDS[each])


def bad_detail(bad: BadPayeeDetail, say: Speech) -> Html:
    of = bad.method
    if bad.flaw in _FLAWS:
        return say(_FLAWS[bad.flaw], method=method(of, say))
    match bad.field:
        case PayeeField.ACCOUNT:
            return say(_ACCOUNT_WANTED[of])
        case PayeeField.HOLDER:
            return say("Please send the real name the account is in.")
        case PayeeField.BANK if of in BY_BIC:
            return say("That is no BIC: 8 or 11 signs, as in DEUTDEFF.")
        case PayeeField.BANK:
            return say("Please send the bank's name.")
        case PayeeField.BRANCH:
            return say("Please send the branch's name.")


def payee(view: PayeeView, say: Speech) -> Html:
    return Html("{} {}").format(method(view.method, say), view.masked)


def payee_line(view: PayeeView, timezone: str, say: Speech, now: datetime) -> Html:
    """Where money goes, of which currency, and when a change lets it go there."""
    shown = payee(view, say)
    if view.currency:
        shown = labelled(view.currency, shown, say)
    if now >= view.usable_at:
        return say("🏦 Paid to {payee}", payee=shown)
    moment = times.moment(view.usable_at, timezone, say.locale, now)
    return say("🏦 Paid to {payee}, from {moment} on", payee=shown, moment=moment)
