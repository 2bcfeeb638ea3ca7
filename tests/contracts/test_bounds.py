"""Griefing by unbounded lists: every loop has a bound that is written down, and at their bounds the worst calls fit."""

from __future__ import annotations

import re

from chain_node.engines.embedded.limits import Limits
from chain_node.ids import GatewayRef, MemberRef
from chain_node.ledger.bindings import Accountability, Authorization, Consortium, DataCatalogue, EvidenceAnchor
from tests.contracts import trees, violations
from tests.contracts.loops import LOOPS
from tests.contracts.test_attacks import SOURCES, agreed
from tests.contracts.tester import GAS, Done
from tests.contracts.town import WHY, Town
from tests.contracts.trees import Log
from tests.contracts.world import (
    CONSUMER,
    DAY,
    LICENSE,
    PROVIDER,
    ZERO,
    Struct,
    World,
    digest,
    hand,
    key_of,
    refused,
)

FUNCTION = re.compile(r"\b(?:function (\w+)|(constructor))\s*\(")
LOOP = re.compile(r"^\s*(?:for|while|do)\b")
MEMBER = MemberRef("CN", "GOV", "leaver2")
LONG_URL = "https://" + "x" * 504
FIELDS: list[Struct] = [(f"{number:03}".rjust(94, "f"), 3, 2, 0, ZERO) for number in range(127)]
ELEMENTS = sorted(digest(f"element {number}") for number in range(32))


def loops() -> dict[str, int]:
    """How many loops each function of the sources has."""
    found: dict[str, int] = {}
    for path in SOURCES:
        name = ""
        for line in path.read_text("utf-8").splitlines():
            begun = FUNCTION.search(line)
            name = (begun[1] or begun[2]) if begun else name
            if LOOP.match(line):
                found[f"{path.stem}.{name}"] = found.get(f"{path.stem}.{name}", 0) + 1
    return found


def test_every_loop_has_a_bound_and_a_reason() -> None:
    assert loops() == {name: len(bounds) for name, bounds in LOOPS.items()}
    assert all(re.match(r"\d|by \d|handed in", bound) for bounds in LOOPS.values() for bound in bounds)


def test_the_constants_that_are_named_are_in_the_sources() -> None:
    sources = {path.stem: path.read_text("utf-8") for path in SOURCES}
    for name, bounds in LOOPS.items():
        for bound in bounds:
            for count, constant in re.findall(r"(\d[\d,]*)[^:;]*: (M[A-Z_]{3,})", bound):
                declared = [re.search(rf"constant {constant} = ([\d_]+);", one) for one in sources.values()]
                values = {int(one[1]) for one in declared if one}
                assert int(count.replace(",", "")) in values, f"{name}: {bound}"


