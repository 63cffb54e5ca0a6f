"""A bank's report on a credit transfer as rows of its answer: what it says of all, said of each."""

from collections.abc import Iterator

from sqlalchemy import Connection

from domain import credit_transfer
from domain.payout import PayoutEventKind
from domain.payout_file import RefusedResult, ResultFlaw, ResultRow
from domain.payout_form import FileKind, called
from domain.status_report import OfMessage, Unbooked, lines
from storage import payout_events, payouts


def rows(conn: Connection, content: bytes, *, most: int) -> Iterator[ResultRow | RefusedResult]:
    """Raises UnreadableFile. A later word on a message is the closer one: its instruction's.

    Whatever is named by its reference is what is said of itself, also where that is no use.
    """
    of_messages: dict[str, OfMessage] = {}
    named: set[str] = set()
    for line in lines(content, most=most):
        if isinstance(line, OfMessage):
            of_messages[line.message_id] = line
        elif isinstance(line, Unbooked):
            named.add(line.reference)
            of_messages.pop(line.message_id, None)
            yield line.refused
        else:
            named.update([line.reference] if isinstance(line, ResultRow) else [])
            yield line
    for said in of_messages.values():
        references = _of_message(conn, said.message_id)
        if not references:
            yield RefusedResult(said.line, ResultFlaw.UNKNOWN_REFERENCE, said.message_id[:80])
        for reference in references:
            if reference not in named:
                yield ResultRow(said.line, reference, said.outcome, said.reason)


def _of_message(conn: Connection, message_id: str) -> list[str]:
    """References of what the message asked for; none where it is none that we made."""
    identity = credit_transfer.identity_of(message_id)
    batch = payouts.batch(conn, identity.batch_id) if identity else None
    if identity is None or batch is None or not batch.sha256.startswith(identity.sha256):
        return []
    made = called(FileKind.XML, identity.method)
    events = payout_events.of_batch(conn, batch.batch_id)
    if not any((each.kind, each.detail) == (PayoutEventKind.EXPORTED, made) for each in events):
        return []
    return [
        item.reference
        for item in payouts.items(conn, batch.batch_id)
        if not item.is_left_out and identity.method in {"", item.method}
    ]
