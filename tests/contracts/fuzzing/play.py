"""The game: who calls what on a consortium of three, on an embedded ledger in this process.

python -m tests.contracts.fuzzing.play [--calls 200000] [--seed N]
"""

from __future__ import annotations

import argparse
import hashlib
import random
import secrets
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import rlp

import contracts
from chain_node.crypto.secp256k1 import EthKey, checksum_address
from chain_node.evidence import merkle
from chain_node.ids import MemberRef
from chain_node.ledger import bindings
from chain_node.ledger.abi import Function
from chain_node.ledger.errors import LedgerRefused
from chain_node.ledger.transactions import sign_transaction
from tests.contract_world import (
    CONSUMER_SYSTEM,
    DUTIES,
    GATEWAY,
    MEMBERS,
    RESOURCE,
    SERVICE,
    ContractWorld,
    digest,
    key_of,
)
from tests.contracts.fuzzing.invariants import Broken, Model
from tests.contracts.fuzzing.values import Values
from tests.contracts.tester import Emitted

GAS = 12_000_000
FIELDS = [("name", 2, 1, 0, digest("n")), ("id", 3, 2, 0, digest("i")), ("married", 3, 3, 1, digest("m"))]
SKIPPED = {"initialize", "upgradeToAndCall"}
TRIES = 6
STEERED = 0.15
GAME = 500
"""Calls of one game: longer ones end where nobody can move any more."""


def functions() -> dict[str, list[Function]]:
    """Contract -> its functions that may change something."""
    found = {}
    for name in bindings.EVENTS:
        abi = contracts.load(name).abi
        views = {one["name"] for one in abi if one.get("stateMutability") in ("view", "pure") and "name" in one}
        holder = getattr(bindings, name, None)
        all_of_it = [one for one in vars(holder).values() if isinstance(one, Function)] if holder else []
        changing = [one for one in all_of_it if one.name not in SKIPPED | views]
        if changing:
            found[name] = changing
    return found


