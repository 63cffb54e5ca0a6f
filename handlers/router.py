"""Which handler an update goes to, and what a refusal looks like; no handler lives here."""

from collections.abc import Callable
from functools import cache
from inspect import signature
from typing import Any, Final

import structlog
from telegram import Chat, Update, User
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from domain.errors import Refusal, Stale
from domain.people import Sender
from handlers import codec, reach, refusals, routes
from handlers.desk import ChatHouse, Desk, Handler
from handlers.screen import Screen
from services.updates import Repeated

log = structlog.get_logger()

# Where bot/essence.py puts it; what the library does not know it hands on in `api_kwargs`.
TAPPED_MESSAGE: Final = "tapped_message_id"


class Router:
    """Puts our routes into a python-telegram-bot application.

    `answers` is told the id of an update of which all is done but the reply.
    """

    def __init__(
        self, house: ChatHouse, answers: Callable[[int], None] = lambda update_id: None
    ) -> None:
        self._house = house
        self._answers = answers

    def install(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        private = filters.ChatType.PRIVATE
        application.add_handler(CallbackQueryHandler(self.on_tap))
        application.add_handler(MessageHandler(private & filters.COMMAND, self.on_command))
        application.add_handler(MessageHandler(private, self.on_message))
        application.add_handler(ChatMemberHandler(self.on_reach, ChatMemberHandler.MY_CHAT_MEMBER))

    async def on_tap(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        assert query is not None
        desk = Desk(
            self._house,
            update.update_id,
            self._sender(query.from_user),
            query_id=query.id,
            tapped_message_id=query.api_kwargs.get(TAPPED_MESSAGE),
        )
        await self._serve(desk, _tapped, desk, query.data or "")

    async def on_command(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        desk = self._desk_of_message(update)
        word, _, rest = (desk.message.text or "").partition(" ") if desk.message else ("", "", "")
        name = word[1:].partition("@")[0].lower()
        handler = routes.COMMANDS.get(name, routes.UNKNOWN_COMMAND)
        await self._serve(desk, routes.on_command, desk, handler, rest.strip())

    async def on_message(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        desk = self._desk_of_message(update)
        await self._serve(desk, routes.on_message, desk)

    async def on_reach(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        change = update.my_chat_member
        assert change is not None
        if change.chat.type != Chat.PRIVATE:
            return  # who takes the bot out of a group can be written to all the same
        desk = Desk(self._house, update.update_id, self._sender(change.from_user))
        await reach.changed(desk, change.new_chat_member.status)

    def _sender(self, user: User) -> Sender:
        return Sender(
            user.id,
            user.full_name,
            user.username or "",
            user.language_code or "",
            self._house.locale,
            self._house.timezone,
        )

    def _desk_of_message(self, update: Update) -> Desk:
        message = update.effective_message
        assert message is not None
        assert message.from_user is not None
        return Desk(self._house, update.update_id, self._sender(message.from_user), message=message)

    async def _serve(self, desk: Desk, handler: Handler, *args: Any) -> None:
        """The reply follows the commit; a refusal is one clear sentence."""
        try:
            screen = await _answer(desk, handler, *args)
        except Refusal as refusal:
            await desk.recognise()  # what is refused before a look, such as an odd button
            screen = refusals.worded(refusal, desk)
        self._answers(desk.update_id)
        if screen is not None:
            await desk.show(screen)


async def _answer(desk: Desk, handler: Handler, *args: Any) -> Screen | None:
    """Even the present state may be a refusal: of work that ended meanwhile nothing is asked."""
    try:
        return await handler(*args)
    except Repeated:
        return await routes.present_state(desk)


async def _tapped(desk: Desk, data: str) -> Screen | None:
    tap = codec.parse(data)
    handler = routes.TAPS.get(tap.verb)
    if handler is None or not _takes(handler, len(tap.ids)):
        raise Stale("button")
    if tap.verb not in routes.ASKING_FIRST:
        await desk.recognise()
    try:
        return await handler(desk, *tap.ids)
    except Repeated:
        present = routes.PRESENT.get(tap.verb, routes.present_state)
        return await present(desk, *tap.ids)
    except Refusal:
        done = routes.DONE.get(tap.verb)
        screen = await done(desk, *tap.ids) if done else None
        if screen is None:
            raise
        return screen  # a second tap on the same button, which has what it wanted


@cache
def _takes(handler: Handler, ids: int) -> bool:
    """A forged button may bring any number of ids."""
    try:
        signature(handler).bind(*range(ids + 1))  # the desk comes first
    except TypeError:
        return False
    return True
