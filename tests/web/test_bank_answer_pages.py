"""A bank's answer in the browser: counted, shown with sums and flaws, booked once it is said."""

import io

import pytest
from aiohttp import FormData
from sqlalchemy import func, select, update
from xlsxwriter import Workbook

from domain.files import Kind
from domain.people import Role
from services import bank_results, payout_files, payouts
from storage.tables.metrics import upload
from storage.tables.money import payout
from tests.domain.test_bank_report import report, transfer
from tests.paying import VAULT
from tests.web.busy import fill
from tests.web.site import Answer, Guest, Site
from tests.world import staff

PATH = "/console/payouts/answers"
TOLD = b"reference,result,reason\nKOC-1-1,paid,\nKOC-1-2,failed,closed\nKOC-8-8,paid,\n"


def exported(site: Site) -> None:
    """Batch 1, of six payouts."""
    fill(site.world)
    checker = site.world.do(staff, Role.FINANCE)
    site.world.do(payouts.approve, checker, 1, now=site.now)
    site.world.do(payout_files.export, checker, VAULT, 1, now=site.now)


async def bring(guest: Guest, name: str, content: bytes, **fields: str) -> Answer:
    """As a browser sends the form: its token first, then the file."""
    form = FormData(quote_fields=False)  # names go as they are
    for key, value in {"csrf": await guest.csrf(), **fields}.items():
        form.add_field(key, value)
    file = io.BytesIO(content)
    form.add_field("file", file, filename=name, content_type="application/octet-stream")
    return await guest.send("POST", PATH, headers={"Origin": guest.origin}, data=form)


def stand(site: Site) -> dict[str, int]:
    rows = select(payout.c.status, func.count()).group_by(payout.c.status)
    return dict(tuple(row) for row in site.world.rows(rows))


def kept(site: Site) -> int:
    ((count,),) = site.world.rows(select(func.count()).select_from(upload))
    return int(count)


async def test_an_answer_is_counted_shown_and_booked_only_then(any_site: Site) -> None:
    exported(any_site)
    guest = await any_site.member(Role.FINANCE)
    page = (await guest.get("/console/payouts/1")).text
    assert 'action="/console/payouts/answers" enctype="multipart/form-data"' in page
    came = await bring(guest, "answer.csv", TOLD)
    assert (came.status, came.headers["Location"]) == (303, f"{PATH}/1")
    trial = (await guest.get(f"{PATH}/1")).words
    assert "Counted only, nothing is booked yet." in trial
    assert "Batch 1 Paid 1 ¥80.00" in trial
    assert "Batch 1 Did not go through 1 ¥80.00" in trial
    assert "KOC-1-2 Did not go through closed" in trial
    assert "Line 4 no payout has this reference: KOC-8-8" in trial
    assert stand(any_site) == {"in_transit": 6}
    booked = await guest.post(f"{PATH}/1/book")
    assert booked.headers["Location"] == f"{PATH}/1?said=answer_booked"
    done = (await guest.get(booked.headers["Location"])).words
    assert "Booked. The creators are told." in done
    assert "Booked already: 1 paid, 1 refused by the bank. Nothing of it waits" in done
    assert "Book the results" not in done
    assert "Batch 1, reconciled" in done
    assert stand(any_site) == {"in_transit": 4, "paid": 1, "failed": 1}
    assert "booked the bank's answer" in (await guest.get("/console/payouts/1")).words


async def test_a_payout_that_a_file_says_two_things_of_waits_as_it_was(any_site: Site) -> None:
    exported(any_site)
    guest = await any_site.member(Role.FINANCE)
    await bring(guest, "torn.csv", b"reference,result\nKOC-1-4,failed\nKOC-1-4,paid\n")
    trial = (await guest.get(f"{PATH}/1")).words
    told = "this file says two things of KOC-1-4, so none of it is booked"
    assert f"Line 2 {told} Line 3 {told}" in trial
    assert "Book the results" not in trial
    await guest.post(f"{PATH}/1/book")
    assert stand(any_site) == {"in_transit": 6}


async def test_what_another_file_booked_meanwhile_is_not_told_again(any_site: Site) -> None:
    exported(any_site)
    guest = await any_site.member(Role.FINANCE)
    for name in ("one.csv", "other.csv"):
        await bring(guest, name, b"reference,result\nKOC-1-4,paid\n")
    await guest.post(f"{PATH}/1/book")
    booked = await guest.post(f"{PATH}/2/book")
    done = (await guest.get(booked.headers["Location"])).words
    assert "Nothing was left to book, and nobody was told." in done
    assert "Booked. The creators are told." not in done


async def test_booking_twice_is_booking_once(any_site: Site) -> None:
    exported(any_site)
    guest = await any_site.member(Role.FINANCE)
    await bring(guest, "answer.csv", TOLD)
    for _ in range(2):
        assert (await guest.post(f"{PATH}/1/book")).status == 303
    assert stand(any_site) == {"in_transit": 4, "paid": 1, "failed": 1}


