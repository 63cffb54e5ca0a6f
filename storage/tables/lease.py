"""What one process at a time may do, and which one does; no clock's word stands here."""

from sqlalchemy import Table

from domain.leases import LeaseName
from storage.tables import base
from storage.tables.base import metadata

lease = Table(
    "lease",
    metadata,
    base.text("name", 16, primary_key=True),
    base.text("holder", 192),  # which process; empty: given back
    base.number("fence"),  # one more with every taking: an older holder's word counts no more
    base.number("beats"),  # one more with every sign of life
    base.one_of("name", LeaseName),
)
