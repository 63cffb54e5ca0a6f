"""What people said of the columns of a source's files, for the next file of that source."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from domain.metric_columns import Columns, placed, recognised, remembered, source_of
from domain.people import Actor, Role
from domain.spreadsheet import Row
from domain.text_file import UnreadableFile
from services.authority import need
from storage import column_mappings


def of(conn: Connection, header: Row) -> Columns:
    """As somebody said of this source, or else by the words of the headings; UnreadableFile."""
    return recognised(header, column_mappings.of(conn, source_of(header)))


def likely(conn: Connection, header: Row) -> Columns:
    """The same, as far as it goes: of two columns that say one thing neither is meant."""
    try:
        return of(conn, header)
    except UnreadableFile:
        return placed(header, {})


def remember(
    conn: Connection, actor: Actor, header: Row, places: Mapping[str, int], *, now: datetime
) -> None:
    need(actor, Role.COORDINATOR, verb="import")
    said = remembered(header, places)
    column_mappings.remember(conn, source_of(header), said, actor.person_id, now)
