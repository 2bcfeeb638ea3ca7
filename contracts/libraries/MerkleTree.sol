// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {TreeHash} from "../types/Ids.sol";

/// @title Proofs of RFC 9162 over SHA-256, by the precompile at address 2.
/// @dev Every function answers whether a proof of exactly the right length leads to the given roots. Sizes begin at 1.
library MerkleTree {
    /// @dev Whether the tree of `size2` leaves extends the tree of `size1` leaves (RFC 9162, 2.1.4.2).
    /// Requires 0 < size1 < size2. Names as there. Written in assembly because every anchor pays for it: the loop of
    /// Solidity costs half as much again as the hashes.
    function isConsistent(uint256 size1, uint256 size2, TreeHash root1, TreeHash root2, TreeHash[] calldata proof)
        internal
        view
        returns (bool proven)
    {
        assembly ("memory-safe") {
            let fn := sub(size1, 1)
            let sn := sub(size2, 1)
            for {} and(fn, 1) {} {
                fn := shr(1, fn)
                sn := shr(1, sn)
            }
            let fr := root1
            let next := proof.offset
            let end := add(next, shl(5, proof.length))
            proven := 1
            if and(size1, sub(size1, 1)) {
                proven := lt(next, end)
                fr := calldataload(next)
                next := add(next, 32)
            }
            let sr := fr
            let at := mload(0x40) // 65 bytes: 0x01, left, right
            mstore8(at, 1)
            for {} and(proven, lt(next, end)) { next := add(next, 32) } {
                let c := calldataload(next)
                switch or(and(fn, 1), eq(fn, sn))
                case 0 {
                    mstore(add(at, 1), sr)
                    mstore(add(at, 33), c)
                    proven := staticcall(gas(), 2, at, 65, 0, 32)
                    sr := mload(0)
                }
                default {
                    let alike := eq(fr, sr)
                    mstore(add(at, 1), c)
                    mstore(add(at, 33), fr)
                    proven := staticcall(gas(), 2, at, 65, 0, 32)
                    fr := mload(0)
                    switch alike
                    case 1 { sr := fr }
                    default {
                        mstore(add(at, 33), sr)
                        proven := and(proven, staticcall(gas(), 2, at, 65, 0, 32))
                        sr := mload(0)
                    }
                    for {} and(iszero(and(fn, 1)), gt(fn, 0)) {} {
                        fn := shr(1, fn)
                        sn := shr(1, sn)
                    }
                }
                proven := and(proven, gt(sn, 0))
                fn := shr(1, fn)
                sn := shr(1, sn)
            }
            proven := and(proven, and(iszero(sn), and(eq(fr, root1), eq(sr, root2))))
        }
    }

    /// @dev Whether `leaf` is leaf `index` of the tree of `size` leaves (RFC 9162, 2.1.3.2). Requires index < size.
    function isIncluded(TreeHash leaf, uint256 index, uint256 size, TreeHash root, TreeHash[] calldata path)
        internal
        view
        returns (bool proven)
    {
        assembly ("memory-safe") {
            let fn := index
            let sn := sub(size, 1)
            let r := leaf
            let next := path.offset
            let end := add(next, shl(5, path.length))
            let at := mload(0x40) // 65 bytes: 0x01, left, right
            mstore8(at, 1)
            proven := 1
            for {} and(proven, lt(next, end)) { next := add(next, 32) } {
                proven := gt(sn, 0)
                switch or(and(fn, 1), eq(fn, sn))
                case 0 {
                    mstore(add(at, 1), r)
                    mstore(add(at, 33), calldataload(next))
                }
                default {
                    mstore(add(at, 1), calldataload(next))
                    mstore(add(at, 33), r)
                    for {} and(iszero(and(fn, 1)), gt(fn, 0)) {} {
                        fn := shr(1, fn)
                        sn := shr(1, sn)
                    }
                }
                proven := and(proven, staticcall(gas(), 2, at, 65, 0, 32))
                r := mload(0)
                fn := shr(1, fn)
                sn := shr(1, sn)
            }
            proven := and(proven, and(iszero(sn), eq(r, root)))
        }
    }

    /// @dev Equality of two nodes.
    function same(TreeHash a, TreeHash b) internal pure returns (bool) {
        return TreeHash.unwrap(a) == TreeHash.unwrap(b);
    }
}
