"""The labelled world from a seed: honest people first, then those who cheat; `score` judges."""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from typing import Final

from benchmarks.fraud import counts, crimes, honest, pictures, population, texts
from benchmarks.fraud.draft import Campaign, Draft, Person
from benchmarks.fraud.kinds import Kind
from domain.risk.facts import CampaignFacts, Facts, PersonFacts, PostFacts

SEED: Final = 20_260_918
"""The published world."""

POSTS: Final = 20_000
_SHARE: Final = {  # of all posts; the kinds played by single people
    Kind.DUPLICATE_LINK: 0.010,
    Kind.COPIED_TEXT: 0.015,
    Kind.REUSED_IMAGE: 0.012,
    Kind.FOREIGN_POST: 0.008,
    Kind.OLD_POST: 0.010,
    Kind.BOUGHT_ENGAGEMENT: 0.018,
    Kind.INVENTED_COUNTS: 0.012,
}
_ORGANISED: Final = {Kind.SHARED_PAYOUT: 0.02, Kind.RING: 0.02, Kind.MILL: 0.015}


@dataclass(frozen=True, slots=True)
class Labelled:
    facts: Facts
    kinds: dict[int, frozenset[Kind]]  # by assignment; honest posts carry none

    def digest(self) -> str:
        """One number for the whole world: a changed generator cannot pass unseen."""
        summary = hashlib.sha256()
        spelled = chain(
            map(_post_spelled, self.facts.posts),
            map(_person_spelled, self.facts.people),
            map(_campaign_spelled, self.facts.campaigns),
        )
        for each in spelled:
            summary.update(each.encode())
        for assignment_id, kinds in sorted(self.kinds.items()):
            summary.update(f"{assignment_id}{sorted(kinds)}".encode())
        return summary.hexdigest()


