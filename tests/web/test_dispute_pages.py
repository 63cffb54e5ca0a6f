"""Disputes in the browser: who sees which, what was said and shown, what decides them."""

import hashlib

import pytest
from sqlalchemy import select, update

from domain.disputes.life import DisputeStatus, EvidenceFile
from domain.disputes.lines import DisputeReason, LineKind
from domain.files import Kind
from domain.people import Actor, Role
from services import disputes, receipts
from storage.tables.disputes import dispute
from storage.tables.people import person
from tests import world as w
from tests.objecting import Scene, about_amount, objected, paid_out, rejected_work, settled_work
from tests.paying import DAY, PAYDAY
from tests.web.site import Guest, Site, served
from tests.world import NOW

PNG = b"\x89PNG\r\n\x1a\nof a page"
SHEET = b"day,likes\n1,900\n"
SAID = "<i>Clause 1</i> is kept: https://example.com/seen?a=1&b=2, <b>look</b>"


def state(site: Site, dispute_id: int) -> DisputeStatus:
    found = site.world.rows(select(dispute.c.status).where(dispute.c.id == dispute_id))
    return DisputeStatus(found[0][0])


async def english(site: Site, actor: Actor) -> Guest:
    with site.world.engine.begin() as conn:
        conn.execute(update(person).where(person.c.id == actor.person_id).values(locale="en"))
    return await site.signed_in(actor)


def page(dispute_id: int) -> str:
    return f"/console/disputes/{dispute_id}"


def kept(content: bytes, kind: Kind) -> EvidenceFile:
    return EvidenceFile("a-file", kind, hashlib.sha256(content).hexdigest())


def shown(site: Site, scene: Scene, content: bytes, kind: Kind) -> int:
    """A rejection, disputed with words and a file."""
    about = (scene.actor, LineKind.REJECTION, scene.assignment_id, DisputeReason.RULES_KEPT)
    return site.world.do(disputes.open_, *about, SAID, kept(content, kind), now=NOW)


async def test_a_dispute_shows_what_is_said_and_what_happened(any_site: Site) -> None:
    scene, _ = rejected_work(any_site.world)
    number = shown(any_site, scene, PNG, Kind.PNG)
    guest = await english(any_site, scene.decider)
    found = await guest.get(page(number))
    for said in (
        "work that was rejected",
        "Their reason: my work does what the brief asks for",
        "Our time runs · until",
        "· opened",
        "Grant it",
    ):
        assert said in found.words
    assert 'href="https://example.com/seen?a=1&amp;b=2" target="_blank"' in found.text
    assert "<b>look" not in found.text
    assert f'src="{page(number)}/files/1"' in found.text
    listed = await guest.get("/console/disputes")
    assert f'href="{page(number)}"' in listed.text
    assert "Disputes: 1" in listed.words


async def test_a_grant_here_is_the_same_as_in_chat(any_site: Site) -> None:
    scene = settled_work(any_site.world)
    number = about_amount(any_site.world, scene)
    guest = await english(any_site, scene.decider)
    answer = await guest.post(page(number), decision="good", amount="¥12.50", note="You are right")
    assert (answer.status, answer.headers["Location"]) == (303, f"{page(number)}?said=made_good")
    assert state(any_site, number) is DisputeStatus.GRANTED
    after = await guest.get(page(number))
    assert "Granted: ¥12.50 “You are right”" in after.words
    assert f'action="{page(number)}"' not in after.text
    twice = await guest.post(page(number), decision="good", amount="12.50", note="You are right ")
    assert (twice.status, twice.headers["Location"]) == (303, f"{page(number)}?said=made_good")
    more = await guest.post(page(number), decision="good", amount="13", note="You are right")
    assert more.status == 409
    again = await guest.post(page(number), decision="decline", note="Or not")
    assert (again.status, "this dispute has ended" in again.words) == (409, True)


@pytest.mark.parametrize(
    ("decision", "stands"),
    [("ask", DisputeStatus.ASKED), ("decline", DisputeStatus.DECLINED)],
)
async def test_asking_and_declining(site: Site, decision: str, stands: DisputeStatus) -> None:
    scene = settled_work(site.world)
    number = about_amount(site.world, scene)
    guest = await english(site, scene.decider)
    assert (await guest.post(page(number), decision=decision, note="Because")).status == 303
    assert state(site, number) is stands


async def test_a_payout_is_given_back_without_an_amount(site: Site) -> None:
    paid = paid_out(site.world)
    number = site.world.do(receipts.dispute, paid.actor, paid.payout_id, now=PAYDAY + 2 * DAY)
    guest = await english(site, paid.decider)
    assert 'name="amount"' not in (await guest.get(page(number))).text
    assert (await guest.post(page(number), decision="good", note="It came back")).status == 303
    assert state(site, number) is DisputeStatus.GIVEN_BACK


