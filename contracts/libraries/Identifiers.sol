// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Texts} from "./Texts.sol";

/// @title Identifiers computed from segments, as off chain.
library Identifiers {
    bytes32 internal constant MEMBER = "member";
    bytes32 internal constant SUBSYSTEM = "subsystem";
    bytes32 internal constant GATEWAY = "gateway";
    bytes32 internal constant SERVICE = "service";

    /// @dev SHA-256("lianlu/<kind>\0" || for each segment: length as u16 big-endian || UTF-8). Checks every segment.
    function compute(bytes32 kind, string[] memory segments) internal pure returns (bytes32) {
        bytes memory data = "lianlu/";
        for (uint256 i; i < 32 && kind[i] != 0; ++i) {
            data = bytes.concat(data, kind[i]);
        }
        data = bytes.concat(data, bytes1(0));
        for (uint256 i; i < segments.length; ++i) {
            Texts.checkSegment(segments[i]);
            data = abi.encodePacked(data, uint16(bytes(segments[i]).length), segments[i]);
        }
        return sha256(data);
    }

    /// @dev `segments` with `last` appended.
    function append(string[] memory segments, string memory last) internal pure returns (string[] memory longer) {
        longer = new string[](segments.length + 1);
        for (uint256 i; i < segments.length; ++i) {
            longer[i] = segments[i];
        }
        longer[segments.length] = last;
    }
}
