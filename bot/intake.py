"""Taking updates in: each once, in its person's lane, tried again, never lost, never in the way."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from time import perf_counter
from typing import Any, Final

import structlog
from structlog.contextvars import bind_contextvars
from telegram import Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application, ContextTypes

from bot.essence import essence
from bot.lanes import Lanes
from bot.senders import date_of, lane_of, sender_of
from domain.figures import ProcessFigures
from domain.people import Sender
from services import kept_updates, people, traces
from services.seam import Database
from services.vault import Vault
from words.speech import speech

log = structlog.get_logger()

Json = dict[str, Any]
App = Application[Any, Any, Any, Any, Any, Any]
PAUSES: Final = (0.1, 0.7)  # seconds before the second and the third try


class Intake:
    """Gives raw updates to the application; what is done is durable."""

    def __init__(
        self,
        application: App,
        db: Database,
        now: Callable[[], datetime],
        lanes: Lanes,
        vault: Vault,
        figures: ProcessFigures | None = None,
    ) -> None:
        self._application = application
        self._db = db
        self._now = now
        self._lanes = lanes
        self._vault = vault  # seals what is kept aside
        self._in_work: dict[int, asyncio.Task[None]] = {}
        self._failures: dict[int, Exception] = {}
        self._answering: set[int] = set()  # of those in work
        self._figures = figures or ProcessFigures()
        application.add_error_handler(self._note_failure)

    async def receive(self, raw: Json) -> None:
        """For the webhook: returns when the effects are durable, raises when they cannot be."""
        await asyncio.shield(self.begin(raw))  # a caller who leaves does not undo it

    def begin(self, raw: Json) -> asyncio.Task[None]:
        """The work on it; the same update again joins the work that is under way."""
        update_id = raw["update_id"]
        task = self._in_work.get(update_id)
        if task is None:
            came = perf_counter()
            task = self._lanes.put(lane_of(raw), lambda: self._work(raw))
            self._in_work[update_id] = task
            task.add_done_callback(lambda task: self._leave(raw, task, came))
        return task

    def answers(self, update_id: int) -> None:
        """Told by who works on it: all it does is durable, only the reply is to come."""
        self._answering.add(update_id)

    def is_answering(self, update_id: int) -> bool:
        return update_id in self._answering

    @property
    def is_full(self) -> bool:
        """What came in now would wait for any other to end."""
        return self._lanes.are_full

    @property
    def handled(self) -> int:
        """Since the start; what comes again because it failed is not."""
        return self._figures.updates

    def _leave(self, raw: Json, task: asyncio.Task[None], came: float) -> None:
        self._in_work.pop(raw["update_id"], None)
        self._answering.discard(raw["update_id"])
        if is_done(task):
            self._figures.updates += 1
            self._figures.update_took.note(perf_counter() - came)
            if sent_at := date_of(raw):
                lag = self._now().timestamp() - sent_at
                self._figures.update_lag.note(max(0.0, lag))

    async def _work(self, raw: Json) -> None:
        update_id = raw["update_id"]
        bind_contextvars(trace=traces.of_update(update_id), update_id=update_id)
        for pause in (*PAUSES, None):
            error = await self._try(raw)
            if error is None or isinstance(error, Forbidden):  # blocked us: nobody to answer
                return
            log.warning("update failed", update_id=raw["update_id"], error=repr(error))
            if pause is None:
                await self._give_up(raw, error)
            else:
                await asyncio.sleep(pause)

    async def _try(self, raw: Json) -> Exception | None:
        """The application swallows what a handler raises; `_note_failure` picks it up."""
        try:
            update = Update.de_json(essence(raw), self._application.bot)
            await self._application.process_update(update)
        except Exception as error:  # noqa: BLE001  (whatever it is, the lane goes on)
            return error
        return self._failures.pop(raw["update_id"], None)

    async def _note_failure(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        if isinstance(update, Update) and isinstance(context.error, Exception):
            self._failures[update.update_id] = context.error

    async def _give_up(self, raw: Json, error: Exception) -> None:
        """Kept with its error, so that the lane goes on; raises when not even that is possible.

        Where only the reply failed there may be nothing to keep: the log has it, who asked asks
        again.
        """
        sender, only_reply = sender_of(raw), _is_about_the_reply(error)
        kept = await self._db.write(
            kept_updates.keep,
            self._vault,
            raw,
            error,
            telegram_id=sender.telegram_id if sender else None,
            attempts=len(PAUSES) + 1,
            only_reply=only_reply,
            now=self._now(),
        )
        if not kept:
            log.warning("reply given up", update_id=raw["update_id"], error=repr(error))
            return
        log.error("update given up", update_id=raw["update_id"], exc_info=error)
        self.answers(raw["update_id"])
        if sender and not only_reply:
            await self._tell(sender, raw["update_id"])

    async def _tell(self, sender: Sender, reference: int) -> None:
        """The reference finds it: `koc kept show REFERENCE`."""
        actor = await self._db.read(people.recognise, sender)
        say = speech(actor.locale)
        text = say(
            "Something broke on our side, and it was noted. Please try once more, "
            "or tell us the reference {reference}.",
            reference=str(reference),
        )
        try:
            await self._application.bot.send_message(sender.telegram_id, text)
        except TelegramError as error:
            log.warning("could not tell of it", reference=reference, error=repr(error))


def is_done(task: asyncio.Task[None]) -> bool:
    """Its effects are durable, or it is kept aside; otherwise it will come again."""
    return not task.cancelled() and task.exception() is None


def _is_about_the_reply(error: Exception) -> bool:
    """Telegram could not be reached or wants silence; our own work is not at fault."""
    if isinstance(error, BadRequest):  # a NetworkError to the library
        return False
    return isinstance(error, NetworkError | RetryAfter)
