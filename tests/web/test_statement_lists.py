"""The list of statements in the console: years are a step away, each currency has its sum."""

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
    later = await guest.get("/console/statements?month=2027-09")
    assert "P" in later.words
    assert "· CNY ¥" in later.words
