"""Listening sockets for the processes that scripts start."""

from __future__ import annotations

import socket


def listen(port: int = 0) -> socket.socket:
    """A listening loopback socket on `port`, by default a free one.

    The protocol number is named: with 0 the event loops leave Nagle's algorithm on, and each answer waits 40 ms.
    """
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("127.0.0.1", port))
    sock.listen(1024)
    return sock
