"""From the contracts' events to the tables of `state.py`: this and `projection_contract.py` say which event says what.

Trust begins with the pinned Consortium; it names the other contracts in its events, and only events of contracts so
named are read. Every event carries the whole new record, so nothing is ever read from the ledger's storage. An event
that none of ours has is ignored (a later version may add some); one that the contract of that name has and that does
not decode contradicts the ledger.

A vote may put a name at another address, and back. A contract holds what it was told while it had no name, too: what
it emits goes to tables of its own from its first name on, and what it emitted before is made up for then; whichever
name that is, for a vote may err and be put right: what is not of that name is read too, if it can be. Only
evidence counts from whoever has the name at that moment: the Consortium tells no other of changed keys and members.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from chain_node.crypto.errors import SuiteUnavailable
from chain_node.crypto.suite import Suite, get_suite
from chain_node.errors import CryptoError
from chain_node.ledger import record_codec as codec
from chain_node.ledger.abi import AbiMismatch, Event
from chain_node.ledger.bindings import EVENTS
from chain_node.ledger.blocks import EventLog
from chain_node.ledger.errors import ReplicaContradicted
from chain_node.ledger.port import BlockRef
from chain_node.ledger.projection_contract import Handler, Place, Values, contract_handlers, recorder
from chain_node.ledger.records import Anchor, Equivocation, Key, KeyPurpose, PrefixChallenge, Rotation
from chain_node.ledger.tables import Tables
from chain_node.ledger.tables_contract import ContractTables
from chain_node.ledger.unnamed import MOST_BYTES, Unnamed

CONSORTIUM, EVIDENCE, ROTATED = "Consortium", "EvidenceAnchor", "KeyRotated"
_ROTATION = b"DXL1/rotation\0"


@dataclass(slots=True)
class _Reader:
    """What is read of an address: the topics that its names have, and what events do."""

    own: set[bytes]
    handlers: dict[str, Handler]


class Projection:
    """Applies events to its `tables`. One writer only: the replica that it is handed to."""

    def __init__(
        self,
        consortium: bytes,
        events: Mapping[str, Mapping[bytes, Event]] = EVENTS,
        most_unnamed: int = MOST_BYTES,
        suites: Callable[[int], Suite] = get_suite,
    ) -> None:
        """`consortium` is the pinned 20-byte address; `events` gives each contract's events by first topic;
        `most_unnamed` bounds the memory for what contracts without a name emit; `suites` as `get_suite`."""
        self.tables = Tables()
        self._consortium = consortium
        self._suites = suites
        self._addresses: dict[str, bytes] = {}
        self._events = events
        self._known = {topic: event for own in events.values() for topic, event in own.items()}
        self._unnamed = Unnamed(most_unnamed)
        self._evidence = self._evidence_handlers()
        self._readers: dict[bytes, _Reader] = {}
        self._begin(consortium, self.tables).handlers |= self._consortium_handlers()
        self._readers[consortium].own.update(events.get(CONSORTIUM, ()))

    @property
    def projected(self) -> frozenset[str]:
        """The names of all events that change something here."""
        return frozenset(self._readers[self._consortium].handlers) | frozenset(self._evidence)

    def contract(self, name: str) -> bytes | None:
        """The 20-byte address of the contract that goes by `name` now (`EvidenceAnchor`), or None if none does."""
        return self._consortium if name == CONSORTIUM else self._addresses.get(name)

    def check(self, event: EventLog) -> None:
        """Raise `SuiteUnavailable` if this machine cannot judge an event: before any of its block is applied."""
        known = self._known.get(event.topics[0]) if event.topics else None
        if event.address == self._consortium and known is not None and known.name == ROTATED:
            with suppress(AbiMismatch):  # told when it is applied
                self._rotation_holds(known.decode(event.topics, event.data))

    def apply(self, block: BlockRef, tx_hash: bytes, log_index: int, event: EventLog) -> None:
        """Apply one event. Raises `ReplicaContradicted` if a contract of ours cannot have emitted it."""
        if not event.topics:
            return
        place, reader = (block, tx_hash, log_index), self._readers.get(event.address)
        if reader is not None:
            self._read(reader, place, event)
        elif event.topics[0] in self._known:
            self._unnamed.add(place, event)

    def _read(self, reader: _Reader, place: Place, event: EventLog) -> None:
        known = self._known.get(event.topics[0])
        if known is None:
            return
        handler = reader.handlers.get(known.name)
        if handler is None and event.address == self._addresses.get(EVIDENCE):
            handler = self._evidence.get(known.name)
        try:
            values = known.decode(event.topics, event.data)
            if handler is not None:
                handler(values, place)
        except (AbiMismatch, ReplicaContradicted) as exc:
            number = place[0].number
            if event.topics[0] in reader.own:
                raise ReplicaContradicted(f"block {number}: {exc}", number=number, evidence=event.data) from exc

    def _begin(self, address: bytes, tables: ContractTables) -> _Reader:
        self.tables.by_address[address] = tables
        self._readers[address] = _Reader(set(), contract_handlers(tables))
        return self._readers[address]

    def _consortium_handlers(self) -> dict[str, Handler]:
        tables = self.tables
        members = (
            "MemberAdmitted MemberChanged MemberSuspended MemberResumed MemberRemoved MemberHalted MemberBlacklisted"
        )
        records: tuple[tuple[str, Callable[[Any], Any], Callable[[int, Any], None]], ...] = (
            (members, codec.read_member, tables.put_member),
            ("AccountSet", codec.read_account, tables.put_account),
            ("SubsystemRegistered SubsystemChanged", codec.read_subsystem, tables.put_subsystem),
            ("GatewayRegistered GatewayChanged", codec.read_gateway, tables.put_gateway),
            ("KeyRegistered KeyRevoked", codec.read_key, self._put_known_key),
        )
        handlers = {name: recorder(read, put) for names, read, put in records for name in names.split()}
        own: dict[str, Handler] = {"ContractNamed": self._contract_named, ROTATED: self._key_rotated}
        return handlers | own | tables.governance.handlers()

    def _evidence_handlers(self) -> dict[str, Handler]:
        logs = dict.fromkeys(("LogOpened", "LogFrozen", "LogChanged"), recorder(codec.read_log, self.tables.put_log))
        claims = dict.fromkeys(("ClaimMade", "ClaimClosed"), recorder(codec.read_claim, self.tables.put_claim))
        return (
            logs
            | claims
            | {
                "Anchored": self._anchored,
                "EquivocationReported": self._equivocation,
                "PrefixChallenged": self._challenged,
            }
        )

    def _contract_named(self, values: Values, place: Place) -> None:
        """One address per name. The pinned Consortium stays, whatever is named so."""
        name = values["name"].rstrip(b"\0").decode("latin-1")  # 32 bytes by vote: no two may become one text
        at = codec.address(values["at"])
        if name in self._events:
            self._known_as(name, at)
        self._addresses[name] = at
        self.tables.governance.contracts.put(place[0].number, name, at)

    def _known_as(self, name: str, at: bytes) -> None:
        """Read from now on what a contract of this name emits, and what it emitted until now."""
        before = self._unnamed.take(at)
        if before is None:
            return  # not all is known: nothing is told of it
        reader = self._readers.get(at) or self._begin(at, ContractTables())
        reader.own.update(self._events[name])
        for place, event in before:
            self._read(reader, place, event)

    def _put_known_key(self, block: int, key: Key) -> None:
        """A key whose rotation failed stays out, whatever is said about it later."""
        if key.kid not in self.tables.rejected_keys:
            self.tables.put_key(block, key)

    def _key_rotated(self, values: Values, place: Place) -> None:
        old, new = codec.read_key(values["oldRecord"]), codec.read_key(values["newRecord"])
        block = place[0].number
        accepted = self._rotation_holds(values)
        self._put_known_key(block, old)
        if accepted and old.kid not in self.tables.rejected_keys:
            self.tables.put_key(block, new)
        else:
            self.tables.rejected_keys.add(new.kid)
        rotation = Rotation(
            gateway_id=new.gateway_id,
            old_kid=old.kid,
            new_kid=new.kid,
            old_signature=values["oldSignature"],
            new_signature=values["newSignature"],
            block=block,
            accepted=new.kid not in self.tables.rejected_keys,
        )
        self.tables.rotations.append(block, rotation)

    def _rotation_holds(self, values: Values) -> bool:
        """Whether both keys signed. The contract cannot know; a rotation that fails is ignored, not an error of the
        ledger."""
        old, new = codec.read_key(values["oldRecord"]), codec.read_key(values["newRecord"])
        if old.purpose is not KeyPurpose.SIGN or old.gateway_id != new.gateway_id:
            return False
        message = rotation_message(new.gateway_id, old.kid, new.kid)
        try:
            for key, signature in ((old, values["oldSignature"]), (new, values["newSignature"])):
                self._suites(key.suite).load_public(key.spki).verify(signature, message)
        except SuiteUnavailable:
            raise  # this machine cannot judge, and must not judge otherwise than others do
        except CryptoError:
            return False
        return True

    def _anchored(self, values: Values, place: Place) -> None:
        block, tx_hash, log_index = place
        log, epoch, size, root, prev_size, prev_root, alt_root, pair_root, note_hash, key_id = values["checkpoint"]
        anchor = Anchor(
            log_id=log,
            epoch=epoch,
            size=size,
            root=root,
            prev_size=prev_size,
            prev_root=prev_root,
            alt_root=alt_root,
            pair_root=pair_root,
            note_hash=note_hash,
            key_id=key_id,
            block=block.number,
            timestamp=block.timestamp,
            tx_hash=tx_hash,
            log_index=log_index,
        )
        self.tables.add_anchor(block.number, anchor)

    def _equivocation(self, values: Values, place: Place) -> None:
        reported = Equivocation(
            log_id=values["log"],
            reporter=codec.address(values["reporter"]),
            first=values["first"],
            first_signature=values["firstSignature"],
            second=values["second"],
            second_signature=values["secondSignature"],
            block=place[0].number,
        )
        self.tables.equivocations.append(place[0].number, reported)

    def _challenged(self, values: Values, place: Place) -> None:
        made = PrefixChallenge(values["id"], values["log"], values["checkpoint"], values["signature"])
        self.tables.challenges.put(place[0].number, made.claim_id, made)


def rotation_message(gateway_id: bytes, old_kid: bytes, new_kid: bytes) -> bytes:
    """What both keys sign when one replaces the other: prefix and three times 32 bytes."""
    return _ROTATION + gateway_id + old_kid + new_kid
