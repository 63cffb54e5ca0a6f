"""Reading the configuration: the file, the environment over it, one clear line a problem."""

import os
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, Final

from bot.config import NOTHING, Config, Mode
from bot.values import READ, Secret

PREFIX: Final = "KOC__"
DEFAULT_FILE: Final = Path("config.toml")
_SEPARATOR: Final = "__"
_OF_THE_CHAT: Final = ("telegram.token",)

Tables = dict[str, Any]


class BadConfig(Exception):
    """Every problem, one clear line each; no value is part of one, it might be a secret."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def load(
    file: Path | None = None, environ: Mapping[str, str] = os.environ, *, talks: bool = True
) -> Config:
    """The configuration of `file` (else config.toml, if there is one) and of the environment.

    Not `talks`: what only the chat needs may be missing.
    """
    given, over = _from_file(file), _from_environment(environ)
    return made(given, over, str(file or DEFAULT_FILE), talks=talks)


def made(
    given: Tables, over: Tables | None = None, name: str = "configuration", *, talks: bool = True
) -> Config:
    """From tables by section; `over` goes over `given`, which problems call `name`."""
    reading = _Reading(given, over or {}, name, spared=() if talks else _OF_THE_CHAT)
    sections = {each.name: reading.section(each.name, each.type) for each in fields(Config)}
    if reading.problems:
        raise BadConfig(reading.problems)
    config = Config(**sections)
    if incomplete := _incomplete(config):
        raise BadConfig(incomplete)
    return config


def secrets_of(config: Config) -> list[str]:
    """Whatever must never be logged."""
    sections = [getattr(config, each.name) for each in fields(config)]
    values = (getattr(section, each.name) for section in sections for each in fields(section))
    return [value.reveal() for value in values if isinstance(value, Secret)]


def _from_file(file: Path | None) -> Tables:
    if file is None and not DEFAULT_FILE.exists():
        return {}
    path = file or DEFAULT_FILE
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadConfig([f"{path}: {error.strerror or error}"]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadConfig([f"{path}: {error}"]) from None


def _from_environment(environ: Mapping[str, str]) -> Tables:
    """`KOC__WEB__PORT=1` as {"web": {"port": "1"}}."""
    found: Tables = {}
    for name in sorted(environ):
        if name.startswith(PREFIX):
            section, _, key = name.removeprefix(PREFIX).lower().partition(_SEPARATOR)
            found.setdefault(section, {})[key] = environ[name]
    return found


class _Reading:
    """Two layers of tables on their way to sections; collects problems instead of raising."""

    def __init__(
        self, given: Tables, over: Tables, name: str, *, spared: Collection[str] = ()
    ) -> None:
        self._given, self._over, self._name, self._spared = given, over, name, spared
        known = {section.name for section in fields(Config)}
        self.problems = [
            *(f"{name}: {section}: is not a known section" for section in given.keys() - known),
            *(
                f"{_variable(section, key)}: is not a known key"
                for section in over.keys() - known
                for key in over[section]
            ),
        ]

    def section(self, name: str, kind: Any) -> Any:
        """An instance of `kind`, or None once there is a problem."""
        table = self._table(name)
        known = {each.name: each for each in fields(kind)}
        for key in table.keys() - known:
            self._note(name, key, "is not a known key")
        read = {}
        for key, each in known.items():
            if key in table:
                try:
                    read[key] = each.metadata[READ](table[key])
                except ValueError as wrong:
                    self._note(name, key, str(wrong))
            elif f"{name}.{key}" in self._spared:
                read[key] = NOTHING
            elif each.default is MISSING and each.default_factory is MISSING:
                how = f"set it in {self._name} or as {_variable(name, key)}"
                self.problems.append(f"{name}.{key}: is missing ({how})")
        return None if self.problems else kind(**read)

    def _table(self, name: str) -> Tables:
        below = self._given.get(name, {})
        if not isinstance(below, dict):
            self.problems.append(f"{self._name}: {name}: is not a section")
            below = {}
        return {**below, **self._over.get(name, {})}

    def _note(self, section: str, key: str, wrong: str) -> None:
        """Named as it was written: a variable by its name, a key by its file."""
        from_environment = key in self._over.get(section, {})
        where = _variable(section, key) if from_environment else f"{self._name}: {section}.{key}"
        self.problems.append(f"{where}: {wrong}")


def _incomplete(config: Config) -> list[str]:
    """Keys that need each other."""
    problems = []
    if config.tracking.allowed_hosts and not config.web.public_url:
        # Creators publish their links: one that names this machine leads nobody anywhere.
        problems.append("web.public_url: is missing, and tracking.allowed_hosts names hosts")
    problems += [
        f"payer.{key}: is missing, and credit transfers need it" for key in config.payer.lacking
    ]
    if config.telegram.mode is Mode.WEBHOOK:
        needed = {
            "telegram.webhook_url": config.webhook_url,
            "telegram.webhook_secret": config.telegram.webhook_secret,
        }
        problems += [
            f"{name}: is missing, and telegram.mode is webhook"
            for name, value in needed.items()
            if not value
        ]
    return problems


def _variable(section: str, key: str) -> str:
    return PREFIX + section.upper() + _SEPARATOR + key.upper()
