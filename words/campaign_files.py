"""A campaign's statement as files: a page to print, and every settlement of it as a table."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from domain.campaign_statement import CampaignLine, CampaignStatement
from domain.money import plain_amount
from domain.spreadsheet import Number, write
from words import campaign_statements, printed
from words.speech import Speech
from words.statement_files import price_of

_HEAD = (
    *("settled_at", "creator", "name", "work", "task", "checkpoint", "terms", "method", "currency"),
    *("amount", "state", "price", "post", "reading_at", "reading_source"),
)


def name(of: CampaignStatement, kind: str) -> str:
    return f"campaign-{of.summary.campaign_id}.{kind}"


def as_html(of: CampaignStatement, say: Speech) -> bytes:
    title, under = campaign_statements.title(of, say), campaign_statements.under(of, say)
    return printed.page(title, under, campaign_statements.body(of, say), say)


def as_csv(of: CampaignStatement, say: Speech) -> bytes:
    return write([_HEAD, *_lines(of, say)])


def _lines(of: CampaignStatement, say: Speech) -> Iterator[tuple[str, ...]]:
    for each in of.lines:
        yield _line(each, of.summary.currency, ZoneInfo(of.timezone), say)


def _line(each: CampaignLine, currency: str, zone: ZoneInfo, say: Speech) -> tuple[str, ...]:
    part, reading = each.part, each.part.reading
    at = reading.observed_at.astimezone(zone).isoformat(timespec="seconds") if reading else ""
    return (
        each.settled_at.astimezone(zone).isoformat(timespec="seconds"),
        *(f"P{each.person_id}", each.name, str(part.assignment_id), str(say.title(part.title))),
        *(part.checkpoint, str(part.terms_version), each.method.value, currency),
        Number(plain_amount(each.amount_minor, currency)),
        *(each.state.value, price_of(part.lines, currency, say), part.post_url),
        *(at, reading.source.value if reading else ""),
    )
