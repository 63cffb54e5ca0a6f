"""A broadcast written in the browser: drafted, put right, tried on oneself, confirmed once."""

import asyncio
import html
from collections.abc import Sequence

import pytest
from sqlalchemy import func, select, update

from domain import segment_text
from domain.locales import EN, ZH
from domain.message import Media, MediaKind, Version
from domain.people import Actor, Role
from services import broadcast_drafts, segments
from services.broadcast_drafts import Sample
from services.broadcast_sheets import known_to
from storage.tables.delivery import broadcast, delivery
from tests.web.site import Answer, Guest, Site, served
from tests.wordings import write_wording
from tests.world import NOW, creator, staff

LIST = "/console/broadcasts"
NEW = f"{LIST}/new"


def drafted(site: Site, **versions: str) -> int:
    maker = site.world.do(staff, Role.COORDINATOR)
    said = {locale: Version(html) for locale, html in (versions or {ZH: "新任务"}).items()}
    return site.world.do(broadcast_drafts.draft, maker, said, now=NOW)


def stands(site: Site, number: int) -> tuple[dict[str, str], ...]:
    found = site.world.do(known_to, site.world.do(staff, Role.COORDINATOR), number)
    return tuple({locale: each.html for locale, each in v.items()} for v in found.body)


async def confirmed(guest: Guest, page: str, shown: Answer) -> Answer:
    """A yes to the question that was shown."""
    at = shown.text.index('name="revision" value="') + len('name="revision" value="')
    revision = shown.text[at : shown.text.index('"', at)]
    later = shown.text.partition('name="later" value="')[2][:1]
    return await guest.post(f"{page}/confirm", revision=revision, later=later)


async def test_one_is_written_narrowed_and_confirmed_with_the_number_that_was_asked(
    any_site: Site,
) -> None:
    world = any_site.world
    for locale in (ZH, ZH, EN):
        world.do(creator, locale=locale)
    actor, guest = await any_site.known(Role.COORDINATOR)
    assert f'href="{NEW}"' in (await guest.get(LIST)).text
    assert (await guest.get(NEW)).status == 200
    made = await guest.post(
        NEW, text_zh_Hans="<strong>新</strong>任务，{name}", text_en="New & shiny", name="Spring"
    )
    assert made.status == 303
    page = made.headers["Location"].partition("?")[0]
    number = int(page.rpartition("/")[2])
    assert stands(any_site, number) == ({ZH: "<b>新</b>任务，{name}", EN: "New &amp; shiny"},)
    shown = await guest.get(page)
    assert f"№ {number} · Spring" in shown.words
    assert "3 will get it." in shown.words
    assert "🏷 Filled in for each reader" in shown.words
    assert (await guest.post(page, verb="line", line="language:zh")).status == 303
    assert "Send to 2…" in (await guest.get(page)).words
    question = await guest.get(f"{page}/confirm")
    assert "Send Spring to 2 now?" in question.words
    assert (await confirmed(guest, page, question)).headers["Location"].startswith(page)
    assert world.rows(select(func.count(delivery.c.id))) == [(2,)]
    assert "being sent" in (await guest.get(page)).words
    assert world.rows(select(broadcast.c.created_by)) == [(actor.person_id,)]


async def test_a_yes_said_twice_shows_the_broadcast_as_it_was_confirmed_once(
    any_site: Site,
) -> None:
    any_site.world.do(creator)
    page = f"{LIST}/{drafted(any_site)}"
    guest = await any_site.member(Role.COORDINATOR)
    question = await guest.get(f"{page}/confirm")
    answers = await asyncio.gather(*(confirmed(guest, page, question) for _ in range(3)))
    later = await confirmed(guest, page, question)
    for answer in (*answers, later):
        assert (answer.status, answer.headers["Location"]) == (
            303,
            f"{page}?said=broadcast_confirmed",
        )
    assert any_site.world.rows(select(func.count(delivery.c.id))) == [(1,)]
    assert (await guest.get(f"{page}/confirm")).status == 303  # there is nothing to ask any more


