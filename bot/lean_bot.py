"""The library's bot, by a shorter way where its parameters are plain JSON; what to say is not here.

The library copies each parameter into an object of its own, in search of files, moments and
defaults. Of a message of ours that cost as much as wording it.
"""

from dataclasses import dataclass
from typing import Any, cast

from telegram import Bot
from telegram.error import EndPointNotFound, InvalidToken
from telegram.request import RequestData


@dataclass(slots=True)
class _Plain:
    """What our transport reads of the library's RequestData."""

    parameters: dict[str, Any]
    contains_files: bool = False


class LeanBot(Bot):
    """Errors are the library's own: its request tells them."""

    async def do_api_request(
        self,
        endpoint: str,
        api_kwargs: dict[str, Any] | None = None,
        return_type: Any = None,
        **timeouts: Any,
    ) -> Any:
        """`api_kwargs` are JSON already, none of them None."""
        if return_type is not None or timeouts:
            return await super().do_api_request(endpoint, api_kwargs, return_type, **timeouts)
        plain = cast(RequestData, _Plain(api_kwargs or {}))
        try:
            return await self.request.post(f"{self.base_url}/{endpoint}", plain)
        except InvalidToken as error:  # so the library: it was valid when the bot began
            raise EndPointNotFound(str(error)) from error


async def own_name(bot: Bot) -> str:
    """What leads to the bot needs its name, which Telegram tells who asks once."""
    try:
        return bot.username
    except RuntimeError:  # as the library puts it that nobody has asked
        return (await bot.get_me()).username or ""
