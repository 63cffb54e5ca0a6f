"""What people write never becomes markup, and no page needs what its policy forbids."""

import re

import pytest
from sqlalchemy import update

from domain.people import Role
from storage.tables.campaigns import brief, campaign, task
from storage.tables.people import person
from storage.tables.work import submission
from tests import world as w
from tests.handed_in import drafted, held
from tests.web.busy import fill
from tests.web.pages import PAGES
from tests.web.site import Site

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'{{7*7}}"


async def test_no_name_title_or_text_becomes_markup(any_site: Site) -> None:
    world = any_site.world
    maker = world.do(w.creator, name=EVIL, handle=f"h{EVIL}"[:120])
    work = world.do(held, world.do(w.live_campaign, draft_required=True), maker)
    submission_id = world.do(drafted, work).submission_id
    clauses = [{"code": EVIL[:20], "text": {"zh_Hans": EVIL, "en": EVIL}}]
    with world.engine.begin() as conn:
        conn.execute(update(campaign).values(title=EVIL, brand=EVIL))
        conn.execute(update(task).values(title=EVIL))
        conn.execute(update(submission).values(given=EVIL))
        conn.execute(update(brief).values(clauses=clauses))
    boss = world.do(w.staff, Role.OWNER, locale="en")
    with world.engine.begin() as conn:
        conn.execute(update(person).where(person.c.id == boss.person_id).values(name=EVIL))
    guest = await any_site.signed_in(boss)
    sign_in = await (await any_site.guest()).get(any_site.link(boss))
    pages = ("/console", f"/console/campaigns/{work.campaign.campaign_id}", "/console/reviews")
    for page in (
        sign_in,
        *[await guest.get(p) for p in (*pages, f"/console/reviews/{submission_id}")],
    ):
        assert page.status == 200
        assert "<script" not in page.text
        assert "<img src=x" not in page.text
        assert "&lt;script&gt;" in page.text
        assert "{{7*7}}" in page.words


async def test_every_answer_carries_the_headers_and_no_page_is_kept(site: Site) -> None:
    guest = await site.member(Role.OWNER)
    for path in (
        "/console",
        "/console/nowhere",
        "/healthz",
        "/nowhere",
        "/console/static/tokens.css",
    ):
        headers = (await guest.get(path)).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
    assert (await guest.get("/console")).headers["Cache-Control"] == "no-store"


async def test_no_page_needs_what_the_policy_forbids(site: Site) -> None:
    """No inline style, no script, nothing from elsewhere."""
    fill(site.world)
    guest = await site.member(Role.OWNER)
    for path in PAGES:
        text = (await guest.get(path)).text
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", text), path
        sources = re.findall(r'(?:src|<link[^>]*href)="([^"]+)"', text)
        assert sources
        assert all(source.startswith("/console/static/") for source in sources), path


async def test_an_accident_is_a_page_with_a_reference(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("a secret of the house")

    guest = await site.member(Role.OWNER)
    monkeypatch.setattr("services.overview.queue", breaks)
    answer = await guest.get("/console/reviews")
    assert answer.status == 500
    assert re.search(r"Reference: [0-9a-f]{8}", answer.words)
    assert "secret of the house" not in answer.text
