"""From an oddity to a decision: one amount waits, its creator is asked, a person decides."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from domain.assignment import AssignmentStatus
from domain.due_work import BEGINNING
from domain.errors import NotAllowed, NotFound, OwnWork
from domain.hearing import AskedEnough, WordsNeeded
from domain.people import Actor, Role
from domain.readings import PartRecorded, RowFlaw
from domain.risk import cases
from domain.risk.cases import (
    AnswerAwaited,
    AppealOver,
    CaseFile,
    CaseNotOpen,
    CaseStatus,
    EventKind,
    RiskReason,
)
from domain.risk.evidence import Evidence, Measure, Signal
from domain.risk.thresholds import Thresholds
from domain.terms import Method
from services import (
    earnings,
    overview,
    privacy,
    risk,
    risk_answers,
    risk_decisions,
    settlements,
    signed_api,
    verify,
    why,
    work,
)
from services.signed_api import Parcel, SignedMessage
from storage.tables.delivery import delivery
from storage.tables.money import payee
from storage.tables.risk import risk_case, risk_event, risk_signal
from storage.tables.work import assignment
from tests.approved import approved
from tests.handed_in import status
from tests.odd import RULES, Odd, an_odd_one, clocks_run, looked, odd_reading, the_case
from tests.paying import FALLING, paid_into_one_account
from tests.world import NOW, World, creator, live_campaign, person, staff

S, C = AssignmentStatus, CaseStatus
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REASON = RiskReason.INVENTED


def file(world: World, odd: Odd) -> CaseFile:
    return world.do(risk_decisions.one, odd.decider, odd.case_id)


def told(world: World, person_id: int) -> list[str]:
    asked = select(delivery.c.kind).where(delivery.c.person_id == person_id)
    return [row[0] for row in world.rows(asked.order_by(delivery.c.id))]


def answered(world: World, odd: Odd, now: datetime = NOW + HOUR) -> None:
    world.do(risk_answers.answer, odd.actor, odd.case_id, "The page hides its views", now=now)


def confirmed(world: World, odd: Odd, now: datetime = NOW + 2 * HOUR) -> None:
    answered(world, odd)
    world.do(risk_decisions.confirm, odd.decider, odd.case_id, REASON, "See line 3", now=now)


def test_a_post_without_an_oddity_opens_no_case_and_is_looked_at_once(world: World) -> None:
    post = world.do(approved, world.do(live_campaign), world.do(creator))
    odd_reading(world, post, likes=10, views=1_000)
    assert looked(world) == 1
    assert looked(world) == 0
    assert world.rows(select(risk_case)) == []


def test_new_readings_are_looked_at_and_open_a_case_that_tells_its_creator(world: World) -> None:
    odd = an_odd_one(world)
    found = file(world, odd)
    assert [each.signal for each in found.evidence] == [Signal.IMPOSSIBLE_COUNTS]
    assert found.facts.status is C.OPEN
    assert found.facts.answer_due_at == NOW + 72 * HOUR
    assert told(world, odd.actor.person_id) == ["risk_opened"]
    assert told(world, odd.decider.person_id) == []
    assert world.do(verify.problems) == []


def test_the_same_oddity_is_told_once_and_another_joins_the_case(world: World) -> None:
    odd = an_odd_one(world)
    odd_reading(world, odd.work, NOW + HOUR, likes=950, views=100)
    assert looked(world, NOW + HOUR) == 1
    assert told(world, odd.actor.person_id) == ["risk_opened"]
    odd_reading(world, odd.work, NOW + 2 * HOUR, likes=500, views=100)
    looked(world, NOW + 2 * HOUR)
    found = file(world, odd)
    assert len(found.evidence) == 2
    assert the_case(world, odd.work) == odd.case_id
    assert found.facts.answer_due_at == NOW + 74 * HOUR
    assert told(world, odd.actor.person_id) == ["risk_opened", "risk_opened"]


def test_clocks_begin_anew_so_often_and_no_more(world: World) -> None:
    """Else a case that always finds something would hold its amount for ever."""
    odd = an_odd_one(world)
    asked_until = []
    for number in range(1, 6):
        now = NOW + number * HOUR
        seen = Evidence(
            Signal.SPIKE, odd.work.assignment_id, Measure.DEVIATIONS, 9.0, 3.0, about=str(number)
        )
        world.do(risk.hold_for, odd.work.assignment_id, [seen], RULES, now)
        asked_until.append((file(world, odd).facts.answer_due_at - NOW) // HOUR)
    assert asked_until == [73, 74, 75, 75, 75]
    assert told(world, odd.actor.person_id)[-2:] == ["risk_more", "risk_more"]
    clocks_run(world, NOW + 75 * HOUR)
    assert told(world, odd.decider.person_id)[-1] == "risk_waiting"


def test_more_that_is_seen_of_a_decided_case_is_told_to_its_creator_and_who_decides(
    world: World,
) -> None:
    odd = an_odd_one(world)
    confirmed(world, odd)
    odd_reading(world, odd.work, NOW + 3 * HOUR, likes=500, views=100)
    looked(world, NOW + 3 * HOUR)
    assert file(world, odd).facts.status is C.CONFIRMED
    assert told(world, odd.actor.person_id)[-1] == "risk_more"
    assert told(world, odd.decider.person_id)[-1] == "risk_more_to_judge"
    facts = world.rows(select(delivery.c.facts).where(delivery.c.kind == "risk_more_to_judge"))
    assert {row[0]["is_decided"] for row in facts} == {True}


def test_a_confirmed_case_of_work_that_was_settled_all_the_same_ends_too(world: World) -> None:
    """No other clock of that work would end it."""
    odd = an_odd_one(world)
    confirmed(world, odd)
    settled = update(assignment).where(assignment.c.id == odd.work.assignment_id)
    with world.engine.begin() as conn:
        conn.execute(settled.values(status=S.SETTLED))
    assert clocks_run(world, NOW + 9 * DAY) == 1
    assert file(world, odd).facts.status is C.VOIDED
    assert world.do(status, odd.work.assignment_id) is S.VOID


def test_two_partners_who_say_otherwise_of_one_moment_open_a_case(world: World) -> None:
    campaign = world.do(live_campaign, method=Method.CPE, now=NOW - DAY)
    post = world.do(approved, campaign, world.do(creator), now=NOW - DAY)

    def sent(partner: str, likes: int) -> Parcel:
        item = {"link": post.link, "observed_at": (NOW - HOUR).isoformat(), "likes": likes}
        item |= {"shares": 0, "saves": 0, "comments": 0}
        return Parcel(SignedMessage(partner, f"m{likes}", "a" * 64), 0, [item])

    world.do(signed_api.record_metrics, [sent("acme", 900)], now=NOW)
    looked(world)
    (answer,) = world.do(signed_api.record_metrics, [sent("zeta", 100)], now=NOW)
    assert isinstance(answer, PartRecorded)
    assert [row.code for row in answer.refused] == [RowFlaw.CONFLICT]
    looked(world)
    rows = world.rows(select(risk_signal.c.signal, risk_signal.c.evidence))
    assert [(row[0], row[1]["about"]) for row in rows] == [
        ("disagreement", "likes/platform@api:acme/platform@api:zeta")
    ]
    ((facts,),) = world.rows(select(delivery.c.facts).where(delivery.c.kind == "risk_opened"))
    assert "acme" not in str(facts["seen"])  # partners are named to staff alone
    assert world.do(verify.problems) == []


def test_one_partner_who_says_otherwise_of_one_moment_opens_none(world: World) -> None:
    campaign = world.do(live_campaign, method=Method.CPE, now=NOW - DAY)
    post = world.do(approved, campaign, world.do(creator), now=NOW - DAY)
    for likes in (900, 100):
        item = {"link": post.link, "observed_at": (NOW - HOUR).isoformat(), "likes": likes}
        item |= {"shares": 0, "saves": 0, "comments": 0}
        parcel = Parcel(SignedMessage("acme", f"m{likes}", "a" * 64), 0, [item])
        world.do(signed_api.record_metrics, [parcel], now=NOW)
    looked(world)
    assert world.rows(select(risk_signal.c.signal)) == []


def test_a_case_holds_its_own_amount_and_nobody_elses(world: World) -> None:
    odd = an_odd_one(world)
    other = world.do(approved, world.do(live_campaign), odd.maker)
    at = max(odd.work.cutoff_at, other.cutoff_at) + HOUR
    assert world.do(settlements.settle_due, now=at) == 1
    assert world.do(status, odd.work.assignment_id) is S.APPROVED
    assert not world.do(settlements.settle, odd.work.assignment_id, now=at)
    assert world.do(status, other.assignment_id) is S.SETTLED


def test_a_part_that_was_fixed_before_its_case_does_not_mature_until_it_is_cleared(
    world: World,
) -> None:
    campaign = world.do(live_campaign, agreed=FALLING)
    post = world.do(approved, campaign, world.do(creator))
    odd_reading(world, post, NOW + 6 * DAY, likes=300, views=9_000)
    assert world.do(settlements.settle_due, now=NOW + 7 * DAY) == 1
    odd_reading(world, post, NOW + 8 * DAY)
    looked(world, NOW + 8 * DAY)
    assert world.do(settlements.ripe, BEGINNING, most=9, now=NOW + 10 * DAY) == []
    assert not world.do(settlements.mature, 1, now=NOW + 10 * DAY)
    decider = world.do(staff, Role.REVIEWER)
    world.do(risk_decisions.clear, decider, the_case(world, post), now=NOW + 10 * DAY)
    assert world.do(settlements.mature_due, now=NOW + 10 * DAY) == 1
    assert world.do(verify.problems) == []


def test_the_card_the_earnings_and_why_say_that_it_is_held(world: World) -> None:
    odd = an_odd_one(world)
    number = odd.work.assignment_id
    assert world.do(work.card, odd.actor, number, now=NOW).held_by == odd.case_id
    assert world.do(why.explain, odd.actor, number, now=NOW).held_by == odd.case_id
    money = world.do(earnings.overview, odd.actor, now=NOW)
    assert [each.works for each in money.held] == [1]
    assert money.expected == ()
    world.do(risk_decisions.clear, odd.decider, odd.case_id, now=NOW)
    money = world.do(earnings.overview, odd.actor, now=NOW)
    assert money.held == ()
    assert [each.works for each in money.expected] == [1]


def test_a_reading_that_nobody_looked_at_settles_nothing(world: World) -> None:
    """The clock of settlements may come before the one that looks: then it waits for it."""
    post = world.do(approved, world.do(live_campaign, method=Method.CPE), world.do(creator))
    assert looked(world) == 1  # as it was handed in, unread
    odd_reading(world, post, now=post.cutoff_at)
    assert world.do(settlements.settle_due, now=post.cutoff_at) == 0
    assert looked(world, post.cutoff_at) == 1
    assert world.do(settlements.settle_due, now=post.cutoff_at) == 0  # a case holds it by now


def test_a_reading_that_was_looked_at_settles(world: World) -> None:
    post = world.do(approved, world.do(live_campaign, method=Method.CPE), world.do(creator))
    looked(world)
    odd_reading(world, post, now=post.cutoff_at, likes=10, views=1_000)
    looked(world, post.cutoff_at)
    assert world.do(settlements.settle_due, now=post.cutoff_at) == 1


def test_an_answered_case_is_cleared_and_settlement_goes_on(world: World) -> None:
    odd = an_odd_one(world)
    answered(world, odd)
    found = file(world, odd)
    assert found.facts.status is C.ANSWERED
    assert found.facts.decide_due_at == NOW + 49 * HOUR
    assert "risk_waiting" in told(world, odd.decider.person_id)
    world.do(risk_decisions.clear, odd.decider, odd.case_id, "Fine", now=NOW + 2 * HOUR)
    assert told(world, odd.actor.person_id) == ["risk_opened", "risk_cleared"]
    assert world.do(settlements.settle_due, now=odd.work.cutoff_at) == 1
    assert world.do(verify.problems) == []


def test_what_was_cleared_is_not_asked_about_again(world: World) -> None:
    odd = an_odd_one(world)
    world.do(risk_decisions.clear, odd.decider, odd.case_id, now=NOW)
    odd_reading(world, odd.work, NOW + HOUR, likes=999, views=100)
    assert looked(world, NOW + HOUR) == 1
    assert the_case(world, odd.work) == odd.case_id


def test_nobody_is_confirmed_against_before_they_could_answer(world: World) -> None:
    odd = an_odd_one(world)
    with pytest.raises(AnswerAwaited):
        world.do(risk_decisions.confirm, odd.decider, odd.case_id, REASON, now=NOW + 71 * HOUR)
    world.do(risk_decisions.confirm, odd.decider, odd.case_id, REASON, now=NOW + 72 * HOUR)
    assert file(world, odd).facts.status is C.CONFIRMED


def test_what_is_confirmed_is_void_when_nobody_appeals(world: World) -> None:
    odd = an_odd_one(world)
    confirmed(world, odd)
    assert world.do(status, odd.work.assignment_id) is S.APPROVED
    assert world.do(settlements.settle_due, now=odd.work.cutoff_at) == 0
    assert clocks_run(world, NOW + 7 * DAY) == 0
    assert clocks_run(world, NOW + 7 * DAY + 2 * HOUR) == 1
    assert world.do(status, odd.work.assignment_id) is S.VOID
    assert file(world, odd).facts.status is C.VOIDED
    assert told(world, odd.actor.person_id) == ["risk_opened", "risk_confirmed", "risk_voided"]
    assert world.do(verify.problems) == []


def test_an_appeal_is_decided_by_somebody_else_and_money_follows(world: World) -> None:
    odd = an_odd_one(world)
    confirmed(world, odd)
    world.do(risk_answers.appeal, odd.actor, odd.case_id, "Look at the page", now=NOW + 3 * DAY)
    with pytest.raises(OwnWork):
        world.do(risk_decisions.reinstate, odd.decider, odd.case_id, now=NOW + 3 * DAY)
    world.do(risk_decisions.reinstate, odd.another, odd.case_id, now=NOW + 3 * DAY)
    assert world.do(settlements.settle_due, now=odd.work.cutoff_at) == 1
    assert [each.kind for each in file(world, odd).events] == [
        EventKind.OPENED,
        EventKind.ANSWERED,
        EventKind.CONFIRMED,
        EventKind.APPEALED,
        EventKind.REINSTATED,
    ]
    assert world.do(verify.problems) == []


def test_an_appeal_in_vain_ends_the_work(world: World) -> None:
    odd = an_odd_one(world)
    confirmed(world, odd)
    world.do(risk_answers.appeal, odd.actor, odd.case_id, "Look at the page", now=NOW + DAY)
    with pytest.raises(WordsNeeded):
        world.do(risk_decisions.uphold, odd.another, odd.case_id, " ", now=NOW + DAY)
    world.do(risk_decisions.uphold, odd.another, odd.case_id, "Still so", now=NOW + DAY)
    assert world.do(status, odd.work.assignment_id) is S.VOID
    with pytest.raises(CaseNotOpen):
        world.do(risk_answers.appeal, odd.actor, odd.case_id, "Again", now=NOW + DAY)
    assert world.do(verify.problems) == []


def test_an_appeal_comes_in_time_and_after_a_decision(world: World) -> None:
    odd = an_odd_one(world)
    with pytest.raises(CaseNotOpen):
        world.do(risk_answers.appeal, odd.actor, odd.case_id, "Why?", now=NOW)
    confirmed(world, odd)
    with pytest.raises(AppealOver):
        world.do(risk_answers.appeal, odd.actor, odd.case_id, "Why?", now=NOW + 8 * DAY)


def test_an_undecided_case_calls_owners_and_never_confirms_by_itself(world: World) -> None:
    odd = an_odd_one(world)
    owner = world.do(staff, Role.OWNER)
    for at in (48, 72, 120, 120 + 7 * 24):
        assert clocks_run(world, NOW + at * HOUR - HOUR / 60) == 0
        assert clocks_run(world, NOW + at * HOUR) == 1
    assert [each.kind for each in file(world, odd).events] == [
        EventKind.OPENED,
        EventKind.REMINDED,
        EventKind.UNANSWERED,
        EventKind.ESCALATED,
        EventKind.LAPSED,
    ]
    assert told(world, owner.person_id) == ["risk_escalated"]
    assert told(world, odd.decider.person_id) == ["risk_waiting"]
    assert told(world, odd.actor.person_id) == [
        *("risk_opened", "risk_reminder", "risk_late", "risk_lapsed")
    ]
    assert world.do(settlements.settle_due, now=odd.work.cutoff_at + 30 * DAY) == 1


def test_an_appeal_that_nobody_may_judge_asks_owners_to_bring_somebody_in(world: World) -> None:
    """The only decider is the only owner, who decided first."""
    odd, owner = an_odd_one(world, deciders=0), world.do(staff, Role.OWNER)
    answered(world, odd)
    assert not world.do(risk_decisions.one, owner, odd.case_id).others_may
    world.do(risk_decisions.confirm, owner, odd.case_id, REASON, now=NOW + HOUR)
    world.do(risk_answers.appeal, odd.actor, odd.case_id, "Look again", now=NOW + 2 * HOUR)
    assert told(world, owner.person_id) == ["risk_waiting", "risk_stuck"]
    assert clocks_run(world, NOW + 50 * HOUR) == 1
    assert told(world, owner.person_id) == ["risk_waiting", "risk_stuck", "risk_stuck"]
    assert told(world, odd.actor.person_id)[-1] == "risk_late"
    assert stuck(world, owner, NOW + 50 * HOUR) == 1
    assert [each.case_id for each in world.do(risk_decisions.page, owner, 1).lines] == [odd.case_id]
    assert not world.do(risk_answers.own, odd.actor, odd.case_id).others_may


def test_an_appeal_is_stuck_no_more_once_somebody_joins(world: World) -> None:
    odd, owner = an_odd_one(world, deciders=0), world.do(staff, Role.OWNER)
    answered(world, odd)
    world.do(risk_decisions.confirm, owner, odd.case_id, REASON, now=NOW + HOUR)
    world.do(risk_answers.appeal, odd.actor, odd.case_id, "Look again", now=NOW + 2 * HOUR)
    joined = world.do(staff, Role.REVIEWER)
    assert stuck(world, owner, NOW + DAY) == 0
    assert world.do(risk_decisions.page, owner, 1).lines == ()
    assert [each.case_id for each in world.do(risk_decisions.page, joined, 1).lines] == [
        odd.case_id
    ]
    # No owner may: who may is called again, and owners are told so.
    assert clocks_run(world, NOW + 50 * HOUR) == 1
    assert told(world, joined.person_id) == ["risk_escalated"]
    ((facts,),) = world.rows(
        select(delivery.c.facts).where(
            delivery.c.kind == "risk_stuck", delivery.c.facts["others_may"].as_boolean()
        )
    )
    assert facts["case_id"] == odd.case_id
    world.do(risk_decisions.reinstate, joined, odd.case_id, now=NOW + 51 * HOUR)
    assert world.do(verify.problems) == []


def test_a_case_of_whom_every_decider_is_linked_to_is_stuck_once_it_is_a_persons_turn(
    world: World,
) -> None:
    owner = world.do(staff, Role.OWNER)
    odd = an_odd_one(world, world.do(creator, invited_by=owner.person_id), deciders=0)
    assert stuck(world, owner, NOW) == 0
    answered(world, odd)
    assert stuck(world, owner, NOW + HOUR) == 1
    assert told(world, owner.person_id) == ["risk_stuck"]
    assert world.do(risk_decisions.page, owner, 1).lines == ()  # it concerns them


def stuck(world: World, actor: Actor, now: datetime) -> int:
    return world.do(overview.first_page, actor, most_reviews=1, now=now).overdue.stuck_cases


def test_clocks_that_ran_out_while_nobody_was_there_run_one_after_the_other(world: World) -> None:
    odd = an_odd_one(world)
    late = NOW + 60 * DAY
    while clocks_run(world, late):
        late += cases.PATIENCE
    assert file(world, odd).facts.status is C.LAPSED


@pytest.mark.parametrize("shares", [False, True])
def test_who_is_linked_to_the_work_does_not_decide_on_it(world: World, shares: bool) -> None:
    boss = world.do(staff, Role.COORDINATOR)
    maker = world.do(creator, invited_by=None if shares else boss.person_id)
    if shares:
        world.do(paid_into_one_account, boss, maker.actor)
    odd = an_odd_one(world, maker)
    with pytest.raises(OwnWork):
        world.do(risk_decisions.clear, boss, odd.case_id, now=NOW)
    with pytest.raises(OwnWork):
        world.do(risk_decisions.one, boss, odd.case_id)
    assert world.do(risk_decisions.page, boss, 1).lines == ()
    assert [each.case_id for each in world.do(risk_decisions.page, odd.decider, 1).lines] == [
        odd.case_id
    ]
    answered(world, odd)
    assert told(world, boss.person_id) == []


def test_others_neither_see_nor_answer_a_case(world: World) -> None:
    odd, stranger = an_odd_one(world), world.do(person)
    with pytest.raises(NotFound):
        world.do(risk_answers.own, stranger, odd.case_id)
    with pytest.raises(NotFound):
        world.do(risk_answers.answer, stranger, odd.case_id, "Mine", now=NOW)
    with pytest.raises(NotAllowed):
        world.do(risk_decisions.clear, odd.actor, odd.case_id, now=NOW)


def test_a_creator_is_asked_again_twice_at_most(world: World) -> None:
    odd = an_odd_one(world)
    for _ in range(2):
        world.do(risk_decisions.ask_again, odd.decider, odd.case_id, "Show me", now=NOW + HOUR)
    assert file(world, odd).facts.answer_due_at == NOW + 73 * HOUR
    with pytest.raises(AskedEnough):
        world.do(risk_decisions.ask_again, odd.decider, odd.case_id, "And?", now=NOW + HOUR)


def test_a_case_whose_work_ended_otherwise_is_moot(world: World) -> None:
    odd = an_odd_one(world)
    from domain.settlement import VoidReason
    from services import reversals

    boss = world.do(staff, Role.COORDINATOR)
    number = odd.work.assignment_id
    world.do(reversals.void, boss, number, VoidReason.POST_GONE, now=NOW)
    with pytest.raises(CaseNotOpen):
        world.do(risk_decisions.clear, odd.decider, odd.case_id, now=NOW)
    assert clocks_run(world, NOW) == 1
    assert file(world, odd).facts.status is C.MOOT


def test_people_paid_in_one_place_are_told_by_digest_alone(world: World) -> None:
    campaign = world.do(live_campaign)
    makers = [world.do(creator) for _ in range(4)]
    for maker in makers:
        world.do(_paid_to, maker.actor, "the same digest")
        world.do(approved, campaign, maker)
    assert looked(world) == 4
    rows = world.rows(select(risk_signal.c.signal, risk_signal.c.evidence))
    assert {row[0] for row in rows} == {Signal.SHARED_PAYOUT}
    assert all("the same digest" not in str(row[1]) for row in rows)
    for (facts,) in world.rows(select(delivery.c.facts).where(delivery.c.kind == "risk_opened")):
        assert [each["people"] for each in facts["seen"]] == [[]]  # a creator reads no names


def _paid_to(conn: Any, actor: Actor, digest: str) -> None:
    conn.execute(
        insert(payee).values(
            person_id=actor.person_id,
            method="alipay",
            currency="",
            kind="individual",
            sealed="",
            stamp="",
            masked="",
            digest=digest,
            changed_at=NOW,
        )
    )


def test_a_dry_run_says_what_another_setting_would_have_flagged(world: World) -> None:
    odd = an_odd_one(world)
    before = world.rows(select(func.count()).select_from(risk_signal))
    assert set(world.do(risk.would_flag, Thresholds())) == {odd.work.assignment_id}
    assert world.do(risk.would_flag, Thresholds(counts_from=100_000)) == {}
    assert world.rows(select(func.count()).select_from(risk_signal)) == before


def test_whoever_is_erased_takes_their_words_along(world: World) -> None:
    odd = an_odd_one(world)
    confirmed(world, odd)
    assert clocks_run(world, NOW + 8 * DAY) == 1
    exported = world.do(privacy.export, odd.actor).decode()
    assert "The page hides its views" in exported
    world.do(privacy.erase, odd.actor, now=NOW + 9 * DAY)
    found = file(world, odd)
    assert [(each.note, each.picture) for each in found.events] == [("", "")] * 4
    assert found.evidence == ()


def test_what_was_seen_and_said_is_never_changed(world: World) -> None:
    an_odd_one(world)
    for change in (
        update(risk_signal).values(strength=0.0),
        delete(risk_signal),
        update(risk_event).values(kind=EventKind.CLEARED),
        delete(risk_event),
    ):
        with pytest.raises((IntegrityError, OperationalError)):
            world.do(_run, change)


def _run(conn: Any, statement: Any) -> None:
    conn.execute(statement)


def test_one_of_two_looks_at_once_is_enough(world: World) -> None:
    odd = an_odd_one(world)
    odd_reading(world, odd.work, NOW + HOUR, likes=950, views=100)
    number = odd.work.assignment_id
    world.do(risk.gather, now=NOW + HOUR)
    assert world.do(risk.look, number, rules=RULES, now=NOW + HOUR)
    assert not world.do(risk.look, number, rules=RULES, now=NOW + HOUR)
