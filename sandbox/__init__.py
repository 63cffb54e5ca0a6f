"""A local Telegram: a Bot API on loopback and a chat page in the browser; imports no other room."""

from sandbox.app import TOKEN, Sandbox, serve
from sandbox.clock import Clock
from sandbox.limits import Limits
from sandbox.person import NotSeen, Person
from sandbox.world import Settings

__all__ = ["TOKEN", "Clock", "Limits", "NotSeen", "Person", "Sandbox", "Settings", "serve"]
