"""Debts: what was given up of them or transferred back; and money that creators gave up."""

from sqlalchemy import CheckConstraint, Table, UniqueConstraint

from domain.receivable import LONGEST_TRANSFER
from storage.tables import base
from storage.tables.base import metadata

# Debts that an owner gave up: the house bears them.
write_off = Table(
    "write_off",
    metadata,
    base.key(),
    base.ref("person_id", "person", index=True),
    base.number("amount_minor"),
    base.text("currency", 8),
    base.text("reason", 500),
    base.ref("decided_by", "person"),
    base.at("at"),
    CheckConstraint("amount_minor > 0", name="amount"),
    CheckConstraint("decided_by <> person_id", name="two_people"),
)

# What creators transferred back of what they owed: each transfer once.
repayment = Table(
    "repayment",
    metadata,
    base.key(),
    base.ref("person_id", "person", index=True),
    base.number("amount_minor"),
    base.text("currency", 8),
    base.text("bank_reference", 64),
    base.text(
        "transfer", LONGEST_TRANSFER
    ),  # its letters and digits: what is spelt otherwise is it
    base.text("reason", 500),
    base.ref("booked_by", "person"),
    base.at("at"),
    UniqueConstraint("person_id", "currency", "transfer"),
    CheckConstraint("amount_minor > 0", name="amount"),
    CheckConstraint("booked_by <> person_id", name="two_people"),
)

# What creators gave up of their own free will, as it could not be paid to them.
waiver = Table(
    "waiver",
    metadata,
    base.key(),
    base.ref("person_id", "person", index=True),
    base.number("amount_minor"),
    base.text("currency", 8),
    base.at("at"),
    CheckConstraint("amount_minor > 0", name="amount"),
)
