"""A post's counts in one line, as people read them back; what they earn is said elsewhere."""

from typing import Final

from domain.entered import ORDER
from domain.metrics import PostMetrics
from words.speech import Html, Speech, msg

_COUNTS: Final = {
    "views": msg("views {count}"),
    "likes": msg("likes {count}"),
    "shares": msg("shares {count}"),
    "saves": msg("saves {count}"),
    "comments": msg("comments {count}"),
}


def counts(metrics: PostMetrics, say: Speech) -> Html:
    """Those that are said."""
    said = ((field, getattr(metrics, field)) for field in ORDER)
    return Html(" · ").join(
        say(_COUNTS[field], count=f"{count:,}") for field, count in said if count is not None
    )
