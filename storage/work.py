"""Queries about a creator's work: the card and its message, the my-work list, the brief."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, case, func, or_, select, update

from domain.assignment import AssignmentStatus
from domain.basis import NOTHING_CAME, Basis, CutOff, basis_of
from domain.platforms import Platform
from domain.terms import Terms
from domain.work import Clause, WorkBrief, WorkCard, WorkLine
from storage import evidence, handed_in, templates, tracking
from storage import terms as stored_terms
from storage.assignments import DRAFT_APPROVED
from storage.prepared import Prepared
from storage.risk_holds import HELD_BY
from storage.submissions import LATEST
from storage.tables.campaigns import brief, campaign, task, terms
from storage.tables.people import account
from storage.tables.work import assignment, rendition

S = AssignmentStatus

_HEAD: Final = (
    assignment.c.id,
    assignment.c.person_id,
    assignment.c.status,
    task.c.title,
    campaign.c.title,
    campaign.c.currency,
    task.c.platform,
    account.c.handle,
    assignment.c.due_at,
    assignment.c.review_due_at,
    assignment.c.cutoff_at,
    assignment.c.retained_until,
    task.c.draft_required,
    DRAFT_APPROVED,
    assignment.c.draft,
    assignment.c.card_message_id,
    rendition.c.body,
)
_CARD = Prepared(
    select(
        *_HEAD,
        assignment.c.terms_id,
        task.c.template_id,
        task.c.target_url,
        HELD_BY,
        LATEST,
    )
    .select_from(assignment)
    .join(task, task.c.id == assignment.c.task_id)
    .join(campaign, campaign.c.id == task.c.campaign_id)
    .join(account, account.c.id == assignment.c.account_id)
    .join(rendition, rendition.c.assignment_id == assignment.c.id)
    .where(assignment.c.id == bindparam("assignment_id"))
)


def card(conn: Connection, assignment_id: int, now: datetime) -> WorkCard | None:
    row: Any = _CARD.first(conn, assignment_id=assignment_id)
    return None if row is None else _card(conn, row, now)


def _card(conn: Connection, row: Any, now: datetime) -> WorkCard:
    head, tail = list(row[: len(_HEAD)]), row[len(_HEAD) :]
    terms_id, template_id, target_url, held_by, submission_id = tail
    head[2], head[6] = S(head[2]), Platform(head[6])
    agreed = stored_terms.accepted(conn, terms_id)
    came = handed_in.by_submission(conn, submission_id)
    values: list[Any] = [
        *head,
        templates.by_id(conn, template_id).template.assets,
        agreed,
        came.post_url,
        came.verdict,
        came.settled,
        _basis(conn, came.post_id, agreed, CutOff.by_now(agreed, head[10], now)),
        tracking.of_assignment(conn, head[0]) if target_url else None,
        came.down,
        held_by,
        came.proof_wanted,
    ]
    return WorkCard(*values)


def _basis(conn: Connection, post_id: int | None, agreed: Terms, cutoff: CutOff) -> Basis:
    """What would pay if the cut-off were now; before a post there is nothing to ask for."""
    if post_id is None:
        return NOTHING_CAME
    return basis_of(agreed, evidence.of_post(conn, post_id, agreed), cutoff)


# What asks for the creator first; within that the newest, so that a page keeps its order.
_TURN = case(
    (assignment.c.status.in_((S.CHANGES_REQUESTED, S.DRAFT_APPROVED, S.CLAIMED)), 0),
    (assignment.c.status.in_((S.DRAFT_SUBMITTED, S.SUBMITTED)), 1),
    (assignment.c.status.in_((S.APPROVED, S.SETTLED)), 2),
    else_=3,
)
_LINE = (
    select(
        assignment.c.id,
        task.c.title,
        task.c.platform,
        task.c.category,
        task.c.region,
        task.c.audience,
        task.c.scene,
        account.c.handle,
        assignment.c.status,
        assignment.c.due_at,
        assignment.c.review_due_at,
    )
    .join(task, task.c.id == assignment.c.task_id)
    .join(account, account.c.id == assignment.c.account_id)
    .where(assignment.c.person_id == bindparam("person_id"))
    .order_by(_TURN, assignment.c.id.desc())
)
_PAGE = _LINE.limit(bindparam("most")).offset(bindparam("start"))
_COUNT = (
    select(func.count())
    .select_from(assignment)
    .where(assignment.c.person_id == bindparam("person_id"))
)


def count(conn: Connection, person_id: int) -> int:
    return conn.execute(_COUNT, {"person_id": person_id}).scalar_one()


def page(conn: Connection, person_id: int, start: int, most: int) -> tuple[WorkLine, ...]:
    facts = {"person_id": person_id, "start": start, "most": most}
    return tuple(map(_line, conn.execute(_PAGE, facts)))


def _line(row: Any) -> WorkLine:
    values: list[Any] = [*row[:2], Platform(row[2]), *row[3:8], S(row[8]), *row[9:]]
    return WorkLine(*values)


_BRIEF = (
    select(
        assignment.c.id,
        task.c.title,
        campaign.c.currency,
        brief.c.body,
        brief.c.clauses,
        task.c.template_id,
        task.c.draft_required,
        *stored_terms.COLUMNS,
    )
    .select_from(assignment)
    .join(task, task.c.id == assignment.c.task_id)
    .join(campaign, campaign.c.id == task.c.campaign_id)
    .join(brief, brief.c.id == task.c.brief_id)
    .join(terms, terms.c.id == assignment.c.terms_id)
    .where(
        and_(
            assignment.c.id == bindparam("assignment_id"),
            assignment.c.person_id == bindparam("person_id"),
        )
    )
)


def brief_of(conn: Connection, person_id: int, assignment_id: int) -> WorkBrief | None:
    """The brief that this person's assignment works by; nobody else's."""
    row = conn.execute(_BRIEF, {"assignment_id": assignment_id, "person_id": person_id}).first()
    return None if row is None else _work_brief(conn, row)


def _work_brief(conn: Connection, row: Any) -> WorkBrief:
    assignment_id, title, currency, body, clauses, template_id, has_draft, *agreed = row
    made = templates.by_id(conn, template_id).template
    return WorkBrief(
        assignment_id,
        title,
        currency,
        templates.wording(body),
        clauses_from(clauses),
        made.structure,
        made.assets,
        has_draft,
        stored_terms.from_row(agreed),
    )


def clauses_from(packed: list[dict[str, Any]]) -> tuple[Clause, ...]:
    """brief.clauses as facts."""
    return tuple(Clause(each["code"], templates.wording(each["text"])) for each in packed)


_KEEP_CARD = Prepared(
    update(assignment)
    .where(
        assignment.c.person_id == bindparam("of_person"),
        or_(
            assignment.c.id == bindparam("of_assignment"),
            assignment.c.card_message_id == bindparam("of_message"),
        ),
    )
    .values(
        card_message_id=case(
            (assignment.c.id == bindparam("of_assignment"), bindparam("of_message")), else_=None
        )
    )
)


def keep_card(conn: Connection, person_id: int, assignment_id: int | None, message_id: int) -> None:
    """One message is one card: whatever it showed before is no card any more."""
    _KEEP_CARD.tell(
        conn, of_person=person_id, of_assignment=assignment_id or 0, of_message=message_id
    )


_SHOWN_IN = select(assignment.c.id).where(
    assignment.c.person_id == bindparam("person_id"),
    assignment.c.card_message_id == bindparam("message_id"),
)


def shown_in(conn: Connection, person_id: int, message_id: int) -> int | None:
    """The work whose card this message is."""
    asked = {"person_id": person_id, "message_id": message_id}
    return conn.execute(_SHOWN_IN, asked).scalar_one_or_none()


_WITH_CARDS = select(assignment.c.id, assignment.c.person_id).where(
    assignment.c.id.in_(bindparam("numbers", expanding=True)),
    assignment.c.card_message_id.is_not(None),
)


def with_cards(conn: Connection, assignment_ids: Iterable[int]) -> set[tuple[int, int]]:
    """Those of them that a message shows, each with its holder."""
    return set(map(tuple, conn.execute(_WITH_CARDS, {"numbers": sorted(assignment_ids)})))
