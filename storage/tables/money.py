"""Money: settlements, the append-only ledger, payouts; debts that end otherwise are in debts."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    false,
    text,
)

from domain.ledger import LedgerAccount, PostingKind
from domain.payee import PayeeKind
from domain.payout import BatchStatus, Channel, PayoutEventKind, PayoutStatus
from domain.payout_file import Counted, ResultFlaw
from storage.tables import base
from storage.tables.base import metadata

_HELD = text("matured_at IS NULL")
_UNTAXED = text("untaxed_minor > 0")

settlement = Table(
    "settlement",
    metadata,
    base.key(),
    base.ref("assignment_id", "assignment"),
    base.text("checkpoint", 16),  # a stage or a cut-off, see domain/checkpoints
    base.ref("terms_id", "terms"),
    base.ref("post_id", "post", nullable=True),  # the one that was measured
    base.ref("snapshot_id", "metric_snapshot", nullable=True),  # empty: nothing came back
    base.ref("person_id", "person", index=True),
    base.ref("campaign_id", "campaign", index=True),
    base.number("last_news_id", server_default="0"),  # conversions behind it came too late
    base.number("last_reading_id", server_default="0"),  # the same of snapshots
    base.number("room_minor", nullable=True),  # what caps of creator and task left; empty: none
    base.number("granted_minor", server_default="0"),  # by disputes about the work, before
    # It is paid by what is counted, and nobody told of it.
    Column("unheard", Boolean, nullable=False, server_default=false()),
    base.number("amount_minor"),
    base.text("currency", 8),
    base.facts("lines"),  # domain.pricing lines, so that /why replays them
    base.at("settled_at"),
    base.at("payable_at"),  # the hold period ends
    base.at("matured_at", nullable=True),
    UniqueConstraint("assignment_id", "checkpoint"),  # once
    # Partial: who looks for what has ripened does not walk through all that ever did.
    # One walk along it sums up what everybody has in a currency, of all time or lately.
    Index("ix_settlement_sums", "currency", "person_id", "settled_at", "amount_minor"),
    Index("ix_settlement_held", "payable_at", sqlite_where=_HELD, postgresql_where=_HELD),
)

# Work that somebody left out of settlement runs, once at each of its cut-offs and for a while.
left_out = Table(
    "left_out",
    metadata,
    base.key(),
    base.ref("assignment_id", "assignment"),
    base.at("settle_at"),  # the cut-off that it was due by
    base.text("reason", 500),
    base.ref("left_by", "person"),
    base.at("left_at"),
    base.at("until"),
    base.ref("ended_by", "person", nullable=True),  # who settled it before that
    base.at("ended_at", nullable=True),
    UniqueConstraint("assignment_id", "settle_at"),
    CheckConstraint("until > left_at", name="ends"),
)

# What each work gets of its campaign's pot: fixed for all at once, before any of them is settled.
pot_share = Table(
    "pot_share",
    metadata,
    base.ref("assignment_id", "assignment", primary_key=True),
    base.ref("terms_id", "terms", index=True),
    base.ref("window_id", "pot_window", nullable=True),  # empty: one pot for the whole campaign
    base.ref("post_id", "post", nullable=True),  # the one that was measured
    # What came behind them was not heard; empty: split before that was kept.
    base.number("last_reading_id", nullable=True),
    base.number("last_news_id", nullable=True),
    base.number("earned_minor"),  # what it came to by itself
    base.number("share_minor"),
    base.at("split_at"),
    # How many postings there were: by them caps left what they did. Empty: split before caps and
    # what is certain had a say in it.
    base.number("postings", nullable=True),
    CheckConstraint("0 <= share_minor AND share_minor <= earned_minor", name="share"),
)

posting = Table(
    "posting",
    metadata,
    Column("id", base.Id, primary_key=True, autoincrement=False),  # its place in the chain, no gaps
    base.text("key", 96, unique=True),  # a repeat has no second effect
    base.text("kind", 16),
    base.text("currency", 8),
    base.at("at", index=True),
    base.text("previous_hash", 64),
    base.text("hash", 64, unique=True),
    base.one_of("kind", PostingKind),
)

ledger_entry = Table(
    "ledger_entry",
    metadata,
    base.key(),
    base.ref("posting_id", "posting", index=True),
    base.text("account", 24),
    base.number("owner_id"),  # a person, or the campaign for campaign_funds
    base.number("amount_minor"),
    base.text("currency", 8),
    base.one_of("account", LedgerAccount),
    # With what a sum over all people asks for, so that it reads the index alone.
    Index(
        *("ix_ledger_entry_owner", "owner_id", "account", "currency"),
        *("posting_id", "amount_minor"),
    ),
)

# One row: the chain's end. Whoever posts holds it, so that two writers cannot fork the chain.
ledger_head = Table(
    "ledger_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    base.number("length"),
    base.text("hash", 64),
    CheckConstraint("id = 1", name="single"),
)


payee = Table(
    "payee",
    metadata,
    base.ref("person_id", "person"),
    base.text("currency", 8),  # empty: for all that have no details of their own
    base.text("method", 16),
    base.text("kind", 16),  # what the tax office sees in them
    base.text("sealed"),  # encrypted details
    base.text("stamp", 64),  # salted hash of the details: the same under whichever key
    base.text("masked", 64),  # what may be shown
    base.text("digest", 64, index=True),  # keyed: shows that two people gave the same details
    base.at("changed_at"),
    PrimaryKeyConstraint("person_id", "currency"),
    base.one_of("kind", PayeeKind),
)

payout_batch = Table(
    "payout_batch",
    metadata,
    base.key(),
    base.text("status", 16),
    base.text("currency", 8),
    base.ref("prepared_by", "person"),
    base.at("prepared_at"),
    # The approver's two words: where they said yes first, and where they said it again.
    base.ref("confirmed_by", "person", nullable=True),
    base.text("confirmed_in", 8, nullable=True),
    base.at("confirmed_at", nullable=True),
    base.ref("approved_by", "person", nullable=True),
    base.text("approved_in", 8, nullable=True),
    base.at("approved_at", nullable=True),
    base.at("exported_at", nullable=True),
    # The house's day then, as 2026-11-30; empty of older ones: UTC's.
    base.text("exported_on", 10, server_default=""),
    base.facts("forms", nullable=True),  # how its files are written: frozen at the first export
    base.facts("account", nullable=True),  # it is paid from: frozen at its first credit transfer
    base.text("sha256", 64),  # of its items: what was approved is what is exported
    base.one_of("status", BatchStatus),
    CheckConstraint("approved_by <> prepared_by", name="two_people"),
    CheckConstraint(
        "confirmed_by = approved_by AND confirmed_in <> approved_in", name="one_approver_twice"
    ),
)

# Who did what to a batch; appended.
payout_event = Table(
    "payout_event",
    metadata,
    base.key(),
    base.ref("batch_id", "payout_batch", index=True),
    base.text("kind", 16),
    base.ref("actor_id", "person", nullable=True),  # empty: the command line
    base.number("payouts"),
    base.text("detail", 64, server_default=""),
    base.at("at"),
    base.one_of("kind", PayoutEventKind),
)

# Half an approval: what somebody said in one place and has to say again in the other.
payout_confirmation = Table(
    "payout_confirmation",
    metadata,
    base.ref("batch_id", "payout_batch"),
    base.ref("person_id", "person"),
    base.text("said_in", 8),
    base.at("at"),
    base.text("code_sha256", 64),  # of the code shown there, to be told in the other place
    base.number("tries"),  # wrong codes so far
    PrimaryKeyConstraint("batch_id", "person_id"),
    base.one_of("said_in", Channel),
)

# Rows of a bank's answer that moved nothing, for finance to look at: each row of a file once.
refused_answer = Table(
    "refused_answer",
    metadata,
    base.key(),
    base.number("upload_id"),  # the file itself is forgotten after a while
    base.text("name", 256),
    base.number("line"),
    base.text("counted", 8, server_default=Counted.LINE),
    base.text("flaw", 24),
    base.text("value", 80),
    base.at("at"),
    # Who said that nothing is left to do about it, and what was done; empty: somebody must look.
    base.ref("resolved_by", "person", nullable=True),
    base.at("resolved_at", nullable=True),
    base.text("resolution", 500, server_default=""),
    base.one_of("flaw", ResultFlaw),
    base.one_of("counted", Counted),
    # What is said of a group is refused of each of its payments.
    UniqueConstraint("upload_id", "counted", "line", "value"),
)

# Payouts that came back, to details that somebody stands by all the same: money goes there again.
second_try = Table(
    "second_try",
    metadata,
    base.ref("payout_id", "payout", primary_key=True),
    base.ref("said_by", "person"),  # its creator, or finance
    base.text("reason", 500),  # finance's; empty: the creator says that the details are right
    base.at("at"),
)

# What the calendar has proposed to finance: each date of a currency once.
payout_proposal = Table(
    "payout_proposal",
    metadata,
    base.text("currency", 8),
    base.at("scheduled_at"),
    base.at("proposed_at"),
    PrimaryKeyConstraint("currency", "scheduled_at"),
)

# What came back of what a bank had paid: once a payout.
payout_bounce = Table(
    "payout_bounce",
    metadata,
    base.ref("payout_id", "payout", primary_key=True),
    base.text("bank_reference", 64),  # the bank's own; empty where its file says none
    base.ref("booked_by", "person"),
    base.at("at"),
)

payout = Table(
    "payout",
    metadata,
    base.key(),
    base.ref("batch_id", "payout_batch", index=True),
    base.ref("person_id", "person"),
    base.number("amount_minor"),  # what the bank pays
    base.number("withheld_minor", server_default="0"),  # what the tax office gets besides
    # Of both, tax of an earlier payout that a dispute gave back: it is not taxed again.
    base.number("untaxed_minor", server_default="0"),
    # The name of the rule by which it was withheld. Empty: by none, or before that was kept.
    base.text("tax_rule", 16, server_default=""),
    base.text("currency", 8),
    base.text("status", 16),
    base.text("reference", 32, unique=True),  # what the bank's result names
    base.text("method", 16),
    base.text("kind", 16),
    base.text("sealed"),
    base.text("stamp", 64),
    base.text("masked", 64),
    base.text("problem", 256, server_default=""),  # the bank's words when it failed
    base.at("answered_at", nullable=True),
    base.at("receipt_at", nullable=True),  # when the creator said it arrived, or did not
    base.one_of("status", PayoutStatus),
    base.one_of("kind", PayeeKind),
    CheckConstraint("amount_minor > 0", name="amount"),
    CheckConstraint("withheld_minor >= 0", name="withheld"),
    CheckConstraint(
        "untaxed_minor >= 0 AND untaxed_minor <= amount_minor + withheld_minor", name="untaxed"
    ),
    # What somebody was paid lately is found without all that they ever were.
    Index("ix_payout_person_batch", "person_id", "batch_id"),
    Index("ix_payout_untaxed", "person_id", sqlite_where=_UNTAXED, postgresql_where=_UNTAXED),
    # One open item per person and currency: the same money cannot be in two batches.
    Index(
        "uq_payout_open",
        "person_id",
        "currency",
        unique=True,
        sqlite_where=text("status IN ('prepared', 'in_transit')"),
        postgresql_where=text("status IN ('prepared', 'in_transit')"),
    ),
)
