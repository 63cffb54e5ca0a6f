"""What one claim is given of its task's template; part of the claim's own unit of work."""

from sqlalchemy import Connection

from domain import renditions as rules
from domain.dealing import deal, different_texts
from storage import renditions, templates
from storage.tasks import ClaimFacts
from storage.templates import StoredTemplate


def issue(
    conn: Connection, assignment_id: int, serial: int, claimed: ClaimFacts, link: str = ""
) -> None:
    """Deal out the next variant and choices of the template, and keep the text for good.

    `serial` is the claim's own number in its template, so no two claims are dealt the same while
    there is another.
    """
    stored = templates.by_id(conn, claimed.template_id)
    if serial >= different_texts(stored.template):
        serial = _new_to(conn, claimed.person_id, serial, claimed.template_id, stored)
    facts = claimed.issue_facts(assignment_id, serial, link)
    given = rules.issue(stored.template, facts)
    keys = [variant.key for variant in stored.template.variants]
    variant_id = stored.variant_ids[keys.index(given.variant_key)]
    renditions.add(conn, assignment_id, variant_id, given)


def _new_to(
    conn: Connection, person_id: int, serial: int, template_id: int, stored: StoredTemplate
) -> int:
    """All texts were dealt: the next that this person was not given before, if there is one."""
    known = renditions.hands_of(conn, person_id, template_id)
    for later in range(serial, serial + len(known) + 1):
        hand = deal(stored.template, later)
        if (hand.variant.key, frozenset(hand.choices)) not in known:
            return later
    return serial
