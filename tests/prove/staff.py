"""What staff may do to a house; mostly somebody with the role, now and then whoever."""

from datetime import timedelta
from functools import partial
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy import Connection

from domain.assignment import AssignmentStatus
from domain.ledger import Owed
from domain.metrics import PostMetrics
from domain.outcome import Outcome
from domain.payout import Channel
from domain.people import Role
from domain.review import Decision
from domain.settlement import VoidReason
from domain.terms import Source
from services import (
    approvals,
    bank_results,
    bounces,
    campaigns,
    dispute_decisions,
    payout_files,
    payouts,
    repayments,
    reversals,
    reviews,
    second_tries,
    settlement_runs,
    settlements,
    write_offs,
)
from storage import payouts as stored_payouts
from storage.tables.campaigns import campaign
from storage.tables.disputes import dispute
from storage.tables.money import payout, payout_batch
from storage.tables.work import assignment, post, submission
from tests.preparing import prepare_batch
from tests.prove.house import RULES, VAULT, open_a_window, open_for_claims, open_one
from tests.prove.living import PICK, Living

VERDICTS: Final = st.sampled_from(
    (
        (Decision.APPROVE, "", "", ""),
        (Decision.APPROVE, "", "", ""),
        (Decision.CHANGES, "quality", "", "更亮一些"),
        (Decision.REJECT, "off_brief", "1", ""),
    )
)
COUNTS: Final = st.tuples(
    *(st.integers(0, 400) for _ in range(4)), st.sampled_from((None, 0, 9_000))
).map(lambda counts: PostMetrics(*counts))


PART: Final = st.sampled_from((1, 40, 60, 100, 101))
"""Per cent of what is owed: some of it, all of it, more."""
_MOST_OPENED: Final = 6


