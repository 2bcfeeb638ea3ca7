"""Targets and HTTP read otherwise."""

from __future__ import annotations

import re

from tests.conformance.xroad.deviations.planting import fails, without
from tests.conformance.xroad.model.gateway import Model
from tests.conformance.xroad.model.parts import Call, Out, Plain
from tests.conformance.xroad.model.world import GRANTED, Service
from tests.conformance.xroad.wire import Answer, Request


@fails("url.dot-dot", "url.path-bytes")
class ReadsPathsOnce(Model):
    """Lets every path through."""

    def check_path(self, call: Call) -> None:
        pass


@fails("url.dot-dot")
class NormalisesPaths(Model):
    """Resolves dot-dot segments itself."""

    def check_path(self, call: Call) -> None:
        call.path = re.sub(rb"/[^/]*/\.\.(?=/|$)", b"", call.path)
        super().check_path(call)


@fails("url.five-segments")
class DoesWithoutSubsystems(Model):
    """Takes four identifiers for a service of a member."""

    def parse_target(self, call: Call) -> None:
        given = call.target
        if len(given.rstrip(b"/").split(b"/")) == 6:
            call.target = given.rstrip(b"/") + b"/open"
        super().parse_target(call)
        call.target = given


@fails("url.strict-for-endpoints")
class MatchesLoosely(Model):
    """Grants an endpoint by the beginning of what was sent."""

    def check_right(self, call: Call, service: Service) -> None:
        if call.client not in GRANTED or not (service.endpoint and call.path.startswith(b"/allowed/")):
            super().check_right(call, service)


@fails("url.absolute-form")
class TakesAbsoluteTargets(Model):
    """Serves targets in absolute form."""

    def check_http(self, head: Request) -> None:
        super().check_http(Request(head.start.replace(b"http://gateway.test", b""), head.headers))

    def answer(self, call: Call) -> Out:
        call.target = call.target.removeprefix(b"http://gateway.test")
        return super().answer(call)


@fails("url.outside", "url.other-listeners")
class WelcomesEverybody(Model):
    """Has a page of its own at every other path."""

    def plain(self, error: Plain) -> Out:
        return Out(200, [(b"content-length", b"0")]) if error.status == 404 else super().plain(error)


@fails("url.outside")
class FaultsOutside(Model):
    """Answers what is none of its paths as a fault."""

    def plain(self, error: Plain) -> Out:
        return super().plain(Plain(404, "Client.BadRequest") if error.status == 404 else error)


@fails("method.unknown")
class ServesAnyMethod(Model):
    """Passes every verb on."""

    def parse_method(self, call: Call) -> None:
        pass


@fails("method.trace")
class ServesTrace(Model):
    """Passes TRACE on."""

    def parse_method(self, call: Call) -> None:
        if call.method != "TRACE":
            super().parse_method(call)


@fails("method.head", "hash.head")
class AsksGetForHead(Model):
    """Makes a GET of HEAD, and forgets the provider's headers."""

    def release(self, call: Call, answer: Answer) -> Out:
        if call.method == "HEAD":
            call.method, answer = "GET", Answer(answer.start, [], b"")
        return super().release(call, answer)


@fails("method.head-fault")
class SendsBodiesToHead(Model):
    """Sends a body after every head."""

    def sent_body(self, method: str, out: Out) -> bytes:
        return out.body or b"body"


@fails("http.persistent")
class ClosesAlways(Model):
    """Takes one call a connection."""

    def stays_open(self, head: Request, out: Out) -> bool:
        return False


@fails("http.large-refused")
class BreaksOff(Model):
    """Closes the connection on large bodies."""

    def check_http(self, head: Request) -> None:
        super().check_http(head)
        if int(head.get("Content-Length") or 0) > 4 << 20:
            raise ConnectionAbortedError


@fails("http.ambiguous-length", "http.malformed-header", "http.host")
class TakesAnyHead(Model):
    """Checks nothing in a head but its size."""

    def check_http(self, head: Request) -> None:
        kept = without([one for one in head.headers if one[0].isascii()], "Host", "Content-Length", "Transfer-Encoding")
        plain = [(b"X", value.replace(b"\0", b"")) for _, value in kept]
        super().check_http(Request(head.start, [(b"Host", b"x"), *plain]))


@fails("limit.head", "limit.target", "body.too-large")
class KnowsNoLimits(Model):
    """Has no limits."""

    def check_http(self, head: Request) -> None:
        if len(head.headers) <= 200 and sum(len(value) for _, value in head.headers) < 60_000:
            super().check_http(Request(b"GET / HTTP/1.1", without(head.headers, "Content-Length")))


@fails("limit.head-allowed")
class KnowsTightLimits(Model):
    """Takes a hundred headers."""

    def check_http(self, head: Request) -> None:
        if len(head.headers) > 100:
            raise Plain(431)
        super().check_http(head)
