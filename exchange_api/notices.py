"""What the operator has taken out of service for a while, and the text that callers get: `<data>/notices.json`.

    {"server": "...", "subsystems": {"SCJG": "..."}, "services": {"SCJG/licence": "..."}}

A notice is shown to whoever has the right to call, and to nobody else; it denies, and never permits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from chain_node.errors import IdentifierError
from chain_node.ids import ServiceRef, encode_segment
from chain_node.ledger.reasons import Reason
from exchange_api.disclosure import dump, strict_json
from exchange_api.errors import SystemInvalid
from exchange_api.filing import put
from exchange_api.setup_errors import ConfigInvalid

FILE_NAME = "notices.json"
MAX_TEXT = 2048


@dataclass(frozen=True, slots=True)
class Notices:
    """`server` is None unless the whole gateway is under maintenance. Keys are codes as identifiers spell them."""

    server: str | None = None
    subsystems: Mapping[str, str] = field(default_factory=dict)
    services: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.server is not None or bool(self.subsystems) or bool(self.services)

    def of(self, service: ServiceRef) -> tuple[Reason, str] | None:
        """Why a service is not to be had now, with the text; or None."""
        if self.server is not None:
            return Reason.MAINTENANCE, self.server
        subsystem = encode_segment(service.subsystem_code)
        text = self.services.get(f"{subsystem}/{encode_segment(service.service_code)}", self.subsystems.get(subsystem))
        return None if text is None else (Reason.SERVICE_NOTICE, text)

    def changed(self, what: str, text: str | None) -> Notices:
        """With the notice of `what` (a service `SUBSYSTEM/SERVICE`, a subsystem, or "" for all) set, or taken away.

        Raises `ConfigInvalid`.
        """
        if text is not None and len(text) > MAX_TEXT:
            raise ConfigInvalid(f"a notice has at most {MAX_TEXT} characters")
        if not what:
            return Notices(text, self.subsystems, self.services)
        try:
            codes = [encode_segment(code) for code in what.split("/")]
        except IdentifierError as error:
            raise ConfigInvalid(str(error)) from None
        if len(codes) > 2:
            raise ConfigInvalid(f"{what} is neither SUBSYSTEM nor SUBSYSTEM/SERVICE")
        kept = dict(self.services if len(codes) == 2 else self.subsystems)
        kept.pop("/".join(codes), None)
        if text is not None:
            kept["/".join(codes)] = text
        if len(codes) == 2:
            return Notices(self.server, self.subsystems, kept)
        return Notices(self.server, kept, self.services)


def load(data: Path) -> Notices:
    """The notices of a gateway; none without a file. Raises `ConfigInvalid`."""
    try:
        found = strict_json((data / FILE_NAME).read_bytes())
    except FileNotFoundError:
        return Notices()
    except (OSError, SystemInvalid) as error:
        raise ConfigInvalid(f"{FILE_NAME}: {error}") from None
    if not isinstance(found, dict) or not found.keys() <= {"server", "subsystems", "services"}:
        raise ConfigInvalid(f"{FILE_NAME} is not an object of server, subsystems and services")
    server, subsystems, services = found.get("server"), found.get("subsystems", {}), found.get("services", {})
    if not (server is None or isinstance(server, str)) or not (_texts(subsystems) and _texts(services)):
        raise ConfigInvalid(f"{FILE_NAME}: a notice is a text")
    return Notices(server, subsystems, services)


def _texts(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())


def save(data: Path, notices: Notices) -> None:
    """Put notices into force; a running gateway takes them over within seconds."""
    document = {"server": notices.server, "subsystems": dict(notices.subsystems), "services": dict(notices.services)}
    put(data / FILE_NAME, dump(document))
