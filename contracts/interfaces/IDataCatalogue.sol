// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Endpoint, ResourceRecord, ResourceStatus, ServiceRecord} from "../types/Catalogue.sol";
import {
    AnyId,
    CorrectionId,
    Digest,
    ElementId,
    MemberId,
    RecordDigest,
    ResourceId,
    ServiceId
} from "../types/Ids.sol";
import {MemberRecord} from "../types/Membership.sol";
import {CorrectionRecord, Parent, ResourceFacts, RightKind, RightRecord} from "../types/Rights.sol";

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
    /// @notice The service is halted: a change would undo the vote that confirms the halt, which names its record.
    /// @dev How to solve: wait until then.
    error DataCatalogueServiceHalted(uint64 until);
    /// @notice The version moves, renames or drops a field or a data element of the one before it.
    /// @dev How to solve: keep each field in its place, or withdraw it there (empty code, withheld); keep the data elements.
    error DataCatalogueVersionInvalid();
    /// @notice Parent `index` breaks a rule: unknown, not published in that version, named twice, out of order, or itself.
    /// @dev How to solve: 1 to 8 published parents, by ascending identifier.
    error DataCatalogueParentInvalid(uint256 index);
    /// @notice The provider of the derived resource has no right of processing in this parent.
    /// @dev How to solve: have the parent's provider grant it.
    error DataCatalogueRightMissing(ResourceId parent);
    /// @notice The right breaks a rule: no kind, holder or basis, its own provider's, ends in the past, or is not there.
    /// @dev How to solve: name one of the three rights, an active member and the basis, and an end that lies ahead.
    error DataCatalogueRightInvalid();
    /// @notice The correction breaks a rule: its identifier is taken or zero, or a digest is missing.
    /// @dev How to solve: draw another identifier; state the digest of the claim or of the verdict.
    error DataCatalogueCorrectionInvalid();
    /// @notice The claimant has no grant for the resource.
    /// @dev How to solve: claim by a subsystem that uses the resource.
    error DataCatalogueNoGrant();
    /// @notice The provider has given its verdict.
    /// @dev How to solve: raise another correction.
    error DataCatalogueAnswered();

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
    /// @notice A provider drafted the next version; the published one is served until that one is published.
    event VersionDrafted(ResourceId indexed id, MemberId indexed provider, ResourceRecord record);
    /// @notice A next version was handed in; `record.dueAt` is the authority's limit.
    event VersionSubmitted(ResourceId indexed id, MemberId indexed provider, ResourceRecord record);
    /// @notice The catalogue authority returned a next version to its provider.
    event VersionReturned(ResourceId indexed id, MemberId indexed provider, ResourceRecord record, Digest reason);
    /// @notice A version was declared to be derived from others.
    event ResourceDerived(ResourceId indexed id, uint32 indexed version, Parent[] parents);
    /// @notice A provider granted a right in its resource.
    event RightGranted(ResourceId indexed resource, RightKind indexed kind, MemberId indexed holder, RightRecord right);
    /// @notice A right was revoked.
    event RightRevoked(
        ResourceId indexed resource,
        RightKind indexed kind,
        MemberId indexed holder,
        RightRecord right,
        Digest reason
    );
    /// @notice A user of a resource claims that it holds wrong data; `record.dueAt` is the provider's limit.
    event CorrectionRaised(CorrectionId indexed id, ResourceId indexed resource, CorrectionRecord record);
    /// @notice The provider gave its verdict: whoever uses the resource, or derived from it, is to look.
    event CorrectionDecided(CorrectionId indexed id, ResourceId indexed resource, CorrectionRecord record);
    /// @notice A service was registered.
    event ServiceRegistered(ServiceId indexed id, MemberId indexed member, ServiceRecord record);
    /// @notice A service's endpoints or activity changed.
    event ServiceChanged(ServiceId indexed id, MemberId indexed member, ServiceRecord record);
    /// @notice A regulator halted a service, or a vote confirmed or ended a halt.
    event ServiceHalted(ServiceId indexed id, MemberId indexed member, ServiceRecord record, Digest reason);

    /// @notice Register a draft. By duty OFFICER of a provider. `provider`, `level`, `version`, `status`, `dueAt` are set here.
    function register(ResourceRecord calldata record) external;
    /// @notice Register a draft derived from 1 to 8 published resources, in each of which the caller's member has a right
    /// of processing or is the provider. By duty OFFICER of a provider, who is the processor.
    function registerDerived(ResourceRecord calldata record, Parent[] calldata parents) external;
    /// @notice Draft the next version of a published resource, in the place of an earlier draft of it. By duty OFFICER of
    /// its provider. `parents`: none, or as for `registerDerived`. It is submitted, returned and published as the first.
    function draftVersion(ResourceRecord calldata current, ResourceRecord calldata record, Parent[] calldata parents) external;
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

    /// @notice Grant one of the three rights in a resource. By duty APPROVER of its provider. `grantor`, `since` and
    /// `revokedAt` are set here.
    function grantRight(RightRecord calldata right) external;
    /// @notice Revoke a right. By duty APPROVER or SECURITY of the provider, or APPROVER of a catalogue authority.
    function revokeRight(RightRecord calldata right, Digest reason) external;
    /// @notice Claim that a resource holds wrong data. By duty OFFICER of the claimant's member. `id`, `resource`,
    /// `claimant` and `claim` are the caller's. Starts the provider's clock of 10 working days.
    function raiseCorrection(CorrectionRecord calldata record) external;
    /// @notice Give the verdict. By duty APPROVER of the provider. What was derived from the resource before is stale then.
    function decideCorrection(CorrectionRecord calldata record, bool accepted, Digest verdict) external;

    /// @notice Register a service of a subsystem of the caller's member, on a resource of the same member. By duty SYSTEM.
    function registerService(
        MemberRecord calldata owner,
        string calldata subsystemCode,
        string calldata serviceCode,
        ResourceRecord calldata resource,
        Endpoint[] calldata endpoints
    ) external returns (ServiceId);
    /// @notice Change a service's endpoints (append, or withdraw by empty texts) and activity. By duty SYSTEM; not while it
    /// is halted.
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
    /// @notice The published version of a resource, as far as others decide on it; empty before the first.
    function factsOf(ResourceId resource) external view returns (ResourceFacts memory);
    /// @notice Status and level of the published version.
    function standingOf(ResourceId resource) external view returns (ResourceStatus status, uint8 level);
    /// @notice Digest of the draft of the next version; zero if there is none.
    function nextOf(ResourceId resource) external view returns (RecordDigest);
    /// @notice Digest of a version as it was published: kept for good; zero if unknown.
    function versionOf(ResourceId resource, uint32 version) external view returns (RecordDigest);
    /// @notice Digest of the parents of a version; zero if it is not derived.
    function lineageOf(ResourceId resource, uint32 version) external view returns (RecordDigest);
    /// @notice Whether a parent of this version was retired, corrected or published anew since.
    function isStale(ResourceId resource, uint32 version, Parent[] calldata parents) external view returns (bool);
    /// @notice Digest of the newest record of a right, and until when it is in force (0 = not).
    function rightOf(ResourceId resource, RightKind kind, MemberId holder) external view returns (RecordDigest, uint64 until);
    /// @notice Digest of the newest record of a correction; zero if unknown.
    function correctionOf(CorrectionId id) external view returns (RecordDigest);
}
