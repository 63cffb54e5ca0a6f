"""A change of status rests on what was read of the work: whoever read an older one is told so."""

from sqlalchemy import func, select

from domain.assignment import AssignmentStatus
from storage import assignments
from storage.tables.work import assignment_event
from tests.handed_in import handed_in, held
from tests.world import NOW, World

S = AssignmentStatus


def test_a_link_that_another_has_just_replaced_is_not_replaced_unseen(world: World) -> None:
    """The status is the same before and after: only the revision tells."""
    work = world.do(held)
    world.do(handed_in, work)
    read = world.do(assignments.facts, work.assignment_id)
    assert read is not None
    moves = [
        world.do(assignments.move, read, S.SUBMITTED, actor_id=None, now=NOW) for _ in range(2)
    ]
    assert moves == [True, False]
    events = select(func.count()).where(assignment_event.c.status == S.SUBMITTED)
    assert world.rows(events) == [(2,)]
