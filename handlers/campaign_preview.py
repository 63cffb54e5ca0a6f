"""A campaign as its creators will see it, task by task, for whoever launches it."""

from typing import Final

from domain.lengths import cut
from domain.paging import Page, page_of
from handlers import tasks
from handlers.codec import page_number, row_id, tap
from handlers.desk import Desk
from handlers.pager import pager
from handlers.screen import Button, Rows, Screen
from services import overview, previews
from services.previews import TaskLine
from words import names, times
from words.speech import Html, Speech

PAGE_SIZE: Final = 6
MOST_SAMPLES: Final = 3
LONGEST_SAMPLE: Final = 1_000  # UTF-16 units: three of them fit one message


async def list_tasks(desk: Desk, campaign_id: str, page: str = "1") -> Screen:
    found = await desk.look(overview.campaign_page, row_id(campaign_id), now=desk.now)
    here = page_of(len(found.tasks), page_number(page), PAGE_SIZE)
    shown = found.tasks[here.start : here.end]
    say = desk.say
    head = say(
        "<b>Tasks of {title}</b>  {page}/{pages}",
        title=found.summary.title,
        page=here.number,
        pages=here.pages,
    )
    lines = [
        say("{number}. {task}", number=at, task=_line(desk, each))
        for at, each in enumerate(shown, start=1)
    ]
    rows = _rows(say, int(campaign_id), shown, here)
    return Screen(Html("\n\n").join([head, *lines]), rows)


def _line(desk: Desk, each: TaskLine) -> Html:
    say = desk.say
    if each.opens_at > desk.now:
        return say(
            "<b>{title}</b>\n{cell}\n{slots} slots, opens {opens}, ends {due}",
            title=each.title,
            cell=names.cell(each, say),
            slots=each.slots,
            opens=times.moment(each.opens_at, desk.timezone, say.locale, desk.now),
            due=times.end(each.due_at, desk.timezone, say.locale, desk.now),
        )
    return say(
        "<b>{title}</b>\n{cell}\n{slots} slots, ends {due}",
        title=each.title,
        cell=names.cell(each, say),
        slots=each.slots,
        due=times.end(each.due_at, desk.timezone, say.locale, desk.now),
    )


def _rows(say: Speech, campaign_id: int, shown: tuple[TaskLine, ...], here: Page) -> Rows:
    opens = tuple(
        Button(str(at), tap("camp.task", campaign_id, each.task_id, here.number))
        for at, each in enumerate(shown, start=1)
    )
    rows: Rows = (opens,) if opens else ()
    rows += pager(here.number, here.pages, "camp.tasks", campaign_id)
    return (*rows, (Button(say("‹ Back"), tap("camp", campaign_id)),))


async def open_task(desk: Desk, campaign_id: str, task_id: str, page: str = "1") -> Screen:
    ids = row_id(campaign_id), row_id(task_id)
    found = await desk.look(previews.preview, *ids)
    texts = Button(desk.say("Texts they get"), tap("camp.texts", *ids, page))
    sums = Button(desk.say("🧮 What it pays"), tap("camp.calc", *ids, page))
    back = Button(desk.say("‹ Back"), tap("camp.tasks", ids[0], page))
    return Screen(tasks.sheet_text(desk, found.sheet), ((texts, sums), (back,)))


async def show_texts(desk: Desk, campaign_id: str, task_id: str, page: str = "1") -> Screen:
    """One of each variant, as three creators might get it."""
    ids = row_id(campaign_id), row_id(task_id)
    found = await desk.look(previews.preview, *ids)
    say = desk.say
    samples = [
        Html("<b>{}</b>\n<pre>{}</pre>").format(each.variant_key, cut(each.text, LONGEST_SAMPLE))
        for each in found.samples[:MOST_SAMPLES]
    ]
    head = say("Each creator gets one of these, with choices and a code of their own:")
    back = Button(say("‹ Back"), tap("camp.task", *ids, page))
    return Screen(Html("\n\n").join([head, *samples]), ((back,),))


TAPS = {"camp.tasks": list_tasks, "camp.task": open_task, "camp.texts": show_texts}
