"""Ports for processes whose address must be known before they run.

They are taken from below the range from which the kernel gives ports to outgoing connections, so that none of those
takes one in between.
"""

from __future__ import annotations

import random
import socket

LOWEST, HIGHEST = 20_000, 32_000
TRIES = 1000


def free_ports(count: int) -> list[int]:
    """`count` different loopback ports on which nothing listens. Raises OSError if there are none."""
    found: list[int] = []
    chance = random.SystemRandom()
    for _ in range(TRIES):
        port = chance.randint(LOWEST, HIGHEST)
        if port not in found and _is_free(port):
            found.append(port)
            if len(found) == count:
                return found
    raise OSError(f"fewer than {count} free ports between {LOWEST} and {HIGHEST}")


def refusing_port() -> tuple[socket.socket, int]:
    """A port that refuses connections as long as the socket is held: bound, not listening."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.bind(("127.0.0.1", 0))
    return sock, sock.getsockname()[1]


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
