"""What approval cases cost. Members that take part for the first time ever are remembered once; the figures are of
members that are."""

from __future__ import annotations

from chain_node.ids import MemberRef
from chain_node.ledger.bindings import ApprovalCases, Consortium
from chain_node.ledger.records_cases import MaterialSource, Opinion
from tests.contracts.cases import CASE, OTHER, act, attach, case_of, opening, step
from tests.contracts.world import AUDITOR, AUTHORITY, CONSUMER, DAY, ZERO, Struct, World, digest, key_of

OPEN, EACH = 140_000, 12_000
MANY = 32
CASE_CEILINGS = {
    "case: open": OPEN,
    "case: open, 3 participants": OPEN + 3 * EACH,
    f"case: open, {MANY} participants": OPEN + MANY * EACH,
    "case: material, uploaded": 90_000,
    "case: material, certificate": 90_000,
    "case: material, reused": 90_000,
    "case: decision, first": 90_000,
    "case: decision, last of 3 stages": 90_000,
    f"case: decision, last of {MANY}": 140_000,
}
"""Rulings 6.7. The decision's 90,000 are for a few departments: 32 of them in the record cost 28,000 to hand in."""


def cases(world: World) -> dict[str, int]:
    """One of each act, after a first case that knew everybody."""
    departments = [(CONSUMER.id, 1), (AUTHORITY.id, 2), (AUDITOR.id, 3)]
    act(world, opening(digest("first case"), departments))
    gas = {"case: open": act(world, opening(OTHER, [])).gas}
    gas["case: open, 3 participants"] = act(world, opening(CASE, departments)).gas
    attach(world, digest("old"), case=OTHER)
    attach(world, digest("first"))
    gas["case: material, uploaded"] = attach(world, digest("m1")).gas
    gas["case: material, certificate"] = attach(world, digest("m2"), MaterialSource.CERTIFICATE).gas
    gas["case: material, reused"] = attach(world, digest("old"), MaterialSource.REUSE, OTHER).gas
    gas["case: accept"] = step(world, "accept").gas
    gas["case: begin review"] = step(world, "begin review").gas
    gas["case: begin procedure"] = step(world, "begin procedure").gas
    world.ledger.travel(7 * DAY)
    gas["case: end procedure after a week"] = step(world, "end procedure").gas
    decision = ApprovalCases.encode_decide(world.record(CASE), Opinion.AGREE, digest("opinion"))
    names = ("case: decision, first", "case: decision, second of 3 stages", "case: decision, last of 3 stages")
    for name, member in zip(names, (CONSUMER, AUTHORITY, AUDITOR), strict=True):
        gas[name] = act(world, decision, member, "approver").gas
    gas["case: conclude, 3 participants"] = step(world, "grant").gas
    close = ApprovalCases.encode_close_case(world.record(CASE), digest("certificate"))
    gas["case: close with a certificate"] = act(world, close).gas
    gas["case: deliver"] = step(world, "deliver").gas
    world.ledger.travel(case_of(world, OTHER).answer_by - world.now)
    settle = ApprovalCases.encode_settle(world.record(OTHER))
    gas["case: accepted by silence"] = world.act(key_of("anybody"), "ApprovalCases", settle).gas
    return gas


def many(world: World) -> dict[str, int]:
    """A case with as many participants as there can be, the last of whom is asked last."""
    members = [MemberRef("CN", "GOV", f"member{number}") for number in range(MANY - 1)]
    for one in members:
        record = (one.id, ["CN", "GOV", one.member_code], one.member_code, "", 2, 0, 0, 0, 0)
        world.by_vote(Consortium.encode_admit(record, []))
    departments: list[Struct] = [(one.id, 1) for one in members] + [(CONSUMER.id, 2)]
    act(world, opening(digest("first case"), departments))
    gas = {f"case: open, {MANY} participants": act(world, opening(CASE, departments)).gas}
    for name in ("accept", "begin review"):
        gas[f"case: {name}, {MANY} participants"] = step(world, name).gas
    for one in members:
        reason = ApprovalCases.encode_pass_over(world.record(CASE), one.id, digest("reason"))
        act(world, reason, duty="approver")
    decision = ApprovalCases.encode_decide(world.record(CASE), Opinion.AGREE, digest("opinion"))
    gas[f"case: decision, last of {MANY}"] = act(world, decision, CONSUMER, "approver").gas
    gas[f"case: conclude, {MANY} participants"] = step(world, "grant").gas
    assert case_of(world).passed_over == 2 ** (MANY - 1) - 1 and case_of(world).certificate == ZERO
    return gas
