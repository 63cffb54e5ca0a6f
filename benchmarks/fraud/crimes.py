"""How each kind of fraud is played; `kinds` says where that is described."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from benchmarks.fraud import counts, honest, pictures, texts
from benchmarks.fraud.draft import DAY, Campaign, Draft, Person, key_of
from benchmarks.fraud.kinds import Kind
from benchmarks.fraud.population import Registry

Crime = Callable[[random.Random, Draft, list[Draft]], None]


def duplicate_link(rng: random.Random, draft: Draft, others: list[Draft]) -> None:
    """One's own earlier post again, or a friend's; now and then behind a link we cannot resolve."""
    source = rng.choice(others)
    draft.move_to(max(draft.claimed_at, source.submitted_at + timedelta(hours=rng.uniform(1, 90))))
    draft.platform, draft.post_key = source.platform, source.post_key
    if rng.random() < 0.08:
        draft.post_key = ""
    draft.own, draft.text = source.own, source.text
    draft.pictures = list(source.pictures)
    draft.published_at, draft.author_key = source.published_at, source.author_key


def copied_text(rng: random.Random, draft: Draft, others: list[Draft]) -> None:
    """From somebody whose work is public; the quick hand theirs in before the author does."""
    source = next(each for each in iter(lambda: rng.choice(others), None) if len(each.own) > 2)
    draft.own = texts.copied(rng, source.own)
    draft.text = texts.written(rng, draft.given, draft.own, draft.campaign.tags)
    after = timedelta(hours=rng.uniform(-3, 0) if rng.random() < 0.1 else rng.uniform(1, 400))
    draft.submitted_at = source.submitted_at + after
    draft.published_at = draft.submitted_at - timedelta(hours=rng.uniform(0.1, 1))
    draft.claimed_at = draft.published_at - timedelta(hours=rng.uniform(1, 60))


def reused_image(rng: random.Random, draft: Draft, others: list[Draft]) -> None:
    source = rng.choice(others)
    draft.move_to(max(draft.claimed_at, source.submitted_at + timedelta(hours=rng.uniform(1, 400))))
    draft.pictures[0] = pictures.reused(rng, rng.choice(source.pictures))


def bought(rng: random.Random, draft: Draft, _others: list[Draft]) -> None:
    counts.buy(rng, draft)


def invented(rng: random.Random, draft: Draft, _others: list[Draft]) -> None:
    counts.invent(rng, draft)


def foreign_post(rng: random.Random, draft: Draft, _others: list[Draft]) -> None:
    """A stranger's post, or one of a bigger account; three in ten pages hide the author."""
    stranger = key_of(9_000_000 + rng.randrange(900_000))
    draft.author_key = "" if rng.random() < 0.3 else stranger
    draft.views *= rng.uniform(1, 8)


def old_post(rng: random.Random, draft: Draft, _others: list[Draft]) -> None:
    ago = rng.uniform(0.01, 1) if rng.random() < 0.15 else rng.uniform(1, 400)
    draft.published_at = draft.claimed_at - DAY * ago


BEFORE_READINGS: Final[dict[Kind, Crime]] = {
    Kind.DUPLICATE_LINK: duplicate_link,
    Kind.COPIED_TEXT: copied_text,
    Kind.REUSED_IMAGE: reused_image,
    Kind.FOREIGN_POST: foreign_post,
    Kind.OLD_POST: old_post,
}
AFTER_READINGS: Final[dict[Kind, Crime]] = {
    Kind.BOUGHT_ENGAGEMENT: bought,
    Kind.INVENTED_COUNTS: invented,
}


def farm(rng: random.Random, registry: Registry, size: int) -> list[Person]:
    """One operator's personas: few cards, few phones, small reach."""
    personas = [registry.person(reach=rng.uniform(100, 900)) for _ in range(size)]
    cards = [registry.digest() for _ in range(1 if rng.random() < 0.75 else rng.randint(2, 4))]
    phones = [registry.digest() for _ in range(1 + size // 4)] if rng.random() < 0.6 else []
    for person in personas:
        person.payee = rng.choice(cards)
        person.devices = {rng.choice(phones)} if phones else person.devices
    return personas


def pod(rng: random.Random, registry: Registry, size: int) -> tuple[list[Person], float]:
    """Members and how often each engages another's post; three in ten pods are loose."""
    zeal = rng.uniform(0.15, 0.4) if rng.random() < 0.3 else rng.uniform(0.4, 0.95)
    return [registry.person(reach=rng.uniform(500, 6000)) for _ in range(size)], zeal


def mill(
    rng: random.Random, registry: Registry, campaigns: list[Campaign], size: int
) -> list[Draft]:
    """A script claims every few minutes; posts go out minutes apart, for one to three days."""
    person = registry.person(accounts=2)
    campaign = rng.choice(campaigns)
    claimed = campaign.begins_at + DAY * rng.randrange(campaign.days)
    gap, pace = rng.uniform(0.5, 6), rng.uniform(5, 60)
    published = claimed + timedelta(hours=rng.uniform(1, 8))
    drafts = []
    for _ in range(size):
        draft = honest.post(rng, person, campaign)
        claimed += timedelta(minutes=rng.expovariate(1 / gap))
        published = max(published, claimed) + timedelta(minutes=rng.expovariate(1 / pace))
        draft.claimed_at, draft.published_at = claimed, published
        draft.submitted_at = published + timedelta(minutes=rng.uniform(1, 20))
        draft.kinds.add(Kind.MILL)
        drafts.append(draft)
    return drafts
