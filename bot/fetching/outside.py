"""The web as the jobs see it: each question a walk of its own through the guarded client."""

from bot.fetching.client import INTERNET, Fetcher, Network
from bot.fetching.short_links import resolve
from domain.fetching.answers import Answer
from domain.fetching.short_links import Resolution
from domain.links import ShortLink
from scheduler.turns import Pace


class Web:
    """Holds nothing open between two questions. `network` is the internet but in tests."""

    def __init__(self, network: Network = INTERNET) -> None:
        self._network = network

    async def page(self, url: str, pace: Pace) -> Answer:
        return await Fetcher(pace, self._network).fetch(url)

    async def resolution(self, link: ShortLink, pace: Pace) -> Resolution:
        return await resolve(Fetcher(pace, self._network), link)
