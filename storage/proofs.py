"""Queries about screenshots: handed in, shown; the pictures are with Telegram."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select

from domain.files import Kind
from domain.people import Category
from domain.platforms import Platform
from domain.proof import PROVABLE, Handed, Proof, Provable, Purpose
from domain.risk.facts import Picture
from storage.proof_requests import WANTED
from storage.submissions import LATEST_WITH_POST
from storage.tables.base import among
from storage.tables.campaigns import task
from storage.tables.people import account
from storage.tables.work import assignment, proof, submission

_PROVABLE = (
    select(
        assignment.c.id,
        submission.c.id,
        task.c.title,
        task.c.platform,
        task.c.category,
        account.c.handle,
        WANTED.label("wanted"),
    )
    .select_from(assignment)
    .join(task, task.c.id == assignment.c.task_id)
    .join(account, account.c.id == assignment.c.account_id)
    .join(submission, submission.c.id == LATEST_WITH_POST)
    .where(
        assignment.c.person_id == bindparam("person_id"),
        among(assignment.c.status, PROVABLE),
    )
    .order_by(assignment.c.id.desc())
)
_ONE_PROVABLE = _PROVABLE.where(assignment.c.id == bindparam("of_assignment"))


def provable(conn: Connection, person_id: int, most: int) -> tuple[Provable, ...]:
    """The person's works that a screenshot may be of, newest first."""
    rows = conn.execute(_PROVABLE.limit(most), {"person_id": person_id})
    return tuple(map(_provable, rows))


def one_provable(conn: Connection, person_id: int, assignment_id: int) -> Provable | None:
    facts = {"person_id": person_id, "of_assignment": assignment_id}
    row = conn.execute(_ONE_PROVABLE, facts).first()
    return None if row is None else _provable(row)


def _provable(row: Any) -> Provable:
    return Provable(
        row[0], row[1], row[2], Platform(row[3]), Category(row[4]), row[5], bool(row[6])
    )


_ADD = insert(proof).returning(proof.c.id)


def add(
    conn: Connection,
    submission_id: int,
    purpose: Purpose,
    picture: Handed,
    note: str,
    *,
    given_by: int,
    now: datetime,
) -> int:
    values = {
        "submission_id": submission_id,
        "purpose": purpose.value,
        "given_by": given_by,
        "given_at": now,
        "file_id": picture.file_id,
        "kind": picture.kind.value,
        "width": picture.width,
        "height": picture.height,
        "sha256": picture.sha256,
        "dhash": f"{picture.dhash:016x}",
        "note": note,
    }
    proof_id: int = conn.execute(_ADD, values).scalar_one()
    return proof_id


_COLUMNS = (
    proof.c.id,
    proof.c.submission_id,
    proof.c.purpose,
    proof.c.kind,
    proof.c.width,
    proof.c.height,
    proof.c.sha256,
    proof.c.file_id,
    proof.c.note,
    proof.c.given_at,
)
_OF = (
    select(*_COLUMNS)
    .where(proof.c.submission_id == bindparam("of_submission"))
    .order_by(proof.c.id)
)
_ONE = select(*_COLUMNS).where(proof.c.id == bindparam("of_proof"))
_PICTURES = select(proof.c.submission_id, proof.c.sha256, proof.c.dhash, proof.c.purpose).where(
    proof.c.submission_id.in_(bindparam("ids", expanding=True)), proof.c.sha256 != ""
)
_SHOWING = (
    select(submission.c.assignment_id)
    .join(proof, proof.c.submission_id == submission.c.id)
    .where(proof.c.sha256.in_(bindparam("files", expanding=True)))
    .distinct()
    .order_by(submission.c.assignment_id)
    .limit(bindparam("most"))
)
_COUNT = (
    select(func.count())
    .select_from(proof)
    .where(
        proof.c.submission_id == bindparam("of_submission"),
        proof.c.purpose == bindparam("of_purpose"),
        proof.c.given_at > bindparam("since"),
    )
)


def of_submission(conn: Connection, submission_id: int) -> tuple[Proof, ...]:
    """In the order they came."""
    return tuple(map(_proof, conn.execute(_OF, {"of_submission": submission_id})))


def pictures(conn: Connection, submission_ids: Iterable[int]) -> dict[int, tuple[Picture, ...]]:
    """submission id → its screenshots, as the rules of risk compare them."""
    found: dict[int, tuple[Picture, ...]] = {}
    rows = conn.execute(_PICTURES.order_by(proof.c.id), {"ids": sorted(set(submission_ids))})
    for submission_id, sha256, dhash, purpose in rows:
        picture = Picture(sha256, int(dhash, 16), is_screen=purpose == Purpose.FIGURES.value)
        found[submission_id] = (*found.get(submission_id, ()), picture)
    return found


def showing(conn: Connection, files: Sequence[str], most: int) -> list[int]:
    """Assignments of anybody of which a screenshot is one of these files, the earliest first."""
    rows = conn.execute(_SHOWING, {"files": files, "most": most})
    return list(rows.scalars())


_KNOWN = select(proof.c.id).where(proof.c.sha256 == bindparam("of_file")).limit(1)


def is_known(conn: Connection, sha256: str) -> bool:
    """The very file was handed in before, by anybody, of anything."""
    return conn.execute(_KNOWN, {"of_file": sha256}).first() is not None


def one(conn: Connection, proof_id: int) -> Proof | None:
    row = conn.execute(_ONE, {"of_proof": proof_id}).first()
    return None if row is None else _proof(row)


def count(conn: Connection, submission_id: int, purpose: Purpose, since: datetime) -> int:
    """Those that came after `since`."""
    values = {"of_submission": submission_id, "of_purpose": purpose, "since": since}
    return conn.execute(_COUNT, values).scalar_one()


def _proof(row: Any) -> Proof:
    values: list[Any] = [*row[:2], Purpose(row[2]), Kind(row[3]), *row[4:]]
    return Proof(*values)
