"""What a page says of a post: seen is said, walls and silence are unknown, never passed or gone."""

import random
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.checks import pacing, schedule
from domain.checks.findings import LONGEST_EVIDENCE, Aspect, Look, PageState, Verdict
from domain.checks.judging import Expected, cut, in_doubt, judged
from domain.checks.pacing import asked_for
from domain.checks.page import PageFacts
from domain.checks.places import Form, Place, places
from domain.checks.reading import facts
from domain.checks.schedule import asked_to_show
from domain.checks.times import NEVER, from_text
from domain.fetching.addresses import AddressFlaw
from domain.fetching.answers import Answer, AnswerFlaw, Failed, Failure, Fetched, Refused
from domain.fetching.short_links import DeadEnd, Unresolved, resolution
from domain.links import ShortLink, parse
from domain.platforms import Platform
from domain.required_parts import RequiredKind, RequiredPart
from tests import pages

P = Platform
CLAIMED = datetime(2025, 11, 20, tzinfo=UTC)
MOMENT = datetime(2025, 11, 24, 4, 0, tzinfo=UTC)
EXPECTED = Expected(
    "ming",
    "MS4wLjABming",
    CLAIMED,
    (
        RequiredPart(RequiredKind.TAG, "番茄畅听"),
        RequiredPart(RequiredKind.DISCLOSURE, "广告"),
    ),
)
URLS = {
    P.DOUYIN: f"https://www.iesdouyin.com/share/video/{pages.DOUYIN_KEY}/",
    P.INSTAGRAM: f"https://www.instagram.com/p/{pages.INSTAGRAM_KEY}/",
}


def said(
    body: str,
    platform: Platform = P.DOUYIN,
    key: str = pages.DOUYIN_KEY,
    *,
    status: int = 200,
    url: str = "",
    form: Form = Form.PAGE,
) -> PageFacts:
    url = url or URLS.get(platform, "https://example.org/")
    answer = Fetched(url, status, body.encode(), "text/html", "utf-8")
    return facts(answer, Place(url, form), platform, key)


SHOWN = [
    (P.DOUYIN, pages.DOUYIN_KEY, pages.douyin(seconds=1_763_956_800), Form.PAGE, "MS4wLjABming"),
    (P.XIAOHONGSHU, pages.XHS_KEY, pages.xiaohongshu(), Form.PAGE, "5abcdef0000000000000000a"),
    (P.BILIBILI, pages.BILI_KEY, pages.bilibili(), Form.BILIBILI, "123456"),
    (P.TIKTOK, pages.TIKTOK_KEY, pages.tiktok(), Form.PAGE, "@ming.reads"),
    (P.YOUTUBE, pages.YOUTUBE_KEY, pages.youtube(), Form.PAGE, "@ming"),
    (P.WEIBO, pages.WEIBO_KEY, pages.weibo(), Form.PAGE, "1234567890"),
    (P.KUAISHOU, pages.KUAISHOU_KEY, pages.kuaishou(), Form.PAGE, "3xming1234"),
]


@pytest.mark.parametrize(("platform", "key", "body", "form", "author"), SHOWN)
def test_each_platforms_own_data_are_read(
    platform: Platform, key: str, body: str, form: Form, author: str
) -> None:
    found = said(body, platform, key, form=form)
    assert found.state is PageState.SHOWN
    assert author in found.author_keys
    assert "good" in found.text or "好听" in found.text
    assert found.published_at is not None
    assert abs(found.published_at - MOMENT) < timedelta(days=1)


@pytest.mark.parametrize(("platform", "key", "body", "form", "author"), SHOWN)
def test_another_posts_page_says_nothing_of_this_one(
    platform: Platform, key: str, body: str, form: Form, author: str
) -> None:
    other = key[:-1] + ("a" if key[-1] != "a" else "b")
    assert said(body, platform, other, form=form).state is PageState.SILENT


def test_an_embedding_answer_names_the_author_and_its_refusal_proves_nothing() -> None:
    found = said(pages.tiktok_oembed(), P.TIKTOK, pages.TIKTOK_KEY, form=Form.OEMBED)
    assert (found.state, found.author_keys) == (PageState.SHOWN, {"@ming.reads"})
    for status in (400, 401, 403, 404):
        refused = said("{}", P.TIKTOK, pages.TIKTOK_KEY, form=Form.OEMBED, status=status)
        assert not refused.settles