async def test_a_yes_to_another_draft_confirms_nothing_and_is_asked_anew(any_site: Site) -> None:
    for locale in (ZH, EN):
        any_site.world.do(creator, locale=locale)
    number = drafted(any_site)
    page = f"{LIST}/{number}"
    guest = await any_site.member(Role.COORDINATOR)
    narrow = await guest.post(page, verb="line", line="language:en")
    assert narrow.status == 303
    question = await guest.get(f"{page}/confirm")
    assert "to 1 now?" in question.words
    colleague = await any_site.member(Role.COORDINATOR)
    await colleague.post(page, verb="line", line="")
    anew = await confirmed(guest, page, question)
    assert anew.status == 409
    assert "This has changed in the meantime." in anew.words
    assert "to 2 now?" in anew.words
    assert any_site.world.rows(select(broadcast.c.status)) == [("draft",)]
    assert (await confirmed(guest, page, anew)).status == 303


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"text_en": "<b>bold"}, "Line 1: <b> is never closed."),
        ({"text_en": "a\n<h1>b</h1>"}, "Line 2: Telegram knows no <h1>."),
        ({"text_en": "x" * 3501}, "Please keep to 3500 characters, under a file to 900."),
        ({"text_en": "x" * 3450 + "{name}" * 6}, "With long names in its braces it would not fit."),
        ({"text_zh_Hans": "  "}, "Please write something."),
        ({"text_zh_Hans": "好", "name": "n" * 65}, "Please give it a name of up to 64 characters."),
    ],
)
async def test_what_is_refused_is_told_beside_its_field_and_nothing_typed_is_lost(
    site: Site, typed: dict[str, str], told: str
) -> None:
    guest = await site.member(Role.COORDINATOR)
    refused = await guest.post(NEW, **typed)
    assert refused.status == 422
    assert told in refused.words
    assert refused.text.count('aria-invalid="true"') == 1
    for value in typed.values():
        assert value in html.unescape(refused.text)
    assert site.world.rows(select(func.count(broadcast.c.id))) == [(0,)]


async def test_two_texts_that_are_far_too_long_come_back_whole(site: Site) -> None:
    guest = await site.member(Role.COORDINATOR)
    refused = await guest.post(NEW, text_zh_Hans="长" * 6_000, text_en="文" * 6_000)
    assert refused.status == 422
    assert refused.words.count("Please keep to 3500 characters") == 2
    assert "长" * 6_000 in refused.text
    assert "文" * 6_000 in refused.text


async def test_each_languages_fault_stands_beside_it(site: Site) -> None:
    guest = await site.member(Role.COORDINATOR)
    refused = await guest.post(NEW, text_zh_Hans="</b>", text_en="<u>")
    assert "Line 1: </b> closes what is not open there." in refused.words
    assert "Line 1: <u> is never closed." in refused.words


async def test_one_language_of_a_wording_is_changed_alone_and_its_file_stays(
    any_site: Site,
) -> None:
    maker = any_site.world.do(staff, Role.COORDINATOR)
    photo = Media(MediaKind.PHOTO, "file")
    both = {ZH: Version("旧", photo), EN: Version("Old")}
    number = any_site.world.do(broadcast_drafts.draft, maker, both, now=NOW)
    page = f"{LIST}/{number}"
    guest = await any_site.member(Role.COORDINATOR)
    assert "🖼 A photo" in (await guest.get(page)).words
    at = {"place": "0", "revision": "0", "locale": "zh_Hans"}
    assert (await guest.post(page, verb="write", text_zh_Hans="新", **at)).status == 303
    found = any_site.world.do(known_to, maker, number)
    assert found.body == ({ZH: Version("新", photo), EN: Version("Old")},)
    at["revision"] = str(found.revision)
    long = await guest.post(page, verb="write", text_zh_Hans="长" * 901, **at)
    assert (long.status, "under a file to 900" in long.words) == (422, True)
    assert "长" * 901 in long.text
    assert (await guest.post(page, verb="drop_language", **at)).status == 303
    assert stands(any_site, number) == ({EN: "Old"},)


async def test_wordings_are_added_and_dropped(any_site: Site) -> None:
    number = drafted(any_site, zh_Hans="一", en="One")
    page = f"{LIST}/{number}"
    guest = await any_site.member(Role.COORDINATOR)
    added = await guest.post(page, verb="write", place="1", revision="0", text_en="Two")
    assert added.status == 303
    assert stands(any_site, number) == ({ZH: "一", EN: "One"}, {EN: "Two"})
    assert "each goes to about 1/2 of them" in (await guest.get(page)).words
    dropped = await guest.post(page, verb="drop_wording", place="0", revision="1")
    assert dropped.status == 303
    assert stands(any_site, number) == ({EN: "Two"},)


