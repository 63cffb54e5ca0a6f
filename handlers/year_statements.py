"""A creator's statement of a year, as a page and as a table; sums are the services'."""

from domain.errors import NotFound
from handlers.codec import tap
from handlers.desk import Desk
from handlers.screen import Button, File, Screen
from services import year_statements
from words import year_statements as words


async def choose(desk: Desk) -> Screen:
    years = await desk.look(year_statements.years)
    back = (Button(desk.say("‹ Earnings"), tap("earn", 1)),)
    if not years:
        return Screen(desk.say("No payout has arrived yet: there is nothing to state."), (back,))
    rows = tuple(
        (
            Button(desk.say("{year} to print", year=year), tap("year", year, "html")),
            Button(desk.say("{year} as a table", year=year), tap("year", year, "csv")),
        )
        for year in years
    )
    return Screen(desk.say("Which year? Gross, tax withheld and net, by month."), (*rows, back))


async def send(desk: Desk, year: str, kind: str = "html") -> Screen:
    if not (year.isascii() and year.isdecimal() and len(year) == 4):
        raise NotFound("statement")
    found = await desk.look(year_statements.own, int(year))
    content = words.as_csv(found) if kind == "csv" else words.as_html(found, desk.say)
    name = f"payouts-{year}.{'csv' if kind == 'csv' else 'html'}"
    text = desk.say("Your payouts of {year}.", year=year)
    return Screen(text, document=File(name, content))


TAPS = {"years": choose, "year": send}
