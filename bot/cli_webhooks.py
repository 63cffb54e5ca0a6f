"""`koc webhooks`: partners' addresses, their secrets, how they fare; calling is the service's."""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from bot.cli_base import FAILED, OK, Options, Refused, command, config_of, group, say

if TYPE_CHECKING:
    from bot.config import Config
    from domain.errors import Refusal


_NONE: Final = "none yet: koc webhooks add NAME URL"
_FLAWS: Final = {
    "name": "a name is 1 to 32 of a-z, 0-9 and -",
    "https": "the address must begin with https://",
    "unreadable": "that is no address: https://partner.example.com/hook, for instance",
    "too_long": "that address is too long",
    "userinfo": "the address must not carry a user or password: the calls are signed",
    "port": "that address is never called: only the usual port, 443",
    "numeric_host": "that address is never called: give a public name, no number such as 10.0.0.1",
    "bad_host": "that address is never called: no such name can exist",
    "house_name": "that address is never called: localhost and names of the own network are not",
}


def add(commands: Any) -> None:
    webhooks = group(commands, "webhooks", "partners' addresses that are told what happens")
    new = command(webhooks, "add", _add, "add an address; prints its secret, once")
    new.add_argument("name", help="a-z, 0-9 and -, as partner-a")
    new.add_argument("url", help="https, on a public name")
    new.add_argument(
        "--types", default="", help="events it wants, by commas, as payout.paid; all if not said"
    )
    command(webhooks, "list", _list, "every address, how it fares, what waits")
    _of_one(webhooks, "rotate", _rotate, "a new secret; the one before signs too, until retire")
    _of_one(webhooks, "retire", _retire, "the newest secret alone signs")
    _of_one(webhooks, "test", _test, "send endpoint.tested to it")
    _of_one(webhooks, "pause", _pause, "no calls for now; events wait")
    _of_one(webhooks, "resume", _resume, "calls again, whatever ended them")
    _of_one(webhooks, "remove", _remove, "forget it, with whatever waits for it")
    replay = _of_one(webhooks, "replay", _replay, "send what happened once more, with the same ids")
    replay.add_argument("--from", dest="since", required=True, help="as 2026-11-23T10:00 or a day")
    replay.add_argument("--to", dest="until", help="before that; now if not said")


def _of_one(
    webhooks: Any, name: str, do: Callable[[Options], int], does: str
) -> argparse.ArgumentParser:
    parser = command(webhooks, name, do, does)
    parser.add_argument("name", help="as `koc webhooks list` says it")
    return parser


def _add(options: Options) -> int:
    from domain.events import EventType
    from services import endpoints

    types = [each.strip() for each in options.types.split(",") if each.strip()]
    for each in types:
        if each not in set(EventType):
            raise Refused(f"--types: {each!r} is none of {', '.join(EventType)}")
    config = config_of(options)
    secret = _done(
        config,
        endpoints.add,
        _vault(config),
        options.name,
        options.url,
        tuple(map(EventType, types)),
        now=_now(),
    )
    return _told_secret(secret)


def _list(options: Options) -> int:
    from bot import cli_database
    from services import endpoints

    found = cli_database.read(config_of(options), endpoints.every)
    for each in found:
        of, calls = each.endpoint, each.calls
        say(f"{of.name}  {of.status}  {of.url}")
        say(f"  events: {', '.join(of.types) or 'all'}; secrets: {2 if of.two_secrets else 1}")
        say(f"  waiting {calls.waiting}, taken {calls.taken}, dead {calls.dead}")
        if of.problem:
            since = f" since {of.failing_since:%Y-%m-%d %H:%M} UTC" if of.failing_since else ""
            say(f"  {of.problem}{since}, failures in a row: {of.failures}")
    return OK if found else _said(_NONE)


def _rotate(options: Options) -> int:
    from services import endpoints

    config = config_of(options)
    return _told_secret(_done(config, endpoints.rotate, _vault(config), options.name))


def _told_secret(secret: str) -> int:
    for line in (secret, "this is said once; the receiver verifies with it, as docs/api.md shows"):
        say(line)
    return OK


def _retire(options: Options) -> int:
    from services import endpoints

    config = config_of(options)
    _done(config, endpoints.retire, _vault(config), options.name)
    return _said(f"{options.name}: the newest secret alone signs")


def _test(options: Options) -> int:
    from services import endpoints

    _done(config_of(options), endpoints.test, options.name, now=_now())
    return _said(f"{options.name}: endpoint.tested is on its way; koc webhooks list says more")


def _pause(options: Options) -> int:
    from services import endpoints

    _done(config_of(options), endpoints.pause, options.name)
    return _said(f"{options.name}: paused")


def _resume(options: Options) -> int:
    from services import endpoints

    _done(config_of(options), endpoints.resume, options.name, now=_now())
    return _said(f"{options.name}: active")


def _remove(options: Options) -> int:
    from services import endpoints

    _done(config_of(options), endpoints.remove, options.name)
    return _said(f"{options.name}: removed")


def _replay(options: Options) -> int:
    from services import endpoints

    config = config_of(options)
    since = _moment("--from", options.since, config)
    until = _moment("--to", options.until, config) if options.until else None
    events = _done(config, endpoints.replay, options.name, since, until, now=_now())
    return _said(f"{options.name}: {events} events are sent once more")


def _said(line: str) -> int:
    say(line)
    return OK


def _done(config: "Config", work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    from bot import cli_database
    from domain.errors import Refusal

    try:
        return cli_database.write(config, work, *args, **kwargs)
    except Refusal as refusal:
        raise Refused(_worded(refusal), FAILED) from None


def _worded(refusal: "Refusal") -> str:
    from domain.errors import NotFound
    from domain.events import BadEndpoint, EndpointTaken
    from domain.payee import BrokenSeal, KeyMissing, VaultClosed

    if isinstance(refusal, BadEndpoint):
        return _FLAWS.get(refusal.flaw, f"that address is never called: {refusal.flaw}")
    worded: dict[type[Refusal], str] = {
        EndpointTaken: "there is one of that name already",
        NotFound: "there is none of that name; koc webhooks list shows them",
        VaultClosed: "secrets.encryption_key is needed: signing secrets are sealed with it",
        KeyMissing: "its secrets do not open: secrets.encryption_key is another than before",
        BrokenSeal: "its secrets do not open, whatever the key: give the endpoint new ones",
    }
    return worded.get(type(refusal), type(refusal).__name__)


def _vault(config: "Config") -> Any:
    from services.vault import Vault

    return Vault(config.secrets.encryption_key.reveal())


def _now() -> datetime:
    return datetime.now(UTC)


def _moment(option: str, text: str, config: "Config") -> datetime:
    """Without an offset it is in the zone of the configuration."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f"{option}: {text!r} is no time like 2026-11-23T10:00") from None
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(config.locale.timezone))
