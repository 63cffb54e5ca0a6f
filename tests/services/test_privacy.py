"""People see all that is kept of them, and are forgotten when nothing is on its way any more."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from domain.assignment import AssignmentStatus
from domain.checks.findings import Aspect, Finding, Look, PageState, Verdict
from domain.checks.schedule import CheckKind
from domain.consent import CONSENT_VERSION
from domain.delivery import DeliveryClass, DeliveryStatus
from domain.ledger import LedgerAccount, Line, Posting, PostingKind
from domain.locales import EN, ZH
from domain.payout import DetailsForgotten
from domain.people import Actor, Role, Sender, Standing
from domain.personal_data import MoneyPending, Sum, WorkOpen
from domain.team import LastOwner
from domain.wording import Wording
from services import (
    assignments,
    dialogs,
    kept_updates,
    onboarding,
    payout_files,
    people,
    privacy,
    verify,
)
from services.vault import Vault
from storage import check_results, ledger, post_checks
from storage import people as stored_people
from storage.tables.campaigns import task
from storage.tables.chat import dialog, kept_update
from storage.tables.checks import check_result, post_check
from storage.tables.delivery import delivery
from storage.tables.money import ledger_entry, payee, payout, settlement
from storage.tables.people import account, account_category, consent, person, staff_role
from storage.tables.work import assignment, post, rendition, submission
from tests import world as w
from tests.paying import PAYDAY, answer, exported, paid_creators
from tests.paying import VAULT as PAID_WITH
from tests.world import NOW, CreatorFixture, World

VAULT = Vault("a key of the tests' own")
NAME, HANDLE, PASTED = "王小明🎈", "xiaoming_secret", "看看我的视频 https://v.douyin.com/abc"


def creator(world: World) -> CreatorFixture:
    made = world.do(w.creator, name=NAME, handle=HANDLE, telegram_id=987_654_321)
    world.do(onboarding.agree, made.actor, CONSENT_VERSION, ZH, "", now=NOW)
    return made


def claimed(world: World, made: CreatorFixture) -> int:
    offer = world.do(w.live_campaign)
    return world.do(
        assignments.claim, made.actor, offer.task_id, made.account_id, offer.terms_id, now=NOW
    )


def put(world: World, statement: Any) -> None:
    world.do(lambda conn: conn.execute(statement))


def status(world: World, assignment_id: int, status: AssignmentStatus, **columns: Any) -> None:
    put(
        world,
        update(assignment).where(assignment.c.id == assignment_id).values(status=status, **columns),
    )


def paid_out(world: World, actor: Actor, amount: int) -> None:
    lines = (
        Line(LedgerAccount.CREATOR_PENDING, actor.person_id, -amount),
        Line(LedgerAccount.PAID_OUT, actor.person_id, amount),
    )
    posting = Posting(f"paid{actor.person_id}", PostingKind.PAYMENT, "CNY", lines, NOW)
    world.do(ledger.post, [posting])


def earns(world: World, actor: Actor, amount: int) -> None:
    lines = (
        Line(LedgerAccount.CAMPAIGN_FUNDS, 1, -amount),
        Line(LedgerAccount.CREATOR_PENDING, actor.person_id, amount),
    )
    posting = Posting(f"earned{actor.person_id}", PostingKind.SETTLEMENT, "CNY", lines, NOW)
    world.do(ledger.post, [posting])


def settled_work(world: World, made: CreatorFixture) -> int:
    """Published, submitted, settled and paid: everything a finished assignment leaves behind."""
    held = claimed(world, made)
    status(world, held, AssignmentStatus.SETTLED, draft="我的草稿")
    put(world, insert(post).values(platform="douyin", post_key="77", url="https://d/77",
                                   assignment_id=held, first_seen_at=NOW))  # fmt: skip
    put(world, insert(submission).values(assignment_id=held, given=PASTED, at=NOW))
    ((post_id,),) = world.rows(select(post.c.id))
    world.do(post_checks.plan, post_id, CheckKind.WATCH, "www.iesdouyin.com", NOW)
    seen = Look(PageState.SHOWN, {Aspect.RIGHT_ACCOUNT: Finding(Verdict.YES, HANDLE)})
    world.do(check_results.add, post_id, CheckKind.REVIEW, seen, now=NOW)
    put(world, insert(settlement).values(
        assignment_id=held, checkpoint="final", person_id=made.actor.person_id, campaign_id=1,
        terms_id=world.rows(select(assignment.c.terms_id))[0][0], amount_minor=500,
        currency="CNY", lines=[], settled_at=NOW, payable_at=NOW, matured_at=NOW))  # fmt: skip
    earns(world, made.actor, 500)
    paid_out(world, made.actor, 500)
    return held


def personal_rows(world: World, made: CreatorFixture) -> None:
    """All the other places where something personal is kept."""
    actor = made.actor
    world.do(dialogs.begin, actor, "note", "text", {"note": NAME}, now=NOW)
    details = {
        "method": "alipay",
        "kind": "individual",
        "currency": "",
        "stamp": "st4mp",
        "sealed": "s3al",
        "digest": "d1g",
        "masked": "138****0000",
    }
    put(world, insert(payee).values(person_id=actor.person_id, changed_at=NOW, **details))
    for number, state in enumerate((DeliveryStatus.QUEUED, DeliveryStatus.SENT)):
        put(world, insert(delivery).values({
            "person_id": actor.person_id, "class": DeliveryClass.TRANSACTIONAL, "kind": "hello",
            "facts": {"name": NAME}, "dedupe_key": f"hello{number}", "status": state,
            "priority": 0, "due_at": NOW, "queued_at": NOW}))  # fmt: skip
    them = {"id": actor.telegram_id, "first_name": NAME}
    keep_aside(world, 5, {"from": them, "text": PASTED})
    keep_aside(world, 6, {"from": {"id": 1}, "text": "hello"})
    keep_aside(world, 7, {"from": {"id": 1}, "forward_origin": {"sender_user": them}})


def keep_aside(world: World, update_id: int, message: dict[str, Any]) -> None:
    update = {"update_id": update_id, "message": message}
    world.do(
        kept_updates.keep,
        VAULT,
        update,
        ValueError("spoilt"),
        telegram_id=message["from"]["id"],
        attempts=3,
        only_reply=False,
        now=NOW,
    )


def test_the_export_holds_everything_and_no_secret(world: World) -> None:
    made = creator(world)
    settled_work(world, made)
    personal_rows(world, made)
    exported = world.do(privacy.export, made.actor)
    told = json.loads(exported)
    filled = {name for name, rows in told.items() if rows}
    empty = {
        "pauses",
        "staff_roles",
        "staff_invitations",
        "reviews",
        "readings",
        "conversions",
        "payouts",
        "repayments",  # see test_repayments
        "second_tries",  # see test_second_tries
        "waivers",  # see test_waivers
        "left_out",  # see test_left_out
    }
    empty |= {"tracking_links", "tracking_counts"}  # see test_tracking
    empty |= {"screenshots", "post_pages"}  # see test_proofs, test_post_pages
    empty |= {"risk_cases", "risk_events", "risk_signals", "disputes", "dispute_events"}
    assert filled == set(told) - empty
    for known in (NAME, HANDLE, PASTED, "138****0000", "我的草稿", CONSENT_VERSION):
        assert known in exported.decode()
    assert "s3al" not in exported.decode()
    assert "d1g" not in exported.decode()
    (aside,) = told["updates_kept_aside"]
    assert (aside["update_id"], aside["problem"], "sealed" in aside) == (5, "ValueError", False)


def test_titles_are_exported_in_the_persons_language(world: World) -> None:
    made = creator(world)
    claimed(world, made)
    title = Wording("听书", "Listening").title()
    put(world, update(task).values(title=title))
    facts = {"kind": "settled", "class": DeliveryClass.TRANSACTIONAL, "facts": {"title": title}}
    row = {"person_id": made.actor.person_id, "dedupe_key": "told", "priority": 0, "queued_at": NOW}
    put(world, insert(delivery).values(**facts, **row, status=DeliveryStatus.SENT, due_at=NOW))
    told = json.loads(world.do(privacy.export, replace(made.actor, locale=EN)))
    assert told["assignments"][0]["task"] == "Listening"
    assert "Listening" in [each["facts"].get("title") for each in told["messages"]]


def test_the_export_tells_nothing_of_others(world: World) -> None:
    one, other = creator(world), world.do(w.creator, handle="somebody_else")
    settled_work(world, one)
    exported = world.do(privacy.export, other.actor).decode()
    assert "somebody_else" in exported
    for foreign in (NAME, HANDLE, PASTED):
        assert foreign not in exported


def test_holdings_say_how_much_is_kept(world: World) -> None:
    made = creator(world)
    settled_work(world, made)
    held = world.do(privacy.holdings, made.actor)
    assert (held.consent_version, held.consented_at) == (CONSENT_VERSION, NOW)
    assert (held.accounts, held.assignments, held.ledger_entries, held.deliveries) == (1, 1, 3, 0)


def test_erasure_leaves_a_pseudonym_and_a_whole_ledger(world: World) -> None:
    made = creator(world)
    settled_work(world, made)
    personal_rows(world, made)
    put(world, insert(staff_role).values(person_id=made.actor.person_id, role=Role.REVIEWER,
                                         granted_at=NOW))  # fmt: skip
    books = world.rows(select(ledger_entry))
    world.do(privacy.erase, made.actor, now=NOW)
    assert world.rows(select(ledger_entry)) == books
    assert world.rows(select(person.c.telegram_id, person.c.standing)) == [(None, Standing.ERASED)]
    tables = (person, account, account_category, assignment, rendition, submission, delivery,
              check_result, kept_update, dialog, payee, staff_role, consent)  # fmt: skip
    left = str([world.rows(select(table)) for table in tables])
    for personal in (NAME, HANDLE, PASTED, "我的草稿", "138****0000", "987654321", "s3al"):
        assert personal not in left
    assert world.rows(select(kept_update.c.update_id)) == [(6,)]
    assert world.rows(select(post_check.c.due_at)) == [(None,)]  # nobody looks at them any more
    assert world.rows(select(consent).where(consent.c.withdrawn_at.is_(None))) == []
    statuses = {row[0] for row in world.rows(select(delivery.c.status))}
    assert statuses == {DeliveryStatus.CANCELLED, DeliveryStatus.SENT}


def test_one_who_was_forgotten_comes_back_as_a_stranger(world: World) -> None:
    made = creator(world)
    world.do(privacy.erase, made.actor, now=NOW)
    assert world.do(stored_people.actor_by_telegram, made.actor.telegram_id) is None
    again = world.do(people.meet, Sender(made.actor.telegram_id, NAME), now=NOW)
    assert again.person_id != made.actor.person_id
    assert again.standing is Standing.NEW
    world.do(w.add_account, again, handle=HANDLE)  # the handle is free again


def test_a_batch_keeps_its_bytes_when_one_it_paid_is_erased_until_it_is_done(
    world: World,
) -> None:
    first, _ = paid_creators(world, 2)
    finance, checker = world.do(w.staff, Role.FINANCE), world.do(w.staff, Role.FINANCE)
    batch_id, text = exported(world, finance, checker)
    answer(world, finance, f"KOC-{batch_id}-1,paid,")
    world.do(privacy.erase, first.actor, now=PAYDAY)
    again = world.do(payout_files.export, finance, PAID_WITH, batch_id, now=PAYDAY)
    assert again.content.decode("utf-8-sig") == text
    answer(world, finance, f"KOC-{batch_id}-2,paid,")
    kept = select(payout.c.sealed, payout.c.masked).order_by(payout.c.id)
    assert world.rows(kept)[0] == ("", "")
    with pytest.raises(DetailsForgotten):
        world.do(payout_files.export, finance, PAID_WITH, batch_id, now=PAYDAY)
    assert world.do(verify.problems) == []


def test_a_batch_stays_what_was_frozen_when_one_it_paid_is_erased(world: World) -> None:
    (maker,) = paid_creators(world, 1)
    finance, checker = world.do(w.staff, Role.FINANCE), world.do(w.staff, Role.FINANCE)
    batch_id, _ = exported(world, finance, checker)
    answer(world, finance, f"KOC-{batch_id}-1,paid,")
    world.do(privacy.erase, maker.actor, now=PAYDAY)
    put(world, update(payout).values(stamp="another"))
    found = [each.invariant for each in world.do(verify.problems)]
    assert found == ["a batch is what was frozen"]


def test_open_work_comes_first(world: World) -> None:
    made = creator(world)
    held = claimed(world, made)
    with pytest.raises(WorkOpen) as refused:
        world.do(privacy.erase, made.actor, now=NOW)
    assert refused.value.assignments == 1
    world.do(assignments.release, made.actor, held, now=NOW)
    world.do(privacy.erase, made.actor, now=NOW)


def test_money_on_its_way_comes_first_with_its_date(world: World) -> None:
    made = creator(world)
    held = claimed(world, made)
    cutoff_at = NOW + timedelta(days=7)
    status(world, held, AssignmentStatus.APPROVED, cutoff_at=cutoff_at)
    with pytest.raises(MoneyPending) as refused:
        world.do(privacy.ensure_erasable, made.actor)
    assert refused.value.sums == ()
    assert refused.value.clear_at == cutoff_at + timedelta(days=w.FLAT.hold_days)
    status(world, held, AssignmentStatus.SETTLED)
    earns(world, made.actor, 500)
    with pytest.raises(MoneyPending) as refused:
        world.do(privacy.erase, made.actor, now=NOW)
    assert refused.value.sums == (Sum(500, "CNY"),)
    paid_out(world, made.actor, 500)
    world.do(privacy.erase, made.actor, now=NOW)


def test_the_last_owner_is_not_forgotten(world: World) -> None:
    owner = world.do(w.staff, Role.OWNER)
    with pytest.raises(LastOwner):
        world.do(privacy.erase, owner, now=NOW)
    world.do(w.staff, Role.OWNER)
    world.do(privacy.erase, owner, now=NOW)