def test_open_graph_and_linked_data_count_where_they_name_this_post() -> None:
    url = URLS[P.INSTAGRAM]
    graph = said(pages.open_graph(url), P.INSTAGRAM, pages.INSTAGRAM_KEY)
    assert (graph.state, graph.author_names) == (PageState.SHOWN, ("ming",))
    linked = said(pages.linked_data(url), P.INSTAGRAM, pages.INSTAGRAM_KEY)
    assert (linked.state, linked.whole) == (PageState.SHOWN, True)
    assert linked.published_within > timedelta(days=1)
    for body in (
        pages.open_graph("https://www.instagram.com/"),
        pages.open_graph(""),
        pages.linked_data("https://www.instagram.com/p/CxYzAbCdEfZ/"),
        pages.linked_data(""),
    ):
        assert said(body, P.INSTAGRAM, pages.INSTAGRAM_KEY).state is PageState.SILENT


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Failed("u", Failure.TIMEOUT), PageState.UNREACHABLE),
        (Refused("u", AnswerFlaw.TOO_LARGE), PageState.TOO_LARGE),
        (Refused("u", AnswerFlaw.ENCODING), PageState.SILENT),
        (Refused("u", AddressFlaw.LOOPBACK), PageState.FORBIDDEN),
        (Fetched("https://www.douyin.com/", 429, b""), PageState.UNREACHABLE),
        (Fetched("https://www.douyin.com/", 503, b""), PageState.UNREACHABLE),
        (Fetched("https://www.douyin.com/", 403, b"no"), PageState.WALL),
        (Fetched("https://www.douyin.com/", 451, b"no"), PageState.WALL),
        (Fetched("https://www.douyin.com/", 404, b""), PageState.GONE),
        (Fetched("https://www.douyin.com/", 410, b""), PageState.GONE),
        (Fetched("https://www.douyin.com/login?to=1", 200, b"hi"), PageState.WALL),
        (Fetched("https://www.douyin.com/login?to=1", 404, b"hi"), PageState.WALL),
        (Fetched("https://www.douyin.com/", 200, b"<script>run()</script>"), PageState.SILENT),
        (Fetched("https://www.douyin.com/", 200, b""), PageState.SILENT),
        (Fetched("https://www.douyin.com/", 200, b"\xff\x00\x80"), PageState.SILENT),
    ],
)
def test_every_other_answer_has_its_state(answer: Answer, state: PageState) -> None:
    found = facts(answer, Place("https://www.douyin.com/"), P.DOUYIN, pages.DOUYIN_KEY)
    assert found.state is state
    assert judged(found, EXPECTED).of(Aspect.ALIVE).verdict is not Verdict.YES


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Sina Visitor System", ""),
        ("验证码中间页", ""),
        ("抖音", '<input type="password" name="p">'),
        ("抖音", '<div id="captcha_container"></div>'),
        ("Just a moment...", ""),
        ("快手", "<p>请完成验证后继续</p>"),
    ],
)
@pytest.mark.parametrize("status", [200, 404])
def test_a_wall_is_never_gone_and_never_passed(title: str, body: str, status: int) -> None:
    found = said(pages.page("", title, body), status=status)
    assert found.state is PageState.WALL
    assert judged(found, EXPECTED).says_nothing


def test_only_a_platforms_clear_word_means_deleted() -> None:
    unclear = "因作品权限或已被删除，无法观看，去看看其他作品吧"
    assert said(pages.douyin_hidden("status_self_see", unclear)).state is PageState.PRIVATE
    clear = "你要观看的视频已删除"
    assert said(pages.douyin_hidden("status_deleted", clear)).state is PageState.GONE
    assert said(pages.douyin_hidden("core_dep", unclear)).state is PageState.SILENT
    in_a_script = pages.page('var words = {"gone": "作品已删除"}')
    assert said(in_a_script).state is PageState.SILENT
    assert said(pages.page("", body="<p>作品已删除</p>")).state is PageState.GONE
    in_a_long_page = pages.page("", body="<p>评论</p>" * 2_000 + "作品已删除")
    assert said(in_a_long_page).state is PageState.SILENT


