"""Everybody gets their own rendition, labelled and signed; what a post lacks of it is named."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.fingerprints import fingerprints_in
from domain.labels import is_labelled
from domain.platforms import Platform
from domain.renditions import IssueFacts, Rendition, issue, missing
from domain.required_parts import RequiredKind
from domain.templates import BodyFlaw, Slot, SlotKind, Template, Variant, body_flaws
from domain.wording import Wording

SAME = Wording("", "")
TEA = Template(
    key="tea",
    title="开箱 · Unboxing",
    structure=(Wording("开箱 3 秒", "Unbox, 3 s"),),
    variants=(
        Variant("a", "{opening}!{brand}的{product}到了。{taste} #{brand} #春茶"),
        Variant("b", "{scene}来一杯{product}:{taste},{closing} #春茶"),
    ),
    slots=(
        Slot("product", SlotKind.FIXED, SAME, value="明前龙井"),
        Slot("opening", SlotKind.CHOICE, SAME, choices=("姐妹们", "家人们", "爱茶的")),
        Slot("closing", SlotKind.CHOICE, SAME, choices=("值得", "回购", "安利", "收藏")),
        Slot("taste", SlotKind.FREE, Wording("第一口的感受", "your first sip"), "", (), 20, 60),
    ),
)
FACTS = IssueFacts(
    assignment_id=4711,
    serial=0,
    platform=Platform.XIAOHONGSHU,
    locale="zh_Hans",
    brand="山野茶社",
    campaign="春茶上新",
    handle="小林同学",
    scene="办公室",
)


def given_out(serial: int = 0, **changes: object) -> Rendition:
    facts = replace(FACTS, serial=serial, **changes)  # type: ignore[arg-type]
    return issue(TEA, facts)


def published(rendition: Rendition) -> str:
    return rendition.text.replace("〔第一口的感受 20–60 字〕", "豆香很足,回甘慢慢上来")


def test_a_rendition_reads_as_the_template_with_its_labels_and_code() -> None:
    rendition = given_out()
    assert rendition.text == (
        "姐妹们!山野茶社的明前龙井到了。〔第一口的感受 20–60 字〕 #山野茶社 #春茶"
        f"\n\n#广告 {rendition.fingerprint}"
    )


def test_prompts_speak_the_creators_language() -> None:
    assert "〔your first sip 20–60 characters〕" in given_out(locale="en").text


def test_weibo_closes_its_topics() -> None:
    text = given_out(platform=Platform.WEIBO).text
    assert "#山野茶社# #春茶#" in text
    assert "#广告#" in text


def test_the_ai_label_is_there_when_it_is_a_duty() -> None:
    assert "#AI生成" in given_out(ai_label=True).text
    assert "#AI生成" not in given_out().text


def test_a_label_the_body_already_carries_is_not_repeated() -> None:
    body = "【广告】{product}"
    template = replace(TEA, variants=(Variant("c", body),))
    assert "#广告" not in issue(template, FACTS).text


def test_what_a_creator_types_is_never_read_as_a_slot() -> None:
    template = replace(TEA, variants=(Variant("c", "{handle} {{x}}"),))
    text = issue(template, replace(FACTS, handle="{product}")).text
    assert text.startswith("{product} {x}")


def test_a_text_published_as_given_lacks_nothing() -> None:
    rendition = given_out(ai_label=True)
    assert missing(published(rendition), rendition) == ()


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.upper().lower(),
        lambda text: text.replace("#", "＃"),
        lambda text: text.replace("明前龙井", "明前 · 龙井"),
        lambda text: "".join(chr(ord(s) + 0xFEE0) if "!" <= s <= "~" else s for s in text),
        lambda text: text.replace("#广告", "【广告】"),
        lambda text: text.replace("#春茶", "#春茶[话题]#"),
        lambda text: text.replace("龙", "龙\u200b"),
    ],
)
def test_width_case_and_punctuation_are_forgiven(change: object) -> None:
    rendition = given_out()
    assert callable(change)
    assert missing(change(published(rendition)), rendition) == ()


@pytest.mark.parametrize(
    ("cut", "kind"),
    [
        ("明前龙井", RequiredKind.PHRASE),
        ("#春茶", RequiredKind.TAG),
        ("#广告", RequiredKind.DISCLOSURE),
        ("#AI生成", RequiredKind.AI_LABEL),
    ],
)
def test_each_cut_part_is_named(cut: str, kind: RequiredKind) -> None:
    rendition = given_out(ai_label=True)
    lacking = missing(published(rendition).replace(cut, ""), rendition)
    assert [part.kind for part in lacking] == [kind]


def test_a_placeholder_left_in_the_text_is_named() -> None:
    rendition = given_out()
    assert [part.kind for part in missing(rendition.text, rendition)] == [RequiredKind.OWN_WORDS]


def test_anothers_code_does_not_count() -> None:
    mine, others = given_out(), given_out(assignment_id=4712)
    text = published(mine).replace(mine.fingerprint, others.fingerprint)
    assert [part.kind for part in missing(text, mine)] == [RequiredKind.FINGERPRINT]


def test_a_longer_word_is_not_the_label() -> None:
    assert not is_labelled("#广告位招租", "广告")
    assert not is_labelled("这不是广告", "广告")


def test_flaws_of_a_body_are_named() -> None:
    flaws = list(body_flaws("{a} {brand} { {{ok}} {nope} }", {"a"}))
    assert flaws == [
        (BodyFlaw.STRAY_BRACE, "{"),
        (BodyFlaw.UNKNOWN_SLOT, "nope"),
        (BodyFlaw.STRAY_BRACE, "}"),
    ]


bodies = st.text(st.sampled_from("{}ab #茶\n") | st.characters(), max_size=60)


@given(bodies, st.text(max_size=30), st.integers(0, 10**9), st.sampled_from(Platform))
def test_any_flawless_body_is_issued_labelled_and_signed(
    body: str, handle: str, serial: int, platform: Platform
) -> None:
    template = replace(TEA, variants=(Variant("x", body + "{handle}{opening}{taste}"),))
    if list(body_flaws(template.variants[0].body, {slot.name for slot in TEA.slots})):
        return
    facts = replace(FACTS, handle=handle, serial=serial, platform=platform)
    rendition = issue(template, facts)
    assert is_labelled(rendition.text, "广告")
    assert rendition.fingerprint in fingerprints_in(rendition.text)
    assert rendition == issue(template, facts)


@given(st.text(), st.integers(0, 50))
def test_any_published_text_is_checked_without_a_crash(text: str, serial: int) -> None:
    rendition = given_out(serial)
    assert set(missing(text, rendition)) <= set(rendition.required)
