"""The same for certificates, approval cases, evidence and violations."""

from __future__ import annotations

from chain_node.ledger.bindings import Accountability, ApprovalCases, CertificateRegistry, EvidenceAnchor
from chain_node.ledger.records_cases import MaterialSource, Opinion, Procedure
from tests.contracts import trees
from tests.contracts.cases import DOCUMENT, opening
from tests.contracts.certificates import BASIS, CLOSE, LAPSED, PERMIT, RENEW, REVOKED, leaf, state
from tests.contracts.entry_calls import Call, member
from tests.contracts.town import BATCH, SPARE_GATEWAY, WHY, Town
from tests.contracts.trees import leaves
from tests.contracts.violations import overturn_call
from tests.contracts.world import (
    AUDITOR,
    CONSUMER,
    PROVIDER_GATEWAY,
    ZERO,
    Struct,
    digest,
    key_of,
)


def path(index: int) -> list[bytes]:
    """Inclusion proof of a member of the town's batch."""
    return trees.path(index, [leaf(one) for one in BATCH])


def version_of_member(town: Town) -> bytes:
    """A new version of the batch's first member."""
    draft = town.registry.draft("new certificate", predecessor=BATCH[0][0], operation=RENEW)
    batch = town.record("batch")
    return CertificateRegistry.encode_issue_version_of_member(draft, batch, 0, BATCH[0], path(0), LAPSED)


def growth(town: Town) -> tuple[Struct, list[bytes]]:
    """The next checkpoint of the provider's log, and its proof."""
    return town.log.checkpoint(7, trees.root(leaves(7))), trees.proof(4, leaves(7))


def signed_growth(town: Town) -> tuple[Struct, list[bytes], bytes]:
    """The same, to be brought by anybody."""
    checkpoint, proof = growth(town)
    return checkpoint, proof, town.log.sign(checkpoint)


def equivocation(town: Town) -> bytes:
    """Two roots for one size, both signed."""
    two = [town.log.checkpoint(9, trees.root(leaves(9, seed))) for seed in ("a", "b")]
    return EvidenceAnchor.encode_report_equivocation(two[0], town.log.sign(two[0]), two[1], town.log.sign(two[1]))


def punishment(town: Town) -> bytes:
    """A blacklist and the suspension of a grant."""
    penalty = (False, town.world.now + 100 * 86_400, [digest("to be punished")])
    records = [town.record("to be punished")]
    return Accountability.encode_uphold(town.violation("stated"), WHY, penalty, member(town, CONSUMER), records)


