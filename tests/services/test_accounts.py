"""Consent first, then accounts; one account belongs to one person at a time."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from domain.accounts import (
    Account,
    AccountBusy,
    AccountDetails,
    BadCategories,
    Handle,
    HandleTaken,
)
from domain.assignment import AssignmentStatus
from domain.consent import CONSENT_VERSION, ConsentMissing
from domain.errors import NotFound, Stale
from domain.locales import EN
from domain.people import Actor, Category, Region, Standing
from domain.platforms import Platform
from services import accounts, assignments, onboarding, people
from services.onboarding import Stage
from storage import people as stored_people
from storage.tables.work import assignment
from tests import world as w
from tests.world import NOW, World

DETAILS = AccountDetails(
    Platform.DOUYIN,
    Handle("小明Ming"),
    12_000,
    (Category.FOOD, Category.LIFE),
    Region.EAST,
)


def newcomer(world: World) -> Actor:
    actor = world.do(w.person, standing=Standing.NEW)
    world.do(onboarding.agree, actor, CONSENT_VERSION, EN, "", now=NOW)
    return actor


def now_known(world: World, actor: Actor) -> Actor:
    known = world.do(stored_people.actor_by_id, actor.person_id)
    assert known is not None
    return known


def test_nothing_is_kept_before_consent(world: World) -> None:
    stranger = world.do(w.person, standing=Standing.NEW)
    assert world.do(onboarding.stage, stranger) is Stage.CONSENT
    with pytest.raises(ConsentMissing):
        world.do(accounts.add, stranger, DETAILS, now=NOW)


def test_consent_is_to_the_notice_that_was_shown(world: World) -> None:
    actor = world.do(w.person, standing=Standing.NEW)
    with pytest.raises(Stale):
        world.do(onboarding.agree, actor, "1999-01", EN, "", now=NOW)
    assert not world.do(onboarding.has_consented, actor)


def test_the_first_account_makes_a_newcomer_a_creator(world: World) -> None:
    actor = newcomer(world)
    assert world.do(onboarding.stage, actor) is Stage.ACCOUNT
    account_id = world.do(accounts.add, actor, DETAILS, now=NOW)
    assert world.do(accounts.mine, actor) == (Account(account_id, DETAILS),)
    assert world.do(onboarding.stage, actor) is Stage.DONE
    known = now_known(world, actor)
    assert (known.standing, known.locale) == (Standing.ACTIVE, EN)


def test_a_paused_creator_stays_paused_with_another_account(world: World) -> None:
    actor = newcomer(world)
    world.do(stored_people.set_standing, actor.person_id, Standing.PAUSED)
    world.do(accounts.add, now_known(world, actor), DETAILS, now=NOW)
    assert now_known(world, actor).standing is Standing.PAUSED


@pytest.mark.parametrize("handle", ["小明ming", "小明ＭＩＮＧ", "小明 Ming"])
def test_one_account_belongs_to_one_person(world: World, handle: str) -> None:
    world.do(accounts.add, newcomer(world), DETAILS, now=NOW)
    other, same = newcomer(world), replace(DETAILS, handle=Handle(handle))
    with pytest.raises(HandleTaken) as refused:
        world.do(accounts.add, other, same, now=NOW)
    assert not refused.value.own


def test_the_platforms_own_id_tells_an_account_under_another_handle(world: World) -> None:
    known = replace(DETAILS, handle=Handle("old name", "https://v.douyin.com/u/77", "77"))
    world.do(accounts.add, newcomer(world), known, now=NOW)
    renamed = replace(DETAILS, handle=Handle("new name", "https://v.douyin.com/u/77", "77"))
    other = newcomer(world)
    with pytest.raises(HandleTaken):
        world.do(accounts.add, other, renamed, now=NOW)


def test_the_same_handle_on_another_platform_is_another_account(world: World) -> None:
    actor = newcomer(world)
    world.do(accounts.add, actor, DETAILS, now=NOW)
    world.do(accounts.add, actor, replace(DETAILS, platform=Platform.BILIBILI), now=NOW)
    assert len(world.do(accounts.mine, actor)) == 2


def test_adding_ones_own_account_twice_says_so(world: World) -> None:
    actor = newcomer(world)
    world.do(accounts.add, actor, DETAILS, now=NOW)
    with pytest.raises(HandleTaken) as refused:
        world.do(accounts.add, actor, DETAILS, now=NOW)
    assert refused.value.own


def test_a_retired_account_comes_back_with_its_history(world: World) -> None:
    actor = newcomer(world)
    account_id = world.do(accounts.add, actor, DETAILS, now=NOW)
    world.do(accounts.retire, actor, account_id, now=NOW)
    assert world.do(accounts.mine, actor) == ()
    grown = replace(DETAILS, followers=50_000, categories=(Category.PETS,))
    assert world.do(accounts.add, actor, grown, now=NOW) == account_id
    assert world.do(accounts.mine, actor) == (Account(account_id, grown),)


def test_a_retired_account_may_go_to_somebody_else_and_not_come_back(world: World) -> None:
    first, second = newcomer(world), newcomer(world)
    world.do(accounts.retire, first, world.do(accounts.add, first, DETAILS, now=NOW), now=NOW)
    world.do(accounts.add, second, DETAILS, now=NOW)
    with pytest.raises(HandleTaken):
        world.do(accounts.add, first, DETAILS, now=NOW)


def test_an_account_at_work_keeps_its_handle_and_is_not_retired(world: World) -> None:
    offer, creator = world.do(w.live_campaign), world.do(w.creator)
    actor, account_id = creator.actor, creator.account_id
    held = world.do(assignments.claim, actor, offer.task_id, account_id, offer.terms_id, now=NOW)
    for status in (AssignmentStatus.CLAIMED, AssignmentStatus.APPROVED):
        world.do(
            lambda conn, s: conn.execute(
                update(assignment).where(assignment.c.id == held).values(status=s)
            ),
            status,
        )
        with pytest.raises(AccountBusy):
            world.do(accounts.retire, actor, account_id, now=NOW)
        with pytest.raises(AccountBusy):
            world.do(accounts.change_handle, actor, account_id, Handle("other"), now=NOW)
    world.do(accounts.change_followers, actor, account_id, 20_000, now=NOW)
    world.do(lambda conn: conn.execute(update(assignment).values(status=AssignmentStatus.SETTLED)))
    world.do(accounts.retire, actor, account_id, now=NOW)


def test_details_change_one_by_one(world: World) -> None:
    actor = newcomer(world)
    account_id = world.do(accounts.add, actor, DETAILS, now=NOW)
    world.do(accounts.change_followers, actor, account_id, 99, now=NOW)
    world.do(accounts.change_region, actor, account_id, Region.SOUTH, now=NOW)
    world.do(accounts.change_categories, actor, account_id, (Category.BOOKS,), now=NOW)
    world.do(accounts.change_handle, actor, account_id, Handle("小红"), now=NOW)
    changed = AccountDetails(Platform.DOUYIN, Handle("小红"), 99, (Category.BOOKS,), Region.SOUTH)
    assert world.do(accounts.own, actor, account_id).details == changed


@pytest.mark.parametrize("categories", [(), tuple(Category), (Category.FOOD, Category.FOOD)])
def test_an_account_is_about_one_to_three_things(
    world: World, categories: tuple[Category, ...]
) -> None:
    actor, wrong = newcomer(world), replace(DETAILS, categories=categories)
    with pytest.raises(BadCategories):
        world.do(accounts.add, actor, wrong, now=NOW)


def test_anybody_elses_account_is_not_found(world: World) -> None:
    account_id = world.do(accounts.add, newcomer(world), DETAILS, now=NOW)
    other = newcomer(world)
    with pytest.raises(NotFound):
        world.do(accounts.retire, other, account_id, now=NOW)
    with pytest.raises(NotFound):
        world.do(accounts.change_followers, other, account_id, 1, now=NOW)


def test_who_brought_whom_is_counted_once_they_signed_up(world: World) -> None:
    inviter = newcomer(world)
    code, _ = world.do(people.invitation, inviter)
    brought = world.do(w.person, standing=Standing.NEW)
    world.do(onboarding.agree, brought, CONSENT_VERSION, EN, code, now=NOW)
    assert world.do(people.invitation, inviter) == (code, 0)
    world.do(accounts.add, brought, DETAILS, now=NOW)
    assert world.do(people.invitation, inviter) == (code, 1)


def test_nobody_brings_themselves_and_the_first_link_counts(world: World) -> None:
    first, second = newcomer(world), newcomer(world)
    own, _ = world.do(people.invitation, first)
    other, _ = world.do(people.invitation, second)
    actor = world.do(w.person, standing=Standing.NEW)
    mine, _ = world.do(people.invitation, actor)
    for code in (mine, "nonsense", own, other):
        world.do(onboarding.agree, actor, CONSENT_VERSION, EN, code, now=NOW)
    world.do(accounts.add, actor, DETAILS, now=NOW)
    assert world.do(people.invitation, actor)[1] == 0
    assert world.do(people.invitation, first)[1] == 1
    assert world.do(people.invitation, second)[1] == 0
