"""A campaign's statement as files: a page to print, its settlements and grants as a table."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from domain.campaign_statement import CampaignGrant, CampaignLine, CampaignStatement
from domain.money import plain_amount
from domain.posting_keys import KeyOf, posting_key
from domain.spreadsheet import Number, write
from words import campaign_statements, codes, printed
from words.headings import headings
from words.speech import Speech
from words.statement_files import price_of, source_of

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
    return write([headings(_HEAD, say), *_lines(of, say)])


def _lines(of: CampaignStatement, say: Speech) -> Iterator[tuple[str, ...]]:
    currency, zone = of.summary.currency, ZoneInfo(of.timezone)
    for each in of.lines:
        yield _line(each, currency, zone, say)
    for grant in of.grants:
        yield _grant(grant, currency, zone, say)


def _grant(each: CampaignGrant, currency: str, zone: ZoneInfo, say: Speech) -> tuple[str, ...]:
    """In place of a checkpoint the key of its posting."""
    key = posting_key(KeyOf.DISPUTE, each.dispute_id)
    return (
        each.granted_at.astimezone(zone).isoformat(timespec="seconds"),
        *(f"P{each.person_id}", each.name, str(each.assignment_id), str(say.title(each.title))),
        *(key, "", codes.of_method(each.method, say), currency),
        Number(plain_amount(each.amount_minor, currency)),
        *(codes.of_state(each.state, say), "", "", "", ""),
    )


def _line(each: CampaignLine, currency: str, zone: ZoneInfo, say: Speech) -> tuple[str, ...]:
    part, reading = each.part, each.part.reading
    at = reading.observed_at.astimezone(zone).isoformat(timespec="seconds") if reading else ""
    return (
        each.settled_at.astimezone(zone).isoformat(timespec="seconds"),
        *(f"P{each.person_id}", each.name, str(part.assignment_id), str(say.title(part.title))),
        *(
            codes.of_checkpoint(part.checkpoint, say),
            str(part.terms_version),
            codes.of_method(each.method, say),
            currency,
        ),
        Number(plain_amount(each.amount_minor, currency)),
        *(codes.of_state(each.state, say), price_of(part.lines, currency, say), part.post_url),
        *(at, source_of(reading, say)),
    )
