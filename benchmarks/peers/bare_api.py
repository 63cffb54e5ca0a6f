"""The bare handler: the published library checks the signature, the JSON is read, nothing kept."""

import os

import orjson
import uvloop
from aiohttp import web
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

SIGNER = Webhook(os.environ["KOC__SECRETS__API_SECRET"])
ACCEPTED = orjson.dumps({"new": 1, "results": [{"index": 0, "result": "accepted"}]})


async def post(request: web.Request) -> web.Response:
    body = await request.read()
    try:
        SIGNER.verify(body, dict(request.headers), json_parse=False)
    except WebhookVerificationError:
        return web.Response(status=401)
    orjson.loads(body)
    return web.Response(body=ACCEPTED, content_type="application/json")


if __name__ == "__main__":
    app = web.Application(client_max_size=8 * 1024 * 1024)
    app.add_routes([web.post("/api/v1/metrics", post)])
    web.run_app(
        app,
        host="127.0.0.1",
        port=int(os.environ["KOC__WEB__PORT"]),
        access_log=None,
        print=None,
        loop=uvloop.new_event_loop(),
    )
