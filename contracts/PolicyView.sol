// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAuthorization} from "./interfaces/IAuthorization.sol";
import {IConsortium} from "./interfaces/IConsortium.sol";
import {IDataCatalogue} from "./interfaces/IDataCatalogue.sol";
import {IPolicyView} from "./interfaces/IPolicyView.sol";
import {Endpoints} from "./libraries/Endpoints.sol";
import {Attribute, Endpoint, FieldRecord, ResourceRecord, ResourceStatus, ServiceRecord} from "./types/Catalogue.sol";
import {GrantRecord, GrantState, Outcome, Question, Records, Terms} from "./types/Grants.sol";
import {ContractName, GrantId, ItemId, MemberId, RecordDigest} from "./types/Ids.sol";
import {MemberStatus, Standing} from "./types/Membership.sol";
import {Reason} from "./types/Reason.sol";

/// @title May this consumer have this from this service, now?
contract PolicyView is IPolicyView {
    uint8 private constant CONFIDENTIAL = 5;
    uint256 private constant ALL_GRANTED = type(uint256).max;
    ContractName private constant DATA_CATALOGUE = ContractName.wrap("DataCatalogue");
    ContractName private constant AUTHORIZATION = ContractName.wrap("Authorization");

    IConsortium private immutable _consortium;

    constructor(IConsortium home) {
        _consortium = home;
    }

    /// @notice The Consortium whose contracts this reads.
    function consortium() external view returns (address) {
        return address(_consortium);
    }

    /// @inheritdoc IPolicyView
    function decide(Question memory question, Records memory records) external view returns (Outcome memory) {
        Reason reason = _consumer(question);
        if (reason != Reason.Granted) return _refused(reason);
        IDataCatalogue catalogue = IDataCatalogue(_consortium.contractOf(DATA_CATALOGUE));
        bytes32 digest = RecordDigest.unwrap(catalogue.serviceOf(question.service));
        if (digest == 0) return _refused(Reason.ServiceUnknown);
        if (digest != keccak256(abi.encode(records.service))) revert PolicyViewRecordMismatch();
        reason = _service(question, records.service);
        if (reason != Reason.Granted) return _refused(reason);
        digest = RecordDigest.unwrap(catalogue.resourceOf(records.service.resource));
        if (digest != keccak256(abi.encode(records.resource))) revert PolicyViewRecordMismatch();
        reason = _resource(records.resource);
        if (reason != Reason.Granted) return _refused(reason);
        return _decide(question, records.resource, records.grants);
    }

    /// @inheritdoc IPolicyView
    function matchEndpoint(Endpoint[] calldata endpoints, string calldata method, string calldata path)
        external
        pure
        returns (uint8)
    {
        return Endpoints.find(endpoints, method, path);
    }

    function _refused(Reason reason) private pure returns (Outcome memory outcome) {
        outcome.reason = reason;
    }

    function _consumer(Question memory question) private view returns (Reason) {
        (MemberId member, bool active) = _consortium.subsystemOf(question.consumer);
        if (!active) return Reason.ConsumerUnknown;
        Standing memory standing = _consortium.standingOf(member);
        if (standing.status != MemberStatus.Active) return Reason.ConsumerSuspended;
        if (question.time < standing.haltedUntil) return Reason.Halted;
        if (question.time < standing.blacklistedUntil) return Reason.ConsumerBlacklisted;
        return Reason.Granted;
    }

    function _service(Question memory question, ServiceRecord memory service) private view returns (Reason) {
        Standing memory provider = _consortium.standingOf(service.member);
        if (provider.status != MemberStatus.Active) return Reason.ProviderSuspended;
        if (question.time < provider.haltedUntil || question.time < service.haltedUntil) return Reason.Halted;
        if (!service.active) return Reason.ServiceDisabled;
        if (question.endpoint >= service.endpoints.length) return Reason.EndpointNotAllowed;
        if (bytes(service.endpoints[question.endpoint].path).length == 0) return Reason.EndpointNotAllowed; // withdrawn
        return Reason.Granted;
    }

    function _resource(ResourceRecord memory resource) private pure returns (Reason) {
        if (resource.status != ResourceStatus.Published) return Reason.ResourceNotPublished;
        if (resource.level == CONFIDENTIAL) return Reason.Classified;
        if (resource.attribute == Attribute.NotShared) return Reason.NotShared;
        return Reason.Granted;
    }

    function _decide(Question memory question, ResourceRecord memory resource, GrantRecord[] memory grants)
        private
        view
        returns (Outcome memory outcome)
    {
        _checkGrants(question, resource, grants);
        uint256 count = resource.fields.length;
        uint256 asked = question.fields;
        if (resource.attribute == Attribute.Unconditional && count != 0) {
            uint256 wanted = asked == ALL_GRANTED ? (1 << count) - 1 : asked;
            (bool open, uint256 profiles) = _public(resource.fields, wanted);
            if (open) return Outcome(true, Reason.Public, GrantId.wrap(0), profiles);
        }
        outcome.reason = Reason.NoGrant;
        for (uint256 i; i < grants.length; ++i) {
            Reason reason = _grant(question, grants[i], count);
            if (reason == Reason.Granted) {
                return Outcome(true, reason, grants[i].id, _given(grants[i].terms.profiles, asked, count));
            }
            if (i == 0) outcome.reason = reason;
        }
    }

    /// @dev Whether only public fields are wanted, and what is given of them.
    function _public(FieldRecord[] memory fields, uint256 wanted) private pure returns (bool, uint256 profiles) {
        if (wanted >> fields.length != 0) return (false, 0);
        for (uint256 i; i < fields.length; ++i) {
            if (wanted >> i & 1 == 0) continue;
            if (fields[i].level != 1) return (false, 0);
            profiles |= uint256(fields[i].defaultProfile) << (2 * i);
        }
        return (true, profiles);
    }

    function _grant(Question memory question, GrantRecord memory grant, uint256 count) private pure returns (Reason) {
        Terms memory terms = grant.terms;
        if (grant.state == GrantState.Suspended) return Reason.GrantSuspended;
        if (grant.state != GrantState.Active) return Reason.GrantRevoked;
        if (question.time < terms.validFrom) return Reason.GrantNotYetValid;
        if (question.time >= terms.validTo) return Reason.GrantExpired;
        if (question.fields != ALL_GRANTED && question.fields & ~_mask(terms.profiles, count) != 0) {
            return Reason.FieldNotGranted;
        }
        if (terms.items.length != 0 && !_contains(terms.items, question.item)) {
            return ItemId.unwrap(question.item) == 0 ? Reason.ItemMissing : Reason.ItemNotGranted;
        }
        if (terms.dailyCap != 0 && question.usedToday >= terms.dailyCap) return Reason.CapExceeded;
        if (terms.rowCap != 0 && uint256(question.rowsToday) + question.rows > terms.rowCap) return Reason.RowCapExceeded;
        return Reason.Granted;
    }

    function _mask(uint256 profiles, uint256 count) private pure returns (uint256 mask) {
        for (uint256 i; i < count; ++i) {
            if (profiles >> (2 * i) & 3 != 0) mask |= 1 << i;
        }
    }

    /// @dev The profiles of the fields that are asked for.
    function _given(uint256 profiles, uint256 asked, uint256 count) private pure returns (uint256 given) {
        for (uint256 i; i < count; ++i) {
            if (asked >> i & 1 == 1) given |= profiles & (3 << (2 * i));
        }
    }

    function _contains(ItemId[] memory items, ItemId item) private pure returns (bool) {
        for (uint256 i; i < items.length; ++i) {
            if (ItemId.unwrap(items[i]) == ItemId.unwrap(item)) return true;
        }
        return false;
    }

    /// @dev The grants must be all of the pair, newest first, as they are stored.
    function _checkGrants(Question memory question, ResourceRecord memory resource, GrantRecord[] memory grants)
        private
        view
    {
        IAuthorization authorization = IAuthorization(_consortium.contractOf(AUTHORIZATION));
        GrantId[] memory ids = authorization.grantsOf(question.consumer, resource.id);
        if (ids.length != grants.length) revert PolicyViewRecordMismatch();
        for (uint256 i; i < ids.length; ++i) {
            GrantId id = ids[ids.length - 1 - i];
            bytes32 digest = RecordDigest.unwrap(authorization.grantOf(id));
            if (digest != keccak256(abi.encode(grants[i]))) revert PolicyViewRecordMismatch();
        }
    }
}
