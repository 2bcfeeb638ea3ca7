"""Every entry point: who may call it, what it changes, and when it is refused. A test compares this with the ABI.

The calls are in `entry_calls.py` and `entry_calls_proofs.py`; each is made in the town of `town.py`, in its names.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from tests.contracts import entry_calls, entry_calls_proofs
from tests.contracts.entry_calls import Call

ANYONE = "anyone"
CALLS: dict[str, Call] = {
    f"{contract}.{name}": call
    for contract, calls in {
        "Consortium": entry_calls.CONSORTIUM,
        "WorkCalendar": entry_calls.CALENDAR,
        "Relay": entry_calls.RELAY,
        "DataCatalogue": entry_calls.CATALOGUE,
        "Authorization": entry_calls.AUTHORIZATION,
        "CertificateRegistry": entry_calls_proofs.REGISTRY,
        "ApprovalCases": entry_calls_proofs.CASES,
        "EvidenceAnchor": entry_calls_proofs.EVIDENCE,
        "Accountability": entry_calls_proofs.VIOLATIONS,
    }.items()
    for name, call in calls.items()
}
BESIDE = {
    "initialize": "ran in the proxy's constructor: refused to everybody ever after, in a test of its own",
    "upgradeToAndCall": "called by the Consortium only, in `Consortium.upgrade`, and no proposal can name it: likewise",
}
"""Functions without a row, by name in whatever contract, and why."""
NOT_ACTIVE = "GovernedMemberNotActive"


@dataclass(frozen=True, slots=True)
class Row:
    """`who`: all accounts of the town for which the call works, the first of which makes it. `changes`: the questions
    of `town_views.py` whose answers it changes, those of its own contract without the name; a star stands for any text,
    and then all such answers change. `again`: the error of the same call made once more, empty where that is harmless.
    `standing`: in which standing the caller's member may be: "active", "not suspended" (halted, that is) or "any"."""

    who: str
    changes: str
    again: str = "GovernedRecordMismatch"
    standing: str = "active"

    def accounts(self) -> tuple[str, ...]:
        """The accounts by name; empty: all."""
        return () if self.who == ANYONE else tuple(self.who.split(", "))

    def expected(self, contract: str, questions: set[str]) -> set[str]:
        """All of these questions whose answers change. Raises `ValueError` if a pattern fits none."""
        found: set[str] = set()
        for pattern in self.changes.split("; "):
            whole = pattern if "." in pattern.split("(")[0] else f"{contract}.{pattern}"
            fitting = {one for one in questions if fnmatchcase(one, whole)}
            if not fitting:
                raise ValueError(f"no question like {whole}")
            found |= fitting
        return found


