"""Who asks, for whom, under which number (D 1.4; F 2, 3)."""

from __future__ import annotations

from tests.conformance.xroad.causes import (
    BAD_SERVER,
    CLIENT_UNKNOWN,
    MALFORMED,
    NO_CLIENT,
    SERVER_MALFORMED,
    SPEC,
)
from tests.conformance.xroad.world import UUID, World, check, expect


@check("client.missing", "D 1.4, 1.8", "A request without `X-Road-Client` is refused")
def missing(world: World) -> None:
    world.refused(NO_CLIENT, world.ask(client=None))


@check("client.malformed", "D 1.4", "`X-Road-Client` has three or four segments, each percent-encoded UTF-8")
def malformed(world: World) -> None:
    client = world.need("client")
    for bad in ("DEV/COM", f"{client}/more", f"{client}%zz", "a//b/c", f"{client}%FF"):
        world.refused(MALFORMED, world.ask(client=None, headers=[("X-Road-Client", bad)]))


@check("client.last-counts", "D 1.4, F 3", "Of several `X-Road-Client` the last counts")
def last_counts(world: World) -> None:
    client = world.need("client")
    stranger = f"{client.rpartition('/')[0]}/NOBODY-HERE"
    asked = world.ask(client=None, headers=[("X-Road-Client", stranger), ("X-Road-Client", client)])
    expect(asked.answer.status == 200, f"the last client was not taken: {asked.brief}")
    expect(asked.one("x-road-client") == client, f"x-road-client is {asked.one('x-road-client')}")
    twice = [("X-Road-Client", client), ("X-Road-Client", stranger)]
    world.refused(CLIENT_UNKNOWN, world.ask(client=None, headers=twice))


@check("client.unregistered", "D 1.8, F 4", "A client that is not registered at this gateway is refused")
def unregistered(world: World) -> None:
    stranger = f"{world.need('client').rpartition('/')[0]}/NOBODY-HERE"
    world.refused(CLIENT_UNKNOWN, world.ask(client=None, headers=[("X-Road-Client", stranger)]))


@check("client.equivalent", "F 8", "A client in another percent-encoding is the same client; one spelling goes out")
def equivalent(world: World) -> None:
    client = world.need("client")
    spelled = f"{client[:-1]}%{ord(client[-1]):02X}"
    asked = world.ask(client=None, headers=[("X-Road-Client", spelled)])
    expect(asked.answer.status == 200, f"{spelled} was not found: {asked.brief}")
    expect(asked.one("x-road-client") == client, f"x-road-client is {asked.one('x-road-client')}")


@check("client.underscore", "F 8", "A client whose identifier holds an underscore is served")
def underscore(world: World) -> None:
    world.passed(client="client_underscore")


@check("id.echoed", "D 1.4", "`X-Road-Id` is passed on and comes back as it was sent")
def id_echoed(world: World) -> None:
    for value in ("conformance-1", "é 办件 #1", "x" * 255):
        asked = world.passed(headers=[("X-Road-Id", value)])
        expect(asked.answer.all("x-road-id") == [value.encode()], f"came back as {asked.answer.all('x-road-id')}")
        expect(asked.call.all("x-road-id") == [value.encode()], f"arrived as {asked.call.all('x-road-id')}")


@check("id.generated", "D 1.4", "Without `X-Road-Id` one is made: the local instance, a hyphen and a UUID")
def id_generated(world: World) -> None:
    instance = world.need("client").partition("/")[0]
    asked = world.passed()
    value = asked.one("x-road-id")
    head, _, rest = value.partition("-")
    expect(head == instance and UUID.fullmatch(rest), f"the id made is {value}")
    expect(asked.call.all("x-road-id") == [value.encode()], f"the provider got {asked.call.all('x-road-id')}")


@check("id.empty", "F 3", "An empty `X-Road-Id` counts as absent")
def id_empty(world: World) -> None:
    asked = world.passed(headers=[("X-Road-Id", "")])
    expect(UUID.fullmatch(asked.one("x-road-id").partition("-")[2]), f"the id is {asked.one('x-road-id')!r}")


