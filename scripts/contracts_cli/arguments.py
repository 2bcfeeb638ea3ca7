"""Arguments of contracts as people write them, into values of the ABI; led by the Solidity type of each parameter.

MemberRecord    CN/GOV/scjg, a path: the newest record of it; or 0x and its identifier; or a JSON object
MemberId, ...   a path of the kind's number of segments, or 0x and 64 hexadecimal digits
Digest, ItemId  text:... (SHA-256 of the text), or 0x and 64 hexadecimal digits; 0 is none
ContractName    EvidenceAnchor
address         0x and 40 hexadecimal digits, or a contract's name
uint64          a number, 2026-12-31, 2026-12-31T18:00+08:00, or +3d, +12h, +30m from the ledger's time
roles, duties   a JSON list of names: ["provider", "voter"]; or the number of the bitmap
    lists, structs  JSON; of a struct, numbers that the contract sets itself may be left out
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from chain_node.crypto.secp256k1 import checksum_address
from chain_node.errors import IdentifierError
from chain_node.ids import GatewayRef, MemberRef, ServiceRef, SubsystemRef
from chain_node.ledger.founding import contract_name
from scripts.contracts_cli.abi_view import Entry, short_type
from scripts.contracts_cli.errors import ArgumentInvalid, RecordUnknown
from scripts.contracts_cli.founding_file import DUTIES, bits, hexadecimal
from scripts.contracts_cli.governance import Governance
from scripts.contracts_cli.happenings import happened
from scripts.network.duties import ROLES

_AHEAD = re.compile(r"\+(\d{1,6})([dhms])")
_SECONDS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_KINDS: Mapping[int, Any] = {3: MemberRef, 4: (SubsystemRef, GatewayRef), 5: ServiceRef}
_BITMAPS = {"roles": ROLES, "duties": DUTIES}
Parameter = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads arguments against one deployment."""

    governance: Governance

    def call(self, entry: Entry, texts: Sequence[str]) -> bytes:
        """Call data of a function with arguments as written. Raises `ArgumentInvalid`, `RecordUnknown`."""
        inputs = entry.abi["inputs"]
        if len(texts) != len(inputs):
            raise ArgumentInvalid(f"{entry.contract}.{entry.name} takes {len(inputs)}: ({entry.signature})")
        values = []
        for parameter, text in zip(inputs, texts, strict=True):
            where = f"{parameter['name']} ({short_type(parameter)})"
            try:
                values.append(self.value(parameter, _json_or_text(text)))
            except (ValueError, TypeError, KeyError, IdentifierError, OverflowError) as exc:
                raise ArgumentInvalid(f"{where}: {exc}") from exc
        try:
            return entry.function.encode(*values)
        except ValueError as exc:
            raise ArgumentInvalid(str(exc)) from exc

    def deadline(self, text: str) -> int:
        """A time as seconds. Raises `ArgumentInvalid`."""
        try:
            return self._number(_json_or_text(text))
        except ValueError as exc:
            raise ArgumentInvalid(f"time: {exc}") from exc

    def value(self, parameter: Parameter, given: Any) -> Any:
        """One value. Raises `ValueError` and its like, `RecordUnknown`."""
        kind: str = parameter["type"]
        if kind.endswith("]"):
            return self._list(parameter, given)
        if kind == "tuple":
            return self._struct(parameter, given)
        if kind == "address":
            return self._address(given)
        if kind == "bytes32":
            return self._word(short_type(parameter), given)
        if kind == "bytes":
            return bytes.fromhex(str(given).removeprefix("0x"))
        if kind == "bool":
            return _bool(given)
        if isinstance(given, list) and parameter["name"] in _BITMAPS:
            return bits(given, _BITMAPS[parameter["name"]])
        if kind.startswith("uint"):
            return self._number(given)
        return str(given)

    def _list(self, parameter: Parameter, given: Any) -> list[Any]:
        if not isinstance(given, list):
            raise ValueError(f"{given!r} is no JSON list")
        internal = parameter.get("internalType") or parameter["type"]
        inner = {**parameter, "type": parameter["type"][: parameter["type"].rindex("[")]}
        inner["internalType"] = internal[: internal.rindex("[")] if internal.endswith("]") else internal
        return [self.value(inner, one) for one in given]

    def _struct(self, parameter: Parameter, given: Any) -> tuple[Any, ...]:
        members = parameter["components"]
        if isinstance(given, str):
            return self._record(parameter, given)
        if isinstance(given, list):
            if len(given) != len(members):
                raise ValueError(f"{short_type(parameter)} has {len(members)} members")
            return tuple(self.value(one, value) for one, value in zip(members, given, strict=True))
        if not isinstance(given, dict):
            raise ValueError(f"{given!r} is no {short_type(parameter)}")
        if unknown := sorted(given.keys() - {one["name"] for one in members}):
            raise ValueError(f"{short_type(parameter)} has no member {', '.join(unknown)}")
        return tuple(
            self.value(one, given[one["name"]]) if one["name"] in given else _empty(one, short_type(parameter))
            for one in members
        )

    def _record(self, parameter: Parameter, text: str) -> tuple[Any, ...]:
        """The newest record of this type whose first member is the identifier."""
        wanted = self._word(short_type(parameter["components"][0]), text)
        kind, newest = short_type(parameter), None
        for one in happened(self.governance.workspace, self.governance.names):
            entries = self.governance.workspace.load(one.contract).abi
            event = next(e for e in entries if e["type"] == "event" and e["name"] == one.name)
            for carried in event["inputs"]:
                if carried["type"] == "tuple" and short_type(carried) == kind:
                    record = one.raw[carried["name"]]
                    newest = record if record[0] == wanted else newest
        if newest is None:
            raise RecordUnknown(f"no event carries a {kind} of {text}")
        return tuple(newest)

    def _word(self, kind: str, given: Any) -> bytes:
        if given == 0:
            return bytes(32)
        text = str(given)
        if kind == "ContractName":
            return contract_name(text)
        if text.startswith("text:"):
            return hashlib.sha256(text.removeprefix("text:").encode()).digest()
        if "/" in text:
            return _identifier(kind, text)
        return hexadecimal(text, 32)

    def _address(self, given: Any) -> str:
        if isinstance(given, str) and given in self.governance.addresses:
            return checksum_address(self.governance.addresses[given])
        return checksum_address(hexadecimal(given, 20))

    def _number(self, given: Any) -> int:
        if isinstance(given, bool):
            raise ValueError("true and false are no numbers")
        if isinstance(given, int):
            return given
        text = str(given)
        if ahead := _AHEAD.fullmatch(text):
            return self.governance.workspace.ledger.head().timestamp + int(ahead[1]) * _SECONDS[ahead[2]]
        if text.startswith("0x"):
            return int(text, 16)
        moment = datetime.fromisoformat(text)
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _identifier(kind: str, text: str) -> bytes:
    parts = text.split("/")
    found = _KINDS.get(len(parts))
    if isinstance(found, tuple):
        found = found[1] if kind == "GatewayId" else found[0]
    if found is None:
        raise ValueError(f"{text} is no path of a {kind}")
    identifier: bytes = found(*parts).id
    return identifier


def _json_or_text(text: str) -> Any:
    """JSON if it is a number, a list, an object or a quoted text; else the text itself."""
    if re.fullmatch(r"-?\d+|[\[{\"].*|true|false", text, re.DOTALL):
        try:
            return json.loads(text)
        except ValueError as exc:
            raise ArgumentInvalid(f"{text[:80]!r} is no JSON: {exc}") from exc
    return text


def _bool(given: Any) -> bool:
    if not isinstance(given, bool):
        raise ValueError(f"{given!r} is neither true nor false")
    return given


def _empty(parameter: Parameter, struct: str) -> Any:
    """What a member is that was left out: only numbers, which contracts set themselves, may be."""
    if parameter["type"].startswith("uint"):
        return 0
    raise ValueError(f"{struct} lacks its member {parameter['name']}")
