"""What the clock could not do: due work that raised, until it is tried again and goes through."""

from sqlalchemy import Column, Integer, Table

from domain.due_work import DueWork
from storage.tables import base
from storage.tables.base import metadata

setback = Table(
    "setback",
    metadata,
    base.text("work", 16, primary_key=True),
    Column("item_id", base.Id, primary_key=True, autoincrement=False),  # of what, DueWork says
    Column("tries", Integer, nullable=False),
    base.text("problem", 256),  # the last one
    base.at("since"),
    base.at("again_at"),
    base.one_of("work", DueWork),
)
