"""What each operation costs, in a committed table: a change shows in the diff, and ceilings are ceilings.

Measured on py-evm's own loop, while all other contract tests run on the embedded ledger's.

`LIANLU_WRITE_GAS=1 pytest tests/contracts/test_gas.py` writes `gas.json` anew.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from chain_node.evidence.checkpoint import log_id
from chain_node.ledger.bindings import Authorization, Consortium, DataCatalogue, EvidenceAnchor, PolicyView
from tests.contracts import gas_certificates, trees
from tests.contracts.entry_points import CALLS, TABLE
from tests.contracts.gas_accountability import many_anchors, violations
from tests.contracts.gas_cases import CASE_CEILINGS, cases, many
from tests.contracts.test_entry_points import maker
from tests.contracts.test_policy_view import question, records_for, struct_of
from tests.contracts.tester import ReferenceVM
from tests.contracts.town import Town
from tests.contracts.trees import Log, leaves
from tests.contracts.world import (
    AUTHORITY,
    CONSUMER,
    CONSUMER_GATEWAY,
    DAY,
    PROVIDER,
    PROVIDER_GATEWAY,
    RESOURCE,
    ZERO,
    World,
    anchor_of,
    digest,
    hand,
    key_of,
)

SNAPSHOT = Path(__file__).with_name("gas.json")
PUT = 52_373
"""One fresh slot, one counter and one event: what an exchange would cost if each were logged by itself."""
SECOND_ROOT = 5_500
"""What the second root of a DUAL log may add: one more slot written, 5,000, and its bytes."""
REVOKE = 55_044
"""44 more than the 55,000 that were aimed at: the record is hashed as it was and as it is, and its event carries it."""
CEILINGS = (
    {
        "anchor: head only": 52_000,
        "anchor: proof at 10^6 leaves": 78_000,
        "anchor: proof at 10^9 leaves": 92_000,
        "anchor: head only, second root": 52_000 + SECOND_ROOT,
        "anchor: proof at 10^6 leaves, second root": 78_000 + SECOND_ROOT,
        "anchor: proof at 10^9 leaves, second root": 92_000 + SECOND_ROOT,
    }
    | {"grant: revoke": REVOKE, "decide: 1 grant": 120_000, "Authorization.revoke": REVOKE, "Consortium.vote": 90_000}
    | {"ApprovalCases.decide": 90_000, "CertificateRegistry.changeStatus": 80_000}
    | gas_certificates.CEILINGS
    | CASE_CEILINGS
)


def log_of(world: World, gateway: object, profile: int) -> Log:
    found = PROVIDER_GATEWAY if gateway is PROVIDER_GATEWAY else CONSUMER_GATEWAY
    world.open_log(found, profile=profile)
    contract = world.addresses["EvidenceAnchor"]
    return Log(world, log_id(world.ledger.chain_id, contract, found.id, 0, profile), found, profile)


def anchors(world: World) -> dict[str, int]:
    """Every size from a log of its own; the second anchor of a size is the one that counts."""
    gas = {}
    for gateway, profile, name in ((PROVIDER_GATEWAY, 1, ""), (CONSUMER_GATEWAY, 3, ", second root")):
        log = log_of(world, gateway, profile)
        gas[f"anchor: first{name}"] = log.grow_uniform(1_000).gas
        gas[f"anchor: head only{name}"] = log.anchor(log.checkpoint(log.size, log.root), []).gas
        for size, words in ((10**6, "10^6"), (10**9, "10^9")):
            log.grow_uniform(size)
            gas[f"anchor: proof at {words} leaves{name}"] = log.grow_uniform(size + 5_000).gas
        for interval in (1_024, 8_192):
            log.grow_uniform(log.size + interval)
            each = [log.grow_uniform(log.size + interval).gas for _ in range(8)]
            gas[f"anchor: {interval} leaves at 10^9, mean of 8{name}"] = round(sum(each) / len(each))
    return gas


def acts(world: World) -> dict[str, int]:
    """One of each act of the main job."""
    gas = {"resource: register, 4 fields": world.register().gas}
    submit = DataCatalogue.encode_submit(world.record(RESOURCE))
    gas["resource: submit"] = world.act(hand(PROVIDER, "officer"), "DataCatalogue", submit).gas
    publish = DataCatalogue.encode_publish(world.record(RESOURCE))
    gas["resource: publish"] = world.act(hand(AUTHORITY, "approver"), "DataCatalogue", publish).gas
    gas["service: register"] = world.service().gas
    world.grant("first grant of the pair")
    call = world.request_call("request")
    gas["request"] = world.act(hand(CONSUMER, "officer"), "Authorization", call).gas
    request = world.record(digest("request"))
    agree = Authorization.encode_agree(request, digest("grant"), request[5], ZERO)
    gas["grant"] = world.act(hand(PROVIDER, "approver"), "Authorization", agree).gas
    revoke = Authorization.encode_revoke(world.record(digest("grant")), digest("why"))
    gas["grant: revoke"] = world.act(hand(PROVIDER, "security"), "Authorization", revoke).gas
    key = Consortium.encode_register_key(PROVIDER_GATEWAY.id, 2, 1, bytes(91), 0)
    gas["key: register"] = world.act(hand(PROVIDER, "system"), "Consortium", key).gas
    return gas


def decisions(world: World) -> dict[str, int]:
    """What one decision takes if it is sent as a transaction, call data included."""
    world.register()
    world.publish()
    world.service()
    gas = {}
    for count in (1, 4):
        for number in range(len(world.pair()), count):
            world.grant(f"grant {number}")
        asked = question(world)
        call = PolicyView.encode_decide(struct_of(asked), records_for(world, asked))
        gas[f"decide: {count} grant{'s' if count > 1 else ''}"] = world.act(key_of("anybody"), "PolicyView", call).gas
    return gas


def claims(world: World) -> dict[str, int]:
    """Demand and answer, challenge and answer, equivocation."""
    log = log_of(world, PROVIDER_GATEWAY, 1)
    log.grow_uniform(10**6)
    demand = EvidenceAnchor.encode_request_demand(
        CONSUMER_GATEWAY.id, PROVIDER_GATEWAY.id, digest("request"), world.now + 2 * DAY
    )
    done = world.act(anchor_of(CONSUMER_GATEWAY), "EvidenceAnchor", demand)
    gas = {"demand": done.gas}
    answer = EvidenceAnchor.encode_answer_demand(world.record(done.event("ClaimMade")["id"]), digest("answer"))
    gas["demand: answer"] = world.act(log.key, "EvidenceAnchor", answer).gas
    challenge = EvidenceAnchor.encode_challenge_inclusion(
        log.identity, 99, trees.LEAF, digest("message"), world.now + 2 * DAY
    )
    done = world.act(anchor_of(CONSUMER_GATEWAY), "EvidenceAnchor", challenge)
    gas["inclusion claim"] = done.gas
    record, path = world.record(done.event("ClaimMade")["id"]), trees.uniform_path(99, 10**6)
    proven = EvidenceAnchor.encode_answer_inclusion(record, path)
    gas["inclusion claim: answer at 10^6 leaves"] = world.act(log.key, "EvidenceAnchor", proven).gas
    relayed = log.checkpoint(10**6 + 5_000, trees.uniform_root(10**6 + 5_000))
    proof = trees.uniform_proof(10**6, 10**6 + 5_000)
    call = EvidenceAnchor.encode_anchor_signed(relayed, proof, log.sign(relayed))
    gas["anchor: relayed at 10^6 leaves"] = world.act(key_of("anybody"), "EvidenceAnchor", call).gas
    pair = [log.checkpoint(2 * 10**6, trees.root(leaves(3, name))) for name in ("a", "b")]
    report = EvidenceAnchor.encode_report_equivocation(pair[0], log.sign(pair[0]), pair[1], log.sign(pair[1]))
    gas["equivocation"] = world.act(key_of("anybody"), "EvidenceAnchor", report).gas
    return gas


GROUPS = (
    anchors, acts, decisions, claims, gas_certificates.certificates, cases, many, violations, many_anchors
)  # fmt: skip


def entries(town: Town) -> dict[str, int]:
    """Every entry point of the table that is compared with the ABI, in the town; what a vote does, in its execution."""
    gas = {}
    for name, row in TABLE.items():
        with town.undone():
            gas[name] = town.make(name, maker(row), CALLS[name](town)).gas
    return gas


@pytest.fixture(scope="module")
def machine() -> type[ReferenceVM]:
    """py-evm as it comes."""
    return ReferenceVM


@pytest.fixture(scope="module")
def built_town(machine: type[ReferenceVM]) -> Town:
    """The town on it."""
    return Town(machine)


@pytest.fixture(scope="module")
def measured(founded: World, built_town: Town) -> dict[str, int]:
    """All operations, each group on the same beginning."""
    gas = entries(built_town)
    for group in GROUPS:
        with founded.undone():
            gas |= group(founded)
    return gas


def test_the_table_is_current(measured: dict[str, int]) -> None:
    text = json.dumps(measured, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if os.environ.get("LIANLU_WRITE_GAS") == "1":
        SNAPSHOT.write_text(text, encoding="utf-8")
    assert json.loads(SNAPSHOT.read_text("utf-8")) == measured


def test_every_entry_point_is_in_the_table() -> None:
    """`test_entry_points` compares the names with the ABI."""
    written = json.loads(SNAPSHOT.read_text("utf-8"))
    assert {name for name in written if re.fullmatch(r"[A-Z]\w+\.\w+", name)} == set(TABLE)


@pytest.mark.parametrize("operation", CEILINGS)
def test_no_operation_costs_more_than_its_ceiling(measured: dict[str, int], operation: str) -> None:
    assert measured[operation] <= CEILINGS[operation]


@pytest.mark.parametrize(("suffix", "least"), [("", 800), (", second root", 800)])
def test_an_exchange_costs_a_small_part_of_one_put(measured: dict[str, int], suffix: str, least: int) -> None:
    """An exchange is two leaves in each of two logs: both logs' anchors over the exchanges between two anchors."""
    anchor = measured[f"anchor: 8192 leaves at 10^9, mean of 8{suffix}"]
    assert PUT / (2 * anchor / (8_192 / 2)) >= least
