// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {BreakGlassRecord, ConsentRecord, DisputeRecord, GrantScope, PairStanding} from "../types/Access.sol";
import {GrantRecord, RequestRecord, Terms} from "../types/Grants.sol";
import {
    AnyId,
    BreakGlassId,
    Digest,
    GrantId,
    MemberId,
    PairDigest,
    RecordDigest,
    RequestId,
    ResourceId,
    SubjectId,
    SubsystemId
} from "../types/Ids.sol";

/// @title Requests, their answers, and grants.
/// @dev Functions that change a record take the current one and emit the new one whole. Silence never is consent.
interface IAuthorization {
    /// @notice There is a request or grant with this identifier already, or the identifier is zero.
    /// @dev How to solve: draw another identifier.
    error AuthorizationIdentifierTaken(AnyId id);
    /// @notice The request breaks a rule: commitment, purpose or legal basis missing, dates, items, or nothing asked for.
    /// @dev How to solve: name all three digests, dates that lie ahead, at most 16 items, and at least one field.
    error AuthorizationRequestInvalid();
    /// @notice The resource is not published.
    /// @dev How to solve: wait until the catalogue authority has published it.
    error AuthorizationNotPublished();
    /// @notice The resource is not shared; `legalBasis` is why.
    /// @dev How to solve: a request for it can only be made under another law.
    error AuthorizationNotShared(Digest legalBasis);
    /// @notice The request was answered or withdrawn.
    /// @dev How to solve: submit a new request.
    error AuthorizationAnswered();
    /// @notice The terms are wider than what was asked for, or no field has a profile of its kind.
    /// @dev How to solve: an answer narrows fields, items, caps and dates, and widens none.
    error AuthorizationWider();
    /// @notice The pair of demander and resource has 16 grants already.
    /// @dev How to solve: discard a grant that is over.
    error AuthorizationTooManyGrants();
    /// @notice The grant's state does not allow this step.
    /// @dev How to solve: only active grants are suspended or ended; revoked and ended ones stay so.
    error AuthorizationGrantState();

    /// @notice The list is not that of the grants of the pair.
    /// @dev How to solve: hand in all grants of the pair, oldest first, as their events came.
    error AuthorizationPairMismatch();
    /// @notice The scope breaks a rule: it is empty, or allows more than three delegations.
    /// @dev How to solve: bind the grant to consent, to a case, or allow one to three delegations; else agree without scope.
    error AuthorizationScopeInvalid();
    /// @notice The grant may not be passed on so: not at all, not so often, not to this subsystem, or not while a penalty
    /// blacklists its holder.
    /// @dev How to solve: have the provider allow it in the scope; name an active subsystem of another than the demander;
    /// wait for the penalty's end.
    error AuthorizationDelegationRefused();
    /// @notice The grant waits for no second approval, or the person of `account` gave the first one.
    /// @dev How to solve: have another person with APPROVER or SECURITY of the provider approve a proposed grant.
    error AuthorizationApprovalInvalid(address account);
    /// @notice The consent breaks a rule: no subject, no scope, an unknown demander, or it ends in the past.
    /// @dev How to solve: name all of them, and an end that lies ahead.
    error AuthorizationConsentInvalid();
    /// @notice There is no such consent in force.
    /// @dev How to solve: withdraw the newest consent of this subject, once.
    error AuthorizationNoConsent();
    /// @notice The emergency access breaks a rule: no reason, a subsystem switched off, or a time not within 24 hours.
    /// @dev How to solve: state the reason's digest and an end at most 24 hours ahead.
    error AuthorizationBreakGlassInvalid();
    /// @notice The consumer has one open for this resource until `until`.
    /// @dev How to solve: use it, or wait for its end.
    error AuthorizationBreakGlassOpen(uint64 until);
    /// @notice The member has three that were not reviewed, or one whose review is overdue.
    /// @dev How to solve: have a regulator review them.
    error AuthorizationBreakGlassSuspended(MemberId member);
    /// @notice This emergency access was reviewed, or is over.
    /// @dev How to solve: nothing is left to do.
    error AuthorizationBreakGlassOver();
    /// @notice The request's state does not allow this step.
    /// @dev How to solve: agreed requests are delivered, delivered or agreed ones are confirmed.
    error AuthorizationRequestState();
    /// @notice There is an undecided dispute about the request, it gives no cause, or no digest is stated.
    /// @dev How to solve: dispute a refusal, a partial consent, a delivery, or an answer that is overdue.
    error AuthorizationDisputeInvalid();
    /// @notice The limits are out of range.
    /// @dev How to solve: at least one row, and 1 to 30 working days.
    error AuthorizationLimitsInvalid();

