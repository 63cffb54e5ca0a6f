"""Who a broadcast is for, narrowed in chat by buttons or one written line; lists no saved ones."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from domain import segment_text
from domain.conditions import AMOUNTS, COUNTS_OF_WORK, DATED, SPANS, TIMES, VALUES, Fact, OneOf
from domain.dialogs import Answers
from domain.errors import Stale
from domain.segment_text import BadSegment
from handlers.codec import row_id, tap
from handlers.desk import Desk
from handlers.forms import Finish, Form, Step, begin
from handlers.screen import Button, Rows, Screen, grid
from services import segment_choices, segments
from services.segment_choices import Choices
from services.segments import Holder, Place, SegmentSheet
from words import segments as words
from words.speech import Html, Speech

_SPAN_PRESETS: Final = ("..999", "1000..9999", "10000..99999", "100000..")
_COUNT_PRESETS: Final = ("..0", "1..", "3..", "10..")
_ACCOUNT_PRESETS: Final = ("1..1", "2..")
_TIME_PRESETS: Final = ("7d", "30d", "90d", "365d", segment_text.EVER)
_LABEL: Final = 30  # signs of a title
_MOST_CURRENCIES: Final = 3
_AMOUNT_PRESETS: Final = ("1..", "1000..", "10000..", "1../90d")


def key(place: Place) -> str:
    return f"{place.holder}{place.row_id}"


def _place(text: str) -> Place:
    """Raises Stale for what no button of ours carries."""
    if text[:1] not in set(Holder):
        raise Stale("button")
    return Place(Holder(text[:1]), row_id(text[1:]))


def _fact(text: str) -> Fact:
    if text not in set(Fact):
        raise Stale("button")
    return Fact(text)


async def show(desk: Desk, place: str) -> Screen:
    found = await desk.look(segments.sheet, _place(place), now=desk.now)
    return Screen(_text(found, desk.say), _rows(found, desk.say))


def _text(found: SegmentSheet, say: Speech) -> Html:
    asked = [
        Html("• {}").format(words.condition(each, say, found.names))
        for each in found.segment.conditions
    ] or [say("• All creators")]
    line = segment_text.written(found.segment)
    return Html("\n\n").join(
        [
            say("👥 <b>{title}</b>", title=found.title),
            Html("\n").join(asked),
            *([Html("<code>{}</code>").format(line)] if line else []),
            counted(found, say),
        ]
    )


def counted(found: SegmentSheet, say: Speech) -> Html:
    audience = found.audience
    counts = say(
        "<b>{reached}</b> will get it.\nMatching {matching} · muted {opted_out} · unreachable "
        "{unreachable} · had enough this week {capped}",
        reached=audience.reached,
        matching=audience.matching,
        opted_out=audience.opted_out,
        unreachable=audience.unreachable,
        capped=audience.capped,
    )
    if not audience.sample:
        return counts
    some = [Html("• {}").format(words.sampled(each, say)) for each in audience.sample]
    return Html("\n").join([counts, say("For instance:"), *some])


def _rows(found: SegmentSheet, say: Speech) -> Rows:
    at = key(found.place)
    asked = {each.fact for each in found.segment.conditions}
    facts = [
        Button(("✓ " if fact in asked else "") + words.fact(fact, say), tap("sg.f", at, fact, 0))
        for fact in Fact
    ]
    write = Button(say("Write it"), tap("sg.write", at))
    save = Button(say("Save as…"), tap("sg.save", at))
    if found.place.holder is Holder.BROADCAST:
        use = Button(say("Use a saved one"), tap("sg.pick", found.place.row_id))
        back = Button(say("‹ Back"), tap("bc", found.place.row_id))
        return (*grid(facts), (write, use), (save, back))
    forget = Button(say("Delete"), tap("sg.drop?", found.place.row_id), style="danger")
    return (*grid(facts), (write, save), (forget, Button(say("‹ Segments"), tap("sgs"))))


async def show_fact(desk: Desk, place: str, name: str, negated: str) -> Screen:
    """What may be asked of one fact; the first button turns it into its opposite."""
    at, fact, no, say = _place(place), _fact(name), negated == "1", desk.say
    found = await desk.look(segments.sheet, at, now=desk.now)
    text = Html("\n\n").join([words.fact(fact, say), counted(found, say)])
    turn = say("Only those not so: on") if no else say("Only those not so: off")
    asked = found.segment.of(fact, negated=no)
    rows = await _choices(desk, found, fact, no=no)
    clear = (
        (Button(say("Ask nothing of it"), tap("sg.d", key(at), fact, int(no))),) if asked else ()
    )
    back = Button(say("‹ Back"), tap("sg", key(at)))
    return Screen(
        text,
        (*rows, (Button(turn, tap("sg.f", key(at), fact, int(not no))),), clear, (back,)),
    )


async def _choices(desk: Desk, found: SegmentSheet, fact: Fact, *, no: bool) -> Rows:
    at, say = key(found.place), desk.say
    asked = found.segment.of(fact, negated=no)
    offered = await desk.look(segment_choices.offered, facts=(fact,))
    presets = _presets(desk, fact, offered)
    if presets:
        choices = [segment_text.parse(f"{'-' * no}{fact}:{each}").conditions[0] for each in presets]
        return grid(
            Button(
                ("✓ " if each == asked else "") + words.said(each, say),
                tap("sg.p", at, fact, int(no), preset),
            )
            for each, preset in zip(choices, presets, strict=True)
        )
    chosen = asked.values if isinstance(asked, OneOf) else ()
    return grid(
        Button(
            ("✓ " if each in chosen else "")
            + words.value(fact, each, say, offered.names).unescape()[:_LABEL],
            tap("sg.t", at, fact, int(no), each),
        )
        for each in offered.values.get(fact, VALUES.get(fact, ()))
    )


def _presets(desk: Desk, fact: Fact, offered: Choices) -> tuple[str, ...]:
    """Of what is not one out of a few; anything else of it is written."""
    if fact in COUNTS_OF_WORK:
        return _COUNT_PRESETS
    if fact in SPANS:
        return _ACCOUNT_PRESETS if fact is Fact.ACCOUNTS else _SPAN_PRESETS
    if fact in AMOUNTS:
        currencies = offered.values[fact][:_MOST_CURRENCIES]
        return tuple(f"{currency}/{each}" for currency in currencies for each in _AMOUNT_PRESETS)
    if fact in DATED:
        today = desk.now.date()  # days are counted in UTC
        year, month = today.replace(month=1, day=1), today.replace(day=1)
        return (*_TIME_PRESETS, f"{month}..", f"{year}..", f"..{year - timedelta(days=1)}")
    return _TIME_PRESETS if fact in TIMES else ()


async def toggle(desk: Desk, place: str, name: str, negated: str, value: str) -> Screen:
    _read(name, negated, value)  # refuse what no button of ours carries
    at, fact, no = _place(place), _fact(name), negated == "1"
    await desk.act(segments.toggle, at, fact, value, negated=no)
    return await show_fact(desk, place, name, negated)


async def put(desk: Desk, place: str, name: str, negated: str, said: str) -> Screen:
    asked = segment_text.parse(_read(name, negated, said)).conditions[0]
    await desk.act(segments.put, _place(place), asked)
    return await show_fact(desk, place, name, negated)


def _read(name: str, negated: str, said: str) -> str:
    word = f"{'-' if negated == '1' else ''}{_fact(name)}:{said}"
    try:
        segment_text.parse(word)
    except BadSegment:
        raise Stale("button") from None
    return word


async def drop(desk: Desk, place: str, name: str, negated: str) -> Screen:
    await desk.act(segments.drop, _place(place), _fact(name), negated=negated == "1")
    return await show_fact(desk, place, name, negated)


async def show_again(desk: Desk, place: str, name: str, negated: str, _: str) -> Screen:
    return await show_fact(desk, place, name, negated)


async def _ask_line(desk: Desk, answers: Answers) -> Screen:
    return Screen(
        desk.say(
            "Write who it is for, for example:\n<code>platform:douyin,weibo followers:1000.. "
            "-seen:30d</code>\n\nFacts: {facts}. A minus turns one into its opposite; days as "
            "<code>30d</code> or <code>ever</code>, dates as <code>2026-01-01..2026-03-31</code>; "
            "counts as <code>1000..9999</code>, amounts as <code>CNY/1000..5000</code> or "
            "<code>CNY/1000../90d</code>; campaigns, broadcasts and people by number.",
            facts=Html(", ").join(Html("<code>{}</code>").format(each.value) for each in Fact),
        )
    )


async def _take_line(desk: Desk, answers: Answers, text: str) -> Finish:
    segment_text.parse(text)  # a word nobody knows is asked for again
    return Finish(segments.rewrite, (_place(answers["place"]), text), _kept)


async def _ask_name(desk: Desk, answers: Answers) -> Screen:
    return Screen(desk.say("Under which name?"))


async def _take_name(desk: Desk, answers: Answers, text: str) -> Finish:
    segment_text.name_of(text)
    return Finish(segments.save_as, (_place(answers["place"]), text), _saved)


async def _kept(desk: Desk, place: Place) -> Screen:
    return await show(desk, key(place))


async def _saved(desk: Desk, place: Place) -> Screen:
    shown = await show(desk, key(place))
    said = desk.say("✓ Saved under that name.")
    return replace(shown, text=said + Html("\n\n") + shown.text)


async def _unchanged(desk: Desk, answers: Answers) -> Screen:
    return await show(desk, answers["place"])


LINE = Form("segment.line", {"line": Step(_ask_line, _take_line)}, left=_unchanged)
NAME = Form("segment.name", {"name": Step(_ask_name, _take_name)}, left=_unchanged)


async def ask_line(desk: Desk, place: str) -> Screen:
    await desk.look(segments.saved)  # refuse strangers before the question
    return await begin(desk, LINE, {"place": key(_place(place))})


async def ask_name(desk: Desk, place: str) -> Screen:
    await desk.look(segments.saved)
    return await begin(desk, NAME, {"place": key(_place(place))})


FORMS = {form.name: form for form in (LINE, NAME)}
TAPS = {
    "sg": show,
    "sg.f": show_fact,
    "sg.t": toggle,
    "sg.p": put,
    "sg.d": drop,
    "sg.write": ask_line,
    "sg.save": ask_name,
}
PRESENT = {
    "sg.t": show_again,
    "sg.p": show_again,
    "sg.d": show_fact,
}