@pytest.mark.parametrize(
    ("code", "status", "state"),
    [
        (-404, 200, PageState.GONE),
        (62002, 200, PageState.PRIVATE),
        (-403, 200, PageState.PRIVATE),
        (-412, 412, PageState.WALL),
        (-352, 200, PageState.WALL),
        (62004, 200, PageState.SILENT),
    ],
)
def test_bilibili_says_by_number(code: int, status: int, state: PageState) -> None:
    body = pages.bilibili_refused(code, "啥都木有")
    found = said(body, P.BILIBILI, pages.BILI_KEY, status=status, form=Form.BILIBILI)
    assert found.state is state


def test_tiktok_and_youtube_tell_private_from_gone() -> None:
    def tiktok(code: int) -> PageState:
        return said(pages.tiktok(statusCode=code), P.TIKTOK, pages.TIKTOK_KEY).state

    def youtube(status: str, reason: str) -> PageState:
        body = pages.youtube_refused(status, reason)
        return said(body, P.YOUTUBE, pages.YOUTUBE_KEY).state

    states = [tiktok(10204), tiktok(10216), tiktok(10000)]
    assert states == [PageState.GONE, PageState.PRIVATE, PageState.SILENT]
    assert youtube("LOGIN_REQUIRED", "This is a private video.") is PageState.PRIVATE
    gone = "This video has been removed by the uploader"
    assert youtube("ERROR", gone) is PageState.GONE
    assert youtube("ERROR", "Video unavailable") is PageState.SILENT
    assert youtube("LOGIN_REQUIRED", "Sign in to confirm you’re not a bot") is PageState.SILENT


def verdicts(found: PageFacts, expected: Expected = EXPECTED) -> dict[Aspect, str]:
    look = judged(found, expected)
    return {aspect: look.of(aspect).verdict for aspect in Aspect}


def test_a_post_as_agreed_is_six_times_yes() -> None:
    found = said(pages.douyin(seconds=int(MOMENT.timestamp())))
    assert set(verdicts(found).values()) == {Verdict.YES}


def test_each_fault_is_seen_by_itself() -> None:
    def only_no(**changed: object) -> dict[Aspect, str]:
        found = said(pages.douyin(**{"seconds": int(MOMENT.timestamp()), **changed}))  # type: ignore[arg-type]
        return {a: v for a, v in verdicts(found).items() if v != Verdict.YES}

    assert only_no(author="MS4wLjABother") == {Aspect.RIGHT_ACCOUNT: Verdict.NO}
    early = int((CLAIMED - timedelta(seconds=1)).timestamp())
    assert only_no(seconds=early) == {Aspect.AFTER_CLAIM: Verdict.NO}
    assert only_no(seconds=0) == {Aspect.AFTER_CLAIM: Verdict.UNKNOWN}
    assert only_no(text="好听 #广告") == {Aspect.TAGS: Verdict.NO}
    assert only_no(text="好听 #番茄畅听 广告") == {Aspect.DISCLOSURE: Verdict.NO}


def test_what_a_cut_text_lacks_proves_nothing() -> None:
    found = said(pages.bilibili(desc="好听"), P.BILIBILI, pages.BILI_KEY, form=Form.BILIBILI)
    expected = replace(EXPECTED, profile_key="123456")
    look = judged(found, expected)
    assert (look.of(Aspect.TAGS).verdict, look.of(Aspect.TAGS).evidence) == ("unknown", "#番茄畅听")
    assert look.of(Aspect.RIGHT_ACCOUNT).verdict is Verdict.YES


def test_an_author_is_told_by_key_then_by_handle_and_else_unknown() -> None:
    found = said(pages.douyin())
    nobody_told = replace(EXPECTED, profile_key="")
    assert verdicts(found, nobody_told)[Aspect.RIGHT_ACCOUNT] == Verdict.YES
    stranger = replace(nobody_told, handle="somebody")
    assert verdicts(found, stranger)[Aspect.RIGHT_ACCOUNT] == Verdict.UNKNOWN
    by_number = replace(EXPECTED, profile_key="id/123", handle="somebody")
    assert verdicts(found, by_number)[Aspect.RIGHT_ACCOUNT] == Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("body", "platform", "key"),
    [
        (pages.xiaohongshu(), P.XIAOHONGSHU, pages.XHS_KEY),
        (pages.kuaishou(), P.KUAISHOU, pages.KUAISHOU_KEY),
        (pages.weibo(), P.WEIBO, pages.WEIBO_KEY),
        (pages.youtube(), P.YOUTUBE, pages.YOUTUBE_KEY),
        (pages.douyin(), P.DOUYIN, pages.DOUYIN_KEY),
    ],
)
def test_a_displayed_name_proves_nothing_for_anybody_may_be_called_so(
    body: str, platform: Platform, key: str
) -> None:
    found = said(body, platform, key)
    for shown in set(found.author_names) - set(found.author_handles):
        expected = replace(EXPECTED, profile_key="", handle=shown)
        finding = judged(found, expected).of(Aspect.RIGHT_ACCOUNT)
        assert finding.verdict is Verdict.UNKNOWN
        assert shown in finding.evidence  # a person sees it


