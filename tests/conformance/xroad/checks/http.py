"""Methods, bodies, and what is no HTTP request (D 1.3, 1.6; F 4, 7; rulings 4.12)."""

from __future__ import annotations

from tests.conformance.xroad.backend import Reply
from tests.conformance.xroad.causes import MALFORMED, NO_CLIENT, REF, SPEC
from tests.conformance.xroad.world import Asked, World, check, expect

EVERY_BYTE = bytes(range(256))


def _head(world: World, method: str, path: str, client: str | None, *more: str) -> bytes:
    """The head of a request, for checks of the connection itself."""
    named = [f"X-Road-Client: {world.need(client)}"] if client else []
    lines = [f"{method} /r1/{world.need('service')}{path} HTTP/1.1", "Host: gateway.test", *named, *more]
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode()


def _delivered(asked: Asked, body: bytes) -> None:
    expect(asked.call.body == body, f"{asked.method}: {len(asked.call.body)} bytes arrived of {len(body)}, or others")
    lengths = asked.call.all("Content-Length")
    expect(lengths == [str(len(body)).encode()], f"{asked.method}: the provider saw Content-Length {lengths}")


@check("method.all", "D 1.3", "DELETE, GET, HEAD, OPTIONS, PATCH, POST and PUT arrive as what they are")
def every_method(world: World) -> None:
    for method in ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"):
        asked = world.passed(method=method, body=b"{}" if method in ("PATCH", "POST", "PUT") else None)
        expect(asked.call.method == method, f"{method} arrived as {asked.call.method}")


@check("method.unknown", "D 1.3", "A verb outside the list is malformed")
def unknown_method(world: World) -> None:
    world.refused(MALFORMED, world.ask(method="PROPFIND"))


@check("method.trace", "F 4", "TRACE is 405, without `X-Road-Error`", (SPEC,))
def trace(world: World) -> None:
    asked = world.ask(method="TRACE")
    expect(asked.answer.status == 405 and asked.answer.error is None and not asked.calls, asked.brief)


@check("method.head", "D 1.3", "HEAD is answered with the headers of the answer and no body")
def head(world: World) -> None:
    asked = world.passed(method="HEAD", reply=Reply(headers=[(b"X-Own", b"1")]))
    expect(asked.answer.get("X-Own") == "1", "the provider's header is missing")
    _ = asked.one("x-road-request-hash")


@check("method.head-fault", "D 1.8", "A fault in answer to HEAD has headers and no body")
def head_fault(world: World) -> None:
    said = world.talk(_head(world, "HEAD", "/x", None, "Connection: close"))
    head, mark, rest = said.partition(b"\r\n\r\n")
    expect(mark and b"x-road-error:" in head.lower(), f"no fault: {said[:200]!r}")
    expect(not rest, f"{rest[:80]!r} came after the head")


@check("http.persistent", "D 1.3", "Calls sent at once on one connection are answered in order, also after a fault")
def persistent(world: World) -> None:
    _ = world.backend
    calls = [_head(world, "GET", "/1", "client"), _head(world, "GET", "/2", None), _head(world, "HEAD", "/3", "client")]
    calls.append(_head(world, "GET", "/4", "client", "X-Road-Id: the-last", "Connection: close"))
    said = world.talk(b"".join(calls))
    found = [int(one.split(b" ")[0]) for one in said.split(b"HTTP/1.1 ")[1:]]
    expect(len(found) == 4 and (found[0], *found[2:]) == (200, 200, 200), f"the answers were {found}")
    expect(found[1] >= 400 and b"the-last" in said.rpartition(b"HTTP/1.1 ")[2], f"not in order: {found}")


@check("http.large-refused", "F 4", "Who sends 8 MiB and is refused gets the refusal, not a broken connection")
def large_refused(world: World) -> None:
    asked = world.ask(client=None, method="POST", body=bytes(8 << 20))
    world.refused(NO_CLIENT, asked)


@check("body.empty", "D 1.6", "An empty body of POST arrives as one, with length 0")
def empty(world: World) -> None:
    _delivered(world.passed(method="POST", body=b""), b"")


@check("body.delivered", "D 1.3, 1.6", "A body of POST, PUT or PATCH arrives byte for byte, with its right length")
def delivered(world: World) -> None:
    for method in ("POST", "PUT", "PATCH"):
        _delivered(world.passed(method=method, body=EVERY_BYTE), EVERY_BYTE)


@check("body.chunked", "D 1.6", "A chunked body arrives whole; the transfer coding ends at the gateway")
def chunked(world: World) -> None:
    asked = world.passed(method="POST", headers=[("Transfer-Encoding", "chunked")], body=EVERY_BYTE)
    expect(asked.call.body == EVERY_BYTE, "another body arrived")


