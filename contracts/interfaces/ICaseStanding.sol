// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {CaseId, ItemId, MemberId} from "../types/Ids.sol";

/// @title What a decision asks of approval cases.
interface ICaseStanding {
    /// @notice Whether there is such a case, whether it is open, who leads it and what item it is about.
    function standingOf(CaseId caseId) external view returns (bool known, bool open, MemberId lead, ItemId item);
    /// @notice Whether a member takes part in a case, beside its lead.
    function isParticipant(CaseId caseId, MemberId member) external view returns (bool);
}