def test_a_day_alone_is_early_only_as_a_whole() -> None:
    published_at, within = from_text("2025-11-20")
    found = PageFacts(PageState.SHOWN, published_at=published_at, published_within=within)
    for claimed_at, verdict in (
        (datetime(2025, 11, 18, tzinfo=UTC), Verdict.YES),
        (datetime(2025, 11, 20, 12, tzinfo=UTC), Verdict.UNKNOWN),
        (datetime(2025, 11, 23, tzinfo=UTC), Verdict.NO),
    ):
        expected = replace(EXPECTED, claimed_at=claimed_at)
        assert verdicts(found, expected)[Aspect.AFTER_CLAIM] == verdict


def test_a_year_that_no_calendar_has_is_no_date_and_no_wait() -> None:
    """What the fuzzing of pages found: a number too large for the platform's own clock."""
    absurd = f"Mon, 24 Nov {'1' * 40} 12:00:00 +0800"
    assert from_text(absurd) == NEVER
    assert asked_for(absurd, MOMENT) == timedelta(0)


def test_a_first_sight_of_a_post_that_is_down_is_no_verdict() -> None:
    look = judged(said("", status=404), EXPECTED)
    assert look.of(Aspect.ALIVE).verdict is Verdict.NO
    assert in_doubt(look).says_nothing
    assert in_doubt(look).of(Aspect.ALIVE).evidence == "404"
    assert Look(PageState.WALL, {}).says_nothing


