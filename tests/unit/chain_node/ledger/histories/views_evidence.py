"""What the views of EvidenceAnchor and CertificateRegistry say, told from the replica."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

from chain_node.crypto.secp256k1 import checksum_address, keccak256
from chain_node.evidence.checkpoint import Checkpoint, log_id, signing_digest
from chain_node.evidence.errors import MerkleError
from chain_node.ledger.records_certificates import BatchMember, Verification
from chain_node.ledger.state import LedgerState
from tests.contract_world import DAY
from tests.unit.chain_node.ledger.histories.known import UNKNOWN, Known, each, nothing, pairs
from tests.unit.chain_node.ledger.histories.table import VIEWS, ZERO, Refusal, stored_of

Answer = tuple[Any, ...]
ANCHOR, REGISTRY = "EvidenceAnchor", "CertificateRegistry"
NOWHERE = "0x" + "00" * 20
ZONE = 8 * 3_600
UNKNOWN_STATUS = 0


@VIEWS.view(ANCHOR, "logOf", each("logs"))
def log_of(state: LedgerState, known: Known, key: bytes) -> Answer:
    found = state.log(key)
    nothing_there = (key, ZERO, ZERO, 0, 0, 0, ZERO, 0, ZERO, ZERO, NOWHERE, 0, ZERO, False)
    return (nothing_there if found is None else found.raw,)


@VIEWS.view(ANCHOR, "headOf", each("logs"))
def head_of(state: LedgerState, known: Known, key: bytes) -> Answer:
    found, anchors = state.log(key), state.anchors(key)
    if found is None or not anchors:
        return ((ZERO, ZERO, 0, 0, 0),)
    assert (anchors[-1].root, anchors[-1].size, anchors[-1].epoch) == (found.root, found.size, found.epoch)
    return ((found.root, anchors[-1].alt_root, found.size, found.epoch, anchors[-1].timestamp),)


@VIEWS.view(ANCHOR, "lastLogOf", each("gateways"))
def last_log_of(state: LedgerState, known: Known, key: bytes) -> Answer:
    found = state.logs_of(key)
    return (found[-1].log_id if found else ZERO,)


@VIEWS.view(ANCHOR, "logIdOf", lambda known: ((one, shard, profile) for one in known.gateways for shard in (0, 1, 7)
                                               for profile in (1, 3)))  # fmt: skip
def log_id_of(state: LedgerState, known: Known, gateway: bytes, shard: int, profile: int) -> Answer:
    contract = state.contract(ANCHOR)
    assert contract is not None
    return (log_id(known.ledger.chain_id, contract, gateway, shard, profile),)


def _checkpoints(known: Known) -> Any:
    for key in known.logs:
        for one in known.head.anchors(key):
            yield (_struct(one),)


def _struct(one: Any) -> tuple[Any, ...]:
    return (
        one.log_id, one.epoch, one.size, one.root, one.prev_size, one.prev_root, one.alt_root, one.pair_root,
        one.note_hash, one.key_id,
    )  # fmt: skip


@VIEWS.view(ANCHOR, "digestOf", _checkpoints)
def digest_of(state: LedgerState, known: Known, struct: tuple[Any, ...]) -> Answer:
    contract = state.contract(ANCHOR)
    assert contract is not None
    return (signing_digest(Checkpoint(*struct), known.ledger.chain_id, contract, keccak256),)


def _claims(known: Known) -> Any:
    return ((one,) for one in [*(one.claim_id for one in known.head.claims()), UNKNOWN])


@VIEWS.view(ANCHOR, "claimOf", _claims)
def claim_of(state: LedgerState, known: Known, key: bytes) -> Answer:
    return stored_of(ANCHOR, "ClaimMade", state.claim(key))


def _between(known: Known) -> Any:
    return ((one, against) for one in (*known.members, *known.gateways) for against in known.gateways)


@VIEWS.view(ANCHOR, "claimsBetween", _between)
def claims_between(state: LedgerState, known: Known, claimant: bytes, against: bytes) -> Answer:
    today, demand = (state.block.timestamp + ZONE) // DAY, 3
    made = [
        one for one in state.claims()
        if one.against == against and claimant == (one.from_gateway if one.kind == demand else one.claimant)
    ]  # fmt: skip
    return sum(one.state == 1 for one in made), sum((one.claimed_at + ZONE) // DAY == today for one in made)


def _domain(name: str, contract: str) -> None:
    @VIEWS.view(contract, "eip712Domain", nothing)
    def domain(state: LedgerState, known: Known) -> Answer:
        at = state.contract(contract)
        assert at is not None
        return b"\x0f", name, "1", known.ledger.chain_id, checksum_address(at).lower(), ZERO, ()


_domain("Lianlu EvidenceAnchor", ANCHOR)
_domain("Lianlu Relay", "Relay")


# ------------------------------------------------------------------ certificates


def _numbers(known: Known) -> Any:
    return ((one,) for one in [*known.ids(LedgerState.accreditations, "number")[:-1], 0, 999])


def _certificates(known: Known) -> Any:
    return ((one,) for one in known.ids(LedgerState.certificates, "certificate_id"))


def _batches(known: Known) -> Any:
    return ((one,) for one in known.ids(LedgerState.batches, "batch_id"))


@VIEWS.view(REGISTRY, "accreditationOf", _numbers)
def accreditation_of(state: LedgerState, known: Known, number: int) -> Answer:
    found = state.accreditation(number)
    ends = (0, 0) if found is None else (found.valid_from, found.valid_to)
    return (*stored_of(REGISTRY, "AccreditationGiven", found), *ends)


@VIEWS.view(REGISTRY, "lastAccreditation", pairs("members", "types"))
def last_accreditation(state: LedgerState, known: Known, member: bytes, code: bytes) -> Answer:
    found = state.last_accreditation(member, code.decode())
    return (0 if found is None else found.number,)


@VIEWS.view(REGISTRY, "certificateOf", _certificates)
def certificate_of(state: LedgerState, known: Known, key: bytes) -> Answer:
    return stored_of(REGISTRY, "CertificateIssued", state.certificate(key))


@VIEWS.view(REGISTRY, "batchOf", _batches)
def batch_of(state: LedgerState, known: Known, key: bytes) -> Answer:
    return stored_of(REGISTRY, "BatchIssued", state.batch(key))


def _verified(found: Verification | None) -> Answer:
    if found is None:
        raise Refusal("CertificateRegistryUnknown")
    return (astuple(found),)


@VIEWS.view(REGISTRY, "verify", _certificates)
def verify(state: LedgerState, known: Known, key: bytes) -> Answer:
    return _verified(state.verify(key, state.block.timestamp))


def _indexes(known: Known) -> Any:
    return ((key, index) for (key,) in _batches(known) for index in (0, 1, 2, 63, 64, 69, 70))


@VIEWS.view(REGISTRY, "memberStatusOf", _indexes)
def member_status_of(state: LedgerState, known: Known, key: bytes, index: int) -> Answer:
    batch, changed = state.batch(key), state.batch_member(key, index)
    if batch is None or index >= batch.size:
        return (UNKNOWN_STATUS,)
    return (1 if changed is None else changed.state.status,)


@VIEWS.view(REGISTRY, "verifyMember", lambda known: known.of("batch members"))
def verify_member(
    state: LedgerState, known: Known, key: bytes, index: int, member: tuple[Any, ...], path: list[bytes]
) -> Answer:
    try:
        return _verified(state.verify_member(key, index, BatchMember(*member), path, state.block.timestamp))
    except MerkleError as exc:
        raise Refusal("CertificateRegistryNotIncluded") from exc
