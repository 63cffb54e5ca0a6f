"""What a post earns under its terms, line by line so that it can be replayed; no ledger here."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.attribution import Tally
from domain.basis import NOTHING_CAME, Basis
from domain.money import divide_half_up
from domain.terms import Interaction, Method, Terms


class LineKind(StrEnum):
    FLAT = "flat"  # the base amount
    INTERACTIONS = "interactions"  # CPE: counted interactions × unit price
    VIEWS = "views"  # CPM: views × price for a thousand
    ACTIONS = "actions"  # CPA: approved actions × price
    SALES = "sales"  # CPS: order value, refunds taken off, × rate
    BONUS = "bonus"  # a step that was reached, `step_at`
    DRAFT = "draft"  # the stage after the approved draft
    POST = "post"  # the stage after the approved post
    FLOOR = "floor"  # what lifts the sum to the agreed minimum
    CAP = "cap"  # what brings the sum down to the agreed maximum; negative
    SETTLED = "settled"  # what earlier checkpoints settled; negative
    GRANTED = "granted"  # what a dispute granted of it before; negative
    KEPT = "kept"  # what they settled beyond this, and nobody takes back
    ROOM = "room"  # what is above the caps of the creator and the task; negative


@dataclass(frozen=True, slots=True)
class Counted:
    """One agreed interaction and its count in the reading."""

    interaction: Interaction
    count: int


@dataclass(frozen=True, slots=True)
class PriceLine:
    """quantity × rate_per_mille_minor + rounding_per_mille = subtotal_minor × 1000, exactly."""

    kind: LineKind
    quantity: int
    rate_per_mille_minor: int
    subtotal_minor: int
    rounding_per_mille: int = 0  # thousandths of a minor unit won (+) or lost (−) by rounding
    counted: tuple[Counted, ...] = ()
    step_at: int = 0  # of a bonus: how many of what is counted it asks for


@dataclass(frozen=True, slots=True)
class Priced:
    """`amount_minor` is always the sum of the lines' subtotals."""

    amount_minor: int
    lines: tuple[PriceLine, ...]


def price(terms: Terms, basis: Basis = NOTHING_CAME) -> Priced:
    """Counts must have passed `metrics.reading_problems`."""
    lines: list[PriceLine] = []
    if terms.flat_minor or terms.method is Method.FLAT:
        lines.append(amount_line(LineKind.FLAT, terms.flat_minor))
    if terms.method is not Method.FLAT:
        lines += _performance(terms, basis)
    earned = sum(line.subtotal_minor for line in lines)
    if earned < terms.floor_minor:
        lines.append(amount_line(LineKind.FLOOR, terms.floor_minor - earned))
    if earned > terms.cap_minor:
        lines.append(amount_line(LineKind.CAP, terms.cap_minor - earned))
    return Priced(sum(line.subtotal_minor for line in lines), tuple(lines))


def least_minor(terms: Terms) -> int:
    """What an approved post earns in any case, whatever is counted: base amount and floor."""
    return price(terms).amount_minor


def worst_case_minor(terms: Terms) -> int:
    """The most one post can ever cost: reserved at the claim, the rest released at settlement."""
    counts = bool(terms.counted) or terms.is_attributed
    if terms.method is not Method.FLAT and counts and (terms.rate_per_mille_minor or terms.bonuses):
        return terms.cap_minor
    return max(price(terms).amount_minor, terms.stages_minor)


def reserve_minor(terms: Terms, slots: int) -> int:
    """What a claim reserves: the worst case, of a pot its even part until it is split.

    Of a window's pot nothing: the window reserves all of it, at its first claim.
    """
    if terms.pot_days:
        return 0
    worst_minor = worst_case_minor(terms)
    return min(worst_minor, terms.pot_minor // slots) if terms.pot_minor else worst_minor


def launch_minor(terms: Terms, slots: int) -> int:
    """What a budget must hold before anybody claims: for all slots, or for one window."""
    return terms.pot_minor if terms.pot_days else slots * reserve_minor(terms, slots)


def pot_reaches(terms: Terms, slots: int) -> bool:
    """For what every slot is promised whatever is counted: as all may be claimed in one window."""
    return not terms.pot_minor or terms.pot_minor >= slots * least_minor(terms)


def amount_line(kind: LineKind, amount_minor: int) -> PriceLine:
    """A line that nothing was counted for."""
    return PriceLine(kind, 1, amount_minor * 1000, amount_minor)


def _performance(terms: Terms, basis: Basis) -> Iterator[PriceLine]:
    """What the counts earn, then the steps that they reach."""
    tally = basis.tally or Tally()
    match terms.method:
        case Method.CPA:
            reached = tally.actions
            yield _counted_line(LineKind.ACTIONS, reached, terms)
        case Method.CPS:
            reached = tally.orders
            yield _counted_line(LineKind.SALES, tally.value_minor, terms)
        case _:
            counted = tuple(Counted(each, basis.metrics.count(each)) for each in terms.counted)
            reached = sum(each.count for each in counted)
            kind = LineKind.VIEWS if terms.method is Method.CPM else LineKind.INTERACTIONS
            yield _counted_line(kind, reached, terms, counted)
    for bonus in terms.bonuses:
        if bonus.at <= reached:
            yield replace(amount_line(LineKind.BONUS, bonus.amount_minor), step_at=bonus.at)


def _counted_line(
    kind: LineKind, quantity: int, terms: Terms, counted: tuple[Counted, ...] = ()
) -> PriceLine:
    """Rounded once, half up."""
    rate = terms.rate_per_mille_minor
    subtotal_minor = divide_half_up(quantity * rate, 1000)
    rounding_per_mille = subtotal_minor * 1000 - quantity * rate
    return PriceLine(kind, quantity, rate, subtotal_minor, rounding_per_mille, counted)
