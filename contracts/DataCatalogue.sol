// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Governed} from "./Governed.sol";
import {IAuthorization} from "./interfaces/IAuthorization.sol";
import {IConsortium} from "./interfaces/IConsortium.sol";
import {IDataCatalogue} from "./interfaces/IDataCatalogue.sol";
import {IWorkCalendar} from "./interfaces/IWorkCalendar.sol";
import {Identifiers} from "./libraries/Identifiers.sol";
import {Texts} from "./libraries/Texts.sol";
import {
    Attribute,
    Endpoint,
    FieldKind,
    FieldRecord,
    Profile,
    ResourceRecord,
    ResourceStatus,
    ServiceRecord
} from "./types/Catalogue.sol";
import {
    AnyId,
    ContractName,
    CorrectionId,
    Digest,
    ElementId,
    MemberId,
    PairDigest,
    RecordDigest,
    ResourceId,
    ServiceId,
    SubsystemId
} from "./types/Ids.sol";
import {Duties, MemberRecord, MemberStatus, Roles} from "./types/Membership.sol";
import {
    CorrectionRecord,
    CorrectionState,
    Parent,
    ResourceFacts,
    RightKind,
    RightRecord
} from "./types/Rights.sol";

/// @title What there is, what it may be used for, and where it is served.
contract DataCatalogue is IDataCatalogue, Governed {
    uint256 private constant MAX_FIELDS = 127;
    uint256 private constant MAX_ELEMENTS = 32;
    uint256 private constant MAX_ENDPOINTS = 32;
    uint8 private constant CONFIDENTIAL = 5;
    uint16 private constant DAYS_TO_PUBLISH = 2;
    uint16 private constant DAYS_TO_CORRECT = 10;
    uint256 private constant MAX_PARENTS = 8;
    ContractName private constant AUTHORIZATION = ContractName.wrap("Authorization");
    uint64 private constant LONGEST_HALT = 72 hours;
    uint64 private constant HALT_PAUSE = 30 days;
    ContractName private constant WORK_CALENDAR = ContractName.wrap("WorkCalendar");

    struct RightState {
        RecordDigest digest;
        uint64 until;
    }

    IConsortium private _consortium;
    mapping(ResourceId => RecordDigest) private _resources;
    mapping(bytes32 code => ResourceId) private _codes;
    mapping(ElementId => ResourceId) private _sources;
    mapping(ServiceId => RecordDigest) private _services;
    mapping(ServiceId => uint64) private _lastHalt;
    mapping(ResourceId => ResourceFacts) private _facts;
    mapping(ResourceId => RecordDigest) private _next;
    mapping(ResourceId => mapping(uint32 version => RecordDigest)) private _versions;
    mapping(ResourceId => mapping(uint32 version => RecordDigest)) private _lineages;
    mapping(ResourceId => mapping(RightKind => mapping(MemberId => RightState))) private _rights;
    mapping(CorrectionId => RecordDigest) private _corrections;

    /// @notice Begin. Called once, by the proxy's constructor.
    function initialize(IConsortium home) external initializer {
        _consortium = home;
    }

    // ---------------------------------------------------------------- resources

    /// @inheritdoc IDataCatalogue
    function register(ResourceRecord memory record) external {
        _register(record);
    }

    /// @inheritdoc IDataCatalogue
    function registerDerived(ResourceRecord memory record, Parent[] memory parents) external {
        if (parents.length == 0) revert DataCatalogueParentInvalid(0);
        _register(record);
        _derive(record, parents);
    }

    /// @inheritdoc IDataCatalogue
    function draftVersion(ResourceRecord memory current, ResourceRecord memory record, Parent[] memory parents) external {
        _activeFor(Duties.OFFICER, current.provider);
        _checkCurrent(current, ResourceStatus.Published);
        _checkSame(current, record);
        _checkKept(current, record);
        record.version = current.version + 1;
        _prepare(record, current.provider, current.fields.length);
        _storeResource(record, ResourceStatus.Draft, true);
        emit VersionDrafted(record.id, record.provider, record);
        if (parents.length != 0) _derive(record, parents);
        else _lineages[record.id][record.version] = RecordDigest.wrap(0);
    }

    /// @inheritdoc IDataCatalogue
    function redraft(ResourceRecord memory current, ResourceRecord memory record) external {
        _activeFor(Duties.OFFICER, current.provider);
        _checkCurrent(current, ResourceStatus.Draft);
        _checkSame(current, record);
        record.version = current.version;
        _draft(record, current.provider);
    }

    /// @inheritdoc IDataCatalogue
    function submit(ResourceRecord memory record) external {
        _activeFor(Duties.OFFICER, record.provider);
        bool next = _checkResource(record, ResourceStatus.Draft);
        record.dueAt = _workingDays(DAYS_TO_PUBLISH);
        _storeResource(record, ResourceStatus.Submitted, next);
        if (next) emit VersionSubmitted(record.id, record.provider, record);
        else emit ResourceSubmitted(record.id, record.provider, record);
    }

    /// @inheritdoc IDataCatalogue
    function sendBack(ResourceRecord memory record, Digest reason) external {
        _activeWithRole(Duties.APPROVER, Roles.CATALOGUE);
        bool next = _checkResource(record, ResourceStatus.Submitted);
        record.dueAt = 0;
        _storeResource(record, ResourceStatus.Draft, next);
        if (next) emit VersionReturned(record.id, record.provider, record, reason);
        else emit ResourceReturned(record.id, record.provider, record, reason);
    }

    /// @inheritdoc IDataCatalogue
    function publish(ResourceRecord memory record) external {
        _activeWithRole(Duties.APPROVER, Roles.CATALOGUE);
        bool next = _checkResource(record, ResourceStatus.Submitted);
        if (next) {
            if (_facts[record.id].status != ResourceStatus.Published) revert DataCatalogueStatusInvalid();
            _next[record.id] = RecordDigest.wrap(0);
        }
        for (uint256 i; i < record.elements.length; ++i) {
            ResourceId source = _sources[record.elements[i]];
            bool own = next && ResourceId.unwrap(source) == ResourceId.unwrap(record.id);
            if (ResourceId.unwrap(source) != 0 && !own) revert DataCatalogueSecondSource(record.elements[i], source);
            if (!own) _sources[record.elements[i]] = record.id;
        }
        _storeResource(record, ResourceStatus.Published, false);
        _versions[record.id][record.version] = _resources[record.id];
        _storeFacts(record);
        emit ResourcePublished(record.id, record.provider, record);
    }

    /// @inheritdoc IDataCatalogue
    function suspend(ResourceRecord memory record, Digest reason) external {
        MemberId by = _suspender(record);
        _checkCurrent(record, ResourceStatus.Published);
        record.suspendedBy = by;
        _storeStatus(record, ResourceStatus.Suspended);
        emit ResourceSuspended(record.id, record.provider, record, reason);
    }

    /// @inheritdoc IDataCatalogue
    function resume(ResourceRecord memory record) external {
        MemberId by = _suspender(record);
        _checkCurrent(record, ResourceStatus.Suspended);
        if (MemberId.unwrap(by) != MemberId.unwrap(record.suspendedBy)) {
            revert GovernedUnauthorized(_actor(), Duties.SECURITY | Duties.APPROVER);
        }
        record.suspendedBy = MemberId.wrap(0);
        _storeStatus(record, ResourceStatus.Published);
        emit ResourceResumed(record.id, record.provider, record);
    }

    /// @inheritdoc IDataCatalogue
    function retire(ResourceRecord memory record, Digest reason) external {
        _activeFor(Duties.APPROVER, record.provider);
        bool suspended = record.status == ResourceStatus.Suspended;
        _checkCurrent(record, suspended ? ResourceStatus.Suspended : ResourceStatus.Published);
        for (uint256 i; i < record.elements.length; ++i) {
            _sources[record.elements[i]] = ResourceId.wrap(0);
        }
        _storeStatus(record, ResourceStatus.Retired);
        emit ResourceRetired(record.id, record.provider, record, reason);
    }

    // ---------------------------------------------------------------- rights and corrections

    /// @inheritdoc IDataCatalogue
    function grantRight(RightRecord memory right) external {
        MemberId provider = _facts[right.resource].provider;
        _activeFor(Duties.APPROVER, provider);
        bool known = _consortium.standingOf(right.holder).status == MemberStatus.Active;
        bool itself = MemberId.unwrap(right.holder) == MemberId.unwrap(provider);
        bool stated = right.kind != RightKind.None && Digest.unwrap(right.basis) != 0;
        if (!known || itself || !stated || right.until <= block.timestamp) revert DataCatalogueRightInvalid();
        right.grantor = provider;
        right.since = uint64(block.timestamp);
        right.revokedAt = 0;
        _storeRight(right, right.until);
        emit RightGranted(right.resource, right.kind, right.holder, right);
    }

    /// @inheritdoc IDataCatalogue
    function revokeRight(RightRecord memory right, Digest reason) external {
        (MemberId own,,) = _holding(Duties.APPROVER | Duties.SECURITY);
        if (MemberId.unwrap(own) != MemberId.unwrap(right.grantor)) _activeWithRole(Duties.APPROVER, Roles.CATALOGUE);
        RecordDigest stored = _rights[right.resource][right.kind][right.holder].digest;
        if (RecordDigest.unwrap(stored) != keccak256(abi.encode(right))) revert GovernedRecordMismatch();
        if (right.revokedAt != 0) revert DataCatalogueRightInvalid();
        right.revokedAt = uint64(block.timestamp);
        _storeRight(right, 0);
        emit RightRevoked(right.resource, right.kind, right.holder, right, reason);
    }

    /// @inheritdoc IDataCatalogue
    function raiseCorrection(CorrectionRecord memory record) external {
        (MemberId member,) = _consortium.subsystemOf(record.claimant);
        _activeFor(Duties.OFFICER, member);
        bool taken = CorrectionId.unwrap(record.id) == 0 || RecordDigest.unwrap(_corrections[record.id]) != 0;
        if (taken || Digest.unwrap(record.claim) == 0) revert DataCatalogueCorrectionInvalid();
        IAuthorization authorization = IAuthorization(_consortium.contractOf(AUTHORIZATION));
        PairDigest pair = authorization.pairOf(record.claimant, record.resource);
        if (PairDigest.unwrap(pair) == 0) revert DataCatalogueNoGrant();
        record.provider = _facts[record.resource].provider;
        record.member = member;
        record.state = CorrectionState.Raised;
        record.raisedAt = uint64(block.timestamp);
        record.dueAt = _workingDays(DAYS_TO_CORRECT);
        record.answeredAt = 0;
        record.verdict = Digest.wrap(0);
        _corrections[record.id] = RecordDigest.wrap(keccak256(abi.encode(record)));
        emit CorrectionRaised(record.id, record.resource, record);
    }

    /// @inheritdoc IDataCatalogue
    function decideCorrection(CorrectionRecord memory record, bool accepted, Digest verdict) external {
        _holdingFor(Duties.APPROVER, record.provider);
        if (RecordDigest.unwrap(_corrections[record.id]) != keccak256(abi.encode(record))) revert GovernedRecordMismatch();
        if (record.state != CorrectionState.Raised) revert DataCatalogueAnswered();
        if (Digest.unwrap(verdict) == 0) revert DataCatalogueCorrectionInvalid();
        record.state = accepted ? CorrectionState.Accepted : CorrectionState.Rejected;
        record.answeredAt = uint64(block.timestamp);
        record.verdict = verdict;
        if (accepted) ++_facts[record.resource].corrections;
        _corrections[record.id] = RecordDigest.wrap(keccak256(abi.encode(record)));
        emit CorrectionDecided(record.id, record.resource, record);
    }

    // ---------------------------------------------------------------- services

    /// @inheritdoc IDataCatalogue
    function registerService(
        MemberRecord memory owner,
        string memory subsystemCode,
        string memory serviceCode,
        ResourceRecord memory resource,
        Endpoint[] memory endpoints
    ) external returns (ServiceId id) {
        _activeFor(Duties.SYSTEM, owner.id);
        ServiceRecord memory record;
        record.member = owner.id;
        record.resource = resource.id;
        record.endpoints = endpoints;
        record.active = true;
        _checkServed(resource, owner.id);
        string[] memory segments = Identifiers.append(owner.segments, subsystemCode);
        record.subsystem = _subsystem(segments, owner.id);
        record.segments = Identifiers.append(segments, serviceCode);
        id = ServiceId.wrap(Identifiers.compute(Identifiers.SERVICE, record.segments));
        if (RecordDigest.unwrap(_services[id]) != 0) revert DataCatalogueAlreadyRegistered(AnyId.wrap(ServiceId.unwrap(id)));
        record.id = id;
        _checkEndpoints(new Endpoint[](0), endpoints);
        _storeService(record);
        emit ServiceRegistered(id, record.member, record);
    }

    /// @inheritdoc IDataCatalogue
    function changeService(ServiceRecord memory record, Endpoint[] memory endpoints, bool active) external {
        _activeFor(Duties.SYSTEM, record.member);
        _checkService(record);
        if (record.haltedUntil > block.timestamp) revert DataCatalogueServiceHalted(record.haltedUntil);
        _checkEndpoints(record.endpoints, endpoints);
        record.endpoints = endpoints;
        record.active = active;
        _storeService(record);
        emit ServiceChanged(record.id, record.member, record);
    }

    /// @inheritdoc IDataCatalogue
    function haltService(ServiceRecord memory record, uint64 until, Digest reason) external {
        _activeWithRole(Duties.SECURITY, Roles.REGULATOR);
        uint64 last = _lastHalt[record.id];
        bool tooLong = until > block.timestamp + LONGEST_HALT;
        bool tooShort = until <= block.timestamp || until <= record.haltedUntil; // what a vote has set is not cut short
        if (tooLong || tooShort || (last != 0 && last + HALT_PAUSE > block.timestamp)) revert DataCatalogueHaltRefused();
        _lastHalt[record.id] = uint64(block.timestamp);
        _halt(record, until, reason);
    }

    /// @inheritdoc IDataCatalogue
    function confirmServiceHalt(ServiceRecord memory record, uint64 until, Digest reason) external {
        _onlyVote();
        _halt(record, until, reason);
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc IDataCatalogue
    function resourceOf(ResourceId resource) external view returns (RecordDigest) {
        return _resources[resource];
    }

    /// @inheritdoc IDataCatalogue
    function serviceOf(ServiceId service) external view returns (RecordDigest) {
        return _services[service];
    }

    /// @inheritdoc IDataCatalogue
    function sourceOf(ElementId element) external view returns (ResourceId) {
        return _sources[element];
    }

    /// @inheritdoc IDataCatalogue
    function factsOf(ResourceId resource) external view returns (ResourceFacts memory) {
        return _facts[resource];
    }

    /// @inheritdoc IDataCatalogue
    function standingOf(ResourceId resource) external view returns (ResourceStatus status, uint8 level) {
        ResourceFacts storage facts = _facts[resource];
        return (facts.status, facts.level);
    }

    /// @inheritdoc IDataCatalogue
    function nextOf(ResourceId resource) external view returns (RecordDigest) {
        return _next[resource];
    }

    /// @inheritdoc IDataCatalogue
    function versionOf(ResourceId resource, uint32 version) external view returns (RecordDigest) {
        return _versions[resource][version];
    }

    /// @inheritdoc IDataCatalogue
    function lineageOf(ResourceId resource, uint32 version) external view returns (RecordDigest) {
        return _lineages[resource][version];
    }

    /// @inheritdoc IDataCatalogue
    function isStale(ResourceId resource, uint32 version, Parent[] memory parents) external view returns (bool) {
        bytes32 stored = RecordDigest.unwrap(_lineages[resource][version]);
        if (stored != keccak256(abi.encode(parents))) revert GovernedRecordMismatch();
        for (uint256 i; i < parents.length; ++i) {
            ResourceFacts storage facts = _facts[parents[i].resource];
            bool anew = facts.version != parents[i].version || facts.corrections != parents[i].corrections;
            if (anew || facts.status == ResourceStatus.Retired) return true;
        }
        return false;
    }

    /// @inheritdoc IDataCatalogue
    function rightOf(ResourceId resource, RightKind kind, MemberId holder) external view returns (RecordDigest, uint64) {
        RightState storage right = _rights[resource][kind][holder];
        return (right.digest, right.until);
    }

    /// @inheritdoc IDataCatalogue
    function correctionOf(CorrectionId id) external view returns (RecordDigest) {
        return _corrections[id];
    }

    // ---------------------------------------------------------------- inside

    function _home() internal view override returns (IConsortium) {
        return _consortium;
    }

    function _register(ResourceRecord memory record) private {
        MemberId provider = _activeWithRole(Duties.OFFICER, Roles.PROVIDER);
        bytes32 id = ResourceId.unwrap(record.id);
        bytes32 code = keccak256(bytes(record.code));
        if (id == 0) revert DataCatalogueResourceInvalid();
        bool known = RecordDigest.unwrap(_resources[record.id]) != 0;
        if (known || ResourceId.unwrap(_codes[code]) != 0) revert DataCatalogueAlreadyRegistered(AnyId.wrap(id));
        _codes[code] = record.id;
        record.version = 1;
        _draft(record, provider);
    }

    function _draft(ResourceRecord memory record, MemberId provider) private {
        _prepare(record, provider, 0);
        _storeResource(record, ResourceStatus.Draft, false);
        emit ResourceRegistered(record.id, provider, record);
    }

    /// @dev Sets what the contract sets. The first `kept` fields may be withdrawn ones.
    function _prepare(ResourceRecord memory record, MemberId provider, uint256 kept) private pure {
        record.provider = provider;
        record.dueAt = 0;
        record.suspendedBy = MemberId.wrap(0);
        _checkContent(record, kept);
    }

    /// @dev Identifier and code of a resource stay.
    function _checkSame(ResourceRecord memory current, ResourceRecord memory record) private pure {
        bool moved = ResourceId.unwrap(record.id) != ResourceId.unwrap(current.id);
        if (moved || keccak256(bytes(record.code)) != keccak256(bytes(current.code))) {
            revert DataCatalogueResourceInvalid();
        }
    }

    /// @dev Grants name fields by index: a field keeps its own, or is withdrawn in place for good. Elements stay too.
    function _checkKept(ResourceRecord memory current, ResourceRecord memory record) private pure {
        if (record.fields.length < current.fields.length || (current.fields.length == 0) != (record.fields.length == 0)) {
            revert DataCatalogueVersionInvalid();
        }
        for (uint256 i; i < current.fields.length; ++i) {
            FieldRecord memory field = record.fields[i];
            bool withdrawn = bytes(field.code).length == 0;
            bool same = keccak256(bytes(field.code)) == keccak256(bytes(current.fields[i].code));
            if (field.kind != current.fields[i].kind || !(same || withdrawn)) revert DataCatalogueVersionInvalid();
        }
        uint256 kept;
        for (uint256 i; i < record.elements.length && kept < current.elements.length; ++i) {
            if (ElementId.unwrap(record.elements[i]) == ElementId.unwrap(current.elements[kept])) ++kept;
        }
        if (kept != current.elements.length) revert DataCatalogueVersionInvalid();
    }

    /// @dev Parents are published before what is derived from them, and a version's never change: so there is no cycle.
    function _derive(ResourceRecord memory record, Parent[] memory parents) private {
        if (parents.length > MAX_PARENTS) revert DataCatalogueParentInvalid(MAX_PARENTS);
        for (uint256 i; i < parents.length; ++i) {
            ResourceId parent = parents[i].resource;
            ResourceFacts storage facts = _facts[parent];
            bool sorted = i == 0 || ResourceId.unwrap(parents[i - 1].resource) < ResourceId.unwrap(parent);
            bool published = facts.status == ResourceStatus.Published && parents[i].version != 0
                && parents[i].version <= facts.version;
            if (!sorted || !published || ResourceId.unwrap(parent) == ResourceId.unwrap(record.id)) {
                revert DataCatalogueParentInvalid(i);
            }
            bool own = MemberId.unwrap(facts.provider) == MemberId.unwrap(record.provider);
            uint64 until = _rights[parent][RightKind.Processing][record.provider].until;
            if (!own && until <= block.timestamp) revert DataCatalogueRightMissing(parent);
            parents[i].corrections = facts.corrections;
        }
        _lineages[record.id][record.version] = RecordDigest.wrap(keccak256(abi.encode(parents)));
        emit ResourceDerived(record.id, record.version, parents);
    }

    /// @dev What others decide on, of the version that is published now.
    function _storeFacts(ResourceRecord memory record) private {
        ResourceFacts memory facts;
        facts.status = record.status;
        facts.attribute = record.attribute;
        facts.level = record.level;
        facts.fields = uint8(record.fields.length);
        facts.version = record.version;
        facts.corrections = _facts[record.id].corrections;
        facts.provider = record.provider;
        for (uint256 i; i < record.fields.length; ++i) {
            FieldRecord memory field = record.fields[i];
            uint128 bit = uint128(1) << uint128(i);
            facts.defaults |= uint256(field.defaultProfile) << (2 * i);
            if (field.kind == FieldKind.Predicate) facts.predicates |= bit;
            if (bytes(field.code).length == 0) facts.withdrawn |= bit;
            else if (field.level == 1 && record.attribute == Attribute.Unconditional) facts.publics |= bit;
        }
        if (record.attribute == Attribute.NotShared) facts.defaults = uint256(Digest.unwrap(record.legalBasis));
        _facts[record.id] = facts;
    }

    function _storeStatus(ResourceRecord memory record, ResourceStatus status) private {
        _storeResource(record, status, false);
        _facts[record.id].status = status;
    }

    function _storeRight(RightRecord memory right, uint64 until) private {
        RecordDigest digest = RecordDigest.wrap(keccak256(abi.encode(right)));
        _rights[right.resource][right.kind][right.holder] = RightState(digest, until);
    }

    function _workingDays(uint16 count) private view returns (uint64) {
        IWorkCalendar calendar = IWorkCalendar(_consortium.contractOf(WORK_CALENDAR));
        return calendar.addWorkingDays(uint64(block.timestamp), count);
    }

    /// @dev Checks what a provider declares, and sets the level.
    function _checkContent(ResourceRecord memory record, uint256 kept) private pure {
        Texts.check(record.code, 1, 64);
        bool conditions = Digest.unwrap(record.conditions) != 0;
        bool basis = Digest.unwrap(record.legalBasis) != 0;
        if (
            record.attribute == Attribute.None || (record.attribute == Attribute.Conditional && !conditions)
                || (record.attribute == Attribute.NotShared && !basis) || record.fields.length > MAX_FIELDS
                || record.elements.length > MAX_ELEMENTS || Digest.unwrap(record.description) == 0
        ) revert DataCatalogueResourceInvalid();
        for (uint256 i; i < record.elements.length; ++i) {
            bool sorted = i == 0 || ElementId.unwrap(record.elements[i - 1]) < ElementId.unwrap(record.elements[i]);
            if (!sorted || ElementId.unwrap(record.elements[i]) == 0) revert DataCatalogueResourceInvalid();
        }
        record.level = record.fields.length == 0 ? record.opaqueLevel : _checkFields(record.fields, kept);
        if (record.level == 0 || record.level > CONFIDENTIAL) revert DataCatalogueResourceInvalid();
        if (record.level == CONFIDENTIAL && record.attribute != Attribute.NotShared) revert DataCatalogueConfidential();
    }

    /// @dev Checks every field; returns the highest level of those that are not withdrawn.
    function _checkFields(FieldRecord[] memory fields, uint256 kept) private pure returns (uint8 level) {
        bytes32[] memory codes = new bytes32[](fields.length);
        for (uint256 i; i < fields.length; ++i) {
            FieldRecord memory field = fields[i];
            if (i < kept && bytes(field.code).length == 0) {
                if (field.defaultProfile != Profile.Withheld) revert DataCatalogueFieldInvalid(i);
                continue;
            }
            _checkCode(field.code, i);
            bool predicate = field.kind == FieldKind.Predicate;
            bool fits = field.defaultProfile == Profile.Withheld
                || (field.defaultProfile == Profile.Predicate) == predicate;
            bool bare = predicate && Digest.unwrap(field.definition) == 0;
            if (field.level == 0 || field.level > CONFIDENTIAL || !fits || bare) revert DataCatalogueFieldInvalid(i);
            codes[i] = keccak256(bytes(field.code));
            for (uint256 j; j < i; ++j) {
                if (codes[j] == codes[i]) revert DataCatalogueFieldInvalid(i);
            }
            if (field.level > level) level = field.level;
        }
    }

    /// @dev Field codes stand in headers and labels: 1 to 94 printable ASCII characters without space, comma or quote.
    function _checkCode(string memory code, uint256 index) private pure {
        bytes memory text = bytes(code);
        if (text.length == 0 || text.length > 94) revert DataCatalogueFieldInvalid(index);
        for (uint256 k; k < text.length; ++k) {
            bytes1 c = text[k];
            if (c < 0x21 || c > 0x7e || c == "," || c == '"') revert DataCatalogueFieldInvalid(index);
        }
    }

    /// @dev The member that suspends or resumes: the provider by SECURITY, or a catalogue authority by APPROVER.
    function _suspender(ResourceRecord memory record) private view returns (MemberId) {
        (MemberId own,, uint16 held) = _active(Duties.SECURITY | Duties.APPROVER);
        if (held & Duties.SECURITY != 0 && MemberId.unwrap(own) == MemberId.unwrap(record.provider)) return own;
        return _activeWithRole(Duties.APPROVER, Roles.CATALOGUE);
    }

    /// @dev Reverts unless it is the newest record, or the draft of the next version; returns which.
    function _checkResource(ResourceRecord memory record, ResourceStatus status) private view returns (bool next) {
        bytes32 digest = keccak256(abi.encode(record));
        next = RecordDigest.unwrap(_next[record.id]) == digest;
        if (!next && RecordDigest.unwrap(_resources[record.id]) != digest) revert GovernedRecordMismatch();
        if (record.status != status) revert DataCatalogueStatusInvalid();
    }

    function _checkCurrent(ResourceRecord memory record, ResourceStatus status) private view {
        if (_checkResource(record, status)) revert DataCatalogueStatusInvalid();
    }

    function _storeResource(ResourceRecord memory record, ResourceStatus status, bool next) private {
        record.status = status;
        RecordDigest digest = RecordDigest.wrap(keccak256(abi.encode(record)));
        if (next) _next[record.id] = digest;
        else _resources[record.id] = digest;
    }

    /// @dev A service is on a resource of the same member that is not confidential and not retired.
    function _checkServed(ResourceRecord memory resource, MemberId owner) private view {
        _checkCurrent(resource, resource.status);
        if (MemberId.unwrap(resource.provider) != MemberId.unwrap(owner)) revert DataCatalogueServiceInvalid();
        if (resource.status == ResourceStatus.Retired) revert DataCatalogueStatusInvalid();
        if (resource.level == CONFIDENTIAL) revert DataCatalogueConfidential();
    }

    /// @dev The subsystem of these segments must be the owner's: so the segments are, whatever record they came in.
    function _subsystem(string[] memory segments, MemberId owner) private view returns (SubsystemId subsystem) {
        subsystem = SubsystemId.wrap(Identifiers.compute(Identifiers.SUBSYSTEM, segments));
        (MemberId member,) = _consortium.subsystemOf(subsystem);
        if (MemberId.unwrap(member) != MemberId.unwrap(owner)) revert DataCatalogueServiceInvalid();
    }

    /// @dev An endpoint keeps its index for ever: evidence names it by that. A withdrawn one stays withdrawn.
    function _checkEndpoints(Endpoint[] memory before, Endpoint[] memory endpoints) private pure {
        bool counted = endpoints.length != 0 && endpoints.length <= MAX_ENDPOINTS && endpoints.length >= before.length;
        if (!counted) revert DataCatalogueServiceInvalid();
        for (uint256 i; i < endpoints.length; ++i) {
            bytes memory method = bytes(endpoints[i].method);
            bytes memory path = bytes(endpoints[i].path);
            if (i < before.length) {
                bool withdrawn = method.length == 0 && path.length == 0;
                bool same = keccak256(abi.encode(before[i])) == keccak256(abi.encode(endpoints[i]));
                if (!withdrawn && !same) revert DataCatalogueServiceInvalid();
            } else if (!_isMethod(method) || !_isPath(path)) {
                revert DataCatalogueServiceInvalid();
            }
        }
    }

    function _isMethod(bytes memory text) private pure returns (bool) {
        if (text.length == 1 && text[0] == "*") return true;
        if (text.length < 3 || text.length > 7) return false;
        for (uint256 i; i < text.length; ++i) {
            if (text[i] < "A" || text[i] > "Z") return false;
        }
        return true;
    }

    /// @dev "/" and printable ASCII, at most 255 bytes; "*" only as the whole last segment.
    function _isPath(bytes memory text) private pure returns (bool) {
        uint256 length = text.length;
        if (length == 0 || length > 255 || text[0] != "/") return false;
        for (uint256 i; i < length; ++i) {
            if (text[i] < 0x21 || text[i] > 0x7e || text[i] == "?" || text[i] == "#") return false;
            if (text[i] == "*" && (i + 1 != length || text[i - 1] != "/")) return false;
        }
        return true;
    }

    function _halt(ServiceRecord memory record, uint64 until, Digest reason) private {
        _checkService(record);
        record.haltedUntil = until;
        _storeService(record);
        emit ServiceHalted(record.id, record.member, record, reason);
    }

    function _checkService(ServiceRecord memory record) private view {
        if (RecordDigest.unwrap(_services[record.id]) != keccak256(abi.encode(record))) revert GovernedRecordMismatch();
    }

    function _storeService(ServiceRecord memory record) private {
        _services[record.id] = RecordDigest.wrap(keccak256(abi.encode(record)));
    }
}
