"""How a look at a published post reads: a short line for each thing that was asked of it."""

from datetime import datetime
from typing import Final

from domain.checks.findings import Aspect, Checked, Finding, PageState, Verdict
from words import times
from words.speech import Html, Speech, msg

_MARKS: Final = {Verdict.YES: "✓", Verdict.NO: "✗", Verdict.UNKNOWN: "?"}
_ASPECTS: Final = {
    Aspect.ALIVE: msg("still up"),
    Aspect.PUBLIC: msg("everybody can see it"),
    Aspect.RIGHT_ACCOUNT: msg("published by {handle}"),
    Aspect.AFTER_CLAIM: msg("published after the claim"),
    Aspect.TAGS: msg("tags and code"),
    Aspect.DISCLOSURE: msg("advertisement label"),
}
_MISSING: Final = frozenset({Aspect.TAGS, Aspect.DISCLOSURE})
_STATES: Final = {
    PageState.SHOWN: msg("The page was read"),
    PageState.GONE: msg("The page says that the post is gone"),
    PageState.PRIVATE: msg("The page says that not everybody may see the post"),
    PageState.WALL: msg("A sign-in or a captcha stands before the page"),
    PageState.SILENT: msg("The page tells nothing without its app"),
    PageState.TOO_LARGE: msg("The page is larger than what we read"),
    PageState.FORBIDDEN: msg("The link leads where we do not go"),
    PageState.UNREACHABLE: msg("The page did not answer"),
    PageState.NO_POST: msg("The short link leads to no post that we can read"),
}


def state(seen: PageState, say: Speech) -> Html:
    return say(_STATES[seen])


def lines(check: Checked, handle: str, say: Speech, timezone: str) -> list[Html]:
    """What was seen and when; where nothing was, one line that asks for a look."""
    look = check.look
    at = times.moment(check.checked_at, timezone, say.locale)
    head = say("🤖 {seen}, {at}", seen=state(look.seen, say), at=at)
    if look.says_nothing:
        return [head, say("? Nothing is known of the post: please open the link yourself")]
    return [head, *(_line(each, look.of(each), handle, say, timezone) for each in Aspect)]


def _line(aspect: Aspect, found: Finding, handle: str, say: Speech, timezone: str) -> Html:
    what = say(_ASPECTS[aspect], handle=handle)
    line = Html("{} {}").format(_MARKS[found.verdict], what)
    if not found.evidence:
        return line
    return line + Html(" · {}").format(_evidence(aspect, found, say, timezone))


def _evidence(aspect: Aspect, found: Finding, say: Speech, timezone: str) -> Html:
    if aspect is Aspect.AFTER_CLAIM:
        moment = datetime.fromisoformat(found.evidence)
        return Html("{}").format(times.dated(moment, timezone, say.locale))
    if aspect in _MISSING:
        return say("not seen: {missing}", missing=found.evidence)
    return Html("{}").format(found.evidence)


_DOWN: Final = {
    PageState.GONE: msg("⚠️ Your link leads to a post that is gone."),
    PageState.PRIVATE: msg("⚠️ Your post is not public: only some can see it."),
}


def down(seen: PageState, until: datetime | None, say: Speech, timezone: str) -> Html:
    """To its creator: what we saw, and what to do."""
    saw = say(_DOWN[seen])
    if until is None:
        todo = say("Make it public again, or replace the link on the card.")
    else:
        todo = say(
            "Please restore it by {until}; after that a person decides whether it still counts.",
            until=times.end(until, timezone, say.locale),
        )
    return Html(" ").join([saw, todo])
