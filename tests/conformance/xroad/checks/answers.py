"""What comes back from the provider (D 1.5, 1.6; F 6, 14)."""

from __future__ import annotations

import re

from tests.conformance.xroad.backend import BASE, Reply
from tests.conformance.xroad.world import World, check, expect

OURS = ("x-road-id", "x-road-client", "x-road-service", "x-road-request-id", "x-road-request-hash")


@check(
    "answer.headers", "D 1.5", "The five `X-Road-` headers are there, once each, in lower case, and say who and what"
)
def own_headers(world: World) -> None:
    asked = world.ask(headers=[("X-Road-Id", "conformance-2")])
    wanted = {
        "x-road-id": "conformance-2",
        "x-road-client": world.need("client"),
        "x-road-service": world.need("service"),
    }
    for name in OURS:
        value = asked.one(name)
        expect(value == wanted.get(name, value), f"{name} is {value}")
        expect(name.encode() in [key for key, _ in asked.answer.headers], f"{name} is not in lower case")
    expect(asked.answer.error is None, f"X-Road-Error on an answer of the provider: {asked.answer.error}")


@check(
    "answer.passed",
    "D 1.5, 1.8",
    "Status, body and headers of the provider pass as they are, errors of its own included",
)
def passed(world: World) -> None:
    for status in (200, 201, 226, 299, 401, 404, 409, 418, 500, 503):
        reply = Reply(status, [(b"Content-Type", b"x/y"), (b"X-Own", b"\xe9 1"), (b"ETag", b'"t"')], bytes(range(256)))
        asked = world.ask(reply=reply)
        expect(asked.answer.status == status and asked.answer.error is None, f"{status}: {asked.brief}")
        expect(asked.answer.body == reply.body, f"{status}: another body came back")
        for name, value in reply.headers:
            expect(
                asked.answer.all(name.decode()) == [value], f"{name!r} came back as {asked.answer.all(name.decode())}"
            )
        expect(len(asked.calls) == 1, f"{status}: the provider was called {len(asked.calls)} times")


@check("answer.bodyless", "D 1.5", "204 and 304 pass, without a body")
def bodyless(world: World) -> None:
    for status in (204, 304):
        asked = world.ask(reply=Reply(status, [(b"ETag", b'"t"')], b""))
        expect(asked.answer.status == status and asked.answer.get("ETag") == '"t"', f"{status}: {asked.brief}")


@check("answer.forged", "F 6", "The provider's own `X-Road-` headers are replaced or removed, `X-Road-Error` included")
def forged(world: World) -> None:
    names = (*OURS, "X-Road-Error", "Lianlu-Receipt")
    asked = world.ask(reply=Reply(headers=[(name.title().encode(), b"forged") for name in names]))
    _ = asked.call
    found = [name for name, value in asked.answer.headers if value == b"forged"]
    expect(not found, f"{found} came from the provider")
    expect(asked.answer.error is None, "X-Road-Error came from the provider")


@check("answer.filtered", "D 1.6", "Hop-by-hop headers and `Server` of the provider are not passed")
def filtered(world: World) -> None:
    names = (b"Keep-Alive", b"Proxy-Authenticate", b"Trailer", b"Server", b"Connection", b"TE", b"User-Agent")
    asked = world.ask(reply=Reply(headers=[(name, b"conformance-mark") for name in names]))
    _ = asked.call
    found = [name for name, value in asked.answer.headers if b"conformance-mark" in value]
    expect(not found, f"{found} came through")


@check("answer.repeated", "D 1.5", "A header that the provider sends several times comes back as often, in order")
def repeated(world: World) -> None:
    cookies = [(b"Set-Cookie", b"a=1"), (b"X-Own", b"x"), (b"Set-Cookie", b"b=2"), (b"Set-Cookie", b"a=1")]
    asked = world.ask(reply=Reply(headers=cookies))
    found = asked.answer.all("Set-Cookie")
    expect(found == [b"a=1", b"b=2", b"a=1"], f"Set-Cookie came back as {found}")


