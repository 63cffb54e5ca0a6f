"""/report: how campaigns do, the funnel and the money of each; what changes one is campaigns.py."""

from typing import Final

from domain.campaign import CampaignSummary
from domain.funnel import STEPS, Funnel
from domain.paging import page_of
from handlers.campaign_sheet import mark
from handlers.codec import page_number, row_id, tap
from handlers.desk import Desk
from handlers.pager import pager
from handlers.screen import Button, Screen
from services import overview
from services.overview import CampaignPage, TaskLine
from words import names, returns, times
from words.amounts import amount
from words.punctuation import labelled
from words.speech import Html, Speech

PAGE_SIZE: Final = 5
TASKS_A_PAGE: Final = 8


async def list_reports(desk: Desk, page: str = "1") -> Screen:
    """What runs stands first, as in the console."""
    found, say = await desk.look(overview.every_campaign), desk.say
    if not found:
        return Screen(
            say("No campaign yet. Load the first one."),
            ((Button(say("Menu"), tap("start")),),),
        )
    at = page_of(len(found), page_number(page), PAGE_SIZE)
    shown = found[at.start : at.end]
    buttons = tuple(
        Button(str(number), tap("report", each.campaign_id, at.number))
        for number, each in enumerate(shown, at.start + 1)
    )
    lines = [
        say("{number}. {task}", number=number, task=_line(each, say))
        for number, each in enumerate(shown, at.start + 1)
    ]
    menu = (Button(say("Menu"), tap("start")),)
    text = Html("\n\n").join([say("<b>How campaigns do</b>"), *lines])
    return Screen(text, (buttons, *pager(at.number, at.pages, "reports"), menu))


def _line(found: CampaignSummary, say: Speech) -> Html:
    head = Html("{} <b>{}</b>").format(mark(found.status), say.title(found.title))
    return Html("\n").join([head, _work(found, say), _money(found, say)])


def _work(found: CampaignSummary | TaskLine, say: Speech) -> Html:
    return say(
        "Claimed {claimed} → submitted {submitted} → approved {approved} → settled {settled}",
        claimed=found.claimed,
        submitted=found.submitted,
        approved=found.approved,
        settled=found.settled,
    )


def _money(found: CampaignSummary, say: Speech) -> Html:
    return say(
        "💰 Spent {spent} · reserved {reserved} · of {budget}",
        spent=amount(found.earned_minor, found.currency),
        reserved=amount(found.reserved_minor, found.currency),
        budget=amount(found.budget_minor, found.currency),
    )


async def open_report(desk: Desk, campaign_id: str, page: str = "1") -> Screen:
    """`page` is the list's, for the way back."""
    number, say = row_id(campaign_id), desk.say
    found = await desk.look(overview.campaign_page, number, now=desk.now)
    tasks = Button(
        say("By task: {count}", count=len(found.tasks)),
        tap("report.tasks", number, page_number(page), 1),
    )
    sheet = Button(say("The campaign's sheet"), tap("camp", number))
    back = Button(say("‹ Back"), tap("reports", page_number(page)))
    return Screen(_report(desk, found), ((tasks, sheet), (back,)))


async def list_tasks(desk: Desk, campaign_id: str, page: str, tasks_page: str = "1") -> Screen:
    """The funnel of each task, those that end first before the others."""
    number, list_page, say = row_id(campaign_id), page_number(page), desk.say
    found = await desk.look(overview.campaign_page, number, now=desk.now)
    at = page_of(len(found.tasks), page_number(tasks_page), TASKS_A_PAGE)
    head = say(
        "<b>{title}</b> by task  {page}/{pages}",
        title=say.title(found.summary.title),
        page=at.number,
        pages=at.pages,
    )
    lines = [_task(desk, each) for each in found.tasks[at.start : at.end]] or [say("No tasks")]
    back = Button(say("‹ Back"), tap("report", number, list_page))
    return Screen(
        Html("\n\n").join([head, *lines]),
        (*pager(at.number, at.pages, "report.tasks", number, list_page), (back,)),
    )


def _report(desk: Desk, found: CampaignPage) -> Html:
    say, of = desk.say, found.summary
    head = [
        _line(of, say),
        say("Given back, expired, rejected or void: {count}", count=f"{of.lost:,}"),
    ]
    if found.holds:
        held = amount(found.holds.held_minor, of.currency)
        head.append(
            say(
                "On hold: {count} · may earn up to {amount}",
                count=found.holds.cases,
                amount=held,
            )
        )
    blocks = [Html("\n").join(head), _readings(desk, found)]
    if found.returns:
        blocks.append(returns.line(found.returns.whole, say))
    return Html("\n\n").join(blocks)


def _readings(desk: Desk, found: CampaignPage) -> Html:
    """From views to repurchases, as the newest readings tell it."""
    say, funnel = desk.say, found.funnel
    if not funnel.observed_at:
        return say("No figures yet")
    steps = [
        _step(funnel, step, found.summary.currency, say)
        for step in STEPS
        if getattr(funnel.sums, step) is not None
    ]
    newest = say(
        "📊 Newest readings of {posts} posts, up to {at}",
        posts=f"{funnel.posts:,}",
        at=times.moment(funnel.observed_at, desk.timezone, say.locale, desk.now),
    )
    return Html("\n").join([newest, *steps])


def _step(funnel: Funnel, step: str, currency: str, say: Speech) -> Html:
    figure, share = returns.figure(funnel, step, currency), returns.of_views(funnel, step)
    told = f"{figure} · {share}" if share else figure
    return labelled(returns.step(step, say), told, say)


def _task(desk: Desk, each: TaskLine) -> Html:
    say = desk.say
    head = say(
        "<b>{title}</b> · {cell}\n{free} of {slots} slots free · ends {due}",
        title=say.title(each.title),
        cell=names.cell(each, say),
        free=each.free,
        slots=each.slots,
        due=times.end(each.due_at, desk.timezone, say.locale, desk.now),
    )
    return Html("\n").join([head, _work(each, say)])


TAPS = {"reports": list_reports, "report": open_report, "report.tasks": list_tasks}
COMMANDS = {"report": list_reports}
