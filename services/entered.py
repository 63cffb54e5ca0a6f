"""Figures of a post entered by hand, by its creator or by staff, with a screenshot or without."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from domain.assignment import AssignmentStatus
from domain.entered import Enterable, FigureRefused, NotCounted
from domain.errors import NotFound, OwnWork
from domain.metrics import PostMetrics
from domain.people import Actor
from domain.proof import Handed, Purpose
from domain.readings import Reading, RefusedRow, RowFlaw
from domain.terms import Source
from services import metrics, proofs
from services.authority import REVIEWERS
from storage import entered
from storage import proofs as stored_proofs


@dataclass(frozen=True, slots=True)
class Entered:
    """A reading that is stored; `pays`: the task's terms take such a source."""

    work: Enterable
    source: Source
    metrics: PostMetrics
    is_reused: bool = False  # the picture was handed in before: it shows nothing of these figures

    @property
    def pays(self) -> bool:
        return self.source.rank >= self.work.weakest_source.rank


def enterable(conn: Connection, actor: Actor, assignment_id: int, *, now: datetime) -> Enterable:
    """One's own work, or, for who reviews, that of anybody unconcerned.

    Refusals: NotFound, OwnWork, NotCounted.
    """
    found = entered.one(conn, assignment_id, actor.person_id)
    if found is None:
        raise NotFound("assignment")
    work, status, concerned = found
    if not work.is_own and not actor.may(*REVIEWERS):
        raise NotFound("assignment")
    if not work.is_own and concerned:
        raise OwnWork("review")
    if status is not AssignmentStatus.APPROVED or work.cutoff_at <= now:
        raise NotCounted(work.cutoff_at)
    return work


def enter(
    conn: Connection,
    actor: Actor,
    assignment_id: int,
    counts: PostMetrics,
    picture: Handed | None,
    *,
    now: datetime,
) -> Entered:
    """Appended as any other reading, taken now. Refusals: as `enterable`, FigureRefused,
    ProofsEnough."""
    work = enterable(conn, actor, assignment_id, now=now)
    is_reused = picture is not None and stored_proofs.is_known(conn, picture.sha256)
    source = _source(work, None if is_reused else picture)
    reading = Reading(1, now, counts, assignment_id=assignment_id)
    done = metrics.record(
        conn, [reading], source, batch_id=None, recorded_by=actor.person_id, now=now
    )
    if done.refused:
        raise FigureRefused(done.refused[0])
    if picture is not None:
        proofs.keep(conn, actor, work.submission_id, Purpose.FIGURES, picture, now=now)
    return Entered(work, source, counts, is_reused=is_reused)


def ensure_complete(work: Enterable, counts: PostMetrics) -> None:
    """Raises FigureRefused where a count is not said that the post is paid by."""
    for interaction in work.counted:
        if not counts.says(interaction):
            raise FigureRefused(RefusedRow(1, RowFlaw.MISSING_COUNT, interaction.value))


def _source(work: Enterable, picture: Handed | None) -> Source:
    """Who says it and what they show: a creator with a new screenshot counts for more than without.

    The door says who; that something is attached says nothing, for the same file may come again.
    """
    if not work.is_own:
        return Source.COORDINATOR
    return Source.SCREENSHOT if picture is not None else Source.CREATOR
