"""Which processes run, by their own word: a row each, beaten every few seconds, gone with them;
and how old one may be to work with these tables.
"""

from sqlalchemy import Index, Table

from domain.processes import ProcessState
from storage.tables import base
from storage.tables.base import metadata

process = Table(
    "process",
    metadata,
    base.key(),
    base.text("host", 64),
    base.number("pid"),
    base.text("roles", 32),  # bot,web,worker
    base.text("version", 32),
    base.text("state", 16),
    base.at("started_at"),
    base.at("beat_at"),
    base.facts("vitals"),  # as domain.processes.Vitals
    base.one_of("state", ProcessState),
    Index("ix_process_beat_at", "beat_at"),
)

# One row, as the newest migration says: processes whose own tables are at this revision, or at a
# later one, go on with these. Older ones must not.
oldest_reader = Table("oldest_reader", metadata, base.text("revision", 8, primary_key=True))
