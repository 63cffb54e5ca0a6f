"""A Bilibili video has two names, av170001 and BV17x411w7KC: one number, written in two ways.

The arithmetic is public knowledge and needs no network; known pairs are in the tests.
"""

from typing import Final

_SIGNS: Final = "FcwAPNKTMug3GV5Lj7EJnHpWsx4tb8haYeviqBz6rkCy12mUSDQX9RdoZf"
_MASK_BITS: Final = 23442827791579
_LARGEST: Final = 2**51
_SWAPPED: Final = ((3, 9), (4, 7))


def bv_of(number: int) -> str | None:
    """The BV name of av<number>; None for a number no video can have."""
    if not 0 < number < _LARGEST:
        return None
    rest = (_LARGEST | number) ^ _MASK_BITS
    signs = ""
    while rest:
        rest, sign = divmod(rest, len(_SIGNS))
        signs = _SIGNS[sign] + signs
    return _swap(f"BV1{signs}")


def is_bv(name: str) -> bool:
    """Whether a video could have this name: most random letters could not."""
    if len(name) != 12 or not set(name[3:]) <= set(_SIGNS):
        return False
    number = 0
    for sign in _swap(name)[3:]:
        number = number * len(_SIGNS) + _SIGNS.index(sign)
    return bv_of((number % _LARGEST) ^ _MASK_BITS) == name


def _swap(name: str) -> str:
    signs = list(name)
    for one, other in _SWAPPED:
        signs[one], signs[other] = signs[other], signs[one]
    return "".join(signs)
