"""Carries out one call: finds the method, runs it, logs what was accepted."""

from sandbox.bots import Bot
from sandbox.errors import not_found
from sandbox.methods.registry import METHODS, Call, Result
from sandbox.params import Params
from sandbox.world import World


def perform(world: World, bot: Bot, name: str, params: Params) -> Result:
    """`name` in lower case. Runs to its end without a pause: accepted wholly or not at all."""
    method = METHODS.get(name)
    if method is None:
        raise not_found()
    call = Call(world, bot, params)
    result = method.function(call)
    if method.changes:
        world.log.add(world.clock.now(), bot.id, method.name, call.chat_id, call.message_id, params)
    return result
