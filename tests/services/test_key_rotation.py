"""Everything sealed can be sealed anew under another key: in parts, beside others, without loss."""

import pytest
from sqlalchemy import select, update

from domain.ledger import LedgerAccount
from domain.payee import BrokenSeal, KeyMissing, PayeeDetails, PayeeMethod
from domain.payout import BatchStatus, PayoutStatus
from domain.people import Actor, Role
from services import (
    batch_views,
    dialogs,
    endpoints,
    event_calls,
    kept_updates,
    key_rotation,
    offered_files,
    payees,
    payout_files,
    payouts,
    verify,
)
from services.vault import Vault
from storage.sealed import TABLES, Place
from storage.tables.base import metadata
from storage.tables.events import endpoint
from storage.tables.money import payee, payout
from tests.paying import (
    PAYDAY,
    VAULT,
    answer,
    balance,
    details,
    exported,
    kinds_to,
    paid_creators,
)
from tests.preparing import prepare_batch
from tests.world import NOW, World, creator, staff

OLD = "a secret of the house"
BOTH, NEW = Vault(f"a newer secret, {OLD}"), Vault("a newer secret")


def rotate(world: World, vault: Vault = BOTH) -> tuple[int, int]:
    resealed, stuck = world.do(key_rotation.reseal_forms, vault), 0
    for place in Place:
        after = None
        while True:
            turned = world.do(key_rotation.reseal_some, vault, place, after)
            resealed, stuck = resealed + turned.resealed, stuck + turned.stuck
            if (after := turned.after) is None:
                break
    return resealed, stuck


def test_a_batch_is_exported_with_the_same_bytes_after_the_old_key_is_gone(world: World) -> None:
    paid_creators(world, 3)
    finance, checker = world.do(staff, Role.FINANCE), world.do(staff, Role.FINANCE)
    batch_id, text = exported(world, finance, checker)
    assert rotate(world) == (6, 0)
    assert rotate(world) == (0, 0)
    again = world.do(payout_files.export, finance, NEW, batch_id, now=PAYDAY)
    assert again.content.decode("utf-8-sig") == text
    assert world.do(verify.problems) == []


def test_an_item_that_does_not_open_is_left_out_of_every_file_and_payable_again(
    world: World,
) -> None:
    lost, kept = paid_creators(world, 2)
    finance, checker = world.do(staff, Role.FINANCE), world.do(staff, Role.FINANCE)
    batch_id = world.do(prepare_batch, finance, "CNY", now=PAYDAY)
    world.do(payouts.approve, checker, batch_id, now=PAYDAY)
    sealed = VAULT.seal("[]", about="payee:of somebody else")
    theirs = payout.c.person_id == lost.actor.person_id
    world.do(lambda conn: conn.execute(update(payout).where(theirs).values(sealed=sealed)))
    made = world.do(payout_files.export, finance, VAULT, batch_id, now=PAYDAY)
    assert made.left_out == (f"KOC-{batch_id}-1",)
    assert f"KOC-{batch_id}-2,80.00" in made.content.decode()
    assert f"KOC-{batch_id}-1," not in made.content.decode()
    assert balance(world, lost.actor, LedgerAccount.CREATOR_PAYABLE) == 8_000
    assert balance(world, kept.actor, LedgerAccount.PAYOUT_IN_TRANSIT) == 8_000
    assert kinds_to(world, lost.actor)[-1] == "payout_failed"
    assert world.do(payout_files.export, finance, VAULT, batch_id, now=PAYDAY) == made
    answer(world, finance, f"KOC-{batch_id}-2,paid,")
    assert world.do(batch_views.batch, finance, batch_id).batch.status is BatchStatus.DONE
    assert world.do(verify.problems) == []


def approved_batch(world: World, finance: Actor) -> int:
    batch_id: int = world.do(prepare_batch, finance, "CNY", now=PAYDAY)
    world.do(payouts.approve, world.do(staff, Role.FINANCE), batch_id, now=PAYDAY)
    return batch_id


