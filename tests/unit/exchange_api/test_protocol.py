"""What the listener hands to an application, and what it refuses before there is a request."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from exchange_api.limits import Limits
from exchange_api.web.dialects import XRoadProtocol
from tests.unit.exchange_api.serving import listening, talk


async def echo(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer with what the application was shown; headers are taken before the body is read, then again."""
    before = list(scope["headers"])
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    answer = {
        "target": scope["raw_target"].decode("latin-1"),
        "method": scope["method"],
        "headers": [[n.decode("latin-1"), v.decode("latin-1")] for n, v in before],
        "later": len(scope["headers"]) - len(before),
        "body": body.decode("latin-1"),
        "peer": scope["peer_certificate"],
    }
    data = json.dumps(answer).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(data))]})
    await send({"type": "http.response.body", "body": data})


async def ask(raw: bytes) -> dict[str, Any]:
    async with listening(echo) as port:
        answer = await talk(port, raw)
    assert answer.startswith(b"HTTP/1.1 200 "), answer[:200]
    result: dict[str, Any] = json.loads(answer.partition(b"\r\n\r\n")[2])
    return result


async def test_names_keep_their_case_and_values_lose_blanks() -> None:
    seen = await ask(b"GET /a HTTP/1.1\r\nHost: x\r\nX-Road-CLIENT: \t a/b \t\r\nx-empty:\r\n\r\n")
    assert ["X-Road-CLIENT", "a/b"] in seen["headers"]
    assert ["x-empty", ""] in seen["headers"]
    assert seen["peer"] is None


@pytest.mark.parametrize("target", ["/a?", "/a", "/a%7Eb/%2f;x?q=%41&&", "/a?b?c", "//x"])
async def test_the_target_is_as_received(target: str) -> None:
    assert (await ask(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode()))["target"] == target


async def test_trailers_never_reach_the_application() -> None:
    raw = b"POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nX-Road-Client: me\r\n\r\n"
    seen = await ask(raw + b"3\r\nabc\r\n0\r\nX-Road-Client: other\r\n\r\n")
    assert seen["body"] == "abc"
    assert seen["later"] == 0
    assert [v for n, v in seen["headers"] if n == "X-Road-Client"] == ["me"]


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"GET http://x/a HTTP/1.1\r\nHost: x\r\n\r\n", b"400"),
        (b"GET /a HTTP/9.9\r\n\r\n", b"400"),
        (b"FOO /a HTTP/1.1\r\nHost: x\r\n\r\n", b"400"),
        (b"GET /" + b"a" * 8200 + b" HTTP/1.1\r\nHost: x\r\n\r\n", b"414"),
        (b"GET /a HTTP/1.1\r\nX: " + b"a" * 66_000 + b"\r\n\r\n", b"431"),
        (b"GET /a HTTP/1.1\r\n" + b"X: y\r\n" * 201 + b"\r\n", b"431"),
        (b"GET /a HTTP/1.1\r\nX: " + b"a" * 900_000, b"431"),
        (b"POST /a HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"400"),
        (b"POST /a HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc", b"400"),
        (b"\x16\x03\x01\x02\x00garbage\r\n\r\n", b"400"),
        (b"GET /a HTTP/1.1\r\n\r\n", b"400"),
        (b"GET /a HTTP/1.1\r\nHost: x\r\nhost: x\r\n\r\n", b"400"),
        (b"GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n", b"400"),
        (b"GET /a HTTP/2.0\r\nHost: x\r\n\r\n", b"400"),
        (b"POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", b"400"),
        (b"POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"400"),
    ],
)
async def test_a_head_that_breaks_a_rule_is_refused(raw: bytes, status: bytes) -> None:
    async with listening(echo) as port:
        answer = await talk(port, raw)
    assert answer.split(b" ", 2)[1] == status
    assert b"connection: close" in answer
    assert (b"x-road-error: Client.BadRequest" in answer) is (status == b"400")


async def test_a_head_that_never_ends_is_ended() -> None:
    async with listening(echo, limits=Limits(head_timeout=0.1)) as port:
        assert (await talk(port, b"GET /a HTTP/1.1\r\nHo")).startswith(b"HTTP/1.1 408 ")
        assert (await talk(port)).startswith(b"HTTP/1.1 408 ")


async def test_a_trailer_without_end_is_ended() -> None:
    raw = b"POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: "
    async with listening(echo) as port:
        answer = await talk(port, raw, *(b"a" * 65_536 for _ in range(6)), pause=0.01)
    assert b" 431 " in answer


async def test_a_body_that_trickles_is_ended_after_a_minute() -> None:
    made: list[Trickled] = []
    begun = asyncio.Event()

    class Trickled(XRoadProtocol):
        """Says when its body has begun, so that its clock can be told."""

        def on_body(self, body: bytes) -> None:
            super().on_body(body)
            made.append(self)
            begun.set()

    async with listening(echo, Trickled) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nabc")
        await begun.wait()
        now = asyncio.get_running_loop().time()
        made[0].end_slow(now + 29)
        made[0]._body_last = now + 60
        made[0].end_slow(now + 59)
        assert not reader._buffer  # type: ignore[attr-defined]
        made[0].end_slow(now + 61)
        answer = await reader.read()
        writer.close()
    assert answer.startswith(b"HTTP/1.1 408 ") and answer.count(b"HTTP/1.1") == 1


async def test_a_malformed_request_is_refused_after_the_answers_before_it() -> None:
    go_on = asyncio.Event()

    async def late(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await go_on.wait()
        await echo(scope, receive, send)

    one = b"GET /one HTTP/1.1\r\nHost: x\r\n\r\n"
    two = b"POST /two HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    for bad in (b"GET /bad\r\n\r\n", two + b"zz\r\n", b"GET /bad HTTP/1.1\r\n\r\n"):
        go_on.clear()
        async with listening(late) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(one + one + bad)
            await asyncio.sleep(0.05)
            go_on.set()
            answer = await reader.read()
            writer.close()
        assert [part[:3] for part in answer.split(b"HTTP/1.1 ")[1:]] == [b"200", b"200", b"400"]


async def test_an_upgrade_is_not_one_and_pipelining_goes_on() -> None:
    one = b"GET /one HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    two = b"GET /two HTTP/1.1\r\nHost: x\r\n\r\n"
    async with listening(echo) as port:
        answer = await talk(port, one + two)
    assert answer.count(b"HTTP/1.1 200") == 2
    assert answer.index(b"/one") < answer.index(b"/two")


async def test_each_request_of_a_connection_has_a_host_of_its_own() -> None:
    one = b"GET /one HTTP/1.1\r\nHost: x\r\n\r\n"
    async with listening(echo) as port:
        assert (await talk(port, one, one, pause=0.05)).count(b"HTTP/1.1 200") == 2
        assert b" 400 " in await talk(port, one + b"GET /two HTTP/1.1\r\n\r\n")
        assert b" 200 " in await talk(port, b"GET /old HTTP/1.0\r\n\r\n")
