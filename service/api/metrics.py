"""Prometheus metrics: counts from the database, read on request, and the latency of requests."""

from __future__ import annotations

from collections.abc import Iterator

import structlog
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from service.errors import InfrastructureError
from service.pipeline.metrics import REGISTRY as WORK
from service.pipeline.runs import Runs
from service.storage.store import MapStore

_log = structlog.get_logger(__name__)


class _Stored(Collector):
    """Current numbers of maps by status and of waiting tasks."""

    def __init__(self, store: MapStore, runs: Runs) -> None:
        self._store = store
        self._runs = runs

    def collect(self) -> Iterator[Metric]:
        maps = GaugeMetricFamily("argmap_maps", "Stored maps by status", labels=["status"])
        depths = GaugeMetricFamily("argmap_queue_depth", "Work items waiting in the queue", labels=["queue"])
        up = GaugeMetricFamily("argmap_database_up", "Whether the database answers")
        try:
            for status, count in self._store.count_by_status().items():
                maps.add_metric([status], count)
            for queue, depth in self._runs.queue_depths().items():
                depths.add_metric([queue], depth)
        except InfrastructureError as error:
            _log.warning("metrics.database-away", detail=error.message)
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield from (maps, depths, up)


class Metrics:
    """The metrics of one application, in its own registry, so that several may run in one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self.request_seconds = Histogram(
            "argmap_request_seconds", "Latency of requests", ["method", "route", "status"], registry=self._registry
        )

    def watch(self, store: MapStore, runs: Runs) -> None:
        self._registry.register(_Stored(store, runs))

    def text(self) -> bytes:
        """All metrics in Prometheus' text format."""
        return generate_latest(self._registry) + generate_latest(WORK)
