// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Governed} from "./Governed.sol";
import {IAuthorization} from "./interfaces/IAuthorization.sol";
import {IConsortium} from "./interfaces/IConsortium.sol";
import {IDataCatalogue} from "./interfaces/IDataCatalogue.sol";
import {IWorkCalendar} from "./interfaces/IWorkCalendar.sol";
import {BreakGlassRecord, ConsentRecord, DisputeRecord, GrantScope, PairStanding} from "./types/Access.sol";
import {Attribute, Profile, ResourceStatus} from "./types/Catalogue.sol";
import {GrantRecord, GrantState, RequestRecord, RequestState, Terms} from "./types/Grants.sol";
import {
    AnyId,
    BreakGlassId,
    CaseId,
    ContractName,
    Digest,
    GrantId,
    ItemId,
    MemberId,
    PairDigest,
    PersonId,
    RecordDigest,
    RequestId,
    ResourceId,
    SubjectId,
    SubsystemId
} from "./types/Ids.sol";
import {Duties, Roles} from "./types/Membership.sol";
import {ResourceFacts} from "./types/Rights.sol";

/// @title Requests, their answers, and grants.
contract Authorization is IAuthorization, Governed {
    uint256 private constant MAX_GRANTS = 16;
    uint256 private constant MAX_ITEMS = 16;
    uint256 private constant MAX_PARAMS = 512;
    uint16 private constant DAYS_TO_ANSWER = 10;
    uint16 private constant DAYS_TO_DELIVER = 20;
    uint16 private constant DAYS_TO_ANSWER_IMPORTED = 1;
    uint16 private constant DAYS_TO_REVIEW = 5;
    uint16 private constant MOST_DAYS_TO_REVIEW = 30;
    uint32 private constant ROWS_OF_ONE_APPROVAL = 1_000;
    uint8 private constant ENVELOPED = 4;
    uint8 private constant MAX_DELEGATIONS = 3;
    uint256 private constant MAX_UNREVIEWED = 3;
    uint256 private constant EVERY_FIELD = type(uint256).max / 3; // the lower bit of each pair
    uint64 private constant LONGEST_BREAK_GLASS = 24 hours;
    ContractName private constant WORK_CALENDAR = ContractName.wrap("WorkCalendar");
    ContractName private constant DATA_CATALOGUE = ContractName.wrap("DataCatalogue");
    ContractName private constant ACCOUNTABILITY = ContractName.wrap("Accountability");

    struct Emergency {
        BreakGlassId id;
        uint64 until;
    }

    struct Limits {
        uint32 rows; // 0 = ROWS_OF_ONE_APPROVAL
        uint16 reviewDays; // 0 = DAYS_TO_REVIEW
    }

    struct Penalty {
        uint64 until; // as long as the suspended grants would have lasted
        uint64 grants; // that are suspended by it
    }

    IConsortium private _consortium;
    mapping(RequestId => RecordDigest) private _requests;
    mapping(GrantId => RecordDigest) private _grants;
    mapping(SubsystemId => mapping(ResourceId => PairDigest)) private _pairs;
    mapping(GrantId => RecordDigest) private _scopes;
    mapping(GrantId => address) private _firstApprovals;
    mapping(ResourceId => mapping(SubsystemId => mapping(SubjectId => RecordDigest))) private _consents;
    mapping(BreakGlassId => RecordDigest) private _breakGlasses;
    mapping(SubsystemId => mapping(ResourceId => Emergency)) private _emergencies;
    mapping(MemberId => uint64[4]) private _reviews; // limits of three, 0 = free; how many were opened
    mapping(RequestId => RecordDigest) private _disputes;
    Limits private _limits;
    mapping(MemberId => mapping(ResourceId => Penalty)) private _penalties;

    /// @notice Begin. Called once, by the proxy's constructor.
    function initialize(IConsortium home) external initializer {
        _consortium = home;
    }

    // ---------------------------------------------------------------- requests

    /// @inheritdoc IAuthorization
    function submit(RequestRecord memory record) external {
        ResourceFacts memory facts = _submit(record);
        bool free = facts.attribute == Attribute.Unconditional;
        if (free && _penalties[record.member][record.resource].until <= block.timestamp) {
            _grantAtOnce(record, facts);
        } else {
            record.dueAt = _workingDays(DAYS_TO_ANSWER);
            _submitted(record, RequestState.Submitted);
        }
    }

    /// @inheritdoc IAuthorization
    function submitImported(RequestRecord memory record, Digest source) external {
        ResourceFacts memory facts = _submit(record);
        if (Digest.unwrap(source) == 0) revert AuthorizationRequestInvalid();
        bool quick = facts.attribute == Attribute.Unconditional;
        record.dueAt = _workingDays(quick ? DAYS_TO_ANSWER_IMPORTED : DAYS_TO_ANSWER);
        _submitted(record, RequestState.Submitted);
        emit RequestImported(record.id, source);
    }

    /// @inheritdoc IAuthorization
    function withdraw(RequestRecord memory record) external {
        _holdingFor(Duties.OFFICER, record.member);
        _checkSubmitted(record);
        record.answeredAt = uint64(block.timestamp);
        _answered(record, RequestState.Withdrawn);
    }

    /// @inheritdoc IAuthorization
    function agree(RequestRecord memory record, GrantId grant, Terms memory terms, Digest reason) external {
        _agree(record, grant, terms, reason);
    }

    /// @inheritdoc IAuthorization
    function agreeScoped(
        RequestRecord memory record,
        GrantId grant,
        Terms memory terms,
        GrantScope memory scope,
        Digest reason
    ) external {
        bool empty = !scope.consent && CaseId.unwrap(scope.caseId) == 0 && scope.delegable == 0;
        if (empty || scope.delegable > MAX_DELEGATIONS || scope.ancestors.length != 0) revert AuthorizationScopeInvalid();
        _agree(record, grant, terms, reason);
        scope.grant = grant;
        _storeScope(scope);
    }

    /// @inheritdoc IAuthorization
    function refuse(RequestRecord memory record, Digest reason) external {
        _holdingFor(Duties.APPROVER, record.provider);
        _checkSubmitted(record);
        if (Digest.unwrap(reason) == 0) revert AuthorizationRequestInvalid();
        record.answeredAt = uint64(block.timestamp);
        record.reason = reason;
        _answered(record, RequestState.Refused);
    }

    /// @inheritdoc IAuthorization
    function markDelivered(RequestRecord memory record, Digest evidence) external {
        _activeFor(Duties.OFFICER | Duties.APPROVER, record.provider);
        _checkRequest(record);
        if (!_isAgreed(record.state)) revert AuthorizationRequestState();
        _progress(record, RequestState.Delivered, evidence);
    }

    /// @inheritdoc IAuthorization
    function confirmUse(RequestRecord memory record, Digest evidence) external {
        _activeFor(Duties.OFFICER, record.member);
        _checkRequest(record);
        if (!_isAgreed(record.state) && record.state != RequestState.Delivered) revert AuthorizationRequestState();
        _progress(record, RequestState.InUse, evidence);
    }

    /// @inheritdoc IAuthorization
    function raiseDispute(RequestRecord memory record, Digest claim) external {
        (MemberId by,,) = _holding(Duties.OFFICER | Duties.APPROVER);
        if (!_same(by, record.member) && !_same(by, record.provider)) {
            revert GovernedUnauthorized(_actor(), Duties.OFFICER | Duties.APPROVER);
        }
        _checkRequest(record);
        bool late = record.state == RequestState.Submitted && record.dueAt < block.timestamp;
        bool cause = record.state != RequestState.Submitted && record.state != RequestState.Withdrawn;
        bool open = RecordDigest.unwrap(_disputes[record.id]) != 0;
        if (open || Digest.unwrap(claim) == 0 || (!late && !cause)) revert AuthorizationDisputeInvalid();
        DisputeRecord memory dispute;
        dispute.request = record.id;
        dispute.raisedBy = by;
        dispute.claim = claim;
        dispute.raisedAt = uint64(block.timestamp);
        _disputes[record.id] = RecordDigest.wrap(keccak256(abi.encode(dispute)));
        emit DisputeRaised(record.id, by, dispute);
    }

    /// @inheritdoc IAuthorization
    function decideDispute(DisputeRecord memory dispute, RequestRecord memory record, bool upheld, Digest decision)
        external
    {
        MemberId by = _activeWithRole(Duties.APPROVER, Roles.CATALOGUE);
        if (_same(by, record.member) || _same(by, record.provider)) revert GovernedUnauthorized(_actor(), 0);
        _checkRequest(record);
        bool known = RecordDigest.unwrap(_disputes[record.id]) == keccak256(abi.encode(dispute));
        if (!known || RequestId.unwrap(dispute.request) != RequestId.unwrap(record.id)) revert GovernedRecordMismatch();
        if (Digest.unwrap(decision) == 0) revert AuthorizationDisputeInvalid();
        dispute.decidedAt = uint64(block.timestamp);
        dispute.upheld = upheld;
        dispute.decision = decision;
        _disputes[record.id] = RecordDigest.wrap(0); // settled: another one may follow
        emit DisputeDecided(record.id, by, dispute);
        if (upheld && record.state == RequestState.Refused) {
            record.answeredAt = 0;
            record.reason = Digest.wrap(0);
            record.dueAt = _workingDays(DAYS_TO_ANSWER);
            _progress(record, RequestState.Submitted, decision);
        }
    }

    // ---------------------------------------------------------------- grants

    /// @inheritdoc IAuthorization
    function approve(GrantRecord memory record, Digest reason) external {
        _activeFor(Duties.APPROVER | Duties.SECURITY, record.provider);
        _checkGrant(record);
        PersonId first = _consortium.personOf(_firstApprovals[record.id]);
        bool again = PersonId.unwrap(first) == PersonId.unwrap(_consortium.personOf(_actor()));
        if (record.state != GrantState.Proposed || again) revert AuthorizationApprovalInvalid(_actor());
        if (record.terms.validTo <= block.timestamp) revert AuthorizationGrantState();
        _changeGrant(record, GrantState.Active, reason);
    }

    /// @inheritdoc IAuthorization
    function delegate(
        GrantRecord memory parent,
        GrantScope memory scope,
        GrantId grant,
        SubsystemId to,
        Terms memory terms,
        uint8 further
    ) external {
        (MemberId member,) = _consortium.subsystemOf(parent.demander);
        _activeFor(Duties.APPROVER, member);
        _checkGrant(parent);
        if (parent.state != GrantState.Active) revert AuthorizationGrantState();
        if (RecordDigest.unwrap(_scopes[parent.id]) != keccak256(abi.encode(scope))) revert GovernedRecordMismatch();
        (, bool active) = _consortium.subsystemOf(to);
        bool itself = SubsystemId.unwrap(to) == SubsystemId.unwrap(parent.demander);
        bool barred = _consortium.standingOf(member).blacklistedUntil > block.timestamp;
        if (!active || itself || barred || further >= scope.delegable) revert AuthorizationDelegationRefused();
        if (keccak256(terms.params) != keccak256(parent.terms.params)) revert AuthorizationWider();
        _checkNarrower(parent.terms, terms);
        _levelOf(parent.resource);
        GrantId[] memory ancestors = new GrantId[](scope.ancestors.length + 1);
        for (uint256 i; i < scope.ancestors.length; ++i) {
            ancestors[i] = scope.ancestors[i];
        }
        ancestors[scope.ancestors.length] = parent.id;
        parent.id = grant;
        parent.demander = to;
        parent.terms = terms;
        _create(parent, GrantState.Active);
        _storeScope(GrantScope(grant, scope.consent, scope.caseId, further, ancestors));
    }

    /// @inheritdoc IAuthorization
    function suspend(GrantRecord memory record, Digest reason) external {
        MemberId by = _suspender(record);
        _checkGrant(record);
        if (record.state != GrantState.Active) revert AuthorizationGrantState();
        record.suspendedBy = by;
        if (_isPenalty(by)) {
            Penalty storage penalty = _penaltyOf(record);
            ++penalty.grants;
            if (record.terms.validTo > penalty.until) penalty.until = record.terms.validTo;
        }
        _changeGrant(record, GrantState.Suspended, reason);
    }

    /// @inheritdoc IAuthorization
    function resume(GrantRecord memory record, Digest reason) external {
        MemberId by = _suspender(record);
        _checkGrant(record);
        if (record.state != GrantState.Suspended) revert AuthorizationGrantState();
        if (MemberId.unwrap(by) != MemberId.unwrap(record.suspendedBy)) {
            revert GovernedUnauthorized(_actor(), Duties.SECURITY);
        }
        record.suspendedBy = MemberId.wrap(0);
        if (_isPenalty(by)) {
            Penalty storage penalty = _penaltyOf(record);
            if (penalty.grants != 0 && --penalty.grants == 0) penalty.until = 0;
        }
        _changeGrant(record, GrantState.Active, reason);
    }

    /// @inheritdoc IAuthorization
    function revoke(GrantRecord memory record, Digest reason) external {
        (MemberId own,,) = _holding(Duties.SECURITY | Duties.APPROVER);
        if (MemberId.unwrap(own) != MemberId.unwrap(record.provider)) {
            _activeWithRole(Duties.SECURITY, Roles.REGULATOR);
        }
        _checkGrant(record);
        _checkLive(record);
        _changeGrant(record, GrantState.Revoked, reason);
    }

    /// @inheritdoc IAuthorization
    function end(GrantRecord memory record, Digest reason) external {
        (MemberId member,) = _consortium.subsystemOf(record.demander);
        _holdingFor(Duties.OFFICER | Duties.SECURITY, member);
        _checkGrant(record);
        _checkLive(record);
        _changeGrant(record, GrantState.Ended, reason);
    }

    /// @inheritdoc IAuthorization
    function discard(GrantRecord memory record, GrantId[] calldata pair) external {
        _checkGrant(record);
        bool dead = record.state == GrantState.Revoked || record.state == GrantState.Ended
            || (record.state != GrantState.Discarded && record.terms.validTo <= block.timestamp);
        if (!dead) revert AuthorizationGrantState();
        PairDigest whole;
        PairDigest rest;
        for (uint256 i; i < pair.length && i < MAX_GRANTS; ++i) {
            whole = _add(whole, pair[i]);
            if (GrantId.unwrap(pair[i]) != GrantId.unwrap(record.id)) rest = _add(rest, pair[i]);
        }
        bytes32 stored = PairDigest.unwrap(_pairs[record.demander][record.resource]);
        if (pair.length > MAX_GRANTS || PairDigest.unwrap(whole) != stored) revert AuthorizationPairMismatch();
        _pairs[record.demander][record.resource] = rest;
        _changeGrant(record, GrantState.Discarded, Digest.wrap(0));
    }

    // ---------------------------------------------------------------- consent

    /// @inheritdoc IAuthorization
    function recordConsent(ConsentRecord memory consent) external {
        consent.provider = _facts(consent.resource).provider;
        _activeFor(Duties.OFFICER | Duties.ANCHOR | Duties.ISSUE, consent.provider);
        (MemberId member,) = _consortium.subsystemOf(consent.demander);
        bool stated = SubjectId.unwrap(consent.subject) != 0 && Digest.unwrap(consent.scope) != 0;
        if (MemberId.unwrap(member) == 0 || !stated || consent.until <= block.timestamp) {
            revert AuthorizationConsentInvalid();
        }
        consent.recordedAt = uint64(block.timestamp);
        consent.withdrawnAt = 0;
        _storeConsent(consent);
        emit ConsentRecorded(consent.resource, consent.demander, consent.subject, consent);
    }

    /// @inheritdoc IAuthorization
    function withdrawConsent(ConsentRecord memory consent) external {
        _holdingFor(Duties.OFFICER | Duties.ANCHOR | Duties.ISSUE, consent.provider);
        bytes32 stored = RecordDigest.unwrap(_consents[consent.resource][consent.demander][consent.subject]);
        if (stored != keccak256(abi.encode(consent))) revert GovernedRecordMismatch();
        if (consent.withdrawnAt != 0) revert AuthorizationNoConsent();
        consent.withdrawnAt = uint64(block.timestamp);
        _storeConsent(consent);
        emit ConsentWithdrawn(consent.resource, consent.demander, consent.subject, consent);
    }

    // ---------------------------------------------------------------- emergencies

    /// @inheritdoc IAuthorization
    function openBreakGlass(BreakGlassRecord memory record) external {
        (MemberId member, bool active) = _consortium.subsystemOf(record.consumer);
        _activeFor(Duties.SECURITY, member);
        bytes32 id = BreakGlassId.unwrap(record.id);
        bool taken = id == 0 || RecordDigest.unwrap(_breakGlasses[record.id]) != 0
            || RecordDigest.unwrap(_grants[GrantId.wrap(id)]) != 0;
        if (taken) revert AuthorizationIdentifierTaken(AnyId.wrap(id));
        ResourceFacts memory facts = _published(record.resource);
        if (facts.attribute == Attribute.NotShared) revert AuthorizationNotShared(Digest.wrap(bytes32(facts.defaults)));
        bool within = record.until > block.timestamp && record.until <= block.timestamp + LONGEST_BREAK_GLASS;
        if (!active || !within || Digest.unwrap(record.reason) == 0) revert AuthorizationBreakGlassInvalid();
        Emergency storage emergency = _emergencies[record.consumer][record.resource];
        if (emergency.until > block.timestamp) revert AuthorizationBreakGlassOpen(emergency.until);
        (, uint16 reviewDays) = limits();
        record.member = member;
        record.provider = facts.provider;
        record.openedAt = uint64(block.timestamp);
        record.reviewBy = _workingDays(reviewDays);
        record.reviewedAt = 0;
        record.justified = false;
        record.review = Digest.wrap(0);
        _awaitReview(member, record.reviewBy);
        emergency.id = record.id;
        emergency.until = record.until;
        _storeBreakGlass(record);
        emit BreakGlassOpened(record.id, record.consumer, record.resource, record);
    }

    /// @inheritdoc IAuthorization
    function endBreakGlass(BreakGlassRecord memory record) external {
        (MemberId own,,) = _holding(Duties.SECURITY);
        if (!_same(own, record.member) && !_same(own, record.provider)) {
            _activeWithRole(Duties.SECURITY, Roles.REGULATOR);
        }
        _checkBreakGlass(record);
        if (record.until <= block.timestamp) revert AuthorizationBreakGlassOver();
        record.until = uint64(block.timestamp);
        _emergencies[record.consumer][record.resource].until = record.until;
        _storeBreakGlass(record);
        emit BreakGlassEnded(record.id, record.consumer, record.resource, record);
    }

    /// @inheritdoc IAuthorization
    function reviewBreakGlass(BreakGlassRecord memory record, bool justified, Digest review) external {
        MemberId by = _activeWithRole(Duties.SECURITY, Roles.REGULATOR);
        if (_same(by, record.member)) revert GovernedUnauthorized(_actor(), 0);
        _checkBreakGlass(record);
        if (record.reviewedAt != 0) revert AuthorizationBreakGlassOver();
        if (Digest.unwrap(review) == 0) revert AuthorizationBreakGlassInvalid();
        record.reviewedAt = uint64(block.timestamp);
        record.justified = justified;
        record.review = review;
        uint64[4] storage reviews = _reviews[record.member];
        for (uint256 i; i < MAX_UNREVIEWED; ++i) {
            if (reviews[i] == record.reviewBy) {
                reviews[i] = 0;
                break;
            }
        }
        _storeBreakGlass(record);
        emit BreakGlassReviewed(record.id, record.consumer, record.resource, record);
    }

    /// @inheritdoc IAuthorization
    function setLimits(uint32 rows, uint16 reviewDays) external {
        _onlyVote();
        if (rows == 0 || reviewDays == 0 || reviewDays > MOST_DAYS_TO_REVIEW) revert AuthorizationLimitsInvalid();
        _limits = Limits(rows, reviewDays);
        emit LimitsSet(rows, reviewDays);
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc IAuthorization
    function requestOf(RequestId request) external view returns (RecordDigest) {
        return _requests[request];
    }

    /// @inheritdoc IAuthorization
    function grantOf(GrantId grant) external view returns (RecordDigest) {
        return _grants[grant];
    }

    /// @inheritdoc IAuthorization
    function pairOf(SubsystemId demander, ResourceId resource) external view returns (PairDigest) {
        return _pairs[demander][resource];
    }

    /// @inheritdoc IAuthorization
    function scopeOf(GrantId grant) external view returns (RecordDigest) {
        return _scopes[grant];
    }

    /// @inheritdoc IAuthorization
    function consentOf(ResourceId resource, SubsystemId demander, SubjectId subject) external view returns (RecordDigest) {
        return _consents[resource][demander][subject];
    }

    /// @inheritdoc IAuthorization
    function breakGlassOf(BreakGlassId id) external view returns (RecordDigest) {
        return _breakGlasses[id];
    }

    /// @inheritdoc IAuthorization
    function emergencyOf(SubsystemId consumer, ResourceId resource) external view returns (BreakGlassId id, uint64 until) {
        Emergency storage emergency = _emergencies[consumer][resource];
        return (emergency.id, emergency.until);
    }

    /// @inheritdoc IAuthorization
    function reviewsOf(MemberId member) external view returns (uint64[3] memory reviewBy, uint64 opened) {
        uint64[4] storage reviews = _reviews[member];
        return ([reviews[0], reviews[1], reviews[2]], reviews[MAX_UNREVIEWED]);
    }

    /// @inheritdoc IAuthorization
    function disputeOf(RequestId request) external view returns (RecordDigest) {
        return _disputes[request];
    }

    /// @inheritdoc IAuthorization
    function limits() public view returns (uint32 rows, uint16 reviewDays) {
        Limits memory set = _limits;
        return set.rows == 0 ? (ROWS_OF_ONE_APPROVAL, DAYS_TO_REVIEW) : (set.rows, set.reviewDays);
    }

    /// @inheritdoc IAuthorization
    function standingsOf(SubsystemId demander, ResourceId resource, GrantId[] calldata ids, SubjectId subject)
        external
        view
        returns (PairStanding memory standing)
    {
        standing.pair = _pairs[demander][resource];
        standing.grants = new RecordDigest[](ids.length);
        standing.scopes = new RecordDigest[](ids.length);
        for (uint256 i; i < ids.length; ++i) {
            standing.grants[i] = _grants[ids[i]];
            standing.scopes[i] = _scopes[ids[i]];
        }
        if (SubjectId.unwrap(subject) != 0) standing.consent = _consents[resource][demander][subject];
        Emergency storage emergency = _emergencies[demander][resource];
        standing.emergencyUntil = emergency.until;
        if (standing.emergencyUntil != 0) standing.emergency = emergency.id;
    }

    // ---------------------------------------------------------------- inside

    function _home() internal view override returns (IConsortium) {
        return _consortium;
    }

    /// @dev Checks a request and fills in what the contract sets; the caller sets clock and state.
    function _submit(RequestRecord memory record) private view returns (ResourceFacts memory facts) {
        (MemberId member, bool active) = _consortium.subsystemOf(record.demander);
        if (!active) revert AuthorizationRequestInvalid();
        _activeFor(Duties.OFFICER, member);
        bytes32 id = RequestId.unwrap(record.id);
        if (id == 0 || RecordDigest.unwrap(_requests[record.id]) != 0) revert AuthorizationIdentifierTaken(AnyId.wrap(id));
        facts = _published(record.resource);
        if (facts.attribute == Attribute.NotShared) revert AuthorizationNotShared(Digest.wrap(bytes32(facts.defaults)));
        _checkWanted(record, facts);
        record.member = member;
        record.provider = facts.provider;
        record.submittedAt = uint64(block.timestamp);
        record.answeredAt = 0;
        record.deliverBy = 0;
        record.reason = Digest.wrap(0);
    }

    /// @dev An unconditionally shared resource: every field that was asked for, by the catalogue's default profile.
    function _grantAtOnce(RequestRecord memory record, ResourceFacts memory facts) private {
        Terms memory terms = record.wanted;
        uint256 asked = (terms.profiles | terms.profiles >> 1) & EVERY_FIELD;
        uint256 profiles = facts.defaults & (asked | asked << 1);
        if (facts.fields != 0 && profiles == 0) revert AuthorizationRequestInvalid();
        record.dueAt = 0;
        record.answeredAt = uint64(block.timestamp);
        bool whole = profiles == terms.profiles;
        _submitted(record, whole ? RequestState.Agreed : RequestState.PartlyAgreed);
        terms.profiles = profiles;
        _give(record, GrantId.wrap(RequestId.unwrap(record.id)), terms, facts.level);
    }

    function _agree(RequestRecord memory record, GrantId grant, Terms memory terms, Digest reason) private {
        _activeFor(Duties.APPROVER, record.provider);
        _checkSubmitted(record);
        uint8 level = _levelOf(record.resource);
        bool whole = _checkNarrower(record.wanted, terms);
        record.answeredAt = uint64(block.timestamp);
        record.deliverBy = _workingDays(DAYS_TO_DELIVER);
        record.reason = reason;
        _answered(record, whole ? RequestState.Agreed : RequestState.PartlyAgreed);
        bool proposed = _give(record, grant, terms, level);
        if (proposed) _firstApprovals[grant] = _actor();
    }

    /// @dev Makes a request into a grant; returns whether it waits for a second approval.
    function _give(RequestRecord memory request, GrantId id, Terms memory terms, uint8 level)
        private
        returns (bool proposed)
    {
        if (level == ENVELOPED) {
            (uint32 rows,) = limits();
            proposed = terms.rowCap == 0 || terms.rowCap > rows;
        }
        GrantRecord memory record;
        record.id = id;
        record.request = request.id;
        record.demander = request.demander;
        record.resource = request.resource;
        record.provider = request.provider;
        record.terms = terms;
        _create(record, proposed ? GrantState.Proposed : GrantState.Active);
    }

    function _create(GrantRecord memory record, GrantState state) private {
        GrantId id = record.id;
        bytes32 raw = GrantId.unwrap(id);
        if (
            raw == 0 || RecordDigest.unwrap(_grants[id]) != 0
                || RecordDigest.unwrap(_breakGlasses[BreakGlassId.wrap(raw)]) != 0
        ) revert AuthorizationIdentifierTaken(AnyId.wrap(raw));
        PairDigest pair = _pairs[record.demander][record.resource];
        if (uint8(uint256(PairDigest.unwrap(pair))) == MAX_GRANTS) revert AuthorizationTooManyGrants();
        _pairs[record.demander][record.resource] = _add(pair, id);
        record.state = state;
        bytes memory data = abi.encode(record);
        _grants[id] = RecordDigest.wrap(keccak256(data));
        _emit(GrantCreated.selector, raw, record.demander, record.resource, data);
    }

    /// @dev A pair's digest with one more grant.
    function _add(PairDigest pair, GrantId id) private pure returns (PairDigest) {
        bytes32 before = PairDigest.unwrap(pair);
        uint256 hash = uint256(keccak256(abi.encode(before, id)));
        return PairDigest.wrap(bytes32(hash & ~uint256(0xff) | uint8(uint256(before)) + 1));
    }

    function _storeScope(GrantScope memory scope) private {
        _scopes[scope.grant] = RecordDigest.wrap(keccak256(abi.encode(scope)));
        emit GrantScoped(scope.grant, scope);
    }

    function _storeConsent(ConsentRecord memory consent) private {
        RecordDigest digest = RecordDigest.wrap(keccak256(abi.encode(consent)));
        _consents[consent.resource][consent.demander][consent.subject] = digest;
    }

    function _storeBreakGlass(BreakGlassRecord memory record) private {
        _breakGlasses[record.id] = RecordDigest.wrap(keccak256(abi.encode(record)));
    }

    function _checkBreakGlass(BreakGlassRecord memory record) private view {
        if (RecordDigest.unwrap(_breakGlasses[record.id]) != keccak256(abi.encode(record))) revert GovernedRecordMismatch();
    }

    /// @dev Takes one of the member's three places until it is reviewed; all must be in time.
    function _awaitReview(MemberId member, uint64 reviewBy) private {
        uint64[4] storage reviews = _reviews[member];
        uint256 free = MAX_UNREVIEWED;
        for (uint256 i; i < MAX_UNREVIEWED; ++i) {
            uint64 limit = reviews[i];
            if (limit == 0) free = i;
            else if (limit < block.timestamp) revert AuthorizationBreakGlassSuspended(member);
        }
        if (free == MAX_UNREVIEWED) revert AuthorizationBreakGlassSuspended(member);
        reviews[free] = reviewBy;
        ++reviews[MAX_UNREVIEWED];
    }

    function _progress(RequestRecord memory record, RequestState state, Digest evidence) private {
        record.state = state;
        _requests[record.id] = RecordDigest.wrap(keccak256(abi.encode(record)));
        emit RequestProgressed(record.id, record.demander, record.resource, record, evidence);
    }

    function _isAgreed(RequestState state) private pure returns (bool) {
        return state == RequestState.Agreed || state == RequestState.PartlyAgreed;
    }

    function _same(MemberId a, MemberId b) private pure returns (bool) {
        return MemberId.unwrap(a) == MemberId.unwrap(b);
    }

    /// @dev The record is encoded once, for the event: its encoding there, behind `reason`, is also what is hashed.
    function _changeGrant(GrantRecord memory record, GrantState state, Digest reason) private {
        record.state = state;
        bytes memory data = abi.encode(record, reason);
        RecordDigest digest;
        assembly ("memory-safe") {
            let at := add(data, 64) // where `reason` stands; with 32 in its place abi.encode(record) begins there
            mstore(at, 32)
            digest := keccak256(at, sub(mload(data), 32))
            mstore(at, reason)
        }
        _grants[record.id] = digest;
        _emit(GrantChanged.selector, GrantId.unwrap(record.id), record.demander, record.resource, data);
    }

    /// @dev Emits an event with three indexed parameters whose data are encoded already.
    function _emit(bytes32 topic, bytes32 id, SubsystemId demander, ResourceId resource, bytes memory data) private {
        assembly ("memory-safe") {
            log4(add(data, 32), mload(data), topic, id, demander, resource)
        }
    }

    /// @dev The member that suspends or resumes a grant: its provider or a regulator, by SECURITY. For a penalty it is the name
    /// of the contract, which no member's identifier equals.
    function _suspender(GrantRecord memory record) private view returns (MemberId own) {
        if (_actor() == _consortium.contractOf(ACCOUNTABILITY)) return MemberId.wrap(ContractName.unwrap(ACCOUNTABILITY));
        (own,,) = _holding(Duties.SECURITY);
        if (MemberId.unwrap(own) != MemberId.unwrap(record.provider)) {
            _activeWithRole(Duties.SECURITY, Roles.REGULATOR);
        }
    }

    function _isPenalty(MemberId by) private pure returns (bool) {
        return MemberId.unwrap(by) == ContractName.unwrap(ACCOUNTABILITY);
    }

    /// @dev What penalties the holder of a grant bears for its resource.
    function _penaltyOf(GrantRecord memory record) private view returns (Penalty storage) {
        (MemberId member,) = _consortium.subsystemOf(record.demander);
        return _penalties[member][record.resource];
    }

    function _checkLive(GrantRecord memory record) private pure {
        GrantState state = record.state;
        if (state == GrantState.Active || state == GrantState.Suspended || state == GrantState.Proposed) return;
        revert AuthorizationGrantState();
    }

    function _checkGrant(GrantRecord memory record) private view {
        if (RecordDigest.unwrap(_grants[record.id]) != keccak256(abi.encode(record))) revert GovernedRecordMismatch();
    }

    function _checkRequest(RequestRecord memory record) private view {
        if (RecordDigest.unwrap(_requests[record.id]) != keccak256(abi.encode(record))) revert GovernedRecordMismatch();
    }

    function _checkSubmitted(RequestRecord memory record) private view {
        _checkRequest(record);
        if (record.state != RequestState.Submitted) revert AuthorizationAnswered();
    }

    function _answered(RequestRecord memory record, RequestState state) private {
        _storeRequest(record, state, RequestAnswered.selector);
    }

    function _submitted(RequestRecord memory record, RequestState state) private {
        _storeRequest(record, state, RequestSubmitted.selector);
    }

    function _storeRequest(RequestRecord memory record, RequestState state, bytes32 topic) private {
        record.state = state;
        bytes memory data = abi.encode(record);
        _requests[record.id] = RecordDigest.wrap(keccak256(data));
        _emit(topic, RequestId.unwrap(record.id), record.demander, record.resource, data);
    }

    function _facts(ResourceId resource) private view returns (ResourceFacts memory) {
        return IDataCatalogue(_consortium.contractOf(DATA_CATALOGUE)).factsOf(resource);
    }

    function _published(ResourceId resource) private view returns (ResourceFacts memory facts) {
        facts = _facts(resource);
        if (facts.status != ResourceStatus.Published) revert AuthorizationNotPublished();
    }

    /// @dev The level of a resource that is published.
    function _levelOf(ResourceId resource) private view returns (uint8 level) {
        ResourceStatus status;
        (status, level) = IDataCatalogue(_consortium.contractOf(DATA_CATALOGUE)).standingOf(resource);
        if (status != ResourceStatus.Published) revert AuthorizationNotPublished();
    }

    function _workingDays(uint16 count) private view returns (uint64) {
        IWorkCalendar calendar = IWorkCalendar(_consortium.contractOf(WORK_CALENDAR));
        return calendar.addWorkingDays(uint64(block.timestamp), count);
    }

    /// @dev Checks what is asked for: digests, dates, items, and a profile of the right kind for each field.
    function _checkWanted(RequestRecord memory record, ResourceFacts memory facts) private view {
        Terms memory wanted = record.wanted;
        bool digests = Digest.unwrap(record.purpose) != 0 && Digest.unwrap(record.legalBasis) != 0
            && Digest.unwrap(record.commitment) != 0;
        bool dates = wanted.validFrom < wanted.validTo && wanted.validTo > block.timestamp;
        bool none = wanted.profiles == 0 && facts.fields != 0;
        if (!digests || !dates || none || wanted.params.length != 0 || !_fits(wanted.profiles, facts)) {
            revert AuthorizationRequestInvalid();
        }
        _checkItems(wanted.items);
    }

    /// @dev Whether every field is there and has a profile of its kind.
    function _fits(uint256 profiles, ResourceFacts memory facts) private pure returns (bool) {
        uint256 i;
        for (uint256 rest = profiles; rest != 0; rest >>= 2) {
            uint256 profile = rest & 3;
            bool predicate = facts.predicates >> i & 1 == 1;
            bool gone = i >= facts.fields || facts.withdrawn >> i & 1 == 1;
            if (profile != 0 && (gone || (profile == uint256(Profile.Predicate)) != predicate)) return false;
            ++i;
        }
        return true;
    }

    function _checkItems(ItemId[] memory items) private pure {
        if (items.length > MAX_ITEMS) revert AuthorizationRequestInvalid();
        for (uint256 i; i < items.length; ++i) {
            if (ItemId.unwrap(items[i]) == 0) revert AuthorizationRequestInvalid();
        }
    }

    /// @dev Reverts unless `given` is at most `wanted`; returns whether it is all of it. Thresholds of predicates are the
    /// provider's to set.
    function _checkNarrower(Terms memory wanted, Terms memory given) private view returns (bool whole) {
        whole = given.profiles == wanted.profiles;
        uint256 rest = wanted.profiles;
        for (uint256 left = given.profiles; left != 0; left >>= 2) {
            uint256 w = rest & 3;
            uint256 g = left & 3;
            bool masked = w == uint256(Profile.Plain) && g == uint256(Profile.Masked);
            if (g != w && g != 0 && !masked) revert AuthorizationWider();
            rest >>= 2;
        }
        bool nothing = wanted.profiles != 0 && given.profiles == 0;
        bool dates = given.validFrom >= wanted.validFrom && given.validTo <= wanted.validTo
            && given.validFrom < given.validTo && given.validTo > block.timestamp;
        bool caps = _cap(wanted.dailyCap, given.dailyCap) && _cap(wanted.rowCap, given.rowCap);
        if (
            nothing || !dates || !caps || given.params.length > MAX_PARAMS || !_within(wanted.items, given.items)
        ) revert AuthorizationWider();
        whole = whole && given.items.length == wanted.items.length && _within(given.items, wanted.items)
            && given.dailyCap == wanted.dailyCap && given.rowCap == wanted.rowCap && given.validFrom == wanted.validFrom
            && given.validTo == wanted.validTo;
    }

    function _cap(uint32 wanted, uint32 given) private pure returns (bool) {
        return wanted == 0 || (given != 0 && given <= wanted);
    }

    /// @dev Whether every given item was asked for. None asked for = any.
    function _within(ItemId[] memory wanted, ItemId[] memory given) private pure returns (bool) {
        if (given.length > MAX_ITEMS || (given.length == 0 && wanted.length != 0)) return false;
        for (uint256 i; i < given.length; ++i) {
            bool found = wanted.length == 0 && ItemId.unwrap(given[i]) != 0;
            for (uint256 j; j < wanted.length && !found; ++j) {
                found = ItemId.unwrap(given[i]) == ItemId.unwrap(wanted[j]);
            }
            if (!found) return false;
        }
        return true;
    }
}
