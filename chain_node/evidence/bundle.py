"""A record bundle: one exchange as a file that proves itself against the ledger alone (`*.lianlu.json`).

    {"format": "lianlu-record/1",
     "exchange_id": hex,
     "entries": [{"log_id": hex, "gateway": text, "leaf_index": n, "leaf": base64,
                  "size": n, "root": base64, "path": [base64, ...],
                  "anchor": {"epoch": n, "block": n, "tx": hex} or null}, ...],
     "openings": [{"digest": hex, "openings": base64}, ...]}

Each entry is one leaf about the exchange with its inclusion proof in the tree of `size`; `anchor` says where to find
that size and root on the ledger, and is null for a tail that is not anchored yet. `openings` (optional, by message
digest) are CBOR as beside the message. Entries are in ascending order of (log_id, leaf_index), openings of digest.

Hex is lower case, base64 the standard alphabet with padding, numbers below 2^53. Written in the canonical form of
RFC 8785; read strictly: unknown, missing or duplicate names are refused. Nothing in a bundle is trusted: size and root
count only after they were found on the ledger, keys only from its registry.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from chain_node.evidence import merkle, strict_json
from chain_node.evidence.canonical import MAX_TEXT
from chain_node.evidence.commitments import (
    MAX_OPENINGS_BYTES,
    Opening,
    decode_openings,
    encode_openings,
    verify_openings,
)
from chain_node.evidence.errors import BundleError
from chain_node.evidence.leaf import MAX_LEAF, Leaf, Role, leaf_hash, parse_leaf
from chain_node.evidence.statement import Statement, digest, parse
from chain_node.evidence.strict_json import array, from_base64, from_hex, members, number, text, to_base64

FORMAT = "lianlu-record/1"
MAX_BUNDLE = 16 << 20
MAX_ENTRIES = 64


@dataclass(frozen=True, slots=True)
class AnchorRef:
    """Where the ledger holds a log's head: `epoch`, `block` number, `tx` hash (32 bytes)."""

    epoch: int
    block: int
    tx: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """One leaf with its proof: `log_id` 32 bytes, `gateway` its path, `leaf` bytes, `path` of hashes, `anchor`."""

    log_id: bytes
    gateway: str
    leaf_index: int
    leaf: bytes
    size: int
    root: bytes
    path: tuple[bytes, ...]
    anchor: AnchorRef | None


