"""What the data commands do, in short units of work, answered in plain lines; asks nobody."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from bot import cli_database, memory
from bot.app import utc_now
from bot.cli_progress import progress
from bot.config import Config
from domain import campaign_file
from domain.campaign_file import BadCampaignFile
from domain.errors import Refusal
from domain.files.dangers import UnsafeFile
from domain.locales import EN
from domain.metric_file import header_of
from domain.payout import AlreadyInFile
from domain.payout_form import FileKind
from domain.readings import Batch, Recorded, RefusedRow
from domain.terms import Source
from domain.text_file import UnreadableFile
from domain.wording import read_title
from handlers import refusals
from services import campaigns, columns_said, file_imports, payout_files, workbooks
from services import verify as verifying
from services.file_imports import MetricFile
from services.metrics import Told
from services.payout_files import Wanted
from services.seam import Database
from services.vault import KeyMissing, Vault
from services.verify import Problem
from storage.still import still
from words import campaign_problems, payouts
from words.amounts import amount
from words.speech import speech

MOST_REFUSALS_SHOWN: Final = 50
_OWNER_ONLY: Final = 0o600


@dataclass(frozen=True, slots=True)
class Said:
    """`done` false: nothing was changed, and the lines say why."""

    lines: tuple[str, ...]
    done: bool = True


def verify(config: Config) -> list[str]:
    """Reads only, so that a running service is not held up."""
    memory.settle()  # a page of rows is all alive while it is looked at
    broken = cli_database.read(config, _watched)
    return [f"{each.invariant}: {each.subject}: {each.found}" for each in broken]


def _watched(conn: Connection) -> list[Problem]:
    """All of it as of one moment, so that what is written meanwhile does not look broken."""
    with still(conn), progress("verifying", verifying.steps(conn)) as advance:
        return verifying.problems(conn, advance)


def load_campaign(config: Config, content: bytes, name: str) -> Said:
    try:
        plan = campaign_file.parse(content, config.tracking.hosts)
    except BadCampaignFile as bad:
        worded = (campaign_problems.worded(each, speech(EN)) for each in bad.problems)
        return Said(tuple(f"{name}: {text.striptags()}" for text in worded), done=False)
    campaign_id = cli_database.write(
        config,
        campaigns.install,
        plan,
        hashlib.sha256(content).hexdigest(),
        created_by=None,
        now=utc_now(),
    )
    worst_case = amount(campaign_file.worst_case_minor(plan), plan.currency)
    budget = amount(plan.budget_minor, plan.currency)
    days = plan.terms.pot_days
    needs = f"{worst_case} for each {days} days" if days else f"{worst_case} at worst"
    return Said(
        (
            f"campaign {campaign_id}: {read_title(plan.title, EN)}, a draft",
            f"{len(plan.tasks)} tasks with {plan.slots} slots",
            f"{needs} of a budget of {budget}",
            "look at it and launch it in chat: /campaigns",
        )
    )


def count_metrics(config: Config, file: MetricFile, source: Source) -> Said:
    """The dry run: stores nothing."""
    memory.settle()
    recorded = cli_database.reading(config, partial(_count, file, source))
    return Said(_counted(recorded, "would be new"))


def import_metrics(config: Config, file: MetricFile, source: Source) -> Said:
    memory.settle()  # a page of rows is all alive: a third of the time went into looking for cycles
    began = cli_database.with_database(config, partial(_import, file, source))
    batch, shown = began
    recorded = Recorded(batch.new_rows, batch.repeated_rows, tuple(shown))
    return Said(_counted(recorded, "new", refused=batch.refused_rows))


def refusals_of(config: Config, file: MetricFile, source: Source) -> list[tuple[str, ...]]:
    """Line, reason, field and value of every row the last import of this file refused."""
    rows = cli_database.read(config, file_imports.refused_of, file, source)
    return [(str(row.line), row.code.value, row.field, row.value) for row in rows]


async def _count(file: MetricFile, source: Source, db: Database) -> Recorded:
    """Unit by unit too, so that the memory it takes does not grow with the file."""
    told, new, repeated = Told(hash), 0, 0
    refused: list[RefusedRow] = []
    with progress("counting", file.rows) as advance:
        for unit in file.units():
            found = await db.read(file_imports.count_unit, file, unit, source, told, now=utc_now())
            new, repeated = new + found.new, repeated + found.repeated
            refused += found.refused
            advance(len(unit))
    return Recorded(new, repeated, tuple(sorted(refused, key=lambda row: row.line)))


async def _import(file: MetricFile, source: Source, db: Database) -> tuple[Batch, list[RefusedRow]]:
    """In short units, so that a service beside it waits for one of them, never for the whole file.

    One unit is read while the one before is written; what a killed import had done is not redone.
    """
    await db.write(file_imports.make_room)
    begin = partial(file_imports.begin, file=file, source=source, imported_by=None, upload_id=None)
    batch = await db.write(begin, now=utc_now())
    with progress("importing", file.rows) as advance:
        advance(batch.done_rows)
        written: asyncio.Task[Recorded] | None = None
        for unit in file.units(batch.done_rows):
            work = db.write(file_imports.import_unit, file, batch, unit, now=utc_now())
            following = asyncio.create_task(work)
            await asyncio.sleep(0)  # it is on its way
            if written is not None:
                await written
            written = following
            advance(len(unit))
        if written is not None:
            await written
    finished = await db.write(file_imports.finish, batch.batch_id, now=utc_now())
    most = MOST_REFUSALS_SHOWN
    return finished, await db.read(file_imports.refused, batch.batch_id, most=most)


def opened(config: Config, path: Path) -> MetricFile | Said:
    """CSV or XLSX, as the house remembers the columns of its source."""
    try:
        text = workbooks.text_of(path)
        header = header_of(text)
        columns = cli_database.read(config, columns_said.of, header)
        return file_imports.opened(text, path.name, config.locale.timezone, columns)
    except UnreadableFile as unreadable:
        why = f"{unreadable.flaw.replace('_', ' ')} {unreadable.column}".rstrip()
        where = f"{path.name}: line {unreadable.line}" if unreadable.line else path.name
        return Said((f"{where}: {why}",), done=False)
    except UnsafeFile as unsafe:
        return Said((f"{path.name}: {unsafe.danger.replace('_', ' ')}",), done=False)


def _counted(recorded: Recorded, new: str, *, refused: int | None = None) -> tuple[str, ...]:
    total = len(recorded.refused) if refused is None else refused
    counts = f"{recorded.new} {new}, {recorded.repeated} repeated, {total} refused"
    lines = [
        f"line {row.line}: {row.code.replace('_', ' ')} {row.field} {row.value}".rstrip()
        for row in recorded.refused[:MOST_REFUSALS_SHOWN]
    ]
    more = total - len(lines)
    return (counts, *lines, *([f"and {more} more: --refused FILE keeps them all"] if more else []))


def export_payouts(
    config: Config,
    batch_id: int,
    output: Path | None,
    kind: str = "csv",
    method: str = "",
    gone: Sequence[str] = (),
    *,
    again: bool = False,
) -> Said:
    vault = Vault(config.secrets.encryption_key.reveal())
    wanted = Wanted(FileKind(kind), method)
    try:
        file = cli_database.write(
            config,
            payout_files.export_batch,
            vault,
            batch_id,
            wanted,
            config.payout_rules,
            gone=gone,
            again=again,
            now=utc_now(),
        )
    except AlreadyInFile as refusal:
        return _already(config, refusal, wanted)
    except Refusal as refusal:
        sentence = refusals.sentence(refusal, speech(EN)).striptags()
        return Said((sentence, *_when_lost(refusal, batch_id)), done=False)
    path = output or Path(file.name)
    path.touch(_OWNER_ONLY)
    path.chmod(_OWNER_ONLY)
    path.write_bytes(file.content)
    lines = [f"written to {path}: real account details, for the bank alone"]
    if file.left_out:
        lines.append(f"not in it, payable again as it does not open: {', '.join(file.left_out)}")
    return Said(tuple(lines))


def _already(config: Config, refusal: AlreadyInFile, wanted: Wanted) -> Said:
    """The warning of chat and console, and how to say that it is known."""
    zone, say = config.locale.timezone, speech(EN)
    warning = payouts.already_in_file(refusal, zone, say, utc_now()).striptags()
    method = f" --method {wanted.method}" if wanted.method else ""
    way = f"koc payouts export {refusal.batch_id} --format {wanted.kind}{method} --again"
    return Said((warning, f"nothing was written; `{way}` makes it anyway"), done=False)


def _when_lost(refusal: Refusal, batch_id: int) -> tuple[str, ...]:
    """The way out is told here alone: only who keeps the keys can know that one is lost."""
    if not isinstance(refusal, KeyMissing):
        return ()
    way = f"koc payouts export {batch_id} --gone {refusal.key_id}"
    return (f"if that key is lost for ever, `{way}` makes what it sealed payable again",)
