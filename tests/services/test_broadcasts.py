"""Broadcasts: who is counted is who is queued, once each; pause, resume, cancel, done."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select, update

from domain.arrival import AT_ONCE, Arrival
from domain.broadcast import (
    BroadcastFacts,
    NotPaid,
    PassedMoment,
    Rewritten,
    TooDear,
    TooFarAhead,
    VariantOutcome,
)
from domain.broadcast_rules import BroadcastRules
from domain.contest import Deed, Finding, Verdict
from domain.delivery import BroadcastStatus, DeliveryClass, DeliveryStatus, Response
from domain.draws import NEWEST, Draw, variant_of
from domain.due_work import BEGINNING
from domain.errors import NotAllowed, NotFound, Stale, WrongState
from domain.locales import EN, ZH
from domain.message import BadBody, Link, Media, MediaKind, Page, Version
from domain.people import Actor, Category, Region, Role
from domain.platforms import Platform
from domain.segment import EVERYBODY, PassedOver, Segment
from domain.segment_text import parse, written
from services import (
    assignments,
    broadcast_drafts,
    broadcast_outcomes,
    broadcast_responses,
    broadcast_sheets,
    broadcasts,
    deliveries,
    freezing,
    health,
    notices,
    segments,
    sendings,
)
from services.broadcast_sheets import BroadcastSheet, known_to
from services.deliveries import Parcel
from services.limits import Pace
from services.promotions import HAD_ENOUGH
from services.segments import Holder, Place
from services.sendings import Outcome
from storage import broadcasts as stored
from storage.tables.delivery import broadcast, delivery
from storage.tables.people import account as accounts
from storage.tables.people import person
from tests.confirming import confirm, confirm_alone
from tests.wordings import write_wording
from tests.world import (
    NOW,
    CampaignFixture,
    CreatorFixture,
    World,
    add_account,
    creator,
    live_campaign,
    staff,
)

BODY = {ZH: Version("新任务上线")}
DAY = timedelta(days=1)
WALL = NOW.replace(tzinfo=None)
DOUYIN = parse("platform:douyin")


@pytest.fixture
def coordinator(world: World) -> Actor:
    return world.do(staff, Role.COORDINATOR)


def drafted(world: World, actor: Actor, segment: Segment = DOUYIN) -> BroadcastSheet:
    made = world.do(broadcast_drafts.draft, actor, BODY, now=NOW)
    place = Place(Holder.BROADCAST, made)
    world.do(segments.rewrite, actor, place, written(segment), now=NOW)
    return sheet(world, actor, made)


def sheet(world: World, actor: Actor, broadcast_id: int) -> BroadcastSheet:
    return world.do(broadcast_sheets.sheet, actor, broadcast_id, now=NOW)


def confirmed(world: World, actor: Actor, segment: Segment = DOUYIN) -> int:
    draft_id = drafted(world, actor, segment).facts.broadcast_id
    world.do(confirm, actor, draft_id, now=NOW)
    return draft_id


def on_roll(world: World, actor: Actor, segment: Segment = DOUYIN) -> int:
    """Confirmed, and nobody frozen yet."""
    draft_id = drafted(world, actor, segment).facts.broadcast_id
    world.do(confirm_alone, actor, draft_id, now=NOW)
    assert world.do(freezing.waiting) == [draft_id]
    return draft_id


def end_all(world: World, status: DeliveryStatus) -> None:
    ended = update(delivery).values(status=status, ended_at=NOW)
    world.do(lambda conn: conn.execute(ended))


def test_who_is_counted_is_who_is_queued(world: World, coordinator: Actor) -> None:
    world.do(creator, platform=Platform.DOUYIN)
    world.do(creator, platform=Platform.WEIBO)
    muted, gone = world.do(creator).actor, world.do(creator).actor
    world.do(_set, muted, wants_broadcasts=False)
    world.do(_set, gone, reachable=False)
    preview = drafted(world, coordinator).audience
    assert preview is not None
    assert (preview.matching, preview.opted_out, preview.unreachable) == (3, 1, 1)
    sent = sheet(world, coordinator, confirmed(world, coordinator))
    assert (sent.facts.audience, sent.tally.waiting) == (preview.reached, 1)


def _set(conn, actor: Actor, **columns: object) -> None:  # type: ignore[no-untyped-def]
    conn.execute(update(person).where(person.c.id == actor.person_id).values(columns))


def test_the_audience_is_frozen_at_the_confirmation(world: World, coordinator: Actor) -> None:
    world.do(creator)
    sent = confirmed(world, coordinator)
    world.do(creator)
    assert not world.do(freezing.go_on, sent, most=100, now=NOW)
    assert sheet(world, coordinator, sent).tally.waiting == 1


def test_a_second_confirmation_changes_nothing(world: World, coordinator: Actor) -> None:
    world.do(creator)
    sent = confirmed(world, coordinator)
    with pytest.raises(Stale):
        world.do(confirm, coordinator, sent, now=NOW)
    assert len(world.rows(delivery.select())) == 1


def test_a_cancelled_broadcast_sends_no_more(world: World, coordinator: Actor) -> None:
    world.do(creator)
    sent = confirmed(world, coordinator)
    world.do(broadcasts.cancel, coordinator, sent, now=NOW)
    stands = sheet(world, coordinator, sent)
    assert (stands.tally.cancelled, stands.tally.waiting) == (1, 0)
    with pytest.raises((Stale, WrongState)):
        world.do(broadcasts.resume, coordinator, sent, now=NOW)


def test_a_paused_broadcast_goes_on(world: World, coordinator: Actor) -> None:
    sent = confirmed(world, coordinator)
    world.do(broadcasts.pause, coordinator, sent, now=NOW)
    assert sheet(world, coordinator, sent).facts.status is BroadcastStatus.PAUSED
    world.do(broadcasts.resume, coordinator, sent, now=NOW)
    assert sheet(world, coordinator, sent).facts.status is BroadcastStatus.SENDING


def test_its_maker_gets_the_report_once_all_are_out(world: World, coordinator: Actor) -> None:
    world.do(creator)
    sent = confirmed(world, coordinator)
    assert world.do(broadcasts.sent_out, BEGINNING, most=9, now=NOW) == []
    assert not world.do(broadcasts.finish, sent, now=NOW)
    end_all(world, DeliveryStatus.SENT)
    assert world.do(broadcasts.sent_out, BEGINNING, most=9, now=NOW) == [(NOW, sent)]
    assert world.do(broadcasts.finish, sent, now=NOW + timedelta(minutes=1))
    assert not world.do(broadcasts.finish, sent, now=NOW + timedelta(minutes=2))
    reports = world.rows(delivery.select().where(delivery.c.kind == "broadcast_done"))
    assert [row.person_id for row in reports] == [coordinator.person_id]
    assert reports[0].facts["sent"] == 1
    assert sheet(world, coordinator, sent).facts.status is BroadcastStatus.DONE


PHOTO = Media(MediaKind.PHOTO, "AgAC")


@pytest.mark.parametrize(
    "body",
    [{}, {ZH: Version("")}, {ZH: Version("长" * 4_000)}, {ZH: Version("长" * 1_000, PHOTO)}],
)
def test_a_body_has_something_in_it_and_fits_a_message(
    world: World, coordinator: Actor, body: dict[str, Version]
) -> None:
    with pytest.raises(BadBody):
        world.do(broadcast_drafts.draft, coordinator, body, now=NOW)


def test_a_draft_says_how_many_of_its_readers_could_claim_the_task_of_its_button(
    world: World, coordinator: Actor
) -> None:
    campaign = world.do(live_campaign, min_followers=1_000, region=Region.EAST, per_creator=1)
    fitting, busy = world.do(creator), world.do(creator)
    world.do(creator, followers=999)
    world.do(creator, region=Region.NORTH)
    world.do(creator, category=Category.GAMES)
    world.do(creator, platform=Platform.WEIBO)
    two = world.do(creator, platform=Platform.WEIBO)  # fits with neither, together with both
    world.do(add_account, two.actor, category=Category.GAMES, handle="plays")
    world.do(add_account, fitting.actor, handle="again")  # counted once
    claimed(world, busy, campaign)
    found = drafted(world, coordinator, EVERYBODY)
    assert found.fitting is None
    number = found.facts.broadcast_id
    world.do(broadcast_drafts.set_task, coordinator, number, campaign.task_id, now=NOW)
    found = sheet(world, coordinator, number)
    assert found.audience is not None
    assert (found.audience.reached, found.fitting, found.free_slots) == (7, 1, 4)


def claimed(world: World, maker: CreatorFixture, campaign: CampaignFixture) -> None:
    world.do(
        assignments.claim,
        maker.actor,
        campaign.task_id,
        maker.account_id,
        campaign.terms_id,
        now=NOW,
    )


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.FINANCE])
def test_only_coordinators_broadcast(world: World, role: Role) -> None:
    with pytest.raises(NotAllowed):
        drafted(world, world.do(staff, role))


def test_an_audience_is_frozen_part_by_part_and_each_reader_once(
    world: World, coordinator: Actor
) -> None:
    for _ in range(7):
        world.do(creator)
    world.do(creator, platform=Platform.WEIBO)
    draft_id = on_roll(world, coordinator)
    shown = []
    while world.do(freezing.go_on, draft_id, most=3, now=NOW):
        stands = sheet(world, coordinator, draft_id)
        assert stands.facts.audience == stands.tally.waiting  # planned is what is queued, always
        assert not world.do(broadcasts.finish, draft_id, now=NOW)
        shown.append(stands.facts.audience)
    assert shown == sorted(shown)
    assert sheet(world, coordinator, draft_id).facts.audience == 7
    assert world.do(freezing.waiting) == []


def test_what_is_frozen_while_it_is_read_makes_nobody_reached_by_less_than_nothing(
    world: World, coordinator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A read sees what commits between two of its statements."""
    for _ in range(7):
        world.do(creator)
    sent = on_roll(world, coordinator)
    read = stored.facts

    def read_and_frozen(conn: Connection, broadcast_id: int) -> BroadcastFacts | None:
        found = read(conn, broadcast_id)
        monkeypatch.undo()
        freezing.go_on(conn, broadcast_id, most=3, now=NOW)
        return found

    monkeypatch.setattr(stored, "facts", read_and_frozen)
    stands = sheet(world, coordinator, sent)
    assert (stands.tally.sent, stands.tally.waiting) == (0, stands.facts.audience)
    assert stands.tally.waiting > 0


