"""Nothing changes by a form that is not ours: every mutating route, enumerated from the router."""

from collections.abc import Iterator

import pytest
from aiohttp.web import Application

from domain.people import Role
from services import console
from storage.database import open_database
from tests import world as w
from tests.web.site import Answer, Guest, Site, served
from web.app import make_app
from web.console import app as console_app
from web.console.guard import SAFE_METHODS
from web.house import UpdateFlow, WebHouse

# Machines call these: each request carries a secret of its own instead of a cookie.
SIGNED = {"/telegram/webhook", "/api/v1/metrics", "/api/v1/conversions"}
ENTRANCE = "/console/enter/{token}"
OPEN = {ENTRANCE, "/console/", "/console/static/{name}"}


def routes(app: Application, *, mutating: bool) -> Iterator[tuple[str, str]]:
    """(method, path with its parameters as they stand) of every route."""
    for route in app.router.routes():
        resource = route.resource
        assert resource is not None
        if (route.method not in SAFE_METHODS) is mutating:
            yield route.method, resource.canonical


def forms(app: Application) -> list[tuple[str, str]]:
    return [(m, path) for m, path in routes(app, mutating=True) if path not in SIGNED]


def filled(path: str, link: str) -> str:
    """The path with ids of nothing, or with an open link's token."""
    if path == ENTRANCE:
        return link
    ids = (
        "campaign_id",
        "submission_id",
        "batch_id",
        "case_id",
        "event_id",
        "proof_id",
        "broadcast_id",
        "dispute_id",
        "payout_id",
        "refused_id",
        "upload_id",
    )
    for name in (*ids, "assignment_id", "person_id"):
        path = path.replace("{" + name + "}", "1")
    path = (
        path.replace("{period}", "2026-11")
        .replace("{kind}", "csv")
        .replace("{currency}", "CNY")
        .replace("{language}", "hledger")
    )
    assert "{" not in path, f"say here what stands in {path}"
    return path


async def test_the_walk_meets_every_form_of_the_console(site: Site) -> None:
    assert {path for _, path in forms(site.app)} == {
        ENTRANCE,
        "/console/reviews/{submission_id}",
        "/console/reviews/{submission_id}/screenshot",
        "/console/campaigns/{campaign_id}/budget",
        "/console/campaigns/{campaign_id}/terms",
        "/console/creators/{person_id}",
        "/console/payouts/prepare",
        "/console/payouts/{batch_id}/approve",
        "/console/payouts/{batch_id}/withdraw",
        "/console/payouts/{batch_id}/file",
        "/console/payouts/refused/{refused_id}",
        "/console/payouts/answers",
        "/console/payouts/answers/{upload_id}/book",
        "/console/repayments/{person_id}/{currency}",
        "/console/second-tries/{payout_id}",
        "/console/payouts/items/{payout_id}/bounce",
        "/console/debts/{person_id}/{currency}",
        "/console/settle",
        "/console/settle/{assignment_id}",
        "/console/settle/{assignment_id}/floor",
        "/console/settle/{assignment_id}/leave-out",
        "/console/risk/{case_id}",
        "/console/broadcasts/new",
        "/console/broadcasts/{broadcast_id}",
        "/console/broadcasts/{broadcast_id}/confirm",
        "/console/disputes/{dispute_id}",
        "/console/segments",
        "/console/webhooks",
        "/console/language",
        "/console/sign-out",
        "/console/sign-out-everywhere",
    }


@pytest.mark.parametrize(
    "origin",
    ["", "null", "https://evil.example", "http://127.0.0.1.evil.example", "http://127.0.0.1:1"],
)
async def test_a_form_from_elsewhere_changes_nothing(site: Site, origin: str) -> None:
    """Even with the session's own cookie and token."""
    actor = site.world.do(w.staff, Role.OWNER, locale="en")
    guest = await site.signed_in(actor)
    link = site.link(actor)
    csrf = await guest.csrf()
    for method, path in forms(site.app):
        headers = {"Origin": origin} if origin else {}
        fields = {"csrf": csrf, "locale": "zh_Hans", "decision": "approve"}
        answer = await guest.send(method, filled(path, link), headers=headers, data=fields)
        assert answer.status == 403, path
    await _nothing_changed(site, guest, link)


