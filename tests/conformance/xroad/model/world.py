"""Who and what there is in the model's world, and its metadata services (D 2)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from tests.conformance.xroad.causes import Cause
from tests.conformance.xroad.model.parts import Call, Out, Refusal, spelled
from tests.conformance.xroad.wire import Answer

INSTANCE = "DEV"
MEMBER, PROVIDER = (INSTANCE, "GOV", "1000"), (INSTANCE, "GOV", "2000")
ASKER, DENIED = (*MEMBER, "asker"), (*MEMBER, "denied")
UNDERSCORE, ENCODED = (*MEMBER, "under_score"), (*MEMBER, "sub/系统")
LOCAL, GLOBAL = (*MEMBER, "local"), (*MEMBER, "global")
GRANTED = (ASKER, UNDERSCORE, ENCODED, LOCAL, GLOBAL)
LOCAL_GROUP, GLOBAL_GROUP = (LOCAL,), (GLOBAL, ASKER)
CLIENTS = (*GRANTED, DENIED)
SUBSYSTEM = (*PROVIDER, "OFFER")
GATEWAYS = ((*PROVIDER, "GW1"),)


@dataclass(frozen=True)
class Service:
    """A service: perhaps one endpoint only, for a group only, a notice, a system that is dead, slow or of no address.

    `endpoint`: a method and a pattern."""

    endpoint: tuple[str, str] | None = None
    group: tuple[tuple[str, ...], ...] | None = None
    notice: str = ""
    dead: bool = False
    host: str = ""
    seconds: float = 30.0


SERVICES = {
    "open": Service(),
    "endpoints": Service(endpoint=("GET", "/allowed/**")),
    "pets": Service(endpoint=("GET", "/pets/*/toys/**")),
    "stars": Service(endpoint=("GET", r"/stars/\**")),
    "insiders": Service(group=LOCAL_GROUP),
    "members": Service(group=GLOBAL_GROUP),
    "disabled": Service(notice="under repair until Monday"),
    "down": Service(dead=True),
    "slow": Service(seconds=0.2),
    "svc/服务": Service(),
    "nowhere": Service(host="256.256.256.256"),
}
FIELDS = {
    "service": "open", "service_endpoint_only": "endpoints", "service_disabled": "disabled", "service_down": "down",
    "service_slow": "slow", "service_local_group": "insiders",
    "service_global_group": "members", "service_encoded": "svc/服务", "service_unknown_host": "nowhere",
}  # fmt: skip


def line(port: int) -> dict[str, Any]:
    """What a sandbox of this world would print."""
    return {
        "consumer_url": f"http://127.0.0.1:{port}",
        "client": spelled(ASKER),
        "client_denied": spelled(DENIED),
        "client_underscore": spelled(UNDERSCORE),
        "client_encoded": spelled(ENCODED),
        "client_local_group": spelled(LOCAL),
        "client_global_group": spelled(GLOBAL),
        "services_glob": {
            service.endpoint[1]: spelled((*SUBSYSTEM, code)) for code, service in SERVICES.items() if service.endpoint
        },
        **{name: spelled((*SUBSYSTEM, code)) for name, code in FIELDS.items()},
        "service_unknown_member": f"{INSTANCE}/GOV/NOBODY/OFFER/open",
        "security_server": spelled(GATEWAYS[0]),
    }


class Metadata:
    """The four metadata services."""

    NAMES = ("listMethods", "allowedMethods", "getOpenAPI")

    def clients(self, call: Call) -> Out:
        """`/listClients`."""
        rows = [self.client(identifier) for identifier in (MEMBER, PROVIDER, *CLIENTS, SUBSYSTEM)]
        accept = b",".join(call.all("Accept"))
        kind, body = b"application/json", json.dumps({"member": rows}).encode()
        if not self.list_as_json(accept):
            inner = "".join(f"<member><name>{escape(row['name'])}</name></member>" for row in rows)
            kind, body = b"text/xml", f"<clientList>{inner}</clientList>".encode()
        return Out(200, [(b"content-type", kind), (b"content-length", str(len(body)).encode())], body)

    def list_as_json(self, accept: bytes) -> bool:
        """Whether `Accept` contains JSON."""
        return b"application/json" in accept

    def client(self, identifier: tuple[str, ...]) -> dict[str, Any]:
        """One entry of the list."""
        names = ("xroad_instance", "member_class", "member_code", "subsystem_code")
        kind = "SUBSYSTEM" if len(identifier) == 4 else "MEMBER"
        return {"id": {"object_type": kind, **dict(zip(names, identifier, strict=False))}, "name": identifier[2]}

    def answer(self, call: Call) -> Answer:
        """`listMethods`, `allowedMethods`, `getOpenAPI`."""
        if call.service[4] == "getOpenAPI":
            self.no_description(call)
        only_own = call.service[4] == "allowedMethods"
        found = {name: service for name, service in SERVICES.items() if not only_own or self.sees(call, service)}
        body = json.dumps({"service": [self.service(name, service) for name, service in found.items()]}).encode()
        return Answer(b"HTTP/1.1 200 OK", [(b"Content-Type", b"application/json")], body)

    def sees(self, call: Call, service: Service) -> bool:
        """Whether a service is among those that a client may call."""
        return call.client in GRANTED and (service.group is None or call.client in service.group)

    def service(self, code: str, service: Service) -> dict[str, Any]:
        """One entry of a list of services."""
        names = ("xroad_instance", "member_class", "member_code", "subsystem_code")
        method, pattern = service.endpoint or ("*", "**")
        return {
            **dict(zip(names, SUBSYSTEM, strict=True)),
            "service_code": code,
            "object_type": "SERVICE",
            "service_type": "REST",
            "endpoint_list": [{"method": method, "path": pattern}],
        }

    def no_description(self, call: Call) -> None:
        """Every way in which there is no description. Raises `Refusal`."""
        where = "Server.ServerProxy."
        invalid = Cause(400, where + "InvalidRequest", (where + "InvalidRequest",))
        internal = Cause(500, where + "InternalError", (where + "InternalError",))
        code = call.query.decode().partition("serviceCode=")[2]
        if not code:
            raise Refusal(invalid, "no serviceCode")
        raise Refusal(internal, "Invalid service type: REST" if code in SERVICES else "Service not found")
