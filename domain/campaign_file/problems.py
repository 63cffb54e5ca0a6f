"""What can be wrong with a campaign file: codes and facts; the words for them are the edges'."""

from dataclasses import dataclass
from enum import StrEnum

from domain.errors import Refusal


class ProblemCode(StrEnum):
    """Beside each: what `found` and `expected` hold, where they hold anything."""

    # The file as a whole
    TOO_LARGE = "too_large"  # bytes / the most allowed
    NOT_UTF8 = "not_utf8"  # the offending byte, 0xff
    SYNTAX = "syntax"  # the TOML parser's own words
    TOO_DEEP = "too_deep"  # nested beyond reason
    # A key
    UNKNOWN_KEY = "unknown_key"  # the key / the nearest known one, or nothing
    MISSING_KEY = "missing_key"
    DUPLICATE = "duplicate"  # the value that was there before
    BOTH_FORMS = "both_forms"  # the singular / the plural key: one of them must go
    NOT_FOR_METHOD = "not_for_method"  # the key is of no use with / this pricing method
    # A value
    WRONG_TYPE = "wrong_type"  # the type written / the type wanted
    EMPTY = "empty"
    TOO_LONG = "too_long"  # length / the most allowed
    CONTROL_SIGN = "control_sign"  # the invisible sign, U+0000
    NOT_A_KEY = "not_a_key"  # the value: wants a-z, 0-9 and hyphens
    NOT_ONE_OF = "not_one_of"  # the value / all that are allowed; `nearest`, if one is near
    OUT_OF_RANGE = "out_of_range"  # the value / low–high
    NOT_A_TAG = "not_a_tag"  # the value: wants one word, as a hashtag does
    NOT_A_LINK = "not_a_link"  # the value: wants http:// or https://
    NOT_HTTPS = "not_https"  # the address: wants https://
    HOST_NOT_ALLOWED = "host_not_allowed"  # the host: is not in tracking.allowed_hosts
    UNKNOWN_TIMEZONE = "unknown_timezone"  # the value / the nearest known one
    BEFORE = "before"  # the date / the date it must not come before
    AFTER = "after"  # the date / the date it must not come after
    # Money
    NOT_MONEY = "not_money"  # the value
    NEGATIVE = "negative"  # the value
    TOO_PRECISE = "too_precise"  # the value / how many decimals there may be
    TOO_MUCH = "too_much"  # the value
    CAP_TOO_LOW = "cap_too_low"  # the cap / what floor and base amount ask of it, minor units
    POT_TOO_SMALL = "pot_too_small"  # the pot / slots × what each is promised in any case
    STEP_TOO_LOW = "step_too_low"  # where a bonus begins / where the one before it does
    # Templates and tasks
    STRAY_BRACE = "stray_brace"  # the brace
    UNKNOWN_SLOT = "unknown_slot"  # the name / the nearest known one
    UNUSED_SLOT = "unused_slot"  # the name: no variant uses it
    NO_TARGET = "no_target"  # {link}: a template wants it, and nothing says where it leads
    UNKNOWN_TEMPLATE = "unknown_template"  # the name / the nearest known one
    TOO_MANY_TASKS = "too_many_tasks"  # how many the file would make / the most allowed


@dataclass(frozen=True, slots=True)
class FileProblem:
    """`line` counts from 1, 0 for the whole file; in `key` tables count from 1: tasks[2].slots."""

    line: int
    key: str
    code: ProblemCode
    found: str = ""
    expected: str = ""
    nearest: str = ""


@dataclass(eq=False)
class BadCampaignFile(Refusal):
    """Every problem of the file, in the file's order."""

    problems: tuple[FileProblem, ...]