class Staff(Living):
    """Reviewers, coordinators, finance."""

    def __init__(self) -> None:
        super().__init__()
        self.seasons = 0

    @rule(of_person=PICK, of_submission=PICK, verdict=VERDICTS)
    def decide(self, of_person: int, of_submission: int, verdict: Any) -> None:
        if given := self.house.one_of(submission, of_submission):
            actor = self.house.member(Role.REVIEWER, of_person)
            self.house.do(reviews.decide, actor, given.id, *verdict, now=self.house.now)

    @rule(of_person=PICK, of_work=PICK, reason=st.sampled_from(VoidReason))
    def take_back(self, of_person: int, of_work: int, reason: VoidReason) -> None:
        if work := self.house.one_of(assignment, of_work):
            actor = self.house.member(Role.COORDINATOR, of_person)
            self.house.do(reversals.void, actor, work.id, reason, now=self.house.now)

    @rule(of_person=PICK, of_payout=PICK, of_work=PICK, reason=st.sampled_from(VoidReason))
    def take_back_what_was_paid(
        self, of_person: int, of_payout: int, of_work: int, reason: VoidReason
    ) -> None:
        """Work of somebody who was paid: chance alone seldom finds it."""
        paid = self.house.one_of(payout, of_payout)
        settled = self.house.works_of(paid.person_id, AssignmentStatus.SETTLED) if paid else []
        if settled:
            actor = self.house.member(Role.COORDINATOR, of_person)
            work_id = settled[of_work % len(settled)]
            self.house.do(reversals.void, actor, work_id, reason, now=self.house.now)

    @rule(
        of_person=PICK,
        of_dispute=PICK,
        verb=st.sampled_from(("ask", "decline", "make_good", "make_good")),
        amount=st.sampled_from((None, 1, 500, 9_000)),
    )
    def decide_a_dispute(self, of_person: int, of_dispute: int, verb: str, amount: Any) -> None:
        if found := self.house.one_of(dispute, of_dispute):
            actor = self.house.member(Role.FINANCE, of_person)
            args = (amount, "因为") if verb == "make_good" else ("因为",)
            deed = getattr(dispute_decisions, verb)
            self.house.do(deed, actor, found.id, *args, now=self.house.now)

    @rule(
        of_campaign=PICK,
        of_person=PICK,
        move=st.sampled_from((campaigns.pause, campaigns.launch, campaigns.launch)),
    )
    def pause_or_launch(self, of_campaign: int, of_person: int, move: Any) -> None:
        found = self.house.one_of(campaign, of_campaign)
        actor = self.house.member(Role.COORDINATOR, of_person)
        self.house.do(move, actor, found.id, now=self.house.now)

    @precondition(lambda self: self.house.now > self.opened_at + timedelta(days=10))
    @rule()
    def open_another_season(self) -> None:
        self.opened_at = self.house.now
        self.house.do(open_for_claims, now=self.house.now)

    @rule(of_post=PICK, ago=st.integers(0, 200), counts=COUNTS, source=st.sampled_from(Source))
    def record(self, of_post: int, ago: int, counts: PostMetrics, source: Source) -> None:
        """Late, early, repeated or lower than before: every reading is a new row or none."""
        self.read(
            self.house.one_of(post, of_post), self.house.now - timedelta(hours=ago), counts, source
        )

    @rule(of_person=PICK, of_work=PICK)
    def settle_unheard(self, of_person: int, of_work: int) -> None:
        if work := self.house.one_of(assignment, of_work):
            actor = self.house.member(Role.COORDINATOR, of_person)
            self.house.do(settlements.settle_unheard, actor, work.id, now=self.house.now)

    @rule(of_person=PICK, of_work=PICK, leaves=st.booleans())
    def settle_one_or_leave_it_out(self, of_person: int, of_work: int, leaves: bool) -> None:
        if work := self.house.one_of(assignment, of_work):
            actor = self.house.member(Role.FINANCE, of_person)
            verb: Any = settlement_runs.leave_out if leaves else settlement_runs.settle_one
            words = ("因为",) if leaves else ()
            self.house.do(verb, actor, work.id, *words, now=self.house.now)

    @precondition(lambda self: self.seasons < _MOST_OPENED)
    @rule(roll=st.integers(0, 2**20))
    def open_a_campaign(self, roll: int) -> None:
        """Under terms of any kind."""
        self.seasons += 1
        self.house.do(open_one, roll, now=self.house.now)

    @precondition(lambda self: self.seasons < _MOST_OPENED)
    @rule(roll=st.integers(0, 2**20))
    def open_a_window(self, roll: int) -> None:
        """With works in it that are counted soon: chance alone seldom fills one."""
        self.seasons += 1
        self.house.do(open_a_window, roll, now=self.house.now)

    @rule(of_person=PICK)
    def prepare(self, of_person: int) -> None:
        actor = self.house.member(Role.FINANCE, of_person)
        self.house.do(prepare_batch, actor, "CNY", RULES, now=self.house.now)

    @rule(of_person=PICK, of_batch=PICK)
    def cancel(self, of_person: int, of_batch: int) -> None:
        if found := self.house.one_of(payout_batch, of_batch):
            actor = self.house.member(Role.FINANCE, of_person)
            self.house.do(payouts.cancel, actor, found.id, now=self.house.now)

    @rule(of_person=PICK, of_batch=PICK, said_in=st.sampled_from(Channel), knows=st.booleans())
    def say_yes(self, of_person: int, of_batch: int, said_in: Channel, knows: bool) -> None:
        """In chat or in the console, with the code that they were shown, or with another."""
        if found := self.house.one_of(payout_batch, of_batch):
            actor = self.house.member(Role.FINANCE, of_person)
            code = self.house.codes.get((found.id, actor.person_id), "") if knows else "000000"
            yes = (actor, found.id, said_in, RULES, code)
            if said := self.house.do(approvals.say_yes, *yes, now=self.house.now):
                self.house.codes[found.id, actor.person_id] = said.code

    @rule(of_person=PICK, of_batch=PICK)
    def export(self, of_person: int, of_batch: int) -> None:
        if found := self.house.one_of(payout_batch, of_batch):
            actor = self.house.member(Role.FINANCE, of_person)
            self.house.do(payout_files.export, actor, VAULT, found.id, now=self.house.now)

    @rule(of_person=PICK, of_batch=PICK, outcome=st.sampled_from(Outcome), all_=st.booleans())
    def book_the_banks_answer(
        self, of_person: int, of_batch: int, outcome: Outcome, all_: bool
    ) -> None:
        if found := self.house.one_of(payout_batch, of_batch):
            actor = self.house.member(Role.FINANCE, of_person)
            self.house.do(partial(_book, now=self.house.now), actor, found.id, outcome, all_)

    @rule(of_person=PICK, of_payout=PICK)
    def give_up_a_debt(self, of_person: int, of_payout: int) -> None:
        """Whatever somebody owes who was paid; mostly nothing."""
        if paid := self.house.one_of(payout, of_payout):
            whose = (paid.person_id, paid.currency, "it is gone")
            actor = self.house.member(Role.OWNER, of_person)
            self.house.do(write_offs.write_off, actor, *whose, now=self.house.now)

    @rule(of_person=PICK, of_payout=PICK, transfer=st.integers(1, 3), part=PART)
    def book_a_repayment(self, of_person: int, of_payout: int, transfer: int, part: int) -> None:
        """That part of what somebody owes who was paid; a transfer may be brought again."""
        if paid := self.house.one_of(payout, of_payout):
            actor = self.house.member(Role.FINANCE, of_person)
            owed_minor = self.house.owed_by(paid.person_id, paid.currency) or 9_000
            sent = Owed(paid.person_id, owed_minor * part // 100, paid.currency)
            said = (sent, f"FT-{transfer}", "void work")
            self.house.do(repayments.book, actor, *said, now=self.house.now)

    @rule(of_person=PICK, of_payout=PICK)
    def try_again(self, of_person: int, of_payout: int) -> None:
        if found := self.house.one_of(payout, of_payout):
            actor = self.house.member(Role.FINANCE, of_person)
            self.house.do(second_tries.allow, actor, found.id, "it was down", now=self.house.now)

    @rule(of_person=PICK, of_payout=PICK)
    def book_what_came_back(self, of_person: int, of_payout: int) -> None:
        """By hand, whatever became of it."""
        if found := self.house.one_of(payout, of_payout):
            actor = self.house.member(Role.FINANCE, of_person)
            said = (found.id, "销户", "FT-9")
            self.house.do(bounces.book_by_hand, actor, *said, now=self.house.now)


def _book(
    conn: Connection, actor: Any, batch_id: int, outcome: Outcome, all_: bool, *, now: Any
) -> None:
    """Of all its items or of the first one."""
    items = stored_payouts.items(conn, batch_id)
    rows = [f"{item.reference},{outcome}" for item in (items if all_ else items[:1])]
    content = "\n".join(("reference,result", *rows)).encode()
    trial = bank_results.hand_in(conn, actor, "bank.csv", content, now=now)
    bank_results.confirm(conn, actor, trial.upload_id, now=now)
