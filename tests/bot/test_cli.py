"""The command line: what each command says, and 0, 1 or 2 as it ends."""

import contextlib
import sqlite3
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from bot.single import hold
from domain.payee import PayeeDetails, PayeeMethod
from domain.people import Role
from domain.terms import Method
from sandbox.app import TOKEN
from services import kept_updates, payees, payout_files, payouts
from services.vault import Vault
from storage.migrate import is_current, upgrade
from tests import bookkeepers
from tests.approved import approved, read_in, reading
from tests.bot.command_line import koc
from tests.paying import PAYDAY, VAULT, paid_creators, prepare
from tests.world import NOW, creator, live_campaign, staff, world_at

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.usefixtures("configured")


@pytest.mark.parametrize(
    "command",
    [
        (),
        ("run",),
        ("demo",),
        ("sandbox",),
        ("migrate",),
        ("check-config",),
        ("verify",),
        ("risk", "dry-run"),
        ("backup",),
        ("restore",),
        ("campaign",),
        ("campaign", "load"),
        ("metrics", "import"),
        ("payouts", "export"),
        ("ledger", "export"),
        ("statements",),
        ("statements", "year"),
        ("statements", "month"),
        ("statements", "campaign"),
        ("keys",),
        ("keys", "list"),
        ("keys", "rotate"),
        ("returns",),
        ("returns", "missing"),
        ("kept",),
        ("kept", "list"),
        ("kept", "show"),
        ("kept", "drop"),
    ],
)
def test_every_command_explains_itself(command: tuple[str, ...]) -> None:
    helped = koc(*command, "--help")
    assert helped.exit_code == 0
    assert "usage: koc" in helped.output


@pytest.mark.parametrize("port", ["0", "65535", "99999", "many", "-1"])
def test_a_demo_at_no_port_is_refused_in_one_sentence(port: str) -> None:
    ended = koc("demo", f"--port={port}")
    assert ended.exit_code == 2
    assert ended.stderr.endswith(f"argument --port: {port} is no port: 1 to 65534\n")


@pytest.mark.parametrize("wrong", [("fly",), ("backup",), ("run", "--roles", "cook"), ("--fast",)])
def test_wrong_use_ends_with_two(wrong: tuple[str, ...]) -> None:
    assert koc(*wrong).exit_code == 2


