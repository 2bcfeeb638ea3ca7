// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Governed} from "./Governed.sol";
import {IAccountability} from "./interfaces/IAccountability.sol";
import {IAuthorization} from "./interfaces/IAuthorization.sol";
import {IConsortium} from "./interfaces/IConsortium.sol";
import {IEvidenceAnchor} from "./interfaces/IEvidenceAnchor.sol";
import {IWorkCalendar} from "./interfaces/IWorkCalendar.sol";
import {ClaimKind, ClaimRecord, ClaimState} from "./types/Evidence.sol";
import {GrantRecord, GrantState} from "./types/Grants.sol";
import {
    ClaimId,
    ContractName,
    Digest,
    GrantId,
    MemberId,
    PersonId,
    RecordDigest,
    ViolationId
} from "./types/Ids.sol";
import {Duties, MemberRecord, MemberStatus, Roles, Standing} from "./types/Membership.sol";
import {Penalty, Step, Tally, ViolationRecord, ViolationState} from "./types/Violations.sol";

/// @title Violations: report, statement, decision, penalty, appeal.
contract Accountability is IAccountability, Governed {
    uint16 private constant DAYS_TO_STATE = 10;
    uint16 private constant DAYS_TO_DECIDE = 20;
    uint16 private constant DAYS_TO_APPEAL = 10;
    uint16 private constant DAYS_TO_DECIDE_APPEAL = 20;
    uint64 private constant LONGEST_BLACKLIST = 5 * 366 days;
    uint256 private constant MAX_GRANTS = 16;
    uint256 private constant MAX_LIVE = 16;
    ContractName private constant WORK_CALENDAR = ContractName.wrap("WorkCalendar");
    ContractName private constant AUTHORIZATION = ContractName.wrap("Authorization");
    ContractName private constant EVIDENCE_ANCHOR = ContractName.wrap("EvidenceAnchor");
    /// @dev In `suspendedBy` of a grant: suspended by a penalty.
    MemberId private constant BY_PENALTY = MemberId.wrap("Accountability");

    struct Live {
        ViolationId id;
        uint64 until;
    }

    /// @dev The penalties that blacklist a member now. `set`: the end that was last set from here; while the Consortium has
    /// another one, a vote has set it since, and stands. `base`: the end that a vote had set before.
    struct Blacklist {
        uint64 base;
        uint64 set;
        Live[] live;
    }

    IConsortium private _consortium;
    mapping(ViolationId => RecordDigest) private _violations;
    mapping(MemberId => Tally) private _tallies;
    mapping(MemberId => Blacklist) private _blacklists;

    /// @notice Begin. Called once, by the proxy's constructor.
    function initialize(IConsortium home) external initializer {
        _consortium = home;
    }

    // ---------------------------------------------------------------- report and statement

    /// @inheritdoc IAccountability
    function report(MemberId accused, Digest evidence, GrantId grant, uint8 severity) external returns (ViolationId id) {
        uint16 any = Duties.AUDIT | Duties.SECURITY | Duties.OFFICER | Duties.APPROVER;
        (MemberId member, Standing memory standing, uint16 held) = _active(any);
        if (held & Duties.AUDIT == 0 && standing.roles & Roles.REGULATOR == 0) {
            revert GovernedUnauthorized(_actor(), Duties.AUDIT);
        }
        _checkDigest(evidence);
        if (severity == 0 || severity > 3) revert AccountabilitySeverityInvalid(severity);
        if (GrantId.unwrap(grant) != 0 && RecordDigest.unwrap(_authorization().grantOf(grant)) == 0) {
            revert AccountabilityGrantUnknown(grant);
        }
        id = ViolationId.wrap(keccak256(abi.encode(_actor(), accused, evidence, grant)));
        ViolationRecord memory record;
        record.accused = accused;
        record.reporter = member;
        record.grant = grant;
        record.evidence = evidence;
        record.severity = severity;
        _begin(record, id);
    }

    /// @inheritdoc IAccountability
    function reportUnanswered(ClaimRecord memory claim) external returns (ViolationId id) {
        IEvidenceAnchor anchor = IEvidenceAnchor(_consortium.contractOf(EVIDENCE_ANCHOR));
        if (RecordDigest.unwrap(anchor.claimOf(claim.id)) != keccak256(abi.encode(claim))) {
            revert GovernedRecordMismatch();
        }
        if (claim.kind != ClaimKind.Demand || claim.state != ClaimState.Unanswered) {
            revert AccountabilityClaimInvalid(claim.id);
        }
        id = ViolationId.wrap(keccak256(abi.encode(claim.id)));
        ViolationRecord memory record;
        (record.accused,,) = _consortium.gatewayOf(claim.against);
        record.reporter = claim.claimant; // whoever brings it here: the claimant judges none of its own demands
        record.claim = claim.id;
        record.evidence = claim.document;
        record.severity = 1;
        _begin(record, id);
    }

    /// @inheritdoc IAccountability
    function state(ViolationRecord memory record, Digest statement) external {
        _holdingFor(Duties.SECURITY | Duties.OFFICER, record.accused);
        _check(record, ViolationState.Reported);
        _checkDigest(statement);
        if (block.timestamp >= record.stateBy) revert AccountabilityTooLate(record.stateBy);
        record.state = ViolationState.Stated;
        record.statedAt = uint64(block.timestamp);
        record.statement = statement;
        record.decideBy = _workingDays(block.timestamp, DAYS_TO_DECIDE);
        _store(record);
        emit ViolationStated(record.id, record.accused, record);
    }

    // ---------------------------------------------------------------- decision

    /// @inheritdoc IAccountability
    function dismiss(ViolationRecord memory record, Digest reason) external {
        _decide(record, reason, ViolationState.Dismissed);
        _store(record);
        emit ViolationDecided(record.id, record.accused, record);
    }

    /// @inheritdoc IAccountability
    function uphold(
        ViolationRecord memory record,
        Digest reason,
        Penalty memory penalty,
        MemberRecord memory member,
        GrantRecord[] memory grants
    ) external {
        _decide(record, reason, ViolationState.Upheld);
        record.penalty = penalty;
        record.appealBy = _workingDays(block.timestamp, DAYS_TO_APPEAL);
        _store(record);
        _tallies[record.accused].upheld += 1;
        emit ViolationDecided(record.id, record.accused, record);
        if (penalty.blacklistUntil != 0) _blacklist(record, member);
        _checkGrants(penalty.grants, grants);
        for (uint256 i; i < grants.length; ++i) {
            (MemberId holder,) = _consortium.subsystemOf(grants[i].demander);
            if (MemberId.unwrap(holder) != MemberId.unwrap(record.accused)) {
                revert AccountabilityGrantForeign(grants[i].id);
            }
            _authorization().suspend(grants[i], reason);
        }
    }

    // ---------------------------------------------------------------- appeal

    /// @inheritdoc IAccountability
    function appeal(ViolationRecord memory record, Digest grounds) external {
        _holdingFor(Duties.SECURITY | Duties.OFFICER, record.accused);
        _check(record, ViolationState.Upheld);
        _checkDigest(grounds);
        if (block.timestamp >= record.appealBy) revert AccountabilityTooLate(record.appealBy);
        record.state = ViolationState.Appealed;
        record.appealedAt = uint64(block.timestamp);
        record.appeal = grounds;
        record.appealDecideBy = _workingDays(block.timestamp, DAYS_TO_DECIDE_APPEAL);
        _store(record);
        emit ViolationAppealed(record.id, record.accused, record);
    }

    /// @inheritdoc IAccountability
    function confirm(ViolationRecord memory record, Digest reason) external {
        _decideAppeal(record, reason, ViolationState.Confirmed);
    }

    /// @inheritdoc IAccountability
    function overturn(
        ViolationRecord memory record,
        Digest reason,
        MemberRecord memory member,
        GrantRecord[] memory grants
    ) external {
        _decideAppeal(record, reason, ViolationState.Overturned);
        _tallies[record.accused].upheld -= 1;
        if (record.penalty.blacklistUntil != 0) _unlist(record, member);
        _checkGrants(record.penalty.grants, grants);
        bool voted = MemberId.unwrap(record.appealDecidedBy) == 0;
        for (uint256 i; i < grants.length; ++i) {
            if (RecordDigest.unwrap(_authorization().grantOf(grants[i].id)) != keccak256(abi.encode(grants[i]))) {
                if (voted) continue; // given back or revoked since: nobody undoes a vote by that
                revert GovernedRecordMismatch();
            }
            bool ours = MemberId.unwrap(grants[i].suspendedBy) == MemberId.unwrap(BY_PENALTY);
            if (ours && grants[i].state == GrantState.Suspended) _authorization().resume(grants[i], reason);
        }
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc IAccountability
    function violationOf(ViolationId id) external view returns (RecordDigest) {
        return _violations[id];
    }

    /// @inheritdoc IAccountability
    function tallyOf(MemberId member) external view returns (Tally memory) {
        return _tallies[member];
    }

    /// @inheritdoc IAccountability
    function awaited(ViolationRecord memory record) external view returns (Step step, uint64 by, bool overdue) {
        _checkStored(record);
        uint256 time = block.timestamp;
        if (record.state == ViolationState.Reported && time < record.stateBy) {
            (step, by) = (Step.Statement, record.stateBy);
        } else if (record.state == ViolationState.Reported || record.state == ViolationState.Stated) {
            (step, by) = (Step.Decision, record.decideBy);
        } else if (record.state == ViolationState.Upheld && time < record.appealBy) {
            (step, by) = (Step.Appeal, record.appealBy);
        } else if (record.state == ViolationState.Appealed) {
            (step, by) = (Step.AppealDecision, record.appealDecideBy);
        }
        overdue = step != Step.None && time >= by;
    }

    // ---------------------------------------------------------------- inside

    function _home() internal view override returns (IConsortium) {
        return _consortium;
    }

    function _authorization() private view returns (IAuthorization) {
        return IAuthorization(_consortium.contractOf(AUTHORIZATION));
    }

    function _workingDays(uint256 from, uint16 count) private view returns (uint64) {
        IWorkCalendar calendar = IWorkCalendar(_consortium.contractOf(WORK_CALENDAR));
        return calendar.addWorkingDays(uint64(from), count);
    }

    function _checkDigest(Digest digest) private pure {
        if (Digest.unwrap(digest) == 0) revert AccountabilityDigestMissing();
    }

    function _checkStored(ViolationRecord memory record) private view {
        bytes32 stored = RecordDigest.unwrap(_violations[record.id]);
        if (stored == 0) revert AccountabilityUnknown(record.id);
        if (stored != keccak256(abi.encode(record))) revert GovernedRecordMismatch();
    }

    function _check(ViolationRecord memory record, ViolationState expected) private view {
        _checkStored(record);
        if (record.state != expected) revert AccountabilityStateInvalid(record.state);
    }

    function _store(ViolationRecord memory record) private {
        _violations[record.id] = RecordDigest.wrap(keccak256(abi.encode(record)));
    }

    /// @dev The first two clocks run from now: the decision's from the last day on which the accused may state.
    function _begin(ViolationRecord memory record, ViolationId id) private {
        if (RecordDigest.unwrap(_violations[id]) != 0) revert AccountabilityReportedAlready(id);
        MemberStatus status = _consortium.standingOf(record.accused).status;
        if (status != MemberStatus.Active && status != MemberStatus.Suspended) {
            revert AccountabilityAccusedInvalid(record.accused);
        }
        record.id = id;
        if (ClaimId.unwrap(record.claim) == 0) record.person = _consortium.personOf(_actor());
        record.state = ViolationState.Reported;
        record.reportedAt = uint64(block.timestamp);
        record.stateBy = _workingDays(block.timestamp, DAYS_TO_STATE);
        record.decideBy = _workingDays(record.stateBy - 1, DAYS_TO_DECIDE);
        _store(record);
        Tally storage tally = _tallies[record.accused];
        tally.reported += 1;
        if (ClaimId.unwrap(record.claim) != 0) tally.unanswered += 1;
        emit ViolationReported(id, record.accused, record);
    }

    /// @dev Checks who decides a case and when, and writes the decision into the record.
    function _decide(ViolationRecord memory record, Digest reason, ViolationState decided) private view {
        _checkStored(record);
        bool open = record.state == ViolationState.Reported || record.state == ViolationState.Stated;
        if (!open) revert AccountabilityStateInvalid(record.state);
        _checkDigest(reason);
        if (record.state == ViolationState.Reported && block.timestamp < record.stateBy) {
            revert AccountabilityTooEarly(record.stateBy);
        }
        record.decidedBy = _judge(record, record.decideBy);
        record.state = decided;
        record.decidedAt = uint64(block.timestamp);
        record.reason = reason;
    }

    function _decideAppeal(ViolationRecord memory record, Digest reason, ViolationState decided) private {
        _check(record, ViolationState.Appealed);
        _checkDigest(reason);
        record.appealDecidedBy = _judge(record, record.appealDecideBy);
        record.state = decided;
        record.appealDecidedAt = uint64(block.timestamp);
        record.appealReason = reason;
        _store(record);
        emit AppealDecided(record.id, record.accused, record);
    }

    /// @dev The member that decides, zero for a vote. `by`: the clock of the decision. In an appeal `decidedAt` is set.
    function _judge(ViolationRecord memory record, uint64 by) private view returns (MemberId member) {
        bool voted = record.decidedAt != 0 && MemberId.unwrap(record.decidedBy) == 0;
        if (_actor() == address(_consortium)) {
            if (!voted && block.timestamp < by && !_noOther(record.accused, record.decidedBy)) {
                revert AccountabilityVoteNotDue(by);
            }
            return MemberId.wrap(0);
        }
        member = _activeWithRole(Duties.SECURITY | Duties.APPROVER, Roles.REGULATOR);
        bytes32 own = MemberId.unwrap(member);
        bool reported = own == MemberId.unwrap(record.reporter)
            && (ClaimId.unwrap(record.claim) != 0
                || PersonId.unwrap(_consortium.personOf(_actor())) == PersonId.unwrap(record.person));
        bool decided = voted || own == MemberId.unwrap(record.decidedBy);
        if (own == MemberId.unwrap(record.accused) || reported || decided) revert AccountabilityConflict(member);
    }

    /// @dev Whether no active regulator is left, these two aside.
    function _noOther(MemberId accused, MemberId decider) private view returns (bool) {
        uint256 count = _consortium.regulators();
        if (_regulates(accused)) --count;
        if (MemberId.unwrap(decider) != MemberId.unwrap(accused) && _regulates(decider)) --count;
        return count == 0;
    }

    function _regulates(MemberId member) private view returns (bool) {
        Standing memory standing = _consortium.standingOf(member);
        return standing.status == MemberStatus.Active && standing.roles & Roles.REGULATOR != 0;
    }

    /// @dev The records are those of `ids`, in that order.
    function _checkGrants(GrantId[] memory ids, GrantRecord[] memory grants) private pure {
        bool fits = ids.length == grants.length && ids.length <= MAX_GRANTS;
        bytes32 last;
        for (uint256 i; fits && i < ids.length; ++i) {
            bytes32 id = GrantId.unwrap(ids[i]);
            fits = id > last && id == GrantId.unwrap(grants[i].id);
            last = id;
        }
        if (!fits) revert AccountabilityGrantsInvalid();
    }

    // ---------------------------------------------------------------- blacklist

    /// @dev Adds a penalty: the member is blacklisted until the latest end of all of them, or of a vote before.
    function _blacklist(ViolationRecord memory record, MemberRecord memory member) private {
        uint64 until = record.penalty.blacklistUntil;
        if (until <= block.timestamp || until > block.timestamp + LONGEST_BLACKLIST) revert AccountabilityEndInvalid(until);
        _checkAccused(record, member);
        Blacklist storage list = _blacklists[record.accused];
        if (member.blacklistedUntil != list.set) {
            delete list.live;
            list.base = member.blacklistedUntil;
        }
        for (uint256 i = list.live.length; i != 0; --i) {
            if (list.live[i - 1].until <= block.timestamp) _drop(list, i - 1);
        }
        if (list.live.length == MAX_LIVE) revert AccountabilityTooManyPenalties(record.accused);
        list.live.push(Live(record.id, until));
        _set(list, member, record.reason);
    }

    /// @dev Takes a penalty away: what remains of the others and of a vote stands.
    function _unlist(ViolationRecord memory record, MemberRecord memory member) private {
        _checkAccused(record, member);
        Blacklist storage list = _blacklists[record.accused];
        bytes32 id = ViolationId.unwrap(record.id);
        for (uint256 i; i < list.live.length; ++i) {
            if (ViolationId.unwrap(list.live[i].id) != id) continue;
            _drop(list, i);
            if (member.blacklistedUntil == list.set) _set(list, member, record.appealReason);
            return;
        }
    }

    function _checkAccused(ViolationRecord memory record, MemberRecord memory member) private pure {
        if (MemberId.unwrap(member.id) != MemberId.unwrap(record.accused)) revert GovernedRecordMismatch();
    }

    function _drop(Blacklist storage list, uint256 place) private {
        list.live[place] = list.live[list.live.length - 1];
        list.live.pop();
    }

    function _set(Blacklist storage list, MemberRecord memory member, Digest reason) private {
        uint64 until = list.base;
        for (uint256 i; i < list.live.length; ++i) {
            if (list.live[i].until > until) until = list.live[i].until;
        }
        list.set = until;
        if (until != member.blacklistedUntil) _consortium.blacklist(member, until, reason);
    }
}
