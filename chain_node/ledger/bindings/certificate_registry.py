"""Calls, events and errors of CertificateRegistry. Generated from the pinned artifacts: do not edit."""

# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chain_node.ledger.abi import Event, Function
from chain_node.ledger.reverts import Errors

Struct = tuple[Any, ...]


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


EVENTS: Mapping[bytes, Event] = {
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
}
"""First topic -> event."""

ERRORS: Errors = {
    bytes.fromhex("9996b315"): ("AddressEmptyCode", ("address",)),
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
