"""One world in which every entry point can be called: something of each kind, in each state that a function asks for.

Built once per test file. Identifiers and accounts have names, so that a table can speak of them. The first half happens
eight days before the second: clocks that must have run out have, those that must still run do.
"""

from __future__ import annotations

from contextlib import AbstractContextManager

import contracts
from chain_node.crypto.secp256k1 import EthKey, checksum_address, keccak256
from chain_node.ids import GatewayRef, MemberRef
from chain_node.ledger.bindings import (
    Accountability,
    Authorization,
    Consortium,
    DataCatalogue,
    EvidenceAnchor,
    WorkCalendar,
)
from chain_node.ledger.records_cases import CaseState
from chain_node.ledger.transactions import created_address
from chain_node.ledger.workdays import KNOWN_YEARS
from tests.contracts import violations
from tests.contracts.cases import act, attach, bring, opening
from tests.contracts.certificates import Certificates, batch_member, machine
from tests.contracts.test_access import breaking, consent, scoped
from tests.contracts.test_rights import right
from tests.contracts.tester import Done, QuickVM, ReferenceVM
from tests.contracts.trees import Log, leaves
from tests.contracts.violations import SECOND
from tests.contracts.world import (
    AUDITOR,
    AUTHORITY,
    CONSUMER,
    CONSUMER_GATEWAY,
    DAY,
    DUTIES,
    FIELDS,
    HOUR,
    LOANS,
    PROVIDER,
    PROVIDER_GATEWAY,
    REGISTRY,
    RESOURCE,
    SYSTEM,
    VOTE,
    ZERO,
    Struct,
    World,
    anchor_of,
    digest,
    hand,
    key_of,
    person,
)

MEMBERS = {"provider": PROVIDER, "consumer": CONSUMER, "authority": AUTHORITY, "auditor": AUDITOR, "second": SECOND}
LEAVER = MemberRef("CN", "GOV", "leaver")
LEAVER_GATEWAY, SPARE_GATEWAY = GatewayRef("CN", "GOV", "leaver", "gw1"), GatewayRef("CN", "GOV", "scjg", "gw2")
NEW_HEAD: Struct = (key_of("new head").address, CONSUMER.id, VOTE, digest("new head"), True)
WHY = digest("why")
THE_VOTE = "the Consortium"
ACTING = {THE_VOTE: "Consortium", "Accountability": "Accountability"}
"""Contracts that call others in their own name."""
SPKI = b"subject public key info"
BATCH = [batch_member(f"member {number}") for number in range(3)]
RESOURCES = ("draft", "submitted", "suspended", "open")
CASES = {f"case {state.name.lower()}": state for state in CaseState if state.name in (
    "RECEIVED", "CORRECTION", "ACCEPTED", "REVIEW", "SPECIAL", "GRANTED", "CLOSED")}  # fmt: skip


def accounts() -> dict[str, EthKey]:
    """Every kind of account that there is, by name: persons, machines, and two without any duty."""
    found = {f"{name} {duty}": hand(member, duty) for name, member in MEMBERS.items() for duty in DUTIES}
    found |= {f"{name} anchor": anchor_of(one) for name, one in
              (("provider", PROVIDER_GATEWAY), ("consumer", CONSUMER_GATEWAY))}  # fmt: skip
    found |= {f"{name} machine": machine(MEMBERS[name]) for name in ("provider", "consumer")}
    return found | {"deployer": key_of("deployer"), "anybody": key_of("anybody")}


