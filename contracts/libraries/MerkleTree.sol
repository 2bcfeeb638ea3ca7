// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {TreeHash} from "../types/Ids.sol";

/// @title Proofs of RFC 9162 over SHA-256, by the precompile at address 2.
/// @dev Every function answers whether a proof of exactly the right length leads to the given roots. Sizes begin at 1.
library MerkleTree {
    /// @dev Whether the tree of `size2` leaves extends the tree of `size1` leaves (RFC 9162, 2.1.4.2).
    /// Requires 0 < size1 < size2.
    function isConsistent(uint256 size1, uint256 size2, TreeHash root1, TreeHash root2, TreeHash[] calldata proof)
        internal
        view
        returns (bool)
    {
        uint256 fn = size1 - 1;
        uint256 sn = size2 - 1;
        while (fn & 1 == 1) {
            fn >>= 1;
            sn >>= 1;
        }
        uint256 i;
        TreeHash fr = root1;
        if (size1 & (size1 - 1) != 0) {
            if (proof.length == 0) return false;
            fr = proof[0];
            i = 1;
        }
        TreeHash sr = fr;
        for (; i < proof.length; ++i) {
            if (sn == 0) return false;
            if (fn & 1 == 1 || fn == sn) {
                fr = node(proof[i], fr);
                sr = node(proof[i], sr);
                while (fn & 1 == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                sr = node(sr, proof[i]);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && same(fr, root1) && same(sr, root2);
    }

    /// @dev Whether `leaf` is leaf `index` of the tree of `size` leaves (RFC 9162, 2.1.3.2). Requires index < size.
    function isIncluded(TreeHash leaf, uint256 index, uint256 size, TreeHash root, TreeHash[] calldata path)
        internal
        view
        returns (bool)
    {
        uint256 fn = index;
        uint256 sn = size - 1;
        TreeHash r = leaf;
        for (uint256 i; i < path.length; ++i) {
            if (sn == 0) return false;
            if (fn & 1 == 1 || fn == sn) {
                r = node(path[i], r);
                while (fn & 1 == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                r = node(r, path[i]);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && same(r, root);
    }

    /// @dev SHA-256(0x01 || left || right). 65 bytes do not fit the scratch space below the free-memory pointer.
    function node(TreeHash left, TreeHash right) internal view returns (TreeHash parent) {
        bool done;
        assembly ("memory-safe") {
            let at := mload(0x40)
            mstore8(at, 1)
            mstore(add(at, 1), left)
            mstore(add(at, 33), right)
            done := staticcall(gas(), 2, at, 65, 0, 32)
            parent := mload(0)
        }
        require(done); // only if gas ran out
    }

    /// @dev Equality of two nodes.
    function same(TreeHash a, TreeHash b) internal pure returns (bool) {
        return TreeHash.unwrap(a) == TreeHash.unwrap(b);
    }
}
