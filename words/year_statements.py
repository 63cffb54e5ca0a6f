"""A year's statement as files: a page to print, and a table for programs; sums are the domain's."""

from domain.money import plain_amount
from domain.spreadsheet import write
from domain.year_statement import YearLine, YearStatement
from words.amounts import amount
from words.people import called
from words.speech import Html, Speech
from words.times import place

_PAGE = Html(
    "<!doctype html>\n<html lang='{}'><meta charset='utf-8'><title>{}</title>"
    "<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:44em;margin:3em auto;padding:0 1em}}"
    "table{{border-collapse:collapse;width:100%}}th,td{{text-align:left;padding:.4em .6em;"
    "border-bottom:1px solid #ccc}}.n{{text-align:right}}tfoot{{font-weight:bold}}</style>"
    "<h1>{}</h1><p>{}</p><table><thead>{}</thead><tbody>{}</tbody><tfoot>{}</tfoot></table>"
    "<p>{}</p></html>\n"
)


def as_csv(of: YearStatement) -> bytes:
    """A line a month and currency, then one a year and currency."""
    head = ("year", "month", "currency", "payouts", "gross", "tax_withheld", "net")
    return write([head, *(_cells(of.year, each) for each in (*of.lines, *of.totals))])


def _cells(year: int, each: YearLine) -> tuple[str, ...]:
    money = (each.gross_minor, each.withheld_minor, each.net_minor)
    amounts = (plain_amount(minor, each.currency) for minor in money)
    month = str(each.month) if each.month else "all"
    return (str(year), month, each.currency, str(each.payouts), *amounts)


def as_html(of: YearStatement, say: Speech) -> bytes:
    """Stands alone: no script, no picture, nothing from elsewhere."""
    title = say("Payouts of {year}", year=of.year)
    whose = say("{name} · months of {zone}", name=called(of.name), zone=place(of.timezone, say))
    headings = (
        *(say("Month"), say("Payouts"), say("Gross")),
        *(say("Tax withheld"), say("Net")),
    )
    head = Html("<tr>{}</tr>").format(
        Html("").join(Html("<th scope='col'>{}</th>").format(each) for each in headings)
    )
    note = say("Counted on the day on which the bank said that it was paid.")
    page = _PAGE.format(
        "en" if say.locale == "en" else "zh-Hans",
        *(title, title, whose, head, _rows(of.lines, say), _rows(of.totals, say), note),
    )
    return str(page).encode()


def _rows(lines: tuple[YearLine, ...], say: Speech) -> Html:
    return Html("").join(_row(each, say) for each in lines)


def _row(each: YearLine, say: Speech) -> Html:
    month = say("Month {number}", number=each.month) if each.month else say("The year")
    money = (each.gross_minor, each.withheld_minor, each.net_minor)
    cells = (str(each.payouts), *(amount(minor, each.currency) for minor in money))
    told = Html("").join(Html("<td class='n'>{}</td>").format(cell) for cell in cells)
    return Html("<tr><th scope='row'>{}</th>{}</tr>").format(month, told)
