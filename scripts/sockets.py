"""Listening sockets for the processes that scripts start."""

from __future__ import annotations

import socket


def listen() -> socket.socket:
    """A listening loopback socket on a free port.

    The protocol number is named: with 0 the event loops leave Nagle's algorithm on, and each answer waits 40 ms.
    """
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.bind(("127.0.0.1", 0))
    sock.listen(1024)
    return sock
