"""What reaches the provider's system otherwise than it was sent."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from tests.conformance.xroad.backend import BASE
from tests.conformance.xroad.causes import REF_77
from tests.conformance.xroad.deviations.planting import fails, joined, without
from tests.conformance.xroad.model.gateway import Model
from tests.conformance.xroad.model.parts import Call
from tests.conformance.xroad.wire import Header


@fails("header.passed")
class LosesAuthorization(Model):
    """Takes a token for its own."""

    def delivered_headers(self, call: Call) -> list[Header]:
        return without(super().delivered_headers(call), "Authorization")


@fails("header.order")
class SortsHeaders(Model):
    """Keeps headers in a sorted map."""

    def delivered_headers(self, call: Call) -> list[Header]:
        return sorted(super().delivered_headers(call))


@fails("header.repeated")
class DropsDuplicates(Model):
    """Keeps the last header of a name only."""

    def delivered_headers(self, call: Call) -> list[Header]:
        return list({name.lower(): (name, value) for name, value in super().delivered_headers(call)}.values())


@fails("header.repeated")
class JoinsDuplicates(Model):
    """Makes several headers of one name into one."""

    def delivered_headers(self, call: Call) -> list[Header]:
        return joined(super().delivered_headers(call))


@fails("header.nothing-invented")
class InventsAccept(Model):
    """Adds what its HTTP library adds."""

    def delivered_headers(self, call: Call) -> list[Header]:
        return [*super().delivered_headers(call), (b"Accept", b"*/*"), (b"User-Agent", b"library/1")]


@fails("header.filtered", "http.expect")
class ForwardsHopByHop(Model):
    """Knows only the hop-by-hop headers that `Connection` names."""

    def undelivered(self, call: Call) -> set[str]:
        kept = {"connection", "keep-alive", "te", "server", "user-agent", "expect", "trailer"}
        return super().undelivered(call) - (kept - {"connection"})


@fails("header.nominated")
class ForwardsNominated(Model):
    """Ignores what `Connection` names."""

    def nominated(self, call: Call) -> tuple[str, ...]:
        return ()


@fails("header.nominated", "hash.nominated")
class NamesAwayOurs(Model):
    """Lets `Connection` name X-Road's own headers away."""

    def nominated(self, call: Call) -> tuple[str, ...]:
        return tuple(one.strip().decode() for value in call.all("Connection") for one in value.split(b","))


@fails("header.own-not-delivered")
class DeliversPrefer(Model):
    """Hands `Prefer` to the provider's system."""

    def undelivered(self, call: Call) -> set[str]:
        return super().undelivered(call) - {"prefer"}


@fails("header.hash-dropped")
class DeliversForgedHash(Model):
    """Hands on the client's own `X-Road-Request-Hash`."""

    def undelivered(self, call: Call) -> set[str]:
        return super().undelivered(call) - {"x-road-request-hash"}


@fails("header.client-delivered")
class HidesTheClient(Model):
    """Keeps from the provider who asks."""

    def delivered_headers(self, call: Call) -> list[Header]:
        return without(super().delivered_headers(call), "X-Road-Client")


@fails("party.user-and-issue", "party.segments")
class LosesXRoadHeaders(Model):
    """Hands on only the X-Road headers that it knows."""

    def undelivered(self, call: Call) -> set[str]:
        return super().undelivered(call) | {"x-road-issue", "x-road-represented-party"}


@fails("url.verbatim", "url.encoded-slash")
class DecodesThePath(Model):
    """Decodes the path on its way."""

    def delivered_target(self, call: Call) -> bytes:
        return BASE.encode() + unquote_to_bytes(call.path).replace(b" ", b"+") + call.query


@fails("url.empty-path")
class AddsASlash(Model):
    """Gives the provider a path where there is none."""

    def delivered_target(self, call: Call) -> bytes:
        return BASE.encode() + (call.path or b"/") + call.query


@fails("url.slash-path", "url.verbatim")
class TrimsSlashes(Model):
    """Takes slashes off the end of a path."""

    def delivered_target(self, call: Call) -> bytes:
        return BASE.encode() + call.path.rstrip(b"/") + call.query


@fails("method.all")
class MakesPatchPut(Model):
    """Knows no PATCH."""

    def parse_method(self, call: Call) -> None:
        super().parse_method(call)
        call.method = "PUT" if call.method == "PATCH" else call.method


@fails("body.delivered", "body.encoded-untouched", "body.chunked")
class ReadsBodiesAsText(Model):
    """Takes every body for UTF-8."""

    def delivered_body(self, call: Call) -> bytes:
        return call.body.decode("utf-8", "replace").encode()


@fails("body.delivered")
class SaysTheLengthTwice(Model):
    """Repeats the length that it received."""

    def length(self, body: bytes) -> list[Header]:
        return super().length(body) * 2


@fails("body.empty")
class LosesTheLengthOfNothing(Model):
    """Says no length where there is no body."""

    def length(self, body: bytes) -> list[Header]:
        return super().length(body) if body else []


@fails("body.large")
class CutsLargeBodies(Model):
    """Stops reading at a mebibyte."""

    def delivered_body(self, call: Call) -> bytes:
        return super().delivered_body(call)[: 1 << 20]


@fails("body.bodyless-methods")
class DropsBodiesOfGet(Model):
    """Delivers no body on GET, whatever the profile."""

    def delivered_body(self, call: Call) -> bytes:
        return b"" if call.method == "GET" else super().delivered_body(call)


@fails("body.bodyless-dropped", profile=REF_77)
class DeliversBodiesOfGet(Model):
    """Delivers a body on GET, whatever the profile."""

    def delivered_body(self, call: Call) -> bytes:
        return call.body
