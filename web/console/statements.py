"""Statements: a month's creators, one of them, a campaign; as pages, to print and as tables."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from aiohttp import web

from domain.errors import NotFound
from domain.period import Period, period
from domain.statement import Statement
from services import campaign_statements, statement_lists, statement_parties, statements
from services.statement_parties import Naming
from web.console import asked
from web.console.visitor import Visitor
from words import campaign_files, statement_files, statement_list_files, statement_tables, times
from words import campaign_statements as campaign_words
from words import statements as words

_TYPES: Final = {"html": "text/html", "csv": "text/csv"}


async def listed(visitor: Visitor) -> web.Response:
    """Of the month or the year in the address, else of the present month."""
    local = visitor.now.astimezone(ZoneInfo(_zone(visitor)))
    present = Period(local.year, local.month)
    of = period(visitor.request.query.get("month") or present.code)
    said = asked.said(visitor)
    at = (of, _zone(visitor), visitor.page_number, said)
    found = await visitor.look(statement_lists.page, *at, now=visitor.now)
    years = await visitor.look(statements.years, _zone(visitor))
    facts = {
        "found": found,
        "sought": said,
        "turned": asked.turns(visitor, found.page),
        "years": [each for each in years if each != of],
        "of": of,
        "span": words.span(of, visitor.say),
        "is_present": of in (present, Period(local.year)),
        "sum_rule": statement_tables.sum_rule(visitor.say),
        "zone": times.place(_zone(visitor), visitor.say),
    }
    return await visitor.page("statements.html", **facts)


async def list_file(visitor: Visitor) -> web.Response:
    """Everybody's of the month or the year in the address, as the page lists them."""
    of = period(visitor.request.match_info["period"])
    found = await visitor.look(statement_lists.table, of, _zone(visitor), now=visitor.now)
    written = {"csv": partial(statement_list_files.as_csv, of)}
    return _attached(visitor, f"statements-{of.code}", written, found)


async def one(visitor: Visitor) -> web.Response:
    found = await visitor.look(statement_parties.of_person, *_asked(visitor), now=visitor.now)
    say = visitor.say
    shown = {
        "title": words.title(found, say),
        "under": statement_tables.whose(found, say),
        "body": statement_tables.body(found, say, "/console/why"),
    }
    back = f"/console/statements?month={found.period.code}" if found.period.month else ""
    years = await visitor.look(statements.periods_of, found.person_id, _zone(visitor))
    of_years = {
        "person_id": found.person_id,
        "years": years,
        "present": found.period,
        "months": _months(found),
        "payer_lacks": not visitor.house.payouts.payer.name,
    }
    return await visitor.page(
        "statement.html", **shown, **of_years, back=back or "/console/statements"
    )


def _months(found: Statement) -> list[Period]:
    """Of a year: those in which something moved."""
    if found.period.month:
        return []
    moved = {month for sheet in found.sheets for month, _ in sheet.months(found.timezone)}
    return [Period(found.period.year, month) for month in sorted(moved)]


async def file(visitor: Visitor) -> web.Response:
    found = await visitor.look(statement_parties.of_person, *_asked(visitor), now=visitor.now)
    written = {"html": statement_files.as_html, "csv": statement_files.as_csv}
    stem = f"statement-{found.period.code}-{found.person_id}"
    return _attached(visitor, stem, written, found)


def _asked(visitor: Visitor) -> tuple[int, str, str, Naming]:
    code, house = visitor.request.match_info["period"], visitor.house
    naming = Naming(house.payouts.payer, house.vault)
    return visitor.row_id("person_id"), code, _zone(visitor), naming


def _zone(visitor: Visitor) -> str:
    """The house's, wherever its reader is."""
    return visitor.house.payouts.timezone


async def campaign(visitor: Visitor) -> web.Response:
    campaign_id = visitor.row_id("campaign_id")
    found = await visitor.look(campaign_statements.one, campaign_id, _zone(visitor))
    say = visitor.say
    return await visitor.page(
        "statement.html",
        title=campaign_words.title(found, say),
        under=campaign_words.under(found, say),
        body=campaign_words.body(found, say),
        back=f"/console/campaigns/{campaign_id}",
        years=(),
        months=(),
        present=None,
        payer_lacks=False,
    )


async def campaign_file(visitor: Visitor) -> web.Response:
    asked = (visitor.row_id("campaign_id"), _zone(visitor))
    found = await visitor.look(campaign_statements.one, *asked)
    written = {"html": campaign_files.as_html, "csv": campaign_files.as_csv}
    return _attached(visitor, f"campaign-{found.summary.campaign_id}", written, found)


def _attached(
    visitor: Visitor, stem: str, written: Mapping[str, Callable[..., bytes]], found: Any
) -> web.Response:
    """To be kept, not shown: what it brings for printing our pages may not have."""
    kind = visitor.request.match_info["kind"]
    if kind not in written:
        raise NotFound("statement")
    named = {"Content-Disposition": f'attachment; filename="{stem}.{kind}"'}
    content = written[kind](found, visitor.say)
    return web.Response(body=content, content_type=_TYPES[kind], charset="utf-8", headers=named)
