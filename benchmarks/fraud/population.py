"""Who lives in the synthetic world: campaigns, honest people, families, studios, friends."""

import math
import random
from datetime import timedelta
from itertools import count

from benchmarks.fraud import phrases, pictures, texts
from benchmarks.fraud.draft import BEGINNING, PLATFORMS, Campaign, Person


class Registry:
    """Hands out the numbers of people and accounts."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._ids = count(1)
        self._account_ids = count(1)
        self.people: list[Person] = []

    def person(self, *, reach: float | None = None, accounts: int = 1) -> Person:
        rng = self._rng
        person = Person(
            next(self._ids),
            tuple(next(self._account_ids) for _ in range(accounts)),
            reach or rng.lognormvariate(math.log(1500), 1.1),
            min(rng.paretovariate(1.3), 40),
            self.digest(),
            {self.digest() for _ in range(rng.choice((0, 1, 1, 2)))},
        )
        self.people.append(person)
        return person

    def digest(self) -> str:
        return f"{self._rng.getrandbits(64):016x}"


def campaigns(rng: random.Random, how_many: int) -> list[Campaign]:
    made = []
    for number in range(1, how_many + 1):
        product, brand = rng.choice(phrases.PRODUCTS), rng.choice(phrases.BRANDS)
        blanks = rng.sample(phrases.TEMPLATES, rng.randint(1, 3)) if rng.random() < 0.6 else []
        made.append(
            Campaign(
                number,
                tuple(rng.sample(PLATFORMS, rng.randint(1, 3))),
                product,
                brand,
                BEGINNING + timedelta(days=rng.randrange(150)),
                rng.randint(15, 40),
                tuple(
                    each.format(opening=opening, brand=brand, p=product)
                    for each in blanks
                    for opening in rng.sample(phrases.OPENINGS, 3)
                ),
                f"#{brand} #{product} #好物分享 #广告",
                tuple(pictures.new(rng) for _ in range(rng.randrange(7))),
                rng.getrandbits(64),
                texts.blurb(rng),
            )
        )
    return made


def honest_people(rng: random.Random, registry: Registry, how_many: int) -> list[Person]:
    people = [registry.person(accounts=2 if rng.random() < 0.06 else 1) for _ in range(how_many)]
    crowd = people[:]
    rng.shuffle(crowd)
    _families(rng, crowd[: how_many // 25])
    _studios(rng, registry, crowd[how_many // 25 : how_many // 8])
    _friends(rng, crowd)
    for person in rng.sample(people, how_many // 100):
        person.devices |= rng.choice(people).devices  # a borrowed phone
    return people


def _families(rng: random.Random, members: list[Person]) -> None:
    """One bank card for the household, often one tablet."""
    while len(members) > 1:
        size = rng.choices((2, 3, 4), (6, 3, 1))[0]
        family, members = members[:size], members[size:]
        shares_device = rng.random() < 0.5
        for person in family[1:]:
            person.payee = family[0].payee
            if shares_device:
                person.devices |= family[0].devices


def _studios(rng: random.Random, registry: Registry, members: list[Person]) -> None:
    """Partners are paid for their creators; one in ten never told us so."""
    studio_id = 0
    while members:
        studio_id += 1
        size = rng.randint(5, 40)
        house, members = members[:size], members[size:]
        payee, declared = registry.digest(), rng.random() < 0.9
        for person in house:
            person.payee = payee
            person.studio_id = studio_id if declared else None


def _friends(rng: random.Random, people: list[Person]) -> None:
    place = 0
    while place < len(people):
        size = rng.choice((1, 1, 2, 3, 4, 5))
        group = people[place : place + size]
        for person in group:
            person.friends = tuple(each.person_id for each in group if each is not person)
        place += size
