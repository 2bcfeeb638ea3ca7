"""A consortium of three on an embedded ledger in this process, and every call that is made on it: who calls, what comes
of it, and the rules asked after each.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import rlp
from eth_abi.abi import decode

import contracts
from chain_node.crypto.secp256k1 import EthKey, checksum_address
from chain_node.ledger import bindings
from chain_node.ledger.abi import Function, functions_of
from chain_node.ledger.acts import Act as SignedAct
from chain_node.ledger.acts import relay_call, signing_digest
from chain_node.ledger.errors import LedgerRefused
from chain_node.ledger.transactions import sign_transaction
from tests.contract_world import DAY, DUTIES, MEMBERS, ContractWorld, key_of
from tests.contracts.fuzzing.broken import Broken
from tests.contracts.fuzzing.invariants import Act, Model, Said
from tests.contracts.fuzzing.records import KINDS, Struct
from tests.contracts.fuzzing.values import Values

GAS = 12_000_000
PATIENCE = 3_600.0
"""Seconds that a call may take: what comes of it must not depend on how busy the machine is. Gas bounds it."""
NEVER = {"initialize": "a proxy's constructor has called it", "upgradeToAndCall": "`Consortium.upgrade` calls it"}
"""Functions that nobody may call from outside, ever, and why."""
Heard = dict[str, dict[str, Any]]


@cache
def functions() -> dict[str, tuple[str, Function]]:
    """`Contract.function` -> contract and function, for every function that may change something."""
    found = {}
    for name in bindings.EVENTS:
        abi = contracts.load(name).abi
        views = {one["name"] for one in abi if one.get("stateMutability") in ("view", "pure") and "name" in one}
        for function in functions_of(abi).values():
            if function.name not in views:
                found[f"{name}.{function.name}"] = (name, function)
    return found


def low(address: bytes) -> str:
    """An address as events carry it."""
    return "0x" + address.hex()


class Chain:
    """One random history. Every call that succeeds is checked; counts say what happened."""

    def __init__(self, directory: Path, seed: int) -> None:
        self.seed, self.calls, self.asked, self.permits = seed, 0, 0, 0
        self.chance = random.Random(seed)
        self.world = ContractWorld(directory)
        ledger = self.world.ledger.ledger
        ledger.limits = replace(ledger.limits, execution_s=PATIENCE)
        self.values = Values(self.chance)
        self.model = Model()
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.reasons: Counter[int] = Counter()
        """How often PolicyView gave each reason code."""
        self.keys: dict[str, EthKey] = {}
        self.proposals: list[tuple[bytes, Struct]] = []
        self._nonces: Counter[bytes] = Counter()
        self._acts: Counter[bytes] = Counter()
        self._names = {address: name for name, address in self.world.addresses.items()}
        self._events = {name: dict(events) for name, events in bindings.EVENTS.items()}
        self._labels = {(low(self.world.addresses[name]), one.selector): label
                        for label, (name, one) in functions().items()}  # fmt: skip
        for member in MEMBERS:
            for duty in DUTIES:
                self.add_key(key_of(f"{member.path}/{duty}"))
        for address in self.world.addresses.values():
            self.values.learn("address", checksum_address(address))
        self.nobody = self.add_key(key_of("nobody"))
        for number in range(1, self.world.ledger.head().number + 1):
            for row in self.world.ledger.ledger.store.transactions(number):
                self._hear(row.receipt, [Act("", "Consortium.execute")])

    # -- who and when

    @property
    def now(self) -> int:
        """The time of the next transaction, seconds."""
        return self.world.now

    def add_key(self, key: EthKey) -> EthKey:
        """Know a key, and talk of its address."""
        self.keys[low(key.address_bytes)] = key
        self.values.learn("address", key.address)
        return key

    def new_key(self) -> EthKey:
        """A key of somebody new."""
        return self.add_key(EthKey.from_bytes(self.chance.randbytes(31).rjust(32, b"\1")))

    def fresh_text(self) -> str:
        """A code that nobody has seen."""
        return self.chance.randbytes(5).hex()

    def hand(self, member: bytes, duty: int) -> EthKey:
        """The key of an account of that member that holds the duty, or nobody's."""
        held = [
            self.keys[address] for address, one in self.model.governing.accounts.items()
            if one[1] == member and one[2] & duty and one[4] and address in self.keys
        ]  # fmt: skip
        return self.chance.choice(held) if held else self.nobody

    def pass_time(self, seconds: int) -> None:
        """Let time pass."""
        self.world.ledger.clock.seconds += seconds

    # -- calling

    def would(self, sender: bytes, label: str, arguments: Iterable[Any]) -> LedgerRefused | None:
        """How the call would be refused now; None: not at all."""
        contract, function = functions()[label]
        try:
            self.world.ledger.call(self.world.addresses[contract], function.encode(*arguments), sender=sender)
        except LedgerRefused as refusal:
            return refusal
        return None

    def view(self, contract: str, data: bytes) -> bytes:
        """One call without effect."""
        return self.world.ledger.call(self.world.addresses[contract], data)

    def send(self, key: EthKey, label: str, *arguments: Any) -> Heard | None:
        """One call; what was emitted, by event, or None if it was refused. Raises `Broken`."""
        contract, function = functions()[label]
        data = function.encode(*arguments)
        inner = self._inner(label, arguments)
        return self._submit(key, self.world.addresses[contract], data, [Act(low(key.address_bytes), label)], inner)

    def relayed(self, acts: list[tuple[EthKey, str, tuple[Any, ...]]]) -> Heard | None:
        """The calls signed by their keys, and brought by nobody in one transaction."""
        relay, chain_id = self.world.addresses["Relay"], self.world.ledger.chain_id
        requests, told, inner, numbers = [], [], ["Relay.execute"], Counter[bytes]()
        for key, label, arguments in acts:
            contract, function = functions()[label]
            number = self._acts[key.address_bytes] + numbers[key.address_bytes]
            act = SignedAct(key.address_bytes, self.world.addresses[contract], function.encode(*arguments), number,
                            self.now + DAY)  # fmt: skip
            numbers[key.address_bytes] += 1
            requests.append(relay_call(act, key.sign_digest(signing_digest(act, chain_id, relay)))[4:])
            told.append(Act(low(key.address_bytes), label))
            inner += self._inner(label, arguments)
        execute = functions()["Relay.execute"][1]
        if len(requests) == 1:
            heard = self._submit(self.nobody, relay, execute.selector + requests[0], told, inner)
        else:
            batch = [decode(execute.inputs, one)[0] for one in requests]
            data = functions()["Relay.executeBatch"][1].encode(batch, "0x" + "00" * 20)
            inner[0] = "Relay.executeBatch"
            heard = self._submit(self.nobody, relay, data, told, inner)
        if heard is not None:
            self._acts += numbers
        return heard

    def _inner(self, label: str, arguments: Iterable[Any]) -> list[str]:
        """What a vote that is carried out calls."""
        if label != "Consortium.execute":
            return []
        target, call = list(arguments)[1]
        found = self._labels.get((str(target).lower(), bytes(call[:4])))
        return [found] if found else []

    def _submit(self, key: EthKey, to: bytes, data: bytes, acts: list[Act], inner: list[str]) -> Heard | None:
        """`acts`: who does what in it; `inner`: what else is counted as carried out with it."""
        chain, address = self.world.ledger, key.address_bytes
        self.calls += 1
        raw = sign_transaction(key, chain.chain_id, self._nonces[address], to, data, GAS)
        self._nonces[address] += 1
        row = chain.ledger.store.transaction(chain.submit(raw))
        assert row is not None
        self.values.now, self.values.block = self.now, row.block
        labels = {*inner, *(one.function for one in acts)}
        if rlp.decode(row.receipt)[0] != b"\x01":
            self.refused.update(labels)
            return None
        self.done.update(labels)
        for label in labels:
            if label.partition(".")[2] in NEVER:
                raise Broken(f"{label} was carried out")
        return self._hear(row.receipt, acts)

    def _hear(self, receipt: bytes, acts: list[Act]) -> Heard:
        """Learn the events and ask the rules, act by act: the Relay ends each of its acts with an event."""
        heard: Heard = {}
        part: list[Said] = []
        acts = list(acts)
        now = self.world.ledger.head().timestamp
        for address, topics, data in rlp.decode(receipt)[3]:
            known = self._events.get(self._names.get(address, ""), {}).get(topics[0])
            if known is None:
                continue
            values = known.decode(tuple(topics), data)
            heard[known.name] = values
            for name, kind, _ in known.parameters:
                self.values.learn(kind, values[name])
            if known.name == "ExecutedForwardRequest":
                self.model.check(acts.pop(0) if acts else Act(values["signer"], ""), part, now)
                part = []
                continue
            if known.name == "ProposalOpened":
                self.proposals.append((values["id"], values["action"]))
            part.append(Said(topics[0], known.name, values))
        self.model.check(acts[0] if acts else Act("", ""), part, now)
        return heard

    # -- nothing is lost

    def compare(self) -> None:
        """Every record that events carried is what the contracts answer for. Raises `Broken`."""
        for kind in KINDS:
            if kind.stored is None:
                continue
            for key, record in self.model.newest[kind.name].items():
                if self.view(kind.contract, kind.stored(record))[:32] != kind.digest(record):
                    raise Broken(f"the contract holds another {kind.name} than the events say: {key[0]!r}")
        for log, (epoch, size, root) in self.model.anchors.heads.items():
            data = bindings.EvidenceAnchor.encode_head_of(log)
            ((held, _, held_size, held_epoch, _),) = bindings.EvidenceAnchor.decode_head_of(
                self.view("EvidenceAnchor", data)
            )
            if (held_epoch, held_size, held) != (epoch, size, root):
                raise Broken(f"the contract holds another head of log {log.hex()[:8]}")
