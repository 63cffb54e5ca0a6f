"""A share link resolved through the guarded client; what its answer means is in domain/fetching."""

import asyncio

from bot.fetching.client import Fetcher
from domain.fetching.short_links import Resolution, is_post, resolution
from domain.links import ShortLink


async def resolve(fetcher: Fetcher, link: ShortLink) -> Resolution:
    """Follows at most three redirects and stops, unasked, at the first that is a post."""
    answer = await fetcher.follow(link.url, is_post)
    return await asyncio.to_thread(resolution, link, answer)  # a page may be long
