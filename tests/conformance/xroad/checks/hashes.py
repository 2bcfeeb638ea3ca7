"""The request hash (D 1.7; F 1, 2): recomputed from what was sent on the wire, and from nothing else."""

from __future__ import annotations

from collections.abc import Collection

from tests.conformance.xroad.backend import Reply
from tests.conformance.xroad.message import message, request_hash
from tests.conformance.xroad.world import Asked, World, check, expect

ID = ("X-Road-Id", "hash-1")


def _fits(asked: Asked, left_out: Collection[str] = (), generated: bool = False) -> None:
    made = asked.one("x-road-id") if generated else None
    request_id = asked.one("x-road-request-id")
    hashed = message(asked.method, asked.target, asked.headers, request_id, made, left_out)
    wanted, found = request_hash(hashed, asked.body), asked.one("x-road-request-hash")
    expect(found == wanted, f"the hash is {found}, not {wanted}, which is over {hashed[:400]!r}")


@check("hash.plain", "D 1.7", "Without a body: SHA-512 over verb, target and headers, in base64")
def plain(world: World) -> None:
    _fits(world.ask("/a%20b?q=1", headers=[ID, ("Accept", "application/json")]))


@check("hash.generated-id", "D 1.7", "A generated id is appended, after the request id")
def generated_id(world: World) -> None:
    _fits(world.ask(), generated=True)


@check("hash.body", "D 1.7", "With a body: SHA-512 over both digests")
def body(world: World) -> None:
    _fits(world.ask(method="POST", headers=[ID, ("Content-Type", "x/y")], body=bytes(range(256))))
    _fits(world.ask(method="PUT", headers=[ID], body=b"x" * 100_000))


@check("hash.body-on-get", "D 1.3, 1.7", "A body on GET or DELETE is in the hash, whether or not it is delivered")
def body_on_get(world: World) -> None:
    for method in ("GET", "DELETE"):
        _fits(world.ask(method=method, headers=[ID], body=b"body"))


@check("hash.names-and-order", "F 1", "Names count as they were spelled, values without blanks around, all in order")
def names_and_order(world: World) -> None:
    sent = [("x-ZEBRA", " \t b  c \t"), ID, ("X-Apple", ""), ("x-zebra", "2"), ("COOKIE", "a=1"), ("X-Own", "é")]
    _fits(world.ask(headers=sent))


@check(
    "hash.repeated",
    "F 1",
    "What is sent several times is hashed as often, client and id included; an empty body is none",
)
def repeated(world: World) -> None:
    client = ("X-Road-Client", world.need("client"))
    _fits(world.ask(method="POST", headers=[ID, client, ID, ("X-Own", "1"), ("X-Own", "1")], body=b""))


@check("hash.filtered", "D 1.7", "Filtered headers, and request id and hash of the client, are not in the hash")
def filtered(world: World) -> None:
    sent = [ID, ("User-Agent", "x"), ("TE", "trailers"), ("X-Road-Request-Id", "1"), ("X-Road-Request-Hash", "2")]
    _fits(world.ask(headers=[*sent, ("Server", "x"), ("Keep-Alive", "1"), ("Proxy-Authorization", "x")]))


@check("hash.nominated", "F 2", "A header that `Connection` names is not in the hash")
def nominated(world: World) -> None:
    sent = [ID, ("Connection", "X-Own, x-road-userid"), ("X-Own", "1"), ("X-Road-UserId", "CN1")]
    _fits(world.ask(headers=sent), left_out=("X-Own",))


@check("hash.empty-query", "F 1", "An empty query keeps its question mark")
def empty_query(world: World) -> None:
    _fits(world.ask("/x?", headers=[ID]))


@check("hash.own-headers", "F 12", "`Prefer` and `Lianlu-*` are in the hash")
def own_headers(world: World) -> None:
    _fits(world.ask(headers=[ID, ("Prefer", "return=minimal"), ("Lianlu-Purpose", "x")]))


@check("hash.on-errors-of-the-provider", "D 1.5", "An error of the provider's own carries the hash as well")
def on_errors(world: World) -> None:
    _fits(world.ask(headers=[ID], reply=Reply(500)))


@check("hash.head", "D 1.7", "HEAD is hashed as HEAD, though it may be served as GET")
def head(world: World) -> None:
    _fits(world.ask(method="HEAD", headers=[ID]))
