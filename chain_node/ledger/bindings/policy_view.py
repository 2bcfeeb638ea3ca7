"""Calls, events and errors of PolicyView. Generated from the pinned artifacts: do not edit."""

# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chain_node.ledger.abi import Event, Function
from chain_node.ledger.reverts import Errors

Struct = tuple[Any, ...]


class PolicyView:
    """Calls of the contract PolicyView."""

    _CONSORTIUM = Function("consortium", bytes.fromhex("9ad18765"), (), ("address",))

    @classmethod
    def encode_consortium(cls) -> bytes:
        """Call data of `consortium()`."""
        return cls._CONSORTIUM.encode()

    @classmethod
    def decode_consortium(cls, data: bytes) -> tuple[Any, ...]:
        """What `consortium` returned: (address)."""
        return cls._CONSORTIUM.decode(data)

    _DECIDE = Function(
        "decide",
        bytes.fromhex("4bc5331d"),
        (
            "(bytes32,bytes32,uint8,uint256,bytes32,uint64,uint64,uint64,uint64,bytes32)",
            "((bytes32,string[],bytes32,bytes32,bytes32,(string,string)[],bool,uint64),(bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),uint8,bytes32)[],(bytes32,bool,bytes32,uint8,bytes32[])[],(bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),uint8,bytes32)[],(bytes32,bytes32,bytes32,bytes32,bytes32,uint64,uint64,uint64))",
        ),
        ("(bool,uint8,bytes32,uint256)",),
    )

    @classmethod
    def encode_decide(cls, question: Struct, records: Struct) -> bytes:
        """Call data of `decide((bytes32,bytes32,uint8,uint256,bytes32,uint64,uint64,uint64,uint64,bytes32), ((bytes32,string[],bytes32,bytes32,bytes32,(string,string)[],bool,uint64),(bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),uint8,bytes32)[],(bytes32,bool,bytes32,uint8,bytes32[])[],(bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),uint8,bytes32)[],(bytes32,bytes32,bytes32,bytes32,bytes32,uint64,uint64,uint64)))`."""
        return cls._DECIDE.encode(question, records)

    @classmethod
    def decode_decide(cls, data: bytes) -> tuple[Any, ...]:
        """What `decide` returned: ((bool,uint8,bytes32,uint256))."""
        return cls._DECIDE.decode(data)

    _MATCH_ENDPOINT = Function(
        "matchEndpoint", bytes.fromhex("180ee558"), ("(string,string)[]", "string", "string"), ("uint8",)
    )

    @classmethod
    def encode_match_endpoint(cls, endpoints: Sequence[Struct], method: str, path: str) -> bytes:
        """Call data of `matchEndpoint((string,string)[], string, string)`."""
        return cls._MATCH_ENDPOINT.encode(endpoints, method, path)

    @classmethod
    def decode_match_endpoint(cls, data: bytes) -> tuple[Any, ...]:
        """What `matchEndpoint` returned: (uint8)."""
        return cls._MATCH_ENDPOINT.decode(data)


EVENTS: Mapping[bytes, Event] = {}
"""First topic -> event."""

ERRORS: Errors = {
    bytes.fromhex("6ce5869c"): ("PolicyViewRecordMismatch", ()),
}
"""Selector -> name and types of each custom error."""
