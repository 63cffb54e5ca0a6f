"""How a work card and its brief look; which message is the card, card_message.py knows."""

from datetime import datetime
from typing import Final

from domain.assignment import CREATORS_TURN, DONE, REVIEWERS_TURN, TRANSITIONS, AssignmentStatus
from domain.lengths import cut, utf16_length
from domain.renditions import BLANK
from domain.templates import Asset
from domain.tracking import TrackedLink
from domain.work import WorkBrief, WorkCard
from handlers.codec import tap
from handlers.screen import Button, Rows, Screen
from words import checks
from words import terms as promised
from words import work as words
from words.names import name
from words.speech import Html, Speech

LONGEST_COPY: Final = 256  # core.telegram.org/bots/api#copytextbutton
LONGEST_ON_CARD: Final = 2_300  # UTF-16 units of the text to publish; the whole one has a button
MOST_ASSETS: Final = 6
S = AssignmentStatus
_DISPUTABLE: Final = frozenset({S.APPROVED, S.SETTLED, S.REJECTED, S.EXPIRED, S.VOID})


def render_card(card: WorkCard, say: Speech, timezone: str, now: datetime) -> Screen:
    """Pure: state, next step, clocks, money, then what to publish."""
    head = say(
        "<b>{title}</b>\n{campaign} · {platform} · {handle}",
        title=card.title,
        campaign=card.campaign,
        platform=name(card.platform, say),
        handle=card.handle,
    )
    state = Html("<b>{}</b>\n👉 {}").format(
        words.state(card.status, say), words.next_step(card, say)
    )
    told = words.verdict(card, say) if card.status in _TELLS_WHY else []
    if card.down is not None and card.status in (S.SUBMITTED, *DONE):
        told = [checks.down(card.down.seen, card.down.until, say, timezone)]
    price, *beside = promised.agreed(card.terms, card.currency, say)
    agreed = [say("🤝 Accepted: {pay}", pay=price), *beside]
    facts = [
        *words.clocks(card, timezone, say, now),
        *words.money(card, timezone, say, now),
        *(agreed if card.is_open else []),
        *([words.clicks(card.link, say)] if card.link and card.link.clicks else []),
    ]
    blocks = [head, Html("\n").join([state, *told]), Html("\n").join(facts)]
    if card.status in CREATORS_TURN:
        blocks += [_to_publish(card, say), *_link(card.link, say), *_assets(card.assets, say)]
    return Screen(Html("\n\n").join(block for block in blocks if block), _card_rows(card, say, now))


_TELLS_WHY: Final = (S.CHANGES_REQUESTED, S.REJECTED)


def _to_publish(card: WorkCard, say: Speech) -> Html:
    text = cut(card.to_publish, LONGEST_ON_CARD)
    shown = say("📋 Your text, tap to copy:\n<pre>{text}</pre>", text=text)
    keep = say("✏️ Keep the code at the end: it shows that the post is yours.")
    if BLANK in card.to_publish:
        keep = say(
            "✏️ Put your own words in place of each 〔…〕, and keep the code at the end: it shows "
            "that the post is yours."
        )
    return Html("\n").join([shown, keep])


def _link(link: TrackedLink | None, say: Speech) -> list[Html]:
    if link is None:
        return []
    return [say("🔗 Your own link, tap to copy:\n<code>{url}</code>", url=link.url)]


def _assets(assets: tuple[Asset, ...], say: Speech) -> list[Html]:
    if not assets:
        return []
    links = [
        Html('<a href="{}">{}</a> ({})').format(
            each.url, say.title(each.title), say.title(each.licence)
        )
        for each in assets[:MOST_ASSETS]
    ]
    return [say("📎 Material: {links}", links=say(", ").join(links))]


def _card_rows(card: WorkCard, say: Speech, now: datetime) -> Rows:
    number = card.assignment_id
    rows: Rows = ()
    if card.status in CREATORS_TURN:
        label = say("Hand in a draft") if card.wants_draft else say("Hand in the link")
        rows += ((Button(label, tap("sub", number), style="primary"), *_copy(card, say)),)
        rows += _copy_link(card.link, say)
    if card.post_url:
        rows += ((Button(say("My post"), url=card.post_url), *_take_back(card, say, now)),)
    if card.status is S.SUBMITTED:
        style = "primary" if card.proof_wanted else ""
        rows += ((Button(say("Send a screenshot"), tap("proof", number), style=style),),)
    if card.status is S.APPROVED and card.cutoff_at is not None and now < card.cutoff_at:
        rows += ((Button(say("Enter the figures"), tap("fig", number)),),)
    if card.status in REVIEWERS_TURN:
        rows += (_replace(card, say),)
    if card.held_by is not None:
        label = say("⏸ Why it is held")
        rows += ((Button(label, tap("risk.mine", card.held_by), style="primary"),),)
    brief = Button(say("The brief"), tap("work.brief", number))
    rows += ((brief, Button(say("Why this sum?"), tap("why", number, "card"))),)
    if card.status in _DISPUTABLE:
        rows += ((Button(say("Something is wrong?"), tap("dispute.of", number)),),)
    back = Button(say("‹ Back"), tap("my", 1, "card"))
    if S.RELEASED in TRANSITIONS[card.status]:
        return (*rows, (Button(say("Give back"), tap("work.give", number)), back))
    return (*rows, (back,))


def _replace(card: WorkCard, say: Speech) -> tuple[Button, ...]:
    """A wrong one, while nobody has decided on it."""
    label = say("Replace the link") if card.status is S.SUBMITTED else say("Replace the draft")
    return (Button(label, tap("sub.swap", card.assignment_id)),)


def _take_back(card: WorkCard, say: Speech, now: datetime) -> tuple[Button, ...]:
    """One of another task, while there is time for this task's own."""
    if card.status is not S.SUBMITTED or now >= card.due_at:
        return ()
    return (Button(say("Take it back"), tap("sub.undo?", card.assignment_id)),)


def _copy(card: WorkCard, say: Speech) -> tuple[Button, ...]:
    """Short texts copy with one tap, long ones come whole in a message of their own."""
    length = utf16_length(card.to_publish)
    if length <= LONGEST_COPY:
        return (Button(say("Copy the text"), copy=card.to_publish),)
    if length > LONGEST_ON_CARD:
        return (Button(say("The whole text"), tap("work.text", card.assignment_id)),)
    return ()


def _copy_link(link: TrackedLink | None, say: Speech) -> Rows:
    if link is None or utf16_length(link.url) > LONGEST_COPY:
        return ()
    return ((Button(say("Copy my link"), copy=link.url),),)


def brief_text(found: WorkBrief, say: Speech) -> Html:
    """A brief of any length keeps inside one message: its own words give way first."""
    clauses = [
        Html("{}. {}").format(each.code, cut(each.text.text(say.locale), 200))
        for each in found.clauses[:10]
    ]
    scenes = [
        Html("{}. {}").format(at, cut(scene.text(say.locale), 120))
        for at, scene in enumerate(found.structure[:6], start=1)
    ]
    body = cut(found.body.text(say.locale), 600)
    promises = promised.promises(found.terms, found.currency, say, has_draft=found.draft_required)
    blocks = [
        Html("<b>{}</b>\n{}").format(say.title(found.title), body),
        Html("\n").join([say("<b>Clauses</b>"), *clauses]) if clauses else Html(),
        Html("\n").join([say("<b>Scenes</b>"), *scenes]) if scenes else Html(),
        *_assets(found.assets, say),
        Html("\n").join([say("<b>Terms</b>"), *promises]),
    ]
    return Html("\n\n").join(block for block in blocks if block)
