"""Whether new code reads old storage as the old code did: layouts compared, append-only.

What is compared is where each variable lies and what its type is made of, down to members of structs, elements of
arrays, and keys and values of mappings; names of types may change, names of variables may not (a variable that is
renamed usually means something else). The compiler omits namespaced storage of OpenZeppelin's upgradeable bases, so a
contract must keep all of its own state in itself, and the code of the bases is fixed by the compared code hash.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contracts import Artifact
from scripts.contracts_cli.errors import LayoutMoved

Layout = Mapping[str, Any]


def check_upgrade(old: Artifact, new: Artifact) -> list[str]:
    """The variables that `new` appends. Raises `LayoutMoved` when anything of `old` is not where it was."""
    for artifact in (old, new):
        _check_leaf(artifact)
    moved = list(_differences(old.storage, new.storage))
    if moved:
        raise LayoutMoved(f"{new.name}: " + "; ".join(moved[:8]))
    added = new.storage["storage"][len(old.storage["storage"]) :]
    _check_beyond(old, new, added)
    return [f"{one['label']} at slot {one['slot']}, offset {one['offset']}" for one in added]


def _check_leaf(artifact: Artifact) -> None:
    """All variables belong to the contract itself: one in a base would move when another base grows."""
    for one in artifact.storage["storage"]:
        if one["contract"].rpartition(":")[2] != artifact.name:
            raise LayoutMoved(
                f"{artifact.name}: {one['label']} is kept in {one['contract']}, not in the contract itself"
            )


def _differences(old: Layout, new: Layout) -> Iterator[str]:
    before, after = old["storage"], new["storage"]
    for place, one in enumerate(before):
        if place >= len(after):
            yield f"{one['label']} is gone"
            continue
        other = after[place]
        if one["label"] != other["label"]:
            yield f"{other['label']} stands where {one['label']} stood (slot {one['slot']})"
        elif (one["slot"], one["offset"]) != (other["slot"], other["offset"]):
            yield f"{one['label']} moved from slot {one['slot']} to {other['slot']}"
        else:
            yield from _types(one["label"], old, one["type"], new, other["type"], frozenset())


def _types(
    where: str, old: Layout, before: str, new: Layout, after: str, seen: frozenset[tuple[str, str]]
) -> Iterator[str]:
    """How two types differ; a type that holds itself is looked at once."""
    if (before, after) in seen:
        return
    seen |= {(before, after)}
    one, other = old["types"][before], new["types"][after]
    if _kind(before) != _kind(after):
        yield f"{where} was {one['label']} and is {other['label']}"
        return
    if one["encoding"] != other["encoding"] or one["numberOfBytes"] != other["numberOfBytes"]:
        yield f"{where} was {one['label']} of {one['numberOfBytes']} bytes and is {other['label']} of " + (
            f"{other['numberOfBytes']}"
        )
        return
    for part in ("key", "value", "base"):
        if (part in one) != (part in other):
            yield f"{where} was {one['label']} and is {other['label']}"
        elif part in one:
            yield from _types(f"{where}.{part}", old, one[part], new, other[part], seen)
    yield from _members(where, old, one, new, other, seen)


def _members(
    where: str, old: Layout, one: Mapping[str, Any], new: Layout, other: Mapping[str, Any],
    seen: frozenset[tuple[str, str]],
) -> Iterator[str]:  # fmt: skip
    before, after = one.get("members"), other.get("members")
    if before is None or after is None:
        if before is not after:
            yield f"{where} was {one['label']} and is {other['label']}"
        return
    if [m["label"] for m in before] != [m["label"] for m in after]:
        yield f"{where}: members of {one['label']} changed"
        return
    for first, second in zip(before, after, strict=True):
        name = f"{where}.{first['label']}"
        if (first["slot"], first["offset"]) != (second["slot"], second["offset"]):
            yield f"{name} moved"
        else:
            yield from _types(name, old, first["type"], new, second["type"], seen)


def _check_beyond(old: Artifact, new: Artifact, added: list[Mapping[str, Any]]) -> None:
    """What is appended lies behind what was there."""
    end = max((_end(old.storage, one) for one in old.storage["storage"]), default=0)
    for one in added:
        if int(one["slot"]) * 32 + int(one["offset"]) < end:
            raise LayoutMoved(f"{new.name}: {one['label']} lies inside what is in use")


def _end(layout: Layout, one: Mapping[str, Any]) -> int:
    return int(one["slot"]) * 32 + int(one["offset"]) + int(layout["types"][one["type"]]["numberOfBytes"])


def _kind(name: str) -> str:
    """What a type is beyond its size: `t_uint64` and `t_bytes8` are of one size and mean different things. User-defined
    names may change; contracts are addresses."""
    start = name.partition("(")[0]
    return "t_address" if start in ("t_contract", "t_address_payable") else start
