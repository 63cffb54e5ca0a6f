"""/import: figures by CSV, a dry run first, then exactly that file; rows are judged elsewhere."""

from dataclasses import replace
from operator import attrgetter
from typing import Final
from zoneinfo import ZoneInfo

from domain.metric_columns import FIELDS, Columns
from domain.readings import Recorded, RefusedRow
from domain.spreadsheet import write
from domain.text_file import FileFlaw, UnreadableFile
from handlers.codec import row_id, tap
from handlers.desk import Desk
from handlers.forms import Again, Answers, Finish, Form, Go, Step, begin, pick
from handlers.screen import Button, File, Screen, column, grid
from services import metric_files, uploads
from services.file_imports import MetricFile
from services.metric_files import Import
from services.metrics import Told
from words import metric_rows, times
from words.speech import Html, Speech

MOST_COLUMNS: Final = 80  # as buttons: Telegram takes a hundred
_FOR_A_PERSON: Final = frozenset({FileFlaw.MISSING_COLUMN, FileFlaw.TWO_COLUMNS})
_HEADINGS: Final = ("链接", "时间", "观看", "点赞", "转发", "收藏", "评论")
_LINK: Final = "https://www.douyin.com/video/7300000000000000001"
_COUNTS: Final = ("1.2万", "356", "28", "91", "17")


async def explain(desk: Desk, _: str = "") -> Screen:
    await desk.look(metric_files.ensure_may_import)
    text = desk.say(
        "Send me a CSV or XLSX with the figures of posts, like the one above: a link and a time in "
        "each row, and the counts. Chinese or English headings, 1.2万 or 12000, all are read.\n\n"
        "First I only count what is new, repeated or refused. Nothing is stored before you say so."
    )
    read_at = f"{desk.now.astimezone(ZoneInfo(desk.timezone)):%Y-%m-%d %H:%M}"
    rows = (_HEADINGS, (_LINK, read_at, *_COUNTS))
    example = File("figures-example.csv", write(rows))
    return Screen(text, column(Button(desk.say("Menu"), tap("start"))), document=example)


async def dry_run(desk: Desk, name: str, content: bytes) -> Screen:
    return await _trial(desk, await desk.act(metric_files.hand_in, name, content))


async def show_trial(desk: Desk, upload_id: str) -> Screen:
    """Where the file stands: counted as it would come out now, or on its way in."""
    if await desk.look(metric_files.is_confirmed, row_id(upload_id)):
        return await far(desk, upload_id)
    return await _trial(desk, row_id(upload_id))


async def _trial(desk: Desk, upload_id: int) -> Screen:
    try:
        file = await desk.look(metric_files.opened, upload_id)
    except UnreadableFile as refusal:
        if refusal.flaw not in _FOR_A_PERSON:
            raise
        return _unclear(desk, upload_id, refusal)
    return _trial_screen(desk, upload_id, file, await _counted(desk, file))


def _unclear(desk: Desk, upload_id: int, refusal: UnreadableFile) -> Screen:
    """A person can tell what the headings do not; then the next such file is understood at once."""
    ask = Button(desk.say("Tell me the columns"), tap("met.columns", upload_id), style="primary")
    leave_it = Button(desk.say("Leave it"), tap("met.no", upload_id))
    return Screen(metric_rows.file_refused(refusal, desk.say), column(ask, leave_it))


async def _counted(desk: Desk, file: MetricFile) -> Recorded:
    """Unit by unit: others are served between them."""
    told = Told()
    found = [
        await desk.look(metric_files.count, file, unit, told, now=desk.now) for unit in file.units()
    ]
    refused = sorted((row for each in found for row in each.refused), key=attrgetter("line"))
    new, repeated = sum(each.new for each in found), sum(each.repeated for each in found)
    return Recorded(new, repeated, tuple(refused))


def _trial_screen(desk: Desk, upload_id: int, file: MetricFile, recorded: Recorded) -> Screen:
    say = desk.say
    blocks = [
        say("<b>{name}</b>\nCounted only, nothing is stored yet.", name=file.name),
        _counts(recorded.new, recorded.repeated, len(recorded.refused), say),
        *metric_rows.lines(recorded.refused, say, desk.timezone),
        say("Columns: {columns}", columns=metric_rows.columns(file.columns, say)),
        say("Times without a zone were read as {zone}.", zone=times.place(desk.timezone, say)),
    ]
    rows = []
    if recorded.new:
        label = say("Import what is new ({count})", count=recorded.new)
        rows.append(Button(label, tap("met.go", upload_id), style="primary"))
    if recorded.refused:
        rows.append(Button(say("All refused rows as CSV"), tap("met.refused", upload_id)))
    rows.append(Button(say("The columns are others"), tap("met.columns", upload_id)))
    rows.append(Button(say("Leave it"), tap("met.no", upload_id)))
    return Screen(Html("\n\n").join(blocks), column(*rows))


def _counts(new: int, repeated: int, refused: int, say: Speech) -> Html:
    return say(
        "✅ {new} new\n🔁 {repeated} repeated, they change nothing\n⛔ {refused} refused",
        new=new,
        repeated=repeated,
        refused=refused,
    )


