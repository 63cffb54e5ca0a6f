"""How stable data return is, and a campaign's funnel, in words; no figure is made here."""

from datetime import datetime

from domain.feeds import FeedKind
from domain.funnel import Funnel
from domain.metrics import VALUES
from domain.returns import FeedStability, MissingPost, OwedBy, Stability
from words import times
from words.amounts import amount
from words.metric_rows import field as field_name
from words.names import name
from words.speech import Html, Speech


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "–"


def lag(stability: Stability, say: Speech) -> Html:
    """How long after the checkpoint the middle one came."""
    hours = stability.median_lag_hours
    if hours is None:
        return Html("–")
    return say("{hours} h", hours=f"{hours:g}")


def line(stability: Stability, say: Speech) -> Html:
    return say(
        "📶 Data return: {on_time} on time, {late} late, {missing} missing of {due}; "
        "median lag {lag}",
        on_time=share(stability.on_time, stability.due),
        late=share(stability.late, stability.due),
        missing=share(stability.missing, stability.due),
        due=stability.due,
        lag=lag(stability, say),
    )


def missing(each: MissingPost, say: Speech, timezone: str, now: datetime) -> Html:
    """Which days of a post, how late, and whose it is; in one line."""
    if not each.days:
        at = times.moment(each.late_at, timezone, say.locale)
        return say("past its cut-off since {at}, and not a figure", at=at)
    days = say("day {days}", days=", ".join(map(str, each.days)))
    if not each.is_wanted:
        return Html("{} · {}").format(days, say("nothing waits for it any more"))
    at = times.moment(each.late_at, timezone, say.locale)
    late = say("late since {at}", at=at) if each.is_late(now) else say("in time until {at}", at=at)
    parts = [days, late]
    if each.owed_by is OwedBy.CREATOR:
        parts.append(say("the creator enters it"))
    return Html(" · ").join(parts)


def way(found: FeedStability, say: Speech) -> Html:
    """Where the readings came from, or should have, as far as it has a name."""
    if found.source is None:
        return say("not told of by anybody yet")
    kind, _, called = found.feed.partition(":")
    source = name(found.source, say)
    if kind == FeedKind.API:
        return say("{source}, API of {partner}", source=source, partner=called or "–")
    if kind == FeedKind.FILE:
        return say("{source}, file with headings {code}", source=source, code=called[:6])
    return source


def step(field: str, say: Speech) -> Html:
    return field_name(field, say)


def figure(found: Funnel, field: str, currency: str) -> str:
    """A dash where nobody told of it."""
    count: int | None = getattr(found.sums, field)
    if count is None:
        return "–"
    return amount(count, currency) if field in VALUES else f"{count:,}"


def of_views(found: Funnel, field: str) -> str:
    portion = found.of_views(field) if field not in VALUES and field != "views" else None
    return "" if portion is None else f"{100 * portion:.2f} %"
