"""Our figures in the words of Prometheus, by its library; what they count is families."""

from collections.abc import Iterator
from typing import Final

from prometheus_client import CollectorRegistry
from prometheus_client.core import Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from services.health import Gauges
from web import families
from web.house import WebHouse

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST


class _Collected:
    """One scrape's worth, as prometheus-client wants to collect it."""

    def __init__(self, found: Iterator[Metric]) -> None:
        self._found = found

    def collect(self) -> Iterator[Metric]:
        return self._found


def exposed(house: WebHouse, gauges: Gauges, age_seconds: float) -> bytes:
    """The page of one scrape; `age_seconds` is how old the gauges are."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collected(families.every(house, gauges, age_seconds)))
    return generate_latest(registry)
