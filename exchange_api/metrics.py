"""Counters and gauges of one gateway. Labels: result code, direction, stage; never a client, case or user."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

CONTENT_TYPE = b"text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """All metrics, in a registry of their own: two gateways in one process do not meet."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._exchanges = Counter(
            "lianlu_exchanges", "Exchanges by direction and result code.", ("direction", "code"), registry=self.registry
        )
        self._events = Counter("lianlu_events", "Events by name.", ("event",), registry=self.registry)
        self._gauges: dict[str, Gauge] = {}
        self._cached: dict[tuple[str, str], Counter] = {}
        self._cached_events: dict[str, Counter] = {}

    def exchange(self, direction: str, code: str) -> None:
        """Count one exchange: direction `asked` or `answered`, the code `ok` or the fault's."""
        counter = self._cached.get((direction, code))
        if counter is None:
            counter = self._cached[direction, code] = self._exchanges.labels(direction, code)
        counter.inc()

    def event(self, name: str, count: int = 1) -> None:
        """Count something that happened."""
        counter = self._cached_events.get(name)
        if counter is None:
            counter = self._cached_events[name] = self._events.labels(name)
        counter.inc(count)

    def gauge(self, name: str, text: str, value: float) -> None:
        """Set a gauge."""
        if name not in self._gauges:
            self._gauges[name] = Gauge(name, text, registry=self.registry)
        self._gauges[name].set(value)

    def render(self) -> bytes:
        """The text that `/metrics` answers."""
        return generate_latest(self.registry)
