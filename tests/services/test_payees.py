"""Payee details are checked, sealed and shown masked; a change pauses payouts."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.payee import (
    BadPayeeDetail,
    PayeeDetails,
    PayeeField,
    PayeeMethod,
    VaultClosed,
    account_of,
    masked,
    name_of,
)
from services import payees
from services.vault import BrokenSeal, Vault
from storage.tables.money import payee
from tests.world import NOW, World, creator

ALIPAY, WECHAT, BANK = PayeeMethod.ALIPAY, PayeeMethod.WECHAT, PayeeMethod.BANK
VAULT = Vault("a secret of the house")
DETAILS = PayeeDetails(ALIPAY, "13812345678", "王小明")


@pytest.mark.parametrize(
    ("method", "typed", "account"),
    [
        (ALIPAY, "138 1234 5678", "13812345678"),
        (ALIPAY, "+86 138-1234-5678", "13812345678"),
        (ALIPAY, "１３８１２３４５６７８", "13812345678"),
        (ALIPAY, "Xiao.Ming@QQ.com", "xiao.ming@qq.com"),
        (WECHAT, "xiao_ming-88", "xiao_ming-88"),
        (BANK, "6222 0212 3456 7894", "6222021234567894"),
    ],
)
def test_an_account_has_one_spelling(method: PayeeMethod, typed: str, account: str) -> None:
    assert account_of(method, typed) == account


@pytest.mark.parametrize(
    ("method", "typed"),
    [
        (ALIPAY, "12345"),
        (ALIPAY, "12812345678"),
        (ALIPAY, "@qq.com"),
        (ALIPAY, "=cmd|' /C calc'!A0"),
        (WECHAT, "1abcdef"),
        (WECHAT, "小明"),
        (BANK, "6222 0212 3456 7895"),  # one digit off
        (BANK, "622202"),
        (BANK, "٤٤٤٤٤٤٤٤٤٤٤٤"),
        (BANK, ""),
    ],
)
def test_an_account_that_cannot_be_right_is_refused(method: PayeeMethod, typed: str) -> None:
    with pytest.raises(BadPayeeDetail) as refused:
        account_of(method, typed)
    assert refused.value.field is PayeeField.ACCOUNT
    assert not typed or typed not in str(refused.value)


@pytest.mark.parametrize("typed", ["", "王", "123456", "a@b.cn", "王" * 65, "\u202e\u202e"])
def test_a_name_that_cannot_be_right_is_refused(typed: str) -> None:
    with pytest.raises(BadPayeeDetail):
        name_of(PayeeField.HOLDER, ALIPAY, typed)


def test_a_mask_shows_enough_to_recognise_and_too_little_to_use() -> None:
    assert masked(DETAILS) == "138****5678 *明"
    assert masked(PayeeDetails(ALIPAY, "xiaoming@qq.com", "王小明")) == "x***@qq.com *明"
    card = PayeeDetails(BANK, "6222021234567894", "王小明", "工商银行")
    assert masked(card) == "工商银行 ****7894 *明"
    assert "13812345678" not in repr(DETAILS)


def test_details_are_stored_sealed_and_masked_only(world: World) -> None:
    maker = world.do(creator)
    saved = world.do(payees.save, maker.actor, VAULT, DETAILS, now=NOW)
    assert saved.changed
    assert saved.view.usable_at == NOW + timedelta(hours=48)
    (row,) = world.rows(select(payee))
    assert "13812345678" not in str(row)
    assert "王小明" not in str(row)
    opened = payees.opened(VAULT, maker.actor.person_id, row.sealed)
    assert opened == DETAILS


def test_the_same_details_again_do_not_pause_anything(world: World) -> None:
    maker = world.do(creator)
    world.do(payees.save, maker.actor, VAULT, DETAILS, now=NOW)
    again = world.do(payees.save, maker.actor, VAULT, DETAILS, now=NOW + timedelta(days=9))
    assert not again.changed
    assert again.view.changed_at == NOW


def test_a_change_pauses_anew(world: World) -> None:
    maker = world.do(creator)
    world.do(payees.save, maker.actor, VAULT, DETAILS, now=NOW)
    other = PayeeDetails(ALIPAY, "13812345678", "王大明")
    later = NOW + timedelta(days=9)
    assert world.do(payees.save, maker.actor, VAULT, other, now=later).changed
    view = world.do(payees.current, maker.actor)
    assert view is not None
    assert view.changed_at == later


def test_the_same_account_of_two_people_shows_in_the_digest_alone(world: World) -> None:
    for _ in range(2):
        world.do(payees.save, world.do(creator).actor, VAULT, DETAILS, now=NOW)
    first, second = world.rows(select(payee.c.digest, payee.c.sealed))
    assert first.digest == second.digest
    assert first.sealed != second.sealed


def test_without_a_key_nothing_is_taken(world: World) -> None:
    maker = world.do(creator)
    with pytest.raises(VaultClosed):
        world.do(payees.save, maker.actor, Vault(""), DETAILS, now=NOW)
    assert world.do(payees.current, maker.actor) is None


def test_a_seal_opens_for_its_own_person_only() -> None:
    sealed = VAULT.seal("secret", about="payee:1")
    assert VAULT.open(sealed, about="payee:1") == "secret"
    with pytest.raises(BrokenSeal):
        VAULT.open(sealed, about="payee:2")
    flipped = sealed[:-4] + ("AAAA" if sealed[-4:] != "AAAA" else "BBBB")
    with pytest.raises(BrokenSeal):
        VAULT.open(flipped, about="payee:1")


def test_an_old_key_still_opens_and_the_new_one_seals() -> None:
    sealed = Vault("old").seal("secret", about="x")
    both = Vault("new, old")
    assert both.open(sealed, about="x") == "secret"
    resealed = both.seal("secret", about="x")
    assert Vault("new").open(resealed, about="x") == "secret"
    with pytest.raises(BrokenSeal):
        Vault("new").open(sealed, about="x")
    assert both.digest("a") == Vault("old").digest("a")
