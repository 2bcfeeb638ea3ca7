"""Calls, events and errors of DataCatalogue. Generated from the pinned artifacts: do not edit."""

# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chain_node.ledger.abi import Event, Function
from chain_node.ledger.reverts import Errors

Struct = tuple[Any, ...]


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


EVENTS: Mapping[bytes, Event] = {
    bytes.fromhex("4d5ba85ed99254cc31614a77d287c1210bf52f5dfe10367ca84a24ac0d398339"): Event(
        "CorrectionDecided",
        bytes.fromhex("4d5ba85ed99254cc31614a77d287c1210bf52f5dfe10367ca84a24ac0d398339"),
        (
            ("id", "bytes32", True),
            ("resource", "bytes32", True),
            ("record", "(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,bytes32)", False),
        ),
    ),
    bytes.fromhex("1040ebc075d681d57d0d06ac7673fdf4f22b831202fcfef4e7d30d1ec9f55359"): Event(
        "CorrectionRaised",
        bytes.fromhex("1040ebc075d681d57d0d06ac7673fdf4f22b831202fcfef4e7d30d1ec9f55359"),
        (
            ("id", "bytes32", True),
            ("resource", "bytes32", True),
            ("record", "(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint8,uint64,uint64,uint64,bytes32)", False),
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
}
"""First topic -> event."""

ERRORS: Errors = {
    bytes.fromhex("9996b315"): ("AddressEmptyCode", ("address",)),
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
