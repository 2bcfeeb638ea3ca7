"""A log to test with: identity, signing key, clock, messages."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from chain_node.crypto.suite import get_suite
from chain_node.evidence import statement
from chain_node.evidence.leaf import Role, encode_leaf
from chain_node.evidence.receipt import sign_batch
from chain_node.evidence.statement import BlockBasis, DecisionBasis, MType, RequestBasis
from chain_node.log.intents import Receive, Send
from chain_node.log.store import LogIdentity, create

OWN = "CS/GOV/91330100/gw1"
PEER = "CS/GOV/91330200/gw1"
BLOCK = (7, bytes([7]) * 32)
IDENTITY = LogIdentity(
    log_id=hashlib.sha256(b"own log").digest(),
    chain_id=281474976710001,
    contract=bytes(range(20)),
    gateway=OWN,
    gateway_id=hashlib.sha256(b"own gateway").digest(),
    shard=0,
    profile=3,
)
PEER_LOG = hashlib.sha256(b"peer log").digest()
GENESIS_TS = 1_795_000_000_000


class PrivateKey:
    """A signing key of suite 1 made from a seed; counts its signatures."""

    def __init__(self, seed: bytes = bytes(32)) -> None:
        self._key = get_suite(1).load_private(seed)
        self.public = self._key.public
        self.signatures = 0

    def sign(self, message: bytes) -> bytes:
        self.signatures += 1
        return self._key.sign(message)


class ManualClock:
    """Stands still unless moved."""

    def __init__(self, now_ms: int = GENESIS_TS + 1000) -> None:
        self.ms = now_ms

    def now_ms(self) -> int:
        return self.ms

    def monotonic_ms(self) -> int:
        return self.ms


def make_log(directory: Path, identity: LogIdentity = IDENTITY) -> Path:
    """A new log with its GENESIS leaf; returns its directory."""
    body = (None, 0, bytes(32), 0, "init")
    create(directory, identity, encode_leaf(identity.log_id, 0, Role.GENESIS, GENESIS_TS, body))
    return directory


def request(number: int, *, suite: int = 1, gateway: str = PEER, **kwargs: Any) -> Send:
    """A REQ of ours."""
    prefix = statement.encode_prefix(
        suite, MType.REQ, number.to_bytes(16, "big"), IDENTITY.log_id, f"{OWN}/sub", gateway, f"{gateway}/sub",
        f"{gateway}/sub/svc", None, GENESIS_TS + number, GENESIS_TS + number + 60_000,
        RequestBasis(*BLOCK, None, None), (),
    )  # fmt: skip
    return Send(suite, prefix, gateway, **kwargs)


def answer(received: Receive, **kwargs: Any) -> Send:
    """Our RES to a received REQ, with a promise about it."""
    asked = received.statement
    prefix = statement.encode_prefix(
        asked.suite, MType.RES, asked.exchange_id, IDENTITY.log_id, asked.dst, PEER, asked.src, asked.service,
        received.digest, asked.ts_ms, asked.expiry_ms, DecisionBasis(*BLOCK, None, 1, bytes(32), 1, 1, 1), (),
    )  # fmt: skip
    return Send(asked.suite, prefix, PEER, promise_for=received, **kwargs)


class PeerLog:
    """Makes the messages of a peer: numbered and signed as its own writer would."""

    def __init__(self, log_id: bytes = PEER_LOG, seed: bytes = b"p" * 32, gateway: str = PEER) -> None:
        self.log_id = log_id
        self.key = PrivateKey(seed)
        self.gateway = gateway
        self.seq = 0
        self.prev = bytes(32)

    def request(self, number: int = 0, *, seq: int | None = None, ts_ms: int = GENESIS_TS) -> Receive:
        """A REQ to us; `seq` overrides the number, to make holes and forks."""
        self.seq += 1
        prefix = statement.encode_prefix(
            1, MType.REQ, (number or self.seq).to_bytes(16, "big"), self.log_id, f"{self.gateway}/sub", OWN,
            f"{OWN}/sub", f"{OWN}/sub/svc", None, ts_ms, ts_ms + 60_000, RequestBasis(*BLOCK, None, None), (),
        )  # fmt: skip
        return self.finish(prefix, seq or self.seq)

    def void(self, ref: bytes) -> Receive:
        """A VOID to us."""
        self.seq += 1
        prefix = statement.encode_prefix(
            1, MType.VOID, self.seq.to_bytes(16, "big"), self.log_id, f"{self.gateway}/sub", OWN, f"{OWN}/sub",
            f"{OWN}/sub/svc", ref, GENESIS_TS, GENESIS_TS + 60_000, BlockBasis(*BLOCK), (),
        )  # fmt: skip
        return self.finish(prefix, self.seq)

    def finish(self, prefix: bytes, seq: int) -> Receive:
        """Number and sign elements 0 to 13."""
        message = statement.complete(prefix, seq, self.prev, None)
        digest = statement.digest(1, message)
        self.prev = digest
        return Receive(message, sign_batch(1, self.key, [digest])[0], digest, statement.parse(message))
