"""Calls that have a chance: who may is found out from refusals, what a vote may is voted on, what was seldom done is
tried more often. Knows no contract but the Consortium, whose votes carry things out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chain_node.crypto.secp256k1 import EthKey, checksum_address
from tests.contracts.fuzzing.chain import NEVER, Chain, Heard, functions
from tests.contracts.fuzzing.records import Struct
from tests.contracts.world import VOTE

TRIES = 5
DAY = 86_400


class Player(Chain):
    """The game with its hands: `act` for a step that should succeed, `anything` for one of which nothing is known."""

    def __init__(self, directory: Path, seed: int) -> None:
        super().__init__(directory, seed)
        self.noisy = False
        self.duties: dict[str, int] = {}
        self.voted: set[str] = set()
        self.alternates: dict[bytes, bytes] = {}
        """Second root of each log that has one, as it was anchored."""
        self.batches: dict[bytes, list[Struct]] = {}
        """Members of a batch by its root."""

    # -- steps that should succeed

    def act(self, key: EthKey, label: str, *arguments: Any) -> Heard | None:
        """The call, sometimes with another argument, by somebody else, or signed and brought by the Relay."""
        draw = self.chance.random() if self.noisy else 1.0
        if draw < 0.03 and arguments:
            arguments = self._spoilt(label, arguments)
        elif draw < 0.05:
            key = self.chance.choice(list(self.keys.values()))
        elif draw < 0.09:
            acts = [(key, label, arguments)]
            if draw < 0.07:
                acts.append((self.hand(self.some_member(), VOTE), "Consortium.propose", self._proposal()))
            return self.relayed(acts)
        return self.send(key, label, *arguments)

    def by_vote(self, label: str, *arguments: Any) -> Heard | None:
        """Propose it, have every voter agree, carry it out."""
        action = self.action(label, *arguments)
        voters = self.model.governing.voters()
        proposer = self.hand(self.chance.choice(voters), VOTE)
        heard = self.act(proposer, "Consortium.propose", action, self.now + 30 * DAY)
        if heard is None or "ProposalOpened" not in heard:
            return None
        proposal = heard["ProposalOpened"]["id"]
        self.agree(proposal)
        return self.act(self.nobody, "Consortium.execute", proposal, action)

    def agree(self, proposal: bytes) -> None:
        """Everybody votes for it, sometimes not everybody."""
        for member in self.model.governing.voters():
            if member not in self.model.governing.votes.get(proposal, ()) and not (
                self.noisy and self.chance.random() < 0.05
            ):
                self.act(self.hand(member, VOTE), "Consortium.vote", proposal)

    def action(self, label: str, *arguments: Any) -> tuple[str, bytes]:
        """What is proposed."""
        contract, function = functions()[label]
        return checksum_address(self.world.addresses[contract]), function.encode(*arguments)

    def some_member(self) -> bytes:
        """A member: mostly one that is active."""
        members = [one for (one,) in self.model.governing.members]
        active = [one for one in members if self.model.governing.status(one) == 2]
        return self.chance.choice(active if self.chance.random() < 0.9 else members)

    def _proposal(self) -> tuple[Any, ...]:
        return self.action("Consortium.setThreshold", self.chance.choice((5_001, 6_667, 7_000))), self.now + DAY

    def _spoilt(self, label: str, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
        place = self.chance.randrange(len(arguments))
        kind = functions()[label][1].inputs[place]
        return (*arguments[:place], self.values.make(kind), *arguments[place + 1 :])

    # -- steps of which nothing is known

    def anything(self) -> None:
        """Any function with any arguments by anybody; mostly one that is carried out seldom, by whoever may."""
        label = self._seldom()
        _, function = functions()[label]
        key, arguments = self.chance.choice(list(self.keys.values())), self._arguments(label)
        if self.chance.random() < 0.15 or not function.inputs:
            self.send(key, label, *arguments)
            return
        for _ in range(TRIES):
            if label in self.voted:
                if self.would(self.world.addresses["Consortium"], label, arguments) is None:
                    self.by_vote(label, *arguments)
                    return
            else:
                for key in self._who(label, arguments):
                    if self._may(key, label, arguments):
                        self.send(key, label, *arguments)
                        return
            arguments = self._arguments(label)
        self.send(key, label, *arguments)

    def _seldom(self) -> str:
        several = self.chance.choices(list(functions()), k=4)
        if self.chance.random() < 0.4:
            return several[0]
        possible = [one for one in several if one.partition(".")[2] not in NEVER]
        return min(possible or several, key=lambda label: self.done[label])

    def _arguments(self, label: str) -> list[Any]:
        return [self.values.make(kind) for kind in functions()[label][1].inputs]

    def _may(self, key: EthKey, label: str, arguments: list[Any]) -> bool:
        """Whether the call would succeed; a refusal tells whose it is."""
        refusal = self.would(key.address_bytes, label, arguments)
        if refusal is None:
            return True
        if refusal.name == "GovernedUnauthorized":
            needed = int(refusal.values[1])
            if needed:
                self.duties[label] = self.duties.get(label, 0) | needed
            elif self.would(self.world.addresses["Consortium"], label, arguments) is None:
                self.voted.add(label)
        return False

    def _who(self, label: str, arguments: list[Any]) -> Iterator[EthKey]:
        """A few accounts with the duty that the function asks for: of members that the arguments name, and any."""
        duties = self.duties.get(label, 0)
        governing = self.model.governing
        held = [(one[1], self.keys[address]) for address, one in governing.accounts.items()
                if one[4] and one[2] & duties and address in self.keys]  # fmt: skip
        if not held:
            yield self.chance.choice(list(self.keys.values()))
            return
        named = self._named(arguments)
        theirs = [key for member, key in held if member in named]
        if theirs:
            yield from self.chance.sample(theirs, min(2, len(theirs)))
        yield self.chance.choice(held)[1]

    def _named(self, arguments: list[Any]) -> set[bytes]:
        """Members that arguments speak of: themselves, or by their subsystems and gateways."""
        words: set[bytes] = set()
        stack: list[Any] = list(arguments)
        while stack:
            one = stack.pop()
            if isinstance(one, bytes) and len(one) == 32:
                words.add(one)
            elif isinstance(one, list | tuple):
                stack.extend(one)
        newest = self.model.newest
        for kind in ("subsystem", "gateway"):
            words |= {newest[kind][word,][2] for word in words.copy() if (word,) in newest[kind]}
        return {word for word in words if (word,) in newest["member"]}
