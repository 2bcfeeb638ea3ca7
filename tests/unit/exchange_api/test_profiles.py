"""Statuses and codes of the three profiles: every cause of the protocol's tables, and every error that there is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from chain_node.ledger.reasons import Reason
from exchange_api import errors
from exchange_api.errors import ExchangeError
from exchange_api.profiles import PROFILES, SPEC
from exchange_api.refusals import REASONS, Refused

C, P = "Server.ClientProxy.", "Server.ServerProxy."
# cause: error, status and code in spec, code of 7.7 (None: the same), last part of 7.8's
TABLE: dict[str, tuple[ExchangeError, int, str, str | None, str]] = {
    "malformed": (errors.BadRequest(), 400, "Client.BadRequest", C + "InternalError", "internal_error"),
    "no client": (
        errors.ClientMissing(), 400, "Client.BadRequest", C + "InvalidClientIdentifier", "invalid_client_identifier"
    ),
    "client unknown": (errors.ClientUnknown(), 403, C + "UnknownMember", None, "unknown_member"),
    "provider unknown": (errors.ProviderUnknown(), 404, C + "UnknownMember", None, "unknown_member"),
    "not authenticated": (
        errors.NotAuthenticated(), 403, C + "SslAuthenticationFailed", None, "ssl_authentication_failed"
    ),
    "target server": (errors.BadSecurityServer(), 400, C + "InvalidSecurityServer", None, "invalid_security_server"),
    "peer unreachable": (errors.PeerUnreachable(), 502, C + "NetworkError", None, "network_error"),
    "peer too slow": (errors.PeerTooSlow(), 504, C + "NetworkError", None, "network_error"),
    "ledger old": (errors.LedgerTooOld(), 503, C + "LedgerOutdated", C + "OutdatedGlobalConf", "global_conf_outdated"),
    "logging": (errors.LoggingFailed(), 500, C + "LoggingFailed", None, "logging_failed"),
    "anchors": (errors.AnchorsOverdue(), 503, C + "AnchorOverdue", C + "LoggingFailed", "timestamping_failed"),
    "unsigned": (errors.MissingSignature(), 502, C + "MissingSignature", None, "missing_signature"),
    "another answer": (errors.InconsistentResponse(), 502, C + "InconsistentResponse", None, "inconsistent_response"),
    "too large": (errors.BodyTooLarge(), 413, "Client.BadRequest", C + "LoggingFailed", "logging_failed"),
    "service unknown": (Refused(Reason.SERVICE_UNKNOWN), 404, P + "UnknownService", None, "unknown_service"),
    "no endpoint": (Refused(Reason.ENDPOINT_NOT_ALLOWED), 403, P + "AccessDenied", None, "access_denied"),
    "no grant": (Refused(Reason.NO_GRANT), 403, P + "AccessDenied.NoGrant", P + "AccessDenied", "access_denied"),
    "cap": (Refused(Reason.CAP_EXCEEDED), 429, P + "AccessDenied.CapExceeded", P + "AccessDenied", "access_denied"),
    "disabled": (Refused(Reason.SERVICE_NOTICE, "notice"), 503, P + "ServiceDisabled", None, "service_disabled"),
    "unreachable": (Refused(Reason.BACKEND_UNREACHABLE), 502, P + "NetworkError", None, "network_error"),
    "time-out": (Refused(Reason.BACKEND_TIMEOUT), 504, P + "ServiceFailed.Timeout", P + "IOError", "io_error"),
    "invalid": (Refused(Reason.INVALID_RESPONSE), 502, P + "ServiceFailed.InvalidResponse", P + "IOError", "io_error"),
}  # fmt: skip


@pytest.mark.parametrize("cause", TABLE)
def test_a_cause_has_the_status_and_code_of_each_profile(cause: str) -> None:
    error, status, spec, other, new = TABLE[cause]
    old = other or spec
    assert SPEC.fault(error) == (status, spec)
    assert PROFILES["ref-7.7"].fault(error) == (500, old)
    assert PROFILES["ref-7.8"].fault(error) == (500, old.rsplit(".", 1)[0].lower() + "." + new)


def every() -> Iterator[ExchangeError]:
    for name in errors.__all__:
        kind = getattr(errors, name)
        if isinstance(kind, type) and issubclass(kind, ExchangeError):
            yield kind()
    for reason in REASONS:
        yield Refused(reason)


@pytest.mark.parametrize("error", list(every()), ids=lambda one: type(one).__name__)
def test_no_failure_looks_like_success_and_codes_are_spelt_as_the_profile_spells_them(error: ExchangeError) -> None:
    for name, profile in PROFILES.items():
        status, code = profile.fault(error)
        assert status >= 400
        word = r"[a-z0-9]+(_[a-z0-9]+)*" if name == "ref-7.8" else r"[A-Z][A-Za-z0-9]*"
        assert re.fullmatch(rf"{word}(\.{word})+", code), code
        if name != "spec" and error.status != 408:
            assert status == 500


def test_bodies_of_methods_that_have_none_are_delivered_in_spec_only() -> None:
    for method in ("GET", "DELETE", "OPTIONS", "HEAD"):
        assert [profile.delivers(method) for profile in PROFILES.values()] == [True, False, False]
    for method in ("POST", "PUT", "PATCH"):
        assert all(profile.delivers(method) for profile in PROFILES.values())
