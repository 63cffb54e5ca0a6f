"""/tasks: what may be claimed, a task's sheet with its terms, the claim; the work is work.py's."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from domain.eligibility import Reason
from domain.offer import Offer
from domain.terms import Method
from handlers import breaks, card_message, refusals, work
from handlers.codec import page_number, row_id, tap
from handlers.desk import Desk
from handlers.pager import pager
from handlers.screen import Button, Rows, Screen
from services import assignments, cards, offers
from services.offers import Candidate, OfferPage, Sheet, Unfit
from words import names, pot_windows, terms, times
from words.amounts import amount
from words.speech import Html, Speech
from words.work import in_locale

_OF: Final = "@"


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the tasks of one campaign, or of all; buttons of a task carry it, to lead back."""

    number: int
    campaign_id: int | None = None

    @classmethod
    def of(cls, text: str) -> "Place":
        """Of all for anything that names no campaign, as words behind a command."""
        number, _, campaign = text.partition(_OF)
        is_one = campaign.isascii() and campaign.isdecimal()
        return cls(page_number(number), row_id(campaign) if is_one else None)

    def page(self, number: int) -> str:
        """Another page of the same, as buttons carry it."""
        return str(number) if self.campaign_id is None else f"{number}{_OF}{self.campaign_id}"


async def list_of_campaign(desk: Desk, campaign_id: str, page: str = "1") -> Screen:
    return await _listed(desk, Place(page_number(page), row_id(campaign_id)))


async def list_tasks(desk: Desk, page: str = "1") -> Screen:
    return await _listed(desk, Place.of(page))


async def _listed(desk: Desk, at: Place) -> Screen:
    found = await desk.look(offers.page, at.number, at.campaign_id, now=desk.now)
    if not found.onboarded:
        return Screen(
            desk.say("Two minutes of signing up, and the tasks that fit you appear here."),
            ((Button(desk.say("Sign up"), tap("start")),),),
        )
    if found.paused:
        return breaks.shown(desk, found.paused)
    if found.holds_most:
        return Screen(refusals.reason(Reason.TOO_MANY_OPEN, desk.say), (_others_row(desk.say),))
    if not found.offers and at.campaign_id is not None:
        return Screen(
            desk.say("Nothing of this campaign fits your accounts right now."),
            ((Button(desk.say("All tasks"), tap("tasks", 1)),), _others_row(desk.say)),
        )
    if not found.offers:
        return Screen(
            desk.say("Nothing fits your accounts right now. New tasks come most days."),
            (_others_row(desk.say), (Button(desk.say("Add an account"), tap("acc.add")),)),
        )
    return Screen(_list_text(desk, found, at), _list_rows(desk.say, found, at))


def _list_text(desk: Desk, found: OfferPage, at: Place) -> Html:
    say = desk.say
    lines = [
        say("{number}. {task}", number=number, task=_offer_lines(desk, offer))
        for number, offer in enumerate(found.offers, start=1)
    ]
    head = say("<b>Tasks for you</b>  {page}/{pages}", page=found.number, pages=found.pages)
    if at.campaign_id is not None:
        head += Html("\n{}").format(say.title(found.offers[0].campaign))
    return Html("\n\n").join([head, *lines])


def _offer_lines(desk: Desk, offer: Offer) -> Html:
    say = desk.say
    return say(
        "<b>{title}</b>\n{cell}\n💰 {pay}\n{free} left · ends {due}",
        title=offer.title,
        cell=names.cell(offer, say),
        pay=_short_pay(offer, say),
        free=offer.free,
        due=times.end(offer.due_at, desk.timezone, say.locale, desk.now),
    )


def _short_pay(offer: Offer, say: Speech) -> Html:
    least, most = (amount(minor, offer.currency) for minor in (offer.least_minor, offer.cap_minor))
    if offer.method is Method.FLAT:
        return say("{flat} each", flat=least)
    each = terms.unit_price(offer, offer.currency, say)
    if not offer.least_minor:
        return say("{each}, at most {most}", each=each, most=most)
    return say("{least} to {most}, {each}", least=least, most=most, each=each)


def _list_rows(say: Speech, found: OfferPage, at: Place) -> Rows:
    numbers = tuple(
        Button(str(number), tap("task", offer.task_id, at.page(found.number)))
        for number, offer in enumerate(found.offers, start=1)
    )
    if at.campaign_id is None:
        return (numbers, *pager(found.number, found.pages, "tasks"), _others_row(say))
    turns = pager(found.number, found.pages, "tasks.of", at.campaign_id)
    return (numbers, *turns, (Button(say("All tasks"), tap("tasks", 1)),), _others_row(say))


def _others_row(say: Speech) -> tuple[Button, ...]:
    return (
        Button(say("Why not the others?"), tap("task.others")),
        Button(say("Menu"), tap("start")),
    )


async def list_others(desk: Desk) -> Screen:
    """Grouped by what stands in the way, the nearest to be overcome first."""
    unfit = await desk.look(offers.others, now=desk.now)
    say = desk.say
    back = (Button(say("‹ Back"), tap("tasks", 1)),)
    if not unfit:
        return Screen(say("Every open task fits you."), (back,))
    groups = [
        Html("\n").join([_heading(reason, say), *_named(desk, unfit, reason)])
        for reason in dict.fromkeys(each.reason for each in unfit)
    ]
    text = Html("\n\n").join([say("<b>Not for you right now</b>"), *groups])
    return Screen(text, ((Button(say("Add an account"), tap("acc.add")),), back))


