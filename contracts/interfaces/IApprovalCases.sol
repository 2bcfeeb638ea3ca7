// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AnyId, CaseId, Digest, ItemId, MaterialId, MemberId, RecordDigest} from "../types/Ids.sol";
import {
    CaseKey,
    CaseRecord,
    CaseState,
    Clock,
    DecisionRecord,
    MaterialRecord,
    MaterialSource,
    Opinion,
    Participant,
    Procedure,
    Progress
} from "../types/Cases.sol";

/// @title Approval cases 办件: who takes part, which materials came from where, who decided, and whether it was in time.
/// @dev Steps take the current record and emit the new one whole. Materials and departments' decisions are records of their
/// own, so that departments working side by side never undo each other's transactions. Silence never is consent: a missing
/// decision is overdue, which is derived on read. A case that was closed, declined or withdrawn stays so; only its delivery
/// follows.
interface IApprovalCases {
    /// @notice An identifier or the case key is zero.
    /// @dev How to solve: draw 32 random bytes; compute the item's from its code.
    error ApprovalCasesIdentifierMissing();
    /// @notice There is a case with this identifier.
    /// @dev How to solve: draw another identifier.
    error ApprovalCasesOpenedAlready(CaseId id);
    /// @notice No case has this identifier.
    /// @dev How to solve: have the lead open it first.
    error ApprovalCasesUnknown(CaseId id);
    /// @notice Nobody was named, or the case would have more than 32 participants besides its lead.
    /// @dev How to solve: name at least one where some are added, and at most 32 in all.
    error ApprovalCasesParticipantCount(uint256 count);
    /// @notice The member takes part already, as participant or as lead.
    /// @dev How to solve: name each department once, and not the lead.
    error ApprovalCasesParticipantTwice(MemberId member);
    /// @notice The member is unknown, or not Active.
    /// @dev How to solve: name active members of the consortium.
    error ApprovalCasesParticipantNotActive(MemberId member);
    /// @notice The member does not take part in the case.
    /// @dev How to solve: have the lead add it as a participant.
    error ApprovalCasesNotParticipant(CaseId id, MemberId member);
    /// @notice A time is 0 or above 250 working days, or more is promised than the law allows.
    /// @dev How to solve: 1 to 250 statutory days, and promised days of 1 up to these.
    error ApprovalCasesDaysInvalid(uint16 statutoryDays, uint16 promisedDays);
    /// @notice The case's state does not allow this step. A case that nobody answered in time stands at Accepted.
    /// @dev How to solve: see `followersOf`, and `clockOf` for the state as of now.
    error ApprovalCasesStepInvalid(CaseState from, CaseState to);
    /// @notice The applicant was told once what to correct.
    /// @dev How to solve: accept the case or decline it.
    error ApprovalCasesToldAlready();
    /// @notice The case can still be answered in time: until `answerBy` it does not count as accepted.
    /// @dev How to solve: wait until then, or have the lead accept it.
    error ApprovalCasesNotAcceptedYet(uint64 answerBy);
    /// @notice The case is decided or over: no materials and no participants are added.
    /// @dev How to solve: open a new case.
    error ApprovalCasesDecided(CaseId id, CaseState state);
    /// @notice A digest is missing: of the list, reason, basis, result, decision, wish or proof, a commitment, a code.
    /// @dev How to solve: hand in the digest of the signed document, and commitment and code of a material.
    error ApprovalCasesDocumentMissing();
    /// @notice None of the six special procedures was named.
    /// @dev How to solve: hearing, inspection, testing, quarantine, appraisal or expert review; nothing else stops the clock.
    error ApprovalCasesProcedureMissing();
    /// @notice The case is not under review, so departments do not decide.
    /// @dev How to solve: have the lead begin its review.
    error ApprovalCasesNotUnderReview(CaseState state);
    /// @notice The department takes part without being asked for a decision (stage 0).
    /// @dev How to solve: name its stage when it is added.
    error ApprovalCasesNotAsked(MemberId member);
    /// @notice The department said nothing that can be recorded.
    /// @dev How to solve: agree, disagree or no objection; the lead records that it goes on without a department.
    error ApprovalCasesOpinionInvalid();
    /// @notice The department decided already, or was passed over already.
    /// @dev How to solve: nothing; a decision stands.
    error ApprovalCasesDecisionGiven(MemberId member);
    /// @notice A lower stage waits for the decision of `member`.
    /// @dev How to solve: have it decide, or have the lead go on without it, with a reason.
    error ApprovalCasesStageIncomplete(uint8 stage, MemberId member);
    /// @notice A department of a higher stage has decided.
    /// @dev How to solve: add the department at that stage or a higher one.
    error ApprovalCasesStageOver(uint8 stage);
    /// @notice The material is attached to the case already.
    /// @dev How to solve: nothing; refer to it.
    error ApprovalCasesMaterialTwice(CaseId id, MaterialId material);
    /// @notice No source was named, a reuse names no earlier case, or another source names one.
    /// @dev How to solve: name the source, and the earlier case for a reuse only.
    error ApprovalCasesSourceInvalid(MaterialSource source);
    /// @notice The earlier case has no such material.
    /// @dev How to solve: attach it under the identifier that it has there.
    error ApprovalCasesMaterialUnknown(CaseId earlier, MaterialId material);
    /// @notice A certificate can only come of a case that was granted.
    /// @dev How to solve: close it without one.
    error ApprovalCasesNotGranted();

