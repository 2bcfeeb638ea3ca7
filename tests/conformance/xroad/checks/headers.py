"""Request headers: what is passed on, what is filtered, what is never invented (D 1.4, 1.6; F 2, 12)."""

from __future__ import annotations

from tests.conformance.xroad.message import FILTERED
from tests.conformance.xroad.world import World, check, expect


@check("header.passed", "D 1.4", "Any other header is passed on unmodified: cookies, tokens, cache headers, our own")
def passed(world: World) -> None:
    sent = [
        ("Authorization", "Bearer a.b.c"), ("Cookie", "a=1; b=2"), ("Cache-Control", "no-cache"),
        ("Accept", "x/y;q=0.3"),
        ("Content-Type", "application/json; charset=UTF-8"), ("If-None-Match", '"tag"'), ("Range", "bytes=0-1"),
        ("X-Own", "värde  with   blanks"), ("Accept-Encoding", "gzip, br"), ("Forwarded", "for=10.0.0.1"),
    ]  # fmt: skip
    call = world.passed(method="POST", headers=sent, body=b"{}").call
    for name, value in sent:
        expect(call.all(name) == [value.encode()], f"{name} arrived as {call.all(name)}")


@check("header.order", "D 1.4", "Headers arrive in the order in which they were sent")
def order(world: World) -> None:
    names = ["X-Zebra", "X-Apple", "X-Road-UserId", "X-Middle", "X-Beta"]
    call = world.passed(headers=[(name, str(number)) for number, name in enumerate(names)]).call
    wanted = [name.lower().encode() for name in names]
    arrived = [name.lower() for name, _ in call.headers if name.lower() in wanted]
    expect(arrived == wanted, f"they arrived in the order {arrived}")


@check("header.repeated", "D 1.4", "A header sent several times arrives as often, in order")
def repeated(world: World) -> None:
    call = world.passed(
        headers=[("X-Own", "1"), ("Cookie", "a=1"), ("x-own", "2"), ("Cookie", "b=2"), ("X-Own", "1")]
    ).call
    expect(call.all("X-Own") == [b"1", b"2", b"1"], f"X-Own arrived as {call.all('X-Own')}")
    expect(call.all("Cookie") == [b"a=1", b"b=2"], f"Cookie arrived as {call.all('Cookie')}")


@check("header.filtered", "D 1.6", "Hop-by-hop headers, `Host`, `User-Agent`, `Server` and `Expect` are not forwarded")
def filtered(world: World) -> None:
    mark = "conformance-mark"
    for name in set(FILTERED) - {"Host", "Connection", "Content-Length", "Transfer-Encoding", "Upgrade", "Expect"}:
        call = world.passed(headers=[(name, mark)]).call
        found = [value for _, value in call.headers if mark.encode() in value]
        expect(not found, f"{name} was forwarded")
    call = world.passed(headers=[("Connection", "keep-alive"), ("Keep-Alive", "timeout=5")]).call
    expect(not call.all("Keep-Alive"), "Keep-Alive was forwarded")
    expect(call.all("Host") != [b"gateway.test"], "the gateway's own host was forwarded")


@check(
    "header.nominated", "F 2", "A header that `Connection` names is removed, but no `X-Road-` header can be named away"
)
def nominated(world: World) -> None:
    named = [("Connection", "X-Own, X-Road-UserId"), ("X-Own", "1"), ("X-Road-UserId", "CN1"), ("X-Kept", "1")]
    call = world.passed(headers=named).call
    expect(not call.all("X-Own"), "the header named was forwarded")
    expect(call.get("X-Road-UserId") == "CN1", "X-Road-UserId was named away")
    expect(call.get("X-Kept") == "1", "X-Kept is missing")


@check(
    "header.nothing-invented", "F 12", "Nothing is invented for the provider: no `Accept`, `User-Agent`, `Content-Type`"
)
def nothing_invented(world: World) -> None:
    call = world.passed().call
    known = {"host", "x-road-client", "x-road-id", "x-road-request-id", "connection", "content-length"}
    more = [name for name, _ in call.headers if name.lower().decode() not in known]
    expect(not more, f"the provider also got {more}")


@check("header.own-not-delivered", "F 12", "`Prefer` and `Lianlu-*` go to the provider's gateway, not to its system")
def own_not_delivered(world: World) -> None:
    call = world.passed(headers=[("Prefer", "return=minimal"), ("Lianlu-Purpose", "x"), ("X-Kept", "1")]).call
    found = [name for name, _ in call.headers if name.lower() == b"prefer" or name.lower().startswith(b"lianlu-")]
    expect(not found, f"{found} arrived")


@check("header.hash-dropped", "D 1.4", "A client's own `X-Road-Request-Hash` is dropped")
def hash_dropped(world: World) -> None:
    asked = world.passed(headers=[("X-Road-Request-Hash", "forged")])
    expect(b"forged" not in asked.call.all("X-Road-Request-Hash"), "it reached the provider")
    expect(asked.one("x-road-request-hash") != "forged", "it came back")


@check("header.client-delivered", "D 1.4", "The provider is told who asks: `X-Road-Client` arrives")
def client_delivered(world: World) -> None:
    call = world.passed().call
    expect(call.get("X-Road-Client") == world.need("client"), f"X-Road-Client arrived as {call.get('X-Road-Client')}")
