"""From the contracts' events to the tables of `state.py`: the only place that knows which event says what.

Trust begins with the pinned Consortium; it names the other contracts in its events, and only events of contracts so
named are read. Every event carries the whole new record, so nothing is ever read from the ledger's storage. An event
that the contract of that name does not have is ignored (a later version may add some); one that it has and that does
not decode contradicts the ledger. A few kinds of events may come before a contract is named: those are kept by its
address, whoever it is, and looked up by the address that has the name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from chain_node.crypto.errors import SuiteUnavailable
from chain_node.crypto.suite import get_suite
from chain_node.errors import CryptoError
from chain_node.ledger import record_codec as codec
from chain_node.ledger import records_cases as cases
from chain_node.ledger.abi import AbiMismatch, Event
from chain_node.ledger.bindings import EVENTS
from chain_node.ledger.blocks import EventLog
from chain_node.ledger.codec_certificates import certificate_events
from chain_node.ledger.errors import ReplicaContradicted
from chain_node.ledger.port import BlockRef
from chain_node.ledger.projection_access import access_handlers
from chain_node.ledger.records import Anchor, Equivocation, Key, KeyPurpose, PrefixChallenge, Rotation
from chain_node.ledger.tables import Tables

Values = dict[str, Any]
Place = tuple[BlockRef, bytes, int]
"""Block, transaction hash, index of the event in its block."""

CONSORTIUM = "Consortium"
_ROTATION = b"DXL1/rotation\0"


class Projection:
    """Applies events to its `tables`. One writer only: the replica that it is handed to."""

    def __init__(self, consortium: bytes, events: Mapping[str, Mapping[bytes, Event]] = EVENTS) -> None:
        """`consortium` is the pinned 20-byte address; `events` gives each contract's events by first topic."""
        self.tables = Tables()
        self._consortium = consortium
        self._addresses: dict[str, bytes] = {}
        self._names: dict[bytes, str] = {consortium: CONSORTIUM}
        """Of each address the name whose events are read."""
        self._events = events
        self._handlers: dict[str, Callable[[Values, Place], None]] = {
            "ContractNamed": self._contract_named,
            "KeyRotated": self._key_rotated,
            "Anchored": self._anchored,
            "EquivocationReported": self._equivocation,
            "PrefixChallenged": self._challenged,
            "DecisionGiven": _recorder(cases.read_decision, self.tables.add_decision, "decision"),
            "MaterialAttached": _recorder(cases.read_material, self.tables.add_material, "material"),
        }
        for names, read, put in (*self._record_events(), *certificate_events(self.tables.certificates)):
            for name in names.split():
                self._handlers[name] = _recorder(read, put)
        self._handlers |= access_handlers(self.tables)
        self._handlers |= self.tables.governance.handlers()
        self._handlers |= self.tables.accountability.handlers()
        self._anywhere = self.tables.governance.anywhere() | self.tables.accountability.anywhere()
        self._everywhere = {
            topic: event for own in events.values() for topic, event in own.items() if event.name in self._anywhere
        }

    @property
    def projected(self) -> frozenset[str]:
        """The names of all events that change something here."""
        return frozenset(self._handlers) | frozenset(self._anywhere)

    def contract(self, name: str) -> bytes | None:
        """The 20-byte address of the contract that goes by `name` now (`EvidenceAnchor`), or None if none does."""
        return self._consortium if name == CONSORTIUM else self._addresses.get(name)

    def apply(self, block: BlockRef, tx_hash: bytes, log_index: int, event: EventLog) -> None:
        """Apply one event. Raises `ReplicaContradicted` if a contract of ours cannot have emitted it."""
        if not event.topics:
            return
        place, topic = (block, tx_hash, log_index), event.topics[0]
        own = self._events.get(self._names.get(event.address, ""), {})
        known = own.get(topic) or self._everywhere.get(topic)
        if known is None:
            return
        try:
            values = known.decode(event.topics, event.data)
        except AbiMismatch as exc:
            if topic not in own:
                return  # whoever made it may be anybody
            raise ReplicaContradicted(f"block {block.number}: {exc}", number=block.number, evidence=event.data) from exc
        if known.name in self._anywhere:
            self._anywhere[known.name](event.address, values, place)
        elif known.name in self._handlers:
            self._handlers[known.name](values, place)

    def _record_events(self) -> tuple[tuple[str, Callable[[Any], Any], Callable[[int, Any], None]], ...]:
        """Events whose `record` is all that matters: how it is read, and where it is put."""
        tables = self.tables
        return (
            (
                "MemberAdmitted MemberChanged MemberSuspended MemberResumed MemberRemoved MemberHalted "
                "MemberBlacklisted",
                codec.read_member,
                tables.put_member,
            ),
            ("AccountSet", codec.read_account, tables.put_account),
            ("SubsystemRegistered SubsystemChanged", codec.read_subsystem, tables.put_subsystem),
            ("GatewayRegistered GatewayChanged", codec.read_gateway, tables.put_gateway),
            ("KeyRegistered KeyRevoked", codec.read_key, self._put_known_key),
            (
                "ResourceRegistered ResourceSubmitted ResourceReturned ResourceSuspended ResourceResumed"
                " ResourceRetired",
                codec.read_resource,
                tables.put_resource,
            ),
            ("ServiceRegistered ServiceChanged ServiceHalted", codec.read_service, tables.put_service),
            ("RequestSubmitted RequestAnswered", codec.read_request, tables.put_request),
            ("GrantCreated GrantChanged", codec.read_grant, tables.put_grant),
            ("LogOpened LogFrozen LogChanged", codec.read_log, tables.put_log),
            ("ClaimMade ClaimClosed", codec.read_claim, tables.put_claim),
            (
                "CaseOpened ParticipantsAdded CaseAcceptedBySilence CaseMoved",
                cases.read_case,
                tables.put_case,
            ),
        )

    def _contract_named(self, values: Values, place: Place) -> None:
        """One address per name: events of a contract that was replaced count no longer. The pinned Consortium stays."""
        name = values["name"].rstrip(b"\0").decode("ascii", "replace")
        at = codec.address(values["at"])
        self.tables.governance.contracts.put(place[0].number, name, at)
        if name == CONSORTIUM:
            return
        self._addresses[name] = at
        self._names = {address: known for address, known in self._names.items() if known != name}
        if at not in self._names or (name in self._events and at != self._consortium):
            self._names[at] = name  # a contract may have another name beside the one that says what it is

    def _put_known_key(self, block: int, key: Key) -> None:
        """A key whose rotation failed stays out, whatever is said about it later."""
        if key.kid not in self.tables.rejected_keys:
            self.tables.put_key(block, key)

    def _key_rotated(self, values: Values, place: Place) -> None:
        old, new = codec.read_key(values["oldRecord"]), codec.read_key(values["newRecord"])
        block = place[0].number
        accepted = _rotation_holds(old, new, values["oldSignature"], values["newSignature"])
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


def _recorder(
    read: Callable[[Any], Any], put: Callable[[int, Any], None], name: str = "record"
) -> Callable[[Values, Place], None]:
    return lambda values, place: put(place[0].number, read(values[name]))


def rotation_message(gateway_id: bytes, old_kid: bytes, new_kid: bytes) -> bytes:
    """What both keys sign when one replaces the other: prefix and three times 32 bytes."""
    return _ROTATION + gateway_id + old_kid + new_kid


def _rotation_holds(old: Key, new: Key, old_signature: bytes, new_signature: bytes) -> bool:
    """Whether both keys signed. The contract cannot know; a rotation that fails is ignored, not an error of the
    ledger."""
    if old.purpose is not KeyPurpose.SIGN or old.gateway_id != new.gateway_id:
        return False
    message = rotation_message(new.gateway_id, old.kid, new.kid)
    try:
        for key, signature in ((old, old_signature), (new, new_signature)):
            get_suite(key.suite).load_public(key.spki).verify(signature, message)
    except SuiteUnavailable:
        raise  # this machine cannot judge, and must not judge otherwise than others do
    except CryptoError:
        return False
    return True
