"""Rights given to others, or to other paths."""

from __future__ import annotations

from tests.conformance.xroad import causes
from tests.conformance.xroad.deviations.planting import fails
from tests.conformance.xroad.model.gateway import Model
from tests.conformance.xroad.model.parts import Call, Refusal
from tests.conformance.xroad.model.world import GLOBAL_GROUP, GRANTED, LOCAL_GROUP, SERVICES, Service


@fails("right.local-group")
class KnowsNoLocalGroups(Model):
    """Finds nobody in a local group."""

    def in_group(self, call: Call, service: Service) -> bool:
        return service.group is not LOCAL_GROUP and super().in_group(call, service)


@fails("right.local-group")
class OpensLocalGroups(Model):
    """Finds everybody in a local group."""

    def in_group(self, call: Call, service: Service) -> bool:
        return service.group is LOCAL_GROUP or super().in_group(call, service)


@fails("right.global-group")
class KnowsNoGlobalGroups(Model):
    """Finds nobody in a global group."""

    def in_group(self, call: Call, service: Service) -> bool:
        return service.group is not GLOBAL_GROUP and super().in_group(call, service)


@fails("right.global-group")
class OpensGlobalGroups(Model):
    """Takes every client for one of a global group."""

    def check_right(self, call: Call, service: Service) -> None:
        if service.group is not GLOBAL_GROUP:
            super().check_right(call, service)


@fails("right.glob")
class CrossesSlashes(Model):
    """Has `*` stand for what `**` does."""

    def path_fits(self, path: str, pattern: str) -> bool:
        return super().path_fits(path, pattern.replace("/*/", "/**/"))


@fails("right.glob")
class StaysWithinSegments(Model):
    """Has `**` stand for what `*` does."""

    def path_fits(self, path: str, pattern: str) -> bool:
        return super().path_fits(path, pattern.replace("/**", "/*"))


@fails("right.glob")
class EscapesNothing(Model):
    """Takes an escaped star for a wildcard."""

    def path_fits(self, path: str, pattern: str) -> bool:
        return super().path_fits(path, pattern.replace("\\*", "*"))


@fails("right.glob")
class MatchesBeginnings(Model):
    """Is content with a path that begins as the pattern says."""

    def path_fits(self, path: str, pattern: str) -> bool:
        return super().path_fits(path, pattern + "**")


@fails("right.glob-method", "fault.endpoint-denied")
class MatchesAnyMethod(Model):
    """Looks at the path of an endpoint only."""

    def method_fits(self, call: Call, method: str) -> bool:
        return True


@fails("right.glob-decoded")
class MatchesEscapes(Model):
    """Lets nothing percent-encoded match."""

    def check_right(self, call: Call, service: Service) -> None:
        if service.endpoint and b"%" in call.path:
            raise Refusal(causes.NO_ENDPOINT_RIGHT, "an escape")
        super().check_right(call, service)


@fails("right.glob-decoded")
class ForwardsDecoded(Model):
    """Forwards the path that it has matched."""

    def delivered_target(self, call: Call) -> bytes:
        return super().delivered_target(call).replace(b"%61", b"a")


@fails("right.glob-two-readings")
class ReadsItsOwnWay(Model):
    """Cuts off parameters and takes a backslash for a letter."""

    def check_right(self, call: Call, service: Service) -> None:
        if call.client not in GRANTED or service not in (SERVICES["pets"], SERVICES["stars"]):
            super().check_right(call, service)