TABLE: dict[str, Row] = {
    "Consortium.admit": Row(
        "the Consortium",
        "actorOf(new account); dutiesOfPerson(new member, anyone); dutiesOfPerson(new member, new account); "
        "personOf(new account); recordOf(new member); standingOf(new member)",
        again="ConsortiumAlreadyRegistered",
    ),
    "Consortium.suspend": Row(
        "the Consortium", "actorOf(consumer *); recordOf(consumer); standingOf(consumer); threshold()"
    ),
    "Consortium.resume": Row("the Consortium", "recordOf(leaver); standingOf(leaver)"),
    "Consortium.changeMember": Row(
        "the Consortium", "actorOf(consumer *); recordOf(consumer); regulators(); standingOf(consumer)"
    ),
    "Consortium.remove": Row(
        "the Consortium",
        "gatewayOf(leaver's); recordOf(leaver's); recordOf(leaver); standingOf(leaver); "
        "EvidenceAnchor.logOf(leaver's log)",
    ),
    "Consortium.confirmHalt": Row("the Consortium", "actorOf(consumer *); recordOf(consumer); standingOf(consumer)"),
    "Consortium.blacklist": Row(
        "the Consortium, Accountability", "actorOf(provider *); recordOf(provider); standingOf(provider)"
    ),
    "Consortium.setThreshold": Row("the Consortium", "threshold()", again=""),
    "Consortium.nameContract": Row("the Consortium", "contractOf(PolicyView)", again=""),
    "Consortium.upgrade": Row("the Consortium", "WorkCalendar.code()", again=""),
    "Consortium.propose": Row(
        "provider vote, consumer vote, authority vote", "proposalOf(new proposal)", again="", standing="not suspended"
    ),
    "Consortium.vote": Row(
        "consumer vote, authority vote",
        "proposalOf(open proposal)",
        again="ConsortiumVotedAlready",
        standing="not suspended",
    ),
    "Consortium.execute": Row("anyone", "proposalOf(ready proposal); threshold()", again="ConsortiumProposalClosed"),
    "Consortium.halt": Row(
        "authority security, second security",
        "actorOf(consumer *); recordOf(consumer); standingOf(consumer)",
        again="ConsortiumHaltRefused",
    ),
    "Consortium.setAccount": Row(
        "provider vote, the Consortium",
        "actorOf(new account); dutiesOfPerson(provider, new account); personOf(new account)",
        again="",
    ),
    "Consortium.beginRecovery": Row(
        "provider recovery", "personOf(new account); recoveryOf(provider)", again="", standing="any"
    ),
    "Consortium.cancelRecovery": Row(
        "consumer vote", "recoveryOf(consumer)", again="ConsortiumRecoveryRefused", standing="any"
    ),
    "Consortium.finishRecovery": Row(
        "anyone",
        "actorOf(consumer vote); actorOf(new head); dutiesOfPerson(consumer, consumer's head); "
        "dutiesOfPerson(consumer, new head); recoveryOf(consumer)",
        again="ConsortiumRecoveryRefused",
    ),
    "Consortium.registerSubsystem": Row(
        "provider system", "recordOf(new subsystem); subsystemOf(new subsystem)", again="ConsortiumAlreadyRegistered"
    ),
    "Consortium.setSubsystemActive": Row("provider system", "recordOf(registry); subsystemOf(registry)"),
    "Consortium.registerGateway": Row(
        "provider system",
        "actorOf(new anchor); certificatesOf(new gateway); gatewayOf(new gateway); recordOf(new gateway)",
        again="ConsortiumAlreadyRegistered",
    ),
    "Consortium.changeGateway": Row(
        "provider system", "certificatesOf(provider's); gatewayOf(provider's); recordOf(provider's)"
    ),
    "Consortium.changeAnchor": Row(
        "provider system",
        "actorOf(new anchor); actorOf(provider anchor); gatewayOf(provider's); recordOf(provider's); "
        "EvidenceAnchor.logOf(provider's log)",
    ),
    "Consortium.registerKey": Row(
        "provider system", "keyOf(new key); recordOf(new key)", again="ConsortiumAlreadyRegistered"
    ),
    "Consortium.rotateKey": Row("provider system", "keyOf(key); keyOf(next key); recordOf(key); recordOf(next key)"),
    "Consortium.revokeKey": Row("provider system, provider security", "keyOf(key); recordOf(key)", standing="any"),
    "WorkCalendar.loadYear": Row("the Consortium", "revisionOf(2027); yearOf(2027)", again="WorkCalendarYearUnchanged"),
    "Relay.execute": Row(
        "anyone",
        "DataCatalogue.resourceOf(new resource); nonces(provider officer)",
        again="ERC2771ForwarderInvalidSigner",
    ),
    "Relay.executeBatch": Row("anyone", "DataCatalogue.resourceOf(new resource); nonces(provider officer)", again=""),
    "DataCatalogue.register": Row(
        "provider officer, consumer officer", "resourceOf(new resource)", again="DataCatalogueAlreadyRegistered"
    ),
    "DataCatalogue.registerDerived": Row(
        "provider officer, consumer officer",
        "lineageOf(derived, 1); resourceOf(derived)",
        again="DataCatalogueAlreadyRegistered",
    ),
    "DataCatalogue.draftVersion": Row("provider officer", "lineageOf(resource, 2); nextOf(resource)", again=""),
    "DataCatalogue.redraft": Row("provider officer", "resourceOf(draft)"),
    "DataCatalogue.submit": Row("provider officer", "resourceOf(draft)"),
    "DataCatalogue.sendBack": Row("authority approver", "resourceOf(submitted)"),
    "DataCatalogue.publish": Row(
        "authority approver",
        "factsOf(submitted); resourceOf(submitted); standingOf(submitted); versionOf(submitted, 1)",
    ),
    "DataCatalogue.suspend": Row(
        "provider security, authority approver", "factsOf(resource); resourceOf(resource); standingOf(resource)"
    ),
    "DataCatalogue.resume": Row(
        "provider security", "factsOf(suspended); resourceOf(suspended); standingOf(suspended)"
    ),
    "DataCatalogue.retire": Row(
        "provider approver", "factsOf(resource); resourceOf(resource); sourceOf(element); standingOf(resource)"
    ),
    "DataCatalogue.grantRight": Row("provider approver", "rightOf(resource, holding, consumer)", again=""),
    "DataCatalogue.revokeRight": Row(
        "provider security, provider approver, authority approver",
        "rightOf(resource, processing, consumer)",
        standing="any",
    ),
    "DataCatalogue.raiseCorrection": Row(
        "consumer officer", "correctionOf(new correction)", again="DataCatalogueCorrectionInvalid"
    ),
    "DataCatalogue.decideCorrection": Row(
        "provider approver", "correctionOf(correction); factsOf(resource)", standing="any"
    ),
    "DataCatalogue.registerService": Row(
        "provider system", "serviceOf(new service)", again="DataCatalogueAlreadyRegistered"
    ),
    "DataCatalogue.changeService": Row("provider system", "serviceOf(license)"),
    "DataCatalogue.haltService": Row(
        "authority security, second security", "serviceOf(license)", again="DataCatalogueHaltRefused"
    ),
    "DataCatalogue.confirmServiceHalt": Row("the Consortium", "serviceOf(license)"),
    "Authorization.submit": Row("consumer officer", "requestOf(new request)", again="AuthorizationIdentifierTaken"),
    "Authorization.submitImported": Row(
        "consumer officer", "requestOf(new request)", again="AuthorizationIdentifierTaken"
    ),
    "Authorization.withdraw": Row("consumer officer", "requestOf(request)", standing="any"),
    "Authorization.agree": Row(
        "provider approver", "grantOf(new grant); pairOf(loans, resource); requestOf(request); standingsOf(*)"
    ),
    "Authorization.agreeScoped": Row(
        "provider approver",
        "grantOf(new grant); pairOf(loans, resource); requestOf(request); scopeOf(new grant); standingsOf(*)",
    ),
    "Authorization.refuse": Row("provider approver", "requestOf(request)", standing="any"),
    "Authorization.markDelivered": Row("provider officer, provider approver", "requestOf(request of grant)"),
    "Authorization.confirmUse": Row("consumer officer", "requestOf(request of grant)"),
    "Authorization.raiseDispute": Row(
        "provider officer, provider approver, consumer officer, consumer approver",
        "disputeOf(request of grant)",
        again="AuthorizationDisputeInvalid",
        standing="any",
    ),
    "Authorization.decideDispute": Row("authority approver", "disputeOf(refused); requestOf(refused)"),
    "Authorization.approve": Row("provider security", "grantOf(proposed grant); standingsOf(*)"),
    "Authorization.delegate": Row(
        "consumer approver",
        "grantOf(new grant); pairOf(registry, resource); scopeOf(new grant); standingsOf(*)",
        again="AuthorizationIdentifierTaken",
    ),
    "Authorization.suspend": Row(
        "provider security, authority security, second security, Accountability",
        "grantOf(grant); standingsOf(*)",
        standing="any",
    ),
    "Authorization.resume": Row("provider security", "grantOf(suspended grant); standingsOf(*)", standing="any"),
    "Authorization.revoke": Row(
        "provider security, provider approver, authority security, second security",
        "grantOf(grant); standingsOf(*)",
        standing="any",
    ),
    "Authorization.end": Row("consumer security, consumer officer", "grantOf(grant); standingsOf(*)", standing="any"),
    "Authorization.discard": Row("anyone", "grantOf(revoked grant); pairOf(loans, resource); standingsOf(*)"),
    "Authorization.recordConsent": Row(
        "provider officer, provider anchor, provider machine",
        "consentOf(resource, loans, new subject); standingsOf(loans, resource, all grants, new subject)",
        again="",
    ),
    "Authorization.withdrawConsent": Row(
        "provider officer, provider anchor, provider machine",
        "consentOf(resource, loans, subject); standingsOf(loans, resource, all grants, subject)",
        standing="any",
    ),
    "Authorization.openBreakGlass": Row(
        "consumer security",
        "breakGlassOf(new emergency); emergencyOf(loans, open); reviewsOf(consumer); standingsOf(loans, open, *)",
        again="AuthorizationIdentifierTaken",
    ),
    "Authorization.endBreakGlass": Row(
        "provider security, consumer security, authority security, second security",
        "breakGlassOf(emergency); emergencyOf(loans, resource); standingsOf(loans, resource, *)",
        standing="any",
    ),
    "Authorization.reviewBreakGlass": Row(
        "authority security, second security", "breakGlassOf(emergency); reviewsOf(consumer)"
    ),
    "Authorization.setLimits": Row("the Consortium", "limits()", again=""),
    "CertificateRegistry.accredit": Row(
        "authority approver",
        "accreditationOf(second); lastAccreditation(provider, permit)",
        again="CertificateRegistryAlreadyAccredited",
    ),
    "CertificateRegistry.changeAccreditation": Row("authority approver", "accreditationOf(first)"),
    "CertificateRegistry.endAccreditation": Row("authority approver", "accreditationOf(first)"),
    "CertificateRegistry.issue": Row(
        "provider machine",
        "certificateOf(new certificate); verify(new certificate)",
        again="CertificateRegistryIdentifierTaken",
    ),
    "CertificateRegistry.issueVersion": Row(
        "provider machine",
        "certificateOf(certificate); certificateOf(new certificate); verify(certificate); verify(new certificate)",
    ),
    "CertificateRegistry.issueVersionOfMember": Row(
        "provider machine",
        "certificateOf(new certificate); memberStatusOf(batch, 0); verify(new certificate)",
        again="CertificateRegistryTransitionForbidden",
    ),
    "CertificateRegistry.issueBatch": Row(
        "provider machine",
        "batchOf(new batch); memberStatusOf(new batch, 0); memberStatusOf(new batch, 1)",
        again="CertificateRegistryIdentifierTaken",
    ),
    "CertificateRegistry.changeStatus": Row(
        "provider approver, provider machine", "certificateOf(certificate); verify(certificate)", standing="any"
    ),
    "CertificateRegistry.changeMemberStatus": Row(
        "provider approver, provider machine",
        "memberStatusOf(batch, 1)",
        again="CertificateRegistryTransitionForbidden",
        standing="any",
    ),
    "ApprovalCases.openCase": Row(
        "provider officer, authority officer, auditor officer, second officer",
        "caseOf(new case); isParticipant(new case, consumer); isParticipant(new case, provider); progressOf(new "
        "case); standingOf(new case)",
        again="ApprovalCasesOpenedAlready",
    ),
    "ApprovalCases.addParticipants": Row(
        "provider officer", "caseOf(case accepted); isParticipant(case accepted, auditor)"
    ),
    "ApprovalCases.attach": Row(
        "provider officer, consumer officer",
        "materialOf(case accepted, new material); progressOf(case accepted)",
        again="ApprovalCasesMaterialTwice",
    ),
    "ApprovalCases.requestCorrection": Row(
        "provider officer", "caseOf(case received); progressOf(case received)", standing="any"
    ),
    "ApprovalCases.receiveCorrection": Row(
        "provider officer", "caseOf(case correction); progressOf(case correction)", standing="any"
    ),
    "ApprovalCases.accept": Row("provider officer", "caseOf(case received); progressOf(case received)", standing="any"),
    "ApprovalCases.decline": Row(
        "provider approver",
        "caseOf(case received); progressOf(case received); standingOf(case received)",
        standing="any",
    ),
    "ApprovalCases.beginReview": Row(
        "provider officer", "caseOf(case accepted); progressOf(case accepted)", standing="any"
    ),
    "ApprovalCases.beginProcedure": Row(
        "provider officer", "caseOf(case review); progressOf(case review)", standing="any"
    ),
    "ApprovalCases.endProcedure": Row(
        "provider officer", "caseOf(case special); progressOf(case special)", standing="any"
    ),
    "ApprovalCases.passOver": Row(
        "provider approver",
        "decisionOf(case asked, consumer); progressOf(case asked)",
        again="ApprovalCasesDecisionGiven",
        standing="any",
    ),
    "ApprovalCases.conclude": Row("provider approver", "caseOf(case review); progressOf(case review)", standing="any"),
    "ApprovalCases.closeCase": Row(
        "provider officer", "caseOf(case granted); progressOf(case granted); standingOf(case granted)", standing="any"
    ),
    "ApprovalCases.deliver": Row("provider officer", "caseOf(case closed); progressOf(case closed)", standing="any"),
    "ApprovalCases.withdraw": Row(
        "provider officer", "caseOf(case special); progressOf(case special); standingOf(case special)", standing="any"
    ),
    "ApprovalCases.settle": Row("anyone", "caseOf(case unanswered); progressOf(case unanswered)"),
    "ApprovalCases.decide": Row(
        "consumer approver",
        "decisionOf(case asked, consumer); progressOf(case asked)",
        again="ApprovalCasesDecisionGiven",
        standing="any",
    ),
    "EvidenceAnchor.openLog": Row(
        "provider system", "lastLogOf(spare); logOf(new log)", again="EvidenceAnchorSuccession", standing="any"
    ),
    "EvidenceAnchor.freezeLog": Row(
        "provider system, the Consortium", "logOf(provider's log)", again="EvidenceAnchorNotOpen", standing="any"
    ),
    "EvidenceAnchor.anchorChanged": Row("the Consortium", "logOf(provider's log)", again=""),
    "EvidenceAnchor.memberRemoved": Row("the Consortium", "logOf(provider's log)", again=""),
    "EvidenceAnchor.anchor": Row(
        "provider anchor", "headOf(provider's log)", again="EvidenceAnchorHeadMoved", standing="any"
    ),
    "EvidenceAnchor.anchorSigned": Row("anyone", "headOf(provider's log)", again="EvidenceAnchorHeadMoved"),
    "EvidenceAnchor.anchorMany": Row("anyone", "headOf(provider's log)", again="EvidenceAnchorHeadMoved"),
    "EvidenceAnchor.reportEquivocation": Row("anyone", "logOf(provider's log)", again="EvidenceAnchorFaultedAlready"),
    "EvidenceAnchor.challengePrefix": Row(
        "auditor audit, provider audit, consumer audit, authority audit, second audit, provider anchor, consumer "
        "anchor",
        "claimOf(new prefix claim); claimsBetween(auditor, provider's)",
        again="EvidenceAnchorClaimState",
        standing="any",
    ),
    "EvidenceAnchor.answerPrefix": Row("anyone", "claimOf(prefix); claimsBetween(auditor, provider's)"),
    "EvidenceAnchor.challengeInclusion": Row(
        "auditor audit, provider audit, consumer audit, authority audit, second audit, provider anchor, consumer "
        "anchor",
        "claimOf(new inclusion claim); claimsBetween(auditor, provider's)",
        again="EvidenceAnchorClaimState",
        standing="any",
    ),
    "EvidenceAnchor.answerInclusion": Row("anyone", "claimOf(inclusion); claimsBetween(auditor, provider's)"),
    "EvidenceAnchor.requestDemand": Row(
        "consumer anchor",
        "claimOf(new demand claim); claimsBetween(consumer's, provider's)",
        again="EvidenceAnchorClaimState",
        standing="any",
    ),
    "EvidenceAnchor.answerDemand": Row(
        "provider anchor", "claimOf(demand); claimsBetween(consumer's, provider's)", standing="any"
    ),
    "EvidenceAnchor.closeClaim": Row("anyone", "claimOf(overdue); claimsBetween(consumer's, provider's)"),
    "Accountability.report": Row(
        "auditor audit, provider audit, consumer audit, authority security, authority audit, authority officer, "
        "authority approver, second security, second audit, second officer, second approver",
        "tallyOf(consumer); violationOf(new case)",
        again="AccountabilityReportedAlready",
    ),
    "Accountability.reportUnanswered": Row(
        "anyone", "tallyOf(provider); violationOf(unanswered case)", again="AccountabilityReportedAlready"
    ),
    "Accountability.state": Row("consumer security, consumer officer", "violationOf(reported case)", standing="any"),
    "Accountability.dismiss": Row(
        "authority security, authority approver, second security, second approver", "violationOf(stated case)"
    ),
    "Accountability.uphold": Row(
        "authority security, authority approver, second security, second approver",
        "tallyOf(consumer); violationOf(stated case); Authorization.grantOf(to be punished); "
        "Authorization.standingsOf(*); Consortium.actorOf(consumer *); Consortium.recordOf(consumer); "
        "Consortium.standingOf(consumer)",
    ),
    "Accountability.appeal": Row("consumer security, consumer officer", "violationOf(upheld case)", standing="any"),
    "Accountability.confirm": Row("second security, second approver", "violationOf(appealed case)"),
    "Accountability.overturn": Row(
        "second security, second approver",
        "tallyOf(consumer); violationOf(appealed case); Authorization.grantOf(punished); "
        "Authorization.standingsOf(*); Consortium.actorOf(consumer *); Consortium.recordOf(consumer); "
        "Consortium.standingOf(consumer)",
    ),
}
