"""What is offered: campaigns, briefs, terms, templates, tasks."""

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, Table, UniqueConstraint, false

from domain.campaign import CampaignStatus
from domain.platforms import Platform
from storage.tables import base
from storage.tables.base import metadata

campaign = Table(
    "campaign",
    metadata,
    base.key(),
    base.text("title", 513),  # up to 256 of each language, see domain/wording
    base.text("brand", 128),
    base.text("status", 16),
    base.text("currency", 8),
    base.number("budget_minor"),
    base.number("reserved_minor", server_default="0"),  # worst case of live, unsettled assignments
    base.number("earned_minor", server_default="0"),  # settled, net of reversals
    base.text("timezone", 64),
    base.at("starts_at"),
    base.at("ends_at"),
    base.text("source_sha256", 64, unique=True),  # the same file loads once
    base.ref("created_by", "person", nullable=True),  # empty: loaded by the command line
    base.at("created_at"),
    base.at("launched_at", nullable=True),
    base.at("closed_at", nullable=True),
    base.at("short_told_at", nullable=True),  # when staff heard that its budget runs short
    base.at("readings_asked_at", nullable=True),  # when staff were last asked for missing data
    base.one_of("status", CampaignStatus),
    CheckConstraint("reserved_minor >= 0", name="reserve"),
    CheckConstraint("reserved_minor + earned_minor <= budget_minor", name="budget"),
)

# How a budget grew: an owner's word each time, appended and never changed (guards.py).
budget_raise = Table(
    "budget_raise",
    metadata,
    base.key(),
    base.ref("campaign_id", "campaign", index=True),
    base.number("before_minor"),
    base.number("after_minor"),
    base.text("reason", 500),
    base.ref("raised_by", "person"),
    base.at("at"),
    CheckConstraint("after_minor > before_minor", name="more"),
)

brief = Table(
    "brief",
    metadata,
    base.key(),
    base.ref("campaign_id", "campaign"),
    Column("version", Integer, nullable=False),
    base.facts("body"),  # {locale: text}
    base.facts("clauses"),  # [{code, text: {locale: text}}]
    base.at("published_at"),
    UniqueConstraint("campaign_id", "version"),
)

terms = Table(
    "terms",
    metadata,
    base.key(),
    base.ref("campaign_id", "campaign"),
    Column("version", Integer, nullable=False),
    base.text("method", 8),
    base.number("flat_minor"),
    base.number("rate_per_mille_minor"),  # for a thousand of what is counted, see domain/terms
    base.facts("counted"),  # [interaction]
    base.number("floor_minor"),
    base.number("cap_minor"),
    base.number("worst_case_minor"),
    Column("cutoff_days", Integer, nullable=False),
    Column("hold_days", Integer, nullable=False),
    Column("retention_days", Integer, nullable=False),
    base.text("weakest_source", 16),
    Column("review_hours", Integer, nullable=False),
    base.text("disclosure", 64),
    Column("ai_label", Boolean, nullable=False),
    Column("window_days", Integer, nullable=False, server_default="30"),
    base.facts("bonuses", server_default="[]"),  # [[at, amount_minor]]
    base.facts("earlier_cutoffs", server_default="[]"),  # days, before cutoff_days
    base.number("draft_minor", server_default="0"),
    base.number("post_minor", server_default="0"),
    Column("takes_back", Boolean, nullable=False, server_default=false()),
    base.text("missing_data", 8, server_default="floor"),
    base.number("creator_cap_minor", server_default="0"),  # in the campaign; 0: none
    base.facts("returns", server_default="[]"),  # days after publication
    base.number("pot_minor", server_default="0"),  # what all its works share; 0: none
    Column("pot_days", Integer, nullable=False, server_default="0"),  # a pot for each; 0: one
    base.ref("made_by", "person", nullable=True),  # who changed them; empty: the campaign's file
    base.at("published_at"),
    UniqueConstraint("campaign_id", "version"),
    CheckConstraint("worst_case_minor >= 0 AND floor_minor >= 0", name="amounts"),
)

template = Table(
    "template",
    metadata,
    base.key(),
    base.ref("campaign_id", "campaign"),
    base.text("key", 64),
    base.text("title", 513),
    base.facts("structure"),  # the editing structure, scene by scene: [{locale: text}]
    base.facts("slots"),  # slot facts, see domain/templates
    base.facts("assets"),  # [{title, url, licence}]; storage/templates reads and writes all three
    base.number("dealt", server_default="0"),  # claims ever: the serial that deals out wordings
    UniqueConstraint("campaign_id", "key"),
)

variant = Table(
    "variant",
    metadata,
    base.key(),
    base.ref("template_id", "template"),
    base.text("key", 64),
    base.text("body"),
    UniqueConstraint("template_id", "key"),
)

task = Table(
    "task",
    metadata,
    base.key(),
    base.ref("campaign_id", "campaign", index=True),
    base.text("key", 128),
    base.text("title", 513),
    base.text("platform", 16),
    base.text("category", 16),
    base.text("region", 16),
    base.text("audience", 64),
    base.text("scene", 64),
    base.ref("template_id", "template"),
    base.ref("terms_id", "terms"),
    base.ref("brief_id", "brief"),
    base.number("cap_minor", server_default="0"),  # the most all its works earn; 0: no such cap
    base.number("slots"),
    base.number("free"),
    base.number("held"),
    base.number("done"),
    base.number("min_followers"),
    Column("per_creator", Integer, nullable=False),
    Column("work_hours", Integer, nullable=False),
    Column("draft_required", Boolean, nullable=False, server_default=false()),
    base.text("target_url", server_default=""),  # where its creators' links lead; empty: no links
    base.at("opens_at"),
    base.at("due_at", index=True),
    base.text("series", 128, server_default=""),  # what occurrences of one task have in common
    base.facts("announcement", server_default="{}"),  # {locale: text}, said as it opens; or nothing
    UniqueConstraint("campaign_id", "key"),
    base.one_of("platform", Platform),
    CheckConstraint("free + held + done = slots", name="slots"),
    CheckConstraint("free >= 0 AND held >= 0 AND done >= 0", name="no_oversell"),
)
