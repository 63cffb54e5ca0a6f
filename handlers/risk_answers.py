"""What a creator reads of a case about their own work, and says to it: an answer, an appeal."""

from domain.dialogs import Answers
from domain.hearing import LONGEST_WORDS
from domain.risk import cases
from domain.risk.cases import ANSWERABLE, CaseFile, CaseStatus, RiskReason
from handlers import forms, pictures
from handlers.codec import row_id, tap
from handlers.desk import Desk
from handlers.forms import Again, Finish, Form, Step
from handlers.screen import Button, Rows, Screen
from services import risk_answers
from words import risk as words
from words import times
from words.speech import Html


async def show(desk: Desk, case_id: str, *_: str) -> Screen:
    """What was seen, where it stands, what may be said."""
    file = await desk.look(risk_answers.own, row_id(case_id))
    say = desk.say
    blocks = [
        Html("<b>{}</b>\n{}").format(say.title(file.line.title), _standing(desk, file)),
        Html("\n").join(
            [
                say("We saw:"),
                *(Html("• ") + words.seen(each, say) for each in file.evidence[:10]),
            ]
        ),
    ]
    if file.facts.status in ANSWERABLE:
        blocks.append(say("Only this one amount waits, and often there is a good reason."))
    return Screen(Html("\n\n").join(blocks), _rows(desk, file))


def _standing(desk: Desk, file: CaseFile) -> Html:
    say, facts = desk.say, file.facts
    match facts.status:
        case CaseStatus.OPEN if desk.now < facts.answer_due_at:
            at = times.moment(facts.answer_due_at, desk.timezone, say.locale)
            return say("⏸ Held: please tell us how this came about, by {at}.", at=at)
        case CaseStatus.OPEN | CaseStatus.ANSWERED | CaseStatus.APPEALED:
            return _a_persons_turn(desk, file)
        case CaseStatus.CONFIRMED | CaseStatus.VOIDED:
            why = words.reason(RiskReason(facts.reason), say)
            return say("⛔ It does not count: {reason}.", reason=why)
        case _:
            return words.status(facts.status, say)


def _a_persons_turn(desk: Desk, file: CaseFile) -> Html:
    """By when, or why not by then; a promise that nobody can keep is not made."""
    say, facts = desk.say, file.facts
    by = times.moment(facts.decide_due_at, desk.timezone, say.locale)
    ends = times.moment(cases.counts_at(facts), desk.timezone, say.locale)
    if not file.others_may:
        return say(
            "⏸ Held: right now nobody in the team may decide on this, for it takes somebody who "
            "had no part in it. Owners were asked to bring one in. If nobody decides by {ends}, "
            "it counts.",
            ends=ends,
        )
    if facts.escalated_at:
        return say(
            "⏸ Held: a person should have decided by {by}; owners were called. If nobody decides "
            "by {ends}, it counts.",
            by=by,
            ends=ends,
        )
    if facts.is_appeal:
        return say("⏸ Held: another person looks at your appeal by {at}.", at=by)
    if facts.answered_at:
        return say("⏸ Held: thank you for your answer. A person decides by {at}.", at=by)
    return say("⏸ Held: a person decides by {at}; until then you may still answer.", at=by)


def _rows(desk: Desk, file: CaseFile) -> Rows:
    say, facts = desk.say, file.facts
    card = Button(say("Open the card"), tap("work", facts.assignment_id))
    if facts.status in ANSWERABLE:
        answer = Button(say("Answer"), tap("risk.answer", facts.case_id), style="primary")
        return ((answer, card),)
    if facts.status is CaseStatus.CONFIRMED:
        return ((Button(say("Appeal"), tap("risk.appeal", facts.case_id), style="primary"), card),)
    return ((card,),)


async def begin_answer(desk: Desk, case_id: str) -> Screen:
    return await forms.begin(desk, ANSWER, {"case": row_id(case_id)})


async def begin_appeal(desk: Desk, case_id: str) -> Screen:
    return await forms.begin(desk, APPEAL, {"case": row_id(case_id)})


async def _ask_answer(desk: Desk, _: Answers) -> Screen:
    return Screen(
        desk.say(
            "Tell us how this came about: a few words, a link, or a screenshot with or without "
            "words. At most {most} characters.",
            most=LONGEST_WORDS,
        )
    )


async def _take_answer(desk: Desk, answers: Answers, text: str) -> Again | Finish:
    """Words, or a picture with its caption."""
    has_picture = desk.message is not None and pictures.is_in(desk.message)
    picture = (await pictures.brought(desk)).file_id if has_picture else ""
    return Finish(risk_answers.answer, (answers["case"], text, picture), _answered)


async def _answered(desk: Desk, case_id: int) -> Screen:
    shown = await show(desk, str(case_id))
    thanks = desk.say("💬 Thank you, that is with the person who decides.")
    return Screen(thanks + Html("\n\n") + shown.text, shown.rows)


async def _ask_appeal(desk: Desk, _: Answers) -> Screen:
    return Screen(
        desk.say(
            "Why should it count? Somebody else than before looks at it. At most {most} "
            "characters; you may appeal once.",
            most=LONGEST_WORDS,
        )
    )


async def _take_appeal(desk: Desk, answers: Answers, text: str) -> Again | Finish:
    return Finish(risk_answers.appeal, (answers["case"], text), _appealed)


async def _appealed(desk: Desk, case_id: int) -> Screen:
    return await show(desk, str(case_id))


ANSWER = Form(
    "risk_answer",
    {"words": Step(_ask_answer, _take_answer, takes_links=True, takes_pictures=True)},
)
APPEAL = Form("risk_appeal", {"words": Step(_ask_appeal, _take_appeal, takes_links=True)})
TAPS = {"risk.mine": show, "risk.answer": begin_answer, "risk.appeal": begin_appeal}
FORMS = {ANSWER.name: ANSWER, APPEAL.name: APPEAL}
PRESENT = {"risk.answer": show, "risk.appeal": show}
