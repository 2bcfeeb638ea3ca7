r"""A service's access list: which clients the provider itself lets in, and to which endpoints. Pure.

    [[access]]
    subject = "LIANLU/GOV/2/SYS"                     a subsystem, or a member with all of its subsystems
    [[access]]
    subject = "group:insurers"                       a local group of this gateway (`exchange_api.groups`)
    endpoints = [{ method = "GET", path = "/policies/*/status" }]
    [[access]]
    subject = "global-group:LIANLU/members-GOV"      one that follows from the ledger

Without a list the ledger alone decides. With one, what the ledger permits is let through if an entry has the client and
the endpoint, and else refused: a list takes away and gives nothing. An entry without `endpoints` has them all. Paths
are in X-Road's grammar, written decoded, and are matched with the path decoded once (`exchange_api.paths.plain_path`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from chain_node.errors import IdentifierError
from chain_node.ids import ClientRef, MemberRef, check_segment, parse_client
from chain_node.ledger.global_groups import in_global_group, is_global_group
from chain_node.ledger.reasons import Reason
from chain_node.ledger.records import Endpoint
from chain_node.ledger.state import LedgerState
from exchange_api.globs import WHOLE, Globs, beginning, escaped, glob, in_urls, well_formed
from exchange_api.message import METHODS
from exchange_api.paths import plain_path
from exchange_api.setup_errors import ServiceInvalid

MAX_ENTRIES = 64
MAX_ENDPOINTS = 32
MAX_PATTERN = 255
MAX_CHARACTERS = 4096
_LOCAL, _GLOBAL = "group:", "global-group:"
_WHOLE = (WHOLE, "/**")
_BASE = Endpoint("*", WHOLE)

Groups = Mapping[str, frozenset[str]]
"""Local groups: code -> paths of the clients in it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One `[[access]]`: `kind` is `client`, `local` or `global`, `name` the client's path or the group's code."""

    kind: str
    name: str
    endpoints: tuple[Endpoint, ...]


class AccessList:
    """The entries of one service. What a client may call is told as a number, one bit for each endpoint."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._endpoints = tuple(dict.fromkeys(one for entry in entries for one in entry.endpoints))
        self._globs = Globs([one.path for one in self._endpoints])
        bits = dict(zip(self._endpoints, self._globs.ends, strict=True))
        self._whole = sum(bits[one] for one in self._endpoints if one.path in _WHOLE)
        self._methods = {
            method: sum(bits[one] for one in self._endpoints if one.method in ("*", method)) for method in METHODS
        }
        self._subjects: dict[str, dict[str, int]] = {"client": {}, "local": {}, "global": {}}
        for entry in entries:
            named = self._subjects[entry.kind]
            named[entry.name] = named.get(entry.name, 0) | _union(bits[one] for one in entry.endpoints)

    def __len__(self) -> int:
        return sum(map(len, self._subjects.values()))

    @property
    def local_groups(self) -> frozenset[str]:
        """The local groups that are named."""
        return frozenset(self._subjects["local"])

    def of(self, client: ClientRef, state: LedgerState, groups: Groups) -> int:
        """What a client may call, by its own name and through groups, as of the state's block."""
        clients, local, in_all = self._subjects.values()
        member = _member_of(client)
        bits = clients.get(client.path, 0) | clients.get(member.path, 0)
        for code, more in local.items():
            members = groups.get(code, ())
            if client.path in members or member.path in members:
                bits |= more
        for code, more in in_all.items():
            if in_global_group(state, code, member):
                bits |= more
        return bits

    def refusal(self, bits: int, method: str, path: bytes) -> Reason | None:
        """Why the list refuses a call of a client that may call what `bits` say; None if it does not.

        Who has all paths needs none that can be read in one way only; that is between it and the back end.
        """
        bits &= self._methods[method]
        if bits & self._whole:
            return None
        if not bits:
            return Reason.NOT_ON_ACCESS_LIST
        text = plain_path(path)
        if text is None:
            return Reason.PATH_AMBIGUOUS
        return None if self._globs.matching(text) & bits else Reason.NOT_ON_ACCESS_LIST

    def narrowed(self, bits: int, endpoints: Iterable[Endpoint]) -> list[Endpoint]:
        """What a client may call of the ledger's `endpoints`: exactly, in X-Road's grammar, each once."""
        own = [one for one, bit in zip(self._endpoints, self._globs.ends, strict=True) if bits & bit]
        found: dict[Endpoint, None] = {}
        for given in endpoints:
            for one in own:
                method = one.method if given.method == "*" else given.method
                if given.path and one.method in ("*", method):
                    found.update((Endpoint(method, path), None) for path in _common(given.path, one.path))
        return list(found)