class TestWorst:
    """Each within what one transaction may use."""

    def within(self, done: Done) -> None:
        assert done.gas < GAS == Limits().transaction_gas

    def test_griefing_by_as_many_gateways_as_there_can_be_does_not_keep_a_member_in(self, town: Town) -> None:
        world = town.world
        system = hand(MEMBER, "system")
        record = (MEMBER.id, ["CN", "GOV", "leaver2"], "部门", "", 2, 0, 0, 0, 0)
        account = (system.address, MEMBER.id, 1, digest("person"), True)
        world.by_vote(Consortium.encode_admit(record, [account]))
        certificate = bytes(2_048)
        for number in range(16):
            gateway = GatewayRef("CN", "GOV", "leaver2", f"gw{number}")
            world.gateway(gateway)
            change = Consortium.encode_change_gateway(
                world.record(gateway.id), LONG_URL, certificate, certificate, True
            )
            world.act(system, "Consortium", change)
            world.open_log(gateway)
        with refused("ConsortiumGatewaysIncomplete"):
            world.gateway(GatewayRef("CN", "GOV", "leaver2", "one more"))
        world.by_vote(Consortium.encode_suspend(world.record(MEMBER.id)))
        world.ledger.travel(2 * DAY)
        call = Consortium.encode_remove(world.record(MEMBER.id), world.gateways_of(MEMBER))
        assert len(call) + 1_000 < Limits().transaction_bytes
        proposal, action = agreed(world, "Consortium", call)
        self.within(world.act(key_of("anybody"), "Consortium", Consortium.encode_execute(proposal, action)))

    def test_griefing_by_the_longest_resource(self, world: World) -> None:
        self.within(world.register(fields=FIELDS, elements=ELEMENTS))
        self.within(world.publish())
        version = DataCatalogue.encode_draft_version(
            world.record(digest("resource")), world.draft(fields=FIELDS, elements=ELEMENTS), []
        )
        self.within(world.act(hand(PROVIDER, "officer"), "DataCatalogue", version))
        longer = world.draft(id=digest("x"), code="x", fields=[*FIELDS, ("one more", 3, 2, 0, ZERO)])
        with refused("DataCatalogueResourceInvalid"):
            world.act(hand(PROVIDER, "officer"), "DataCatalogue", DataCatalogue.encode_register(longer))

    def test_griefing_by_the_longest_service(self, town: Town) -> None:
        world = town.world
        paths = [("GET", "/licences/*"), *(("GET", f"/{number:02}".ljust(255, "x")) for number in range(31))]
        change = DataCatalogue.encode_change_service(world.record(LICENSE.id), paths, True)
        self.within(world.act(hand(PROVIDER, "system"), "DataCatalogue", change))
        halt = DataCatalogue.encode_confirm_service_halt(world.record(LICENSE.id), world.now + DAY, WHY)
        self.within(world.by_vote(halt, "DataCatalogue"))

    def test_griefing_by_as_many_grants_and_penalties_as_there_can_be(self, town: Town) -> None:
        """The accused has sixteen grants with the longest terms; fifteen other penalties blacklist it."""
        world = town.world
        items = [digest(f"item {number}") for number in range(16)]
        world.register(id=digest("many"), code="many")
        world.publish(digest("many"))
        grants = []
        for number in range(16):
            request = world.record(world.request(f"request {number}", digest("many"), items=items))
            terms = (*request[5][:6], b"p" * 512)
            agree = Authorization.encode_agree(request, digest(f"grant {number}"), terms, ZERO)
            world.act(hand(PROVIDER, "approver"), "Authorization", agree)
            grants.append(digest(f"grant {number}"))
        with refused("AuthorizationTooManyGrants"):
            request = world.record(world.request("one more", digest("many")))
            agree = Authorization.encode_agree(request, digest("one more"), request[5], ZERO)
            world.act(hand(PROVIDER, "approver"), "Authorization", agree)
        for number in range(14):
            violations.upheld(world, f"penalty {number}", warning=False, until=world.now + (100 + number) * DAY)
        case = violations.report(world, evidence=digest("the last"))
        violations.state(world, case)
        call = violations.uphold_call(world, case, False, world.now + 200 * DAY, grants)
        self.within(world.act(violations.JUDGE, "Accountability", call))
        appeal = Accountability.encode_appeal(world.record(case), digest("grounds"))
        world.act(hand(CONSUMER, "security"), "Accountability", appeal)
        self.within(world.act(violations.OTHER_JUDGE, "Accountability", violations.overturn_call(world, case)))

    def test_griefing_by_as_many_checkpoints_as_go_into_one_transaction(self, world: World) -> None:
        """Each with the longest proof that its size needs, 2^40 leaves; what is longer is refused, not walked."""
        anchors, half = [], 2**39 - 1
        for number in range(32):
            member = ("scjg", "gjj")[number % 2] if number < 28 else "sjj"
            gateway = GatewayRef("CN", "GOV", member, f"many{number}")
            world.gateway(gateway)
            log = Log(world, world.open_log(gateway), gateway)
            log.grow_uniform(half)
            size = 2**40 - 1
            checkpoint = log.checkpoint(size, trees.uniform_root(size))
            anchors.append((checkpoint, trees.uniform_proof(half, size), log.sign(checkpoint)))
        self.within(world.act(key_of("x"), "EvidenceAnchor", EvidenceAnchor.encode_anchor_many(anchors)))
        with refused("EvidenceAnchorCountInvalid"):
            call = EvidenceAnchor.encode_anchor_many([*anchors, anchors[0]])
            world.act(key_of("x"), "EvidenceAnchor", call)

    def test_griefing_by_claims_ends_at_five_open_ones(self, town: Town) -> None:
        for number in range(5 - 2):
            town.demand(f"demand {number}")
        with refused("EvidenceAnchorTooManyClaims"):
            town.demand("one more")
