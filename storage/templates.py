"""Queries about templates and their variants, and how their facts lie in JSON; no rule is here."""

from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, bindparam, func, insert, select, update

from domain.locales import EN, ZH
from domain.templates import Asset, Slot, SlotKind, Template, Variant
from domain.wording import Wording
from storage.prepared import Later, Prepared
from storage.tables.campaigns import task, template, variant


@dataclass(frozen=True, slots=True)
class StoredTemplate:
    """`variant_ids` are in the order of the template's variants."""

    template: Template
    variant_ids: tuple[int, ...]


# What is kept of a template never changes once it is loaded, and every claim needs one.
_KNOWN: WeakKeyDictionary[Engine, dict[int, StoredTemplate]] = WeakKeyDictionary()

_ADD = insert(template).returning(template.c.id)
_ADD_VARIANT = insert(variant)
_TEMPLATE = select(
    template.c.key,
    template.c.title,
    template.c.structure,
    template.c.slots,
    template.c.assets,
).where(template.c.id == bindparam("template_id"))
_VARIANTS = (
    select(variant.c.id, variant.c.key, variant.c.body)
    .where(variant.c.template_id == bindparam("template_id"))
    .order_by(variant.c.id)
)
_SLOTS = (
    select(task.c.template_id, func.sum(task.c.slots))
    .where(task.c.campaign_id == bindparam("of_campaign"))
    .group_by(task.c.template_id)
    .order_by(task.c.template_id)
)
_DEAL = Prepared(
    update(template)
    .where(template.c.id == bindparam("template_id"))
    .values(dealt=template.c.dealt + 1)
    .returning(template.c.dealt - 1)
)


def add(conn: Connection, campaign_id: int, made: Template) -> int:
    """The template with its variants, in their order."""
    template_id: int = conn.execute(
        _ADD,
        {
            "campaign_id": campaign_id,
            "key": made.key,
            "title": made.title,
            "structure": [packed_wording(scene) for scene in made.structure],
            "slots": [packed_slot(slot) for slot in made.slots],
            "assets": [packed_asset(asset) for asset in made.assets],
        },
    ).scalar_one()
    conn.execute(
        _ADD_VARIANT,
        [{"template_id": template_id, "key": v.key, "body": v.body} for v in made.variants],
    )
    return template_id


def by_id(conn: Connection, template_id: int) -> StoredTemplate:
    """Read once in the life of the process."""
    known = _KNOWN.setdefault(conn.engine, {})
    if template_id not in known:
        known[template_id] = _read(conn, template_id)
    return known[template_id]


def slots(conn: Connection, campaign_id: int) -> list[tuple[int, int]]:
    """Of each template of the campaign its id, and the slots of all its tasks."""
    rows = conn.execute(_SLOTS, {"of_campaign": campaign_id})
    return [(template_id, int(slots)) for template_id, slots in rows]


def deal(conn: Connection, template_id: int) -> Later[int]:
    """The claim's number in its template, from 0: no two claims have the same."""
    dealt = _DEAL.first_later(conn, template_id=template_id)

    def serial() -> int:
        row = dealt()
        assert row is not None  # the task refers to it
        return int(row[0])

    return serial


def _read(conn: Connection, template_id: int) -> StoredTemplate:
    row = conn.execute(_TEMPLATE, {"template_id": template_id}).one()
    variants = conn.execute(_VARIANTS, {"template_id": template_id}).all()
    made = Template(
        row.key,
        row.title,
        tuple(map(wording, row.structure)),
        tuple(Variant(v.key, v.body) for v in variants),
        tuple(map(slot, row.slots)),
        tuple(map(asset, row.assets)),
    )
    return StoredTemplate(made, tuple(v.id for v in variants))


def packed_wording(made: Wording) -> dict[str, str]:
    return {ZH: made.zh, EN: made.en}


def wording(packed: dict[str, str]) -> Wording:
    """A campaign may bring one language only: then everybody reads that one."""
    zh, en = packed.get(ZH, ""), packed.get(EN, "")
    return Wording(zh or en, en or zh)


def packed_slot(made: Slot) -> dict[str, Any]:
    return {
        "name": made.name,
        "kind": made.kind,
        "prompt": packed_wording(made.prompt),
        "value": made.value,
        "choices": list(made.choices),
        "min_length": made.min_length,
        "max_length": made.max_length,
    }


def slot(packed: dict[str, Any]) -> Slot:
    return Slot(
        packed["name"],
        SlotKind(packed["kind"]),
        wording(packed["prompt"]),
        packed["value"],
        tuple(packed["choices"]),
        packed["min_length"],
        packed["max_length"],
    )


def packed_asset(made: Asset) -> dict[str, str]:
    return {"title": made.title, "url": made.url, "licence": made.licence}


def asset(packed: dict[str, str]) -> Asset:
    return Asset(packed["title"], packed["url"], packed["licence"])
