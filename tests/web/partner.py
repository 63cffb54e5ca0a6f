"""A partner of the API: signs what it sends with the published library, as the document says."""

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from standardwebhooks.webhooks import Webhook

from tests.web.site import API_SECRET, Answer, Guest
from web.api.conversions import PATH as CONVERSIONS
from web.api.metrics import PATH


class Partner:
    """`secret` is what the operator gave it; `skew` is how wrong its clock goes."""

    def __init__(self, guest: Guest, secret: str = API_SECRET, skew: timedelta = timedelta()):
        self._guest = guest
        self._signer = Webhook(secret)
        self._skew = skew

    async def send(self, *readings: Any, id_: str = "msg_1") -> Answer:
        return await self.send_body(json.dumps({"readings": readings}).encode(), id_=id_)

    async def tell(self, *conversions: Any, id_: str = "msg_1") -> Answer:
        body = json.dumps({"conversions": conversions}).encode()
        return await self.send_body(body, id_=id_, path=CONVERSIONS)

    async def send_body(
        self, body: bytes, *, id_: str = "msg_1", path: str = PATH, **headers: str
    ) -> Answer:
        signed = {**self.signed(body, id_), **headers}
        return await self._guest.send("POST", path, data=io.BytesIO(body), headers=signed)

    def signed(self, body: bytes, id_: str) -> dict[str, str]:
        """The freshness of a signature is judged by the wall clock, whatever the house's says."""
        at = datetime.now(UTC) + self._skew
        return {
            "webhook-id": id_,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": self._signer.sign(id_, at, body.decode(errors="replace")),
        }