def test_what_is_cancelled_while_it_freezes_freezes_no_further(
    world: World, coordinator: Actor
) -> None:
    for _ in range(5):
        world.do(creator)
    sent = on_roll(world, coordinator)
    world.do(freezing.go_on, sent, most=2, now=NOW)
    world.do(broadcasts.cancel, coordinator, sent, now=NOW)
    assert not world.do(freezing.go_on, sent, most=2, now=NOW)
    stands = sheet(world, coordinator, sent)
    assert stands.facts.audience == stands.tally.cancelled
    assert world.do(broadcasts.cancelling) == []


def test_what_waits_of_a_cancelled_one_ends_in_parts(world: World, coordinator: Actor) -> None:
    for _ in range(5):
        world.do(creator)
    sent = confirmed(world, coordinator)
    cancelled = update(broadcast).values(status=BroadcastStatus.CANCELLED)
    world.do(lambda conn: conn.execute(cancelled))
    assert world.do(broadcasts.cancel_on, sent, most=2, now=NOW)
    assert world.do(broadcasts.cancelling) == [sent]
    assert world.do(broadcasts.cancel_on, sent, most=2, now=NOW)
    assert not world.do(broadcasts.cancel_on, sent, most=2, now=NOW)
    assert world.do(broadcasts.cancelling) == []


