"""The request target (D 1.1, 1.2; F 1, 8, 9)."""

from __future__ import annotations

import re

from tests.conformance.xroad.backend import BASE
from tests.conformance.xroad.causes import MALFORMED, SERVICE_UNKNOWN, SPEC
from tests.conformance.xroad.world import World, check, expect


def _arrives(world: World, sent: str, arrives: str, **more: str) -> None:
    call = world.passed(sent, **more).call
    wanted = (BASE + arrives).encode()
    expect(call.target == wanted, f"{sent!r} arrived as {call.target!r}, not {wanted!r}")


@check("url.verbatim", "D 1.1", "Path and query reach the provider as they were sent, not decoded, not normalised")
def verbatim(world: World) -> None:
    for path in ("/a%20b/%C3%B6%C3%A4/%7Eu/path%3B/", "/q?x=a%20b&y=c+d&y=&%C3%B6=%26", "/a//b/", "/a;v=1/b,c='(d)'"):
        _arrives(world, path, path)


@check("url.encoded-slash", "D 1.2", "An encoded slash stays encoded on its way to the provider")
def encoded_slash(world: World) -> None:
    _arrives(world, "/a%2Fb/c%2fd", "/a%2Fb/c%2fd")


@check("url.empty-path", "D 1.1", "A target that ends with the service code gives the provider an empty path")
def empty_path(world: World) -> None:
    _arrives(world, "", "")
    _arrives(world, "?q=1", "?q=1")


@check("url.slash-path", "D 1.1", "A target that ends with a slash after the service code gives the path `/`")
def slash_path(world: World) -> None:
    _arrives(world, "/", "/")


@check("url.encoded-identifiers", "D 1.2", "Identifiers with an encoded slash and with UTF-8 are found and echoed")
def encoded_identifiers(world: World) -> None:
    client, service = world.need("client_encoded"), world.need("service_encoded")
    asked = world.passed("/path%3B/", client="client_encoded", service="service_encoded")
    expect(asked.call.target == f"{BASE}/path%3B/".encode(), f"the path arrived as {asked.call.target!r}")
    expect(asked.one("x-road-client") == client, f"x-road-client is {asked.one('x-road-client')}")
    expect(asked.one("x-road-service") == service, f"x-road-service is {asked.one('x-road-service')}")


@check(
    "url.equivalent-identifiers", "F 8", "Percent-encoded equivalents are the same identifier; one spelling goes out"
)
def equivalent_identifiers(world: World) -> None:
    service = world.need("service")
    spelled = re.sub(r"[A-Za-z](?=[^/]*$)", lambda found: f"%{ord(found[0]):02x}", service, count=1)
    asked = world.send("GET", f"/r1/{spelled}/x", [("X-Road-Client", world.need("client"))])
    expect(asked.answer.status == 200, f"{spelled} was not found: {asked.brief}")
    expect(asked.one("x-road-service") == service, f"x-road-service is {asked.one('x-road-service')}")


@check("url.case-sensitive", "F 8", "Identifiers are compared byte by byte: another case is another service")
def case_sensitive(world: World) -> None:
    head, _, code = world.need("service").rpartition("/")
    asked = world.send("GET", f"/r1/{head}/{code.swapcase()}/x", [("X-Road-Client", world.need("client"))])
    world.refused(SERVICE_UNKNOWN, asked)


@check("url.five-segments", "D 1.1", "A target with fewer than five identifiers is malformed")
def five_segments(world: World) -> None:
    client = [("X-Road-Client", world.need("client"))]
    short = world.need("service").rpartition("/")[0]
    for target in (f"/r1/{short}", f"/r1/{short}/", "/r1/", "/r1"):
        world.refused(MALFORMED, world.send("GET", target, client))


@check("url.bad-escape", "D 1.2", "An incomplete or non-hexadecimal escape in an identifier is malformed")
def bad_escape(world: World) -> None:
    head, _, code = world.need("service").rpartition("/")
    client = [("X-Road-Client", world.need("client"))]
    for bad in ("%zz", "%4", "%"):
        world.refused(MALFORMED, world.send("GET", f"/r1/{head}/{code}{bad}/x", client))


@check("url.identifier-utf8", "F 8", "An identifier that is not UTF-8, or holds a control character, is malformed")
def identifier_utf8(world: World) -> None:
    head, _, code = world.need("service").rpartition("/")
    client = [("X-Road-Client", world.need("client"))]
    for bad in ("%FF", "%00", "%0A", "%C0%AF"):
        world.refused(MALFORMED, world.send("GET", f"/r1/{head}/{code}{bad}/x", client))


@check("url.dot-dot", "F 9", "A path with a dot-dot segment in any reading, decoded up to three times, is refused")
def dot_dot(world: World) -> None:
    for path in ("/a/../b", "/..", "/a/%2e%2e/b", "/a/.%2E/b", "/a/%252e%252e/b", "/a/%25252e%25252e/b", "/a%2f..%2fb"):
        _unread(world, path)


@check("url.path-bytes", "F 9", "A path with NUL, or with bytes that are not UTF-8, in any reading is refused")
def path_bytes(world: World) -> None:
    for path in ("/a%00", "/a%2500", "/%FF", "/%C0%AF", "/%ED%A0%80", "/a%zz"):
        _unread(world, path)


@check(
    "url.strict-for-endpoints", "F 9", "With a right to endpoints only, `;`, backslash and encoded slash are refused"
)
def strict_for_endpoints(world: World) -> None:
    for path in ("/allowed/a;b", "/allowed/a%2fb", "/allowed/a%5Cb", "/allowed/a%252fb", "/allowed/a\\b"):
        _unread(world, path, service="service_endpoint_only")


def _unread(world: World, path: str, service: str = "service") -> None:
    """A path that must be refused; how is fixed for `spec` only."""
    asked = world.ask(path, service=service)
    if world.profile == SPEC:
        world.refused(MALFORMED, asked)
    expect(asked.answer.status >= 400 and asked.answer.error, f"{path} was let through: {asked.brief}")
    expect(not asked.calls, f"{path} reached the provider")


@check("url.absolute-form", "F 1", "A target in absolute form is refused", (SPEC,))
def absolute_form(world: World) -> None:
    target = f"http://gateway.test/r1/{world.need('service')}/x"
    asked = world.send("GET", target, [("X-Road-Client", world.need("client"))])
    expect(asked.answer.status == 400 and not asked.calls, asked.brief)


@check("url.outside", "F 4", "A path outside `/r1` is 404 and carries neither `X-Road-Error` nor ids")
def outside(world: World) -> None:
    client = [("X-Road-Client", world.need("client"))]
    for target in ("/", "/elsewhere", "/r2/a/b/c/d/e", "/R1/a/b/c/d/e", "/r1x"):
        asked = world.send("GET", target, client)
        expect(asked.answer.status == 404, f"{target}: {asked.brief}")
        told = [name for name in ("X-Road-Error", "X-Road-Id", "X-Road-Request-Id") if asked.answer.all(name)]
        expect(not told, f"{target} was answered with {', '.join(told)}")


@check("url.other-listeners", "rulings 1.1", "A path of another listener is 404 on the information systems' listener")
def other_listeners(world: World) -> None:
    for target in (
        "/peer/v1/hello",
        "/evidence/v1/x/checkpoint",
        "/api/v1/receipts",
        "/healthz",
        "/readyz",
        "/metrics",
    ):
        asked = world.send("GET", target, [("X-Road-Client", world.need("client"))])
        expect(asked.answer.status == 404, f"{target}: {asked.brief}")
