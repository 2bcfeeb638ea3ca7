"""Metadata services (D 2; F 15): what an X-Road client asks before its first call."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from typing import Any

from tests.conformance.xroad.causes import NO_CLIENT, PROVIDER_UNKNOWN, SERVICE_UNKNOWN, SPEC
from tests.conformance.xroad.world import Asked, Failed, Unsupported, World, check, expect

RESERVED = {
    "listClients", "listMethods", "allowedMethods", "getWsdl", "getOpenAPI", "getSecurityServerMetrics",
    "getSecurityServerOperationalData", "getSecurityServerHealthData",
}  # fmt: skip
NONE = "the gateway has no metadata services: {} is answered as a path that does not exist"


def _subsystem(world: World) -> str:
    subsystem: str = world.need("service").rpartition("/")[0]
    return subsystem


def _clients(world: World, accept: str | None = "application/json", query: str = "") -> Asked:
    asked = world.send("GET", f"/listClients{query}", [("Accept", accept)] if accept else [])
    if asked.answer.status == 404 and asked.answer.error is None:
        raise Unsupported(NONE.format("/listClients"))
    return asked


def _meta(world: World, name: str, client: str = "client", query: str = "") -> Asked:
    target = f"/r1/{_subsystem(world)}/{name}{query}"
    asked = world.send("GET", target, [("X-Road-Client", world.need(client)), ("Accept", "application/json")])
    if (asked.answer.error or "").lower().replace("_", "").endswith(".unknownservice"):
        _ = _clients(world)  # without any metadata services this says so
    return asked


def _json(asked: Asked) -> Any:
    expect(asked.answer.status == 200, asked.brief)
    kind = (asked.answer.get("Content-Type") or "").partition(";")[0]
    expect(kind == "application/json", f"the answer is {kind}")
    try:
        return json.loads(asked.answer.body)
    except ValueError:
        raise Failed(f"no JSON: {asked.brief}") from None


def _services(asked: Asked) -> dict[str, dict[str, Any]]:
    """Service code -> what the list says of it; checks the list's shape."""
    document = _json(asked)
    expect(
        isinstance(document, dict) and set(document) == {"service"}, f"its members are {list(document)}, not `service`"
    )
    wanted = {"xroad_instance", "member_class", "member_code", "subsystem_code", "service_code", "object_type"}
    for one in document["service"]:
        expect(wanted <= set(one), f"{sorted(wanted - set(one))} missing from {one}")
        expect(one["object_type"] == "SERVICE", f"object_type is {one['object_type']}")
        expect(one.get("service_type") in ("REST", "OPENAPI"), f"service_type is {one.get('service_type')}")
        expect(all({"method", "path"} <= set(end) for end in one.get("endpoint_list", [])), f"endpoints of {one}")
    return {one["service_code"]: one for one in document["service"]}


def _code(world: World, field: str) -> str:
    code: str = world.need(field).rpartition("/")[2]
    return code


@check("meta.list-clients", "D 2", "`/listClients` lists members and subsystems in JSON, in snake case, without nulls")
def list_clients(world: World) -> None:
    document = _json(_clients(world))
    expect(isinstance(document, dict) and set(document) == {"member"}, "its one member is not `member`")
    found = set()
    for one in document["member"]:
        identity = one.get("id", {})
        keys = {"object_type", "xroad_instance", "member_class", "member_code"}
        if identity.get("object_type") == "SUBSYSTEM":
            keys.add("subsystem_code")
        expect(set(identity) == keys, f"an id has {sorted(identity)}")
        expect(identity["object_type"] in ("MEMBER", "SUBSYSTEM"), f"object_type is {identity['object_type']}")
        expect(one.get("name"), f"no name: {one}")
        expect(None not in (*one.values(), *identity.values()), f"a null field in {one}")
        parts = (identity[key] for key in ("xroad_instance", "member_class", "member_code"))
        found.add("/".join([*parts, *([identity["subsystem_code"]] if "subsystem_code" in identity else [])]))
    for wanted in (world.need("client"), _subsystem(world), world.need("client").rpartition("/")[0]):
        expect(wanted in found, f"{wanted} is not listed")


@check(
    "meta.list-clients-accept", "D 2", "`/listClients` is JSON only if `Accept` contains it, weights ignored; else XML"
)
def list_clients_accept(world: World) -> None:
    for named, kind in (
        (None, "text/xml"), ("*/*", "text/xml"), ("application/xml", "text/xml"),
        ("text/html, application/json;q=0.1", "application/json"),
    ):  # fmt: skip
        asked = _clients(world, named)
        found = (asked.answer.get("Content-Type") or "").partition(";")[0]
        expect(asked.answer.status == 200 and found == kind, f"Accept: {named} was answered in {found}; {asked.brief}")
        if kind == "text/xml":
            try:
                ElementTree.fromstring(asked.answer.body)
            except ElementTree.ParseError as error:
                raise Failed(f"no XML: {error}") from None


