"""What the use cases of one gateway share, and the few things that all of them do."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from chain_node.clock import Clock
from chain_node.crypto.suite import Suite
from chain_node.ids import GatewayRef
from chain_node.ledger.port import BlockRef
from chain_node.log.commit import Hook, no_hook
from chain_node.log.writer import LogWriter
from exchange_api.access import Groups
from exchange_api.adapters.peers import PeerClient
from exchange_api.adapters.spool import Body, Spool
from exchange_api.adapters.store import Sealed
from exchange_api.adapters.systems import SystemClient
from exchange_api.adapters.vault import Vault
from exchange_api.addresses import Network
from exchange_api.declarations import Declaration
from exchange_api.errors import AnchorsOverdue, ExchangeError, LedgerTooOld, LoggingFailed, StorageShort
from exchange_api.limits import Limits
from exchange_api.load import Shares, Slots
from exchange_api.metrics import Metrics
from exchange_api.notices import Notices
from exchange_api.policy import Caps, Denials, Lockouts, Probes
from exchange_api.profiles import SPEC, Profile
from exchange_api.service.verify import Verifier
from exchange_api.service.view import LedgerView
from exchange_api.versions import Version

SKEW_MS = 60_000


class BlockWaiter(Protocol):
    """Waits for the ledger (`chain_node.ledger.follower.ReplicaFollower`)."""

    async def wait_for(self, number: int, timeout: float) -> BlockRef:
        """The head once block `number` was read. Raises `LedgerOutdated` after `timeout` seconds."""
        ...


@dataclass(slots=True)
class Gate:
    """What closes the gateway for new exchanges, set by housekeeping. `undercut`: by which limit storage is low."""

    starting: bool = False
    storage_low: bool = False
    anchors_overdue: bool = False
    undercut: str = "min_free_bytes"

    def refusal(self) -> ExchangeError | None:
        """Why nothing new is taken, or None."""
        if self.starting:
            return LedgerTooOld("the gateway has not anchored its start yet")
        if self.storage_low:
            return StorageShort("free disk space is low", limit=self.undercut)
        if self.anchors_overdue:
            return AnchorsOverdue("the log could not be anchored for too long")
        return None


class Under:
    """What is under way: exchanges of our `clients`, and with `providers`, shared by clients; requests of `peers`, and
    to `services`, shared by peers; messages of peers; and what is still to be taken back, by provider and client."""

    def __init__(self, limits: Limits) -> None:
        self.clients = Slots(
            "max_in_flight_per_client", limits.max_in_flight_per_client, "max_in_flight", limits.max_in_flight
        )
        self.providers = Shares("max_in_flight_per_provider", limits.max_in_flight_per_provider, limits.max_burst)
        self.unsettled = Shares("max_unsettled_per_provider", limits.max_unsettled_per_provider)
        self.peers = Slots(
            "max_in_flight_per_peer", limits.max_in_flight_per_peer, "max_answering", limits.max_answering
        )
        self.services = Shares("max_answering_per_service", limits.max_answering_per_service, limits.max_burst)
        each, total = limits.max_peer_messages_per_peer, limits.max_peer_messages
        self.messages = Slots("max_peer_messages_per_peer", each, "max_peer_messages", total)


@dataclass(slots=True)
class Context:
    """Everything a use case needs. Built by `bootstrap`, used in the event loop. `services` and `callbacks` (URL by
    client) are those in force (`in_force`).

    The points given to `hook` (for fault tests, and nothing else): `dispatched` (the request's leaf is durable unless
    the call may be repeated; the back end is called next), `called` (it has answered), `answered` (the peer's answer
    is verified; its leaf is next).
    """

    own: GatewayRef
    log_id: bytes
    writer: LogWriter
    view: LedgerView
    follower: BlockWaiter
    verifier: Verifier
    vault: Vault
    spool: Spool
    suites: Mapping[int, Suite]
    peers: PeerClient
    systems: SystemClient
    clock: Clock
    limits: Limits
    metrics: Metrics
    records: Records
    query_key: bytes
    services: dict[str, Declaration] = field(default_factory=dict)
    callbacks: dict[str, str] = field(default_factory=dict)
    groups: Groups = field(default_factory=dict)
    caps: Caps = field(default_factory=Caps)
    probes: Probes = field(default_factory=lambda: Probes(5))
    denials: Denials = field(default_factory=Denials)
    lockouts: Lockouts = field(default_factory=lambda: Lockouts(50, 3600, 900))
    trusted_proxies: tuple[Network, ...] = ()
    gate: Gate = field(default_factory=Gate)
    under: Under = field(init=False)
    profile: Profile = SPEC
    notices: Notices = field(default_factory=Notices)
    min_peer: Version = ()
    hook: Hook = no_hook
    entropy: Entropy = field(default_factory=lambda: Entropy())

    def __post_init__(self) -> None:
        self.under = Under(self.limits)

    def seal(self, key: bytes, part: int, suite: int, exchange_id: bytes, *messages: tuple[bytes, Body]) -> Sealed:
        """(openings, body) of the message `part`, or of both, sealed under a record's `key`. Large bodies stay in their
        files, whose names follow from record and part."""
        chosen = self.suites[suite]
        parts: list[bytes] = []
        for number, (openings, body) in enumerate(messages, part + 1 - len(messages)):
            if body.data is not None:
                parts += (
                    b"\0",
                    len(openings).to_bytes(4, "big"),
                    openings,
                    len(body.data).to_bytes(8, "big"),
                    body.data,
                )
            else:
                parts += (
                    bytes((1 + number,)),
                    len(openings).to_bytes(4, "big"),
                    openings,
                    body.size.to_bytes(8, "big"),
                )
        nonce = self.entropy.take(chosen.nonce_size)
        plain, aad = b"".join(parts), _aad(exchange_id, part)
        return Sealed(suite, nonce + chosen.seal_with(key[: chosen.key_size], nonce, plain, aad))

    def unseal(self, record: int, part: int, exchange_id: bytes, sealed: Sealed) -> list[tuple[bytes, Body]]:
        """What `seal` was given. Raises `CryptoError` (`KeyErased` after an erasure)."""
        suite = self.suites[sealed.suite]
        key = self.vault.key(record)
        plain = suite.open(key[: suite.key_size], sealed.data, _aad(exchange_id, part))
        found: list[tuple[bytes, Body]] = []
        at = 0
        while at < len(plain):
            openings_end = at + 5 + int.from_bytes(plain[at + 1 : at + 5], "big")
            openings, body_start = plain[at + 5 : openings_end], openings_end + 8
            size = int.from_bytes(plain[openings_end:body_start], "big")
            if plain[at : at + 1] == b"\0":
                at = body_start + size
                found.append((openings, Body(plain[body_start:at])))
            else:
                name = spool_name(record, plain[at] - 1)
                at = body_start
                found.append((openings, self.spool.reopen(name, size, suite, key)))
        return found


class Entropy:
    """Random bytes of the kernel, fetched a few thousand at a time: a system call per use costs more than its use."""

    FETCH = 8192

    def __init__(self) -> None:
        self._bytes = b""
        self._at = 0

    def take(self, count: int) -> bytes:
        """`count` bytes (up to `FETCH`) that nobody else gets."""
        end = self._at + count
        if end > len(self._bytes):
            self._bytes, self._at, end = os.urandom(self.FETCH), 0, count
        taken = self._bytes[self._at : end]
        self._at = end
        return taken


def spool_name(record: int, part: int) -> str:
    """Name of the file that holds the body of part 0 or 1 of a record."""
    return f"{record}-{part}"


def _aad(exchange_id: bytes, part: int) -> bytes:
    return b"lianlu/sealed/1\0%b%d" % (exchange_id, part)


def new_exchange_id(now_ms: int, entropy: Entropy) -> bytes:
    """16 bytes: 48 bits of time, so that neighbours lie together in the index, and 80 random ones."""
    return now_ms.to_bytes(6, "big") + entropy.take(10)


def uuid_text(random: bytes) -> bytes:
    """Sixteen random bytes as a UUID of version 4 (RFC 9562)."""
    digits = b"%b4%b%b%b" % (
        random[:6].hex().encode(),
        random[6:8].hex().encode()[1:],
        b"89ab"[random[8] & 3 : (random[8] & 3) + 1],
        random[8:16].hex().encode()[1:],
    )
    return b"%b-%b-%b-%b-%b" % (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])


class Records:
    """Record numbers, each given once. Those of jobs come from blocks of their own: their keys are destroyed one by
    one, and neighbours that are all gone leave the key tree no more to keep than one of them does."""

    BLOCK = 256

    def __init__(self, last: int) -> None:
        """Numbers after `last`."""
        self._next = last + 1
        self._job = self._end = 0

    def __next__(self) -> int:
        number = self._next
        self._next += 1
        return number

    def of_job(self) -> int:
        """The next number for a job."""
        if self._job == self._end:
            self._job = -(-self._next // self.BLOCK) * self.BLOCK
            self._end = self._next = self._job + self.BLOCK
        self._job += 1
        return self._job - 1


class Dates:
    """The `Date` header of now, rendered once a second (RFC 9110, 5.6.7)."""

    def __init__(self) -> None:
        self._second = -1
        self._text = b""

    def now(self) -> bytes:
        """The value."""
        second = int(time.time())
        if second != self._second:
            self._second = second
            self._text = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(second)).encode("ascii")
        return self._text


def logging_failed(error: Exception) -> LoggingFailed:
    """What a caller sees when the log could not be written."""
    return LoggingFailed(f"the exchange could not be logged: {type(error).__name__}")
