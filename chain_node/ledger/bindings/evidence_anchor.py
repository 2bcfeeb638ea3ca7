"""Calls, events and errors of EvidenceAnchor. Generated from the pinned artifacts: do not edit."""

# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chain_node.ledger.abi import Event, Function
from chain_node.ledger.reverts import Errors

Struct = tuple[Any, ...]


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


EVENTS: Mapping[bytes, Event] = {
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
}
"""First topic -> event."""

ERRORS: Errors = {
    bytes.fromhex("9996b315"): ("AddressEmptyCode", ("address",)),
    bytes.fromhex("f645eedf"): ("ECDSAInvalidSignature", ()),
    bytes.fromhex("fce698f7"): ("ECDSAInvalidSignatureLength", ("uint256",)),
    bytes.fromhex("d78bce0c"): ("ECDSAInvalidSignatureS", ("bytes32",)),
    bytes.fromhex("4c9c8ce3"): ("ERC1967InvalidImplementation", ("address",)),
    bytes.fromhex("b398979f"): ("ERC1967NonPayable", ()),
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
    bytes.fromhex("f92ee8a9"): ("InvalidInitialization", ()),
    bytes.fromhex("b3512b0c"): ("InvalidShortString", ()),
    bytes.fromhex("d7e6bcf8"): ("NotInitializing", ()),
    bytes.fromhex("305a27a9"): ("StringTooLong", ("string",)),
    bytes.fromhex("e07c8dba"): ("UUPSUnauthorizedCallContext", ()),
    bytes.fromhex("aa1d49a4"): ("UUPSUnsupportedProxiableUUID", ("bytes32",)),
}
"""Selector -> name and types of each custom error."""