def test_nobody_is_due_in_their_quiet_hours(world: World, coordinator: Actor) -> None:
    midnight = NOW + timedelta(hours=12)  # in Shanghai
    world.do(creator)
    early, never = world.do(creator).actor, world.do(creator).actor
    world.do(_set, early, timezone="America/New_York")
    world.do(_set, never, quiet_from_hour=0, quiet_to_hour=0)
    sent = drafted(world, coordinator).facts.broadcast_id
    world.do(confirm, coordinator, sent, now=midnight)
    rows = world.rows(delivery.select().order_by(delivery.c.person_id))
    assert [row.due_at - midnight for row in rows] == [
        timedelta(hours=8),
        timedelta(),
        timedelta(),
    ]


def taken(world: World, at: datetime = NOW, most: int = 30) -> list[Parcel]:
    return list(world.do(deliveries.take, Pace(), most=most, now=at).parcels)


def arrive(world: World, parcels: list[Parcel], at: datetime = NOW) -> None:
    sent = [Outcome(parcel, DeliveryStatus.SENT, message_id=1) for parcel in parcels]
    world.do(sendings.settle, sent, now=at)


def test_each_reader_is_spoken_to_by_name_in_their_language(
    world: World, coordinator: Actor
) -> None:
    world.do(creator, name="<Ming>", handle="ming_01")
    world.do(creator, name="Mei", locale=EN)
    body = {ZH: Version("<b>{name}</b> @{account} {nmae}"), EN: Version("Hi {name}", PHOTO)}
    made = world.do(broadcast_drafts.draft, coordinator, body, now=NOW)
    world.do(
        broadcast_drafts.add_link,
        coordinator,
        made,
        Link({ZH: "看"}, "https://a.example/"),
        now=NOW,
    )
    world.do(broadcast_drafts.toggle_page, coordinator, made, Page.TASKS, now=NOW)
    world.do(confirm, coordinator, made, now=NOW)
    first, second = (parcel.facts for parcel in taken(world))
    assert first["version"] == {"html": "<b>{name}</b> @{account} {nmae}"}
    assert first["values"] == {"name": "<Ming>", "account": "ming_01"}
    assert second["version"] == {"html": "Hi {name}", "kind": "photo", "file_id": "AgAC"}
    assert second["values"]["name"] == "Mei"
    assert (first["pages"], first["links"]) == (["tasks"], [["看", "https://a.example/"]])
    kept = world.rows(delivery.select())
    assert [row.facts for row in kept] == [{"broadcast_id": made}] * 2  # the text is kept once


