// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Governed} from "./Governed.sol";
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
    Digest,
    ElementId,
    MemberId,
    RecordDigest,
    ResourceId,
    ServiceId,
    SubsystemId
} from "./types/Ids.sol";
import {Duties, MemberRecord, Roles} from "./types/Membership.sol";

/// @title What there is, what it may be used for, and where it is served.
contract DataCatalogue is IDataCatalogue, Governed {
    uint256 private constant MAX_FIELDS = 127;
    uint256 private constant MAX_ELEMENTS = 32;
    uint256 private constant MAX_ENDPOINTS = 32;
    uint8 private constant CONFIDENTIAL = 5;
    uint16 private constant DAYS_TO_PUBLISH = 2;
    uint64 private constant LONGEST_HALT = 72 hours;
    uint64 private constant HALT_PAUSE = 30 days;
    ContractName private constant WORK_CALENDAR = ContractName.wrap("WorkCalendar");

    IConsortium private _consortium;
    mapping(ResourceId => RecordDigest) private _resources;
    mapping(bytes32 code => ResourceId) private _codes;
    mapping(ElementId => ResourceId) private _sources;
    mapping(ServiceId => RecordDigest) private _services;
    mapping(ServiceId => uint64) private _lastHalt;

    /// @notice Begin. Called once, by the proxy's constructor.
    function initialize(IConsortium home) external initializer {
        _consortium = home;
    }

    // ---------------------------------------------------------------- resources

    /// @inheritdoc IDataCatalogue
    function register(ResourceRecord memory record) external {
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

    /// @inheritdoc IDataCatalogue
    function redraft(ResourceRecord memory current, ResourceRecord memory record) external {
        _activeFor(Duties.OFFICER, current.provider);
        _checkResource(current, ResourceStatus.Draft);
        bool moved = ResourceId.unwrap(record.id) != ResourceId.unwrap(current.id);
        if (moved || keccak256(bytes(record.code)) != keccak256(bytes(current.code))) {
            revert DataCatalogueResourceInvalid();
        }
        record.version = current.version;
        _draft(record, current.provider);
    }

    /// @inheritdoc IDataCatalogue
    function submit(ResourceRecord memory record) external {
        _activeFor(Duties.OFFICER, record.provider);
        _checkResource(record, ResourceStatus.Draft);
        IWorkCalendar calendar = IWorkCalendar(_consortium.contractOf(WORK_CALENDAR));
        record.dueAt = calendar.addWorkingDays(uint64(block.timestamp), DAYS_TO_PUBLISH);
        _storeResource(record, ResourceStatus.Submitted);
        emit ResourceSubmitted(record.id, record.provider, record);
    }

    /// @inheritdoc IDataCatalogue
    function sendBack(ResourceRecord memory record, Digest reason) external {
        _activeWithRole(Duties.APPROVER, Roles.CATALOGUE);
        _checkResource(record, ResourceStatus.Submitted);
        record.dueAt = 0;
        _storeResource(record, ResourceStatus.Draft);
        emit ResourceReturned(record.id, record.provider, record, reason);
    }

    /// @inheritdoc IDataCatalogue
    function publish(ResourceRecord memory record) external {
        _activeWithRole(Duties.APPROVER, Roles.CATALOGUE);
        _checkResource(record, ResourceStatus.Submitted);
        for (uint256 i; i < record.elements.length; ++i) {
            ResourceId source = _sources[record.elements[i]];
            if (ResourceId.unwrap(source) != 0) revert DataCatalogueSecondSource(record.elements[i], source);
            _sources[record.elements[i]] = record.id;
        }
        _storeResource(record, ResourceStatus.Published);
        emit ResourcePublished(record.id, record.provider, record);
    }

    /// @inheritdoc IDataCatalogue
    function suspend(ResourceRecord memory record, Digest reason) external {
        MemberId by = _suspender(record);
        _checkResource(record, ResourceStatus.Published);
        record.suspendedBy = by;
        _storeResource(record, ResourceStatus.Suspended);
        emit ResourceSuspended(record.id, record.provider, record, reason);
    }

    /// @inheritdoc IDataCatalogue
    function resume(ResourceRecord memory record) external {
        MemberId by = _suspender(record);
        _checkResource(record, ResourceStatus.Suspended);
        if (MemberId.unwrap(by) != MemberId.unwrap(record.suspendedBy)) {
            revert GovernedUnauthorized(_actor(), Duties.SECURITY | Duties.APPROVER);
        }
        record.suspendedBy = MemberId.wrap(0);
        _storeResource(record, ResourceStatus.Published);
        emit ResourceResumed(record.id, record.provider, record);
    }

    /// @inheritdoc IDataCatalogue
    function retire(ResourceRecord memory record, Digest reason) external {
        _activeFor(Duties.APPROVER, record.provider);
        bool suspended = record.status == ResourceStatus.Suspended;
        _checkResource(record, suspended ? ResourceStatus.Suspended : ResourceStatus.Published);
        for (uint256 i; i < record.elements.length; ++i) {
            _sources[record.elements[i]] = ResourceId.wrap(0);
        }
        _storeResource(record, ResourceStatus.Retired);
        emit ResourceRetired(record.id, record.provider, record, reason);
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
        bool tooLong = until <= block.timestamp || until > block.timestamp + LONGEST_HALT;
        if (tooLong || (last != 0 && last + HALT_PAUSE > block.timestamp)) revert DataCatalogueHaltRefused();
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

    // ---------------------------------------------------------------- inside

    function _home() internal view override returns (IConsortium) {
        return _consortium;
    }

    function _draft(ResourceRecord memory record, MemberId provider) private {
        record.provider = provider;
        record.dueAt = 0;
        record.suspendedBy = MemberId.wrap(0);
        _checkContent(record);
        _storeResource(record, ResourceStatus.Draft);
        emit ResourceRegistered(record.id, provider, record);
    }

    /// @dev Checks what a provider declares, and sets the level.
    function _checkContent(ResourceRecord memory record) private pure {
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
        record.level = record.fields.length == 0 ? record.opaqueLevel : _checkFields(record.fields);
        if (record.level == 0 || record.level > CONFIDENTIAL) revert DataCatalogueResourceInvalid();
        if (record.level == CONFIDENTIAL && record.attribute != Attribute.NotShared) revert DataCatalogueConfidential();
    }

    /// @dev Checks every field; returns the highest level.
    function _checkFields(FieldRecord[] memory fields) private pure returns (uint8 level) {
        bytes32[] memory codes = new bytes32[](fields.length);
        for (uint256 i; i < fields.length; ++i) {
            FieldRecord memory field = fields[i];
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

    function _checkResource(ResourceRecord memory record, ResourceStatus status) private view {
        if (RecordDigest.unwrap(_resources[record.id]) != keccak256(abi.encode(record))) revert GovernedRecordMismatch();
        if (record.status != status) revert DataCatalogueStatusInvalid();
    }

    function _storeResource(ResourceRecord memory record, ResourceStatus status) private {
        record.status = status;
        _resources[record.id] = RecordDigest.wrap(keccak256(abi.encode(record)));
    }

    /// @dev A service is on a resource of the same member that is not confidential and not retired.
    function _checkServed(ResourceRecord memory resource, MemberId owner) private view {
        _checkResource(resource, resource.status);
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