@pytest.mark.parametrize("by_the_machine", [True, False])
def test_a_missing_key_refuses_the_first_export_and_changes_nothing(
    world: World, by_the_machine: bool
) -> None:
    makers, finance = paid_creators(world, 3), world.do(staff, Role.FINANCE)
    batch_id = approved_batch(world, finance)
    told = [kinds_to(world, maker.actor) for maker in makers]
    refused = pytest.raises(KeyMissing)
    if by_the_machine:
        with refused as missing:
            world.do(payout_files.export_batch, NEW, batch_id, now=PAYDAY)
    else:
        with refused as missing:
            world.do(payout_files.export, finance, NEW, batch_id, now=PAYDAY)
    assert missing.value.key_id == VAULT.key_ids[0]
    found = world.do(batch_views.batch, finance, batch_id)
    assert found.batch.status is BatchStatus.APPROVED
    assert {each.item.status for each in found.items} == {PayoutStatus.IN_TRANSIT}
    assert [kinds_to(world, maker.actor) for maker in makers] == told
    assert offered_files.missing_keys(NEW, found) == VAULT.key_ids
    assert offered_files.missing_keys(BOTH, found) == ()
    made = world.do(payout_files.export, finance, BOTH, batch_id, now=PAYDAY)
    assert (made.items, made.left_out) == (3, ())
    assert world.do(verify.problems) == []


def test_a_key_that_is_said_to_be_gone_for_ever_locks_no_money(world: World) -> None:
    (maker,), finance = paid_creators(world, 1), world.do(staff, Role.FINANCE)
    batch_id = approved_batch(world, finance)
    with pytest.raises(KeyMissing):
        world.do(payout_files.export_batch, NEW, batch_id, gone=("0badc0de",), now=PAYDAY)
    world.do(payout_files.export_batch, NEW, batch_id, gone=VAULT.key_ids, now=PAYDAY)
    assert balance(world, maker.actor, LedgerAccount.CREATOR_PAYABLE) == 8_000
    assert world.do(batch_views.batch, finance, batch_id).batch.status is BatchStatus.DONE
    assert world.do(verify.problems) == []


def test_a_key_that_is_taken_away_after_the_first_export_gives_nothing_back(world: World) -> None:
    (maker,) = paid_creators(world, 1)
    finance, checker = world.do(staff, Role.FINANCE), world.do(staff, Role.FINANCE)
    batch_id, _ = exported(world, finance, checker)
    with pytest.raises(BrokenSeal):
        world.do(payout_files.export, finance, NEW, batch_id, now=PAYDAY)
    assert balance(world, maker.actor, LedgerAccount.PAYOUT_IN_TRANSIT) == 8_000


def test_a_rotation_outdates_no_batch_and_pauses_nobody(world: World) -> None:
    (maker,) = paid_creators(world, 1)
    finance, checker = world.do(staff, Role.FINANCE), world.do(staff, Role.FINANCE)
    batch_id = world.do(prepare_batch, finance, "CNY", now=PAYDAY)
    rotate(world)
    world.do(payouts.approve, checker, batch_id, now=PAYDAY)
    view = world.do(payees.current, maker.actor)
    assert view is not None
    assert view.changed_at == NOW


def test_a_rotation_that_was_broken_off_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        maker = world.do(creator)
        world.do(payees.save, maker.actor, VAULT, details(number), now=NOW)
    monkeypatch.setattr(key_rotation, "MOST_IN_A_UNIT", 2)
    assert world.do(key_rotation.reseal_some, BOTH, Place.PAYEES).resealed == 2
    assert rotate(world) == (3, 0)
    for person_id, sealed in world.rows(select(payee.c.person_id, payee.c.sealed)):
        assert payees.opened(NEW, person_id, sealed).holder == "王小明"


def test_details_compare_under_the_key_that_is_left(world: World) -> None:
    first, second = world.do(creator), world.do(creator)
    world.do(payees.save, first.actor, VAULT, details(1), now=NOW)
    rotate(world)
    assert rotate(world, NEW) == (1, 0)
    world.do(payees.save, second.actor, NEW, details(1), now=NOW)
    one, other = world.rows(select(payee.c.digest))
    assert one == other


