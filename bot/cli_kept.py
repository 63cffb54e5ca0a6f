"""`koc kept`: updates that broke and were set aside, to be read and seen to by who owns the key."""

import json
from typing import Any

from bot.cli_base import FAILED, OK, Options, Refused, command, config_of, group, say


def add(commands: Any) -> None:
    kept = group(commands, "kept", "updates that could not be worked on")
    command(kept, "list", _list, "each with its reference, its error and who sent it")
    show = command(kept, "show", _show, "all of one, with what was typed")
    drop = command(kept, "drop", _drop, "forget one that was seen to")
    for one in (show, drop):
        one.add_argument("reference", type=int, help="what its sender was told")


def _list(options: Options) -> int:
    from bot import cli_database
    from services import kept_updates

    for kept in cli_database.read(config_of(options), kept_updates.every):
        sender = f"from {kept.telegram_id}" if kept.telegram_id else "from nobody"
        say(f"{kept.update_id}  {kept.at:%Y-%m-%d %H:%M} UTC  {kept.problem}  {sender}")
    return OK


def _show(options: Options) -> int:
    from bot import cli_database
    from domain.errors import NotFound
    from domain.payee import BrokenSeal, VaultClosed
    from services import kept_updates
    from services.vault import Vault

    config = config_of(options)
    vault = Vault(config.secrets.encryption_key.reveal())
    try:
        whole = cli_database.read(config, kept_updates.opened, vault, options.reference)
    except NotFound:
        raise _none(options) from None
    except (VaultClosed, BrokenSeal):
        raise Refused("it was sealed under another secrets.encryption_key", FAILED) from None
    text = json.dumps(whole, ensure_ascii=False, indent=2)
    say(text.encode(errors="backslashreplace").decode())  # half a character may be what broke it
    return OK


def _drop(options: Options) -> int:
    from bot import cli_database
    from domain.errors import NotFound
    from services import kept_updates

    try:
        cli_database.write(config_of(options), kept_updates.drop, options.reference)
    except NotFound:
        raise _none(options) from None
    say(f"{options.reference} is forgotten")
    return OK


def _none(options: Options) -> Refused:
    return Refused(f"nothing is kept under {options.reference}", FAILED)
