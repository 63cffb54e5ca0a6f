"""`python -m sandbox`: the local Telegram alone, until Ctrl-C."""

import argparse
import asyncio
import contextlib
import sys
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path

from sandbox.app import HOST, TOKEN, serve
from sandbox.limits import Limits
from sandbox.world import Settings

_OPEN = (
    "At {host} whoever reaches this machine reads every chat and writes as anybody, without a "
    "password. Let nothing but a container's own network or a firewall stand open to it."
)


def main(port: int, *, host: str = HOST, limits: bool = True, log_path: Path | None = None) -> None:
    """Serves until interrupted. `limits`: enforce Telegram's rates; `log_path`: mirror the log."""
    chosen = Limits() if limits else Limits.off()
    settings = Settings(limits=chosen, log_path=log_path, real_time_callbacks=True)
    runner = asyncio.Runner(loop_factory=_loop_factory())
    with contextlib.suppress(KeyboardInterrupt), runner:
        runner.run(_serve_forever(port, host, settings))


async def _serve_forever(port: int, host: str, settings: Settings) -> None:
    async with serve(port, host=host, settings=settings) as sandbox:
        if said := warning(host):
            print(said, file=sys.stderr)  # noqa: T201
        print(f"Local Telegram: {sandbox.base_url}")  # noqa: T201 - a command speaks
        print(f"Bot API: {sandbox.api_base_url}  token: {TOKEN}", flush=True)  # noqa: T201
        await asyncio.Event().wait()


def warning(host: str) -> str:
    """Empty where this machine alone reaches it; a name is taken for an open one."""
    try:
        is_open = not ip_address(host).is_loopback
    except ValueError:
        is_open = host != "localhost"
    return _OPEN.format(host=host) if is_open else ""


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop where there is one."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--host", default=HOST, help="whoever reaches it writes as anybody")
    parser.add_argument("--no-limits", dest="limits", action="store_false")
    parser.add_argument("--log", dest="log_path", type=Path)
    main(**vars(parser.parse_args()))
