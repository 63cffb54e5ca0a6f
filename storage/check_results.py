"""Queries about what looks at posts have found, each kept; which are due is post_checks.py."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from domain.checks.findings import Aspect, Checked, Finding, Look, PageState, Verdict
from domain.checks.schedule import CheckKind
from storage.tables.checks import check_result
from storage.tables.work import submission


def add(conn: Connection, post_id: int, kind: CheckKind, look: Look, *, now: datetime) -> None:
    conn.execute(
        insert(check_result),
        {
            "post_id": post_id,
            "kind": kind,
            "seen": look.seen,
            **{aspect.value: look.of(aspect).verdict for aspect in Aspect},
            "evidence": {a.value: f.evidence for a, f in look.found.items() if f.evidence},
            "checked_at": now,
        },
    )


_LATEST = (
    select(
        check_result.c.seen,
        check_result.c.evidence,
        check_result.c.checked_at,
        *(check_result.c[aspect] for aspect in Aspect),
    )
    .join(submission, submission.c.post_id == check_result.c.post_id)
    .where(submission.c.id == bindparam("of_submission"))
    .order_by(check_result.c.id.desc())
    .limit(1)
)


def latest(conn: Connection, submission_id: int) -> Checked | None:
    """What the last look at a submission's post found; None: nobody has looked yet."""
    row: Any = conn.execute(_LATEST, {"of_submission": submission_id}).first()
    if row is None:
        return None
    seen, evidence, checked_at, *verdicts = row
    found = {
        aspect: Finding(Verdict(verdict), evidence.get(aspect.value, ""))
        for aspect, verdict in zip(Aspect, verdicts, strict=True)
    }
    return Checked(Look(PageState(seen), found), checked_at)
