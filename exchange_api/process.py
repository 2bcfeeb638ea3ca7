"""What a gateway asks of the process that it runs in."""

from __future__ import annotations

import contextlib
import gc
import resource
import sys
from dataclasses import replace

from chain_node.logs import get_logger
from exchange_api.limits import Limits
from exchange_api.setup_errors import DescriptorsTooFew

MIN_DESCRIPTORS = 256
"""Some fifty for the gateway itself; the others for connections of its clients, peers and back ends."""
LISTENER_PART = 8
log = get_logger(__name__)


def allow_descriptors() -> int:
    """Take as many file descriptors as this process may have, and say how many. Raises `DescriptorsTooFew`."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with contextlib.suppress(OSError, ValueError):  # unlimited, and more than the kernel gives
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < MIN_DESCRIPTORS:
        raise DescriptorsTooFew(f"this process may open {soft} files and connections, {MIN_DESCRIPTORS} are needed")
    return sys.maxsize if soft == resource.RLIM_INFINITY else soft


def within(limits: Limits, descriptors: int) -> Limits:
    """Limits that so many file descriptors allow: of five listeners each may have an eighth of them, so that whoever
    fills one leaves something to the others, and to files, peers and back ends."""
    most = descriptors // LISTENER_PART
    if limits.max_connections <= most:
        return limits
    each = min(limits.max_connections_per_address, most - most // 4)
    log.warning("connections.fewer", descriptors=descriptors, each_listener=most, each_address=each)
    return replace(limits, max_connections=most, max_connections_per_address=each)


def calm_collector() -> None:
    """Leave what lives as long as the process out of collections, and collect seldom: an exchange makes no cycles that
    matter, and walking through all modules every 700 objects took a sixth of its CPU time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
