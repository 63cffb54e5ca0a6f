"""How one amount reads when it is opened: terms, counts, price lines, debts, its trace."""

from datetime import datetime

from domain.attribution import Tally
from domain.checkpoints import unread_before
from domain.earnings import Explanation, Fixed
from domain.metrics import MetricSnapshot
from domain.receivable import OfWork
from domain.terms import Method
from words import disputes, passed_over, terms, times, waits, work
from words.amounts import amount
from words.earnings import checkpoint, stands
from words.names import name
from words.people import called
from words.price_lines import price_line
from words.speech import Html, Speech, msg


def explained(
    found: Explanation, timezone: str, say: Speech, now: datetime, *, to_staff: bool = False
) -> Html:
    """The whole way from what was agreed and counted to the amount; staff read whose it is."""
    head = say(
        "<b>{title}</b>\n{campaign}\n\n<b>{amount}</b>",
        title=found.title,
        campaign=found.campaign,
        amount=amount(found.amount_minor, found.currency),
    )
    if to_staff:
        whose = say(
            "Creator: {name} · P{number}", name=called(found.creator), number=found.person_id
        )
        head = Html("{}\n{} · #{}").format(head, whose, found.assignment_id)
    blocks = [
        Html("\n").join([head, _standing(found, timezone, say, now)]),
        _basis(found, timezone, say, now),
        passed_over.block(found.passed_over, timezone, say, now),
        _sum(found, say),
        _unread_before(found, say),
        _earlier(found, timezone, say, now),
        Html("\n").join(
            line
            for each in found.made_good
            for line in disputes.made_good(each, found.currency, timezone, say, now)
        ),
    ]
    if found.fixed:
        blocks.append(debts(found.debts, found.currency, say))
        blocks.append(_trace(found.fixed, timezone, say, now))
    return Html("\n\n").join(block for block in blocks if block)


def _standing(found: Explanation, timezone: str, say: Speech, now: datetime) -> Html:
    if found.fixed:
        return stands(found.fixed, found.sent, timezone, say, now)
    if not found.price_lines:
        return say("{status}: nothing is earned by it.", status=name(found.status, say))
    if found.held_by is not None:
        return say("⏸ Held until a person has looked at it; then its settlement goes on.")
    return _so_far(found, timezone, say, now)


def _so_far(found: Explanation, timezone: str, say: Speech, now: datetime) -> Html:
    """When it is fixed; past that, what for it waits."""
    if found.cutoff_at is None:
        return say("So far. It is fixed some days after the approval.")
    if found.waits is not None:
        return waits.past_cutoff(found.waits, found.terms, found.currency, timezone, say, now)
    cutoff = times.moment(found.cutoff_at, timezone, say.locale, now)
    if found.cutoff_at <= now:
        return say("So far. Its cut-off, {cutoff}, is over: it is settled next.", cutoff=cutoff)
    return say("So far. It is fixed at the cut-off, {cutoff}.", cutoff=cutoff)


def _basis(found: Explanation, timezone: str, say: Speech, now: datetime) -> Html:
    """What was agreed, and what was read of the post."""
    price, *beside = terms.agreed(found.terms, found.currency, say)
    lines = [say("🤝 Terms {version}: {pay}", version=found.terms_version, pay=price), *beside]
    if found.terms.pot_minor:
        lines.append(terms.may_be_less(found.terms, found.currency, say))
    if found.basis.reading:
        lines.append(read(found.basis.reading, timezone, say, now))
    elif found.basis.tally:
        lines += _told(found.basis.tally, found.currency, say)
    elif found.terms.is_measured and found.fixed:
        lines.append(say("📊 No figures came in time, so the agreed minimum was paid."))
    elif found.terms.is_attributed and found.fixed:
        lines.append(say("🧾 No action or order was told of in time."))
    elif found.terms.method is not Method.FLAT and found.price_lines:
        lines.append(say("📊 No figures have come yet."))
    if found.link:
        lines.append(work.clicks(found.link, say))
    if found.fixed and found.cutoff_at:
        cutoff = times.moment(found.cutoff_at, timezone, say.locale, now)
        lines.append(say("✂️ Figures after the cut-off, {cutoff}, change nothing.", cutoff=cutoff))
    return Html("\n").join(lines)


