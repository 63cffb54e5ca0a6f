"""/settings and /language: how a person wants to be spoken to; one screen that changes in place."""

from dataclasses import replace

from domain import preferences as rules
from domain.dialogs import Answers
from domain.errors import Stale
from domain.locales import LOCALES
from domain.people import Standing
from domain.preferences import (
    COMMON_QUIET_HOURS,
    COMMON_TIMEZONES,
    NEVER_QUIET,
    Muted,
    Preferences,
)
from handlers import breaks, forms, onboarding
from handlers.codec import tap
from handlers.desk import Desk
from handlers.forms import Again, Finish, Form, Step, pick
from handlers.screen import Button, Rows, Screen, grid
from services import onboarding as signing_up
from services import pauses, settings
from words import names, times
from words import pauses as words
from words.speech import Html, Speech


async def show(desk: Desk, _: str = "") -> Screen:
    return await _screen(desk, await desk.look(settings.preferences))


async def _screen(desk: Desk, wishes: Preferences) -> Screen:
    say = desk.say
    pause = await desk.look(pauses.mine)
    assert desk.actor is not None  # a look tells who asks
    told = [words.own(pause, desk.timezone, say, desk.now)] if pause else []
    ways = () if desk.actor.standing is Standing.NEW else breaks.ways(pause, say)
    text = say(
        "<b>Settings</b>\n\n🌐 Language: {language}\n🕒 Time zone: {timezone}, it is {now} there\n"
        "🌙 Quiet hours: {quiet}\n⏰ Deadlines and other reminders: {reminders}\n"
        "📈 Figures that are due: {figures}\n🗓 Weekly digest: {digest}\n"
        "📣 News of tasks: {broadcasts}\n\n"
        "<i>Decisions about your work and money always reach you.</i>",
        language=names.LANGUAGES[wishes.locale],
        timezone=times.place(wishes.timezone, say),
        now=times.moment(desk.now, wishes.timezone, say.locale),
        quiet=_quiet(wishes.quiet_from_hour, wishes.quiet_to_hour, say),
        reminders=_switch(wishes.wants_reminders, say),
        figures=_switch(wishes.wants_figure_calls, say),
        digest=_switch(wishes.wants_digests, say),
        broadcasts=_switch(wishes.wants_broadcasts, say),
    )
    return Screen(Html("\n\n").join([text, *told]), _rows(wishes, ways, say))


def _quiet(from_hour: int, to_hour: int, say: Speech) -> Html:
    if from_hour == to_hour:
        return say("none")
    return say("{from_hour}:00–{to_hour}:00", from_hour=from_hour, to_hour=to_hour)


def _switch(on: bool, say: Speech) -> Html:
    return say("on") if on else say("off")


def _rows(wishes: Preferences, ways: Rows, say: Speech) -> Rows:
    reminders = say("Turn reminders off") if wishes.wants_reminders else say("Turn reminders on")
    figures = say("Turn figures off") if wishes.wants_figure_calls else say("Turn figures on")
    digest = say("Turn digest off") if wishes.wants_digests else say("Turn digest on")
    news = say("Turn news off") if wishes.wants_broadcasts else say("Turn news on")
    buttons = grid(
        (
            Button(say("Language"), tap("lang")),
            Button(say("Time zone"), tap("set.zone")),
            Button(say("Quiet hours"), tap("set.quiet")),
            Button(reminders, tap("set.kind", Muted.REMINDERS, int(not wishes.wants_reminders))),
            Button(figures, tap("set.kind", Muted.FIGURES, int(not wishes.wants_figure_calls))),
            Button(digest, tap("set.kind", Muted.DIGEST, int(not wishes.wants_digests))),
            Button(news, tap("set.news", int(not wishes.wants_broadcasts))),
        )
    )
    return (*buttons, *ways, (Button(say("Menu"), tap("start")),))


async def choose_language(desk: Desk, _: str = "") -> Screen:
    if not await desk.look(signing_up.is_known):
        return onboarding.welcome(desk.say, "")  # it has its own switch, and keeps nothing
    buttons = [Button(label, tap("lang.to", locale)) for locale, label in names.LANGUAGES.items()]
    back = Button(desk.say("‹ Back"), tap("settings"))
    return Screen(desk.say("Which language shall we speak?"), (*grid(buttons), (back,)))


