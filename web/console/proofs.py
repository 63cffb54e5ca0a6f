"""A screenshot beside the submission it proves: brought from Telegram when somebody looks at it."""

import hashlib

import structlog
from aiohttp import web

from services import proofs
from web.console.notes import Note, see_other
from web.console.preferences import way_back
from web.console.visitor import Visitor

log = structlog.get_logger()


async def picture(visitor: Visitor) -> web.Response:
    """The bytes that were handed in, or none: what Telegram gives is compared with their hash."""
    proof = await visitor.look(proofs.one, visitor.row_id("proof_id"))
    try:
        content = await visitor.picture(proof.file_id)
    except Exception:  # whatever Telegram and the way there raise
        log.warning("a screenshot did not come", proof=proof.proof_id, exc_info=True)
        raise web.HTTPNotFound from None
    if hashlib.sha256(content).hexdigest() != proof.sha256:
        log.error("Telegram gives another picture than was handed in", proof=proof.proof_id)
        raise web.HTTPNotFound
    return web.Response(
        body=content,
        content_type=f"image/{proof.kind}",
        headers={"Cache-Control": "private, max-age=3600"},
    )


async def ask(visitor: Visitor) -> web.Response:
    await visitor.act(proofs.ask, visitor.row_id("submission_id"))
    return see_other(await way_back(visitor), Note.PROOF_ASKED)