def read(snapshot: MetricSnapshot, timezone: str, say: Speech, now: datetime | None) -> Html:
    """When a post was read, by whom, and what it said."""
    return say(
        "📊 Read {moment} ({source}): {counts}",
        moment=times.moment(snapshot.observed_at, timezone, say.locale, now),
        source=name(snapshot.source, say),
        counts=counts(snapshot, say),
    )


def _told(tally: Tally, currency: str, say: Speech) -> list[Html]:
    """Of actions and orders: what counts, and what was told and does not."""
    lines = [
        say(
            "🧾 Told by partners: actions {actions}, orders {orders}, {value} less refunds",
            actions=f"{tally.actions:,}",
            orders=f"{tally.orders:,}",
            value=amount(tally.value_minor, currency),
        )
    ]
    if tally.taken_back or tally.outside:
        lines.append(
            say(
                "    not counted: {taken_back} taken back, {outside} outside their time",
                taken_back=f"{tally.taken_back:,}",
                outside=f"{tally.outside:,}",
            )
        )
    return lines


def counts(snapshot: MetricSnapshot, say: Speech) -> Html:
    """What a reading said of each kind of count."""
    told = (
        (snapshot.metrics.views, msg("views {count}")),
        (snapshot.metrics.likes, msg("likes {count}")),
        (snapshot.metrics.shares, msg("shares {count}")),
        (snapshot.metrics.saves, msg("saves {count}")),
        (snapshot.metrics.comments, msg("comments {count}")),
    )
    return say(", ").join(
        say(wording, count=f"{count:,}") for count, wording in told if count is not None
    )


def _sum(found: Explanation, say: Speech) -> Html:
    """The lines that add up to the amount, each with its own rounding."""
    return Html("\n").join(price_line(each, found.currency, say) for each in found.price_lines)


def _unread_before(found: Explanation, say: Speech) -> Html:
    """Cut-offs that nothing was read by until this one was due."""
    if not found.fixed:
        return Html()
    before = [each.checkpoint for each in found.earlier]
    days = unread_before(found.terms, found.fixed.checkpoint, before)
    if not days:
        return Html()
    return say(
        "⏭ There were no figures {days} days after publishing: that part is paid with this one.",
        days=terms.listed([Html(str(each)) for each in days], say),
    )


def _earlier(found: Explanation, timezone: str, say: Speech, now: datetime) -> Html:
    """What was fixed before this, and what all of it comes to."""
    if not found.earlier:
        return Html()
    lines = [
        say(
            "🔒 {amount} {part}, {moment}",
            amount=amount(each.amount_minor, found.currency),
            part=checkpoint(each.checkpoint, say),
            moment=times.moment(each.settled_at, timezone, say.locale, now),
        )
        for each in found.earlier
    ]
    total_minor = found.amount_minor + sum(each.amount_minor for each in found.earlier)
    lines.append(say("In all {amount}", amount=amount(total_minor, found.currency)))
    return Html("\n").join(lines)


def debts(had: OfWork, currency: str, say: Speech) -> Html:
    """What an amount had to do with what its creator owes; empty for most."""
    lines = []
    if had.recovered_minor:
        money = amount(had.recovered_minor, currency)
        lines.append(
            say("↩️ {amount} of it was set against what was to be settled up.", amount=money)
        )
    if had.owed_minor > had.settled_minor:
        money = amount(had.owed_minor - had.settled_minor, currency)
        lines.append(
            say("↩️ {amount} of it had been paid out; later earnings make it up.", amount=money)
        )
    if had.repaid_minor:
        money = amount(had.repaid_minor, currency)
        lines.append(say("✅ {amount} of it had been paid out and was sent back.", amount=money))
    if settled := had.settled_minor - had.repaid_minor:
        lines.append(
            say(
                "✅ {amount} of it had been paid out; that is settled up.",
                amount=amount(settled, currency),
            )
        )
    return Html("\n").join(lines)


def _trace(fixed: Fixed, timezone: str, say: Speech, now: datetime) -> Html:
    """What an auditor asks for."""
    settled = times.moment(fixed.settled_at, timezone, say.locale, now)
    if not fixed.posting_hash:
        return say("🔒 Fixed {moment}; nothing was posted.", moment=settled)
    return say(
        "🔒 Fixed {moment}, ledger entry <code>{hash}</code>",
        moment=settled,
        hash=fixed.posting_hash[:12],
    )