class Game:
    """One random history. Every call that succeeds is checked; counts say what happened."""

    def __init__(self, directory: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.seed = seed
        self.world = ContractWorld(directory)
        self.values = Values(self.chance)
        self.model = Model()
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.keys: list[EthKey] = []
        self._nonces: dict[bytes, int] = {}
        self._names = {address: name for name, address in self.world.addresses.items()}
        self._events = {name: dict(events) for name, events in bindings.EVENTS.items()}
        self._functions = {name: them for name, them in functions().items() if name in self.world.addresses}
        self._leaves: dict[bytes, list[bytes]] = {}
        self._proposals: list[tuple[bytes, Any]] = []

    def begin(self) -> None:
        """A resource, a service, a grant and a log, so that there is something to play with."""
        world = self.world
        for system in (CONSUMER_SYSTEM, SERVICE.subsystem):
            world.subsystem(system)
        world.gateway(GATEWAY, key_of("anchor").address_bytes)
        world.resource(RESOURCE, "307006001/000001", 2, list(FIELDS))
        world.publish(RESOURCE)
        world.service(SERVICE, RESOURCE, [("GET", "/a/*")])
        terms = (1 | 1 << 2 | 3 << 4, [], 0, 0, 0, 1_900_000_000, b"")
        world.request(digest("request"), CONSUMER_SYSTEM, RESOURCE, terms)
        world.agree(digest("request"), digest("grant"), terms)
        self.keys = [_hand(member, duty) for member in MEMBERS for duty in DUTIES] + [
            key_of("anchor"),
            key_of("nobody"),
        ]
        for address in world.addresses.values():
            self.values.learn("address", checksum_address(address))
        for key in self.keys:
            self.values.learn("address", key.address)
        head = world.ledger.head().number
        for number in range(1, head + 1):
            for row in world.ledger.ledger.store.transactions(number):
                self._learn(row.receipt, "0x", "execute")

    def play(self, calls: int) -> None:
        """Raises `Broken` with the seed and the number of the call."""
        for number in range(calls):
            try:
                self._one()
            except Broken as broken:
                raise Broken(f"seed {self.seed}, call {number}: {broken}") from None

    def _one(self) -> None:
        chance = self.chance
        self.values.now = self.world.now
        if chance.random() < 0.05:
            self.world.ledger.clock.seconds += chance.choice((1, 60, 3_600, 86_400, 8 * 86_400))
        steered = chance.random()
        if steered < STEERED:
            self._anchor()
        elif steered < 2 * STEERED:
            self._govern()
        else:
            self._anything()

    def _send(self, key: EthKey, contract: str, function: Function, arguments: list[Any]) -> bool:
        data = function.encode(*arguments)
        address = key.address_bytes
        nonce = self._nonces.get(address)
        if nonce is None:
            nonce = self.world.ledger.nonce(address)
        chain = self.world.ledger
        raw = sign_transaction(key, chain.chain_id, nonce, self.world.addresses[contract], data, GAS)
        self._nonces[address] = nonce + 1
        row = chain.ledger.store.transaction(chain.submit(raw))
        assert row is not None
        label = f"{contract}.{function.name}"
        if rlp.decode(row.receipt)[0] != b"\x01":
            self.refused[label] += 1
            return False
        self.done[label] += 1
        self._learn(row.receipt, key.address, function.name)
        return True

    def _learn(self, receipt: bytes, sender: str, function: str) -> None:
        events = []
        for address, topics, data in rlp.decode(receipt)[3]:
            known = self._events.get(self._names.get(address, ""), {}).get(topics[0])
            if known is None:
                continue
            values = known.decode(tuple(topics), data)
            events.append(Emitted(address, known.name, values))
            for name, kind, _ in known.parameters:
                self.values.learn(kind, values[name])
            if known.name == "ProposalOpened":
                self._proposals.append((values["id"], values["action"]))
            if known.name == "LogOpened":
                self._leaves[values["id"]] = []
        self.model.check(sender, function, tuple(events))

    def _anything(self) -> None:
        """Any function with any arguments by anybody; mostly by one of a few who might, if any of them might."""
        chance = self.chance
        name = chance.choice(list(self._functions))
        function = chance.choice(self._functions[name])
        key, arguments = chance.choice(self.keys), self._arguments(function)
        if chance.random() < 0.8:
            for _ in range(TRIES):
                if self._would(key.address_bytes, name, function, arguments):
                    break
                key, arguments = chance.choice(self.keys), self._arguments(function)
        self._send(key, name, function, arguments)

    def _arguments(self, function: Function) -> list[Any]:
        return [self.values.make(kind) for kind in function.inputs]

    def _would(self, sender: bytes, contract: str, function: Function, arguments: list[Any]) -> bool:
        """Whether the call would succeed now."""
        data = function.encode(*arguments)
        try:
            self.world.ledger.call(self.world.addresses[contract], data, sender=sender)
        except LedgerRefused:
            return False
        return True

    # -- steered: what chance alone would hardly ever get right

    def _anchor(self) -> None:
        """Open a log, or anchor one: mostly as it should be, sometimes a shrunken, forked or repeated head."""
        anchor = bindings.EvidenceAnchor
        if not self._leaves or self.chance.random() < 0.05:
            owner = _hand(GATEWAY.member, "system")
            self._send(owner, "EvidenceAnchor", anchor._OPEN_LOG, [GATEWAY.id, 0, 1, bytes(32), 0, bytes(32)])
            return
        log, leaves = self.chance.choice(list(self._leaves.items()))
        epoch, size, root = self.model.heads.get(log, (0, 0, bytes(32)))
        more = [self.chance.randbytes(32) for _ in range(self.chance.choice((0, 1, 3, 9)))]
        grown = leaves + more
        if self.chance.random() < 0.3 and leaves:
            grown = self.chance.choice((leaves[:-1], [*leaves[:-1], self.chance.randbytes(32), *more]))
        if not grown:
            return
        proof = []
        if 0 < size < len(grown):
            proof = list(merkle.consistency_path(grown, size))
        account = key_of("anchor")
        checkpoint = (
            log, epoch + self.chance.choice((1, 1, 1, 0, 2)), len(grown), merkle.root(grown), size, root, bytes(32),
            digest("pair"), digest("note"), _key_id(account),
        )  # fmt: skip
        if self._send(account, "EvidenceAnchor", anchor._ANCHOR, [checkpoint, proof]):
            self._leaves[log] = grown

    def _govern(self) -> None:
        """Propose something by somebody with a vote, or vote for, or carry out, what was proposed."""
        consortium, chance = bindings.Consortium, self.chance
        step = chance.random()
        voter = _hand(chance.choice(MEMBERS), "vote")
        if step < 0.35 or not self._proposals:
            name = chance.choice(("Consortium", "Consortium", *self._functions))
            function = chance.choice(self._functions[name])
            arguments = self._arguments(function)
            for _ in range(3 * TRIES):
                if self._would(self.world.addresses["Consortium"], name, function, arguments):
                    break
                function = chance.choice(self._functions[name])
                arguments = self._arguments(function)
            action = (checksum_address(self.world.addresses[name]), function.encode(*arguments))
            self._send(voter, "Consortium", consortium._PROPOSE, [action, self.world.now + 30 * 86_400])
            if not self._proposals or chance.random() < 0.4:
                return
            for member in MEMBERS:
                self._send(_hand(member, "vote"), "Consortium", consortium._VOTE, [self._proposals[-1][0]])
            self._send(key_of("nobody"), "Consortium", consortium._EXECUTE, list(self._proposals[-1]))
            return
        proposal, action = chance.choice(self._proposals[-12:])
        if step < 0.8:
            self._send(voter, "Consortium", consortium._VOTE, [proposal])
        else:
            self._send(key_of("nobody"), "Consortium", consortium._EXECUTE, [proposal, action])


def _hand(member: MemberRef, duty: str) -> EthKey:
    return key_of(f"{member.path}/{duty}")


def _key_id(key: EthKey) -> bytes:
    return hashlib.sha256(key.address_bytes).digest()


def run(calls: int, seed: int) -> Game:
    """Play `calls` calls from `seed`; the game, for its counts. Raises `Broken`."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as directory:
        game = Game(Path(directory), seed)
        try:
            game.begin()
            game.play(calls)
        finally:
            game.world.close()
    return game


def main(argv: list[str]) -> int:
    """0 every rule held; 1 one did not."""
    parser = argparse.ArgumentParser(description="Random calls on the contracts, and what must hold after each.")
    parser.add_argument("--calls", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args(argv)
    seed = secrets.randbits(32) if options.seed is None else options.seed
    print(f"seed {seed}, {options.calls} calls", flush=True)
    begun, played, successes = time.monotonic(), 0, Counter[str]()
    while played < options.calls:  # games of bounded length: state that nobody can leave is left behind
        calls = min(GAME, options.calls - played)
        try:
            game = run(calls, seed + played)
        except Broken as broken:
            print(f"broken: {broken}")
            return 1
        played += calls
        successes += game.done
        print(f"{played} calls, {sum(successes.values())} carried out, {time.monotonic() - begun:.0f} s", flush=True)
    for label, count in sorted(successes.items()):
        print(f"{count:8} {label}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