class Town:
    """The world, and what the rows of the table need besides."""

    def __init__(self, machine: type[ReferenceVM] = QuickVM) -> None:
        self.world = World(machine)
        self.actors = accounts()
        self.registry = Certificates(self.world)
        self.claims: dict[str, bytes] = {}
        self.cases: dict[str, bytes] = {}
        """Violation cases by the state they are in."""
        self.disputes: dict[bytes, Struct] = {}
        self.keys: dict[str, bytes] = {}
        self._members()
        self._catalogue()
        self.log, self.other_log = self._logs()
        self._claims()
        act(self.world, opening(digest("case unanswered"), []))
        self._violations()
        self.world.act(hand(CONSUMER, "recovery"), "Consortium", Consortium.encode_begin_recovery(NEW_HEAD))
        self.world.by_vote(Consortium.encode_suspend(self.world.record(LEAVER.id)))
        self.world.ledger.travel(8 * DAY)
        self._requests()
        self._access()
        self._certificates()
        self._cases()
        self._late_claims()
        self.cases["reported"] = violations.report(self.world, evidence=digest("reported"))
        self.code = {name: self._deploy(name) for name in ("WorkCalendar", "PolicyView")}
        self.action = (self.at("WorkCalendar"), WorkCalendar.encode_load_year(KNOWN_YEARS[0].record()))
        self.proposals = self._proposals()
        self.future = self._future()

    # ------------------------------------------------------------ what rows ask for

    def undone(self) -> AbstractContextManager[None]:
        """What happens within it is undone."""
        return self.world.undone()

    def address(self, account: str) -> bytes:
        """20 bytes of an account by its name, or of one of the two contracts that act."""
        return self.actors[account].address_bytes if account in self.actors else self.world.addresses[ACTING[account]]

    def make(self, name: str, who: str, call: bytes) -> Done:
        """Make a call to `Contract.function`, as that account, or by a vote."""
        contract = name.split(".")[0]
        if who == THE_VOTE:
            return self.world.by_vote(call, contract)
        return self.world.act(self.actors[who], contract, call)

    def at(self, contract: str) -> str:
        """Address of a contract."""
        return checksum_address(self.world.addresses[contract])

    def record(self, name: str) -> Struct:
        """The newest record of whatever has the digest of that name for an identifier."""
        return self.world.record(digest(name))

    def claim(self, name: str) -> Struct:
        """The record of a claim."""
        return self.world.record(self.claims[name])

    def violation(self, state: str) -> Struct:
        """The record of the violation case in that state."""
        return self.world.record(self.cases[state])

    # ------------------------------------------------------------ making it

    def _members(self) -> None:
        world = self.world
        for subsystem in (REGISTRY, LOANS):
            world.subsystem(subsystem)
        for gateway in (PROVIDER_GATEWAY, CONSUMER_GATEWAY, SPARE_GATEWAY):
            world.gateway(gateway)
        world.by_vote(WorkCalendar.encode_load_year(KNOWN_YEARS[1].record()), "WorkCalendar")
        violations.admit_second(world)
        record = (LEAVER.id, ["CN", "GOV", "leaver"], "部门 leaver", "", 2, 0, 0, 0, 0)
        account = (hand(LEAVER, "system").address, LEAVER.id, SYSTEM, person(LEAVER, "system"), True)
        world.by_vote(Consortium.encode_admit(record, [account]))
        world.gateway(LEAVER_GATEWAY)
        key = Consortium.encode_register_key(PROVIDER_GATEWAY.id, 2, 1, SPKI, 0)
        self.keys["key"] = world.act(hand(PROVIDER, "system"), "Consortium", key).event("KeyRegistered")["kid"]

    def _catalogue(self) -> None:
        world = self.world
        world.register(elements=[digest("element")])
        world.publish()
        world.service()
        for name in RESOURCES:
            world.register(id=digest(name), code=name, **({"attribute": 1, "fields": FIELDS} if name == "open" else {}))
        submit = DataCatalogue.encode_submit(self.record("submitted"))
        world.act(hand(PROVIDER, "officer"), "DataCatalogue", submit)
        for name in ("suspended", "open"):
            world.publish(digest(name))
        suspend = DataCatalogue.encode_suspend(self.record("suspended"), WHY)
        world.act(hand(PROVIDER, "security"), "DataCatalogue", suspend)
        world.register(id=digest("deep"), code="deep", fields=[("a", 4, 1, 0, ZERO)])
        world.publish(digest("deep"))
        world.act(hand(PROVIDER, "approver"), "DataCatalogue", DataCatalogue.encode_grant_right(right()))

    def _logs(self) -> tuple[Log, Log]:
        world = self.world
        found = []
        for gateway in (PROVIDER_GATEWAY, CONSUMER_GATEWAY, LEAVER_GATEWAY):
            log = Log(world, world.open_log(gateway), gateway)
            log.grow(leaves(4))
            found.append(log)
        self.keys["leaver's log"] = found[2].identity
        return found[0], found[1]

    def demand(self, name: str, answer_days: int = 2) -> bytes:
        """The consumer's gateway demands an answer of the provider's; the claim."""
        until = self.world.now + answer_days * DAY
        data = EvidenceAnchor.encode_request_demand(CONSUMER_GATEWAY.id, PROVIDER_GATEWAY.id, digest(name), until)
        made: bytes = self.world.act(self.other_log.key, "EvidenceAnchor", data).event("ClaimMade")["id"]
        return made

    def _claims(self) -> None:
        self.claims = {name: self.demand(name) for name in ("overdue", "unanswered")}

    def _late_claims(self) -> None:
        world = self.world
        close = EvidenceAnchor.encode_close_claim(self.claim("unanswered"))
        world.act(key_of("anybody"), "EvidenceAnchor", close)
        self.claims["demand"] = self.demand("demand")
        until = world.now + 2 * DAY
        inclusion = EvidenceAnchor.encode_challenge_inclusion(
            self.log.identity, 1, leaves(4)[1], digest("message"), until
        )
        checkpoint = self.log.checkpoint(4, self.log.root)
        prefix = EvidenceAnchor.encode_challenge_prefix(checkpoint, self.log.sign(checkpoint), until)
        for name, call in (("inclusion", inclusion), ("prefix", prefix)):
            self.claims[name] = world.act(hand(AUDITOR, "audit"), "EvidenceAnchor", call).event("ClaimMade")["id"]

    def _violations(self) -> None:
        world = self.world
        punished = [world.grant("punished"), world.grant("to be punished")][:1]
        self.cases["upheld"] = violations.upheld(world, "upheld")
        until = world.now + 6 * DAY  # over when the consumer passes a grant on, which it could not do before
        self.cases["appealed"] = violations.appealed(world, "appealed", warning=False, until=until, grants=punished)
        self.cases["stated"] = violations.report(world, evidence=digest("stated"))
        violations.state(world, self.cases["stated"])

    def _requests(self) -> None:
        world = self.world
        for name in ("request", "refused"):
            world.request(name)
        refuse = Authorization.encode_refuse(self.record("refused"), WHY)
        world.act(hand(PROVIDER, "approver"), "Authorization", refuse)
        dispute = Authorization.encode_raise_dispute(self.record("refused"), WHY)
        done = world.act(hand(CONSUMER, "officer"), "Authorization", dispute)
        self.disputes[digest("refused")] = done.event("DisputeRaised")["dispute"]
        for name in ("grant", "suspended grant", "revoked grant"):
            world.grant(name)
        for call in (Authorization.encode_suspend(self.record("suspended grant"), WHY),
                     Authorization.encode_revoke(self.record("revoked grant"), WHY)):  # fmt: skip
            world.act(hand(PROVIDER, "security"), "Authorization", call)
        request = world.record(world.request("deep request", digest("deep"), profiles=1))
        agree = Authorization.encode_agree(request, digest("proposed grant"), request[5], ZERO)
        world.act(hand(PROVIDER, "approver"), "Authorization", agree)
        scoped(world, "scoped grant", delegable=1)

    def _access(self) -> None:
        world = self.world
        world.act(hand(PROVIDER, "officer"), "Authorization", Authorization.encode_record_consent(consent()))
        world.act(hand(CONSUMER, "security"), "Authorization", breaking(world, until=world.now + 23 * HOUR))
        record = (digest("correction"), RESOURCE, ZERO, LOANS.id, ZERO, WHY, 0, 0, 0, 0, ZERO)
        raised = DataCatalogue.encode_raise_correction(record)
        world.act(hand(CONSUMER, "officer"), "DataCatalogue", raised)

    def _certificates(self) -> None:
        self.registry.machines()
        self.registry.accredit()
        self.registry.issue("certificate")
        self.registry.batch(BATCH)

    def _cases(self) -> None:
        for name, state in CASES.items():
            bring(self.world, state, [(CONSUMER.id, 1)] if name == "case accepted" else [], digest(name))
        bring(self.world, CaseState.REVIEW, [(CONSUMER.id, 1)], digest("case asked"))
        attach(self.world, digest("old material"), case=digest("case accepted"))

    def _deploy(self, name: str) -> tuple[str, bytes]:
        """New code for a vote to name: its address and the hash of its code."""
        builder, ledger = key_of("builder"), self.world.ledger
        address = created_address(builder.address_bytes, ledger.nonce(builder.address_bytes))
        ledger.send(builder, None, code_of(name, self.at("Consortium")))
        return checksum_address(address), keccak256(ledger.code(address))

    def _proposals(self) -> dict[str, bytes]:
        """One that the provider proposed, and one on which all agree."""
        world = self.world
        ready = (self.at("Consortium"), Consortium.encode_set_threshold(6_000))
        found = {"open proposal": world.propose(self.action), "ready proposal": world.propose(ready)}
        for member in (CONSUMER, AUTHORITY):
            vote = Consortium.encode_vote(found["ready proposal"])
            world.act(hand(member, "vote"), "Consortium", vote)
        self.ready = ready
        return found

    def _future(self) -> dict[str, bytes]:
        """Identifiers that contracts make of what they are given, of what is not there yet."""
        auditor, log, day = hand(AUDITOR, "audit"), self.log, self.world.now + 2 * DAY
        checkpoint = log.checkpoint(4, log.root, note=digest("another note"))
        prefix = EvidenceAnchor.encode_challenge_prefix(checkpoint, log.sign(checkpoint), day)
        leaf = leaves(4)[2]
        inclusion = EvidenceAnchor.encode_challenge_inclusion(log.identity, 2, leaf, digest("message"), day)
        demand = EvidenceAnchor.encode_request_demand(CONSUMER_GATEWAY.id, PROVIDER_GATEWAY.id, digest("new"), day)
        report = Accountability.encode_report(CONSUMER.id, digest("new evidence"), digest("grant"), 3)
        unanswered = Accountability.encode_report_unanswered(self.claim("unanswered"))
        propose = Consortium.encode_propose(self.action, day)
        new_log = EvidenceAnchor.encode_log_id_of(SPARE_GATEWAY.id, 0, 1)
        self.calls = {
            "new prefix claim": (auditor, "EvidenceAnchor", prefix),
            "new inclusion claim": (auditor, "EvidenceAnchor", inclusion),
            "new demand claim": (anchor_of(CONSUMER_GATEWAY), "EvidenceAnchor", demand),
            "new case": (auditor, "Accountability", report),
            "unanswered case": (auditor, "Accountability", unanswered),
            "new proposal": (hand(PROVIDER, "vote"), "Consortium", propose),
            "new log": (auditor, "EvidenceAnchor", new_log),
        }
        found = {name: self.world.view_as(who, call, at) for name, (who, at, call) in self.calls.items()}
        self.proposals["new proposal"] = found["new proposal"]
        return found


def code_of(name: str, home: str) -> bytes:
    """What creates a contract; one without a proxy takes the Consortium's address."""
    argument = bytes(12) + bytes.fromhex(home[2:]) if name == "PolicyView" else b""
    return contracts.load(name).bytecode + argument
