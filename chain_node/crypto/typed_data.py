"""Typed data: structured acts that people sign and contracts check (EIP-712).

    digest = keccak256(0x19 01 || hashStruct(domain) || hashStruct(message))

The document is JSON: {types, primaryType, domain, message}, with EIP712Domain among the types. Strict: every member
that a type names and no other, every value of its exact type and range; nothing is coerced or filled in, so that what
a person is shown is what is signed. Numbers are JSON numbers or decimal texts, bytes and addresses texts 0x...
"""

from __future__ import annotations

import re
from typing import Any

from chain_node.crypto.errors import TypedDataMalformed
from chain_node.crypto.secp256k1 import keccak256
from chain_node.evidence import strict_json
from chain_node.evidence.errors import BundleError

MAX_DOCUMENT = 1 << 20
"""Longest document, in bytes."""

_DOMAIN = "EIP712Domain"
_MAX_DEPTH = 8
_MAX_ITEMS = 4_096
_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]{0,63}")
_ARRAY = re.compile(r"(.+)\[([0-9]{0,4})\]")
_INTEGER = re.compile(r"(u?)int([0-9]{1,3})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,77})")
_HEX = re.compile(r"0x((?:[0-9a-fA-F]{2})*)")

Types = dict[str, list[tuple[str, str]]]
"""Struct name -> its members (name, type) in order."""


def parse(document: bytes) -> dict[str, Any]:
    """The document as an object with exactly its four members. Raises TypedDataMalformed."""
    try:
        return strict_json.members(
            strict_json.loads(document, MAX_DOCUMENT), ("types", "primaryType", "domain", "message")
        )
    except BundleError as exc:
        raise TypedDataMalformed(f"not a document of typed data: {exc}") from exc


def digest(document: dict[str, Any]) -> bytes:
    """The 32 bytes to sign. Raises TypedDataMalformed."""
    types = _types(document["types"])
    primary = document["primaryType"]
    if not isinstance(primary, str) or primary not in types or primary == _DOMAIN or _DOMAIN not in types:
        raise TypedDataMalformed("primaryType and EIP712Domain must be among the types")
    encoder = _Encoder(types)
    domain = encoder.struct(_DOMAIN, document["domain"], 0)
    return keccak256(b"\x19\x01" + domain + encoder.struct(primary, document["message"], 0))


class _Encoder:
    """Hashes values by their types."""

    def __init__(self, types: Types) -> None:
        self._types = types
        self._type_hashes = {name: keccak256(self._describe(name)) for name in types}

    def _describe(self, name: str) -> bytes:
        """`encodeType`: the struct itself, then those it refers to, sorted."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += [base for _, kind in self._types[one] if (base := kind.partition("[")[0]) in self._types]
        ordered = [name, *sorted(found - {name})]
        texts = [f"{one}({','.join(f'{kind} {member}' for member, kind in self._types[one])})" for one in ordered]
        return "".join(texts).encode("ascii")

    def struct(self, name: str, value: object, depth: int) -> bytes:
        """`hashStruct`."""
        members = self._types[name]
        if depth > _MAX_DEPTH:
            raise TypedDataMalformed("the message nests too deeply")
        if not isinstance(value, dict) or set(value) != {member for member, _ in members}:
            raise TypedDataMalformed(f"a value of type {name} has exactly the members of that type")
        parts = [self._value(kind, value[member], f"{name}.{member}", depth) for member, kind in members]
        return keccak256(self._type_hashes[name] + b"".join(parts))

    def _value(self, kind: str, value: object, where: str, depth: int) -> bytes:
        array = _ARRAY.fullmatch(kind)
        if array is not None:
            if not isinstance(value, list) or len(value) > _MAX_ITEMS or array[2] not in ("", str(len(value))):
                raise TypedDataMalformed(f"{where} is not an array of type {kind}")
            if depth > _MAX_DEPTH:
                raise TypedDataMalformed("the message nests too deeply")
            return keccak256(b"".join(self._value(array[1], one, where, depth + 1) for one in value))
        if kind in self._types:
            return self.struct(kind, value, depth + 1)
        return _atom(kind, value, where)


def _atom(kind: str, value: object, where: str) -> bytes:
    """32 bytes of a value that is no struct and no array."""
    if kind == "bool":
        if not isinstance(value, bool):
            raise TypedDataMalformed(f"{where} is not a bool")
        return int(value).to_bytes(32, "big")
    integer = _INTEGER.fullmatch(kind)
    if integer is not None:
        return _integer(value, int(integer[2]), bool(integer[1]), where)
    if not isinstance(value, str):
        raise TypedDataMalformed(f"{where} is not a text")
    if kind == "string":
        try:
            return keccak256(value.encode("utf-8"))
        except UnicodeEncodeError as exc:
            raise TypedDataMalformed(f"{where} holds half a character") from exc
    data = _HEX.fullmatch(value)
    if data is None:
        raise TypedDataMalformed(f"{where} is not 0x and pairs of hexadecimal digits")
    raw = bytes.fromhex(data[1])
    if kind == "bytes":
        return keccak256(raw)
    if kind == "address":
        size, padded = 20, raw.rjust(32, b"\0")
    else:
        size, padded = int(kind.removeprefix("bytes")), raw.ljust(32, b"\0")
    if len(raw) != size:
        raise TypedDataMalformed(f"{where} has {len(raw)} bytes, {kind} has {size}")
    return padded


def _integer(value: object, bits: int, unsigned: bool, where: str) -> bytes:
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        value = int(value)
    if type(value) is not int:
        raise TypedDataMalformed(f"{where} is not a number")
    low, high = (0, 1 << bits) if unsigned else (-(1 << bits - 1), 1 << bits - 1)
    if not low <= value < high:
        raise TypedDataMalformed(f"{where} is out of range")
    return value.to_bytes(32, "big", signed=value < 0)


def _types(document: object) -> Types:
    """The types, each name and each member checked."""
    if not isinstance(document, dict) or not 1 <= len(document) <= 64:
        raise TypedDataMalformed("types is an object of 1 to 64 types")
    found: Types = {}
    for name, members in document.items():
        if not _NAME.fullmatch(name) or not isinstance(members, list) or len(members) > 64:
            raise TypedDataMalformed(f"type {name!r} is malformed")
        found[name] = [_member(one, name) for one in members]
        if len({member for member, _ in found[name]}) != len(members):
            raise TypedDataMalformed(f"type {name} names a member twice")
    for name, listed in found.items():
        for member, kind in listed:
            if not _known(kind, found):
                raise TypedDataMalformed(f"{name}.{member}: no type {kind!r}")
    return found


def _member(document: object, name: str) -> tuple[str, str]:
    if not isinstance(document, dict) or set(document) != {"name", "type"}:
        raise TypedDataMalformed(f"a member of type {name} has name and type")
    member, kind = document["name"], document["type"]
    if not isinstance(member, str) or not isinstance(kind, str) or not _NAME.fullmatch(member) or len(kind) > 80:
        raise TypedDataMalformed(f"a member of type {name} is malformed")
    return member, kind


def _known(kind: str, types: Types) -> bool:
    while (array := _ARRAY.fullmatch(kind)) is not None:
        kind = array[1]
    if kind in types or kind in ("bool", "address", "string", "bytes"):
        return True
    integer = _INTEGER.fullmatch(kind)
    if integer is not None:
        return integer[2] in {str(bits) for bits in range(8, 257, 8)}
    return kind in {f"bytes{size}" for size in range(1, 33)}
