"""Calls, events and errors of the contracts. Generated from the pinned artifacts: do not edit.

Made by `python -m scripts.gen_bindings`; a test makes it again and compares. One class per contract:
`encode_<function>` gives call data, `decode_<function>` what a view returned. Structs are tuples in the order of
`contracts/types`, `bytes32` are bytes, addresses are `0x` texts. All raise `AbiMismatch` for what does not fit.
"""

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


class ApprovalCases:
    """Calls of the contract ApprovalCases."""

    _UPGRADE_INTERFACE_VERSION = Function("UPGRADE_INTERFACE_VERSION", bytes.fromhex("ad3cb1cc"), (), ("string",))

    @classmethod
    def encode_upgrade_interface_version(cls) -> bytes:
        """Call data of `UPGRADE_INTERFACE_VERSION()`."""
        return cls._UPGRADE_INTERFACE_VERSION.encode()

    @classmethod
    def decode_upgrade_interface_version(cls, data: bytes) -> tuple[Any, ...]:
        """What `UPGRADE_INTERFACE_VERSION` returned: (string)."""
        return cls._UPGRADE_INTERFACE_VERSION.decode(data)

    _ACCEPT = Function(
        "accept",
        bytes.fromhex("17055d4b"),
        (
            "(bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32)",
        ),
        (),
    )

    @classmethod
    def encode_accept(cls, record: Struct) -> bytes:
        """Call data of `accept((bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32))`."""
        return cls._ACCEPT.encode(record)

    _ADD_PARTICIPANTS = Function(
        "addParticipants",
        bytes.fromhex("5fff0c3f"),
        (
            "(bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32)",
            "(bytes32,uint8)[]",
        ),
        (),
    )

    @classmethod
    def encode_add_participants(cls, record: Struct, added: Sequence[Struct]) -> bytes:
        """Call data of `addParticipants((bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32), (bytes32,uint8)[])`."""
        return cls._ADD_PARTICIPANTS.encode(record, added)

    _ATTACH = Function(
        "attach", bytes.fromhex("827039b2"), ("bytes32", "bytes32", "bytes32", "bytes32", "uint8", "bytes32"), ()
    )

    @classmethod
    def encode_attach(
        cls, id_: bytes, material: bytes, commitment: bytes, code: bytes, source: int, earlier: bytes
    ) -> bytes:
        """Call data of `attach(bytes32, bytes32, bytes32, bytes32, uint8, bytes32)`."""
        return cls._ATTACH.encode(id_, material, commitment, code, source, earlier)

    _BEGIN_PROCEDURE = Function(
        "beginProcedure",
        bytes.fromhex("e63fb55e"),
        (
            "(bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32)",
            "uint8",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_begin_procedure(cls, record: Struct, procedure: int, basis: bytes) -> bytes:
        """Call data of `beginProcedure((bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32), uint8, bytes32)`."""
        return cls._BEGIN_PROCEDURE.encode(record, procedure, basis)

    _BEGIN_REVIEW = Function(
        "beginReview",
        bytes.fromhex("25723a86"),
        (
            "(bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32)",
        ),
        (),
    )

    @classmethod
    def encode_begin_review(cls, record: Struct) -> bytes:
        """Call data of `beginReview((bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32))`."""
        return cls._BEGIN_REVIEW.encode(record)

    _CASE_OF = Function("caseOf", bytes.fromhex("d49224e9"), ("bytes32",), ("bytes32",))

    @classmethod
    def encode_case_of(cls, id_: bytes) -> bytes:
        """Call data of `caseOf(bytes32)`."""
        return cls._CASE_OF.encode(id_)

    @classmethod
    def decode_case_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `caseOf` returned: (bytes32)."""
        return cls._CASE_OF.decode(data)

    _CLOCK_OF = Function(
        "clockOf",
        bytes.fromhex("2e25f01a"),
        (
            "(bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32)",
        ),
        ("(uint8,bool,uint64,uint64,uint64,uint32,bool,bool)",),
    )

    @classmethod
    def encode_clock_of(cls, record: Struct) -> bytes:
        """Call data of `clockOf((bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32))`."""
        return cls._CLOCK_OF.encode(record)

    @classmethod
    def decode_clock_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `clockOf` returned: ((uint8,bool,uint64,uint64,uint64,uint32,bool,bool))."""
        return cls._CLOCK_OF.decode(data)

    _CLOSE_CASE = Function(
        "closeCase",
        bytes.fromhex("84b73b00"),
        (
            "(bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32)",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_close_case(cls, record: Struct, certificate: bytes) -> bytes:
        """Call data of `closeCase((bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32), bytes32)`."""
        return cls._CLOSE_CASE.encode(record, certificate)

    _CONCLUDE = Function(
        "conclude",
        bytes.fromhex("99338330"),
        (
            "(bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32)",
            "bool",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_conclude(cls, record: Struct, granted: bool, decision: bytes) -> bytes:
        """Call data of `conclude((bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32), bool, bytes32)`."""
        return cls._CONCLUDE.encode(record, granted, decision)

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
        bytes.fromhex("2751297b"),
        (
            "(bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32)",
            "uint8",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_decide(cls, record: Struct, opinion: int, document: bytes) -> bytes:
        """Call data of `decide((bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32), uint8, bytes32)`."""
        return cls._DECIDE.encode(record, opinion, document)

    _DECISION_OF = Function("decisionOf", bytes.fromhex("97dcf620"), ("bytes32", "bytes32"), ("bytes32",))

    @classmethod
    def encode_decision_of(cls, id_: bytes, member: bytes) -> bytes:
        """Call data of `decisionOf(bytes32, bytes32)`."""
        return cls._DECISION_OF.encode(id_, member)

    @classmethod
    def decode_decision_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `decisionOf` returned: (bytes32)."""
        return cls._DECISION_OF.decode(data)

    _DECLINE = Function(
        "decline",
        bytes.fromhex("7604e122"),
        (
            "(bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32)",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_decline(cls, record: Struct, reason: bytes) -> bytes:
        """Call data of `decline((bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32), bytes32)`."""
        return cls._DECLINE.encode(record, reason)

    _DELIVER = Function(
        "deliver",
        bytes.fromhex("6a46ebb1"),
        (
            "(bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32)",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_deliver(cls, record: Struct, proof: bytes) -> bytes:
        """Call data of `deliver((bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32), bytes32)`."""
        return cls._DELIVER.encode(record, proof)

    _END_PROCEDURE = Function(
        "endProcedure",
        bytes.fromhex("f2b56e82"),
        (
            "(bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32)",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_end_procedure(cls, record: Struct, result: bytes) -> bytes:
        """Call data of `endProcedure((bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32), bytes32)`."""
        return cls._END_PROCEDURE.encode(record, result)

    _FOLLOWERS_OF = Function("followersOf", bytes.fromhex("1f342337"), ("uint8",), ("uint16",))

    @classmethod
    def encode_followers_of(cls, state: int) -> bytes:
        """Call data of `followersOf(uint8)`."""
        return cls._FOLLOWERS_OF.encode(state)

    @classmethod
    def decode_followers_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `followersOf` returned: (uint16)."""
        return cls._FOLLOWERS_OF.decode(data)

    _INITIALIZE = Function("initialize", bytes.fromhex("c4d66de8"), ("address",), ())

    @classmethod
    def encode_initialize(cls, home: str) -> bytes:
        """Call data of `initialize(address)`."""
        return cls._INITIALIZE.encode(home)

    _IS_PARTICIPANT = Function("isParticipant", bytes.fromhex("c6ca743c"), ("bytes32", "bytes32"), ("bool",))

    @classmethod
    def encode_is_participant(cls, id_: bytes, member: bytes) -> bytes:
        """Call data of `isParticipant(bytes32, bytes32)`."""
        return cls._IS_PARTICIPANT.encode(id_, member)

    @classmethod
    def decode_is_participant(cls, data: bytes) -> tuple[Any, ...]:
        """What `isParticipant` returned: (bool)."""
        return cls._IS_PARTICIPANT.decode(data)

    _IS_TRUSTED_FORWARDER = Function("isTrustedForwarder", bytes.fromhex("572b6c05"), ("address",), ("bool",))

    @classmethod
    def encode_is_trusted_forwarder(cls, forwarder: str) -> bytes:
        """Call data of `isTrustedForwarder(address)`."""
        return cls._IS_TRUSTED_FORWARDER.encode(forwarder)

    @classmethod
    def decode_is_trusted_forwarder(cls, data: bytes) -> tuple[Any, ...]:
        """What `isTrustedForwarder` returned: (bool)."""
        return cls._IS_TRUSTED_FORWARDER.decode(data)

    _MATERIAL_OF = Function("materialOf", bytes.fromhex("9b24c946"), ("bytes32", "bytes32"), ("bytes32",))

    @classmethod
    def encode_material_of(cls, id_: bytes, material: bytes) -> bytes:
        """Call data of `materialOf(bytes32, bytes32)`."""
        return cls._MATERIAL_OF.encode(id_, material)

    @classmethod
    def decode_material_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `materialOf` returned: (bytes32)."""
        return cls._MATERIAL_OF.decode(data)

    _OPEN_CASE = Function(
        "openCase",
        bytes.fromhex("eb7bbd61"),
        ("bytes32", "bytes32", "bytes32", "(bytes32,uint8)[]", "uint16", "uint16"),
        (),
    )

    @classmethod
    def encode_open_case(
        cls,
        id_: bytes,
        key: bytes,
        item: bytes,
        participants: Sequence[Struct],
        statutory_days: int,
        promised_days: int,
    ) -> bytes:
        """Call data of `openCase(bytes32, bytes32, bytes32, (bytes32,uint8)[], uint16, uint16)`."""
        return cls._OPEN_CASE.encode(id_, key, item, participants, statutory_days, promised_days)

    _PASS_OVER = Function(
        "passOver",
        bytes.fromhex("e6aecbdf"),
        (
            "(bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32)",
            "bytes32",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_pass_over(cls, record: Struct, member: bytes, reason: bytes) -> bytes:
        """Call data of `passOver((bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32), bytes32, bytes32)`."""
        return cls._PASS_OVER.encode(record, member, reason)

    _PROGRESS_OF = Function(
        "progressOf", bytes.fromhex("20e9398c"), ("bytes32",), ("(uint8,uint32,uint32,uint32,uint32,uint32)",)
    )

    @classmethod
    def encode_progress_of(cls, id_: bytes) -> bytes:
        """Call data of `progressOf(bytes32)`."""
        return cls._PROGRESS_OF.encode(id_)

    @classmethod
    def decode_progress_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `progressOf` returned: ((uint8,uint32,uint32,uint32,uint32,uint32))."""
        return cls._PROGRESS_OF.decode(data)

    _PROXIABLE_UUID = Function("proxiableUUID", bytes.fromhex("52d1902d"), (), ("bytes32",))

    @classmethod
    def encode_proxiable_uuid(cls) -> bytes:
        """Call data of `proxiableUUID()`."""
        return cls._PROXIABLE_UUID.encode()

    @classmethod
    def decode_proxiable_uuid(cls, data: bytes) -> tuple[Any, ...]:
        """What `proxiableUUID` returned: (bytes32)."""
        return cls._PROXIABLE_UUID.decode(data)

    _RECEIVE_CORRECTION = Function(
        "receiveCorrection",
        bytes.fromhex("bbc6407b"),
        (
            "(bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32)",
        ),
        (),
    )

    @classmethod
    def encode_receive_correction(cls, record: Struct) -> bytes:
        """Call data of `receiveCorrection((bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32))`."""
        return cls._RECEIVE_CORRECTION.encode(record)

    _REQUEST_CORRECTION = Function(
        "requestCorrection",
        bytes.fromhex("e5f33de7"),
        (
            "(bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32)",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_request_correction(cls, record: Struct, corrections: bytes) -> bytes:
        """Call data of `requestCorrection((bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32), bytes32)`."""
        return cls._REQUEST_CORRECTION.encode(record, corrections)

    _SETTLE = Function(
        "settle",
        bytes.fromhex("3fcc8628"),
        (
            "(bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32)",
        ),
        (),
    )

    @classmethod
    def encode_settle(cls, record: Struct) -> bytes:
        """Call data of `settle((bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32))`."""
        return cls._SETTLE.encode(record)

    _STANDING_OF = Function(
        "standingOf", bytes.fromhex("43aa9ad3"), ("bytes32",), ("bool", "bool", "bytes32", "bytes32")
    )

    @classmethod
    def encode_standing_of(cls, id_: bytes) -> bytes:
        """Call data of `standingOf(bytes32)`."""
        return cls._STANDING_OF.encode(id_)

    @classmethod
    def decode_standing_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `standingOf` returned: (bool, bool, bytes32, bytes32)."""
        return cls._STANDING_OF.decode(data)

    _UPGRADE_TO_AND_CALL = Function("upgradeToAndCall", bytes.fromhex("4f1ef286"), ("address", "bytes"), ())

    @classmethod
    def encode_upgrade_to_and_call(cls, new_implementation: str, data: bytes) -> bytes:
        """Call data of `upgradeToAndCall(address, bytes)`."""
        return cls._UPGRADE_TO_AND_CALL.encode(new_implementation, data)

    _WITHDRAW = Function(
        "withdraw",
        bytes.fromhex("5288fd26"),
        (
            "(bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32)",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_withdraw(cls, record: Struct, wish: bytes) -> bytes:
        """Call data of `withdraw((bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32), bytes32)`."""
        return cls._WITHDRAW.encode(record, wish)


class Authorization:
    """Calls of the contract Authorization."""

    _UPGRADE_INTERFACE_VERSION = Function("UPGRADE_INTERFACE_VERSION", bytes.fromhex("ad3cb1cc"), (), ("string",))

    @classmethod
    def encode_upgrade_interface_version(cls) -> bytes:
        """Call data of `UPGRADE_INTERFACE_VERSION()`."""
        return cls._UPGRADE_INTERFACE_VERSION.encode()

    @classmethod
    def decode_upgrade_interface_version(cls, data: bytes) -> tuple[Any, ...]:
        """What `UPGRADE_INTERFACE_VERSION` returned: (string)."""
        return cls._UPGRADE_INTERFACE_VERSION.decode(data)

    _AGREE = Function(
        "agree",
        bytes.fromhex("876149f6"),
        (
            "(bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,uint64,bytes32)",
            "bytes32",
            "(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes)",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_agree(cls, record: Struct, grant: bytes, terms: Struct, reason: bytes) -> bytes:
        """Call data of `agree((bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,uint64,bytes32), bytes32, (uint256,bytes32[],uint32,uint32,uint64,uint64,bytes), bytes32)`."""
        return cls._AGREE.encode(record, grant, terms, reason)

    _AGREE_SCOPED = Function(
        "agreeScoped",
        bytes.fromhex("294a9eb4"),
        (
            "(bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,uint64,bytes32)",
            "bytes32",
            "(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes)",
            "(bytes32,bool,bytes32,uint8,bytes32[])",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_agree_scoped(cls, record: Struct, grant: bytes, terms: Struct, scope: Struct, reason: bytes) -> bytes:
        """Call data of `agreeScoped((bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,uint64,bytes32), bytes32, (uint256,bytes32[],uint32,uint32,uint64,uint64,bytes), (bytes32,bool,bytes32,uint8,bytes32[]), bytes32)`."""
        return cls._AGREE_SCOPED.encode(record, grant, terms, scope, reason)

    _APPROVE = Function(
        "approve",
        bytes.fromhex("0d697af3"),
        (
            "(bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),uint8,bytes32)",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_approve(cls, record: Struct, reason: bytes) -> bytes:
        """Call data of `approve((bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),uint8,bytes32), bytes32)`."""
        return cls._APPROVE.encode(record, reason)

    _BREAK_GLASS_OF = Function("breakGlassOf", bytes.fromhex("035bc470"), ("bytes32",), ("bytes32",))

    @classmethod
    def encode_break_glass_of(cls, id_: bytes) -> bytes:
        """Call data of `breakGlassOf(bytes32)`."""
        return cls._BREAK_GLASS_OF.encode(id_)

    @classmethod
    def decode_break_glass_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `breakGlassOf` returned: (bytes32)."""
        return cls._BREAK_GLASS_OF.decode(data)

    _CONFIRM_USE = Function(
        "confirmUse",
        bytes.fromhex("ea5f802e"),
        (
            "(bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,uint64,bytes32)",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_confirm_use(cls, record: Struct, evidence: bytes) -> bytes:
        """Call data of `confirmUse((bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,uint64,bytes32), bytes32)`."""
        return cls._CONFIRM_USE.encode(record, evidence)

    _CONSENT_OF = Function("consentOf", bytes.fromhex("5080d764"), ("bytes32", "bytes32", "bytes32"), ("bytes32",))

    @classmethod
    def encode_consent_of(cls, resource: bytes, demander: bytes, subject: bytes) -> bytes:
        """Call data of `consentOf(bytes32, bytes32, bytes32)`."""
        return cls._CONSENT_OF.encode(resource, demander, subject)

    @classmethod
    def decode_consent_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `consentOf` returned: (bytes32)."""
        return cls._CONSENT_OF.decode(data)

    _CONSORTIUM = Function("consortium", bytes.fromhex("9ad18765"), (), ("address",))

    @classmethod
    def encode_consortium(cls) -> bytes:
        """Call data of `consortium()`."""
        return cls._CONSORTIUM.encode()

    @classmethod
    def decode_consortium(cls, data: bytes) -> tuple[Any, ...]:
        """What `consortium` returned: (address)."""
        return cls._CONSORTIUM.decode(data)

    _DECIDE_DISPUTE = Function(
        "decideDispute",
        bytes.fromhex("b487213d"),
        (
            "(bytes32,bytes32,bytes32,uint64,uint64,bool,bytes32)",
            "(bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,uint64,bytes32)",
            "bool",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_decide_dispute(cls, dispute: Struct, record: Struct, upheld: bool, decision: bytes) -> bytes:
        """Call data of `decideDispute((bytes32,bytes32,bytes32,uint64,uint64,bool,bytes32), (bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,uint64,bytes32), bool, bytes32)`."""
        return cls._DECIDE_DISPUTE.encode(dispute, record, upheld, decision)

    _DELEGATE = Function(
        "delegate",
        bytes.fromhex("d0ed9697"),
        (
            "(bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),uint8,bytes32)",
            "(bytes32,bool,bytes32,uint8,bytes32[])",
            "bytes32",
            "bytes32",
            "(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes)",
            "uint8",
        ),
        (),
    )

    @classmethod
    def encode_delegate(
        cls, parent: Struct, scope: Struct, grant: bytes, to: bytes, terms: Struct, further: int
    ) -> bytes:
        """Call data of `delegate((bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),uint8,bytes32), (bytes32,bool,bytes32,uint8,bytes32[]), bytes32, bytes32, (uint256,bytes32[],uint32,uint32,uint64,uint64,bytes), uint8)`."""
        return cls._DELEGATE.encode(parent, scope, grant, to, terms, further)

    _DISCARD = Function(
        "discard",
        bytes.fromhex("bc4efca5"),
        (
            "(bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),uint8,bytes32)",
            "bytes32[]",
        ),
        (),
    )

    @classmethod
    def encode_discard(cls, record: Struct, pair: Sequence[bytes]) -> bytes:
        """Call data of `discard((bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),uint8,bytes32), bytes32[])`."""
        return cls._DISCARD.encode(record, pair)

    _DISPUTE_OF = Function("disputeOf", bytes.fromhex("9427c7d6"), ("bytes32",), ("bytes32",))

    @classmethod
    def encode_dispute_of(cls, request: bytes) -> bytes:
        """Call data of `disputeOf(bytes32)`."""
        return cls._DISPUTE_OF.encode(request)

    @classmethod
    def decode_dispute_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `disputeOf` returned: (bytes32)."""
        return cls._DISPUTE_OF.decode(data)

    _EMERGENCY_OF = Function("emergencyOf", bytes.fromhex("03c05f4b"), ("bytes32", "bytes32"), ("bytes32", "uint64"))

    @classmethod
    def encode_emergency_of(cls, consumer: bytes, resource: bytes) -> bytes:
        """Call data of `emergencyOf(bytes32, bytes32)`."""
        return cls._EMERGENCY_OF.encode(consumer, resource)

    @classmethod
    def decode_emergency_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `emergencyOf` returned: (bytes32, uint64)."""
        return cls._EMERGENCY_OF.decode(data)

    _END = Function(
        "end",
        bytes.fromhex("05ef04d8"),
        (
            "(bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),uint8,bytes32)",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_end(cls, record: Struct, reason: bytes) -> bytes:
        """Call data of `end((bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),uint8,bytes32), bytes32)`."""
        return cls._END.encode(record, reason)

    _END_BREAK_GLASS = Function(
        "endBreakGlass",
        bytes.fromhex("dc9eff96"),
        ("(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint64,uint64,uint64,uint64,bool,bytes32)",),
        (),
    )

    @classmethod
    def encode_end_break_glass(cls, record: Struct) -> bytes:
        """Call data of `endBreakGlass((bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint64,uint64,uint64,uint64,bool,bytes32))`."""
        return cls._END_BREAK_GLASS.encode(record)

    _GRANT_OF = Function("grantOf", bytes.fromhex("9aee26f1"), ("bytes32",), ("bytes32",))

    @classmethod
    def encode_grant_of(cls, grant: bytes) -> bytes:
        """Call data of `grantOf(bytes32)`."""
        return cls._GRANT_OF.encode(grant)

    @classmethod
    def decode_grant_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `grantOf` returned: (bytes32)."""
        return cls._GRANT_OF.decode(data)

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

    _LIMITS = Function("limits", bytes.fromhex("860aefcf"), (), ("uint32", "uint16"))

    @classmethod
    def encode_limits(cls) -> bytes:
        """Call data of `limits()`."""
        return cls._LIMITS.encode()

    @classmethod
    def decode_limits(cls, data: bytes) -> tuple[Any, ...]:
        """What `limits` returned: (uint32, uint16)."""
        return cls._LIMITS.decode(data)

    _MARK_DELIVERED = Function(
        "markDelivered",
        bytes.fromhex("eaf1a71f"),
        (
            "(bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,uint64,bytes32)",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_mark_delivered(cls, record: Struct, evidence: bytes) -> bytes:
        """Call data of `markDelivered((bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,uint64,bytes32), bytes32)`."""
        return cls._MARK_DELIVERED.encode(record, evidence)

    _OPEN_BREAK_GLASS = Function(
        "openBreakGlass",
        bytes.fromhex("a94965a9"),
        ("(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint64,uint64,uint64,uint64,bool,bytes32)",),
        (),
    )

    @classmethod
    def encode_open_break_glass(cls, record: Struct) -> bytes:
        """Call data of `openBreakGlass((bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint64,uint64,uint64,uint64,bool,bytes32))`."""
        return cls._OPEN_BREAK_GLASS.encode(record)

    _PAIR_OF = Function("pairOf", bytes.fromhex("33600cca"), ("bytes32", "bytes32"), ("bytes32",))

    @classmethod
    def encode_pair_of(cls, demander: bytes, resource: bytes) -> bytes:
        """Call data of `pairOf(bytes32, bytes32)`."""
        return cls._PAIR_OF.encode(demander, resource)

    @classmethod
    def decode_pair_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `pairOf` returned: (bytes32)."""
        return cls._PAIR_OF.decode(data)

    _PROXIABLE_UUID = Function("proxiableUUID", bytes.fromhex("52d1902d"), (), ("bytes32",))

    @classmethod
    def encode_proxiable_uuid(cls) -> bytes:
        """Call data of `proxiableUUID()`."""
        return cls._PROXIABLE_UUID.encode()

    @classmethod
    def decode_proxiable_uuid(cls, data: bytes) -> tuple[Any, ...]:
        """What `proxiableUUID` returned: (bytes32)."""
        return cls._PROXIABLE_UUID.decode(data)

    _RAISE_DISPUTE = Function(
        "raiseDispute",
        bytes.fromhex("f5aded59"),
        (
            "(bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,uint64,bytes32)",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_raise_dispute(cls, record: Struct, claim: bytes) -> bytes:
        """Call data of `raiseDispute((bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,uint64,bytes32), bytes32)`."""
        return cls._RAISE_DISPUTE.encode(record, claim)

    _RECORD_CONSENT = Function(
        "recordConsent",
        bytes.fromhex("d9e24481"),
        ("(bytes32,bytes32,bytes32,bytes32,bytes32,uint64,uint64,uint64)",),
        (),
    )

    @classmethod
    def encode_record_consent(cls, consent: Struct) -> bytes:
        """Call data of `recordConsent((bytes32,bytes32,bytes32,bytes32,bytes32,uint64,uint64,uint64))`."""
        return cls._RECORD_CONSENT.encode(consent)

    _REFUSE = Function(
        "refuse",
        bytes.fromhex("2d74bbc9"),
        (
            "(bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,uint64,bytes32)",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_refuse(cls, record: Struct, reason: bytes) -> bytes:
        """Call data of `refuse((bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,uint64,bytes32), bytes32)`."""
        return cls._REFUSE.encode(record, reason)

    _REQUEST_OF = Function("requestOf", bytes.fromhex("eacb1408"), ("bytes32",), ("bytes32",))

    @classmethod
    def encode_request_of(cls, request: bytes) -> bytes:
        """Call data of `requestOf(bytes32)`."""
        return cls._REQUEST_OF.encode(request)

    @classmethod
    def decode_request_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `requestOf` returned: (bytes32)."""
        return cls._REQUEST_OF.decode(data)

    _RESUME = Function(
        "resume",
        bytes.fromhex("d45a326c"),
        (
            "(bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),uint8,bytes32)",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_resume(cls, record: Struct, reason: bytes) -> bytes:
        """Call data of `resume((bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),uint8,bytes32), bytes32)`."""
        return cls._RESUME.encode(record, reason)

    _REVIEW_BREAK_GLASS = Function(
        "reviewBreakGlass",
        bytes.fromhex("0cc681e4"),
        (
            "(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint64,uint64,uint64,uint64,bool,bytes32)",
            "bool",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_review_break_glass(cls, record: Struct, justified: bool, review: bytes) -> bytes:
        """Call data of `reviewBreakGlass((bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint64,uint64,uint64,uint64,bool,bytes32), bool, bytes32)`."""
        return cls._REVIEW_BREAK_GLASS.encode(record, justified, review)

    _REVIEWS_OF = Function("reviewsOf", bytes.fromhex("55eb0eb6"), ("bytes32",), ("uint64[3]", "uint64"))

    @classmethod
    def encode_reviews_of(cls, member: bytes) -> bytes:
        """Call data of `reviewsOf(bytes32)`."""
        return cls._REVIEWS_OF.encode(member)

    @classmethod
    def decode_reviews_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `reviewsOf` returned: (uint64[3], uint64)."""
        return cls._REVIEWS_OF.decode(data)

    _REVOKE = Function(
        "revoke",
        bytes.fromhex("8918f694"),
        (
            "(bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),uint8,bytes32)",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_revoke(cls, record: Struct, reason: bytes) -> bytes:
        """Call data of `revoke((bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),uint8,bytes32), bytes32)`."""
        return cls._REVOKE.encode(record, reason)

    _SCOPE_OF = Function("scopeOf", bytes.fromhex("bb482546"), ("bytes32",), ("bytes32",))

    @classmethod
    def encode_scope_of(cls, grant: bytes) -> bytes:
        """Call data of `scopeOf(bytes32)`."""
        return cls._SCOPE_OF.encode(grant)

    @classmethod
    def decode_scope_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `scopeOf` returned: (bytes32)."""
        return cls._SCOPE_OF.decode(data)

    _SET_LIMITS = Function("setLimits", bytes.fromhex("370fc916"), ("uint32", "uint16"), ())

    @classmethod
    def encode_set_limits(cls, rows: int, review_days: int) -> bytes:
        """Call data of `setLimits(uint32, uint16)`."""
        return cls._SET_LIMITS.encode(rows, review_days)

    _STANDINGS_OF = Function(
        "standingsOf",
        bytes.fromhex("2eb90f77"),
        ("bytes32", "bytes32", "bytes32[]", "bytes32"),
        ("(bytes32,bytes32[],bytes32[],bytes32,bytes32,uint64)",),
    )

    @classmethod
    def encode_standings_of(cls, demander: bytes, resource: bytes, ids: Sequence[bytes], subject: bytes) -> bytes:
        """Call data of `standingsOf(bytes32, bytes32, bytes32[], bytes32)`."""
        return cls._STANDINGS_OF.encode(demander, resource, ids, subject)

    @classmethod
    def decode_standings_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `standingsOf` returned: ((bytes32,bytes32[],bytes32[],bytes32,bytes32,uint64))."""
        return cls._STANDINGS_OF.decode(data)

    _SUBMIT = Function(
        "submit",
        bytes.fromhex("8438eb49"),
        (
            "(bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,uint64,bytes32)",
        ),
        (),
    )

    @classmethod
    def encode_submit(cls, record: Struct) -> bytes:
        """Call data of `submit((bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,uint64,bytes32))`."""
        return cls._SUBMIT.encode(record)

    _SUBMIT_IMPORTED = Function(
        "submitImported",
        bytes.fromhex("d34b4e40"),
        (
            "(bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,uint64,bytes32)",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_submit_imported(cls, record: Struct, source: bytes) -> bytes:
        """Call data of `submitImported((bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,uint64,bytes32), bytes32)`."""
        return cls._SUBMIT_IMPORTED.encode(record, source)

    _SUSPEND = Function(
        "suspend",
        bytes.fromhex("03fc8654"),
        (
            "(bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),uint8,bytes32)",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_suspend(cls, record: Struct, reason: bytes) -> bytes:
        """Call data of `suspend((bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),uint8,bytes32), bytes32)`."""
        return cls._SUSPEND.encode(record, reason)

    _UPGRADE_TO_AND_CALL = Function("upgradeToAndCall", bytes.fromhex("4f1ef286"), ("address", "bytes"), ())

    @classmethod
    def encode_upgrade_to_and_call(cls, new_implementation: str, data: bytes) -> bytes:
        """Call data of `upgradeToAndCall(address, bytes)`."""
        return cls._UPGRADE_TO_AND_CALL.encode(new_implementation, data)

    _WITHDRAW = Function(
        "withdraw",
        bytes.fromhex("68e93df2"),
        (
            "(bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,uint64,bytes32)",
        ),
        (),
    )

    @classmethod
    def encode_withdraw(cls, record: Struct) -> bytes:
        """Call data of `withdraw((bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,uint64,bytes32))`."""
        return cls._WITHDRAW.encode(record)

    _WITHDRAW_CONSENT = Function(
        "withdrawConsent",
        bytes.fromhex("0dfe4e69"),
        ("(bytes32,bytes32,bytes32,bytes32,bytes32,uint64,uint64,uint64)",),
        (),
    )

    @classmethod
    def encode_withdraw_consent(cls, consent: Struct) -> bytes:
        """Call data of `withdrawConsent((bytes32,bytes32,bytes32,bytes32,bytes32,uint64,uint64,uint64))`."""
        return cls._WITHDRAW_CONSENT.encode(consent)


class CertificateRegistry:
    """Calls of the contract CertificateRegistry."""

    _UPGRADE_INTERFACE_VERSION = Function("UPGRADE_INTERFACE_VERSION", bytes.fromhex("ad3cb1cc"), (), ("string",))

    @classmethod
    def encode_upgrade_interface_version(cls) -> bytes:
        """Call data of `UPGRADE_INTERFACE_VERSION()`."""
        return cls._UPGRADE_INTERFACE_VERSION.encode()

    @classmethod
    def decode_upgrade_interface_version(cls, data: bytes) -> tuple[Any, ...]:
        """What `UPGRADE_INTERFACE_VERSION` returned: (string)."""
        return cls._UPGRADE_INTERFACE_VERSION.decode(data)

    _ACCREDIT = Function(
        "accredit",
        bytes.fromhex("ecd0a634"),
        ("(uint32,bytes32,bytes21,uint64,uint64,bytes32,bytes32,bool)",),
        ("uint32",),
    )

    @classmethod
    def encode_accredit(cls, record: Struct) -> bytes:
        """Call data of `accredit((uint32,bytes32,bytes21,uint64,uint64,bytes32,bytes32,bool))`."""
        return cls._ACCREDIT.encode(record)

    @classmethod
    def decode_accredit(cls, data: bytes) -> tuple[Any, ...]:
        """What `accredit` returned: (uint32)."""
        return cls._ACCREDIT.decode(data)

    _ACCREDITATION_OF = Function(
        "accreditationOf", bytes.fromhex("2093a960"), ("uint32",), ("bytes32", "uint64", "uint64")
    )

    @classmethod
    def encode_accreditation_of(cls, accreditation: int) -> bytes:
        """Call data of `accreditationOf(uint32)`."""
        return cls._ACCREDITATION_OF.encode(accreditation)

    @classmethod
    def decode_accreditation_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `accreditationOf` returned: (bytes32, uint64, uint64)."""
        return cls._ACCREDITATION_OF.decode(data)

    _BATCH_OF = Function("batchOf", bytes.fromhex("aee05732"), ("bytes32",), ("bytes32",))

    @classmethod
    def encode_batch_of(cls, batch: bytes) -> bytes:
        """Call data of `batchOf(bytes32)`."""
        return cls._BATCH_OF.encode(batch)

    @classmethod
    def decode_batch_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `batchOf` returned: (bytes32)."""
        return cls._BATCH_OF.decode(data)

    _CERTIFICATE_OF = Function("certificateOf", bytes.fromhex("27027589"), ("bytes32",), ("bytes32",))

    @classmethod
    def encode_certificate_of(cls, certificate: bytes) -> bytes:
        """Call data of `certificateOf(bytes32)`."""
        return cls._CERTIFICATE_OF.encode(certificate)

    @classmethod
    def decode_certificate_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `certificateOf` returned: (bytes32)."""
        return cls._CERTIFICATE_OF.decode(data)

    _CHANGE_ACCREDITATION = Function(
        "changeAccreditation",
        bytes.fromhex("d9a91a62"),
        ("(uint32,bytes32,bytes21,uint64,uint64,bytes32,bytes32,bool)", "uint64", "bytes32"),
        (),
    )

    @classmethod
    def encode_change_accreditation(cls, record: Struct, valid_to: int, legal_basis: bytes) -> bytes:
        """Call data of `changeAccreditation((uint32,bytes32,bytes21,uint64,uint64,bytes32,bytes32,bool), uint64, bytes32)`."""
        return cls._CHANGE_ACCREDITATION.encode(record, valid_to, legal_basis)

    _CHANGE_MEMBER_STATUS = Function(
        "changeMemberStatus",
        bytes.fromhex("32e84f9b"),
        (
            "bytes32",
            "uint32",
            "(bytes32,bytes32,bytes32,uint64,uint64,bool)",
            "bytes32[]",
            "(uint8,uint8,bytes32,bytes32,bytes32,uint64)",
        ),
        (),
    )

    @classmethod
    def encode_change_member_status(
        cls, batch: bytes, index: int, member: Struct, path: Sequence[bytes], state: Struct
    ) -> bytes:
        """Call data of `changeMemberStatus(bytes32, uint32, (bytes32,bytes32,bytes32,uint64,uint64,bool), bytes32[], (uint8,uint8,bytes32,bytes32,bytes32,uint64))`."""
        return cls._CHANGE_MEMBER_STATUS.encode(batch, index, member, path, state)

    _CHANGE_STATUS = Function(
        "changeStatus",
        bytes.fromhex("c9fa1287"),
        (
            "(bytes32,bytes32,bytes21,uint32,bytes32,bytes32,uint64,uint64,bool,bytes32,uint64,(uint8,uint8,bytes32,bytes32,bytes32,uint64))",
            "(uint8,uint8,bytes32,bytes32,bytes32,uint64)",
        ),
        (),
    )

    @classmethod
    def encode_change_status(cls, record: Struct, state: Struct) -> bytes:
        """Call data of `changeStatus((bytes32,bytes32,bytes21,uint32,bytes32,bytes32,uint64,uint64,bool,bytes32,uint64,(uint8,uint8,bytes32,bytes32,bytes32,uint64)), (uint8,uint8,bytes32,bytes32,bytes32,uint64))`."""
        return cls._CHANGE_STATUS.encode(record, state)

    _CONSORTIUM = Function("consortium", bytes.fromhex("9ad18765"), (), ("address",))

    @classmethod
    def encode_consortium(cls) -> bytes:
        """Call data of `consortium()`."""
        return cls._CONSORTIUM.encode()

    @classmethod
    def decode_consortium(cls, data: bytes) -> tuple[Any, ...]:
        """What `consortium` returned: (address)."""
        return cls._CONSORTIUM.decode(data)

    _END_ACCREDITATION = Function(
        "endAccreditation",
        bytes.fromhex("94e8a1ff"),
        ("(uint32,bytes32,bytes21,uint64,uint64,bytes32,bytes32,bool)", "uint64", "bytes32"),
        (),
    )

    @classmethod
    def encode_end_accreditation(cls, record: Struct, since: int, reason: bytes) -> bytes:
        """Call data of `endAccreditation((uint32,bytes32,bytes21,uint64,uint64,bytes32,bytes32,bool), uint64, bytes32)`."""
        return cls._END_ACCREDITATION.encode(record, since, reason)

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

    _ISSUE = Function(
        "issue",
        bytes.fromhex("f03456e6"),
        (
            "(bytes32,bytes32,bytes21,uint32,bytes32,bytes32,uint64,uint64,bool,bytes32,uint64,(uint8,uint8,bytes32,bytes32,bytes32,uint64))",
        ),
        (),
    )

    @classmethod
    def encode_issue(cls, record: Struct) -> bytes:
        """Call data of `issue((bytes32,bytes32,bytes21,uint32,bytes32,bytes32,uint64,uint64,bool,bytes32,uint64,(uint8,uint8,bytes32,bytes32,bytes32,uint64)))`."""
        return cls._ISSUE.encode(record)

    _ISSUE_BATCH = Function(
        "issueBatch",
        bytes.fromhex("81265801"),
        ("(bytes32,bytes32,bytes21,uint32,bytes32,uint32,bytes32,bytes32,uint64)",),
        (),
    )

    @classmethod
    def encode_issue_batch(cls, record: Struct) -> bytes:
        """Call data of `issueBatch((bytes32,bytes32,bytes21,uint32,bytes32,uint32,bytes32,bytes32,uint64))`."""
        return cls._ISSUE_BATCH.encode(record)

    _ISSUE_VERSION = Function(
        "issueVersion",
        bytes.fromhex("9e0e5469"),
        (
            "(bytes32,bytes32,bytes21,uint32,bytes32,bytes32,uint64,uint64,bool,bytes32,uint64,(uint8,uint8,bytes32,bytes32,bytes32,uint64))",
            "(bytes32,bytes32,bytes21,uint32,bytes32,bytes32,uint64,uint64,bool,bytes32,uint64,(uint8,uint8,bytes32,bytes32,bytes32,uint64))",
            "uint8",
        ),
        (),
    )

    @classmethod
    def encode_issue_version(cls, record: Struct, predecessor: Struct, status: int) -> bytes:
        """Call data of `issueVersion((bytes32,bytes32,bytes21,uint32,bytes32,bytes32,uint64,uint64,bool,bytes32,uint64,(uint8,uint8,bytes32,bytes32,bytes32,uint64)), (bytes32,bytes32,bytes21,uint32,bytes32,bytes32,uint64,uint64,bool,bytes32,uint64,(uint8,uint8,bytes32,bytes32,bytes32,uint64)), uint8)`."""
        return cls._ISSUE_VERSION.encode(record, predecessor, status)

    _ISSUE_VERSION_OF_MEMBER = Function(
        "issueVersionOfMember",
        bytes.fromhex("3107f201"),
        (
            "(bytes32,bytes32,bytes21,uint32,bytes32,bytes32,uint64,uint64,bool,bytes32,uint64,(uint8,uint8,bytes32,bytes32,bytes32,uint64))",
            "(bytes32,bytes32,bytes21,uint32,bytes32,uint32,bytes32,bytes32,uint64)",
            "uint32",
            "(bytes32,bytes32,bytes32,uint64,uint64,bool)",
            "bytes32[]",
            "uint8",
        ),
        (),
    )

    @classmethod
    def encode_issue_version_of_member(
        cls, record: Struct, batch: Struct, index: int, predecessor: Struct, path: Sequence[bytes], status: int
    ) -> bytes:
        """Call data of `issueVersionOfMember((bytes32,bytes32,bytes21,uint32,bytes32,bytes32,uint64,uint64,bool,bytes32,uint64,(uint8,uint8,bytes32,bytes32,bytes32,uint64)), (bytes32,bytes32,bytes21,uint32,bytes32,uint32,bytes32,bytes32,uint64), uint32, (bytes32,bytes32,bytes32,uint64,uint64,bool), bytes32[], uint8)`."""
        return cls._ISSUE_VERSION_OF_MEMBER.encode(record, batch, index, predecessor, path, status)

    _LAST_ACCREDITATION = Function("lastAccreditation", bytes.fromhex("ec30a33a"), ("bytes32", "bytes21"), ("uint32",))

    @classmethod
    def encode_last_accreditation(cls, member: bytes, type_code: bytes) -> bytes:
        """Call data of `lastAccreditation(bytes32, bytes21)`."""
        return cls._LAST_ACCREDITATION.encode(member, type_code)

    @classmethod
    def decode_last_accreditation(cls, data: bytes) -> tuple[Any, ...]:
        """What `lastAccreditation` returned: (uint32)."""
        return cls._LAST_ACCREDITATION.decode(data)

    _MEMBER_STATUS_OF = Function("memberStatusOf", bytes.fromhex("d3801418"), ("bytes32", "uint32"), ("uint8",))

    @classmethod
    def encode_member_status_of(cls, batch: bytes, index: int) -> bytes:
        """Call data of `memberStatusOf(bytes32, uint32)`."""
        return cls._MEMBER_STATUS_OF.encode(batch, index)

    @classmethod
    def decode_member_status_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `memberStatusOf` returned: (uint8)."""
        return cls._MEMBER_STATUS_OF.decode(data)

    _PROXIABLE_UUID = Function("proxiableUUID", bytes.fromhex("52d1902d"), (), ("bytes32",))

    @classmethod
    def encode_proxiable_uuid(cls) -> bytes:
        """Call data of `proxiableUUID()`."""
        return cls._PROXIABLE_UUID.encode()

    @classmethod
    def decode_proxiable_uuid(cls, data: bytes) -> tuple[Any, ...]:
        """What `proxiableUUID` returned: (bytes32)."""
        return cls._PROXIABLE_UUID.decode(data)

    _UPGRADE_TO_AND_CALL = Function("upgradeToAndCall", bytes.fromhex("4f1ef286"), ("address", "bytes"), ())

    @classmethod
    def encode_upgrade_to_and_call(cls, new_implementation: str, data: bytes) -> bytes:
        """Call data of `upgradeToAndCall(address, bytes)`."""
        return cls._UPGRADE_TO_AND_CALL.encode(new_implementation, data)

    _VERIFY = Function("verify", bytes.fromhex("75e36616"), ("bytes32",), ("(bytes32,uint8,bool,bool)",))

    @classmethod
    def encode_verify(cls, id_: bytes) -> bytes:
        """Call data of `verify(bytes32)`."""
        return cls._VERIFY.encode(id_)

    @classmethod
    def decode_verify(cls, data: bytes) -> tuple[Any, ...]:
        """What `verify` returned: ((bytes32,uint8,bool,bool))."""
        return cls._VERIFY.decode(data)

    _VERIFY_MEMBER = Function(
        "verifyMember",
        bytes.fromhex("0cc44945"),
        ("bytes32", "uint32", "(bytes32,bytes32,bytes32,uint64,uint64,bool)", "bytes32[]"),
        ("(bytes32,uint8,bool,bool)",),
    )

    @classmethod
    def encode_verify_member(cls, id_: bytes, index: int, member: Struct, path: Sequence[bytes]) -> bytes:
        """Call data of `verifyMember(bytes32, uint32, (bytes32,bytes32,bytes32,uint64,uint64,bool), bytes32[])`."""
        return cls._VERIFY_MEMBER.encode(id_, index, member, path)

    @classmethod
    def decode_verify_member(cls, data: bytes) -> tuple[Any, ...]:
        """What `verifyMember` returned: ((bytes32,uint8,bool,bool))."""
        return cls._VERIFY_MEMBER.decode(data)


class Consortium:
    """Calls of the contract Consortium."""

    _UPGRADE_INTERFACE_VERSION = Function("UPGRADE_INTERFACE_VERSION", bytes.fromhex("ad3cb1cc"), (), ("string",))

    @classmethod
    def encode_upgrade_interface_version(cls) -> bytes:
        """Call data of `UPGRADE_INTERFACE_VERSION()`."""
        return cls._UPGRADE_INTERFACE_VERSION.encode()

    @classmethod
    def decode_upgrade_interface_version(cls, data: bytes) -> tuple[Any, ...]:
        """What `UPGRADE_INTERFACE_VERSION` returned: (string)."""
        return cls._UPGRADE_INTERFACE_VERSION.decode(data)

    _ACTOR_OF = Function(
        "actorOf", bytes.fromhex("2164961d"), ("address",), ("bytes32", "uint16", "(uint8,uint16,uint64,uint64,uint64)")
    )

    @classmethod
    def encode_actor_of(cls, account: str) -> bytes:
        """Call data of `actorOf(address)`."""
        return cls._ACTOR_OF.encode(account)

    @classmethod
    def decode_actor_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `actorOf` returned: (bytes32, uint16, (uint8,uint16,uint64,uint64,uint64))."""
        return cls._ACTOR_OF.decode(data)

    _ADMIT = Function(
        "admit",
        bytes.fromhex("7405b75c"),
        (
            "(bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64)",
            "(address,bytes32,uint16,bytes32,bool)[]",
        ),
        (),
    )

    @classmethod
    def encode_admit(cls, record: Struct, accounts: Sequence[Struct]) -> bytes:
        """Call data of `admit((bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64), (address,bytes32,uint16,bytes32,bool)[])`."""
        return cls._ADMIT.encode(record, accounts)

    _BEGIN_RECOVERY = Function(
        "beginRecovery", bytes.fromhex("98e8affb"), ("(address,bytes32,uint16,bytes32,bool)",), ()
    )

    @classmethod
    def encode_begin_recovery(cls, record: Struct) -> bytes:
        """Call data of `beginRecovery((address,bytes32,uint16,bytes32,bool))`."""
        return cls._BEGIN_RECOVERY.encode(record)

    _BLACKLIST = Function(
        "blacklist",
        bytes.fromhex("33344d5b"),
        ("(bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64)", "uint64", "bytes32"),
        (),
    )

    @classmethod
    def encode_blacklist(cls, record: Struct, until: int, reason: bytes) -> bytes:
        """Call data of `blacklist((bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64), uint64, bytes32)`."""
        return cls._BLACKLIST.encode(record, until, reason)

    _CANCEL_RECOVERY = Function("cancelRecovery", bytes.fromhex("0ba234d6"), (), ())

    @classmethod
    def encode_cancel_recovery(cls) -> bytes:
        """Call data of `cancelRecovery()`."""
        return cls._CANCEL_RECOVERY.encode()

    _CERTIFICATES_OF = Function("certificatesOf", bytes.fromhex("7ee16f30"), ("bytes32",), ("bytes32", "bytes32"))

    @classmethod
    def encode_certificates_of(cls, gateway: bytes) -> bytes:
        """Call data of `certificatesOf(bytes32)`."""
        return cls._CERTIFICATES_OF.encode(gateway)

    @classmethod
    def decode_certificates_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `certificatesOf` returned: (bytes32, bytes32)."""
        return cls._CERTIFICATES_OF.decode(data)

    _CHANGE_ANCHOR = Function(
        "changeAnchor",
        bytes.fromhex("d67ec013"),
        ("(bytes32,string[],bytes32,string,bytes,bytes,address,bool)", "address"),
        (),
    )

    @classmethod
    def encode_change_anchor(cls, record: Struct, anchor: str) -> bytes:
        """Call data of `changeAnchor((bytes32,string[],bytes32,string,bytes,bytes,address,bool), address)`."""
        return cls._CHANGE_ANCHOR.encode(record, anchor)

    _CHANGE_GATEWAY = Function(
        "changeGateway",
        bytes.fromhex("7ed4be7c"),
        ("(bytes32,string[],bytes32,string,bytes,bytes,address,bool)", "string", "bytes", "bytes", "bool"),
        (),
    )

    @classmethod
    def encode_change_gateway(
        cls, record: Struct, url: str, tls_certificate: bytes, next_tls_certificate: bytes, active: bool
    ) -> bytes:
        """Call data of `changeGateway((bytes32,string[],bytes32,string,bytes,bytes,address,bool), string, bytes, bytes, bool)`."""
        return cls._CHANGE_GATEWAY.encode(record, url, tls_certificate, next_tls_certificate, active)

    _CHANGE_MEMBER = Function(
        "changeMember",
        bytes.fromhex("015dd500"),
        ("(bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64)", "string", "string", "uint16"),
        (),
    )

    @classmethod
    def encode_change_member(cls, record: Struct, name: str, uscc: str, roles: int) -> bytes:
        """Call data of `changeMember((bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64), string, string, uint16)`."""
        return cls._CHANGE_MEMBER.encode(record, name, uscc, roles)

    _CONFIRM_HALT = Function(
        "confirmHalt",
        bytes.fromhex("94f76139"),
        ("(bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64)", "uint64", "bytes32"),
        (),
    )

    @classmethod
    def encode_confirm_halt(cls, record: Struct, until: int, reason: bytes) -> bytes:
        """Call data of `confirmHalt((bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64), uint64, bytes32)`."""
        return cls._CONFIRM_HALT.encode(record, until, reason)

    _CONSORTIUM = Function("consortium", bytes.fromhex("9ad18765"), (), ("address",))

    @classmethod
    def encode_consortium(cls) -> bytes:
        """Call data of `consortium()`."""
        return cls._CONSORTIUM.encode()

    @classmethod
    def decode_consortium(cls, data: bytes) -> tuple[Any, ...]:
        """What `consortium` returned: (address)."""
        return cls._CONSORTIUM.decode(data)

    _CONTRACT_OF = Function("contractOf", bytes.fromhex("c22779d0"), ("bytes32",), ("address",))

    @classmethod
    def encode_contract_of(cls, name: bytes) -> bytes:
        """Call data of `contractOf(bytes32)`."""
        return cls._CONTRACT_OF.encode(name)

    @classmethod
    def decode_contract_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `contractOf` returned: (address)."""
        return cls._CONTRACT_OF.decode(data)

    _DUTIES_OF_PERSON = Function("dutiesOfPerson", bytes.fromhex("510a8253"), ("bytes32", "bytes32"), ("uint16",))

    @classmethod
    def encode_duties_of_person(cls, member: bytes, person: bytes) -> bytes:
        """Call data of `dutiesOfPerson(bytes32, bytes32)`."""
        return cls._DUTIES_OF_PERSON.encode(member, person)

    @classmethod
    def decode_duties_of_person(cls, data: bytes) -> tuple[Any, ...]:
        """What `dutiesOfPerson` returned: (uint16)."""
        return cls._DUTIES_OF_PERSON.decode(data)

    _EXECUTE = Function("execute", bytes.fromhex("dafad543"), ("bytes32", "(address,bytes)"), ("bytes",))

    @classmethod
    def encode_execute(cls, id_: bytes, action: Struct) -> bytes:
        """Call data of `execute(bytes32, (address,bytes))`."""
        return cls._EXECUTE.encode(id_, action)

    @classmethod
    def decode_execute(cls, data: bytes) -> tuple[Any, ...]:
        """What `execute` returned: (bytes)."""
        return cls._EXECUTE.decode(data)

    _FINISH_RECOVERY = Function(
        "finishRecovery",
        bytes.fromhex("9b982b2b"),
        ("(address,bytes32,uint16,bytes32,bool)", "(address,bytes32,uint16,bytes32,bool)[]"),
        (),
    )

    @classmethod
    def encode_finish_recovery(cls, record: Struct, voting: Sequence[Struct]) -> bytes:
        """Call data of `finishRecovery((address,bytes32,uint16,bytes32,bool), (address,bytes32,uint16,bytes32,bool)[])`."""
        return cls._FINISH_RECOVERY.encode(record, voting)

    _GATEWAY_OF = Function("gatewayOf", bytes.fromhex("ebe38378"), ("bytes32",), ("bytes32", "address", "bool"))

    @classmethod
    def encode_gateway_of(cls, gateway: bytes) -> bytes:
        """Call data of `gatewayOf(bytes32)`."""
        return cls._GATEWAY_OF.encode(gateway)

    @classmethod
    def decode_gateway_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `gatewayOf` returned: (bytes32, address, bool)."""
        return cls._GATEWAY_OF.decode(data)

    _HALT = Function(
        "halt",
        bytes.fromhex("d24c8ac0"),
        ("(bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64)", "uint64", "bytes32"),
        (),
    )

    @classmethod
    def encode_halt(cls, record: Struct, until: int, reason: bytes) -> bytes:
        """Call data of `halt((bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64), uint64, bytes32)`."""
        return cls._HALT.encode(record, until, reason)

    _INITIALIZE = Function(
        "initialize",
        bytes.fromhex("ded54c45"),
        (
            "(string,(bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64)[],(address,bytes32,uint16,bytes32,bool)[],(bytes32,address)[],uint16)",
        ),
        (),
    )

    @classmethod
    def encode_initialize(cls, founding: Struct) -> bytes:
        """Call data of `initialize((string,(bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64)[],(address,bytes32,uint16,bytes32,bool)[],(bytes32,address)[],uint16))`."""
        return cls._INITIALIZE.encode(founding)

    _INSTANCE = Function("instance", bytes.fromhex("022ec095"), (), ("string",))

    @classmethod
    def encode_instance(cls) -> bytes:
        """Call data of `instance()`."""
        return cls._INSTANCE.encode()

    @classmethod
    def decode_instance(cls, data: bytes) -> tuple[Any, ...]:
        """What `instance` returned: (string)."""
        return cls._INSTANCE.decode(data)

    _IS_TRUSTED_FORWARDER = Function("isTrustedForwarder", bytes.fromhex("572b6c05"), ("address",), ("bool",))

    @classmethod
    def encode_is_trusted_forwarder(cls, forwarder: str) -> bytes:
        """Call data of `isTrustedForwarder(address)`."""
        return cls._IS_TRUSTED_FORWARDER.encode(forwarder)

    @classmethod
    def decode_is_trusted_forwarder(cls, data: bytes) -> tuple[Any, ...]:
        """What `isTrustedForwarder` returned: (bool)."""
        return cls._IS_TRUSTED_FORWARDER.decode(data)

    _KEY_OF = Function(
        "keyOf", bytes.fromhex("df78bce2"), ("bytes32",), ("bytes32", "uint8", "uint8", "uint64", "uint64", "uint64")
    )

    @classmethod
    def encode_key_of(cls, kid: bytes) -> bytes:
        """Call data of `keyOf(bytes32)`."""
        return cls._KEY_OF.encode(kid)

    @classmethod
    def decode_key_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `keyOf` returned: (bytes32, uint8, uint8, uint64, uint64, uint64)."""
        return cls._KEY_OF.decode(data)

    _NAME_CONTRACT = Function("nameContract", bytes.fromhex("2b9a158e"), ("bytes32", "address", "bytes32"), ())

    @classmethod
    def encode_name_contract(cls, name: bytes, at: str, code_hash: bytes) -> bytes:
        """Call data of `nameContract(bytes32, address, bytes32)`."""
        return cls._NAME_CONTRACT.encode(name, at, code_hash)

    _PERSON_OF = Function("personOf", bytes.fromhex("55155312"), ("address",), ("bytes32",))

    @classmethod
    def encode_person_of(cls, account: str) -> bytes:
        """Call data of `personOf(address)`."""
        return cls._PERSON_OF.encode(account)

    @classmethod
    def decode_person_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `personOf` returned: (bytes32)."""
        return cls._PERSON_OF.decode(data)

    _PROPOSAL_OF = Function("proposalOf", bytes.fromhex("f48c0abf"), ("bytes32",), ("uint64", "uint256", "bool"))

    @classmethod
    def encode_proposal_of(cls, id_: bytes) -> bytes:
        """Call data of `proposalOf(bytes32)`."""
        return cls._PROPOSAL_OF.encode(id_)

    @classmethod
    def decode_proposal_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `proposalOf` returned: (uint64, uint256, bool)."""
        return cls._PROPOSAL_OF.decode(data)

    _PROPOSE = Function("propose", bytes.fromhex("8f34f047"), ("(address,bytes)", "uint64"), ("bytes32",))

    @classmethod
    def encode_propose(cls, action: Struct, deadline: int) -> bytes:
        """Call data of `propose((address,bytes), uint64)`."""
        return cls._PROPOSE.encode(action, deadline)

    @classmethod
    def decode_propose(cls, data: bytes) -> tuple[Any, ...]:
        """What `propose` returned: (bytes32)."""
        return cls._PROPOSE.decode(data)

    _PROXIABLE_UUID = Function("proxiableUUID", bytes.fromhex("52d1902d"), (), ("bytes32",))

    @classmethod
    def encode_proxiable_uuid(cls) -> bytes:
        """Call data of `proxiableUUID()`."""
        return cls._PROXIABLE_UUID.encode()

    @classmethod
    def decode_proxiable_uuid(cls, data: bytes) -> tuple[Any, ...]:
        """What `proxiableUUID` returned: (bytes32)."""
        return cls._PROXIABLE_UUID.decode(data)

    _RECORD_OF = Function("recordOf", bytes.fromhex("d1c60a3a"), ("bytes32",), ("bytes32",))

    @classmethod
    def encode_record_of(cls, id_: bytes) -> bytes:
        """Call data of `recordOf(bytes32)`."""
        return cls._RECORD_OF.encode(id_)

    @classmethod
    def decode_record_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `recordOf` returned: (bytes32)."""
        return cls._RECORD_OF.decode(data)

    _RECOVERY_OF = Function("recoveryOf", bytes.fromhex("b2312bdf"), ("bytes32",), ("uint64",))

    @classmethod
    def encode_recovery_of(cls, member: bytes) -> bytes:
        """Call data of `recoveryOf(bytes32)`."""
        return cls._RECOVERY_OF.encode(member)

    @classmethod
    def decode_recovery_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `recoveryOf` returned: (uint64)."""
        return cls._RECOVERY_OF.decode(data)

    _REGISTER_GATEWAY = Function(
        "registerGateway",
        bytes.fromhex("bf3266f1"),
        ("(bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64)", "string", "string", "bytes", "address"),
        ("bytes32",),
    )

    @classmethod
    def encode_register_gateway(cls, owner: Struct, code: str, url: str, tls_certificate: bytes, anchor: str) -> bytes:
        """Call data of `registerGateway((bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64), string, string, bytes, address)`."""
        return cls._REGISTER_GATEWAY.encode(owner, code, url, tls_certificate, anchor)

    @classmethod
    def decode_register_gateway(cls, data: bytes) -> tuple[Any, ...]:
        """What `registerGateway` returned: (bytes32)."""
        return cls._REGISTER_GATEWAY.decode(data)

    _REGISTER_KEY = Function(
        "registerKey", bytes.fromhex("bc74396c"), ("bytes32", "uint8", "uint8", "bytes", "uint64"), ("bytes32",)
    )

    @classmethod
    def encode_register_key(cls, gateway: bytes, suite: int, purpose: int, spki: bytes, valid_from_block: int) -> bytes:
        """Call data of `registerKey(bytes32, uint8, uint8, bytes, uint64)`."""
        return cls._REGISTER_KEY.encode(gateway, suite, purpose, spki, valid_from_block)

    @classmethod
    def decode_register_key(cls, data: bytes) -> tuple[Any, ...]:
        """What `registerKey` returned: (bytes32)."""
        return cls._REGISTER_KEY.decode(data)

    _REGISTER_SUBSYSTEM = Function(
        "registerSubsystem",
        bytes.fromhex("584c5b90"),
        ("(bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64)", "string"),
        ("bytes32",),
    )

    @classmethod
    def encode_register_subsystem(cls, owner: Struct, code: str) -> bytes:
        """Call data of `registerSubsystem((bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64), string)`."""
        return cls._REGISTER_SUBSYSTEM.encode(owner, code)

    @classmethod
    def decode_register_subsystem(cls, data: bytes) -> tuple[Any, ...]:
        """What `registerSubsystem` returned: (bytes32)."""
        return cls._REGISTER_SUBSYSTEM.decode(data)

    _REGULATORS = Function("regulators", bytes.fromhex("c0a3f297"), (), ("uint256",))

    @classmethod
    def encode_regulators(cls) -> bytes:
        """Call data of `regulators()`."""
        return cls._REGULATORS.encode()

    @classmethod
    def decode_regulators(cls, data: bytes) -> tuple[Any, ...]:
        """What `regulators` returned: (uint256)."""
        return cls._REGULATORS.decode(data)

    _REMOVE = Function(
        "remove",
        bytes.fromhex("15b91027"),
        (
            "(bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64)",
            "(bytes32,string[],bytes32,string,bytes,bytes,address,bool)[]",
        ),
        (),
    )

    @classmethod
    def encode_remove(cls, record: Struct, gateways: Sequence[Struct]) -> bytes:
        """Call data of `remove((bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64), (bytes32,string[],bytes32,string,bytes,bytes,address,bool)[])`."""
        return cls._REMOVE.encode(record, gateways)

    _RESUME = Function(
        "resume", bytes.fromhex("82026d86"), ("(bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64)",), ()
    )

    @classmethod
    def encode_resume(cls, record: Struct) -> bytes:
        """Call data of `resume((bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64))`."""
        return cls._RESUME.encode(record)

    _REVOKE_KEY = Function(
        "revokeKey",
        bytes.fromhex("835bf3d8"),
        ("(bytes32,bytes32,uint8,uint8,bytes,uint64,uint64,uint64)", "uint64", "bytes32"),
        (),
    )

    @classmethod
    def encode_revoke_key(cls, record: Struct, since: int, reason: bytes) -> bytes:
        """Call data of `revokeKey((bytes32,bytes32,uint8,uint8,bytes,uint64,uint64,uint64), uint64, bytes32)`."""
        return cls._REVOKE_KEY.encode(record, since, reason)

    _ROTATE_KEY = Function(
        "rotateKey",
        bytes.fromhex("1eca9574"),
        ("(bytes32,bytes32,uint8,uint8,bytes,uint64,uint64,uint64)", "bytes", "uint64", "bytes", "bytes"),
        ("bytes32",),
    )

    @classmethod
    def encode_rotate_key(
        cls, record: Struct, spki: bytes, overlap_blocks: int, old_signature: bytes, new_signature: bytes
    ) -> bytes:
        """Call data of `rotateKey((bytes32,bytes32,uint8,uint8,bytes,uint64,uint64,uint64), bytes, uint64, bytes, bytes)`."""
        return cls._ROTATE_KEY.encode(record, spki, overlap_blocks, old_signature, new_signature)

    @classmethod
    def decode_rotate_key(cls, data: bytes) -> tuple[Any, ...]:
        """What `rotateKey` returned: (bytes32)."""
        return cls._ROTATE_KEY.decode(data)

    _SET_ACCOUNT = Function("setAccount", bytes.fromhex("812b357f"), ("(address,bytes32,uint16,bytes32,bool)",), ())

    @classmethod
    def encode_set_account(cls, record: Struct) -> bytes:
        """Call data of `setAccount((address,bytes32,uint16,bytes32,bool))`."""
        return cls._SET_ACCOUNT.encode(record)

    _SET_SUBSYSTEM_ACTIVE = Function(
        "setSubsystemActive", bytes.fromhex("4459ae61"), ("(bytes32,string[],bytes32,bool)", "bool"), ()
    )

    @classmethod
    def encode_set_subsystem_active(cls, record: Struct, active: bool) -> bytes:
        """Call data of `setSubsystemActive((bytes32,string[],bytes32,bool), bool)`."""
        return cls._SET_SUBSYSTEM_ACTIVE.encode(record, active)

    _SET_THRESHOLD = Function("setThreshold", bytes.fromhex("793e6410"), ("uint16",), ())

    @classmethod
    def encode_set_threshold(cls, threshold_bps: int) -> bytes:
        """Call data of `setThreshold(uint16)`."""
        return cls._SET_THRESHOLD.encode(threshold_bps)

    _STANDING_OF = Function(
        "standingOf", bytes.fromhex("43aa9ad3"), ("bytes32",), ("(uint8,uint16,uint64,uint64,uint64)",)
    )

    @classmethod
    def encode_standing_of(cls, member: bytes) -> bytes:
        """Call data of `standingOf(bytes32)`."""
        return cls._STANDING_OF.encode(member)

    @classmethod
    def decode_standing_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `standingOf` returned: ((uint8,uint16,uint64,uint64,uint64))."""
        return cls._STANDING_OF.decode(data)

    _SUBSYSTEM_OF = Function("subsystemOf", bytes.fromhex("0480efea"), ("bytes32",), ("bytes32", "bool"))

    @classmethod
    def encode_subsystem_of(cls, subsystem: bytes) -> bytes:
        """Call data of `subsystemOf(bytes32)`."""
        return cls._SUBSYSTEM_OF.encode(subsystem)

    @classmethod
    def decode_subsystem_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `subsystemOf` returned: (bytes32, bool)."""
        return cls._SUBSYSTEM_OF.decode(data)

    _SUSPEND = Function(
        "suspend",
        bytes.fromhex("98600609"),
        ("(bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64)",),
        (),
    )

    @classmethod
    def encode_suspend(cls, record: Struct) -> bytes:
        """Call data of `suspend((bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64))`."""
        return cls._SUSPEND.encode(record)

    _THRESHOLD = Function("threshold", bytes.fromhex("42cde4e8"), (), ("uint16", "uint256"))

    @classmethod
    def encode_threshold(cls) -> bytes:
        """Call data of `threshold()`."""
        return cls._THRESHOLD.encode()

    @classmethod
    def decode_threshold(cls, data: bytes) -> tuple[Any, ...]:
        """What `threshold` returned: (uint16, uint256)."""
        return cls._THRESHOLD.decode(data)

    _UPGRADE = Function("upgrade", bytes.fromhex("54222a69"), ("address", "address", "bytes32", "bytes"), ())

    @classmethod
    def encode_upgrade(cls, proxy: str, implementation: str, code_hash: bytes, call: bytes) -> bytes:
        """Call data of `upgrade(address, address, bytes32, bytes)`."""
        return cls._UPGRADE.encode(proxy, implementation, code_hash, call)

    _UPGRADE_TO_AND_CALL = Function("upgradeToAndCall", bytes.fromhex("4f1ef286"), ("address", "bytes"), ())

    @classmethod
    def encode_upgrade_to_and_call(cls, new_implementation: str, data: bytes) -> bytes:
        """Call data of `upgradeToAndCall(address, bytes)`."""
        return cls._UPGRADE_TO_AND_CALL.encode(new_implementation, data)

    _VOTE = Function("vote", bytes.fromhex("a69beaba"), ("bytes32",), ())

    @classmethod
    def encode_vote(cls, id_: bytes) -> bytes:
        """Call data of `vote(bytes32)`."""
        return cls._VOTE.encode(id_)


class DataCatalogue:
    """Calls of the contract DataCatalogue."""

    _UPGRADE_INTERFACE_VERSION = Function("UPGRADE_INTERFACE_VERSION", bytes.fromhex("ad3cb1cc"), (), ("string",))

    @classmethod
    def encode_upgrade_interface_version(cls) -> bytes:
        """Call data of `UPGRADE_INTERFACE_VERSION()`."""
        return cls._UPGRADE_INTERFACE_VERSION.encode()

    @classmethod
    def decode_upgrade_interface_version(cls, data: bytes) -> tuple[Any, ...]:
        """What `UPGRADE_INTERFACE_VERSION` returned: (string)."""
        return cls._UPGRADE_INTERFACE_VERSION.decode(data)

    _CHANGE_SERVICE = Function(
        "changeService",
        bytes.fromhex("859a0638"),
        ("(bytes32,string[],bytes32,bytes32,bytes32,(string,string)[],bool,uint64)", "(string,string)[]", "bool"),
        (),
    )

    @classmethod
    def encode_change_service(cls, record: Struct, endpoints: Sequence[Struct], active: bool) -> bytes:
        """Call data of `changeService((bytes32,string[],bytes32,bytes32,bytes32,(string,string)[],bool,uint64), (string,string)[], bool)`."""
        return cls._CHANGE_SERVICE.encode(record, endpoints, active)

    _CONFIRM_SERVICE_HALT = Function(
        "confirmServiceHalt",
        bytes.fromhex("7aadf12b"),
        ("(bytes32,string[],bytes32,bytes32,bytes32,(string,string)[],bool,uint64)", "uint64", "bytes32"),
        (),
    )

    @classmethod
    def encode_confirm_service_halt(cls, record: Struct, until: int, reason: bytes) -> bytes:
        """Call data of `confirmServiceHalt((bytes32,string[],bytes32,bytes32,bytes32,(string,string)[],bool,uint64), uint64, bytes32)`."""
        return cls._CONFIRM_SERVICE_HALT.encode(record, until, reason)

    _CONSORTIUM = Function("consortium", bytes.fromhex("9ad18765"), (), ("address",))

    @classmethod
    def encode_consortium(cls) -> bytes:
        """Call data of `consortium()`."""
        return cls._CONSORTIUM.encode()

    @classmethod
    def decode_consortium(cls, data: bytes) -> tuple[Any, ...]:
        """What `consortium` returned: (address)."""
        return cls._CONSORTIUM.decode(data)

    _CORRECTION_OF = Function("correctionOf", bytes.fromhex("537ec581"), ("bytes32",), ("bytes32",))

    @classmethod
    def encode_correction_of(cls, id_: bytes) -> bytes:
        """Call data of `correctionOf(bytes32)`."""
        return cls._CORRECTION_OF.encode(id_)

    @classmethod
    def decode_correction_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `correctionOf` returned: (bytes32)."""
        return cls._CORRECTION_OF.decode(data)

    _DECIDE_CORRECTION = Function(
        "decideCorrection",
        bytes.fromhex("ea065831"),
        ("(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,bytes32)", "bool", "bytes32"),
        (),
    )

    @classmethod
    def encode_decide_correction(cls, record: Struct, accepted: bool, verdict: bytes) -> bytes:
        """Call data of `decideCorrection((bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,bytes32), bool, bytes32)`."""
        return cls._DECIDE_CORRECTION.encode(record, accepted, verdict)

    _DRAFT_VERSION = Function(
        "draftVersion",
        bytes.fromhex("9987ea53"),
        (
            "(bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32)",
            "(bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32)",
            "(bytes32,uint32,uint32)[]",
        ),
        (),
    )

    @classmethod
    def encode_draft_version(cls, current: Struct, record: Struct, parents: Sequence[Struct]) -> bytes:
        """Call data of `draftVersion((bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32), (bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32), (bytes32,uint32,uint32)[])`."""
        return cls._DRAFT_VERSION.encode(current, record, parents)

    _FACTS_OF = Function(
        "factsOf",
        bytes.fromhex("385fa4a6"),
        ("bytes32",),
        ("(uint8,uint8,uint8,uint8,uint32,uint32,uint128,bytes32,uint128,uint128,uint256)",),
    )

    @classmethod
    def encode_facts_of(cls, resource: bytes) -> bytes:
        """Call data of `factsOf(bytes32)`."""
        return cls._FACTS_OF.encode(resource)

    @classmethod
    def decode_facts_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `factsOf` returned: ((uint8,uint8,uint8,uint8,uint32,uint32,uint128,bytes32,uint128,uint128,uint256))."""
        return cls._FACTS_OF.decode(data)

    _GRANT_RIGHT = Function(
        "grantRight", bytes.fromhex("7a2aec40"), ("(bytes32,uint8,bytes32,bytes32,bytes32,uint64,uint64,uint64)",), ()
    )

    @classmethod
    def encode_grant_right(cls, right: Struct) -> bytes:
        """Call data of `grantRight((bytes32,uint8,bytes32,bytes32,bytes32,uint64,uint64,uint64))`."""
        return cls._GRANT_RIGHT.encode(right)

    _HALT_SERVICE = Function(
        "haltService",
        bytes.fromhex("f716876a"),
        ("(bytes32,string[],bytes32,bytes32,bytes32,(string,string)[],bool,uint64)", "uint64", "bytes32"),
        (),
    )

    @classmethod
    def encode_halt_service(cls, record: Struct, until: int, reason: bytes) -> bytes:
        """Call data of `haltService((bytes32,string[],bytes32,bytes32,bytes32,(string,string)[],bool,uint64), uint64, bytes32)`."""
        return cls._HALT_SERVICE.encode(record, until, reason)

    _INITIALIZE = Function("initialize", bytes.fromhex("c4d66de8"), ("address",), ())

    @classmethod
    def encode_initialize(cls, home: str) -> bytes:
        """Call data of `initialize(address)`."""
        return cls._INITIALIZE.encode(home)

    _IS_STALE = Function(
        "isStale", bytes.fromhex("b4dce242"), ("bytes32", "uint32", "(bytes32,uint32,uint32)[]"), ("bool",)
    )

    @classmethod
    def encode_is_stale(cls, resource: bytes, version: int, parents: Sequence[Struct]) -> bytes:
        """Call data of `isStale(bytes32, uint32, (bytes32,uint32,uint32)[])`."""
        return cls._IS_STALE.encode(resource, version, parents)

    @classmethod
    def decode_is_stale(cls, data: bytes) -> tuple[Any, ...]:
        """What `isStale` returned: (bool)."""
        return cls._IS_STALE.decode(data)

    _IS_TRUSTED_FORWARDER = Function("isTrustedForwarder", bytes.fromhex("572b6c05"), ("address",), ("bool",))

    @classmethod
    def encode_is_trusted_forwarder(cls, forwarder: str) -> bytes:
        """Call data of `isTrustedForwarder(address)`."""
        return cls._IS_TRUSTED_FORWARDER.encode(forwarder)

    @classmethod
    def decode_is_trusted_forwarder(cls, data: bytes) -> tuple[Any, ...]:
        """What `isTrustedForwarder` returned: (bool)."""
        return cls._IS_TRUSTED_FORWARDER.decode(data)

    _LINEAGE_OF = Function("lineageOf", bytes.fromhex("2c2a24b2"), ("bytes32", "uint32"), ("bytes32",))

    @classmethod
    def encode_lineage_of(cls, resource: bytes, version: int) -> bytes:
        """Call data of `lineageOf(bytes32, uint32)`."""
        return cls._LINEAGE_OF.encode(resource, version)

    @classmethod
    def decode_lineage_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `lineageOf` returned: (bytes32)."""
        return cls._LINEAGE_OF.decode(data)

    _NEXT_OF = Function("nextOf", bytes.fromhex("90dd9bd0"), ("bytes32",), ("bytes32",))

    @classmethod
    def encode_next_of(cls, resource: bytes) -> bytes:
        """Call data of `nextOf(bytes32)`."""
        return cls._NEXT_OF.encode(resource)

    @classmethod
    def decode_next_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `nextOf` returned: (bytes32)."""
        return cls._NEXT_OF.decode(data)

    _PROXIABLE_UUID = Function("proxiableUUID", bytes.fromhex("52d1902d"), (), ("bytes32",))

    @classmethod
    def encode_proxiable_uuid(cls) -> bytes:
        """Call data of `proxiableUUID()`."""
        return cls._PROXIABLE_UUID.encode()

    @classmethod
    def decode_proxiable_uuid(cls, data: bytes) -> tuple[Any, ...]:
        """What `proxiableUUID` returned: (bytes32)."""
        return cls._PROXIABLE_UUID.decode(data)

    _PUBLISH = Function(
        "publish",
        bytes.fromhex("e2d9b861"),
        (
            "(bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32)",
        ),
        (),
    )

    @classmethod
    def encode_publish(cls, record: Struct) -> bytes:
        """Call data of `publish((bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32))`."""
        return cls._PUBLISH.encode(record)

    _RAISE_CORRECTION = Function(
        "raiseCorrection",
        bytes.fromhex("3dce7bae"),
        ("(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,bytes32)",),
        (),
    )

    @classmethod
    def encode_raise_correction(cls, record: Struct) -> bytes:
        """Call data of `raiseCorrection((bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,bytes32))`."""
        return cls._RAISE_CORRECTION.encode(record)

    _REDRAFT = Function(
        "redraft",
        bytes.fromhex("ae247354"),
        (
            "(bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32)",
            "(bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32)",
        ),
        (),
    )

    @classmethod
    def encode_redraft(cls, current: Struct, record: Struct) -> bytes:
        """Call data of `redraft((bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32), (bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32))`."""
        return cls._REDRAFT.encode(current, record)

    _REGISTER = Function(
        "register",
        bytes.fromhex("f94e852c"),
        (
            "(bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32)",
        ),
        (),
    )

    @classmethod
    def encode_register(cls, record: Struct) -> bytes:
        """Call data of `register((bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32))`."""
        return cls._REGISTER.encode(record)

    _REGISTER_DERIVED = Function(
        "registerDerived",
        bytes.fromhex("51319083"),
        (
            "(bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32)",
            "(bytes32,uint32,uint32)[]",
        ),
        (),
    )

    @classmethod
    def encode_register_derived(cls, record: Struct, parents: Sequence[Struct]) -> bytes:
        """Call data of `registerDerived((bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32), (bytes32,uint32,uint32)[])`."""
        return cls._REGISTER_DERIVED.encode(record, parents)

    _REGISTER_SERVICE = Function(
        "registerService",
        bytes.fromhex("c0c370d8"),
        (
            "(bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64)",
            "string",
            "string",
            "(bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32)",
            "(string,string)[]",
        ),
        ("bytes32",),
    )

    @classmethod
    def encode_register_service(
        cls, owner: Struct, subsystem_code: str, service_code: str, resource: Struct, endpoints: Sequence[Struct]
    ) -> bytes:
        """Call data of `registerService((bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64), string, string, (bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32), (string,string)[])`."""
        return cls._REGISTER_SERVICE.encode(owner, subsystem_code, service_code, resource, endpoints)

    @classmethod
    def decode_register_service(cls, data: bytes) -> tuple[Any, ...]:
        """What `registerService` returned: (bytes32)."""
        return cls._REGISTER_SERVICE.decode(data)

    _RESOURCE_OF = Function("resourceOf", bytes.fromhex("1f3ce0be"), ("bytes32",), ("bytes32",))

    @classmethod
    def encode_resource_of(cls, resource: bytes) -> bytes:
        """Call data of `resourceOf(bytes32)`."""
        return cls._RESOURCE_OF.encode(resource)

    @classmethod
    def decode_resource_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `resourceOf` returned: (bytes32)."""
        return cls._RESOURCE_OF.decode(data)

    _RESUME = Function(
        "resume",
        bytes.fromhex("42ec2937"),
        (
            "(bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32)",
        ),
        (),
    )

    @classmethod
    def encode_resume(cls, record: Struct) -> bytes:
        """Call data of `resume((bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32))`."""
        return cls._RESUME.encode(record)

    _RETIRE = Function(
        "retire",
        bytes.fromhex("3992e5b7"),
        (
            "(bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32)",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_retire(cls, record: Struct, reason: bytes) -> bytes:
        """Call data of `retire((bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32), bytes32)`."""
        return cls._RETIRE.encode(record, reason)

    _REVOKE_RIGHT = Function(
        "revokeRight",
        bytes.fromhex("b5f7ca76"),
        ("(bytes32,uint8,bytes32,bytes32,bytes32,uint64,uint64,uint64)", "bytes32"),
        (),
    )

    @classmethod
    def encode_revoke_right(cls, right: Struct, reason: bytes) -> bytes:
        """Call data of `revokeRight((bytes32,uint8,bytes32,bytes32,bytes32,uint64,uint64,uint64), bytes32)`."""
        return cls._REVOKE_RIGHT.encode(right, reason)

    _RIGHT_OF = Function("rightOf", bytes.fromhex("3b866f97"), ("bytes32", "uint8", "bytes32"), ("bytes32", "uint64"))

    @classmethod
    def encode_right_of(cls, resource: bytes, kind: int, holder: bytes) -> bytes:
        """Call data of `rightOf(bytes32, uint8, bytes32)`."""
        return cls._RIGHT_OF.encode(resource, kind, holder)

    @classmethod
    def decode_right_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `rightOf` returned: (bytes32, uint64)."""
        return cls._RIGHT_OF.decode(data)

    _SEND_BACK = Function(
        "sendBack",
        bytes.fromhex("738872bd"),
        (
            "(bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32)",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_send_back(cls, record: Struct, reason: bytes) -> bytes:
        """Call data of `sendBack((bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32), bytes32)`."""
        return cls._SEND_BACK.encode(record, reason)

    _SERVICE_OF = Function("serviceOf", bytes.fromhex("bd56775c"), ("bytes32",), ("bytes32",))

    @classmethod
    def encode_service_of(cls, service: bytes) -> bytes:
        """Call data of `serviceOf(bytes32)`."""
        return cls._SERVICE_OF.encode(service)

    @classmethod
    def decode_service_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `serviceOf` returned: (bytes32)."""
        return cls._SERVICE_OF.decode(data)

    _SOURCE_OF = Function("sourceOf", bytes.fromhex("b8ab23e6"), ("bytes32",), ("bytes32",))

    @classmethod
    def encode_source_of(cls, element: bytes) -> bytes:
        """Call data of `sourceOf(bytes32)`."""
        return cls._SOURCE_OF.encode(element)

    @classmethod
    def decode_source_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `sourceOf` returned: (bytes32)."""
        return cls._SOURCE_OF.decode(data)

    _STANDING_OF = Function("standingOf", bytes.fromhex("43aa9ad3"), ("bytes32",), ("uint8", "uint8"))

    @classmethod
    def encode_standing_of(cls, resource: bytes) -> bytes:
        """Call data of `standingOf(bytes32)`."""
        return cls._STANDING_OF.encode(resource)

    @classmethod
    def decode_standing_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `standingOf` returned: (uint8, uint8)."""
        return cls._STANDING_OF.decode(data)

    _SUBMIT = Function(
        "submit",
        bytes.fromhex("68a981ff"),
        (
            "(bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32)",
        ),
        (),
    )

    @classmethod
    def encode_submit(cls, record: Struct) -> bytes:
        """Call data of `submit((bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32))`."""
        return cls._SUBMIT.encode(record)

    _SUSPEND = Function(
        "suspend",
        bytes.fromhex("fbbc492d"),
        (
            "(bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32)",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_suspend(cls, record: Struct, reason: bytes) -> bytes:
        """Call data of `suspend((bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32), bytes32)`."""
        return cls._SUSPEND.encode(record, reason)

    _UPGRADE_TO_AND_CALL = Function("upgradeToAndCall", bytes.fromhex("4f1ef286"), ("address", "bytes"), ())

    @classmethod
    def encode_upgrade_to_and_call(cls, new_implementation: str, data: bytes) -> bytes:
        """Call data of `upgradeToAndCall(address, bytes)`."""
        return cls._UPGRADE_TO_AND_CALL.encode(new_implementation, data)

    _VERSION_OF = Function("versionOf", bytes.fromhex("d37e791e"), ("bytes32", "uint32"), ("bytes32",))

    @classmethod
    def encode_version_of(cls, resource: bytes, version: int) -> bytes:
        """Call data of `versionOf(bytes32, uint32)`."""
        return cls._VERSION_OF.encode(resource, version)

    @classmethod
    def decode_version_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `versionOf` returned: (bytes32)."""
        return cls._VERSION_OF.decode(data)


class EvidenceAnchor:
    """Calls of the contract EvidenceAnchor."""

    _UPGRADE_INTERFACE_VERSION = Function("UPGRADE_INTERFACE_VERSION", bytes.fromhex("ad3cb1cc"), (), ("string",))

    @classmethod
    def encode_upgrade_interface_version(cls) -> bytes:
        """Call data of `UPGRADE_INTERFACE_VERSION()`."""
        return cls._UPGRADE_INTERFACE_VERSION.encode()

    @classmethod
    def decode_upgrade_interface_version(cls, data: bytes) -> tuple[Any, ...]:
        """What `UPGRADE_INTERFACE_VERSION` returned: (string)."""
        return cls._UPGRADE_INTERFACE_VERSION.decode(data)

    _ANCHOR = Function(
        "anchor",
        bytes.fromhex("7f05d152"),
        ("(bytes32,uint64,uint64,bytes32,uint64,bytes32,bytes32,bytes32,bytes32,bytes32)", "bytes32[]"),
        (),
    )

    @classmethod
    def encode_anchor(cls, checkpoint: Struct, proof: Sequence[bytes]) -> bytes:
        """Call data of `anchor((bytes32,uint64,uint64,bytes32,uint64,bytes32,bytes32,bytes32,bytes32,bytes32), bytes32[])`."""
        return cls._ANCHOR.encode(checkpoint, proof)

    _ANCHOR_CHANGED = Function("anchorChanged", bytes.fromhex("9667a071"), ("bytes32", "address"), ())

    @classmethod
    def encode_anchor_changed(cls, gateway: bytes, account: str) -> bytes:
        """Call data of `anchorChanged(bytes32, address)`."""
        return cls._ANCHOR_CHANGED.encode(gateway, account)

    _ANCHOR_MANY = Function(
        "anchorMany",
        bytes.fromhex("c4c9d5d3"),
        ("((bytes32,uint64,uint64,bytes32,uint64,bytes32,bytes32,bytes32,bytes32,bytes32),bytes32[],bytes)[]",),
        (),
    )

    @classmethod
    def encode_anchor_many(cls, many: Sequence[Struct]) -> bytes:
        """Call data of `anchorMany(((bytes32,uint64,uint64,bytes32,uint64,bytes32,bytes32,bytes32,bytes32,bytes32),bytes32[],bytes)[])`."""
        return cls._ANCHOR_MANY.encode(many)

    _ANCHOR_SIGNED = Function(
        "anchorSigned",
        bytes.fromhex("74ba6042"),
        ("(bytes32,uint64,uint64,bytes32,uint64,bytes32,bytes32,bytes32,bytes32,bytes32)", "bytes32[]", "bytes"),
        (),
    )

    @classmethod
    def encode_anchor_signed(cls, checkpoint: Struct, proof: Sequence[bytes], signature: bytes) -> bytes:
        """Call data of `anchorSigned((bytes32,uint64,uint64,bytes32,uint64,bytes32,bytes32,bytes32,bytes32,bytes32), bytes32[], bytes)`."""
        return cls._ANCHOR_SIGNED.encode(checkpoint, proof, signature)

    _ANSWER_DEMAND = Function(
        "answerDemand",
        bytes.fromhex("4710050f"),
        (
            "(bytes32,uint8,uint8,bytes32,bytes32,bytes32,bytes32,uint64,bytes32,bytes32,uint64,uint64,bytes32)",
            "bytes32",
        ),
        (),
    )

    @classmethod
    def encode_answer_demand(cls, record: Struct, answer: bytes) -> bytes:
        """Call data of `answerDemand((bytes32,uint8,uint8,bytes32,bytes32,bytes32,bytes32,uint64,bytes32,bytes32,uint64,uint64,bytes32), bytes32)`."""
        return cls._ANSWER_DEMAND.encode(record, answer)

    _ANSWER_INCLUSION = Function(
        "answerInclusion",
        bytes.fromhex("589025a7"),
        (
            "(bytes32,uint8,uint8,bytes32,bytes32,bytes32,bytes32,uint64,bytes32,bytes32,uint64,uint64,bytes32)",
            "bytes32[]",
        ),
        (),
    )

    @classmethod
    def encode_answer_inclusion(cls, record: Struct, path: Sequence[bytes]) -> bytes:
        """Call data of `answerInclusion((bytes32,uint8,uint8,bytes32,bytes32,bytes32,bytes32,uint64,bytes32,bytes32,uint64,uint64,bytes32), bytes32[])`."""
        return cls._ANSWER_INCLUSION.encode(record, path)

    _ANSWER_PREFIX = Function(
        "answerPrefix",
        bytes.fromhex("49f658e3"),
        (
            "(bytes32,uint8,uint8,bytes32,bytes32,bytes32,bytes32,uint64,bytes32,bytes32,uint64,uint64,bytes32)",
            "bytes32[]",
        ),
        (),
    )

    @classmethod
    def encode_answer_prefix(cls, record: Struct, proof: Sequence[bytes]) -> bytes:
        """Call data of `answerPrefix((bytes32,uint8,uint8,bytes32,bytes32,bytes32,bytes32,uint64,bytes32,bytes32,uint64,uint64,bytes32), bytes32[])`."""
        return cls._ANSWER_PREFIX.encode(record, proof)

    _CHALLENGE_INCLUSION = Function(
        "challengeInclusion",
        bytes.fromhex("b6240ff0"),
        ("bytes32", "uint64", "bytes32", "bytes32", "uint64"),
        ("bytes32",),
    )

    @classmethod
    def encode_challenge_inclusion(
        cls, id_: bytes, index: int, leaf_hash: bytes, message: bytes, answer_by: int
    ) -> bytes:
        """Call data of `challengeInclusion(bytes32, uint64, bytes32, bytes32, uint64)`."""
        return cls._CHALLENGE_INCLUSION.encode(id_, index, leaf_hash, message, answer_by)

    @classmethod
    def decode_challenge_inclusion(cls, data: bytes) -> tuple[Any, ...]:
        """What `challengeInclusion` returned: (bytes32)."""
        return cls._CHALLENGE_INCLUSION.decode(data)

    _CHALLENGE_PREFIX = Function(
        "challengePrefix",
        bytes.fromhex("ffc09ec2"),
        ("(bytes32,uint64,uint64,bytes32,uint64,bytes32,bytes32,bytes32,bytes32,bytes32)", "bytes", "uint64"),
        ("bytes32",),
    )

    @classmethod
    def encode_challenge_prefix(cls, checkpoint: Struct, signature: bytes, answer_by: int) -> bytes:
        """Call data of `challengePrefix((bytes32,uint64,uint64,bytes32,uint64,bytes32,bytes32,bytes32,bytes32,bytes32), bytes, uint64)`."""
        return cls._CHALLENGE_PREFIX.encode(checkpoint, signature, answer_by)

    @classmethod
    def decode_challenge_prefix(cls, data: bytes) -> tuple[Any, ...]:
        """What `challengePrefix` returned: (bytes32)."""
        return cls._CHALLENGE_PREFIX.decode(data)

    _CLAIM_OF = Function("claimOf", bytes.fromhex("903fafea"), ("bytes32",), ("bytes32",))

    @classmethod
    def encode_claim_of(cls, claim: bytes) -> bytes:
        """Call data of `claimOf(bytes32)`."""
        return cls._CLAIM_OF.encode(claim)

    @classmethod
    def decode_claim_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `claimOf` returned: (bytes32)."""
        return cls._CLAIM_OF.decode(data)

    _CLAIMS_BETWEEN = Function("claimsBetween", bytes.fromhex("a93fa700"), ("bytes32", "bytes32"), ("uint32", "uint32"))

    @classmethod
    def encode_claims_between(cls, claimant: bytes, against: bytes) -> bytes:
        """Call data of `claimsBetween(bytes32, bytes32)`."""
        return cls._CLAIMS_BETWEEN.encode(claimant, against)

    @classmethod
    def decode_claims_between(cls, data: bytes) -> tuple[Any, ...]:
        """What `claimsBetween` returned: (uint32, uint32)."""
        return cls._CLAIMS_BETWEEN.decode(data)

    _CLOSE_CLAIM = Function(
        "closeClaim",
        bytes.fromhex("e0370d55"),
        ("(bytes32,uint8,uint8,bytes32,bytes32,bytes32,bytes32,uint64,bytes32,bytes32,uint64,uint64,bytes32)",),
        (),
    )

    @classmethod
    def encode_close_claim(cls, record: Struct) -> bytes:
        """Call data of `closeClaim((bytes32,uint8,uint8,bytes32,bytes32,bytes32,bytes32,uint64,bytes32,bytes32,uint64,uint64,bytes32))`."""
        return cls._CLOSE_CLAIM.encode(record)

    _CONSORTIUM = Function("consortium", bytes.fromhex("9ad18765"), (), ("address",))

    @classmethod
    def encode_consortium(cls) -> bytes:
        """Call data of `consortium()`."""
        return cls._CONSORTIUM.encode()

    @classmethod
    def decode_consortium(cls, data: bytes) -> tuple[Any, ...]:
        """What `consortium` returned: (address)."""
        return cls._CONSORTIUM.decode(data)

    _DIGEST_OF = Function(
        "digestOf",
        bytes.fromhex("71ea15f6"),
        ("(bytes32,uint64,uint64,bytes32,uint64,bytes32,bytes32,bytes32,bytes32,bytes32)",),
        ("bytes32",),
    )

    @classmethod
    def encode_digest_of(cls, checkpoint: Struct) -> bytes:
        """Call data of `digestOf((bytes32,uint64,uint64,bytes32,uint64,bytes32,bytes32,bytes32,bytes32,bytes32))`."""
        return cls._DIGEST_OF.encode(checkpoint)

    @classmethod
    def decode_digest_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `digestOf` returned: (bytes32)."""
        return cls._DIGEST_OF.decode(data)

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

    _FREEZE_LOG = Function("freezeLog", bytes.fromhex("8704e1ea"), ("bytes32", "uint64", "bytes32"), ())

    @classmethod
    def encode_freeze_log(cls, id_: bytes, last_good_size: int, reason: bytes) -> bytes:
        """Call data of `freezeLog(bytes32, uint64, bytes32)`."""
        return cls._FREEZE_LOG.encode(id_, last_good_size, reason)

    _HEAD_OF = Function("headOf", bytes.fromhex("65c7d79d"), ("bytes32",), ("(bytes32,bytes32,uint64,uint64,uint64)",))

    @classmethod
    def encode_head_of(cls, id_: bytes) -> bytes:
        """Call data of `headOf(bytes32)`."""
        return cls._HEAD_OF.encode(id_)

    @classmethod
    def decode_head_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `headOf` returned: ((bytes32,bytes32,uint64,uint64,uint64))."""
        return cls._HEAD_OF.decode(data)

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

    _LAST_LOG_OF = Function("lastLogOf", bytes.fromhex("63abf142"), ("bytes32",), ("bytes32",))

    @classmethod
    def encode_last_log_of(cls, gateway: bytes) -> bytes:
        """Call data of `lastLogOf(bytes32)`."""
        return cls._LAST_LOG_OF.encode(gateway)

    @classmethod
    def decode_last_log_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `lastLogOf` returned: (bytes32)."""
        return cls._LAST_LOG_OF.decode(data)

    _LOG_ID_OF = Function("logIdOf", bytes.fromhex("38e4fd2f"), ("bytes32", "uint32", "uint8"), ("bytes32",))

    @classmethod
    def encode_log_id_of(cls, gateway: bytes, shard: int, profile: int) -> bytes:
        """Call data of `logIdOf(bytes32, uint32, uint8)`."""
        return cls._LOG_ID_OF.encode(gateway, shard, profile)

    @classmethod
    def decode_log_id_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `logIdOf` returned: (bytes32)."""
        return cls._LOG_ID_OF.decode(data)

    _LOG_OF = Function(
        "logOf",
        bytes.fromhex("5e5d1643"),
        ("bytes32",),
        ("(bytes32,bytes32,bytes32,uint32,uint8,uint8,bytes32,uint64,bytes32,bytes32,address,uint64,bytes32,bool)",),
    )

    @classmethod
    def encode_log_of(cls, id_: bytes) -> bytes:
        """Call data of `logOf(bytes32)`."""
        return cls._LOG_OF.encode(id_)

    @classmethod
    def decode_log_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `logOf` returned: ((bytes32,bytes32,bytes32,uint32,uint8,uint8,bytes32,uint64,bytes32,bytes32,address,uint64,bytes32,bool))."""
        return cls._LOG_OF.decode(data)

    _MEMBER_REMOVED = Function("memberRemoved", bytes.fromhex("b8421803"), ("bytes32",), ())

    @classmethod
    def encode_member_removed(cls, gateway: bytes) -> bytes:
        """Call data of `memberRemoved(bytes32)`."""
        return cls._MEMBER_REMOVED.encode(gateway)

    _OPEN_LOG = Function(
        "openLog",
        bytes.fromhex("fca14f50"),
        ("bytes32", "uint32", "uint8", "bytes32", "uint64", "bytes32"),
        ("bytes32",),
    )

    @classmethod
    def encode_open_log(
        cls, gateway: bytes, shard: int, profile: int, prev_log: bytes, prev_size: int, prev_root: bytes
    ) -> bytes:
        """Call data of `openLog(bytes32, uint32, uint8, bytes32, uint64, bytes32)`."""
        return cls._OPEN_LOG.encode(gateway, shard, profile, prev_log, prev_size, prev_root)

    @classmethod
    def decode_open_log(cls, data: bytes) -> tuple[Any, ...]:
        """What `openLog` returned: (bytes32)."""
        return cls._OPEN_LOG.decode(data)

    _PROXIABLE_UUID = Function("proxiableUUID", bytes.fromhex("52d1902d"), (), ("bytes32",))

    @classmethod
    def encode_proxiable_uuid(cls) -> bytes:
        """Call data of `proxiableUUID()`."""
        return cls._PROXIABLE_UUID.encode()

    @classmethod
    def decode_proxiable_uuid(cls, data: bytes) -> tuple[Any, ...]:
        """What `proxiableUUID` returned: (bytes32)."""
        return cls._PROXIABLE_UUID.decode(data)

    _REPORT_EQUIVOCATION = Function(
        "reportEquivocation",
        bytes.fromhex("28768db3"),
        (
            "(bytes32,uint64,uint64,bytes32,uint64,bytes32,bytes32,bytes32,bytes32,bytes32)",
            "bytes",
            "(bytes32,uint64,uint64,bytes32,uint64,bytes32,bytes32,bytes32,bytes32,bytes32)",
            "bytes",
        ),
        (),
    )

    @classmethod
    def encode_report_equivocation(
        cls, first: Struct, first_signature: bytes, second: Struct, second_signature: bytes
    ) -> bytes:
        """Call data of `reportEquivocation((bytes32,uint64,uint64,bytes32,uint64,bytes32,bytes32,bytes32,bytes32,bytes32), bytes, (bytes32,uint64,uint64,bytes32,uint64,bytes32,bytes32,bytes32,bytes32,bytes32), bytes)`."""
        return cls._REPORT_EQUIVOCATION.encode(first, first_signature, second, second_signature)

    _REQUEST_DEMAND = Function(
        "requestDemand", bytes.fromhex("c3e88e8e"), ("bytes32", "bytes32", "bytes32", "uint64"), ("bytes32",)
    )

    @classmethod
    def encode_request_demand(cls, from_: bytes, against: bytes, request: bytes, answer_by: int) -> bytes:
        """Call data of `requestDemand(bytes32, bytes32, bytes32, uint64)`."""
        return cls._REQUEST_DEMAND.encode(from_, against, request, answer_by)

    @classmethod
    def decode_request_demand(cls, data: bytes) -> tuple[Any, ...]:
        """What `requestDemand` returned: (bytes32)."""
        return cls._REQUEST_DEMAND.decode(data)

    _UPGRADE_TO_AND_CALL = Function("upgradeToAndCall", bytes.fromhex("4f1ef286"), ("address", "bytes"), ())

    @classmethod
    def encode_upgrade_to_and_call(cls, new_implementation: str, data: bytes) -> bytes:
        """Call data of `upgradeToAndCall(address, bytes)`."""
        return cls._UPGRADE_TO_AND_CALL.encode(new_implementation, data)


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


class WorkCalendar:
    """Calls of the contract WorkCalendar."""

    _UPGRADE_INTERFACE_VERSION = Function("UPGRADE_INTERFACE_VERSION", bytes.fromhex("ad3cb1cc"), (), ("string",))

    @classmethod
    def encode_upgrade_interface_version(cls) -> bytes:
        """Call data of `UPGRADE_INTERFACE_VERSION()`."""
        return cls._UPGRADE_INTERFACE_VERSION.encode()

    @classmethod
    def decode_upgrade_interface_version(cls, data: bytes) -> tuple[Any, ...]:
        """What `UPGRADE_INTERFACE_VERSION` returned: (string)."""
        return cls._UPGRADE_INTERFACE_VERSION.decode(data)

    _ADD_WORKING_DAYS = Function("addWorkingDays", bytes.fromhex("c1657f17"), ("uint64", "uint16"), ("uint64",))

    @classmethod
    def encode_add_working_days(cls, time: int, count: int) -> bytes:
        """Call data of `addWorkingDays(uint64, uint16)`."""
        return cls._ADD_WORKING_DAYS.encode(time, count)

    @classmethod
    def decode_add_working_days(cls, data: bytes) -> tuple[Any, ...]:
        """What `addWorkingDays` returned: (uint64)."""
        return cls._ADD_WORKING_DAYS.decode(data)

    _CONSORTIUM = Function("consortium", bytes.fromhex("9ad18765"), (), ("address",))

    @classmethod
    def encode_consortium(cls) -> bytes:
        """Call data of `consortium()`."""
        return cls._CONSORTIUM.encode()

    @classmethod
    def decode_consortium(cls, data: bytes) -> tuple[Any, ...]:
        """What `consortium` returned: (address)."""
        return cls._CONSORTIUM.decode(data)

    _INITIALIZE = Function(
        "initialize", bytes.fromhex("06f613c8"), ("address", "(uint16,uint256,uint256,bytes32,bool)[]"), ()
    )

    @classmethod
    def encode_initialize(cls, home: str, known: Sequence[Struct]) -> bytes:
        """Call data of `initialize(address, (uint16,uint256,uint256,bytes32,bool)[])`."""
        return cls._INITIALIZE.encode(home, known)

    _IS_TRUSTED_FORWARDER = Function("isTrustedForwarder", bytes.fromhex("572b6c05"), ("address",), ("bool",))

    @classmethod
    def encode_is_trusted_forwarder(cls, forwarder: str) -> bytes:
        """Call data of `isTrustedForwarder(address)`."""
        return cls._IS_TRUSTED_FORWARDER.encode(forwarder)

    @classmethod
    def decode_is_trusted_forwarder(cls, data: bytes) -> tuple[Any, ...]:
        """What `isTrustedForwarder` returned: (bool)."""
        return cls._IS_TRUSTED_FORWARDER.decode(data)

    _IS_WORKING_DAY = Function("isWorkingDay", bytes.fromhex("f877e38e"), ("uint64",), ("bool",))

    @classmethod
    def encode_is_working_day(cls, time: int) -> bytes:
        """Call data of `isWorkingDay(uint64)`."""
        return cls._IS_WORKING_DAY.encode(time)

    @classmethod
    def decode_is_working_day(cls, data: bytes) -> tuple[Any, ...]:
        """What `isWorkingDay` returned: (bool)."""
        return cls._IS_WORKING_DAY.decode(data)

    _LOAD_YEAR = Function("loadYear", bytes.fromhex("cf1cc8ce"), ("(uint16,uint256,uint256,bytes32,bool)",), ())

    @classmethod
    def encode_load_year(cls, record: Struct) -> bytes:
        """Call data of `loadYear((uint16,uint256,uint256,bytes32,bool))`."""
        return cls._LOAD_YEAR.encode(record)

    _PROXIABLE_UUID = Function("proxiableUUID", bytes.fromhex("52d1902d"), (), ("bytes32",))

    @classmethod
    def encode_proxiable_uuid(cls) -> bytes:
        """Call data of `proxiableUUID()`."""
        return cls._PROXIABLE_UUID.encode()

    @classmethod
    def decode_proxiable_uuid(cls, data: bytes) -> tuple[Any, ...]:
        """What `proxiableUUID` returned: (bytes32)."""
        return cls._PROXIABLE_UUID.decode(data)

    _REVISION_OF = Function("revisionOf", bytes.fromhex("b58e59e0"), ("uint16",), ("uint32",))

    @classmethod
    def encode_revision_of(cls, year: int) -> bytes:
        """Call data of `revisionOf(uint16)`."""
        return cls._REVISION_OF.encode(year)

    @classmethod
    def decode_revision_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `revisionOf` returned: (uint32)."""
        return cls._REVISION_OF.decode(data)

    _UPGRADE_TO_AND_CALL = Function("upgradeToAndCall", bytes.fromhex("4f1ef286"), ("address", "bytes"), ())

    @classmethod
    def encode_upgrade_to_and_call(cls, new_implementation: str, data: bytes) -> bytes:
        """Call data of `upgradeToAndCall(address, bytes)`."""
        return cls._UPGRADE_TO_AND_CALL.encode(new_implementation, data)

    _WORKING_DAYS_BETWEEN = Function("workingDaysBetween", bytes.fromhex("1958d80b"), ("uint64", "uint64"), ("uint16",))

    @classmethod
    def encode_working_days_between(cls, from_: int, to: int) -> bytes:
        """Call data of `workingDaysBetween(uint64, uint64)`."""
        return cls._WORKING_DAYS_BETWEEN.encode(from_, to)

    @classmethod
    def decode_working_days_between(cls, data: bytes) -> tuple[Any, ...]:
        """What `workingDaysBetween` returned: (uint16)."""
        return cls._WORKING_DAYS_BETWEEN.decode(data)

    _YEAR_OF = Function("yearOf", bytes.fromhex("9eb3a59a"), ("uint16",), ("(uint16,uint256,uint256,bytes32,bool)",))

    @classmethod
    def encode_year_of(cls, year: int) -> bytes:
        """Call data of `yearOf(uint16)`."""
        return cls._YEAR_OF.encode(year)

    @classmethod
    def decode_year_of(cls, data: bytes) -> tuple[Any, ...]:
        """What `yearOf` returned: ((uint16,uint256,uint256,bytes32,bool))."""
        return cls._YEAR_OF.decode(data)


EVENTS: Mapping[str, Mapping[bytes, Event]] = {
    "Accountability": {
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
    },
    "ApprovalCases": {
        bytes.fromhex("5dfe403954d4066b18bb37634b4ee0faaea8c2700f14f19b1123250c9a30c2a8"): Event(
            "CaseAcceptedBySilence",
            bytes.fromhex("5dfe403954d4066b18bb37634b4ee0faaea8c2700f14f19b1123250c9a30c2a8"),
            (
                ("id", "bytes32", True),
                ("lead", "bytes32", True),
                ("item", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32)",
                    False,
                ),
            ),
        ),
        bytes.fromhex("6540044cb7f8262278f389daaacdd0751393155dd1d3dc1a34d7f2a196cf83a3"): Event(
            "CaseMoved",
            bytes.fromhex("6540044cb7f8262278f389daaacdd0751393155dd1d3dc1a34d7f2a196cf83a3"),
            (
                ("id", "bytes32", True),
                ("lead", "bytes32", True),
                ("item", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32)",
                    False,
                ),
                ("document", "bytes32", False),
            ),
        ),
        bytes.fromhex("0c86529b25bb41805619d2a4255394c326723ec848aea21731f27d262486a3f3"): Event(
            "CaseOpened",
            bytes.fromhex("0c86529b25bb41805619d2a4255394c326723ec848aea21731f27d262486a3f3"),
            (
                ("id", "bytes32", True),
                ("lead", "bytes32", True),
                ("item", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32)",
                    False,
                ),
            ),
        ),
        bytes.fromhex("906b83d2774ab33c2cc63af43f574db2c40f8e910f4763c130e31ddc5f9c4f5e"): Event(
            "DecisionGiven",
            bytes.fromhex("906b83d2774ab33c2cc63af43f574db2c40f8e910f4763c130e31ddc5f9c4f5e"),
            (
                ("id", "bytes32", True),
                ("member", "bytes32", True),
                ("decision", "(bytes32,bytes32,uint8,uint8,bytes32,uint64)", False),
            ),
        ),
        bytes.fromhex("c7f505b2f371ae2175ee4913f4499e1f2633a7b5936321eed1cdaeb6115181d2"): Event(
            "Initialized",
            bytes.fromhex("c7f505b2f371ae2175ee4913f4499e1f2633a7b5936321eed1cdaeb6115181d2"),
            (("version", "uint64", False),),
        ),
        bytes.fromhex("90816026d9b100facd727f3c4dce223ce53f5732ecbf7759cc2d7e100880211e"): Event(
            "MaterialAttached",
            bytes.fromhex("90816026d9b100facd727f3c4dce223ce53f5732ecbf7759cc2d7e100880211e"),
            (
                ("id", "bytes32", True),
                ("materialId", "bytes32", True),
                ("by", "bytes32", True),
                ("material", "(bytes32,bytes32,bytes32,bytes32,uint8,bytes32,bytes32,uint64)", False),
            ),
        ),
        bytes.fromhex("68af8d77c162822f7e00c8a2f633c1168e5271729ee38a35530a2fff564134d6"): Event(
            "ParticipantsAdded",
            bytes.fromhex("68af8d77c162822f7e00c8a2f633c1168e5271729ee38a35530a2fff564134d6"),
            (
                ("id", "bytes32", True),
                ("lead", "bytes32", True),
                ("item", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,bytes32,bytes32,(bytes32,uint8)[],uint16,uint16,uint8,bool,bool,bool,uint8,uint32,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint64,uint32,uint32,bytes32)",
                    False,
                ),
            ),
        ),
        bytes.fromhex("bc7cd75a20ee27fd9adebab32041f755214dbc6bffa90cc0225b39da2e5c2d3b"): Event(
            "Upgraded",
            bytes.fromhex("bc7cd75a20ee27fd9adebab32041f755214dbc6bffa90cc0225b39da2e5c2d3b"),
            (("implementation", "address", True),),
        ),
    },
    "Authorization": {
        bytes.fromhex("52e3b3ff31b295c44533b276fdd185e4fcc8074da49ef4f1f18ebf6ffdcad087"): Event(
            "BreakGlassEnded",
            bytes.fromhex("52e3b3ff31b295c44533b276fdd185e4fcc8074da49ef4f1f18ebf6ffdcad087"),
            (
                ("id", "bytes32", True),
                ("consumer", "bytes32", True),
                ("resource", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint64,uint64,uint64,uint64,bool,bytes32)",
                    False,
                ),
            ),
        ),
        bytes.fromhex("85a6fc9217e9023e2025f944252f03a938faa744597a8aef335d1c29d983e1a2"): Event(
            "BreakGlassOpened",
            bytes.fromhex("85a6fc9217e9023e2025f944252f03a938faa744597a8aef335d1c29d983e1a2"),
            (
                ("id", "bytes32", True),
                ("consumer", "bytes32", True),
                ("resource", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint64,uint64,uint64,uint64,bool,bytes32)",
                    False,
                ),
            ),
        ),
        bytes.fromhex("1734b1d39c99420e53dafba22982783d5b9bd23edceebce1f648541f1e4c6b0d"): Event(
            "BreakGlassReviewed",
            bytes.fromhex("1734b1d39c99420e53dafba22982783d5b9bd23edceebce1f648541f1e4c6b0d"),
            (
                ("id", "bytes32", True),
                ("consumer", "bytes32", True),
                ("resource", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint64,uint64,uint64,uint64,bool,bytes32)",
                    False,
                ),
            ),
        ),
        bytes.fromhex("2108aa918a56e468ae65b719195fe1232dac384541ac8d38d76eb34871d02c6b"): Event(
            "ConsentRecorded",
            bytes.fromhex("2108aa918a56e468ae65b719195fe1232dac384541ac8d38d76eb34871d02c6b"),
            (
                ("resource", "bytes32", True),
                ("demander", "bytes32", True),
                ("subject", "bytes32", True),
                ("consent", "(bytes32,bytes32,bytes32,bytes32,bytes32,uint64,uint64,uint64)", False),
            ),
        ),
        bytes.fromhex("6abf7ae7db4313786107cead94f60548bc44958bff030b75bcfdb437f43a9ff6"): Event(
            "ConsentWithdrawn",
            bytes.fromhex("6abf7ae7db4313786107cead94f60548bc44958bff030b75bcfdb437f43a9ff6"),
            (
                ("resource", "bytes32", True),
                ("demander", "bytes32", True),
                ("subject", "bytes32", True),
                ("consent", "(bytes32,bytes32,bytes32,bytes32,bytes32,uint64,uint64,uint64)", False),
            ),
        ),
        bytes.fromhex("bf6d1a6102d41dbc7c872e249b6437de2ad59ee994da1ae38586d26bf25a07e0"): Event(
            "DisputeDecided",
            bytes.fromhex("bf6d1a6102d41dbc7c872e249b6437de2ad59ee994da1ae38586d26bf25a07e0"),
            (
                ("request", "bytes32", True),
                ("by", "bytes32", True),
                ("dispute", "(bytes32,bytes32,bytes32,uint64,uint64,bool,bytes32)", False),
            ),
        ),
        bytes.fromhex("5ff644d9023761978f27ad9b7db998472406a8bb6e7f431335913eecbee937a4"): Event(
            "DisputeRaised",
            bytes.fromhex("5ff644d9023761978f27ad9b7db998472406a8bb6e7f431335913eecbee937a4"),
            (
                ("request", "bytes32", True),
                ("by", "bytes32", True),
                ("dispute", "(bytes32,bytes32,bytes32,uint64,uint64,bool,bytes32)", False),
            ),
        ),
        bytes.fromhex("5e6935d7350beeea77766e46029a28b32cc9a8f61cdcee0c67f29828b1a31186"): Event(
            "GrantChanged",
            bytes.fromhex("5e6935d7350beeea77766e46029a28b32cc9a8f61cdcee0c67f29828b1a31186"),
            (
                ("id", "bytes32", True),
                ("demander", "bytes32", True),
                ("resource", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),uint8,bytes32)",
                    False,
                ),
                ("reason", "bytes32", False),
            ),
        ),
        bytes.fromhex("de470893cf07d8dee8b8197111a85b7f4043ad0174534ae330a0f32266fc362a"): Event(
            "GrantCreated",
            bytes.fromhex("de470893cf07d8dee8b8197111a85b7f4043ad0174534ae330a0f32266fc362a"),
            (
                ("id", "bytes32", True),
                ("demander", "bytes32", True),
                ("resource", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),uint8,bytes32)",
                    False,
                ),
            ),
        ),
        bytes.fromhex("66f6d4811e245b9d9a949b079f1a2b5b5949afe45e9e49c44232d9f1e4f63326"): Event(
            "GrantScoped",
            bytes.fromhex("66f6d4811e245b9d9a949b079f1a2b5b5949afe45e9e49c44232d9f1e4f63326"),
            (("id", "bytes32", True), ("scope", "(bytes32,bool,bytes32,uint8,bytes32[])", False)),
        ),
        bytes.fromhex("c7f505b2f371ae2175ee4913f4499e1f2633a7b5936321eed1cdaeb6115181d2"): Event(
            "Initialized",
            bytes.fromhex("c7f505b2f371ae2175ee4913f4499e1f2633a7b5936321eed1cdaeb6115181d2"),
            (("version", "uint64", False),),
        ),
        bytes.fromhex("d6c01bdcd8e617e6630776c2257e93e9a0bb084e46c3f66015d7c6929e4f7917"): Event(
            "LimitsSet",
            bytes.fromhex("d6c01bdcd8e617e6630776c2257e93e9a0bb084e46c3f66015d7c6929e4f7917"),
            (("rows", "uint32", False), ("reviewDays", "uint16", False)),
        ),
        bytes.fromhex("2e89c9e0258335160452af034c3c18acf994eaa9a070f56a15e779f96f374da7"): Event(
            "RequestAnswered",
            bytes.fromhex("2e89c9e0258335160452af034c3c18acf994eaa9a070f56a15e779f96f374da7"),
            (
                ("id", "bytes32", True),
                ("demander", "bytes32", True),
                ("resource", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,uint64,bytes32)",
                    False,
                ),
            ),
        ),
        bytes.fromhex("ad1b3cad0f188e945956f0ae378d45ec325541ddcf0e7e80ebd599c798d6ee55"): Event(
            "RequestImported",
            bytes.fromhex("ad1b3cad0f188e945956f0ae378d45ec325541ddcf0e7e80ebd599c798d6ee55"),
            (("id", "bytes32", True), ("source", "bytes32", False)),
        ),
        bytes.fromhex("ca88ec11da36d5fa57d5ebe745c2b2de8d396a22b50001c0ae6cfa340e2171f3"): Event(
            "RequestProgressed",
            bytes.fromhex("ca88ec11da36d5fa57d5ebe745c2b2de8d396a22b50001c0ae6cfa340e2171f3"),
            (
                ("id", "bytes32", True),
                ("demander", "bytes32", True),
                ("resource", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,uint64,bytes32)",
                    False,
                ),
                ("evidence", "bytes32", False),
            ),
        ),
        bytes.fromhex("61680ef6961b0d91534f91693b3225f795cae78598917f7de2c55a1435bface0"): Event(
            "RequestSubmitted",
            bytes.fromhex("61680ef6961b0d91534f91693b3225f795cae78598917f7de2c55a1435bface0"),
            (
                ("id", "bytes32", True),
                ("demander", "bytes32", True),
                ("resource", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,bytes32,bytes32,bytes32,(uint256,bytes32[],uint32,uint32,uint64,uint64,bytes),bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,uint64,bytes32)",
                    False,
                ),
            ),
        ),
        bytes.fromhex("bc7cd75a20ee27fd9adebab32041f755214dbc6bffa90cc0225b39da2e5c2d3b"): Event(
            "Upgraded",
            bytes.fromhex("bc7cd75a20ee27fd9adebab32041f755214dbc6bffa90cc0225b39da2e5c2d3b"),
            (("implementation", "address", True),),
        ),
    },
    "CertificateRegistry": {
        bytes.fromhex("18effac8be5d521782958e9f07c3e9076fe5f39431ad8ccf5ab8216cd48d7be1"): Event(
            "AccreditationChanged",
            bytes.fromhex("18effac8be5d521782958e9f07c3e9076fe5f39431ad8ccf5ab8216cd48d7be1"),
            (
                ("id", "uint32", True),
                ("member", "bytes32", True),
                ("record", "(uint32,bytes32,bytes21,uint64,uint64,bytes32,bytes32,bool)", False),
            ),
        ),
        bytes.fromhex("390de442bc03697d63a39c2e1a852867b60f06df2e3f7388df42f98b9881959b"): Event(
            "AccreditationEnded",
            bytes.fromhex("390de442bc03697d63a39c2e1a852867b60f06df2e3f7388df42f98b9881959b"),
            (
                ("id", "uint32", True),
                ("member", "bytes32", True),
                ("record", "(uint32,bytes32,bytes21,uint64,uint64,bytes32,bytes32,bool)", False),
                ("reason", "bytes32", False),
            ),
        ),
        bytes.fromhex("5e25e32bcb69d0be36ddc994076486f33fa3a89ce53e491ae6b7bb955c0ccf2b"): Event(
            "AccreditationGiven",
            bytes.fromhex("5e25e32bcb69d0be36ddc994076486f33fa3a89ce53e491ae6b7bb955c0ccf2b"),
            (
                ("id", "uint32", True),
                ("member", "bytes32", True),
                ("record", "(uint32,bytes32,bytes21,uint64,uint64,bytes32,bytes32,bool)", False),
            ),
        ),
        bytes.fromhex("462ea7421b0e983963ad94645deae2a2d39a491d297f126a2bcb8dff575170af"): Event(
            "BatchIssued",
            bytes.fromhex("462ea7421b0e983963ad94645deae2a2d39a491d297f126a2bcb8dff575170af"),
            (
                ("id", "bytes32", True),
                ("record", "(bytes32,bytes32,bytes21,uint32,bytes32,uint32,bytes32,bytes32,uint64)", False),
            ),
        ),
        bytes.fromhex("a47819cd48ee6049643e9f3069ef3f3431913800ad45560a239d251666598c1d"): Event(
            "BatchMemberStatusChanged",
            bytes.fromhex("a47819cd48ee6049643e9f3069ef3f3431913800ad45560a239d251666598c1d"),
            (
                ("id", "bytes32", True),
                ("batch", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,bytes32,uint64,uint64,bool,bytes32,uint32,(uint8,uint8,bytes32,bytes32,bytes32,uint64))",
                    False,
                ),
            ),
        ),
        bytes.fromhex("e688fe38dc8b1b8f54b57d28d485b7dc5cbc26cbb14bb2fa2a5429482475ca6c"): Event(
            "CertificateIssued",
            bytes.fromhex("e688fe38dc8b1b8f54b57d28d485b7dc5cbc26cbb14bb2fa2a5429482475ca6c"),
            (
                ("id", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,bytes21,uint32,bytes32,bytes32,uint64,uint64,bool,bytes32,uint64,(uint8,uint8,bytes32,bytes32,bytes32,uint64))",
                    False,
                ),
            ),
        ),
        bytes.fromhex("fd08c075639890743d16b087f912e79ef9a02fb9b9385e6b84898e14fb37aefd"): Event(
            "CertificateStatusChanged",
            bytes.fromhex("fd08c075639890743d16b087f912e79ef9a02fb9b9385e6b84898e14fb37aefd"),
            (
                ("id", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,bytes21,uint32,bytes32,bytes32,uint64,uint64,bool,bytes32,uint64,(uint8,uint8,bytes32,bytes32,bytes32,uint64))",
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
    },
    "Consortium": {
        bytes.fromhex("506380215e3bcce5c0e4af8ae0d0407c95161c34b53b1ba00444adbbc81b67ea"): Event(
            "AccountSet",
            bytes.fromhex("506380215e3bcce5c0e4af8ae0d0407c95161c34b53b1ba00444adbbc81b67ea"),
            (("account", "address", True), ("record", "(address,bytes32,uint16,bytes32,bool)", False)),
        ),
        bytes.fromhex("a848f6ce87e39527491947d264bd471a50492c8807f7889435665f15890ea36d"): Event(
            "ConsortiumFounded",
            bytes.fromhex("a848f6ce87e39527491947d264bd471a50492c8807f7889435665f15890ea36d"),
            (("instance", "string", False), ("thresholdBps", "uint16", False)),
        ),
        bytes.fromhex("033efa5ad9a967de1928a39fc350ba6c6d6a0c9367302689ea2ba4332026fc41"): Event(
            "ContractNamed",
            bytes.fromhex("033efa5ad9a967de1928a39fc350ba6c6d6a0c9367302689ea2ba4332026fc41"),
            (("name", "bytes32", True), ("at", "address", False)),
        ),
        bytes.fromhex("714695a89d3c5dea975fa8ccf4ed41a8332a3c56e044401464cfb66e9fb008d2"): Event(
            "GatewayChanged",
            bytes.fromhex("714695a89d3c5dea975fa8ccf4ed41a8332a3c56e044401464cfb66e9fb008d2"),
            (("id", "bytes32", True), ("record", "(bytes32,string[],bytes32,string,bytes,bytes,address,bool)", False)),
        ),
        bytes.fromhex("1b26876fe56aee67ab75569fcfa5bfad1e8f999ae58a8b140c41644871462a95"): Event(
            "GatewayRegistered",
            bytes.fromhex("1b26876fe56aee67ab75569fcfa5bfad1e8f999ae58a8b140c41644871462a95"),
            (("id", "bytes32", True), ("record", "(bytes32,string[],bytes32,string,bytes,bytes,address,bool)", False)),
        ),
        bytes.fromhex("c7f505b2f371ae2175ee4913f4499e1f2633a7b5936321eed1cdaeb6115181d2"): Event(
            "Initialized",
            bytes.fromhex("c7f505b2f371ae2175ee4913f4499e1f2633a7b5936321eed1cdaeb6115181d2"),
            (("version", "uint64", False),),
        ),
        bytes.fromhex("3b98f0a3170be46b05be99507419ca91aebfd5745ae17fd1e38eea89c5120cb0"): Event(
            "KeyRegistered",
            bytes.fromhex("3b98f0a3170be46b05be99507419ca91aebfd5745ae17fd1e38eea89c5120cb0"),
            (
                ("kid", "bytes32", True),
                ("gateway", "bytes32", True),
                ("record", "(bytes32,bytes32,uint8,uint8,bytes,uint64,uint64,uint64)", False),
            ),
        ),
        bytes.fromhex("6bb107fc2a64c4eda92e409014bb235ad5eee9c1c5c0699311119f459912e76d"): Event(
            "KeyRevoked",
            bytes.fromhex("6bb107fc2a64c4eda92e409014bb235ad5eee9c1c5c0699311119f459912e76d"),
            (
                ("kid", "bytes32", True),
                ("gateway", "bytes32", True),
                ("record", "(bytes32,bytes32,uint8,uint8,bytes,uint64,uint64,uint64)", False),
                ("reason", "bytes32", False),
            ),
        ),
        bytes.fromhex("555b89b9b3f5a520b73181dc8b6a149642e03b48bb32e692f04e8f48c1368157"): Event(
            "KeyRotated",
            bytes.fromhex("555b89b9b3f5a520b73181dc8b6a149642e03b48bb32e692f04e8f48c1368157"),
            (
                ("oldKid", "bytes32", True),
                ("newKid", "bytes32", True),
                ("gateway", "bytes32", True),
                ("oldRecord", "(bytes32,bytes32,uint8,uint8,bytes,uint64,uint64,uint64)", False),
                ("newRecord", "(bytes32,bytes32,uint8,uint8,bytes,uint64,uint64,uint64)", False),
                ("oldSignature", "bytes", False),
                ("newSignature", "bytes", False),
            ),
        ),
        bytes.fromhex("f0f5eb6688d4b656ba778f7f3014edc35e1b961d2d6c7066377fe31ee0c818e9"): Event(
            "MemberAdmitted",
            bytes.fromhex("f0f5eb6688d4b656ba778f7f3014edc35e1b961d2d6c7066377fe31ee0c818e9"),
            (
                ("id", "bytes32", True),
                ("record", "(bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64)", False),
            ),
        ),
        bytes.fromhex("2aa89fb83413891259bf49d508204d63c4d895ea7fd6cd0a438d628c986aa598"): Event(
            "MemberBlacklisted",
            bytes.fromhex("2aa89fb83413891259bf49d508204d63c4d895ea7fd6cd0a438d628c986aa598"),
            (
                ("id", "bytes32", True),
                ("record", "(bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64)", False),
                ("reason", "bytes32", False),
            ),
        ),
        bytes.fromhex("7b2bd74dc23afa6656a55e9ce052ae1a5f3de1ec4e667ffd870b56e71ebb3dd1"): Event(
            "MemberChanged",
            bytes.fromhex("7b2bd74dc23afa6656a55e9ce052ae1a5f3de1ec4e667ffd870b56e71ebb3dd1"),
            (
                ("id", "bytes32", True),
                ("record", "(bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64)", False),
            ),
        ),
        bytes.fromhex("2b394eefe60a98bdf5073b848e3d589d929556ac761eda325f7fcb3d315859fe"): Event(
            "MemberHalted",
            bytes.fromhex("2b394eefe60a98bdf5073b848e3d589d929556ac761eda325f7fcb3d315859fe"),
            (
                ("id", "bytes32", True),
                ("record", "(bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64)", False),
                ("reason", "bytes32", False),
            ),
        ),
        bytes.fromhex("76956c2ed6be8d828dbd6878065f27114aad019b2ef09bfbacd8e7ab7b91b129"): Event(
            "MemberRemoved",
            bytes.fromhex("76956c2ed6be8d828dbd6878065f27114aad019b2ef09bfbacd8e7ab7b91b129"),
            (
                ("id", "bytes32", True),
                ("record", "(bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64)", False),
            ),
        ),
        bytes.fromhex("824134dcbf241d75fa718de1031e2e6f77ec66fc7dd2a1ff434ac00354f8c97d"): Event(
            "MemberResumed",
            bytes.fromhex("824134dcbf241d75fa718de1031e2e6f77ec66fc7dd2a1ff434ac00354f8c97d"),
            (
                ("id", "bytes32", True),
                ("record", "(bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64)", False),
            ),
        ),
        bytes.fromhex("08c98dd39e36a55ffba0d29f42d0f5dc80b0da9b21cd1d89fd831e8ba91b5442"): Event(
            "MemberSuspended",
            bytes.fromhex("08c98dd39e36a55ffba0d29f42d0f5dc80b0da9b21cd1d89fd831e8ba91b5442"),
            (
                ("id", "bytes32", True),
                ("record", "(bytes32,string[],string,string,uint16,uint8,uint64,uint64,uint64)", False),
            ),
        ),
        bytes.fromhex("120985525cfb78f6c03f96986f9687f49caf81e29350d21fa052e8c0df211ebb"): Event(
            "ProposalExecuted",
            bytes.fromhex("120985525cfb78f6c03f96986f9687f49caf81e29350d21fa052e8c0df211ebb"),
            (("id", "bytes32", True), ("voters", "uint256", False)),
        ),
        bytes.fromhex("fc86ad7de351ecf541351c60264168810ddb944f7633e7e3b4c21f23646bc116"): Event(
            "ProposalOpened",
            bytes.fromhex("fc86ad7de351ecf541351c60264168810ddb944f7633e7e3b4c21f23646bc116"),
            (
                ("id", "bytes32", True),
                ("proposer", "bytes32", True),
                ("action", "(address,bytes)", False),
                ("deadline", "uint64", False),
            ),
        ),
        bytes.fromhex("2adeba0b8ab5b7b7ba1b51f9ac9d553da1a05420579038b7a81d387087f77eeb"): Event(
            "RecoveryBegun",
            bytes.fromhex("2adeba0b8ab5b7b7ba1b51f9ac9d553da1a05420579038b7a81d387087f77eeb"),
            (
                ("member", "bytes32", True),
                ("record", "(address,bytes32,uint16,bytes32,bool)", False),
                ("notBefore", "uint64", False),
            ),
        ),
        bytes.fromhex("7d6dceb0ad9e1c7d903468b0d49a3151dcb4d9f5fb0c5d0940b3ee2a7a8fd5d1"): Event(
            "RecoveryCancelled",
            bytes.fromhex("7d6dceb0ad9e1c7d903468b0d49a3151dcb4d9f5fb0c5d0940b3ee2a7a8fd5d1"),
            (("member", "bytes32", True),),
        ),
        bytes.fromhex("ea56d49325327fddcb705fd894be6101c40167677a140a100d471bf2c9b418e1"): Event(
            "RecoveryFinished",
            bytes.fromhex("ea56d49325327fddcb705fd894be6101c40167677a140a100d471bf2c9b418e1"),
            (("member", "bytes32", True),),
        ),
        bytes.fromhex("8f5b9721b894c8b82ce3c20a555606ec7bd09179dc9946108d81a2d8eecd2ecb"): Event(
            "SubsystemChanged",
            bytes.fromhex("8f5b9721b894c8b82ce3c20a555606ec7bd09179dc9946108d81a2d8eecd2ecb"),
            (("id", "bytes32", True), ("record", "(bytes32,string[],bytes32,bool)", False)),
        ),
        bytes.fromhex("e0fe243c27498a9962f0f8937fe632bf870e667f3990c0a2a4c23296b6688255"): Event(
            "SubsystemRegistered",
            bytes.fromhex("e0fe243c27498a9962f0f8937fe632bf870e667f3990c0a2a4c23296b6688255"),
            (("id", "bytes32", True), ("record", "(bytes32,string[],bytes32,bool)", False)),
        ),
        bytes.fromhex("52ebdc193e7979f8c706f65bcc13027f9ec3a258d28573c3bb0db7ed8988707a"): Event(
            "ThresholdSet",
            bytes.fromhex("52ebdc193e7979f8c706f65bcc13027f9ec3a258d28573c3bb0db7ed8988707a"),
            (("thresholdBps", "uint16", False),),
        ),
        bytes.fromhex("bc7cd75a20ee27fd9adebab32041f755214dbc6bffa90cc0225b39da2e5c2d3b"): Event(
            "Upgraded",
            bytes.fromhex("bc7cd75a20ee27fd9adebab32041f755214dbc6bffa90cc0225b39da2e5c2d3b"),
            (("implementation", "address", True),),
        ),
        bytes.fromhex("98feb77d0a18cb15f50d444eb78ea1c0e7461c4c7c44c9df2a863f4af4ade56a"): Event(
            "VoteCast",
            bytes.fromhex("98feb77d0a18cb15f50d444eb78ea1c0e7461c4c7c44c9df2a863f4af4ade56a"),
            (("id", "bytes32", True), ("member", "bytes32", True)),
        ),
    },
    "DataCatalogue": {
        bytes.fromhex("4d5ba85ed99254cc31614a77d287c1210bf52f5dfe10367ca84a24ac0d398339"): Event(
            "CorrectionDecided",
            bytes.fromhex("4d5ba85ed99254cc31614a77d287c1210bf52f5dfe10367ca84a24ac0d398339"),
            (
                ("id", "bytes32", True),
                ("resource", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,bytes32)",
                    False,
                ),
            ),
        ),
        bytes.fromhex("1040ebc075d681d57d0d06ac7673fdf4f22b831202fcfef4e7d30d1ec9f55359"): Event(
            "CorrectionRaised",
            bytes.fromhex("1040ebc075d681d57d0d06ac7673fdf4f22b831202fcfef4e7d30d1ec9f55359"),
            (
                ("id", "bytes32", True),
                ("resource", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,bytes32)",
                    False,
                ),
            ),
        ),
        bytes.fromhex("c7f505b2f371ae2175ee4913f4499e1f2633a7b5936321eed1cdaeb6115181d2"): Event(
            "Initialized",
            bytes.fromhex("c7f505b2f371ae2175ee4913f4499e1f2633a7b5936321eed1cdaeb6115181d2"),
            (("version", "uint64", False),),
        ),
        bytes.fromhex("78f6d01f9ee62411b5e9983e047754c35e23059b6e6c57ccfaf3f1b9508e36d8"): Event(
            "ResourceDerived",
            bytes.fromhex("78f6d01f9ee62411b5e9983e047754c35e23059b6e6c57ccfaf3f1b9508e36d8"),
            (("id", "bytes32", True), ("version", "uint32", True), ("parents", "(bytes32,uint32,uint32)[]", False)),
        ),
        bytes.fromhex("6f9149a0e14d5520d453277bb531f5c3d1c33c570e6736a40102136cf2f43a59"): Event(
            "ResourcePublished",
            bytes.fromhex("6f9149a0e14d5520d453277bb531f5c3d1c33c570e6736a40102136cf2f43a59"),
            (
                ("id", "bytes32", True),
                ("provider", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32)",
                    False,
                ),
            ),
        ),
        bytes.fromhex("bbbdf317d70d1b290664494dde8568b42a7ea8516abf453f0d76a95277bb0321"): Event(
            "ResourceRegistered",
            bytes.fromhex("bbbdf317d70d1b290664494dde8568b42a7ea8516abf453f0d76a95277bb0321"),
            (
                ("id", "bytes32", True),
                ("provider", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32)",
                    False,
                ),
            ),
        ),
        bytes.fromhex("2602c89d8a7b3f18887cc9ae683e52b51fdb905bcf229a7720d20832837726f6"): Event(
            "ResourceResumed",
            bytes.fromhex("2602c89d8a7b3f18887cc9ae683e52b51fdb905bcf229a7720d20832837726f6"),
            (
                ("id", "bytes32", True),
                ("provider", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32)",
                    False,
                ),
            ),
        ),
        bytes.fromhex("8f3da2c4ad57c1561db834fef23d3c66d10843fd7f7b117542b420e0f06aabc1"): Event(
            "ResourceRetired",
            bytes.fromhex("8f3da2c4ad57c1561db834fef23d3c66d10843fd7f7b117542b420e0f06aabc1"),
            (
                ("id", "bytes32", True),
                ("provider", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32)",
                    False,
                ),
                ("reason", "bytes32", False),
            ),
        ),
        bytes.fromhex("15640b9684444296d5847f0621751b8fd04747e1e5797e77dea83216d06f9b12"): Event(
            "ResourceReturned",
            bytes.fromhex("15640b9684444296d5847f0621751b8fd04747e1e5797e77dea83216d06f9b12"),
            (
                ("id", "bytes32", True),
                ("provider", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32)",
                    False,
                ),
                ("reason", "bytes32", False),
            ),
        ),
        bytes.fromhex("0889d4a397d1b2da5b56595cd9d54d5832920ce22d297a2e092e30d240bdfedf"): Event(
            "ResourceSubmitted",
            bytes.fromhex("0889d4a397d1b2da5b56595cd9d54d5832920ce22d297a2e092e30d240bdfedf"),
            (
                ("id", "bytes32", True),
                ("provider", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32)",
                    False,
                ),
            ),
        ),
        bytes.fromhex("98c43b476eb29adaf5d027d4fe0a83b479fbf3b654e3656969d559ad5ecb10d5"): Event(
            "ResourceSuspended",
            bytes.fromhex("98c43b476eb29adaf5d027d4fe0a83b479fbf3b654e3656969d559ad5ecb10d5"),
            (
                ("id", "bytes32", True),
                ("provider", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32)",
                    False,
                ),
                ("reason", "bytes32", False),
            ),
        ),
        bytes.fromhex("13ced083e7e0d5b00435cf76b1573be4246255e687c76aeafbc8afbe6330f9fd"): Event(
            "RightGranted",
            bytes.fromhex("13ced083e7e0d5b00435cf76b1573be4246255e687c76aeafbc8afbe6330f9fd"),
            (
                ("resource", "bytes32", True),
                ("kind", "uint8", True),
                ("holder", "bytes32", True),
                ("right", "(bytes32,uint8,bytes32,bytes32,bytes32,uint64,uint64,uint64)", False),
            ),
        ),
        bytes.fromhex("9f5fd900b5a313f2c196bf8910924f4191b8c4d07cacd9937a9b9a2101c9e0e6"): Event(
            "RightRevoked",
            bytes.fromhex("9f5fd900b5a313f2c196bf8910924f4191b8c4d07cacd9937a9b9a2101c9e0e6"),
            (
                ("resource", "bytes32", True),
                ("kind", "uint8", True),
                ("holder", "bytes32", True),
                ("right", "(bytes32,uint8,bytes32,bytes32,bytes32,uint64,uint64,uint64)", False),
                ("reason", "bytes32", False),
            ),
        ),
        bytes.fromhex("bd8997bb05b1d439567d29cafbd83262574335145a5f32c9c0357bf1df43da1b"): Event(
            "ServiceChanged",
            bytes.fromhex("bd8997bb05b1d439567d29cafbd83262574335145a5f32c9c0357bf1df43da1b"),
            (
                ("id", "bytes32", True),
                ("member", "bytes32", True),
                ("record", "(bytes32,string[],bytes32,bytes32,bytes32,(string,string)[],bool,uint64)", False),
            ),
        ),
        bytes.fromhex("c053d5508fa4b01f51a419965cf06e7a37b99e924e12a375b5c0ca777473c0f9"): Event(
            "ServiceHalted",
            bytes.fromhex("c053d5508fa4b01f51a419965cf06e7a37b99e924e12a375b5c0ca777473c0f9"),
            (
                ("id", "bytes32", True),
                ("member", "bytes32", True),
                ("record", "(bytes32,string[],bytes32,bytes32,bytes32,(string,string)[],bool,uint64)", False),
                ("reason", "bytes32", False),
            ),
        ),
        bytes.fromhex("8e0b4e47eeddfd2f9ccdc9d8f2fcd2edb0a7a581e4923cb3bcd7a058bb4391d5"): Event(
            "ServiceRegistered",
            bytes.fromhex("8e0b4e47eeddfd2f9ccdc9d8f2fcd2edb0a7a581e4923cb3bcd7a058bb4391d5"),
            (
                ("id", "bytes32", True),
                ("member", "bytes32", True),
                ("record", "(bytes32,string[],bytes32,bytes32,bytes32,(string,string)[],bool,uint64)", False),
            ),
        ),
        bytes.fromhex("bc7cd75a20ee27fd9adebab32041f755214dbc6bffa90cc0225b39da2e5c2d3b"): Event(
            "Upgraded",
            bytes.fromhex("bc7cd75a20ee27fd9adebab32041f755214dbc6bffa90cc0225b39da2e5c2d3b"),
            (("implementation", "address", True),),
        ),
        bytes.fromhex("3ed6d67479912a5b950ae0ec912be4539195b44f439423f5f0113b4901428a47"): Event(
            "VersionDrafted",
            bytes.fromhex("3ed6d67479912a5b950ae0ec912be4539195b44f439423f5f0113b4901428a47"),
            (
                ("id", "bytes32", True),
                ("provider", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32)",
                    False,
                ),
            ),
        ),
        bytes.fromhex("e624f6c5e86c04cdbcfde1673c6da25f77cdd3f75775974150a95953793180f1"): Event(
            "VersionReturned",
            bytes.fromhex("e624f6c5e86c04cdbcfde1673c6da25f77cdd3f75775974150a95953793180f1"),
            (
                ("id", "bytes32", True),
                ("provider", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32)",
                    False,
                ),
                ("reason", "bytes32", False),
            ),
        ),
        bytes.fromhex("c41c803ca2620fee65446b59d139a16d80a01a8fb086670710755229b8ff900a"): Event(
            "VersionSubmitted",
            bytes.fromhex("c41c803ca2620fee65446b59d139a16d80a01a8fb086670710755229b8ff900a"),
            (
                ("id", "bytes32", True),
                ("provider", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,string,bytes32,bytes32,uint8,bytes32,bytes32,bytes32,uint32,uint8,(string,uint8,uint8,uint8,bytes32)[],bytes32[],uint8,uint32,uint8,uint64,bytes32)",
                    False,
                ),
            ),
        ),
    },
    "EvidenceAnchor": {
        bytes.fromhex("9c463611132b5c3915e2a9a4c32daa8debf457d0390a6e0836473913d475eeb5"): Event(
            "Anchored",
            bytes.fromhex("9c463611132b5c3915e2a9a4c32daa8debf457d0390a6e0836473913d475eeb5"),
            (
                ("logId", "bytes32", True),
                ("epoch", "uint64", True),
                ("checkpoint", "(bytes32,uint64,uint64,bytes32,uint64,bytes32,bytes32,bytes32,bytes32,bytes32)", False),
            ),
        ),
        bytes.fromhex("9e4c3dcd8aa31c1414aa610a57bc9239ce9181a0b38ce181e67e76f4a02cd5ca"): Event(
            "ClaimClosed",
            bytes.fromhex("9e4c3dcd8aa31c1414aa610a57bc9239ce9181a0b38ce181e67e76f4a02cd5ca"),
            (
                ("id", "bytes32", True),
                ("against", "bytes32", True),
                (
                    "record",
                    "(bytes32,uint8,uint8,bytes32,bytes32,bytes32,bytes32,uint64,bytes32,bytes32,uint64,uint64,bytes32)",
                    False,
                ),
            ),
        ),
        bytes.fromhex("fb1a5305d4af88e7077654bd027b1734ab6cf3ce9201fb0f801c2f3d3db39f65"): Event(
            "ClaimMade",
            bytes.fromhex("fb1a5305d4af88e7077654bd027b1734ab6cf3ce9201fb0f801c2f3d3db39f65"),
            (
                ("id", "bytes32", True),
                ("against", "bytes32", True),
                (
                    "record",
                    "(bytes32,uint8,uint8,bytes32,bytes32,bytes32,bytes32,uint64,bytes32,bytes32,uint64,uint64,bytes32)",
                    False,
                ),
            ),
        ),
        bytes.fromhex("0a6387c9ea3628b88a633bb4f3b151770f70085117a15f9bf3787cda53f13d31"): Event(
            "EIP712DomainChanged", bytes.fromhex("0a6387c9ea3628b88a633bb4f3b151770f70085117a15f9bf3787cda53f13d31"), ()
        ),
        bytes.fromhex("60a13e0b5801ae1054f1b2ffa01d2255eac5d40bdb6642f16b0b56bbdf3377b9"): Event(
            "EquivocationReported",
            bytes.fromhex("60a13e0b5801ae1054f1b2ffa01d2255eac5d40bdb6642f16b0b56bbdf3377b9"),
            (
                ("log", "bytes32", True),
                ("reporter", "address", True),
                ("first", "(bytes32,uint64,uint64,bytes32,uint64,bytes32,bytes32,bytes32,bytes32,bytes32)", False),
                ("firstSignature", "bytes", False),
                ("second", "(bytes32,uint64,uint64,bytes32,uint64,bytes32,bytes32,bytes32,bytes32,bytes32)", False),
                ("secondSignature", "bytes", False),
            ),
        ),
        bytes.fromhex("c7f505b2f371ae2175ee4913f4499e1f2633a7b5936321eed1cdaeb6115181d2"): Event(
            "Initialized",
            bytes.fromhex("c7f505b2f371ae2175ee4913f4499e1f2633a7b5936321eed1cdaeb6115181d2"),
            (("version", "uint64", False),),
        ),
        bytes.fromhex("85670fea185e8a5aca6cbe1bff796e6aeb177768869012744e146a5dee441c95"): Event(
            "LogChanged",
            bytes.fromhex("85670fea185e8a5aca6cbe1bff796e6aeb177768869012744e146a5dee441c95"),
            (
                ("id", "bytes32", True),
                ("gateway", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,bytes32,uint32,uint8,uint8,bytes32,uint64,bytes32,bytes32,address,uint64,bytes32,bool)",
                    False,
                ),
            ),
        ),
        bytes.fromhex("8ee3ed28681da8db4f44f5bc4a1530723539f1b2cb54b820e61376a87ae47f10"): Event(
            "LogFrozen",
            bytes.fromhex("8ee3ed28681da8db4f44f5bc4a1530723539f1b2cb54b820e61376a87ae47f10"),
            (
                ("id", "bytes32", True),
                ("gateway", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,bytes32,uint32,uint8,uint8,bytes32,uint64,bytes32,bytes32,address,uint64,bytes32,bool)",
                    False,
                ),
            ),
        ),
        bytes.fromhex("38f65430746de37c8172d01269ad041c156d1df51838830413bc38ffc473e3b4"): Event(
            "LogOpened",
            bytes.fromhex("38f65430746de37c8172d01269ad041c156d1df51838830413bc38ffc473e3b4"),
            (
                ("id", "bytes32", True),
                ("gateway", "bytes32", True),
                (
                    "record",
                    "(bytes32,bytes32,bytes32,uint32,uint8,uint8,bytes32,uint64,bytes32,bytes32,address,uint64,bytes32,bool)",
                    False,
                ),
            ),
        ),
        bytes.fromhex("6e96ee438b191275fff5bf02e7543df039e696282f2129b130220976b23e077c"): Event(
            "PrefixChallenged",
            bytes.fromhex("6e96ee438b191275fff5bf02e7543df039e696282f2129b130220976b23e077c"),
            (
                ("id", "bytes32", True),
                ("log", "bytes32", True),
                ("checkpoint", "(bytes32,uint64,uint64,bytes32,uint64,bytes32,bytes32,bytes32,bytes32,bytes32)", False),
                ("signature", "bytes", False),
            ),
        ),
        bytes.fromhex("bc7cd75a20ee27fd9adebab32041f755214dbc6bffa90cc0225b39da2e5c2d3b"): Event(
            "Upgraded",
            bytes.fromhex("bc7cd75a20ee27fd9adebab32041f755214dbc6bffa90cc0225b39da2e5c2d3b"),
            (("implementation", "address", True),),
        ),
    },
    "PolicyView": {},
    "Relay": {
        bytes.fromhex("0a6387c9ea3628b88a633bb4f3b151770f70085117a15f9bf3787cda53f13d31"): Event(
            "EIP712DomainChanged", bytes.fromhex("0a6387c9ea3628b88a633bb4f3b151770f70085117a15f9bf3787cda53f13d31"), ()
        ),
        bytes.fromhex("842fb24a83793558587a3dab2be7674da4a51d09c5542d6dd354e5d0ea70813c"): Event(
            "ExecutedForwardRequest",
            bytes.fromhex("842fb24a83793558587a3dab2be7674da4a51d09c5542d6dd354e5d0ea70813c"),
            (("signer", "address", True), ("nonce", "uint256", False), ("success", "bool", False)),
        ),
    },
    "WorkCalendar": {
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
        bytes.fromhex("ac613ca690f5460e15bfd14686955ef292348ddffc2459af0a54f1a979c31a43"): Event(
            "YearLoaded",
            bytes.fromhex("ac613ca690f5460e15bfd14686955ef292348ddffc2459af0a54f1a979c31a43"),
            (("year", "uint16", True), ("record", "(uint16,uint256,uint256,bytes32,bool)", False)),
        ),
        bytes.fromhex("2a2b20fb38da7857500dd0db53d5c2f97bcb715a93b9456b32b7a4867d8074f8"): Event(
            "YearReplaced",
            bytes.fromhex("2a2b20fb38da7857500dd0db53d5c2f97bcb715a93b9456b32b7a4867d8074f8"),
            (
                ("year", "uint16", True),
                ("record", "(uint16,uint256,uint256,bytes32,bool)", False),
                ("previous", "(uint16,uint256,uint256,bytes32,bool)", False),
                ("revision", "uint32", False),
            ),
        ),
    },
}
"""Contract name -> first topic -> event."""

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
    bytes.fromhex("4b0e6d2c"): ("ApprovalCasesDaysInvalid", ("uint16", "uint16")),
    bytes.fromhex("925ee670"): ("ApprovalCasesDecided", ("bytes32", "uint8")),
    bytes.fromhex("3a51513e"): ("ApprovalCasesDecisionGiven", ("bytes32",)),
    bytes.fromhex("1175646f"): ("ApprovalCasesDocumentMissing", ()),
    bytes.fromhex("49d6d075"): ("ApprovalCasesIdentifierMissing", ()),
    bytes.fromhex("e74d6253"): ("ApprovalCasesMaterialTwice", ("bytes32", "bytes32")),
    bytes.fromhex("5250e32e"): ("ApprovalCasesMaterialUnknown", ("bytes32", "bytes32")),
    bytes.fromhex("9f35da7d"): ("ApprovalCasesNotAcceptedYet", ("uint64",)),
    bytes.fromhex("effe78e5"): ("ApprovalCasesNotAsked", ("bytes32",)),
    bytes.fromhex("deb43092"): ("ApprovalCasesNotGranted", ()),
    bytes.fromhex("26252460"): ("ApprovalCasesNotParticipant", ("bytes32", "bytes32")),
    bytes.fromhex("46c14421"): ("ApprovalCasesNotUnderReview", ("uint8",)),
    bytes.fromhex("676dfd9b"): ("ApprovalCasesOpenedAlready", ("bytes32",)),
    bytes.fromhex("f810e706"): ("ApprovalCasesOpinionInvalid", ()),
    bytes.fromhex("a0df803e"): ("ApprovalCasesParticipantCount", ("uint256",)),
    bytes.fromhex("6a984c79"): ("ApprovalCasesParticipantNotActive", ("bytes32",)),
    bytes.fromhex("79c87baa"): ("ApprovalCasesParticipantTwice", ("bytes32",)),
    bytes.fromhex("2795cb4d"): ("ApprovalCasesProcedureMissing", ()),
    bytes.fromhex("1933bc62"): ("ApprovalCasesSourceInvalid", ("uint8",)),
    bytes.fromhex("db7c63f6"): ("ApprovalCasesStageIncomplete", ("uint8", "bytes32")),
    bytes.fromhex("57b041a4"): ("ApprovalCasesStageOver", ("uint8",)),
    bytes.fromhex("5f3e1271"): ("ApprovalCasesStepInvalid", ("uint8", "uint8")),
    bytes.fromhex("dd2e7617"): ("ApprovalCasesToldAlready", ()),
    bytes.fromhex("64cca4e3"): ("ApprovalCasesUnknown", ("bytes32",)),
    bytes.fromhex("7160e190"): ("AuthorizationAnswered", ()),
    bytes.fromhex("346647ee"): ("AuthorizationApprovalInvalid", ("address",)),
    bytes.fromhex("02b8eef0"): ("AuthorizationBreakGlassInvalid", ()),
    bytes.fromhex("e929ce5d"): ("AuthorizationBreakGlassOpen", ("uint64",)),
    bytes.fromhex("16792503"): ("AuthorizationBreakGlassOver", ()),
    bytes.fromhex("9bd286f8"): ("AuthorizationBreakGlassSuspended", ("bytes32",)),
    bytes.fromhex("e6ea540c"): ("AuthorizationConsentInvalid", ()),
    bytes.fromhex("b647be27"): ("AuthorizationDelegationRefused", ()),
    bytes.fromhex("65eac9d3"): ("AuthorizationDisputeInvalid", ()),
    bytes.fromhex("04a80e63"): ("AuthorizationGrantState", ()),
    bytes.fromhex("0468a3ec"): ("AuthorizationIdentifierTaken", ("bytes32",)),
    bytes.fromhex("9d5330e2"): ("AuthorizationLimitsInvalid", ()),
    bytes.fromhex("8be6306a"): ("AuthorizationNoConsent", ()),
    bytes.fromhex("d507f470"): ("AuthorizationNotPublished", ()),
    bytes.fromhex("d15bebe4"): ("AuthorizationNotShared", ("bytes32",)),
    bytes.fromhex("e3e4da50"): ("AuthorizationPairMismatch", ()),
    bytes.fromhex("2d562d60"): ("AuthorizationRequestInvalid", ()),
    bytes.fromhex("1a86025e"): ("AuthorizationRequestState", ()),
    bytes.fromhex("5a433e40"): ("AuthorizationScopeInvalid", ()),
    bytes.fromhex("13fc3046"): ("AuthorizationTooManyGrants", ()),
    bytes.fromhex("4c5b581a"): ("AuthorizationWider", ()),
    bytes.fromhex("a7e34391"): ("CertificateRegistryAccreditationOver", ("uint32",)),
    bytes.fromhex("be28e1d6"): ("CertificateRegistryAlreadyAccredited", ("uint32",)),
    bytes.fromhex("a5137d53"): ("CertificateRegistryBasisMissing", ()),
    bytes.fromhex("1fa7abc4"): ("CertificateRegistryBatchSizeInvalid", ("uint32",)),
    bytes.fromhex("c84461b5"): ("CertificateRegistryEndInvalid", ("uint64",)),
    bytes.fromhex("f43bcd83"): ("CertificateRegistryIdentifierTaken", ("bytes32",)),
    bytes.fromhex("e5c193c1"): ("CertificateRegistryIdentifierZero", ()),
    bytes.fromhex("118dae39"): ("CertificateRegistryMemberUnknown", ("bytes32",)),
    bytes.fromhex("61c1725a"): ("CertificateRegistryNotAccredited", ("bytes32", "bytes21")),
    bytes.fromhex("55740b53"): ("CertificateRegistryNotIncluded", ("bytes32", "uint32")),
    bytes.fromhex("1fd19f95"): ("CertificateRegistryPeriodInvalid", ("uint64", "uint64")),
    bytes.fromhex("b45032ae"): ("CertificateRegistryPredecessorInvalid", ("bytes32",)),
    bytes.fromhex("79da62e3"): ("CertificateRegistryRootMissing", ()),
    bytes.fromhex("aadad622"): ("CertificateRegistryTextMissing", ()),
    bytes.fromhex("3b18a065"): ("CertificateRegistryTransitionForbidden", ("uint8", "uint8", "uint8")),
    bytes.fromhex("d4f3acb5"): ("CertificateRegistryTypeInvalid", ("bytes21",)),
    bytes.fromhex("10f51760"): ("CertificateRegistryUnknown", ("bytes32",)),
    bytes.fromhex("fa875a0e"): ("ConsortiumAccountInvalid", ()),
    bytes.fromhex("09861791"): ("ConsortiumActionInvalid", ()),
    bytes.fromhex("e159823f"): ("ConsortiumAlreadyRegistered", ("bytes32",)),
    bytes.fromhex("4c39cc4c"): ("ConsortiumCodeMismatch", ("bytes32",)),
    bytes.fromhex("7d3f558f"): ("ConsortiumDutiesExclusive", ()),
    bytes.fromhex("f9a42df3"): ("ConsortiumFoundingInvalid", ()),
    bytes.fromhex("ccb8fe92"): ("ConsortiumGatewaysIncomplete", ("uint256", "uint256")),
    bytes.fromhex("e84c12b7"): ("ConsortiumHaltRefused", ()),
    bytes.fromhex("05cd209f"): ("ConsortiumIdentifierInvalid", ()),
    bytes.fromhex("05f7cd83"): ("ConsortiumKeyEnded", ()),
    bytes.fromhex("8f0230df"): ("ConsortiumKeyInvalid", ()),
    bytes.fromhex("3a331004"): ("ConsortiumLastVoter", ()),
    bytes.fromhex("34bf26f9"): ("ConsortiumMemberInvalid", ()),
    bytes.fromhex("cbca185a"): ("ConsortiumProposalClosed", ("bytes32",)),
    bytes.fromhex("43f53a43"): ("ConsortiumRecoveryRefused", ("bytes32", "uint64")),
    bytes.fromhex("09ded75e"): ("ConsortiumStatusInvalid", ()),
    bytes.fromhex("2cb7f0e5"): ("ConsortiumThresholdInvalid", ()),
    bytes.fromhex("e9fcf473"): ("ConsortiumUnknown", ("bytes32",)),
    bytes.fromhex("6d78dba8"): ("ConsortiumUnreachable", ("bytes32",)),
    bytes.fromhex("aa005259"): ("ConsortiumVotedAlready", ("bytes32",)),
    bytes.fromhex("4590db07"): ("ConsortiumVotesMissing", ("uint256", "uint256")),
    bytes.fromhex("df4f4537"): ("DataCatalogueAlreadyRegistered", ("bytes32",)),
    bytes.fromhex("0791f061"): ("DataCatalogueAnswered", ()),
    bytes.fromhex("a07cf95a"): ("DataCatalogueConfidential", ()),
    bytes.fromhex("7378abab"): ("DataCatalogueCorrectionInvalid", ()),
    bytes.fromhex("f4f6c802"): ("DataCatalogueFieldInvalid", ("uint256",)),
    bytes.fromhex("8f4f34f2"): ("DataCatalogueHaltRefused", ()),
    bytes.fromhex("1131e130"): ("DataCatalogueNoGrant", ()),
    bytes.fromhex("6f0d37a8"): ("DataCatalogueParentInvalid", ("uint256",)),
    bytes.fromhex("9e5270ac"): ("DataCatalogueResourceInvalid", ()),
    bytes.fromhex("0fdbcec9"): ("DataCatalogueRightInvalid", ()),
    bytes.fromhex("710fa15c"): ("DataCatalogueRightMissing", ("bytes32",)),
    bytes.fromhex("959251af"): ("DataCatalogueSecondSource", ("bytes32", "bytes32")),
    bytes.fromhex("ce67f03e"): ("DataCatalogueServiceHalted", ("uint64",)),
    bytes.fromhex("c3ade64d"): ("DataCatalogueServiceInvalid", ()),
    bytes.fromhex("9dcf1504"): ("DataCatalogueStatusInvalid", ()),
    bytes.fromhex("d81d54e8"): ("DataCatalogueVersionInvalid", ()),
    bytes.fromhex("f645eedf"): ("ECDSAInvalidSignature", ()),
    bytes.fromhex("fce698f7"): ("ECDSAInvalidSignatureLength", ("uint256",)),
    bytes.fromhex("d78bce0c"): ("ECDSAInvalidSignatureS", ("bytes32",)),
    bytes.fromhex("4c9c8ce3"): ("ERC1967InvalidImplementation", ("address",)),
    bytes.fromhex("b398979f"): ("ERC1967NonPayable", ()),
    bytes.fromhex("94eef58a"): ("ERC2771ForwarderExpiredRequest", ("uint48",)),
    bytes.fromhex("c845a056"): ("ERC2771ForwarderInvalidSigner", ("address", "address")),
    bytes.fromhex("70647f79"): ("ERC2771ForwarderMismatchedValue", ("uint256", "uint256")),
    bytes.fromhex("d2650cd1"): ("ERC2771UntrustfulTarget", ("address", "address")),
    bytes.fromhex("f6c772e7"): ("EvidenceAnchorCheckpointInvalid", ()),
    bytes.fromhex("ad13aa8d"): ("EvidenceAnchorClaimState", ("bytes32",)),
    bytes.fromhex("32e15db4"): ("EvidenceAnchorCountInvalid", ("uint256",)),
    bytes.fromhex("9fde837b"): ("EvidenceAnchorDeadlineInvalid", ()),
    bytes.fromhex("7dd1fd68"): ("EvidenceAnchorFaultedAlready", ("bytes32",)),
    bytes.fromhex("9b1d9501"): ("EvidenceAnchorHeadMoved", ("uint64", "uint64", "bytes32")),
    bytes.fromhex("40f2015e"): ("EvidenceAnchorInconsistent", ()),
    bytes.fromhex("3374e477"): ("EvidenceAnchorNoContradiction", ()),
    bytes.fromhex("422ea39b"): ("EvidenceAnchorNotAnchored", ("uint64",)),
    bytes.fromhex("9a6b1b84"): ("EvidenceAnchorNotIncluded", ()),
    bytes.fromhex("3a5265e5"): ("EvidenceAnchorNotOpen", ("bytes32",)),
    bytes.fromhex("8eb8e45a"): ("EvidenceAnchorSuccession", ()),
    bytes.fromhex("1f890d4c"): ("EvidenceAnchorTooManyClaims", ()),
    bytes.fromhex("1c9049b0"): ("EvidenceAnchorWrongSigner", ("address",)),
    bytes.fromhex("d6bda275"): ("FailedCall", ()),
    bytes.fromhex("fe133854"): ("GovernedMemberNotActive", ()),
    bytes.fromhex("e2e8c285"): ("GovernedRecordMismatch", ()),
    bytes.fromhex("965aa0dd"): ("GovernedTextInvalid", ()),
    bytes.fromhex("2b8441ae"): ("GovernedUnauthorized", ("address", "uint16")),
    bytes.fromhex("cf479181"): ("InsufficientBalance", ("uint256", "uint256")),
    bytes.fromhex("752d88c0"): ("InvalidAccountNonce", ("address", "uint256")),
    bytes.fromhex("f92ee8a9"): ("InvalidInitialization", ()),
    bytes.fromhex("b3512b0c"): ("InvalidShortString", ()),
    bytes.fromhex("d7e6bcf8"): ("NotInitializing", ()),
    bytes.fromhex("6ce5869c"): ("PolicyViewRecordMismatch", ()),
    bytes.fromhex("305a27a9"): ("StringTooLong", ("string",)),
    bytes.fromhex("e07c8dba"): ("UUPSUnauthorizedCallContext", ()),
    bytes.fromhex("aa1d49a4"): ("UUPSUnsupportedProxiableUUID", ("bytes32",)),
    bytes.fromhex("64270a43"): ("WorkCalendarDaysInvalid", ("uint16",)),
    bytes.fromhex("fa6ed77b"): ("WorkCalendarSpanInvalid", ("uint64", "uint64")),
    bytes.fromhex("582d7d71"): ("WorkCalendarYearInvalid", ("uint16",)),
    bytes.fromhex("6672ba81"): ("WorkCalendarYearNotLoaded", ("uint16",)),
    bytes.fromhex("01482927"): ("WorkCalendarYearUnchanged", ("uint16",)),
}
"""Selector -> name and types of every custom error."""
