"""Looks at published posts: which is due next, what each found, how often a host may be asked."""

from typing import Final

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, text

from domain.checks.findings import Aspect, PageState, Verdict
from domain.checks.schedule import CheckKind
from storage.tables import base
from storage.tables.base import metadata

_DUE: Final = text("due_at IS NOT NULL")

# One row a post: the next look at it.
post_check = Table(
    "post_check",
    metadata,
    base.ref("post_id", "post", primary_key=True, autoincrement=False),
    base.text("kind", 16),
    base.text("host", 253),  # who is asked first; empty: there is nobody to ask
    base.at("due_at", nullable=True),  # empty: nobody looks any more
    Column("attempt", Integer, nullable=False, server_default="0"),  # unanswered ones in a row
    base.text("down", 16, server_default=""),  # gone or private, as it was last seen down
    base.at("down_since", nullable=True),  # the first sight of it down
    base.at("confirmed_at", nullable=True),  # the second, an hour later or more
    base.at("grace_until", nullable=True),  # its creator may restore it until then
    base.at("raised_at", nullable=True),  # when a person was asked to decide
    base.at("put_off_since", nullable=True),  # it was due then; its host has had no time since
    base.one_of("kind", CheckKind),
    CheckConstraint("confirmed_at IS NULL OR down_since IS NOT NULL", name="seen_twice"),
    Index("ix_post_check_due", "host", "due_at", sqlite_where=_DUE, postgresql_where=_DUE),
)

# Every look and what it found: appended, never changed, but for what the erased had written.
check_result = Table(
    "check_result",
    metadata,
    base.key(),
    base.ref("post_id", "post", index=True),
    base.text("kind", 16),
    base.text("seen", 16),
    *(base.text(aspect, 8) for aspect in Aspect),
    base.facts("evidence"),  # {aspect: what was seen}
    base.at("checked_at"),
    base.one_of("kind", CheckKind),
    base.one_of("seen", PageState),
    *(base.one_of(aspect, Verdict) for aspect in Aspect),
)

# What the page of a post said when it was read last: what the rules of risk look at. Forgotten with
# its creator.
post_page = Table(
    "post_page",
    metadata,
    base.ref("post_id", "post", primary_key=True, autoincrement=False),
    base.number("revision"),  # grows with each change
    base.facts("author_keys"),
    base.at("published_at", nullable=True),
    base.number("published_within_seconds"),  # a page that shows the day alone: a day
    base.text("text"),
    base.facts("pictures"),  # {url, sha256, dhash} each; no sha256: it could not be had
    base.at("read_at"),
)

# When a host of the web may be asked again, by any process.
host_gate = Table(
    "host_gate",
    metadata,
    base.text("host", 253, primary_key=True),
    base.at("opens_at"),
    Column("strikes", Integer, nullable=False, server_default="0"),  # refusals in a row
    base.at("answered_at", nullable=True),  # whatever it said
    base.at("failed_at", nullable=True),  # nobody was there, or the web was not
)
