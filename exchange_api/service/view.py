"""What the ledger says now, as an exchange needs it: peers by certificate, routes, keys, suites, and its age.

Everything here is looked up in the replica's state at its head and remembered until the head moves. Reading the head
anew before each use keeps the basis of what this gateway signs from ever going backwards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from chain_node.clock import Clock
from chain_node.crypto.suite import PublicKey, get_suite
from chain_node.errors import CryptoError, LedgerError
from chain_node.evidence.receipt import Receipt, SignatureCache, verify_message
from chain_node.evidence.statement import Statement
from chain_node.ids import GatewayRef, ServiceRef
from chain_node.ledger.errors import LedgerOutdated
from chain_node.ledger.port import BlockRef
from chain_node.ledger.records import Gateway, Key, KeyPurpose, Service
from chain_node.ledger.state import LedgerState
from exchange_api.errors import (
    BadSecurityServer,
    LedgerSplit,
    LedgerTooOld,
    MissingSignature,
    PeerUnknown,
    ProviderUnknown,
)
from exchange_api.service.memo import RememberedState

INTL, SM = 1, 2
MAX_AHEAD_S = 15
"""A head this far in the future means a wrong clock or a lying ledger; the audit allows a statement no more."""


class ReplicaPort(Protocol):
    """A verified copy of the ledger (`chain_node.ledger.replica.Replica`)."""

    @property
    def head(self) -> BlockRef:
        """The newest block applied; the same object until the next one is."""

    @property
    def broken(self) -> LedgerError | None:
        """What ended all belief in the ledger, or None."""

    def at(self, number: int) -> LedgerState:
        """The state as of a block."""

    def block_hash(self, number: int) -> bytes:
        """The hash of a block."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a service is asked: its provider's gateway, the suite to use, and whether all its paths are granted."""

    gateway: Gateway
    suite: int
    service: Service | None
    whole: bool


