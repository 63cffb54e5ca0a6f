"""A creator's statements of a month or a year: in chat, to print, as a table; sums: services."""

from domain.errors import NotFound
from domain.period import Period, period
from domain.statement import Statement
from handlers.codec import tap
from handlers.desk import Desk
from handlers.screen import Button, File, Rows, Screen, grid
from services import statement_parties, statements
from services.statement_parties import Naming
from words import statement_files as files
from words import statements as words
from words.speech import Speech

_KINDS = {"html": files.as_html, "csv": files.as_csv}


def _zone(desk: Desk) -> str:
    """The house's, wherever its reader is."""
    return desk.house.payouts.timezone


async def choose(desk: Desk, _: str = "") -> Screen:
    years = await desk.look(statements.periods, _zone(desk))
    back = (Button(desk.say("‹ Earnings"), tap("earn", 1)),)
    if not years:
        return Screen(desk.say("No money has moved yet: there is nothing to state."), (back,))
    buttons = (Button(words.span(each, desk.say), tap("stmt", each.code)) for each in years)
    return Screen(desk.say("A statement of which year, or of which of its months?"),
                  (*grid(buttons, 3), back))  # fmt: skip


async def show(desk: Desk, code: str) -> Screen:
    """The figures that stand in its files too."""
    found = await desk.look(statements.own, code, _zone(desk), now=desk.now)
    return Screen(words.text(found, desk.say), _rows(desk.say, found))


def _rows(say: Speech, found: Statement) -> Rows:
    code = found.period.code
    to_files = (
        Button(say("🖨 To print"), tap("stmt.file", code, "html")),
        Button(say("As a table"), tap("stmt.file", code, "csv")),
    )
    if found.period.month:
        year = Button(say("‹ The year"), tap("stmt", f"{found.period.year}"))
        return (to_files, (year, Button(say("‹ Earnings"), tap("earn", 1))))
    return (to_files, *_months(say, found), (Button(say("‹ Statements"), tap("stmts")),))


def _months(say: Speech, found: Statement) -> Rows:
    """Those in which money moved."""
    moved = sorted({month for each in found.sheets for month, _ in each.months(found.timezone)})
    of = (Period(found.period.year, month) for month in moved)
    return grid((Button(words.span(each, say), tap("stmt", each.code)) for each in of), 3)


async def send(desk: Desk, code: str, kind: str = "html") -> Screen:
    if kind not in _KINDS:
        raise NotFound("statement")
    house = desk.house
    naming = Naming(house.payouts.payer, house.vault)
    asked = (period(code).code, _zone(desk), naming)
    found = await desk.look(statement_parties.own, *asked, now=desk.now)
    content = _KINDS[kind](found, desk.say)
    return Screen(words.title(found, desk.say), document=File(files.name(found, kind), content))


TAPS = {"stmts": choose, "stmt": show, "stmt.file": send}