async def test_a_button_that_is_pressed_twice_drops_no_other_words(any_site: Site) -> None:
    number = drafted(any_site, zh_Hans="一", en="One")
    page = f"{LIST}/{number}"
    maker = any_site.world.do(staff, Role.COORDINATOR)
    for place in (1, 2):
        other = {EN: Version(f"Wording {place}")}
        any_site.world.do(write_wording, maker, number, place, other, now=NOW)
    guest = await any_site.member(Role.COORDINATOR)
    for verb, said in (
        ("drop_wording", {"place": "1", "revision": "2"}),
        ("drop_language", {"place": "0", "revision": "3", "locale": "zh_Hans"}),
    ):
        once = await guest.post(page, verb=verb, **said)
        twice = await guest.post(page, verb=verb, **said)
        assert (once.status, once.headers["Location"]) == (303, page)
        assert (twice.status, twice.headers["Location"]) == (303, f"{page}?said=draft_changed")
    assert stands(any_site, number) == ({EN: "One"}, {EN: "Wording 2"})


async def test_what_was_confirmed_is_copied_and_what_waits_is_taken_back(any_site: Site) -> None:
    any_site.world.do(creator)
    number = drafted(any_site)
    page = f"{LIST}/{number}"
    guest = await any_site.member(Role.COORDINATOR)
    await guest.post(page, verb="when", how="moment", when="2026-11-25 10:00")
    await confirmed(guest, page, await guest.get(f"{page}/confirm"))
    assert "Take back to change it" in (await guest.get(page)).words
    copied = await guest.post(page, verb="copy")
    assert copied.headers["Location"] == f"{LIST}/{number + 1}?said=copied"
    back = await guest.post(page, verb="take_back")
    assert back.headers["Location"] == f"{LIST}/{number + 2}?said=taken_back"
    assert "🗓 From Wed 25 Nov, 10:00 on" in (await guest.get(f"{LIST}/{number + 2}")).words
    stood = any_site.world.rows(select(broadcast.c.status).order_by(broadcast.c.id))
    assert [status for (status,) in stood] == ["cancelled", "draft", "draft"]


async def test_a_segment_that_was_put_together_is_used_for_the_draft_it_was_for(
    any_site: Site,
) -> None:
    any_site.world.do(creator, locale=EN)
    number = drafted(any_site)
    guest = await any_site.member(Role.COORDINATOR)
    link = f"/console/segments?line=&amp;draft={number}"
    assert link in (await guest.get(f"{LIST}/{number}")).text
    counted = await guest.get(f"/console/segments?fields=1&language=en&draft={number}")
    assert f"Use it for broadcast № {number}" in counted.words
    assert f'action="/console/broadcasts/{number}#audience"' in counted.text
    assert 'name="line" value="language:en"' in counted.text


async def test_words_for_a_draft_that_changed_meanwhile_are_kept_and_put_where_one_says(
    any_site: Site,
) -> None:
    number = drafted(any_site, zh_Hans="一", en="One")
    page = f"{LIST}/{number}"
    colleague = any_site.world.do(staff, Role.COORDINATOR)
    other = {EN: Version("Theirs")}
    any_site.world.do(write_wording, colleague, number, 0, other, now=NOW)
    guest = await any_site.member(Role.COORDINATOR)
    at = {"place": "0", "revision": "0", "locale": "en"}
    asked = await guest.post(page, verb="write", text_en="Mine", **at)
    assert asked.status == 422
    assert "This draft was changed while you wrote. Your words are kept" in asked.words
    assert ">\nMine</textarea>" in asked.text
    assert stands(any_site, number) == ({EN: "Theirs"},)
    kept = await guest.post(page, verb="write", text_en="Mine", place="1", revision="1")
    assert kept.status == 303
    assert stands(any_site, number) == ({EN: "Theirs"}, {EN: "Mine"})


async def test_its_audience_is_a_saved_segment_or_a_line_and_a_bad_line_stays(
    any_site: Site,
) -> None:
    world = any_site.world
    for locale in (ZH, EN):
        world.do(creator, locale=locale)
    maker = world.do(staff, Role.COORDINATOR)
    english = segment_text.parse("language:en")
    kept = world.do(segments.save, maker, "English readers", english, now=NOW)
    page = f"{LIST}/{drafted(any_site)}"
    guest = await any_site.member(Role.COORDINATOR)
    assert "English readers" in (await guest.get(page)).words
    assert (await guest.post(page, verb="use", segment=str(kept))).status == 303
    shown = await guest.get(page)
    assert "Language: English language:en" in shown.words
    assert "1 will get it." in shown.words
    assert "For instance:" in shown.words
    world.do(segments.forget, maker, kept, now=NOW)
    gone = await guest.post(page, verb="use", segment=str(kept))
    assert (gone.status, "There is no such segment." in gone.words) == (422, True)
    bad = await guest.post(page, verb="line", line="platform:myspace")
    assert bad.status == 422
    assert 'value="platform:myspace"' in bad.text
    unknown = await guest.post(page, verb="line", line="campaign:99")
    assert "There is no campaign number 99." in unknown.words
    assert "language:en" in (await guest.get(page)).words


