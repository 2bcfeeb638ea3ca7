// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {CaseState} from "../types/Cases.sol";

/// @title Which state of a case may follow which: the whole table, in this place only.
/// @dev Masks have bit n for state n. A case that is not answered in time goes from Received to Accepted by itself.
library CaseStates {
    uint16 private constant RECEIVED = uint16(1) << uint8(CaseState.Received);
    uint16 private constant CORRECTION = uint16(1) << uint8(CaseState.Correction);
    uint16 private constant DECLINED = uint16(1) << uint8(CaseState.Declined);
    uint16 private constant ACCEPTED = uint16(1) << uint8(CaseState.Accepted);
    uint16 private constant REVIEW = uint16(1) << uint8(CaseState.Review);
    uint16 private constant SPECIAL = uint16(1) << uint8(CaseState.Special);
    uint16 private constant GRANTED = uint16(1) << uint8(CaseState.Granted);
    uint16 private constant DENIED = uint16(1) << uint8(CaseState.Denied);
    uint16 private constant CLOSED = uint16(1) << uint8(CaseState.Closed);
    uint16 private constant DELIVERED = uint16(1) << uint8(CaseState.Delivered);
    uint16 private constant WITHDRAWN = uint16(1) << uint8(CaseState.Withdrawn);

    /// @dev Departments may decide.
    uint16 internal constant UNDER_REVIEW = REVIEW | SPECIAL;
    /// @dev The lead has not decided: materials and participants may be added.
    uint16 internal constant UNDECIDED = RECEIVED | CORRECTION | ACCEPTED | UNDER_REVIEW;
    /// @dev Not over: participants see the case's materials.
    uint16 internal constant OPEN = UNDECIDED | GRANTED | DENIED;

    /// @dev The states that may follow `state`, as a mask; 0 = none.
    function followers(CaseState state) internal pure returns (uint16) {
        if (state == CaseState.None) return RECEIVED;
        if (state == CaseState.Received) return CORRECTION | DECLINED | ACCEPTED | WITHDRAWN;
        if (state == CaseState.Correction) return RECEIVED | WITHDRAWN;
        if (state == CaseState.Declined) return DELIVERED;
        if (state == CaseState.Accepted) return REVIEW | WITHDRAWN;
        if (state == CaseState.Review) return SPECIAL | GRANTED | DENIED | WITHDRAWN;
        if (state == CaseState.Special) return REVIEW | WITHDRAWN;
        if (state == CaseState.Granted || state == CaseState.Denied) return CLOSED;
        return state == CaseState.Closed ? DELIVERED : 0;
    }

    /// @dev Whether `state` is one of `mask`.
    function within(CaseState state, uint16 mask) internal pure returns (bool) {
        return mask >> uint8(state) & 1 == 1;
    }
}