@check("meta.list-clients-instance", "D 2", "`?xRoadInstance=` names the instance whose members are listed")
def list_clients_instance(world: World) -> None:
    asked = _clients(world, query=f"?xRoadInstance={world.need('client').partition('/')[0]}")
    expect(_json(asked)["member"], "nobody is listed")


@check("meta.list-methods", "D 2", "`listMethods` shows all services of a subsystem to any registered client")
def list_methods(world: World) -> None:
    services: dict[str, dict[str, Any]] = {}
    for client in ("client", "client_denied"):
        services = _services(_meta(world, "listMethods", client))
        for field in ("service", "service_endpoint_only"):
            expect(_code(world, field) in services, f"{client} does not see {_code(world, field)}")
        expect(not RESERVED & set(services), f"{RESERVED & set(services)} are listed")
    one = services[_code(world, "service")]
    own = [one[key] for key in ("xroad_instance", "member_class", "member_code", "subsystem_code", "service_code")]
    expect("/".join(own) == world.need("service"), f"the service is {own}")


@check("meta.allowed-methods", "D 2", "`allowedMethods` shows only what the client has a right to, endpoints included")
def allowed_methods(world: World) -> None:
    services = _services(_meta(world, "allowedMethods"))
    expect(_code(world, "service") in services, "a service with a right is missing")
    expect(not RESERVED & set(services), f"{RESERVED & set(services)} are listed")
    ends = services.get(_code(world, "service_endpoint_only"), {}).get("endpoint_list", [])
    pairs = [(end["method"], end["path"]) for end in ends]
    # which of the two stars: in the sandbox the right is to all below
    expect(pairs in ([("GET", "/allowed/*")], [("GET", "/allowed/**")]), f"the endpoints shown are {pairs}")
    expect(
        not _services(_meta(world, "allowedMethods", "client_denied")), "somebody without any right is shown services"
    )


@check("meta.allowed-narrowed", "D 2, 3", "`allowedMethods` shows what a group or a pattern gives, to whom it gives it")
def allowed_narrowed(world: World) -> None:
    insiders = _code(world, "service_local_group")
    expect(
        insiders in _services(_meta(world, "allowedMethods", "client_local_group")), "a member of the group sees none"
    )
    services = _services(_meta(world, "allowedMethods"))
    expect(insiders not in services, "who is not in the group is shown its service")
    for pattern, service in world.need("services_glob").items():
        ends = services.get(service.rpartition("/")[2], {}).get("endpoint_list", [])
        pairs = [(end["method"], end["path"]) for end in ends]
        expect(pairs == [("GET", pattern)], f"{pattern} is shown as {pairs}")


@check("meta.signed", "D 2", "Metadata answers carry the same `X-Road-` headers as others: they are signed and logged")
def signed(world: World) -> None:
    asked = _meta(world, "listMethods")
    expect(asked.answer.status == 200, asked.brief)
    for name in ("x-road-id", "x-road-request-id", "x-road-request-hash", "x-road-service"):
        _ = asked.one(name)
    expect(asked.one("x-road-service") == f"{_subsystem(world)}/listMethods", asked.one("x-road-service"))


@check("meta.needs-client", "D 2", "`listMethods` needs `X-Road-Client`; `/listClients` does not")
def needs_client(world: World) -> None:
    expect(_clients(world).answer.status == 200, "listClients was refused")
    world.refused(NO_CLIENT, world.send("GET", f"/r1/{_subsystem(world)}/listMethods"))


@check("meta.only-get", "D 2", "Only GET is a metadata service; another method is an unknown service")
def only_get(world: World) -> None:
    _ = _clients(world)
    target = f"/r1/{_subsystem(world)}/listMethods"
    asked = world.send("POST", target, [("X-Road-Client", world.need("client"))], b"{}")
    world.refused(SERVICE_UNKNOWN, asked)


@check("meta.unknown-subsystem", "D 2", "`listMethods` of a member that does not exist is refused as a call would be")
def unknown_subsystem(world: World) -> None:
    _ = _clients(world)
    target = f"/r1/{world.need('service_unknown_member').rpartition('/')[0]}/listMethods"
    world.refused(PROVIDER_UNKNOWN, world.send("GET", target, [("X-Road-Client", world.need("client"))]))


@check("meta.openapi-faults", "D 2", "`getOpenAPI` without service code, of no service, or of a REST service says so")
def openapi_faults(world: World) -> None:
    for query, code, message in (
        ("", "invalidrequest", ""),
        ("?serviceCode=noSuchService", "internalerror", "Service not found"),
        (f"?serviceCode={_code(world, 'service')}", "internalerror", "Invalid service type: REST"),
    ):
        asked = _meta(world, "getOpenAPI", query=query)
        error = (asked.answer.error or "").lower().replace("_", "")
        expect(asked.answer.status >= 400 and error, f"{query or 'no service code'}: {asked.brief}")
        # `spec` leaves the code open where the reference has none that says what is wrong
        expect(world.profile == SPEC or error.endswith(code), f"{query or 'no service code'}: {asked.brief}")
        expect(message in json.loads(asked.answer.body)["message"], f"{query}: not {message!r}; {asked.brief}")
