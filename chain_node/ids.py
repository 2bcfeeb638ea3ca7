"""Identifiers of members, subsystems, gateways and services: strict parse, one spelling, one 32-byte id.

Rules (exchange identifiers as X-Road's PR-REST 1.0.4, 4.2 and 4.8; ours where it leaves a choice):
* A segment is percent-decoded once, must then be UTF-8, 1 to 255 characters, without control characters, without the
  invisible U+200B and U+FEFF, and is neither `.` nor `..`, which no URL can carry as a path segment (RFC 3986, 5.2.4).
* Segments are compared byte by byte; case matters. Percent-encoded equivalents are the same identifier.
* What we emit has one spelling: unreserved `A-Z a-z 0-9 - . _ ~` as they are, every other byte as `%HH` in upper case,
  segments joined by `/`. Evidence carries this spelling and nothing else: `parse_canonical_*` refuses any other.
* id = SHA-256("lianlu/" || kind || 0x00 || for each segment: length of its UTF-8 as u16 big-endian || UTF-8), with kind
  one of member, subsystem, gateway, service. The contracts compute the same.

Codes of persons, organisations, certificates and resources live in `chain_node.codes` and are offered here as well.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar
from urllib.parse import quote, unquote_to_bytes

from chain_node.codes import CertificateId as CertificateId
from chain_node.codes import check_resident_id as check_resident_id
from chain_node.codes import check_resource_code as check_resource_code
from chain_node.codes import check_uscc as check_uscc
from chain_node.errors import IdentifierError

MAX_SEGMENT_CHARS = 255
"""Characters in one segment: what X-Road's monitoring schema can hold."""
MAX_TEXT_CHARS = 16_384
"""Characters in one written identifier: five segments of 255 three-byte characters, all escaped, fit."""
_CACHED_TEXT_CHARS = 256
_CACHE_ENTRIES = 4_096

# RFC 3986 pchar: unreserved, sub-delims, ":", "@", and complete escapes.
_SEGMENT = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})+")
_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b\ufeff\ud800-\udfff]")


def check_segment(segment: str) -> str:
    """Return the decoded `segment` unchanged; raise `IdentifierError` if it breaks a rule of this module."""
    if not 1 <= len(segment) <= MAX_SEGMENT_CHARS:
        raise IdentifierError(f"a segment has {len(segment)} characters; 1 to {MAX_SEGMENT_CHARS} are allowed")
    if _FORBIDDEN.search(segment):
        raise IdentifierError(f"segment {segment!r} holds a control or invisible character")
    if segment in (".", ".."):
        raise IdentifierError(f"segment {segment!r} cannot stand in a URL path")
    return segment


def decode_segment(raw: str) -> str:
    """Decode one percent-encoded segment, once, and check it. Raises `IdentifierError`."""
    if not _SEGMENT.fullmatch(raw):
        raise IdentifierError(f"segment {_short(raw)} is empty, or holds an incomplete escape or a forbidden character")
    try:
        return check_segment(unquote_to_bytes(raw).decode("utf-8"))
    except UnicodeDecodeError:
        raise IdentifierError(f"segment {_short(raw)} is not UTF-8") from None


def encode_segment(segment: str) -> str:
    """The one spelling of a decoded segment. Raises `IdentifierError` if it breaks a rule of this module."""
    return quote(check_segment(segment), safe="")


@dataclass(frozen=True, slots=True)
class _Ref:
    """What all references share: their canonical text and 32-byte id, computed once when they are made."""

    path: str = field(init=False, repr=False, compare=False)
    """Canonical text, e.g. `LIANLU/GOV/11990100990000025W/SCJG`."""
    id: bytes = field(init=False, repr=False, compare=False)
    """32 bytes; equal to what the contracts compute."""

    def __str__(self) -> str:
        return self.path

    def _seal(self, kind: str, *segments: str) -> None:
        object.__setattr__(self, "path", "/".join(encode_segment(segment) for segment in segments))
        object.__setattr__(self, "id", _identify(kind, segments))


@dataclass(frozen=True, slots=True)
class MemberRef(_Ref):
    """A department: instance / member class / member code. Raises `IdentifierError` when made of a bad segment."""

    instance: str
    member_class: str
    member_code: str

    def __post_init__(self) -> None:
        self._seal("member", self.instance, self.member_class, self.member_code)

    @property
    def member(self) -> MemberRef:
        """Itself: so that any client answers the question which member it is."""
        return self


@dataclass(frozen=True, slots=True)
class _OfMember(_Ref):
    """What belongs to a member: the first three segments."""

    instance: str
    member_class: str
    member_code: str

    @property
    def member(self) -> MemberRef:
        """The member that it belongs to."""
        return MemberRef(self.instance, self.member_class, self.member_code)


@dataclass(frozen=True, slots=True)
class SubsystemRef(_OfMember):
    """An information system of a member. Raises `IdentifierError` when made of a bad segment."""

    subsystem_code: str

    def __post_init__(self) -> None:
        self._seal("subsystem", self.instance, self.member_class, self.member_code, self.subsystem_code)