class LedgerView:
    """One gateway's view. Used in the event loop; the replica moves in a thread of its own."""

    def __init__(
        self, replica: ReplicaPort, own: GatewayRef, own_suites: frozenset[int], clock: Clock, max_lag_s: float
    ) -> None:
        self._replica = replica
        self.own = own
        self._own_suites = own_suites
        self._clock = clock
        self._max_lag_ms = int(max_lag_s * 1000)
        self._head: BlockRef | None = None
        self._state: RememberedState
        self._public: dict[bytes, PublicKey] = {}
        self.cache = SignatureCache()
        self.renewed: list[Callable[[LedgerState], None]] = []
        self._forget()

    def _forget(self) -> None:
        self._peers: dict[bytes, Gateway] = {}
        self._routes: dict[tuple[str, str | None], tuple[Route, ...]] = {}
        self._suites: dict[bytes, int | None] = {}
        self._keys: dict[bytes, Key | None] = {}
        self._logs: dict[bytes, bytes | None] = {}

    def refresh(self) -> BlockRef:
        """The head, with everything remembered about an older one forgotten. Raises `LedgerTooOld`, `LedgerSplit`."""
        try:
            head = self._replica.head
            if head is not self._head:
                self._state = RememberedState.of(self._replica.at(head.number))
                self._head = head
                self._forget()
                for gateway in self._state.gateways():
                    if gateway.active:
                        self._peers[gateway.tls_sha256] = gateway
                        if any(gateway.next_tls_sha256):
                            self._peers[gateway.next_tls_sha256] = gateway
                for listener in self.renewed:
                    listener(self._state)
            elif self._replica.broken is not None:
                raise self._replica.broken
        except LedgerOutdated as error:
            raise LedgerTooOld(str(error)) from None
        except LedgerError as error:
            raise LedgerSplit(str(error)) from None
        return head

    @property
    def state(self) -> LedgerState:
        """The state at the head."""
        self.refresh()
        return self._state

    def state_read(self, number: int) -> LedgerState:
        """The state as of a block that was read. Raises `LedgerTooOld` if it was not yet, `LedgerSplit`."""
        if number > self.refresh().number:
            raise LedgerTooOld(f"block {number} of the ledger was not read yet")
        return self._replica.at(number)

    def state_at(self, block: int) -> LedgerState:
        """The state as of `block`; as of the newest block known if that one was not read yet."""
        head = self.refresh()
        return self._state if block >= head.number else self._replica.at(block)

    def check_age(self, now_ms: int) -> BlockRef:
        """The head, if it may be acted on now. Raises `LedgerTooOld`, `LedgerSplit`."""
        head = self.refresh()
        age_ms = now_ms - head.timestamp * 1000
        if age_ms > self._max_lag_ms:
            raise LedgerTooOld(f"the ledger's last known block is {age_ms // 1000} s old", limit="max_ledger_lag")
        if age_ms < -MAX_AHEAD_S * 1000:
            raise LedgerSplit(f"block {head.number} is dated {-age_ms // 1000} s in the future")
        return head

    def age_s(self) -> float | None:
        """Age of the head in seconds, or None before the first block."""
        try:
            return self._clock.now_ms() / 1000 - self._replica.head.timestamp
        except LedgerError:
            return None

    def block(self) -> int:
        """Number of the newest block read, or -1 before the first."""
        try:
            return self._replica.head.number
        except LedgerError:
            return -1

    def block_hash(self, number: int) -> bytes | None:
        """The hash of a block, or None if it was not read yet."""
        try:
            return self._replica.block_hash(number)
        except LedgerError:
            return None

    def changes(self, after: int) -> tuple[int, list[tuple[int, int, str, bytes]]]:
        """The newest block, and (block, its time in ms, kind, id) of the records that changed after block `after`. In
        any thread. Raises `LedgerError`."""
        head = self._replica.head.number
        changed = self._replica.at(head).changes(after)
        times = {block: self._replica.at(block).block.timestamp * 1000 for block, _, _ in changed}
        return head, [(block, times[block], kind, key) for block, kind, key in changed]

    # -- peers

    def peer_by_certificate(self, sha256: bytes | None) -> Gateway:
        """The active gateway whose registered certificate this is. Raises `PeerUnknown`."""
        self.refresh()
        gateway = self._peers.get(sha256) if sha256 is not None else None
        if gateway is None:
            raise PeerUnknown("the certificate shown is that of no active gateway")
        return gateway

    def gateway_at(self, path: str) -> Gateway | None:
        """The active gateway with this path, or None."""
        self.refresh()
        return next((one for one in self._peers.values() if one.path == path), None)

    def certificates(self) -> list[bytes]:
        """The certificates (DER) of all active gateways."""
        self.refresh()
        found = {one.gateway_id: one for one in self._peers.values()}
        return [der for one in found.values() for der in (one.tls_der, one.next_tls_der) if der]

    def log_gateway(self, log_id: bytes) -> bytes | None:
        """The id of the gateway that owns a log, or None if it is unknown or frozen."""
        if log_id not in self._logs:
            log = self.state.log(log_id)
            self._logs[log_id] = None if log is None or log.frozen else log.gateway_id
        return self._logs[log_id]

    # -- routes and suites

    def routes(self, service: ServiceRef, wanted: GatewayRef | None) -> tuple[Route, ...]:
        """Where to ask: one for each gateway that serves. Raises `ProviderUnknown`, `BadSecurityServer`."""
        self.refresh()
        key = (service.path, wanted.path if wanted else None)
        routes = self._routes.get(key)
        if routes is None:
            routes = self._routes[key] = self._find_routes(service, wanted)
        return routes

    def _find_routes(self, service: ServiceRef, wanted: GatewayRef | None) -> tuple[Route, ...]:
        state = self._state
        member = state.member(service.member.id)
        subsystem = state.subsystem(service.subsystem.id)
        gateways = [one for one in state.gateways_of(service.member.id) if one.active]
        if wanted is not None:
            gateways = [one for one in gateways if one.path == wanted.path]
            if not gateways:
                raise BadSecurityServer("X-Road-Security-Server serves no such provider")
        if member is None or subsystem is None or not subsystem.active or not gateways:
            raise ProviderUnknown(f"no provider {service.subsystem.path}")
        found = state.service(service.id)
        whole = found is not None and any(one.method == "*" and one.path == "/*" for one in found.endpoints)
        return tuple(Route(one, self.suite_with(one.gateway_id) or INTL, found, whole) for one in gateways)

    def suite_with(self, gateway_id: bytes) -> int | None:
        """The suite to use with a gateway: SM if both have a live SM key, else international; None without any."""
        if gateway_id not in self._suites:
            self.refresh()
            assert self._head is not None
            self._suites[gateway_id] = self.suite_at(self._state, self._head.number, gateway_id)
        return self._suites[gateway_id]

    def suite_at(self, state: LedgerState, block: int, gateway_id: bytes) -> int | None:
        """The same as of a block."""
        theirs = {one.suite for one in state.keys_of(gateway_id, KeyPurpose.SIGN) if live(one, block)}
        ours = {one.suite for one in state.keys_of(self.own.id, KeyPurpose.SIGN) if live(one, block)}
        both = theirs & ours & self._own_suites
        return SM if SM in both else INTL if INTL in both else None

    def expected_suite(self, block: int, gateway_id: bytes) -> int | None:
        """The suite of a message that stands on `block`; that of the head if the block was not read yet."""
        if block >= self.refresh().number:
            return self.suite_with(gateway_id)
        return self.suite_at(self.state_at(block), block, gateway_id)

    # -- keys

    def key_of(self, kid: bytes, gateway_id: bytes, suite: int, block: int) -> PublicKey:
        """A gateway's signing key, live at `block` and not revoked since: whoever holds a revoked key can name any
        block. Raises `MissingSignature`."""
        head = self.refresh()
        if kid not in self._keys:
            self._keys[kid] = self._state.key(kid)
        key = self._keys[kid]
        if key is None or key.gateway_id != gateway_id or key.purpose != KeyPurpose.SIGN or key.suite != suite:
            raise MissingSignature("the signing key is not one of that gateway on the ledger")
        if not live(key, block) or 0 < key.revoked_since <= head.number:
            raise MissingSignature("the signing key was not valid at the block that the message names")
        public = self._public.get(kid)
        if public is None:
            public = self._public[kid] = get_suite(suite).load_public(key.spki)
        return public

    # -- the view of `chain_node.log.pairtalk`

    def basis(self) -> tuple[int, bytes]:
        """Number and hash of the newest block."""
        head = self.refresh()
        return head.number, head.hash

    def suite_for(self, peer_gateway: str) -> int | None:
        """The suite to use with the gateway at this path; None if it is not to be talked to now."""
        gateway = self.gateway_at(peer_gateway)
        return None if gateway is None else self.suite_with(gateway.gateway_id)

    def verify(self, message: bytes, receipt: bytes) -> tuple[Statement, bytes]:
        """Statement and digest of a message between gateways. Raises `EvidenceError` or `CryptoError`."""

        def key_of(parsed: Receipt, statement: Statement) -> PublicKey:
            gateway_id = self.log_gateway(statement.src_log)
            gateway = self.gateway_at(statement.src)
            if gateway_id is None or gateway is None or gateway.gateway_id != gateway_id:
                raise CryptoError("the message is not from the gateway that owns its log")
            try:
                return self.key_of(parsed.kid, gateway_id, parsed.suite, statement.basis.block)
            except MissingSignature as error:
                raise CryptoError(str(error)) from None

        verified = verify_message(message, receipt, key_of, self.cache)
        return verified.statement, verified.digest


def live(key: Key, block: int) -> bool:
    """Whether a key is valid at a block."""
    if key.revoked_since and block >= key.revoked_since:
        return False
    return key.valid_from <= block and (key.valid_to == 0 or block <= key.valid_to)