async def test_a_booking_that_was_cut_short_goes_on_where_it_is_said_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    exported(site)
    monkeypatch.setattr(bank_results, "MOST_IN_A_UNIT", 1)
    actor, guest = await site.known(Role.FINANCE)
    await bring(guest, "answer.csv", TOLD)
    first, *_ = site.world.do(bank_results.parts, actor, 1)
    site.world.do(bank_results.book, actor, first, now=site.now)
    half = (await guest.get(f"{PATH}/1")).words
    assert "Booked already: 1 paid" in half
    assert "The rest is counted only and not booked yet." in half
    await guest.post(f"{PATH}/1/book")
    assert stand(site) == {"in_transit": 4, "paid": 1, "failed": 1}


async def test_a_workbook_and_a_report_are_read_as_in_chat(any_site: Site) -> None:
    exported(any_site)
    guest = await any_site.member(Role.FINANCE)
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["编号", "结果"])
        sheet.write_row(1, 0, ["KOC-1-3", "成功"])
    await bring(guest, "answer.xlsx", content.getvalue())
    assert "KOC-1-3 Paid" in (await guest.get(f"{PATH}/1")).words
    await bring(guest, "r.xml", report(transfer("KOC-1-3", "ACSP") + transfer("KOC-1-4", "ACSC")))
    words = (await guest.get(f"{PATH}/2")).words
    assert "With the bank, not paid yet 1" in words
    assert "KOC-1-4 Paid" in words


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "There is nothing in it"),
        ("", b"", "There is nothing in it"),
        ("a.csv", b"link,views\nx,1\n", "The column “reference” is missing"),
        ("a.csv", b"garbage\n", "The column “reference” is missing. I read: reference, result"),
        ("a.xlsx", b"reference,result\n", "What is in this file does not fit its name"),
        ("a.exe", b"MZ", "I do not take this kind of file."),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, ""),
        ("a.xml", b"<a/>", "This XML is no bank's report"),
        ("a.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "not made as such files are made"),
        ("a\u202egvs.csv", TOLD, "holds signs that a name must not have"),
        ("a.csv", b"x" * (Kind.CSV.most_bytes + 1), "This file is too large: 8 MB are allowed."),
    ],
)
async def test_a_file_that_is_no_answer_is_refused_in_a_sentence_and_not_kept(
    site: Site, name: str, content: bytes, words: str
) -> None:
    exported(site)
    guest = await site.member(Role.FINANCE)
    answer = await bring(guest, name, content)
    assert answer.status == 422
    assert words in answer.words
    assert kept(site) == 0


async def test_a_form_with_a_file_is_read_only_where_one_is_wanted(site: Site) -> None:
    exported(site)
    guest = await site.member(Role.FINANCE)
    form = FormData({"csrf": await guest.csrf(), "locale": "zh_Hans"}, default_to_multipart=True)
    headers = {"Origin": guest.origin}
    assert (await guest.send("POST", "/console/language", headers=headers, data=form)).status == 400
    huge = b"x" * (Kind.CSV.most_bytes + 200_000)
    refused = await bring(guest, "a.csv", huge)
    assert (refused.status, "8 MB are allowed" in refused.words) == (422, True)
    assert (await bring(guest, "a.csv", TOLD, csrf="x" * 43)).status == 403
    many = {f"f{number}": "" for number in range(20)}
    assert (await bring(guest, "a.csv", TOLD, **many)).status == 400
    assert (await guest.post(PATH)).status == 400  # no file at all
    assert kept(site) == 0


async def test_an_answer_is_its_givers_alone_and_finances_alone(site: Site) -> None:
    exported(site)
    guest, other = await site.member(Role.FINANCE), await site.member(Role.FINANCE)
    await bring(guest, "answer.csv", TOLD)
    for path in (f"{PATH}/1", f"{PATH}/7"):
        assert (await other.get(path)).status == 404
    assert (await other.post(f"{PATH}/1/book")).status == 404
    for role in (Role.REVIEWER, Role.COORDINATOR):
        member = await site.member(role)
        assert (await bring(member, "answer.csv", TOLD)).status == 403
        assert (await member.get(f"{PATH}/1")).status == 403
    assert kept(site) == 1
    assert stand(site) == {"in_transit": 6}


async def test_whose_own_money_would_come_back_books_none_of_it(site: Site) -> None:
    exported(site)
    actor, guest = await site.known(Role.FINANCE)
    mine = payout.c.reference == "KOC-1-2"
    with site.world.engine.begin() as conn:
        conn.execute(update(payout).where(mine).values(person_id=actor.person_id))
    await bring(guest, "answer.csv", TOLD)
    assert "a colleague books it: KOC-1-2" in (await guest.get(f"{PATH}/1")).words