async def test_what_reaches_nobody_is_not_asked_to_be_sent(site: Site) -> None:
    page = f"{LIST}/{drafted(site)}"
    guest = await site.member(Role.COORDINATOR)
    assert "It would reach nobody" in (await guest.get(page)).words
    assert (await guest.get(f"{page}/confirm")).headers["Location"] == page


async def test_it_is_tried_on_whoever_asks(migrated_sqlite_url: str) -> None:
    sent: list[tuple[int, list[str]]] = []

    async def try_on(to: Actor, samples: Sequence[Sample]) -> int:
        sent.append((to.telegram_id, [facts["version"]["html"] for _, facts, _ in samples]))
        return len(sent) - 1

    async with served(migrated_sqlite_url, try_on=try_on) as site:
        page = f"{LIST}/{drafted(site, zh_Hans='新', en='New')}"
        actor, guest = await site.known(Role.COORDINATOR)
        told = await guest.post(page, verb="try")
        assert told.headers["Location"] == f"{page}?said=tried"
        assert sent == [(actor.telegram_id, ["新", "New"])]
        assert (await guest.post(page, verb="try")).headers["Location"].endswith("tried_in_part")


async def test_it_is_named_and_thrown_away(site: Site) -> None:
    number = drafted(site)
    page = f"{LIST}/{number}"
    guest = await site.member(Role.COORDINATOR)
    assert (await guest.post(page, verb="rename", name="Tea week")).status == 303
    shown = await guest.get(page)
    assert f"№ {number} · Tea week" in shown.words
    assert "Throw away the draft" in shown.words
    assert (await guest.post(page, verb="rename", name=" ")).status == 422
    assert (await guest.post(page, verb="cancel")).status == 303
    assert site.world.rows(select(broadcast.c.status)) == [("cancelled",)]
    assert (await guest.post(page, verb="rename", name="Late")).status == 409


async def test_nobody_but_coordinators_writes_one(site: Site) -> None:
    page = f"{LIST}/{drafted(site)}"
    guest = await site.member(Role.FINANCE, Role.REVIEWER)
    assert (await guest.get(NEW)).status == 403
    assert (await guest.post(NEW, text_en="Mine")).status == 403
    for verb in ("write", "drop_language", "drop_wording", "rename", "line", "try"):
        said = {"place": "0", "revision": "0", "text_en": "Mine", "name": "Mine", "locale": "en"}
        assert (await guest.post(page, verb=verb, **said)).status == 403, verb
    assert (await guest.post(page, verb="use", segment="1")).status == 403
    assert (await guest.get(f"{page}/confirm")).status == 403
    assert (await guest.post(f"{page}/confirm", revision="0", later="0")).status == 403
    assert site.world.rows(select(broadcast.c.title, broadcast.c.status)) == [("新任务", "draft")]


async def test_its_html_is_shown_in_the_form_as_it_was_typed(site: Site) -> None:
    number = drafted(site, en='<b>a</b> &lt;b&gt; <a href="https://a.example/?x=1&amp;y=2">x</a>')
    shown = await (await site.member(Role.COORDINATOR)).get(f"{LIST}/{number}")
    assert "&lt;b&gt;a&lt;/b&gt; &amp;lt;b&amp;gt;" in shown.text
    assert "<b>a</b> &lt;b&gt;" in shown.text


async def test_a_draft_of_nobodys_number_is_not_there(site: Site) -> None:
    guest = await site.member(Role.COORDINATOR)
    assert (await guest.get(f"{LIST}/99/confirm")).status == 404
    assert (await guest.post(f"{LIST}/99", verb="rename", name="x")).status == 404
    number = drafted(site)
    gone = update(broadcast).values(status="cancelled")
    site.world.do(lambda conn: conn.execute(gone))
    said = {"place": "0", "revision": "0", "text_en": "Late", "locale": "en"}
    assert (await guest.post(f"{LIST}/{number}", verb="write", **said)).status == 409
