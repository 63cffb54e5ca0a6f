"""A screenshot beside the submission it proves: brought from Telegram when somebody looks at it."""

from aiohttp import web

from services import proof_requests, proofs
from web.console import sent
from web.console.notes import Note, see_other
from web.console.preferences import way_back
from web.console.visitor import Visitor


async def picture(visitor: Visitor) -> web.Response:
    """The bytes that were handed in, or none: what Telegram gives is compared with their hash."""
    proof = await visitor.look(proofs.one, visitor.row_id("proof_id"))
    content = await sent.unchanged(visitor, proof.file_id, proof.sha256, proof=proof.proof_id)
    return sent.answered(content, proof.kind, str(proof.proof_id))


async def ask(visitor: Visitor) -> web.Response:
    await visitor.act(proof_requests.ask, visitor.row_id("submission_id"))
    return see_other(await way_back(visitor), Note.PROOF_ASKED)