async def show_refused(desk: Desk, upload_id: str) -> Screen:
    """Every refused row with its reason, as a file that no spreadsheet runs."""
    name, refused = await _refused(desk, row_id(upload_id))
    say = desk.say
    rows = [(str(say("Line")), str(say("Why")))]
    rows += [
        (str(row.line), metric_rows.why(row, say, desk.timezone).unescape()) for row in refused
    ]
    text = say("Refused rows of {name}", name=name)
    return Screen(text, document=File("refused.csv", write(rows)))


async def _refused(desk: Desk, upload_id: int) -> tuple[str, tuple[RefusedRow, ...]]:
    if await desk.look(metric_files.is_confirmed, upload_id):
        going = await desk.look(metric_files.progress, upload_id)
        return going.batch.name, going.refused
    file = await desk.look(metric_files.opened, upload_id)
    return file.name, (await _counted(desk, file)).refused


async def confirm(desk: Desk, upload_id: str) -> Screen:
    return _imported(desk, await desk.act(metric_files.confirm, row_id(upload_id)))


async def far(desk: Desk, upload_id: str) -> Screen:
    return _imported(desk, await desk.look(metric_files.progress, row_id(upload_id)))


def _imported(desk: Desk, going: Import) -> Screen:
    say, batch = desk.say, going.batch
    rows = []
    if going.finished:
        head = say("📥 <b>{name}</b> is imported.", name=batch.name)
    else:
        head = say(
            "⏳ <b>{name}</b> goes in: {done} of {all} rows. You will hear when it is through.",
            name=batch.name,
            done=batch.done_rows,
            all=going.of_rows,
        )
        rows.append(Button(say("How far is it?"), tap("met.far", going.upload_id)))
    if going.refused:
        rows.append(Button(say("All refused rows as CSV"), tap("met.refused", going.upload_id)))
    blocks = [
        head,
        _counts(batch.new_rows, batch.repeated_rows, batch.refused_rows, say),
        *metric_rows.lines(going.refused, say, desk.timezone),
    ]
    return Screen(Html("\n\n").join(blocks), column(*rows, Button(say("Menu"), tap("start"))))


async def ask_columns(desk: Desk, upload_id: str) -> Screen:
    known = await desk.look(metric_files.headings, row_id(upload_id))
    places = dict(known.places)
    answers = {"upload": row_id(upload_id), "places": places, "field": known.missing}
    return await begin(desk, COLUMNS, answers, step="column" if known.missing else "field")


async def show_fields(desk: Desk, answers: Answers) -> Screen:
    known = await _answered(desk, answers)
    buttons = [pick(metric_rows.field(field, desk.say), field) for field in FIELDS]
    rows = grid(buttons, 3)
    if not known.missing:
        rows = (*rows, (pick(desk.say("Right so"), "-", style="primary"),))
    text = desk.say(
        "Columns: {columns}\n\nWhich one shall I read otherwise?",
        columns=metric_rows.columns(known, desk.say),
    )
    return Screen(text, rows)


async def take_field(desk: Desk, answers: Answers, text: str) -> Again | Go | Finish:
    known = await _answered(desk, answers)
    if text == "-" and not known.missing:
        return Finish(metric_files.correct, (answers["upload"], answers["places"]), _corrected)
    if text in FIELDS:
        return Go("column", {"field": text})
    return Again(desk.say("Please take one of the buttons."))


async def show_headings(desk: Desk, answers: Answers) -> Screen:
    known = await _answered(desk, answers)
    named = [pick(word[:40] or str(at + 1), str(at)) for at, word in enumerate(known.headings)]
    rows = grid(named[:MOST_COLUMNS], 2)
    rows = (*rows, (pick(desk.say("None of them"), "-"),))
    field = metric_rows.field(answers["field"], desk.say)
    return Screen(desk.say("Which column is “{field}”?", field=field), rows)


async def take_heading(desk: Desk, answers: Answers, text: str) -> Again | Go | Finish:
    known = await _answered(desk, answers)
    places = {name: at for name, at in answers["places"].items() if name != answers["field"]}
    if text != "-":
        if not (text.isascii() and text.isdecimal() and int(text) < len(known.headings)):
            return Again(desk.say("Please take one of the buttons."))
        places = {name: at for name, at in places.items() if at != int(text)}
        places[answers["field"]] = int(text)
    missing = replace(known, places=places).missing
    if missing and missing != answers["field"]:
        return Go("column", {"places": places, "field": missing})
    return Go("field", {"places": places})


async def _answered(desk: Desk, answers: Answers) -> Columns:
    known = await desk.look(metric_files.headings, answers["upload"])
    return replace(known, places=answers["places"])


async def _corrected(desk: Desk, upload_id: int) -> Screen:
    return await _trial(desk, upload_id)


COLUMNS = Form(
    "columns",
    {
        "field": Step(prompt=show_fields, take=take_field),
        "column": Step(prompt=show_headings, take=take_heading, back="field"),
    },
)
FORMS = {COLUMNS.name: COLUMNS}


async def leave(desk: Desk, _: str) -> Screen:
    await desk.look(uploads.ensure_may_bring)
    return Screen(
        desk.say("Left. Nothing was stored."), column(Button(desk.say("Menu"), tap("start")))
    )


TAPS = {
    "met": explain,
    "met.go": confirm,
    "met.far": far,
    "met.columns": ask_columns,
    "met.refused": show_refused,
    "met.no": leave,
}
COMMANDS = {"import": explain}
PRESENT = {"met.go": show_trial}
