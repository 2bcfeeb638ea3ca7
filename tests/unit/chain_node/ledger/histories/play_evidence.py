"""Random steps about logs: many anchors at once, contradictions shown, claims of every kind, their answers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from chain_node.crypto.secp256k1 import EthKey, keccak256
from chain_node.evidence import merkle
from chain_node.evidence.checkpoint import Checkpoint, signing_digest
from chain_node.ids import GatewayRef
from chain_node.ledger.account import Account
from chain_node.ledger.bindings import EvidenceAnchor
from chain_node.ledger.records import Claim, Log
from tests.contract_world import CONSUMER, DAY, GATEWAY, MEMBERS, ZERO, Struct, digest, key_of
from tests.unit.chain_node.ledger.histories.play_base import Part

THEIRS = GatewayRef("CN", "GOV", "gjj", "gw1")
PREFIX, INCLUSION, DEMAND = 1, 2, 3


class EvidencePart(Part):
    """Plays the consumer's log, and claims between both gateways and by auditors."""

    def __init__(self, history: Any) -> None:
        super().__init__(history)
        self.leaves: dict[bytes, list[bytes]] = {}

    def moves(self) -> list[Callable[[], None]]:
        return [self.grow, self.grow, self.grow, self.claim, self.claim, self.answer, self.answer, self.contradict]

    def signer(self) -> EthKey:
        return key_of(f"anchor {THEIRS.path}")

    def call(self, key: EthKey, data: bytes) -> None:
        Account(self.world.ledger, key).transact(self.world.addresses["EvidenceAnchor"], data)

    def sign(self, struct: Struct) -> bytes:
        contract = self.world.addresses["EvidenceAnchor"]
        return self.signer().sign_digest(
            signing_digest(Checkpoint(*struct), self.world.ledger.chain_id, contract, keccak256)
        )

    def log(self) -> Log:
        """The consumer's log; opened if it is not there, followed by another if it is frozen."""
        logs = self.world.state.logs_of(THEIRS.id)
        if logs and self.random.random() < 0.05 and not logs[-1].frozen:
            data = EvidenceAnchor.encode_freeze_log(logs[-1].log_id, logs[-1].size, digest("why"))
            self.world.act(CONSUMER, "system", "EvidenceAnchor", data)
            logs = self.world.state.logs_of(THEIRS.id)
        if not logs or logs[-1].frozen:
            last = logs[-1] if logs else None
            before = (last.log_id, last.size, last.root) if last else (ZERO, 0, ZERO)
            data = EvidenceAnchor.encode_open_log(THEIRS.id, last.shard + 1 if last else 0, 1, *before)
            self.world.act(CONSUMER, "system", "EvidenceAnchor", data)
        return self.world.state.logs_of(THEIRS.id)[-1]

    def checkpoint(self, log: Log, hashes: list[bytes], root: bytes = b"") -> Struct:
        return (
            log.log_id, log.epoch + 1, len(hashes), root or merkle.root(hashes), log.size, log.root, ZERO, ZERO,
            digest("note"), hashlib.sha256(self.signer().address_bytes).digest(),
        )  # fmt: skip

    def grow(self) -> None:
        """Anchor more of it: alone, signed and brought by anybody, or as one of many."""
        log = self.log()
        hashes = self.leaves.get(log.log_id, [])
        grown = [*hashes, *(self.name("leaf") for _ in range(self.random.randrange(1, 4)))]
        proof = merkle.consistency_path(grown, log.size) if log.size else []
        struct = self.checkpoint(log, grown)
        way = self.random.randrange(3)
        if way == 0:
            self.call(self.signer(), EvidenceAnchor.encode_anchor(struct, proof))
        elif way == 1:
            self.call(key_of("anybody"), EvidenceAnchor.encode_anchor_signed(struct, proof, self.sign(struct)))
        else:
            many = [(struct, proof, self.sign(struct))]
            self.call(key_of("anybody"), EvidenceAnchor.encode_anchor_many(many))
        self.leaves[log.log_id] = grown

    def contradict(self) -> None:
        """Two signed checkpoints of one size, once a log."""
        log = self.log()
        hashes = self.leaves.get(log.log_id, [])
        if not hashes or self.random.random() < 0.6:
            self.skip("nothing to contradict")
        first, second = self.checkpoint(log, hashes), self.checkpoint(log, hashes, digest("another root"))
        data = EvidenceAnchor.encode_report_equivocation(first, self.sign(first), second, self.sign(second))
        self.call(key_of("anybody"), data)

    def claim(self) -> None:
        until, kind = self.world.now + DAY + 3_600, self.random.choice([PREFIX, INCLUSION, DEMAND, DEMAND])
        if kind == DEMAND:
            data = EvidenceAnchor.encode_request_demand(GATEWAY.id, THEIRS.id, self.name("request"), until)
            gateway = self.world.state.gateway(GATEWAY.id)
            assert gateway is not None
            self.call(self.history.access.anchor_key(gateway.anchor), data)
            return
        log = self.log()
        hashes = self.leaves.get(log.log_id, [])
        if not hashes:
            self.skip("nothing is anchored")
        index = self.random.randrange(len(hashes))
        if kind == PREFIX:
            first = self.checkpoint(log, hashes[: index + 1], self.random.choice([b"", self.name("other root")]))
            struct = (*first[:4], 0, ZERO, *first[6:])
            data = EvidenceAnchor.encode_challenge_prefix(struct, self.sign(struct), until)
        else:
            leaf = self.random.choice([hashes[index], self.name("lost")])
            data = EvidenceAnchor.encode_challenge_inclusion(log.log_id, index, leaf, self.name("promise"), until)
        self.send(f"{self.random.choice(MEMBERS).path}/audit", "EvidenceAnchor", data)

    def answer(self) -> None:
        """A claim is answered as its kind asks, or closed when its time is over."""
        waiting = [one for one in self.world.state.claims() if one.state == 1]
        if not waiting:
            self.skip("no claim is open")
        one = self.random.choice(waiting)
        if self.world.now >= one.answer_by or self.random.random() < 0.15:
            self.world.ledger.seal(max(0, one.answer_by - self.world.now))
            self.call(key_of("anybody"), EvidenceAnchor.encode_close_claim(one.raw))
        elif one.kind == DEMAND:
            answer = self.random.choice([ZERO, digest("answer")])
            self.call(self.signer(), EvidenceAnchor.encode_answer_demand(one.raw, answer))
        else:
            self.prove(one)

    def prove(self, one: Claim) -> None:
        hashes = self.leaves[one.log_id]
        if one.kind == PREFIX:
            proof = merkle.consistency_path(hashes, one.size) if one.size < len(hashes) else []
            self.call(key_of("anybody"), EvidenceAnchor.encode_answer_prefix(one.raw, proof))
        else:
            path = merkle.inclusion_path(hashes, one.size)
            self.call(key_of("anybody"), EvidenceAnchor.encode_answer_inclusion(one.raw, path))
