"""How a platform account reads in a few lines."""

from domain.accounts import AccountDetails
from words import names
from words.people import called
from words.speech import Html, Speech


def title(details: AccountDetails, say: Speech) -> Html:
    """`Douyin · 小明`."""
    return say(
        "{platform} · {handle}",
        platform=names.name(details.platform, say),
        handle=called(details.handle.shown),
    )


def summary(details: AccountDetails, say: Speech) -> Html:
    categories = say(", ").join(names.name(category, say) for category in details.categories)
    return say(
        "<b>{title}</b>\n{followers} followers\n{categories}\n{region}",
        title=title(details, say),
        followers=f"{details.followers:,}",
        categories=categories,
        region=names.region(details.region or "", say),
    )
