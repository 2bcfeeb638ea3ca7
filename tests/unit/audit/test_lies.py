"""Logs that lied before they were anchored: only what their entries say, and the other side's copies, give them away.

Cases 5, 9, 11, 14 to 18, 21, 23 and 24; what one log can decide is asked of that log alone.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest

from audit.errors import EXIT_USAGE
from audit.logpass import Level
from audit.open import build_world
from audit.run import Report, audit
from audit.sources import find_sources
from audit.world import World
from chain_node.crypto.errors import SuiteUnavailable
from chain_node.crypto.suite import Suite, get_suite
from chain_node.evidence import statement
from chain_node.evidence.leaf import Role, encode_leaf, encode_message_leaf, key_change_text, parse_leaf
from chain_node.evidence.note import Note
from chain_node.evidence.receipt import sign_batch
from chain_node.evidence.statement import MType
from chain_node.log.intents import Receive
from tests.fixtures.attacks import Crime, flip, moved, resealed
from tests.fixtures.evidence import Evidence, receive
from tests.ledger_world import digest
from tests.unit.audit.test_tampering import codes, places

LOG = "scjg"


def test_without_lies_all_is_well(lie: Crime) -> None:
    lie.anchor()
    report = lie.audit(strict=True)
    assert (report.exit_code, codes(report)) == (0, set())


def test_case_05_a_tail_cut_before_its_anchor(lie: Crime) -> None:
    leaves = lie.leaves(LOG)
    lie.write(LOG, leaves[:-2])
    lie.anchor()
    assert lie.audit(LOG).exit_code == 0
    report = lie.audit()
    assert report.exit_code == 1 and {"PROMISED_LEAF_MISSING", "ORPHAN_RECV", "ORPHAN_SENT"} <= codes(report)
    assert places(report, "PROMISED_LEAF_MISSING") == {(lie.sides[LOG].log.log_id, len(leaves) - 2)}


def test_case_09_numbers_used_again_after_a_restore(lie: Crime) -> None:
    leaves = lie.leaves(LOG)
    last = lie.find(LOG, Role.SENT, MType.RES)
    again = resealed(leaves[last], lie.sides[LOG], expiry_ms=2**41)
    lie.write(LOG, [*leaves, moved(again, len(leaves))])
    lie.anchor()
    assert "ROLLBACK" in codes(lie.audit(LOG))
    lie.write(LOG, [*leaves[:last], again, *leaves[last + 1 :]])
    restored = Crime(lie.evidence, lie.root / "restored")
    restored.write(LOG, [*leaves[:last], again, *leaves[last + 1 :]])
    restored.anchor()
    assert codes(restored.audit()) & {"CONTENT_MISMATCH", "FORK"}


def test_case_10_entries_reordered_under_new_indexes(lie: Crime) -> None:
    leaves = lie.leaves(LOG)
    first, second = lie.find(LOG, Role.SENT, MType.RES, 0), lie.find(LOG, Role.SENT, MType.RES, 2)
    leaves[first], leaves[second] = moved(leaves[second], first), moved(leaves[first], second)
    lie.write(LOG, leaves)
    lie.anchor()
    assert {"SEQ_GAP", "ROLLBACK"} & codes(lie.audit(LOG))


@pytest.mark.parametrize(("role", "mtype"), [(Role.RECV, MType.REQ), (Role.SENT, MType.RES)])
def test_case_11_one_message_logged_twice(lie: Crime, role: Role, mtype: MType) -> None:
    leaves = lie.leaves(LOG)
    lie.write(LOG, [*leaves, moved(leaves[lie.find(LOG, role, mtype)], len(leaves))])
    lie.anchor()
    report = lie.audit(LOG)
    assert "REPLAY" in codes(report) and (lie.sides[LOG].log.log_id, len(leaves)) in places(report, "REPLAY")


def test_case_12_an_entry_of_another_log_from_the_start(lie: Crime) -> None:
    leaves = lie.leaves(LOG)
    leaves[3] = moved(leaves[3], 3, log_id=lie.sides["gjj"].log.log_id)
    lie.write(LOG, leaves)
    lie.anchor()
    assert places(lie.audit(LOG), "FOREIGN_LEAF") == {(lie.sides[LOG].log.log_id, 3)}


def test_case_14_the_provider_omits_a_request(lie: Crime) -> None:
    leaves = lie.leaves(LOG)
    lie.write(LOG, leaves[:-2])
    lie.anchor()
    report = lie.audit()
    request = lie.find("gjj", Role.SENT, MType.REQ)
    assert places(report, "ORPHAN_SENT") == {(lie.sides["gjj"].log.log_id, request)}


def test_case_15_the_consumer_omits_request_and_reply(lie: Crime) -> None:
    leaves = lie.leaves("gjj")
    lie.write("gjj", leaves[:-2])
    lie.anchor()
    report = lie.audit()
    request = lie.find(LOG, Role.RECV, MType.REQ)
    assert (lie.sides[LOG].log.log_id, request) in places(report, "ORPHAN_RECV")


def test_case_15_a_reply_that_a_pairstate_counted_is_gone(lie: Crime) -> None:
    leaves = lie.leaves("gjj")
    at = lie.find("gjj", Role.RECV, MType.RES, 0)
    note = encode_leaf(lie.sides["gjj"].log.log_id, at, Role.LOCAL, 1, ("x", digest("a"), digest("b")))
    lie.write("gjj", [*leaves[:at], note, *leaves[at + 1 :]])
    lie.anchor()
    assert {"ORPHAN_SENT", "PAIRSTATE_MISMATCH"} <= codes(lie.audit())


def test_case_16_one_exchange_two_contents(lie: Crime) -> None:
    leaves = lie.leaves("gjj")
    at = lie.find("gjj", Role.SENT, MType.REQ)
    leaves[at] = resealed(leaves[at], lie.sides["gjj"], expiry_ms=2**41)
    lie.write("gjj", leaves)
    lie.anchor()
    report = lie.audit()
    assert (lie.sides["gjj"].log.log_id, at) in places(report, "CONTENT_MISMATCH")


def test_case_17_a_gap_in_a_sequence(lie: Crime) -> None:
    leaves = lie.leaves(LOG)
    at = lie.find(LOG, Role.SENT, MType.RES)
    seq = statement.parse(parse_leaf(leaves[at]).message).pair_seq
    leaves[at] = resealed(leaves[at], lie.sides[LOG], pair_seq=seq + 1)
    lie.write(LOG, leaves)
    lie.anchor()
    assert places(lie.audit(LOG), "SEQ_GAP") == {(lie.sides[LOG].log.log_id, at)}


def test_case_17_a_message_that_names_another_predecessor(lie: Crime) -> None:
    leaves = lie.leaves(LOG)
    at = lie.find(LOG, Role.SENT, MType.RES)
    leaves[at] = resealed(leaves[at], lie.sides[LOG], prev=digest("elsewhere"))
    lie.write(LOG, leaves)
    lie.anchor()
    assert places(lie.audit(LOG), "PREV_MISMATCH") == {(lie.sides[LOG].log.log_id, at)}


def test_case_17_a_pairstate_of_another_root(lie: Crime) -> None:
    leaves = lie.leaves("mzj")
    at = lie.find("mzj", Role.SENT, MType.PAIRSTATE, 0)
    state = statement.parse(parse_leaf(leaves[at]).message).pairstate
    assert state is not None
    changed = type(state)(state.direction, state.first_seq, state.last_seq, state.count, digest("root"), state.missing)
    leaves[at] = resealed(leaves[at], lie.sides["mzj"], pairstate=changed)
    lie.write("mzj", leaves)
    lie.anchor()
    assert (lie.sides["mzj"].log.log_id, at) in places(lie.audit("mzj"), "PAIRSTATE_MISMATCH")


def test_case_18_a_refusal_without_a_signature(lie: Crime) -> None:
    leaves = lie.leaves(LOG)
    at = lie.find(LOG, Role.SENT, MType.REFUSE)
    leaves[at] = flip(len(leaves[at]) - 1)(leaves[at])
    lie.write(LOG, leaves)
    lie.anchor()
    assert places(lie.audit(LOG), "REFUSAL_UNSIGNED") == {(lie.sides[LOG].log.log_id, at)}


def test_case_18_a_request_that_was_never_answered(lie: Crime) -> None:
    leaves = lie.leaves(LOG)
    at = lie.find(LOG, Role.SENT, MType.RES)
    log = lie.sides[LOG].log.log_id
    later = parse_leaf(leaves[at]).ts_ms + 600_000
    leaves[at] = encode_leaf(log, at, Role.START, later, ("1", digest("host")))
    lie.write(LOG, leaves)
    lie.ledger.mine(700)
    lie.anchor()
    assert places(lie.audit(LOG), "ANSWER_MISSING") == {(log, at - 1)}


def test_case_18_an_answer_older_than_a_demand_unanswered(lie: Crime) -> None:
    leaves = lie.leaves(LOG)
    at = lie.find(LOG, Role.SENT, MType.RES)
    asked = statement.parse(parse_leaf(leaves[at]).message).ref
    assert asked is not None
    chain, zero = lie.chain(), bytes(32)
    record = (
        digest("claim"), 3, 3, lie.sides["gjj"].member.id, lie.sides["gjj"].gateway.id, lie.sides[LOG].gateway.id,
        zero, 0, zero, asked, lie.ledger.now, lie.ledger.now + 86_400, zero,
    )  # fmt: skip
    chain.emit("EvidenceAnchor", "ClaimClosed", id=record[0], against=record[5], record=record)
    lie.anchor()
    assert (lie.sides[LOG].log.log_id, at) in places(lie.audit(LOG), "REPLY_BACKDATED")


def test_case_19_an_entry_dated_after_its_anchor(lie: Crime) -> None:
    leaves = lie.leaves(LOG)
    leaves[4] = moved(leaves[4], 4, ts_ms=parse_leaf(leaves[4]).ts_ms + 3_600_000)
    lie.write(LOG, leaves)
    lie.anchor()
    assert (lie.sides[LOG].log.log_id, 4) in places(lie.audit(LOG), "TIME_CONTRADICTED")


def test_case_20_entries_that_are_not_anchored_in_time(lie: Crime) -> None:
    lie.ledger.mine(600)
    report = lie.audit()
    assert (report.exit_code, codes(report)) == (3, set()) and "UNANCHORED" in report.findings.counts
    for _ in range(20):
        lie.ledger.mine(30)
    lie.anchor()
    assert "PROMISE_BROKEN" in codes(lie.audit())


def test_case_21_a_key_that_nobody_registered(lie: Crime) -> None:
    leaves = lie.leaves(LOG)
    at = lie.find(LOG, Role.SENT, MType.RES)
    leaves[at] = resealed(leaves[at], lie.sides[LOG], get_suite(2).generate())
    lie.write(LOG, leaves)
    lie.anchor()
    assert places(lie.audit(LOG), "BAD_KEY") == {(lie.sides[LOG].log.log_id, at)}


def test_case_21_another_members_key(lie: Crime) -> None:
    leaves = lie.leaves(LOG)
    at = lie.find(LOG, Role.SENT, MType.RES)
    leaves[at] = resealed(leaves[at], lie.sides[LOG], lie.sides["gjj"].keys[2])
    lie.write(LOG, leaves)
    lie.anchor()
    assert places(lie.audit(LOG), "BAD_KEY") == {(lie.sides[LOG].log.log_id, at)}


@pytest.mark.parametrize("early", [True, False])
def test_case_21_a_key_revoked(lie: Crime, early: bool) -> None:
    """What was anchored before the revocation stays good; later anchors prove nothing."""
    if early:
        lie.anchor()
    key, side = lie.sides["mzj"].keys[1].public, lie.sides["mzj"]
    block = lie.ledger.head().number + 1
    record = (key.kid, side.gateway.id, 1, 1, key.spki, 1, 0, block)
    lie.chain().emit(
        "Consortium", "KeyRevoked", kid=key.kid, gateway=side.gateway.id, record=record, reason=digest("lost")
    )
    if not early:
        lie.anchor()
    assert ("BAD_KEY" in codes(lie.audit("mzj", LOG))) is not early


def test_case_21_what_was_anchored_before_a_retroactive_revocation_accuses_nobody(lie: Crime) -> None:
    lie.anchor()
    key, side = lie.sides["mzj"].keys[1].public, lie.sides["mzj"]
    record = (key.kid, side.gateway.id, 1, 1, key.spki, 1, 0, 1)
    lie.chain().emit(
        "Consortium", "KeyRevoked", kid=key.kid, gateway=side.gateway.id, record=record, reason=digest("denied")
    )
    report = lie.audit("mzj", LOG)
    assert (report.exit_code, codes(report)) == (3, set()) and "KEY_DOUBTED" in report.findings.counts


def test_case_21_a_key_that_ended_before_its_anchor(lie: Crime) -> None:
    key, side = lie.sides["mzj"].keys[1].public, lie.sides["mzj"]
    record = (key.kid, side.gateway.id, 1, 1, key.spki, 1, lie.ledger.head().number + 1, 0)
    lie.chain().emit("Consortium", "KeyRegistered", kid=key.kid, gateway=side.gateway.id, record=record)
    lie.ledger.mine(700)
    lie.anchor()
    report = lie.audit("mzj")
    assert "LATE" in report.findings.counts and "BAD_KEY" not in codes(report)


def test_case_21_a_rotation_without_the_new_keys_consent(lie: Crime) -> None:
    side = lie.sides[LOG]
    leaves, old, new = lie.leaves(LOG), side.keys[1], side.keys[2]
    text = key_change_text(side.log.log_id, old.public.kid, new.public.kid)
    for signed, expected in ((new.sign(text), set()), (old.sign(text), {(side.log.log_id, len(leaves))})):
        crime = Crime(lie.evidence, lie.root / signed.hex()[:8])
        body = (old.public.kid, new.public.kid, old.sign(text), signed)
        crime.write(LOG, [*leaves, encode_leaf(side.log.log_id, len(leaves), Role.KEYCHG, crime_time(leaves), body)])
        crime.anchor()
        assert places(crime.audit(LOG), "BAD_KEY") == expected


def crime_time(leaves: list[bytes]) -> int:
    """Time of the last entry."""
    return parse_leaf(leaves[-1]).ts_ms


def test_case_23_a_weaker_suite_than_due(lie: Crime) -> None:
    leaves = lie.leaves("gjj")
    at = lie.find("gjj", Role.SENT, MType.REQ)
    leaves[at] = resealed(leaves[at], lie.sides["gjj"], suite=1)
    lie.write("gjj", leaves)
    lie.anchor()
    report = lie.audit("gjj")
    assert (lie.sides["gjj"].log.log_id, at) in places(report, "SUITE_DOWNGRADE")
    assert findings_of(report, "SUITE_DOWNGRADE") == [(lie.sides["gjj"].gateway.path, True)]


def test_case_23_an_answer_in_another_suite_than_its_request(lie: Crime) -> None:
    leaves = lie.leaves(LOG)
    at = lie.find(LOG, Role.SENT, MType.RES)
    leaves[at] = resealed(leaves[at], lie.sides[LOG], suite=1)
    lie.write(LOG, leaves)
    lie.anchor()
    report = lie.audit(LOG)
    assert (lie.sides[LOG].log.log_id, at) in places(report, "SUITE_DOWNGRADE")
    assert findings_of(report, "SUITE_DOWNGRADE") == [(lie.sides[LOG].gateway.path, True)]


def test_case_23_a_receipt_of_another_suite(lie: Crime) -> None:
    leaves = lie.leaves(LOG)
    at = lie.find(LOG, Role.SENT, MType.RES)
    leaf = parse_leaf(leaves[at])
    other = parse_leaf(leaves[lie.find(LOG, Role.RECV, MType.REQ, 1)])
    leaves[at] = encode_message_leaf(leaf.log_id, at, leaf.role, leaf.ts_ms, leaf.message, other.receipt)
    lie.write(LOG, leaves)
    lie.anchor()
    assert places(lie.audit(LOG), "SUITE_DOWNGRADE") == {(lie.sides[LOG].log.log_id, at)}


def test_case_23_two_trees_that_disagree(lie: Crime) -> None:
    head = lie.checkpoint(LOG, lie.leaves(LOG))
    other = lie.checkpoint(LOG, [*lie.leaves(LOG)[:-1], b"other"])
    changed = Note(lie.ledger.chain_id, head.log_id, head.size, head.root, other.alt_root, head.epoch, head.pair_root)
    address = lie.sides[LOG].anchor_key.address_bytes
    lie.claim(changed.checkpoint(head.prev_size, head.prev_root, address))
    assert codes(lie.audit(LOG)) == {"ALT_ROOT_MISMATCH"}


def test_the_pair_root_is_of_the_pairstates(lie: Crime) -> None:
    head = lie.checkpoint(LOG, lie.leaves(LOG))
    changed = Note(lie.ledger.chain_id, head.log_id, head.size, head.root, head.alt_root, 1, digest("none"))
    lie.claim(changed.checkpoint(0, bytes(32), lie.sides[LOG].anchor_key.address_bytes))
    assert codes(lie.audit(LOG)) == {"PAIR_ROOT_MISMATCH"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda data: data + b"\0", "LEAF_MALFORMED"),
        (lambda data: data.replace(b"\x86\x01\x58\x20", b"\x86\x18\x01\x58\x20", 1), "LEAF_MALFORMED"),
        (lambda data: b"DXL2" + data[4:], "LEAF_MALFORMED"),
        (lambda data: data[:-1], "LEAF_MALFORMED"),
    ],
)
def test_case_24_other_spellings_of_an_entry(lie: Crime, change: object, code: str) -> None:
    assert callable(change)
    leaves = lie.leaves(LOG)
    leaves[4] = change(leaves[4])
    lie.write(LOG, leaves)
    lie.anchor()
    assert places(lie.audit(LOG), code) == {(lie.sides[LOG].log.log_id, 4)}


def test_case_24_bytes_after_a_message(lie: Crime) -> None:
    leaves = lie.leaves(LOG)
    leaf = parse_leaf(leaves[3])
    leaves[3] = encode_message_leaf(leaf.log_id, 3, leaf.role, leaf.ts_ms, leaf.message + b"\0", leaf.receipt)
    lie.write(LOG, leaves)
    lie.anchor()
    assert places(lie.audit(LOG), "ENCODING") == {(lie.sides[LOG].log.log_id, 3)}


def test_case_24_another_spelling_of_an_identifier(lie: Crime) -> None:
    leaves = lie.leaves(LOG)
    at = lie.find(LOG, Role.SENT, MType.RES)
    leaves[at] = resealed(leaves[at], lie.sides[LOG], dst="CN/GOV/%67jj/sys")
    lie.write(LOG, leaves)
    lie.anchor()
    assert (lie.sides[LOG].log.log_id, at) in places(lie.audit(LOG), "ENCODING")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\nepoch 1", "\nepoch 01"),
        lambda text: text + "— x AAAA\n",
        lambda text: text.replace("\nalt-root", "\nextra line\nalt-root"),
        lambda text: text.replace("=\n", "\n", 1),
        lambda text: text.replace("\n", "\r\n", 1),
        lambda text: text + text[text.index("—") :],
    ],
)
def test_case_24_other_spellings_of_a_note(lie: Crime, change: object) -> None:
    assert callable(change)
    lie.anchor()
    leaves = lie.leaves(LOG)
    note = lie.note(LOG, lie.checkpoint(LOG, leaves, epoch=1))
    text = note.read_text("utf-8")
    assert change(text) != text
    note.write_bytes(change(text).encode())
    report = lie.audit(LOG, extra=[note])
    assert (report.exit_code, codes(report)) == (1, {"ENCODING"})


# -- what a liar signed stands in honest logs, too: findings there name the liar


@pytest.fixture
async def asked_falsely(scratch: Callable[[], Evidence]) -> AsyncIterator[Evidence]:
    """A consumer's requests as an honest provider logged them: on no block of the ledger, and one number twice."""
    evidence = await scratch().open()
    mzj, provider = evidence.sides["mzj"], evidence.provider
    await provider.running.submit(receive(await evidence.ask("mzj", block=10**6)))
    again = await evidence.ask("mzj")
    forked = statement.encode(statement.parse(again.message)._replace(pair_seq=1))
    [receipt] = sign_batch(1, mzj.keys[1], [statement.digest(1, forked)])
    await provider.running.submit(Receive(forked, receipt, statement.digest(1, forked), statement.parse(forked)))
    await evidence.anchor("scjg")
    await evidence.close()
    yield evidence