    /// @notice A request was submitted; `record.dueAt` is the provider's limit.
    event RequestSubmitted(RequestId indexed id, SubsystemId indexed demander, ResourceId indexed resource, RequestRecord record);
    /// @notice A request was agreed to, refused or withdrawn.
    event RequestAnswered(RequestId indexed id, SubsystemId indexed demander, ResourceId indexed resource, RequestRecord record);
    /// @notice A grant came into being.
    event GrantCreated(GrantId indexed id, SubsystemId indexed demander, ResourceId indexed resource, GrantRecord record);
    /// @notice A grant was suspended, resumed, revoked, ended or discarded: see `record.state`.
    event GrantChanged(
        GrantId indexed id,
        SubsystemId indexed demander,
        ResourceId indexed resource,
        GrantRecord record,
        Digest reason
    );
    /// @notice A grant came into being that depends on more than its terms. Follows `GrantCreated`.
    event GrantScoped(GrantId indexed id, GrantScope scope);
    /// @notice A request came from the existing platform; `source`: SHA-256 of it there. Follows `RequestSubmitted`.
    event RequestImported(RequestId indexed id, Digest source);
    /// @notice What was agreed is delivered or in use; `evidence`: SHA-256 of what shows it.
    event RequestProgressed(
        RequestId indexed id,
        SubsystemId indexed demander,
        ResourceId indexed resource,
        RequestRecord record,
        Digest evidence
    );
    /// @notice A party disputes what became of a request.
    event DisputeRaised(RequestId indexed request, MemberId indexed by, DisputeRecord dispute);
    /// @notice A catalogue authority decided a dispute.
    event DisputeDecided(RequestId indexed request, MemberId indexed by, DisputeRecord dispute);
    /// @notice A subject's consent was recorded.
    event ConsentRecorded(
        ResourceId indexed resource,
        SubsystemId indexed demander,
        SubjectId indexed subject,
        ConsentRecord consent
    );
    /// @notice A subject's consent was withdrawn: it counts no longer from this moment on.
    event ConsentWithdrawn(
        ResourceId indexed resource,
        SubsystemId indexed demander,
        SubjectId indexed subject,
        ConsentRecord consent
    );
    /// @notice An emergency access was opened; `record.reviewBy` is the limit of its review.
    event BreakGlassOpened(
        BreakGlassId indexed id,
        SubsystemId indexed consumer,
        ResourceId indexed resource,
        BreakGlassRecord record
    );
    /// @notice An emergency access was ended before its time.
    event BreakGlassEnded(
        BreakGlassId indexed id,
        SubsystemId indexed consumer,
        ResourceId indexed resource,
        BreakGlassRecord record
    );
    /// @notice A regulator reviewed an emergency access.
    event BreakGlassReviewed(
        BreakGlassId indexed id,
        SubsystemId indexed consumer,
        ResourceId indexed resource,
        BreakGlassRecord record
    );
    /// @notice A vote set from how many rows a day on a second approval is needed, and the working days of a review.
    event LimitsSet(uint32 rows, uint16 reviewDays);

    /// @notice Ask for a resource. By duty OFFICER of the demander's member. `id`, `demander`, `resource`, `wanted` and the
    /// digests are the caller's; everything else is set here. An unconditionally shared resource is granted at once, each
    /// field that was asked for with the catalogue's default profile, under the request's own 32 bytes as grant; but to a
    /// member of which a penalty suspends a grant of it, as long as that would have lasted, by the provider's answer only.
    function submit(RequestRecord calldata record) external;
    /// @notice The same for a request made on the existing platform: the provider answers it, within 1 working day if the
    /// resource is unconditionally shared.
    function submitImported(RequestRecord calldata record, Digest source) external;
    /// @notice Take a request back before it is answered. By duty OFFICER of the demander's member.
    function withdraw(RequestRecord calldata record) external;
    /// @notice Agree to a request, wholly or to narrower terms. By duty APPROVER of the provider. Of a resource of level 4,
    /// more rows a day than the limit (or any number) wait for a second approval.
    function agree(RequestRecord calldata record, GrantId grant, Terms calldata terms, Digest reason) external;
    /// @notice The same, with a grant that depends on consent or on a case, or that may be passed on. `scope.grant` and
    /// `scope.ancestors` are set here.
    function agreeScoped(
        RequestRecord calldata record,
        GrantId grant,
        Terms calldata terms,
        GrantScope calldata scope,
        Digest reason
    ) external;
    /// @notice Refuse a request with a reason. By duty APPROVER of the provider.
    function refuse(RequestRecord calldata record, Digest reason) external;

    /// @notice Say that what was agreed is delivered. By duty OFFICER or APPROVER of the provider.
    function markDelivered(RequestRecord calldata record, Digest evidence) external;
    /// @notice Confirm a delivery, or a first use without one. By duty OFFICER of the demander's member.
    function confirmUse(RequestRecord calldata record, Digest evidence) external;
    /// @notice Dispute a refusal, a partial consent, a delivery, or an answer or delivery that is overdue. By duty OFFICER
    /// or APPROVER of a party.
    function raiseDispute(RequestRecord calldata record, Digest claim) external;
    /// @notice Decide a dispute. By duty APPROVER of a catalogue authority that is no party. A refusal that does not stand
    /// makes the request a submitted one again, with a new clock of 10 working days.
    function decideDispute(
        DisputeRecord calldata dispute,
        RequestRecord calldata record,
        bool upheld,
        Digest decision
    ) external;

