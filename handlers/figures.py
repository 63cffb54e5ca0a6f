"""A post's figures entered in chat: one line of counts, then a screenshot of them or none."""

from typing import Final

from domain.dialogs import Answers
from domain.entered import Enterable
from domain.entered import parsed as read
from domain.errors import Refusal
from domain.metrics import PostMetrics
from domain.proof import NoPicture, ProofsEnough
from handlers import forms, pictures
from handlers.codec import row_id, tap
from handlers.desk import Desk
from handlers.forms import Again, Finish, Form, Go, Step, pick
from handlers.screen import Button, Screen, column
from services import entered
from services.entered import Entered
from words import figures as words
from words import times
from words.names import name
from words.speech import Html

_WITHOUT: Final = "-"


async def begin(desk: Desk, assignment_id: str) -> Screen:
    """By its creator from the work card, or by staff from the card of the submission."""
    number = row_id(assignment_id)
    await desk.look(entered.enterable, number, now=desk.now)
    return await forms.begin(desk, FIGURES, {"assignment": number})


async def _work(desk: Desk, answers: Answers) -> Enterable:
    return await desk.look(entered.enterable, answers["assignment"], now=desk.now)


async def _ask_counts(desk: Desk, answers: Answers) -> Screen:
    work, say = await _work(desk, answers), desk.say
    text = say(
        "<b>{title}</b> · {platform} · {handle}\nWhat does the platform show now? Send it in one "
        "line: views, likes, shares, saves, comments, as in\n<code>1.2万 356 28 91 17</code>\nor "
        "by name, as in <code>likes 356 comments 17</code>. What it does not show is “-”.\nCounted "
        "until {at}.",
        title=work.title,
        platform=name(work.platform, say),
        handle=work.handle,
        at=times.end(work.cutoff_at, desk.timezone, say.locale, desk.now),
    )
    return Screen(text)


async def _take_counts(desk: Desk, answers: Answers, text: str) -> Go:
    counts = read(text)
    entered.ensure_complete(await _work(desk, answers), counts)
    return Go("picture", {"counts": list(counts)})


async def _ask_picture(desk: Desk, answers: Answers) -> Screen:
    say, work = desk.say, await _work(desk, answers)
    blocks = [
        say("I read: {counts}", counts=words.counts(PostMetrics(*answers["counts"]), say)),
        say("Now send a screenshot of the page that shows these figures, as a photo or a file."),
    ]
    if work.is_own:
        blocks.append(say("With a screenshot the figures count for more than without."))
    without = pick(say("Save without a screenshot").unescape(), _WITHOUT)
    return Screen(Html("\n").join(blocks), column(without))


async def _take_picture(desk: Desk, answers: Answers, text: str) -> Again | Finish:
    is_picture = desk.message is not None and pictures.is_in(desk.message)
    if not is_picture and text != _WITHOUT:
        raise NoPicture
    picture = await pictures.brought(desk) if is_picture else None
    about = (answers["assignment"], PostMetrics(*answers["counts"]), picture)
    return Finish(entered.enter, about, _kept, _not_kept)


async def _not_kept(desk: Desk, refusal: Refusal) -> Screen | None:
    """Enough screenshots: without one the figures can still be saved; all else ends the dialog."""
    if isinstance(refusal, ProofsEnough):
        return None
    raise refusal


async def _kept(desk: Desk, done: Entered) -> Screen:
    say, number = desk.say, done.work.assignment_id
    blocks = [
        say(
            "📊 Noted for <b>{title}</b>: {counts} ({source}).",
            title=done.work.title,
            counts=words.counts(done.metrics, say),
            source=name(done.source, say),
        )
    ]
    if done.is_reused:
        blocks.append(
            say(
                "This very picture was handed in before, so it proves nothing of these figures: "
                "they stand as typed in. A new screenshot shows them."
            )
        )
    if not done.pays:
        weakest = name(done.work.weakest_source, say)
        blocks.append(
            say(
                "They are compared with what comes in later. The amount follows from this source, "
                "or a stronger one: {weakest}.",
                weakest=weakest,
            )
        )
    if done.work.is_own:
        way = Button(say("Open the card"), tap("work", number))
    else:
        way = Button(say("See the submission"), tap("rev.open", done.work.submission_id))
    return Screen(Html("\n").join(blocks), ((way,),))


FIGURES = Form(
    "figures",
    {
        "counts": Step(prompt=_ask_counts, take=_take_counts),
        "picture": Step(_ask_picture, _take_picture, back="counts", takes_pictures=True),
    },
)
TAPS = {"fig": begin}
FORMS = {FIGURES.name: FIGURES}
