"""Local groups: the clients that access lists mean by `group:CODE`. `<data>/groups.toml`, one for all services:

    [[group]]
    code = "insurers"
    name = "..."                                         for people
    members = ["LIANLU/GOV/2/SYS", "LIANLU/COM/3"]       subsystems, or members with all of their subsystems

Known to this gateway only. They narrow what the ledger permits, so that nobody else has to know them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chain_node.errors import IdentifierError
from chain_node.ids import MemberRef, check_segment
from exchange_api.access import AccessList, Groups, parse_client_of
from exchange_api.filing import put
from exchange_api.setup_errors import GroupInvalid

FILE_NAME = "groups.toml"
MAX_BYTES = 1 << 20
MAX_GROUPS = 256
MAX_MEMBERS = 4096


def parse(data: bytes, member: MemberRef) -> Groups:
    """Groups from their TOML. Raises `GroupInvalid`."""
    if len(data) > MAX_BYTES:
        raise GroupInvalid(f"groups have {len(data)} bytes, at most {MAX_BYTES} are allowed")
    try:
        raw = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise GroupInvalid(f"not TOML: {error}") from None
    listed = raw.get("group", [])
    if set(raw) - {"group"} or not isinstance(listed, list) or len(listed) > MAX_GROUPS:
        raise GroupInvalid(f"there is a list of at most {MAX_GROUPS} tables called group, and nothing else")
    found: dict[str, frozenset[str]] = {}
    for one in listed:
        code, members = _group(one, member)
        if code in found:
            raise GroupInvalid(f"group {code} stands twice")
        found[code] = members
    return found


def _group(one: Any, own: MemberRef) -> tuple[str, frozenset[str]]:
    if not isinstance(one, dict) or not {"code", "members"} <= set(one) <= {"code", "name", "members"}:
        raise GroupInvalid("a group has code and members, perhaps a name, and nothing else")
    code, name, members = one["code"], one.get("name", ""), one["members"]
    if not isinstance(code, str) or not isinstance(name, str) or not isinstance(members, list):
        raise GroupInvalid("code and name of a group are texts, members a list")
    if len(members) > MAX_MEMBERS or not all(isinstance(each, str) for each in members):
        raise GroupInvalid(f"members of group {code[:255]} are at most {MAX_MEMBERS} identifiers")
    try:
        return check_segment(code), frozenset(parse_client_of(each, own).path for each in members)
    except IdentifierError as error:
        raise GroupInvalid(f"group {code[:255]}: {error}") from None


def load(data: Path, member: MemberRef) -> Groups:
    """The groups of a gateway; none without a file. Raises `GroupInvalid`."""
    try:
        raw = (data / FILE_NAME).read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise GroupInvalid(f"{FILE_NAME}: {error.strerror}") from None
    return parse(raw, member)


def apply(data: Path, raw: bytes, member: MemberRef, lists: Mapping[str, AccessList | None]) -> tuple[Groups, bool]:
    """Put groups into force in place of those before: (groups, whether anything changed).

    `lists` are the access lists in force, by service. Raises `GroupInvalid` if one names a group that would be gone.
    """
    groups = parse(raw, member)
    for service, access in lists.items():
        if access is not None and (gone := sorted(access.local_groups - set(groups))):
            raise GroupInvalid(f"the access list of {service} names {', '.join(gone)}")
    target = data / FILE_NAME
    if target.exists() and target.read_bytes() == raw:
        return groups, False
    put(target, raw)
    return groups, True
