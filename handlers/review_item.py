"""How one submission looks to a reviewer; what they tap is reviews.py."""

from datetime import datetime
from typing import Final

from domain.assignment import AssignmentStatus
from domain.lengths import cut
from domain.review import Decision
from domain.review_queue import ReviewItem, Round, Ruling, Seen, checklist
from domain.submission import LONGEST_DRAFT
from handlers.codec import tap
from handlers.screen import Button, Rows, Screen, grid
from services.review_queue import AtDesk
from words import checks, proofs, reviews, times
from words import work as words
from words.names import name
from words.people import called
from words.speech import Html, Speech

LONGEST_SHARE_TEXT: Final = 400  # UTF-16 units of the text around a link
MOST_ROUNDS: Final = 3
MOST_PARTS: Final = 12
MOST_PICTURES: Final = 4
_MARKS: Final = {Seen.THERE: "✅", Seen.MISSING: "❌", Seen.LOOK: "👁"}


def render(desk_item: AtDesk, say: Speech, timezone: str, now: datetime) -> Screen:
    """Pure: the place in the queue, whose work, what came in, what it must carry, what was said."""
    item, place = desk_item.item, desk_item.place
    blocks = [
        _head(desk_item, say, timezone, now),
        _given(item, say),
        _checked(item, say, timezone),
        Html("\n").join(proofs.lines(item.proofs, item.proof_wanted_at, say, timezone)),
        _must_carry(item, say),
        _history(item.rounds, say, timezone, now),
    ]
    rows = _open_rows(item, max(1, place.number), say) if item.is_open else _closed_rows(item, say)
    return Screen(
        Html("\n\n").join(block for block in blocks if block), _with_links(item, rows, say)
    )


def _head(desk_item: AtDesk, say: Speech, timezone: str, now: datetime) -> Html:
    item, place = desk_item.item, desk_item.place
    title = say(
        "<b>{title}</b> · {campaign}\n{creator} · {platform} · {handle}",
        title=item.title,
        campaign=item.campaign,
        creator=called(item.creator),
        platform=name(item.platform, say),
        handle=item.handle,
    )
    if item.ruling is not None:
        return Html("\n").join([_ruled(item.ruling, say, timezone, now), title])
    if item.replaced_by:
        return Html("\n").join([say("🔁 <b>Replaced by its creator</b>"), title])
    if item.is_taken_back:
        return Html("\n").join([say("↩️ <b>Taken back by its creator</b>"), title])
    if not item.is_open or item.due_at is None:
        return Html("\n").join([words.state(item.status, say), title])
    counted = say("<b>Review</b>  {number}/{total}", number=place.number, total=place.total)
    clock = words.review_clock(item.due_at, say, now)
    return Html("\n").join([counted if place.number else say("<b>Review</b>"), title, clock])


def _ruled(ruling: Ruling, say: Speech, timezone: str, now: datetime) -> Html:
    """How it stands, and who said so."""
    return say(
        "<b>{decision}</b> · {reviewer} · {at}",
        decision=reviews.decision(ruling.decision, say),
        reviewer=called(ruling.reviewer) if ruling.reviewer else say("the clock"),
        at=times.moment(ruling.at, timezone, say.locale, now),
    )


def _given(item: ReviewItem, say: Speech) -> Html:
    if item.is_draft:
        text = cut(item.given, LONGEST_DRAFT)
        return say("📝 Draft:\n<blockquote>{text}</blockquote>", text=text)
    text = cut(item.given, LONGEST_SHARE_TEXT)
    return say("🔗 Handed in:\n<blockquote>{text}</blockquote>", text=text)


def _checked(item: ReviewItem, say: Speech, timezone: str) -> Html:
    if item.check is None:
        return Html()
    return Html("\n").join(checks.lines(item.check, item.handle, say, timezone))


def _must_carry(item: ReviewItem, say: Speech) -> Html:
    seen = list(checklist(item))[:MOST_PARTS]
    lines = [Html("{} {}").format(_MARKS[mark], reviews.part(part, say)) for part, mark in seen]
    if any(mark is Seen.LOOK for _, mark in seen):
        return Html("\n").join([say("It must carry (👁 look in the post):"), *lines])
    return Html("\n").join([say("It must carry:"), *lines])


def _history(rounds: tuple[Round, ...], say: Speech, timezone: str, now: datetime) -> Html:
    if not rounds:
        return Html()
    lines = [_round(each, say, timezone, now) for each in rounds[-MOST_ROUNDS:]]
    return Html("\n").join([say("<b>Before</b>"), *lines])


def _round(each: Round, say: Speech, timezone: str, now: datetime) -> Html:
    at = times.day(each.at, timezone, say.locale, now)
    kind = say("draft") if each.is_draft else say("post")
    if each.ruling is None:
        return Html("{} · {} · {}").format(at, kind, say("replaced by its creator"))
    line = Html("{} · {} · {}").format(at, kind, reviews.decision(each.ruling.decision, say))
    if each.ruling.reason:
        line += Html(" · {}").format(reviews.reason(each.ruling.reason, say))
    if each.ruling.note:
        line += Html(" · “{}”").format(cut(each.ruling.note, 120))
    return line


def _open_rows(item: ReviewItem, number: int, say: Speech) -> Rows:
    about = (item.submission_id, number)
    decide = (
        Button(say("Approve"), tap("rev.ok", *about), style="success"),
        Button(say("Changes"), tap("rev.why", *about, Decision.CHANGES)),
        Button(say("Reject"), tap("rev.why", *about, Decision.REJECT), style="danger"),
    )
    return (decide, (Button(say("Skip ▸"), tap("rev", number + 1)),))


def _closed_rows(item: ReviewItem, say: Speech) -> Rows:
    rows: Rows = ((Button(say("On with the queue"), tap("rev", 1)),),)
    if item.status is AssignmentStatus.APPROVED and not item.is_draft:
        rows = ((Button(say("Enter the figures"), tap("fig", item.assignment_id)),), *rows)
    if not item.replaced_by:
        return rows
    newer = Button(say("The new link"), tap("rev.open", item.replaced_by), style="primary")
    return ((newer,), *rows)


def _with_links(item: ReviewItem, rows: Rows, say: Speech) -> Rows:
    links: tuple[Button, ...] = ()
    if item.url:
        links += (Button(say("Open the post"), url=item.url),)
    if item.profile_url:
        links += (Button(say("Their profile"), url=item.profile_url),)
    brief = (Button(say("Brief and text"), tap("rev.brief", item.submission_id)),)
    return (*((links,) if links else ()), *_pictures(item, say), *rows, brief)


def _pictures(item: ReviewItem, say: Speech) -> Rows:
    """The latest screenshots; who wants to see more asks for one."""
    shown = item.proofs[-MOST_PICTURES:]
    seen = (
        Button(say("🖼 Screenshot {number}", number=at), tap("rev.pic", each.proof_id))
        for at, each in enumerate(shown, start=1 + len(item.proofs) - len(shown))
    )
    if not item.is_open or item.is_draft or item.proof_wanted_at is not None:
        return grid(seen)
    ask = Button(say("Ask for a screenshot"), tap("rev.shot", item.submission_id))
    return (*grid(seen), (ask,))
