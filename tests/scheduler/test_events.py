"""Partners are told over real HTTPS: signed, in order, again after failures, nobody else."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from domain import campaign_file
from domain.campaign import CampaignStatus
from domain.events import LEASE, PATIENCE, CallStatus, EndpointStatus, EventType
from domain.people import Role
from domain.review import Decision
from domain.risk.cases import RiskReason
from scheduler.events import tell
from scheduler.jobs import JobHouse
from services import (
    campaigns,
    dispute_decisions,
    endpoints,
    event_calls,
    reviews,
    risk_answers,
    risk_decisions,
    settlements,
)
from services import events as gathering
from storage.tables.delivery import delivery
from storage.tables.events import endpoint, event_call, outbound_event
from tests.approved import approved
from tests.handed_in import handed_in, held
from tests.objecting import about_amount, settled_work
from tests.odd import an_odd_one
from tests.paying import answer, exported, items, paid_creators
from tests.scheduler.conftest import Clock
from tests.scheduler.receiving import PATIENT_SECONDS, URL, VAULT, receiving
from tests.world import NOW, World, creator, live_campaign, staff

E = EventType
PLAN = campaign_file.parse(
    (Path(__file__).parents[2] / "campaigns" / "spring-tea.toml").read_bytes()
)
SOON_GIVEN_UP = 2.0  # seconds, for a partner who hangs
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


def standing(world: World) -> EndpointStatus:
    return EndpointStatus(world.rows(select(endpoint.c.status))[0][0])


def calls(world: World) -> list[tuple[str, int]]:
    asked = select(event_call.c.status, event_call.c.tries).order_by(event_call.c.event_id)
    return [tuple(row) for row in world.rows(asked)]


async def test_work_is_told_step_by_step_in_order_and_without_a_name(
    house: JobHouse, clock: Clock, world: World
) -> None:
    async with receiving(house, clock, world) as partner:
        campaign, maker = world.do(live_campaign), world.do(creator, name="王小明")
        work = world.do(held, campaign, maker)
        done = world.do(handed_in, work)
        reviewer = world.do(staff, Role.REVIEWER)
        decision = (Decision.REJECT, "copied", "1", "somebody's private words")
        world.do(reviews.decide, reviewer, done.submission_id, *decision, now=NOW)
        assert await partner.told() == 3
        assert await partner.told() == 0
    assert partner.forged == 0
    assert partner.types == ["assignment.claimed", "assignment.submitted", "assignment.rejected"]
    sequence = [message["sequence"] for _, message in partner.came]
    assert sequence == sorted(set(sequence))
    last = partner.came[-1][1]
    post_id = last["data"].pop("post_id")
    assert post_id.isdigit()
    assert last["data"] == {
        "assignment": work.assignment_id,
        "task": campaign.task_id,
        "campaign": campaign.campaign_id,
        "creator": maker.actor.person_id,
        "platform": "douyin",
        "reason": "copied",
    }
    assert last["timestamp"] == "2026-11-23T04:00:00.000Z"
    everything = str(partner.came)
    assert "王小明" not in everything
    assert "private words" not in everything
    assert calls(world) == [("taken", 1)] * 3


async def test_a_settlement_is_told_with_its_amount(
    house: JobHouse, clock: Clock, world: World
) -> None:
    async with receiving(house, clock, world, [E.ASSIGNMENT_SETTLED]) as partner:
        campaign = world.do(live_campaign)
        work = world.do(approved, campaign, world.do(creator))
        assert world.do(settlements.settle_due, now=NOW + 30 * DAY) == 1
        await partner.told()
    ((_, message),) = partner.came
    assert message["type"] == "assignment.settled"
    assert message["data"]["assignment"] == work.assignment_id
    assert message["data"]["amount_minor"] == 8000
    assert message["data"]["currency"] == "CNY"


async def test_payouts_cases_and_campaigns_are_told(
    house: JobHouse, clock: Clock, world: World
) -> None:
    types = [each for each in E if not each.startswith("assignment.")]
    async with receiving(house, clock, world, types) as partner:
        odd = an_odd_one(world)
        world.do(risk_answers.answer, odd.actor, odd.case_id, "private words", now=NOW)
        reason = RiskReason.INVENTED
        world.do(risk_decisions.confirm, odd.decider, odd.case_id, reason, "a note", now=NOW)
        planner, campaign = world.do(staff, Role.COORDINATOR), world.do(live_campaign)
        draft = world.do(campaigns.load, planner, PLAN, "discarded, unknown to partners", now=NOW)
        world.do(campaigns.close, planner, draft.campaign_id, now=NOW)
        world.do(campaigns.pause, planner, campaign.campaign_id, now=NOW)
        world.do(campaigns.launch, planner, campaign.campaign_id, now=NOW)
        world.do(campaigns.close, planner, campaign.campaign_id, now=NOW)
        await partner.told()
    assert sorted(partner.types) == [
        "campaign.closed",
        "campaign.launched",
        "campaign.paused",
        "risk_case.decided",
        "risk_case.opened",
    ]
    told = {message["type"]: message["data"] for _, message in partner.came}
    assert told["risk_case.opened"]["signals"] == ["impossible_counts"]
    assert told["risk_case.decided"]["decision"] == "confirmed"
    assert told["risk_case.decided"]["reason"] == "invented"
    assert told["campaign.closed"]["campaign"] == campaign.campaign_id
    assert "private words" not in str(partner.came)


async def test_a_dispute_is_told_when_it_begins_and_when_it_ends(
    house: JobHouse, clock: Clock, world: World
) -> None:
    async with receiving(house, clock, world, [E.DISPUTE_OPENED, E.DISPUTE_DECIDED]) as partner:
        scene = settled_work(world)
        dispute_id = about_amount(world, scene)
        why = "the count is right, private words"
        world.do(dispute_decisions.decline, scene.decider, dispute_id, why, now=scene.now)
        await partner.told()
        assert await partner.told() == 0
    assert partner.types == ["dispute.opened", "dispute.decided"]
    (_, opened), (_, decided) = partner.came
    assert opened["data"] == {
        "dispute": dispute_id,
        "about": "settlement",
        "creator": scene.actor.person_id,
        "campaign": scene.campaign_id,
        "assignment": scene.assignment_id,
        "amount_minor": 8000,
        "currency": "CNY",
        "reason": opened["data"]["reason"],
    }
    assert decided["data"] == opened["data"] | {"outcome": "declined", "awarded_minor": 0}
    assert "private words" not in str(partner.came)
    assert "Look again" not in str(partner.came)


def _answered_by_the_bank(world: World) -> None:
    """One of two payouts is paid, the other refused."""
    paid_creators(world, 2)
    finance, checker = world.do(staff, Role.FINANCE), world.do(staff, Role.FINANCE)
    exported(world, finance, checker)
    (first, _), (second, _) = items(world)
    answer(world, finance, f"{first},成功,", f"{second},失败,账号不存在")


async def test_what_the_bank_answered_is_told(house: JobHouse, clock: Clock, world: World) -> None:
    types = [E.PAYOUT_PAID, E.PAYOUT_FAILED]
    async with receiving(house, clock, world, types) as partner:
        _answered_by_the_bank(world)
        await partner.told()
    assert sorted(partner.types) == ["payout.failed", "payout.paid"]
    assert set(partner.came[0][1]["data"]) == {
        *("payout", "batch", "creator", "reference", "amount_minor", "currency")
    }


async def test_what_came_back_after_it_was_paid_is_told_as_failed_and_says_so(
    house: JobHouse, clock: Clock, world: World
) -> None:
    types = [E.PAYOUT_PAID, E.PAYOUT_FAILED]
    async with receiving(house, clock, world, types) as partner:
        _answered_by_the_bank(world)
        finance, ((first, _), _) = world.do(staff, Role.FINANCE), items(world)
        answer(world, finance, f"{first},退汇,")
        await partner.told()
    told = [(each["type"], each["data"].get("was_paid")) for _, each in partner.came]
    assert told == [("payout.paid", None), ("payout.failed", None), ("payout.failed", True)]
    assert partner.came[2][1]["data"] == partner.came[0][1]["data"] | {"was_paid": True}


async def test_nothing_is_gathered_while_nobody_listens(
    house: JobHouse, clock: Clock, world: World
) -> None:
    world.do(held)
    planner, campaign = world.do(staff, Role.COORDINATOR), world.do(live_campaign)
    world.do(campaigns.pause, planner, campaign.campaign_id, now=NOW)
    assert world.do(gathering.is_behind) is False
    async with receiving(house, clock, world) as partner:
        assert await partner.told() == 0  # the past was nobody's
        work = world.do(held)
        assert await partner.told() == 1
    assert partner.came[0][1]["data"]["assignment"] == work.assignment_id
    assert len(world.rows(select(outbound_event.c.id))) == 1


async def test_a_failed_call_comes_again_later_and_later_with_its_own_id(
    house: JobHouse, clock: Clock, world: World
) -> None:
    async with receiving(house, clock, world) as partner:
        partner.answers = [500, 503, 200]
        world.do(held)
        assert await partner.told() == 1
        assert await partner.told() == 0  # not at the next tick
        clock.at += 7 * SECOND
        assert await partner.told() == 1
        clock.at += 7 * SECOND
        assert await partner.told() == 0
        clock.at += 25 * SECOND
        assert await partner.told() == 1
    assert len(set(partner.ids)) == 1
    assert partner.came[0][1] == partner.came[2][1]
    assert calls(world) == [("taken", 3)]


@pytest.mark.parametrize("answer", [0, 301, 307, 308, 401, 429, 500])
async def test_who_hangs_redirects_or_breaks_holds_up_all_its_events_and_none_is_lost(
    house: JobHouse, clock: Clock, world: World, answer: int
) -> None:
    patient_seconds = PATIENT_SECONDS if answer else SOON_GIVEN_UP
    async with receiving(house, clock, world, patient_seconds=patient_seconds) as partner:
        partner.answers = [answer, 204]
        for _ in range(3):
            world.do(held)
        assert await partner.told() == 1  # the others would fare no better
        clock.at += 10 * SECOND
        assert await partner.told() == 3
    assert partner.ids[0] == partner.ids[1]
    assert len(set(partner.ids)) == 3
    assert calls(world) == [("taken", 2), ("taken", 1), ("taken", 1)]


async def test_one_event_that_is_refused_holds_up_no_other(
    house: JobHouse, clock: Clock, world: World
) -> None:
    async with receiving(house, clock, world) as partner:
        partner.answers = [422, 204]
        for _ in range(3):
            world.do(held)
        assert await partner.told() == 3
    assert calls(world) == [("waiting", 1), ("taken", 1), ("taken", 1)]


async def test_a_call_that_nobody_takes_is_dead_after_three_days_and_not_before(
    house: JobHouse, clock: Clock, world: World
) -> None:
    async with receiving(house, clock, world) as partner:
        partner.answers = [400]
        world.do(held)
        tries = 0
        while clock.at < NOW + PATIENCE:
            tries += await partner.told()
            assert calls(world)[0][0] == CallStatus.WAITING
            clock.at += 15 * timedelta(minutes=1)
        while calls(world)[0][0] == CallStatus.WAITING:
            clock.at += HOUR
            tries += await partner.told()
        assert clock.at < NOW + PATIENCE + 15 * HOUR
    assert 8 <= tries <= 14
    assert standing(world) is EndpointStatus.ACTIVE


async def test_an_endpoint_that_fails_for_days_is_disabled_and_owners_are_told_once(
    house: JobHouse, clock: Clock, world: World
) -> None:
    owner = world.do(staff, Role.OWNER)
    async with receiving(house, clock, world) as partner:
        partner.answers = [500]
        for _ in range(2):
            world.do(held)
        while standing(world) is EndpointStatus.ACTIVE:
            await partner.told()
            clock.at += timedelta(minutes=20)
        assert clock.at >= NOW + PATIENCE
        before = len(partner.came)
        clock.at += DAY
        assert await partner.told() == 0
        told = select(delivery.c.person_id).where(delivery.c.kind == "endpoint_ended")
        assert [row[0] for row in world.rows(told)] == [owner.person_id]
        partner.answers = [200]
        world.do(held)  # meanwhile
        world.do(endpoints.resume, "partner-a", now=clock.at)
        assert await partner.told() >= 1
        assert len(partner.came) > before
    assert standing(world) is EndpointStatus.ACTIVE
    assert calls(world)[-1] == ("taken", 1)


async def test_gone_means_that_nothing_more_is_sent(
    house: JobHouse, clock: Clock, world: World
) -> None:
    world.do(staff, Role.OWNER)
    async with receiving(house, clock, world) as partner:
        partner.answers = [410]
        for _ in range(2):
            world.do(held)
        assert await partner.told() == 1
        clock.at += 30 * DAY
        world.do(held)
        assert await partner.told() == 0
    assert standing(world) is EndpointStatus.GONE
    assert len(world.rows(select(delivery.c.id).where(delivery.c.kind == "endpoint_ended"))) == 1


async def test_a_redirect_is_not_followed(house: JobHouse, clock: Clock, world: World) -> None:
    async with receiving(house, clock, world) as partner:
        partner.answers = [302]
        world.do(held)
        await partner.told()
    assert len(partner.came) == 1


@pytest.mark.parametrize("leads_to", ["127.0.0.2", "10.0.0.1", "169.254.169.254", "::1"])
async def test_an_address_that_leads_into_our_own_network_is_never_dialled(
    house: JobHouse, clock: Clock, world: World, leads_to: str
) -> None:
    async with receiving(house, clock, world) as partner:
        partner.posts._network.resolver.leads_to = lambda *_: (leads_to,)  # type: ignore[union-attr]
        world.do(held)
        assert await partner.told() == 1
    assert partner.came == []
    assert "refused" in world.rows(select(event_call.c.problem))[0][0]


async def test_two_secrets_sign_while_one_replaces_the_other(
    house: JobHouse, clock: Clock, world: World
) -> None:
    async with receiving(house, clock, world) as partner:
        old = partner.secrets[0]
        new = world.do(endpoints.rotate, VAULT, "partner-a")
        assert new != old
        for known in (old, new):
            partner.secrets = [known]
            world.do(held)
            await partner.told()
        assert len(partner.headers[0]["webhook-signature"].split()) == 2
        world.do(endpoints.retire, VAULT, "partner-a")
        world.do(held)
        await partner.told()
        assert (len(partner.came), partner.forged) == (3, 0)
        partner.secrets = [old]
        world.do(held)
        await partner.told()
        assert (len(partner.came), partner.forged) == (3, 1)


async def test_a_replay_sends_the_same_events_with_the_same_ids(
    house: JobHouse, clock: Clock, world: World
) -> None:
    async with receiving(house, clock, world) as partner:
        for at in (NOW, NOW + HOUR):
            clock.at = at
            world.do(held, now=at)
            await partner.told()
        assert world.do(endpoints.replay, "partner-a", NOW + HOUR, now=clock.at) == 1
        assert await partner.told() == 1
        assert world.do(endpoints.replay, "partner-a", NOW, NOW + HOUR, now=clock.at) == 1
        assert await partner.told() == 1
    first, second = partner.came[:2]
    assert partner.came[2:] == [second, first]


async def test_a_process_killed_in_a_call_makes_it_again_with_the_same_id(
    house: JobHouse, clock: Clock, world: World
) -> None:
    async with receiving(house, clock, world) as partner:
        world.do(held)
        noted = partner.posts.post

        async def killed(*args: object) -> object:
            await noted(*args)  # type: ignore[arg-type]
            raise asyncio.CancelledError

        partner.posts.post = killed  # type: ignore[method-assign,assignment]
        with pytest.raises(asyncio.CancelledError):
            await partner.told()
        partner.posts.post = noted  # type: ignore[method-assign]
        assert await partner.told() == 0  # as long as the dead one's lease runs
        clock.at += timedelta(minutes=3)
        assert await partner.told() == 1
    assert len(partner.came) == 2
    assert len(set(partner.ids)) == 1


async def test_two_processes_make_each_call_once(
    house: JobHouse, clock: Clock, world: World
) -> None:
    async with receiving(house, clock, world) as partner:
        for _ in range(9):
            world.do(held)
        await asyncio.gather(*(partner.told() for _ in range(3)))
        await partner.told()
    assert len(partner.came) == 9
    assert len(set(partner.ids)) == 9


async def test_a_slow_partner_keeps_no_other_waiting(
    house: JobHouse, clock: Clock, world: World
) -> None:
    async with receiving(house, clock, world, patient_seconds=SOON_GIVEN_UP) as partner:
        quick = world.do(
            endpoints.add, VAULT, "partner-b", URL.replace("/hook", "/elsewhere"), now=NOW
        )
        partner.answers = [0, 204]
        partner.secrets = [quick]
        world.do(held)
        await partner.told()
        assert partner.forged + len(partner.came) == 2


async def test_an_address_of_which_the_secrets_do_not_open_stops_no_other(
    house: JobHouse, clock: Clock, world: World
) -> None:
    async with receiving(house, clock, world) as partner:
        world.do(endpoints.add, VAULT, "broken", URL, now=NOW)
        with world.engine.begin() as conn:
            broken = endpoint.update().where(endpoint.c.name == "broken")
            conn.execute(broken.values(sealed="nobody.knows"))
        world.do(held)
        assert await tell(house.db, clock.now, VAULT, partner.posts) == 1
    assert len(partner.came) == 1


async def test_old_events_are_forgotten_with_their_calls(
    house: JobHouse, clock: Clock, world: World
) -> None:
    async with receiving(house, clock, world) as partner:
        world.do(held)
        await partner.told()
    assert world.do(gathering.forget, most=9, now=NOW + 29 * DAY) == 0
    assert world.do(gathering.forget, most=9, now=NOW + 31 * DAY) == 1
    assert calls(world) == []


def test_every_status_of_work_has_its_event() -> None:
    from domain.assignment import AssignmentStatus
    from domain.events import OF_STATUS

    assert set(OF_STATUS) == set(AssignmentStatus)
    assert CampaignStatus.DRAFT not in campaigns.TOLD


async def test_a_lease_that_ran_out_is_not_given_back_over_the_next_ones_head(
    house: JobHouse, clock: Clock, world: World
) -> None:
    async with receiving(house, clock, world):
        endpoint_id = world.rows(select(endpoint.c.id))[0][0]
        world.do(held, world.do(live_campaign), world.do(creator))
        world.do(gathering.gather, now=NOW)
        slow = world.do(event_calls.take, VAULT, endpoint_id, now=NOW)
        later = NOW + LEASE
        next_one = world.do(event_calls.take, VAULT, endpoint_id, now=later)
        assert slow is not None
        assert next_one is not None
        world.do(event_calls.give_back, slow)
        assert world.rows(select(endpoint.c.leased_until))[0][0] == later + LEASE
        world.do(event_calls.give_back, next_one)
        assert world.rows(select(endpoint.c.leased_until))[0][0] is None
