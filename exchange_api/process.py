"""What a gateway asks of the process that it runs in."""

from __future__ import annotations

import contextlib
import gc
import resource

from exchange_api.setup_errors import DescriptorsTooFew

MIN_DESCRIPTORS = 256
"""Some fifty for the gateway itself; the others for connections of its clients, peers and back ends."""


def allow_descriptors() -> None:
    """Take as many file descriptors as this process may have. Raises `DescriptorsTooFew`."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with contextlib.suppress(OSError, ValueError):  # unlimited, and more than the kernel gives
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < MIN_DESCRIPTORS:
        raise DescriptorsTooFew(f"this process may open {soft} files and connections, {MIN_DESCRIPTORS} are needed")


def calm_collector() -> None:
    """Leave what lives as long as the process out of collections, and collect seldom: an exchange makes no cycles that
    matter, and walking through all modules every 700 objects took a sixth of its CPU time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
