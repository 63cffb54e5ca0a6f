"""A campaign file is a plan, or all that is wrong with it, each on its line."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.campaign_file import (
    LARGEST_BYTES,
    BadCampaignFile,
    CampaignPlan,
    FileProblem,
    ProblemCode,
    parse,
    worst_case_minor,
)
from domain.locales import EN, ZH
from domain.money import Currency
from domain.people import Category, Region
from domain.platforms import Platform
from domain.templates import SlotKind
from domain.terms import Bonus, Interaction, Method, MissingData, Source
from domain.wording import read_title

EXAMPLES = Path(__file__).parents[2] / "campaigns"
SPRING_TEA = (EXAMPLES / "spring-tea.toml").read_text("utf-8")
SHORT_DRAMA = (EXAMPLES / "short-drama.toml").read_text("utf-8")

SMALL = """\
[campaign]
title = "T"
brand = "B"
budget = 100
starts_on = 2026-12-01
ends_on = 2026-12-31

[brief]
text = "Show it"
[[brief.clauses]]
code = "B1"
text = "Be honest"

[terms]
method = "flat"
flat = "10.00"

[[templates]]
key = "one"
title = "One"
variants = [{ key = "a", body = "{brand} {say}" }]
slots = [{ name = "say", kind = "free", prompt = "Say" }]

