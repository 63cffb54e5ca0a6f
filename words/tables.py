"""Tables as the console and a printed page show them alike; what stands in them is not known."""

from collections.abc import Iterable, Sequence

from words.speech import Html


def figures(told: Iterable[tuple[Html, str]]) -> Html:
    cells = (
        Html("<div class='figure'><dt>{}</dt><dd>{}</dd></div>").format(label, value)
        for label, value in told
    )
    return Html("<dl class='figures sums'>{}</dl>").format(Html("").join(cells))


def facts(told: Iterable[tuple[Html, str]]) -> Html:
    """Short texts under their names, a line each."""
    rows = (Html("<dt>{}</dt><dd>{}</dd>").format(label, value) for label, value in told)
    return Html("<dl class='parties panel padded'>{}</dl>").format(Html("").join(rows))


def table(
    headings: Sequence[Html], rows: Iterable[Sequence[Html | str]], *, texts: int = 1
) -> Html:
    """The first `texts` columns read from the left, the others are numbers."""
    head = (
        Html("<th scope='col'{}>{}</th>").format(_shape(at, texts), heading)
        for at, heading in enumerate(headings)
    )
    body = (_row(headings, row, texts) for row in rows)
    return Html(
        "<div class='panel scroll'><table class='stacking'><thead><tr>{}</tr></thead>"
        "<tbody>{}</tbody></table></div>"
    ).format(Html("").join(head), Html("").join(body))


def _row(headings: Sequence[Html], row: Sequence[Html | str], texts: int) -> Html:
    first = Html("<th scope='row'>{}</th>").format(row[0])
    others = (
        Html("<td data-label='{}'{}>{}</td>").format(headings[at], _shape(at, texts), cell)
        for at, cell in enumerate(row[1:], 1)
    )
    return Html("<tr>{}{}</tr>").format(first, Html("").join(others))


def _shape(at: int, texts: int) -> Html:
    return Html() if at < texts else Html(" class='number'")


def lines(head: Html | str, under: Sequence[Html | str]) -> Html:
    """A cell of one line and what it follows from."""
    told = (Html("<span class='soft line'>{}</span>").format(each) for each in under)
    return Html("<span class='line'>{}</span>{}").format(head, Html("").join(told))


def section(title: Html | str, *parts: Html) -> Html:
    head = Html("<div class='head'><h2>{}</h2></div>").format(title)
    return Html("<section>{}{}</section>").format(head, Html("").join(parts))


def under(title: Html, part: Html) -> Html:
    return Html("<h3 class='part'>{}</h3>{}").format(title, part)
