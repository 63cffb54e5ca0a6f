"""Queries about renditions: the one that an assignment was given, whole."""

from sqlalchemy import Connection, bindparam, insert, select

from domain.renditions import FilledSlot, Rendition
from domain.required_parts import RequiredKind, RequiredPart
from domain.templates import SlotKind
from storage.prepared import Prepared, Row, prepared_insert
from storage.tables.campaigns import variant
from storage.tables.work import assignment, rendition

_ADD = prepared_insert(
    insert(rendition), "assignment_id", "variant_id", "body", "slots", "required", "fingerprint"
)
_GIVEN = Prepared(
    select(
        variant.c.key,
        rendition.c.body,
        rendition.c.slots,
        rendition.c.required,
        rendition.c.fingerprint,
    )
    .join(variant, variant.c.id == rendition.c.variant_id)
    .where(rendition.c.assignment_id == bindparam("assignment_id"))
)
_HANDS = Prepared(
    select(variant.c.key, rendition.c.slots)
    .join(variant, variant.c.id == rendition.c.variant_id)
    .join(assignment, assignment.c.id == rendition.c.assignment_id)
    .where(
        assignment.c.person_id == bindparam("person_id"),
        variant.c.template_id == bindparam("template_id"),
    )
)


def add(conn: Connection, assignment_id: int, variant_id: int, given: Rendition) -> None:
    _ADD.tell(
        conn,
        assignment_id=assignment_id,
        variant_id=variant_id,
        body=given.text,
        slots=[[slot.name, slot.kind, slot.text] for slot in given.slots],
        required=[[part.kind, part.text] for part in given.required],
        fingerprint=given.fingerprint,
    )


def of(conn: Connection, assignment_id: int) -> Rendition | None:
    row = _GIVEN.first(conn, assignment_id=assignment_id)
    return None if row is None else from_row(row)


def hands_of(
    conn: Connection, person_id: int, template_id: int
) -> set[tuple[str, frozenset[tuple[str, str]]]]:
    """The variant and the choices of each text of the template that this person was ever given."""
    return {
        (key, frozenset((name, text) for name, kind, text in slots if kind == SlotKind.CHOICE))
        for key, slots in _HANDS.all(conn, person_id=person_id, template_id=template_id)
    }


def from_row(row: Row) -> Rendition:
    """Key, body, slots, required, fingerprint."""
    return Rendition(
        row[0],
        row[1],
        tuple(FilledSlot(name, SlotKind(kind), text) for name, kind, text in row[2]),
        tuple(RequiredPart(RequiredKind(kind), text) for kind, text in row[3]),
        row[4],
    )
