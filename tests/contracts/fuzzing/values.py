"""Arguments made from ABI types: mostly what the contracts said before, sometimes altered, sometimes nonsense.

A record is drawn from those that events carried, so that many calls get past the first check; one in eight is altered
in one place, some get an identifier of their own. Nothing here knows a contract: a new function is called as soon as it
stands in the bindings.
"""

from __future__ import annotations

import random
from typing import Any

from eth_abi.grammar import TupleType, parse

from tests.contract_world import ZERO

Value = Any
TEXTS = ("", "x", "登记", "gw1", "license", "GET", "*", "/a/*", "/b", "a\nb", "é" * 200, "307006001/000001")
SMALL = (0, 1, 1, 2, 2, 3, 4, 5, 8, 16, 64, 99, 127, 128, 6_667)
DAY = 86_400
KEPT = 300


class Values:
    """Values seen so far, by ABI type; `make` draws from them."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.now = 0
        self.block = 0
        self._seen: dict[str, list[Value]] = {"bytes32": [ZERO]}
        self._newest: dict[str, dict[Value, Value]] = {}
        self._members: dict[str, list[str]] = {}

    def learn(self, kind: str, value: Value) -> None:
        """Keep a value; a record also as the newest of its identifier, and its identifiers too."""
        pile = self._seen.setdefault(kind, [])
        pile.append(value)
        del pile[:-KEPT]
        if not kind.startswith("(") or kind.endswith("]"):
            return
        if isinstance(value[0], bytes | str | int):
            self._newest.setdefault(kind, {})[value[0]] = value
        for inner, one in zip(self._inside(kind), value, strict=True):
            if inner == "bytes32" and one != ZERO:
                self.learn(inner, one)

    def fresh(self) -> bytes:
        """An identifier that nobody has seen."""
        return self.chance.randbytes(32)

    def make(self, kind: str) -> Value:
        """A value of an ABI type."""
        if kind.endswith("]"):
            inner = kind[: kind.rindex("[")]
            return [self.make(inner) for _ in range(self.chance.choice((0, 0, 1, 1, 2, 3, 20)))]
        if kind.startswith("("):
            return self._record(kind)
        return self._atom(kind)

    def altered(self, kind: str, value: Value) -> Value:
        """A record with one place made anew."""
        kinds = self._inside(kind)
        place = self.chance.randrange(len(kinds))
        return (*value[:place], self.make(kinds[place]), *value[place + 1 :])

    def _record(self, kind: str) -> Value:
        newest, seen, draw = self._newest.get(kind), self._seen.get(kind), self.chance.random()
        if newest and draw < 0.8:
            recent = list(newest.values())
            value = self.chance.choice(recent[-12:] if self.chance.random() < 0.5 else recent)
        elif seen and draw < 0.9:
            value = self.chance.choice(seen)
        else:
            return tuple(self.make(one) for one in self._inside(kind))
        altered = self.chance.random()
        if altered < 0.05 and isinstance(value[0], bytes):
            return (self.fresh(), *value[1:])
        return self.altered(kind, value) if altered < 0.17 else value

    def _atom(self, kind: str) -> Value:
        chance = self.chance
        if kind.startswith("uint"):
            largest = (1 << int(kind[4:] or 256)) - 1
            near = self.now + chance.choice((-DAY, -1, 0, 1, 3_600, DAY, 2 * DAY, 60 * DAY, 400 * DAY))
            block = self.block + chance.choice((-1, 0, 3))
            return min(largest, max(0, chance.choice((*SMALL, block, near, near, near, near, largest))))
        if kind == "bytes32":
            pile = self._seen["bytes32"]
            return chance.choice((ZERO, self.fresh(), self.fresh(), chance.choice(pile), chance.choice(pile)))
        if kind == "bool":
            return chance.random() < 0.5
        if kind == "string":
            return chance.choice((*TEXTS, chance.randbytes(3).hex()))
        if kind == "address":
            known = self._seen.get("address")
            return chance.choice(known) if known and chance.random() < 0.8 else "0x" + self.fresh()[:20].hex()
        if kind.startswith("bytes") and kind != "bytes":
            known = self._seen.get(kind)
            return chance.choice(known) if known and chance.random() < 0.8 else self.fresh()[: int(kind[5:])]
        return chance.choice((b"", b"der", bytes(65), chance.randbytes(chance.choice((4, 64, 65, 3_000)))))

    def _inside(self, kind: str) -> list[str]:
        found = self._members.get(kind)
        if found is None:
            parsed = parse(kind)
            assert isinstance(parsed, TupleType)
            found = self._members[kind] = [one.to_type_str() for one in parsed.components]
        return found
