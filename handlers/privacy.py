"""/privacy: what is kept about a person, all of it as a file, and being forgotten; in two steps."""

from domain.consent import CONSENT_VERSION
from domain.errors import Stale
from domain.personal_data import Holdings, MoneyPending, Sum
from handlers import waivers as waiving
from handlers.codec import tap
from handlers.desk import Desk
from handlers.screen import Button, File, Screen, column
from services import privacy, waivers
from services.people import NOBODY
from words import times
from words.amounts import amount
from words.punctuation import listed
from words.speech import Html


async def show(desk: Desk, *_: str) -> Screen:
    kept = await desk.look(privacy.holdings)
    say = desk.say
    if _is_stranger(desk):
        text = say("Nothing is kept about you. The notice comes first when you sign up.")
        return Screen(text, ((Button(say("Sign up"), tap("start")),),))
    text = say(
        "<b>What is kept about you</b>\n\n{consent}\nAccounts: {accounts}\nTasks taken: {work}\n"
        "Lines in the books: {entries}\nMessages to you: {messages}\n\n"
        "Names, accounts and texts serve the work and its pay; payout details are encrypted. A "
        "message to you is forgotten {days} days after it was sent; the books keep their lines.",
        consent=_consent(desk, kept),
        accounts=kept.accounts,
        work=kept.assignments,
        entries=kept.ledger_entries,
        messages=kept.deliveries,
        days=desk.house.messages_kept_days,
    )
    return Screen(
        text,
        column(
            Button(say("Send me all of it"), tap("priv.export")),
            Button(say("Read the notice"), tap("onb.notice", say.locale)),
            Button(say("Erase me"), tap("priv.erase")),
            Button(say("Menu"), tap("start")),
        ),
    )


def _is_stranger(desk: Desk) -> bool:
    """There is not even a row of theirs; to be asked after a look."""
    return desk.actor is None or desk.actor.person_id == NOBODY


def _consent(desk: Desk, kept: Holdings) -> Html:
    if kept.consented_at is None:
        return desk.say("No consent is on record.")
    day = times.day(kept.consented_at, desk.timezone, desk.say.locale, desk.now)
    if kept.consent_version == CONSENT_VERSION:
        return desk.say("You agreed to the notice on {day}.", day=day)
    return desk.say("You agreed to an earlier notice on {day}. Please read the new one.", day=day)


async def export(desk: Desk) -> Screen:
    everything = await desk.look(privacy.export)
    file = File(f"koc-about-me-{desk.now:%Y-%m-%d}.json", everything)
    return Screen(desk.say("This is everything that is kept about you."), document=file)


async def ask_erase(desk: Desk) -> Screen:
    try:
        await desk.look(privacy.ensure_erasable)
    except MoneyPending as pending:
        return _wait_for(desk, pending, await desk.look(waivers.waivable))
    say = desk.say
    text = say(
        "<b>Erase you?</b>\n\nYour name, accounts, texts and payout details go for good, and your "
        "account handles become free. The books keep their lines under a pseudonym, and public "
        "posts stay what they are.\n\nTake your data with you first if you want it."
    )
    return Screen(
        text,
        column(
            Button(say("Send me all of it"), tap("priv.export")),
            Button(say("Go on"), tap("priv.sure"), style="danger"),
            Button(say("‹ Back"), tap("privacy")),
        ),
    )


def _wait_for(desk: Desk, pending: MoneyPending, sums_to_waive: tuple[Sum, ...]) -> Screen:
    """Erasure waits for the money, whose last day is named if it is known, or for its waiver."""
    say = desk.say
    sums = listed((amount(each.amount_minor, each.currency) for each in pending.sums), say)
    lines = [
        say("Money of yours is still on its way: {sums}.", sums=sums)
        if sums
        else say("Approved work of yours is still being measured, and will be paid.")
    ]
    if pending.clear_at:
        day = times.day(pending.clear_at, desk.timezone, say.locale, desk.now)
        lines.append(say("The last of it can be paid from {day} on.", day=day))
    lines.append(say("Once you have it you can be erased. See /earnings"))
    back = Button(say("‹ Back"), tap("privacy"))
    return Screen(Html("\n").join(lines), (*waiving.offer(desk, sums_to_waive), (back,)))


async def ask_again(desk: Desk) -> Screen:
    await desk.look(privacy.ensure_erasable)
    say = desk.say
    yes = Button(say("Yes, erase me for good"), tap("priv.erased"), style="danger")
    back = Button(say("No, keep me"), tap("privacy"))
    return Screen(say("This cannot be undone. Are you sure?"), ((back,), (yes,)))


async def erase(desk: Desk) -> Screen:
    await desk.look(privacy.ensure_erasable)
    if _is_stranger(desk):  # erased by an earlier tap: an act would make a new row
        raise Stale("button")
    await desk.act(privacy.erase)
    return Screen(
        desk.say("Done: you are forgotten here. Thank you for your work, and goodbye. /start")
    )


TAPS = {
    "privacy": show,
    "priv.export": export,
    "priv.erase": ask_erase,
    "priv.sure": ask_again,
    "priv.erased": erase,
    **waiving.TAPS,
}
COMMANDS = {"privacy": show}
PRESENT = {"priv.erased": show, "priv.waived": show}