[[tasks]]
key = "go"
platform = "douyin"
category = "food"
slots = 5
"""


def plan_of(text: str) -> CampaignPlan:
    return parse(text.encode())


def problems_of(text: str | bytes) -> tuple[FileProblem, ...]:
    with pytest.raises(BadCampaignFile) as refused:
        parse(text if isinstance(text, bytes) else text.encode())
    return refused.value.problems


def plan_or_problems(text: str) -> CampaignPlan | tuple[FileProblem, ...]:
    try:
        return plan_of(text)
    except BadCampaignFile as refused:
        return refused.problems


def changed(old: str, new: str, text: str = SMALL) -> str:
    assert old in text
    return text.replace(old, new, 1)


def line_of(part: str, text: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_the_examples_are_plans_that_their_budgets_cover() -> None:
    tea, drama = plan_of(SPRING_TEA), plan_of(SHORT_DRAMA)
    assert (tea.slots, len(tea.tasks), worst_case_minor(tea)) == (40, 13, 480_000)
    assert (drama.slots, len(drama.tasks), worst_case_minor(drama)) == (300, 36, 750_000)
    assert worst_case_minor(tea) <= tea.budget_minor
    assert worst_case_minor(drama) <= drama.budget_minor
    assert (tea.terms.method, drama.terms.method) == (Method.CPE, Method.FLAT)


def test_everything_the_file_says_is_in_the_plan() -> None:
    tea = plan_of(SPRING_TEA)
    assert (tea.brand, tea.timezone, tea.starts_on) == (
        "山野茶社",
        "Asia/Shanghai",
        date(2026, 11, 20),
    )
    assert tea.terms.rate_per_mille_minor == 35_000
    assert tea.terms.counted == (Interaction.LIKES, Interaction.SAVES, Interaction.COMMENTS)
    assert tea.terms.weakest_source is Source.COORDINATOR
    assert [clause.code for clause in tea.brief.clauses] == ["B1", "B2", "B3", "B4"]
    assert tea.brief.clauses[2].text.en.startswith("No claims")
    (template,) = tea.templates
    assert [variant.key for variant in template.variants] == ["story", "review"]
    assert template.slots[0].value == "明前龙井"
    assert template.slots[3].kind is SlotKind.FREE
    assert template.assets[1].licence == "CC BY 4.0"
    review = tea.tasks[-1]
    assert (review.platform, review.region, review.draft_required) == (
        Platform.BILIBILI,
        None,
        True,
    )


def test_a_small_file_takes_the_usual_values() -> None:
    plan = plan_of(SMALL)
    assert (plan.currency.value, plan.timezone, plan.budget_minor) == (
        "CNY",
        "Asia/Shanghai",
        10_000,
    )
    (task,) = plan.tasks
    assert (task.title, task.template, task.work_hours, task.per_creator) == ("T", "one", 72, 1)
    assert (task.opens_on, task.due_on) == (plan.starts_on, plan.ends_on)
    assert (plan.terms.cap_minor, plan.terms.disclosure) == (1000, "广告")


def test_plural_keys_make_a_task_for_every_combination() -> None:
    text = changed('platform = "douyin"', 'platforms = ["douyin", "weibo"]\nregions = ["east"]')
    text = changed('category = "food"', 'category = "food"\nscenes = ["早上", "晚上"]', text)
    tasks = plan_of(text).tasks
    assert [(task.key, task.scene, task.region) for task in tasks] == [
        ("go-douyin-east-scene1", "早上", Region.EAST),
        ("go-douyin-east-scene2", "晚上", Region.EAST),
        ("go-weibo-east-scene1", "早上", Region.EAST),
        ("go-weibo-east-scene2", "晚上", Region.EAST),
    ]
    assert {task.category for task in tasks} == {Category.FOOD}
    assert plan_of(text).slots == 20


def test_a_unit_price_may_be_finer_than_the_currency() -> None:
    cpe = 'method = "cpe"\nprice = "0.0355"\ncounted = ["likes"]\ncap = 100\nfloor = 5'
    terms = plan_of(changed('method = "flat"\nflat = "10.00"', cpe)).terms
    assert (terms.rate_per_mille_minor, terms.cap_minor, terms.floor_minor) == (3550, 10_000, 500)


def test_a_byte_order_mark_and_windows_line_ends_are_fine() -> None:
    assert parse(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()) == plan_of(SMALL)


CPE = 'method = "cpe"\nprice = "0.35"\ncounted = ["likes"]\ncap = "20"'
TWICE = """slots = 5
[[tasks]]
key = "go"
platform = "weibo"
category = "pets"
slots = 1
"""
FLAT = 'method = "flat"\nflat = "10.00"'


@pytest.mark.parametrize(
    ("old", "new", "key", "code", "found", "expected"),
    [
        ('brand = "B"', 'brnad = "B"', "campaign.brnad", "unknown_key", "brnad", "brand"),
        ('brand = "B"', 'brand = "B"\nhue = 1', "campaign.hue", "unknown_key", "hue", ""),
        ('brand = "B"', 'brand = " "', "campaign.brand", "empty", "", ""),
        ('brand = "B"', "brand = 5", "campaign.brand", "wrong_type", "integer", "string"),
        ('brand = "B"', 'brand = "a\\u0000b"', "campaign.brand", "control_sign", "U+0000", ""),
        ('title = "T"', f'title = "{"长" * 257}"', "campaign.title", "too_long", "257", "256"),
        ("budget = 100", "budget = 1.005", "campaign.budget", "too_precise", "1.005", "2"),
        ("budget = 100", 'budget = "-1"', "campaign.budget", "negative", "-1", ""),
        ("budget = 100", "budget = nan", "campaign.budget", "not_money", "NaN", ""),
        ("budget = 100", "budget = true", "campaign.budget", "wrong_type", "boolean", "string"),
        (
            "budget = 100",
            'budget = 100\ncurrency = "CNYY"',
            "campaign.currency",
            "not_one_of",
            "CNYY",
            ", ".join(Currency),
        ),
        (
            "budget = 100",
            'budget = 1\ntimezone = "Asia/Shangai"',
            "campaign.timezone",
            "unknown_timezone",
            "Asia/Shangai",
            "Asia/Shanghai",
        ),
        (
            "ends_on = 2026-12-31",
            "ends_on = 2026-11-30",
            "campaign.ends_on",
            "before",
            "2026-11-30",
            "2026-12-01",
        ),
        (
            "ends_on = 2026-12-31",
            'ends_on = "2026-12-31"',
            "campaign.ends_on",
            "wrong_type",
            "string",
            "date",
        ),
        (
            'text = "Be honest"',
            'text = "Be"\n[[brief.clauses]]\ncode = "B1"\ntext = "x"',
            "brief.clauses[2].code",
            "duplicate",
            "B1",
            "",
        ),
        (FLAT, 'method = "cpm"\nprice = 1\ncap = 9\ncounted = ["likes"]', "terms.counted",
         "not_for_method", "", "cpm"),
        (FLAT, 'method = "cpm"\nprice = 0.001\ncap = 9', "terms.price", "too_precise", "0.001",
         "2"),
        (FLAT, 'method = "cpa"\nprice = 1\ncap = 9\nrate = 5', "terms.rate", "not_for_method",
         "", "cpa"),
        (FLAT, 'method = "cps"\nrate = 100.1\ncap = 9', "terms.rate", "out_of_range", "100.1",
         "≤ 100"),
        (FLAT, 'method = "cps"\nrate = 5\ncap = 9\nwindow_days = 0', "terms.window_days",
         "out_of_range", "0", "1–365"),
        (FLAT, FLAT + "\ncutoff_days = [7, 7]", "terms.cutoff_days[2]", "out_of_range", "7",
         "8–365"),
        (FLAT, FLAT + "\ncutoff_days = []", "terms.cutoff_days", "empty", "", ""),
        (FLAT, FLAT + '\nstages = { draft = "6", post = "5" }', "terms.stages", "cap_too_low",
         "1000", "1100"),
        (FLAT, FLAT + "\npot = 100000", "terms.pot", "out_of_range", "10000000", "0–10000"),
        (FLAT, FLAT + '\npot = 50\nmissing_data = "wait"', "terms.missing_data", "both_forms",
         "pot", "missing_data"),
        (FLAT, FLAT + "\npot = 49.99", "terms.pot", "pot_too_small", "49.99",
         "5 × 10.00 = 50.00"),
        (FLAT, CPE + "\nflat = 7\nfloor = 9\npot = 44", "terms.pot", "pot_too_small", "44.00",
         "5 × 9.00 = 45.00"),
        (FLAT, FLAT + "\npot = 50\npot_days = 0", "terms.pot_days", "out_of_range", "0",
         "1–365"),
        (FLAT, FLAT + "\npot_days = 7", "terms.pot", "missing_key", "", ""),
        (FLAT, FLAT + "\npot = 50\ncutoff_days = [7, 9]", "terms.cutoff_days", "both_forms",
         "pot", "cutoff_days"),
        (FLAT, FLAT + '\nmissing_data = "guess"', "terms.missing_data", "not_one_of", "guess",
         "floor, ask, wait"),
        ("slots = 5", 'slots = 5\ncap = "1.001"', "tasks[1].cap", "too_precise", "1.001", "2"),
        (FLAT, CPE + "\nwindow_days = 7", "terms.window_days", "not_for_method", "", "cpe"),
        (FLAT, CPE + "\nbonuses = [{ at = 9, amount = 1 }, { at = 9, amount = 2 }]",
         "terms.bonuses[2].at", "step_too_low", "9", "9"),
        (FLAT, CPE + "\nbonuses = [{ at = 9, amount = 0 }]", "terms.bonuses[1].amount",
         "out_of_range", "0", "> 0"),
        (FLAT, 'method = "cpx"', "terms.method", "not_one_of", "cpx", "flat, cpe, cpm, cpa, cps"),
        (FLAT, FLAT + "\ncap = 20", "terms.cap", "not_for_method", "", "flat"),
        (FLAT, CPE.replace('cap = "20"', ""), "terms.cap", "missing_key", "", ""),
        (FLAT, CPE + "\nfloor = 21", "terms.cap", "cap_too_low", "2000", "2100"),
        (FLAT, CPE.replace("0.35", "0"), "terms.price", "out_of_range", "0", "> 0"),
        (FLAT, CPE.replace("0.35", "0.000001"), "terms.price", "too_precise", "0.000001", "5"),
        (FLAT, CPE.replace('["likes"]', "[]"), "terms.counted", "empty", "", ""),
        (
            FLAT,
            CPE.replace('["likes"]', '["likes", "views"]'),
            "terms.counted[2]",
            "not_one_of",
            "views",
            "likes, shares, saves, comments",
        ),
        (
            FLAT,
            FLAT + "\ncutoff_days = 40\nretention_days = 30",
            "terms.retention_days",
            "out_of_range",
            "30",
            "40–730",
        ),
        (FLAT, FLAT + '\ndisclosure = "广 告"', "terms.disclosure", "not_a_tag", "广 告", ""),
        ("{brand} {say}", "{bramd} {say}", "templates[1].variants[1].body", "unknown_slot",
         "bramd", "brand"),
        ("{brand} {say}", "{say} }", "templates[1].variants[1].body", "stray_brace", "}", ""),
        ("{brand} {say}", "{brand}", "templates[1].slots", "unused_slot", "say", ""),
        ('key = "one"', 'key = "One!"', "templates[1].key", "not_a_key", "One!", ""),
        ('kind = "free"', 'kind = "fre"', "templates[1].slots[1].kind", "not_one_of",
         "fre", ", ".join(SlotKind)),
        ('title = "One"', 'title = "One"\nassets = [{ title = "a", url = "a.cn", licence = "b" }]',
         "templates[1].assets[1].url", "not_a_link", "a.cn", ""),
        ("slots = 5", "slots = 0", "tasks[1].slots", "out_of_range", "0", "1–100000"),
        ("slots = 5", 'slots = 5\ntemplate = "two"', "tasks[1].template", "unknown_template",
         "two", ""),
        ("slots = 5", "slots = 5\ndue_on = 2027-01-01", "tasks[1].due_on", "after",
         "2027-01-01", "2026-12-31"),
        ("slots = 5", 'slots = 5\nplatforms = ["weibo"]', "tasks[1].platform", "both_forms",
         "platform", "platforms"),
        ('"douyin"', '"myspace"', "tasks[1].platform", "not_one_of", "myspace",
         "douyin, kuaishou, xiaohongshu, channels, bilibili, weibo, tiktok, instagram, youtube"),
        ("slots = 5", TWICE, "tasks[2].key", "duplicate", "go", ""),
    ],
)  # fmt: skip
def test_one_thing_wrong_is_one_problem_on_its_line(
    old: str, new: str, key: str, code: str, found: str, expected: str
) -> None:
    (problem,) = problems_of(changed(old, new))
    assert (problem.key, problem.code, problem.found, problem.expected) == (
        key,
        ProblemCode(code),
        found,
        expected,
    )


@pytest.mark.parametrize(("written", "meant"), [("cpee", "cpe"), ("xyz", "")])
def test_an_unknown_value_is_answered_with_all_that_are_allowed_and_the_nearest(
    written: str, meant: str
) -> None:
    (problem,) = problems_of(changed(FLAT, f'method = "{written}"'))
    assert (problem.nearest, problem.expected) == (meant, "flat, cpe, cpm, cpa, cps")


@pytest.mark.parametrize(
    ("written", "agreed"),
    [
        ('method = "cpm"\nprice = "8.00"\ncap = "300"\nflat = 20', (800, (Interaction.VIEWS,), 7)),
        ('method = "cpa"\nprice = "2.5"\ncap = "300"', (250_000, (), 30)),
        ('method = "cps"\nrate = "8.5"\ncap = "300"\nwindow_days = 14', (85, (), 14)),
    ],
)
def test_each_method_has_its_price_and_its_cutoff(
    written: str, agreed: tuple[int, tuple[Interaction, ...], int]
) -> None:
    terms = plan_of(changed(FLAT, written)).terms
    found = (terms.rate_per_mille_minor, terms.counted, terms.cutoff_days)
    assert (found, terms.cap_minor) == (agreed, 30_000)


def test_checkpoints_and_caps_are_read() -> None:
    written = """