def test_what_does_not_open_is_counted_and_stops_nothing(world: World) -> None:
    paid_creators(world, 2)
    stranger = Vault("somebody else's secret").seal("x", about="payee:1")
    some = world.rows(select(payee.c.person_id))[0][0]
    change = update(payee).where(payee.c.person_id == some).values(sealed=stranger)
    world.do(lambda conn: conn.execute(change))
    assert rotate(world) == (1, 1)
    uses = world.do(key_rotation.uses, BOTH)
    assert [(each.rank, each.total) for each in uses] == [(0, 1), (1, 0), (None, 1)]


def test_what_was_cut_off_is_counted_and_stops_nothing(world: World) -> None:
    paid_creators(world, 2)
    ((person_id, whole),) = world.rows(select(payee.c.person_id, payee.c.sealed).limit(1))
    change = update(payee).where(payee.c.person_id == person_id).values(sealed=whole[:-2])
    world.do(lambda conn: conn.execute(change))
    assert rotate(world) == (1, 1)


def test_what_was_typed_so_far_and_updates_set_aside_are_resealed_too(world: World) -> None:
    maker = world.do(creator)
    about = payees.about_form(maker.actor.telegram_id or 0)
    answers = {"method": "alipay", "account": VAULT.seal("13812345678", about=about)}
    world.do(dialogs.begin, maker.actor, payees.FORM, "holder", answers, now=NOW)
    world.do(
        kept_updates.keep,
        VAULT,
        {"update_id": 7},
        ValueError("x"),
        telegram_id=None,
        attempts=3,
        only_reply=False,
        now=NOW,
    )
    assert rotate(world) == (2, 0)
    asked = world.do(dialogs.current, maker.actor)
    assert asked is not None
    assert NEW.open(asked.answers["account"], about=about) == "13812345678"
    assert world.do(kept_updates.opened, NEW, 7)["update"] == {"update_id": 7}


def test_partners_are_signed_for_as_before_after_the_old_key_is_gone(world: World) -> None:
    told = [world.do(endpoints.add, VAULT, "till", "https://till.example.com/koc", now=NOW)]
    assert [each.endpoints for each in world.do(key_rotation.uses, BOTH)] == [0, 1]
    assert rotate(world) == (1, 0)
    assert [each.endpoints for each in world.do(key_rotation.uses, BOTH)] == [1, 0]
    (endpoint_id,) = world.rows(select(endpoint.c.id))[0]
    taken = world.do(event_calls.take, NEW, endpoint_id, now=NOW)
    assert taken is not None
    assert list(taken.secrets) == told
    fresh = world.do(endpoints.rotate, NEW, "till")
    (sealed,) = world.rows(select(endpoint.c.sealed))[0]
    assert endpoints.opened(NEW, endpoint_id, sealed) == [fresh, *told]


def test_every_table_with_something_sealed_is_turned() -> None:
    sealing = {table for table in metadata.tables.values() if "sealed" in table.c}
    assert sealing == {TABLES[place] for place in Place}


def test_an_item_that_was_erased_has_nothing_to_reseal(world: World) -> None:
    paid_creators(world, 1)
    finance, checker = world.do(staff, Role.FINANCE), world.do(staff, Role.FINANCE)
    exported(world, finance, checker)
    world.do(lambda conn: conn.execute(update(payout).values(sealed="")))
    assert rotate(world) == (1, 0)
    assert world.do(verify.problems) == []


def test_money_goes_to_the_details_of_its_own_currency_first(world: World) -> None:
    (maker,) = paid_creators(world, 1)
    own = PayeeDetails(PayeeMethod.WECHAT, "xiaoming", "王小明")
    world.do(payees.save, maker.actor, VAULT, own, "CNY", now=NOW)
    finance, checker = world.do(staff, Role.FINANCE), world.do(staff, Role.FINANCE)
    _, text = exported(world, finance, checker)
    assert ",wechat,xiaoming," in text
