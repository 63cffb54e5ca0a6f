"""What a draft broadcast refuses, in a sentence: the same in chat and beside a field of a page."""

from collections.abc import Callable
from typing import Any, Final

from domain.broadcast import NotPaid, PassedMoment, Rewritten, TooDear, TooFarAhead
from domain.counted_links import CannotCount
from domain.errors import Refusal
from domain.message import LONGEST_CAPTION, LONGEST_TEXT, BadBody, BadLink, NoRoomForFields
from domain.message_html import BadHtml, HtmlFlaw
from domain.segment_text import BadSegment, BadSegmentName, NoSuchRow
from words import broadcast_buttons, segments
from words.speech import Html, Speech, msg

_HTML_FLAWS: Final = {
    HtmlFlaw.UNKNOWN: msg("Line {line}: Telegram knows no {tag}."),
    HtmlFlaw.BROKEN: msg("Line {line}: this tag has no end: {tag}"),
    HtmlFlaw.UNCLOSED: msg("Line {line}: {tag} is never closed."),
    HtmlFlaw.UNOPENED: msg("Line {line}: {tag} closes what is not open there."),
    HtmlFlaw.NO_ADDRESS: msg("Line {line}: a link looks like {example}"),
}

_LINK: Final = '<a href="https://example.com/">…</a>'


def _bad_html(refusal: BadHtml, say: Speech) -> Html:
    return say(_HTML_FLAWS[refusal.flaw], line=refusal.line, tag=refusal.tag, example=_LINK)


WORDINGS: Final[dict[type[Refusal], Callable[[Any, Speech], Html]]] = {
    BadSegment: lambda no, say: segments.unread(no.word, say),
    NoSuchRow: segments.no_such,
    BadSegmentName: lambda _, say: say(
        "Please give it a name of up to {most} characters.", most=64
    ),
    BadBody: lambda _, say: say(
        "Please keep to {most} characters, under a file to {caption}.",
        most=LONGEST_TEXT,
        caption=LONGEST_CAPTION,
    ),
    NoRoomForFields: lambda no, say: say(
        "With long names in its braces it would not fit. Please shorten it by {over} characters, "
        "or use fewer words in braces.",
        over=no.over,
    ),
    BadHtml: _bad_html,
    BadLink: lambda no, say: broadcast_buttons.no_link(no.flaw, say),
    CannotCount: lambda no, say: broadcast_buttons.uncounted(no.uncounted, say),
    TooDear: lambda no, say: say(
        "That may cost {stars} Stars; this house pays at most {most} for one broadcast.",
        stars=no.stars,
        most=no.most_stars,
    ),
    NotPaid: lambda _, say: say("This house pays for no broadcast."),
    Rewritten: lambda _, say: say("This draft was changed while you wrote."),
    TooFarAhead: lambda _, say: say("A broadcast may be scheduled for a year ahead at most."),
    PassedMoment: lambda _, say: say("That moment has passed already."),
}


def sentence(refusal: Refusal, say: Speech) -> Html:
    """Of one of these; KeyError for what no draft refuses."""
    return WORDINGS[type(refusal)](refusal, say)
