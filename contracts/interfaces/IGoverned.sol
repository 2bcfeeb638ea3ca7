// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title What every contract of ours has: it obeys one Consortium, which alone can replace its code.
interface IGoverned {
    /// @notice `account` may not do this; `needed` is the duty that it lacks (`Duties`), 0 = a vote is needed.
    /// @dev How to solve: act with an active account that holds the duty, of the member concerned.
    error GovernedUnauthorized(address account, uint16 needed);
    /// @notice The member behind the account is not Active, or is halted.
    /// @dev How to solve: wait for the end of the halt, or have the member resumed by vote.
    error GovernedMemberNotActive();
    /// @notice The resupplied record is not the one whose digest is stored.
    /// @dev How to solve: take the record from the newest event that carries it, and try again.
    error GovernedRecordMismatch();
    /// @notice A text is empty, too long, not UTF-8, or holds a control or invisible character.
    /// @dev How to solve: correct the text; segments of identifiers have 1 to 255 bytes and are not "." or "..".
    error GovernedTextInvalid();

    /// @notice The Consortium whose votes this contract obeys.
    function consortium() external view returns (address);
    /// @notice Whether acts signed by others come through this address (ERC-2771): the contract named "Relay".
    function isTrustedForwarder(address forwarder) external view returns (bool);
}
