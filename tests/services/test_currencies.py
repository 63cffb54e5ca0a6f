"""Every currency of the table goes the whole way, file to payout, in its own minor units."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from domain import campaign_file
from domain.money import Currency
from domain.payee import PayeeDetails, PayeeMethod, suits
from domain.people import Role
from services import campaigns, earnings, payees, payout_files, payouts, settlements, verify
from services.vault import Vault
from storage.tables.campaigns import campaign, task
from tests.approved import approved, read_in, reading
from tests.live_campaign import CampaignFixture
from tests.paying import details
from tests.preparing import prepare_batch
from tests.world import NOW, World, creator, staff

EXAMPLE = (Path(__file__).parents[2] / "campaigns" / "spring-tea.toml").read_text()
VAULT = Vault("a secret of the house")
DAY = timedelta(days=1)
FILES = {
    Currency.JPY: ("2000", "35", "12000", "12000"),  # flat, price, cap, paid as it is written
    Currency.XTR: ("20", "0.355", "1200", "1200"),
    Currency.CNY: ("20.00", "0.355", "120.00", "120.00"),
    Currency.KWD: ("2.005", "0.0355", "12.345", "12.345"),
    Currency.USDT: ("2.000005", "0.035", "12.345678", "12.345678"),
}
PAYPAL = PayeeDetails(PayeeMethod.PAYPAL, "mei@example.com", "Wang Mei")
PAID_TO = {
    Currency.JPY: PAYPAL,
    Currency.XTR: PayeeDetails(PayeeMethod.TELEGRAM, "t.me/mei_reads", "Wang Mei"),
    Currency.CNY: details(1),
    Currency.KWD: PAYPAL,
    Currency.USDT: PayeeDetails(
        PayeeMethod.USDT_TRC20, "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "Wang Mei"
    ),
}


def written(currency: Currency) -> bytes:
    flat, price, cap, _ = FILES[currency]
    text = EXAMPLE.replace('currency = "CNY"', f'currency = "{currency}"')
    for old, new in (
        ('flat = "20.00"', f'flat = "{flat}"'),
        ('price = "0.35"', f'price = "{price}"'),
        ('floor = "30.00"', f'floor = "{flat}"'),
        ('cap = "120.00"', f'cap = "{cap}"'),
        ('budget = "6000.00"', 'budget = "900000"'),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    return text.encode()


def live(world: World, currency: Currency) -> CampaignFixture:
    owner = world.do(staff, Role.OWNER)
    plan = campaign_file.parse(written(currency))
    found = world.do(campaigns.load, owner, plan, f"{currency:0>64}", now=NOW)
    world.do(campaigns.launch, owner, found.campaign_id, now=NOW)
    ((task_id, terms_id),) = world.rows(
        select(task.c.id, task.c.terms_id).where(task.c.campaign_id == found.campaign_id).limit(1)
    )
    return CampaignFixture(found.campaign_id, (task_id,), terms_id)


@pytest.mark.parametrize("currency", FILES)
def test_a_currency_goes_from_the_file_to_the_bank(world: World, currency: Currency) -> None:
    fits = live(world, currency)
    ((platform, category, region),) = world.rows(
        select(task.c.platform, task.c.category, task.c.region).where(task.c.id == fits.task_id)
    )
    maker = world.do(creator, platform=platform, category=category, region=region)
    world.do(payees.save, maker.actor, VAULT, PAID_TO[currency], now=NOW)
    work = world.do(approved, fits, maker)
    world.do(read_in, reading(work, work.cutoff_at, likes=9_000), now=work.cutoff_at)
    assert world.do(settlements.settle_due, now=work.cutoff_at) == 1
    assert world.do(settlements.mature_due, now=work.cutoff_at + 5 * DAY) == 1
    (total,) = world.do(earnings.totals_of, maker.actor.person_id)
    assert total.currency == currency
    first, second = (world.do(staff, Role.FINANCE) for _ in range(2))
    batch_id = world.do(prepare_batch, first, currency.value, now=work.cutoff_at + 6 * DAY)
    world.do(payouts.approve, second, batch_id, now=work.cutoff_at + 6 * DAY)
    made = world.do(payout_files.export, first, VAULT, batch_id, now=work.cutoff_at + 6 * DAY)
    assert f",{FILES[currency][3]},{currency}," in made.content.decode("utf-8-sig")
    assert world.do(verify.problems) == []


def test_there_is_a_way_to_pay_out_every_currency_that_can_be_earned() -> None:
    assert all(any(suits(way, currency) for way in PayeeMethod) for currency in Currency)


def test_one_creator_earns_in_several(world: World) -> None:
    maker = None
    for currency in (Currency.CNY, Currency.JPY):
        fits = live(world, currency)
        ((platform, category, region),) = world.rows(
            select(task.c.platform, task.c.category, task.c.region).where(task.c.id == fits.task_id)
        )
        maker = maker or world.do(creator, platform=platform, category=category, region=region)
        work = world.do(approved, fits, maker)
        world.do(read_in, reading(work, work.cutoff_at, likes=9_000), now=work.cutoff_at)
    world.do(settlements.settle_due, now=work.cutoff_at)
    totals = world.do(earnings.totals_of, maker.actor.person_id)
    assert {each.currency: each.pending_minor for each in totals} == {"CNY": 12_000, "JPY": 12_000}
    assert len(world.rows(select(campaign.c.currency).distinct())) == 2
