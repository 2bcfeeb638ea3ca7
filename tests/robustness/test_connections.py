"""Callers that are slow, leave in the middle, or come a thousand at a time."""

from __future__ import annotations

import asyncio
import hashlib
import os
import resource
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from exchange_api.adapters.store import State
from tests.conformance.xroad.wire import Request
from tests.faults.stack import eventually
from tests.robustness.back_end import read_body
from tests.robustness.stack import Stack, request

LARGE = bytes(range(256)) * 8000
MANY = 1000
IN_A_ROW = 5


class Slow:
    """A connection that sends a part and then a byte now and then; `said` and `after` what came and when it ended."""

    def __init__(self, stack: Stack, raw: bytes, drip: bytes) -> None:
        self.said = b""
        self.after = 0.0
        self._sock = socket.create_connection(stack.address())
        self._sock.settimeout(1.0)
        self._drip = drip
        self._sock.sendall(raw)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        begun = time.monotonic()
        with self._sock:
            while time.monotonic() - begun < 60:
                try:
                    self._sock.sendall(self._drip)
                    piece = self._sock.recv(4096)
                except TimeoutError:
                    continue
                except ConnectionError:
                    break
                if not piece:
                    break
                self.said += piece
        self.after = time.monotonic() - begun

    def end(self) -> None:
        """Wait until the other side has closed the connection."""
        self._thread.join(65)
        assert not self._thread.is_alive()


@pytest.fixture(scope="module")
def slow(stack: Stack) -> dict[str, Slow]:
    """Begun before all else in this module, looked at last."""
    made = {}
    for number in range(IN_A_ROW):
        made[f"head {number}"] = Slow(stack, request("/slow-head", "X-A: b")[:-4], b"a")
        made[f"silent head {number}"] = Slow(stack, b"", b"")
        body = request("/slow-body", "Content-Length: 99", method="POST", body=b"half")
        made[f"body {number}"] = Slow(stack, body, b"")
        chunk = request("/slow-body", "Transfer-Encoding: chunked", method="POST", body=b"63\r\nhalf")
        made[f"chunk {number}"] = Slow(stack, chunk, b"")
    return made


@pytest.fixture(autouse=True)
def many_files() -> Iterator[None]:
    """Room for as many connections as there are callers, twice."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_others_are_served_while_slow_callers_hold_connections(still: Stack, slow: dict[str, Slow]) -> None:
    for _ in range(5):
        still.good()
    assert slow["body 0"].said == b""


def leave(sock: socket.socket) -> None:
    """Close orderly."""
    sock.close()


def reset(sock: socket.socket) -> None:
    """Close by a reset."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def half_close(sock: socket.socket) -> None:
    """Say that nothing more comes, then read to the end."""
    sock.shutdown(socket.SHUT_WR)
    sock.settimeout(10)
    while sock.recv(65_536):
        pass
    sock.close()


ENDS = pytest.mark.parametrize("end", [leave, reset, half_close], ids=["leaving", "by a reset", "half closed"])
LENGTH = f"Content-Length: {len(LARGE)}"
PARTS = {
    "in the head": request("/cut")[:50],
    "before the body": request("/cut", LENGTH, method="POST"),
    "in the body": request("/cut", LENGTH, method="POST", body=LARGE[:1000]),
    "in a large body": request("/cut", LENGTH, method="POST", body=LARGE[:1_000_000]),
    "in a chunk": request("/cut", "Transfer-Encoding: chunked", method="POST", body=b"99\r\nhalf"),
    "before the last chunk": request("/cut", "Transfer-Encoding: chunked", method="POST", body=b"4\r\nhalf\r\n"),
    "waiting to be told to continue": request("/cut", LENGTH, "Expect: 100-continue", method="POST"),
}


@ENDS
@pytest.mark.parametrize("raw", PARTS.values(), ids=PARTS.keys())
def test_a_client_that_leaves_before_its_request_is_complete_asked_nothing(
    still: Stack, raw: bytes, end: Callable[[socket.socket], None]
) -> None:
    before = len(still.rows("consumer"))
    sock = socket.create_connection(still.address())
    sock.sendall(raw)
    time.sleep(0.05)
    end(sock)
    eventually(lambda: still.spooled("consumer") == [])
    still.good()
    assert len(still.rows("consumer")) == before + 1  # the good one
    assert still.calls("/cut") == []


