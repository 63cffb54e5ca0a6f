"""A payment file as a workbook: texts only, and the same bytes for the same rows."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

_ALWAYS: Final = datetime(2000, 1, 1)  # noqa: DTZ001  (a workbook knows no zones)
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def written(rows: Iterable[Sequence[str]]) -> bytes:
    """A text is no formula and no number: nothing runs, no account number is rounded or altered."""
    from xlsxwriter import Workbook  # half a megabyte, for whoever exports

    content = io.BytesIO()
    with Workbook(content, _OPTIONS) as book:
        book.set_properties({"created": _ALWAYS})
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write_string(line, place, cell)
    return content.getvalue()