def test_the_account_it_names_is_the_one_that_its_segment_asks_for(
    world: World, coordinator: Actor
) -> None:
    reader = world.do(creator, platform=Platform.WEIBO, handle="on_weibo").actor
    world.do(add_account, reader, platform=Platform.DOUYIN, handle="small", followers=10)
    world.do(add_account, reader, platform=Platform.DOUYIN, handle="on_douyin")
    for line, named, at in (
        ("platform:douyin followers:1000..", "on_douyin", NOW),
        ("", "on_weibo", NOW + timedelta(minutes=1)),
    ):
        made = world.do(broadcast_drafts.draft, coordinator, {ZH: Version("@{account}")}, now=NOW)
        place = Place(Holder.BROADCAST, made)
        world.do(segments.rewrite, coordinator, place, line, now=NOW)
        world.do(confirm, coordinator, made, now=NOW)
        (parcel,) = taken(world, at)
        assert parcel.facts["values"] == {"account": named}
        arrive(world, [parcel], at)


@pytest.mark.parametrize("wordings", [2, 3, 4])
def test_wordings_are_given_evenly_and_measured(
    world: World, coordinator: Actor, wordings: int
) -> None:
    people = [world.do(creator).actor for _ in range(24)]
    campaign = world.do(live_campaign, slots=30)
    made = drafted(world, coordinator, EVERYBODY).facts.broadcast_id
    for at in range(1, wordings):
        other = {ZH: Version(f"另一种{at}")}
        world.do(write_wording, coordinator, made, at, other, now=NOW)
    world.do(broadcast_drafts.set_task, coordinator, made, campaign.task_ids[0], now=NOW)
    world.do(confirm, coordinator, made, now=NOW)
    parcels = taken(world)
    given = {p.reader.person_id: p.facts["version"]["html"] for p in parcels}
    assert set(given.values()) == {"新任务上线", *(f"另一种{at}" for at in range(1, wordings))}
    arrive(world, parcels)
    later = NOW + timedelta(minutes=5)
    for reader in people[:4]:
        for _ in range(2):  # a second tap is no second reader
            world.do(broadcast_responses.tapped, reader, made, Response.TAPPED, now=later)
    world.do(broadcast_responses.mute, people[0], made, now=later)
    for reader in people[:2]:
        account = world.rows(select(accounts.c.id).where(accounts.c.person_id == reader.person_id))
        ids = (campaign.task_ids[0], account[0][0], campaign.terms_id)
        world.do(assignments.claim, reader, *ids, now=later)
    stranger = world.do(staff, Role.REVIEWER)
    world.do(broadcast_responses.tapped, stranger, made, Response.TAPPED, now=later)
    found = world.do(broadcast_outcomes.report, coordinator, made, now=later)
    for at, outcome in enumerate(found.variants):
        mine = [p for p in people if found.sheet.facts.variant_for(p.person_id) == at]
        assert outcome == VariantOutcome(
            delivered=len(mine),
            tapped=sum(p in mine for p in people[:4]),
            claimed=sum(p in mine for p in people[:2]),
            muted=sum(p in mine for p in people[:1]),
        )
    assert sum(each.delivered for each in found.variants) == 24
    assert {each.finding for each in found.verdicts} == {Finding.TOO_FEW}


