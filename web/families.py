"""Our figures as Prometheus families: names, help, labels; docs/watching.md says what they mean."""

from collections.abc import Iterable, Iterator
from time import monotonic

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

from domain.delivery import DeliveryClass, DeliveryStatus
from domain.figures import DatabaseFigures, FloodScope, ProcessFigures, Spans
from services.health import Gauges
from web.house import WebHouse

Labelled = Iterable[tuple[str, float]]


def every(house: WebHouse, gauges: Gauges, age_seconds: float) -> Iterator[Metric]:
    yield from _rows(gauges)
    yield GaugeMetricFamily(
        "koc_rows_age_seconds", "How old the figures are that rows were counted for", age_seconds
    )
    if flow := house.updates():
        yield CounterMetricFamily(
            "koc_updates_handled", "Telegram updates done by this process", flow.handled
        )
        yield GaugeMetricFamily("koc_updates_flowing", "1 while updates can come in", flow.flowing)
    yield from _process(house.figures)
    yield from _jobs(house.figures)
    yield from _database(house.db.figures())


def _rows(gauges: Gauges) -> Iterator[Metric]:
    """What the database says, the same in every process."""
    totals, queues = gauges.totals, gauges.queues
    yield GaugeMetricFamily(
        "koc_updates_kept", "Updates kept aside with their error", totals.kept_updates
    )
    yield CounterMetricFamily("koc_claims", "Tasks ever claimed", totals.claims)
    yield GaugeMetricFamily(
        "koc_deliveries_in_doubt", "Messages that may not have arrived", totals.in_doubt
    )
    yield GaugeMetricFamily("koc_deliveries_dead", "Messages refused for good", totals.dead)
    yield _gauge(
        "koc_deliveries_queued",
        "Messages that wait to be sent",
        "class",
        ((each.delivery_class, each.deliveries) for each in queues),
    )
    yield _gauge(
        "koc_deliveries_oldest_seconds",
        "How long the oldest of them is due",
        "class",
        ((each.delivery_class, each.oldest_seconds) for each in queues),
    )
    yield _gauge(
        "koc_setbacks",
        "Due items that raised and wait for another try",
        "work",
        gauges.set_back.items(),
    )
    yield _gauge(
        "koc_due_lag_seconds",
        "How long the most overdue item waits",
        "work",
        gauges.late_seconds.items(),
    )
    yield GaugeMetricFamily(
        "koc_telegram_silent_seconds",
        "How long sendings have been held as nothing is answered, 0 while they go",
        gauges.silent_seconds,
    )
    yield from _broadcasts(gauges)


def _broadcasts(gauges: Gauges) -> Iterator[Metric]:
    running = gauges.running
    yield GaugeMetricFamily("koc_broadcasts_running", "Broadcasts on their way", len(running))
    yield GaugeMetricFamily(
        "koc_broadcasts_standing",
        "Broadcasts that stand by themselves, as Telegram refuses them",
        gauges.totals.standing,
    )
    yield _gauge(
        "koc_broadcast_waiting",
        "How many of its messages wait",
        "broadcast",
        ((str(each.broadcast_id), each.waiting) for each in running),
    )
    yield _gauge(
        "koc_broadcast_eta_seconds",
        "How long they take at the rate that is allowed",
        "broadcast",
        ((str(each.broadcast_id), each.eta_seconds) for each in running),
    )


def _process(figures: ProcessFigures) -> Iterator[Metric]:
    yield _histogram(
        "koc_update_seconds", "From an update's arrival here until it was done", figures.update_took
    )
    yield _histogram(
        "koc_update_lag_seconds",
        "From a message's date at Telegram until it was done",
        figures.update_lag,
    )
    ended = CounterMetricFamily(
        "koc_deliveries_ended",
        "Sendings of this process by what came of them",
        labels=["class", "status"],
    )
    for cls in DeliveryClass:
        for status in DeliveryStatus:
            if status not in _NO_ENDS:
                ended.add_metric([cls, status], figures.ended[cls, status])
    yield ended
    floods = CounterMetricFamily(
        "koc_floods",
        "Requests of this process that Telegram answered with 429",
        labels=["scope"],
    )
    for scope in FloodScope:
        floods.add_metric([scope], figures.floods[scope])
    yield floods
    yield GaugeMetricFamily("koc_draining", "1 once it was told to stop", figures.draining)


_NO_ENDS = frozenset({DeliveryStatus.SENDING})
"""What no sending ends as; `queued` is one that comes again, `cancelled` what had gone already."""


def _jobs(figures: ProcessFigures) -> Iterator[Metric]:
    jobs = sorted(figures.jobs.items())
    runs = CounterMetricFamily("koc_job_runs", "Runs of a job in this process", labels=["name"])
    failures = CounterMetricFamily("koc_job_failures", "Those that raised", labels=["name"])
    ended = GaugeMetricFamily(
        "koc_job_ended_seconds_ago", "How long ago the last run ended", labels=["name"]
    )
    took = HistogramMetricFamily("koc_job_seconds", "How long a run took", labels=["name"])
    now = monotonic()
    for name, job in jobs:
        runs.add_metric([name], job.runs)
        failures.add_metric([name], job.failures)
        took.add_metric([name], _buckets(job.took), job.took.total)
        if job.ended_at is not None:
            ended.add_metric([name], now - job.ended_at)
    yield from (runs, failures, ended, took)


def _database(figures: DatabaseFigures) -> Iterator[Metric]:
    writes = figures.writes
    yield _histogram(
        "koc_write_wait_seconds", "How long a unit waited for its turn to write", writes.waits
    )
    yield _histogram(
        "koc_write_held_seconds", "How long a turn to write lasted, a group of units", writes.held
    )
    yield _histogram(
        "koc_write_commit_seconds", "How long the commit of a group took", writes.commits
    )
    yield GaugeMetricFamily(
        "koc_readers_used", "Connections for reading in use", figures.readers_used
    )
    yield GaugeMetricFamily("koc_readers", "Connections for reading there may be", figures.readers)


def _gauge(name: str, about: str, label: str, values: Labelled) -> Metric:
    found = GaugeMetricFamily(name, about, labels=[label])
    for value, number in values:
        found.add_metric([value], number)
    return found


def _histogram(name: str, about: str, spans: Spans) -> Metric:
    found = HistogramMetricFamily(name, about)
    found.add_metric([], _buckets(spans), spans.total)
    return found


def _buckets(spans: Spans) -> list[tuple[str, float]]:
    return [(_bound(bound), count) for bound, count in spans.buckets()]


def _bound(bound: float) -> str:
    return "+Inf" if bound == float("inf") else f"{bound:g}"
