"""The [[templates]] tables: variants, slots, assets, and whether they fit together."""

from collections.abc import Iterable

from domain.campaign_file import choices, numbers, texts
from domain.campaign_file.notes import nearest
from domain.campaign_file.problems import ProblemCode
from domain.campaign_file.section import Section
from domain.templates import (
    Asset,
    Blank,
    BodyFlaw,
    KnownFact,
    Slot,
    SlotKind,
    Template,
    Variant,
    body_flaws,
    parts,
)
from domain.wording import Wording

_LONGEST_BODY = 2000


def read_templates(sections: Iterable[Section]) -> tuple[Template, ...]:
    templates: dict[str, Template] = {}
    for section in sections:
        template = _read_template(section)
        if template.key and template.key in templates:
            section.note(ProblemCode.DUPLICATE, "key", found=template.key)
        templates[template.key] = template
    return tuple(templates.values())


def _read_template(section: Section) -> Template:
    key, title = texts.name(section, "key"), texts.title(section, "title", 256)
    structure = texts.wordings(section, "structure", 500)
    slots = _read_slots(section)
    variants = _read_variants(section, slots)
    assets = tuple(_read_asset(each) for each in section.tables("assets", required=False))
    _note_unused(section, slots, variants)
    section.close()
    return Template(key, title, structure, variants, tuple(slots.values()), assets)


def _read_slots(section: Section) -> dict[str, Slot]:
    slots: dict[str, Slot] = {}
    for each in section.tables("slots", required=False):
        slot = _read_slot(each)
        if not each.is_sound("name"):
            continue
        if not slot.name.isidentifier():
            each.note(ProblemCode.NOT_A_KEY, "name", found=slot.name)
        elif slot.name in slots or slot.name in set(KnownFact):
            each.note(ProblemCode.DUPLICATE, "name", found=slot.name)
        slots[slot.name] = slot
    return slots


def _read_slot(section: Section) -> Slot:
    name = texts.text(section, "name", 32)
    kind = choices.one_of(section, "kind", SlotKind)
    slot = _slot_of_kind(section, name, kind)
    section.close()
    return slot


def _slot_of_kind(section: Section, name: str, kind: SlotKind) -> Slot:
    nobody_asks = Wording("", "")
    if not section.is_sound("kind"):
        for key in ("prompt", "value", "choices", "min_length", "max_length"):
            section.has(key)  # known, but of a kind that nobody can guess
        return Slot(name, kind, nobody_asks)
    match kind:
        case SlotKind.FIXED:
            return Slot(name, kind, nobody_asks, value=texts.text(section, "value", 500))
        case SlotKind.CHOICE:
            return Slot(name, kind, nobody_asks, choices=texts.words(section, "choices", 500))
        case SlotKind.FREE:
            prompt = texts.wording(section, "prompt", 200)
            least = numbers.number(section, "min_length", 0, 2000, 0)
            # 0 is "no limit" to a Slot, so what is written must be at least 1.
            most = numbers.number(section, "max_length", max(least, 1), 5000, 0)
            return Slot(name, kind, prompt, min_length=least, max_length=most)


def _read_variants(section: Section, slots: dict[str, Slot]) -> tuple[Variant, ...]:
    variants: dict[str, Variant] = {}
    known = [*slots, *KnownFact]
    for each in section.tables("variants", required=True):
        variant = Variant(texts.name(each, "key"), texts.text(each, "body", _LONGEST_BODY))
        if variant.key and variant.key in variants:
            each.note(ProblemCode.DUPLICATE, "key", found=variant.key)
        for flaw, piece in body_flaws(variant.body, slots):
            code, hint = ProblemCode.STRAY_BRACE, ""
            if flaw is BodyFlaw.UNKNOWN_SLOT:
                code, hint = ProblemCode.UNKNOWN_SLOT, nearest(piece, known)
            each.note(code, "body", found=piece, expected=hint)
        variants[variant.key] = variant
        each.close()
    return tuple(variants.values())


def _read_asset(section: Section) -> Asset:
    asset = Asset(
        texts.title(section, "title", 128),
        texts.link(section, "url"),
        texts.title(section, "licence", 256),
    )
    section.close()
    return asset


def _note_unused(section: Section, slots: dict[str, Slot], variants: Iterable[Variant]) -> None:
    if not section.is_sound("slots", "variants"):
        return
    used = {p.name for v in variants for p in parts(v.body) if isinstance(p, Blank)}
    for name in slots:
        if name not in used:
            section.note(ProblemCode.UNUSED_SLOT, "slots", found=name)
