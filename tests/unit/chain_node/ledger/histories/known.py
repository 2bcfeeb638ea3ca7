"""Every identifier that a history has made, as of its end, and of each kind one that nobody ever made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any, TypeVar

from chain_node.crypto.secp256k1 import checksum_address
from chain_node.ledger.state import LedgerState
from tests.contract_world import ZERO, ContractWorld, digest, key_of
from tests.embedded_port import InProcessLedger

UNKNOWN = digest("nobody ever made this")
T = TypeVar("T")
STRANGER = key_of("a stranger").address_bytes


@dataclass
class Known:
    """What is asked about. `turns`: the last block of each contract that then lost its name; `extra`: what only the
    player knows, by kind."""

    world: ContractWorld
    turns: list[int] = field(default_factory=list)
    extra: dict[str, list[Any]] = field(default_factory=dict)

    @cached_property
    def head(self) -> LedgerState:
        """The state at the end of the history."""
        return self.world.state

    def every(self, ask: Callable[..., Iterable[T]], *arguments: Any) -> list[T]:
        """What the contracts that have the names know, and those that had them knew at their ends; the same once."""
        found: list[T] = []
        for state in (self.head, *(self.world.replica.at(number) for number in reversed(self.turns))):
            found += [one for one in ask(state, *arguments) if one not in found]
        return found

    def ids(self, ask: Callable[..., Iterable[Any]], name: str) -> list[Any]:
        """The identifiers of these, by the name of their field, and one that nobody ever made."""
        return [*dict.fromkeys(getattr(one, name) for one in self.every(ask)), UNKNOWN]

    @property
    def ledger(self) -> InProcessLedger:
        """Where views are called."""
        return self.world.ledger

    @property
    def consortium(self) -> bytes:
        """The Consortium's address."""
        return self.world.addresses["Consortium"]

    @cached_property
    def members(self) -> list[bytes]:
        """Members."""
        return [*(one.member_id for one in self.head.members()), UNKNOWN]

    @cached_property
    def accounts(self) -> list[bytes]:
        """Accounts, 20 bytes each."""
        return [*(one.account for one in self.head.accounts()), STRANGER]

    @cached_property
    def subsystems(self) -> list[bytes]:
        """Subsystems."""
        return [*(one.subsystem_id for one in self.head.subsystems()), UNKNOWN]

    @cached_property
    def gateways(self) -> list[bytes]:
        """Gateways."""
        return [*(one.gateway_id for one in self.head.gateways()), UNKNOWN]

    @cached_property
    def keys(self) -> list[bytes]:
        """Keys."""
        return [*(one.kid for gateway in self.gateways for one in self.head.keys_of(gateway)), UNKNOWN]

    @cached_property
    def resources(self) -> list[bytes]:
        """Resources."""
        return self.ids(LedgerState.resources, "resource_id")

    @cached_property
    def requests(self) -> list[bytes]:
        """Requests."""
        return self.ids(LedgerState.requests, "request_id")

    @cached_property
    def grants(self) -> list[bytes]:
        """Grants, discarded ones too."""
        return [*self.world.grant_ids(), UNKNOWN]

    @cached_property
    def logs(self) -> list[bytes]:
        """Logs."""
        return [*(one.log_id for gateway in self.gateways for one in self.head.logs_of(gateway)), UNKNOWN]

    @cached_property
    def cases(self) -> list[bytes]:
        """Approval cases."""
        return self.ids(LedgerState.cases, "case_id")

    def of(self, kind: str) -> list[Any]:
        """What the player noted of that kind."""
        return self.extra.get(kind, [])


def each(kind: str) -> Any:
    """Questions with one identifier of a kind."""
    return lambda known: ((one,) for one in getattr(known, kind))


def pairs(*kinds: str) -> Any:
    """Questions with every combination of identifiers of these kinds; a kind that `Known` has not is the player's."""
    return lambda known: product(*(getattr(known, one) if hasattr(known, one) else known.of(one) for one in kinds))


def addresses(known: Known) -> Iterator[tuple[str]]:
    """Questions with one account, as the ABI writes it."""
    return ((checksum_address(one),) for one in known.accounts)


def nothing(_: Known) -> Iterable[tuple[()]]:
    """The one question of a view without parameters."""
    return ((),)


def with_zero(found: Iterable[bytes]) -> list[bytes]:
    """Identifiers, and zero."""
    return [*found, ZERO]
