// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Governed} from "./Governed.sol";
import {IApprovalCases} from "./interfaces/IApprovalCases.sol";
import {IConsortium} from "./interfaces/IConsortium.sol";
import {IWorkCalendar} from "./interfaces/IWorkCalendar.sol";
import {CaseStates} from "./libraries/CaseStates.sol";
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
} from "./types/Cases.sol";
import {AnyId, CaseId, ContractName, Digest, ItemId, MaterialId, MemberId, RecordDigest} from "./types/Ids.sol";
import {Duties, MemberStatus} from "./types/Membership.sol";

/// @title Approval cases: who takes part, which materials came from where, who decided, and whether it was in time.
contract ApprovalCases is IApprovalCases, Governed {
    using CaseStates for CaseState;

    uint256 private constant MAX_PARTICIPANTS = 32;
    uint16 private constant MAX_DAYS = 250; // what the calendar counts in one call
    uint16 private constant DAYS_TO_ANSWER = 5;
    uint64 private constant MAX_SPAN = 1000 days; // likewise
    ContractName private constant WORK_CALENDAR = ContractName.wrap("WorkCalendar");

    /// @dev One slot: all that materials and decisions change. `lead`, `item`: places in `_members` and `_items`.
    struct Place {
        CaseState state;
        uint8 lead;
        uint32 item;
        uint32 decided;
        uint32 passedOver;
        uint32 disagreed;
        uint32 uploaded;
        uint32 reused;
    }

    struct CaseSlots {
        RecordDigest record;
        Place place;
        uint256 members; // bit = place in `_members`; the lead's too
    }

    IConsortium private _consortium;
    mapping(CaseId => CaseSlots) private _cases;
    mapping(CaseId => mapping(MemberId => RecordDigest)) private _decisions;
    mapping(CaseId => mapping(MaterialId => RecordDigest)) private _materials;
    MemberId[] private _members; // whoever took part in any case: at most the 256 that a consortium ever admits
    mapping(MemberId => uint16) private _places; // place in `_members`, from 1
    ItemId[] private _items; // whatever a case was of: kept once, so that a case needs no slot for it
    mapping(ItemId => uint32) private _itemPlaces; // place in `_items`, from 1

    /// @notice Begin. Called once, by the proxy's constructor.
    function initialize(IConsortium home) external initializer {
        _consortium = home;
    }

    // ---------------------------------------------------------------- by the lead

    /// @inheritdoc IApprovalCases
    function openCase(
        CaseId id,
        CaseKey key,
        ItemId item,
        Participant[] calldata participants,
        uint16 statutoryDays,
        uint16 promisedDays
    ) external {
        (MemberId lead,,) = _active(Duties.OFFICER);
        bool missing = CaseId.unwrap(id) == 0 || CaseKey.unwrap(key) == 0 || ItemId.unwrap(item) == 0;
        if (missing) revert ApprovalCasesIdentifierMissing();
        CaseSlots storage slots = _cases[id];
        if (RecordDigest.unwrap(slots.record) != 0) revert ApprovalCasesOpenedAlready(id);
        if (promisedDays == 0 || promisedDays > statutoryDays || statutoryDays > MAX_DAYS) {
            revert ApprovalCasesDaysInvalid(statutoryDays, promisedDays);
        }
        if (participants.length > MAX_PARTICIPANTS) revert ApprovalCasesParticipantCount(participants.length);
        uint8 place = _placeOf(lead);
        slots.place.lead = place;
        slots.place.item = _placeOf(item);
        slots.members = _withParticipants(uint256(1) << place, participants);
        CaseRecord memory record;
        record.id = id;
        record.key = key;
        record.item = item;
        record.lead = lead;
        record.participants = participants;
        record.statutoryDays = statutoryDays;
        record.promisedDays = promisedDays;
        record.receivedAt = uint64(block.timestamp);
        _receive(record);
        _store(record);
        emit CaseOpened(id, lead, item, record);
    }

    /// @inheritdoc IApprovalCases
    function addParticipants(CaseRecord memory record, Participant[] calldata added) external {
        _activeFor(Duties.OFFICER, record.lead);
        _check(record);
        _settle(record);
        if (!record.state.within(CaseStates.UNDECIDED)) revert ApprovalCasesDecided(record.id, record.state);
        uint256 had = record.participants.length;
        uint256 count = had + added.length;
        if (added.length == 0 || count > MAX_PARTICIPANTS) revert ApprovalCasesParticipantCount(count);
        CaseSlots storage slots = _cases[record.id];
        slots.members = _withParticipants(slots.members, added);
        uint8 reached = _reached(record, slots.place.decided);
        Participant[] memory all = new Participant[](count);
        for (uint256 i; i < count; ++i) {
            all[i] = i < had ? record.participants[i] : added[i - had];
            if (i >= had && all[i].stage != 0 && all[i].stage < reached) revert ApprovalCasesStageOver(all[i].stage);
        }
        record.participants = all;
        _store(record);
        emit ParticipantsAdded(record.id, record.lead, record.item, record);
    }

    /// @inheritdoc IApprovalCases
    function requestCorrection(CaseRecord memory record, Digest corrections) external {
        _begin(record, Duties.OFFICER, CaseState.Correction);
        if (record.corrected) revert ApprovalCasesToldAlready();
        record.corrected = true;
        record.answerBy = 0;
        _finish(record, corrections);
    }

    /// @inheritdoc IApprovalCases
    function receiveCorrection(CaseRecord memory record) external {
        _begin(record, Duties.OFFICER, CaseState.Received);
        _receive(record);
        _move(record, Digest.wrap(0));
    }

    /// @inheritdoc IApprovalCases
    function accept(CaseRecord memory record) external {
        _begin(record, Duties.OFFICER, CaseState.Accepted);
        _accept(record, uint64(block.timestamp));
        _move(record, Digest.wrap(0));
    }

    /// @inheritdoc IApprovalCases
    function decline(CaseRecord memory record, Digest reason) external {
        _begin(record, Duties.APPROVER, CaseState.Declined);
        record.endedAt = uint64(block.timestamp);
        _finish(record, reason);
    }

    /// @inheritdoc IApprovalCases
    function beginReview(CaseRecord memory record) external {
        if (record.state == CaseState.Special) revert ApprovalCasesStepInvalid(record.state, CaseState.Review);
        _begin(record, Duties.OFFICER, CaseState.Review);
        _move(record, Digest.wrap(0));
    }

    /// @inheritdoc IApprovalCases
    function beginProcedure(CaseRecord memory record, Procedure procedure, Digest basis) external {
        _begin(record, Duties.OFFICER, CaseState.Special);
        if (procedure == Procedure.None) revert ApprovalCasesProcedureMissing();
        record.procedure = procedure;
        record.stoppedAt = uint64(block.timestamp);
        _finish(record, basis);
    }

    /// @inheritdoc IApprovalCases
    function endProcedure(CaseRecord memory record, Digest result) external {
        if (record.state != CaseState.Special) revert ApprovalCasesStepInvalid(record.state, CaseState.Review);
        _begin(record, Duties.OFFICER, CaseState.Review);
        _resumeClock(record);
        _finish(record, result);
    }

    /// @inheritdoc IApprovalCases
    function passOver(CaseRecord memory record, MemberId member, Digest reason) external {
        _holdingFor(Duties.APPROVER, record.lead);
        (uint256 place, uint32 bit) = _asked(record, member);
        Place storage at = _cases[record.id].place;
        if ((at.decided | at.passedOver) & bit != 0) revert ApprovalCasesDecisionGiven(member);
        at.passedOver |= bit;
        _give(record, place, Opinion.PassedOver, reason);
    }

    /// @inheritdoc IApprovalCases
    function conclude(CaseRecord memory record, bool granted, Digest decision) external {
        _begin(record, Duties.APPROVER, granted ? CaseState.Granted : CaseState.Denied);
        Place memory at = _cases[record.id].place;
        _checkComplete(record, type(uint256).max, at.decided | at.passedOver);
        record.granted = granted;
        record.decidedAt = uint64(block.timestamp);
        record.disagreed = at.disagreed;
        record.passedOver = at.passedOver;
        _finish(record, decision);
    }

    /// @inheritdoc IApprovalCases
    function closeCase(CaseRecord memory record, AnyId certificate) external {
        _begin(record, Duties.OFFICER, CaseState.Closed);
        if (AnyId.unwrap(certificate) != 0 && !record.granted) revert ApprovalCasesNotGranted();
        record.certificate = certificate;
        record.endedAt = uint64(block.timestamp);
        _move(record, Digest.wrap(0));
    }

    /// @inheritdoc IApprovalCases
    function deliver(CaseRecord memory record, Digest proof) external {
        _begin(record, Duties.OFFICER, CaseState.Delivered);
        record.deliveredAt = uint64(block.timestamp);
        _finish(record, proof);
    }

    /// @inheritdoc IApprovalCases
    function withdraw(CaseRecord memory record, Digest wish) external {
        bool stopped = record.state == CaseState.Special;
        _begin(record, Duties.OFFICER, CaseState.Withdrawn);
        if (stopped) _resumeClock(record);
        record.endedAt = uint64(block.timestamp);
        _finish(record, wish);
    }

    // ---------------------------------------------------------------- by others

    /// @inheritdoc IApprovalCases
    function settle(CaseRecord memory record) external {
        _check(record);
        if (record.state != CaseState.Received) revert ApprovalCasesStepInvalid(record.state, CaseState.Accepted);
        if (!_unanswered(record)) revert ApprovalCasesNotAcceptedYet(record.answerBy);
        _settle(record);
    }

    /// @inheritdoc IApprovalCases
    function decide(CaseRecord memory record, Opinion opinion, Digest document) external {
        (MemberId member,,) = _holding(Duties.APPROVER);
        (uint256 place, uint32 bit) = _asked(record, member);
        if (opinion == Opinion.None || opinion == Opinion.PassedOver) revert ApprovalCasesOpinionInvalid();
        Place storage at = _cases[record.id].place;
        (uint32 decided, uint32 passedOver) = (at.decided, at.passedOver);
        if (decided & bit != 0) revert ApprovalCasesDecisionGiven(member);
        _checkComplete(record, record.participants[place].stage, decided | passedOver);
        at.decided = decided | bit;
        if (passedOver & bit != 0) at.passedOver = passedOver & ~bit;
        if (opinion == Opinion.Disagree) at.disagreed |= bit;
        _give(record, place, opinion, document);
    }

    /// @inheritdoc IApprovalCases
    function attach(
        CaseId id,
        MaterialId material,
        Digest commitment,
        Digest code,
        MaterialSource source,
        CaseId earlier
    ) external {
        (MemberId member,,) = _active(Duties.OFFICER);
        Place storage at = _cases[id].place;
        CaseState state = at.state;
        if (state == CaseState.None) revert ApprovalCasesUnknown(id);
        if (!isParticipant(id, member)) revert ApprovalCasesNotParticipant(id, member);
        if (!state.within(CaseStates.UNDECIDED)) revert ApprovalCasesDecided(id, state);
        if (MaterialId.unwrap(material) == 0) revert ApprovalCasesIdentifierMissing();
        if (Digest.unwrap(commitment) == 0 || Digest.unwrap(code) == 0) revert ApprovalCasesDocumentMissing();
        if (RecordDigest.unwrap(_materials[id][material]) != 0) revert ApprovalCasesMaterialTwice(id, material);
        _checkSource(material, source, earlier, member);
        if (source == MaterialSource.Upload) ++at.uploaded;
        else ++at.reused;
        MaterialRecord memory record =
            MaterialRecord(id, material, commitment, code, source, earlier, member, uint64(block.timestamp));
        _materials[id][material] = RecordDigest.wrap(keccak256(abi.encode(record)));
        emit MaterialAttached(id, material, member, record);
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc IApprovalCases
    function caseOf(CaseId id) external view returns (RecordDigest) {
        return _cases[id].record;
    }

    /// @inheritdoc IApprovalCases
    function standingOf(CaseId id) external view returns (bool known, bool open, MemberId lead, ItemId item) {
        Place memory at = _cases[id].place;
        if (at.state == CaseState.None) return (false, false, lead, item);
        return (true, at.state.within(CaseStates.OPEN), _members[at.lead], _items[at.item]);
    }

    /// @inheritdoc IApprovalCases
    function isParticipant(CaseId id, MemberId member) public view returns (bool) {
        uint256 place = _places[member];
        return place != 0 && _cases[id].members >> (place - 1) & 1 == 1;
    }

    /// @inheritdoc IApprovalCases
    function progressOf(CaseId id) external view returns (Progress memory) {
        Place memory at = _cases[id].place;
        return Progress(at.state, at.decided, at.passedOver, at.disagreed, at.uploaded + at.reused, at.reused);
    }

    /// @inheritdoc IApprovalCases
    function decisionOf(CaseId id, MemberId member) external view returns (RecordDigest) {
        return _decisions[id][member];
    }

    /// @inheritdoc IApprovalCases
    function materialOf(CaseId id, MaterialId material) external view returns (RecordDigest) {
        return _materials[id][material];
    }

    /// @inheritdoc IApprovalCases
    function clockOf(CaseRecord memory record) external view returns (Clock memory clock) {
        _check(record);
        if (_unanswered(record)) _acceptBySilence(record);
        clock.state = record.state;
        if (record.state == CaseState.Special) _resumeClock(record);
        clock.bySilence = record.bySilence;
        clock.acceptedAt = record.acceptedAt;
        clock.dueAt = record.dueAt;
        clock.promisedAt = record.promisedAt;
        clock.stoppedDays = record.stoppedDays;
        uint256 end = record.decidedAt != 0 ? record.decidedAt : record.endedAt != 0 ? record.endedAt : block.timestamp;
        clock.overdue = record.dueAt != 0 && end >= record.dueAt;
        clock.late = record.promisedAt != 0 && end >= record.promisedAt;
    }

    /// @inheritdoc IApprovalCases
    function followersOf(CaseState state) external pure returns (uint16) {
        return state.followers();
    }

    // ---------------------------------------------------------------- inside: steps

    function _home() internal view override returns (IConsortium) {
        return _consortium;
    }

    /// @dev Whether the lead may take the case to `to`; the record is then at `to`, not yet stored.
    function _begin(CaseRecord memory record, uint16 duty, CaseState to) private {
        _holdingFor(duty, record.lead);
        _check(record);
        _settle(record);
        if (!to.within(record.state.followers())) revert ApprovalCasesStepInvalid(record.state, to);
        record.state = to;
    }

    /// @dev As `_move`, for a step that rests on a document.
    function _finish(CaseRecord memory record, Digest document) private {
        if (Digest.unwrap(document) == 0) revert ApprovalCasesDocumentMissing();
        _move(record, document);
    }

    function _move(CaseRecord memory record, Digest document) private {
        _store(record);
        emit CaseMoved(record.id, record.lead, record.item, record, document);
    }

    function _check(CaseRecord memory record) private view {
        bytes32 stored = RecordDigest.unwrap(_cases[record.id].record);
        if (stored == 0) revert ApprovalCasesUnknown(record.id);
        if (stored != keccak256(abi.encode(record))) revert GovernedRecordMismatch();
    }

    function _store(CaseRecord memory record) private {
        CaseSlots storage slots = _cases[record.id];
        slots.record = RecordDigest.wrap(keccak256(abi.encode(record)));
        slots.place.state = record.state;
    }

    // ---------------------------------------------------------------- inside: clocks

    /// @dev Materials were received: the time to answer begins.
    function _receive(CaseRecord memory record) private view {
        record.state = CaseState.Received;
        record.suppliedAt = uint64(block.timestamp);
        record.answerBy = _after(record.suppliedAt, DAYS_TO_ANSWER);
    }

    /// @dev Whether nobody answered in time.
    function _unanswered(CaseRecord memory record) private view returns (bool) {
        return record.state == CaseState.Received && block.timestamp >= record.answerBy;
    }

    /// @dev Records that nobody answered in time, if so.
    function _settle(CaseRecord memory record) private {
        if (!_unanswered(record)) return;
        _acceptBySilence(record);
        _store(record);
        emit CaseAcceptedBySilence(record.id, record.lead, record.item, record);
    }

    function _acceptBySilence(CaseRecord memory record) private view {
        record.state = CaseState.Accepted;
        record.bySilence = true;
        _accept(record, record.suppliedAt);
    }

    function _accept(CaseRecord memory record, uint64 time) private view {
        record.acceptedAt = time;
        _setLimits(record);
    }

    /// @dev Adds the working days of the procedure that ends to both limits. Its first day counts and its last does not: a case
    /// that was in time when the clock stopped is in time when it goes on.
    function _resumeClock(CaseRecord memory record) private view {
        record.stoppedDays += _between(record.stoppedAt, uint64(block.timestamp));
        record.procedure = Procedure.None;
        record.stoppedAt = 0;
        _setLimits(record);
    }

    function _setLimits(CaseRecord memory record) private view {
        record.dueAt = _after(record.acceptedAt, uint256(record.statutoryDays) + record.stoppedDays);
        record.promisedAt = _after(record.acceptedAt, uint256(record.promisedDays) + record.stoppedDays);
    }

    /// @dev The end of the last of `count` working days after `time`, in as many calls as the calendar needs.
    function _after(uint64 time, uint256 count) private view returns (uint64) {
        IWorkCalendar calendar = _calendar();
        while (count > MAX_DAYS) {
            time = calendar.addWorkingDays(time, MAX_DAYS) - 1; // still within the last of them
            count -= MAX_DAYS;
        }
        return calendar.addWorkingDays(time, uint16(count));
    }

    /// @dev Working days from the day of `from` up to the day before that of `to`.
    function _between(uint64 from, uint64 to) private view returns (uint32 count) {
        IWorkCalendar calendar = _calendar();
        from -= 1 days; // the calendar leaves the first day out and counts the last one
        to -= 1 days;
        for (; to - from > MAX_SPAN; from += MAX_SPAN) {
            count += calendar.workingDaysBetween(from, from + MAX_SPAN);
        }
        return count + calendar.workingDaysBetween(from, to);
    }

    function _calendar() private view returns (IWorkCalendar) {
        return IWorkCalendar(_consortium.contractOf(WORK_CALENDAR));
    }

    // ---------------------------------------------------------------- inside: departments

    /// @dev The place of a member in `_members`; a new one gets the next.
    function _placeOf(MemberId member) private returns (uint8) {
        uint256 place = _places[member];
        if (place == 0) {
            _members.push(member);
            place = _members.length;
            _places[member] = uint16(place);
        }
        return uint8(place - 1);
    }

    /// @dev The same of an item in `_items`.
    function _placeOf(ItemId item) private returns (uint32) {
        uint256 place = _itemPlaces[item];
        if (place == 0) {
            _items.push(item);
            place = _items.length;
            _itemPlaces[item] = uint32(place);
        }
        return uint32(place - 1);
    }

    /// @dev `members` and those that are added, each of them once and Active.
    function _withParticipants(uint256 members, Participant[] calldata added) private returns (uint256) {
        for (uint256 i; i < added.length; ++i) {
            MemberId member = added[i].member;
            if (_consortium.standingOf(member).status != MemberStatus.Active) {
                revert ApprovalCasesParticipantNotActive(member);
            }
            uint256 bit = uint256(1) << _placeOf(member);
            if (members & bit != 0) revert ApprovalCasesParticipantTwice(member);
            members |= bit;
        }
        return members;
    }

    /// @dev Place and bit of a participant that is asked for a decision in a case under review.
    function _asked(CaseRecord memory record, MemberId member) private view returns (uint256 place, uint32 bit) {
        _check(record);
        if (!record.state.within(CaseStates.UNDER_REVIEW)) revert ApprovalCasesNotUnderReview(record.state);
        uint256 count = record.participants.length;
        while (place < count && MemberId.unwrap(record.participants[place].member) != MemberId.unwrap(member)) ++place;
        if (place == count) revert ApprovalCasesNotParticipant(record.id, member);
        if (record.participants[place].stage == 0) revert ApprovalCasesNotAsked(member);
        bit = uint32(1) << uint32(place);
    }

    /// @dev Reverts unless every department that is asked in a stage below `stage` is in `settled`.
    function _checkComplete(CaseRecord memory record, uint256 stage, uint32 settled) private pure {
        for (uint256 i; i < record.participants.length; ++i) {
            Participant memory one = record.participants[i];
            bool waits = one.stage != 0 && one.stage < stage && settled >> i & 1 == 0;
            if (waits) revert ApprovalCasesStageIncomplete(one.stage, one.member);
        }
    }

    /// @dev The highest stage in which a department has decided.
    function _reached(CaseRecord memory record, uint32 decided) private pure returns (uint8 stage) {
        for (uint256 i; i < record.participants.length; ++i) {
            bool higher = decided >> i & 1 == 1 && record.participants[i].stage > stage;
            if (higher) stage = record.participants[i].stage;
        }
    }

    function _give(CaseRecord memory record, uint256 place, Opinion opinion, Digest document) private {
        if (Digest.unwrap(document) == 0) revert ApprovalCasesDocumentMissing();
        Participant memory one = record.participants[place];
        DecisionRecord memory decision =
            DecisionRecord(record.id, one.member, one.stage, opinion, document, uint64(block.timestamp));
        _decisions[record.id][one.member] = RecordDigest.wrap(keccak256(abi.encode(decision)));
        emit DecisionGiven(record.id, one.member, decision);
    }

    // ---------------------------------------------------------------- inside: materials

    /// @dev A reuse, and nothing else, names an earlier case: one that has the same material and in which the member takes
    /// part too.
    function _checkSource(MaterialId material, MaterialSource source, CaseId earlier, MemberId member) private view {
        bool reuse = source == MaterialSource.Reuse;
        if (source == MaterialSource.None || reuse != (CaseId.unwrap(earlier) != 0)) {
            revert ApprovalCasesSourceInvalid(source);
        }
        if (!reuse) return;
        if (RecordDigest.unwrap(_materials[earlier][material]) == 0) {
            revert ApprovalCasesMaterialUnknown(earlier, material);
        }
        if (!isParticipant(earlier, member)) revert ApprovalCasesNotParticipant(earlier, member);
    }
}
