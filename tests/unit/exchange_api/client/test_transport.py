"""What is sent how often, by both clients: repeated only before anything was sent, or where it was asked for."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from exchange_api.client import Answer, AsyncClient, Client, ClientError, NoAnswer, NotSent, RequestInvalid
from exchange_api.client.requests import Options, build
from tests.conformance.xroad.wire import read_request

CLIENT, SERVICE = "CITY/GOV/1000/FUND", "CITY/GOV/2000/MARKET/licence"
Call = Callable[..., Answer]


def blocking(url: str, method: str = "GET", body: bytes | None = None, **more: Any) -> Answer:
    with Client(url, CLIENT, pause=lambda _: None, **more) as client:
        return client.call(SERVICE, "/x", method=method, body=body, message_id="i")


def asynchronous(url: str, method: str = "GET", body: bytes | None = None, **more: Any) -> Answer:
    async def ask() -> Answer:
        async with AsyncClient(url, CLIENT, **more) as client:
            return await client.call(SERVICE, "/x", method=method, body=body, message_id="i")

    return asyncio.run(ask())


both = pytest.mark.parametrize("call", [blocking, asynchronous])


class Gateway:
    """Speaks as it is told: one list of bytes a connection, one element a request; None closes without an answer."""

    def __init__(self, script: list[list[bytes | None]]) -> None:
        self.requests: list[bytes] = []
        self._sock = socket.create_server(("127.0.0.1", 0))
        self._script = script
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._sock.getsockname()[1]}"

    def close(self) -> None:
        try:
            self._sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self._sock.close()
        self._thread.join(5)

    def _run(self) -> None:
        for answers in self._script:
            try:
                sock, _ = self._sock.accept()
            except OSError:
                return
            with sock, sock.makefile("rb") as stream:
                for answer in answers:
                    request = read_request(stream)
                    if request is None:
                        break
                    self.requests.append(request.start)
                    if answer is None:
                        break
                    sock.sendall(answer)


@contextmanager
def speaking(*script: list[bytes | None]) -> Iterator[Gateway]:
    gateway = Gateway(list(script))
    try:
        yield gateway
    finally:
        gateway.close()


def good(method: str = "GET", body: bytes | None = None, more: bytes = b"") -> bytes:
    hashed = build(CLIENT, method, SERVICE, "/x", body, Options(message_id="i")).hash("r", "i").encode()
    head = b"HTTP/1.1 200 OK\r\nx-road-id: i\r\nx-road-request-id: r\r\nx-road-request-hash: %b\r\n%b" % (hashed, more)
    return head + b"Content-Length: 2\r\n\r\n{}"


def refused_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return f"http://127.0.0.1:{sock.getsockname()[1]}"


@both
def test_one_call_is_one_request(call: Call) -> None:
    with speaking([good(more="X-A: é\r\n".encode())]) as gateway:
        answer = call(gateway.url)
    assert (answer.status, answer.json(), answer.header("x-a")) == (200, {}, "é")
    assert gateway.requests == [f"GET /r1/{SERVICE}/x HTTP/1.1".encode()]


@both
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("broken", [None, b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", b"no HTTP\r\n\r\n"])
def test_what_was_sent_is_never_sent_again(call: Call, method: str, broken: bytes | None) -> None:
    with speaking([broken], [good(method)]) as gateway:
        with pytest.raises(NoAnswer):
            call(gateway.url, method)
        assert len(gateway.requests) == 1


@both
def test_an_idempotent_call_is_repeated_once_if_that_was_asked_for(call: Call) -> None:
    with speaking([None], [good()]) as gateway:
        assert call(gateway.url, repeat=True).ok
        assert len(gateway.requests) == 2
    with speaking([None], [None], [good()]) as gateway:
        with pytest.raises(NoAnswer):
            call(gateway.url, repeat=True)
        assert len(gateway.requests) == 2
    with speaking([None], [good("POST", b"{}")]) as gateway:
        with pytest.raises(NoAnswer):
            call(gateway.url, "POST", b"{}", repeat=True)
        assert len(gateway.requests) == 1


def test_a_kept_connection_that_was_closed_meanwhile_loses_nothing() -> None:
    with speaking([good()], [good()]) as gateway, Client(gateway.url, CLIENT) as client:
        for _ in range(2):
            assert client.call(SERVICE, "/x", message_id="i").ok
            _closed(client)
        assert len(gateway.requests) == 2


def _closed(client: Client) -> None:
    """Wait until the other side's end of the kept connection has come."""
    for connection in client._spare:
        assert connection.sock is not None
        connection.sock.settimeout(5)
        assert connection.sock.recv(1, socket.MSG_PEEK) == b""


def test_a_kept_connection_is_used_again() -> None:
    with speaking([good(), good()]) as gateway, Client(gateway.url, CLIENT) as client:
        for _ in range(2):
            assert client.call(SERVICE, "/x", message_id="i").ok
        assert len(gateway.requests) == 2


def test_a_kept_connection_that_drops_sends_nothing_again() -> None:
    with speaking([good(), None], [good()]) as gateway, Client(gateway.url, CLIENT) as client:
        assert client.call(SERVICE, "/x", message_id="i").ok
        with pytest.raises(NoAnswer):
            client.call(SERVICE, "/x", message_id="i")
        assert len(gateway.requests) == 2


async def test_nor_does_it_in_asyncio() -> None:
    with speaking([good(), None], [good()]) as gateway:
        async with AsyncClient(gateway.url, CLIENT) as client:
            assert (await client.call(SERVICE, "/x", message_id="i")).ok
            with pytest.raises(NoAnswer):
                await client.call(SERVICE, "/x", message_id="i")
        assert len(gateway.requests) == 2


@both
def test_a_refused_connection_sent_nothing(call: Call) -> None:
    with pytest.raises(NotSent):
        call(refused_port(), "POST", b"{}", retries=1)


def test_a_refused_connection_is_tried_again_whatever_the_method() -> None:
    url, late, pauses = refused_port(), [], []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            late.append(socket.create_server(("127.0.0.1", int(url.rsplit(":", 1)[1]))))

    # it listens at last, and never answers: from then on nothing is repeated
    with Client(url, CLIENT, retries=4, timeout=0.3, pause=pause) as client, pytest.raises(NoAnswer):
        client.call(SERVICE, "/x", method="POST", body=b"{}")
    late[0].close()
    assert pauses == [0.2, 0.6]


@both
def test_redirects_are_answers_and_never_followed(call: Call) -> None:
    place = refused_port().encode()
    answer = good().replace(b"200 OK", b"302 Found\r\nLocation: " + place)
    with speaking([answer], [good()]) as gateway:
        assert call(gateway.url).status == 302
        assert len(gateway.requests) == 1


@both
def test_an_answer_that_takes_too_long_is_none(call: Call) -> None:
    with speaking([b"HTTP/1.1 200 OK\r\nContent-Le", good()]) as gateway, pytest.raises(NoAnswer):
        call(gateway.url, timeout=0.2)


@both
def test_compressed_answers_are_left_as_they_are(call: Call) -> None:
    with speaking([good(more=b"Content-Encoding: gzip\r\n")]) as gateway:
        assert call(gateway.url).body == b"{}"


@both
def test_a_wrong_argument_sends_nothing(call: Call) -> None:
    with speaking([good()]) as gateway:
        with pytest.raises(RequestInvalid):
            call(gateway.url, "TRACE")
        assert gateway.requests == []


@both
def test_every_error_is_one_of_the_clients(call: Call) -> None:
    with speaking([b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"]) as gateway, pytest.raises(ClientError):
        call(gateway.url)