cutoff_days = [3, 7, 30]
stages = { draft = "2", post = "3.5" }
takes_back = true
missing_data = "ask"
creator_cap = "60"
"""
    plan = plan_of(changed("slots = 5", "slots = 5\ncap = 90", changed(FLAT, CPE + written)))
    terms = plan.terms
    assert (terms.earlier_cutoffs, terms.cutoff_days) == ((3, 7), 30)
    assert (terms.draft_minor, terms.post_minor, terms.takes_back) == (200, 350, True)
    assert (terms.missing, terms.creator_cap_minor) == (MissingData.ASK, 6_000)
    assert plan.tasks[0].cap_minor == 9_000


def test_bonuses_are_steps_in_their_order() -> None:
    steps = "\nbonuses = [{ at = 100, amount = 5 }, { at = 1000, amount = 60 }]"
    terms = plan_of(changed(FLAT, CPE + steps)).terms
    assert terms.bonuses == (Bonus(100, 500), Bonus(1_000, 6_000))


def test_all_problems_come_at_once_in_the_order_of_the_file() -> None:
    text = changed('brand = "B"', 'brand = ""')
    text = changed("slots = 5", "slots = -5\nplatfom = 1", text)
    text = changed('platform = "douyin"\n', "", text)
    problems = problems_of(text)
    assert [(p.line, p.key, p.code.value) for p in problems] == [
        (line_of('brand = ""', text), "campaign.brand", "empty"),
        (line_of("slots = -5", text), "tasks[1].slots", "out_of_range"),
        (line_of("platfom", text), "tasks[1].platfom", "unknown_key"),
    ]


def test_a_missing_key_is_missed_where_its_table_begins() -> None:
    text = changed("slots = 5", "")
    (problem,) = problems_of(text)
    assert (problem.code, problem.key) == (ProblemCode.MISSING_KEY, "tasks[1].slots")
    assert problem.line == line_of("[[tasks]]", text)


def test_an_empty_file_misses_every_table() -> None:
    missing = [(p.key, p.code) for p in problems_of("")]
    for key in ("campaign", "brief", "terms", "templates", "tasks"):
        assert (key, ProblemCode.MISSING_KEY) in missing


def test_what_is_shown_of_a_problem_is_short_and_legible() -> None:
    (problem,) = problems_of(changed('brand = "B"', f'brand = "B"\n"\\u0000{"k" * 9999}" = 1'))
    assert problem.found == "\ufffd" + "k" * 79 + "…"
    assert len(problem.key) <= 121


def test_a_matrix_beyond_reason_is_refused_before_it_is_made() -> None:
    many = ", ".join(f'"{number}"' for number in range(2000))
    text = changed("slots = 5", f"slots = 5\nscenes = [{many}]\naudiences = [{many}]")
    (problem,) = problems_of(text)
    assert (problem.code, problem.found) == (ProblemCode.TOO_MANY_TASKS, "4000000")


@pytest.mark.parametrize(
    ("data", "line", "code"),
    [
        (b"# " + b"x" * LARGEST_BYTES, 0, ProblemCode.TOO_LARGE),
        ("[campaign]\n# 春".encode("gb18030"), 2, ProblemCode.NOT_UTF8),
        (b"[campaign]\ntitle = 'T\n", 2, ProblemCode.SYNTAX),
        (b"[campaign]\n\n[campaign]\n", 3, ProblemCode.SYNTAX),
        (b"a = [\n\n", 1, ProblemCode.SYNTAX),
        (b"a = " + b"9" * 5000, 0, ProblemCode.SYNTAX),
        (b"a = " + b"[" * 100_000, 0, ProblemCode.TOO_DEEP),
        (b"\n" + b"a." * 100_000 + b"b = 1", 2, ProblemCode.TOO_DEEP),
        (b"\n" + b'"\\"" . ' * 30_000 + b"b = 1", 2, ProblemCode.TOO_DEEP),
        (b"[" + b"a." * 100_000 + b"b]", 1, ProblemCode.TOO_DEEP),
    ],
)
def test_what_is_no_toml_at_all_is_one_problem(data: bytes, line: int, code: ProblemCode) -> None:
    (problem,) = problems_of(data)
    assert (problem.line, problem.code) == (line, code)


pieces = st.sampled_from(
    ["[", "]", "{", "}", "=", '"', "'''", "\n", ".", "-1", "[[tasks]]", "true", "1e9", "\u0000",
     "slots", "2026-01-01", "{x}", "#", "[terms]", '""', "inf", "\\u0000", "\ufeff", "😀"]
)  # fmt: skip
cuts = st.lists(st.tuples(st.integers(0, 6000), st.integers(0, 60), pieces), max_size=4)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([SMALL, SPRING_TEA, SHORT_DRAMA]), cuts)
def test_a_mangled_file_is_a_plan_or_a_list_of_problems(
    text: str, cuts: list[tuple[int, int, str]]
) -> None:
    for start, length, piece in cuts:
        text = text[:start] + piece + text[start + length :]
    outcome = plan_or_problems(text)
    if isinstance(outcome, CampaignPlan):
        assert worst_case_minor(outcome) > 0
    else:
        assert outcome
        assert all(0 <= problem.line <= text.count("\n") + 1 for problem in outcome)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_without_a_crash(data: bytes) -> None:
    assert problems_of(data)


def test_titles_and_licences_come_in_both_languages() -> None:
    plan = plan_of(SPRING_TEA)
    template = plan.templates[0]
    titles = (plan.title, plan.tasks[0].title, template.title, template.assets[0].title)
    assert [read_title(title, ZH) for title in titles] == [
        "春茶上新",
        "春茶第一口",
        "第一口春茶",
        "产品图 12 张",
    ]
    assert [read_title(title, EN) for title in titles] == [
        "Spring tea launch",
        "First sip of spring",
        "First sip",
        "Product photos",
    ]
    assert read_title(template.assets[0].licence, EN) == "this campaign only, until 2027-06-30"


def test_a_task_without_a_title_has_the_campaigns() -> None:
    text = SMALL.replace('title = "T"', 'title = { zh = "春", en = "Spring" }')
    plan = plan_of(text)
    assert plan.tasks[0].title == plan.title
    assert read_title(plan.title, EN) == "Spring"


def test_a_pot_by_windows_needs_one_of_them_to_launch() -> None:
    plan = plan_of(changed(FLAT, FLAT + "\npot = 60\npot_days = 7"))
    assert (plan.terms.pot_minor, plan.terms.pot_days) == (6_000, 7)
    assert worst_case_minor(plan) == 6_000
    whole = plan_of(changed(FLAT, FLAT + "\npot = 60"))
    assert (whole.terms.pot_days, worst_case_minor(whole)) == (0, 5_000)
