"""One signature as files that tools of others can check: the `openssl` command line, a stock COSE library.

sig_structure.bin   what was signed (RFC 9052 section 4.4)
signature.bin       64 bytes: Ed25519, or SM2 r || s
signature.der       the same SM2 signature as openssl wants it
public.pem          the key, as the ledger has it
message.bin         M
receipt.cose        the receipt as logged: COSE_Sign1 with detached payload (RFC 9942)
signed.cose         the same signature with the payload attached, for libraries that take nothing detached
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path

from audit.errors import EvidenceMissing
from audit.world import World
from chain_node.crypto.sm2_codec import raw_to_der
from chain_node.evidence.canonical import bstr
from chain_node.evidence.leaf import Role, parse_leaf
from chain_node.evidence.receipt import Receipt, parse_receipt, receipt_root, sig_structure
from chain_node.evidence.statement import digest, parse
from chain_node.log.errors import ProofUnavailable
from chain_node.log.reader import LogReader

_SM = 2


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: `suite`, `kid` and message `digest` (32 bytes), `files`, and the `command` that checks it."""

    suite: int
    kid: bytes
    digest: bytes
    files: tuple[Path, ...]
    command: str


def export_signature(reader: LogReader, leaf_index: int, world: World, target: Path) -> Exported:
    """Write the files for the message in one entry into `target` (made if absent).

    Raises `EvidenceMissing` if the entry holds no message or the ledger does not know its key, EvidenceError for a
    malformed one. Nothing is verified here: that is what the files are for.
    """
    try:
        leaf = parse_leaf(reader.leaf(leaf_index))
    except ProofUnavailable as error:
        raise EvidenceMissing(str(error)) from None
    if leaf.role not in (Role.SENT, Role.RECV):
        raise EvidenceMissing(f"entry {leaf_index} is {leaf.role.name}, which carries no signed message")
    receipt = parse_receipt(leaf.receipt)
    found = world.key(receipt.kid)
    if found is None:
        raise EvidenceMissing(f"the ledger knows no key {receipt.kid.hex()}")
    value = digest(parse(leaf.message).suite, leaf.message)
    root = receipt_root(receipt, value)
    files = {
        "sig_structure.bin": sig_structure(receipt, root),
        "signature.bin": receipt.signature,
        "public.pem": _pem(found[0].spki),
        "message.bin": leaf.message,
        "receipt.cose": leaf.receipt,
        "signed.cose": _attached(receipt, root),
    }
    if receipt.suite == _SM:
        files["signature.der"] = raw_to_der(receipt.signature)
    target.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (target / name).write_bytes(data)
    written = tuple(target / name for name in sorted(files))
    return Exported(receipt.suite, receipt.kid, value, written, _command(receipt.suite, target))


def _attached(receipt: Receipt, root: bytes) -> bytes:
    """COSE_Sign1 [protected, {}, payload, signature] with tag 18."""
    return b"\xd2\x84" + bstr(receipt.protected) + b"\xa0" + bstr(root) + bstr(receipt.signature)


def _pem(spki: bytes) -> bytes:
    text = base64.b64encode(spki).decode()
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    return "\n".join(["-----BEGIN PUBLIC KEY-----", *lines, "-----END PUBLIC KEY-----", ""]).encode()


def _command(suite: int, target: Path) -> str:
    common = f"openssl pkeyutl -verify -pubin -inkey {target}/public.pem -rawin -in {target}/sig_structure.bin"
    if suite == _SM:
        return f"{common} -sigfile {target}/signature.der -digest sm3 -pkeyopt distid:1234567812345678"
    return f"{common} -sigfile {target}/signature.bin"
