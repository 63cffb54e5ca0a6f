"""Signing up until the consent: welcome, language, the notice; nothing is kept before the yes."""

from dataclasses import replace
from typing import Final

from domain.consent import CONSENT_VERSION
from domain.deep_links import Referral, parse
from domain.errors import Stale
from domain.locales import EN, LOCALES, ZH
from handlers import account_form, forms
from handlers.codec import tap
from handlers.desk import Desk
from handlers.screen import Button, Screen
from services import accounts, dialogs, onboarding
from words.speech import Html, Speech, msg, speech

# Until the consent the language and the deep link travel in the buttons, not in our rows.
OTHER_LANGUAGE: Final = {ZH: (EN, "English"), EN: (ZH, "中文")}

_NOTICE: Final = (
    msg("<b>Before we start: what is kept, and why</b>"),
    msg("<b>To work with you</b>: your Telegram number, name and language; your platform accounts "
        "with handle, followers, categories and region; the tasks you take, the links you hand in "
        "and their public figures."),
    msg("<b>To pay you</b>: what you earned and why, and your payout details, encrypted. The law "
        "asks us to keep the books; they go on under a pseudonym when you leave."),
    msg("<b>To tell you about new tasks</b>: off in /settings whenever you like."),
    msg("It stays with the people who run this bot and with whoever pays you. See it, take it with "
        "you or have it erased at any time: /privacy"),
)  # fmt: skip


def welcome(say: Speech, payload: str) -> Screen:
    """The first words; `payload` is the deep link that led here, if any.

    It stands in that message's buttons alone: who comes back another way is asked for it again.
    """
    text = say(
        "👋 <b>Welcome to KOC Dispatch</b>\n\n"
        "Take a task that fits your account, publish, paste the link, get paid. Every amount can "
        "be opened down to the figures it was counted from.\n\n"
        "Signing up takes two minutes."
    )
    if not payload:
        again = say("Did somebody invite you? Open their link once more, so that it counts.")
        text = Html("\n\n").join([text, again])
    begin = Button(say("Get started"), tap("onb.notice", say.locale, payload), style="primary")
    return Screen(text, ((begin,), (_switch("onb.hello", say, payload),)))


def _switch(verb: str, say: Speech, payload: str) -> Button:
    locale, label = OTHER_LANGUAGE[say.locale]
    return Button(f"🌐 {label}", tap(verb, locale, payload))


async def hello(desk: Desk, locale: str, payload: str = "") -> Screen:
    return welcome(_in(locale), payload)


async def notice(desk: Desk, locale: str, payload: str = "") -> Screen:
    say = _in(locale)
    version = say("Version {version} of this notice.", version=CONSENT_VERSION)
    text = Html("\n\n").join([*map(say, _NOTICE), version])
    agree = tap("onb.yes", locale, CONSENT_VERSION, payload)
    return Screen(
        text,
        (
            (Button(say("I agree"), agree, style="success"),),
            (Button(say("No, thanks"), tap("onb.no", locale)),),
            (
                Button(say("‹ Back"), tap("onb.hello", locale, payload)),
                _switch("onb.notice", say, payload),
            ),
        ),
    )


def _in(locale: str) -> Speech:
    if locale not in LOCALES:
        raise Stale("button")
    return speech(locale)


async def agree(desk: Desk, locale: str, version: str, payload: str = "") -> Screen:
    """Consent, and on to the first account; who has one already is done."""
    say, link = _in(locale), parse(payload)
    consent = (version, locale, link.code if isinstance(link, Referral) else "")
    if await desk.look(accounts.mine):
        await desk.act(onboarding.agree, *consent)
        return Screen(say("Thank you."), ((Button(say("Menu"), tap("start")),),))
    form = account_form.ACCOUNT
    answers = account_form.first_answers(link)
    first = await desk.act(
        dialogs.begin_after, onboarding.agree, consent, form.name, form.first, answers
    )
    assert desk.actor is not None  # an act tells who acted
    desk.actor = replace(desk.actor, locale=locale)
    return await forms.ask(desk, form, first)


async def decline(desk: Desk, locale: str) -> Screen:
    say = _in(locale)
    text = say("That is fine. Nothing about you was kept. Should you change your mind: /start")
    if await desk.look(accounts.mine):
        text = say("That is fine. Nothing was changed. What is kept about you: /privacy")
    return Screen(text)


TAPS = {"onb.hello": hello, "onb.notice": notice, "onb.yes": agree, "onb.no": decline}
