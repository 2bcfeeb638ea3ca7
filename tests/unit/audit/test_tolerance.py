"""What the audit forgives gateways that go on, what a cheat could make of that, and whose word convicts whom."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from audit.open import build_world
from audit.run import audit
from audit.sources import find_sources
from chain_node.crypto.suite import get_suite
from chain_node.evidence import statement
from chain_node.evidence.leaf import Role, encode_leaf, encode_message_leaf, parse_leaf
from chain_node.evidence.pairstate import ANSWER, PairState, range_root
from chain_node.evidence.statement import BlockBasis, DecisionBasis, MType
from chain_node.log.intents import Send, Sent
from chain_node.log.store import create
from tests.fixtures.attacks import Crime, flip, resealed
from tests.fixtures.evidence import Evidence, Side, receive
from tests.ledger_world import digest
from tests.unit.audit.test_tampering import codes, places

World = Callable[[], Evidence]
LOG = "scjg"
FAR = 2**41


async def says(evidence: Evidence, by: Side, to: Side, mtype: MType, about: bytes, state: PairState | None) -> Sent:
    """A message of `by` that names another one, logged by both."""
    head, now = evidence.world.replica.head, evidence.clock.now_ms()
    pair = mtype is MType.PAIRSTATE
    service = "" if pair else evidence.service.path
    prefix = statement.encode_prefix(
        1, mtype, bytes(15) + b"\x77", by.log.log_id, by.gateway.path if pair else by.subsystem.path, to.gateway.path,
        to.gateway.path if pair else to.subsystem.path, service, about, now, now + 60_000,
        BlockBasis(head.number, head.hash), state or (),
    )  # fmt: skip
    [sent] = await by.running.submit(Send(1, prefix, to.gateway.path))
    await to.running.submit(receive(sent))
    assert isinstance(sent, Sent)
    return sent


async def test_another_gateways_word_convicts_no_receiver(scratch: World) -> None:
    evidence = await scratch().open()
    gjj, mzj = evidence.sides["gjj"], evidence.sides["mzj"]
    asked = await evidence.ask("mzj")  # never delivered: the provider cannot have it
    await says(evidence, gjj, mzj, MType.VOID, asked.digest, None)
    evidence.tick(600)
    await evidence.anchor()
    await evidence.close()
    report = Crime(evidence, evidence.root.with_name("copy")).audit()
    assert "ORPHAN_SENT" not in codes(report) and report.outcomes["MESSAGES_UNDELIVERED"] == 1


@pytest.mark.parametrize(
    ("valid_s", "after_s", "open_"),
    [
        (86_400, 3600, True),
        (86_400, 86_400 + 240, False),
        (7 * 86_400, 7 * 86_400, True),
        (60, 100, True),
        (60, 3600, False),
        (300, 200, False),  # somebody waits for its answer: nobody sends it again once it is due
        (301, 200, True),
        (7 * 86_400 + 1, 200, False),  # no provider takes it
        (30 * 86_400, 7 * 86_400 + 240, False),
    ],
)
async def test_a_request_may_be_on_its_way_until_it_expires(
    scratch: World, valid_s: int, after_s: int, open_: bool
) -> None:
    """One whose answer is fetched later waits for a provider that is away; nobody waits longer than 7 days."""
    evidence = await scratch().open()
    await evidence.anchor()
    await evidence.ask("mzj", valid_s=valid_s)
    for _ in range(4):
        evidence.tick(after_s // 4)
    await evidence.close()
    report = Crime(evidence, evidence.root.with_name("copy")).audit()
    assert ("UNDELIVERED" in report.findings.counts) is not open_
    assert (report.outcomes.get("OPEN"), report.outcomes.get("UNANSWERED")) == ((1, None) if open_ else (None, 1))


@pytest.mark.parametrize("valid_s", [60, 86_400, 30 * 86_400])
async def test_what_a_provider_logged_and_never_answered_is_found_however_long_it_was_valid(
    scratch: World, valid_s: int
) -> None:
    evidence = await scratch().open()
    asked = await evidence.ask("mzj", valid_s=valid_s)
    await evidence.provider.running.submit(receive(asked))
    due = min(valid_s, 7 * 86_400)
    reports = []
    for waited in (due, 240):
        evidence.tick(waited)
        await evidence.anchor()
        reports.append(Crime(evidence, evidence.root.with_name(f"copy {waited}")).audit())
    await evidence.close()
    assert ["ANSWER_MISSING" in one.findings.counts for one in reports] == [False, True]


async def test_another_gateways_pairstate_convicts_no_receiver(scratch: World) -> None:
    evidence = await scratch().open()
    gjj, mzj = evidence.sides["gjj"], evidence.sides["mzj"]
    asked = await evidence.ask("mzj")
    assert mzj.pairs is not None
    await mzj.pairs.propose(await mzj.pairs.active())
    await evidence.anchor("mzj")
    leaves = Crime(evidence, evidence.root.with_name("before")).leaves("mzj")
    proposal = next(
        statement.digest(1, parse_leaf(one).message)
        for one in leaves
        if parse_leaf(one).role is Role.SENT and statement.parse(parse_leaf(one).message).mtype is MType.PAIRSTATE
    )
    state = PairState(ANSWER, 1, 1, 1, range_root([asked.digest]), ())
    await says(evidence, gjj, mzj, MType.PAIRSTATE, proposal, state)
    evidence.tick(600)
    await evidence.close()
    report = Crime(evidence, evidence.root.with_name("copy")).audit()
    assert "ORPHAN_SENT" not in report.findings.counts


def test_what_nobody_signed_accuses_nobody_else(lie: Crime) -> None:
    leaves = lie.leaves("gjj")
    at = lie.find("gjj", Role.RECV, MType.RES)
    leaf = parse_leaf(leaves[at])
    forged = statement.encode(statement.parse(leaf.message)._replace(expiry_ms=FAR))
    leaves[at] = encode_message_leaf(leaf.log_id, at, leaf.role, leaf.ts_ms, forged, leaf.receipt)
    lie.write("gjj", leaves)
    lie.anchor()
    report = lie.audit()
    log = lie.sides["gjj"].log.log_id
    assert (log, at) in places(report, "BAD_SIGNATURE")
    accused = [one for one in report.findings.items if one.code in ("FORK", "CONTENT_MISMATCH", "ORPHAN_RECV")]
    assert accused == []


def test_a_bad_signature_in_two_logs_is_told_of_both(lie: Crime) -> None:
    expected = set()
    for code, role in (("mzj", Role.RECV), (LOG, Role.SENT)):
        leaves = lie.leaves(code)
        at = lie.find("mzj", Role.RECV, MType.RES)
        message = parse_leaf(lie.leaves("mzj")[at]).message
        place = next(i for i, one in enumerate(leaves) if _message(one) == message)
        leaves[place] = flip(len(leaves[place]) - 1)(leaves[place])
        assert parse_leaf(leaves[place]).role is role
        lie.write(code, leaves)
        expected.add((lie.sides[code].log.log_id, place))
    lie.anchor()
    assert places(lie.audit(), "BAD_SIGNATURE") == expected


def _message(data: bytes) -> bytes:
    leaf = parse_leaf(data)
    return leaf.message if leaf.role <= Role.RECV else b""


def test_a_tail_dated_beyond_the_ledger_is_not_young(lie: Crime) -> None:
    lie.anchor()
    leaves, log = lie.leaves(LOG), lie.sides[LOG].log.log_id
    lie.write(LOG, [*leaves, encode_leaf(log, len(leaves), Role.START, FAR, ("1", digest("host")))])
    report = lie.audit(LOG)
    assert report.exit_code == 3 and "UNANCHORED" in report.findings.counts


def test_a_key_that_was_registered_while_the_audit_ran(lie: Crime) -> None:
    world = build_world(lie.ledger, lie.evidence.world.trust)
    side, chain, new = lie.sides[LOG], lie.chain(), get_suite(2).generate()
    chain.key(side.gateway, 2, new.public.spki)
    chain.ledger.mine()
    head = lie.ledger.head()
    leaves = lie.leaves(LOG)
    at = lie.find(LOG, Role.SENT, MType.RES)
    basis = statement.parse(parse_leaf(leaves[at]).message).basis
    assert isinstance(basis, DecisionBasis)
    basis = basis._replace(block=head.number, block_hash=head.hash)
    leaves[at] = resealed(leaves[at], side, new, basis=basis)
    lie.write(LOG, leaves)
    report = audit(find_sources([lie.directory(LOG)]), world)
    assert not codes(report), report.findings.items


def test_blocks_that_one_log_made_up_hide_none_of_anothers(lie: Crime) -> None:
    world = build_world(lie.ledger, lie.evidence.world.trust)
    for number in range(10, 2_000):
        assert world.block_hash(10**9 + number) is None
    lie.ledger.mine()
    head = lie.ledger.head()
    world.next_log()
    assert world.block_hash(head.number) == head.hash


def test_a_promise_without_end_is_broken_as_any_other(lie: Crime) -> None:
    at = -1
    for code in ("mzj", LOG):
        leaves = lie.leaves(code)
        at = next(i for i, one in enumerate(leaves) if _is_answer_to_mzj(lie, one))
        promise = statement.parse(parse_leaf(leaves[at]).message).promise
        assert promise is not None
        leaves[at] = resealed(leaves[at], lie.sides[LOG], promise=promise._replace(deadline_ms=FAR))
        lie.write(code, leaves)
    place = lie.sides[LOG].log.log_id, at
    assert place not in places(lie.audit(), "PROMISE_BROKEN")
    for _ in range(20):
        lie.ledger.mine(30)
    lie.anchor()
    assert place in places(lie.audit(), "PROMISE_BROKEN")


def _is_answer_to_mzj(lie: Crime, data: bytes) -> bool:
    message = _message(data)
    found = statement.parse(message) if message else None
    return found is not None and found.mtype is MType.RES and found.dst_gateway == lie.sides["mzj"].gateway.path


def test_a_promise_that_was_never_kept_shows_in_its_holders_log(lie: Crime) -> None:
    lie.anchor("mzj")
    assert not codes(lie.audit("mzj"))
    for _ in range(20):
        lie.ledger.mine(30)
    report = lie.audit("mzj")
    assert "PROMISE_BROKEN" in codes(report)
    broken = [one.evidence["sender"] for one in report.findings.items if one.code == "PROMISE_BROKEN"]
    assert set(broken) == {lie.sides[LOG].gateway.path}, "who promised, not who holds the promise"


def test_a_gateway_that_only_goes_on_anchoring_owes_its_answers(lie: Crime) -> None:
    leaves = lie.leaves(LOG)
    assert parse_leaf(leaves[-2]).role is Role.RECV
    lie.write(LOG, leaves[:-1])
    lie.anchor(LOG)
    assert "ANSWER_MISSING" not in codes(lie.audit(LOG))
    lie.ledger.mine(600)
    lie.anchor(LOG)
    assert places(lie.audit(LOG), "ANSWER_MISSING") == {(lie.sides[LOG].log.log_id, len(leaves) - 2)}


@pytest.mark.parametrize("given", [True, False])
def test_what_a_log_signed_convicts_that_log_and_no_later_one(lie: Crime, given: bool) -> None:
    """The provider went on in another log; only the one that a message reached can lack it."""
    side = lie.sides[LOG]
    later = dataclasses.replace(side.log, log_id=digest("later log"), shard=1)
    prev = {"shard": 1, "prev_log": side.log.log_id}
    lie.chain().log(later.log_id, side.gateway, anchor=side.anchor_key.address_bytes, profile=3, **prev)
    genesis = encode_leaf(
        later.log_id, 0, Role.GENESIS, lie.ledger.now * 1000, (side.log.log_id, 0, bytes(32), 0, "disk lost")
    )
    create(lie.directory(LOG) / "log-1", later, genesis)
    lie.write(LOG, lie.leaves(LOG)[:-2])  # its last request, and the answer that proves it
    for _ in range(9):
        lie.ledger.mine(30)
    lie.anchor("gjj", "mzj")
    if not given:
        (lie.directory(LOG) / "log" / "log.db").unlink()
    report = lie.audit()
    assert ("ORPHAN_SENT" in report.findings.counts) is given
    assert ("UNDELIVERED" in report.findings.counts and "PEER_NOT_GIVEN" in report.findings.counts) is not given