@check("body.large", "D 1.10", "A body of 2 MiB arrives; an answer of 13 MiB and 104,729 bytes passes")
def large(world: World) -> None:
    sent, big = EVERY_BYTE * 8192, bytes(13 * 1024 * 1024 + 104_729)
    asked = world.passed(method="POST", body=sent, reply=Reply(body=big))
    expect(asked.call.body == sent, f"{len(asked.call.body)} bytes arrived")
    expect(asked.answer.body == big, f"{len(asked.answer.body)} bytes came back")


@check("body.bodyless-methods", "F 7", "A body on GET, DELETE or OPTIONS is delivered", (SPEC,))
def bodyless_methods(world: World) -> None:
    for method in ("GET", "DELETE", "OPTIONS"):
        _delivered(world.passed(method=method, body=b"body"), b"body")


@check("body.bodyless-dropped", "D 1.3, F 7", "A body on GET, DELETE or OPTIONS is not delivered", REF)
def bodyless_dropped(world: World) -> None:
    for method in ("GET", "DELETE", "OPTIONS"):
        arrived = world.passed(method=method, body=b"body").call.body
        expect(arrived == b"", f"{method}: {arrived!r} arrived")


@check("body.encoded-untouched", "D 1.4", "A body in a content coding passes untouched, with its `Content-Encoding`")
def encoded_untouched(world: World) -> None:
    headers = [("Content-Encoding", "gzip"), ("Content-Type", "application/json")]
    asked = world.passed(method="POST", headers=headers, body=b"\x1f\x8b\x08 no real one")
    expect(asked.call.body == b"\x1f\x8b\x08 no real one", "another body arrived")
    expect(asked.call.get("Content-Encoding") == "gzip", "Content-Encoding did not arrive")


@check(
    "body.too-large", "rulings 4.12", "A body that says it is over 4 GiB is 413 `Client.BadRequest`, unread", (SPEC,)
)
def too_large(world: World) -> None:
    target = f"/r1/{world.need('service')}/x"
    asked = world.send("POST", target, [("X-Road-Client", world.need("client"))], b"x", length=5 << 30)
    expect(asked.answer.status == 413 and asked.answer.error == "Client.BadRequest", asked.brief)


@check("http.expect", "D 1.6", "`Expect: 100-continue` is answered, and not forwarded")
def expectation(world: World) -> None:
    call = world.passed(method="POST", headers=[("Expect", "100-continue")], body=b"{}").call
    expect(not call.all("Expect") and call.body == b"{}", f"{call.headers} {call.body!r} arrived")


@check("http.ambiguous-length", "F 4", "A request whose length can be read in two ways is refused")
def ambiguous_length(world: World) -> None:
    for more in (
        [("Content-Length", "2"), ("Content-Length", "3")],
        [("Content-Length", "3"), ("Transfer-Encoding", "chunked")],
        [("Transfer-Encoding", "chunked, identity")],
    ):
        _not_http(world, more, b"2\r\n{}\r\n0\r\n\r\n")


@check("http.malformed-header", "F 4", "A folded header, a header without name, or NUL in a value is refused")
def malformed_header(world: World) -> None:
    for more in ([("X-Own", "a\r\n folded")], [("", "value")], [("X-Own", "a\0b")], [("X Own", "a")]):
        _not_http(world, more)


@check("http.host", "F 4", "A request of HTTP/1.1 with two hosts is refused")
def hosts(world: World) -> None:
    _not_http(world, [("Host", "other.test")])


def _not_http(world: World, more: list[tuple[str, str]], rest: bytes = b"") -> None:
    target = f"/r1/{world.need('service')}/x"
    method = "POST" if rest else "GET"
    asked = world.send(method, target, [("X-Road-Client", world.need("client")), *more, ("X-Rest", "1")])
    refused = asked.answer.status == 400 or MALFORMED.fits(world.profile, asked.answer.status, asked.answer.error)
    expect(refused, f"{more}: {asked.brief}")
    expect(not asked.calls, f"{more}: it reached the provider")


@check("limit.head", "F 4", "A head of over 64 KiB, or of over 200 headers, is 431 without `X-Road-Error`", (SPEC,))
def long_head(world: World) -> None:
    for more in ([("X-Long", "x" * 70_000)], [(f"X-{number}", "1") for number in range(250)]):
        asked = world.ask(headers=more)
        expect(asked.answer.status == 431 and asked.answer.error is None and not asked.calls, asked.brief)


@check("limit.head-allowed", "F 4", "A head of 32 KiB with 150 headers passes", (SPEC,))
def allowed_head(world: World) -> None:
    asked = world.passed(headers=[(f"X-N{number}", "y" * 200) for number in range(150)])
    expect(len([1 for name, _ in asked.call.headers if name.lower().startswith(b"x-n")]) == 150, "some are missing")


@check("limit.target", "F 4", "A target of over 8 KiB is 414 without `X-Road-Error`", (SPEC,))
def long_target(world: World) -> None:
    asked = world.ask("/" + "x" * 9_000)
    expect(asked.answer.status == 414 and asked.answer.error is None and not asked.calls, asked.brief)
