// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Endpoint} from "../types/Catalogue.sol";
import {Outcome, Question, Records} from "../types/Grants.sol";

/// @title May this consumer have this from this service, now?
/// @notice Without state: reads the other contracts, checks the resupplied records against their digests. Replaced by vote.
/// @dev Order of checks, the first failure being the answer: consumer known, active, not halted, not blacklisted; service
/// known; its provider active, provider and service not halted; enabled; endpoint; resource published, not classified,
/// shared; public fields of an unconditionally shared resource; grants, newest first: the first that permits; an emergency
/// access that is open, each field with the catalogue's default profile; else why the newest grant refuses. Of a grant:
/// state, dates, what it was passed on from, fields, items, case, consent, caps. Evaluator version 2: version 1 where there
/// is no scope, consent, emergency access, or withdrawn field.
interface IPolicyView {
    /// @notice A resupplied record is not the one stored, or grants are missing, too many, or out of order.
    /// @dev How to solve: hand in the newest records, all grants of the pair, newest first, their scopes, what these name,
    /// and the consent of the question's subject.
    error PolicyViewRecordMismatch();

    /// @notice Decide. An unknown consumer or service is a refusal, whatever records come with it.
    function decide(Question calldata question, Records calldata records) external view returns (Outcome memory);
    /// @notice Index of the first endpoint that covers method and path, or 255. `path`: what follows the service code,
    /// percent-encoded, without the query; empty counts as "/". A dot-dot segment in any encoding matches nothing; ";", a
    /// backslash, an encoded slash or a single dot only "/*".
    function matchEndpoint(Endpoint[] calldata endpoints, string calldata method, string calldata path)
        external
        pure
        returns (uint8);
}
