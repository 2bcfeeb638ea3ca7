"""Calls, events and errors of ApprovalCases. Generated from the pinned artifacts: do not edit."""

# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chain_node.ledger.abi import Event, Function
from chain_node.ledger.reverts import Errors

Struct = tuple[Any, ...]


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


EVENTS: Mapping[bytes, Event] = {
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
}
"""First topic -> event."""

ERRORS: Errors = {
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
