"""Which wording readers were given, in SQL; the rule itself is domain.draws."""

from sqlalchemy import ColumnElement, literal

from domain.broadcast import BroadcastFacts
from domain.draws import PRIME, Draw, coefficients
from storage.tables.base import Id


def variant(person_id: ColumnElement[int], found: BroadcastFacts) -> ColumnElement[int]:
    """As domain.draws.variant_of."""
    variants = max(1, len(found.body))
    if found.draw is Draw.ADDED:
        return _added(person_id, found.broadcast_id, variants)
    at, drawn = person_id % _number(PRIME), _number(0)
    for each in coefficients(found.broadcast_id):
        drawn = (drawn * at + _number(each)) % _number(PRIME)
    return drawn % _number(variants)


def _added(person_id: ColumnElement[int], broadcast_id: int, variants: int) -> ColumnElement[int]:
    mixed = person_id % _number(2**31) * _number(2_654_435_761)
    shift = _number(broadcast_id * 40_503)
    if variants <= 2:
        return _whole(mixed + shift) % _number(variants)
    turned = (_whole(mixed) + shift) % _number(2**31)
    return _whole(turned * turned) % _number(variants)


def _whole(mixed: ColumnElement[int]) -> ColumnElement[int]:
    """Of its 65,536th part."""
    whole: ColumnElement[int] = (mixed - mixed % _number(65_536)) // _number(65_536)
    return whole


def _number(value: int) -> ColumnElement[int]:
    return literal(value, Id)
