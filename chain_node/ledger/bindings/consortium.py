"""Calls, events and errors of Consortium. Generated from the pinned artifacts: do not edit."""

# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chain_node.ledger.abi import Event, Function
from chain_node.ledger.reverts import Errors

Struct = tuple[Any, ...]


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


EVENTS: Mapping[bytes, Event] = {
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
}
"""First topic -> event."""

ERRORS: Errors = {
    bytes.fromhex("9996b315"): ("AddressEmptyCode", ("address",)),
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
    bytes.fromhex("4c9c8ce3"): ("ERC1967InvalidImplementation", ("address",)),
    bytes.fromhex("b398979f"): ("ERC1967NonPayable", ()),
    bytes.fromhex("d6bda275"): ("FailedCall", ()),
    bytes.fromhex("fe133854"): ("GovernedMemberNotActive", ()),
    bytes.fromhex("e2e8c285"): ("GovernedRecordMismatch", ()),
    bytes.fromhex("965aa0dd"): ("GovernedTextInvalid", ()),
    bytes.fromhex("2b8441ae"): ("GovernedUnauthorized", ("address", "uint16")),
    bytes.fromhex("cf479181"): ("InsufficientBalance", ("uint256", "uint256")),
    bytes.fromhex("f92ee8a9"): ("InvalidInitialization", ()),
    bytes.fromhex("d7e6bcf8"): ("NotInitializing", ()),
    bytes.fromhex("e07c8dba"): ("UUPSUnauthorizedCallContext", ()),
    bytes.fromhex("aa1d49a4"): ("UUPSUnsupportedProxiableUUID", ("bytes32",)),
}
"""Selector -> name and types of each custom error."""
