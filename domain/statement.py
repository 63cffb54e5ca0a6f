"""A month or a year of one creator's money: what stood, what moved, what stands; pure sums."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.earnings import Totals
from domain.ledger import PostingKind
from domain.metrics import MetricSnapshot
from domain.payee import PayeeKind
from domain.payer import Payer
from domain.period import Period
from domain.pricing import PriceLine

K = PostingKind


@dataclass(frozen=True, slots=True)
class SettledPart:
    """The settlement that a movement is about, down to what it follows from."""

    settlement_id: int
    assignment_id: int
    title: str
    campaign: str
    checkpoint: str
    terms_version: int
    post_url: str
    reading: MetricSnapshot | None
    lines: tuple[PriceLine, ...]


@dataclass(frozen=True, slots=True)
class PaidPart:
    """The payout that a movement is about; `problem` in the bank's words."""

    payout_id: int
    reference: str
    masked: str
    amount_minor: int
    withheld_minor: int
    problem: str
    kind: PayeeKind


@dataclass(frozen=True, slots=True)
class PaidParts:
    """All payouts of a time together; `payouts` are those that did not come back within it."""

    payouts: int
    amount_minor: int
    withheld_minor: int


@dataclass(frozen=True, slots=True)
class DisputedPart:
    """The dispute that a movement comes of; `title` is a work's, or a payout's reference."""

    dispute_id: int
    title: str
    assignment_id: int | None
    kind: PayeeKind | None  # of its payout's payee


@dataclass(frozen=True, slots=True)
class RepaidPart:
    """The transfer by which a creator paid back what they owed."""

    repayment_id: int
    bank_reference: str


@dataclass(frozen=True, slots=True)
class Movement:
    """One posting as it moved a creator's money; `number` is its place in the chain."""

    number: int
    at: datetime
    kind: PostingKind
    change: Totals
    hash: str
    about: SettledPart | PaidPart | PaidParts | DisputedPart | RepaidPart | None
    borne_minor: int = 0  # of a debt that was given up: below nought the house bears it

    @property
    def amount_minor(self) -> int:
        """How much went its way: what was earned is plus, what went off is minus."""
        change = self.change
        match self.kind:
            case K.SETTLEMENT | K.REVERSAL | K.GRANT:
                return change.standing_minor + self.borne_minor
            case K.MATURITY | K.PAYOUT | K.RECOVERY | K.CORRECTION | K.WAIVER:
                return change.payable_minor
            case K.WRITE_OFF | K.REPAYMENT:
                return -change.owed_minor
            case K.RETURN | K.BOUNCE:
                return -change.left_minor
            case K.PAYMENT:
                return -change.paid_minor


def payout_of(movement: Movement) -> str:
    """Its reference; empty for what is about no payout."""
    match movement.about:
        case PaidPart() as of:
            return of.reference
        case DisputedPart() as of:
            return of.title
        case _:
            return ""


def _paid_as(movement: Movement) -> PayeeKind | None:
    """None for what is about no payout."""
    return movement.about.kind if isinstance(movement.about, PaidPart | DisputedPart) else None


def _came(paid: PaidPart | PaidParts, missed: Collection[str]) -> int:
    """How many of what was paid did not come back, of which those that did are known by now."""
    return paid.payouts if isinstance(paid, PaidParts) else paid.reference not in missed


@dataclass(frozen=True, slots=True)
class Arrived:
    """Payouts on the day on which the bank said that they were paid."""

    payouts: int
    gross_minor: int
    withheld_minor: int

    @property
    def net_minor(self) -> int:
        return self.gross_minor - self.withheld_minor