@dataclass(frozen=True, slots=True)
class Bundle:
    """One exchange: `exchange_id` 16 bytes, its entries, and openings by message digest."""

    exchange_id: bytes
    entries: tuple[Entry, ...]
    openings: dict[bytes, tuple[Opening, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """What the structure of a bundle shows for one entry: the leaf is in the tree that the entry names."""

    entry: Entry
    leaf: Leaf
    statement: Statement
    digest: bytes


def build_bundle(bundle: Bundle) -> bytes:
    """The file's bytes; raises BundleError (or what `verify_bundle` raises) for a bundle that would be refused."""
    verify_bundle(bundle)
    data = strict_json.dumps({
        "format": FORMAT,
        "exchange_id": bundle.exchange_id.hex(),
        "entries": [_entry_json(entry) for entry in bundle.entries],
        "openings": [
            {"digest": one.hex(), "openings": to_base64(encode_openings(openings))}
            for one, openings in sorted(bundle.openings.items())
        ],
    })  # fmt: skip
    if len(data) > MAX_BUNDLE:
        raise BundleError(f"a bundle of {len(data)} bytes, at most {MAX_BUNDLE}")
    return data


def parse_bundle(data: bytes) -> Bundle:
    """A bundle from a file's bytes; raises BundleError, and CommitmentError or CborError for malformed openings.

    Only the form is checked here; `verify_bundle` checks that the parts belong together.
    """
    document = members(strict_json.loads(data, MAX_BUNDLE), ("format", "exchange_id", "entries", "openings"))
    if document["format"] != FORMAT:
        raise BundleError(f"not a {FORMAT} file")
    entries = tuple([_entry(value) for value in array(document["entries"], MAX_ENTRIES)])
    places = [(entry.log_id, entry.leaf_index) for entry in entries]
    if not entries or places != sorted(set(places)):
        raise BundleError("entries are missing, out of order, or stand twice")
    openings: dict[bytes, tuple[Opening, ...]] = {}
    for value in array(document["openings"], MAX_ENTRIES):
        one = members(value, ("digest", "openings"))
        digest_ = from_hex(one["digest"], 32)
        if openings and digest_ <= max(openings):
            raise BundleError("openings are out of order or stand twice")
        openings[digest_] = decode_openings(from_base64(one["openings"], MAX_OPENINGS_BYTES))
    return Bundle(from_hex(document["exchange_id"], 16), entries, openings)


def verify_bundle(bundle: Bundle) -> tuple[Record, ...]:
    """Check what a bundle shows by itself, and give its records in order.

    Each leaf is well-formed, is the one its entry names, holds a message of this exchange, and is in the tree of the
    entry's size and root; each set of openings opens commitments of a message that is there. Not checked here:
    signatures, keys, anchors and the decision. Raises BundleError, MerkleError, LeafError, StatementError,
    CommitmentError or CborError.
    """
    if not bundle.entries:
        raise BundleError("a bundle without entries shows nothing")
    records = tuple([_record(bundle.exchange_id, entry) for entry in bundle.entries])
    by_digest = {record.digest: record.statement for record in records}
    for digest_, openings in bundle.openings.items():
        statement = by_digest.get(digest_)
        if statement is None:
            raise BundleError(f"openings for message {digest_.hex()}, which is not in the bundle")
        verify_openings(statement.suite, statement.commitments, openings, complete=False)
    return records


def _record(exchange_id: bytes, entry: Entry) -> Record:
    leaf = parse_leaf(entry.leaf)
    if leaf.log_id != entry.log_id or leaf.index != entry.leaf_index:
        raise BundleError(f"entry {entry.leaf_index} of log {entry.log_id.hex()} holds another leaf")
    if leaf.role not in (Role.SENT, Role.RECV):
        raise BundleError(f"leaf {entry.leaf_index} holds no message")
    merkle.verify_inclusion(leaf_hash(entry.leaf), entry.leaf_index, entry.size, entry.path, entry.root)
    statement = parse(leaf.message)
    if statement.exchange_id != exchange_id:
        raise BundleError(f"leaf {entry.leaf_index} is about another exchange")
    return Record(entry, leaf, statement, digest(statement.suite, leaf.message))


def _entry(value: object) -> Entry:
    names = ("log_id", "gateway", "leaf_index", "leaf", "size", "root", "path", "anchor")
    entry = members(value, names)
    anchor = None
    if entry["anchor"] is not None:
        where = members(entry["anchor"], ("epoch", "block", "tx"))
        anchor = AnchorRef(number(where["epoch"]), number(where["block"]), from_hex(where["tx"], 32))
    return Entry(
        log_id=from_hex(entry["log_id"], 32),
        gateway=text(entry["gateway"], MAX_TEXT),
        leaf_index=number(entry["leaf_index"]),
        leaf=from_base64(entry["leaf"], MAX_LEAF),
        size=number(entry["size"]),
        root=from_base64(entry["root"], 32, 32),
        path=tuple([from_base64(one, 32, 32) for one in array(entry["path"], 64)]),
        anchor=anchor,
    )


def _entry_json(entry: Entry) -> dict[str, object]:
    anchor = entry.anchor
    return {
        "log_id": entry.log_id.hex(),
        "gateway": entry.gateway,
        "leaf_index": entry.leaf_index,
        "leaf": to_base64(entry.leaf),
        "size": entry.size,
        "root": to_base64(entry.root),
        "path": [to_base64(one) for one in entry.path],
        "anchor": None if anchor is None else {"epoch": anchor.epoch, "block": anchor.block, "tx": anchor.tx.hex()},
    }
