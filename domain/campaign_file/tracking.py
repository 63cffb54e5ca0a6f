"""The [tracking] table of the campaign or of one of its tasks: where its creators' links lead."""

from typing import Final

from domain.campaign_file import texts
from domain.campaign_file.plan import TrackingPlan
from domain.campaign_file.problems import ProblemCode
from domain.campaign_file.section import Section
from domain.tracking_target import MEDIUM, AllowedHosts, TargetFlaw, target_flaw

_LONGEST_FIELD: Final = 64
_CODES: Final = {
    TargetFlaw.NOT_A_LINK: ProblemCode.NOT_A_LINK,
    TargetFlaw.NOT_HTTPS: ProblemCode.NOT_HTTPS,
    TargetFlaw.HOST: ProblemCode.HOST_NOT_ALLOWED,
}


def read_tracking(
    section: Section, hosts: AllowedHosts, above: TrackingPlan | None
) -> TrackingPlan | None:
    """Of a section that may have the table; `above` is the campaign's, for what this leaves out."""
    if not section.has("tracking"):
        return above
    table = section.table("tracking")
    plan = TrackingPlan(
        _url(table, hosts, above.url if above else None),
        source=_field(table, "source", above.source if above else ""),
        medium=_field(table, "medium", above.medium if above else MEDIUM),
        campaign=_field(table, "campaign", above.campaign if above else ""),
    )
    table.close()
    return plan


def _url(table: Section, hosts: AllowedHosts, default: str | None) -> str:
    url = texts.text(table, "url", 1024, default)
    if url and table.has("url") and table.is_sound("url"):
        flaw = target_flaw(url, hosts)
        if flaw is not None:
            table.note(_CODES[flaw[0]], "url", found=flaw[1])
    return url


def _field(table: Section, key: str, default: str) -> str:
    return texts.text(table, key, _LONGEST_FIELD, default)
