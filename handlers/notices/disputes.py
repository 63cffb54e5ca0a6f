"""What creators hear of their disputes, and staff of those that wait for them."""

from datetime import datetime
from typing import Any, Final

from domain.disputes.life import Called
from domain.disputes.lines import LineKind
from domain.notices import NoticeKind
from handlers.codec import tap
from handlers.screen import Button, Rows, Screen
from words import disputes as words
from words import times
from words.amounts import amount
from words.speech import Html, Speech, msg


def _at(facts: dict[str, Any], key: str, say: Speech, timezone: str) -> str:
    return times.moment(datetime.fromisoformat(facts[key]), timezone, say.locale)


def _line(say: Speech, facts: dict[str, Any]) -> Html:
    kind = LineKind(facts["line"])
    return words.money(kind, facts["amount_minor"], facts["currency"], say)


def _mine(say: Speech, facts: dict[str, Any]) -> Button:
    return Button(say("See the dispute"), tap("dispute.mine", facts["dispute_id"]))


def _answer(say: Speech, facts: dict[str, Any]) -> Rows:
    answer = Button(say("Answer"), tap("dispute.say", facts["dispute_id"]), style="primary")
    return ((answer, _mine(say, facts)),)


def _with_note(text: Html, facts: dict[str, Any]) -> Html:
    if not facts.get("note"):
        return text
    return text + Html("\n<blockquote>{}</blockquote>").format(facts["note"])


def asked(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    text = say(
        "💬 A question about your dispute over <b>{title}</b> ({line}), please answer by {at}:",
        line=_line(say, facts),
        title=facts["title"],
        at=_at(facts, "answer_due_at", say, timezone),
    )
    return Screen(_with_note(text, facts), _answer(say, facts))


def reminded(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    text = say(
        "⏳ Our question about your dispute over <b>{title}</b> waits for you, until {at}. After "
        "that a person decides by what there is; it is not closed by that.",
        title=facts["title"],
        at=_at(facts, "answer_due_at", say, timezone),
    )
    return Screen(text, _answer(say, facts))


_LATE: Final = {
    Called.OWNERS: msg("It stays open, and our owners have been called."),
    Called.OTHERS: msg(
        "It stays open; those who may decide have been called again, and our owners know of it."
    ),
    Called.NOBODY: msg(
        "It stays open. Nobody in our team may decide on it yet: whoever could judged it before, "
        "or is linked to you. Our owners have been asked to bring somebody in."
    ),
}


def late(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    """Those of before we noted whom we called say no more than they know."""
    head = say(
        "⏳ Your dispute over <b>{title}</b> takes us longer than we said.", title=facts["title"]
    )
    called = facts.get("called")
    rest = say(_LATE[Called(called)]) if called else say("It stays open until a person decides.")
    return Screen(Html("{} {}").format(head, rest), ((_mine(say, facts),),))


def granted(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    cleared_minor = facts.get("cleared_minor", 0)
    money = {
        "amount": amount(facts["awarded_minor"], facts["currency"]),
        "cleared": amount(cleared_minor, facts["currency"]),
        "payable": amount(facts["awarded_minor"] - cleared_minor, facts["currency"]),
    }
    if cleared_minor:
        text = say(
            "✅ Your dispute over <b>{title}</b> was right: {amount} are yours after all. "
            "{cleared} of that had been paid to you, and nobody asks for it any more; {payable} "
            "are payable now.",
            title=facts["title"],
            **money,
        )
    else:
        text = say(
            "✅ Your dispute over <b>{title}</b> was right: {amount} more are granted to you, "
            "payable now.",
            title=facts["title"],
            **money,
        )
    return Screen(_with_note(text, facts), ((_mine(say, facts),),))


def given_back(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say(
        "✅ Your dispute over <b>{title}</b> ({line}) was right: {amount} are payable to you now.",
        line=_line(say, facts),
        title=facts["title"],
        amount=amount(facts["awarded_minor"], facts["currency"]),
    )
    return Screen(_with_note(text, facts), ((_mine(say, facts),),))


def declined(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    about = {"line": _line(say, facts), "title": facts["title"]}
    if facts.get("stands_in"):
        text = say(
            "⛔ We have looked at your dispute over <b>{title}</b> ({line}): it stays as it is. "
            "Who decided had prepared the payout and not approved it; nobody else was left. "
            "Because:",
            **about,
        )
    else:
        text = say(
            "⛔ Somebody who had no part in it has looked at your dispute over <b>{title}</b> "
            "({line}): it stays as it is, because:",
            **about,
        )
    return Screen(_with_note(text, facts), ((_mine(say, facts),),))


def moot(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    if "assignment_id" not in facts:
        text = say(
            "↩️ The payout {title} is payable again, with the tax that was withheld of it: your "
            "dispute over that has ended.",
            title=facts["title"],
        )
        return Screen(text, ((_mine(say, facts),),))
    text = say(
        "↩️ <b>{title}</b> was taken back, so your dispute over its amount has ended. You may "
        "dispute that it was taken back.",
        title=facts["title"],
    )
    anew = Button(say("Dispute it"), tap("dispute.of", facts["assignment_id"]), style="primary")
    return Screen(text, ((anew, _mine(say, facts)),))


def waiting(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    text = say(
        "⚖️ A dispute waits for you: <b>{title}</b> ({line}), until {at}.",
        line=_line(say, facts),
        title=facts["title"],
        at=_at(facts, "decide_due_at", say, timezone),
    )
    return Screen(text, _open(say, facts))


def escalated(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    text = say(
        "❗ Nobody has decided on the dispute over <b>{title}</b> ({line}), which was due {at}. It "
        "stays open until somebody does.",
        line=_line(say, facts),
        title=facts["title"],
        at=_at(facts, "decide_due_at", say, timezone),
    )
    return Screen(text, _open(say, facts))


def stuck(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    """To an owner who may not decide themselves."""
    about = {"title": facts["title"], "line": _line(say, facts)}
    if facts["others_may"]:
        at = _at(facts, "decide_due_at", say, timezone)
        text = say(
            "❗ Nobody has decided on the dispute over <b>{title}</b> ({line}), which was due "
            "{at}. You may not: you judged the matter, or are linked to its creator. Those who "
            "may were called again.",
            at=at,
            **about,
        )
    else:
        text = say(
            "⚠️ A dispute over <b>{title}</b> ({line}) waits, and nobody in the team may decide on "
            "it: whoever could judged the matter, or is linked to its creator. Please invite "
            "somebody for finance, who finds it waiting.",
            **about,
        )
    return Screen(text, ((Button(say("The team"), tap("team")),),))


def _open(say: Speech, facts: dict[str, Any]) -> Rows:
    look = Button(say("See the dispute"), tap("disputes.open", facts["dispute_id"]))
    return ((look,),)


NOTICES = {
    NoticeKind.DISPUTE_ASKED: asked,
    NoticeKind.DISPUTE_REMINDER: reminded,
    NoticeKind.DISPUTE_LATE: late,
    NoticeKind.DISPUTE_GRANTED: granted,
    NoticeKind.DISPUTE_GIVEN_BACK: given_back,
    NoticeKind.DISPUTE_DECLINED: declined,
    NoticeKind.DISPUTE_MOOT: moot,
    NoticeKind.DISPUTE_WAITING: waiting,
    NoticeKind.DISPUTE_ESCALATED: escalated,
    NoticeKind.DISPUTE_STUCK: stuck,
}
