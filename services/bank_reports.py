"""A bank's report on a credit transfer as rows of its answer: what it says of all, said of each."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from domain import credit_transfer
from domain.bank_report import Line, OfMessage, Unbooked, lines
from domain.outcome import Outcome
from domain.payout import PayoutEventKind
from domain.payout_file import Counted, RefusedResult, ResultFlaw, ResultRow
from domain.payout_form import FileKind, called
from storage import payout_events, payouts

OfAll = OfMessage | Unbooked


def rows(conn: Connection, content: bytes, *, most: int) -> Iterator[ResultRow | RefusedResult]:
    """Raises UnreadableFile. Whatever is named by its reference is what is said of itself, also
    where that is no use. What is said to be paid and not to be moves nothing.
    """
    found = list(lines(content, most=most))
    of_messages, named = _sorted_out(found)
    by_reference: defaultdict[str, list[ResultRow]] = defaultdict(list)
    for line in found:
        if isinstance(line, ResultRow):
            by_reference[line.reference].append(line)
        elif isinstance(line, RefusedResult):
            yield line
        elif isinstance(line, Unbooked):
            yield line.refused
    for said in of_messages.values():
        for row in _of_each(conn, said):
            if isinstance(row, RefusedResult):
                yield row
            elif row.reference not in named:
                by_reference[row.reference].append(row)
    for said_of_one in by_reference.values():
        yield from _agreed(said_of_one)


def _sorted_out(found: Sequence[Line]) -> tuple[dict[str, list[OfAll]], set[str]]:
    """What is said of messages, the closest words of each; references of what is named itself."""
    of_messages: defaultdict[str, list[OfAll]] = defaultdict(list)
    named: set[str] = set()
    for line in found:
        if isinstance(line, ResultRow) or (isinstance(line, Unbooked) and line.reference):
            named.add(line.reference)
        elif isinstance(line, OfMessage | Unbooked):
            of_messages[line.message_id].append(line)
    return {message_id: _closest(said) for message_id, said in of_messages.items()}, named


def _closest(said: list[OfAll]) -> list[OfAll]:
    """An instruction's word on its message is a closer one than a group's."""
    return [each for each in said if each.is_closer] or said


def _of_each(conn: Connection, said: Sequence[OfAll]) -> Iterator[ResultRow | RefusedResult]:
    """One word on a message as rows of what it asked for; none where one of its words is no use."""
    words = [each for each in said if isinstance(each, OfMessage)]
    if len(words) < len(said):
        return
    last = words[-1]
    message_id = last.message_id[:80]
    ends = {each.outcome for each in words} - {Outcome.PENDING}
    if len(ends) > 1:
        yield RefusedResult(last.group, ResultFlaw.CONTRADICTS, message_id, Counted.GROUP)
        return
    told = next((each for each in reversed(words) if each.outcome in ends), last)
    references = _asked_for(conn, told.message_id)
    if not references:
        yield RefusedResult(told.group, ResultFlaw.UNKNOWN_REFERENCE, message_id, Counted.GROUP)
    for reference in references:
        yield ResultRow(told.group, reference, told.outcome, told.reason, counted=Counted.GROUP)


def _agreed(said: Sequence[ResultRow]) -> Iterator[ResultRow | RefusedResult]:
    """That it waits is no word against how it ended."""
    if len({each.outcome for each in said} - {Outcome.PENDING}) > 1:
        yield said[-1].refused(ResultFlaw.CONTRADICTS)
    else:
        yield from said


def _asked_for(conn: Connection, message_id: str) -> list[str]:
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
