"""Queries about handed-out material: what no row tells of yet, what is due, what was found."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, or_, select, update

from domain.campaign import CampaignStatus
from domain.material import MaterialState
from domain.risk.facts import CampaignFacts, Picture
from storage.dialects import in_both
from storage.tables.base import Utc, among
from storage.tables.campaigns import campaign, template
from storage.tables.checks import host_gate
from storage.tables.material import material


@dataclass(frozen=True, slots=True)
class Listed:
    """An address that a campaign hands out; `host` empty: nobody may be asked."""

    campaign_id: int
    url: str
    host: str = ""


@dataclass(frozen=True, slots=True)
class DueMaterial:
    material_id: int
    url: str
    tries: int


_HANDED_OUT: Final = (
    select(template.c.campaign_id, template.c.assets)
    .join(campaign, campaign.c.id == template.c.campaign_id)
    .where(among(campaign.c.status, [CampaignStatus.LIVE]))
    .order_by(template.c.id)
)
_KNOWN: Final = (
    select(material.c.campaign_id, material.c.url)
    .join(campaign, campaign.c.id == material.c.campaign_id)
    .where(among(campaign.c.status, [CampaignStatus.LIVE]))
)


def unlisted(conn: Connection) -> list[Listed]:
    """Addresses of live campaigns that no row tells of."""
    known = {Listed(*row) for row in conn.execute(_KNOWN)}
    handed_out = dict.fromkeys(
        Listed(campaign_id, asset["url"])
        for campaign_id, assets in conn.execute(_HANDED_OUT)
        for asset in assets
    )
    return [each for each in handed_out if each not in known]


def _add(dialect: Any) -> Any:
    return dialect.insert(material).on_conflict_do_nothing(
        index_elements=[material.c.campaign_id, material.c.url]
    )


_ADD: Final = in_both(_add)


def add(conn: Connection, found: Iterable[Listed], now: datetime) -> None:
    """Due at once; where nobody may be asked, unseen for good."""
    rows = [
        {
            "campaign_id": each.campaign_id,
            "url": each.url,
            "host": each.host,
            "state": MaterialState.WAITING if each.host else MaterialState.UNSEEN,
            "due_at": now if each.host else None,
        }
        for each in found
    ]
    if rows:
        conn.execute(_ADD[conn.dialect.name], rows)


_RANKED: Final = (
    select(
        material.c.due_at,
        material.c.id,
        func.row_number()
        .over(partition_by=material.c.host, order_by=(material.c.due_at, material.c.id))
        .label("number"),
    )
    .outerjoin(host_gate, host_gate.c.host == material.c.host)
    .where(
        material.c.due_at <= bindparam("now"),
        or_(host_gate.c.opens_at.is_(None), host_gate.c.opens_at <= bindparam("now")),
    )
    .subquery()
)
_DUE: Final = (
    select(_RANKED.c.id)
    .where(_RANKED.c.number == 1)
    .order_by(_RANKED.c.due_at, _RANKED.c.id)
    .limit(bindparam("most"))
)
_LEASE: Final = (
    update(material)
    .where(material.c.id == bindparam("of_material"), material.c.due_at <= bindparam("now"))
    .values(due_at=bindparam("until", type_=Utc))
    .returning(material.c.id, material.c.url, material.c.tries)
)


def due(conn: Connection, *, most: int, now: datetime) -> list[int]:
    """The oldest of each host that may be asked now."""
    return list(conn.execute(_DUE, {"most": most, "now": now}).scalars())


def lease(
    conn: Connection, material_id: int, until: datetime, *, now: datetime
) -> DueMaterial | None:
    """None: another process is at it, or was."""
    row = conn.execute(_LEASE, {"of_material": material_id, "until": until, "now": now}).first()
    return None if row is None else DueMaterial(*row)


def set_(conn: Connection, material_id: int, **columns: Any) -> None:
    conn.execute(update(material).where(material.c.id == material_id).values(**columns))


_OF_CAMPAIGNS: Final = (
    select(template.c.campaign_id, template.c.assets)
    .where(template.c.campaign_id.in_(bindparam("ids", expanding=True)))
    .order_by(template.c.campaign_id)
)
_PICTURES: Final = (
    select(material.c.campaign_id, material.c.url, material.c.sha256, material.c.dhash)
    .where(
        material.c.campaign_id.in_(bindparam("ids", expanding=True)),
        among(material.c.state, [MaterialState.PICTURE]),
    )
    .order_by(material.c.id)
)


def facts(conn: Connection, campaign_ids: Collection[int]) -> list[CampaignFacts]:
    """What the rules of risk must know of these campaigns; of one that hands out nothing, none."""
    ids = {"ids": sorted(campaign_ids)}
    unseen: dict[int, set[str]] = {}
    for campaign_id, assets in conn.execute(_OF_CAMPAIGNS, ids):
        if assets:
            unseen.setdefault(campaign_id, set()).update(asset["url"] for asset in assets)
    pictures: dict[int, list[Picture]] = {each: [] for each in unseen}
    for campaign_id, url, sha256, dhash in conn.execute(_PICTURES, ids):
        unseen[campaign_id].discard(url)
        pictures[campaign_id].append(Picture(sha256, int(dhash, 16)))
    return [CampaignFacts(each, tuple(pictures[each]), bool(unseen[each])) for each in unseen]
