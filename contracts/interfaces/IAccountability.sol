// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ClaimRecord} from "../types/Evidence.sol";
import {GrantRecord} from "../types/Grants.sol";
import {ClaimId, Digest, GrantId, MemberId, RecordDigest, ViolationId} from "../types/Ids.sol";
import {MemberRecord} from "../types/Membership.sol";
import {Penalty, Step, Tally, ViolationRecord, ViolationState} from "../types/Violations.sol";

/// @title Violations: report, statement, decision, penalty, appeal. Each step dated and clocked in working days.
/// @dev Whoever judges has not reported, is not the accused, and on appeal has not decided. Silence closes nothing: a
/// clock that ran out shows as overdue, the end of the statement's only lets the case be decided. Functions that change
/// a case take its current record and emit the new one whole.
interface IAccountability {
    /// @notice The accused is no member, or left.
    /// @dev How to solve: name an active or suspended member by its identifier.
    error AccountabilityAccusedInvalid(MemberId accused);
    /// @notice The digest that this step needs (evidence, statement, reason, appeal) is zero.
    /// @dev How to solve: hand in the SHA-256 of the document; keep the document.
    error AccountabilityDigestMissing();
    /// @notice There is no grant with this identifier.
    /// @dev How to solve: name a grant of the Authorization contract, or zero if none is concerned.
    error AccountabilityGrantUnknown(GrantId grant);
    /// @notice The severity is not 1, 2 or 3.
    /// @dev How to solve: 1 slight, 2 serious, 3 grave.
    error AccountabilitySeverityInvalid(uint8 severity);
    /// @notice The same account reported the same, or the claim was reported already.
    /// @dev How to solve: nothing; the case is open under this identifier.
    error AccountabilityReportedAlready(ViolationId id);
    /// @notice The claim is not a demand that ended unanswered.
    /// @dev How to solve: close the claim after its `answerBy`, then hand in the record of that event.
    error AccountabilityClaimInvalid(ClaimId claim);
    /// @notice No case has this identifier.
    /// @dev How to solve: take the identifier from `ViolationReported`.
    error AccountabilityUnknown(ViolationId id);
    /// @notice The case does not stand where this step begins.
    /// @dev How to solve: read its state; each step is taken once.
    error AccountabilityStateInvalid(ViolationState state);
    /// @notice The accused still has time to state.
    /// @dev How to solve: decide once there is a statement, or from this time on.
    error AccountabilityTooEarly(uint64 from);
    /// @notice The time for this step of the accused is over.
    /// @dev How to solve: nothing; state and appeal within the clocks.
    error AccountabilityTooLate(uint64 by);
    /// @notice The deciding account is of the accused or of a demand's claimant, is the reporter's person, or on appeal of the
    /// member that decided.
    /// @dev How to solve: let another person, or a regulator of another member, decide.
    error AccountabilityConflict(MemberId member);
    /// @notice A vote decides only if no other regulator can, or none did in time.
    /// @dev How to solve: let a regulator decide, or wait until this time.
    error AccountabilityVoteNotDue(uint64 from);
    /// @notice A blacklist must end in the future, at most five years ahead.
    /// @dev How to solve: give its end in seconds.
    error AccountabilityEndInvalid(uint64 until);
    /// @notice More than 16 grants, or they are not in ascending order, or not those of the penalty.
    /// @dev How to solve: sort them by identifier, each once; to end a penalty hand in all of its grants in its order.
    error AccountabilityGrantsInvalid();
    /// @notice The grant is not one that the accused holds.
    /// @dev How to solve: a penalty suspends grants of the accused's own subsystems.
    error AccountabilityGrantForeign(GrantId grant);
    /// @notice The member is blacklisted by 16 penalties at once.
    /// @dev How to solve: wait until one of them is over.
    error AccountabilityTooManyPenalties(MemberId member);

    /// @notice A member was reported.
    event ViolationReported(ViolationId indexed id, MemberId indexed accused, ViolationRecord record);
    /// @notice The accused stated.
    event ViolationStated(ViolationId indexed id, MemberId indexed accused, ViolationRecord record);
    /// @notice The case was dismissed or upheld.
    event ViolationDecided(ViolationId indexed id, MemberId indexed accused, ViolationRecord record);
    /// @notice The accused appealed. The penalty stays in force meanwhile.
    event ViolationAppealed(ViolationId indexed id, MemberId indexed accused, ViolationRecord record);
    /// @notice The appeal failed or ended the penalty.
    event AppealDecided(ViolationId indexed id, MemberId indexed accused, ViolationRecord record);

    /// @notice Report a member. By duty AUDIT of any member, or by SECURITY, OFFICER or APPROVER of a regulator.
    function report(MemberId accused, Digest evidence, GrantId grant, uint8 severity) external returns (ViolationId);
    /// @notice Report the member behind a gateway that left a demand unanswered. By anyone, once per claim.
    function reportUnanswered(ClaimRecord calldata claim) external returns (ViolationId);
    /// @notice State on a report, once, within its clock. By duty SECURITY or OFFICER of the accused, suspended or not.
    function state(ViolationRecord calldata record, Digest statement) external;
    /// @notice Find no violation. By duty SECURITY or APPROVER of a regulator, or by vote where none can or did in time.
    function dismiss(ViolationRecord calldata record, Digest reason) external;
    /// @notice Find a violation. As `dismiss`. `member`: the accused's record, read only if `penalty` blacklists. `grants`:
    /// the records of the penalty's grants, in its order; each active and held by the accused.
    function uphold(
        ViolationRecord calldata record,
        Digest reason,
        Penalty calldata penalty,
        MemberRecord calldata member,
        GrantRecord[] calldata grants
    ) external;
    /// @notice Appeal, once, within its clock. By duty SECURITY or OFFICER of the accused, suspended or not.
    function appeal(ViolationRecord calldata record, Digest grounds) external;
    /// @notice Let the decision stand. By duty SECURITY or APPROVER of a regulator other than the one that decided, or by vote
    /// where none can or did in time; what a vote decided only a vote reviews.
    function confirm(ViolationRecord calldata record, Digest reason) external;
    /// @notice End the penalty. As `confirm`. `member`: the accused's record, read only if the penalty blacklists. `grants`: the
    /// newest records of all of the penalty's grants, in its order; those still suspended by it are resumed. Of a vote,
    /// one that was given back or revoked since is left as it is.
    function overturn(
        ViolationRecord calldata record,
        Digest reason,
        MemberRecord calldata member,
        GrantRecord[] calldata grants
    ) external;

    /// @notice Digest of the newest record of a case; zero if unknown.
    function violationOf(ViolationId id) external view returns (RecordDigest);
    /// @notice What a member was reported for so far.
    function tallyOf(MemberId member) external view returns (Tally memory);
    /// @notice Whose step a case awaits, until when, and whether that is over. Reverts for a record that is not the newest.
    function awaited(ViolationRecord calldata record) external view returns (Step step, uint64 by, bool overdue);
}
