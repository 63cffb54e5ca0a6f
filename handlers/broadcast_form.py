"""A broadcast's words, asked language by language, just as they come: formatted, over a file."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from telegram import Message

from domain import message
from domain.broadcast import Rewritten
from domain.dialogs import Answers
from domain.errors import Refusal
from domain.locales import EN, ZH
from domain.message import (
    MOST_VARIANTS,
    BadBody,
    Media,
    MediaKind,
    NoRoomForFields,
    Variant,
    Version,
)
from handlers import broadcast_sheet, refusals
from handlers.codec import row_id
from handlers.desk import Desk
from handlers.forms import Again, Finish, Form, Go, Step, pick
from handlers.screen import Button, Screen, column
from services import broadcast_drafts, broadcast_sheets
from words import personal_fields
from words.broadcasts import letter
from words.speech import Html

ONLY: Final = "-"  # instead of a version: the other language alone
AS_IT_IS: Final = "="  # instead of a version: what stands there in that language
_REFUSED: Final = "refused_at"  # when the last text came that was too long
_ALBUM: Final = "album"  # the last one that was refused
_SAID_ALREADY: Final = Again(Html())
_UNKNOWN: Final = -1  # a question of old asked for no revision: where its words go is asked
_ONE_MOMENT_SECONDS: Final = 1  # Telegram tells whole ones
Shown = Callable[[Desk, Any], Awaitable[Screen]]
Left = Callable[[Desk, Answers], Awaitable[Screen]]


def brought(of: Message) -> Version:
    """What the message is, with its formatting; raises BadBody for what no message can be."""
    version = Version(_html(of), _media(of))
    message.ensure_fits(version)
    return version


def _html(of: Message) -> str:
    return of.text_html if of.text else of.caption_html if of.caption else ""


def _media(of: Message) -> Media | None:
    if of.photo:
        return Media(MediaKind.PHOTO, of.photo[-1].file_id)
    if of.video:
        return Media(MediaKind.VIDEO, of.video.file_id)
    if of.document:
        return Media(MediaKind.DOCUMENT, of.document.file_id)
    return None


async def _ask_zh(desk: Desk, answers: Answers) -> Screen:
    asked = desk.say(
        "<b>{what}</b>\nSend the message in Chinese just as it should look: text with any "
        "formatting, or a photo, a video or a file with a caption.",
        what=_what(desk, answers),
    )
    text = Html("\n\n").join([asked, personal_fields.offered(desk.say)])
    leave = await _leave(desk, answers, ZH, desk.say("Leave the Chinese as it is"))
    return Screen(text, column(*leave, pick(desk.say("English only"), ONLY)))


async def _leave(desk: Desk, answers: Answers, locale: str, label: Html) -> list[Button]:
    """Of a wording that has this language: to change the other one alone."""
    stands = await _stands(desk, answers)
    return [pick(label, AS_IT_IS)] if locale in stands else []


async def _stands(desk: Desk, answers: Answers) -> Variant:
    """The wording that is being changed, nothing where it is a new one or another by now."""
    if "place" not in answers:
        return {}
    facts = await desk.look(broadcast_sheets.known_to, answers["broadcast"])
    is_same = facts.revision == answers.get("revision", _UNKNOWN)
    return facts.body[answers["place"]] if is_same and answers["place"] < len(facts.body) else {}


async def _left(desk: Desk, answers: Answers, locale: str) -> dict[str, str] | Again:
    """What stands there, packed; the draft may have changed while it was asked about."""
    stands = await _stands(desk, answers)
    if locale not in stands:
        return _refused(desk, Rewritten())
    return message.version_packed(stands[locale])


def _what(desk: Desk, answers: Answers) -> Html:
    if "place" in answers:
        return desk.say("Wording {label}", label=letter(answers["place"]))
    return desk.say("New broadcast")


async def _ask_en(desk: Desk, answers: Answers) -> Screen:
    leave = await _leave(desk, answers, EN, desk.say("Leave the English as it is"))
    if not answers.get("zh"):
        asked = desk.say("Send the message in English, just as it should look.")
        return Screen(asked, column(*leave))
    only = pick(desk.say("Chinese only"), ONLY)
    return Screen(desk.say("Now the English version."), column(*leave, only))


def _refused(desk: Desk, refusal: Refusal) -> Again:
    why = refusals.sentence(refusal, desk.say)
    return Again(why, {_REFUSED: desk.message.date.timestamp()} if desk.message else {})


def _is_rest(of: Message, answers: Answers) -> bool:
    """Of a text that was refused: apps cut what is too long into messages of the same moment.

    Their ids tell nothing: other chats of the bot have those between.
    """
    refused_at: float | None = answers.get(_REFUSED)
    return refused_at is not None and of.date.timestamp() - refused_at <= _ONE_MOMENT_SECONDS


def _taken(desk: Desk, answers: Answers) -> dict[str, str] | Again:
    """The version that came, packed; what belongs to a refused message is answered with it."""
    of = desk.message
    if of is None or _is_rest(of, answers):
        return _refused(desk, BadBody())
    if of.media_group_id:
        return _album(desk, of.media_group_id, answers)
    try:
        return message.version_packed(brought(of))
    except (BadBody, NoRoomForFields) as refusal:
        return _refused(desk, refusal)


def _album(desk: Desk, album: str, answers: Answers) -> Again:
    """Telegram tells it picture by picture: the first would be one language, the next another."""
    if answers.get(_ALBUM) == album:
        return _SAID_ALREADY
    why = desk.say(
        "An album cannot be broadcast: one message holds one photo, video or file. Please send "
        "one of them."
    )
    return Again(why, {_ALBUM: album})


async def _take_zh(desk: Desk, answers: Answers, text: str) -> Go | Again:
    if desk.message is None and text == ONLY:
        return Go("en", {"zh": None})  # also one that was written before and left by Back
    is_left = desk.message is None and text == AS_IT_IS
    taken = await _left(desk, answers, ZH) if is_left else _taken(desk, answers)
    return taken if isinstance(taken, Again) else Go("en", {"zh": taken})


def _versions(written: Answers) -> dict[str, Version]:
    """By locale, of what was written in each."""
    said = {ZH: written["zh"], EN: written["en"]}
    return {locale: message.version(each) for locale, each in said.items() if each}


async def _ask_place(desk: Desk, answers: Answers) -> Screen:
    """Once the draft is another one than its writer saw, which is shown."""
    facts = await desk.look(broadcast_sheets.known_to, answers["broadcast"])
    head = desk.say(
        "This draft was changed while you wrote. Your words are kept: where shall they stand?"
    )
    count = len(facts.body)
    places = [
        pick(_instead_of(desk, place, count), f"{place}:{facts.revision}") for place in range(count)
    ]
    if count < MOST_VARIANTS:
        places.append(pick(desk.say("As one more wording"), f"{count}:{facts.revision}"))
    return Screen(
        Html("\n\n").join([head, *broadcast_sheet.bodies(desk.say, facts)]), column(*places)
    )


def _instead_of(desk: Desk, place: int, count: int) -> Html:
    if count == 1:
        return desk.say("In place of these words")
    return desk.say("In place of {label}", label=letter(place))


def form(name: str, shown: Shown, left: Left | None = None) -> Form:
    """For a new broadcast, or with `broadcast`, `place` and the `revision` of the draft that showed
    it in the answers for a wording of one.
    """

    async def take_en(desk: Desk, answers: Answers, text: str) -> Finish | Again:
        english = None
        if not answers.get("zh") or desk.message is not None or text != ONLY:
            is_left = desk.message is None and text == AS_IT_IS
            english = await _left(desk, answers, EN) if is_left else _taken(desk, answers)
            if isinstance(english, Again):
                return english
        written = {**answers, "en": english}
        if "broadcast" not in answers:
            return Finish(broadcast_drafts.draft, (_versions(written),), shown)
        return put(written, answers["place"], answers.get("revision", _UNKNOWN))

    async def take_place(desk: Desk, answers: Answers, text: str) -> Finish | Again:
        if desk.message is not None:
            return Again(desk.say("Please choose with the buttons."))
        place, _, revision = text.partition(":")
        return put(answers, row_id(place), row_id(revision))

    def put(written: Answers, place: int, revision: int) -> Finish:
        async def keep(desk: Desk, refusal: Refusal) -> Go | None:
            known = {"en": written["en"]}
            return Go("place", known) if isinstance(refusal, Rewritten) else None

        args = (written["broadcast"], place, revision, _versions(written))
        return Finish(broadcast_drafts.set_variant, args, shown, keep)

    return Form(
        name,
        {
            "zh": Step(_ask_zh, _take_zh, takes_links=True, takes_media=True),
            "en": Step(_ask_en, take_en, back="zh", takes_links=True, takes_media=True),
            "place": Step(_ask_place, take_place),
        },
        left=left,
    )