def test_a_bad_configuration_ends_with_two_and_a_line_a_mistake(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KOC__WEB__PORT", "many")
    monkeypatch.setenv("KOC__WEB__PROT", "1")
    refused = koc("check-config")
    assert refused.exit_code == 2
    assert refused.stderr.splitlines() == [
        "KOC__WEB__PROT: is not a known key",
        "KOC__WEB__PORT: is not a whole number",
    ]


def test_a_good_configuration_is_summed_up_without_its_secrets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KOC__SECRETS__ENCRYPTION_KEY", "canary-key-canary-key")
    monkeypatch.setenv("KOC__DATABASE__URL", "postgresql://koc:canary-password@db/koc")
    monkeypatch.setenv("KOC__STAFF__OWNERS", "700000001")
    shown = koc("check-config")
    assert shown.exit_code == 0
    assert "canary" not in shown.output
    assert TOKEN not in shown.output


def test_a_configuration_without_an_owner_is_summed_up_and_fails_in_one_sentence() -> None:
    shown = koc("check-config")
    assert shown.exit_code == 1
    assert "owners          none" in shown.output
    assert shown.stderr.startswith("staff.owners: names nobody: put your Telegram id there")


def test_who_works_on_rows_alone_needs_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KOC__TELEGRAM__TOKEN")
    assert koc("migrate").exit_code == 0
    loaded = koc("campaign", "load", str(ROOT / "campaigns" / "spring-tea.toml"))
    assert (loaded.exit_code, loaded.stderr) == (0, "")
    for command in ("run", "check-config"):
        refused = koc(command)
        assert refused.exit_code == 2
        assert refused.stderr.startswith("telegram.token: is missing")


def test_migrating_twice_does_nothing_the_second_time() -> None:
    assert "now at" in koc("migrate").output
    assert "already at" in koc("migrate").output


def test_migrating_beside_a_running_service_is_refused_in_one_line(configured: Path) -> None:
    for _ in range(2):
        with hold(configured):
            refused = koc("migrate")
        assert refused.exit_code == 1
        assert refused.stderr == f"another process uses {configured}: stop the service first\n"
        assert (
            koc("migrate").exit_code == 0
        )  # and then there is nothing to do: refused all the same


def test_no_command_changes_the_tables_under_a_service(configured: Path) -> None:
    campaign = ("campaign", "load", str(ROOT / "campaigns" / "spring-tea.toml"))
    with hold(configured):
        refused = koc(*campaign)
    assert refused.exit_code == 1
    assert "stop the service first" in refused.stderr
    assert not is_current(f"sqlite:///{configured}")
    assert koc("migrate").exit_code == 0
    with hold(configured):
        assert koc(*campaign).exit_code == 0
        assert koc("verify").exit_code == 0


def test_a_database_that_cannot_be_reached_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOC__DATABASE__URL", "postgresql://nobody@127.0.0.1:1/koc")
    for command in (("migrate",), ("verify",)):
        refused = koc(*command)
        assert refused.exit_code == 1
        assert refused.stderr.startswith("database.url: ")
        assert len(refused.stderr.splitlines()) == 1


def test_a_dry_run_says_what_a_setting_would_have_flagged(configured: Path) -> None:
    url = f"sqlite:///{configured}"
    upgrade(url)
    engine = create_engine(url)
    with engine.begin() as conn:
        campaign = live_campaign(conn)
        posts = [approved(conn, campaign, creator(conn)) for _ in range(2)]
        read_in(conn, reading(posts[0], NOW, likes=900, views=100))
    engine.dispose()
    found = koc("risk", "dry-run")
    assert found.exit_code == 0
    assert found.output.splitlines() == [
        "this setting would have flagged 1",
        f"#{posts[0].assignment_id}",
        (
            "  • 9 interactions for each view, of 100 views · the rule begins at 1 "
            "[impossible_counts, 0.89]"
        ),
    ]
    assert "flagged 0" in koc("risk", "dry-run", "--set", "counts_from=1000").output
    assert "flagged 0" in koc("risk", "dry-run", "--set", "off=impossible_counts").output
    with sqlite3.connect(configured) as kept:
        assert kept.execute("SELECT count(*) FROM risk_case").fetchone() == (0,)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("speed=1", "--set speed: is not a key of [risk]\n"),
        ("text_signs=1", "--set text_signs: is outside 12 to 2000\n"),
        ("off=colour", "--set off: is none of"),
    ],
)
def test_a_dry_run_names_a_bad_setting(change: str, said: str) -> None:
    refused = koc("risk", "dry-run", "--set", change)
    assert refused.exit_code == 2
    assert refused.stderr.startswith(said)


def test_a_sound_database_verifies(lived_in: Path) -> None:
    assert koc("verify").exit_code == 0


def test_the_posts_without_figures_are_named(configured: Path) -> None:
    url = f"sqlite:///{configured}"
    upgrade(url)
    engine = create_engine(url)
    with engine.begin() as conn:
        campaign = live_campaign(conn, method=Method.CPE, now=NOW - timedelta(days=300))
        work = approved(conn, campaign, creator(conn), now=NOW - timedelta(days=300))
    engine.dispose()
    said = f"#{campaign.campaign_id} work {work.assignment_id} day past cut-off waits douyin"
    assert said in koc("returns", "missing").output


def test_a_damaged_one_is_named_and_ends_with_one(lived_in: Path) -> None:
    with contextlib.closing(sqlite3.connect(lived_in)) as connection:
        connection.execute("UPDATE campaign SET earned_minor = earned_minor - 1")
        connection.commit()
    broken = koc("verify")
    assert broken.exit_code == 1
    assert broken.output.strip()


