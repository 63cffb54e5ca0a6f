"""A person's wishes are theirs, and bad ones change nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.consent import CONSENT_VERSION, Purpose
from domain.errors import NotFound
from domain.locales import EN, ZH
from domain.people import Standing
from domain.preferences import BadTimezone, Muted, Preferences
from services import onboarding, settings
from storage import consents
from tests import world as w
from tests.world import NOW, World

FIRST = Preferences(
    ZH,
    "Asia/Shanghai",
    22,
    8,
    wants_reminders=True,
    wants_digests=True,
    wants_figure_calls=True,
    wants_broadcasts=True,
)


def test_every_wish_is_kept(world: World) -> None:
    actor = world.do(w.person)
    assert world.do(settings.preferences, actor) == FIRST
    world.do(settings.speak, actor, EN, now=NOW)
    world.do(settings.set_timezone, actor, "America/New_York", now=NOW)
    world.do(settings.set_quiet_hours, actor, 23, 7, now=NOW)
    world.do(settings.want, actor, Muted.REMINDERS, False, now=NOW)
    world.do(settings.want_broadcasts, actor, False, now=NOW)
    wished = Preferences(
        EN,
        "America/New_York",
        23,
        7,
        wants_reminders=False,
        wants_digests=True,
        wants_figure_calls=True,
        wants_broadcasts=False,
    )
    assert world.do(settings.preferences, actor) == wished


@pytest.mark.parametrize("kind", Muted)
def test_a_kind_of_reminders_is_muted_and_no_other(world: World, kind: Muted) -> None:
    actor = world.do(w.person)
    column = {
        Muted.DIGEST: "wants_digests",
        Muted.FIGURES: "wants_figure_calls",
        Muted.REMINDERS: "wants_reminders",
    }[kind]
    wished = replace(FIRST, **{column: False})
    assert world.do(settings.want, actor, kind, False, now=NOW) == wished
    assert world.do(settings.want, actor, kind, True, now=NOW) == FIRST


def test_what_is_no_time_zone_or_language_changes_nothing(world: World) -> None:
    actor = world.do(w.person)
    for wrong in ("Mars/Olympus", "../etc/passwd", "", "x" * 4096):
        with pytest.raises(BadTimezone):
            world.do(settings.set_timezone, actor, wrong, now=NOW)
    with pytest.raises(NotFound):
        world.do(settings.speak, actor, "tlh", now=NOW)
    assert world.do(settings.preferences, actor) == FIRST


def test_turning_broadcasts_off_withdraws_the_consent_to_promotion_alone(world: World) -> None:
    actor = world.do(w.person, standing=Standing.NEW)
    world.do(onboarding.agree, actor, CONSENT_VERSION, ZH, "", now=NOW)
    world.do(settings.want_broadcasts, actor, False, now=NOW)
    live = {consent.purpose for consent in world.do(consents.live, actor.person_id)}
    assert live == {Purpose.WORK, Purpose.PAY}
    world.do(settings.want_broadcasts, actor, True, now=NOW + timedelta(minutes=1))
    live = {consent.purpose for consent in world.do(consents.live, actor.person_id)}
    assert live == set(Purpose)
