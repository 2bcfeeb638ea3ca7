"""Gas of violation cases, of many anchors in one transaction, and of the calendar; for `test_gas`."""

from __future__ import annotations

from chain_node.crypto.secp256k1 import EthKey
from chain_node.ids import GatewayRef
from chain_node.ledger.bindings import Accountability, EvidenceAnchor, WorkCalendar
from chain_node.ledger.workdays import KNOWN_YEARS
from tests.contracts import trees
from tests.contracts.trees import Log
from tests.contracts.world import (
    AUDITOR,
    AUTHORITY,
    CONSUMER,
    CONSUMER_GATEWAY,
    DAY,
    PROVIDER_GATEWAY,
    ZERO,
    Struct,
    World,
    anchor_of,
    digest,
    hand,
    key_of,
)

NOBODY: Struct = (ZERO, [], "", "", 0, 0, 0, 0, 0)


def violations(world: World) -> dict[str, int]:
    """A case from report to the end of its penalty, and one from an unanswered demand."""
    gas = {}
    done = world.by_vote(WorkCalendar.encode_load_year(KNOWN_YEARS[1].record()), "WorkCalendar")
    gas["calendar: load a year, by vote"] = done.gas
    world.register()
    world.publish()
    accused = hand(CONSUMER, "officer")
    grants = sorted([world.grant("g1"), world.grant("g2")])

    def act(name: str, who: EthKey, data: bytes) -> None:
        gas[name] = world.act(who, "Accountability", data).gas

    report = Accountability.encode_report(CONSUMER.id, digest("evidence"), grants[0], 2)
    done = world.act(hand(AUDITOR, "audit"), "Accountability", report)
    gas["violation: report"] = done.gas
    case = done.event("ViolationReported")["id"]
    act("violation: state", accused, Accountability.encode_state(world.record(case), digest("statement")))
    penalty = (False, world.now + 90 * DAY, grants)
    records = [world.record(one) for one in grants]
    uphold = Accountability.encode_uphold(
        world.record(case), digest("why"), penalty, world.record(CONSUMER.id), records
    )
    act("violation: uphold, blacklist and 2 grants", hand(AUTHORITY, "approver"), uphold)
    act("violation: appeal", accused, Accountability.encode_appeal(world.record(case), digest("grounds")))
    world.ledger.travel(40 * DAY)
    overturn = Accountability.encode_overturn(
        world.record(case), digest("wrong"), world.record(CONSUMER.id), [world.record(one) for one in grants]
    )
    gas["violation: overturn, blacklist and 2 grants, by vote"] = world.by_vote(overturn, "Accountability").gas
    gas |= _plain(world)
    return gas


def _plain(world: World) -> dict[str, int]:
    demand = EvidenceAnchor.encode_request_demand(
        PROVIDER_GATEWAY.id, CONSUMER_GATEWAY.id, digest("request"), world.now + 2 * DAY
    )
    claim = world.act(anchor_of(PROVIDER_GATEWAY), "EvidenceAnchor", demand).event("ClaimMade")["id"]
    world.ledger.travel(3 * DAY)
    gas = {}
    close = EvidenceAnchor.encode_close_claim(world.record(claim))
    gas["demand: close unanswered"] = world.act(key_of("x"), "EvidenceAnchor", close).gas
    done = world.act(key_of("x"), "Accountability", Accountability.encode_report_unanswered(world.record(claim)))
    gas["violation: report an unanswered demand"] = done.gas
    case = done.event("ViolationReported")["id"]
    state = Accountability.encode_state(world.record(case), digest("statement"))
    world.act(hand(CONSUMER, "officer"), "Accountability", state)
    warn = Accountability.encode_uphold(world.record(case), digest("why"), (True, 0, []), NOBODY, [])
    judge = hand(AUTHORITY, "approver")
    dismiss = Accountability.encode_dismiss(world.record(case), digest("why"))
    snapshot, records = world.ledger.snapshot(), dict(world.records)
    gas["violation: dismiss"] = world.act(judge, "Accountability", dismiss).gas
    world.ledger.revert(snapshot)
    world.records = records
    gas["violation: uphold, warning"] = world.act(judge, "Accountability", warn).gas
    return gas


def many_anchors(world: World) -> dict[str, int]:
    """Per anchor, in a transaction of many: as many logs, each relayed."""
    logs = []
    for number in range(16):
        gateway = GatewayRef("CN", "GOV", ("scjg", "gjj")[number % 2], f"many{number}")
        world.gateway(gateway)
        log = Log(world, world.open_log(gateway), gateway)
        log.grow_uniform(10**6)
        log.grow_uniform(10**6 + 5_000)
        logs.append(log)
    gas = {}
    for count in (2, 16):
        anchors = []
        for log in logs[:count]:
            size = log.size + 5_000
            checkpoint = log.checkpoint(size, trees.uniform_root(size))
            anchors.append((checkpoint, trees.uniform_proof(log.size, size), log.sign(checkpoint)))
            log.epoch, log.size, log.root = checkpoint[1], size, checkpoint[3]
        done = world.act(key_of("x"), "EvidenceAnchor", EvidenceAnchor.encode_anchor_many(anchors))
        gas[f"anchor: {count} logs relayed at 10^6 leaves in one transaction, each"] = round(done.gas / count)
    return gas
