"""Data return as it is owed: a row for each checkpoint of each approved post, and who delivers."""

from sqlalchemy import Column, Date, Index, Integer, Table, UniqueConstraint

from domain.feeds import LONGEST_FEED
from domain.returns import OwedBy
from storage.tables import base
from storage.tables.base import metadata

# Written with the approval. Whether it came is told by the snapshots alone.
data_return = Table(
    "data_return",
    metadata,
    base.key(),
    base.ref("assignment_id", "assignment"),
    base.ref("post_id", "post"),
    base.ref("campaign_id", "campaign"),
    Column("day", Integer, nullable=False),  # after publication
    base.text("owed_by", 16),
    base.at("opens_at"),  # a reading taken later than this tells of it
    base.at("closes_at", nullable=True),  # up to here; empty: it is the last one
    base.at("asked_at"),
    base.at("due_at"),
    base.at("late_at"),
    base.one_of("owed_by", OwedBy),
    UniqueConstraint("assignment_id", "day"),
    Index("ix_data_return_campaign_asked", "campaign_id", "asked_at"),
)

# A day on which a feed delivered something; one row, however much it was.
feed_day = Table(
    "feed_day",
    metadata,
    base.text("feed", LONGEST_FEED, primary_key=True),
    base.text("source", 16, primary_key=True),  # a partner's counts may go on while its orders stop
    Column("day", Date, primary_key=True),
    base.at("silence_told_at", nullable=True),  # it came no more after that day, and staff know
)
