"""What a broadcast says: it fits and greets by name without breaking."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import message
from domain.field_slips import meant
from domain.lengths import utf16_length
from domain.locales import EN, ZH
from domain.message import (
    BadBody,
    BadLink,
    Link,
    LinkFlaw,
    Media,
    MediaKind,
    NoRoomForFields,
    Version,
)
from domain.personal_fields import Field

VIDEO = Media(MediaKind.VIDEO, "BAAC")
LINKED = '<a href="https://a.example/?b">Ming</a>'
VERSIONS = st.builds(Version, st.text(max_size=50), st.sampled_from([None, VIDEO]))
BODIES = st.lists(
    st.dictionaries(st.sampled_from([ZH, EN]), VERSIONS, min_size=1), min_size=1, max_size=4
).map(tuple)


@given(BODIES)
def test_what_is_kept_is_read_back(body: message.Body) -> None:
    assert message.unpacked(message.packed(body)) == body


def test_formatting_takes_no_room_and_a_file_needs_no_words() -> None:
    message.ensure_fits(Version("<b>" + "长" * message.LONGEST_TEXT + "</b>"))
    message.ensure_fits(Version("", VIDEO))
    for too_much in (
        Version(""),
        Version("长" * (message.LONGEST_TEXT + 1)),
        Version("🎉" * message.LONGEST_CAPTION, VIDEO),  # two units each
    ):
        with pytest.raises(BadBody):
            message.ensure_fits(too_much)


def test_what_fits_has_room_for_the_longest_names_and_links() -> None:
    message.ensure_fits(Version("{name}" + "长" * (message.LONGEST_CAPTION - 6), VIDEO))
    twice = Version("{name} {invite}" + "长" * (message.LONGEST_CAPTION - 15), VIDEO)
    with pytest.raises(NoRoomForFields) as refused:
        message.ensure_fits(twice)
    longest = {Field.NAME: "n" * 129, Field.INVITE: "i" * 80}
    filled_in = utf16_length(Version(message.personal(twice, longest)).plain)
    assert filled_in == message.TELEGRAMS_CAPTION + refused.value.over
    message.ensure_fits(Version("{who}" * 100, VIDEO))  # no field of ours


@given(st.text())
def test_a_name_never_becomes_formatting(name: str) -> None:
    said = message.personal(
        Version('<a href="https://a.example/?{name}">{name}</a>'), {"name": name}
    )
    assert said.count("<") == said.count(">") == 2
    assert said.count('"') == 2


def test_only_known_fields_are_filled_and_others_named() -> None:
    body = ({ZH: Version("{name} {nmae} {account}")},)
    assert message.personal(body[0][ZH], {"name": "Ming"}) == "Ming {nmae} {account}"
    assert message.unknown_fields(body) == ["nmae"]
    assert message.fields_in(body) == {Field.NAME, Field.ACCOUNT}


def test_a_link_has_a_label_for_each_language_or_one_for_both() -> None:
    url = "https://example.com/tea?x=1"
    assert message.link(f"看看 | See more | {url}", (ZH, EN)) == Link(
        {ZH: "看看", EN: "See more"}, url
    )
    one = message.link(f"看看|{url}", (ZH, EN))
    assert (one.label(ZH), one.label(EN)) == ("看看", "看看")


F = LinkFlaw


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("https://example.com/", F.FORM),
        ("see", F.FORM),
        ("a | http://example.com/", F.NO_HTTPS),
        ("a | example.com", F.NO_HTTPS),
        ("a | javascript:alert(1)", F.NO_HTTPS),
        ("a | https://user@example.com/", F.SIGNED_IN),
        ("a | https://user:secret@example.com/", F.SIGNED_IN),
        ("a | https://localhost/", F.HOST),
        ("a | https:///page", F.HOST),
        ("a | https://example.com/a b", F.SPACES),
        ("a | b | c | https://example.com/", F.LABELS),
        ("a | https://example.com/?u={name}", F.FOR_ONE),
        ("{name} | https://example.com/", F.FOR_ONE),
        (" | https://example.com/", F.LABEL),
        ("x" * 41 + " | https://example.com/", F.LABEL),
        ("a | https://example.com/" + "x" * 512, F.LONG),
    ],
)
def test_what_is_no_link_is_refused_and_says_why(text: str, flaw: LinkFlaw) -> None:
    with pytest.raises(BadLink) as refused:
        message.link(text, (ZH, EN))
    assert refused.value.flaw is flaw


@pytest.mark.parametrize(
    ("words", "fields"),
    [(["nmae", "acount"], ["name", "account"]), (["Names", "name1"], ["name"]), (["city"], [])],
)
def test_a_slip_of_the_pen_is_near_its_field(words: list[str], fields: list[str]) -> None:
    assert meant(words) == fields


def test_a_name_in_an_address_is_written_as_addresses_are() -> None:
    version = Version('<a href="https://a.example/?u={name}">{name}</a>')
    said = message.personal(version, {"name": "林 & Li"})
    assert said == '<a href="https://a.example/?u=%E6%9E%97%20%26%20Li">林 &amp; Li</a>'


def test_a_word_in_braces_within_an_address_is_named_too() -> None:
    body = ({ZH: Version('<a href="https://a.example/?u={nmae}">x</a>')},)
    assert message.unknown_fields(body) == ["nmae"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{account}，新任务来了！", "新任务来了！"),
        ("Hi @{account}! Your {platform} account", "Hi! Your account"),
        ("<b>{name}</b>, you have {followers} followers", "<b>Ming</b>, you have followers"),
        ("{works} works approved, {name}", "0 works approved, Ming"),
        ("{nmae}, look", "{nmae}, look"),
        ("<b><i>@{account}</i></b>, look", "<b><i></i></b>look"),  # Telegram shows no empty one
        ('<a href="https://a.example/{account}?b">{name}</a>', LINKED),
        ("Hi {account}!\n\nLook", "Hi!\n\nLook"),
    ],
)
def test_what_a_reader_has_none_of_goes_with_the_signs_around_it(text: str, said: str) -> None:
    none = dict.fromkeys(("account", "platform", "followers"), "")
    assert message.personal(Version(text), none | {"name": "Ming", "works": "0"}) == said


def test_a_name_that_looks_like_a_field_is_filled_no_further() -> None:
    values = {"name": "{invite}", "invite": "https://t.me/x"}
    assert message.personal(Version("{name} {invite}"), values) == "{invite} https://t.me/x"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("{name}，双十二新任务来了！", "双十二新任务来了！"),
        ("Hi {name}, <b>new</b> tasks", "Hi, new tasks"),
        ("{name}\n\n{account}: look", "look"),
        ("{name}'s works: {works} < 3", "works: … < 3"),
        ("{name}", "…"),
        ("{nmae} stays", "{nmae} stays"),
        ("@{account} on {platform}: {works} works", "on …: … works"),
    ],
)
def test_a_title_leaves_out_who_each_reader_is_and_shows_no_field(text: str, title: str) -> None:
    assert message.title_of(Version(text)) == title
