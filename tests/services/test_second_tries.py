"""Details that the bank could not pay to wait until their creator or finance stands by them."""

import json

import pytest
from sqlalchemy import select

from domain.errors import NotAllowed, NotFound, OwnWork, Stale
from domain.payout import HeldBack, NothingToPay
from domain.people import Actor, Role
from domain.reasons import ReasonMissing
from services import batch_views, payees, privacy, second_tries
from storage import payables
from storage.tables.delivery import delivery
from storage.tables.money import payout, second_try
from tests.paying import DAY, PAYDAY, VAULT, answer, details, exported, paid_creators
from tests.preparing import prepare_batch
from tests.world import CreatorFixture, World, creator, staff

LATER = PAYDAY + 2 * DAY


def sent_back(world: World, *, reason: str = "账号不存在") -> tuple[CreatorFixture, Actor, Actor]:
    """A creator whose account the bank refused in batch 1; two of finance."""
    (maker,) = paid_creators(world, 1)
    finance, checker = world.do(staff, Role.FINANCE), world.do(staff, Role.FINANCE)
    exported(world, finance, checker)
    answer(world, finance, f"KOC-1-{maker.actor.person_id},失败,{reason}")
    return maker, finance, checker


def the_payout(world: World) -> int:
    return int(world.rows(select(payout.c.id).order_by(payout.c.id.desc()))[0][0])


def held(world: World, actor: Actor) -> tuple[tuple[HeldBack, int], ...]:
    (ready,) = world.do(batch_views.overview, actor, now=LATER).ready
    return ready.held_back


def test_money_does_not_go_again_to_details_the_bank_refused(world: World) -> None:
    maker, finance, _ = sent_back(world)
    assert held(world, finance) == ((HeldBack.SENT_BACK, 1),)
    with pytest.raises(NothingToPay):
        world.do(prepare_batch, finance, "CNY", now=LATER)
    (waits,) = world.do(second_tries.mine, maker.actor)
    assert (waits.batch_id, waits.problem) == (1, "账号不存在")
    assert world.do(second_tries.listed, finance) == (waits,)


def test_other_details_go_out_after_their_pause(world: World) -> None:
    maker, finance, _ = sent_back(world)
    world.do(payees.save, maker.actor, VAULT, details(77), now=LATER)
    assert held(world, finance) == ((HeldBack.PAUSED, 1),)
    assert world.do(second_tries.mine, maker.actor) == ()
    batch_id = world.do(prepare_batch, finance, "CNY", now=LATER + 2 * DAY)
    assert world.do(batch_views.batch, finance, batch_id).tried_before == 0


def test_who_confirms_the_details_is_paid_and_the_approver_knows(world: World) -> None:
    maker, finance, checker = sent_back(world)
    world.do(second_tries.confirm, maker.actor, the_payout(world), now=LATER)
    batch_id = world.do(prepare_batch, finance, "CNY", now=LATER)
    found = world.do(batch_views.batch, checker, batch_id)
    (tried,) = (each.tried_before for each in found.items)
    assert tried is not None
    assert (tried.batch_id, tried.problem, tried.by_creator) == (1, "账号不存在", True)
    told = [
        facts["tried_before"]
        for (facts,) in world.rows(
            select(delivery.c.facts)
            .where(delivery.c.kind == "payout_prepared")
            .order_by(delivery.c.id)
        )
    ]
    assert (told[0], told[-1]) == (0, 1)


def test_the_same_details_saved_again_confirm_them(world: World) -> None:
    maker, finance, _ = sent_back(world)
    saved = world.do(payees.save, maker.actor, VAULT, details(0), now=LATER)
    assert (saved.changed, saved.confirmed) == (False, True)
    assert held(world, finance) == ()
    again = world.do(payees.save, maker.actor, VAULT, details(0), now=LATER)
    assert not again.confirmed


def test_finance_tries_again_with_a_reason_or_not_at_all(world: World) -> None:
    _, finance, checker = sent_back(world)
    at = the_payout(world)
    for missing in ("", "  ", "x" * 501):
        with pytest.raises(ReasonMissing):
            world.do(second_tries.allow, finance, at, missing, now=LATER)
    world.do(second_tries.allow, finance, at, "the bank was down", now=LATER)
    with pytest.raises(Stale):
        world.do(second_tries.allow, finance, at, "again", now=LATER)
    batch_id = world.do(prepare_batch, finance, "CNY", now=LATER)
    (item,) = world.do(batch_views.batch, checker, batch_id).items
    assert item.tried_before is not None
    assert (item.tried_before.reason, item.tried_before.by_creator) == ("the bank was down", False)


def test_refused_once_more_it_waits_once_more_and_what_arrives_ends_it(world: World) -> None:
    maker, finance, checker = sent_back(world)
    for said in ("失败,账号不存在", "成功,"):
        world.do(second_tries.confirm, maker.actor, the_payout(world), now=LATER)
        batch_id, _ = exported(world, finance, checker)
        answer(world, finance, f"KOC-{batch_id}-{maker.actor.person_id},{said}")
        waits = world.do(second_tries.mine, maker.actor)
        assert len(waits) == (1 if said.startswith("失败") else 0)
    assert not world.do(payables.candidates)


def test_only_their_creator_confirms_and_nobody_linked_tries_again(world: World) -> None:
    maker, finance, _ = sent_back(world)
    at, other = the_payout(world), world.do(creator)
    with pytest.raises(NotFound):
        world.do(second_tries.confirm, other.actor, at, now=LATER)
    with pytest.raises(NotAllowed):
        world.do(second_tries.allow, maker.actor, at, "mine", now=LATER)
    world.do(payees.save, finance, VAULT, details(0), now=LATER)  # the same account
    with pytest.raises(OwnWork):
        world.do(second_tries.allow, finance, at, "a friend", now=LATER)


def test_what_was_said_of_it_is_theirs_to_read_and_to_have_forgotten(world: World) -> None:
    maker, finance, checker = sent_back(world)
    world.do(second_tries.allow, finance, the_payout(world), "we rang them", now=LATER)
    kept = json.loads(world.do(privacy.export, maker.actor))["second_tries"]
    assert [each["reason"] for each in kept] == ["we rang them"]
    batch_id, _ = exported(world, finance, checker)
    answer(world, finance, f"KOC-{batch_id}-{maker.actor.person_id},成功,")
    world.do(privacy.erase, maker.actor, now=LATER + 400 * DAY)
    assert world.rows(select(second_try.c.reason)) == [("",)]
