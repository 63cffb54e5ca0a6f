"""The house drawn as tables that fit a terminal, most important first; what they say is in words.

Rows that do not fit are counted in a last line, columns that do not fit are left out: a screen is
never cut off in silence.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from rich.cells import cell_len, set_cell_size
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from words import top
from words.speech import Speech
from words.top import House, Sheet

_GAP: Final = 2  # between columns
_LEAST_NAME: Final = 12  # of a row's first cell, however narrow it is


def picture(
    house: House, say: Speech, now: datetime, console: Console, height: int | None = None
) -> RenderableType:
    """Without a `height` all rows are there."""
    width = console.width
    totals = Text(top.totals(house, say, now))
    sheets = [_narrowed(each, width) for each in top.sheets(house, say, now)]
    if height is not None:
        above = 1 + len(totals.wrap(console, width))
        room = height - above - 2 * len(sheets)  # each has a blank line and its heads
        sheets = _shortened(sheets, room, say)
    drawn: list[RenderableType] = [f"{now:%Y-%m-%d %H:%M:%S} UTC", totals]
    for sheet in sheets:
        drawn += ["", _table(sheet)]
    return Group(*drawn)


def _shortened(sheets: Sequence[Sheet], room: int, say: Speech) -> list[Sheet]:
    """As many rows as there is room for; quiet ones come where the others leave any."""
    shares = _shared([max(1, len(each.rows) - each.quiet) for each in sheets], room)
    left = room - sum(shares)
    for at, sheet in enumerate(sheets):
        more = max(0, min(left, len(sheet.rows) - shares[at]))
        shares[at], left = shares[at] + more, left - more
    return [_cut(sheet, rows, say) for sheet, rows in zip(sheets, shares, strict=True)]


def _shared(wanted: Sequence[int], room: int) -> list[int]:
    """Evenly; what one does not need the others have. One each, however little room there is."""
    shares = [0] * len(wanted)
    for done, at in enumerate(sorted(range(len(wanted)), key=wanted.__getitem__)):
        shares[at] = min(wanted[at], max(1, room // (len(wanted) - done)))
        room -= shares[at]
    return shares


def _cut(sheet: Sheet, rows: int, say: Speech) -> Sheet:
    if rows >= len(sheet.rows):
        return sheet
    shown = sheet.rows[: rows - 1]
    more = str(say("… {count} more", count=len(sheet.rows) - len(shown)))
    return replace(sheet, rows=(*shown, (more, *[""] * (len(sheet.heads) - 1))))


def _narrowed(sheet: Sheet, width: int) -> Sheet:
    """Without columns that can be spared, as many as have to go; then names are cut off."""
    columns = list(range(len(sheet.heads)))
    lines = (sheet.heads, *sheet.rows)
    wide = [max(cell_len(line[at]) for line in lines) for at in columns]
    for at in sheet.spare:
        if _wide(columns, wide) > width:
            columns.remove(at)
    over = max(0, _wide(columns, wide) - width)
    name = max(_LEAST_NAME, wide[0] - over)
    heads, *rows = (_line(line, columns, name) for line in lines)
    return Sheet(heads, tuple(rows))


def _wide(columns: Sequence[int], wide: Sequence[int]) -> int:
    return sum(wide[at] for at in columns) + _GAP * (len(columns) - 1)


def _line(line: Sequence[str], columns: Sequence[int], name: int) -> tuple[str, ...]:
    first = line[0]
    if cell_len(first) > name:
        first = f"{set_cell_size(first, name - 1)}…"
    return (first, *(line[at] for at in columns[1:]))


def _table(sheet: Sheet) -> Table:
    table = Table(box=None, pad_edge=False)
    for number, head in enumerate(sheet.heads):
        table.add_column(head, justify="left" if number == 0 else "right", no_wrap=True)
    for row in sheet.rows:
        table.add_row(*row)
    return table
