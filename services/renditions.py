"""What one claim is given of its task's template; part of the claim's own unit of work."""

from sqlalchemy import Connection

from domain import renditions as rules
from storage import renditions, templates
from storage.tasks import ClaimFacts


def issue(
    conn: Connection, assignment_id: int, serial: int, claimed: ClaimFacts, link: str = ""
) -> None:
    """Deal out the next variant and choices of the template, and keep the text for good.

    `serial` is the claim's own number in its task, so no two claims are dealt the same.
    """
    stored = templates.by_id(conn, claimed.template_id)
    facts = claimed.issue_facts(assignment_id, serial, link)
    variant = rules.variant_for(stored.template, facts.serial)
    variant_id = stored.variant_ids[stored.template.variants.index(variant)]
    renditions.add(conn, assignment_id, variant_id, rules.issue(stored.template, variant, facts))
