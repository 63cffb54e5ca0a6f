"""Every verb on every status: what the table of transitions does not allow changes no row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from domain.assignment import AssignmentStatus
from domain.errors import Refusal
from domain.people import Actor, Role
from domain.review import Decision
from services import assignments, reviews, submissions, taking_back
from storage import assignments as rows
from storage.tables.campaigns import campaign, task
from storage.tables.delivery import delivery
from storage.tables.work import assignment, assignment_event, post, review, submission
from tests.handed_in import DRAFT, Held, a_link, drafted, handed_in, held, status
from tests.world import NOW, World, staff

S = AssignmentStatus
IN_TIME, LATE = NOW + timedelta(hours=1), NOW + timedelta(days=30)
APPROVE = (Decision.APPROVE, "", "", "")
CHANGES = (Decision.CHANGES, "quality", "", "")
REJECT = (Decision.REJECT, "quality", "1", "")


@dataclass(frozen=True, slots=True)
class Scene:
    """An assignment brought to a status, with whoever acts on it."""

    world: World
    work: Held
    reviewer: Actor
    submission_id: int


def _decided(world: World, reviewer: Actor, submission_id: int, *verdict: object) -> int:
    world.do(reviews.decide, reviewer, submission_id, *verdict, now=NOW)  # type: ignore[arg-type]
    return submission_id


def _moved(world: World, work: Held, target: AssignmentStatus) -> None:
    """Settlement and fraud have services of their own; here only the status counts."""

    def move(conn: object) -> None:
        facts = rows.facts(conn, work.assignment_id)  # type: ignore[arg-type]
        assert facts is not None
        assert rows.move(conn, facts, target, actor_id=None, now=NOW)  # type: ignore[arg-type]

    world.do(move)


def _claimed(world: World, reviewer: Actor) -> tuple[Held, int]:
    return world.do(held), 0


def _draft_wanted(world: World, reviewer: Actor) -> tuple[Held, int]:
    return world.do(held, draft_required=True), 0


def _draft_submitted(world: World, reviewer: Actor) -> tuple[Held, int]:
    work = world.do(held, draft_required=True)
    return work, world.do(drafted, work).submission_id


def _draft_approved(world: World, reviewer: Actor) -> tuple[Held, int]:
    work, submission_id = _draft_submitted(world, reviewer)
    return work, _decided(world, reviewer, submission_id, *APPROVE)


def _submitted(world: World, reviewer: Actor) -> tuple[Held, int]:
    work = world.do(held)
    return work, world.do(handed_in, work).submission_id


def _changes_requested(world: World, reviewer: Actor) -> tuple[Held, int]:
    work, submission_id = _submitted(world, reviewer)
    return work, _decided(world, reviewer, submission_id, *CHANGES)


def _approved(world: World, reviewer: Actor) -> tuple[Held, int]:
    work, submission_id = _submitted(world, reviewer)
    return work, _decided(world, reviewer, submission_id, *APPROVE)


def _settled(world: World, reviewer: Actor) -> tuple[Held, int]:
    work, submission_id = _approved(world, reviewer)
    _moved(world, work, S.SETTLED)
    return work, submission_id


def _rejected(world: World, reviewer: Actor) -> tuple[Held, int]:
    work, submission_id = _submitted(world, reviewer)
    return work, _decided(world, reviewer, submission_id, *REJECT)


def _released(world: World, reviewer: Actor) -> tuple[Held, int]:
    work, submission_id = _changes_requested(world, reviewer)
    world.do(assignments.release, work.actor, work.assignment_id, now=NOW)
    return work, submission_id


def _expired(world: World, reviewer: Actor) -> tuple[Held, int]:
    work = world.do(held)
    assert world.do(assignments.expire, work.assignment_id, now=LATE)
    return work, 0


def _void(world: World, reviewer: Actor) -> tuple[Held, int]:
    work, submission_id = _settled(world, reviewer)
    _moved(world, work, S.VOID)
    return work, submission_id


def _release(scene: Scene) -> object:
    number = scene.work.assignment_id
    return scene.world.do(assignments.release, scene.work.actor, number, now=IN_TIME)


def _paste(scene: Scene) -> object:
    return scene.world.do(submissions.hand_in, scene.work.actor, a_link(), now=IN_TIME)


def _paste_late(scene: Scene) -> object:
    return scene.world.do(submissions.hand_in, scene.work.actor, a_link(), now=LATE)


def _submit(scene: Scene) -> object:
    number, link = scene.work.assignment_id, a_link()
    return scene.world.do(submissions.submit, scene.work.actor, number, link, now=IN_TIME)


def _draft(scene: Scene) -> object:
    number = scene.work.assignment_id
    return scene.world.do(submissions.hand_in_draft, scene.work.actor, number, DRAFT, now=IN_TIME)


def _take_back(scene: Scene) -> object:
    number = scene.work.assignment_id
    return scene.world.do(taking_back.take_back, scene.work.actor, number, now=IN_TIME)


def _deciding(*verdict: object) -> Callable[[Scene], object]:
    def decide(scene: Scene) -> object:
        about = (scene.reviewer, scene.submission_id, *verdict)
        return scene.world.do(reviews.decide, *about, now=IN_TIME)  # type: ignore[arg-type]

    return decide


def _clock(scene: Scene) -> object:
    return scene.world.do(reviews.approve_overdue, now=LATE)


def _expire(scene: Scene) -> object:
    return scene.world.do(assignments.expire, scene.work.assignment_id, now=LATE)


SCENES = {
    each.__name__[1:]: each
    for each in (
        _claimed,
        _draft_wanted,
        _draft_submitted,
        _draft_approved,
        _submitted,
        _changes_requested,
        _approved,
        _settled,
        _rejected,
        _released,
        _expired,
        _void,
    )
}
VERBS = {
    "release": _release,
    "paste": _paste,
    "paste_late": _paste_late,
    "submit": _submit,
    "draft": _draft,
    "take_back": _take_back,
    "approve": _deciding(*APPROVE),
    "changes": _deciding(*CHANGES),
    "reject": _deciding(*REJECT),
    "clock": _clock,
    "expire": _expire,
}
LEADS_TO = {
    "claimed": {"release": S.RELEASED, "paste": S.SUBMITTED, "submit": S.SUBMITTED}
    | {"expire": S.EXPIRED},
    "draft_wanted": {"release": S.RELEASED, "draft": S.DRAFT_SUBMITTED, "expire": S.EXPIRED},
    "draft_submitted": {"release": S.RELEASED, "approve": S.DRAFT_APPROVED}
    | {"changes": S.CHANGES_REQUESTED, "reject": S.REJECTED, "clock": S.DRAFT_APPROVED},
    "draft_approved": {"release": S.RELEASED, "paste": S.SUBMITTED, "submit": S.SUBMITTED}
    | {"expire": S.EXPIRED},
    "submitted": {"approve": S.APPROVED, "changes": S.CHANGES_REQUESTED, "reject": S.REJECTED}
    | {"clock": S.APPROVED, "take_back": S.CLAIMED},
    "changes_requested": {"release": S.RELEASED, "paste": S.SUBMITTED, "submit": S.SUBMITTED}
    | {"expire": S.EXPIRED},
}


def _picture(world: World) -> list[object]:
    """All that a verb of work may change."""
    counts = [
        world.rows(select(func.count()).select_from(table))
        for table in (assignment_event, post, submission, review, delivery)
    ]
    return [
        counts,
        world.rows(select(assignment).order_by(assignment.c.id)),
        world.rows(select(task.c.free, task.c.held, task.c.done)),
        world.rows(select(campaign.c.reserved_minor, campaign.c.earned_minor)),
    ]


@pytest.mark.parametrize("at", SCENES)
def test_every_verb_leads_where_the_table_says_or_nowhere(world: World, at: str) -> None:
    for verb, attempt in VERBS.items():
        reviewer = world.do(staff, Role.REVIEWER)
        work, submission_id = SCENES[at](world, reviewer)
        before = _picture(world)
        try:
            attempt(Scene(world, work, reviewer, submission_id))
        except Refusal:
            assert verb not in LEADS_TO.get(at, {}), f"{verb} was refused on {at}"
        target = LEADS_TO.get(at, {}).get(verb)
        if target is None:
            assert _picture(world) == before, f"{verb} changed something on {at}"
        else:
            assert world.do(status, work.assignment_id) is target, f"{verb} on {at}"
        _clear(world)


def _clear(world: World) -> None:
    """The next verb meets no clock of this one."""
    world.do(reviews.approve_overdue, now=LATE)


def test_the_slots_add_up_after_everything(world: World) -> None:
    reviewer = world.do(staff, Role.REVIEWER)
    for scene in SCENES.values():
        scene(world, reviewer)
    found = world.rows(select(task.c.slots, task.c.free + task.c.held + task.c.done))
    assert all(slots == together for slots, together in found)
