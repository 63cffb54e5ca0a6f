"""The [tracking] table of a campaign file, for all of its tasks or for one."""

import pytest

from domain.campaign_file import BadCampaignFile, CampaignPlan, ProblemCode, TrackingPlan, parse
from domain.tracking_target import AllowedHosts
from tests.domain.test_campaign_file import SMALL

HOSTS = AllowedHosts(frozenset({"shop.example.com"}))
TARGET = "https://shop.example.com/tea"
OF_TASK = "[tasks.tracking]\n"


def plan_of(text: str) -> CampaignPlan:
    return parse(text.encode(), HOSTS)


def problem_of(text: str, hosts: AllowedHosts = HOSTS) -> tuple[int, str, ProblemCode, str]:
    with pytest.raises(BadCampaignFile) as refused:
        parse(text.encode(), hosts)
    (problem,) = refused.value.problems
    return problem.line, problem.key, problem.code, problem.found


def with_target(url: str) -> str:
    return f'[tracking]\nurl = "{url}"\n{SMALL}'


def test_a_file_without_targets_gives_nobody_a_link() -> None:
    assert [each.tracking for each in plan_of(SMALL).tasks] == [None]


def test_the_campaigns_target_is_every_tasks() -> None:
    assert plan_of(with_target(TARGET)).tasks[0].tracking == TrackingPlan(TARGET, "", "koc", "")


def test_a_task_may_lead_elsewhere_and_keep_the_rest() -> None:
    text = f'[tracking]\nurl = "{TARGET}"\ncampaign = "spring"\n{SMALL}{OF_TASK}url = "{TARGET}/2"'
    assert plan_of(text).tasks[0].tracking == TrackingPlan(f"{TARGET}/2", "", "koc", "spring")
    text = f'{SMALL}{OF_TASK}url = "{TARGET}"\nsource = "app"\nmedium = "cpc"'
    assert plan_of(text).tasks[0].tracking == TrackingPlan(TARGET, "app", "cpc", "")


@pytest.mark.parametrize(
    ("url", "code", "found"),
    [
        ("https://evil.example.com/", ProblemCode.HOST_NOT_ALLOWED, "evil.example.com"),
        ("https://127.0.0.1/", ProblemCode.HOST_NOT_ALLOWED, "127.0.0.1"),
        ("http://shop.example.com/", ProblemCode.NOT_HTTPS, "http://shop.example.com/"),
        ("https://a@shop.example.com/", ProblemCode.NOT_A_LINK, "https://a@shop.example.com/"),
    ],
)
def test_another_target_is_refused_by_line_and_key(url: str, code: ProblemCode, found: str) -> None:
    assert problem_of(with_target(url)) == (2, "tracking.url", code, found)


def test_where_no_host_is_allowed_no_file_leads_anywhere() -> None:
    refused = problem_of(with_target(TARGET), AllowedHosts())
    assert refused[2:] == (ProblemCode.HOST_NOT_ALLOWED, "shop.example.com")


def test_a_table_without_url_or_with_an_unknown_key_is_refused() -> None:
    assert problem_of(f"[tracking]\n{SMALL}")[1:3] == ("tracking.url", ProblemCode.MISSING_KEY)
    with_more = with_target(TARGET).replace("[campaign]", "colour = 1\n[campaign]", 1)
    assert problem_of(with_more)[1:3] == ("tracking.colour", ProblemCode.UNKNOWN_KEY)


def test_a_wording_that_shows_the_link_needs_a_target() -> None:
    linked = SMALL.replace("{brand} {say}", "{brand} {say} {link}")
    line, key, code, found = problem_of(linked)
    assert (key, code, found) == ("tasks[1].tracking", ProblemCode.NO_TARGET, "{link}")
    assert linked.splitlines()[line - 1] == "[[tasks]]"
    assert plan_of(f'{linked}{OF_TASK}url = "{TARGET}"').tasks[0].tracking is not None


def test_nobody_is_paid_by_what_our_own_links_counted() -> None:
    text = SMALL.replace('method = "flat"', 'weakest_source = "tracking"\nmethod = "flat"')
    assert problem_of(text)[1:3] == ("terms.weakest_source", ProblemCode.NOT_ONE_OF)
