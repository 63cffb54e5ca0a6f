"""From the file's bytes to its plan; each table is read by a module of its own."""

import re
import tomllib
from decimal import Decimal
from typing import Final

from domain.campaign_file.brief import read_brief
from domain.campaign_file.header import read_header
from domain.campaign_file.notes import Notes
from domain.campaign_file.plan import CampaignPlan
from domain.campaign_file.positions import KeyPath, positions
from domain.campaign_file.problems import BadCampaignFile, FileProblem, ProblemCode
from domain.campaign_file.section import Section
from domain.campaign_file.tasks import Setting, read_tasks
from domain.campaign_file.templates import read_templates
from domain.campaign_file.terms import ensure_pot_reaches, read_terms
from domain.campaign_file.tracking import read_tracking
from domain.templates import uses_link
from domain.tracking_target import NOWHERE, AllowedHosts

LARGEST_BYTES: Final = 256 * 1024

# tomllib takes minutes over a key of many thousand parts: no key of ours has more than four.
_ENDLESS_KEY: Final = re.compile(
    r"(?<![A-Za-z0-9_\\-])"
    r"""(?:(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){20}"""
)
_PLACE: Final = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")


def parse(data: bytes, hosts: AllowedHosts = NOWHERE) -> CampaignPlan:
    """Raises BadCampaignFile with all the problems at once; nothing is ever half accepted.

    `hosts` are those that tracking links may lead to.
    """
    table, lines = _read_toml(_decode(data))
    notes = Notes(lines)
    plan = _read_plan(Section(table, (), notes), hosts)
    if notes.problems:
        raise BadCampaignFile(notes.problems)
    return plan


def _decode(data: bytes) -> str:
    if len(data) > LARGEST_BYTES:
        raise _only(0, ProblemCode.TOO_LARGE, str(len(data)), str(LARGEST_BYTES))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        line = data.count(b"\n", 0, bad.start) + 1
        raise _only(line, ProblemCode.NOT_UTF8, f"0x{data[bad.start]:02x}") from None


def _read_toml(text: str) -> tuple[dict[str, object], dict[KeyPath, int]]:
    endless = _ENDLESS_KEY.search(text)
    if endless is not None:
        raise _only(text.count("\n", 0, endless.start()) + 1, ProblemCode.TOO_DEEP)
    try:
        return tomllib.loads(text, parse_float=Decimal), positions(text)
    except RecursionError:
        raise _only(0, ProblemCode.TOO_DEEP) from None
    except ValueError as bad:  # a TOMLDecodeError, or Python's refusal of a number too long
        message = str(bad)
        place = _PLACE.search(message)
        last_line = text.rstrip().count("\n") + 1
        line = 0 if place is None else int(place[1] or last_line)
        raise _only(line, ProblemCode.SYNTAX, _PLACE.sub("", message)) from None


def _read_plan(root: Section, hosts: AllowedHosts) -> CampaignPlan:
    header = read_header(root.table("campaign"))
    brief = read_brief(root.table("brief"))
    agreement = root.table("terms")
    terms = read_terms(agreement, header.currency, header.budget_minor)
    templates = read_templates(root.tables("templates", required=True))
    setting = Setting(
        title=header.title,
        starts_on=header.starts_on,
        ends_on=header.ends_on,
        dated=header.dated,
        minor_digits=header.currency.minor_digits,
        templates=tuple(template.key for template in templates),
        linked=frozenset(template.key for template in templates if uses_link(template)),
        hosts=hosts,
        tracking=read_tracking(root, hosts, None),
    )
    tasks = read_tasks(root.tables("tasks", required=True), setting)
    ensure_pot_reaches(agreement, terms, sum(task.slots for task in tasks), header.currency)
    root.close()
    return CampaignPlan(
        title=header.title,
        brand=header.brand,
        currency=header.currency,
        budget_minor=header.budget_minor,
        timezone=header.timezone,
        starts_on=header.starts_on,
        ends_on=header.ends_on,
        brief=brief,
        terms=terms,
        templates=templates,
        tasks=tasks,
    )


def _only(line: int, code: ProblemCode, found: str = "", expected: str = "") -> BadCampaignFile:
    return BadCampaignFile((FileProblem(line, "", code, found, expected),))