@pytest.mark.parametrize("csrf", ["", "x" * 43, "密"])
async def test_a_form_without_the_sessions_token_changes_nothing(site: Site, csrf: str) -> None:
    actor = site.world.do(w.staff, Role.OWNER, locale="en")
    guest = await site.signed_in(actor)
    link = site.link(actor)
    for _, path in forms(site.app):
        if path != ENTRANCE:  # its token is the link's own
            answer = await guest.post(filled(path, link), csrf=csrf, locale="zh_Hans")
            assert answer.status == 403, path
    await _nothing_changed(site, guest, link)


async def test_another_sessions_token_is_none(site: Site) -> None:
    guest, other = await site.member(Role.OWNER), await site.member(Role.OWNER)
    answer = await guest.post("/console/language", csrf=await other.csrf(), locale="zh_Hans")
    assert answer.status == 403


async def test_without_a_session_no_page_and_no_form_opens(site: Site) -> None:
    guest = await site.guest()
    link = site.link(site.world.do(w.staff, Role.OWNER))
    opened: set[str] = set()
    for method, path in [*routes(site.app, mutating=False), *forms(site.app)]:
        if not path.startswith("/console") or path in OPEN:
            continue
        opened.add(path)
        headers = {"Origin": guest.origin}
        answer: Answer = await guest.send(method, filled(path, link), headers=headers)
        assert answer.status == 401, (method, path)
    assert len(opened) == len(console_app.PAGES.keys() | console_app.FORMS.keys())


async def test_a_form_as_large_as_a_film_is_not_read(site: Site) -> None:
    guest = await site.member(Role.OWNER)
    answer = await guest.post("/console/language", locale="x" * 140_000)
    assert answer.status == 413


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=y", b"--y\r\n\r\nx"),
        ("application/x-www-form-urlencoded; charset=klingon", b"csrf=1"),
        ("application/x-www-form-urlencoded", b"csrf=%ff&%ff=\xff"),
        ("application/json", b"{}"),
        ("", b"csrf=1"),
    ],
)
async def test_a_form_that_no_browser_writes_is_refused(site: Site, kind: str, body: bytes) -> None:
    guest = await site.member(Role.OWNER)
    headers = {"Origin": guest.origin, "Content-Type": kind}
    answer = await guest.send("POST", "/console/language", headers=headers, data=body)
    assert answer.status in (400, 403)


async def test_pages_of_the_public_address_are_ours_too(migrated_sqlite_url: str) -> None:
    """A proxy may hand on another Host than the browser saw."""
    async with served(migrated_sqlite_url, public_url="https://koc.example") as site:
        guest = await site.guest()
        link = site.link(site.world.do(w.staff, Role.OWNER))
        assert (await guest.post(link, csrf="", origin="https://koc.example")).status == 303


async def _nothing_changed(site: Site, guest: Guest, link: str) -> None:
    page = await guest.get("/console")
    assert (page.status, 'lang="en"' in page.text) == (200, True)
    assert site.world.do(console.holder, link.rpartition("/")[2], now=site.now)


async def test_a_secret_that_is_none_stops_the_start(migrated_sqlite_url: str) -> None:
    async def receive(_: object) -> None: ...

    db = open_database(migrated_sqlite_url)
    try:
        with pytest.raises(ValueError, match="base64"):
            make_app(
                WebHouse(
                    db, lambda: w.NOW, receive, lambda: UpdateFlow(0, True), api_secret="whsec_?"
                )
            )
    finally:
        await db.close()