@dataclass(frozen=True, slots=True)
class GatewayRef(_OfMember):
    """A gateway, X-Road's security server. Raises `IdentifierError` when made of a bad segment."""

    server_code: str

    def __post_init__(self) -> None:
        self._seal("gateway", self.instance, self.member_class, self.member_code, self.server_code)


@dataclass(frozen=True, slots=True)
class ServiceRef(_OfMember):
    """A service of a subsystem. Raises `IdentifierError` when made of a bad segment."""

    subsystem_code: str
    service_code: str

    def __post_init__(self) -> None:
        segments = (self.instance, self.member_class, self.member_code, self.subsystem_code, self.service_code)
        self._seal("service", *segments)

    @property
    def subsystem(self) -> SubsystemRef:
        """The subsystem that offers it."""
        return SubsystemRef(self.instance, self.member_class, self.member_code, self.subsystem_code)


ClientRef = MemberRef | SubsystemRef
"""Who may call: X-Road's client identifier, three or four segments."""

R = TypeVar("R", MemberRef, SubsystemRef, GatewayRef, ServiceRef, ClientRef)


def parse_member(text: str) -> MemberRef:
    """Parse `instance/class/member`. Raises `IdentifierError`."""
    return _cached(_member, text)


def parse_subsystem(text: str) -> SubsystemRef:
    """Parse `instance/class/member/subsystem`. Raises `IdentifierError`."""
    return _cached(_subsystem, text)


def parse_client(text: str) -> ClientRef:
    """Parse a client of three or four segments (PR-REST 4.3, `X-Road-Client`). Raises `IdentifierError`."""
    return _cached(_client, text)


def parse_gateway(text: str) -> GatewayRef:
    """Parse `instance/class/member/server`. Raises `IdentifierError`."""
    return _cached(_gateway, text)


def parse_service(text: str) -> ServiceRef:
    """Parse `instance/class/member/subsystem/service`. Raises `IdentifierError`."""
    return _cached(_service, text)


def parse_canonical_member(text: str) -> MemberRef:
    """Parse a member written in the one spelling. Raises `IdentifierError`."""
    return _canonical(parse_member(text), text)


def parse_canonical_subsystem(text: str) -> SubsystemRef:
    """Parse a subsystem written in the one spelling. Raises `IdentifierError`."""
    return _canonical(parse_subsystem(text), text)


def parse_canonical_client(text: str) -> ClientRef:
    """Parse a client written in the one spelling. Raises `IdentifierError`."""
    return _canonical(parse_client(text), text)


def parse_canonical_gateway(text: str) -> GatewayRef:
    """Parse a gateway written in the one spelling. Raises `IdentifierError`."""
    return _canonical(parse_gateway(text), text)


def parse_canonical_service(text: str) -> ServiceRef:
    """Parse a service written in the one spelling. Raises `IdentifierError`."""
    return _canonical(parse_service(text), text)


def _identify(kind: str, segments: tuple[str, ...]) -> bytes:
    digest = hashlib.sha256(b"lianlu/" + kind.encode("ascii") + b"\0")
    for segment in segments:
        raw = segment.encode("utf-8")
        digest.update(len(raw).to_bytes(2, "big") + raw)
    return digest.digest()


def _split(text: str, *counts: int) -> list[str]:
    if len(text) > MAX_TEXT_CHARS:
        raise IdentifierError(f"an identifier has {len(text)} characters; {MAX_TEXT_CHARS} are allowed")
    parts = text.split("/")
    if len(parts) not in counts:
        wanted = " or ".join(str(count) for count in counts)
        raise IdentifierError(f"identifier {_short(text)} has {len(parts)} segments; {wanted} are needed")
    return [decode_segment(part) for part in parts]


def _member(text: str) -> MemberRef:
    return MemberRef(*_split(text, 3))


def _subsystem(text: str) -> SubsystemRef:
    return SubsystemRef(*_split(text, 4))


def _client(text: str) -> ClientRef:
    parts = _split(text, 3, 4)
    return MemberRef(*parts) if len(parts) == 3 else SubsystemRef(*parts)


def _gateway(text: str) -> GatewayRef:
    return GatewayRef(*_split(text, 4))


def _service(text: str) -> ServiceRef:
    return ServiceRef(*_split(text, 5))


@lru_cache(maxsize=_CACHE_ENTRIES)
def _remembered(parse: Callable[[str], R], text: str) -> R:
    return parse(text)


def _cached(parse: Callable[[str], R], text: str) -> R:
    """The same few identifiers come with every request; long ones are not kept, so that memory stays bounded."""
    return _remembered(parse, text) if len(text) <= _CACHED_TEXT_CHARS else parse(text)


def _canonical(ref: R, text: str) -> R:
    if ref.path != text:
        raise IdentifierError(f"identifier {_short(text)} is not in its one spelling, {_short(ref.path)}")
    return ref


def _short(text: str) -> str:
    """`text` for a message: bounded, so that a hostile identifier cannot flood a log."""
    return repr(text) if len(text) <= 96 else repr(text[:96]) + "..."
