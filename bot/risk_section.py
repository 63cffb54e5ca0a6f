"""The section [risk]: where rules begin, how long a person may take; what it means is domain's."""

from dataclasses import dataclass, field
from typing import Any, Final

from bot import values
from bot.values import by
from domain.risk.cases import RiskRules
from domain.risk.evidence import Signal
from domain.risk.thresholds import BOUNDS, Thresholds, from_settings

_RULES: Final = RiskRules()


def _whole(name: str) -> Any:
    lowest, highest = BOUNDS[name]
    read = by(values.whole(int(lowest), int(highest)))
    return field(default=getattr(_RULES.thresholds, name), metadata=read)


def _number(name: str) -> Any:
    read = by(values.number(*BOUNDS[name]))
    return field(default=getattr(_RULES.thresholds, name), metadata=read)


@dataclass(frozen=True, slots=True)
class Risk:
    """Each number is one of domain.risk.thresholds, with its bounds."""

    decide_hours: int = field(default=_RULES.decide_hours, metadata=by(values.whole(1, 720)))
    off: tuple[Signal, ...] = field(default=(), metadata=by(values.some_of(Signal)))
    link_repeats: int = _whole("link_repeats")
    text_similarity: float = _number("text_similarity")
    text_signs: int = _whole("text_signs")
    picture_distance: int = _whole("picture_distance")
    payee_people: int = _whole("payee_people")
    spike_deviations: float = _number("spike_deviations")
    spike_history: int = _whole("spike_history")
    spike_factor: float = _number("spike_factor")
    spike_peers: int = _whole("spike_peers")
    spike_counts: int = _whole("spike_counts")
    interactions_per_view: float = _number("interactions_per_view")
    saves_per_like: float = _number("saves_per_like")
    fall_tolerance: float = _number("fall_tolerance")
    source_gap: float = _number("source_gap")
    counts_from: int = _whole("counts_from")
    claim_grace_minutes: int = _whole("claim_grace_minutes")
    claims_per_hour: int = _whole("claims_per_hour")
    posts_per_day: int = _whole("posts_per_day")
    ring_people: int = _whole("ring_people")
    ring_common: int = _whole("ring_common")
    ring_engagements: int = _whole("ring_engagements")
    ring_texts: int = _whole("ring_texts")

    @property
    def rules(self) -> RiskRules:
        return RiskRules(self.thresholds, self.decide_hours)

    @property
    def thresholds(self) -> Thresholds:
        told = {name: getattr(self, name) for name in (*BOUNDS, "off")}
        return from_settings(told)
