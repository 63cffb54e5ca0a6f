"""All rules together: feed what is known once, in any order, then ask about any post of it."""

from collections.abc import Iterable, Iterator
from itertools import chain

from domain.risk import authors, counts, disagreement, publication
from domain.risk.evidence import Evidence, Signal
from domain.risk.facts import CampaignFacts, Facts, PersonFacts, PostFacts
from domain.risk.links import Links
from domain.risk.payees import Payees
from domain.risk.pictures import Pictures
from domain.risk.rings import Rings
from domain.risk.spikes import Spikes
from domain.risk.texts import Texts
from domain.risk.thresholds import Thresholds
from domain.risk.velocity import Velocity


class Watch:
    """The indexes of every rule. Posts are streamed in; each is looked at with those beside it.

    `add` all first: what came later than a post takes part where the rule compares peers.
    """

    def __init__(self, limits: Thresholds) -> None:
        self._limits = limits
        self._links, self._texts, self._pictures = Links(), Texts(), Pictures()
        self._payees, self._spikes, self._velocity = Payees(), Spikes(), Velocity()

    def add(self, post: PostFacts) -> None:
        self._links.add(post)
        self._texts.add(post)
        self._pictures.add(post)
        self._spikes.add(post)
        self._velocity.add(post)

    def add_person(self, person: PersonFacts) -> None:
        self._payees.add(person)

    def add_campaign(self, campaign: CampaignFacts) -> None:
        self._pictures.add_campaign(campaign)

    def evidence(self, post: PostFacts) -> Iterator[Evidence]:
        """All there is against one post, but for rings: those want everybody, see `ringed`."""
        limits = self._limits
        for found in (
            self._links.evidence(post, limits),
            self._texts.evidence(post, limits),
            self._pictures.evidence(post, limits),
            self._payees.evidence(post, limits),
            self._spikes.evidence(post, limits),
            counts.evidence(post, limits),
            disagreement.evidence(post, limits),
            authors.evidence(post),
            publication.evidence(post, limits),
            self._velocity.evidence(post, limits),
        ):
            yield from (each for each in found if each.signal not in limits.off)


def watching(limits: Thresholds, facts: Facts) -> Watch:
    watch = Watch(limits)
    for campaign in facts.campaigns:
        watch.add_campaign(campaign)
    for person in facts.people:
        watch.add_person(person)
    for post in facts.posts:
        watch.add(post)
    return watch


def dry_run(limits: Thresholds, facts: Facts) -> dict[int, tuple[Evidence, ...]]:
    """What these thresholds would have flagged: the evidence by assignment, in order."""
    watch = watching(limits, facts)
    found = {post.assignment_id: list(watch.evidence(post)) for post in facts.posts}
    if Signal.RING not in limits.off:
        copies = chain.from_iterable(found.values())
        rings = ringed(facts, copies).found(limits)
        for post in facts.posts:
            if ring := rings.get(post.person_id):
                found[post.assignment_id].append(ring.evidence(post, limits))
    return {number: tuple(each) for number, each in sorted(found.items()) if each}


def ringed(facts: Facts, evidence: Iterable[Evidence]) -> Rings:
    """Everybody and what ties them; copied texts are taken from evidence that is there already."""
    rings = Rings()
    writers = {}
    for person in facts.people:
        rings.add_person(person)
    for post in facts.posts:
        rings.add(post)
        writers[post.assignment_id] = post.person_id
    for each in evidence:
        if each.signal is Signal.COPIED_TEXT:
            copyist = writers[each.assignment_id]
            for person_id in {writers[number] for number in each.assignments}:
                rings.tie_texts(copyist, person_id)
    return rings
