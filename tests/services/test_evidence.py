"""What a cut-off may be decided by is decided alike, whether all readings are there or the few."""

import random
from datetime import timedelta

import pytest

from domain.basis import CutOff, basis_of
from domain.terms import MEASURED, Interaction, Method, Source, Terms
from services import verify
from storage import evidence
from tests.approved import approved, read_in, reading
from tests.ordering import HOUR
from tests.world import NOW, World, creator, live_campaign

SOURCES = (Source.CREATOR, Source.SCREENSHOT, Source.COORDINATOR, Source.PLATFORM)


@pytest.mark.parametrize("weakest", MEASURED)
def test_few_readings_decide_as_all_of_them_do(world: World, weakest: Source) -> None:
    chance = random.Random(weakest)
    terms = Terms(
        Method.CPE,
        cap_minor=90_000,
        rate_per_mille_minor=1_000,
        counted=(Interaction.LIKES,),
        weakest_source=weakest,
    )
    work = world.do(approved, world.do(live_campaign, agreed=terms), world.do(creator))
    for hours in chance.sample(range(20), 12):  # some moments come from several sources
        for source in chance.sample(SOURCES, chance.randrange(1, 4)):
            each = reading(work, NOW + hours * HOUR, likes=chance.randrange(900))
            world.do(read_in, each, source=source, now=NOW + 2 * timedelta(days=1))
    whole = world.do(evidence.of_post, work.post_id, terms)
    for hours in range(-1, 22):
        at = CutOff(NOW + hours * HOUR, NOW)
        few = world.do(evidence.deciding, [(work.post_id, terms, at.at)])[work.post_id]
        assert basis_of(terms, few, at) == basis_of(terms, whole, at)
        assert few.last_reading_id == whole.last_reading_id
        assert len(few.readings) <= len(SOURCES)
    assert world.do(verify.problems) == []


def test_a_post_that_nobody_read_decides_nothing(world: World) -> None:
    terms = Terms(Method.CPE, cap_minor=1, counted=(Interaction.LIKES,))
    work = world.do(approved, world.do(live_campaign, agreed=terms), world.do(creator))
    found = world.do(evidence.deciding, [(work.post_id, terms, NOW)])[work.post_id]
    assert (list(found.readings), found.last_reading_id) == ([], 0)
