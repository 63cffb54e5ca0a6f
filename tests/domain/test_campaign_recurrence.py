"""A campaign file's tasks that recur: which days they make, and what is wrong with a table."""

from datetime import date, time
from pathlib import Path

import pytest

from domain.campaign_file import BadCampaignFile, CampaignPlan, ProblemCode, parse, worst_case_minor

WALK = (Path(__file__).parents[2] / "campaigns" / "weekly-walk.toml").read_text()
P = ProblemCode


def plan(*changes: tuple[str, str]) -> CampaignPlan:
    text = WALK
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return parse(text.encode())


def problems(*changes: tuple[str, str]) -> list[tuple[str, ProblemCode, int]]:
    with pytest.raises(BadCampaignFile) as bad:
        plan(*changes)
    return [(each.key, each.code, each.line) for each in bad.value.problems]


def test_each_occurrence_is_a_task_of_its_own() -> None:
    made = plan()
    days = [each.opens_on for each in made.tasks]
    assert len(days) == 16
    assert days[:3] == [date(2026, 12, 3), date(2026, 12, 7), date(2026, 12, 10)]
    assert {day.weekday() for day in days} == {0, 3}
    first = made.tasks[0]
    assert (first.key, first.series) == ("walk-2026-12-03", "walk")
    assert (first.opens_clock, first.due_on, first.due_clock) == (
        time(18),
        date(2026, 12, 6),
        time(18),
    )


def test_all_of_them_are_counted_for_the_launch() -> None:
    assert worst_case_minor(plan()) == plan().budget_minor == 16 * 10 * 3_000


def test_without_a_number_it_goes_on_until_a_day_or_the_campaigns_last() -> None:
    until = plan(("times = 16", "until = 2026-12-10"))
    assert [each.opens_on.day for each in until.tasks] == [3, 7, 10]
    assert plan(("times = 16", "")).tasks[-1].opens_on == date(2027, 3, 29)


def test_the_last_ones_end_with_the_campaign() -> None:
    last = plan(("times = 16", "")).tasks[-1]
    assert (last.due_on, last.due_clock) == (date(2027, 3, 31), None)


def test_a_matrix_recurs_cell_by_cell() -> None:
    made = plan(('platform = "xiaohongshu"', 'platforms = ["xiaohongshu", "douyin"]'))
    assert len(made.tasks) == 32
    assert {each.series for each in made.tasks} == {"walk-xiaohongshu", "walk-douyin"}


@pytest.mark.parametrize(
    ("old", "new", "key", "code"),
    [
        ('"thursday"]', '"thorsday"]', "tasks[1].recurs.weekdays[2]", P.NOT_ONE_OF),
        ('"thursday"]', '"monday"]', "tasks[1].recurs.weekdays[2]", P.DUPLICATE),
        ("at = 18:00:00", 'at = "18:00"', "tasks[1].recurs.at", P.WRONG_TYPE),
        ("at = 18:00:00", "at = 18:00:30", "tasks[1].recurs.at", P.OUT_OF_RANGE),
        ("at = 18:00:00", "", "tasks[1].recurs.at", P.MISSING_KEY),
        ("open_days = 3", "open_days = 0", "tasks[1].recurs.open_days", P.OUT_OF_RANGE),
        ("times = 16", "times = 36", "tasks[1].recurs.times", P.OUT_OF_RANGE),
        ("times = 16", "times = 16\n  until = 2027-01-01", "tasks[1].recurs.times", P.BOTH_FORMS),
        ("times = 16", "until = 2027-05-01", "tasks[1].recurs.until", P.AFTER),
        ("times = 16", "until = 2026-11-01", "tasks[1].recurs.until", P.BEFORE),
        ("times = 16", "time = 16", "tasks[1].recurs.time", P.UNKNOWN_KEY),
    ],
)
def test_what_is_wrong_is_named_by_line_and_key(
    old: str, new: str, key: str, code: ProblemCode
) -> None:
    found = problems((old, new))
    assert (key, code) in [(each[0], each[1]) for each in found]
    assert all(line > 0 for _, _, line in found)


def test_more_tasks_than_a_file_may_make_are_refused() -> None:
    found = problems(
        (
            'category = "life"',
            'category = "life"\naudiences = ['
            + ", ".join(f'"a{number}"' for number in range(320))
            + "]",
        )
    )
    assert [each[1] for each in found] == [P.TOO_MANY_TASKS]


def test_days_that_do_not_come_are_said_to_be_none() -> None:
    found = problems(("ends_on = 2027-03-31", "ends_on = 2026-12-02"))
    assert ("tasks[1].recurs.times", P.OUT_OF_RANGE) in [(each[0], each[1]) for each in found]
