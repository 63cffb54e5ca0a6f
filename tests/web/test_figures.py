"""What is exported is what the board and the alerts ask for, and what the page explains."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from domain.delivery import DeliveryClass, DeliveryStatus
from domain.due_work import DueWork
from services import overdue
from tests.web.site import Site
from web.house import HOUSE, UpdateFlow

ROOT = Path(__file__).parents[2]
BOARD = ROOT / "deploy/grafana/koc-dispatch.json"
RULES = ROOT / "deploy/prometheus/koc-dispatch.rules.yaml"
PAGES = {
    name: (ROOT / "docs" / name).read_text(encoding="utf-8")
    for name in ("watching.md", "watching.zh-CN.md")
}
_NAME = re.compile(r"\bkoc_[a-z_]+\b")


async def exported(site: Site) -> dict[str, Any]:
    """Families by name, of a process that has every side."""
    site.flow = UpdateFlow(3, flowing=True)
    figures = site.app[HOUSE].figures
    figures.note_end(DeliveryClass.REMINDER, DeliveryStatus.SENT, flood=False)
    figures.of_job("imports").took.note(0.2)
    figures.of_job("imports").ended_at = 0.0
    text = (await (await site.guest()).get("/metrics")).text
    return {each.name: each for each in text_string_to_metric_families(text)}


def sample_names(families: dict[str, Any]) -> set[str]:
    """As a query names them: a histogram by its buckets, a counter with its ending."""
    names = set()
    for name, family in families.items():
        if family.type == "histogram":
            names |= {f"{name}_bucket", f"{name}_sum", f"{name}_count"}
        else:
            names.add(f"{name}_total" if family.type == "counter" else name)
    return names


def family_names(families: dict[str, Any]) -> set[str]:
    return {f"{name}_total" if each.type == "counter" else name for name, each in families.items()}


def asked_by_board() -> list[str]:
    board = json.loads(BOARD.read_text(encoding="utf-8"))
    return [target["expr"] for each in board["panels"] for target in each.get("targets", ())]


def asked_by_alerts() -> list[str]:
    groups = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    return [rule["expr"] for group in groups for rule in group["rules"]]


@pytest.mark.parametrize("asked", [asked_by_board, asked_by_alerts])
async def test_whatever_is_asked_for_is_exported(site: Site, asked: Any) -> None:
    known = sample_names(await exported(site))
    names = {name for query in asked() for name in _NAME.findall(query)}
    assert len(names) > 8
    assert names - known == set()


async def test_the_board_shows_whatever_is_exported(site: Site) -> None:
    shown = {
        name.removesuffix("_bucket") for query in asked_by_board() for name in _NAME.findall(query)
    }
    families = await exported(site)
    named = family_names(families)
    assert named - shown == set()


@pytest.mark.parametrize("page", PAGES)
async def test_the_page_explains_whatever_is_exported_and_nothing_else(
    site: Site, page: str
) -> None:
    families = await exported(site)
    named = family_names(families)
    assert set(_NAME.findall(PAGES[page])) == named


async def test_labels_that_are_asked_for_are_there(site: Site) -> None:
    """A query by a label that nobody has finds nothing, and looks like silence."""
    families = await exported(site)
    for query in (*asked_by_board(), *asked_by_alerts()):
        for name, labels in re.findall(r"(koc_[a-z_]+)\{([^}]*)\}", query):
            family = families[re.sub(r"_(total|bucket)$", "", name)]
            known = {key for sample in family.samples for key in sample.labels} | {"job"}
            used = set(re.findall(r"([a-z]+)=", labels))
            assert not family.samples or used <= known, query


def test_alerts_are_named_once_and_say_what_happened() -> None:
    groups = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    assert len({rule["alert"] for rule in rules}) == len(rules)
    assert all(rule["annotations"]["summary"] for rule in rules)


def test_the_alert_of_doubt_counts_what_deaths_left_too() -> None:
    """Who died as it sent counts nothing; the rows know, whoever was sending."""
    groups = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    (asked,) = [r["expr"] for g in groups for r in g["rules"] if r["alert"] == "KocInDoubt"]
    assert _NAME.findall(asked) == ["koc_deliveries_in_doubt"]


def alerts() -> dict[str, str]:
    """What each asks."""
    groups = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    return {rule["alert"]: rule["expr"] for group in groups for rule in group["rules"]}


def test_each_class_that_can_starve_and_what_dies_has_an_alert() -> None:
    """A broadcast's oldest is due since it began, whatever the pace: its time left tells of it."""
    oldest = [asked for asked in alerts().values() if "koc_deliveries_oldest_seconds" in asked]
    classes = {found for asked in oldest for found in re.findall(r'class="(\w+)"', asked)}
    assert classes == {*DeliveryClass} - {DeliveryClass.BROADCAST}
    assert 'status="dead"' in alerts()["KocDead"]


def test_the_board_calls_nothing_ever_that_falls_when_rows_are_forgotten() -> None:
    panels = json.loads(BOARD.read_text(encoding="utf-8"))["panels"]
    of_rows = [
        each["title"]
        for each in panels
        if any("koc_deliveries_dead" in target["expr"] for target in each.get("targets", ()))
    ]
    assert of_rows == ["In doubt and dead, of what is kept"]


async def test_a_histogram_counts_what_took_so_long(site: Site) -> None:
    families = await exported(site)
    samples = families["koc_job_seconds"].samples
    buckets = {s.labels["le"]: s.value for s in samples if s.name.endswith("_bucket")}
    assert (buckets["0.1"], buckets["0.25"], buckets["+Inf"]) == (0, 1, 1)
    (total,) = [s.value for s in samples if s.name.endswith("_sum")]
    assert total == pytest.approx(0.2)


def test_lateness_asks_what_the_jobs_ask() -> None:
    from scheduler import jobs

    errands = {each.work: each.due for each in vars(jobs).values() if isinstance(each, jobs.Errand)}
    asked = {work: line.due for work, line in overdue.LINES.items()}
    # The job walks through all creators for who lacks a digest, a monitor through the last ones.
    for work in errands.keys() & asked.keys() - {DueWork.DIGEST}:
        assert errands[work] == asked[work]
    assert asked.keys() == set(DueWork) - overdue.NEVER_LATE
