"""Faults: their causes, codes and statuses by profile, their form, and what is told first (D 1.8, 1.9; F 4)."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree

from tests.conformance.xroad.backend import Reply
from tests.conformance.xroad.causes import (
    BROKEN_ANSWER,
    CLIENT_UNKNOWN,
    DENIED,
    DISABLED,
    NO_ANSWER,
    NO_ENDPOINT_RIGHT,
    PROVIDER_UNKNOWN,
    REF,
    SERVICE_UNKNOWN,
    SPEC,
    TOO_SLOW,
    UNREACHABLE,
)
from tests.conformance.xroad.world import UUID, Asked, Failed, World, check, expect

ANY_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MEMBERS = {"type", "message", "detail"}


def _unknown(world: World, accept: str | None = None, client: str = "client") -> Asked:
    target = f"/r1/{world.need('service').rpartition('/')[0]}/noSuchService/x"
    headers = [("X-Road-Client", world.need(client)), *([("Accept", accept)] if accept is not None else [])]
    return world.send("GET", target, headers)


@check("fault.unknown-service", "D 1.8, F 4", "A service that does not exist is an unknown service")
def unknown_service(world: World) -> None:
    world.refused(SERVICE_UNKNOWN, _unknown(world))


@check("fault.unknown-member", "D 1.8, F 4", "A provider whose member or subsystem does not exist is an unknown member")
def unknown_member(world: World) -> None:
    world.refused(PROVIDER_UNKNOWN, world.ask(service="service_unknown_member"))
    instance, kind, member, _, code = world.need("service").split("/")
    target = f"/r1/{instance}/{kind}/{member}/NOSUBSYSTEM/{code}"
    world.refused(PROVIDER_UNKNOWN, world.send("GET", target, [("X-Road-Client", world.need("client"))]))


@check("fault.denied", "D 1.8, F 4", "A registered client without any right is denied")
def denied(world: World) -> None:
    world.refused(DENIED, world.ask(client="client_denied"))


@check(
    "fault.endpoint-denied", "D 3, F 4", "A right to an endpoint is one to its method and path only; the rest is denied"
)
def endpoint_denied(world: World) -> None:
    asked = world.ask("/allowed/a", service="service_endpoint_only")
    expect(asked.answer.status == 200, f"the endpoint itself: {asked.brief}")
    for method, path in (("GET", "/other"), ("POST", "/allowed/a"), ("GET", "/allowedx/a"), ("GET", "/")):
        world.refused(NO_ENDPOINT_RIGHT, world.ask(path, method=method, service="service_endpoint_only"))


@check("fault.disabled", "D 1.8, F 4", "A disabled service is refused, and the message carries its notice")
def disabled(world: World) -> None:
    asked = world.refused(DISABLED, world.ask(service="service_disabled"))
    expect(_fault(asked)["message"].strip(), "there is no notice")


@check("fault.unreachable", "D 1.8, F 4", "A provider's system that refuses connections is a network error")
def unreachable(world: World) -> None:
    world.refused(UNREACHABLE, world.ask(service="service_down"))


@check("fault.unknown-host", "D 1.8, F 4", "A provider's system whose name does not resolve is a network error")
def unknown_host(world: World) -> None:
    world.refused(UNREACHABLE, world.ask(service="service_unknown_host"))


@check("fault.too-slow", "D 1.8, F 4", "A provider's system that does not answer in time is a time-out")
def too_slow(world: World) -> None:
    world.refused(TOO_SLOW, world.ask(service="service_slow", reply=Reply(wait_s=2.5)), called=True)


@check("fault.broken-answer", "F 4", "A provider's answer that is malformed or cut is refused; nothing of it leaves")
def broken_answer(world: World) -> None:
    cut = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf of the secret"
    for raw in (b"no HTTP at all\r\n\r\nsecret", cut):
        asked = world.refused(BROKEN_ANSWER, world.ask(method="POST", body=b"{}", reply=Reply(raw=raw)), called=True)
        expect(b"secret" not in asked.answer.body, "a part of the answer came back")
        expect(len(asked.calls) == 1, f"the provider was called {len(asked.calls)} times")


@check("fault.no-status", "F 4", "A provider's answer whose status is none of HTTP's is malformed")
def no_status(world: World) -> None:
    for status in (101, 600, 999):
        raw = b"HTTP/1.1 %d X\r\nContent-Length: 6\r\n\r\nsecret" % status
        asked = world.refused(BROKEN_ANSWER, world.ask(reply=Reply(raw=raw)), called=True)
        expect(b"secret" not in asked.answer.body, "a part of the answer came back")


@check("fault.no-retry", "D 1.6, rulings 4.4", "A POST that the provider's system leaves unanswered is not sent again")
def no_retry(world: World) -> None:
    asked = world.refused(NO_ANSWER, world.ask(method="POST", body=b"{}", reply=Reply(raw=b"")), called=True)
    expect(len(asked.calls) == 1, f"the provider was called {len(asked.calls)} times")


@check(
    "fault.json", "D 1.8", "A fault has exactly `type`, `message` and `detail`; the type is the one in `X-Road-Error`"
)
def json_form(world: World) -> None:
    for asked in (_unknown(world), world.ask(client=None), world.ask(service="service_unknown_member")):
        fault = _fault(asked)
        expect(set(fault) == MEMBERS, f"the members are {sorted(fault)}")
        expect(fault["type"] == asked.answer.error, f"type {fault['type']}, X-Road-Error {asked.answer.error}")
        expect(fault["message"], "there is no message")
        expect(ANY_UUID.fullmatch(fault["detail"]), f"detail is {fault['detail']}")


@check(
    "fault.accept",
    "D 1.8",
    "JSON unless `Accept` names `application/xml`, `text/xml` or `text/*` first, weights ignored",
)
def accept(world: World) -> None:
    for named, kind in (
        (None, "application/json"), ("application/json", "application/json"), ("*/*", "application/json"),
        ("image/png", "application/json"), ("application/*", "application/json"), ("", "application/json"),
        ("text/xml", "text/xml"), ("application/xml", "application/xml"), ("text/*", "text/xml"),
        ("image/png, text/xml;q=0.1", "text/xml"), ("application/xml;q=0.1, application/json", "application/xml"),
        ("application/json, text/xml", "application/json"),
    ):  # fmt: skip
        asked = _unknown(world, named)
        found = (asked.answer.get("Content-Type") or "").partition(";")[0].strip()
        expect(found == kind, f"Accept: {named} was answered in {found}, not {kind}")
        if kind == "application/json":
            _ = _fault(asked)
        else:
            _xml(asked)


def _xml(asked: Asked) -> None:
    try:
        root = ElementTree.fromstring(asked.answer.body)
    except ElementTree.ParseError as error:
        raise Failed(f"no XML: {error}; {asked.brief}") from None
    names = [child.tag for child in root]
    expect(root.tag == "error" and set(names) == MEMBERS and len(names) == 3, f"{root.tag} has {names}")
    expect(root.findtext("type") == asked.answer.error, f"type {root.findtext('type')}, header {asked.answer.error}")


@check("fault.ids", "A, D 1.5", "A fault carries `X-Road-Id` and `X-Road-Request-Id`", (SPEC,))
def ids(world: World) -> None:
    asked = world.ask(client="client_denied", headers=[("X-Road-Id", "fault-1")])
    expect(asked.one("x-road-id") == "fault-1", f"x-road-id is {asked.one('x-road-id')}")
    expect(UUID.fullmatch(asked.one("x-road-request-id")), "x-road-request-id is no UUID")
    _ = _unknown(world).one("x-road-id")


@check(
    "fault.ids-on-malformed", "A", "A refusal of a malformed request carries them too: its own id, or one made", (SPEC,)
)
def ids_on_malformed(world: World) -> None:
    asked = world.ask(client=None, headers=[("X-Road-Id", "fault-2")])
    expect(asked.one("x-road-id") == "fault-2", f"x-road-id is {asked.one('x-road-id')}")
    expect(UUID.fullmatch(asked.one("x-road-request-id")), "x-road-request-id is no UUID")
    for headers in ([], [("X-Road-Id", "a"), ("X-Road-Id", "b")]):
        expect(world.ask(client=None, headers=headers).one("x-road-id"), "no id was made")


@check("fault.bare", "D 1.5", "A fault carries `X-Road-Error` and `Content-Type`, and no ids", REF)
def bare(world: World) -> None:
    for asked in (_unknown(world), world.ask(client="client_denied", headers=[("X-Road-Id", "fault-1")])):
        told = [name.decode() for name, _ in asked.answer.headers if name.lower().startswith(b"x-road-")]
        expect([name.lower() for name in told] == ["x-road-error"], f"the answer has {told}")


@check("fault.error-once", "D 1.5", "`X-Road-Error` is there once on a fault, and never with status 200")
def error_once(world: World) -> None:
    for asked in (_unknown(world), world.ask(client=None), world.ask(client="client_denied")):
        expect(asked.answer.status >= 400, f"a fault with status {asked.answer.status}")
        _ = asked.one("x-road-error")


@check("order.right-before-notice", "D 1.9, rulings 4.2", "Who has no right never learns of a service's notice")
def right_before_notice(world: World) -> None:
    notice = _fault(world.ask(service="service_disabled"))["message"]
    asked = world.refused(DENIED, world.ask(service="service_disabled", client="client_denied"))
    expect(notice.encode() not in asked.answer.body, "the notice was told")


@check("order.service-before-right", "D 1.9, rulings 4.2", "Whether a service exists is found before who may call it")
def service_before_right(world: World) -> None:
    world.refused(SERVICE_UNKNOWN, _unknown(world, client="client_denied"))


@check(
    "order.client-before-provider", "D 1.9", "Whether the client is registered is found before where the provider is"
)
def client_before_provider(world: World) -> None:
    stranger = f"{world.need('client').rpartition('/')[0]}/NOBODY-HERE"
    target = f"/r1/{world.need('service_unknown_member')}/x"
    if world.profile == SPEC:
        world.refused(CLIENT_UNKNOWN, world.send("GET", target, [("X-Road-Client", stranger)]))
    asked = world.send("GET", target, [("X-Road-Client", f"{stranger}%zz")])
    expect(asked.answer.status in (400, 500) and "UnknownMember" not in (asked.answer.error or ""), asked.brief)


@check(
    "order.right-before-back-end", "D 1.9", "A call without right never reaches the provider's system, nor tells of it"
)
def right_before_back_end(world: World) -> None:
    world.refused(DENIED, world.ask(service="service_down", client="client_denied"))


def _fault(asked: Asked) -> dict[str, str]:
    """The fault in an answer's JSON body. Raises `Failed`."""
    try:
        fault = json.loads(asked.answer.body)
    except ValueError:
        fault = None
    expect(isinstance(fault, dict) and all(isinstance(one, str) for one in fault.values()), f"no fault: {asked.brief}")
    return dict(fault)
