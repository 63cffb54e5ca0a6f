"""The list of statements in the console: years are a step away, each currency has its sum."""

import csv
import io
import re
from decimal import Decimal
from urllib.parse import quote

import pytest

from domain.people import Role
from tests.web.busy import fill
from tests.web.site import Site


async def test_each_currency_has_its_sum_and_each_year_its_list(any_site: Site) -> None:
    fill(any_site.world)
    guest = await any_site.member(Role.FINANCE)
    month = await guest.get("/console/statements?month=2026-11")
    year = await guest.get("/console/statements?month=2026")
    assert 'href="/console/statements?month=2026"' in month.text
    for page in (month, year):
        assert page.status == 200
        assert "In all CNY ¥" in page.words
        assert "At the beginning + earned + taken back + other − gross" in page.words
    assert "Statements of 2026" in year.words
    assert 'href="/console/statements?month=2025"' in year.text


async def test_who_only_has_a_balance_is_in_the_list_of_a_later_month(any_site: Site) -> None:
    fill(any_site.world)
    guest = await any_site.member(Role.FINANCE)
    any_site.later(days=300)
    guest = await any_site.member(Role.FINANCE)  # a session does not last so long
    later = await guest.get("/console/statements?month=2027-09")
    assert "· CNY ¥" in later.words


@pytest.mark.parametrize(
    "path", ["?month=2027-09", "?month=2031", "/1/2027-09", "/1/2027-09.csv", "/2027-09/file.csv"]
)
async def test_there_is_no_statement_of_a_time_that_has_not_begun(
    any_site: Site, path: str
) -> None:
    fill(any_site.world)
    guest = await any_site.member(Role.FINANCE)
    assert (await guest.get(f"/console/statements{path}")).status == 404


async def test_somebody_is_found_by_a_part_of_the_name_or_by_the_number(any_site: Site) -> None:
    fill(any_site.world)
    guest = await any_site.member(Role.FINANCE)
    everybody = await guest.get("/console/statements")
    person_id, name = re.findall(r"/statements/(\d+)/[\d-]+\">([^<]+)</a>", everybody.text)[-1]
    for said in (name[:2].upper(), f"p{person_id}"):
        found = await guest.get(f"/console/statements?q={quote(said)}")
        assert f"P{person_id} " in found.words
        assert "In all" not in found.words  # the sums are everybody's
        assert len(found.words) < len(everybody.words)
    nobody = await guest.get("/console/statements?q=Zzz%00")
    assert "Nobody is so called" in nobody.words


async def test_everybody_s_month_is_a_table_that_says_what_the_page_says(any_site: Site) -> None:
    fill(any_site.world)
    guest = await any_site.member(Role.FINANCE)
    page = await guest.get("/console/statements?month=2026-11")
    (address,) = re.findall(r'href="(/console/statements/2026-11/file.csv)"', page.text)
    rows = list(csv.DictReader(io.StringIO((await guest.get(address)).text.lstrip("\ufeff"))))
    assert len(rows) > 1
    for row in rows:
        shown = f"{row['creator']} {row['person']} · {row['currency']}"
        assert shown in page.words
    for column, place in (("left", -1), ("gross", -3), ("opening", 1)):
        total = sum(Decimal(row[column]) for row in rows if row["currency"] == "CNY")
        (_, foot) = page.text.split('In all <span class="soft">CNY</span>')
        cells = re.findall(r">([^<]*)</td>", foot.split("</tr>")[0])
        assert Decimal(re.sub(r"[^\d.-]", "", cells[place - 1 if place > 0 else place])) == total
    clerk = await any_site.member(Role.REVIEWER)
    assert (await clerk.get(address)).status == 403


async def test_a_year_leads_to_its_months(any_site: Site) -> None:
    fill(any_site.world)
    guest = await any_site.member(Role.FINANCE)
    everybody = await guest.get("/console/statements?month=2026")
    person_id = re.findall(r"/statements/(\d+)/2026\">", everybody.text)[0]
    year = await guest.get(f"/console/statements/{person_id}/2026")
    months = re.findall(rf"/console/statements/{person_id}/(2026-\d\d)\"", year.text)
    assert months == sorted(set(months)) != []
    assert (await guest.get(f"/console/statements/{person_id}/{months[0]}")).status == 200
