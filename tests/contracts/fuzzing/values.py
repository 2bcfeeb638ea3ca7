"""Arguments made from ABI types: mostly what the contracts said before, sometimes altered, sometimes nonsense.

A record is drawn from those that events carried, so that many calls get past the first check; one in eight is altered
in one place. Nothing here knows a contract: a new function is called as soon as it stands in the bindings.
"""

from __future__ import annotations

import random
from typing import Any

from eth_abi.grammar import TupleType, parse

from tests.contracts.world import ZERO, digest

Value = Any
TEXTS = ("", "x", "登记", "gw1", "license", "GET", "*", "/a/*", "/b", "a\nb", "é" * 200, "307006001/000001")
DAY = 86_400
KEPT = 400


class Values:
    """Values seen so far, by ABI type; `make` draws from them."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.now = 0
        self._seen: dict[str, list[Value]] = {"bytes32": [ZERO]}
        self._newest: dict[str, dict[Value, Value]] = {}

    def learn(self, kind: str, value: Value) -> None:
        """Keep a value; a record also as the newest of its identifier."""
        pile = self._seen.setdefault(kind, [])
        pile.append(value)
        del pile[:-KEPT]
        if kind.startswith("(") and not kind.endswith("]") and isinstance(value[0], bytes | str):
            self._newest.setdefault(kind, {})[value[0]] = value
            if isinstance(value[0], bytes):
                self.learn("bytes32", value[0])

    def make(self, kind: str) -> Value:
        """A value of an ABI type."""
        if kind.endswith("]"):
            inner = kind[: kind.rindex("[")]
            return [self.make(inner) for _ in range(self.chance.choice((0, 1, 1, 2, 3, 20)))]
        if kind.startswith("("):
            return self._record(kind)
        return self._atom(kind)

    def _record(self, kind: str) -> Value:
        newest, seen = self._newest.get(kind), self._seen.get(kind)
        if newest and self.chance.random() < 0.85:
            value = self.chance.choice(list(newest.values()))
        elif seen and self.chance.random() < 0.7:
            value = self.chance.choice(seen)
        else:
            return tuple(self.make(one) for one in _members(kind))
        if self.chance.random() < 0.125:
            kinds = _members(kind)
            place = self.chance.randrange(len(kinds))
            return (*value[:place], self.make(kinds[place]), *value[place + 1 :])
        return value

    def _atom(self, kind: str) -> Value:
        chance = self.chance
        if kind.startswith("uint"):
            largest = (1 << int(kind[4:] or 256)) - 1
            near = self.now + chance.choice((-DAY, -1, 0, 1, 3_600, DAY, 2 * DAY, 60 * DAY, 400 * DAY))
            return min(largest, max(0, chance.choice((0, 1, 2, 3, 5, 10, 127, 6_667, near, near, largest))))
        if kind == "bytes32":
            pile = self._seen["bytes32"]
            return chance.choice((ZERO, digest(str(chance.random())), chance.choice(pile), chance.choice(pile)))
        if kind == "bool":
            return chance.random() < 0.5
        if kind == "string":
            return chance.choice(TEXTS)
        if kind == "address":
            known = self._seen.get("address")
            stranger = "0x" + digest(str(chance.random()))[:20].hex()
            return chance.choice(known) if known and chance.random() < 0.8 else stranger
        if kind == "bytes4":
            return digest(str(chance.random()))[:4]
        return chance.choice((b"", b"der", bytes(65), chance.randbytes(chance.choice((4, 64, 65, 3_000)))))


def _members(kind: str) -> list[str]:
    parsed = parse(kind)
    assert isinstance(parsed, TupleType)
    return [one.to_type_str() for one in parsed.components]
