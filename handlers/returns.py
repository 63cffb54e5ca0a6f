"""Which posts of a campaign figures are missing of: by name in pages, and as a table to fill in."""

from typing import Final

from domain.locales import EN, ZH
from domain.returns import MissingPost
from domain.spreadsheet import write
from handlers.codec import page_number, row_id, tap
from handlers.desk import Desk
from handlers.pager import pager
from handlers.screen import Button, File, Rows, Screen
from services import return_reports
from services.return_reports import MissingPage
from words import returns as words
from words.names import name
from words.people import called
from words.speech import Html

PAGE_SIZE: Final = 8
MOST_IN_A_TABLE: Final = 1_000
# As the import reads them; the last two are for a person.
_HEADINGS: Final = {
    ZH: ("链接", "时间", "观看", "点赞", "转发", "收藏", "评论", "达人", "任务"),
    EN: ("link", "time", "views", "likes", "shares", "saves", "comments", "creator", "task"),
}


async def which(desk: Desk, campaign_id: str, page: str = "1") -> Screen:
    found = await desk.look(
        return_reports.missing, row_id(campaign_id), page_number(page), PAGE_SIZE, now=desk.now
    )
    say = desk.say
    if not found.posts:
        text = say("📶 <b>{title}</b>: every figure that was due has come.", title=found.title)
        return Screen(text, (_back(desk, found),))
    head = say(
        "📶 <b>{title}</b>: posts without the figures that were due: {count}",
        title=found.title,
        count=found.count,
    )
    lines = (_line(desk, at, each) for at, each in enumerate(found.posts, found.page.start + 1))
    return Screen(Html("\n\n").join([head, *lines]), _rows(desk, found))


def _line(desk: Desk, at: int, each: MissingPost) -> Html:
    say = desk.say
    return Html("\n").join(
        [
            Html("{}. <b>{}</b> · {} @{}").format(
                at, called(each.creator), name(each.platform, say), called(each.handle)
            ),
            Html("{} · #{}").format(say.title(each.title), each.assignment_id),
            words.missing(each, say, desk.timezone, desk.now),
            Html("{}").format(each.url),
        ]
    )


def _rows(desk: Desk, found: MissingPage) -> Rows:
    say, number = desk.say, found.campaign_id
    table = Button(say("As a table to fill in"), tap("ret.file", number), style="primary")
    return (
        *pager(found.page.number, found.page.pages, "ret", number),
        (table, Button(say("Import figures"), tap("met"))),
        _back(desk, found),
    )


def _back(desk: Desk, found: MissingPage) -> tuple[Button, ...]:
    return (Button(desk.say("Campaign"), tap("camp", found.campaign_id)),)


async def as_table(desk: Desk, campaign_id: str) -> Screen:
    """Their links with room for the counts: what comes back filled in is an import."""
    found = await desk.look(
        return_reports.missing, row_id(campaign_id), 1, MOST_IN_A_TABLE, now=desk.now
    )
    say = desk.say
    rows = [(each.url, *[""] * 6, each.creator, say.title(each.title)) for each in found.posts]
    text = say(
        "Fill in the time at which you read the counts, and the counts, and send the file back to "
        "me. A row without counts is refused and changes nothing."
    )
    file = File("figures-to-fill-in.csv", write([_HEADINGS[say.locale], *rows]))
    return Screen(text, (_back(desk, found),), document=file)


TAPS = {"ret": which, "ret.file": as_table}