REGISTRY: dict[str, Call] = {
    "accredit": lambda t: t.registry.accredit_call(code=PERMIT),
    "changeAccreditation": lambda t: CertificateRegistry.encode_change_accreditation(
        t.registry.accreditations[1], t.world.now + 86_400, WHY
    ),
    "endAccreditation": lambda t: CertificateRegistry.encode_end_accreditation(
        t.registry.accreditations[1], t.world.now, BASIS
    ),
    "issue": lambda t: CertificateRegistry.encode_issue(t.registry.draft("new certificate")),
    "issueVersion": lambda t: t.registry.version_call("new certificate", digest("certificate"), RENEW, LAPSED),
    "issueVersionOfMember": version_of_member,
    "issueBatch": lambda t: CertificateRegistry.encode_issue_batch(t.registry.batch_draft("new batch", BATCH)),
    "changeStatus": lambda t: CertificateRegistry.encode_change_status(t.record("certificate"), state(REVOKED, CLOSE)),
    "changeMemberStatus": lambda t: CertificateRegistry.encode_change_member_status(
        digest("batch"), 1, BATCH[1], path(1), state(REVOKED, CLOSE)
    ),
}
CASES: dict[str, Call] = {
    "openCase": lambda t: opening(digest("new case"), [(CONSUMER.id, 1)]),
    "addParticipants": lambda t: ApprovalCases.encode_add_participants(t.record("case accepted"), [(AUDITOR.id, 2)]),
    "attach": lambda t: ApprovalCases.encode_attach(
        digest("case accepted"), digest("new material"), WHY, WHY, MaterialSource.UPLOAD, ZERO
    ),
    "requestCorrection": lambda t: ApprovalCases.encode_request_correction(t.record("case received"), DOCUMENT),
    "receiveCorrection": lambda t: ApprovalCases.encode_receive_correction(t.record("case correction")),
    "accept": lambda t: ApprovalCases.encode_accept(t.record("case received")),
    "decline": lambda t: ApprovalCases.encode_decline(t.record("case received"), DOCUMENT),
    "beginReview": lambda t: ApprovalCases.encode_begin_review(t.record("case accepted")),
    "beginProcedure": lambda t: ApprovalCases.encode_begin_procedure(
        t.record("case review"), Procedure.HEARING, DOCUMENT
    ),
    "endProcedure": lambda t: ApprovalCases.encode_end_procedure(t.record("case special"), DOCUMENT),
    "passOver": lambda t: ApprovalCases.encode_pass_over(t.record("case asked"), CONSUMER.id, DOCUMENT),
    "conclude": lambda t: ApprovalCases.encode_conclude(t.record("case review"), True, DOCUMENT),
    "closeCase": lambda t: ApprovalCases.encode_close_case(t.record("case granted"), digest("certificate")),
    "deliver": lambda t: ApprovalCases.encode_deliver(t.record("case closed"), DOCUMENT),
    "withdraw": lambda t: ApprovalCases.encode_withdraw(t.record("case special"), DOCUMENT),
    "settle": lambda t: ApprovalCases.encode_settle(t.record("case unanswered")),
    "decide": lambda t: ApprovalCases.encode_decide(t.record("case asked"), Opinion.AGREE, DOCUMENT),
}
EVIDENCE: dict[str, Call] = {
    "openLog": lambda t: EvidenceAnchor.encode_open_log(SPARE_GATEWAY.id, 0, 1, ZERO, 0, ZERO),
    "freezeLog": lambda t: EvidenceAnchor.encode_freeze_log(t.log.identity, 4, WHY),
    "anchorChanged": lambda t: EvidenceAnchor.encode_anchor_changed(PROVIDER_GATEWAY.id, key_of("new anchor").address),
    "memberRemoved": lambda t: EvidenceAnchor.encode_member_removed(PROVIDER_GATEWAY.id),
    "anchor": lambda t: EvidenceAnchor.encode_anchor(*growth(t)),
    "anchorSigned": lambda t: EvidenceAnchor.encode_anchor_signed(*signed_growth(t)),
    "anchorMany": lambda t: EvidenceAnchor.encode_anchor_many([signed_growth(t)]),
    "reportEquivocation": equivocation,
    "challengePrefix": lambda t: t.calls["new prefix claim"][2],
    "answerPrefix": lambda t: EvidenceAnchor.encode_answer_prefix(t.claim("prefix"), []),
    "challengeInclusion": lambda t: t.calls["new inclusion claim"][2],
    "answerInclusion": lambda t: EvidenceAnchor.encode_answer_inclusion(t.claim("inclusion"), trees.path(1, leaves(4))),
    "requestDemand": lambda t: t.calls["new demand claim"][2],
    "answerDemand": lambda t: EvidenceAnchor.encode_answer_demand(t.claim("demand"), digest("answer")),
    "closeClaim": lambda t: EvidenceAnchor.encode_close_claim(t.claim("overdue")),
}
VIOLATIONS: dict[str, Call] = {
    "report": lambda t: t.calls["new case"][2],
    "reportUnanswered": lambda t: t.calls["unanswered case"][2],
    "state": lambda t: Accountability.encode_state(t.violation("reported"), digest("statement")),
    "dismiss": lambda t: Accountability.encode_dismiss(t.violation("stated"), WHY),
    "uphold": punishment,
    "appeal": lambda t: Accountability.encode_appeal(t.violation("upheld"), digest("grounds")),
    "confirm": lambda t: Accountability.encode_confirm(t.violation("appealed"), WHY),
    "overturn": lambda t: overturn_call(t.world, t.cases["appealed"]),
}
