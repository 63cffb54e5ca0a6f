"""The conversation's own rows: updates already processed, updates kept aside, dialogs."""

from sqlalchemy import BigInteger, Column, Integer, Table

from storage.tables import base
from storage.tables.base import metadata

# A unique key, never a watermark: Telegram may re-randomise ids after an idle week.
processed_update = Table(
    "processed_update",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    base.at("at", index=True),
)

kept_update = Table(
    "kept_update",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    base.number("telegram_id", nullable=True),  # who sent it, if anybody
    base.text("problem", 128),  # the error's kind: its words may repeat what was typed
    Column("attempts", Integer, nullable=False),
    base.at("at"),
    base.facts("outline"),  # ids and kinds, no word of it
    base.text("sealed"),  # all of it; empty without a key
)

# One row a person, kept when its dialog ends (its form is empty then): `turn` goes on, so a button
# of an earlier question never fits a later one.
dialog = Table(
    "dialog",
    metadata,
    base.ref("person_id", "person", primary_key=True),
    Column("turn", Integer, nullable=False),  # grows with each question asked
    base.text("form", 32),
    base.text("step", 32),
    base.facts("answers"),
    base.at("updated_at"),
)
