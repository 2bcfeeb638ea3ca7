// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGoverned} from "../interfaces/IGoverned.sol";

/// @title Texts that everybody can read back: well-formed UTF-8 without control or invisible characters.
/// @dev The same rules as off chain: no C0 and C1 controls, no DEL, no U+200B, no U+FEFF, no surrogates.
library Texts {
    /// @dev Reverts unless `text` has `min` to `max` bytes and keeps the rules.
    function check(string memory text, uint256 min, uint256 max) internal pure {
        bytes memory data = bytes(text);
        uint256 length = data.length;
        if (length < min || length > max) revert IGoverned.GovernedTextInvalid();
        uint256 i;
        while (i < length) {
            uint256 c = uint8(data[i]);
            uint256 size = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
            if (i + size > length) revert IGoverned.GovernedTextInvalid();
            if (size == 1) {
                if (c < 0x20 || c == 0x7f) revert IGoverned.GovernedTextInvalid();
            } else {
                _wide(data, i, size, c);
            }
            i += size;
        }
    }

    /// @dev One segment of an identifier: 1 to 255 bytes, and no dot segment, which no URL can carry (RFC 3986, 5.2.4).
    function checkSegment(string memory text) internal pure {
        check(text, 1, 255);
        bytes memory data = bytes(text);
        if (data[0] == "." && (data.length == 1 || (data.length == 2 && data[1] == "."))) {
            revert IGoverned.GovernedTextInvalid();
        }
    }

    /// @dev Reverts unless the `size` bytes at `i` are one character of RFC 3629 that is allowed. `c` is the first byte.
    function _wide(bytes memory data, uint256 i, uint256 size, uint256 c) private pure {
        uint256 point = size == 2 ? c & 0x1f : size == 3 ? c & 0x0f : c & 0x07;
        if (c < 0xc2 || c > 0xf4) revert IGoverned.GovernedTextInvalid();
        for (uint256 k = 1; k < size; ++k) {
            uint256 next = uint8(data[i + k]);
            if (next & 0xc0 != 0x80) revert IGoverned.GovernedTextInvalid();
            point = (point << 6) | (next & 0x3f);
        }
        bool wrong = point < 0xa0 || point == 0x200b || point == 0xfeff || (point >= 0xd800 && point < 0xe000)
            || point > 0x10ffff || (size == 3 && point < 0x800) || (size == 4 && point < 0x10000);
        if (wrong) revert IGoverned.GovernedTextInvalid();
    }
}
