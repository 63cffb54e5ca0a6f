"""How payouts read: methods, statuses, why money waits; what happens to it is the services'."""

from domain.payee import PayeeField, PayeeMethod, PayeeView
from domain.payout import BatchStatus, HeldBack, PayoutStatus
from words.speech import Html, Speech, msg

_METHODS = {
    PayeeMethod.ALIPAY: msg("Alipay"),
    PayeeMethod.WECHAT: msg("WeChat Pay"),
    PayeeMethod.BANK: msg("Bank card"),
}
_ACCOUNT_WANTED = {
    PayeeMethod.ALIPAY: msg("That is no Alipay account: a phone number or an e-mail, please."),
    PayeeMethod.WECHAT: msg("That is no WeChat account: a phone number or a WeChat ID, please."),
    PayeeMethod.BANK: msg("That is no card number. Please check its digits."),
}
_BATCHES = {
    BatchStatus.PREPARED: msg("waits for another person's approval"),
    BatchStatus.APPROVED: msg("approved, to be exported"),
    BatchStatus.EXPORTED: msg("exported, waits for the bank"),
    BatchStatus.DONE: msg("done"),
    BatchStatus.CANCELLED: msg("cancelled"),
}
_MARKS = {
    BatchStatus.PREPARED: "📝",
    BatchStatus.APPROVED: "✅",
    BatchStatus.EXPORTED: "🏦",
    BatchStatus.DONE: "🏁",
    BatchStatus.CANCELLED: "✖️",
}
_ITEMS = {
    PayoutStatus.PREPARED: msg("waits"),
    PayoutStatus.IN_TRANSIT: msg("on its way"),
    PayoutStatus.PAID: msg("paid"),
    PayoutStatus.FAILED: msg("refused by the bank"),
    PayoutStatus.CONFIRMED: msg("arrived"),
    PayoutStatus.DISPUTED: msg("did not arrive"),
    PayoutStatus.CANCELLED: msg("cancelled"),
}
_HELD_BACK = {
    HeldBack.BELOW_MINIMUM: msg("below the smallest payout: {count}"),
    HeldBack.NO_DETAILS: msg("have not said where to pay: {count}"),
    HeldBack.PAUSED: msg("changed their details less than 48 h ago: {count}"),
    HeldBack.OPEN: msg("are in an open batch: {count}"),
}


def method(each: PayeeMethod, say: Speech) -> Html:
    return say(_METHODS[each])


def bad_detail(wanted: PayeeField, of: PayeeMethod, say: Speech) -> Html:
    match wanted:
        case PayeeField.ACCOUNT:
            return say(_ACCOUNT_WANTED[of])
        case PayeeField.HOLDER:
            return say("Please send the real name the account is in.")
        case PayeeField.BANK:
            return say("Please send the bank's name.")


def payee(view: PayeeView, say: Speech) -> Html:
    return Html("{} {}").format(method(view.method, say), view.masked)


def batch_status(status: BatchStatus, say: Speech) -> Html:
    return say(_BATCHES[status])


def batch_mark(status: BatchStatus) -> str:
    return _MARKS[status]


def item_status(status: PayoutStatus, say: Speech) -> Html:
    return say(_ITEMS[status])


def held_back(reason: HeldBack, count: int, say: Speech) -> Html:
    return say(_HELD_BACK[reason], count=count)
