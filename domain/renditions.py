"""What one creator is given of a template, and what a published text lacks of it; no rows here."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from domain import labels
from domain.dealing import deal
from domain.fingerprints import fingerprint
from domain.locales import EN, ZH
from domain.platforms import Platform
from domain.required_parts import RequiredKind, RequiredPart, lacks
from domain.templates import Blank, KnownFact, Slot, SlotKind, Template, parts
from domain.wording import read_title

BLANK: Final = "〔"  # opens what the creator replaces with own words
_LENGTH: Final = {ZH: "{prompt} {span} 字", EN: "{prompt} {span} characters"}


@dataclass(frozen=True, slots=True)
class FilledSlot:
    """`text` is what the rendition shows: of a free slot the placeholder, 〔prompt〕."""

    name: str
    kind: SlotKind
    text: str


@dataclass(frozen=True, slots=True)
class Rendition:
    variant_key: str
    text: str
    slots: tuple[FilledSlot, ...]
    required: tuple[RequiredPart, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class IssueFacts:
    """What the claim knows. `serial` deals out variants and choices, see `dealing`."""

    assignment_id: int
    serial: int
    platform: Platform
    locale: str  # of the prompts
    brand: str
    campaign: str
    handle: str
    audience: str = ""
    scene: str = ""
    disclosure: str = labels.DISCLOSURE
    ai_label: bool = False
    link: str = ""  # the creator's own tracking link

    def known(self, name: str) -> str:
        """A title in Chinese: that is what the post's readers read."""
        return read_title(str(getattr(self, KnownFact(name).value)), ZH)


def issue(template: Template, facts: IssueFacts) -> Rendition:
    """One creator's text: the same facts always give the same.

    Claims with other serials (best: the running number of the claim in its template) get another
    variant or other choices until every combination is used up; no clones before that.
    """
    hand = deal(template, facts.serial)
    body = hand.variant.body
    slots = tuple(_fill(template, body, dict(hand.choices), facts))
    shown = {slot.name: slot.text for slot in slots}
    pieces = (shown[p.name] if isinstance(p, Blank) else p.text for p in parts(body))
    published = labels.retag("".join(pieces), facts.platform).strip()
    code = fingerprint(facts.assignment_id)
    text = f"{published}\n\n{_signature(published, facts, code)}"
    required = tuple(_required(slots, published, facts, code))
    return Rendition(hand.variant.key, text, slots, required, code)


def missing(text: str, rendition: Rendition) -> tuple[RequiredPart, ...]:
    """The required parts a published text lacks, in the rendition's order."""
    return tuple(part for part in rendition.required if lacks(text, part))


def _fill(
    template: Template, body: str, choices: dict[str, str], facts: IssueFacts
) -> Iterator[FilledSlot]:
    names = dict.fromkeys(part.name for part in parts(body) if isinstance(part, Blank))
    declared = {slot.name: slot for slot in template.slots}
    for name in names:
        slot = declared.get(name)
        if slot is None:
            yield FilledSlot(name, SlotKind.FIXED, facts.known(name))
        elif slot.kind is SlotKind.FREE:
            placeholder = labels.retag(_placeholder(slot, facts.locale), facts.platform)
            yield FilledSlot(name, slot.kind, placeholder)
        else:
            yield FilledSlot(name, slot.kind, choices.get(name, slot.value))


def _placeholder(slot: Slot, locale: str) -> str:
    length = _LENGTH[locale] if slot.max_length else "{prompt}"
    span = f"{slot.min_length}–{slot.max_length}"
    return f"{BLANK}{length.format(prompt=slot.prompt.text(locale), span=span)}〕"


def _signature(body: str, facts: IssueFacts, code: str) -> str:
    """The labels that the body does not carry itself, then the code."""
    due = (facts.disclosure, labels.AI_LABEL) if facts.ai_label else (facts.disclosure,)
    absent = (word for word in due if not labels.is_labelled(body, word))
    return " ".join((*(labels.tag(word, facts.platform) for word in absent), code))


def _required(
    slots: tuple[FilledSlot, ...], body: str, facts: IssueFacts, code: str
) -> Iterator[RequiredPart]:
    for slot in slots:
        if slot.kind is SlotKind.FIXED and slot.text:
            yield RequiredPart(RequiredKind.PHRASE, slot.text)
    label_words = {labels.plain(facts.disclosure), labels.plain(labels.AI_LABEL)}
    for word in dict.fromkeys(labels.tags_in(body)):
        if word not in label_words:
            yield RequiredPart(RequiredKind.TAG, word)
    yield RequiredPart(RequiredKind.DISCLOSURE, facts.disclosure)
    if facts.ai_label:
        yield RequiredPart(RequiredKind.AI_LABEL, labels.AI_LABEL)
    for slot in slots:
        if slot.kind is SlotKind.FREE:
            yield RequiredPart(RequiredKind.OWN_WORDS, slot.text)
    yield RequiredPart(RequiredKind.FINGERPRINT, code)
