// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";

import {IConsortium} from "./interfaces/IConsortium.sol";
import {IGoverned} from "./interfaces/IGoverned.sol";
import {ContractName, MemberId} from "./types/Ids.sol";
import {MemberStatus, Standing} from "./types/Membership.sol";

/// @dev What our contracts share. No state here: each contract keeps all of its own in itself, so that storage layouts can
/// be compared. Who acts is asked in one place.
abstract contract Governed is IGoverned, Initializable, UUPSUpgradeable {
    ContractName private constant RELAY = ContractName.wrap("Relay");

    /// @dev The code behind a proxy is never used by itself.
    constructor() {
        _disableInitializers();
    }

    /// @inheritdoc IGoverned
    function consortium() external view returns (address) {
        return address(_home());
    }

    /// @dev The Consortium of this contract.
    function _home() internal view virtual returns (IConsortium);

    /// @inheritdoc IGoverned
    function isTrustedForwarder(address forwarder) public view returns (bool) {
        return forwarder == _home().contractOf(RELAY);
    }

    /// @dev Who acts in this call: the caller, or whoever signed what the Relay carries (ERC-2771: the last 20 bytes).
    function _actor() internal view returns (address) {
        if (msg.sender.code.length == 0 || !isTrustedForwarder(msg.sender)) return msg.sender;
        return address(bytes20(msg.data[msg.data.length - 20:]));
    }

    /// @dev New code comes from a vote.
    function _authorizeUpgrade(address) internal view override {
        _onlyVote();
    }

    /// @dev Reverts unless the Consortium carries out a vote.
    function _onlyVote() internal view {
        if (_actor() != address(_home())) revert GovernedUnauthorized(_actor(), 0);
    }

    /// @dev Member and standing of the acting account, which must hold one of `duties`. Its member may be suspended or
    /// halted: it still may anchor, answer and state.
    function _holding(uint16 duties) internal view returns (MemberId member, Standing memory standing, uint16 held) {
        (member, held, standing) = _home().actorOf(_actor());
        if (held & duties == 0) revert GovernedUnauthorized(_actor(), duties);
    }

    /// @dev The same, with a member that is Active and not halted.
    function _active(uint16 duties) internal view returns (MemberId member, Standing memory standing, uint16 held) {
        (member, standing, held) = _holding(duties);
        if (standing.status != MemberStatus.Active || standing.haltedUntil > block.timestamp) {
            revert GovernedMemberNotActive();
        }
    }

    /// @dev Reverts unless the acting account holds one of `duties` in `member`.
    function _holdingFor(uint16 duties, MemberId member) internal view {
        (MemberId own,,) = _holding(duties);
        if (MemberId.unwrap(own) != MemberId.unwrap(member)) revert GovernedUnauthorized(_actor(), duties);
    }

    /// @dev The same, with a member that is Active and not halted.
    function _activeFor(uint16 duties, MemberId member) internal view {
        (MemberId own,,) = _active(duties);
        if (MemberId.unwrap(own) != MemberId.unwrap(member)) revert GovernedUnauthorized(_actor(), duties);
    }

    /// @dev Reverts unless the acting account holds `duties` in an active member with role `role`.
    function _activeWithRole(uint16 duties, uint16 role) internal view returns (MemberId member) {
        Standing memory standing;
        (member, standing,) = _active(duties);
        if (standing.roles & role == 0) revert GovernedUnauthorized(_actor(), duties);
    }
}
