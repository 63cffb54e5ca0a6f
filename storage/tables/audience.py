"""The audience: a short row for each creator with an account, kept by triggers, never by hand.

Segments are counted over a million creators while somebody waits; persons joined with accounts take
a second for it. A row has all that a segment asks of both, and one scan of short rows a tenth.
What a row says follows from person and account alone: `source` is that rule, for the triggers that
keep it, for the migrations that fill it and for the check that proves it.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Boolean, Column, ColumnElement, Integer, Select, Table, func, select

from domain.people import Category, Region
from domain.platforms import Platform
from storage.dialects import day_number
from storage.tables import base
from storage.tables.base import metadata
from storage.tables.bits import bits_of_all
from storage.tables.people import account, account_category, person

audience = Table(
    "audience",
    metadata,
    base.ref("person_id", "person", primary_key=True, autoincrement=False),
    base.text("standing", 16),
    base.text("locale", 16),
    Column("reachable", Boolean, nullable=False),
    Column("wants_broadcasts", Boolean, nullable=False),
    base.at("promotions_until", nullable=True),
    Column("accounts", Integer, nullable=False),  # how many that are not retired
    # Of all of these accounts together: a bit each, by the members' order; with one account exact.
    Column("platforms", Integer, nullable=False),
    Column("categories", Integer, nullable=False),
    Column("regions", Integer, nullable=False),
    base.number("least_followers"),
    base.number("most_followers"),
    Column("seen_day", Integer, nullable=False),  # days since 1970, in UTC
    Column("joined_day", Integer, nullable=False),
    base.text("timezone", 64, index=True),  # which there are, and not whose
    Column("quiet_from_hour", Integer, nullable=False),
    Column("quiet_to_hour", Integer, nullable=False),
    base.number("invited_by", nullable=True),  # by whose link they came
)


def source(
    whose: ColumnElement[Any] | None = None, names: Sequence[str] | None = None
) -> Select[Any]:
    """What the table must say, of everybody or of the person with that id; `names` are its columns,
    where an older version had fewer.
    """
    about = (
        select(bits_of_all(account_category.c.category, Category))
        .join(account, account.c.id == account_category.c.account_id)
        .where(account.c.person_id == person.c.id, account.c.retired.is_(False))
        .correlate(person)
        .scalar_subquery()
    )
    rows = (
        select(
            person.c.id.label("person_id"),
            person.c.standing,
            person.c.locale,
            person.c.reachable,
            person.c.wants_broadcasts,
            person.c.promotions_until,
            func.count(account.c.id).label("accounts"),
            bits_of_all(account.c.platform, Platform).label("platforms"),
            about.label("categories"),
            bits_of_all(account.c.region, Region).label("regions"),
            func.min(account.c.followers).label("least_followers"),
            func.max(account.c.followers).label("most_followers"),
            day_number(person.c.last_seen_at).label("seen_day"),
            day_number(person.c.created_at).label("joined_day"),
            person.c.timezone,
            person.c.quiet_from_hour,
            person.c.quiet_to_hour,
            person.c.invited_by,
        )
        .join(account, account.c.person_id == person.c.id)
        .where(account.c.retired.is_(False))
        .group_by(person.c.id)
    )
    if names is not None:
        by_name = {each.name: each for each in rows.selected_columns}
        rows = rows.with_only_columns(
            *(by_name[name] for name in names), maintain_column_froms=True
        )
    return rows if whose is None else rows.where(person.c.id == whose)
