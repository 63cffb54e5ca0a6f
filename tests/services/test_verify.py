"""Whatever breaks a promise is named: each invariant sees its own damage on sound rows."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Connection, text, update

from domain.disputes.lines import LineKind
from domain.people import Role
from domain.risk.cases import RiskRules
from domain.settlement import VoidReason
from domain.terms import Method
from services import (
    bank_results,
    dispute_decisions,
    payees,
    payout_files,
    payouts,
    receipts,
    reversals,
    risk,
    settlements,
    verify,
)
from services.vault import Vault
from storage.tables.people import person
from tests.approved import Approved, approved, read_in, reading
from tests.handed_in import held
from tests.objecting import objected, settlement_of
from tests.paying import details
from tests.preparing import prepare_batch
from tests.world import NOW, CreatorFixture, World, creator, live_campaign, staff, world_at

DAY = timedelta(days=1)
VAULT = Vault("a secret of the house")
PAYDAY = NOW + 15 * DAY


@pytest.fixture
def world(migrated_sqlite_url: str) -> Iterator[World]:
    """Work at every stage of its money, from claimed to paid, void and in transit."""
    with world_at(migrated_sqlite_url) as made:
        _live_through(made)
        assert made.do(verify.problems) == []
        yield made


def _live_through(world: World) -> None:
    campaign = world.do(live_campaign, method=Method.CPE, slots=9)
    makers = [world.do(creator) for _ in range(6)]
    world.do(_invited, makers[5].actor.person_id, by=makers[4].actor.person_id)
    works = [world.do(approved, campaign, maker) for maker in makers[:5]]
    world.do(held, campaign, makers[5])
    for number, (maker, work) in enumerate(zip(makers, works, strict=False)):
        world.do(payees.save, maker.actor, VAULT, details(number), now=NOW)
        counts = reading(work, work.cutoff_at - DAY, likes=90 + number)
        world.do(read_in, counts, now=work.cutoff_at - DAY)
    world.do(settlements.settle_due, now=works[0].cutoff_at, most=4)
    odd = reading(works[4], works[0].cutoff_at - DAY / 2, likes=900, views=9)
    world.do(read_in, odd, now=works[0].cutoff_at)
    while world.do(risk.gather, now=works[0].cutoff_at):
        pass
    world.do(risk.look, works[4].assignment_id, rules=RiskRules(), now=works[0].cutoff_at)
    first, second = world.do(staff, Role.FINANCE), world.do(staff, Role.FINANCE)
    world.do(
        reversals.void, first, works[0].assignment_id, VoidReason.FRAUD, now=works[0].cutoff_at
    )
    world.do(settlements.mature_due, now=works[0].cutoff_at + 3 * DAY, most=2)
    batch_id = world.do(prepare_batch, first, "CNY", now=PAYDAY)
    world.do(payouts.approve, second, batch_id, now=PAYDAY)
    world.do(payout_files.export, first, VAULT, batch_id, now=PAYDAY)
    answer = f"reference,result\nKOC-{batch_id}-1,paid\n".encode()
    trial = world.do(bank_results.hand_in, first, "r.csv", answer, now=PAYDAY)
    world.do(bank_results.confirm, first, trial.upload_id, now=PAYDAY)
    paid = makers[1].actor
    (own,) = world.do(receipts.recent, paid)
    item = own.item
    world.do(receipts.confirm, paid, item.payout_id, now=PAYDAY)
    _disputed(world, [(makers[2], works[2]), (makers[4], works[4])])


def _invited(conn: Connection, person_id: int, *, by: int) -> None:
    conn.execute(update(person).where(person.c.id == person_id).values(invited_by=by))


def _disputed(world: World, works: Sequence[tuple[CreatorFixture, Approved]]) -> None:
    """One amount was too small, another is missed."""
    decider = world.do(staff, Role.FINANCE)
    (one, settled), (other, missing) = works
    about = settlement_of(world, settled.assignment_id)
    number = objected(world, one.actor, LineKind.SETTLEMENT, about, now=PAYDAY)
    world.do(dispute_decisions.make_good, decider, number, 50, "Right", now=PAYDAY)
    objected(world, other.actor, LineKind.MISSING, missing.assignment_id, now=PAYDAY)


def unguarded(conn: Connection, *statements: str) -> None:
    """As somebody with the file in their hands would change it."""
    conn.execute(text("PRAGMA ignore_check_constraints = ON"))
    for kind in ("trigger", "index"):
        found = conn.execute(
            text("SELECT name FROM sqlite_master WHERE type = :kind AND sql IS NOT NULL"),
            {"kind": kind},
        )
        for name in list(found.scalars()):
            conn.execute(text(f'DROP {kind} "{name}"'))
    for statement in statements:
        assert conn.execute(text(statement)).rowcount > 0


@pytest.mark.parametrize(
    ("invariant", "damage"),
    [
        ("free + held + done = slots", "UPDATE task SET slots = slots + 1"),
        (
            "a task holds as many slots as work is open",
            "UPDATE task SET held = held + 1, free = free - 1",
        ),
        (
            "a task has done as many slots as work counts",
            "UPDATE task SET done = done + 1, free = free - 1",
        ),
        (
            "one live assignment per task and account",
            "UPDATE assignment SET account_id = (SELECT min(account_id) + 1 FROM assignment)",
        ),
        (
            "a review clock runs only while somebody reviews",
            "UPDATE assignment SET review_due_at = '2026-11-23' WHERE status = 'void'",
        ),
        (
            "a deadline that runs has the row that ends it",
            "UPDATE reminder SET status = 'dropped' WHERE status = 'waiting'",
        ),
        (
            "a deadline that runs has the row that ends it",
            "UPDATE assignment SET due_at = '2026-11-24 04:00:00' WHERE status = 'claimed'",
        ),
        (
            "a submission hands in its own assignment's post",
            "UPDATE post SET assignment_id = 1 WHERE id = 2",
        ),
        (
            "nobody reviews their own work",
            (
                "INSERT INTO review (submission_id, reviewer_id, decision, at) "
                "SELECT s.id, a.person_id, 'approve', '2026-11-23' FROM submission s "
                "JOIN assignment a ON a.id = s.assignment_id LIMIT 1"
            ),
        ),
        (
            "nobody reviews their own work",
            (
                "INSERT INTO review (submission_id, reviewer_id, decision, at) "
                "SELECT s.id, p.id, 'approve', '2026-11-23' FROM submission s "
                "JOIN assignment a ON a.id = s.assignment_id "
                "JOIN person p ON p.invited_by = a.person_id LIMIT 1"
            ),
        ),
        ("reserved + earned ≤ budget", "UPDATE campaign SET budget_minor = 1"),
        (
            "only work that may still earn holds a reserve",
            "UPDATE assignment SET reserved_minor = 5 WHERE status = 'settled'",
        ),
        (
            "a campaign reserves what its work reserves",
            "UPDATE campaign SET reserved_minor = reserved_minor - 1",
        ),
        (
            "a campaign has earned out what was settled or granted and not reversed",
            "UPDATE campaign SET earned_minor = earned_minor - 1",
        ),
        (
            "the ledger took from a campaign what it earned out",
            "UPDATE ledger_entry SET owner_id = 77 WHERE account = 'campaign_funds'",
        ),
        (
            "a posting sums to zero",
            "UPDATE ledger_entry SET amount_minor = amount_minor + 1 WHERE id = 1",
        ),
        ("a posting sums to zero", "DELETE FROM ledger_entry WHERE posting_id = 1"),
        (
            "a posting's lines are in its currency",
            "UPDATE ledger_entry SET currency = 'USD' WHERE posting_id = 1",
        ),
        ("the hash chain verifies", "UPDATE posting SET at = '2026-01-01' WHERE id = 2"),
        (
            "the hash chain verifies",
            "UPDATE ledger_entry SET amount_minor = -amount_minor WHERE posting_id = 2",
        ),
        ("the hash chain verifies", "UPDATE ledger_head SET length = length + 1"),
        (
            "work is settled exactly when its last checkpoint is",
            "UPDATE assignment SET status = 'approved' WHERE status = 'settled'",
        ),
        (
            "work is settled exactly when its last checkpoint is",
            "UPDATE assignment SET status = 'settled' WHERE status = 'approved'",
        ),
        ("a settlement is posted", "UPDATE posting SET key = 'x' WHERE id = 1"),
        (
            "a settlement has matured when its money moved",
            "UPDATE settlement SET matured_at = NULL WHERE matured_at IS NOT NULL",
        ),
        (
            "a settlement has matured when its money moved",
            "UPDATE settlement SET matured_at = '2026-12-01' WHERE matured_at IS NULL",
        ),
        (
            "what is void is reversed, and nothing else",
            "UPDATE posting SET key = 'x' WHERE kind = 'reversal'",
        ),
        (
            "payable less owed is what has matured or was granted and was not paid",
            (
                "UPDATE ledger_entry SET owner_id = 99 "
                "WHERE account = 'creator_payable' AND amount_minor > 0"
            ),
        ),
        (
            "nobody's payable money is below nought",
            (
                "UPDATE ledger_entry SET amount_minor = amount_minor - 100000 "
                "WHERE account = 'creator_payable' AND amount_minor > 0"
            ),
        ),
        (
            "nobody is owed by what they owe",
            (
                "UPDATE ledger_entry SET account = 'creator_receivable' "
                "WHERE account = 'creator_pending' AND amount_minor > 0"
            ),
        ),
        (
            "a recovery takes no more than its settlement brought",
            "UPDATE posting SET key = 'recover:1' WHERE kind = 'reversal'",
        ),
        (
            "pending is what was settled and has not matured",
            "UPDATE ledger_entry SET owner_id = 99 WHERE account = 'creator_pending'",
        ),
        (
            "a settlement recomputes to the same amount",
            "UPDATE settlement SET amount_minor = amount_minor + 1 WHERE id = 2",
        ),
        (
            "a settlement recomputes to the same amount",
            "UPDATE metric_snapshot SET likes = likes + 1 WHERE id = 2",
        ),
        (
            "a settlement recomputes to the same amount",
            "UPDATE terms SET rate_per_mille_minor = rate_per_mille_minor + 1000",
        ),
        (
            "a settlement recomputes to the same amount",
            (
                "INSERT INTO metric_snapshot (post_id, source, observed_at, received_at, likes, "
                "shares, saves, comments) SELECT post_id, 'platform', '2026-11-30 03:59:00', "
                "'2026-11-30', 1, 1, 1, 1 FROM metric_snapshot WHERE id = 2"
            ),
        ),
        (
            "work reserves what it may still earn",
            "UPDATE assignment SET reserved_minor = reserved_minor - 1 WHERE status = 'approved'",
        ),
        (
            "a creator earns no more of a campaign than was agreed",
            "UPDATE terms SET creator_cap_minor = 1",
        ),
        (
            "a creator earns no more of a task than their claims of it may",
            "UPDATE task SET per_creator = 0",
        ),
        ("a task costs no more than its cap", "UPDATE task SET cap_minor = 1"),
        (
            "a budget stands where it was raised to",
            (
                "INSERT INTO budget_raise "
                "(campaign_id, before_minor, after_minor, reason, raised_by, at) "
                "SELECT id, 1, budget_minor + 1, 'x', 1, '2026-11-23' FROM campaign"
            ),
        ),
        (
            "a raise begins where the one before it ended",
            (
                "INSERT INTO budget_raise "
                "(campaign_id, before_minor, after_minor, reason, raised_by, at) "
                "SELECT id, 1, 5, 'x', 1, '2026-11-23' FROM campaign UNION ALL "
                "SELECT id, 6, budget_minor, 'x', 1, '2026-11-23' FROM campaign"
            ),
        ),
        ("a pot pays no more than it holds", "UPDATE terms SET pot_minor = 1"),
        (
            "a pot is split in proportion",
            (
                "INSERT INTO pot_share "
                "(assignment_id, terms_id, earned_minor, share_minor, split_at) "
                "SELECT id, terms_id, 100, 50, claimed_at FROM assignment LIMIT 1"
            ),
        ),
        (
            "in transit is what approved batches wait for",
            "UPDATE payout SET status = 'in_transit' WHERE status = 'confirmed'",
        ),
        (
            "paid out is what the bank said was paid",
            "UPDATE payout SET status = 'failed' WHERE status = 'confirmed'",
        ),
        (
            "tax withheld is what payouts kept back",
            "UPDATE payout SET withheld_minor = 1, amount_minor = amount_minor - 1",
        ),
        (
            "no more is left untaxed than disputes gave back",
            "UPDATE payout SET untaxed_minor = 1",
        ),
        (
            "repaid is what was booked as transferred back",
            (
                "INSERT INTO repayment (person_id, amount_minor, currency, bank_reference, "
                "transfer, reason, booked_by, at) "
                "VALUES (1, 5, 'CNY', 'FT-1', 'ft1', 'x', 2, '')"
            ),
        ),
        (
            "nobody books their own repayment, or a linked person's",
            (
                "INSERT INTO repayment (person_id, amount_minor, currency, bank_reference, "
                "transfer, reason, booked_by, at) "
                "VALUES (1, 5, 'CNY', 'FT-1', 'ft1', 'x', 1, '')"
            ),
        ),
        (
            "waived is what creators gave up",
            "INSERT INTO waiver (person_id, amount_minor, currency, at) VALUES (1, 5, 'CNY', '')",
        ),
        (
            "an approval is in its batch's audit",
            "DELETE FROM payout_event WHERE kind = 'approved'",
        ),
        (
            "an approver said it in both places",
            "UPDATE payout_batch SET confirmed_by = prepared_by, confirmed_in = 'chat'",
        ),
        (
            "a batch is approved by somebody else",
            "UPDATE payout_batch SET approved_by = prepared_by",
        ),
        (
            "a batch is approved by somebody else",
            "UPDATE payout_batch SET approved_by = (SELECT min(person_id) FROM payout)",
        ),
        (
            "nobody leaves out their own amount, or a linked person's",
            (
                "INSERT INTO left_out (assignment_id, settle_at, reason, left_by, left_at, until) "
                "SELECT id, '2026-11-23', 'x', person_id, '2026-11-23', '2026-11-24' "
                "FROM assignment LIMIT 1"
            ),
        ),
        (
            "what came back says by whom, and is posted once",
            "UPDATE payout SET status = 'bounced'",
        ),
        ("each posting of a payout moves its amount", "UPDATE payout SET status = 'bounced'"),
        (
            "what came back is booked by somebody else",
            (
                "INSERT INTO payout_bounce (payout_id, bank_reference, booked_by, at) "
                "SELECT id, '', person_id, '2026-11-23' FROM payout"
            ),
        ),
        ("a batch stands where its items stand", "UPDATE payout_batch SET status = 'prepared'"),
        ("a batch stands where its items stand", "UPDATE payout_batch SET status = 'approved'"),
        ("a batch in one currency pays that currency", "UPDATE payout_batch SET currency = 'USD'"),
        ("a batch is what was frozen", "UPDATE payout SET amount_minor = amount_minor + 1"),
        ("a batch is what was frozen", "UPDATE payout SET stamp = 'x'"),
        (
            "a batch is approved by somebody else",
            (
                "UPDATE person SET invited_by = (SELECT approved_by FROM payout_batch) "
                "WHERE id = (SELECT min(person_id) FROM payout)"
            ),
        ),
        (
            "a batch is approved by somebody else",
            (
                "UPDATE person SET invited_by = (SELECT min(person_id) FROM payout) "
                "WHERE id = (SELECT approved_by FROM payout_batch)"
            ),
        ),
        *(
            (
                invariant,
                (
                    "UPDATE ledger_entry SET amount_minor = amount_minor * 2 WHERE posting_id = "
                    f"(SELECT min(id) FROM posting WHERE kind = '{kind}')"
                ),
            )
            for invariant, kind in (
                ("each posting of a settlement moves its amount", "settlement"),
                ("each posting of a settlement moves its amount", "maturity"),
                ("each posting of a settlement moves its amount", "reversal"),
                ("each posting of a payout moves its amount", "payout"),
                ("each posting of a payout moves its amount", "payment"),
            )
        ),
        (
            "nobody's money is in two open batches",
            (
                "INSERT INTO payout (batch_id, person_id, amount_minor, currency, status, "
                "reference, method, kind, sealed, stamp, masked) SELECT batch_id, 1, 5, 'CNY', "
                "'prepared', 'r' || value, 'x', 'individual', 'x', 'x', 'x' FROM payout, "
                "json_each('[1, 2]') LIMIT 2"
            ),
        ),
        ("a risk case that holds money has a clock", "UPDATE risk_case SET next_at = NULL"),
        (
            "work that a risk case holds is not settled",
            (
                "UPDATE risk_case SET assignment_id = "
                "(SELECT id FROM assignment WHERE status = 'settled' LIMIT 1)"
            ),
        ),
        (
            "nothing of held work matures",
            (
                "UPDATE settlement SET matured_at = '2026-12-30', assignment_id = "
                "(SELECT assignment_id FROM risk_case) WHERE id = 3"
            ),
        ),
        ("work that a risk case ended is void", "UPDATE risk_case SET status = 'voided'"),
        (
            "nobody decides their own risk case",
            (
                "UPDATE risk_case SET decided_by = (SELECT person_id FROM assignment "
                "WHERE assignment.id = assignment_id)"
            ),
        ),
        ("a risk case has its events", "DELETE FROM risk_event"),
        ("a dispute's outcome is posted", "UPDATE posting SET key = 'x' WHERE kind = 'grant'"),
        (
            "a grant or a correction has its dispute",
            "UPDATE posting SET key = 'x' WHERE kind = 'grant'",
        ),
        (
            "a dispute gives what was decided",
            "UPDATE dispute SET awarded_minor = awarded_minor + 1 WHERE status = 'granted'",
        ),
        (
            "a dispute takes nothing from its creator",
            (
                "UPDATE ledger_entry SET amount_minor = -amount_minor "
                "WHERE posting_id = (SELECT id FROM posting WHERE kind = 'grant')"
            ),
        ),
        (
            "a grant is reversed when its work is void, and only then",
            "UPDATE posting SET key = 'reverse-grant:1' WHERE kind = 'reversal'",
        ),
        (
            "a settlement counts what was granted before",
            "UPDATE settlement SET granted_minor = 1 WHERE amount_minor > 0",
        ),
        (
            "work is granted no more than was agreed for a post",
            "UPDATE dispute SET awarded_minor = 9000000 WHERE status = 'granted'",
        ),
        ("an open dispute has a clock", "UPDATE dispute SET next_at = NULL"),
        ("a decided dispute has who decided it", "UPDATE dispute SET decided_by = NULL"),
        (
            "nobody decides a dispute about themselves or what they did",
            "UPDATE dispute SET decided_by = person_id",
        ),
        (
            "nobody decides a dispute about themselves or what they did",
            (
                "INSERT INTO assignment_event (assignment_id, status, actor_id, at) "
                "SELECT assignment_id, 'approved', decided_by, opened_at FROM dispute"
            ),
        ),
        ("a disputed payout has its dispute", "UPDATE payout SET status = 'disputed'"),
        (
            "a payout stands as its dispute ended",
            (
                "UPDATE dispute SET kind = 'payout', payout_id = (SELECT min(id) FROM payout) "
                "WHERE status = 'open'"
            ),
        ),
        (
            "work that is void has no open dispute about its amount",
            (
                "UPDATE assignment SET status = 'void' "
                "WHERE id = (SELECT assignment_id FROM dispute WHERE status = 'open')"
            ),
        ),
        ("a dispute has its events", "DELETE FROM dispute_event"),
        (
            "what was sent has its message, what waits has none",
            "UPDATE delivery SET status = 'sent'",
        ),
        (
            "a broadcast queued one delivery for each of its audience",
            (
                "INSERT INTO broadcast (status, title, body, created_by, created_at, audience) "
                "VALUES ('sending', 't', '{}', 1, '2026-11-23', 3)"
            ),
        ),
        (
            "a broadcast that is done has all of its audience",
            (
                "INSERT INTO broadcast (status, title, body, created_by, created_at, freeze_to) "
                "VALUES ('done', 't', '{}', 1, '2026-11-23', 3)"
            ),
        ),
        (
            "who was on a roll is in the audience or was passed over",
            (
                "INSERT INTO broadcast (status, title, body, created_by, created_at, freeze_to, "
                "frozen_to, left_muted) VALUES ('sending', 't', '{}', 1, '2026-11-23', 3, 3, 2)"
            ),
        ),
        (
            "a roll names whoever is still to be frozen",
            (
                "INSERT INTO broadcast (status, title, body, created_by, created_at, freeze_to) "
                "VALUES ('paused', 't', '{}', 1, '2026-11-23', 3)"
            ),
        ),
        (
            "the audience says what people and accounts say",
            "UPDATE audience SET platforms = platforms + 1 WHERE person_id = 1",
        ),
        (
            "the audience says what people and accounts say",
            "DELETE FROM audience WHERE person_id = 1",
        ),
        (
            "the audience's accounts say what accounts of several say",
            (
                "INSERT INTO audience_account (person_id, account_id, platform, categories, "
                "region, followers) VALUES (1, 1, 1, 1, 1, 1)"
            ),
        ),
    ],
)
def test_damage_is_named(world: World, invariant: str, damage: str) -> None:
    world.do(unguarded, damage)
    assert invariant in {problem.invariant for problem in world.do(verify.problems)}


def test_a_deleted_end_of_the_chain_shows(world: World) -> None:
    world.do(
        unguarded,
        "DELETE FROM ledger_entry WHERE posting_id = (SELECT max(id) FROM posting)",
        "DELETE FROM posting WHERE id = (SELECT max(id) FROM posting)",
    )
    found = world.do(verify.problems)
    assert verify.Problem("the hash chain verifies", "head", "postings at the end are missing") in (
        found
    )


def test_a_broadcast_that_is_done_too_early_shows(world: World) -> None:
    world.do(
        unguarded,
        "INSERT INTO broadcast"
        " (id, status, title, body, created_by, created_at, audience, frozen_to, freeze_to)"
        " SELECT 1, 'done', 't', '{}', 1, '2026-11-23', count(*), count(*), count(*)"
        " FROM delivery",
        "UPDATE delivery SET broadcast_id = 1",
    )
    found = {problem.invariant for problem in world.do(verify.problems)}
    assert found == {"a broadcast is done when nothing of it waits"}


def test_a_case_decided_by_whom_its_creator_invited_shows(world: World) -> None:
    world.do(
        unguarded,
        "UPDATE risk_case SET decided_by = (SELECT min(person_id) FROM staff_role)",
        "UPDATE person SET invited_by = (SELECT person_id FROM assignment JOIN risk_case"
        " ON assignment.id = assignment_id) WHERE id = (SELECT decided_by FROM risk_case)",
    )
    found = {problem.invariant for problem in world.do(verify.problems)}
    assert "nobody decides their own risk case" in found


def test_a_post_in_two_assignments_shows(world: World) -> None:
    world.do(_double_a_post)
    found = {problem.invariant for problem in world.do(verify.problems)}
    assert "a post belongs to one assignment" in found


def _double_a_post(conn: Connection) -> None:
    """The table without its unique key, as an old copy would have it."""
    conn.execute(text("PRAGMA legacy_alter_table = ON"))
    conn.execute(text("ALTER TABLE post RENAME TO post_with_key"))
    conn.execute(text("CREATE TABLE post AS SELECT * FROM post_with_key"))
    conn.execute(
        text(
            "INSERT INTO post SELECT id + 100, platform, post_key, url, 2, first_seen_at FROM post"
        )
    )


def test_whoever_watches_is_told_of_every_step(world: World) -> None:
    taken: list[int] = []
    assert world.do(verify.problems, taken.append) == []
    assert sum(taken) == world.do(verify.steps)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_the_chain_verifies_across_its_pages(
    world: World, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "_POSTINGS", size)
    monkeypatch.setattr(verify, "_PAGE", size)
    assert world.do(verify.problems) == []
    world.do(unguarded, "UPDATE ledger_entry SET owner_id = 99 WHERE posting_id = 3")
    found = [each.subject for each in world.do(verify.problems) if "chain" in each.invariant]
    assert found == ["3"]