@dataclass(frozen=True, slots=True)
class Sheet:
    """One currency of a statement; movements in the chain's order."""

    opening: Totals
    movements: tuple[Movement, ...]

    @property
    def currency(self) -> str:
        return self.opening.currency

    @property
    def closing(self) -> Totals:
        return sum((each.change for each in self.movements), self.opening)

    @property
    def earned_minor(self) -> int:
        return self._moved(K.SETTLEMENT)

    @property
    def taken_back_minor(self) -> int:
        """Never above nought but for what falling counts had taken before."""
        return self._moved(K.REVERSAL)

    @property
    def granted_minor(self) -> int:
        """By disputes, out of campaigns' budgets."""
        return self._moved(K.GRANT)  # also where they had it, as the debt was given up

    @property
    def recovered_minor(self) -> int:
        """What was set against a debt."""
        return -self._moved(K.RECOVERY)

    @property
    def written_off_minor(self) -> int:
        """What was owed and nobody asks for any more, less what of it came back after all."""
        return -sum(each.borne_minor for each in self.movements)

    @property
    def repaid_minor(self) -> int:
        """What its creator transferred back of what was owed."""
        return self._moved(K.REPAYMENT)

    @property
    def waived_minor(self) -> int:
        """What its creator gave up, below nought."""
        return self._moved(K.WAIVER)

    @property
    def tax_ahead_minor(self) -> int:
        """Set aside with payouts on their way, below nought; above it once they arrive."""
        withheld_minor = sum(each.change.withheld_minor for each in self.movements)
        return self.arrived.withheld_minor - withheld_minor

    @property
    def other_minor(self) -> int:
        """What else changed what is theirs, besides earnings, their reversal and the gross."""
        debts_minor = self.written_off_minor + self.repaid_minor
        return self.granted_minor + debts_minor + self.waived_minor + self.tax_ahead_minor

    @property
    def arrived(self) -> Arrived:
        paid = [each.about for each in self.movements if each.kind is K.PAYMENT]
        parts = [each for each in paid if isinstance(each, PaidPart | PaidParts)]
        # What came back, never arrived or was withheld in vain comes off again.
        undone = [each for each in self.movements if each.kind in (K.CORRECTION, K.BOUNCE)]
        net_minor = sum(each.amount_minor for each in parts)
        net_minor += sum(each.change.paid_minor for each in undone)
        withheld_minor = sum(each.withheld_minor for each in parts)
        withheld_minor += sum(each.change.withheld_minor for each in undone)
        # One that was paid in an earlier time is no payout less in this one.
        missed = {payout_of(each) for each in undone if each.change.paid_minor < 0}
        arrived = sum(_came(each, missed) for each in parts)
        return Arrived(arrived, net_minor + withheld_minor, withheld_minor)

    @property
    def arrived_by_kind(self) -> tuple[tuple[PayeeKind, Arrived], ...]:
        """What arrived, by what the tax office saw in who was paid: together it is all of it."""
        found = ((kind, replace(self, movements=self._paid_as(kind)).arrived) for kind in PayeeKind)
        nothing = Arrived(0, 0, 0)
        return tuple((kind, arrived) for kind, arrived in found if arrived != nothing)

    def _paid_as(self, kind: PayeeKind) -> tuple[Movement, ...]:
        return tuple(each for each in self.movements if _paid_as(each) is kind)

    def balances(self) -> Iterator[tuple[Movement, int]]:
        """Each movement with what is theirs after it."""
        standing = self.opening
        for each in self.movements:
            standing += each.change
            yield each, standing.standing_minor

    def months(self, timezone: str) -> Iterator[tuple[int, "Sheet"]]:
        """Those in which something moved, each with what stood at its beginning."""
        zone, opening = ZoneInfo(timezone), self.opening
        of_month: defaultdict[int, list[Movement]] = defaultdict(list)
        for each in self.movements:
            of_month[each.at.astimezone(zone).month].append(each)
        for month, movements in sorted(of_month.items()):
            sheet = Sheet(opening, tuple(movements))
            opening = sheet.closing
            yield month, sheet

    def _moved(self, kind: PostingKind) -> int:
        return sum(each.amount_minor for each in self.movements if each.kind is kind)


@dataclass(frozen=True, slots=True)
class Parties:
    """Who paid whom, and the day on which it is said, as a tax office reads it.

    `names` are those that the creator's accounts were in; none where nothing opens.
    """

    payer: Payer
    names: tuple[str, ...]
    issued_on: date


@dataclass(frozen=True, slots=True)
class Statement:
    """A sheet a currency; days are those of `timezone`. `is_over`: nothing can come any more."""

    period: Period
    person_id: int
    name: str
    timezone: str
    is_over: bool
    sheets: tuple[Sheet, ...]
    parties: Parties | None = None  # known to whom names may be shown

    def sums(self) -> Iterator["Sums"]:
        for each in self.sheets:
            yield Sums(
                self.person_id,
                self.name,
                each.currency,
                each.opening.standing_minor,
                each.earned_minor,
                each.taken_back_minor,
                each.other_minor,
                each.arrived,
                each.closing.standing_minor,
            )


@dataclass(frozen=True, slots=True)
class Sums:
    """What a sheet comes to, without what moved: a house has many thousands of them."""

    person_id: int
    name: str
    currency: str
    opening_minor: int
    earned_minor: int
    taken_back_minor: int
    other_minor: int
    arrived: Arrived
    closing_minor: int