def labelled(seed: int = SEED, posts: int = POSTS) -> Labelled:
    rng = random.Random(seed)
    registry = population.Registry(rng)
    campaigns = population.campaigns(rng, max(4, posts // 330))
    organised = {kind: int(posts * share) for kind, share in _ORGANISED.items()}
    honest_posts = posts - sum(organised.values())
    people = population.honest_people(rng, registry, posts // 4)
    drafts = list(_honest(rng, people, campaigns, honest_posts))
    drafts += _farmed(rng, registry, campaigns, organised[Kind.SHARED_PAYOUT])
    podded, pods = _podded(rng, registry, campaigns, organised[Kind.RING])
    drafts += podded
    drafts += _milled(rng, registry, campaigns, organised[Kind.MILL])
    _cheat(rng, drafts, honest_posts, posts)
    _observe(rng, drafts, people, pods)
    rng.shuffle(drafts)
    numbered = list(enumerate(drafts, start=1))
    return Labelled(
        Facts(
            [draft.facts(number) for number, draft in numbered],
            [_person(each) for each in registry.people],
            [CampaignFacts(each.campaign_id, each.pictures) for each in campaigns],
        ),
        {number: frozenset(draft.kinds) for number, draft in numbered if draft.kinds},
    )


def _honest(
    rng: random.Random, people: list[Person], campaigns: list[Campaign], how_many: int
) -> Iterator[Draft]:
    before: dict[int, Draft] = {}
    chosen = rng.choices(people, [each.weight for each in people], k=how_many)
    for person in chosen:
        earlier = before.get(person.person_id)
        draft = honest.post(rng, person, rng.choice(campaigns))
        if earlier and person.weight > 8 and rng.random() < 0.5:
            # The busy claim in one evening what they do over the week.
            draft.claimed_at = earlier.claimed_at + timedelta(minutes=rng.uniform(1, 30))
            draft.published_at = draft.claimed_at + timedelta(hours=rng.uniform(2, 96))
            draft.submitted_at = draft.published_at + timedelta(hours=rng.lognormvariate(0, 1))
        if earlier and len(person.accounts) == 2 and rng.random() < 0.2:
            draft.own, draft.text = earlier.own, earlier.text  # said on both of one's accounts
        friend = before.get(rng.choice(person.friends)) if person.friends else None
        if friend and rng.random() < 0.02:  # photographed together, posted by both
            draft.pictures[0] = pictures.reused(rng, friend.pictures[0])
        honest.slips(rng, draft, earlier)
        before[person.person_id] = draft
        yield draft


def _farmed(
    rng: random.Random, registry: population.Registry, campaigns: list[Campaign], how_many: int
) -> list[Draft]:
    drafts: list[Draft] = []
    while len(drafts) < how_many:
        script = honest.post(rng, registry.people[0], rng.choice(campaigns)).own
        for person in crimes.farm(rng, registry, rng.randint(3, 25)):
            for _ in range(rng.randint(1, 5)):
                draft = honest.post(rng, person, rng.choice(campaigns))
                draft.kinds |= {Kind.SHARED_PAYOUT, Kind.RING}
                if rng.random() < 0.25:
                    draft.kinds.add(Kind.COPIED_TEXT)
                    draft.own = texts.copied(rng, script)
                    draft.text = texts.written(rng, draft.given, draft.own, draft.campaign.tags)
                drafts.append(draft)
    return drafts[:how_many]


def _podded(
    rng: random.Random, registry: population.Registry, campaigns: list[Campaign], how_many: int
) -> tuple[list[Draft], dict[int, tuple[list[int], float]]]:
    drafts: list[Draft] = []
    pods: dict[int, tuple[list[int], float]] = {}
    while len(drafts) < how_many:
        members, zeal = crimes.pod(rng, registry, rng.randint(5, 20))
        ids = [each.person_id for each in members]
        for person in members:
            pods[person.person_id] = (ids, zeal)
            for _ in range(rng.randint(2, 8)):
                draft = honest.post(rng, person, rng.choice(campaigns))
                draft.kinds.add(Kind.RING)
                drafts.append(draft)
    return drafts[:how_many], pods


def _milled(
    rng: random.Random, registry: population.Registry, campaigns: list[Campaign], how_many: int
) -> list[Draft]:
    drafts: list[Draft] = []
    while len(drafts) < how_many:
        drafts += crimes.mill(rng, registry, campaigns, rng.randint(15, 80))
    return drafts[:how_many]


def _cheat(rng: random.Random, drafts: list[Draft], honest_posts: int, posts: int) -> None:
    """Single cheats among the honest; a quarter of the organised commit one of these too."""
    places = list(range(honest_posts))
    rng.shuffle(places)
    sources = [drafts[place] for place in places[: honest_posts // 2]]  # stay as they are
    free = iter(places[honest_posts // 2 :])
    plan = [(drafts[next(free)], kind) for kind, n in _quotas(posts) for _ in range(n)]
    plan += [
        (draft, rng.choice(list(_SHARE))) for draft in drafts[honest_posts:] if rng.random() < 0.25
    ]
    for draft, kind in plan:
        draft.kinds.add(kind)
        if crime := crimes.BEFORE_READINGS.get(kind):
            crime(rng, draft, sources)


def _quotas(posts: int) -> Iterator[tuple[Kind, int]]:
    return ((kind, int(posts * share)) for kind, share in _SHARE.items())


def _observe(
    rng: random.Random,
    drafts: list[Draft],
    people: list[Person],
    pods: dict[int, tuple[list[int], float]],
) -> None:
    """Readings, dates and engagement, of honest and other posts alike."""
    public = [each.person_id for each in people]
    for draft in drafts:
        counts.grow(rng, draft)
        for kind, crime in crimes.AFTER_READINGS.items():
            if kind in draft.kinds:
                crime(rng, draft, drafts)
        honest.finish(rng, draft)
        honest.engage(rng, draft, public)
        ids, zeal = pods.get(draft.person.person_id, ([], 0.0))
        if rng.random() < 0.6:  # the other pages do not show who engaged
            draft.engaged_by |= {each for each in ids if rng.random() < zeal}


def _person(person: Person) -> PersonFacts:
    return PersonFacts(person.person_id, person.payee, frozenset(person.devices), person.studio_id)


# Written out field by field, sets in order: the same on every Python and after every rename.


def _person_spelled(fact: PersonFacts) -> str:
    return f"{fact.person_id} {fact.payee} {sorted(fact.devices)} {fact.studio_id}\n"


def _campaign_spelled(fact: CampaignFacts) -> str:
    return f"{fact.campaign_id} {[(p.sha256, p.dhash) for p in fact.pictures]}\n"


def _post_spelled(fact: PostFacts) -> str:
    readings = [
        (r.observed_at.isoformat(), r.source.value, r.metrics.views, r.metrics.likes,
         r.metrics.shares, r.metrics.saves, r.metrics.comments) for r in fact.readings
    ]  # fmt: skip
    shown = fact.published_at.isoformat() if fact.published_at else ""
    return (
        f"{fact.assignment_id} {fact.person_id} {fact.account_id} {fact.campaign_id} "
        f"{fact.platform.value} {fact.claimed_at.isoformat()} {fact.submitted_at.isoformat()} "
        f"{fact.post_key} {sorted(fact.account_keys)} {fact.author_key} {shown} "
        f"{fact.published_within} {fact.text} {fact.given} "
        f"{[(p.sha256, p.dhash) for p in fact.pictures]} {readings} {sorted(fact.engaged_by)}\n"
    )
