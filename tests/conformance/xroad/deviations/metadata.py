"""Metadata services that tell otherwise."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from tests.conformance.xroad import causes
from tests.conformance.xroad.deviations.planting import fails
from tests.conformance.xroad.model.gateway import Model
from tests.conformance.xroad.model.parts import Call, Out, Refusal
from tests.conformance.xroad.model.world import GRANTED, Metadata, Service
from tests.conformance.xroad.wire import Answer


def metadata(kind: type[Metadata], *checks: str) -> None:
    """Put a model with other metadata services on the list."""
    made = type(kind.__name__, (Model,), {"__doc__": kind.__doc__, "metadata": kind()})
    fails(*checks)(made)


class CamelClients(Metadata):
    """Writes identifiers in camel case, as an annex of the specification does."""

    def client(self, identifier: tuple[str, ...]) -> dict[str, Any]:
        row = super().client(identifier)
        return {
            **row,
            "id": {re.sub("_(.)", lambda one: one[1].upper(), key): value for key, value in row["id"].items()},
        }


class NullClients(Metadata):
    """Writes out what a member does not have."""

    def client(self, identifier: tuple[str, ...]) -> dict[str, Any]:
        return {**super().client(identifier), "subsystem_name": None}


class JsonClients(Metadata):
    """Lists clients in JSON whatever is asked for."""

    def list_as_json(self, accept: bytes) -> bool:
        return True


class OwnServices(Metadata):
    """Lists services under `member`, with its own among them."""

    def answer(self, call: Call) -> Answer:
        answer = super().answer(call)
        rows = [*json.loads(answer.body)["service"], self.service("listMethods", Service())]
        return Answer(answer.start, answer.headers, json.dumps({"member": rows}).encode())


class AllServices(Metadata):
    """Shows everybody all services as allowed."""

    def answer(self, call: Call) -> Answer:
        return super().answer(replace(call, client=GRANTED[0]))


class ForgetsGroups(Metadata):
    """Shows who has any right what is for a group."""

    def sees(self, call: Call, service: Service) -> bool:
        return call.client in GRANTED


class VagueFaults(Metadata):
    """Does not say why there is no description."""

    def no_description(self, call: Call) -> None:
        raise Refusal(causes.SERVICE_UNKNOWN, "no")


metadata(CamelClients, "meta.list-clients")
metadata(NullClients, "meta.list-clients")
metadata(JsonClients, "meta.list-clients-accept")
metadata(OwnServices, "meta.list-methods", "meta.allowed-methods")
metadata(AllServices, "meta.allowed-methods")
metadata(ForgetsGroups, "meta.allowed-narrowed")
metadata(VagueFaults, "meta.openapi-faults")


@fails("meta.list-clients-instance")
class ListsNobody(Model):
    """Lists nobody if an instance is named."""

    def answer(self, call: Call) -> Out:
        if not call.target.startswith(b"/listClients?"):
            return super().answer(call)
        body = b'{"member": []}'
        return Out(200, [(b"content-type", b"application/json"), (b"content-length", b"14")], body)


@fails("meta.signed")
class LeavesMetadataUnsigned(Model):
    """Answers metadata without the X-Road headers."""

    def release(self, call: Call, answer: Answer) -> Out:
        out = super().release(call, answer)
        if call.service[4] not in self.metadata.NAMES:
            return out
        return replace(out, headers=[one for one in out.headers if not one[0].startswith(b"x-road-")])
