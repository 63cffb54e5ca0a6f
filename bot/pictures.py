"""Photos that somebody sent to the bot, brought when a page shows them; kept nowhere."""

from bot.chat import Chat
from bot.config import Config
from bot.lent_bot import lent_bot


class Pictures:
    """Through the chat of this process; where there is none, by a connection for each picture."""

    def __init__(self, config: Config, chat: Chat | None) -> None:
        self._config = config
        self._chat = chat

    async def bring(self, file_id: str) -> bytes:
        async with lent_bot(self._config, self._chat) as bot:
            brought = await bot.get_file(file_id)
            return bytes(await brought.download_as_bytearray())
