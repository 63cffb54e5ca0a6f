"""Who people are: persons, consents, platform accounts, pauses, staff roles."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, UniqueConstraint, false, text, true

from domain.pauses import PauseKind
from domain.people import Role, Standing
from domain.platforms import Platform
from storage.tables import base
from storage.tables.base import metadata

person = Table(
    "person",
    metadata,
    base.key(),
    base.number("telegram_id", unique=True, nullable=True),  # empty once erased
    base.text("name", 256),
    base.text("username", 64, server_default=""),
    base.text("locale", 16),
    base.text("timezone", 64),
    base.text("standing", 16),
    base.text("invite_code", 16, unique=True),
    base.ref("invited_by", "person", nullable=True, index=True),
    Column("quiet_from_hour", Integer, nullable=False, server_default="22"),
    Column("quiet_to_hour", Integer, nullable=False, server_default="8"),
    Column("wants_reminders", Boolean, nullable=False, server_default=true()),
    Column("wants_digests", Boolean, nullable=False, server_default=true()),  # of the week
    Column("wants_figure_calls", Boolean, nullable=False, server_default=true()),
    Column("wants_broadcasts", Boolean, nullable=False, server_default=true()),
    Column("reachable", Boolean, nullable=False, server_default=true()),  # has not blocked the bot
    base.at("created_at"),
    base.at("last_seen_at"),  # on which day they last did something here; not more often than that
    base.at("promotions_until", nullable=True),  # had as many as anybody gets, until then
    base.one_of("standing", Standing),
)

consent = Table(
    "consent",
    metadata,
    base.key(),
    base.ref("person_id", "person", index=True),
    base.text("purpose", 32),
    base.text("version", 16),
    base.at("given_at"),
    base.at("withdrawn_at", nullable=True),
    UniqueConstraint("person_id", "purpose", "version", "given_at"),
)

account = Table(
    "account",
    metadata,
    base.key(),
    base.ref("person_id", "person", index=True),
    base.text("platform", 16),
    base.text("handle", 128),
    base.text("handle_key", 128),  # folded for comparison
    base.text("profile_url", 512, server_default=""),
    base.text(
        "profile_key", 128, server_default=""
    ),  # the platform's own id of the author, if the link names one
    base.number("followers"),
    base.text("region", 16),
    Column("retired", Boolean, nullable=False, server_default=false()),
    base.at("created_at"),
    base.one_of("platform", Platform),
    # Two people cannot both be one account.
    Index(
        "uq_account_live",
        "platform",
        "handle_key",
        unique=True,
        sqlite_where=text("NOT retired"),
        postgresql_where=text("NOT retired"),
    ),
)

account_category = Table(
    "account_category",
    metadata,
    base.ref("account_id", "account", primary_key=True),
    base.text("category", 16, primary_key=True),
)

# Why a person takes no new tasks, and until when; ended, it stays: who did what is read here.
pause = Table(
    "pause",
    metadata,
    base.key(),
    base.ref("person_id", "person", index=True),
    base.text("kind", 8),
    base.text("reason", 500, server_default=""),
    base.at("until", nullable=True),  # a break's
    base.ref("began_by", "person"),
    base.at("began_at"),
    base.ref("ended_by", "person", nullable=True),  # empty: still open, or the clock did it
    base.at("ended_at", nullable=True),
    base.one_of("kind", PauseKind),
    # One at a time.
    Index(
        "uq_pause_open",
        "person_id",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

staff_role = Table(
    "staff_role",
    metadata,
    base.ref("person_id", "person", primary_key=True),
    base.text("role", 16, primary_key=True),
    base.ref("granted_by", "person", nullable=True),  # empty: named in the configuration
    base.at("granted_at"),
    base.one_of("role", Role),
)
