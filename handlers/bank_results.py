"""The bank's answer, CSV or XLSX: a dry run first, then exactly that file; no money moves here."""

from dataclasses import replace

from domain.errors import Stale
from handlers.codec import row_id, tap
from handlers.desk import Desk
from handlers.screen import Button, Screen, column, grid
from services import bank_results, bank_trials, reconciliation
from services.bank_results import Part
from services.bank_trials import ResultsTrial
from words import bank_answers as answers
from words import metric_rows
from words import reconciliation as words
from words.speech import Html, Speech

MOST_RECONCILED = 5  # batches of one answer that a message shows


async def dry_run(desk: Desk, name: str, content: bytes) -> Screen:
    """Counted by a read: it may be long, and only its keeping must wait for other writers."""
    trial = await desk.look(bank_results.count, name, content, desk.house.payouts)
    upload_id = await desk.act(bank_results.keep, name, content)
    return _trial_screen(desk, replace(trial, upload_id=upload_id))


async def show_trial(desk: Desk, upload_id: str) -> Screen:
    asked = row_id(upload_id), desk.house.payouts
    return _trial_screen(desk, await desk.look(bank_results.trial, *asked))


def _trial_screen(desk: Desk, trial: ResultsTrial) -> Screen:
    say = desk.say
    head = Html("\n").join(
        [
            Html("🏦 <b>{}</b>").format(trial.name),
            answers.booked_before(trial.booked_of, trial.moves, say),
        ]
    )
    rows = []
    if trial.moves:
        label = say("Book the results ({count})", count=trial.moves)
        rows.append(Button(label, tap("pay.book", trial.upload_id), style="primary"))
    rows.append(Button(say("‹ Payouts"), tap("pays")))
    blocks = [
        head,
        _counts(trial, say),
        *answers.blocks(trial.sums, trial.told, say),
        *metric_rows.lines(trial.refused, say, desk.timezone),
    ]
    return Screen(Html("\n\n").join(blocks), column(*rows))


def _counts(trial: ResultsTrial, say: Speech) -> Html:
    told = say(
        "💸 {paid} paid\n↩️ {failed} refused by the bank\n🔁 {repeated} repeated\n"
        "⛔ {refused} rows not understood",
        paid=trial.paid,
        failed=trial.failed,
        repeated=trial.repeated,
        refused=len(trial.refused),
    )
    also = []
    if trial.bounced:
        also = [say("🏦 {bounced} came back after they had been paid", bounced=trial.bounced)]
    if trial.pending:
        also.append(say("⏳ {pending} with the bank, not paid yet", pending=trial.pending))
    return Html("\n").join([told, *also])


async def confirm(desk: Desk, upload_id: str) -> Screen:
    """The update's mark commits with the first part; each part may be booked twice without harm."""
    first, *others = await desk.look(bank_results.parts, row_id(upload_id), desk.house.payouts)
    booked = [await desk.act(bank_results.book, first)]
    return await _booked_screen(desk, [*booked, *await _booked(desk, others)])


async def go_on(desk: Desk, upload_id: str) -> Screen:
    """The same tap again: a booking that was cut short is finished, one that is done is shown."""
    parts = await desk.look(bank_results.parts, row_id(upload_id), desk.house.payouts)
    try:
        return await _booked_screen(desk, await _booked(desk, parts), has_begun=True)
    except Stale:
        return await show_trial(desk, upload_id)


async def _booked(desk: Desk, parts: list[Part]) -> list[ResultsTrial]:
    assert desk.actor is not None  # they have been looked up
    write = desk.house.db.write
    return [await write(bank_results.book, desk.actor, part, now=desk.now) for part in parts]


async def _booked_screen(
    desk: Desk, booked: list[ResultsTrial], *, has_begun: bool = False
) -> Screen:
    """With each batch as it stands against the bank by now."""
    trial, say = bank_trials.together(booked), desk.say
    blocks = [
        _head(trial.name, say, is_new=bool(trial.moves) or has_begun),
        _counts(trial, say),
        *metric_rows.lines(trial.refused, say, desk.timezone),
    ]
    shown = trial.batch_ids[:MOST_RECONCILED]
    stands = [await desk.look(reconciliation.of_batch, batch_id) for batch_id in shown]
    blocks += [words.text(each, say) for each in stands]
    opened = [
        Button(say("Batch {number}", number=batch_id), tap("pay", batch_id)) for batch_id in shown
    ]
    return Screen(
        Html("\n\n").join(blocks), (*grid(opened), (Button(say("‹ Payouts"), tap("pays")),))
    )


def _head(name: str, say: Speech, *, is_new: bool) -> Html:
    """Another file may have booked all of it since it was counted."""
    if is_new:
        return say("🏦 <b>{name}</b> is booked; the creators are told.", name=name)
    return say("🏦 <b>{name}</b>: nothing was left to book, and nobody was told.", name=name)


TAPS = {"pay.book": confirm}
DONE = {"pay.book": show_trial}
PRESENT = {"pay.book": go_on}
