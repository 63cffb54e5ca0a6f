"""What stands before the demo's first day: staff, campaigns, creators with accounts."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from bot.demo.cast import COORDINATOR, STAFF, VETERAN, Member, creators
from domain import campaign_file
from domain.accounts import AccountDetails, Handle
from domain.campaign_file import CampaignPlan, TaskPlan
from domain.consent import CONSENT_VERSION
from domain.payee import PayeeDetails, PayeeMethod
from domain.people import Actor, Sender
from services import accounts, campaigns, onboarding, payees, people
from services.vault import Vault
from storage import staff

CAMPAIGNS: Final = Path(__file__).parents[2] / "campaigns"
DAYS_LIVED: Final = 17
FILES: Final = ("spring-tea.toml", "short-drama.toml")
RESERVE: Final = "daily-cup.toml"  # every platform and category: a newcomer always finds a task


def actor(conn: Connection, member: Member, *, now: datetime) -> Actor:
    return people.meet(conn, _sender(member), now=now)


def known(conn: Connection, member: Member) -> Actor:
    """The same without making a row: somebody may not have said hello yet."""
    return people.recognise(conn, _sender(member))


def _sender(member: Member) -> Sender:
    return Sender(member.telegram_id, member.name, "", member.language_code)


def build(conn: Connection, vault: Vault, rng: random.Random, *, now: datetime) -> None:
    """`now` is the demo's first day."""
    for member in STAFF:
        person = actor(conn, member, now=now)
        for role in member.roles:
            staff.grant(conn, person.person_id, role, granted_by=None, now=now)
    _launched(conn, _kept_back(_plan(RESERVE), now), now)
    plans = [_launched(conn, _moved(_plan(name), now), now) for name in FILES]
    cells = [cell for plan in plans for cell in plan.tasks]
    for member in (VETERAN, *creators()):
        _sign_up(conn, member, cells, vault, rng, now)


def _plan(name: str) -> CampaignPlan:
    return campaign_file.parse((CAMPAIGNS / name).read_bytes())


def _launched(conn: Connection, plan: CampaignPlan, now: datetime) -> CampaignPlan:
    coordinator = actor(conn, COORDINATOR, now=now)
    digest = sha256(f"{plan.title} {plan.starts_on}".encode()).hexdigest()
    loaded = campaigns.load(conn, coordinator, plan, digest, now=now)
    campaigns.launch(conn, coordinator, loaded.campaign_id, now=now)
    return plan


def _kept_back(plan: CampaignPlan, now: datetime) -> CampaignPlan:
    """Open only when the demo begins, and for long: nobody has taken any of it yet."""
    today, moved = now.date(), _moved(plan, now)
    opens_on, due_on = today + timedelta(days=DAYS_LIVED), today + timedelta(days=80)
    tasks = tuple(replace(cell, opens_on=opens_on, due_on=due_on) for cell in moved.tasks)
    return replace(moved, tasks=tasks)


def _moved(plan: CampaignPlan, now: datetime) -> CampaignPlan:
    """The same campaign around today, so that some of its tasks end soon and some late."""
    today = now.date()
    return replace(
        plan,
        starts_on=today - timedelta(days=1),
        ends_on=today + timedelta(days=90),
        tasks=tuple(_moved_task(cell, at, now) for at, cell in enumerate(plan.tasks)),
    )


def _moved_task(cell: TaskPlan, at: int, now: datetime) -> TaskPlan:
    """They open one after the other, the last only once the demo runs: something is always new."""
    today = now.date()
    return replace(
        cell,
        opens_on=today + timedelta(days=at * 7 % (DAYS_LIVED + 6) - 1),
        due_on=today + timedelta(days=DAYS_LIVED + 2 + at * 5 % 18),
        per_creator=2,
    )


def _sign_up(
    conn: Connection,
    member: Member,
    cells: list[TaskPlan],
    vault: Vault,
    rng: random.Random,
    now: datetime,
) -> None:
    person = actor(conn, member, now=now)
    onboarding.agree(conn, person, CONSENT_VERSION, person.locale, "", now=now)
    subjects = sorted({cell.category for cell in cells})
    for at, cell in enumerate(_at_home_in(member, cells, rng)):
        style = rng.choice(("日记", "生活", "小记", "频道"))
        handle = Handle(f"{member.name.split()[0]}{style}{member.telegram_id % 1000 + at}")
        details = AccountDetails(
            cell.platform,
            handle,
            cell.min_followers + rng.randrange(500, 60_000),
            tuple(dict.fromkeys((cell.category, *rng.sample(subjects, k=2)))),
            cell.region or rng.choice([each.region for each in cells if each.region]),
        )
        accounts.add(conn, actor(conn, member, now=now), details, now=now)
    phone = f"13{rng.randrange(10**9):09d}"
    details_of_pay = PayeeDetails(PayeeMethod.ALIPAY, phone, member.name.split()[0])
    payees.save(conn, actor(conn, member, now=now), vault, details_of_pay, now=now)


def _at_home_in(member: Member, cells: list[TaskPlan], rng: random.Random) -> list[TaskPlan]:
    """One account for each; May is wherever there is a task, so that she always finds one."""
    if member is VETERAN:
        return list({cell.platform: cell for cell in reversed(cells)}.values())
    return rng.sample(cells, k=rng.choice((1, 2, 3, 4)))