@pytest.mark.parametrize(
    "unit",
    [
        "<script>", '<meta property="a" content="', "<meta ", "<title>", '{"a":', "[", "<link rel=",
        "window._ROUTER_DATA = {", '<script type="application/ld+json">[[[[', "a='b\"", "9" * 50,
    ],
)  # fmt: skip
def test_a_hostile_page_costs_its_length_and_raises_nothing(unit: str) -> None:
    body = (unit * (1_000_000 // len(unit)))[:1_000_000]
    began = time.process_time()
    for whole in (body, f"<script>window._ROUTER_DATA = {body}</script>"):
        for platform in Platform:
            said(whole, platform, "1")
    assert time.process_time() - began < 60  # seconds; a square would take hours


def test_a_character_named_by_more_digits_than_a_number_has_raises_nothing() -> None:
    endless = "&#" + "9" * 5_000 + ";"
    page = f'<title>{endless}</title><meta property="og:title" content="{endless}">'
    assert said(page).state is PageState.SILENT


@pytest.mark.parametrize(
    ("flaw", "why"),
    [
        (AnswerFlaw.TOO_LARGE, DeadEnd.TOO_LARGE),
        (AnswerFlaw.ENCODING, DeadEnd.SILENT),
        (AnswerFlaw.TOO_MANY_REDIRECTS, DeadEnd.TOO_FAR),
        (AddressFlaw.LOOPBACK, DeadEnd.FORBIDDEN),
    ],
)
def test_a_share_link_that_was_not_read_says_why(
    flaw: AnswerFlaw | AddressFlaw, why: DeadEnd
) -> None:
    link = parse("https://v.douyin.com/iRNBho6u/")
    assert isinstance(link, ShortLink)
    found = resolution(link, Refused("u", flaw))
    assert isinstance(found, Unresolved)
    assert found.why is why


@pytest.mark.parametrize(
    ("url", "status", "body"),
    [
        ("https://passport.weibo.com/visitor/visitor?url=https://weibo.com/1/Nab", 200, b"hi"),
        ("https://passport.weibo.com/visitor/visitor?url=https://weibo.com/1/Nab", 404, b""),
        ("https://www.instagram.com/accounts/login/?next=/p/CxYzAbCdEfG/", 200, b"hi"),
        ("https://www.kuaishou.com/short", 200, "<title>验证码中间页</title>".encode()),
    ],
)
def test_a_share_link_that_leads_to_a_sign_in_is_neither_gone_nor_no_post(
    url: str, status: int, body: bytes
) -> None:
    link = parse("https://v.douyin.com/iRNBho6u/")
    assert isinstance(link, ShortLink)
    found = resolution(link, Fetched(url, status, body))
    assert isinstance(found, Unresolved)
    assert found.why is DeadEnd.WALL


def test_who_cannot_show_by_page_is_asked_every_two_weeks_and_before_the_end() -> None:
    begin, end = MOMENT, MOMENT + timedelta(days=30)
    asked, at = [], begin
    while True:
        _, following = asked_to_show(begin, end, at)
        if following is None:
            break
        assert asked_to_show(begin, end, following)[0] == following
        asked.append((following - begin).days)
        at = following
    assert asked == [14, 28]
    assert asked_to_show(begin, begin + timedelta(days=3), end) == (None, None)


def test_shuffled_pages_raise_nothing() -> None:
    random_ = random.Random(7)
    bodies = [body for _, _, body, _, _ in SHOWN]
    for _ in range(400):
        platform, key, body, form, _ = random_.choice(SHOWN)
        at, length = random_.randrange(len(body)), random_.randrange(1, 60)
        other = random_.choice(bodies)
        spoilt = body[:at] + other[at : at + length] + body[at + length :]
        for value in ("null", '"x"', "[1]", "{}", "9" * 40, "1e999", "-1", "true"):
            said(spoilt.replace("1763956800", value), platform, key, form=form)


def test_evidence_is_one_short_line_a_database_can_keep() -> None:
    assert cut("a\0b\n\u202ec  d") == "a b c d"
    assert len(cut("长" * 500)) == LONGEST_EVIDENCE


def test_where_a_post_is_looked_up() -> None:
    def hosts(platform: Platform, key: str, url: str) -> list[str]:
        return [place.url.split("/")[2] for place in places(platform, key, url)]

    assert hosts(P.CHANNELS, "x", "https://channels.weixin.qq.com/x") == []
    assert hosts(P.DOUYIN, "730", "https://www.douyin.com/video/730") == ["www.iesdouyin.com"]
    bilibili = hosts(P.BILIBILI, pages.BILI_KEY, "https://www.bilibili.com/video/x")
    assert bilibili == ["api.bilibili.com", "www.bilibili.com"]
    assert hosts(P.BILIBILI, "cv1", "https://www.bilibili.com/read/cv1") == ["www.bilibili.com"]
    assert hosts(P.TIKTOK, "1", "https://www.tiktok.com/@/video/1") == ["www.tiktok.com"] * 2


def test_the_watch_is_a_day_three_seven_then_weekly_and_shortly_before_the_end() -> None:
    end, at, days = CLAIMED + timedelta(days=30), CLAIMED, []
    while at_next := schedule.next_watch(CLAIMED, end, at):
        days.append((at_next - CLAIMED).days)
        at = at_next
    assert days == [1, 3, 7, 14, 21, 28, 29]
    assert at == end - schedule.LAST_LOOK_BEFORE
    late = schedule.next_watch(CLAIMED, end, CLAIMED + timedelta(days=16))
    assert late == CLAIMED + timedelta(days=21)
    assert schedule.next_watch(CLAIMED, end, end) is None
    assert schedule.next_watch(CLAIMED, CLAIMED + timedelta(hours=2), CLAIMED) is not None


def test_a_hosts_pause_doubles_to_a_day_and_retry_after_is_read() -> None:
    pauses = [pacing.pause_after(strikes) for strikes in range(1, 20)]
    assert pauses[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert pauses[-1] == max(pauses) == timedelta(days=1)
    for written, seconds in (
        ("120", 120),
        ("Thu, 20 Nov 2025 00:01:00 GMT", 60),
        ("Thu, 20 Nov 2025 00:01:00", 60),
        ("99999999999999", 86_400),
        ("-5", 0), ("soon", 0), ("", 0), ("٣", 0), ("Wed, 19 Nov 2025 00:00:00 GMT", 0),
    ):  # fmt: skip
        assert pacing.asked_for(written, CLAIMED) == timedelta(seconds=seconds)