def findings_of(report: Report, code: str) -> list[tuple[str, bool]]:
    """(sender, whether the text names it) of the findings with a code."""
    found = [one for one in report.findings.items if one.code == code]
    return [(str(one.evidence["sender"]), str(one.evidence["sender"]) in one.detail) for one in found]


def test_a_false_block_or_number_in_an_honest_log_is_told_of_who_signed_it(asked_falsely: Evidence) -> None:
    liar = asked_falsely.sides["mzj"].gateway.path
    report = Crime(asked_falsely, asked_falsely.root.with_name("copy")).audit(LOG)
    assert codes(report) == {"CHAIN_CONTRADICTED", "FORK"}
    assert findings_of(report, "CHAIN_CONTRADICTED") == findings_of(report, "FORK") == [(liar, True)]


def test_a_false_block_that_nobody_signed_names_nobody(lie: Crime) -> None:
    leaves = lie.leaves(LOG)
    at = lie.find(LOG, Role.RECV, MType.REQ)
    leaf = parse_leaf(leaves[at])
    parsed = statement.parse(leaf.message)
    forged = statement.encode(parsed._replace(basis=parsed.basis._replace(block=10**6)))
    leaves[at] = encode_message_leaf(leaf.log_id, at, leaf.role, leaf.ts_ms, forged, leaf.receipt)
    lie.write(LOG, leaves)
    lie.anchor()
    report = lie.audit(LOG)
    assert findings_of(report, "CHAIN_CONTRADICTED") == [("", True)]
    assert (lie.sides[LOG].log.log_id, at) in places(report, "BAD_SIGNATURE")