@pytest.mark.parametrize("end", [leave, reset], ids=["leaving", "by a reset"])
def test_a_client_that_leaves_while_it_waits_has_had_an_exchange(
    still: Stack, end: Callable[[socket.socket], None]
) -> None:
    reached, go_on = threading.Event(), threading.Event()

    async def waits(request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        body = await read_body(request, reader)
        reached.set()
        await asyncio.to_thread(go_on.wait, 10)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        return True

    still.back_end.acts["/waits"] = waits
    sock = socket.create_connection(still.address())
    sock.sendall(request("/waits", "Content-Length: 4", method="POST", body=b"body"))
    assert reached.wait(10)
    end(sock)
    go_on.set()
    _both_done(still)
    del still.back_end.acts["/waits"]


@pytest.mark.parametrize("end", [leave, reset], ids=["leaving", "by a reset"])
def test_a_client_that_leaves_while_its_answer_streams_has_had_an_exchange(
    still: Stack, end: Callable[[socket.socket], None]
) -> None:
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.connect(still.address())
    sock.sendall(request("/streams", LENGTH, method="POST", body=LARGE))
    assert sock.recv(1000).startswith(b"HTTP/1.1 200 ")
    end(sock)
    _both_done(still)
    eventually(lambda: still.spooled("consumer") == [])


def _both_done(stack: Stack) -> None:
    """The newest exchange of the consumer ended well on both sides."""

    def done() -> bool:
        newest = stack.rows("consumer")[-1]
        other = {row.exchange_id: row.state for row in stack.rows("provider")}
        return newest.state is State.DONE and other.get(newest.exchange_id) is State.DONE

    eventually(done)


async def test_a_thousand_at_once_each_get_their_own_answer(still: Stack) -> None:
    host, port = still.address()
    streams = []
    for at in range(0, MANY, 100):
        streams += await asyncio.gather(*(asyncio.open_connection(host, port) for _ in range(at, at + 100)))

    async def one(number: int) -> tuple[bytes, bytes, bytes]:
        reader, writer = streams[number]
        body = hashlib.sha512(b"%d" % number).hexdigest().encode() * (1 + number % 7) + os.urandom(8).hex().encode()
        path, length = f"/many/{number}?n={number}", f"Content-Length: {len(body)}"
        writer.write(request(path, length, f"X-Road-Id: own-{number}", method="POST", body=body))
        await writer.drain()
        head = await reader.readuntil(b"\r\n\r\n")
        lines = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:-2])
        answer = await reader.readexactly(int(lines[b"content-length"]))
        writer.close()
        await writer.wait_closed()
        assert head.startswith(b"HTTP/1.1 200 "), (head, answer)
        assert answer == body and lines[b"x-seen"].endswith(b"/many/%d" % number)
        assert lines[b"x-road-id"] == b"own-%d" % number
        return lines[b"lianlu-receipt"], lines[b"x-road-request-id"], lines[b"x-road-request-hash"]

    async with asyncio.timeout(90):
        marks = await asyncio.gather(*(one(number) for number in range(MANY)))
    assert all(len(set(column)) == MANY for column in zip(*marks, strict=True))
    for number in range(MANY):
        [call] = still.calls(f"/many/{number}")
        assert call.target.endswith(b"?n=%d" % number) and call.get("X-Road-Id") == f"own-{number}"
        assert call.body.startswith(hashlib.sha512(b"%d" % number).hexdigest().encode())


def test_slow_callers_are_408_and_their_connections_closed(still: Stack, slow: dict[str, Slow]) -> None:
    for name, one in slow.items():
        one.end()
        assert one.said.startswith(b"HTTP/1.1 408 "), (name, one.said)
        assert b"connection: close\r\n" in one.said and b"x-road-error" not in one.said
        assert one.after < 50, name
    assert still.calls("/slow-head") == [] and still.calls("/slow-body") == []


def test_both_logs_verify(stack: Stack) -> None:
    status, printed = stack.audit()
    assert status == 0, printed[-3000:]
