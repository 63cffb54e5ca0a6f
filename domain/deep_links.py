"""The payload behind /start: what a deep link means; whether a code is valid is not known here."""

import re
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 64
"""core.telegram.org/bots/features#deep-linking: up to 64 of A-Z, a-z, 0-9, _ and -."""

_CODE: Final = re.compile(r"[A-Za-z0-9_-]{1,59}", re.ASCII)  # 64 less the longest prefix
_TASK_ID: Final = re.compile(r"[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Referral:
    """A creator brings another."""

    code: str


@dataclass(frozen=True, slots=True)
class StaffInvitation:
    """An invitation to a staff role; the token is single use and stored hashed."""

    token: str


@dataclass(frozen=True, slots=True)
class TaskOffer:
    task_id: int


DeepLink = Referral | StaffInvitation | TaskOffer


def encode(link: DeepLink) -> str:
    """The payload for `https://t.me/<bot>?start=<payload>`; ValueError if it would not fit."""
    payload = _payload(link)
    if parse(payload) != link:
        raise ValueError(f"not a deep link payload: {payload!r}")
    return payload


def _payload(link: DeepLink) -> str:
    match link:
        case Referral(code):
            return f"ref-{code}"
        case StaffInvitation(token):
            return f"join-{token}"
        case TaskOffer(task_id):
            return f"task-{task_id}"


def parse(payload: str) -> DeepLink | None:
    """None for anything that is not ours: people edit links."""
    kind, _, rest = payload.partition("-")
    match kind:
        case "ref" if _CODE.fullmatch(rest):
            return Referral(rest)
        case "join" if _CODE.fullmatch(rest):
            return StaffInvitation(rest)
        case "task" if _TASK_ID.fullmatch(rest):
            return TaskOffer(int(rest))
    return None
