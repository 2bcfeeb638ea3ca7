// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAuthorization} from "./interfaces/IAuthorization.sol";
import {IApprovalCases} from "./interfaces/IApprovalCases.sol";
import {IConsortium} from "./interfaces/IConsortium.sol";
import {IDataCatalogue} from "./interfaces/IDataCatalogue.sol";
import {IPolicyView} from "./interfaces/IPolicyView.sol";
import {Endpoints} from "./libraries/Endpoints.sol";
import {ConsentRecord, GrantScope, PairStanding} from "./types/Access.sol";
import {Attribute, Endpoint, ResourceStatus, ServiceRecord} from "./types/Catalogue.sol";
import {GrantRecord, GrantState, Outcome, Question, Records, Terms} from "./types/Grants.sol";
import {
    BreakGlassId,
    CaseId,
    ContractName,
    GrantId,
    ItemId,
    MemberId,
    PairDigest,
    RecordDigest,
    SubjectId
} from "./types/Ids.sol";
import {MemberStatus, Standing} from "./types/Membership.sol";
import {Reason} from "./types/Reason.sol";
import {ResourceFacts} from "./types/Rights.sol";

/// @title May this consumer have this from this service, now?
contract PolicyView is IPolicyView {
    uint8 private constant CONFIDENTIAL = 5;
    uint256 private constant ALL_GRANTED = type(uint256).max;
    ContractName private constant DATA_CATALOGUE = ContractName.wrap("DataCatalogue");
    ContractName private constant AUTHORIZATION = ContractName.wrap("Authorization");
    ContractName private constant APPROVAL_CASES = ContractName.wrap("ApprovalCases");

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
        (Reason reason, MemberId consumer) = _consumer(question);
        if (reason != Reason.Granted) return _refused(reason);
        IDataCatalogue catalogue = IDataCatalogue(_consortium.contractOf(DATA_CATALOGUE));
        bytes32 digest = RecordDigest.unwrap(catalogue.serviceOf(question.service));
        if (digest == 0) return _refused(Reason.ServiceUnknown);
        if (digest != keccak256(abi.encode(records.service))) revert PolicyViewRecordMismatch();
        reason = _service(question, records.service);
        if (reason != Reason.Granted) return _refused(reason);
        ResourceFacts memory facts = catalogue.factsOf(records.service.resource);
        reason = _resource(facts);
        if (reason != Reason.Granted) return _refused(reason);
        return _decide(question, records, facts, consumer);
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

    function _consumer(Question memory question) private view returns (Reason, MemberId member) {
        bool active;
        (member, active) = _consortium.subsystemOf(question.consumer);
        if (!active) return (Reason.ConsumerUnknown, member);
        Standing memory standing = _consortium.standingOf(member);
        if (standing.status != MemberStatus.Active) return (Reason.ConsumerSuspended, member);
        if (question.time < standing.haltedUntil) return (Reason.Halted, member);
        if (question.time < standing.blacklistedUntil) return (Reason.ConsumerBlacklisted, member);
        return (Reason.Granted, member);
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

    function _resource(ResourceFacts memory facts) private pure returns (Reason) {
        if (facts.status != ResourceStatus.Published) return Reason.ResourceNotPublished;
        if (facts.level == CONFIDENTIAL) return Reason.Classified;
        if (facts.attribute == Attribute.NotShared) return Reason.NotShared;
        return Reason.Granted;
    }

    function _decide(Question memory question, Records memory records, ResourceFacts memory facts, MemberId consumer)
        private
        view
        returns (Outcome memory outcome)
    {
        PairStanding memory standing = _standing(question, records);
        uint256 live = ((1 << facts.fields) - 1) & ~uint256(facts.withdrawn);
        uint256 asked = question.fields;
        if (facts.attribute == Attribute.Unconditional && facts.fields != 0) {
            uint256 wanted = asked == ALL_GRANTED ? live : asked;
            if (wanted & ~uint256(facts.publics) == 0) {
                return Outcome(true, Reason.Public, GrantId.wrap(0), _given(facts.defaults, wanted, live));
            }
        }
        outcome.reason = Reason.NoGrant;
        uint256 scoped;
        uint256 ancestor;
        for (uint256 i; i < records.grants.length; ++i) {
            GrantRecord memory grant = records.grants[i];
            Reason reason = Reason.Granted;
            GrantScope memory scope;
            if (RecordDigest.unwrap(standing.scopes[i]) != 0) {
                scope = records.scopes[scoped++];
                for (uint256 k; k < scope.ancestors.length; ++k) {
                    if (records.ancestors[ancestor++].state != GrantState.Active) reason = Reason.DelegationEnded;
                }
            }
            reason = _grant(question, grant, reason, live);
            if (reason == Reason.Granted) reason = _scope(question, scope, records.consent, consumer);
            if (reason == Reason.Granted) reason = _caps(question, grant.terms);
            if (reason == Reason.Granted) {
                return Outcome(true, reason, grant.id, _given(grant.terms.profiles, asked, live));
            }
            if (i == 0) outcome.reason = reason;
        }
        uint256 open = _mask(facts.defaults) & live;
        if (question.time < standing.emergencyUntil && (asked == ALL_GRANTED || asked & ~open == 0)) {
            GrantId emergency = GrantId.wrap(BreakGlassId.unwrap(standing.emergency));
            return Outcome(true, Reason.BreakGlass, emergency, _given(facts.defaults, asked, live));
        }
    }

    function _grant(Question memory question, GrantRecord memory grant, Reason line, uint256 live)
        private
        pure
        returns (Reason)
    {
        Terms memory terms = grant.terms;
        if (grant.state == GrantState.Suspended) return Reason.GrantSuspended;
        if (grant.state == GrantState.Proposed) return Reason.ApprovalMissing;
        if (grant.state != GrantState.Active) return Reason.GrantRevoked;
        if (question.time < terms.validFrom) return Reason.GrantNotYetValid;
        if (question.time >= terms.validTo) return Reason.GrantExpired;
        if (line != Reason.Granted) return line;
        if (question.fields != ALL_GRANTED && question.fields & ~(_mask(terms.profiles) & live) != 0) {
            return Reason.FieldNotGranted;
        }
        if (terms.items.length != 0 && !_contains(terms.items, question.item)) {
            return ItemId.unwrap(question.item) == 0 ? Reason.ItemMissing : Reason.ItemNotGranted;
        }
        return Reason.Granted;
    }

    /// @dev Case and consent; a grant without a scope has an empty one.
    function _scope(
        Question memory question,
        GrantScope memory scope,
        ConsentRecord memory consent,
        MemberId consumer
    ) private view returns (Reason) {
        if (CaseId.unwrap(scope.caseId) != 0) {
            Reason reason = _case(question, scope.caseId, consumer);
            if (reason != Reason.Granted) return reason;
        }
        if (!scope.consent) return Reason.Granted;
        if (SubjectId.unwrap(consent.subject) == 0) return Reason.ConsentMissing;
        if (consent.withdrawnAt != 0) return Reason.ConsentWithdrawn;
        return question.time < consent.until ? Reason.Granted : Reason.ConsentExpired;
    }

    function _case(Question memory question, CaseId caseId, MemberId consumer) private view returns (Reason) {
        IApprovalCases cases = IApprovalCases(_consortium.contractOf(APPROVAL_CASES));
        if (address(cases) == address(0)) return Reason.CaseMissing;
        (bool known, bool open, MemberId lead, ItemId item) = cases.standingOf(caseId);
        if (!known) return Reason.CaseMissing;
        if (!open) return Reason.CaseClosed;
        bool leads = MemberId.unwrap(lead) == MemberId.unwrap(consumer);
        if (!leads && !cases.isParticipant(caseId, consumer)) return Reason.CaseOfOthers;
        bool other = ItemId.unwrap(question.item) != 0 && ItemId.unwrap(question.item) != ItemId.unwrap(item);
        return other ? Reason.ItemNotGranted : Reason.Granted;
    }

    function _caps(Question memory question, Terms memory terms) private pure returns (Reason) {
        if (terms.dailyCap != 0 && question.usedToday >= terms.dailyCap) return Reason.CapExceeded;
        if (terms.rowCap != 0 && uint256(question.rowsToday) + question.rows > terms.rowCap) return Reason.RowCapExceeded;
        return Reason.Granted;
    }

    /// @dev The fields of which these profiles give something, a bit each.
    function _mask(uint256 profiles) private pure returns (uint256 mask) {
        uint256 bit = 1;
        for (uint256 rest = profiles; rest != 0; rest >>= 2) {
            if (rest & 3 != 0) mask |= bit;
            bit <<= 1;
        }
    }

    /// @dev The profiles of the fields that are asked for and there.
    function _given(uint256 profiles, uint256 asked, uint256 live) private pure returns (uint256 given) {
        uint256 chosen = asked & live;
        for (uint256 place; chosen != 0; chosen >>= 1) {
            if (chosen & 1 == 1) given |= profiles & (3 << place);
            place += 2;
        }
    }

    function _contains(ItemId[] memory items, ItemId item) private pure returns (bool) {
        for (uint256 i; i < items.length; ++i) {
            if (ItemId.unwrap(items[i]) == ItemId.unwrap(item)) return true;
        }
        return false;
    }

    /// @dev What is stored of the pair; every resupplied record must be the one that is. The grants must be all of the
    /// pair, newest first.
    function _standing(Question memory question, Records memory records)
        private
        view
        returns (PairStanding memory standing)
    {
        uint256 count = records.grants.length;
        GrantId[] memory ids = new GrantId[](count + records.ancestors.length);
        for (uint256 i; i < count; ++i) {
            ids[i] = records.grants[i].id;
        }
        for (uint256 i; i < records.ancestors.length; ++i) {
            ids[count + i] = records.ancestors[i].id;
        }
        IAuthorization authorization = IAuthorization(_consortium.contractOf(AUTHORIZATION));
        standing = authorization.standingsOf(question.consumer, records.service.resource, ids, question.subject);
        bytes32 consent = RecordDigest.unwrap(standing.consent);
        bool stated = SubjectId.unwrap(records.consent.subject) != 0;
        bool right = consent == 0 ? !stated : consent == keccak256(abi.encode(records.consent));
        if (!right || PairDigest.unwrap(standing.pair) != _pair(ids, count)) revert PolicyViewRecordMismatch();
        uint256 scoped;
        uint256 ancestor = count;
        for (uint256 i; i < count; ++i) {
            if (RecordDigest.unwrap(standing.grants[i]) != keccak256(abi.encode(records.grants[i]))) {
                revert PolicyViewRecordMismatch();
            }
            bytes32 digest = RecordDigest.unwrap(standing.scopes[i]);
            if (digest == 0) continue;
            if (scoped == records.scopes.length) revert PolicyViewRecordMismatch();
            GrantScope memory scope = records.scopes[scoped++];
            if (digest != keccak256(abi.encode(scope))) revert PolicyViewRecordMismatch();
            for (uint256 k; k < scope.ancestors.length; ++k) {
                if (ancestor == ids.length) revert PolicyViewRecordMismatch();
                GrantRecord memory above = records.ancestors[ancestor - count];
                bool named = GrantId.unwrap(above.id) == GrantId.unwrap(scope.ancestors[k]);
                bool stored = RecordDigest.unwrap(standing.grants[ancestor]) == keccak256(abi.encode(above));
                if (!named || !stored) revert PolicyViewRecordMismatch();
                ++ancestor;
            }
        }
        if (scoped != records.scopes.length || ancestor != ids.length) revert PolicyViewRecordMismatch();
    }

    /// @dev The digest of a pair whose grants are the first `count` of these, newest first.
    function _pair(GrantId[] memory ids, uint256 count) private pure returns (bytes32 pair) {
        for (uint256 i = count; i != 0; --i) {
            uint256 hash = uint256(keccak256(abi.encode(pair, ids[i - 1])));
            pair = bytes32(hash & ~uint256(0xff) | uint8(uint256(pair)) + 1);
        }
    }
}
