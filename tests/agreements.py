"""Terms of every kind by the roll of a die, sound as a campaign file's must be; no test is here."""

import random
from dataclasses import replace
from typing import Final

from domain import pricing
from domain.terms import INTERACTIONS, Bonus, Interaction, Method, MissingData, Source, Terms

_PAYING: Final = (Source.CREATOR, Source.SCREENSHOT, Source.COORDINATOR, Source.PLATFORM)


def agreed(chance: random.Random, method: Method, slots: int) -> Terms:
    """With bonuses, a floor, stages, several cut-offs, caps or a pot, as it falls.

    The pot is shared by all works, or by those of a window. `slots` are those of all tasks, for
    which it must reach in any case.
    """
    terms = _flat(chance) if method is Method.FLAT else _counted(chance, method)
    terms = replace(
        terms,
        hold_days=chance.choice([0, 3, 3]),
        missing=chance.choice(list(MissingData)),
        creator_cap_minor=chance.choice([0, 0, 0, 4_000, 9_999]),
        weakest_source=chance.choice(_PAYING),
    )
    if chance.random() < 0.15:
        certain_minor = slots * pricing.least_minor(terms)
        pot_minor = certain_minor + chance.randrange(1_000, 20_000)
        return replace(terms, pot_minor=pot_minor, pot_days=chance.choice([0, 0, 1, 7]))
    return _in_parts(chance, terms)


def _flat(chance: random.Random) -> Terms:
    amount_minor = chance.choice([1, 4_999, 8_000])
    return Terms(Method.FLAT, cap_minor=amount_minor, flat_minor=amount_minor)


def _counted(chance: random.Random, method: Method) -> Terms:
    counted = {
        Method.CPE: tuple(chance.sample(INTERACTIONS, chance.randrange(1, 5))),
        Method.CPM: (Interaction.VIEWS,),
    }
    steps = sorted(chance.sample(range(1, 400), chance.choice([0, 0, 1, 2])))
    return Terms(
        method,
        cap_minor=chance.choice([2_500, 9_999, 90_000]),
        flat_minor=chance.choice([0, 0, 1_500]),
        rate_per_mille_minor=chance.randrange(1, 999 if method is Method.CPS else 99_999),
        counted=counted.get(method, ()),
        floor_minor=chance.choice([0, 0, 700]),
        cutoff_days=chance.choice([7, 14, 30]),
        window_days=chance.choice([7, 14, 30]),
        bonuses=tuple(Bonus(at, at * 7) for at in steps),
    )


def _in_parts(chance: random.Random, terms: Terms) -> Terms:
    """Stages, which together are no more than a post earns, and cut-offs before the last."""
    earlier = sorted(chance.sample(range(1, terms.cutoff_days), chance.choice([0, 0, 1, 3])))
    stages = chance.choice([(0, 0), (0, 0), (0, terms.cap_minor // 3), (300, 400)])
    if sum(stages) > terms.cap_minor:
        stages = (0, 0)
    return replace(
        terms,
        earlier_cutoffs=tuple(earlier),
        draft_minor=stages[0],
        post_minor=stages[1],
        takes_back=chance.random() < 0.5,
    )