    /// @notice Give the second approval. By duty APPROVER or SECURITY of the provider, by another person than the first.
    function approve(GrantRecord calldata record, Digest reason) external;
    /// @notice Pass a grant on to another subsystem, narrower. By duty APPROVER of the demander's member, if its scope
    /// allows it; `further`: how often it may be passed on again.
    function delegate(
        GrantRecord calldata parent,
        GrantScope calldata scope,
        GrantId grant,
        SubsystemId to,
        Terms calldata terms,
        uint8 further
    ) external;
    /// @notice Suspend an active grant. By duty SECURITY of the provider, or of a regulator; or by the contract named
    /// "Accountability" as a penalty.
    function suspend(GrantRecord calldata record, Digest reason) external;
    /// @notice Put a suspended grant in force again. As `suspend`, by the member that suspended it.
    function resume(GrantRecord calldata record, Digest reason) external;
    /// @notice Revoke a grant for good. By duty SECURITY or APPROVER of the provider, or SECURITY of a regulator.
    function revoke(GrantRecord calldata record, Digest reason) external;
    /// @notice Give a grant back. By duty OFFICER or SECURITY of the demander's member.
    function end(GrantRecord calldata record, Digest reason) external;
    /// @notice Take a grant that is revoked, ended or expired off the list of its pair. By anyone. `pair`: all
    /// grants of the pair, oldest first.
    function discard(GrantRecord calldata record, GrantId[] calldata pair) external;

    /// @notice Record a subject's consent, in the place of an earlier one. By duty OFFICER of the provider or its ANCHOR or
    /// ISSUE key. `provider`, `recordedAt` and `withdrawnAt` are set here.
    function recordConsent(ConsentRecord calldata consent) external;
    /// @notice Withdraw a subject's consent at once. As `recordConsent`, by a provider in whatever standing.
    function withdrawConsent(ConsentRecord calldata consent) external;

    /// @notice Open an emergency access. By duty SECURITY of the consumer's member. `id`, `consumer`, `resource`, `reason`
    /// and `until` are the caller's; everything else is set here.
    function openBreakGlass(BreakGlassRecord calldata record) external;
    /// @notice End it before its time. By duty SECURITY of the consumer's member, of the provider or of a regulator.
    function endBreakGlass(BreakGlassRecord calldata record) external;
    /// @notice Review it. By duty SECURITY of a regulator other than the consumer's member.
    function reviewBreakGlass(BreakGlassRecord calldata record, bool justified, Digest review) external;
    /// @notice Set the limits. By vote only.
    function setLimits(uint32 rows, uint16 reviewDays) external;

    /// @notice Digest of the newest record of a request; zero if unknown.
    function requestOf(RequestId request) external view returns (RecordDigest);
    /// @notice Digest of the newest record of a grant; zero if unknown.
    function grantOf(GrantId grant) external view returns (RecordDigest);
    /// @notice What is stored of the grants of a pair, at most 16.
    function pairOf(SubsystemId demander, ResourceId resource) external view returns (PairDigest);
    /// @notice Digest of the scope of a grant; zero if it has none.
    function scopeOf(GrantId grant) external view returns (RecordDigest);
    /// @notice Digest of the newest consent of a subject; zero if there is none.
    function consentOf(ResourceId resource, SubsystemId demander, SubjectId subject) external view returns (RecordDigest);
    /// @notice Digest of the newest record of an emergency access; zero if unknown.
    function breakGlassOf(BreakGlassId id) external view returns (RecordDigest);
    /// @notice The newest emergency access of a consumer to a resource and its end; zero if there was none.
    function emergencyOf(SubsystemId consumer, ResourceId resource) external view returns (BreakGlassId id, uint64 until);
    /// @notice By when each of up to three emergency accesses of a member has to be reviewed (0 = none), and how many it
    /// has opened.
    function reviewsOf(MemberId member) external view returns (uint64[3] memory reviewBy, uint64 opened);
    /// @notice Digest of the undecided dispute about a request; zero if there is none.
    function disputeOf(RequestId request) external view returns (RecordDigest);
    /// @notice Rows a day from which on a second approval is needed, and working days of a review.
    function limits() external view returns (uint32 rows, uint16 reviewDays);
    /// @notice Everything that a decision asks: the pair, the grants `ids`, the subject's consent, the emergency access.
    function standingsOf(SubsystemId demander, ResourceId resource, GrantId[] calldata ids, SubjectId subject)
        external
        view
        returns (PairStanding memory);
}
