"""A checkpoint as text: a C2SP tlog-checkpoint inside a signed note, to be read by people and by witnesses.

    lianlu/<chain id>/<log id, hex>          origin
    <size>                                   decimal
    <root>                                   base64
    alt-root <SM3 root>                      base64; zero in profile 1
    epoch <epoch>                            decimal
    pair-root <pair root>                    base64
                                             (empty line)
    — <origin> <base64 of key hash (4 bytes) || signature (65 bytes)>

The text without signature lines, last newline included, is what `noteHash` is the SHA-256 of. The signature is the one
over the EIP-712 checkpoint, r || s || v; the key hash is the first 4 bytes of
SHA-256(origin || 0x0a || 0xff || "lianlu/eip712-secp256k1/1" || address), type byte 0xff as C2SP signed-note has it.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from chain_node.evidence.canonical import sha256
from chain_node.evidence.checkpoint import Checkpoint, key_id
from chain_node.evidence.errors import CheckpointError

MAX_NOTE = 2_048
SIGNATURE_SIZE = 65
_ALGORITHM = b"\xfflianlu/eip712-secp256k1/1"
_DECIMAL = "(0|[1-9][0-9]{0,18})"
_BASE64 = "([A-Za-z0-9+/]{43}=)"
_TEXT = re.compile(
    f"lianlu/([1-9][0-9]{{0,77}})/([0-9a-f]{{64}})\n{_DECIMAL}\n{_BASE64}\n"
    f"alt-root {_BASE64}\nepoch {_DECIMAL}\npair-root {_BASE64}\n\\Z"
)
_SIGNATURE = re.compile(r"\n— (\S{1,200}) ([A-Za-z0-9+/]{92})\n\Z")


@dataclass(frozen=True, slots=True)
class Note:
    """What the text says: `chain_id`, `log_id`, `size`, `root`, `alt_root`, `epoch`, `pair_root`."""

    chain_id: int
    log_id: bytes
    size: int
    root: bytes
    alt_root: bytes
    epoch: int
    pair_root: bytes

    @property
    def origin(self) -> str:
        """First line of the text, and name of the signing key."""
        return f"lianlu/{self.chain_id}/{self.log_id.hex()}"

    @property
    def text(self) -> str:
        """The text without signature lines."""
        return (
            f"{self.origin}\n{self.size}\n{_b64(self.root)}\n"
            f"alt-root {_b64(self.alt_root)}\nepoch {self.epoch}\npair-root {_b64(self.pair_root)}\n"
        )

    @property
    def hash(self) -> bytes:
        """`noteHash`: SHA-256 of the text."""
        return sha256(self.text.encode("ascii"))

    def checkpoint(self, prev_size: int, prev_root: bytes, address: bytes) -> Checkpoint:
        """The checkpoint that this text renders, after the head (prev_size, prev_root), for the key of `address`."""
        return Checkpoint(
            self.log_id, self.epoch, self.size, self.root, prev_size, prev_root,
            self.alt_root, self.pair_root, self.hash, key_id(address),
        )  # fmt: skip


def note_of(checkpoint: Checkpoint, chain_id: int) -> Note:
    """The note that renders a checkpoint; raises CheckpointError if its `noteHash` is not of that text."""
    note = Note(
        chain_id, checkpoint.log_id, checkpoint.size, checkpoint.root, checkpoint.alt_root, checkpoint.epoch,
        checkpoint.pair_root,
    )  # fmt: skip
    if note.hash != checkpoint.note_hash:
        raise CheckpointError("the checkpoint's note hash is of another text")
    return note


def signed_note(note: Note, address: bytes, signature: bytes) -> str:
    """The note with its signature line; `signature` is r || s || v over the checkpoint, 65 bytes."""
    if len(signature) != SIGNATURE_SIZE:
        raise CheckpointError(f"a checkpoint's signature has {SIGNATURE_SIZE} bytes")
    return f"{note.text}\n— {note.origin} {_b64(_key_hash(note.origin, address) + signature)}\n"


def parse_note(text: str) -> Note:
    """A note from its text without signature lines; raises CheckpointError for any other spelling."""
    match = _TEXT.match(text) if len(text) <= MAX_NOTE else None
    if match is None:
        raise CheckpointError("not the text of a checkpoint: lines, numbers or base64 differ from the format")
    chain_id, log_id, size, root, alt_root, epoch, pair = match.groups()
    note = Note(
        int(chain_id), bytes.fromhex(log_id), int(size), _unb64(root), _unb64(alt_root), int(epoch), _unb64(pair)
    )
    if not (0 < note.size < 1 << 63 and 0 < note.epoch < 1 << 63):
        raise CheckpointError("size and epoch start at 1")
    return note


def parse_signed_note(text: str, address: bytes) -> tuple[Note, bytes]:
    """A note and the 65 bytes of its one signature, which must name the key of `address`.

    Raises CheckpointError for no, several or unknown signatures and every other spelling. The signature itself is
    checked by recovering the signer of `Note.checkpoint(...)`.
    """
    match = _SIGNATURE.search(text) if len(text) <= MAX_NOTE else None
    if match is None:
        raise CheckpointError("a signed checkpoint ends in an empty line and one signature line")
    note = parse_note(text[: match.start()])
    raw = _unb64(match[2])
    if match[1] != note.origin or raw[:4] != _key_hash(note.origin, address):
        raise CheckpointError("the signature line names another key")
    return note, raw[4:]


def _key_hash(origin: str, address: bytes) -> bytes:
    if len(address) != 20:
        raise CheckpointError("an address has 20 bytes")
    return sha256(origin.encode("ascii") + b"\n" + _ALGORITHM + address)[:4]


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _unb64(text: str) -> bytes:
    """Strict base64: one spelling per value."""
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as cause:
        raise CheckpointError("base64 is malformed") from cause
    if _b64(data) != text:
        raise CheckpointError("base64 has stray bits at its end")
    return data
