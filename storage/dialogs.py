"""Queries about dialogs: one row a person, kept when a dialog ends so that its turns go on."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, select, update

from domain.dialogs import Answers, Dialog
from storage.dialects import in_both
from storage.tables.chat import dialog

_NOWHERE: Final = ""  # the form of a dialog that has ended, and the step of one that was left
_ANSWERED: Final = "answered"  # the step of one that was answered to its end
_CURRENT = select(dialog.c.turn, dialog.c.form, dialog.c.step, dialog.c.answers).where(
    dialog.c.person_id == bindparam("of_person"), dialog.c.form != _NOWHERE
)
_LAST = select(dialog.c.turn, dialog.c.form, dialog.c.step).where(
    dialog.c.person_id == bindparam("of_person")
)
_HELD = _CURRENT.with_for_update()


def _replacing(sql: Any) -> Any:
    statement = sql.insert(dialog)
    new = {name: statement.excluded[name] for name in ("form", "step", "answers", "updated_at")}
    return statement.on_conflict_do_update(
        index_elements=[dialog.c.person_id], set_={**new, "turn": dialog.c.turn + 1}
    ).returning(dialog.c.turn)


_BEGIN = in_both(_replacing)


def current(conn: Connection, person_id: int) -> Dialog | None:
    row = conn.execute(_CURRENT, {"of_person": person_id}).first()
    return Dialog(*row) if row else None


def hold(conn: Connection, person_id: int) -> Dialog | None:
    """As `current`, and nobody else changes it until the unit ends."""
    row = conn.execute(_HELD, {"of_person": person_id}).first()
    return Dialog(*row) if row else None


def begin(
    conn: Connection, person_id: int, form: str, step: str, answers: Answers, now: datetime
) -> Dialog:
    """In place of whatever was open."""
    values = {
        "person_id": person_id,
        "turn": 1,
        "form": form,
        "step": step,
        "answers": dict(answers),
        "updated_at": now,
    }
    turn = conn.execute(_BEGIN[conn.dialect.name], values).scalar_one()
    return Dialog(turn, form, step, answers)


def keep(conn: Connection, person_id: int, changed: Dialog, now: datetime) -> None:
    """How the dialog stands from now on."""
    conn.execute(
        update(dialog)
        .where(dialog.c.person_id == person_id)
        .values(
            turn=changed.turn,
            form=changed.form,
            step=changed.step,
            answers=dict(changed.answers),
            updated_at=now,
        )
    )


def end(
    conn: Connection, person_id: int, last: Dialog, now: datetime, *, is_answered: bool = False
) -> None:
    ended = Dialog(last.turn + 1, _NOWHERE, _ANSWERED if is_answered else _NOWHERE, {})
    keep(conn, person_id, ended, now)


def is_answered(conn: Connection, person_id: int, turn: int) -> bool:
    """Whether its answer ended the dialog, and nothing was asked since."""
    row = conn.execute(_LAST, {"of_person": person_id}).first()
    return row is not None and tuple(row) == (turn + 1, _NOWHERE, _ANSWERED)


def forget(conn: Connection, person_id: int) -> None:
    """Erasure: what was typed so far goes too."""
    conn.execute(delete(dialog).where(dialog.c.person_id == person_id))
