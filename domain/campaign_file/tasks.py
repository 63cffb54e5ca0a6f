"""The [[tasks]] tables: what each offers, and until when; which cells it makes, see cells."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from domain.campaign_file import numbers, texts
from domain.campaign_file.cells import read_cells
from domain.campaign_file.notes import nearest
from domain.campaign_file.plan import TaskPlan, TrackingPlan
from domain.campaign_file.problems import ProblemCode
from domain.campaign_file.recurrence import Recurrence, read_recurrence
from domain.campaign_file.section import Section
from domain.campaign_file.tracking import read_tracking
from domain.templates import KnownFact
from domain.tracking_target import AllowedHosts

MOST_TASKS: Final = 5000


@dataclass(frozen=True, slots=True)
class Setting:
    """What tasks take from the rest of the file; `dated` is whether its days can be relied on."""

    title: str
    starts_on: date
    ends_on: date
    dated: bool
    minor_digits: int
    templates: tuple[str, ...]
    linked: frozenset[str]  # those of them whose wording shows the creator's link
    hosts: AllowedHosts
    tracking: TrackingPlan | None


def read_tasks(sections: Iterable[Section], setting: Setting) -> tuple[TaskPlan, ...]:
    tasks: dict[str, TaskPlan] = {}
    for section in sections:
        made = list(_read_table(section, setting, MOST_TASKS - len(tasks)))
        if len(tasks) + len(made) > MOST_TASKS:
            found, expected = str(len(tasks) + len(made)), str(MOST_TASKS)
            section.note(ProblemCode.TOO_MANY_TASKS, "key", found=found, expected=expected)
            made = []
        for task in made:
            if task.key in tasks and section.is_sound("key"):
                section.note(ProblemCode.DUPLICATE, "key", found=task.key)
            tasks[task.key] = task
        section.close()
    return tuple(tasks.values())


def _read_table(section: Section, setting: Setting, most: int) -> Iterator[TaskPlan]:
    key = texts.name(section, "key")
    title = texts.title(section, "title", 256, setting.title)
    template = _template(section, setting.templates)
    slots = numbers.number(section, "slots", 1, 100_000)
    cap_minor = numbers.money(section, "cap", setting.minor_digits, 0)
    min_followers = numbers.number(section, "min_followers", 0, 1_000_000_000, 0)
    per_creator = numbers.number(section, "per_creator", 1, 100, 1)
    opens_on, due_on = _days(section, setting)
    work_hours = numbers.number(section, "work_hours", 1, 90 * 24, 72)
    draft_required = numbers.flag(section, "draft_required", default=False)
    tracking = _tracking(section, setting, template)
    recurs = read_recurrence(section, opens_on, due_on, dated=setting.dated)
    for cell in read_cells(section, most):
        plan = TaskPlan(
            key=key + cell.suffix,
            title=title,
            platform=cell.platform,
            category=cell.category,
            region=cell.region,
            audience=cell.audience,
            scene=cell.scene,
            template=template,
            slots=slots,
            cap_minor=cap_minor,
            min_followers=min_followers,
            per_creator=per_creator,
            opens_on=opens_on,
            due_on=due_on,
            work_hours=work_hours,
            draft_required=draft_required,
            tracking=tracking,
        )
        yield from [plan] if recurs is None else _occurrences(plan, recurs)


def _occurrences(plan: TaskPlan, recurs: Recurrence) -> Iterator[TaskPlan]:
    """A task each; the last ones end with the task's own last day."""
    for day in recurs.days:
        closes_on = day + timedelta(days=recurs.open_days)
        yield replace(
            plan,
            key=f"{plan.key}-{day.isoformat()}",
            series=plan.key,
            opens_on=day,
            opens_clock=recurs.clock,
            due_on=min(closes_on, plan.due_on),
            due_clock=recurs.clock if closes_on <= plan.due_on else None,
            announcement=recurs.announcement,
        )


def _template(section: Section, known: tuple[str, ...]) -> str:
    """With one template in the file there is nothing to say."""
    only = known[0] if len(known) == 1 else None
    template = texts.text(section, "template", 64, only)
    if template and template not in known:
        hint = nearest(template, known)
        section.note(ProblemCode.UNKNOWN_TEMPLATE, "template", found=template, expected=hint)
    return template


def _tracking(section: Section, setting: Setting, template: str) -> TrackingPlan | None:
    tracking = read_tracking(section, setting.hosts, setting.tracking)
    if tracking is None and template in setting.linked:
        section.note(ProblemCode.NO_TARGET, "tracking", found=f"{{{KnownFact.LINK}}}")
    return tracking


def _days(section: Section, setting: Setting) -> tuple[date, date]:
    """opens_on … due_on, inside the campaign's own days and equal to them unless said."""
    opens_on = numbers.day(section, "opens_on", setting.starts_on)
    due_on = numbers.day(section, "due_on", setting.ends_on)
    if setting.dated:
        numbers.not_before(section, "opens_on", opens_on, setting.starts_on)
        numbers.not_after(section, "opens_on", opens_on, setting.ends_on)
        numbers.not_after(section, "due_on", due_on, setting.ends_on)
        if section.is_sound("opens_on"):
            numbers.not_before(section, "due_on", due_on, opens_on)
    return opens_on, due_on