def test_one_that_is_cancelled_before_all_are_frozen_is_over_and_has_its_verdict(
    world: World, coordinator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(8):
        world.do(creator)
    made = drafted(world, coordinator, EVERYBODY).facts.broadcast_id
    world.do(write_wording, coordinator, made, 1, {ZH: Version("另一种")}, now=NOW)
    world.do(broadcast_drafts.toggle_page, coordinator, made, Page.TASKS, now=NOW)
    monkeypatch.setattr(freezing, "FIRST_PART", 5)
    world.do(confirm, coordinator, made, now=NOW)
    arrive(world, taken(world))
    told = world.do(broadcast_outcomes.report, coordinator, made, now=NOW)
    assert told.sheet.facts.freezing
    assert (told.sheet.is_out, told.verdicts) == (False, ())
    world.do(broadcasts.cancel, coordinator, made, now=NOW)
    told = world.do(broadcast_outcomes.report, coordinator, made, now=NOW)
    assert (told.sheet.facts.frozen_to, told.sheet.facts.freeze_to) == (5, 8)
    assert told.sheet.is_out
    assert told.verdicts == (Verdict(Deed.TAPPED, Finding.TOO_FEW),)


def test_one_is_sent_by_the_newest_draw_and_what_an_older_gave_out_stays_so(
    world: World, coordinator: Actor
) -> None:
    for _ in range(24):
        world.do(creator)
    made = drafted(world, coordinator, EVERYBODY).facts.broadcast_id
    world.do(write_wording, coordinator, made, 1, {ZH: Version("另一种")}, now=NOW)
    world.do(confirm, coordinator, made, now=NOW)
    assert world.do(known_to, coordinator, made).draw is NEWEST
    older = update(broadcast).where(broadcast.c.id == made).values(draw=Draw.ADDED)
    world.do(lambda conn: conn.execute(older))
    parcels = taken(world)
    given = Counter(parcel.facts["version"]["html"] for parcel in parcels)
    arrive(world, parcels)
    told = world.do(broadcast_outcomes.report, coordinator, made, now=NOW).variants
    assert [each.delivered for each in told] == [given["新任务上线"], given["另一种"]]
    known = world.do(known_to, coordinator, made)
    by_old = [variant_of(Draw.ADDED, p.reader.person_id, made, 2) for p in parcels]
    assert by_old == [known.variant_for(p.reader.person_id) for p in parcels]


def test_no_wording_is_called_better_while_some_of_it_waits(
    world: World, coordinator: Actor
) -> None:
    for _ in range(2):
        world.do(creator)
    made = drafted(world, coordinator, EVERYBODY).facts.broadcast_id
    world.do(write_wording, coordinator, made, 1, {ZH: Version("另一种")}, now=NOW)
    world.do(broadcast_drafts.toggle_page, coordinator, made, Page.TASKS, now=NOW)
    world.do(confirm, coordinator, made, now=NOW)
    assert world.do(broadcast_outcomes.report, coordinator, made, now=NOW).verdicts == ()
    arrive(world, taken(world))
    told = world.do(broadcast_outcomes.report, coordinator, made, now=NOW).verdicts
    assert told == (Verdict(Deed.TAPPED, Finding.TOO_FEW),)


def worded(world: World, actor: Actor, made: int) -> str:
    return "".join(each[ZH].html for each in world.do(known_to, actor, made).body)


def test_any_of_four_wordings_is_dropped_and_those_behind_it_move_up(
    world: World, coordinator: Actor
) -> None:
    made = world.do(broadcast_drafts.draft, coordinator, {ZH: Version("1")}, now=NOW)
    for at, words in enumerate("234", start=1):
        other = {ZH: Version(words)}
        world.do(write_wording, coordinator, made, at, other, now=NOW)
    with pytest.raises(NotFound):
        world.do(write_wording, coordinator, made, 4, {ZH: Version("5")}, now=NOW)
    for place, left in ((1, "134"), (0, "34"), (1, "3")):
        revision = world.do(known_to, coordinator, made).revision
        world.do(broadcast_drafts.drop_variant, coordinator, made, place, revision, now=NOW)
        assert worded(world, coordinator, made) == left
        with pytest.raises(Stale):  # by now another one stands at that place, or none
            world.do(broadcast_drafts.drop_variant, coordinator, made, place, revision, now=NOW)
    revision = world.do(known_to, coordinator, made).revision
    with pytest.raises(Stale):  # the only one
        world.do(broadcast_drafts.drop_variant, coordinator, made, 0, revision, now=NOW)


def test_what_a_colleague_wrote_is_not_overwritten_by_who_saw_the_draft_before(
    world: World, coordinator: Actor
) -> None:
    made = world.do(broadcast_drafts.draft, coordinator, {ZH: Version("1")}, now=NOW)
    colleague = world.do(staff, Role.COORDINATOR)
    seen = world.do(known_to, coordinator, made).revision
    write = broadcast_drafts.set_variant
    world.do(write, colleague, made, 1, seen, {ZH: Version("2")}, now=NOW)
    with pytest.raises(Rewritten):
        world.do(write, coordinator, made, 1, seen, {ZH: Version("b")}, now=NOW)
    world.do(write_wording, coordinator, made, 2, {ZH: Version("3")}, now=NOW)
    seen = world.do(known_to, coordinator, made).revision
    world.do(broadcast_drafts.drop_variant, colleague, made, 0, seen, now=NOW)
    with pytest.raises(Rewritten):  # 2 was at place 1, where 3 is now
        world.do(write, coordinator, made, 1, seen, {ZH: Version("2, anew")}, now=NOW)
    assert worded(world, coordinator, made) == "23"


def test_who_had_enough_this_week_gets_no_more_and_is_counted(
    world: World, coordinator: Actor
) -> None:
    world.do(creator)
    rules = BroadcastRules(most_per_week=2)
    sent = []
    for _ in range(
        3
    ):  # all confirmed before the first arrives: the cap is asked at the last moment
        draft_id = drafted(world, coordinator).facts.broadcast_id
        world.do(confirm, coordinator, draft_id, rules, now=NOW)
        sent.append(draft_id)
    for minute in range(3):
        arrive(
            world, taken(world, NOW + timedelta(minutes=minute)), NOW + timedelta(minutes=minute)
        )
    third = world.do(broadcast_outcomes.report, coordinator, sent[2], now=NOW)
    assert third.sheet.tally.cancelled == 1
    assert [(each.problem, each.messages) for each in third.reasons] == [
        ("had as many promotions this week as anybody gets", 1)
    ]
    fourth = drafted(world, coordinator).audience
    assert fourth is not None
    assert (fourth.matching, fourth.capped, fourth.reached) == (1, 1, 0)
    made = drafted(world, coordinator).facts.broadcast_id
    after = world.do(
        broadcast_sheets.sheet, coordinator, made, now=NOW + timedelta(days=7, minutes=1)
    )
    assert after.audience is not None
    assert after.audience.reached == 1


@pytest.mark.parametrize("arrival", [Arrival(at=NOW + DAY * 10), Arrival(local=WALL + DAY * 10)])
def test_who_had_enough_until_before_it_starts_gets_one_that_is_confirmed_now(
    world: World, coordinator: Actor, arrival: Arrival
) -> None:
    rules, made = BroadcastRules(most_per_week=1), []
    world.do(creator)
    for confirmed_at in (NOW, NOW + DAY * 6):
        made.append(drafted(world, coordinator).facts.broadcast_id)
        if confirmed_at > NOW:
            world.do(broadcast_drafts.set_arrival, coordinator, made[-1], arrival, now=NOW)
        told = world.do(broadcast_sheets.sheet, coordinator, made[-1], now=confirmed_at)
        world.do(confirm, coordinator, made[-1], rules, now=confirmed_at)
        arrive(world, taken(world, confirmed_at), confirmed_at)
    assert told.audience is not None
    assert (told.audience.capped, told.audience.reached) == (0, 1)
    assert sheet(world, coordinator, made[1]).tally.waiting == 1
    assert len(taken(world, NOW + DAY * 11)) == 1


def test_who_has_had_enough_still_as_a_scheduled_one_leaves_is_named_with_the_reason(
    world: World, coordinator: Actor
) -> None:
    rules, made = BroadcastRules(most_per_week=1), []
    world.do(creator)
    for arrival in (AT_ONCE, Arrival(at=NOW + DAY)):
        made.append(drafted(world, coordinator).facts.broadcast_id)
        world.do(broadcast_drafts.set_arrival, coordinator, made[-1], arrival, now=NOW)
        world.do(confirm, coordinator, made[-1], rules, now=NOW)
        arrive(world, taken(world, NOW), NOW)
    assert taken(world, NOW + DAY) == []
    (reason,) = world.do(broadcast_outcomes.report, coordinator, made[1], now=NOW).reasons
    assert (reason.problem, reason.messages) == (HAD_ENOUGH, 1)


@pytest.mark.parametrize("how", ["killed", "no answer", "arrived and never written"])
def test_what_may_have_arrived_counts_in_the_cap_as_what_did(
    world: World, coordinator: Actor, how: str
) -> None:
    rules = BroadcastRules(most_per_week=1)
    world.do(creator)
    first, second = (drafted(world, coordinator).facts.broadcast_id for _ in range(2))
    for each in (first, second):  # both confirmed before anything leaves
        world.do(confirm, coordinator, each, rules, now=NOW)
    (parcel,) = taken(world, NOW)
    later = NOW + timedelta(minutes=5)
    if how == "killed":
        world.do(sendings.recover, ours=(), most=10, now=later)
    elif how == "arrived and never written":
        arrived = Outcome(parcel, DeliveryStatus.SENT, message_id=1)
        world.do(sendings.give_up, arrived, now=later)
    else:
        doubt = Outcome(parcel, DeliveryStatus.IN_DOUBT, problem="500")
        world.do(sendings.settle, [doubt], now=later)
    assert taken(world, later) == []
    (reason,) = world.do(broadcast_outcomes.report, coordinator, second, now=later).reasons
    assert reason.problem == HAD_ENOUGH
    third = drafted(world, coordinator).facts.broadcast_id
    found = world.do(broadcast_sheets.sheet, coordinator, third, now=later).audience
    assert found is not None
    assert (found.capped, found.reached) == (1, 0)


def test_it_arrives_at_one_time_of_each_readers_day(world: World, coordinator: Actor) -> None:
    world.do(creator)
    world.do(_set, world.do(creator).actor, timezone="America/New_York")
    world.do(_set, world.do(creator).actor, timezone="Europe/London", quiet_from_hour=9)
    made = drafted(world, coordinator).facts.broadcast_id
    ten = Arrival(local=datetime(2026, 11, 24, 10, 0))
    world.do(broadcast_drafts.set_arrival, coordinator, made, ten, now=NOW)
    world.do(confirm, coordinator, made, now=NOW)
    rows = world.rows(delivery.select().order_by(delivery.c.person_id))
    assert [row.due_at for row in rows] == [
        datetime(2026, 11, 24, 2, 0, tzinfo=UTC),
        datetime(2026, 11, 24, 15, 0, tzinfo=UTC),
        datetime(2026, 11, 24, 10, 0, tzinfo=UTC),
    ]
    assert taken(world) == []
    assert sheet(world, coordinator, made).held is None  # each waits for the hour that was said
    under_way = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
    held = world.do(broadcast_sheets.sheet, coordinator, made, now=under_way).held
    assert held is not None
    assert held.readers == 2


@pytest.mark.parametrize("local", [True, False])
def test_a_year_ahead_is_the_most(world: World, coordinator: Actor, local: bool) -> None:
    made = drafted(world, coordinator).facts.broadcast_id

    def in_(days: int) -> Arrival:
        at = NOW + timedelta(days=days)
        return Arrival(local=at.replace(tzinfo=None)) if local else Arrival(at)

    world.do(broadcast_drafts.set_arrival, coordinator, made, in_(365), now=NOW)
    with pytest.raises(TooFarAhead):
        world.do(broadcast_drafts.set_arrival, coordinator, made, in_(368), now=NOW)


@pytest.mark.parametrize(
    ("hour", "held_until"), [(7, None), (15, datetime(2026, 12, 2, tzinfo=UTC))]
)
def test_quiet_hours_count_from_the_moment_it_is_scheduled_for(
    world: World, coordinator: Actor, hour: int, held_until: datetime | None
) -> None:
    """15:00 and 23:00 in Shanghai."""
    world.do(creator)
    made = drafted(world, coordinator).facts.broadcast_id
    moment = Arrival(datetime(2026, 12, 1, hour, tzinfo=UTC))
    world.do(broadcast_drafts.set_arrival, coordinator, made, moment, now=NOW)
    night = NOW + timedelta(hours=12)
    before = world.do(broadcast_sheets.sheet, coordinator, made, now=night).held
    world.do(confirm, coordinator, made, now=night)
    after = world.do(broadcast_sheets.sheet, coordinator, made, now=night).held
    assert (before and before.until, after and after.until) == (held_until, held_until)


def test_it_is_not_to_arrive_in_the_past(world: World, coordinator: Actor) -> None:
    made = drafted(world, coordinator).facts.broadcast_id
    for gone in (
        Arrival(NOW - timedelta(minutes=1)),
        Arrival(local=datetime(2026, 11, 22, 10, 0)),
    ):
        with pytest.raises(PassedMoment):
            world.do(broadcast_drafts.set_arrival, coordinator, made, gone, now=NOW)


def test_a_decision_on_work_goes_before_any_promotion(world: World, coordinator: Actor) -> None:
    reader = world.do(creator).actor
    confirmed(world, coordinator)
    urgent = DeliveryClass.TRANSACTIONAL
    world.do(notices.queue, reader.person_id, "expired", {}, cls=urgent, dedupe_key="x", now=NOW)
    assert [parcel.kind for parcel in taken(world, most=1)] == ["expired"]


def test_paying_is_asked_for_and_never_for_more_than_was_agreed(
    world: World, coordinator: Actor
) -> None:
    for _ in range(11):
        world.do(creator)
    made = drafted(world, coordinator).facts.broadcast_id
    fast = {"per_second": 1_000.0}
    for refused, rules in (
        (NotPaid, BroadcastRules(most_stars=100)),  # too slow for it to be of use
        (NotPaid, BroadcastRules(**fast)),
        (TooDear, BroadcastRules(**fast, most_stars=1)),
    ):
        with pytest.raises(refused):
            world.do(broadcast_drafts.set_paid, coordinator, made, True, rules, now=NOW)
    rules = BroadcastRules(**fast, most_stars=2)
    world.do(broadcast_drafts.set_paid, coordinator, made, True, rules, now=NOW)
    world.do(confirm, coordinator, made, rules, now=NOW)
    parcels = taken(world)
    assert [parcel.facts["paid"] for parcel in parcels] == [True] * 11


@pytest.mark.parametrize("parts", [(5,), (2, 1, 2), (3, 2)])
def test_an_audience_that_outgrows_what_was_agreed_to_gets_the_rest_for_nothing(
    world: World, coordinator: Actor, monkeypatch: pytest.MonkeyPatch, parts: tuple[int, ...]
) -> None:
    monkeypatch.setattr(freezing, "FIRST_PART", 1)  # the coordinator
    for _ in range(5):
        world.do(creator)
    made = drafted(world, coordinator).facts.broadcast_id
    world.do(lambda conn: conn.execute(update(broadcast).values(paid_messages=3)))
    world.do(confirm, coordinator, made, now=NOW)
    for most in parts:
        world.do(freezing.go_on, made, most=most, now=NOW)
    rules = BroadcastRules(per_second=1_000, free_per_second=1)
    (running,) = world.do(health.gauges, rules, now=NOW).running
    assert running.eta_seconds == 2
    pace = Pace(per_second=1_000)
    parcels = world.do(deliveries.take, pace, most=30, now=NOW).parcels
    in_line = sorted(parcels, key=lambda parcel: parcel.reader.person_id)
    assert [parcel.paid for parcel in in_line] == [True] * 3 + [False] * 2
    assert [parcel.facts["paid"] for parcel in in_line] == [True] * 3 + [False] * 2


def test_what_runs_or_is_scheduled_stands_first_and_all_are_found_page_by_page(
    world: World, coordinator: Actor
) -> None:
    running, scheduled = confirmed(world, coordinator), confirmed(world, coordinator)
    later = update(broadcast).where(broadcast.c.id == scheduled)
    world.do(lambda conn: conn.execute(later.values(starts_at=NOW + timedelta(days=9))))
    thrown_away = drafted(world, coordinator).facts.broadcast_id
    world.do(broadcasts.cancel, coordinator, thrown_away, now=NOW)
    over = confirmed(world, coordinator)
    world.do(broadcasts.cancel, coordinator, over, now=NOW)
    draft = drafted(world, coordinator).facts.broadcast_id
    paused = confirmed(world, coordinator)
    world.do(broadcasts.pause, coordinator, paused, now=NOW)
    pages = [world.do(broadcast_sheets.listed, coordinator, number, 4) for number in (1, 2)]
    found = [each.broadcast_id for page in pages for each in page.broadcasts]
    assert found == [paused, scheduled, running, draft, over, thrown_away]
    assert [each.page.pages for each in pages] == [2, 2]


@pytest.mark.parametrize("first_part", [1, 2, 100])
def test_who_was_passed_over_is_remembered_as_it_was_frozen(
    world: World, coordinator: Actor, monkeypatch: pytest.MonkeyPatch, first_part: int
) -> None:
    monkeypatch.setattr(freezing, "FIRST_PART", first_part)
    until = NOW + timedelta(days=3)
    for columns in (
        {"reachable": True},
        {"wants_broadcasts": False},
        {"wants_broadcasts": False, "reachable": False},  # counted once
        {"reachable": False},
        {"promotions_until": until},
        {"promotions_until": NOW - timedelta(days=1)},  # over
        {"promotions_until": until, "wants_broadcasts": False},
    ):
        world.do(_set, world.do(creator).actor, **columns)
    world.do(_set, world.do(creator, platform=Platform.WEIBO).actor, reachable=False)
    preview = drafted(world, coordinator).audience
    assert preview is not None
    sent = confirmed(world, coordinator)
    while world.do(freezing.go_on, sent, most=2, now=NOW):
        pass
    world.do(creator)  # later ones change nothing
    everybody = update(person).values(wants_broadcasts=True, reachable=True)
    world.do(lambda conn: conn.execute(everybody))
    found = sheet(world, coordinator, sent).facts
    assert found.passed_over == PassedOver(unreachable=2, opted_out=2, capped=1)
    assert (preview.unreachable, preview.opted_out, preview.capped) == (2, 2, 1)
    assert found.audience + found.passed_over.persons == preview.matching == 7
