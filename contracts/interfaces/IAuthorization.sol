// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AnyId, Digest, GrantId, RecordDigest, RequestId, ResourceId, SubsystemId} from "../types/Ids.sol";
import {ResourceRecord} from "../types/Catalogue.sol";
import {GrantRecord, RequestRecord, Terms} from "../types/Grants.sol";

/// @title Requests, their answers, and grants.
/// @dev Functions that change a record take the current one and emit the new one whole. Silence never is consent.
interface IAuthorization {
    /// @notice There is a request or grant with this identifier already, or the identifier is zero.
    /// @dev How to solve: draw another identifier.
    error AuthorizationIdentifierTaken(AnyId id);
    /// @notice The request breaks a rule: commitment, purpose or legal basis missing, dates, items, or nothing asked for.
    /// @dev How to solve: name all three digests, dates that lie ahead, at most 16 items, and at least one field.
    error AuthorizationRequestInvalid();
    /// @notice The resource is not published.
    /// @dev How to solve: wait until the catalogue authority has published it.
    error AuthorizationNotPublished();
    /// @notice The resource is not shared; `legalBasis` is why.
    /// @dev How to solve: a request for it can only be made under another law.
    error AuthorizationNotShared(Digest legalBasis);
    /// @notice The request was answered or withdrawn.
    /// @dev How to solve: submit a new request.
    error AuthorizationAnswered();
    /// @notice The terms are wider than what was asked for, or no field has a profile of its kind.
    /// @dev How to solve: an answer narrows fields, items, caps and dates, and widens none.
    error AuthorizationWider();
    /// @notice The pair of demander and resource has 16 grants already.
    /// @dev How to solve: discard a grant that is over.
    error AuthorizationTooManyGrants();
    /// @notice The grant's state does not allow this step.
    /// @dev How to solve: only active grants are suspended or ended; revoked and ended ones stay so.
    error AuthorizationGrantState();

    /// @notice A request was submitted; `record.dueAt` is the provider's limit.
    event RequestSubmitted(RequestId indexed id, SubsystemId indexed demander, ResourceId indexed resource, RequestRecord record);
    /// @notice A request was agreed to, refused or withdrawn.
    event RequestAnswered(RequestId indexed id, SubsystemId indexed demander, ResourceId indexed resource, RequestRecord record);
    /// @notice A grant came into being.
    event GrantCreated(GrantId indexed id, SubsystemId indexed demander, ResourceId indexed resource, GrantRecord record);
    /// @notice A grant was suspended, resumed, revoked, ended or discarded: see `record.state`.
    event GrantChanged(
        GrantId indexed id,
        SubsystemId indexed demander,
        ResourceId indexed resource,
        GrantRecord record,
        Digest reason
    );

    /// @notice Ask for a resource. By duty OFFICER of the demander's member. `id`, `demander`, `wanted` and the digests are
    /// the caller's; everything else is set here. An unconditionally shared resource is granted at once, each field that was
    /// asked for with the catalogue's default profile, under the request's own 32 bytes as grant.
    function submit(RequestRecord calldata record, ResourceRecord calldata resource) external;
    /// @notice Take a request back before it is answered. By duty OFFICER of the demander's member.
    function withdraw(RequestRecord calldata record) external;
    /// @notice Agree to a request, wholly or to narrower terms. By duty APPROVER of the provider.
    function agree(
        RequestRecord calldata record,
        ResourceRecord calldata resource,
        GrantId grant,
        Terms calldata terms,
        Digest reason
    ) external;
    /// @notice Refuse a request with a reason. By duty APPROVER of the provider.
    function refuse(RequestRecord calldata record, Digest reason) external;

    /// @notice Suspend an active grant. By duty SECURITY of the provider, or of a regulator; or by the contract named
    /// "Accountability" as a penalty.
    function suspend(GrantRecord calldata record, Digest reason) external;
    /// @notice Put a suspended grant in force again. As `suspend`, by the member that suspended it.
    function resume(GrantRecord calldata record, Digest reason) external;
    /// @notice Revoke a grant for good. By duty SECURITY or APPROVER of the provider, or SECURITY of a regulator.
    function revoke(GrantRecord calldata record, Digest reason) external;
    /// @notice Give a grant back. By duty OFFICER or SECURITY of the demander's member.
    function end(GrantRecord calldata record, Digest reason) external;
    /// @notice Take a grant that is revoked, ended or expired off the list of its pair. By anyone.
    function discard(GrantRecord calldata record) external;

    /// @notice Digest of the newest record of a request; zero if unknown.
    function requestOf(RequestId request) external view returns (RecordDigest);
    /// @notice Digest of the newest record of a grant; zero if unknown.
    function grantOf(GrantId grant) external view returns (RecordDigest);
    /// @notice The grants of a pair, oldest first, at most 16.
    function grantsOf(SubsystemId demander, ResourceId resource) external view returns (GrantId[] memory);
}
