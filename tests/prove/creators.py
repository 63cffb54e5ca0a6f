"""What creators may do to a house, wisely or not."""

from datetime import datetime

from hypothesis import strategies as st
from hypothesis.stateful import rule
from sqlalchemy import Connection

from domain.assignment import AssignmentStatus
from domain.disputes.lines import REASONS, LineKind
from domain.payee import PayeeDetails, PayeeMethod
from domain.people import Actor
from services import assignments, disputes, payees, privacy, receipts, submissions
from storage.tables.campaigns import task
from storage.tables.disputes import dispute
from storage.tables.money import payout
from storage.tables.people import account
from storage.tables.work import assignment
from tests.prove.house import VAULT
from tests.prove.living import PICK, Living, link_of


class Creators(Living):
    """Each by whoever holds the row."""

    @rule(of_account=PICK, of_task=PICK)
    def claim(self, of_account: int, of_task: int) -> None:
        by, goal = self.house.one_of(account, of_account), self.house.one_of(task, of_task)
        actor = self.house.actor(by.person_id)
        ids = (goal.id, by.id, goal.terms_id)
        self.house.do(assignments.claim, actor, *ids, now=self.house.now)

    @rule(of_work=PICK)
    def release(self, of_work: int) -> None:
        self.with_work(of_work, assignments.release)

    @rule(of_work=PICK, number=st.integers(0, 9), meant=st.booleans())
    def hand_in(self, of_work: int, number: int, meant: bool) -> None:
        """Few links for many works: some come twice, from others too."""
        link = link_of(number)
        if meant:
            self.with_work(of_work, submissions.submit, link)
        elif work := self.house.one_of(assignment, of_work):
            actor = self.house.actor(work.person_id)
            self.house.do(submissions.hand_in, actor, link, now=self.house.now)

    @rule(of_work=PICK)
    def hand_in_draft(self, of_work: int) -> None:
        self.with_work(of_work, submissions.hand_in_draft, "今天在地铁听完了《长夜》，好听")

    @rule(of_person=PICK, number=st.integers(0, 3))
    def say_where_to_pay(self, of_person: int, number: int) -> None:
        """Few numbers: some share one."""
        details = PayeeDetails(PayeeMethod.ALIPAY, f"1381234567{number}", "王小明")
        actor = self.person(of_person)
        self.house.do(payees.save, actor, VAULT, details, now=self.house.now)

    @rule(of_payout=PICK, arrived=st.booleans())
    def answer_for_a_payout(self, of_payout: int, arrived: bool) -> None:
        if item := self.house.one_of(payout, of_payout):
            say = receipts.confirm if arrived else receipts.dispute
            self.house.do(say, self.house.actor(item.person_id), item.id, now=self.house.now)

    @rule(of_work=PICK, of_line=PICK)
    def dispute_a_line(self, of_work: int, of_line: int) -> None:
        """Of a work that is theirs, or of a payout."""
        self.with_work(of_work, _dispute, of_line)

    @rule(of_payout=PICK, of_work=PICK)
    def dispute_what_was_taken_back(self, of_payout: int, of_work: int) -> None:
        """Of somebody who was paid: chance alone seldom finds it."""
        paid = self.house.one_of(payout, of_payout)
        gone = self.house.works_of(paid.person_id, AssignmentStatus.VOID) if paid else []
        if gone:
            actor, kind = self.house.actor(paid.person_id), LineKind.TAKEN_BACK
            line = (kind, gone[of_work % len(gone)], REASONS[kind][0], "")
            self.house.do(disputes.open_, actor, *line, now=self.house.now)

    @rule(of_dispute=PICK, leave=st.booleans())
    def go_on_with_a_dispute(self, of_dispute: int, leave: bool) -> None:
        if found := self.house.one_of(dispute, of_dispute):
            actor, at = self.house.actor(found.person_id), self.house.now
            if leave:
                self.house.do(disputes.withdraw, actor, found.id, now=at)
            else:
                self.house.do(disputes.say_more, actor, found.id, "看这里", now=at)

    @rule(of_person=PICK)
    def leave_for_good(self, of_person: int) -> None:
        actor = self.person(of_person)
        if actor.telegram_id is not None:
            self.house.do(privacy.erase, actor, now=self.house.now)


def _dispute(
    conn: Connection, actor: Actor, assignment_id: int, of_line: int, *, now: datetime
) -> None:
    lines = [*disputes.of_work(conn, actor, assignment_id)]
    for own in receipts.recent(conn, actor):
        lines += disputes.of_payout(conn, actor, own.item.payout_id)
    if lines:
        line = lines[of_line % len(lines)]
        disputes.open_(conn, actor, line.kind, line.subject_id, REASONS[line.kind][0], now=now)
