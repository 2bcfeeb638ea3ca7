"""Rights through groups, and to paths by pattern (D 3; F 9)."""

from __future__ import annotations

from tests.conformance.xroad.causes import DENIED, MALFORMED, NO_ENDPOINT_RIGHT, SPEC
from tests.conformance.xroad.globs import matches, tried
from tests.conformance.xroad.world import Asked, World, check, expect


def _call(world: World, service: str, path: str, method: str = "GET") -> Asked:
    return world.send(method, f"/r1/{service}{path}", [("X-Road-Client", world.need("client"))])


def _taken(asked: Asked, what: str) -> None:
    expect(asked.answer.error is None and asked.answer.status == 200, f"{what}: {asked.brief}")


@check("right.local-group", "D 3, E", "A client in a local group has the group's rights; a client that is not has none")
def local_group(world: World) -> None:
    _taken(world.ask(service="service_local_group", client="client_local_group"), "a client in the group")
    world.refused(DENIED, world.ask(service="service_local_group"))


@check(
    "right.global-group", "D 3, E", "A client in a global group has the group's rights; a client without any has none"
)
def global_group(world: World) -> None:
    _taken(world.ask(service="service_global_group", client="client_global_group"), "a client in the group")
    world.refused(DENIED, world.ask(service="service_global_group", client="client_denied"))


@check("right.glob", "D 3", "In a right's path `*` stands for a part of a segment, `**` for anything, `\\*` for a star")
def glob(world: World) -> None:
    for pattern, service in world.need("services_glob").items():
        for path in tried(pattern):
            asked = _call(world, service, path)
            if matches(pattern, path):
                _taken(asked, f"{path} matches {pattern}")
            else:
                world.refused(NO_ENDPOINT_RIGHT, asked)


@check("right.glob-method", "D 3", "A right to a pattern is one to its method only")
def glob_method(world: World) -> None:
    for pattern, service in world.need("services_glob").items():
        path = next(one for one in tried(pattern) if matches(pattern, one))
        for method in ("POST", "DELETE", "HEAD"):
            world.refused(NO_ENDPOINT_RIGHT, _call(world, service, path, method))


@check(
    "right.glob-decoded", "D 3", "A path is percent-decoded to be matched with a pattern, and forwarded as it was sent"
)
def glob_decoded(world: World) -> None:
    _ = world.backend
    for pattern, service in world.need("services_glob").items():
        path = next(one for one in tried(pattern) if matches(pattern, one) and one.endswith("a"))
        sent = path[:-1] + "%61%E4%BB%B6"
        asked = _call(world, service, sent)
        _taken(asked, f"{sent} matches {pattern}")
        expect(asked.call.target.endswith(sent.encode()), f"{asked.call.target!r} arrived")


@check("right.glob-two-readings", "F 9", "Where only a pattern is granted, a path with two readings is refused")
def glob_two_readings(world: World) -> None:
    for pattern, service in world.need("services_glob").items():
        path = next(one for one in tried(pattern) if matches(pattern, one) and one.endswith("a"))
        for more in (";a", "%2Fa", "%252fa", "%5Ca", "\\a"):
            asked = _call(world, service, path + more)
            if world.profile == SPEC:
                world.refused(MALFORMED, asked)
            expect(asked.answer.status >= 400 and not asked.calls, f"{path}{more} was let through: {asked.brief}")
