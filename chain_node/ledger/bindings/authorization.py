"""Calls, events and errors of Authorization. Generated from the pinned artifacts: do not edit."""

# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chain_node.ledger.abi import Event, Function
from chain_node.ledger.reverts import Errors

Struct = tuple[Any, ...]


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


EVENTS: Mapping[bytes, Event] = {
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
}
"""First topic -> event."""

ERRORS: Errors = {
    bytes.fromhex("9996b315"): ("AddressEmptyCode", ("address",)),
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
