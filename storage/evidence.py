"""All that came in of posts, as far as their terms pay by it: readings, or actions and orders."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from domain.basis import Evidence
from domain.terms import Terms
from storage import conversions, metrics

NOTHING = Evidence()


def of_post(conn: Connection, post_id: int | None, agreed: Terms) -> Evidence:
    return of_posts(conn, [(post_id, agreed)]).get(post_id or 0, NOTHING)


def deciding(conn: Connection, posts: Iterable[tuple[int, Terms, datetime]]) -> dict[int, Evidence]:
    """By post; of readings those that may decide by its cut-off, which may be few of thousands."""
    known = list(posts)
    measured = [
        (post_id, at, agreed.weakest_source) for post_id, agreed, at in known if agreed.is_measured
    ]
    readings = metrics.deciding(conn, measured)
    news = conversions.news(conn, [post_id for post_id, agreed, _ in known if agreed.is_attributed])
    found = {}
    for post_id, _, _ in known:
        last_reading_id, came = readings.get(post_id, (0, []))
        found[post_id] = Evidence(came, news.get(post_id, ()), last_reading_id)
    return found


def of_posts(conn: Connection, posts: Iterable[tuple[int | None, Terms]]) -> dict[int, Evidence]:
    """By post; what came when an amount was fixed already is the conversions' ids to tell."""
    known = [(post_id, agreed) for post_id, agreed in posts if post_id]
    readings = metrics.counting(conn, [post_id for post_id, agreed in known if agreed.is_measured])
    news = conversions.news(conn, [post_id for post_id, agreed in known if agreed.is_attributed])
    return {
        post_id: Evidence(readings.get(post_id, ()), news.get(post_id, ())) for post_id, _ in known
    }
