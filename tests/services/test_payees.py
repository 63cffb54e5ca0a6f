"""Payee details are checked, sealed and shown masked; a change pauses payouts."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from domain.locales import EN
from domain.payee import (
    BadPayeeDetail,
    KeyMissing,
    PayeeDetails,
    PayeeField,
    PayeeFlaw,
    PayeeMethod,
    PayeeView,
    VaultClosed,
    is_still_theirs,
    masked,
    name_of,
    suits,
)
from domain.payee_accounts import account_of, bic_of, ensure_own
from services import payees
from services.vault import BrokenSeal, Vault
from storage.tables.money import payee
from tests.world import NOW, World, creator
from words import payees as payee_words
from words.speech import speech

M = PayeeMethod
ALIPAY, WECHAT, BANK = M.ALIPAY, M.WECHAT, M.BANK
TETHER = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
TETHER_ERC20 = "0xdAC17F958D2ee523a2206206994597C13D831ec7"
TETHER_TON = "EQCxE6mUtQJKFnGfaROTKOt1lZbDiiX1kCixRv7Nw2Id_sDs"
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
        (M.IBAN, "de89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        (M.IBAN, "GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819"),
        (M.WIRE, "0012-3456 789", "00123456789"),
        (M.PAYPAL, "Xiao.Ming@QQ.com", "xiao.ming@qq.com"),
        (M.USDT_TRC20, TETHER, TETHER),
        (M.USDT_ERC20, TETHER_ERC20.lower(), TETHER_ERC20),
        (M.USDT_BEP20, TETHER_ERC20, TETHER_ERC20),
        (M.TON, TETHER_TON, "UQCxE6mUtQJKFnGfaROTKOt1lZbDiiX1kCixRv7Nw2Id_p0p"),
        (M.TON, TETHER_TON.replace("_", "/"), "UQCxE6mUtQJKFnGfaROTKOt1lZbDiiX1kCixRv7Nw2Id_p0p"),
        (M.TELEGRAM, "@Mei_Reads", "t.me/mei_reads"),
        (M.TELEGRAM, "mei4", "t.me/mei4"),
        (M.TELEGRAM, "https://t.me/mei_reads/", "t.me/mei_reads"),
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
        (M.TELEGRAM, "@mei"),
        (M.TELEGRAM, "@4mei"),
        (M.TELEGRAM, "@mei_"),
        (M.TELEGRAM, "@" + "m" * 33),
        (M.TELEGRAM, "https://t.me/+AbCdEfGh"),
        (M.TELEGRAM, "13812345678"),
    ],
)
def test_an_account_that_cannot_be_right_is_refused(method: PayeeMethod, typed: str) -> None:
    with pytest.raises(BadPayeeDetail) as refused:
        account_of(method, typed)
    assert refused.value.field is PayeeField.ACCOUNT
    assert not typed or typed not in str(refused.value)


@pytest.mark.parametrize(
    ("method", "typed", "flaw"),
    [
        (BANK, "6222 0212 3456 7895", PayeeFlaw.CHECKSUM),
        (M.IBAN, "DE89 3704 0044 0532 0130 01", PayeeFlaw.CHECKSUM),
        (M.IBAN, "DE89 3704 0044 0532 0130", PayeeFlaw.LENGTH),
        (M.IBAN, "ZZ89 3704 0044 0532 0130 00", PayeeFlaw.LENGTH),
        (M.WIRE, "no number", PayeeFlaw.NONE_SUCH),
        (M.PAYPAL, "13812345678", PayeeFlaw.NONE_SUCH),
        (M.USDT_TRC20, TETHER[:-1] + "u", PayeeFlaw.CHECKSUM),
        (M.USDT_TRC20, TETHER_ERC20, PayeeFlaw.OTHER_NETWORK),
        (M.USDT_TRC20, "T" + "z" * 33, PayeeFlaw.CHECKSUM),
        (M.USDT_ERC20, TETHER_ERC20[:-1] + "8", PayeeFlaw.CHECKSUM),
        (M.USDT_ERC20, TETHER_ERC20.replace("C", "c", 1), PayeeFlaw.CHECKSUM),
        (M.USDT_ERC20, TETHER, PayeeFlaw.OTHER_NETWORK),
        (M.USDT_BEP20, "0x12", PayeeFlaw.NONE_SUCH),
        (M.TON, TETHER_TON[:-1] + "t", PayeeFlaw.CHECKSUM),
        (M.TON, "0QCxE6mUtQJKFnGfaROTKOt1lZbDiiX1kCixRv7Nw2Id_iaj", PayeeFlaw.TEST_NETWORK),
    ],
)
def test_what_is_wrong_with_an_account_is_told(
    method: PayeeMethod, typed: str, flaw: PayeeFlaw
) -> None:
    with pytest.raises(BadPayeeDetail) as refused:
        account_of(method, typed)
    assert refused.value.flaw is flaw


@given(place=st.integers(1, 33), sign=st.sampled_from("123456789ABCDEFGHJKLMNPQRSTUVWXYZabc"))
def test_any_one_sign_changed_in_a_tron_address_is_seen(place: int, sign: str) -> None:
    changed = TETHER[:place] + sign + TETHER[place + 1 :]
    if changed != TETHER:
        with pytest.raises(BadPayeeDetail):
            account_of(M.USDT_TRC20, changed)


@pytest.mark.parametrize(
    ("typed", "code"), [("deutdeff", "DEUTDEFF"), ("BKCH CN BJ 300", "BKCHCNBJ300")]
)
def test_a_bank_abroad_is_named_by_its_code(typed: str, code: str) -> None:
    assert bic_of(M.WIRE, typed) == code
    with pytest.raises(BadPayeeDetail):
        bic_of(M.WIRE, typed[:-1])


@pytest.mark.parametrize("typed", ["DEUTDEFFXXX", "deutdeff", "BKCH CN BJ 300"])
@pytest.mark.parametrize("method", [M.IBAN, M.WIRE])
def test_a_banks_code_typed_as_an_account_is_called_what_it_is(method: M, typed: str) -> None:
    with pytest.raises(BadPayeeDetail) as refused:
        account_of(method, typed)
    told = payee_words.bad_detail(refused.value, speech(EN))
    assert told.startswith("That is a bank's code (BIC), no account")


@pytest.mark.parametrize("typed", ["DEUTDE0F", "DEUTDE1F", "DEUTDEFO", "ABCDXXAA", "DEUT1EFF"])
def test_a_code_that_no_bank_has_is_refused_when_it_is_typed(typed: str) -> None:
    with pytest.raises(BadPayeeDetail) as refused:
        bic_of(M.WIRE, typed)
    assert payee_words.bad_detail(refused.value, speech(EN)).startswith("That is no BIC")


@pytest.mark.parametrize("typed", ["DEUTDEF0", "NCBVXKPR", "AAAAZW2A"])
def test_signs_that_only_look_alike_stand_where_they_may(typed: str) -> None:
    assert bic_of(M.WIRE, typed) == typed


@pytest.mark.parametrize(
    ("method", "currency", "arrives"),
    [
        (ALIPAY, "CNY", True),
        (ALIPAY, "USD", False),
        (M.IBAN, "EUR", True),
        (M.USDT_TRC20, "USDT", True),
        (M.USDT_TRC20, "CNY", False),
        (M.PAYPAL, "USDT", False),
        (M.TON, "TON", True),
        (BANK, "XTR", False),
        (M.TELEGRAM, "XTR", True),
        (M.TELEGRAM, "TON", False),
        (M.TELEGRAM, "CNY", False),
    ],
)
def test_not_every_money_arrives_everywhere(
    method: PayeeMethod, currency: str, arrives: bool
) -> None:
    assert suits(method, currency) is arrives


@pytest.mark.parametrize(
    ("username", "flaw"),
    [("Mei_Reads", None), ("mei", PayeeFlaw.OF_ANOTHER), ("", PayeeFlaw.NO_USERNAME)],
)
def test_stars_go_to_the_account_that_asks_for_them(username: str, flaw: PayeeFlaw | None) -> None:
    account = account_of(M.TELEGRAM, "@mei_reads")
    if flaw is None:
        ensure_own(M.TELEGRAM, account, username)
    else:
        with pytest.raises(BadPayeeDetail) as refused:
            ensure_own(M.TELEGRAM, account, username)
        assert refused.value.flaw is flaw
    ensure_own(ALIPAY, "13812345678", username)


@pytest.mark.parametrize(
    ("username", "theirs"),
    [("Mei_Reads", True), ("mei", False), ("mei_reads2", False), ("", False)],
)
def test_a_username_that_changed_since_is_seen(username: str, theirs: bool) -> None:
    given = PayeeDetails(M.TELEGRAM, "t.me/mei_reads", "王小明")
    assert masked(given) == "t.me/mei_reads *明"
    view = PayeeView(given.method, masked(given), NOW)
    assert is_still_theirs(view, username) is theirs
    assert is_still_theirs(PayeeView(ALIPAY, "138****5678 *明", NOW), username)


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
    wallet = PayeeDetails(M.USDT_TRC20, TETHER, "王小明")
    assert masked(wallet) == "TR7N…Lj6t *明"
    abroad = PayeeDetails(M.IBAN, "DE89370400440532013000", "Ann Lee", "DEUTDEFF")
    assert masked(abroad) == "DEUTDEFF ****3000 *e"


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


def test_a_change_pauses_its_own_currency_alone(world: World) -> None:
    maker = world.do(creator)
    wallet = PayeeDetails(M.USDT_TRC20, TETHER, "王小明")
    later = NOW + timedelta(days=9)
    world.do(payees.save, maker.actor, VAULT, DETAILS, now=NOW)
    world.do(payees.save, maker.actor, VAULT, wallet, "USDT", now=later)
    found = world.do(payees.every, maker.actor)
    assert [(each.currency, each.changed_at) for each in found] == [("", NOW), ("USDT", later)]


def test_a_stamp_tells_other_details_than_were_frozen(world: World) -> None:
    maker = world.do(creator)
    world.do(payees.save, maker.actor, VAULT, DETAILS, now=NOW)
    other = PayeeDetails(ALIPAY, "13812345679", "王小明")
    ((first,),) = world.rows(select(payee.c.stamp))
    world.do(payees.save, maker.actor, VAULT, other, now=NOW)
    ((sealed, stamp),) = world.rows(select(payee.c.sealed, payee.c.stamp))
    assert payees.opened(VAULT, maker.actor.person_id, sealed, stamp) == other
    with pytest.raises(BrokenSeal):
        payees.opened(VAULT, maker.actor.person_id, sealed, first)


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


@pytest.mark.parametrize("length", [8, 9, 12, 13, 20, 21, 33, 40, -1, -2, -3])
def test_a_seal_of_which_a_part_is_lost_is_a_broken_seal(length: int) -> None:
    sealed = VAULT.seal("secret", about="payee:1")
    with pytest.raises(BrokenSeal):
        VAULT.open(sealed[:length], about="payee:1")


@pytest.mark.parametrize("sealed", ["", ".", "nonsense", "0BADC0DE.x", "0badc0de", "0badc0dee.x"])
def test_what_names_no_key_is_broken_and_waits_for_none(sealed: str) -> None:
    with pytest.raises(BrokenSeal) as broken:
        VAULT.open(sealed, about="payee:1")
    assert type(broken.value) is BrokenSeal


def test_an_old_key_still_opens_and_the_new_one_seals() -> None:
    sealed = Vault("old").seal("secret", about="x")
    both = Vault("new, old")
    assert both.open(sealed, about="x") == "secret"
    resealed = both.seal("secret", about="x")
    assert Vault("new").open(resealed, about="x") == "secret"
    with pytest.raises(KeyMissing) as missing:
        Vault("new").open(sealed, about="x")
    assert missing.value.key_id == Vault("old").key_ids[0]
    assert both.digest("a") == Vault("old").digest("a")