@check("answer.redirect", "D 1.6", "A redirect is passed on with its `Location` and never followed")
def redirect(world: World) -> None:
    for status in (301, 302, 303, 307, 308):
        place = f"{world.backend.url}/elsewhere"
        asked = world.ask("/first", reply=Reply(status, [(b"Location", place.encode())], b""))
        expect(asked.answer.status == status and asked.answer.get("Location") == place, f"{status}: {asked.brief}")
        expect([call.target for call in asked.calls] == [f"{BASE}/first".encode()], f"{status}: it was followed")


@check("answer.date", "D 1.5, F 6", "There is one `Date`: the provider's, or the gateway's if it gave none")
def date(world: World) -> None:
    given = "Thu, 01 Jan 2015 00:00:00 GMT"
    expect(world.ask(reply=Reply(headers=[(b"Date", given.encode())])).one("date") == given, "another date came back")
    made = world.ask(reply=Reply(headers=[])).one("date")
    expect(re.fullmatch(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", made), f"date is {made}")


@check("answer.chunked", "D 1.6", "A chunked answer comes back whole")
def chunked(world: World) -> None:
    asked = world.ask(reply=Reply(body=bytes(range(256)) * 300, chunked=True))
    expect(asked.answer.body == bytes(range(256)) * 300, f"{len(asked.answer.body)} bytes came back")


@check("answer.encoded", "D 1.5", "An answer in a content coding passes untouched")
def encoded(world: World) -> None:
    reply = Reply(headers=[(b"Content-Encoding", b"gzip"), (b"Vary", b"*")], body=b"\x1f\x8b\x08 no real one")
    asked = world.ask(reply=reply, headers=[("Accept-Encoding", "gzip")])
    expect(asked.answer.body == reply.body and asked.answer.get("Content-Encoding") == "gzip", asked.brief)


@check("answer.nothing-invented", "D 1.6", "No CORS header and no content type is invented")
def nothing_invented(world: World) -> None:
    sent = [("Origin", "http://elsewhere.test"), ("Access-Control-Request-Method", "GET")]
    asked = world.passed(method="OPTIONS", headers=sent, reply=Reply(headers=[]))
    found = [name for name, _ in asked.answer.headers if name.lower().startswith((b"access-control", b"content-type"))]
    expect(not found, f"{found} came back")


@check("answer.large-head", "D 1.5", "A provider's answer with a header of 6,000 bytes passes")
def large_head(world: World) -> None:
    asked = world.ask(reply=Reply(headers=[(b"X-Long", b"x" * 6000)]))
    expect(asked.answer.all("X-Long") == [b"x" * 6000], asked.brief)


@check(
    "receipt.given", "F 14", "Every answer that became an exchange has a `Lianlu-Receipt` of its own, refusals included"
)
def receipt_given(world: World) -> None:
    seen = [world.ask().one("lianlu-receipt"), world.ask().one("lianlu-receipt")]
    if world.line.get("client_denied"):
        seen.append(world.ask(client="client_denied").one("lianlu-receipt"))
    expect(all(seen) and len(set(seen)) == len(seen), f"the receipts are {seen}")


@check("receipt.none", "F 14", "A malformed request, which never became an exchange, has no receipt")
def receipt_none(world: World) -> None:
    asked = world.ask(client=None)
    expect(not asked.answer.all("lianlu-receipt"), "it has one")


@check("receipt.own", "rulings 1.1, 7.7", "A client gets its own receipt at `/lianlu/v1/receipts/`, and nobody else's")
def receipt_own(world: World) -> None:
    place = f"/lianlu/v1/receipts/{world.ask().one('lianlu-receipt')}"
    own = world.send("GET", place, [("X-Road-Client", world.need("client"))])
    expect(own.answer.status == 200, f"its own: {own.brief}")
    other = world.send("GET", place, [("X-Road-Client", world.need("client_denied"))])
    expect(other.answer.status == 404, f"another client's: {other.brief}")
