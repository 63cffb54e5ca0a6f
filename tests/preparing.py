"""A batch as the edges prepare it: looked for first, then frozen."""

from datetime import datetime

from sqlalchemy import Connection

from domain.payout_rules import PLAIN, PayoutRules
from domain.people import Actor
from services import payouts


def prepare_batch(
    conn: Connection, actor: Actor, currency: str, rules: PayoutRules = PLAIN, *, now: datetime
) -> int:
    people = payouts.next_people(conn, actor, currency, rules, now=now)
    return payouts.prepare(conn, actor, currency, people, rules, now=now)
