"""Something else is hashed."""

from __future__ import annotations

import base64
from typing import Any

from tests.conformance.xroad.deviations.planting import fails
from tests.conformance.xroad.message import FILTERED, message, request_hash
from tests.conformance.xroad.model.gateway import Model
from tests.conformance.xroad.model.parts import Call


class Hashes(Model):
    """Hashes something else. `m` makes the message."""

    def m(self, call: Call, **other: Any) -> bytes:
        """M, with some of its parts replaced."""
        made = call.id.decode() if call.id_made else None
        parts = {"target": call.target, "headers": call.headers, "generated_id": made, "left_out": call.nominated}
        return message(call.method, request_id=call.request_id, **{**parts, **other})


@fails("hash.body", "hash.body-on-get")
class HashesNoBody(Hashes):
    """Leaves the body out."""

    def hash_of(self, call: Call) -> str:
        return request_hash(self.m(call), None)


@fails("hash.names-and-order", "hash.plain")
class HashesLowerCase(Hashes):
    """Writes names in lower case."""

    def hash_of(self, call: Call) -> str:
        return request_hash(self.m(call, headers=[(name.lower(), value) for name, value in call.headers]), call.body)


@fails("hash.names-and-order")
class HashesSorted(Hashes):
    """Sorts what it hashes."""

    def hash_of(self, call: Call) -> str:
        return request_hash(self.m(call, headers=sorted(call.headers)), call.body)


@fails("hash.repeated")
class HashesOnce(Hashes):
    """Hashes what was sent several times once."""

    def hash_of(self, call: Call) -> str:
        return request_hash(self.m(call, headers=list(dict.fromkeys(call.headers))), call.body)


@fails("hash.plain", "hash.on-errors-of-the-provider")
class HashesInHex(Hashes):
    """Writes the digest in hexadecimal digits."""

    def hash_of(self, call: Call) -> str:
        return base64.b64decode(super().hash_of(call)).hex()


@fails("hash.filtered")
class HashesFiltered(Hashes):
    """Hashes what it does not forward."""

    def hash_of(self, call: Call) -> str:
        names = {one.encode().lower() for one in FILTERED} - {b"host"}
        extra = b"".join(b"%b:%b\r\n" % one for one in call.headers if one[0].lower() in names)
        return request_hash(self.m(call) + extra, call.body)


@fails("hash.generated-id")
class HashesNoMadeId(Hashes):
    """Forgets the id that it has made."""

    def hash_of(self, call: Call) -> str:
        return request_hash(self.m(call, generated_id=None), call.body)


@fails("hash.nominated")
class HashesNominated(Hashes):
    """Hashes what `Connection` names."""

    def hash_of(self, call: Call) -> str:
        return request_hash(self.m(call, left_out=()), call.body)


@fails("hash.empty-query")
class HashesNoEmptyQuery(Hashes):
    """Drops the question mark of an empty query."""

    def hash_of(self, call: Call) -> str:
        return request_hash(self.m(call, target=call.target.rstrip(b"?")), call.body)


@fails("hash.own-headers")
class HashesNoPrefer(Hashes):
    """Hashes only what the provider's system gets."""

    def hash_of(self, call: Call) -> str:
        return request_hash(self.m(call, left_out=("Prefer", "Lianlu-Purpose")), call.body)
