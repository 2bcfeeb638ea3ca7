// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {TypeCode} from "../types/Ids.sol";

/// @title Codes that are checked as text, check characters included, as off chain.
library Codes {
    bytes32 private constant ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"; // no I, O, S, V, Z
    uint256 private constant NONE = 31;

    /// @dev Whether `code` is a certificate type code: a credit code and three digits (GB/T 36904).
    function isCertificateType(TypeCode code) internal pure returns (bool) {
        bytes21 text = TypeCode.unwrap(code);
        return isCreditCode(bytes18(text)) && _digit(text[18]) && _digit(text[19]) && _digit(text[20]);
    }

    /// @dev Whether `code` is a unified social credit code: structure and both check characters (GB 32100, GB 11714).
    function isCreditCode(bytes18 code) internal pure returns (bool) {
        bytes1 kind = code[0];
        if (kind == "0" || (!_digit(kind) && kind != "A" && kind != "N" && kind != "Y")) return false;
        uint256 total;
        uint256 weight = 1; // 3^i mod 31
        for (uint256 i; i < 17; ++i) {
            uint256 value = _value(code[i]);
            if (value == NONE || (i > 1 && i < 8 && value > 9)) return false;
            total += weight * value;
            weight = weight * 3 % NONE;
        }
        return code[17] == ALPHABET[(NONE - total % NONE) % NONE] && code[16] == _organisationCheck(code);
    }

    /// @dev Check character of the organisation code in characters 9 to 16: modulo 11, ten is X, eleven is 0.
    function _organisationCheck(bytes18 code) private pure returns (bytes1) {
        uint256[8] memory weights = [uint256(3), 7, 9, 10, 5, 8, 4, 2];
        uint256 total;
        for (uint256 i; i < 8; ++i) {
            uint256 char = uint8(code[8 + i]);
            total += weights[i] * (char < 0x3a ? char - 0x30 : char - 0x37); // A is 10, here without gaps
        }
        return bytes12("0123456789X0")[11 - total % 11];
    }

    function _digit(bytes1 char) private pure returns (bool) {
        return char >= "0" && char <= "9";
    }

    /// @dev Place of a character in the alphabet, or NONE.
    function _value(bytes1 char) private pure returns (uint256 value) {
        if (_digit(char)) return uint8(char) - 0x30;
        for (value = 10; value < NONE; ++value) {
            if (ALPHABET[value] == char) return value;
        }
    }
}
