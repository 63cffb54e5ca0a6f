"""When parts of an amount are fixed, and what each pays; what the whole comes to is pricing.

A settlement checkpoint is a stage (the draft or the post was approved) or a cut-off. Each pays what
the whole comes to by then, less what was settled before it and what disputes granted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain import pricing
from domain.basis import Basis, CutOff
from domain.pricing import LineKind, Priced
from domain.terms import Terms


class Stage(StrEnum):
    """What is paid before anything is counted."""

    DRAFT = "draft"  # the draft was approved
    POST = "post"  # the post was approved


STAGES: Final = frozenset(Stage)
FINAL: Final = "final"  # the last cut-off: after it the work is settled
_DAY: Final = "T+"  # and the days after publication: an earlier cut-off


@dataclass(frozen=True, slots=True)
class Settling:
    """What stands when a part is fixed: what was paid of it before, and what caps leave."""

    before_minor: int = 0
    room_minor: int | None = None  # of the creator's and the task's caps; None: neither is set
    granted_minor: int = 0  # by disputes about this work


def first_cutoff(terms: Terms, published_at: datetime) -> datetime:
    return published_at + timedelta(days=min((*terms.earlier_cutoffs, terms.cutoff_days)))


def next_cutoff(terms: Terms, last: datetime, after: datetime) -> datetime | None:
    """The one behind `after`; None behind the `last`, which is the work's own cut-off."""
    published_at = last - timedelta(days=terms.cutoff_days)
    days = (*terms.earlier_cutoffs, terms.cutoff_days)
    return next((at for at in (published_at + timedelta(days=d) for d in days) if at > after), None)


def decided_at(
    terms: Terms, last: datetime, at: datetime, first_read_at: datetime | None, now: datetime
) -> datetime:
    """The cut-off that is fixed when the next one, `at`, is due.

    Another one when nothing was read by that: the first by which something was, and that is due.
    """
    found: datetime | None = at
    while found is not None and found <= now:
        if first_read_at is None or first_read_at <= found:
            return found
        found = next_cutoff(terms, last, found)
    return at


def unread_before(terms: Terms, checkpoint: str, before: Iterable[str]) -> tuple[int, ...]:
    """Days of the earlier cut-offs that this one was fixed instead of; `before` were fixed."""
    if checkpoint in STAGES:
        return ()
    behind = max((days_of(each) or 0 for each in before), default=0)
    until = days_of(checkpoint) or terms.cutoff_days
    return tuple(days for days in terms.earlier_cutoffs if behind < days < until)


def name_of(terms: Terms, last: datetime, at: datetime) -> str:
    """As it stands on the settlement: `T+7`, or `final`."""
    if at >= last:
        return FINAL
    return f"{_DAY}{terms.cutoff_days - (last - at).days}"


def days_of(checkpoint: str) -> int | None:
    """Of an earlier cut-off; None for the others."""
    return int(checkpoint.removeprefix(_DAY)) if checkpoint.startswith(_DAY) else None


def cutoff_of(terms: Terms, checkpoint: str, last: datetime) -> CutOff:
    published_at = last - timedelta(days=terms.cutoff_days)
    days = days_of(checkpoint)
    return CutOff(last if days is None else published_at + timedelta(days=days), published_at)


def part(terms: Terms, checkpoint: str, basis: Basis, settling: Settling) -> Priced:
    """What this checkpoint pays, with the lines that lead to it."""
    whole = _whole(terms, checkpoint, basis)
    lines = [*whole.lines]
    is_stage = checkpoint in STAGES
    before_minor = 0 if is_stage else settling.before_minor
    if before_minor:
        lines.append(pricing.amount_line(LineKind.SETTLED, -before_minor))
    amount_minor = whole.amount_minor - before_minor
    # What a dispute granted counts as paid; but nothing that it gave is taken back by figures.
    granted_minor = 0 if is_stage else min(settling.granted_minor, max(0, amount_minor))
    if granted_minor:
        lines.append(pricing.amount_line(LineKind.GRANTED, -granted_minor))
    amount_minor -= granted_minor
    if amount_minor < 0 and not terms.takes_back:
        lines.append(pricing.amount_line(LineKind.KEPT, -amount_minor))
        amount_minor = 0
    if settling.room_minor is not None and amount_minor > settling.room_minor:
        lines.append(pricing.amount_line(LineKind.ROOM, settling.room_minor - amount_minor))
        amount_minor = settling.room_minor
    return Priced(amount_minor, tuple(lines))


def by_now(terms: Terms, basis: Basis, before_minor: int, granted_minor: int = 0) -> Priced:
    """What the last checkpoint would pay if it were now."""
    return part(terms, FINAL, basis, Settling(before_minor, granted_minor=granted_minor))


def _whole(terms: Terms, checkpoint: str, basis: Basis) -> Priced:
    if checkpoint not in STAGES:
        return pricing.price(terms, basis)
    amount_minor = stage_minor(terms, Stage(checkpoint))
    kind = LineKind.DRAFT if checkpoint == Stage.DRAFT else LineKind.POST
    return Priced(amount_minor, (pricing.amount_line(kind, amount_minor),))


def stage_minor(terms: Terms, stage: Stage) -> int:
    return terms.draft_minor if stage is Stage.DRAFT else terms.post_minor