def _heading(reason: Reason, say: Speech) -> Html:
    """Here a full task is no news of this moment."""
    return say("No slot is left.") if reason is Reason.FULL else refusals.reason(reason, say)


def _named(desk: Desk, unfit: tuple[Unfit, ...], reason: Reason) -> list[Html]:
    return [
        Html("· <b>{}</b> — {}").format(
            desk.say.title(each.offer.title), names.cell(each.offer, desk.say)
        )
        for each in unfit
        if each.reason is reason
    ]


async def open_task(desk: Desk, task_id: str, page: str = "1") -> Screen:
    sheet = await desk.look(offers.sheet, row_id(task_id), now=desk.now)
    sums = Button(desk.say("🧮 What would I get?"), tap("calc", row_id(task_id), page))
    back = Button(desk.say("‹ Back"), tap("tasks", page))
    return Screen(sheet_text(desk, sheet), (*_claim_rows(desk.say, sheet), (sums, back)))


def sheet_text(desk: Desk, sheet: Sheet) -> Html:
    """All that a creator agrees to with the claim."""
    say, task = desk.say, sheet.task
    offer = task.offer
    facts = say(
        "<b>{title}</b>\n{campaign}\n\n{cell}\n"
        "⏳ {hours} to publish after the claim, {due} at the latest\n🎟 {free} left",
        title=offer.title,
        campaign=offer.campaign,
        cell=names.cell(offer, say),
        hours=times.left(timedelta(hours=task.work_hours), say),
        due=times.end(offer.due_at, desk.timezone, say.locale, desk.now),
        free=offer.free,
    )
    parts = [facts, _brief(task.brief, task.clauses, say)]
    if task.draft_required:
        parts.append(say("✍️ A draft is approved before you publish."))
    if task.is_budget_short and not sheet.window:  # whose pot is reserved, or cannot be claimed
        parts.append(
            say(
                "⚠️ {percent}% of the budget is taken. Claim before you film: what you hold stays "
                "reserved for you.",
                percent=task.committed_percent,
            )
        )
    if sheet.window:
        parts.append(
            pot_windows.before_claim(
                sheet.window, sheet.terms, offer.currency, desk.timezone, say, desk.now
            )
        )
    lines = terms.promises(sheet.terms, offer.currency, say, has_draft=task.draft_required)
    promises = Html("\n").join(lines)
    parts.append(say("<b>Terms</b>\n{promises}", promises=promises))
    return Html("\n\n").join(parts)


def _brief(body: dict[str, str], clauses: list[dict[str, Any]], say: Speech) -> Html:
    shown = [
        Html("{}. {}").format(clause["code"], in_locale(clause["text"], say)) for clause in clauses
    ]
    return say("<b>Brief</b>\n{body}", body=Html("\n").join([in_locale(body, say), *shown]))


def _claim_rows(say: Speech, sheet: Sheet) -> Rows:
    able = [each for each in sheet.candidates if not each.reasons]
    if able:
        return tuple((_claim_button(say, sheet, each, len(able) > 1),) for each in able)
    if not sheet.candidates:
        return ((Button(say("Add an account"), tap("acc.add")),),)
    return ((Button(say("Why can't I claim it?"), tap("task.why", sheet.task.offer.task_id)),),)


def _claim_button(say: Speech, sheet: Sheet, candidate: Candidate, several: bool) -> Button:
    label = say("Accept the terms and claim")
    if several:
        label = say("Claim with {handle}", handle=candidate.handle)
    data = tap("claim", sheet.task.offer.task_id, candidate.account_id, sheet.task.terms_id)
    return Button(label.unescape(), data, style="success")


async def explain(desk: Desk, task_id: str) -> Screen:
    """Every reason against the nearest of the creator's accounts on that platform."""
    sheet = await desk.look(offers.sheet, row_id(task_id), now=desk.now)
    if not sheet.against:
        return Screen(Html(), toast=desk.say("You can claim it.").unescape())
    sentences = Html("\n").join(refusals.reason(each, desk.say) for each in sheet.against)
    return Screen(Html(), toast=sentences.unescape(), alert=True)


async def claim(desk: Desk, task_id: str, account_id: str, terms_id: str) -> Screen:
    """The tapped sheet becomes the work card."""
    ids = (row_id(task_id), row_id(account_id), row_id(terms_id))
    links_at = desk.house.links_at
    card = await desk.act(cards.claim, *ids, desk.tapped_message_id, links_at=links_at)
    screen = card_message.screen(desk, card)
    return replace(screen, toast=desk.say("It's yours!").unescape())


async def claimed_before(desk: Desk, task_id: str, account_id: str, _: str) -> Screen:
    """The same tap again, after a restart: the card that the first one made."""
    held = await desk.look(assignments.held_by, row_id(task_id), row_id(account_id))
    return await work.card_screen(desk, held)


TAPS = {
    "tasks": list_tasks,
    "tasks.of": list_of_campaign,
    "task": open_task,
    "task.others": list_others,
    "task.why": explain,
    "claim": claim,
}
COMMANDS = {"tasks": list_tasks}
PRESENT = {"claim": claimed_before}
