"""A creator disputes a line; somebody who had no part in it decides; nothing is lost by asking."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from domain.assignment import AssignmentStatus
from domain.disputes.life import (
    MOST_SAID,
    AwardOutOfRange,
    BudgetShort,
    DisputeEventKind,
    DisputeOver,
    DisputeStatus,
    EvidenceFile,
    SaidEnough,
)
from domain.disputes.lines import (
    OPEN_FOR,
    DisputedAlready,
    DisputedEnough,
    DisputeReason,
    LineKind,
    TooLate,
)
from domain.disputes.listing import DisputeState, Wanted
from domain.errors import NotAllowed, NotFound, OwnWork
from domain.files import Kind
from domain.hearing import AskedEnough, WordsNeeded
from domain.ledger import LedgerAccount
from domain.payout import PayoutStatus
from domain.payout_rules import PLAIN
from domain.people import Actor, Role
from domain.reconciliation import Some
from domain.settlement import VoidReason
from domain.statement import Arrived
from services import (
    dispute_decisions,
    disputes,
    earnings,
    payees,
    privacy,
    receipts,
    reconciliation,
    reversals,
    settlements,
    statements,
    verify,
    why,
)
from storage.tables.campaigns import campaign
from storage.tables.delivery import delivery
from storage.tables.disputes import dispute, dispute_event
from storage.tables.money import ledger_entry, payout
from tests.approved import approved
from tests.objecting import (
    BUDGET,
    Paid,
    Scene,
    about_amount,
    clocks_run,
    file,
    objected,
    paid_out,
    rejected_work,
    settled_work,
    settlement_of,
    status,
)
from tests.paying import DAY, PAYDAY, VAULT, balance, details, kinds_to
from tests.world import NOW, World, creator, live_campaign, staff

A, D, E, K, R = LedgerAccount, DisputeStatus, DisputeEventKind, LineKind, DisputeReason
HOUR = timedelta(hours=1)
PROOF = EvidenceFile("a-file", Kind.PNG, "5" * 64)


def granted(world: World, scene: Scene, amount_minor: int = 500) -> int:
    number = about_amount(world, scene)
    decide = dispute_decisions.make_good
    world.do(decide, scene.decider, number, amount_minor, "You are right", now=scene.now)
    return number


def sums(world: World, actor: Actor) -> dict[A, int]:
    accounts = (A.CREATOR_PENDING, A.CREATOR_PAYABLE, A.CREATOR_RECEIVABLE)
    return {each: balance(world, actor, each) for each in accounts}


def sound(world: World) -> bool:
    return world.do(verify.problems) == []


def test_a_dispute_reaches_who_may_decide_and_nobody_else(world: World) -> None:
    scene = settled_work(world)
    reviewer = world.do(staff, Role.REVIEWER)
    linked = world.do(staff, Role.FINANCE)
    world.do(_invited, scene.actor, linked)
    number = about_amount(world, scene)
    assert status(world, scene.actor, number) is D.OPEN
    assert kinds_to(world, scene.decider) == ["dispute_waiting"]
    assert kinds_to(world, reviewer) == kinds_to(world, linked) == []
    assert [each.dispute_id for each in queue(world, scene.decider)] == [number]
    assert queue(world, linked) == ()
    assert sound(world)


def _invited(conn: Any, invited: Actor, by: Actor) -> None:
    from storage.tables.people import person as people

    conn.execute(
        update(people).where(people.c.id == invited.person_id).values(invited_by=by.person_id)
    )


def queue(world: World, actor: Actor, wanted: Wanted | None = None) -> tuple[Any, ...]:
    return world.do(dispute_decisions.page, actor, 1, wanted).lines


def test_a_grant_is_payable_at_once_and_explains_itself(world: World) -> None:
    scene = settled_work(world)
    number = granted(world, scene, 1_234)
    assert sums(world, scene.actor)[A.CREATOR_PAYABLE] == 1_234
    assert sums(world, scene.actor)[A.CREATOR_PENDING] == 8_000
    (given,) = world.do(why.explain, scene.actor, scene.assignment_id, now=scene.now).made_good
    assert (given.dispute_id, given.amount_minor, given.is_taken_back) == (number, 1_234, False)
    assert given.posting_hash
    (sheet,) = world.do(statements.own, scene.actor, "2026", PLAIN.timezone, now=scene.now).sheets
    assert (sheet.earned_minor, sheet.granted_minor) == (8_000, 1_234)
    lines = world.do(earnings.overview, scene.actor, now=scene.now).lines
    assert [(each.dispute_id, each.amount_minor) for each in lines] == [(number, 1_234), (0, 8_000)]
    assert kinds_to(world, scene.actor)[-1] == "dispute_granted"
    assert file(world, scene.actor, number).facts.note == "You are right"
    assert sound(world)


def test_a_grant_stays_within_the_budget_of_its_campaign(world: World) -> None:
    scene = settled_work(world)
    number, left = about_amount(world, scene), 500
    world.do(lambda conn: conn.execute(update(campaign).values(budget_minor=8_000 + left)))
    decide = dispute_decisions.make_good
    with pytest.raises(BudgetShort):
        world.do(decide, scene.decider, number, left + 1, "Too much", now=scene.now)
    assert status(world, scene.actor, number) is D.OPEN
    assert sums(world, scene.actor)[A.CREATOR_PAYABLE] == 0
    world.do(decide, scene.decider, number, left, "All there is", now=scene.now)
    row = world.rows(select(campaign.c.earned_minor, campaign.c.budget_minor))[0]
    assert tuple(row) == (8_500, 8_500)
    assert sound(world)


def test_a_settled_amount_was_paid_already_so_somebody_says_what_comes_besides(
    world: World,
) -> None:
    scene = settled_work(world)
    number = about_amount(world, scene)
    decide = dispute_decisions.make_good
    with pytest.raises(AwardOutOfRange):
        world.do(decide, scene.decider, number, None, "All of it", now=scene.now)
    assert sums(world, scene.actor)[A.CREATOR_PAYABLE] == 0
    assert status(world, scene.actor, number) is D.OPEN


def test_grants_of_a_work_come_to_no_more_than_was_agreed_for_a_post(world: World) -> None:
    scene, _ = rejected_work(world)
    number = objected(world, scene.actor, K.REJECTION, scene.assignment_id, now=NOW)
    decide = dispute_decisions.make_good
    with pytest.raises(AwardOutOfRange) as refused:
        world.do(decide, scene.decider, number, 8_001, "More than a post", now=NOW)
    assert refused.value.most_minor == 8_000
    world.do(decide, scene.decider, number, 8_000, "A post", now=NOW)
    assert sound(world)


def test_a_decision_is_made_once(world: World) -> None:
    scene = settled_work(world)
    number = granted(world, scene)
    again = (scene.decider, number)
    with pytest.raises(DisputeOver):
        world.do(dispute_decisions.make_good, *again, 500, "Once more", now=scene.now)
    with pytest.raises(DisputeOver):
        world.do(dispute_decisions.decline, *again, "Or not", now=scene.now)
    with pytest.raises(DisputeOver):
        world.do(disputes.withdraw, scene.actor, number, now=scene.now)
    assert sums(world, scene.actor)[A.CREATOR_PAYABLE] == 500


def test_a_declined_dispute_says_why_and_moves_no_money(world: World) -> None:
    scene = settled_work(world)
    before, number = world.rows(select(func.count()).select_from(ledger_entry)), 0
    number = about_amount(world, scene)
    with pytest.raises(WordsNeeded):
        world.do(dispute_decisions.decline, scene.decider, number, "  ", now=scene.now)
    world.do(dispute_decisions.decline, scene.decider, number, "See clause 2", now=scene.now)
    assert status(world, scene.actor, number) is D.DECLINED
    assert world.rows(select(func.count()).select_from(ledger_entry)) == before
    assert kinds_to(world, scene.actor)[-1] == "dispute_declined"
    with pytest.raises(DisputedAlready):
        about_amount(world, scene)
    assert sound(world)


def test_who_rejected_the_work_decides_on_no_dispute_about_it(world: World) -> None:
    scene, reviewer = rejected_work(world)
    number = objected(world, scene.actor, K.REJECTION, scene.assignment_id, now=NOW)
    assert "dispute_waiting" not in kinds_to(world, reviewer)
    assert queue(world, reviewer) == ()
    for verb in (dispute_decisions.ask, dispute_decisions.decline):
        with pytest.raises(OwnWork):
            world.do(verb, reviewer, number, "No", now=NOW)
    with pytest.raises(OwnWork):
        world.do(dispute_decisions.one, reviewer, number)
    decide = dispute_decisions.make_good
    world.do(decide, scene.decider, number, 8_000, "It kept the brief", now=NOW)
    found = world.do(why.explain, scene.actor, scene.assignment_id, now=NOW)
    assert found.status is AssignmentStatus.REJECTED
    assert [each.amount_minor for each in found.made_good] == [8_000]
    assert sums(world, scene.actor)[A.CREATOR_PAYABLE] == 8_000
    assert sound(world)


def test_who_settled_by_hand_decides_on_no_dispute_about_it(world: World) -> None:
    scene = settled_work(world)
    other = world.do(staff, Role.FINANCE)
    work = world.do(approved, world.do(live_campaign), scene.maker)
    world.do(settlements.settle_unheard, other, work.assignment_id, now=work.cutoff_at)
    number = settlement_of(world, work.assignment_id)
    about = objected(world, scene.actor, K.SETTLEMENT, number, now=work.cutoff_at)
    with pytest.raises(OwnWork):
        world.do(dispute_decisions.decline, other, about, "No", now=work.cutoff_at)


def test_who_is_paid_into_the_same_account_does_not_decide(world: World) -> None:
    scene = settled_work(world)
    world.do(payees.save, scene.actor, VAULT, details(1), now=NOW)
    world.do(payees.save, scene.decider, VAULT, details(1), now=NOW)
    number = about_amount(world, scene)
    assert kinds_to(world, scene.decider) == []
    with pytest.raises(OwnWork):
        world.do(dispute_decisions.decline, scene.decider, number, "No", now=scene.now)


def test_creators_and_reviewers_decide_nothing(world: World) -> None:
    scene = settled_work(world)
    number = about_amount(world, scene)
    for actor in (world.do(creator).actor, world.do(staff, Role.REVIEWER)):
        with pytest.raises(NotAllowed):
            world.do(dispute_decisions.decline, actor, number, "No", now=scene.now)
        with pytest.raises(NotAllowed):
            world.do(dispute_decisions.page, actor, 1)


def test_a_dispute_is_its_creators_own(world: World) -> None:
    scene = settled_work(world)
    number, other = about_amount(world, scene), world.do(creator).actor
    for verb in (disputes.own, disputes.withdraw):
        extra = {} if verb is disputes.own else {"now": scene.now}
        with pytest.raises(NotFound):
            world.do(verb, other, number, **extra)
    with pytest.raises(NotFound):
        world.do(disputes.of_work, other, scene.assignment_id)
    about = settlement_of(world, scene.assignment_id)
    with pytest.raises(NotFound):
        objected(world, other, K.SETTLEMENT, about, now=scene.now)


def test_a_question_has_a_clock_and_its_answer_starts_ours_anew(world: World) -> None:
    scene = settled_work(world)
    number, at = about_amount(world, scene), scene.now + HOUR
    world.do(dispute_decisions.ask, scene.decider, number, "Which figures?", now=at)
    facts = file(world, scene.actor, number).facts
    assert (facts.status, facts.answer_due_at) == (D.ASKED, at + 72 * HOUR)
    assert kinds_to(world, scene.actor)[-1] == "dispute_asked"
    world.do(disputes.say_more, scene.actor, number, "These", PROOF, now=at + HOUR)
    found = file(world, scene.actor, number)
    assert (found.facts.status, found.facts.decide_due_at) == (D.OPEN, at + 73 * HOUR)
    assert (found.events[-1].kind, found.events[-1].file) == (E.ANSWERED, PROOF)
    assert kinds_to(world, scene.decider) == ["dispute_waiting", "dispute_waiting"]


def test_nobody_is_asked_without_end(world: World) -> None:
    scene = settled_work(world)
    number = about_amount(world, scene)
    for words in ("What?", "When?", "When?"):  # what stands is not asked again
        world.do(dispute_decisions.ask, scene.decider, number, words, now=scene.now)
    with pytest.raises(AskedEnough):
        world.do(dispute_decisions.ask, scene.decider, number, "Where?", now=scene.now)


def test_a_silent_creator_is_reminded_and_then_a_person_decides_by_what_there_is(
    world: World,
) -> None:
    scene = settled_work(world)
    number, at = about_amount(world, scene), scene.now
    world.do(dispute_decisions.ask, scene.decider, number, "Which figures?", now=at)
    assert clocks_run(world, at + 47 * HOUR) == 0
    assert clocks_run(world, at + 48 * HOUR) == 1
    assert kinds_to(world, scene.actor)[-1] == "dispute_reminder"
    assert clocks_run(world, at + 49 * HOUR) == 0
    assert clocks_run(world, at + 72 * HOUR) == 1
    facts = file(world, scene.actor, number).facts
    assert (facts.status, facts.decide_due_at) == (D.OPEN, at + 144 * HOUR)
    assert kinds_to(world, scene.decider)[-1] == "dispute_waiting"
    world.do(disputes.say_more, scene.actor, number, "Late, but here", now=at + 80 * HOUR)
    assert sound(world)


def test_our_silence_calls_owners_again_and_again_and_closes_nothing(world: World) -> None:
    scene = settled_work(world)
    owner, number = world.do(staff, Role.OWNER), about_amount(world, scene)
    at = scene.now + 72 * HOUR
    assert clocks_run(world, at - HOUR) == 0
    assert clocks_run(world, at) == 1
    assert kinds_to(world, owner) == ["dispute_escalated"]
    assert kinds_to(world, scene.actor)[-1] == "dispute_late"
    for times in (2, 3, 4):
        at += 72 * HOUR
        assert clocks_run(world, at) == 1
        assert kinds_to(world, owner) == ["dispute_escalated"] * times
    assert kinds_to(world, scene.actor).count("dispute_late") == 1
    assert status(world, scene.actor, number) is D.OPEN
    world.do(dispute_decisions.decline, owner, number, "We looked at last", now=at)
    assert sound(world)


def test_a_withdrawn_dispute_may_be_opened_anew_but_not_for_ever(world: World) -> None:
    scene = settled_work(world)
    for _ in range(3):
        number = about_amount(world, scene)
        world.do(disputes.withdraw, scene.actor, number, now=scene.now)
        assert status(world, scene.actor, number) is D.WITHDRAWN
    with pytest.raises(DisputedEnough):
        about_amount(world, scene)
    assert sound(world)


def test_a_line_may_be_disputed_for_two_months(world: World) -> None:
    scene = settled_work(world)
    number = settlement_of(world, scene.assignment_id)
    with pytest.raises(TooLate):
        objected(world, scene.actor, K.SETTLEMENT, number, now=scene.now + OPEN_FOR)
    objected(world, scene.actor, K.SETTLEMENT, number, now=scene.now + OPEN_FOR - HOUR)


def test_another_reason_needs_words_or_a_file(world: World) -> None:
    scene = settled_work(world)
    about = (scene.actor, K.SETTLEMENT, settlement_of(world, scene.assignment_id))
    with pytest.raises(WordsNeeded):
        world.do(disputes.open_, *about, R.OTHER, now=scene.now)
    world.do(disputes.open_, *about, R.OTHER, "", PROOF, now=scene.now)


def test_so_much_may_be_said_and_no_more(world: World) -> None:
    scene = settled_work(world)
    number = about_amount(world, scene)
    for _ in range(MOST_SAID):
        world.do(disputes.say_more, scene.actor, number, "And this", now=scene.now)
    with pytest.raises(SaidEnough):
        world.do(disputes.say_more, scene.actor, number, "And this", now=scene.now)


def test_work_without_any_amount_may_be_missed(world: World) -> None:
    campaign = world.do(live_campaign, budget=BUDGET)
    maker = world.do(creator)
    work = world.do(approved, campaign, maker)
    later = work.cutoff_at + 90 * DAY
    number = objected(world, maker.actor, K.MISSING, work.assignment_id, now=later)
    decider = world.do(staff, Role.COORDINATOR)
    decide = dispute_decisions.make_good
    world.do(decide, decider, number, 300, "For the waiting", now=later)
    world.do(settlements.settle_due, now=later)
    assert sums(world, maker.actor) == {
        A.CREATOR_PENDING: 7_700,
        A.CREATOR_PAYABLE: 300,
        A.CREATOR_RECEIVABLE: 0,
    }
    told = world.do(why.explain, maker.actor, work.assignment_id, now=later)
    assert [(each.kind, each.subtotal_minor) for each in told.price_lines][-1] == ("granted", -300)
    assert sound(world)


def test_what_was_missed_and_is_settled_meanwhile_is_not_granted_besides(world: World) -> None:
    campaign = world.do(live_campaign, budget=BUDGET)
    maker = world.do(creator)
    work = world.do(approved, campaign, maker)
    number = objected(world, maker.actor, K.MISSING, work.assignment_id, now=work.cutoff_at)
    world.do(settlements.settle_due, now=work.cutoff_at)
    decider = world.do(staff, Role.COORDINATOR)
    decide = dispute_decisions.make_good
    with pytest.raises(AwardOutOfRange) as refused:
        world.do(decide, decider, number, 1, "It is here now", now=work.cutoff_at)
    assert refused.value.most_minor == 0
    world.do(dispute_decisions.decline, decider, number, "It is here now", now=work.cutoff_at)
    assert sound(world)


def test_what_was_granted_goes_when_the_work_turns_out_void(world: World) -> None:
    scene = settled_work(world)
    granted(world, scene, 500)
    other = world.do(staff, Role.FINANCE)
    world.do(reversals.void, other, scene.assignment_id, VoidReason.FRAUD, now=scene.now + HOUR)
    assert set(sums(world, scene.actor).values()) == {0}
    (given,) = world.do(why.explain, scene.actor, scene.assignment_id, now=scene.now).made_good
    assert given.is_taken_back
    (taken,) = world.do(disputes.of_work, scene.actor, scene.assignment_id)
    assert (taken.kind, taken.amount_minor) == (K.TAKEN_BACK, 8_500)
    assert sound(world)


def test_a_dispute_about_an_amount_ends_when_the_work_is_void_which_may_be_disputed_itself(
    world: World,
) -> None:
    scene = settled_work(world)
    number, other = about_amount(world, scene), world.do(staff, Role.FINANCE)
    world.do(reversals.void, other, scene.assignment_id, VoidReason.POST_GONE, now=scene.now)
    assert status(world, scene.actor, number) is D.MOOT
    assert "dispute_moot" in kinds_to(world, scene.actor)
    about = objected(world, scene.actor, K.TAKEN_BACK, scene.assignment_id, now=scene.now)
    with pytest.raises(OwnWork):
        world.do(dispute_decisions.decline, other, about, "I said so", now=scene.now)
    decide = dispute_decisions.make_good
    world.do(decide, scene.decider, about, None, "The post is up", now=scene.now)
    assert sums(world, scene.actor)[A.CREATOR_PAYABLE] == 8_000
    assert sound(world)


def test_an_amount_that_was_paid_and_wrongly_taken_back_clears_what_is_owed(
    world: World,
) -> None:
    paid = paid_out(world)
    voider = world.do(staff, Role.FINANCE)
    world.do(reversals.void, voider, 1, VoidReason.MISTAKE, now=PAYDAY + DAY)
    assert sums(world, paid.actor)[A.CREATOR_RECEIVABLE] == -8_000
    number = objected(world, paid.actor, K.TAKEN_BACK, 1, now=PAYDAY + 2 * DAY)
    decide = dispute_decisions.make_good
    with pytest.raises(AwardOutOfRange):
        world.do(decide, paid.decider, number, 8_001, "And more", now=PAYDAY + 2 * DAY)
    world.do(decide, paid.decider, number, 8_000, "Our mistake", now=PAYDAY + 2 * DAY)
    assert set(sums(world, paid.actor).values()) == {0}
    assert sound(world)


def test_what_was_set_off_wrongly_is_payable_and_owed_again(world: World) -> None:
    paid = paid_out(world)
    voider = world.do(staff, Role.FINANCE)
    world.do(reversals.void, voider, 1, VoidReason.MISTAKE, now=PAYDAY)
    work = world.do(approved, world.do(live_campaign, now=PAYDAY), paid.maker, now=PAYDAY)
    later = work.cutoff_at + 9 * DAY
    world.do(settlements.settle_due, now=work.cutoff_at)
    world.do(settlements.mature_due, now=later)
    assert sums(world, paid.actor)[A.CREATOR_PAYABLE] == 4_000
    about = settlement_of(world, work.assignment_id)
    number = objected(world, paid.actor, K.RECOVERY, about, now=later)
    decide = dispute_decisions.make_good
    with pytest.raises(AwardOutOfRange):
        world.do(decide, paid.decider, number, 4_001, "More than was taken", now=later)
    world.do(decide, paid.decider, number, 1_500, "Too much was taken", now=later)
    assert sums(world, paid.actor) == {
        A.CREATOR_PENDING: 0,
        A.CREATOR_PAYABLE: 5_500,
        A.CREATOR_RECEIVABLE: -5_500,
    }
    found = world.do(why.explain, paid.actor, work.assignment_id, now=later)
    assert [(each.kind, each.amount_minor) for each in found.made_good] == [(K.RECOVERY, 1_500)]
    assert sound(world)


def test_what_was_set_off_of_void_work_is_owed_already_and_gives_no_cash(world: World) -> None:
    paid = paid_out(world)
    voider = world.do(staff, Role.FINANCE)
    world.do(reversals.void, voider, 1, VoidReason.MISTAKE, now=PAYDAY)
    work = world.do(approved, world.do(live_campaign, now=PAYDAY), paid.maker, now=PAYDAY)
    later = work.cutoff_at + 9 * DAY
    world.do(settlements.settle_due, now=work.cutoff_at)
    world.do(settlements.mature_due, now=later)
    about = settlement_of(world, work.assignment_id)
    number = objected(world, paid.actor, K.RECOVERY, about, now=later)
    world.do(reversals.void, voider, work.assignment_id, VoidReason.FRAUD, now=later)
    assert status(world, paid.actor, number) is D.MOOT
    assert sums(world, paid.actor)[A.CREATOR_RECEIVABLE] == -8_000
    lines = world.do(disputes.of_work, paid.actor, work.assignment_id)
    assert [each.kind for each in lines] == [K.TAKEN_BACK]
    assert sound(world)


def test_tax_that_was_not_due_is_payable_and_leaves_the_years_statement(world: World) -> None:
    paid, at = paid_out(world), PAYDAY + 2 * DAY
    number = objected(world, paid.actor, K.WITHHOLDING, paid.payout_id, now=at)
    decide = dispute_decisions.make_good
    world.do(decide, paid.decider, number, 600, "Below the threshold", now=at)
    assert balance(world, paid.actor, A.TAX_WITHHELD) == 1_000
    assert sums(world, paid.actor)[A.CREATOR_PAYABLE] == 600
    (sheet,) = world.do(statements.own, paid.actor, "2026", PLAIN.timezone, now=at).sheets
    assert sheet.arrived == Arrived(1, 7_400, 1_000)
    assert sheet.closing.payable_minor == 600
    assert sound(world)


def test_a_payout_that_never_arrived_is_payable_again_with_its_tax(world: World) -> None:
    paid, at = paid_out(world), PAYDAY + 2 * DAY
    tax = objected(world, paid.actor, K.WITHHOLDING, paid.payout_id, now=at)
    number = world.do(receipts.dispute, paid.actor, paid.payout_id, now=at)
    for sender in (paid.finance, paid.checker):
        assert kinds_to(world, sender)[-1] == "payout_disputed"
        with pytest.raises(OwnWork):
            world.do(dispute_decisions.decline, sender, number, "It did", now=at)
    decide = dispute_decisions.make_good
    with pytest.raises(AwardOutOfRange):
        world.do(decide, paid.decider, number, 1, "A part of it", now=at)
    world.do(decide, paid.decider, number, None, "The bank has it back", now=at)
    assert standing(world, paid) is PayoutStatus.FAILED
    batch = world.do(reconciliation.of_batch, paid.finance, 1)
    assert (batch.is_even, batch.paid, batch.posted_minor) == (True, Some(0, 0), 0)
    assert status(world, paid.actor, tax) is D.MOOT
    assert sums(world, paid.actor)[A.CREATOR_PAYABLE] == 8_000
    assert balance(world, paid.actor, A.TAX_WITHHELD) == balance(world, paid.actor, A.PAID_OUT) == 0
    assert file(world, paid.actor, number).facts.awarded_minor == 8_000
    (sheet,) = world.do(statements.own, paid.actor, "2026", PLAIN.timezone, now=at).sheets
    assert sheet.arrived == Arrived(0, 0, 0)
    assert sound(world)


def test_tax_that_was_given_back_is_not_given_twice_when_the_payout_failed(world: World) -> None:
    paid, at = paid_out(world), PAYDAY + 2 * DAY
    tax = objected(world, paid.actor, K.WITHHOLDING, paid.payout_id, now=at)
    decide = dispute_decisions.make_good
    world.do(decide, paid.decider, tax, 600, "Below the threshold", now=at)
    number = world.do(receipts.dispute, paid.actor, paid.payout_id, now=at)
    world.do(decide, paid.decider, number, None, "The bank has it back", now=at)
    assert sums(world, paid.actor)[A.CREATOR_PAYABLE] == 8_000
    assert sound(world)


def test_of_a_failed_payout_what_fell_away_since_is_kept(world: World) -> None:
    paid, at = paid_out(world), PAYDAY + 2 * DAY
    voider = world.do(staff, Role.FINANCE)
    world.do(reversals.void, voider, 1, VoidReason.MISTAKE, now=at)
    number = world.do(receipts.dispute, paid.actor, paid.payout_id, now=at)
    world.do(dispute_decisions.make_good, paid.decider, number, None, "It came back", now=at)
    assert set(sums(world, paid.actor).values()) == {0}
    assert sound(world)


@pytest.mark.parametrize("verb", ["decline", "withdraw"])
def test_a_payout_stands_as_the_bank_said_when_its_dispute_ends(world: World, verb: str) -> None:
    paid, at = paid_out(world), PAYDAY + 2 * DAY
    world.do(receipts.confirm, paid.actor, paid.payout_id, now=at)
    number = world.do(receipts.dispute, paid.actor, paid.payout_id, now=at)
    assert standing(world, paid) is PayoutStatus.DISPUTED
    if verb == "decline":
        world.do(dispute_decisions.decline, paid.decider, number, "It is there", now=at)
    else:
        world.do(disputes.withdraw, paid.actor, number, now=at)
    assert standing(world, paid) is PayoutStatus.PAID
    assert sound(world)


def standing(world: World, paid: Paid) -> PayoutStatus:
    return world.do(receipts.own, paid.actor, paid.payout_id).status


def test_what_arrives_after_all_withdraws_the_dispute(world: World) -> None:
    paid, at = paid_out(world), PAYDAY + 2 * DAY
    number = world.do(receipts.dispute, paid.actor, paid.payout_id, now=at)
    world.do(receipts.confirm, paid.actor, paid.payout_id, now=at)
    assert status(world, paid.actor, number) is D.WITHDRAWN
    assert standing(world, paid) is PayoutStatus.CONFIRMED
    assert sound(world)


def test_lists_are_by_where_disputes_stand_and_what_they_are_about(world: World) -> None:
    scene, (other, _) = settled_work(world), rejected_work(world)
    one = about_amount(world, scene)
    two = objected(world, other.actor, K.REJECTION, other.assignment_id, now=scene.now)
    world.do(dispute_decisions.decline, scene.decider, one, "No", now=scene.now)

    def listed(**wanted: Any) -> list[int]:
        return [each.dispute_id for each in queue(world, scene.decider, Wanted(**wanted))]

    assert listed() == [two]
    assert listed(state=DisputeState.DECLINED) == [one]
    assert listed(state=DisputeState.ALL) == [two, one]
    assert listed(state=DisputeState.ALL, kind=K.SETTLEMENT) == [one]
    assert world.do(dispute_decisions.waiting, scene.decider) == 1


def test_what_was_said_is_kept_as_it_was_said(world: World) -> None:
    scene = settled_work(world)
    number = about_amount(world, scene)
    for table, column in ((dispute, "reason"), (dispute_event, "kind")):
        with pytest.raises((IntegrityError, OperationalError)):
            world.do(lambda conn, t=table, c=column: conn.execute(update(t).values({c: "other"})))
    with pytest.raises((IntegrityError, OperationalError)):
        world.do(lambda conn: conn.execute(dispute.delete().where(dispute.c.id == number)))


def test_whoever_is_forgotten_withdraws_what_they_disputed_and_their_words_go(
    world: World,
) -> None:
    scene, _ = rejected_work(world)
    number = objected(world, scene.actor, K.REJECTION, scene.assignment_id, now=NOW)
    world.do(disputes.say_more, scene.actor, number, "My name is Ming", PROOF, now=NOW)
    exported = world.do(privacy.export, scene.actor).decode()
    assert "My name is Ming" in exported
    world.do(privacy.erase, scene.actor, now=NOW + HOUR)
    assert world.rows(select(dispute.c.status)) == [("withdrawn",)]
    said = world.rows(select(dispute_event.c.note, dispute_event.c.file_id).distinct())
    assert said == [("", "")]
    assert sound(world)


def test_an_erased_creators_account_is_in_nobodys_messages_and_not_in_the_banks_words(
    world: World,
) -> None:
    paid, at = paid_out(world), PAYDAY + 2 * DAY
    world.do(lambda conn: conn.execute(update(payout).values(problem="Ming Wang, no such name")))
    ((masked,),) = world.rows(select(payout.c.masked))
    number = world.do(receipts.dispute, paid.actor, paid.payout_id, now=at)
    world.do(disputes.withdraw, paid.actor, number, now=at)
    world.do(privacy.erase, paid.actor, now=at + HOUR)
    assert world.rows(select(payout.c.problem)) == [("",)]
    assert masked
    assert not [facts for (facts,) in world.rows(select(delivery.c.facts)) if masked in str(facts)]


def test_work_handed_over_to_nobody_is_told_to_owners(world: World) -> None:
    scene, reviewer = rejected_work(world)
    owner = world.do(staff, Role.OWNER)
    world.do(_no_longer_staff, scene.decider)
    objected(world, scene.actor, K.REJECTION, scene.assignment_id, now=NOW)
    assert kinds_to(world, owner) == ["dispute_waiting"]
    assert "dispute_waiting" not in kinds_to(world, reviewer)


def _no_longer_staff(conn: Any, actor: Actor) -> None:
    from storage import staff as rows

    rows.revoke_all(conn, actor.person_id)
