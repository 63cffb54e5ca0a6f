"""What decisions, their reasons and the parts of a post are called; nothing is decided here."""

from typing import Final

from domain.required_parts import RequiredKind, RequiredPart
from domain.review import Decision, ReasonCode
from words.speech import Html, Speech, msg

_DECISIONS: Final = {
    Decision.APPROVE: msg("Approved"),
    Decision.CHANGES: msg("Changes requested"),
    Decision.REJECT: msg("Rejected"),
}
_REASONS: Final = {
    ReasonCode.NO_DISCLOSURE: msg("The advertisement or AI label is missing"),
    ReasonCode.PARTS_MISSING: msg("Required words, tags or the code are missing"),
    ReasonCode.OFF_BRIEF: msg("It does not do what the brief asks"),
    ReasonCode.UNTRUE: msg("It says something untrue or forbidden of the product"),
    ReasonCode.QUALITY: msg("Picture, sound or text is too poor to use"),
    ReasonCode.NOT_PUBLIC: msg("The link opens nothing that everybody can see"),
    ReasonCode.WRONG_ACCOUNT: msg("Another account published it"),
    ReasonCode.COPIED: msg("It is somebody else's work"),
    ReasonCode.UNSAFE: msg("It breaks the law or the platform's rules"),
}
_SHORT: Final = {
    ReasonCode.NO_DISCLOSURE: msg("No label"),
    ReasonCode.PARTS_MISSING: msg("Parts missing"),
    ReasonCode.OFF_BRIEF: msg("Off the brief"),
    ReasonCode.UNTRUE: msg("Untrue or forbidden"),
    ReasonCode.QUALITY: msg("Poor quality"),
    ReasonCode.NOT_PUBLIC: msg("Not public"),
    ReasonCode.WRONG_ACCOUNT: msg("Wrong account"),
    ReasonCode.COPIED: msg("Copied"),
    ReasonCode.UNSAFE: msg("Against the rules"),
}
_PARTS: Final = {
    RequiredKind.PHRASE: msg("“{text}”"),
    RequiredKind.TAG: msg("the tag #{text}"),
    RequiredKind.DISCLOSURE: msg("the label #{text}"),
    RequiredKind.AI_LABEL: msg("the AI label #{text}"),
    RequiredKind.OWN_WORDS: msg("own words in place of {text}"),
    RequiredKind.FINGERPRINT: msg("the code {text}"),
}


def decision(value: Decision, say: Speech) -> Html:
    return say(_DECISIONS[value])


def reason(code: str, say: Speech) -> Html:
    """In a sentence; nothing for no reason."""
    return say(_REASONS[ReasonCode(code)]) if code else Html()


def short_reason(code: ReasonCode, say: Speech) -> Html:
    """On a button."""
    return say(_SHORT[code])


def part(required: RequiredPart, say: Speech) -> Html:
    return say(_PARTS[required.kind], text=required.text)
