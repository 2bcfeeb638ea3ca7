"""Every view of every contract, asked for everything that the town knows: what an entry point changed, and what not.

A question is `Contract.view(what, what)`, in the town's names. An answer is asked for anew only if the storage of a
contract that it was read from is not what it was: nothing else can change it. Views that take whole records are left
aside, which `WITH_RECORDS` lists: they say nothing of their own and refuse any record but the newest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from eth_abi.abi import encode

import contracts
from chain_node.crypto.secp256k1 import keccak256
from chain_node.ids import GatewayRef, MemberRef, ServiceRef, SubsystemRef
from chain_node.ledger.founding import BARE, PROXIED, contract_name
from tests.contracts.certificates import LICENCE, PERMIT
from tests.contracts.tester import Tried
from tests.contracts.town import (
    CASES,
    LEAVER,
    LEAVER_GATEWAY,
    MEMBERS,
    RESOURCES,
    SPARE_GATEWAY,
    Town,
    accounts,
)
from tests.contracts.world import (
    CONSUMER_GATEWAY,
    LICENSE,
    LOANS,
    PROVIDER_GATEWAY,
    REGISTRY,
    RESOURCE,
    ZERO,
    digest,
    key_of,
    person,
)

CONTRACTS = ("Consortium", *PROXIED, *BARE)
IMPLEMENTATION = int.from_bytes(keccak256(b"eip1967.proxy.implementation"), "big") - 1  # ERC-1967
WITH_RECORDS = {
    "DataCatalogue.isStale", "PolicyView.decide", "PolicyView.matchEndpoint", "CertificateRegistry.verifyMember",
    "ApprovalCases.clockOf", "EvidenceAnchor.digestOf", "Accountability.awaited", "Relay.verify",
}  # fmt: skip
Names = Mapping[str, Any]


def named(*names: str) -> dict[str, bytes]:
    """Identifiers that are the digests of their names."""
    return {name: digest(name) for name in names}


NEW_MEMBER = MemberRef("CN", "GOV", "mzj")
NEW_SUBSYSTEM, NEW_GATEWAY = SubsystemRef("CN", "GOV", "scjg", "new"), GatewayRef("CN", "GOV", "scjg", "gw9")
NEW_SERVICE = ServiceRef("CN", "GOV", "scjg", "登记", "new")
NEW_KEYS = {"new key": b"new public key", "next key": b"next public key"}


def _members(town: Town) -> dict[str, Names]:
    members = {name: one.id for name, one in MEMBERS.items()} | {"leaver": LEAVER.id, "new member": NEW_MEMBER.id}
    gateways = {"provider's": PROVIDER_GATEWAY, "consumer's": CONSUMER_GATEWAY, "leaver's": LEAVER_GATEWAY,
                "spare": SPARE_GATEWAY, "new gateway": NEW_GATEWAY}  # fmt: skip
    subsystems = {"registry": REGISTRY.id, "loans": LOANS.id, "new subsystem": NEW_SUBSYSTEM.id}
    gateway_ids = {name: one.id for name, one in gateways.items()}
    keys = {"key": town.keys["key"]} | {name: hashlib.sha256(spki).digest() for name, spki in NEW_KEYS.items()}
    people = {name: key.address for name, key in accounts().items()}
    people |= {name: key_of(name).address for name in ("new head", "new account", "new anchor")}
    persons = {"anyone": ZERO, "new account": digest("new account"), "new head": digest("new head")}
    persons |= {f"{name}'s head": person(MEMBERS[name], "vote") for name in MEMBERS}
    return {
        "account": people, "owner": people, "person": persons, "member": members, "holder": members,
        "gateway": gateway_ids, "against": gateway_ids, "kid": keys, "subsystem": subsystems, "demander": subsystems,
        "consumer": subsystems, "claimant": gateway_ids | members,
        "forwarder": {name: town.at(name) for name in BARE},
        "name": {name: contract_name(name) for name in CONTRACTS},
        "Consortium.recordOf id": members | gateway_ids | subsystems | keys,
        "Consortium.proposalOf id": town.proposals,
    }  # fmt: skip


def _catalogue() -> dict[str, Names]:
    resources = {"resource": RESOURCE} | named(*RESOURCES, "deep", "new resource", "derived")
    return {
        "resource": resources, "version": {"1": 1, "2": 2}, "kind": {"holding": 1, "processing": 2, "operation": 3},
        "service": {"license": LICENSE.id, "new service": NEW_SERVICE.id}, "element": named("element", "new element"),
        "subject": named("subject", "new subject"),
        "DataCatalogue.correctionOf id": named("correction", "new correction"),
    }  # fmt: skip


def _grants() -> dict[str, Names]:
    grants = named("grant", "suspended grant", "revoked grant", "proposed grant", "scoped grant", "punished",
                   "to be punished", "new grant", "open request")  # fmt: skip
    return {
        "grant": grants,
        "ids": {"all grants": list(grants.values())},
        "request": named("request", "refused", "request of grant", "deep request", "new request", "open request"),
        "Authorization.breakGlassOf id": named("emergency", "new emergency"),
    }


def _certificates() -> dict[str, Names]:
    certificates = named("certificate", "new certificate", "member 0")
    return {
        "accreditation": {"first": 1, "second": 2}, "certificate": certificates, "batch": named("batch", "new batch"),
        "index": {"0": 0, "1": 1}, "typeCode": {"licence": LICENCE, "permit": PERMIT},
        "CertificateRegistry.verify id": certificates,
    }  # fmt: skip


def _cases() -> dict[str, Names]:
    cases = named(*CASES, "case asked", "case unanswered", "new case")
    return {"material": named("old material", "new material"), "state": {"received": 1, "closed": 9},
            **{f"ApprovalCases.{view} id": cases for view in (
                "caseOf", "decisionOf", "isParticipant", "materialOf", "progressOf", "standingOf")}}  # fmt: skip


def _evidence(town: Town) -> dict[str, Names]:
    logs = {"provider's log": town.log.identity, "consumer's log": town.other_log.identity,
            "leaver's log": town.keys["leaver's log"], "new log": town.future["new log"]}  # fmt: skip
    claims = town.claims | {name: one for name, one in town.future.items() if name.endswith("claim")}
    cases = {f"{name} case": one for name, one in town.cases.items()}
    return {
        "claim": claims, "EvidenceAnchor.headOf id": logs, "EvidenceAnchor.logOf id": logs, "shard": {"0": 0},
        "profile": {"1": 1},
        "Accountability.violationOf id": cases | {name: one for name, one in town.future.items() if "case" in name},
        "year": {"2025": 2025, "2026": 2026, "2027": 2027}, "count": {"9": 9},
        "time": {"1795500000": 1_795_500_000}, "from": {"1795500000": 1_795_500_000},
        "to": {"1796500000": 1_796_500_000},
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """What all views answered, and what the contracts stored then."""

    answers: Mapping[str, Tried]
    roots: Mapping[bytes, bytes]
    codes: Mapping[str, int]


class Views:
    """The questions of one town."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._domains = _members(town) | _catalogue() | _grants() | _certificates() | _cases() | _evidence(town)
        self.names: set[str] = {f"{name}.code()" for name in CONTRACTS}
        self.questions = {name: one for contract in CONTRACTS for name, one in self._of(contract).items()}
        self.names |= set(self.questions)

    def _of(self, contract: str) -> dict[str, tuple[bytes, bytes]]:
        """All questions to a contract: its address and the call data, by name."""
        found, address = {}, self._town.world.addresses[contract]
        for entry in contracts.load(contract).abi:
            if entry["type"] != "function" or entry["stateMutability"] not in ("view", "pure"):
                continue
            view = f"{contract}.{entry['name']}"
            if view in WITH_RECORDS:
                continue
            selector = keccak256(f"{entry['name']}({','.join(one['type'] for one in entry['inputs'])})".encode())[:4]
            domains = [
                self._domains.get(f"{view} {one['name']}") or self._domains[one["name"]] for one in entry["inputs"]
            ]
            for chosen in product(*(one.items() for one in domains)):
                values = encode([one["type"] for one in entry["inputs"]], [value for _, value in chosen])
                found[f"{view}({', '.join(name for name, _ in chosen)})"] = (address, selector + values)
        return found

    def picture(self) -> Picture:
        """All answers now."""
        trial = self._town.world.ledger.trial()
        answers = {name: trial.call(*one) for name, one in self.questions.items()}
        roots = {address: trial.root(address) for one in answers.values() for address in one.read}
        return Picture(answers, roots, self._codes())

    def changed(self, before: Picture) -> set[str]:
        """The questions whose answer is another one now."""
        trial = self._town.world.ledger.trial()
        moved = self.moved(before)
        found = {
            name
            for name, answer in before.answers.items()
            if answer.read & moved and trial.call(*self.questions[name]).data != answer.data
        }
        codes = self._codes()
        return found | {f"{name}.code()" for name in codes if codes[name] != before.codes[name]}

    def moved(self, before: Picture) -> set[bytes]:
        """The contracts in whose storage anything is not what it was."""
        trial = self._town.world.ledger.trial()
        return {address for address, root in before.roots.items() if trial.root(address) != root}

    def _codes(self) -> dict[str, int]:
        ledger = self._town.world.ledger
        return {name: ledger.slot(self._town.world.addresses[name], IMPLEMENTATION) for name in CONTRACTS}
