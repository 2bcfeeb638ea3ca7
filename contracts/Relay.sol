// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ERC2771Forwarder} from "@openzeppelin/contracts/metatx/ERC2771Forwarder.sol";

/// @title Carries acts that persons signed with their own keys.
/// @notice A duty's act is EIP-712 typed data: who acts, on which contract, with what call, its number and its last second.
/// Anyone may bring it; it counts once, on this chain, through this contract. Our contracts take the signer for the actor.
/// @dev Holds nothing but the number of each signer's next act. Bound to a chain and to its own address by its domain
/// ("Lianlu Relay", "1"). Has no proxy: a vote names another instead.
contract Relay is ERC2771Forwarder {
    /// @notice The Consortium whose contracts it serves.
    address public immutable consortium;

    constructor(address home) ERC2771Forwarder("Lianlu Relay") {
        consortium = home;
    }
}
