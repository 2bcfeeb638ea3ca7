"""Acts that a person signs and anybody brings: EIP-712 typed data of the contract Relay (ERC-2771).

An act says who acts, on which contract, with what call, as the signer's how-manieth, and until when. It counts once, on
one chain, through one Relay. The person's key never leaves its holder; the gas is the bringer's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eth_abi.abi import encode

from chain_node.crypto.secp256k1 import checksum_address, keccak256
from chain_node.ledger.bindings import Relay

ACT_GAS = 8_000_000
"""Gas that an act may use at most; signed, so that nobody lets it fail for want of gas unseen."""
LONGEST_S = 30 * 86_400
DOMAIN_NAME, DOMAIN_VERSION = "Lianlu Relay", "1"
_TYPE = "ForwardRequest(address from,address to,uint256 value,uint256 gas,uint256 nonce,uint48 deadline,bytes data)"
_FIELDS = (
    ("from", "address"),
    ("to", "address"),
    ("value", "uint256"),
    ("gas", "uint256"),
    ("nonce", "uint256"),
    ("deadline", "uint48"),
    ("data", "bytes"),
)


@dataclass(frozen=True, slots=True)
class Act:
    """An act before it is signed. `signer`, `target`: 20 bytes; `nonce`: the signer's next; `deadline`: seconds."""

    signer: bytes
    target: bytes
    call: bytes
    nonce: int
    deadline: int
    gas: int = ACT_GAS

    def __post_init__(self) -> None:
        """Raises ValueError for what the contract could not hold."""
        if len(self.signer) != 20 or len(self.target) != 20:
            raise ValueError("an address has 20 bytes")
        if not 0 <= self.nonce < 1 << 256 or not 0 < self.deadline < 1 << 48 or not 0 < self.gas < 1 << 64:
            raise ValueError("nonce, deadline or gas is out of range")


def next_nonce(call: Callable[[bytes, bytes], bytes], relay: bytes, signer: bytes) -> int:
    """The number of the signer's next act. `call`: (address, call data) -> answer, as `Ledger.call`."""
    (nonce,) = Relay.decode_nonces(call(relay, Relay.encode_nonces(checksum_address(signer))))
    return int(nonce)


def rehearse(call: Callable[..., bytes], act: Act, relay: bytes) -> bytes:
    """What the act would answer, without effect: the target is asked as the Relay would call it.

    Raises `LedgerRefused` with the contract's own reason, which the Relay itself does not pass on.
    """
    return call(act.target, act.call + act.signer, sender=relay)


def typed_data(act: Act, chain_id: int, relay: bytes) -> dict[str, Any]:
    """What a signing tool shows and signs: an EIP-712 document, as `lianlu key sign` takes it."""
    return {
        "types": {
            "EIP712Domain": [
                {"name": "name", "type": "string"},
                {"name": "version", "type": "string"},
                {"name": "chainId", "type": "uint256"},
                {"name": "verifyingContract", "type": "address"},
            ],
            "ForwardRequest": [{"name": name, "type": kind} for name, kind in _FIELDS],
        },
        "primaryType": "ForwardRequest",
        "domain": {
            "name": DOMAIN_NAME,
            "version": DOMAIN_VERSION,
            "chainId": chain_id,
            "verifyingContract": checksum_address(relay),
        },
        "message": {
            "from": checksum_address(act.signer),
            "to": checksum_address(act.target),
            "value": 0,
            "gas": act.gas,
            "nonce": act.nonce,
            "deadline": act.deadline,
            "data": "0x" + act.call.hex(),
        },
    }


def signing_digest(act: Act, chain_id: int, relay: bytes) -> bytes:
    """The 32 bytes that the signer's secp256k1 key signs (EIP-712)."""
    domain = keccak256(
        encode(
            ["bytes32", "bytes32", "bytes32", "uint256", "address"],
            [
                keccak256(b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(DOMAIN_NAME.encode()),
                keccak256(DOMAIN_VERSION.encode()),
                chain_id,
                checksum_address(relay),
            ],
        )
    )
    content = keccak256(
        encode(
            ["bytes32", "address", "address", "uint256", "uint256", "uint256", "uint48", "bytes32"],
            [
                keccak256(_TYPE.encode()),
                checksum_address(act.signer),
                checksum_address(act.target),
                0,
                act.gas,
                act.nonce,
                act.deadline,
                keccak256(act.call),
            ],
        )
    )
    return keccak256(b"\x19\x01" + domain + content)


def relay_call(act: Act, signature: bytes) -> bytes:
    """Call data for the Relay that brings a signed act. `signature`: 65 bytes r, s, v."""
    request = (
        checksum_address(act.signer), checksum_address(act.target), 0, act.gas, act.deadline, act.call, signature
    )  # fmt: skip
    data: bytes = Relay.encode_execute(request)
    return data
