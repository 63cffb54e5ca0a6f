"""Risk cases in the browser: who sees which, what decides them, what another setting would do."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from domain.people import Role
from domain.risk.cases import CaseStatus, RiskReason
from domain.risk.evidence import Signal
from domain.risk.thresholds import BOUNDS
from services import risk_answers, risk_decisions
from storage.tables.people import person
from storage.tables.risk import risk_case, risk_event
from tests import world as w
from tests.approved import approved
from tests.odd import Odd, an_odd_one, looked, odd_reading
from tests.web.site import Guest, Site, served
from tests.world import NOW
from words import thresholds

PNG = b"\x89PNG\r\n\x1a\nof a page"
ANSWER = "<i>The app</i> hides views: https://example.com/seen?a=1&b=2, <b>look</b>"


def state(site: Site, odd: Odd) -> CaseStatus:
    rows = site.world.rows(select(risk_case.c.status).where(risk_case.c.id == odd.case_id))
    return CaseStatus(rows[0][0])


def answered(site: Site, odd: Odd, picture: str = "") -> None:
    site.world.do(risk_answers.answer, odd.actor, odd.case_id, ANSWER, picture, now=NOW)


def confirmed(site: Site, odd: Odd) -> None:
    answered(site, odd)
    reason = RiskReason.INVENTED
    site.world.do(risk_decisions.confirm, odd.decider, odd.case_id, reason, "Nine of ten", now=NOW)


def appealed(site: Site, odd: Odd) -> None:
    confirmed(site, odd)
    site.world.do(risk_answers.appeal, odd.actor, odd.case_id, "The page shows it", now=NOW)


async def english(site: Site, odd: Odd, *, another: bool = False) -> Guest:
    """One of the two who may decide, at their browser."""
    actor = odd.another if another else odd.decider
    with site.world.engine.begin() as conn:
        conn.execute(update(person).where(person.c.id == actor.person_id).values(locale="en"))
    return await site.signed_in(actor)


def page(odd: Odd) -> str:
    return f"/console/risk/{odd.case_id}"


async def test_a_case_shows_what_was_seen_what_was_said_and_what_happened(any_site: Site) -> None:
    odd = an_odd_one(any_site.world)
    answered(any_site, odd)
    guest = await english(any_site, odd)
    shown = await guest.get(page(odd))
    for said in (
        "Impossible counts 9 interactions for each view, of 100 views seen Mon 23 Nov, 12:00",
        "12:00 the rule begins at 1",
        "What the creator says the creator answered",
        "the clock · seen, the creator was asked",
        "Our time runs · until",
        "Figures of the post",
        "Mon 23 Nov, 12:00 platform data 100 900 0 0 0",
    ):
        assert said in shown.words
    link = 'href="https://example.com/seen?a=1&amp;b=2" target="_blank" rel="noopener noreferrer'
    assert link in shown.text
    assert "<b>look" not in shown.text
    assert "<i>The" not in shown.text


async def test_a_case_leads_to_why_for_who_may_open_it(site: Site) -> None:
    odd = an_odd_one(site.world)
    number = odd.work.assignment_id
    for role, opens in ((Role.REVIEWER, False), (Role.COORDINATOR, True)):
        shown = await (await site.member(role)).get(page(odd))
        assert (f'href="/console/why/{number}"' in shown.text) is opens


async def test_who_has_had_their_time_is_not_waited_for(site: Site) -> None:
    odd = an_odd_one(site.world)
    guest = await english(site, odd)
    assert "Creator asked" in (await guest.get(page(odd))).words
    site.later(hours=73)
    guest = await english(site, odd)  # a sign-in ends after 12 hours
    for path in (page(odd), "/console/risk"):
        words = (await guest.get(path)).words
        assert "No answer" in words
        assert "Impossible counts Creator asked" not in words
    assert "The creator's time is over; a person decides" in (await guest.get(page(odd))).words


async def test_a_share_is_told_in_the_measure_of_what_was_seen(site: Site) -> None:
    odd = an_odd_one(site.world)
    odd_reading(site.world, odd.work, NOW + timedelta(hours=1), likes=500, views=100)
    looked(site.world, NOW + timedelta(hours=1))
    site.later(hours=2)
    shown = (await (await english(site, odd)).get(page(odd))).words
    assert "likes: 44% are gone, of 900 seen Mon 23 Nov, 13:00 the rule begins at 10%" in shown


async def test_clearing_here_is_the_same_as_in_chat(any_site: Site) -> None:
    odd = an_odd_one(any_site.world)
    guest = await english(any_site, odd)
    answer = await guest.post(page(odd), decision="clear", note="All fine")
    assert (answer.status, answer.headers["Location"]) == (303, f"{page(odd)}?said=cleared")
    assert state(any_site, odd) is CaseStatus.CLEARED
    told = any_site.world.rows(
        select(risk_event.c.actor_id, risk_event.c.note).where(risk_event.c.kind == "cleared")
    )
    assert [tuple(row) for row in told] == [(odd.decider.person_id, "All fine")]
    assert "Cleared. The creator is told" in (await guest.get(answer.headers["Location"])).words


async def test_nothing_is_confirmed_before_the_answer_and_no_form_offers_it(site: Site) -> None:
    odd = an_odd_one(site.world)
    guest = await english(site, odd)
    assert 'value="confirm"' not in (await guest.get(page(odd))).text
    answer = await guest.post(page(odd), decision="confirm", reason="invented")
    assert (answer.status, "still has time to answer" in answer.words) == (409, True)
    assert state(site, odd) is CaseStatus.OPEN


async def test_an_appeal_is_decided_by_another_person_than_it_is_against(any_site: Site) -> None:
    odd = an_odd_one(any_site.world)
    appealed(any_site, odd)
    first, second = await english(any_site, odd), await english(any_site, odd, another=True)
    assert "somebody else must judge the appeal" in (await first.get(page(odd))).words
    assert f'href="{page(odd)}"' not in (await first.get("/console/risk")).text
    assert (await first.post(page(odd), decision="reinstate")).status == 403
    assert state(any_site, odd) is CaseStatus.APPEALED
    assert f'href="{page(odd)}"' in (await second.get("/console/risk")).text
    assert (await second.post(page(odd), decision="uphold")).status == 422  # it says no why
    assert (await second.post(page(odd), decision="reinstate")).status == 303
    assert state(any_site, odd) is CaseStatus.REINSTATED


async def test_an_appeal_that_nobody_else_may_judge_stays_in_sight_and_says_how(
    any_site: Site,
) -> None:
    odd = an_odd_one(any_site.world, deciders=0)
    boss, owner = await any_site.known(Role.OWNER)
    answered(any_site, odd)
    assert "Nobody but you may decide here." in (await owner.get(page(odd))).words
    reason = RiskReason.INVENTED
    any_site.world.do(risk_decisions.confirm, boss, odd.case_id, reason, now=NOW)
    any_site.world.do(risk_answers.appeal, odd.actor, odd.case_id, "Look again", now=NOW)
    assert "Risk cases that nobody may decide 1" in (await owner.get("/console")).words
    assert f'href="{page(odd)}"' in (await owner.get("/console/risk")).text
    shown = await owner.get(page(odd))
    assert "An owner invites a reviewer with /team in the chat" in shown.words
    assert 'value="reinstate"' not in shown.text


async def test_a_confirmation_carries_reason_and_note_and_stays_readable(any_site: Site) -> None:
    odd = an_odd_one(any_site.world)
    answered(any_site, odd)
    guest = await english(any_site, odd)
    fields = {"decision": "confirm", "reason": "invented", "note": "Nine of ten cannot be"}
    assert (await guest.post(page(odd), **fields)).status == 303
    shown = await guest.get(page(odd))
    assert "Reason: the figures cannot be right “Nine of ten cannot be”" in shown.words
    assert f'action="{page(odd)}"' not in shown.text
    again = await guest.post(page(odd), decision="clear")
    assert (again.status, "decided already" in again.words) == (409, True)


@pytest.mark.parametrize(
    ("fields", "refused_with"),
    [
        ({}, 400),
        ({"decision": "burn"}, 400),
        ({"decision": "confirm"}, 400),
        ({"decision": "confirm", "reason": "mood"}, 400),
        ({"decision": "ask"}, 422),
        ({"decision": "clear", "note": "x" * 1001}, 422),
        ({"decision": "uphold", "note": "why"}, 409),
    ],
)
async def test_a_decision_that_lacks_something_decides_nothing(
    site: Site, fields: dict[str, str], refused_with: int
) -> None:
    odd = an_odd_one(site.world)
    answered(site, odd)
    guest = await english(site, odd)
    assert (await guest.post(page(odd), **fields)).status == refused_with
    assert state(site, odd) is CaseStatus.ANSWERED


async def test_nobody_sees_or_decides_their_own_or_a_linked_persons_case(any_site: Site) -> None:
    odd = an_odd_one(any_site.world)
    actor = any_site.world.do(w.grant, odd.actor, Role.REVIEWER)
    friend, friends = await any_site.known(Role.REVIEWER)
    with any_site.world.engine.begin() as conn:
        invited = update(person).where(person.c.id == friend.person_id)
        conn.execute(invited.values(invited_by=odd.actor.person_id))
    for guest in (await any_site.signed_in(actor), friends):
        for listed in ("/console/risk", "/console/risk?state=all", "/console/risk?state=held"):
            assert f'href="{page(odd)}"' not in (await guest.get(listed)).text
        assert (await guest.get(page(odd))).status == 403
        assert (await guest.get(f"{page(odd)}/pictures/1")).status == 403
        assert (await guest.post(page(odd), decision="clear")).status == 403
    assert state(any_site, odd) is CaseStatus.OPEN


async def test_finance_sees_no_case_but_where_amounts_are_held(site: Site) -> None:
    odd = an_odd_one(site.world)
    finance = await site.member(Role.FINANCE)
    assert (await finance.get(page(odd))).status == 403
    assert (await finance.post(page(odd), decision="clear")).status == 403
    front = await finance.get("/console")
    assert "On hold: 1 · may earn up to ¥" in front.words
    assert "/console/risk" not in front.text


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", True),
        ("state=asked", True),
        ("state=answered", False),
        ("state=held&clock=creator", True),
        ("clock=ours", False),
        ("clock=late", False),
        ("signal=impossible_counts", True),
        ("signal=ring", False),
        ("campaign=1&state=all", True),
        ("campaign=999", False),
        ("state=nonsense&clock=%00&signal=x&campaign=-1&page=9999999999", True),
    ],
)
async def test_the_list_is_narrowed_by_state_clock_signal_and_campaign(
    any_site: Site, asked: str, shown: bool
) -> None:
    odd = an_odd_one(any_site.world)
    guest = await english(any_site, odd)
    assert (f'href="{page(odd)}"' in (await guest.get(f"/console/risk?{asked}")).text) is shown


async def test_what_nobody_decides_is_late_on_the_list_and_the_first_page(any_site: Site) -> None:
    odd = an_odd_one(any_site.world)
    any_site.later(hours=72 + 48 + 1)
    guest = await english(any_site, odd)
    assert "Our time is over · since" in (await guest.get("/console/risk?clock=late")).words
    assert "Late risk cases 1" in (await guest.get("/console")).words
    campaign = await guest.get("/console/campaigns/1")
    assert "On hold: 1 · may earn up to ¥" in campaign.words
    assert 'href="/console/risk?state=held&amp;campaign=1"' in campaign.text


async def test_what_a_held_work_may_earn_has_one_name_wherever_it_stands(any_site: Site) -> None:
    """What it comes to by now is another amount, and says so."""
    odd = an_odd_one(any_site.world)
    guest = await english(any_site, odd)
    pages = "/console", "/console/campaigns/1", "/console/risk"
    shown = [(await guest.get(each)).words for each in pages]
    assert [re.findall(r"may earn up to (\S+)", words) for words in shown] == [["¥200.00"]] * 3
    planner = await any_site.member(Role.COORDINATOR)
    way = await planner.get(f"/console/why/{odd.work.assignment_id}")
    assert "¥200.00 so far" in way.words


async def test_many_cases_stand_on_pages(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.risk_lists.PAGE_SIZE", 1)
    first, second = an_odd_one(site.world), an_odd_one(site.world)
    guest = await english(site, first)
    shown = await guest.get("/console/risk")
    assert (page(first) in shown.text, page(second) in shown.text) == (True, False)
    assert 'href="/console/risk?page=2" rel="next"' in shown.text
    shown = await guest.get("/console/risk?page=2")
    assert (page(first) in shown.text, page(second) in shown.text) == (False, True)


async def test_a_picture_is_brought_for_whom_the_case_opens(migrated_sqlite_url: str) -> None:
    content, asked = [PNG, b"<svg onload=1>", b""], []

    async def bring(file_id: str) -> bytes:
        asked.append(file_id)
        if not content[0]:
            raise ConnectionError
        return content[0]

    async with served(migrated_sqlite_url, picture=bring) as site:
        odd = an_odd_one(site.world)
        answered(site, odd, "photo-of-ming")
        query = select(risk_event.c.id).where(risk_event.c.picture != "")
        event_id = site.world.rows(query)[0][0]
        guest = await english(site, odd)
        address = f"{page(odd)}/pictures/{event_id}"
        assert f'src="{address}"' in (await guest.get(page(odd))).text
        assert (await guest.get(f"{page(odd)}/pictures/{event_id + 1}")).status == 404
        assert asked == []
        shown = await guest.get(address)
        assert (shown.status, shown.headers["Content-Type"]) == (200, "image/png")
        for _ in range(2):  # no picture; nobody to ask
            content.pop(0)
            assert (await guest.get(address)).status == 404
        assert set(asked) == {"photo-of-ming"}


async def test_another_setting_is_tried_and_nothing_changes(any_site: Site) -> None:
    odd = an_odd_one(any_site.world)
    guest = await english(any_site, odd)
    plain = (await guest.get("/console/risk/settings")).words
    assert "On the newest 1 posts" in plain
    assert "would have flagged" not in plain
    strict = (await guest.get("/console/risk/settings?interactions_per_view=4")).words
    assert "would have flagged 1 of 1 posts; the present one flags 1." in strict
    lax = (await guest.get("/console/risk/settings?counts_from=901&velocity=")).words
    assert "would have flagged 0 of 1 posts; the present one flags 1." in lax
    assert len(any_site.world.rows(select(risk_case.c.id))) == 1


async def test_a_rule_without_its_tick_is_tried_without(site: Site) -> None:
    odd = an_odd_one(site.world)
    guest = await english(site, odd)
    rules = "&".join(f"rule={each}" for each in Signal if each is not Signal.IMPOSSIBLE_COUNTS)
    shown = await guest.get(f"/console/risk/settings?chosen=1&{rules}")
    assert "would have flagged 0 of 1 posts; the present one flags 1." in shown.words
    assert 'value="copied_text" checked>' in shown.text
    assert 'value="impossible_counts">' in shown.text


def test_every_number_of_the_rules_has_a_label() -> None:
    named = [key for keys in thresholds.OF_SIGNAL.values() for key in keys]
    assert sorted(named) == sorted(BOUNDS)
    assert set(thresholds.OF_SIGNAL) == set(Signal)


async def test_what_the_new_setting_alone_flags_says_so(site: Site) -> None:
    odd = an_odd_one(site.world)
    site.world.do(approved, site.world.do(w.live_campaign), odd.maker)
    guest = await english(site, odd)
    shown = (await guest.get("/console/risk/settings?posts_per_day=1")).words
    assert "would have flagged 2 of 2 posts; the present one flags 1." in shown
    assert shown.count("only with this setting") == 1


@pytest.mark.parametrize("said", ["posts_per_day=0", "posts_per_day=many", "text_similarity=nan"])
async def test_a_number_out_of_bounds_is_refused_by_its_name(site: Site, said: str) -> None:
    guest = await site.member(Role.OWNER)
    answer = await guest.get(f"/console/risk/settings?{said}")
    assert answer.status == 422
    assert f"{said.partition('=')[0]} must be a number from" in answer.words


async def test_a_clock_that_is_the_creators_names_their_time(site: Site) -> None:
    odd = an_odd_one(site.world)
    confirmed(site, odd)
    guest = await english(site, odd)
    shown = (await guest.get(f"{page(odd)}")).words
    assert "The creator's time runs · until" in shown
    assert f'href="{page(odd)}"' in (await guest.get("/console/risk?state=confirmed")).text
