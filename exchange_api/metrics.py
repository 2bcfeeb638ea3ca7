"""Counters and gauges of one gateway. Labels: result code, direction, stage; never a client, case or user.

Counting is an increment in a dictionary; what Prometheus reads is made when it asks. Used in the event loop only.
"""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from exchange_api.limits import counted_as, rules

CONTENT_TYPE = b"text/plain; version=0.0.4; charset=utf-8"


class Metrics(Collector):
    """All metrics, in a registry of their own: two gateways in one process do not meet."""

    def __init__(self) -> None:
        self._exchanges: dict[tuple[str, str], int] = {}
        self._events: dict[str, int] = {}
        self._limits = {name: 0 for name in rules() if counted_as(name) == name}
        self._gauges: dict[str, tuple[str, float]] = {}
        self.registry = CollectorRegistry()
        self.registry.register(self)

    def exchange(self, direction: str, code: str) -> None:
        """Count one exchange: direction `asked` or `answered`, the code `ok` or the fault's."""
        key = (direction, code)
        self._exchanges[key] = self._exchanges.get(key, 0) + 1

    def event(self, name: str, count: int = 1) -> None:
        """Count something that happened."""
        self._events[name] = self._events.get(name, 0) + count

    def limit(self, name: str) -> None:
        """Count that a limit was reached (`exchange_api.limits`)."""
        self._limits[counted_as(name)] += 1

    def reached(self, error: Exception) -> None:
        """Count the limit that an error speaks of, if it does."""
        if name := getattr(error, "limit", ""):
            self.limit(name)

    def gauge(self, name: str, text: str, value: float) -> None:
        """Set a gauge."""
        self._gauges[name] = (text, value)

    def collect(self) -> Iterator[Metric]:
        """What there is now."""
        exchanges = CounterMetricFamily(
            "lianlu_exchanges", "Exchanges by direction and result code.", labels=("direction", "code")
        )
        for key, count in self._exchanges.items():
            exchanges.add_metric(key, count)
        yield exchanges
        events = CounterMetricFamily("lianlu_events", "Events by name.", labels=("event",))
        for name, count in self._events.items():
            events.add_metric((name,), count)
        yield events
        limits = CounterMetricFamily("lianlu_limits", "How often each limit was reached.", labels=("limit",))
        for name, count in self._limits.items():
            limits.add_metric((name,), count)
        yield limits
        for name, (text, value) in self._gauges.items():
            yield GaugeMetricFamily(name, text, value)

    def render(self) -> bytes:
        """The text that `/metrics` answers."""
        return generate_latest(self.registry)
