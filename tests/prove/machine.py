"""Everything people and clocks may do to a house, in any order; after each step all must hold."""

from datetime import timedelta
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from sqlalchemy import select

from domain.assignment import CREATORS_TURN, REVIEWERS_TURN, AssignmentStatus
from domain.metrics import PostMetrics
from domain.outcome import Outcome
from domain.payout import BatchStatus, Channel
from domain.settlement import VoidReason
from domain.terms import Source
from services import submissions, verify
from storage.tables.money import payout_batch, settlement
from storage.tables.work import assignment
from tests.prove.clocks import Clocks
from tests.prove.creators import Creators
from tests.prove.living import PICK, link_of
from tests.prove.partners import Partners
from tests.prove.promises import Promises
from tests.prove.staff import PART, Staff

VERIFIED_EVERY: Final = 25
"""Steps between two looks at everything; what may cost money is looked at after each."""


class Anything(Creators, Partners, Staff, Clocks):
    """With a few rules that lead somewhere: chance alone seldom comes as far as the money."""

    steps = 0  # over all houses, for the proof's count

    def __init__(self) -> None:
        super().__init__()
        self.lived = 0
        self.promises = Promises()
        self.fixed: dict[int, int] = {}  # amounts by settlement: none may ever change

    @rule(after=st.integers(0, 70))
    def break_down(self, after: int) -> None:
        """In the middle of whatever is done next."""
        self.house.break_down(after)

    @rule()
    def do_it_again(self) -> None:
        self.house.do_again()

    @rule(of_work=PICK, number=st.integers(10, 99))
    def carry_on(self, of_work: int, number: int) -> None:
        """Whatever leads this work on, as most people do most of the time."""
        work = self.house.one_of(assignment, of_work)
        if work is None:
            return
        link = link_of(number)
        if work.status in CREATORS_TURN:
            actor = self.house.actor(work.person_id)
            self.house.do(submissions.submit, actor, work.id, link, now=self.house.now)
            self.house.do(
                submissions.hand_in_draft, actor, work.id, "今天真好听", now=self.house.now
            )
        elif work.status in REVIEWERS_TURN:
            self.house.now = max(self.house.now, work.review_due_at)
            self.approve_by_clock(1)
        elif work.status == AssignmentStatus.APPROVED:
            self._pass_the_cutoff(work, number)
            self.split_pots()
            self.settle(3)
        elif work.status == AssignmentStatus.SETTLED:
            self.house.wait(24 * 3)
            self.mature(3)

    def _pass_the_cutoff(self, work: Any, number: int) -> None:
        """Read just before it and just after it, when the counts were higher."""
        self.house.now = max(self.house.now, work.cutoff_at + timedelta(hours=1))
        for hours, likes in ((-1, number), (1, 3 * number)):
            at, counts = work.cutoff_at + timedelta(hours=hours), PostMetrics(likes)
            self.read(self.house.post_of(work.id), at, counts, Source.PLATFORM)

    @rule(of_batch=PICK, outcome=st.sampled_from(Outcome))
    def carry_on_paying(self, of_batch: int, outcome: Outcome) -> None:
        """Whatever leads this batch on."""
        if found := self.house.one_of(payout_batch, of_batch):
            for of_person in range(3):
                if found.status == BatchStatus.PREPARED:
                    for said_in in Channel:  # chat, then the console with the code from there
                        self.say_yes(of_person, of_batch, said_in, knows=True)
                self.export(of_person, of_batch)
            if found.status in (BatchStatus.EXPORTED, BatchStatus.DONE):
                self.book_the_banks_answer(0, of_batch, outcome, True)

    @rule(of_batch=PICK, of_payout=PICK, of_work=PICK, gives_up=st.booleans())
    def carry_on_to_what_comes_back(
        self, of_batch: int, of_payout: int, of_work: int, gives_up: bool
    ) -> None:
        """Paid, of it work is void, perhaps the debt is given up, and then the bank returns it."""
        self._pay_and_take_back(of_batch, of_payout, of_work, gives_up)
        for of_person in range(3):
            self.book_what_came_back(of_person, of_payout)

    def _pay_and_take_back(
        self, of_batch: int, of_payout: int, of_work: int, gives_up: bool
    ) -> None:
        for of_person in range(3):
            self.prepare(of_person)
        self.carry_on_paying(of_batch, Outcome.PAID)
        for of_person in range(3):
            self.take_back_what_was_paid(of_person, of_payout, of_work, VoidReason.FRAUD)
            if gives_up:
                self.give_up_a_debt(of_person, of_payout)

    @rule(of_batch=PICK, of_payout=PICK, of_work=PICK, parts=st.tuples(PART, PART))
    def carry_on_to_what_is_transferred_back(
        self, of_batch: int, of_payout: int, of_work: int, parts: tuple[int, int]
    ) -> None:
        """Paid, of it work is void, and its creator pays the debt in parts, one brought twice."""
        self._pay_and_take_back(of_batch, of_payout, of_work, gives_up=False)
        for of_person in range(3):
            for transfer, part in zip((1, 1, 2), (*parts, 100), strict=True):
                self.book_a_repayment(of_person, of_payout, transfer, part)

    @rule(of_batch=PICK, of_payout=PICK, of_work=PICK, gives_up=st.booleans(), part=PART)
    def carry_on_to_a_void_that_was_wrong(
        self, of_batch: int, of_payout: int, of_work: int, gives_up: bool, part: int
    ) -> None:
        """Paid, of it work is void, its debt made up in part or given up, and then it was right."""
        self._pay_and_take_back(of_batch, of_payout, of_work, gives_up)
        self.book_a_repayment(0, of_payout, of_work % 9, part)
        self.dispute_what_was_taken_back(of_payout, of_work)
        for of_person in range(3):
            self.decide_a_dispute(of_person, 1, "make_good", None)

    @invariant()
    def every_promise_is_kept(self) -> None:
        type(self).steps += 1
        self.lived += 1
        with self.house.engine.connect() as conn:
            broken = self.promises.broken(conn)
        assert broken == [], broken
        if self.lived % VERIFIED_EVERY == 0:
            self.look_at_everything()

    def teardown(self) -> None:
        self.look_at_everything()

    def look_at_everything(self) -> None:
        with self.house.engine.connect() as conn:
            found = verify.problems(conn)
        assert found == [], found
        self._no_amount_changed()

    def _no_amount_changed(self) -> None:
        with self.house.engine.connect() as conn:
            rows = conn.execute(select(settlement.c.id, settlement.c.amount_minor))
            for settlement_id, amount_minor in rows:
                assert self.fixed.setdefault(settlement_id, amount_minor) == amount_minor
