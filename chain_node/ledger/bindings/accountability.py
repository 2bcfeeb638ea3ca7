"""Calls, events and errors of Accountability. Generated from the pinned artifacts: do not edit."""

# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chain_node.ledger.abi import Event, Function
from chain_node.ledger.reverts import Errors

Struct = tuple[Any, ...]


class Accountability:
    """Calls of the contract Accountability."""

    _UPGRADE_INTERFACE_VERSION = Function("UPGRADE_INTERFACE_VERSION", bytes.fromhex("ad3cb1cc"), (), ("string",))

    @classmethod
    def encode_upgrade_interface_version(cls) -> bytes:
        """Call data of `UPGRADE_INTERFACE_VERSION()`."""
        return cls._UPGRADE_INTERFACE_VERSION.encode()

    @classmethod
    def decode_upgrade_interface_version(cls, data: bytes) -> tuple[Any, ...]:
        """What `UPGRADE_INTERFACE_VERSION` returned: (string)."""
        return cls._UPGRADE_INTERFACE_VERSION.decode(data)

    _APPEAL = Function(
        "appeal",
        bytes.fromhex("971ff500"),
        (
            "(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint8,uint8,uint64,uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32,(bool,uint64,bytes32[]),uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32)",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_appeal(cls, record: Struct, grounds: bytes) -> bytes:
        """Call data of `appeal((bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint8,uint8,uint64,uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32,(bool,uint64,bytes32[]),uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32), bytes32)`."""
        return cls._APPEAL.encode(record, grounds)

    _AWAITED = Function(
        "awaited",
        bytes.fromhex("25ce95dd"),
        (
            "(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint8,uint8,uint64,uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32,(bool,uint64,bytes32[]),uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32)",
        ),
        ("uint8", "uint64", "bool"),
    )

    @classmethod
    def encode_awaited(cls, record: Struct) -> bytes:
        """Call data of `awaited((bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint8,uint8,uint64,uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32,(bool,uint64,bytes32[]),uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32))`."""
        return cls._AWAITED.encode(record)

    @classmethod
    def decode_awaited(cls, data: bytes) -> tuple[Any, ...]:
        """What `awaited` returned: (uint8, uint64, bool)."""
        return cls._AWAITED.decode(data)

    _CONFIRM = Function(
        "confirm",
        bytes.fromhex("c351c8d7"),
        (
            "(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint8,uint8,uint64,uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32,(bool,uint64,bytes32[]),uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32)",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_confirm(cls, record: Struct, reason: bytes) -> bytes:
        """Call data of `confirm((bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint8,uint8,uint64,uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32,(bool,uint64,bytes32[]),uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32), bytes32)`."""
        return cls._CONFIRM.encode(record, reason)

    _CONSORTIUM = Function("consortium", bytes.fromhex("9ad18765"), (), ("address",))

    @classmethod
    def encode_consortium(cls) -> bytes:
        """Call data of `consortium()`."""
        return cls._CONSORTIUM.encode()

    @classmethod
    def decode_consortium(cls, data: bytes) -> tuple[Any, ...]:
        """What `consortium` returned: (address)."""
        return cls._CONSORTIUM.decode(data)

    _DISMISS = Function(
        "dismiss",
        bytes.fromhex("e2cbf9c6"),
        (
            "(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint8,uint8,uint64,uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32,(bool,uint64,bytes32[]),uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32)",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_dismiss(cls, record: Struct, reason: bytes) -> bytes:
        """Call data of `dismiss((bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint8,uint8,uint64,uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32,(bool,uint64,bytes32[]),uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32), bytes32)`."""
        return cls._DISMISS.encode(record, reason)

    _INITIALIZE = Function("initialize", bytes.fromhex("c4d66de8"), ("address",), ())

    @classmethod
    def encode_initialize(cls, home: str) -> bytes:
        """Call data of `initialize(address)`."""
        return cls._INITIALIZE.encode(home)

    _IS_TRUSTED_FORWARDER = Function("isTrustedForwarder", bytes.fromhex("572b6c05"), ("address",), ("bool",))

    @classmethod
    def encode_is_trusted_forwarder(cls, forwarder: str) -> bytes:
        """Call data of `isTrustedForwarder(address)`."""
        return cls._IS_TRUSTED_FORWARDER.encode(forwarder)

    @classmethod
    def decode_is_trusted_forwarder(cls, data: bytes) -> tuple[Any, ...]:
        """What `isTrustedForwarder` returned: (bool)."""
        return cls._IS_TRUSTED_FORWARDER.decode(data)

    _OVERTURN = Function(
        "overturn",
        bytes.fromhex("d2e6a5a8"),
        (
            "(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint8,uint8,uint64,uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32,(bool,uint64,bytes32[]),uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32)",
            "bytes32",
            "(bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64)",
            "(bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),uint8,bytes32)[]",
        ),
        (),
    )

    @classmethod
    def encode_overturn(cls, record: Struct, reason: bytes, member: Struct, grants: Sequence[Struct]) -> bytes:
        """Call data of `overturn((bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint8,uint8,uint64,uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32,(bool,uint64,bytes32[]),uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32), bytes32, (bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64), (bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),uint8,bytes32)[])`."""
        return cls._OVERTURN.encode(record, reason, member, grants)

    _PROXIABLE_UUID = Function("proxiableUUID", bytes.fromhex("52d1902d"), (), ("bytes32",))

    @classmethod
    def encode_proxiable_uuid(cls) -> bytes:
        """Call data of `proxiableUUID()`."""
        return cls._PROXIABLE_UUID.encode()

    @classmethod
    def decode_proxiable_uuid(cls, data: bytes) -> tuple[Any, ...]:
        """What `proxiableUUID` returned: (bytes32)."""
        return cls._PROXIABLE_UUID.decode(data)

    _REPORT = Function("report", bytes.fromhex("4c27114e"), ("bytes32", "bytes32", "bytes32", "uint8"), ("bytes32",))

    @classmethod
    def encode_report(cls, accused: bytes, evidence: bytes, grant: bytes, severity: int) -> bytes:
        """Call data of `report(bytes32, bytes32, bytes32, uint8)`."""
        return cls._REPORT.encode(accused, evidence, grant, severity)

    @classmethod
    def decode_report(cls, data: bytes) -> tuple[Any, ...]:
        """What `report` returned: (bytes32)."""
        return cls._REPORT.decode(data)

    _REPORT_UNANSWERED = Function(
        "reportUnanswered",
        bytes.fromhex("6eb38532"),
        ("(bytes32,uint8,uint8,bytes32,bytes32,bytes32,bytes32,uint64,bytes32,bytes32,uint64,uint64,bytes32)",),
        ("bytes32",),
    )

    @classmethod
    def encode_report_unanswered(cls, claim: Struct) -> bytes:
        """Call data of `reportUnanswered((bytes32,uint8,uint8,bytes32,bytes32,bytes32,bytes32,uint64,bytes32,bytes32,uint64,uint64,bytes32))`."""
        return cls._REPORT_UNANSWERED.encode(claim)

    @classmethod
    def decode_report_unanswered(cls, data: bytes) -> tuple[Any, ...]:
        """What `reportUnanswered` returned: (bytes32)."""
        return cls._REPORT_UNANSWERED.decode(data)

    _STATE = Function(
        "state",
        bytes.fromhex("77b2cdfc"),
        (
            "(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint8,uint8,uint64,uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32,(bool,uint64,bytes32[]),uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32)",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_state(cls, record: Struct, statement: bytes) -> bytes:
        """Call data of `state((bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint8,uint8,uint64,uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32,(bool,uint64,bytes32[]),uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32), bytes32)`."""
        return cls._STATE.encode(record, statement)

    _TALLY_OF = Function("tallyOf", bytes.fromhex("b4a6def1"), ("bytes32",), ("(uint32,uint32,uint32)",))

    @classmethod
    def encode_tally_of(cls, member: bytes) -> bytes:
        """Call data of `tallyOf(bytes32)`."""
        return cls._TALLY_OF.encode(member)

    @classmethod
    def decode_tally_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `tallyOf` returned: ((uint32,uint32,uint32))."""
        return cls._TALLY_OF.decode(data)

    _UPGRADE_TO_AND_CALL = Function("upgradeToAndCall", bytes.fromhex("4f1ef286"), ("address", "bytes"), ())

    @classmethod
    def encode_upgrade_to_and_call(cls, new_implementation: str, data: bytes) -> bytes:
        """Call data of `upgradeToAndCall(address, bytes)`."""
        return cls._UPGRADE_TO_AND_CALL.encode(new_implementation, data)

    _UPHOLD = Function(
        "uphold",
        bytes.fromhex("dd62ba29"),
        (
            "(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint8,uint8,uint64,uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32,(bool,uint64,bytes32[]),uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32)",
            "bytes32",
            "(bool,uint64,bytes32[])",
            "(bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64)",
            "(bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),uint8,bytes32)[]",
        ),
        (),
    )

    @classmethod
    def encode_uphold(
        cls, record: Struct, reason: bytes, penalty: Struct, member: Struct, grants: Sequence[Struct]
    ) -> bytes:
        """Call data of `uphold((bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint8,uint8,uint64,uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32,(bool,uint64,bytes32[]),uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32), bytes32, (bool,uint64,bytes32[]), (bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64), (bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),uint8,bytes32)[])`."""
        return cls._UPHOLD.encode(record, reason, penalty, member, grants)

    _VIOLATION_OF = Function("violationOf", bytes.fromhex("84fd125e"), ("bytes32",), ("bytes32",))

    @classmethod
    def encode_violation_of(cls, id_: bytes) -> bytes:
        """Call data of `violationOf(bytes32)`."""
        return cls._VIOLATION_OF.encode(id_)

    @classmethod
    def decode_violation_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `violationOf` returned: (bytes32)."""
        return cls._VIOLATION_OF.decode(data)


EVENTS: Mapping[bytes, Event] = {
    bytes.fromhex("c7a87d1c16d87dae914ba658bf3436fbfd789436d892ea05d6ce44b5ecadb491"): Event(
        "AppealDecided",
        bytes.fromhex("c7a87d1c16d87dae914ba658bf3436fbfd789436d892ea05d6ce44b5ecadb491"),
        (
            ("id", "bytes32", True),
            ("accused", "bytes32", True),
            (
                "record",
                "(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint8,uint8,uint64,uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32,(bool,uint64,bytes32[]),uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32)",
                False,
            ),
        ),
    ),
    bytes.fromhex("c7f505b2f371ae2175ee4913f4499e1f2633a7b5936321eed1cdaeb6115181d2"): Event(
        "Initialized",
        bytes.fromhex("c7f505b2f371ae2175ee4913f4499e1f2633a7b5936321eed1cdaeb6115181d2"),
        (("version", "uint64", False),),
    ),
    bytes.fromhex("bc7cd75a20ee27fd9adebab32041f755214dbc6bffa90cc0225b39da2e5c2d3b"): Event(
        "Upgraded",
        bytes.fromhex("bc7cd75a20ee27fd9adebab32041f755214dbc6bffa90cc0225b39da2e5c2d3b"),
        (("implementation", "address", True),),
    ),
    bytes.fromhex("e722986e2c38937eedb738baec307991a08e905dacebbffae8240427afc9ab76"): Event(
        "ViolationAppealed",
        bytes.fromhex("e722986e2c38937eedb738baec307991a08e905dacebbffae8240427afc9ab76"),
        (
            ("id", "bytes32", True),
            ("accused", "bytes32", True),
            (
                "record",
                "(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint8,uint8,uint64,uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32,(bool,uint64,bytes32[]),uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32)",
                False,
            ),
        ),
    ),
    bytes.fromhex("f9442bd29d00bb40dc22a2fe2c6bc9a5b6d76e60ec55499f273961a5a283cdf1"): Event(
        "ViolationDecided",
        bytes.fromhex("f9442bd29d00bb40dc22a2fe2c6bc9a5b6d76e60ec55499f273961a5a283cdf1"),
        (
            ("id", "bytes32", True),
            ("accused", "bytes32", True),
            (
                "record",
                "(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint8,uint8,uint64,uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32,(bool,uint64,bytes32[]),uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32)",
                False,
            ),
        ),
    ),
    bytes.fromhex("5b3c8b5395f9b49bdc2c31bf74affdee32bcd8a33f2d71e12a65968d1480d852"): Event(
        "ViolationReported",
        bytes.fromhex("5b3c8b5395f9b49bdc2c31bf74affdee32bcd8a33f2d71e12a65968d1480d852"),
        (
            ("id", "bytes32", True),
            ("accused", "bytes32", True),
            (
                "record",
                "(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint8,uint8,uint64,uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32,(bool,uint64,bytes32[]),uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32)",
                False,
            ),
        ),
    ),
    bytes.fromhex("2baa1e89f7677206dd26ae95dcaa2b7b724a0db32f44bcc5152548f6d463a4f0"): Event(
        "ViolationStated",
        bytes.fromhex("2baa1e89f7677206dd26ae95dcaa2b7b724a0db32f44bcc5152548f6d463a4f0"),
        (
            ("id", "bytes32", True),
            ("accused", "bytes32", True),
            (
                "record",
                "(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint8,uint8,uint64,uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32,(bool,uint64,bytes32[]),uint64,uint64,bytes32,uint64,uint64,bytes32,bytes32)",
                False,
            ),
        ),
    ),
}
"""First topic -> event."""

ERRORS: Errors = {
    bytes.fromhex("92b6e349"): ("AccountabilityAccusedInvalid", ("bytes32",)),
    bytes.fromhex("5278dd29"): ("AccountabilityClaimInvalid", ("bytes32",)),
    bytes.fromhex("ec0fea50"): ("AccountabilityConflict", ("bytes32",)),
    bytes.fromhex("03bc3648"): ("AccountabilityDigestMissing", ()),
    bytes.fromhex("30c59de3"): ("AccountabilityEndInvalid", ("uint64",)),
    bytes.fromhex("27833df6"): ("AccountabilityGrantForeign", ("bytes32",)),
    bytes.fromhex("241630e5"): ("AccountabilityGrantUnknown", ("bytes32",)),
    bytes.fromhex("531347af"): ("AccountabilityGrantsInvalid", ()),
    bytes.fromhex("bb94a555"): ("AccountabilityReportedAlready", ("bytes32",)),
    bytes.fromhex("32138907"): ("AccountabilitySeverityInvalid", ("uint8",)),
    bytes.fromhex("c1451c04"): ("AccountabilityStateInvalid", ("uint8",)),
    bytes.fromhex("74f56df0"): ("AccountabilityTooEarly", ("uint64",)),
    bytes.fromhex("58ff51c5"): ("AccountabilityTooLate", ("uint64",)),
    bytes.fromhex("e8bc59ca"): ("AccountabilityTooManyPenalties", ("bytes32",)),
    bytes.fromhex("c0598b38"): ("AccountabilityUnknown", ("bytes32",)),
    bytes.fromhex("b36955ac"): ("AccountabilityVoteNotDue", ("uint64",)),
    bytes.fromhex("9996b315"): ("AddressEmptyCode", ("address",)),
    bytes.fromhex("4c9c8ce3"): ("ERC1967InvalidImplementation", ("address",)),
    bytes.fromhex("b398979f"): ("ERC1967NonPayable", ()),
    bytes.fromhex("d6bda275"): ("FailedCall", ()),
    bytes.fromhex("fe133854"): ("GovernedMemberNotActive", ()),
    bytes.fromhex("e2e8c285"): ("GovernedRecordMismatch", ()),
    bytes.fromhex("965aa0dd"): ("GovernedTextInvalid", ()),
    bytes.fromhex("2b8441ae"): ("GovernedUnauthorized", ("address", "uint16")),
    bytes.fromhex("f92ee8a9"): ("InvalidInitialization", ()),
    bytes.fromhex("d7e6bcf8"): ("NotInitializing", ()),
    bytes.fromhex("e07c8dba"): ("UUPSUnauthorizedCallContext", ()),
    bytes.fromhex("aa1d49a4"): ("UUPSUnsupportedProxiableUUID", ("bytes32",)),
}
"""Selector -> name and types of each custom error."""
