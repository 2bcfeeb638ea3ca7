"""Gateways that break one rule each: the model with one step done wrong. Importing this fills `planting.BROKEN`."""

from __future__ import annotations

from tests.conformance.xroad.deviations import answers, callers, delivery, faults, hashes, metadata, rights, targets

__all__ = ["answers", "callers", "delivery", "faults", "hashes", "metadata", "rights", "targets"]
