"""What synthetic creators write, and how copyists edit what others wrote."""

import random
from collections.abc import Sequence

from benchmarks.fraud import phrases

HOLE = "〔自己的话〕"


def own_words(rng: random.Random, product: str) -> list[str]:
    """Mostly three to seven sentences of one's own; some write next to nothing."""
    if rng.random() < 0.04:
        return [rng.choice(("好用，推荐", "不错", f"{product}好评", "冲", "很喜欢"))]
    bank = phrases.ENGLISH if rng.random() < 0.06 else phrases.PATTERNS
    said = [_fill(rng, each, product) for each in rng.sample(bank, rng.randint(3, 7))]
    if rng.random() < 0.35:
        said.insert(rng.randrange(len(said) + 1), rng.choice(phrases.STOCK))
    if rng.random() < 0.15:
        said.append(rng.choice(phrases.STOCK))
    return said


def blurb(rng: random.Random) -> str:
    """The small print of a product: whoever quotes it copies no creator."""
    return phrases.BLURB.format(n=rng.randint(3, 900), m=rng.choice((6, 12, 18, 24)))


def _fill(rng: random.Random, pattern: str, product: str) -> str:
    return pattern.format(
        p=product,
        n=rng.randint(2, 30),
        who=rng.choice(phrases.WHO),
        when=rng.choice(phrases.WHEN),
        where=rng.choice(phrases.WHERE),
        where2=rng.choice(phrases.WHERE),
        feel=rng.choice(phrases.FEEL),
        but=rng.choice(phrases.BUT),
    )


def written(rng: random.Random, given: str, own: Sequence[str], tags: str) -> str:
    """The published text: the creator's words in the rendition's hole, or alone with the tags."""
    words = "".join(sentence + rng.choice(phrases.MARKS) for sentence in own)
    if rng.random() < 0.4:
        words += rng.choice(phrases.EMOJI)
    return given.replace(HOLE, words) if HOLE in given else f"{words} {tags}"


def copied(rng: random.Random, own: Sequence[str]) -> list[str]:
    """Another's sentences as copyists hand them in; the last way leaves little to recognise."""
    way = rng.random()
    if way < 0.25:
        return list(own)
    if way < 0.45:
        return [_decorated(rng, each) for each in own]
    if way < 0.65:
        return [_swapped(each) for each in own]
    if way < 0.85:
        return _shuffled(rng, own)
    return [_washed(rng, each) for each in _shuffled(rng, own)]


def _decorated(rng: random.Random, sentence: str) -> str:
    wide = "".join(chr(ord(sign) + 0xFEE0) if sign.isascii() and sign.isdigit() else sign
                   for sign in sentence)  # fmt: skip
    place = rng.randrange(len(wide) + 1)
    return wide[:place] + rng.choice(phrases.EMOJI) + wide[place:] + rng.choice(phrases.MARKS)


def _swapped(sentence: str) -> str:
    for word, other in phrases.SWAPS.items():
        sentence = sentence.replace(word, other)
    return sentence


def _shuffled(rng: random.Random, own: Sequence[str]) -> list[str]:
    kept = list(own)
    rng.shuffle(kept)
    if len(kept) > 2:
        kept.pop()
    return [*kept, rng.choice(phrases.STOCK)]


def _washed(rng: random.Random, sentence: str) -> str:
    """Clauses turned round and every fourth pair of signs replaced."""
    clauses = _swapped(sentence).split("，")
    signs = list("，".join(reversed(clauses)))
    for place in range(0, len(signs) - 1, 2):
        if rng.random() < 0.25:
            signs[place : place + 2] = rng.choice(("其实", "感觉", "有点", "刚好", "算是", "也许"))
    return "".join(signs)