def test_a_campaign_with_mistakes_is_answered_line_by_line(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text('title = "x"\nbudgt = 3\n')
    refused = koc("campaign", "load", "bad.toml")
    assert refused.exit_code == 1
    assert "bad.toml: line 2" in refused.output
    assert "budgt" in refused.output


def test_a_file_that_is_not_there_is_wrong_use() -> None:
    assert koc("campaign", "load", "none.toml").exit_code == 2
    assert koc("metrics", "import", "none.csv").exit_code == 2


def test_metrics_are_counted_before_they_are_asked_for(lived_in: Path, tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(lived_in)) as connection:
        (url,) = connection.execute("SELECT url FROM post").fetchone()
    (tmp_path / "read.csv").write_text(
        "link,observed_at,views,likes,shares,saves,comments\n"
        f"{url},2026-11-20 10:00,1000,10,2,3,4\nnonsense,2026-11-20 10:00,1,1,1,1,1\n"
    )
    counted = koc("metrics", "import", "read.csv", "--dry-run")
    assert counted.exit_code == 0, counted.output
    assert "1 would be new, 0 repeated, 1 refused" in counted.output
    assert "line 3" in counted.output
    assert "1 new, 0 repeated" in koc("metrics", "import", "read.csv", "--yes").output
    again = koc("metrics", "import", "read.csv", "--yes", "--refused", "refused.csv")
    assert "0 new, 1 repeated, 1 refused" in again.output
    assert (tmp_path / "refused.csv").read_text("utf-8-sig").splitlines() == [
        "line,reason,field,value",
        "3,bad_link,link,nonsense",
    ]


def keep_aside(database: Path, update_id: int, text: str, key: str) -> None:
    engine = create_engine(f"sqlite:///{database}")
    with engine.begin() as conn:
        kept_updates.keep(
            conn,
            Vault(key),
            {"update_id": update_id, "message": {"from": {"id": 7}, "text": text}},
            ValueError(f"spoilt by {text}"),
            telegram_id=7,
            attempts=3,
            only_reply=False,
            now=NOW,
        )
    engine.dispose()


def test_an_update_kept_aside_is_listed_read_with_the_key_and_dropped(
    lived_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_aside(lived_in, 41, "6222 0212 \ud83c", "the key of this house")
    monkeypatch.setenv("KOC__SECRETS__ENCRYPTION_KEY", "the key of this house")
    listed = koc("kept", "list").output
    assert listed.startswith("41  2026-")
    assert listed.endswith(" UTC  ValueError  from 7\n")
    assert '"text": "6222 0212 \\ud83c"' in koc("kept", "show", "41").output
    monkeypatch.setenv("KOC__SECRETS__ENCRYPTION_KEY", "the key of another house")
    refused = koc("kept", "show", "41")
    assert (refused.exit_code, "another" in refused.stderr, refused.output) == (1, True, "")
    assert koc("kept", "drop", "41").exit_code == 0
    assert koc("kept", "list").output == ""
    assert (koc("kept", "show", "41").exit_code, koc("kept", "drop", "41").exit_code) == (1, 1)


def test_without_a_key_the_outline_of_an_update_is_kept(lived_in: Path) -> None:
    keep_aside(lived_in, 41, "6222 0212", "")
    shown = koc("kept", "show", "41")
    assert shown.exit_code == 0
    assert "‹9 characters›" in shown.output
    assert "6222" not in shown.output


def test_a_batch_that_is_not_there_cannot_be_exported() -> None:
    assert koc("payouts", "export", "7").exit_code == 1


def test_a_batch_whose_key_is_missing_is_refused_until_the_key_is_said_to_be_gone(
    configured: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{configured}"
    upgrade(url)
    with world_at(url) as world:
        paid_creators(world, 1)
        batch_id = prepare(world, world.do(staff, Role.FINANCE))
        world.do(payouts.approve, world.do(staff, Role.FINANCE), batch_id, now=PAYDAY)
    monkeypatch.setenv("KOC__SECRETS__ENCRYPTION_KEY", "the key of another house")
    (missing,) = VAULT.key_ids
    for wrong in ((), ("--gone", "0badc0de")):
        refused = koc("payouts", "export", "1", *wrong)
        assert refused.exit_code == 1
        assert f"sealed under key {missing}, which is not in" in refused.output
        assert f"`koc payouts export 1 --gone {missing}`" in refused.output
    said = koc("payouts", "export", "1", "--gone", missing)
    assert said.exit_code == 0
    assert "payable again as it does not open: KOC-1-1" in said.output
    assert koc("verify").exit_code == 0


def test_a_second_file_with_the_same_payouts_is_made_only_by_who_knows_of_the_first(
    configured: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{configured}"
    upgrade(url)
    with world_at(url) as world:
        paid_creators(world, 1)
        finance = world.do(staff, Role.FINANCE)
        batch_id = prepare(world, finance)
        world.do(payouts.approve, world.do(staff, Role.FINANCE), batch_id, now=PAYDAY)
        world.do(payout_files.export, finance, VAULT, batch_id, now=PAYDAY)
    monkeypatch.setenv("KOC__SECRETS__ENCRYPTION_KEY", "a secret of the house")
    asked = ("payouts", "export", "1", "--format", "xlsx", "--output", "second.xlsx")
    refused = koc(*asked)
    assert refused.exit_code == 1
    assert f"The file “all in one” (CSV), made by {finance.name} on" in refused.output
    assert "1, ¥80.00 in all. If both files go to the bank, they are paid twice." in refused.output
    assert "`koc payouts export 1 --format xlsx --again` makes it anyway" in refused.output
    assert not (tmp_path / "second.xlsx").exists()
    assert koc("payouts", "export", "1", "--output", "same.csv").exit_code == 0
    assert koc(*asked, "--again").exit_code == 0
    assert koc(*asked).exit_code == 0  # this one they have by now
    assert koc("verify").exit_code == 0


def test_a_transfer_is_written_once_an_account_is_configured(
    configured: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{configured}"
    upgrade(url)
    iban = PayeeDetails(PayeeMethod.IBAN, "FR1420041010050500013M02606", "Ann Lee", "PSSTFRPP")
    with world_at(url) as world:
        (maker,) = paid_creators(world, 1)
        world.do(payees.save, maker.actor, VAULT, iban, now=NOW)
        batch_id = prepare(world, world.do(staff, Role.FINANCE))
        world.do(payouts.approve, world.do(staff, Role.FINANCE), batch_id, now=PAYDAY)
    monkeypatch.setenv("KOC__SECRETS__ENCRYPTION_KEY", "a secret of the house")
    asked = ("payouts", "export", "1", "--format", "xml", "--output")
    refused = koc(*asked, "no.xml")
    assert refused.exit_code == 1
    assert "the operator has set no account in [payer]" in refused.output
    told = {"NAME": "Yunfan", "ACCOUNT": "DE89370400440532013000", "BIC": "DEUTDEFF"}
    for key, value in told.items():
        monkeypatch.setenv(f"KOC__PAYER__{key}", value)
    assert koc(*asked, "one.xml").exit_code == 0
    monkeypatch.setenv("KOC__PAYER__NAME", "Somebody else")
    assert koc(*asked, "two.xml").exit_code == 0
    one = (tmp_path / "one.xml").read_bytes()
    assert b"<EndToEndId>KOC-1-1</EndToEndId>" in one
    assert (tmp_path / "two.xml").read_bytes() == one
    assert koc("verify").exit_code == 0


def test_the_books_are_written_for_the_owner_of_the_file_alone(
    lived_in: Path, tmp_path: Path
) -> None:
    file = tmp_path / "books.beancount"
    for _ in range(2):
        done = koc("ledger", "export", str(file))
        assert (done.exit_code, done.output.partition(" ")[0]) == (0, "1")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    verdict = bookkeepers.beancount(file.read_text())
    assert verdict.complaints == []
    assert len(verdict.totals) == 2
    assert list(tmp_path.glob("*.unfinished")) == []


@pytest.mark.parametrize(
    "wrong",
    [
        ("--from", "2026-13-01"),
        ("--format", "ledger"),
        ("--from", "2026-12-02", "--to", "2026-12-01"),
    ],
)
def test_books_of_no_days_or_no_language_are_wrong_use(
    wrong: tuple[str, ...], tmp_path: Path
) -> None:
    file = tmp_path / "books"
    assert koc("ledger", "export", str(file), *wrong).exit_code == 2
    assert not file.exists()


def test_books_that_cannot_be_written_are_said_so(lived_in: Path, tmp_path: Path) -> None:
    refused = koc("ledger", "export", str(tmp_path / "nowhere" / "books"))
    assert refused.exit_code == 2
    assert "No such file" in refused.stderr


def test_statements_are_written_by_the_clock_of_the_house_unless_another_is_named(
    configured: Path, tmp_path: Path
) -> None:
    url = f"sqlite:///{configured}"
    upgrade(url)
    with world_at(url) as world:
        paid_creators(world, 1)
    month = f"{PAYDAY:%Y-%m}"
    for named, zone in ((), "Asia/Shanghai"), (("--zone", "Europe/London"), "Europe/London"):
        said = koc("statements", "month", month, "--output", str(tmp_path / "out"), *named)
        assert said.exit_code == 0, said.output
        assert f"1 creators of {month} by the clock of {zone}, two files each" in said.output
