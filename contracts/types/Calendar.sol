// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Digest} from "./Ids.sol";

/// @dev The working days of one year in Asia/Shanghai. Bit n of `low` is day n of the year (0 = January 1) for n < 256,
/// bit n - 256 of `high` the rest; set = working day. `source`: SHA-256 of the notice that fixes it. `provisional`:
/// no notice exists yet, the days are assumed.
struct YearRecord {
    uint16 year;
    uint256 low;
    uint256 high;
    Digest source;
    bool provisional;
}