@check("id.repeated", "F 3", "Several `X-Road-Id` with different values are malformed")
def id_repeated(world: World) -> None:
    world.refused(MALFORMED, world.ask(headers=[("X-Road-Id", "a"), ("X-Road-Id", "b")]))


@check("id.length", "F 3", "An `X-Road-Id` of more than 255 bytes is malformed")
def id_length(world: World) -> None:
    world.refused(MALFORMED, world.ask(headers=[("X-Road-Id", "x" * 256)]))
    world.refused(MALFORMED, world.ask(headers=[("X-Road-Id", "件" * 86)]))


@check("id.two-exchanges", "D 1.4, F 3", "Two calls with one `X-Road-Id` are two exchanges, with two request hashes")
def two_exchanges(world: World) -> None:
    first, second = (world.passed(headers=[("X-Road-Id", "the-same")]) for _ in range(2))
    for name in ("x-road-request-hash", "x-road-request-id"):
        expect(first.one(name) != second.one(name), f"both have the same {name}")


@check("request-id.fresh", "D 1.4", "`X-Road-Request-Id` is a fresh UUID for each call; the client's own is discarded")
def request_id_fresh(world: World) -> None:
    sent = "f92591a3-6bf0-49b1-987b-0dd78c034cc3"
    seen = set()
    for _ in range(2):
        asked = world.passed(headers=[("X-Road-Request-Id", sent)])
        value = asked.one("x-road-request-id")
        expect(UUID.fullmatch(value) and value != sent, f"x-road-request-id is {value}")
        expect(
            asked.call.all("x-road-request-id") == [value.encode()], f"{asked.call.all('x-road-request-id')} arrived"
        )
        seen.add(value)
    expect(len(seen) == 2, "two calls have one request id")


@check(
    "server.named", "D 1.4", "A call that names the provider's own gateway in `X-Road-Security-Server` is carried out"
)
def server_named(world: World) -> None:
    world.passed(headers=[("X-Road-Security-Server", world.need("security_server"))])


@check("server.unknown", "D 1.4, F 4", "A gateway that does not exist is refused")
def server_unknown(world: World) -> None:
    gone = f"{world.need('service').split('/')[0]}/GOV/NOBODY/GW9"
    world.refused(BAD_SERVER, world.ask(headers=[("X-Road-Security-Server", gone)]))


@check("server.malformed", "D 1.4, F 4", "`X-Road-Security-Server` has exactly four segments")
def server_malformed(world: World) -> None:
    for bad in ("a/b/c", "a/b/c/d/e", "a/b/c/%zz"):
        world.refused(SERVER_MALFORMED, world.ask(headers=[("X-Road-Security-Server", bad)]))


@check("party.segments", "D 1.4", "`X-Road-Represented-Party` has one or two segments; it is passed on")
def party_segments(world: World) -> None:
    for good in ("COM/11990100990000025W", "PERSON-1"):
        asked = world.passed(headers=[("X-Road-Represented-Party", good)])
        expect(asked.call.get("X-Road-Represented-Party") == good, "it did not reach the provider")
    world.refused(MALFORMED, world.ask(headers=[("X-Road-Represented-Party", "a/b/c")]))


@check("party.user-and-issue", "D 1.4", "`X-Road-UserId` and `X-Road-Issue` are passed on")
def user_and_issue(world: World) -> None:
    sent = [("X-Road-UserId", "CN110101"), ("X-Road-Issue", "BJ-2026-0001")]
    asked = world.passed(headers=sent)
    for name, value in sent:
        expect(asked.call.get(name) == value, f"{name} arrived as {asked.call.get(name)}")


@check("id.control", "F 3", "An `X-Road-Id` with a control character is malformed", (SPEC,))
def id_control(world: World) -> None:
    asked = world.ask(headers=[("X-Road-Id", "a\u0085b")])
    world.refused(MALFORMED, asked)
