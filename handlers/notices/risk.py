"""What creators hear of a case about their work, and staff of cases that wait for them."""

from datetime import datetime
from typing import Any

from domain.notices import NoticeKind
from domain.risk import packing
from domain.risk.cases import RiskReason
from handlers.codec import tap
from handlers.screen import Button, Rows, Screen
from handlers.ways import to_card
from words import risk as words
from words import times
from words.speech import Html, Speech


def _at(facts: dict[str, Any], key: str, say: Speech, timezone: str) -> str:
    return times.moment(datetime.fromisoformat(facts[key]), timezone, say.locale)


def _answer(say: Speech, facts: dict[str, Any]) -> Rows:
    answer = Button(say("Answer"), tap("risk.answer", facts["case_id"]), style="primary")
    return ((answer, Button(say("See the case"), tap("risk.mine", facts["case_id"]))),)


def _with_note(text: Html, facts: dict[str, Any]) -> Html:
    if not facts.get("note"):
        return text
    return text + Html("\n<blockquote>{}</blockquote>").format(facts["note"])


def opened(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    lines = [Html("• ") + words.seen(packing.unpacked(each), say) for each in facts["seen"][:10]]
    blocks = [
        say("⏸ A question about <b>{title}</b>. We saw:", title=facts["title"]),
        Html("\n").join(lines),
        say(
            "Often there is a good reason, and you know it best: please tell us by {at}, in words, "
            "with a link or a screenshot. Until a person has looked, this one amount waits; your "
            "other work is not touched.",
            at=_at(facts, "answer_due_at", say, timezone),
        ),
    ]
    return Screen(Html("\n\n").join(blocks), _answer(say, facts))


def more(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    """To its creator, where a person has the case already."""
    lines = [Html("• ") + words.seen(packing.unpacked(each), say) for each in facts["seen"][:10]]
    blocks = [
        say("⏸ We saw more about <b>{title}</b>:", title=facts["title"]),
        Html("\n").join(lines),
        say("A person has the case and sees this too; what you still can do stands there."),
    ]
    see = Button(say("See the case"), tap("risk.mine", facts["case_id"]))
    return Screen(Html("\n\n").join(blocks), ((see,),))


def reminded(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    text = say(
        "⏳ Our question about <b>{title}</b> still waits for you, until {at}. Then a person "
        "decides by what there is.",
        title=facts["title"],
        at=_at(facts, "answer_due_at", say, timezone),
    )
    return Screen(text, _answer(say, facts))


def asked(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    text = say(
        "💬 One more question about <b>{title}</b>, please answer by {at}:",
        title=facts["title"],
        at=_at(facts, "answer_due_at", say, timezone),
    )
    return Screen(_with_note(text, facts), _answer(say, facts))


def cleared(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say(
        "✅ All is well with <b>{title}</b>, thank you. Its settlement goes on.",
        title=facts["title"],
    )
    return Screen(_with_note(text, facts), to_card(say, facts))


def lapsed(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say(
        "✅ Nobody has decided about <b>{title}</b> in time, so it counts. Its settlement goes on.",
        title=facts["title"],
    )
    return Screen(text, to_card(say, facts))


def confirmed(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    text = say(
        "⛔ A person has looked at <b>{title}</b>: it does not count, because {reason}. If you see "
        "it otherwise, appeal by {at}: somebody else will look.",
        title=facts["title"],
        reason=words.reason(RiskReason(facts["reason"]), say),
        at=_at(facts, "appeal_due_at", say, timezone),
    )
    appeal = Button(say("Appeal"), tap("risk.appeal", facts["case_id"]), style="primary")
    see = Button(say("See the case"), tap("risk.mine", facts["case_id"]))
    return Screen(_with_note(text, facts), ((appeal, see),))


def reinstated(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say(
        "✅ Your appeal about <b>{title}</b> was right: it counts, and its settlement goes on.",
        title=facts["title"],
    )
    return Screen(_with_note(text, facts), to_card(say, facts))


def voided(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say(
        "🚫 <b>{title}</b> does not count and is not paid, because {reason}.",
        title=facts["title"],
        reason=words.reason(RiskReason(facts["reason"]), say),
    )
    return Screen(_with_note(text, facts), to_card(say, facts))


def waiting(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    at = _at(facts, "decide_due_at", say, timezone)
    if facts["is_appeal"]:
        text = say(
            "⚖️ An appeal about <b>{title}</b> waits for you, until {at}.",
            title=facts["title"],
            at=at,
        )
    else:
        text = say(
            "🔎 A risk case about <b>{title}</b> waits for a decision, until {at}.",
            title=facts["title"],
            at=at,
        )
    return Screen(text, _case(say, facts))


def more_to_judge(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    if facts["is_decided"]:
        text = say(
            "🔎 More was seen about <b>{title}</b>, which was decided on: please look whether the "
            "decision still rests on the right reason.",
            title=facts["title"],
        )
    else:
        text = say(
            "🔎 More was seen about <b>{title}</b>, which waits for a decision.",
            title=facts["title"],
        )
    return Screen(text, _case(say, facts))


def _case(say: Speech, facts: dict[str, Any]) -> Rows:
    return ((Button(say("See the case"), tap("risk.open", facts["case_id"])),),)


def escalated(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    text = say(
        "❗ Nobody has decided on the risk case about <b>{title}</b>. It counts on {at}, unless "
        "somebody does.",
        title=facts["title"],
        at=_at(facts, "lapses_at", say, timezone),
    )
    return Screen(text, _case(say, facts))


def late(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    text = say(
        "⏳ The decision about <b>{title}</b> takes longer than we said; we are sorry. If nobody "
        "decides by {at}, it counts.",
        title=facts["title"],
        at=_at(facts, "lapses_at", say, timezone),
    )
    see = Button(say("See the case"), tap("risk.mine", facts["case_id"]))
    return Screen(text, ((see,),))


def stuck(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    """To an owner who may not decide themselves."""
    about = {"title": facts["title"], "at": _at(facts, "lapses_at", say, timezone)}
    if facts["others_may"]:
        text = say(
            "❗ Nobody has decided on the risk case about <b>{title}</b>. You may not: you decided "
            "before, or are linked to its creator. Those who may were called again. It counts on "
            "{at}, unless one of them decides.",
            **about,
        )
    elif facts["is_appeal"]:
        text = say(
            "⚠️ An appeal about <b>{title}</b> waits, and nobody in the team may judge it: that "
            "takes somebody who did not decide before and is not linked to its creator. Please "
            "invite a reviewer, who finds it waiting. If nobody decides, it counts on {at}.",
            **about,
        )
    else:
        text = say(
            "⚠️ A risk case about <b>{title}</b> waits, and nobody in the team may decide on it: "
            "whoever could is linked to its creator. Please invite a reviewer, who finds it "
            "waiting. If nobody decides, it counts on {at}.",
            **about,
        )
    return Screen(text, ((Button(say("The team"), tap("team")),),))


NOTICES = {
    NoticeKind.RISK_OPENED: opened,
    NoticeKind.RISK_MORE: more,
    NoticeKind.RISK_MORE_TO_JUDGE: more_to_judge,
    NoticeKind.RISK_REMINDER: reminded,
    NoticeKind.RISK_ASKED: asked,
    NoticeKind.RISK_CLEARED: cleared,
    NoticeKind.RISK_LAPSED: lapsed,
    NoticeKind.RISK_CONFIRMED: confirmed,
    NoticeKind.RISK_REINSTATED: reinstated,
    NoticeKind.RISK_VOIDED: voided,
    NoticeKind.RISK_WAITING: waiting,
    NoticeKind.RISK_ESCALATED: escalated,
    NoticeKind.RISK_LATE: late,
    NoticeKind.RISK_STUCK: stuck,
}
