"""A bot without a library: one call, one answer, nothing wrapped; no test lives here."""

from io import BytesIO
from typing import Any

import aiohttp

from sandbox import TOKEN

Json = dict[str, Any]


class RawBot:
    """Calls the Bot API with JSON bodies and gives back the whole answer."""

    def __init__(self, api_base_url: str, session: aiohttp.ClientSession, token: str = TOKEN):
        self.session = session
        self.url = f"{api_base_url}{token}"

    async def call(self, method: str, **params: Any) -> Json:
        async with self.session.post(f"{self.url}/{method}", json=params) as answer:
            body: Json = await answer.json()
            assert answer.status == (200 if body["ok"] else body["error_code"])
            return body

    async def ok(self, method: str, **params: Any) -> Any:
        answer = await self.call(method, **params)
        assert answer["ok"], answer
        return answer["result"]

    async def refused(self, method: str, **params: Any) -> str:
        answer = await self.call(method, **params)
        assert not answer["ok"], answer
        return str(answer["description"])

    async def upload(self, method: str, files: dict[str, tuple[str, bytes]], **params: str) -> Json:
        form = aiohttp.FormData(quote_fields=False)
        for name, value in params.items():
            form.add_field(name, value)
        for name, (file_name, data) in files.items():
            form.add_field(name, BytesIO(data), filename=file_name)
        async with self.session.post(f"{self.url}/{method}", data=form) as answer:
            body: Json = await answer.json()
            return body

    async def updates(self, **params: Any) -> list[Json]:
        """All waiting ones, acknowledged at once."""
        found: list[Json] = await self.ok("getUpdates", **params)
        if found:
            await self.ok("getUpdates", offset=found[-1]["update_id"] + 1, limit=1)
        return found
