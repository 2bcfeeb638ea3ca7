"""The rules. Importing this package fills `world.CHECKS`, in the order in which they are carried out."""

from __future__ import annotations

from tests.conformance.xroad.checks import answers, faults, hashes, headers, http, identity, metadata, rights, urls

__all__ = ["answers", "faults", "hashes", "headers", "http", "identity", "metadata", "rights", "urls"]
