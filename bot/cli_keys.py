"""`koc keys`: which key seals how much, and sealing everything anew under the newest."""

from typing import Any

from bot.cli_base import FAILED, OK, Options, Refused, command, config_of, group, say


def add(commands: Any) -> None:
    keys = group(commands, "keys", "the keys that seal payout details and partners' secrets")
    command(keys, "list", _list, "how much is sealed under which key")
    command(
        keys,
        "rotate",
        _rotate,
        "seal everything under the newest key; broken off, run it again; the service may go on",
    )


def _list(options: Options) -> int:
    from bot import cli_database
    from services import key_rotation
    from services.vault import Vault

    config = config_of(options)
    vault = Vault(config.secrets.encryption_key.reveal())
    for use in cli_database.read(config, key_rotation.uses, vault):
        place = "gone" if use.rank is None else "newest" if use.rank == 0 else "older"
        say(
            f"{use.key_id}  {place:<6}  {use.payees} payees, {use.payouts} payouts, "
            f"{use.kept_updates} kept updates, {use.endpoints} endpoints"
        )
    return OK


def _rotate(options: Options) -> int:
    from bot import cli_database, key_rotation
    from services.vault import Vault

    config = config_of(options)
    vault = Vault(config.secrets.encryption_key.reveal())
    if not vault.is_open:
        raise Refused("secrets.encryption_key is not set", FAILED)
    done = cli_database.with_database(config, lambda db: key_rotation.rotate(db, vault))
    say(f"{done.resealed} sealed anew under {vault.key_ids[0]}")
    if done.stuck:
        say(f"{done.stuck} do not open: their key is not in secrets.encryption_key")
        return FAILED
    for key_id in vault.key_ids[1:]:
        say(f"{key_id} seals nothing any more")
    return OK
