"""A tap that did something, come again, shows what it led to: each has a screen of its own."""

import ast
import inspect
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from textwrap import dedent
from types import FunctionType
from typing import Any

import pytest
from sqlalchemy import select, update

from domain.people import Role, Sender
from handlers import routes
from handlers.router import _takes
from sandbox import Person
from services import invitations, people, settlement_runs, verify
from storage.tables.delivery import broadcast, segment
from tests.handlers.again import a_tap
from tests.handlers.conftest import Chat
from tests.handlers.earning import CPE, member
from tests.handlers.test_broadcasts import number, written
from tests.handlers.test_payouts import payable
from tests.handlers.test_settlement_runs import approved_by
from tests.world import FLAT, live_campaign

# What they lead to is the present state itself: the open question, or the menu.
ASKING = {"form", "form.back", "form.cancel", "onb.yes", "start"}


def acts(handler: Callable[..., Any], seen: frozenset[str] = frozenset()) -> bool:
    """Whether it, or what it calls of its own module, acts; forms ask again by themselves."""
    while isinstance(handler, partial):
        handler = handler.func
    if not isinstance(handler, FunctionType) or handler.__qualname__ in seen:
        return False
    seen |= {handler.__qualname__}
    calls = [node.func for node in ast.walk(_parsed(handler)) if isinstance(node, ast.Call)]
    if any(isinstance(call, ast.Attribute) and call.attr == "act" for call in calls):
        return True
    called = (handler.__globals__.get(call.id) for call in calls if isinstance(call, ast.Name))
    return any(
        acts(each, seen) for each in called if getattr(each, "__module__", "") == handler.__module__
    )


def _parsed(handler: FunctionType) -> ast.AST:
    return ast.parse(dedent(inspect.getsource(handler)))


def test_each_tap_that_acts_says_what_it_shows_when_it_comes_again() -> None:
    acting = {verb for verb, handler in routes.TAPS.items() if acts(handler)}
    assert {"claim", "due.more", "bc.pay", "join.yes", "form"} <= acting
    assert acting - set(routes.PRESENT) - ASKING == set()


def test_what_is_shown_takes_what_the_tap_carries() -> None:
    for verb, shown in (*routes.PRESENT.items(), *routes.DONE.items()):
        for ids in range(6):
            assert not _takes(routes.TAPS[verb], ids) or _takes(shown, ids), verb


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        ("bc.task:{at}:0", "draft"),
        ("bc.now:{at}", "draft"),
        ("bc.pay:{at}:0", "draft"),
        ("bc.drop:{at}:1:{revision}", "draft"),
        ("bc.nolinks:{at}", "Which buttons stand below it?"),
    ],
)
async def test_an_edit_of_a_draft_shows_the_draft(chat: Chat, data: str, shown: str) -> None:
    lin = await chat.owner()
    await written(lin)
    sheet = await lin.sees("draft")
    ((body,),) = chat.world.rows(select(broadcast.c.body))  # one wording, for bc.drop two
    chat.world.do(lambda conn: conn.execute(update(broadcast).values(body=[*body, *body])))
    ((revision,),) = chat.world.rows(select(broadcast.c.revision))
    named = data.format(at=await number(chat), revision=revision)
    tap = a_tap(lin, f"1:{named}", sheet.id)
    for _ in range(2):
        await chat.intake.receive(tap)
        assert (await lin.sees(shown)).id == sheet.id


def newest(person: Person) -> str:
    assert person.last is not None
    return person.last.text


async def test_a_second_tap_that_settles_shows_what_the_first_one_did(chat: Chat) -> None:
    """Another update, not the first one come again."""
    for name, agreed in (("Ming", CPE), ("Lan", FLAT)):
        approved_by(chat, name, agreed)
    fei, finance = await member(chat, "Fei", Role.FINANCE)
    chat.telegram.clock.advance(timedelta(days=7, minutes=1).total_seconds())
    now = chat.telegram.clock.now()
    chat.world.do(settlement_runs.leave_out, finance, 2, "counted again", now=now)
    await fei.says("/settle")
    shown = await fei.sees("Due now: 0")
    for data in ("1:runs.floor:1", "1:runs.one:2"):
        for _ in range(2):
            await fei.taps_data(data, shown)
            await fei.sees_alert("Settled. The creator is told.")
    chat.telegram.clock.advance(timedelta(minutes=10).total_seconds())
    await fei.taps_data("1:runs.floor:1", shown)
    await fei.sees_alert("This work is not due any more, or something holds it.")
    assert chat.world.do(verify.problems) == []


async def test_a_second_tap_on_a_batch_shows_the_batch(chat: Chat) -> None:
    await payable(chat)
    fei, _ = await member(chat, "Fei", Role.FINANCE)
    jin, _ = await member(chat, "Jin", Role.FINANCE)
    for data, who, status in (
        ("1:pay.new:CNY", fei, "Batch 1"),
        ("1:pay.cancel:1", fei, "withdrawn"),
        ("1:pay.new:CNY", fei, "Batch 2"),
        ("1:pay.ok:2", jin, "approved"),
    ):
        for _ in range(2):
            await who.says("/payouts")
            await who.taps_data(data, await who.sees("Payouts"))
            await who.sees(status)
            assert who.alert == ""
    await fei.says("/payouts")
    shown = await fei.sees("Payouts")
    for data, refused in (
        ("1:pay.ok:2", "That step does not fit any more"),
        ("1:pay.cancel:2", "That step does not fit any more"),
        ("1:pay.new:CNY", "There is nothing to pay out right now."),
    ):
        await fei.taps_data(data, shown)
        await fei.sees_alert(refused)


async def test_an_invitation_accepted_shows_the_welcome(chat: Chat) -> None:
    lin, rui = await chat.owner(), await chat.person("Rui")
    owner = chat.world.do(people.recognise, Sender(lin.user.id, "Lin"))
    token = chat.world.do(invitations.invite, owner, Role.REVIEWER, now=chat.telegram.clock.now())
    await rui.starts(f"join-{token}")
    tap = a_tap(rui, f"1:join.yes:{token}", (await rui.sees("invites you")).id)
    for _ in range(2):
        await chat.intake.receive(tap)
        assert "Welcome to the team! You are now: Reviewer." in newest(rui)
    mallory = await chat.person("Mallory")
    await mallory.starts()
    await mallory.taps_data(f"1:join.yes:{token}")
    await mallory.sees_alert("was used already")


async def test_what_lapsed_and_was_seen_stays_seen(chat: Chat) -> None:
    lin = await chat.owner()
    ran = chat.world.do(live_campaign)
    tap = a_tap(lin, f"1:lapsed.seen:{ran.campaign_id}", 1)
    for _ in range(2):
        await chat.intake.receive(tap)
        assert "noted that you have seen what lapsed" in newest(lin)


async def test_a_segment_that_is_deleted_shows_the_others(chat: Chat) -> None:
    lin = await chat.owner()
    await written(lin)
    await lin.taps("Audience")
    await lin.taps("Save as…")
    await lin.says("All of them")
    await lin.sees("Saved under that name")
    ((kept,),) = chat.world.rows(select(segment.c.id))
    tap = a_tap(lin, f"1:sg.drop:{kept}", 1)
    for _ in range(2):
        await chat.intake.receive(tap)
        assert "Who a broadcast may be for, under a name." in newest(lin)
    assert chat.world.rows(select(segment)) == []
