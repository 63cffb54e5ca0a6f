"""Photos that somebody sent to the bot, brought when a page shows them; kept nowhere."""

from bot.chat import Chat, make_bot
from bot.config import Config
from bot.transport import Transport


class Pictures:
    """Through the chat of this process; where there is none, by a connection for each picture."""

    def __init__(self, config: Config, chat: Chat | None) -> None:
        self._config = config
        self._chat = chat

    async def bring(self, file_id: str) -> bytes:
        if self._chat is not None:
            brought = await self._chat.bot.get_file(file_id)
            return bytes(await brought.download_as_bytearray())
        transport = Transport()
        await transport.initialize()
        try:
            brought = await make_bot(self._config, transport).get_file(file_id)
            return bytes(await brought.download_as_bytearray())
        finally:
            await transport.shutdown()
