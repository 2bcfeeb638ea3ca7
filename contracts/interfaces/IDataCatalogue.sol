// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AnyId, Digest, ElementId, MemberId, RecordDigest, ResourceId, ServiceId} from "../types/Ids.sol";
import {Endpoint, ResourceRecord, ServiceRecord} from "../types/Catalogue.sol";
import {MemberRecord} from "../types/Membership.sol";

/// @title What there is, what it may be used for, and where it is served.
/// @dev Functions that change a record take the current one and emit the new one whole.
interface IDataCatalogue {
    /// @notice There is a resource or service with this identifier, or a resource with this code.
    /// @dev How to solve: change the existing record, or draw another identifier.
    error DataCatalogueAlreadyRegistered(AnyId id);
    /// @notice Another resource is the one source of this data element (一数一源).
    /// @dev How to solve: use that resource, or have it retired by its provider.
    error DataCatalogueSecondSource(ElementId element, ResourceId source);
    /// @notice The record breaks a rule: identifier, code, attribute without its digest, number of fields or elements.
    /// @dev How to solve: attribute 2 needs conditions, attribute 3 a legal basis; at most 127 fields and 32 elements.
    error DataCatalogueResourceInvalid();
    /// @notice Field `index` breaks a rule: code, level, default profile for its kind, or a code used twice.
    /// @dev How to solve: levels are 1 to 5; data are withheld, plain or masked, predicates withheld or predicate.
    error DataCatalogueFieldInvalid(uint256 index);
    /// @notice Confidential data (level 5) stay within attribute 3 and are never served.
    /// @dev How to solve: leave the field out, or catalogue the resource as not shared.
    error DataCatalogueConfidential();
    /// @notice The status of the resource does not allow this step.
    /// @dev How to solve: Draft, Submitted, Published, Suspended, Retired, in this order.
    error DataCatalogueStatusInvalid();
    /// @notice The service breaks a rule: segments, number of endpoints, one that is malformed or was moved.
    /// @dev How to solve: 1 to 32 endpoints; an existing one stays in its place or is withdrawn (both texts empty).
    error DataCatalogueServiceInvalid();
    /// @notice The halt is longer than 72 hours, or the last one was less than 30 days ago.
    /// @dev How to solve: have the halt confirmed by vote.
    error DataCatalogueHaltRefused();

    /// @notice A provider registered a resource as a draft.
    event ResourceRegistered(ResourceId indexed id, MemberId indexed provider, ResourceRecord record);
    /// @notice A draft was handed in; `record.dueAt` is the authority's limit.
    event ResourceSubmitted(ResourceId indexed id, MemberId indexed provider, ResourceRecord record);
    /// @notice The catalogue authority returned a resource to its provider.
    event ResourceReturned(ResourceId indexed id, MemberId indexed provider, ResourceRecord record, Digest reason);
    /// @notice The catalogue authority published a resource.
    event ResourcePublished(ResourceId indexed id, MemberId indexed provider, ResourceRecord record);
    /// @notice A resource is not served for now.
    event ResourceSuspended(ResourceId indexed id, MemberId indexed provider, ResourceRecord record, Digest reason);
    /// @notice A suspended resource is served again.
    event ResourceResumed(ResourceId indexed id, MemberId indexed provider, ResourceRecord record);
    /// @notice A resource is not served any more; its data elements are free for another source.
    event ResourceRetired(ResourceId indexed id, MemberId indexed provider, ResourceRecord record, Digest reason);
    /// @notice A service was registered.
    event ServiceRegistered(ServiceId indexed id, MemberId indexed member, ServiceRecord record);
    /// @notice A service's endpoints or activity changed.
    event ServiceChanged(ServiceId indexed id, MemberId indexed member, ServiceRecord record);
    /// @notice A regulator halted a service, or a vote confirmed or ended a halt.
    event ServiceHalted(ServiceId indexed id, MemberId indexed member, ServiceRecord record, Digest reason);

    /// @notice Register a draft. By duty OFFICER of a provider. `provider`, `level`, `version`, `status`, `dueAt` are set here.
    function register(ResourceRecord calldata record) external;
    /// @notice Put another content in the place of a draft. By duty OFFICER of its provider. Code and identifier stay.
    function redraft(ResourceRecord calldata current, ResourceRecord calldata record) external;
    /// @notice Hand a draft in. By duty OFFICER of its provider. Starts the authority's clock of 2 working days.
    function submit(ResourceRecord calldata record) external;
    /// @notice Return a submitted resource to draft. By duty APPROVER of a catalogue authority.
    function sendBack(ResourceRecord calldata record, Digest reason) external;
    /// @notice Publish a submitted resource. By duty APPROVER of a catalogue authority. Claims its data elements.
    function publish(ResourceRecord calldata record) external;
    /// @notice Suspend a published resource. By duty SECURITY of its provider, or duty APPROVER of a catalogue authority.
    function suspend(ResourceRecord calldata record, Digest reason) external;
    /// @notice Serve a suspended resource again. As `suspend`, by the member that suspended it.
    function resume(ResourceRecord calldata record) external;
    /// @notice Retire a published or suspended resource for good. By duty APPROVER of its provider.
    function retire(ResourceRecord calldata record, Digest reason) external;

    /// @notice Register a service of a subsystem of the caller's member, on a resource of the same member. By duty SYSTEM.
    function registerService(
        MemberRecord calldata owner,
        string calldata subsystemCode,
        string calldata serviceCode,
        ResourceRecord calldata resource,
        Endpoint[] calldata endpoints
    ) external returns (ServiceId);
    /// @notice Change a service's endpoints (append, or withdraw by empty texts) and activity. By duty SYSTEM.
    function changeService(ServiceRecord calldata record, Endpoint[] calldata endpoints, bool active) external;
    /// @notice Halt a service until a time at most 72 hours ahead, once in 30 days. By duty SECURITY of a regulator.
    function haltService(ServiceRecord calldata record, uint64 until, Digest reason) external;
    /// @notice Confirm, prolong or end the halt of a service. By vote only.
    function confirmServiceHalt(ServiceRecord calldata record, uint64 until, Digest reason) external;

    /// @notice Digest of the newest record of a resource; zero if unknown.
    function resourceOf(ResourceId resource) external view returns (RecordDigest);
    /// @notice Digest of the newest record of a service; zero if unknown.
    function serviceOf(ServiceId service) external view returns (RecordDigest);
    /// @notice The resource that is the one source of a data element; zero if none is.
    function sourceOf(ElementId element) external view returns (ResourceId);
}
