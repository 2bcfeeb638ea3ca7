"""The profiles of `/r1`: how a failure looks to an information system, and where the reference does otherwise. Pure.

    spec       PR-REST 1.0.4 as written: 400 for a broken protocol, else the status that fits; CamelCase codes
    ref-7.7    statuses and codes of X-Road 7.7: 500 for nearly everything, and only codes that it has
    ref-7.8    the same with the codes of 7.8, in snake_case

A cause that the reference does not know keeps its own name. An answer of `ref-*` carries nothing but the code and, as
in every profile, the receipt; and a body sent with GET, HEAD, DELETE or OPTIONS is signed, logged, and not delivered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from exchange_api.error_base import CONSUMER, PROVIDER, ExchangeError

_DENIED = PROVIDER + "AccessDenied"
_REFERENCE = {
    "Client.BadRequest": CONSUMER + "InternalError",
    CONSUMER + "LedgerOutdated": CONSUMER + "OutdatedGlobalConf",
    CONSUMER + "LedgerForked": CONSUMER + "OutdatedGlobalConf",
    CONSUMER + "StorageLow": CONSUMER + "LoggingFailed",
    CONSUMER + "AnchorOverdue": CONSUMER + "LoggingFailed",
    PROVIDER + "LedgerOutdated": PROVIDER + "OutdatedGlobalConf",
    PROVIDER + "StorageLow": PROVIDER + "LoggingFailed",
    PROVIDER + "AnchorOverdue": PROVIDER + "LoggingFailed",
    PROVIDER + "Halted": PROVIDER + "ServiceDisabled",
    PROVIDER + "ServiceFailed.Timeout": PROVIDER + "IOError",
    PROVIDER + "ServiceFailed.InvalidResponse": PROVIDER + "IOError",
    PROVIDER + "ServiceFailed.OutcomeUnknown": PROVIDER + "IOError",
}
"""Code of `spec` -> the reference's code for the same cause, where they differ."""
_RENAMED = {
    CONSUMER + "OutdatedGlobalConf": "server.clientproxy.global_conf_outdated",
    PROVIDER + "OutdatedGlobalConf": "server.serverproxy.global_conf_outdated",
    PROVIDER + "IOError": "server.serverproxy.io_error",
}
_ANCHORED_LATE = {
    CONSUMER + "AnchorOverdue": "server.clientproxy.timestamping_failed",
    PROVIDER + "AnchorOverdue": "server.serverproxy.timestamping_failed",
}
"""An anchor is what a time stamp is in X-Road; 7.8 has a code for its failure, 7.7 has not."""
_WITH_BODY = frozenset(("POST", "PUT", "PATCH"))
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile, by its name in `gateway.xroad_profile`."""

    name: str

    @property
    def bare(self) -> bool:
        """Whether answers of ours to what failed carry the code and no ids."""
        return self.name != "spec"

    def delivers(self, method: str) -> bool:
        """Whether a back end gets the body of a request with this method."""
        return self.name == "spec" or method in _WITH_BODY

    def fault(self, error: ExchangeError) -> tuple[int, str]:
        """Status and code that an information system sees."""
        if self.name == "spec":
            return error.status, error.xroad
        code = _reference(error.xroad, error.reference, self.name == "ref-7.8")
        if error.status == 408:  # the connection's end, not the call's
            return error.status, code
        return (500 if code.lower().startswith("server.") else 400), code


PROFILES = {name: Profile(name) for name in ("spec", "ref-7.7", "ref-7.8")}
SPEC = PROFILES["spec"]


@lru_cache(maxsize=512)
def _reference(code: str, known: str | None, snake: bool) -> str:
    if snake and code in _ANCHORED_LATE:
        return _ANCHORED_LATE[code]
    found = known or (_DENIED if code.startswith(_DENIED + ".") else _REFERENCE.get(code, code))
    if not snake:
        return found
    if found in _RENAMED:
        return _RENAMED[found]
    first, second, *rest = found.split(".")
    return ".".join([first.lower(), second.lower(), *(_WORDS.sub("_", word).lower() for word in rest)])