async def speak(desk: Desk, locale: str) -> Screen:
    if locale not in LOCALES:
        raise Stale("button")
    await desk.act(settings.speak, locale)
    assert desk.actor is not None  # an act tells who acted
    desk.actor = replace(desk.actor, locale=locale)
    return await show(desk)


async def set_reminders(desk: Desk, wanted: str) -> Screen:
    """From a button of an earlier version."""
    return await _screen(desk, await desk.act(settings.want, Muted.REMINDERS, wanted == "1"))


async def set_news(desk: Desk, wanted: str) -> Screen:
    return await _screen(desk, await desk.act(settings.want_broadcasts, wanted == "1"))


async def set_kind(desk: Desk, kind: str, wanted: str) -> Screen:
    return await _screen(desk, await desk.act(settings.want, _kind(kind), wanted == "1"))


def _kind(kind: str) -> Muted:
    if kind not in set(Muted):
        raise Stale("button")
    return Muted(kind)


async def mute(desk: Desk, kind: str = "") -> Screen:
    """From below a reminder of that kind, else a broadcast; it stays as it is."""
    if kind:
        await desk.act(settings.want, _kind(kind), False)
    else:
        await desk.act(settings.want_broadcasts, False)
    return await muted(desk)


async def muted(desk: Desk, _: str = "") -> Screen:
    await desk.look(signing_up.is_known)
    text = desk.say("No more of these. /settings turns them on again.")
    return Screen(Html(), toast=text.unescape(), alert=True)


async def _ask_timezone(desk: Desk, answers: Answers) -> Screen:
    buttons = [pick(times.place(zone, desk.say), zone) for zone in COMMON_TIMEZONES]
    text = desk.say("Where are you? Choose, or send a city or a zone such as Asia/Shanghai.")
    return Screen(text, grid(buttons))


async def _take_timezone(desk: Desk, answers: Answers, text: str) -> Finish:
    return Finish(settings.set_timezone, (rules.timezone_named(text),), _screen)


async def _ask_quiet_hours(desk: Desk, answers: Answers) -> Screen:
    say = desk.say
    buttons = [
        pick(
            say("No quiet hours") if hours == NEVER_QUIET else _quiet(*hours, say),
            "-".join(map(str, hours)),
        )
        for hours in COMMON_QUIET_HOURS
    ]
    text = say("When shall we be quiet? Choose, or send the hours, for example 23-7.")
    return Screen(text, grid(buttons))


async def _take_quiet_hours(desk: Desk, answers: Answers, text: str) -> Finish | Again:
    """Equal ends are no hour at all, and read as all day: what switches them off says so."""
    hours = rules.quiet_hours(text)
    if hours[0] == hours[1] and hours != NEVER_QUIET:
        return Again(
            desk.say(
                "From {hour} to {hour} is no hour at all. To switch them off choose “No quiet "
                "hours”, else send two different hours.",
                hour=hours[0],
            )
        )
    return Finish(settings.set_quiet_hours, hours, _screen)


TIMEZONE = Form("set.zone", {"zone": Step(_ask_timezone, _take_timezone)})
QUIET_HOURS = Form("set.quiet", {"hours": Step(_ask_quiet_hours, _take_quiet_hours)})


async def ask_timezone(desk: Desk) -> Screen:
    return await forms.begin(desk, TIMEZONE)


async def ask_quiet_hours(desk: Desk) -> Screen:
    return await forms.begin(desk, QUIET_HOURS)


async def _show_again(desk: Desk, _: str, __: str) -> Screen:
    return await show(desk)


FORMS = {form.name: form for form in (TIMEZONE, QUIET_HOURS)}
TAPS = {
    "settings": show,
    "set.zone": ask_timezone,
    "set.quiet": ask_quiet_hours,
    "set.remind": set_reminders,
    "set.news": set_news,
    "set.kind": set_kind,
    "set.mute": mute,
    "lang": choose_language,
    "lang.to": speak,
}
COMMANDS = {"settings": show, "language": choose_language}
PRESENT = {
    "set.mute": muted,
    "set.remind": show,
    "set.news": show,
    "set.kind": _show_again,
    "lang.to": show,
}
