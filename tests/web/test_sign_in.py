"""A link from the bot signs in once; the session it opens can be ended from anywhere."""

import pytest
from sqlalchemy import select

from domain.people import Role
from storage import staff as roles
from storage.tables.access import console_link, console_session
from tests import world as w
from tests.web.site import Site, served


async def test_looking_at_a_link_uses_nothing_up(any_site: Site) -> None:
    link = any_site.link(any_site.world.do(w.staff, Role.REVIEWER, locale="en"))
    preview, guest = await any_site.guest(), await any_site.guest()
    for _ in range(3):
        seen = await preview.get(link)
        assert (seen.status, "Sign in" in seen.words, "Set-Cookie" in seen.headers) == (
            200,
            True,
            False,
        )
    assert (await guest.post(link, csrf="")).status == 303
    assert (await guest.get("/console")).status == 200


async def test_a_link_signs_in_once(any_site: Site) -> None:
    link = any_site.link(any_site.world.do(w.staff, Role.OWNER, locale="en"))
    first, second = await any_site.guest(), await any_site.guest()
    await first.post(link, csrf="")
    answer = await second.post(link, csrf="")
    assert (answer.status, "Set-Cookie" in answer.headers) == (410, False)
    assert "This link has been used or has expired." in answer.words
    assert "A sign-in ends" not in answer.words
    assert (await second.get(link)).status == 410
    assert (await second.get("/console")).status == 401


async def test_who_wanted_a_page_is_there_once_signed_in(any_site: Site) -> None:
    """The bot's buttons lead to a batch or a case; to sign in first must not lose it."""
    guest, wanted = await any_site.guest(), "/console/payouts/2"
    assert (await guest.get(wanted)).status == 401
    link = any_site.link(any_site.world.do(w.staff, Role.OWNER))
    assert (await guest.post(link, csrf="")).headers["Location"] == wanted
    again = any_site.link(any_site.world.do(w.staff, Role.OWNER))
    assert (await guest.post(again, csrf="")).headers["Location"] == "/console"


@pytest.mark.parametrize(
    "said",
    ["//evil.example", "https://evil.example", "/console/../x", "/console//evil.example", ""],
)
async def test_a_cookie_leads_to_no_address_but_ours(site: Site, said: str) -> None:
    guest = await site.guest()
    link = site.link(site.world.do(w.staff, Role.OWNER))
    headers = {"Origin": guest.origin, "Cookie": f"koc_wanted={said}"}
    entered = await guest.send("POST", link, headers=headers, data={"csrf": ""})
    assert (entered.status, entered.headers["Location"]) == (303, "/console")


async def test_a_form_that_was_not_sent_is_not_wanted(site: Site) -> None:
    guest = await site.guest()
    answer = await guest.post("/console/payouts/2/approve", csrf="")
    assert "koc_wanted" not in str(answer.headers)


async def test_a_link_ends_after_ten_minutes(any_site: Site) -> None:
    link = any_site.link(any_site.world.do(w.staff, Role.OWNER))
    any_site.later(minutes=10)
    guest = await any_site.guest()
    assert (await guest.post(link, csrf="")).status == 410
    assert (await guest.get("/console")).status == 401


async def test_an_invented_link_looks_like_a_used_one(site: Site) -> None:
    guest = await site.guest()
    for invented in ("/console/enter/" + "x" * 43, "/console/enter/0"):
        assert (await guest.get(invented)).status == 410
        assert (await guest.post(invented, csrf="")).status == 410


async def test_the_rows_hold_neither_token_of_link_nor_of_session(site: Site) -> None:
    actor = site.world.do(w.staff, Role.OWNER)
    link = site.link(actor)
    guest = await site.guest()
    entered = await guest.post(link, csrf="")
    cookie = entered.headers["Set-Cookie"].partition("=")[2].partition(";")[0]
    kept = str(site.world.rows(select(console_link)) + site.world.rows(select(console_session)))
    assert link.rpartition("/")[2] not in kept
    assert cookie not in kept


async def test_the_cookie_is_for_our_pages_alone(site: Site) -> None:
    guest = await site.guest()
    entered = await guest.post(site.link(site.world.do(w.staff, Role.OWNER)), csrf="")
    cookie = entered.headers["Set-Cookie"]
    for mark in ("HttpOnly", "SameSite=Lax", "Path=/console", "Max-Age=43200"):
        assert mark in cookie
    assert "Secure" not in cookie


async def test_behind_https_the_cookie_never_travels_in_the_clear(migrated_sqlite_url: str) -> None:
    async with served(migrated_sqlite_url, public_url="https://koc.example") as site:
        link = site.link(site.world.do(w.staff, Role.OWNER))
        guest = await site.guest()
        entered = await guest.post(link, csrf="", origin="https://koc.example")
        assert entered.status == 303
        assert "Secure" in entered.headers["Set-Cookie"]
        assert "max-age" in entered.headers["Strict-Transport-Security"]


async def test_a_session_ends_after_twelve_hours(any_site: Site) -> None:
    guest = await any_site.member(Role.OWNER)
    any_site.later(hours=11, minutes=59)
    assert (await guest.get("/console")).status == 200
    any_site.later(minutes=1)
    answer = await guest.get("/console")
    assert (answer.status, "Send /console to the bot" in answer.words) == (401, True)
    assert "A sign-in ends after 12 hours." in answer.words


async def test_signing_out_ends_this_session_and_no_other(any_site: Site) -> None:
    actor = any_site.world.do(w.staff, Role.OWNER)
    here, there = await any_site.signed_in(actor), await any_site.signed_in(actor)
    kept = here.cookie
    assert (await here.post("/console/sign-out")).status == 303
    here.cookie = kept  # a copy of the cookie opens nothing either
    assert (await here.get("/console")).status == 401
    assert (await there.get("/console")).status == 200


async def test_signing_out_everywhere_ends_every_session_and_open_link(any_site: Site) -> None:
    actor = any_site.world.do(w.staff, Role.OWNER)
    colleague = await any_site.member(Role.OWNER)
    here, there = await any_site.signed_in(actor), await any_site.signed_in(actor)
    open_link = any_site.link(actor)
    assert (await here.post("/console/sign-out-everywhere")).status == 303
    assert (await there.get("/console")).status == 401
    assert (await there.post(open_link, csrf="")).status == 410
    assert (await colleague.get("/console")).status == 200


async def test_who_is_staff_no_more_is_out_at_the_next_request(any_site: Site) -> None:
    actor = any_site.world.do(w.staff, Role.REVIEWER, locale="en")
    guest = await any_site.signed_in(actor)
    open_link = any_site.link(actor)
    any_site.world.do(roles.revoke_all, actor.person_id)
    assert (await guest.get("/console")).status == 403
    assert (await guest.post(open_link, csrf="")).status == 403


@pytest.mark.parametrize("cookie", ["", "x" * 43, "' OR 1=1 --", "%00", "密"])
async def test_an_invented_cookie_opens_nothing(site: Site, cookie: str) -> None:
    await site.member(Role.OWNER)
    guest = await site.guest()
    guest.cookie = cookie
    assert (await guest.get("/console")).status == 401
