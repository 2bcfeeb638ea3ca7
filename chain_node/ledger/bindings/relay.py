"""Calls, events and errors of Relay. Generated from the pinned artifacts: do not edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chain_node.ledger.abi import Event, Function
from chain_node.ledger.reverts import Errors

Struct = tuple[Any, ...]


class Relay:
    """Calls of the contract Relay."""

    _CONSORTIUM = Function("consortium", bytes.fromhex("9ad18765"), (), ("address",))

    @classmethod
    def encode_consortium(cls) -> bytes:
        """Call data of `consortium()`."""
        return cls._CONSORTIUM.encode()

    @classmethod
    def decode_consortium(cls, data: bytes) -> tuple[Any, ...]:
        """What `consortium` returned: (address)."""
        return cls._CONSORTIUM.decode(data)

    _EIP712_DOMAIN = Function(
        "eip712Domain",
        bytes.fromhex("84b0196e"),
        (),
        ("bytes1", "string", "string", "uint256", "address", "bytes32", "uint256[]"),
    )

    @classmethod
    def encode_eip712_domain(cls) -> bytes:
        """Call data of `eip712Domain()`."""
        return cls._EIP712_DOMAIN.encode()

    @classmethod
    def decode_eip712_domain(cls, data: bytes) -> tuple[Any, ...]:
        """What `eip712Domain` returned: (bytes1, string, string, uint256, address, bytes32, uint256[])."""
        return cls._EIP712_DOMAIN.decode(data)

    _EXECUTE = Function(
        "execute", bytes.fromhex("df905caf"), ("(address,address,uint256,uint256,uint48,bytes,bytes)",), ()
    )

    @classmethod
    def encode_execute(cls, request: Struct) -> bytes:
        """Call data of `execute((address,address,uint256,uint256,uint48,bytes,bytes))`."""
        return cls._EXECUTE.encode(request)

    _EXECUTE_BATCH = Function(
        "executeBatch",
        bytes.fromhex("ccf96b4a"),
        ("(address,address,uint256,uint256,uint48,bytes,bytes)[]", "address"),
        (),
    )

    @classmethod
    def encode_execute_batch(cls, requests: Sequence[Struct], refund_receiver: str) -> bytes:
        """Call data of `executeBatch((address,address,uint256,uint256,uint48,bytes,bytes)[], address)`."""
        return cls._EXECUTE_BATCH.encode(requests, refund_receiver)

    _NONCES = Function("nonces", bytes.fromhex("7ecebe00"), ("address",), ("uint256",))

    @classmethod
    def encode_nonces(cls, owner: str) -> bytes:
        """Call data of `nonces(address)`."""
        return cls._NONCES.encode(owner)

    @classmethod
    def decode_nonces(cls, data: bytes) -> tuple[Any, ...]:
        """What `nonces` returned: (uint256)."""
        return cls._NONCES.decode(data)

    _VERIFY = Function(
        "verify", bytes.fromhex("19d8d38c"), ("(address,address,uint256,uint256,uint48,bytes,bytes)",), ("bool",)
    )

    @classmethod
    def encode_verify(cls, request: Struct) -> bytes:
        """Call data of `verify((address,address,uint256,uint256,uint48,bytes,bytes))`."""
        return cls._VERIFY.encode(request)

    @classmethod
    def decode_verify(cls, data: bytes) -> tuple[Any, ...]:
        """What `verify` returned: (bool)."""
        return cls._VERIFY.decode(data)


EVENTS: Mapping[bytes, Event] = {
    bytes.fromhex("0a6387c9ea3628b88a633bb4f3b151770f70085117a15f9bf3787cda53f13d31"): Event(
        "EIP712DomainChanged", bytes.fromhex("0a6387c9ea3628b88a633bb4f3b151770f70085117a15f9bf3787cda53f13d31"), ()
    ),
    bytes.fromhex("842fb24a83793558587a3dab2be7674da4a51d09c5542d6dd354e5d0ea70813c"): Event(
        "ExecutedForwardRequest",
        bytes.fromhex("842fb24a83793558587a3dab2be7674da4a51d09c5542d6dd354e5d0ea70813c"),
        (("signer", "address", True), ("nonce", "uint256", False), ("success", "bool", False)),
    ),
}
"""First topic -> event."""

ERRORS: Errors = {
    bytes.fromhex("94eef58a"): ("ERC2771ForwarderExpiredRequest", ("uint48",)),
    bytes.fromhex("c845a056"): ("ERC2771ForwarderInvalidSigner", ("address", "address")),
    bytes.fromhex("70647f79"): ("ERC2771ForwarderMismatchedValue", ("uint256", "uint256")),
    bytes.fromhex("d2650cd1"): ("ERC2771UntrustfulTarget", ("address", "address")),
    bytes.fromhex("d6bda275"): ("FailedCall", ()),
    bytes.fromhex("cf479181"): ("InsufficientBalance", ("uint256", "uint256")),
    bytes.fromhex("752d88c0"): ("InvalidAccountNonce", ("address", "uint256")),
    bytes.fromhex("b3512b0c"): ("InvalidShortString", ()),
    bytes.fromhex("305a27a9"): ("StringTooLong", ("string",)),
}
"""Selector -> name and types of each custom error."""