def test_a_message_replaced_at_its_receiver_does_not_break_its_senders_sequence(lie: Crime) -> None:
    """The receiver puts something that nobody signed before a true message, whose sender named what it had sent."""
    leaves = lie.leaves(LOG)
    at = lie.find(LOG, Role.RECV, MType.REQ, 0)
    leaf = parse_leaf(leaves[at])
    parsed = statement.parse(leaf.message)
    for forged in (parsed._replace(expiry_ms=2**41), parsed._replace(expiry_ms=2**41, pair_seq=2)):
        crime, changed = Crime(lie.evidence, lie.root / str(forged.pair_seq)), list(leaves)
        message = statement.encode(forged)
        changed[at] = encode_message_leaf(leaf.log_id, at, leaf.role, leaf.ts_ms, message, leaf.receipt)
        crime.write(LOG, changed)
        crime.anchor()
        report = crime.audit(LOG)
        assert (crime.sides[LOG].log.log_id, at) in places(report, "BAD_SIGNATURE")
        assert not codes(report) & {"PREV_MISMATCH", "FORK"}


def test_an_auditor_without_sm_accuses_nobody_of_sm_keys(lie: Crime) -> None:
    def suites(number: int) -> Suite:
        if number == 2:
            raise SuiteUnavailable("no SM2 here")
        return get_suite(number)

    lie.anchor()
    whole = build_world(lie.ledger, lie.evidence.world.trust)
    lacking = World(whole.replica, whole.chain_id, whole.contract, suites)
    assert SuiteUnavailable.exit_code == EXIT_USAGE, "no verdict"
    with pytest.raises(SuiteUnavailable):
        audit(find_sources([lie.directory(LOG)]), lacking)
    assert audit(find_sources([lie.directory(LOG)]), lacking, Level.MERKLE).exit_code == 0
