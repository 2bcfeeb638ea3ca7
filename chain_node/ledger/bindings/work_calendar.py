"""Calls, events and errors of WorkCalendar. Generated from the pinned artifacts: do not edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chain_node.ledger.abi import Event, Function
from chain_node.ledger.reverts import Errors

Struct = tuple[Any, ...]


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


EVENTS: Mapping[bytes, Event] = {
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
}
"""First topic -> event."""

ERRORS: Errors = {
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
    bytes.fromhex("64270a43"): ("WorkCalendarDaysInvalid", ("uint16",)),
    bytes.fromhex("fa6ed77b"): ("WorkCalendarSpanInvalid", ("uint64", "uint64")),
    bytes.fromhex("582d7d71"): ("WorkCalendarYearInvalid", ("uint16",)),
    bytes.fromhex("6672ba81"): ("WorkCalendarYearNotLoaded", ("uint16",)),
    bytes.fromhex("01482927"): ("WorkCalendarYearUnchanged", ("uint16",)),
}
"""Selector -> name and types of each custom error."""
