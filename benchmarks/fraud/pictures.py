"""Pictures of synthetic posts as their hashes, and what becomes of a hash when one is reused."""

import random

from benchmarks.fraud.draft import Campaign
from domain.platforms import Platform
from domain.risk.facts import Picture


def new(rng: random.Random, dhash: int | None = None) -> Picture:
    seen = rng.getrandbits(64) if dhash is None else dhash
    return Picture(f"{rng.getrandbits(256):064x}", seen)


def flipped(rng: random.Random, dhash: int, share: float) -> int:
    """Each of the 64 bits turned with this probability."""
    for bit in range(64):
        if rng.random() < share:
            dhash ^= 1 << bit
    return dhash


def of_a_post(rng: random.Random, campaign: Campaign, platform: Platform) -> list[Picture]:
    """Own photos, the product on its table, handed-out material, plain covers, a screenshot."""
    shown = []
    for _ in range(rng.choice((1, 1, 1, 2))):
        kind = rng.random()
        if kind < 0.10:
            shown.append(new(rng, flipped(rng, campaign.stage, 0.2)))
        elif kind < 0.22 and campaign.pictures:
            given = rng.choice(campaign.pictures)
            saved_again = new(rng, flipped(rng, given.dhash, 0.02))
            shown.append(given if rng.random() < 0.5 else saved_again)
        elif kind < 0.235:
            shown.append(new(rng, flipped(rng, 0, 0.015)))  # a cover of one colour
        else:
            shown.append(new(rng))
    if rng.random() < 0.2:
        shown.append(new(rng, flipped(rng, _screen(platform), 0.13)))
    return shown


def _screen(platform: Platform) -> int:
    """A platform's page of figures looks alike for everybody."""
    return random.Random(f"screen of {platform.value}").getrandbits(64)


def reused(rng: random.Random, picture: Picture) -> Picture:
    """The file itself, saved again, with a mark on it, or cropped beyond recognition."""
    way = rng.random()
    if way < 0.35:
        return picture
    if way < 0.70:
        return new(rng, flipped(rng, picture.dhash, 0.02))
    if way < 0.85:
        return new(rng, flipped(rng, picture.dhash, 0.08))
    return new(rng)
