"""Logging: one line an event on standard error, and no secret in any of them."""

import logging
import re
import sys
from collections.abc import Iterable
from typing import Final

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

# A bot token wherever it stands: in an address, in an error's words, in a traceback.
_TOKEN: Final = re.compile(r"\d{5,}:[A-Za-z0-9_-]{20,}")
_MASK: Final = "‹secret›"
_SHORTEST_SECRET: Final = 6  # what is shorter would mask half of every line
# Libraries that log addresses with the token in them, or each request.
_QUIET: Final = ("httpx", "httpcore", "telegram", "aiohttp.access", "apscheduler")


def set_up(level: str, form: str, secrets: Iterable[str] = ()) -> None:
    """`secrets` never appear, whoever logs them."""
    mask = _masking([secret for secret in secrets if len(secret) >= _SHORTEST_SECRET])
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        mask,
    ]
    renderer = _renderer(form)
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    _set_up_libraries(level, shared, renderer)


def _renderer(form: str) -> Processor:
    if form == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())


def _set_up_libraries(level: str, shared: list[Processor], renderer: Processor) -> None:
    """What they log by the standard library looks like ours, and keeps our secrets."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _masking(secrets: list[str]) -> Processor:
    """A processor that takes secrets out of every text of an event."""

    def mask(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        return {key: _masked(value, secrets) for key, value in event.items()}

    return mask


def _masked(value: object, secrets: list[str]) -> object:
    if not isinstance(value, str):
        return (
            value if isinstance(value, int | float | bool | None) else _masked(repr(value), secrets)
        )
    for secret in secrets:
        value = value.replace(secret, _MASK)
    return _TOKEN.sub(_MASK, value)
