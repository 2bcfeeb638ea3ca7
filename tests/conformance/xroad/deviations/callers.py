"""Who asks, and under which number, taken otherwise."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Sequence
from urllib.parse import unquote_to_bytes

from tests.conformance.xroad import causes
from tests.conformance.xroad.deviations.planting import fails, without
from tests.conformance.xroad.model.gateway import Model
from tests.conformance.xroad.model.parts import Call, Refusal
from tests.conformance.xroad.model.world import GRANTED, SERVICES


@fails("client.last-counts")
class TakesTheFirstClient(Model):
    """Of several clients takes the first."""

    def which_client(self, given: list[bytes]) -> bytes:
        return given[0]


@fails("client.missing", "meta.needs-client")
class NeedsNoClient(Model):
    """Serves who does not say who he is."""

    def parse_client(self, call: Call) -> None:
        call.client = GRANTED[0]


@fails("client.malformed", "client.unregistered")
class ServesAnyClient(Model):
    """Takes everybody for a client of its own."""

    def parse_client(self, call: Call) -> None:
        try:
            super().parse_client(call)
        except Refusal as error:
            if error.cause is causes.NO_CLIENT:
                raise
        call.client = call.client if len(call.client) == 4 and "NOBODY" not in call.client[3] else GRANTED[0]


@fails("client.equivalent", "url.equivalent-identifiers", "url.encoded-identifiers")
class ComparesEncoded(Model):
    """Compares identifiers as they are encoded."""

    def identifier(self, parts: Sequence[bytes]) -> tuple[str, ...]:
        _ = super().identifier(parts)
        return tuple(part.decode() for part in parts)


@fails("client.underscore")
class RefusesUnderscores(Model):
    """Has the letters of PR-REST 4.8 only."""

    def identifier(self, parts: Sequence[bytes]) -> tuple[str, ...]:
        if any(b"_" in part for part in parts):
            raise Refusal(causes.MALFORMED, "a letter that is not allowed")
        return super().identifier(parts)


@fails("url.case-sensitive")
class FoldsCase(Model):
    """Finds services in any case."""

    def identifier(self, parts: Sequence[bytes]) -> tuple[str, ...]:
        found = super().identifier(parts)
        return (*found[:-1], found[-1].lower()) if found[-1].lower() in SERVICES else found


@fails("url.bad-escape", "url.identifier-utf8")
class DecodesLeniently(Model):
    """Reads identifiers as a browser would."""

    def identifier(self, parts: Sequence[bytes]) -> tuple[str, ...]:
        return tuple(unquote_to_bytes(re.sub(rb"%(?:zz|FF|00|0A|C0|AF|4$|$)", b"", one)).decode() for one in parts)


@fails("id.echoed")
class MakesIdsItsOwn(Model):
    """Gives every message an id of its own."""

    def parse_id(self, call: Call) -> None:
        super().parse_id(call)
        call.id = call.id if call.id_made else b"own-" + call.id


@fails("id.generated", "id.empty")
class MakesBareIds(Model):
    """Makes ids without the instance."""

    def made_id(self) -> str:
        return uuid.uuid4().hex


@fails("id.repeated", "id.length", "id.control")
class TakesAnyId(Model):
    """Checks no id."""

    def parse_id(self, call: Call) -> None:
        given = [value for value in call.all("X-Road-Id") if value]
        call.id, call.id_made = (given[-1], False) if given else (self.made_id().encode(), True)


@fails("request-id.fresh")
class KeepsRequestIds(Model):
    """Believes the client's request id."""

    def request_id(self, call: Call) -> str:
        given = call.all("X-Road-Request-Id")
        return given[0].decode() if given else super().request_id(call)


@fails("id.two-exchanges")
class DerivesRequestIds(Model):
    """Makes the request id from the message id."""

    def request_id(self, call: Call) -> str:
        return str(uuid.UUID(bytes=hashlib.md5(repr(call.all("X-Road-Id")).encode()).digest(), version=4))


@fails("server.unknown", "server.malformed")
class IgnoresServers(Model):
    """Does not look at `X-Road-Security-Server`."""

    def check_server(self, call: Call) -> None:
        pass


@fails("server.named")
class RefusesServers(Model):
    """Refuses every gateway that is named."""

    def check_server(self, call: Call) -> None:
        if call.all("X-Road-Security-Server"):
            raise Refusal(causes.BAD_SERVER, "no such gateway")


@fails("party.segments")
class TakesAnyParty(Model):
    """Does not look at `X-Road-Represented-Party`."""

    def parse(self, call: Call) -> None:
        given, call.headers = call.headers, without(call.headers, "X-Road-Represented-Party")
        super().parse(call)
        call.headers = given
