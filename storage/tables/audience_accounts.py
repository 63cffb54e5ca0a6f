"""The accounts of whoever has several, in short rows beside the audience; never written by hand.

The audience's bits say what all accounts of a person are together. Whether one of them is all that
a segment asks is seen here: fat rows and their categories, looked up for each person, took longer
than the million persons.
"""

from typing import Any

from sqlalchemy import Column, ColumnElement, Integer, PrimaryKeyConstraint, Select, Table, select

from domain.people import Category, Region
from domain.platforms import Platform
from storage.tables import base
from storage.tables.audience import audience
from storage.tables.base import metadata
from storage.tables.bits import bit_of, bits_of_all
from storage.tables.people import account, account_category

audience_account = Table(
    "audience_account",
    metadata,
    base.ref("person_id", "person"),
    base.number("account_id"),
    Column("platform", Integer, nullable=False),  # bits, as the audience's
    Column("categories", Integer, nullable=False),
    Column("region", Integer, nullable=False),
    base.number("followers"),
    PrimaryKeyConstraint("person_id", "account_id"),
    sqlite_with_rowid=False,
)


def source(whose: ColumnElement[Any] | None = None) -> Select[Any]:
    """What the table must say, of everybody or of the person with that id; the audience's rows say
    who has several.
    """
    about = (
        select(bits_of_all(account_category.c.category, Category))
        .where(account_category.c.account_id == account.c.id)
        .correlate(account)
        .scalar_subquery()
    )
    rows = (
        select(
            account.c.person_id,
            account.c.id.label("account_id"),
            bit_of(account.c.platform, Platform).label("platform"),
            about.label("categories"),
            bit_of(account.c.region, Region).label("region"),
            account.c.followers,
        )
        .join(audience, audience.c.person_id == account.c.person_id)
        .where(audience.c.accounts > 1, account.c.retired.is_(False))
    )
    return rows if whose is None else rows.where(account.c.person_id == whose)