    /// @notice A case was opened: its materials were received.
    event CaseOpened(CaseId indexed id, MemberId indexed lead, ItemId indexed item, CaseRecord record);
    /// @notice Participants were added.
    event ParticipantsAdded(CaseId indexed id, MemberId indexed lead, ItemId indexed item, CaseRecord record);
    /// @notice Nobody answered in time: the case counts as accepted from its receipt.
    event CaseAcceptedBySilence(CaseId indexed id, MemberId indexed lead, ItemId indexed item, CaseRecord record);
    /// @notice The case came to `record.state`. `document`: digest of the document that the step rests on, 0 = none.
    event CaseMoved(CaseId indexed id, MemberId indexed lead, ItemId indexed item, CaseRecord record, Digest document);
    /// @notice A department decided, or the lead goes on without it: see `decision.opinion`.
    event DecisionGiven(CaseId indexed id, MemberId indexed member, DecisionRecord decision);
    /// @notice A material was attached.
    event MaterialAttached(CaseId indexed id, MaterialId indexed materialId, MemberId indexed by, MaterialRecord material);

    // ---------------------------------------------------------------- by the lead

    /// @notice Open a case 收件. By duty OFFICER of an active member, which leads it. Starts the 5 working days to answer.
    function openCase(
        CaseId id,
        CaseKey key,
        ItemId item,
        Participant[] calldata participants,
        uint16 statutoryDays,
        uint16 promisedDays
    ) external;
    /// @notice Add departments to an undecided case. By duty OFFICER of its lead.
    function addParticipants(CaseRecord calldata record, Participant[] calldata added) external;
    /// @notice Tell the applicant, once and at one time, all that must be corrected 补正. By duty OFFICER of the lead.
    function requestCorrection(CaseRecord calldata record, Digest corrections) external;
    /// @notice The corrected materials were received. By duty OFFICER of the lead. Starts the 5 working days anew.
    function receiveCorrection(CaseRecord calldata record) external;
    /// @notice Accept a case 受理: the statutory and the promised time begin. By duty OFFICER of the lead.
    function accept(CaseRecord calldata record) external;
    /// @notice Decline a case 不予受理. By duty APPROVER of the lead.
    function decline(CaseRecord calldata record, Digest reason) external;
    /// @notice Begin the review 审查: departments decide. By duty OFFICER of the lead.
    function beginReview(CaseRecord calldata record) external;
    /// @notice Begin a special procedure 特别程序, which stops the clock. By duty OFFICER of the lead.
    function beginProcedure(CaseRecord calldata record, Procedure procedure, Digest basis) external;
    /// @notice End it: the working days from its first day up to the day before this one are added to both times. By duty
    /// OFFICER of the lead.
    function endProcedure(CaseRecord calldata record, Digest result) external;
    /// @notice Go on without the decision of a department. By duty APPROVER of the lead. The department may still decide
    /// until the lead has.
    function passOver(CaseRecord calldata record, MemberId member, Digest reason) external;
    /// @notice Decide the case 准予 or 不予, when every stage is complete. By duty APPROVER of the lead.
    function conclude(CaseRecord calldata record, bool granted, Digest decision) external;
    /// @notice Close a decided case 办结, with the certificate that came of it or none. By duty OFFICER of the lead.
    function closeCase(CaseRecord calldata record, AnyId certificate) external;
    /// @notice The result, or the notice that the case was declined, was delivered 送达. By duty OFFICER of the lead.
    function deliver(CaseRecord calldata record, Digest proof) external;
    /// @notice The applicant took the case back 撤回, before it was decided. By duty OFFICER of the lead.
    function withdraw(CaseRecord calldata record, Digest wish) external;

    // ---------------------------------------------------------------- by others

    /// @notice Record that a case counts as accepted because nobody answered in time. By anyone.
    function settle(CaseRecord calldata record) external;
    /// @notice Decide for a department, once. By duty APPROVER of a participant that is asked, when its stage is open.
    function decide(CaseRecord calldata record, Opinion opinion, Digest document) external;
    /// @notice Attach a material to an undecided case, once. By duty OFFICER of its lead or of a participant, which for a
    /// Reuse takes part in the earlier case as well. `material` is the certificate or the exchange itself, or the commitment
    /// to an upload, so that the same one is known again whoever attaches it.
    function attach(
        CaseId id,
        MaterialId material,
        Digest commitment,
        Digest code,
        MaterialSource source,
        CaseId earlier
    ) external;

    // ---------------------------------------------------------------- views

    /// @notice Digest of the newest record of a case; zero if unknown.
    function caseOf(CaseId id) external view returns (RecordDigest);
    /// @notice What others need to know of a case: whether it is known, whether it is open (until it is closed, declined or
    /// withdrawn), its lead and its item.
    function standingOf(CaseId id) external view returns (bool known, bool open, MemberId lead, ItemId item);
    /// @notice Whether a member takes part in a case. The lead does.
    function isParticipant(CaseId id, MemberId member) external view returns (bool);
    /// @notice How far a case has come; zeros if unknown.
    function progressOf(CaseId id) external view returns (Progress memory);
    /// @notice Digest of the newest decision of a department in a case; zero if there is none.
    function decisionOf(CaseId id, MemberId member) external view returns (RecordDigest);
    /// @notice Digest of a material's record in a case; zero if it is not attached.
    function materialOf(CaseId id, MaterialId material) external view returns (RecordDigest);
    /// @notice State and clocks of a case as of now.
    function clockOf(CaseRecord calldata record) external view returns (Clock memory);
    /// @notice The states that may follow a state: bit n = state n.
    function followersOf(CaseState state) external pure returns (uint16);
}
