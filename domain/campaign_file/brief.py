"""The [brief] table: what creators are asked to do, and the clauses a rejection cites."""

from domain.campaign_file import texts
from domain.campaign_file.plan import BriefPlan, Clause
from domain.campaign_file.problems import ProblemCode
from domain.campaign_file.section import Section


def read_brief(section: Section) -> BriefPlan:
    text = texts.wording(section, "text", 8000)
    clauses: dict[str, Clause] = {}
    for each in section.tables("clauses", required=True):
        clause = Clause(texts.text(each, "code", 16), texts.wording(each, "text", 500))
        if clause.code and clause.code in clauses:
            each.note(ProblemCode.DUPLICATE, "code", found=clause.code)
        clauses[clause.code] = clause
        each.close()
    section.close()
    return BriefPlan(text, tuple(clauses.values()))
