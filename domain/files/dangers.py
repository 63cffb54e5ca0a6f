"""Why a file is refused as a whole, as a fact; what it means is never read for that."""

from dataclasses import dataclass
from enum import StrEnum

from domain.errors import Refusal


class Danger(StrEnum):
    NAME = "name"  # a path, or signs that make a name look like another
    KIND = "kind"  # not a kind that is taken here
    WRONG_KIND = "wrong_kind"  # its content is not what its name says
    TOO_LARGE = "too_large"  # `most` bytes
    BOMB = "bomb"  # small to send, endless to unpack
    NESTED = "nested"  # an archive in an archive
    INNER_PATH = "inner_path"  # an entry that would be written somewhere else
    LOCKED = "locked"  # with a password
    PROGRAM = "program"  # macros, or parts that no reader of figures needs
    ENTITIES = "entities"  # XML that defines words of its own
    TOO_LONG = "too_long"  # more than `most` rows
    TOO_WIDE = "too_wide"  # its cells lie too far apart: `most` in rows times columns
    TOO_MANY_PIXELS = "too_many_pixels"  # `most`
    BROKEN = "broken"


@dataclass(eq=False)
class UnsafeFile(Refusal):
    danger: Danger
    most: int = 0  # the limit that was passed, where there is one
