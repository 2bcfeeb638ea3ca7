"""Faults with other codes, in other forms, in another order."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import ClassVar

from tests.conformance.xroad import causes
from tests.conformance.xroad.causes import REF_77, REF_78, Cause
from tests.conformance.xroad.deviations.planting import fails
from tests.conformance.xroad.model.gateway import Model
from tests.conformance.xroad.model.parts import Call, Out, Refusal
from tests.conformance.xroad.model.world import SERVICES, Service
from tests.conformance.xroad.wire import Header


class Codes(Model):
    """Answers some causes otherwise: `wrong` maps a cause to status and code."""

    wrong: ClassVar[dict[int, tuple[int, str]]] = {}

    def code(self, cause: Cause) -> tuple[int, str]:
        return self.wrong.get(id(cause), super().code(cause))


def _wrong(*names: str) -> dict[int, tuple[int, str]]:
    return {id(getattr(causes, name)): (500, "Server.ServerProxy.InternalError") for name in names}


@fails("fault.unknown-service", "order.service-before-right", "meta.only-get")
class HidesServices(Codes):
    """Takes an unknown service for an internal error."""

    wrong = _wrong("SERVICE_UNKNOWN")


@fails("fault.unknown-member", "meta.unknown-subsystem")
class HidesMembers(Codes):
    """Takes an unknown member for an internal error."""

    wrong = _wrong("PROVIDER_UNKNOWN")


@fails("fault.denied", "order.right-before-back-end", "order.right-before-notice")
class HidesDenials(Codes):
    """Takes a denial for an internal error."""

    wrong = _wrong("DENIED")


@fails("fault.unreachable", "fault.unknown-host", "fault.too-slow", "fault.disabled")
class HidesTrouble(Codes):
    """Takes trouble of the provider for an internal error of its own."""

    wrong = _wrong("UNREACHABLE", "TOO_SLOW", "DISABLED")


@fails("fault.unknown-service", "client.missing", profile=REF_77)
class ObeysTheSpecInRef(Model):
    """Gives the statuses of `spec` in a profile that copies the reference."""

    def code(self, cause: Cause) -> tuple[int, str]:
        return cause.status, super().code(cause)[1]


@fails("fault.denied", "fault.disabled", "fault.unreachable", profile=REF_78)
class SpellsAs77(Model):
    """Writes the codes of 7.7 where 7.8 is asked for."""

    def code(self, cause: Cause) -> tuple[int, str]:
        return 500, cause.reference[0].removesuffix(".*")


@fails("fault.error-once")
class SucceedsAlways(Model):
    """Answers faults with 200."""

    def fault(self, call: Call, error: Refusal) -> Out:
        return replace(super().fault(call, error), status=200)


@fails("fault.ids")
class ForgetsIds(Model):
    """Gives no ids with a fault."""

    def fault_ids(self, call: Call) -> list[Header]:
        return []


@fails("fault.ids-on-malformed")
class ForgetsIdsOfMalformed(Model):
    """Gives ids only with what it understood."""

    def fault_ids(self, call: Call) -> list[Header]:
        return super().fault_ids(call) if call.id else []


@fails("fault.bare", profile=REF_78)
class TellsIds(Model):
    """Gives ids with a fault where the reference gives none."""

    def fault(self, call: Call, error: Refusal) -> Out:
        out = super().fault(call, error)
        return replace(out, headers=[*out.headers, (b"x-road-id", call.id)])


@fails("fault.json", "fault.accept")
class SpeaksXml(Model):
    """Answers faults in XML unless JSON is asked for."""

    def fault_kind(self, accept: str) -> str:
        return "application/json" if "json" in accept else "text/xml"


@fails("fault.accept")
class WeighsAccept(Model):
    """Heeds the weights in `Accept`."""

    def fault_kind(self, accept: str) -> str:
        parts = sorted(accept.split(","), key=lambda one: -float([*one.split("q="), "1"][1]))
        return super().fault_kind(",".join(parts))


@fails("fault.json")
class SpeaksProblems(Model):
    """Answers faults as problems of RFC 9457."""

    def fault_body(self, call: Call, fault: dict[str, str]) -> tuple[bytes, bytes]:
        return b"application/json", json.dumps(
            {"type": fault["type"], "title": "x", "detail": fault["detail"]}
        ).encode()


@fails("fault.json")
class TypesOtherwise(Model):
    """Has another type in the body than in the header."""

    def fault_body(self, call: Call, fault: dict[str, str]) -> tuple[bytes, bytes]:
        return super().fault_body(call, {**fault, "type": fault["type"].lower()})


@fails("order.right-before-notice")
class TellsNotices(Model):
    """Tells everybody that a service is disabled."""

    def decide(self, call: Call) -> Service:
        service = SERVICES.get(call.service[4], Service())
        if service.notice:
            raise Refusal(causes.DISABLED, service.notice)
        return super().decide(call)


@fails("order.service-before-right")
class HidesWhatIsNot(Model):
    """Denies before it looks whether the service exists."""

    def decide(self, call: Call) -> Service:
        self.check_right(call, SERVICES["open"])
        return super().decide(call)


@fails("order.client-before-provider")
class LooksForTheProviderFirst(Model):
    """Looks for the provider before it knows who asks."""

    def parse_client(self, call: Call) -> None:
        if "NOBODY" in call.service:
            raise Refusal(causes.PROVIDER_UNKNOWN, "the provider is unknown")
        super().parse_client(call)


@fails("fault.endpoint-denied")
class IgnoresEndpoints(Model):
    """Takes a right to an endpoint for one to the service."""

    def check_right(self, call: Call, service: Service) -> None:
        super().check_right(call, replace(service, endpoint=None))


@fails("fault.endpoint-denied")
class IgnoresTheVerb(Model):
    """Looks at the path of an endpoint only."""

    def check_right(self, call: Call, service: Service) -> None:
        super().check_right(replace(call, method="GET"), service)
