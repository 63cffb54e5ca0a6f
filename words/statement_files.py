"""A creator's statement as files: a page to print, and a table for programs; no sums."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from domain.earnings import Totals
from domain.locales import EN
from domain.metrics import MetricSnapshot
from domain.money import plain_amount
from domain.payee import PayeeKind
from domain.pricing import PriceLine
from domain.spreadsheet import Number, write
from domain.statement import (
    Arrived,
    DisputedPart,
    Movement,
    PaidPart,
    SettledPart,
    Sheet,
    Statement,
)
from words import codes, names, payees, printed, statement_tables, statements
from words.headings import headings
from words.price_lines import COUNTED, price_line, quantity
from words.speech import Speech

_MONTH_HEAD = (
    *("at", "kind", "currency", "amount", "left"),
    *("pending", "payable", "in_transit", "owed", "paid_out", "tax_withheld"),
    *("work", "task", "campaign", "checkpoint", "terms", "price", "post"),
    *("reading_at", "reading_source", "payout", "paid_to", "entry", "hash"),
)
_YEAR_HEAD = (
    *("year", "month", "currency", "opening", "earned", "taken_back", "other", "payouts"),
    *("gross", "tax_withheld", "net", "left", "paid_as"),
    *("payer", "payer_address", "payer_tax_number", "payee_name", "issued_on"),
)
Cells = tuple[str, ...]


def name(of: Statement, kind: str) -> str:
    return f"statement-{of.period.code}.{kind}"


def as_html(of: Statement, say: Speech) -> bytes:
    body = statement_tables.body(of, say)
    return printed.page(statements.title(of, say), statement_tables.whose(of, say), body, say)


def as_csv(of: Statement, say: Speech) -> bytes:
    """A month's movements between what stood and what stands, or a year's months and their sums."""
    if of.period.month:
        return write([headings(_MONTH_HEAD, say), *_movements(of, say)])
    return write([headings(_YEAR_HEAD, say), *_months(of, say)])


def _months(of: Statement, say: Speech) -> Iterator[Cells]:
    for sheet in of.sheets:
        for month, each in sheet.months(of.timezone):
            yield _month(of, str(month), each)
        yield _month(of, codes.of_place("all", say), sheet, _by_kind(sheet, say))


def _by_kind(sheet: Sheet, say: Speech) -> str:
    """`individual 1: 80.00 - 16.00 = 64.00; company …`: in the one row of totals."""
    return "; ".join(_of_kind(sheet.currency, *each, say) for each in sheet.arrived_by_kind)


def _of_kind(currency: str, kind: PayeeKind, arrived: Arrived, say: Speech) -> str:
    minor = (arrived.gross_minor, arrived.withheld_minor, arrived.net_minor)
    gross, withheld, net = plain(minor, currency)
    called = kind.value if say.locale == EN else payees.kind(kind, say).unescape()
    return f"{called} {arrived.payouts}: {gross} - {withheld} = {net}"


def _parties(of: Statement) -> Cells:
    """In each row: a table for programs has no lines above its headings."""
    if of.parties is None:
        return ("",) * 5
    payer, names = of.parties.payer, "; ".join(of.parties.names)
    told = (payer.name, payer.address, payer.tax_number)
    return (*told, names, of.parties.issued_on.isoformat())


def _month(of: Statement, month: str, sheet: Sheet, paid_as: str = "") -> Cells:
    arrived = sheet.arrived
    earned = (sheet.earned_minor, sheet.taken_back_minor, sheet.other_minor)
    before = (sheet.opening.standing_minor, *earned)
    behind = (arrived.gross_minor, arrived.withheld_minor, arrived.net_minor)
    return (
        *(str(of.period.year), month, sheet.currency),
        *plain(before, sheet.currency),
        str(arrived.payouts),
        *plain((*behind, sheet.closing.standing_minor), sheet.currency),
        paid_as,
        *_parties(of),
    )


def _movements(of: Statement, say: Speech) -> Iterator[Cells]:
    for sheet in of.sheets:
        yield _standing(codes.of_place("opening", say), sheet.opening)
        for each, left_minor in sheet.balances():
            yield (
                each.at.astimezone(ZoneInfo(of.timezone)).isoformat(timespec="seconds"),
                *(codes.of_kind(each.kind, say), sheet.currency),
                *plain((each.amount_minor, left_minor), sheet.currency),
                *_places(each.change),
                *_about(each, sheet.currency, of.timezone, say),
                *(str(each.number), each.hash[:12]),
            )
        yield _standing(codes.of_place("closing", say), sheet.closing)


def _standing(kind: str, standing: Totals) -> Cells:
    """Its columns of places say what stands there, those of a movement how they change."""
    left = plain((standing.standing_minor,), standing.currency)
    row = ("", kind, standing.currency, "", *left, *_places(standing))
    return (*row, *("" for _ in _MONTH_HEAD[len(row) :]))


def _places(of: Totals) -> Cells:
    minor = (of.pending_minor, of.payable_minor, of.in_transit_minor, of.owed_minor)
    return plain((*minor, of.paid_minor, of.withheld_minor), of.currency)


def _about(each: Movement, currency: str, timezone: str, say: Speech) -> Cells:
    match each.about:
        case SettledPart() as of:
            reading = of.reading
            at = reading.observed_at.astimezone(ZoneInfo(timezone)) if reading else None
            return (
                *(str(of.assignment_id), str(say.title(of.title)), str(say.title(of.campaign))),
                *(
                    codes.of_checkpoint(of.checkpoint, say),
                    str(of.terms_version),
                    price_of(of.lines, currency, say),
                    of.post_url,
                ),
                at.isoformat(timespec="seconds") if at else "",
                source_of(reading, say),
                *("", ""),
            )
        case PaidPart() as of:
            return (*("" for _ in range(9)), of.reference, of.masked)
        case DisputedPart() as of if of.assignment_id is None:
            return (*("" for _ in range(9)), of.title, "")
        case DisputedPart() as of:
            work = str(of.assignment_id or "")
            return (work, str(say.title(of.title)), *("" for _ in range(9)))
        case _:
            return tuple("" for _ in range(11))


def source_of(reading: MetricSnapshot | None, say: Speech) -> str:
    if reading is None:
        return ""
    if say.locale == EN:
        return reading.source.value
    return names.name(reading.source, say).unescape()


def price_of(lines: tuple[PriceLine, ...], currency: str, say: Speech) -> str:
    """`interactions 35.86 (101 × ¥0.355); cap -155.00`, else as the page says it."""
    if say.locale != EN:
        told = (price_line(each, currency, say).unescape() for each in lines)
        return "; ".join(" ".join(each.split()) for each in told)
    return "; ".join(
        f"{each.kind.value} {plain_amount(each.subtotal_minor, currency)}"
        + (f" ({quantity(each, currency, say)})" if each.kind in COUNTED else "")
        for each in lines
    )


def plain(amounts: tuple[int, ...], currency: str) -> Cells:
    """As cells of numbers."""
    return tuple(Number(plain_amount(minor, currency)) for minor in amounts)