@lru_cache(maxsize=4096)
def _member_of(client: ClientRef) -> MemberRef:
    return client.member  # made anew each time, with its hash


def _union(bits: Iterable[int]) -> int:
    found = 0
    for one in bits:
        found |= one
    return found


def _common(path: str, pattern: str) -> list[str]:
    """What a path of the ledger and a pattern both match, as patterns, in the spelling of the ledger and of URLs."""
    if pattern in _WHOLE:
        return [glob(path)]
    start = plain_path(path.removesuffix("*").encode()) if path.endswith("/*") else plain_path(path.encode())
    if start is None:
        return []
    if not path.endswith("/*"):
        return [glob(path)] if Globs((pattern,)).matching(start) else []
    return [escaped(path[:-1]) + in_urls(rest) for rest in beginning(pattern, start)]


# -- from declarations


def parse_access(value: Any, member: MemberRef) -> AccessList:
    """The list of a declaration. Raises `ServiceInvalid`."""
    if not isinstance(value, list) or len(value) > MAX_ENTRIES:
        raise ServiceInvalid(f"access is a list of at most {MAX_ENTRIES} tables")
    entries = [_entry(one, member) for one in value]
    if sum(len(one.path) for one in {one for entry in entries for one in entry.endpoints}) > MAX_CHARACTERS:
        raise ServiceInvalid(f"the paths of an access list have at most {MAX_CHARACTERS} characters together")
    return AccessList(entries)


def _entry(one: Any, member: MemberRef) -> Entry:
    if not isinstance(one, dict) or not isinstance(one.get("subject"), str) or set(one) - {"subject", "endpoints"}:
        raise ServiceInvalid("an access entry has a subject, perhaps endpoints, and nothing else")
    endpoints = one.get("endpoints")
    if endpoints is None:
        return Entry(*_subject(one["subject"], member), (_BASE,))
    if not isinstance(endpoints, list) or not 1 <= len(endpoints) <= MAX_ENDPOINTS:
        raise ServiceInvalid(f"endpoints of an access entry are a list of 1 to {MAX_ENDPOINTS} tables")
    return Entry(*_subject(one["subject"], member), tuple(map(_endpoint, endpoints)))


def _subject(text: str, member: MemberRef) -> tuple[str, str]:
    try:
        if text.startswith(_LOCAL):
            return "local", check_segment(text.removeprefix(_LOCAL))
        if not text.startswith(_GLOBAL):
            return "client", parse_client_of(text, member).path
    except IdentifierError as error:
        raise ServiceInvalid(f"access: {error}") from None
    instance, _, code = text.removeprefix(_GLOBAL).partition("/")
    if instance != member.instance or not is_global_group(code):
        raise ServiceInvalid(
            f"access: there is no global group {text[:300]!r}; see the documentation for those there are"
        )
    return "global", code


def parse_client_of(text: str, member: MemberRef) -> ClientRef:
    """A client of the member's own instance: others reach nobody here. Raises `IdentifierError`."""
    found = parse_client(text)
    if found.instance != member.instance:
        raise IdentifierError(f"{text[:300]!r} is not of the instance {member.instance}")
    return found


def _never(pattern: str) -> bool:
    return plain_path(pattern.replace(r"\*", "*").encode()) is None


def _endpoint(one: Any) -> Endpoint:
    method, path = (one.get("method"), one.get("path")) if isinstance(one, dict) and len(one) == 2 else (None, None)
    if not isinstance(method, str) or not isinstance(path, str):
        raise ServiceInvalid("an endpoint of an access entry has a method and a path")
    if method != "*" and method.upper() not in METHODS:
        raise ServiceInvalid(f"access: method {method[:20]!r} is none of *, {', '.join(sorted(METHODS))}")
    # a path that is refused whatever the list says would be a right that nobody can use
    if len(path) > MAX_PATTERN or "%" in path or not well_formed(path) or _never(path):
        raise ServiceInvalid(
            f"access: path {path[:MAX_PATTERN]!r} could match nothing: a path begins with a slash or `**`, has at most "
            f"{MAX_PATTERN} characters, is written decoded, and has no `%`, `;`, `?`, `#`, dot or empty segments; a "
            "backslash stands before a star"
        )
    return Endpoint(method.upper(), path)
