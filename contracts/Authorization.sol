// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Governed} from "./Governed.sol";
import {IAuthorization} from "./interfaces/IAuthorization.sol";
import {IConsortium} from "./interfaces/IConsortium.sol";
import {IDataCatalogue} from "./interfaces/IDataCatalogue.sol";
import {IWorkCalendar} from "./interfaces/IWorkCalendar.sol";
import {Attribute, FieldKind, FieldRecord, Profile, ResourceRecord, ResourceStatus} from "./types/Catalogue.sol";
import {GrantRecord, GrantState, RequestRecord, RequestState, Terms} from "./types/Grants.sol";
import {
    AnyId,
    ContractName,
    Digest,
    GrantId,
    ItemId,
    MemberId,
    RecordDigest,
    RequestId,
    ResourceId,
    SubsystemId
} from "./types/Ids.sol";
import {Duties, Roles} from "./types/Membership.sol";

/// @title Requests, their answers, and grants.
contract Authorization is IAuthorization, Governed {
    uint256 private constant MAX_GRANTS = 16;
    uint256 private constant MAX_ITEMS = 16;
    uint256 private constant MAX_PARAMS = 512;
    uint16 private constant DAYS_TO_ANSWER = 10;
    uint16 private constant DAYS_TO_DELIVER = 20;
    ContractName private constant WORK_CALENDAR = ContractName.wrap("WorkCalendar");
    ContractName private constant DATA_CATALOGUE = ContractName.wrap("DataCatalogue");
    ContractName private constant ACCOUNTABILITY = ContractName.wrap("Accountability");

    IConsortium private _consortium;
    mapping(RequestId => RecordDigest) private _requests;
    mapping(GrantId => RecordDigest) private _grants;
    mapping(SubsystemId => mapping(ResourceId => GrantId[])) private _pairs; // oldest first

    /// @notice Begin. Called once, by the proxy's constructor.
    function initialize(IConsortium home) external initializer {
        _consortium = home;
    }

    // ---------------------------------------------------------------- requests

    /// @inheritdoc IAuthorization
    function submit(RequestRecord memory record, ResourceRecord memory resource) external {
        (MemberId member, bool active) = _consortium.subsystemOf(record.demander);
        if (!active) revert AuthorizationRequestInvalid();
        _activeFor(Duties.OFFICER, member);
        bytes32 id = RequestId.unwrap(record.id);
        if (id == 0 || RecordDigest.unwrap(_requests[record.id]) != 0) revert AuthorizationIdentifierTaken(AnyId.wrap(id));
        _checkPublished(resource);
        if (resource.attribute == Attribute.NotShared) revert AuthorizationNotShared(resource.legalBasis);
        _checkWanted(record, resource.fields);
        record.member = member;
        record.resource = resource.id;
        record.provider = resource.provider;
        record.submittedAt = uint64(block.timestamp);
        record.answeredAt = 0;
        record.deliverBy = 0;
        record.reason = Digest.wrap(0);
        if (resource.attribute == Attribute.Unconditional) {
            _grantAtOnce(record, resource.fields);
        } else {
            record.dueAt = _workingDays(DAYS_TO_ANSWER);
            _storeRequest(record, RequestState.Submitted);
            emit RequestSubmitted(record.id, record.demander, record.resource, record);
        }
    }

    /// @inheritdoc IAuthorization
    function withdraw(RequestRecord memory record) external {
        _holdingFor(Duties.OFFICER, record.member);
        _checkSubmitted(record);
        record.answeredAt = uint64(block.timestamp);
        _storeRequest(record, RequestState.Withdrawn);
        emit RequestAnswered(record.id, record.demander, record.resource, record);
    }

    /// @inheritdoc IAuthorization
    function agree(
        RequestRecord memory record,
        ResourceRecord memory resource,
        GrantId grant,
        Terms memory terms,
        Digest reason
    ) external {
        _activeFor(Duties.APPROVER, record.provider);
        _checkSubmitted(record);
        _checkPublished(resource);
        if (ResourceId.unwrap(resource.id) != ResourceId.unwrap(record.resource)) revert GovernedRecordMismatch();
        bool whole = _checkNarrower(record.wanted, terms, resource.fields.length);
        record.answeredAt = uint64(block.timestamp);
        record.deliverBy = _workingDays(DAYS_TO_DELIVER);
        record.reason = reason;
        _storeRequest(record, whole ? RequestState.Agreed : RequestState.PartlyAgreed);
        emit RequestAnswered(record.id, record.demander, record.resource, record);
        _create(record, grant, terms);
    }

    /// @inheritdoc IAuthorization
    function refuse(RequestRecord memory record, Digest reason) external {
        _holdingFor(Duties.APPROVER, record.provider);
        _checkSubmitted(record);
        if (Digest.unwrap(reason) == 0) revert AuthorizationRequestInvalid();
        record.answeredAt = uint64(block.timestamp);
        record.reason = reason;
        _storeRequest(record, RequestState.Refused);
        emit RequestAnswered(record.id, record.demander, record.resource, record);
    }

    // ---------------------------------------------------------------- grants

    /// @inheritdoc IAuthorization
    function suspend(GrantRecord memory record, Digest reason) external {
        MemberId by = _suspender(record);
        _checkGrant(record);
        if (record.state != GrantState.Active) revert AuthorizationGrantState();
        record.suspendedBy = by;
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
    function discard(GrantRecord memory record) external {
        _checkGrant(record);
        bool dead = record.state == GrantState.Revoked || record.state == GrantState.Ended
            || (record.state != GrantState.Discarded && record.terms.validTo <= block.timestamp);
        if (!dead) revert AuthorizationGrantState();
        GrantId[] storage pair = _pairs[record.demander][record.resource];
        uint256 last = pair.length - 1;
        bool found;
        for (uint256 i; i < last; ++i) {
            found = found || GrantId.unwrap(pair[i]) == GrantId.unwrap(record.id);
            if (found) pair[i] = pair[i + 1];
        }
        pair.pop();
        _changeGrant(record, GrantState.Discarded, Digest.wrap(0));
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
    function grantsOf(SubsystemId demander, ResourceId resource) external view returns (GrantId[] memory) {
        return _pairs[demander][resource];
    }

    // ---------------------------------------------------------------- inside

    function _home() internal view override returns (IConsortium) {
        return _consortium;
    }

    /// @dev An unconditionally shared resource: every field that was asked for, by the catalogue's default profile.
    function _grantAtOnce(RequestRecord memory record, FieldRecord[] memory fields) private {
        uint256 profiles;
        for (uint256 i; i < fields.length; ++i) {
            bool asked = record.wanted.profiles >> (2 * i) & 3 != 0;
            if (asked) profiles |= uint256(fields[i].defaultProfile) << (2 * i);
        }
        if (fields.length != 0 && profiles == 0) revert AuthorizationRequestInvalid();
        Terms memory terms = record.wanted;
        record.dueAt = 0;
        record.answeredAt = uint64(block.timestamp);
        bool whole = profiles == terms.profiles;
        _storeRequest(record, whole ? RequestState.Agreed : RequestState.PartlyAgreed);
        emit RequestSubmitted(record.id, record.demander, record.resource, record);
        terms.profiles = profiles;
        _create(record, GrantId.wrap(RequestId.unwrap(record.id)), terms);
    }

    function _create(RequestRecord memory request, GrantId id, Terms memory terms) private {
        if (GrantId.unwrap(id) == 0 || RecordDigest.unwrap(_grants[id]) != 0) {
            revert AuthorizationIdentifierTaken(AnyId.wrap(GrantId.unwrap(id)));
        }
        GrantId[] storage pair = _pairs[request.demander][request.resource];
        if (pair.length == MAX_GRANTS) revert AuthorizationTooManyGrants();
        pair.push(id);
        GrantRecord memory record;
        record.id = id;
        record.request = request.id;
        record.demander = request.demander;
        record.resource = request.resource;
        record.provider = request.provider;
        record.terms = terms;
        record.state = GrantState.Active;
        _grants[id] = RecordDigest.wrap(keccak256(abi.encode(record)));
        emit GrantCreated(id, record.demander, record.resource, record);
    }

    function _changeGrant(GrantRecord memory record, GrantState state, Digest reason) private {
        record.state = state;
        _grants[record.id] = RecordDigest.wrap(keccak256(abi.encode(record)));
        emit GrantChanged(record.id, record.demander, record.resource, record, reason);
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

    function _checkLive(GrantRecord memory record) private pure {
        if (record.state != GrantState.Active && record.state != GrantState.Suspended) revert AuthorizationGrantState();
    }

    function _checkGrant(GrantRecord memory record) private view {
        if (RecordDigest.unwrap(_grants[record.id]) != keccak256(abi.encode(record))) revert GovernedRecordMismatch();
    }

    function _checkSubmitted(RequestRecord memory record) private view {
        if (RecordDigest.unwrap(_requests[record.id]) != keccak256(abi.encode(record))) revert GovernedRecordMismatch();
        if (record.state != RequestState.Submitted) revert AuthorizationAnswered();
    }

    function _storeRequest(RequestRecord memory record, RequestState state) private {
        record.state = state;
        _requests[record.id] = RecordDigest.wrap(keccak256(abi.encode(record)));
    }

    function _checkPublished(ResourceRecord memory resource) private view {
        IDataCatalogue catalogue = IDataCatalogue(_consortium.contractOf(DATA_CATALOGUE));
        if (RecordDigest.unwrap(catalogue.resourceOf(resource.id)) != keccak256(abi.encode(resource))) {
            revert GovernedRecordMismatch();
        }
        if (resource.status != ResourceStatus.Published) revert AuthorizationNotPublished();
    }

    function _workingDays(uint16 count) private view returns (uint64) {
        IWorkCalendar calendar = IWorkCalendar(_consortium.contractOf(WORK_CALENDAR));
        return calendar.addWorkingDays(uint64(block.timestamp), count);
    }

    /// @dev Checks what is asked for: digests, dates, items, and a profile of the right kind for each field.
    function _checkWanted(RequestRecord memory record, FieldRecord[] memory fields) private view {
        Terms memory wanted = record.wanted;
        bool digests = Digest.unwrap(record.purpose) != 0 && Digest.unwrap(record.legalBasis) != 0
            && Digest.unwrap(record.commitment) != 0;
        bool dates = wanted.validFrom < wanted.validTo && wanted.validTo > block.timestamp;
        bool none = wanted.profiles == 0 && fields.length != 0;
        if (!digests || !dates || none || wanted.params.length != 0 || !_fits(wanted.profiles, fields)) {
            revert AuthorizationRequestInvalid();
        }
        _checkItems(wanted.items);
    }

    /// @dev Whether every field has a profile of its kind, and none stands beyond the last.
    function _fits(uint256 profiles, FieldRecord[] memory fields) private pure returns (bool) {
        for (uint256 i; i < fields.length; ++i) {
            uint256 profile = profiles >> (2 * i) & 3;
            bool predicate = profile == uint256(Profile.Predicate);
            if (profile != 0 && predicate != (fields[i].kind == FieldKind.Predicate)) return false;
        }
        return profiles >> (2 * fields.length) == 0;
    }

    function _checkItems(ItemId[] memory items) private pure {
        if (items.length > MAX_ITEMS) revert AuthorizationRequestInvalid();
        for (uint256 i; i < items.length; ++i) {
            if (ItemId.unwrap(items[i]) == 0) revert AuthorizationRequestInvalid();
        }
    }

    /// @dev Reverts unless `given` is at most `wanted`; returns whether it is all of it. Thresholds of predicates are the
    /// provider's to set.
    function _checkNarrower(Terms memory wanted, Terms memory given, uint256 fields) private view returns (bool whole) {
        whole = given.profiles == wanted.profiles;
        for (uint256 i; i < fields; ++i) {
            uint256 w = wanted.profiles >> (2 * i) & 3;
            uint256 g = given.profiles >> (2 * i) & 3;
            bool masked = w == uint256(Profile.Plain) && g == uint256(Profile.Masked);
            if (g != w && g != 0 && !masked) revert AuthorizationWider();
        }
        bool nothing = fields != 0 && given.profiles == 0;
        bool dates = given.validFrom >= wanted.validFrom && given.validTo <= wanted.validTo
            && given.validFrom < given.validTo && given.validTo > block.timestamp;
        bool caps = _cap(wanted.dailyCap, given.dailyCap) && _cap(wanted.rowCap, given.rowCap);
        if (
            given.profiles >> (2 * fields) != 0 || nothing || !dates || !caps || given.params.length > MAX_PARAMS
                || !_within(wanted.items, given.items)
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
