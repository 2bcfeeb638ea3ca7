"""The way to the ledger: its addresses as one, a verified copy, the anchoring account's outbox, the open log."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from chain_node.clock import Clock
from chain_node.crypto.secp256k1 import EthKey
from chain_node.errors import LedgerError
from chain_node.evidence import checkpoint
from chain_node.evidence.leaf import Role, encode_leaf
from chain_node.ledger.client import RpcLedger
from chain_node.ledger.errors import LedgerOutdated, LedgerUnavailable
from chain_node.ledger.follower import ReplicaFollower
from chain_node.ledger.group import LedgerGroup
from chain_node.ledger.outbox import Outbox
from chain_node.ledger.port import BlockRef, Ledger
from chain_node.ledger.projection import Projection
from chain_node.ledger.replica import Replica
from chain_node.ledger.state import LedgerState
from chain_node.ledger.trust import Trust
from chain_node.log.errors import ChainAhead
from chain_node.log.ledger_anchors import LedgerAnchors
from chain_node.log.reader import LogReader
from chain_node.log.store import FILE_NAME, LogIdentity, create
from chain_node.logs import get_logger
from exchange_api.config import Config
from exchange_api.setup_errors import ClockWrong, ConfigInvalid, NotRegistered

ANCHOR_CONTRACT = "EvidenceAnchor"
OUTBOX_FILE = "outbox.db"
RETRY_S = 1.0
READ_S = 60.0
CLOCK_S = 15.0
"""How far a clock may be from the ledger's: an auditor allows entries and anchors that much."""
WATCH_S = 0.5
log = get_logger(__name__)


@dataclass(slots=True)
class Access:
    """The ledger, its copy, and what keeps the copy up to date."""

    trust: Trust
    ledger: Ledger
    projection: Projection
    replica: Replica
    follower: ReplicaFollower

    def anchor_chain(self, identity: LogIdentity, key: EthKey, data: Path) -> LedgerAnchors:
        """The port of anchoring for this log; its transactions lie in `outbox.db`."""
        outbox = Outbox(data / OUTBOX_FILE, self.ledger, key, self.trust.chain_id)
        return LedgerAnchors(self.ledger, outbox, identity)

    def newest(self) -> BlockRef:
        """The ledger's newest block as of now. Raises `LedgerError`."""
        return self.ledger.head()


def connect(config: Config, trust: Trust) -> Access:
    """Everything but the first read; the ledger may be away."""
    ledger = LedgerGroup([RpcLedger(url) for url in config.ledger.urls])
    projection = Projection(trust.consortium)
    replica = Replica(ledger, trust, projection.tables, projection)
    return Access(trust, ledger, projection, replica, ReplicaFollower(replica, config.ledger.poll_ms / 1000))


def ports(urls: Sequence[str]) -> set[int]:
    """The ports of these addresses: a back end on one of them would be the ledger."""
    found = set()
    for url in urls:
        parts = urlsplit(url)
        found.add(parts.port or (443 if parts.scheme == "https" else 80))
    return found


def endpoints(urls: Sequence[str]) -> frozenset[tuple[str, int]]:
    """Hosts and ports of these addresses, by name and by what the names stand for now."""
    found: set[tuple[str, int]] = set()
    for url in urls:
        host = (urlsplit(url).hostname or "").rstrip(".")
        [port] = ports([url])
        found.add((host, port))
        with contextlib.suppress(OSError):
            found |= {(str(one[4][0]), port) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    return frozenset(found)


async def ensure_log(access: Access, config: Config, clock: Clock) -> None:
    """Check that the log in the directory is this gateway's, or make the one that the ledger has open.

    Waits for the ledger if it is needed and away. Raises `NotRegistered`, `ChainAhead`, `ConfigInvalid`.
    """
    directory = config.data / "log"
    if (directory / FILE_NAME).is_file():
        with LogReader(directory) as reader:
            identity = reader.identity
        if identity.gateway != config.ref.path or identity.chain_id != access.trust.chain_id:
            raise ConfigInvalid("the log in this directory is of another gateway, or of another ledger")
        return
    state = await read_all(access)
    identity = find_log(access, state, config)
    body = (None, 0, bytes(32), 0, "first log of this gateway")
    genesis = encode_leaf(identity.log_id, 0, Role.GENESIS, clock.now_ms(), body)
    await asyncio.to_thread(create, directory, identity, genesis)


async def check_clock(access: Access, clock: Clock, watch_s: float = WATCH_S, retry_s: float = RETRY_S) -> None:
    """Return once the ledger has a block that is about as new as this machine's clock says. Waits if it is away.

    A block dated in the future shows a clock that is behind. An old one may be that of a ledger that has been away, or
    is catching up: two that are made while we look on, and are old all the same, show a clock that is ahead. Raises
    `ClockWrong`, or `LedgerError` for good.
    """
    number, made_age_s = None, None
    while True:
        try:
            head = await asyncio.to_thread(access.newest)
        except (LedgerUnavailable, LedgerOutdated) as error:
            log.warning("ledger.waiting", code=error.code, text=str(error))
            await asyncio.sleep(retry_s)
            continue
        age_s = clock.now_ms() / 1000 - head.timestamp
        if abs(age_s) <= CLOCK_S:
            return
        if age_s < 0:
            raise ClockWrong(f"this machine's clock is {-age_s:.0f} s behind the ledger's block {head.number}")
        if number is not None and head.number > number:
            if made_age_s is not None and age_s > made_age_s - 1:
                raise ClockWrong(f"this machine's clock is {age_s:.0f} s ahead: block {head.number} was made just now")
            made_age_s = age_s
        if number is None:
            log.warning("clock.waiting", text=f"the ledger's newest block is {age_s:.0f} s old")
        number = head.number
        await asyncio.sleep(watch_s)


async def read_all(access: Access) -> LedgerState:
    """The ledger's state as of now, waiting for the ledger as long as it is away. Raises `LedgerError` for good."""
    while True:
        try:
            head = await asyncio.to_thread(access.ledger.head)
            await access.follower.wait_for(head.number, READ_S)
            return access.replica.state
        except (LedgerUnavailable, LedgerOutdated) as error:
            log.warning("ledger.waiting", code=error.code, text=str(error))
        except LedgerError:
            raise
        await asyncio.sleep(RETRY_S)


def find_log(access: Access, state: LedgerState, config: Config) -> LogIdentity:
    """The identity of the log that the ledger has open for this gateway, and that was never used.

    Raises `NotRegistered`, or `ChainAhead` if it was used: then its directory is somewhere else.
    """
    ref = config.ref
    gateway = state.gateway(ref.id)
    contract = access.projection.contract(ANCHOR_CONTRACT)
    if gateway is None or not gateway.active or contract is None:
        raise NotRegistered(f"the ledger knows no active gateway {ref.path}")
    logs = [one for one in state.logs_of(ref.id) if not one.frozen]
    if not logs:
        raise NotRegistered(f"no log is open for {ref.path}")
    newest = max(logs, key=lambda one: one.shard)
    if newest.epoch or newest.shard:
        raise ChainAhead(f"log {newest.log_id.hex()} is in use, and this directory does not hold it")
    expected = checkpoint.log_id(access.trust.chain_id, contract, ref.id, newest.shard, newest.profile)
    if expected != newest.log_id:
        raise NotRegistered("the log that is open has another id than this ledger and contract give")
    return LogIdentity(
        expected, access.trust.chain_id, contract, ref.path, ref.id, newest.shard, newest.profile
    )  # fmt: skip
