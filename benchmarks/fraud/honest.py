"""Honest posts with honest noise: hidden dates, slips, stock phrases, friends who engage."""

import random
from datetime import timedelta

from benchmarks.fraud import counts, pictures, texts
from benchmarks.fraud.draft import DAY, Campaign, Draft, Person, key_of, moment_of_day


def post(rng: random.Random, person: Person, campaign: Campaign) -> Draft:
    """A post as it is made; `finish` adds what is known of it later."""
    claimed = campaign.begins_at + DAY * rng.randrange(campaign.days) + moment_of_day(rng)
    published = claimed + timedelta(hours=rng.uniform(2, 96))
    submitted = published + timedelta(hours=rng.lognormvariate(0, 1))
    account_id = rng.choice(person.accounts)
    platform = rng.choice(campaign.platforms)
    own = texts.own_words(rng, campaign.product)
    if rng.random() < 0.03:
        own.append(campaign.blurb)
    given = rng.choice(campaign.renditions) if campaign.renditions else campaign.tags
    return Draft(
        person,
        account_id,
        campaign,
        platform,
        claimed,
        published,
        submitted,
        own,
        given,
        texts.written(rng, given, own, campaign.tags),
        counts.final_views(rng, person.reach),
        "" if rng.random() < 0.45 else key_of(account_id),
        "" if rng.random() < 0.02 else f"{rng.getrandbits(60):019d}",
        pictures.of_a_post(rng, campaign, platform),
    )


def slips(rng: random.Random, draft: Draft, earlier: Draft | None) -> None:
    """What goes wrong without anybody meaning it."""
    if draft.author_key and rng.random() < 0.004:
        draft.author_key = f"@{draft.author_key}"  # the page shows a short id we do not know
    if earlier and rng.random() < 0.0015:
        draft.post_key = earlier.post_key  # the link of last time, pasted again


def finish(rng: random.Random, draft: Draft) -> None:
    """What pages show of the publication, and who engaged."""
    hidden = rng.random()
    if hidden > 0.2:
        draft.shown_at = draft.published_at
    if hidden > 0.75:
        draft.shown_at = draft.published_at.replace(hour=0, minute=0, second=0, microsecond=0)
        draft.shown_within = DAY
    if draft.shown_at and rng.random() < 0.003:
        draft.shown_at -= timedelta(hours=8)  # local time taken for UTC


def engage(rng: random.Random, draft: Draft, public: list[int]) -> None:
    """Friends now and then, strangers of the trade rarely; half of the pages hide who."""
    if rng.random() < 0.5:
        return
    draft.engaged_by |= {each for each in draft.person.friends if rng.random() < 0.25}
    draft.engaged_by |= {rng.choice(public) for _ in range(rng.choice((0, 0, 1, 1, 2, 3)))}
