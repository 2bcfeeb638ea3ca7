"""Decisions decided again: case 26 and what else a provider could do with its rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from audit.open import build_world
from audit.run import Report, audit
from audit.sources import find_sources
from audit.world import World as Known
from chain_node.ledger.blocks import EventLog
from chain_node.ledger.projection import Projection
from chain_node.ledger.replica import Replica
from chain_node.log.intents import Sent
from tests.fixtures.evidence import Evidence, receive
from tests.ledger_world import address_of
from tests.unit.audit.test_tampering import codes

World = Callable[[], Evidence]


async def _report(evidence: Evidence) -> Report:
    await evidence.anchor()
    await evidence.close()
    world = build_world(evidence.world.ledger, evidence.world.trust)
    return audit(find_sources([side.directory for side in evidence.sides.values()]), world)


async def _answer(evidence: Evidence, request: Sent, block: int) -> None:
    """The provider answers a request on the rules of an older block."""
    got = await evidence.answer(evidence.sides["gjj"], receive(request), block=block)
    await evidence.sides["gjj"].running.submit(receive(got))


async def _revoked_after(evidence: Evidence, seconds: int, state: int = 3) -> int:
    """A grant is revoked and time passes; returns the last block before it."""
    old = evidence.world.replica.head.number
    evidence.tick()
    evidence.world.change_grant(evidence.grants["gjj"], state)
    evidence.tick(seconds)
    return old


async def test_case_26_decided_on_rules_that_were_long_gone(scratch: World) -> None:
    evidence = await scratch().open()
    request = await evidence.ask("gjj")
    old = await _revoked_after(evidence, 700)
    await _answer(evidence, request, old)
    report = await _report(evidence)
    assert (report.exit_code, codes(report)) == (1, {"STALE_DECISION"})
    found = next(one for one in report.findings.items if one.code == "STALE_DECISION")
    assert found.leaf is not None and found.evidence["block"] == old


async def test_case_26_within_the_allowed_age_it_is_a_note(scratch: World) -> None:
    evidence = await scratch().open()
    request = await evidence.ask("gjj")
    old = await _revoked_after(evidence, 200)
    await _answer(evidence, request, old)
    report = await _report(evidence)
    assert (report.exit_code, codes(report)) == (0, set()) and report.findings.counts["STALE_WITHIN_LIMIT"] == 1


async def test_an_old_block_whose_rules_still_hold_is_no_finding(scratch: World) -> None:
    evidence = await scratch().open()
    old = evidence.world.replica.head.number
    request = await evidence.ask("gjj")
    evidence.tick(700)
    await _answer(evidence, request, old)
    assert codes(await _report(evidence)) == set()


async def test_a_refusal_is_decided_again_as_well(scratch: World) -> None:
    evidence = await scratch().open()
    await _revoked_after(evidence, 1)
    await evidence.exchange("gjj")
    report = await _report(evidence)
    assert (report.exit_code, report.outcomes["REFUSED"]) == (0, 1)


@pytest.mark.parametrize("lies", [{"permit": True, "profiles": {"name": 2}}, {"permit": False}])
async def test_decided_against_the_rules(scratch: World, lies: dict[str, Any]) -> None:
    evidence = await scratch().open()
    if lies["permit"]:
        await _revoked_after(evidence, 1)
    await evidence.exchange("gjj", **lies)
    assert "DECISION_MISMATCH" in codes(await _report(evidence))


@pytest.mark.parametrize("before", [True, False], ids=["decided before it", "decided on it"])
async def test_rules_that_nobody_knows_permit_nothing_and_end_no_audit(scratch: World, before: bool) -> None:
    """A vote names a contract of which not all is known: what one provider signed then must not hide all the rest."""
    evidence = await scratch().open()
    ledger, waiting = evidence.world, address_of("waiting")
    request, old = await evidence.ask("gjj"), ledger.replica.head.number
    made = ledger.event("Authorization", "Upgraded", implementation=address_of("code"))
    ledger.ledger.emit(EventLog(waiting, made.topics, made.data))
    ledger.emit("Consortium", "ContractNamed", name=b"Authorization".ljust(32, b"\0"), at=waiting)
    evidence.tick()
    if before:
        await _answer(evidence, request, old)
    else:
        await evidence.exchange("gjj", permit=True, profiles={"name": 2})
    await evidence.anchor()
    await evidence.close()
    projection = Projection(ledger.consortium, most_unnamed=1)
    replica = Replica(ledger.ledger, ledger.trust, projection.tables, projection)
    replica.sync()
    known = Known(replica, ledger.ledger.chain_id, address_of("EvidenceAnchor"))
    report = audit(find_sources([side.directory for side in evidence.sides.values()]), known)
    assert codes(report) == (set() if before else {"DECISION_MISMATCH"})


async def test_a_gateway_that_asked_in_the_name_of_another_member(scratch: World) -> None:
    """The grant is good and the signatures are; only it is not this gateway's member that has it."""
    evidence = await scratch().open()
    evidence.sides["gjj"].subsystem = evidence.sides["mzj"].subsystem
    await evidence.exchange("gjj")
    report = await _report(evidence)
    assert (report.exit_code, codes(report)) == (1, {"DECISION_MISMATCH"})
    [found] = [one for one in report.findings.items if one.code == "DECISION_MISMATCH"]
    assert "not of the member" in found.detail


@pytest.mark.parametrize("profiles", [{"name": 1, "code": 1}, {"secret": 1}, {"name": 2, "code": 1, "adult": 1}])
async def test_more_was_given_than_granted(scratch: World, profiles: dict[str, int]) -> None:
    evidence = await scratch().open()
    await evidence.exchange("gjj", profiles=profiles)
    assert codes(await _report(evidence)) == {"FIELD_BEYOND_GRANT"}


async def test_a_running_total_that_stands_still(scratch: World) -> None:
    evidence = await scratch().open()
    for _ in range(3):
        await evidence.exchange("gjj", used=0)
    assert codes(await _report(evidence)) == {"CAP_EXCEEDED"}


async def test_a_block_that_never_was(scratch: World) -> None:
    evidence = await scratch().open()
    await evidence.exchange("gjj")
    await evidence.anchor()
    await evidence.close()
    world = build_world(evidence.world.ledger, evidence.world.trust)
    known = world.block_hash
    number = evidence.world.replica.head.number

    class Other(type(world)):  # type: ignore[misc]
        """A chain that lacks the newest blocks' hashes: what a fork of the ledger would show."""

        def block_hash(self, block: int) -> bytes | None:
            return bytes(32) if block >= number - 4 else known(block)

    other = Other(world.replica, world.chain_id, world.contract)
    report = audit(find_sources([evidence.provider.directory]), other)
    assert "CHAIN_CONTRADICTED" in codes(report)


async def test_a_decision_that_goes_back(scratch: World) -> None:
    evidence = await scratch().open()
    request = await evidence.ask("gjj")
    old = evidence.world.replica.head.number
    evidence.tick(5)
    await evidence.exchange("mzj")
    await _answer(evidence, request, old)
    assert codes(await _report(evidence)) == {"BASIS_REGRESSED"}


async def test_an_answer_dated_before_its_block(scratch: World) -> None:
    evidence = await scratch().open()
    evidence.tick(100)
    await evidence.exchange("gjj", ts_ms=evidence.clock.now_ms() - 60_000)
    assert "TIME_CONTRADICTED" in codes(await _report(evidence))