@pytest.mark.parametrize(
    ("fields", "refused_with"),
    [
        ({}, 400),
        ({"decision": "burn"}, 400),
        ({"decision": "decline"}, 422),
        ({"decision": "ask", "note": "x" * 1001}, 422),
        ({"decision": "good", "note": "why", "amount": "much"}, 422),
        ({"decision": "good", "note": "why", "amount": "-1"}, 422),
        ({"decision": "good", "note": "why", "amount": "0"}, 422),
        ({"decision": "good", "note": "why", "amount": "9,000,000"}, 422),
        ({"decision": "good", "note": "why", "amount": ""}, 422),
        ({"decision": "good", "amount": "1"}, 422),
    ],
)
async def test_a_decision_that_lacks_something_decides_nothing(
    site: Site, fields: dict[str, str], refused_with: int
) -> None:
    scene = settled_work(site.world)
    number = about_amount(site.world, scene)
    guest = await english(site, scene.decider)
    assert (await guest.post(page(number), **fields)).status == refused_with
    assert state(site, number) is DisputeStatus.OPEN


async def test_who_had_a_part_in_it_sees_neither_the_line_nor_the_page(any_site: Site) -> None:
    scene, rejecter = rejected_work(any_site.world)
    number = objected(any_site.world, scene.actor, LineKind.REJECTION, scene.assignment_id, now=NOW)
    guest = await english(any_site, rejecter)
    assert "No dispute stands here" in (await guest.get("/console/disputes")).words
    assert (await guest.get(page(number))).status == 403
    assert (await guest.post(page(number), decision="decline", note="No")).status == 403
    assert state(any_site, number) is DisputeStatus.OPEN


async def test_reviewers_have_no_such_page(site: Site) -> None:
    number = about_amount(site.world, settled_work(site.world))
    guest = await english(site, site.world.do(w.staff, Role.REVIEWER))
    assert "/console/disputes" not in (await guest.get("/console")).text
    for path in ("/console/disputes", page(number), f"{page(number)}/files/1"):
        assert (await guest.get(path)).status == 403


async def test_lists_are_asked_for_by_state_and_kind(site: Site) -> None:
    scene = settled_work(site.world)
    number = about_amount(site.world, scene)
    guest = await english(site, scene.decider)
    link = f'href="{page(number)}"'
    for query, is_in in (
        ("", True),
        ("?state=asked", False),
        ("?state=nonsense", True),
        ("?kind=settlement", True),
        ("?kind=payout", False),
        ("?state=all&kind=settlement&page=7", True),
    ):
        assert (link in (await guest.get(f"/console/disputes{query}")).text) is is_in


@pytest.mark.parametrize(
    ("content", "kind", "served_as"),
    [
        (PNG, Kind.PNG, ("image/png", None)),
        (SHEET, Kind.CSV, ("text/csv", 'attachment; filename="1-1.csv"')),
    ],
)
async def test_a_file_is_brought_as_it_was_handed_in_or_not_at_all(
    migrated_sqlite_url: str, content: bytes, kind: Kind, served_as: tuple[str, str | None]
) -> None:
    given = [content, content + b"!", b""]

    async def bring(file_id: str) -> bytes:
        assert file_id == "a-file"
        if not given[0]:
            raise ConnectionError
        return given[0]

    async with served(migrated_sqlite_url, picture=bring) as site:
        scene, _ = rejected_work(site.world)
        number = shown(site, scene, content, kind)
        guest = await english(site, scene.decider)
        address = f"{page(number)}/files/1"
        found = await guest.get(address)
        said = found.headers["Content-Type"].partition(";")[0]
        assert (said, found.headers.get("Content-Disposition")) == served_as
        assert (await guest.get(f"{page(number)}/files/2")).status == 404
        for _ in range(2):  # another file; nobody to ask
            given.pop(0)
            assert (await guest.get(address)).status == 404


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("abc", "Please give a plain amount"),
        ("5000", "The amount must lie above nought and at most ¥"),
        ("0", "The amount must lie above nought and at most ¥"),
    ],
)
async def test_a_bad_amount_is_mended_where_it_was_written(
    site: Site, amount: str, sentence: str
) -> None:
    scene = settled_work(site.world)
    number = about_amount(site.world, scene)
    guest = await english(site, scene.decider)
    answer = await guest.post(page(number), decision="good", amount=amount, note="You are right")
    assert (answer.status, sentence in answer.words) == (422, True)
    assert "payout" not in answer.words.partition(sentence)[2].partition("Grant it")[0]
    assert f'value="{amount}" aria-invalid="true"' in answer.text
    assert ">You are right</textarea>" in answer.text
    assert 'aria-label="Pages"' in answer.text
    unsaid = await guest.post(page(number), decision="decline", note=" ")
    assert (unsaid.status, "Please write something" in unsaid.words) == (422, True)
    assert '<details name="decide" open>' in unsaid.text
    assert state(site, number) is DisputeStatus.OPEN
