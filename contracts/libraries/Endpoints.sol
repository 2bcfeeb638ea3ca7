// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Endpoint} from "../types/Catalogue.sol";

/// @title Which endpoint of a service a call belongs to.
/// @dev Back ends differ in how they read some paths, and a right to "/a/*" must not open "/b". So a path with a dot-dot
/// segment, in any encoding, matches nothing; one with ";", a backslash, an encoded slash or a single dot only "/*". A
/// percent sign may be encoded any number of times ("%2e", "%252e", ...), in either case.
library Endpoints {
    uint8 internal constant NONE = 255;

    uint256 private constant END = 0;
    uint256 private constant OTHER = 1;
    uint256 private constant SLASH = 2; // "/"
    uint256 private constant ODD_SLASH = 3; // "\" and encoded slashes and backslashes
    uint256 private constant DOT = 4; // "." and encoded dots
    uint256 private constant SEMICOLON = 5; // ";" and encoded ones

    /// @dev Index of the first endpoint that covers the call, or NONE. An empty path counts as "/".
    function find(Endpoint[] calldata endpoints, string calldata method, string calldata path)
        internal
        pure
        returns (uint8)
    {
        bytes memory text = bytes(path).length == 0 ? bytes("/") : bytes(path);
        (bool upwards, bool ambiguous) = inspect(text);
        if (upwards) return NONE;
        for (uint256 i; i < endpoints.length && i < NONE; ++i) {
            if (!_covers(bytes(endpoints[i].method), bytes(method))) continue;
            bytes calldata pattern = bytes(endpoints[i].path);
            if (ambiguous && !(pattern.length == 2 && pattern[0] == "/" && pattern[1] == "*")) continue;
            if (_matches(text, pattern)) return uint8(i);
        }
        return NONE;
    }

    /// @dev Whether `path` goes upwards in some reading, and whether readings of it differ.
    function inspect(bytes memory path) internal pure returns (bool upwards, bool ambiguous) {
        uint256 i;
        uint256 dots; // since a slash of any kind: 0 none, 1 or 2 dots and nothing else, 3 no dot segment
        bool open; // a slash of any kind was seen, and nothing but dots since
        while (true) {
            (uint256 kind, uint256 size) = _token(path, i);
            if (open && (kind == END || kind == SLASH || kind == ODD_SLASH || kind == SEMICOLON)) {
                if (dots == 2) upwards = true;
                if (dots == 1 && kind != SEMICOLON) ambiguous = true;
            }
            if (kind == END) return (upwards, ambiguous);
            if (kind == ODD_SLASH || kind == SEMICOLON) ambiguous = true;
            if (kind == SLASH || kind == ODD_SLASH) {
                open = true;
                dots = 0;
            } else if (kind == DOT && open && dots < 2) {
                ++dots;
            } else {
                open = false;
            }
            i += size;
        }
    }

    /// @dev Kind and length of what stands at `i`.
    function _token(bytes memory path, uint256 i) private pure returns (uint256 kind, uint256 size) {
        if (i >= path.length) return (END, 0);
        bytes1 c = path[i];
        if (c == "/") return (SLASH, 1);
        if (c == "\\") return (ODD_SLASH, 1);
        if (c == ".") return (DOT, 1);
        if (c == ";") return (SEMICOLON, 1);
        if (c != "%") return (OTHER, 1);
        uint256 at = i + 1;
        while (at + 1 < path.length && path[at] == "2" && path[at + 1] == "5") {
            at += 2;
        }
        if (at + 1 >= path.length) return (OTHER, 1);
        bytes1 high = path[at];
        bytes1 low = path[at + 1] | 0x20; // lower case; digits keep their value
        if (high == "2" && low == "f") return (ODD_SLASH, at + 2 - i);
        if (high == "2" && low == "e") return (DOT, at + 2 - i);
        if (high == "5" && low == "c") return (ODD_SLASH, at + 2 - i);
        if (high == "3" && low == "b") return (SEMICOLON, at + 2 - i);
        return (OTHER, 1);
    }

    function _covers(bytes calldata allowed, bytes calldata method) private pure returns (bool) {
        if (allowed.length == 1 && allowed[0] == "*") return true;
        return allowed.length == method.length && keccak256(allowed) == keccak256(method);
    }

    /// @dev Literal equality, or a pattern that ends in "/*" and whose beginning up to the "*" begins the path.
    function _matches(bytes memory path, bytes calldata pattern) private pure returns (bool) {
        if (keccak256(path) == keccak256(pattern)) return true;
        uint256 length = pattern.length;
        if (length < 2 || pattern[length - 1] != "*" || pattern[length - 2] != "/") return false;
        if (path.length < length - 1) return false;
        for (uint256 i; i + 1 < length; ++i) {
            if (path[i] != pattern[i]) return false;
        }
        return true;
    }
}
