// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    AnyId,
    CodeHash,
    ContractName,
    Digest,
    GatewayId,
    KeyId,
    MemberId,
    PersonId,
    ProposalId,
    RecordDigest,
    SubsystemId
} from "../types/Ids.sol";
import {
    AccountRecord,
    Action,
    GatewayRecord,
    KeyRecord,
    MemberRecord,
    Standing,
    SubsystemRecord
} from "../types/Membership.sol";

/// @title Who is who, and who may change that.
/// @notice Members, their accounts, subsystems, gateways and keys; the names of our contracts; the members' votes.
/// @dev Every event carries the whole new record. Functions that change a record take the current one and return the new
/// one. Membership changes by vote only; nobody has a right by having deployed this.
interface IConsortium {
    /// @notice The founding is not complete or contradicts itself.
    /// @dev How to solve: at least one voting member with a voting account; contracts that name this Consortium. A
    /// contract has one name: let another one have that before it gets a second.
    error ConsortiumFoundingInvalid();
    /// @notice There is a record with this identifier already.
    /// @dev How to solve: change the existing record instead.
    error ConsortiumAlreadyRegistered(AnyId id);
    /// @notice No record has this identifier.
    /// @dev How to solve: register it first, and check the spelling of its segments.
    error ConsortiumUnknown(AnyId id);
    /// @notice The identifier is not the digest of its segments, or the segments are not those of the owner.
    /// @dev How to solve: compute the identifier from the segments, beginning with the member's own.
    error ConsortiumIdentifierInvalid();
    /// @notice The member's status does not allow this step.
    /// @dev How to solve: suspend before removing (24 hours between), and resume only what is suspended.
    error ConsortiumStatusInvalid();
    /// @notice More members than ever can vote (256), or a role that does not exist.
    /// @dev How to solve: use the roles of `Roles`; a consortium of more members needs new code.
    error ConsortiumMemberInvalid();
    /// @notice A voting member would be left without a voting account or without a recovery account.
    /// @dev How to solve: appoint another such account of the member first, or take its role VOTER.
    error ConsortiumUnreachable(MemberId member);
    /// @notice There is no recovery under way that this account may begin, cancel or finish now.
    /// @dev How to solve: begin it with the recovery account; finish it seven days later, with all voting accounts.
    error ConsortiumRecoveryRefused(MemberId member, uint64 notBefore);
    /// @notice A removal names every gateway of the member, in ascending order; a member has at most 16.
    /// @dev How to solve: hand in the newest records of all its gateways.
    error ConsortiumGatewaysIncomplete(uint256 given, uint256 needed);
    /// @notice No voting member would remain.
    /// @dev How to solve: admit another voting member first.
    error ConsortiumLastVoter();
    /// @notice The duties exclude each other for this address or this person, or the account belongs to another.
    /// @dev How to solve: give the duty to another person with another address.
    error ConsortiumDutiesExclusive();
    /// @notice The account's record is malformed: no address, unknown duty, or a person where none belongs.
    /// @dev How to solve: a machine key has one duty and no person; every other account names its person.
    error ConsortiumAccountInvalid();
    /// @notice A certificate is empty or longer than 2 KiB, or a key's suite, purpose, size or blocks are wrong.
    /// @dev How to solve: hand in DER of at most 2 KiB; suite 1 or 2; validToBlock 0 or after validFromBlock.
    error ConsortiumKeyInvalid();
    /// @notice The key was revoked already, or is over.
    /// @dev How to solve: register a new key.
    error ConsortiumKeyEnded();
    /// @notice The halt is longer than 72 hours, or the last one was less than 30 days ago.
    /// @dev How to solve: have the halt confirmed by vote.
    error ConsortiumHaltRefused();
    /// @notice A threshold lies above 5000 and at most at 10000 basis points.
    /// @dev How to solve: choose a majority.
    error ConsortiumThresholdInvalid();
    /// @notice The proposal is unknown, over, or was executed.
    /// @dev How to solve: propose anew.
    error ConsortiumProposalClosed(ProposalId proposal);
    /// @notice Fewer members agreed than the threshold demands.
    /// @dev How to solve: collect more votes before the deadline.
    error ConsortiumVotesMissing(uint256 votes, uint256 needed);
    /// @notice The member voted already.
    /// @dev How to solve: nothing; a vote is final.
    error ConsortiumVotedAlready(MemberId member);
    /// @notice A vote may only call this Consortium or a contract that it names.
    /// @dev How to solve: name the contract first.
    error ConsortiumActionInvalid();
    /// @notice The code at the new address is not the code that was voted on.
    /// @dev How to solve: propose again with the code hash of the artifact in the lock.
    error ConsortiumCodeMismatch(CodeHash found);

    /// @notice The consortium began; `instance` is the first segment of every identifier.
    event ConsortiumFounded(string instance, uint16 thresholdBps);
    /// @notice `record.at` is from now on the contract that goes by this name.
    event ContractNamed(ContractName indexed name, address at);
    /// @notice A member joined.
    event MemberAdmitted(MemberId indexed id, MemberRecord record);
    /// @notice A member was suspended by vote.
    event MemberSuspended(MemberId indexed id, MemberRecord record);
    /// @notice A suspended member is Active again.
    event MemberResumed(MemberId indexed id, MemberRecord record);
    /// @notice A vote changed a member's name, credit code or roles.
    event MemberChanged(MemberId indexed id, MemberRecord record);
    /// @notice A suspended member left for good; its gateways are inactive and their open logs frozen.
    event MemberRemoved(MemberId indexed id, MemberRecord record);
    /// @notice A regulator halted a member, or a vote confirmed or ended a halt; `reason`: SHA-256 of its text.
    event MemberHalted(MemberId indexed id, MemberRecord record, Digest reason);
    /// @notice A vote or a penalty put a member on the blacklist until a time, or took it off.
    event MemberBlacklisted(MemberId indexed id, MemberRecord record, Digest reason);
    /// @notice An account was appointed, changed or dismissed.
    event AccountSet(address indexed account, AccountRecord record);
    /// @notice A member's recovery account wants `record` to be its one voting account from `notBefore` on, in seconds.
    event RecoveryBegun(MemberId indexed member, AccountRecord record, uint64 notBefore);
    /// @notice A voting account of the member called the recovery off.
    event RecoveryCancelled(MemberId indexed member);
    /// @notice The recovery was carried out: see the `AccountSet` before.
    event RecoveryFinished(MemberId indexed member);
    /// @notice A subsystem was registered.
    event SubsystemRegistered(SubsystemId indexed id, SubsystemRecord record);
    /// @notice A subsystem was switched on or off.
    event SubsystemChanged(SubsystemId indexed id, SubsystemRecord record);
    /// @notice A gateway was registered.
    event GatewayRegistered(GatewayId indexed id, GatewayRecord record);
    /// @notice A gateway's address, certificates, anchoring account or activity changed.
    event GatewayChanged(GatewayId indexed id, GatewayRecord record);
    /// @notice A key was registered. Signatures are not verified here: the registering account answers for it.
    event KeyRegistered(KeyId indexed kid, GatewayId indexed gateway, KeyRecord record);
    /// @notice A key was replaced. `oldSignature`, `newSignature` are by either key over
    /// "DXL1/rotation\0" || gateway 32 || old kid 32 || new kid 32; whoever reads this verifies them, and ignores a new
    /// key whose rotation fails.
    event KeyRotated(
        KeyId indexed oldKid,
        KeyId indexed newKid,
        GatewayId indexed gateway,
        KeyRecord oldRecord,
        KeyRecord newRecord,
        bytes oldSignature,
        bytes newSignature
    );
    /// @notice A key is not trusted from block `record.revokedSince` on.
    event KeyRevoked(KeyId indexed kid, GatewayId indexed gateway, KeyRecord record, Digest reason);
    /// @notice A member proposed an action. `deadline` in seconds.
    event ProposalOpened(ProposalId indexed id, MemberId indexed proposer, Action action, uint64 deadline);
    /// @notice A member agreed to a proposal.
    event VoteCast(ProposalId indexed id, MemberId indexed member);
    /// @notice A proposal was carried out. `voters`: bitmap of the members that agreed and were counted.
    event ProposalExecuted(ProposalId indexed id, uint256 voters);
    /// @notice The share of votes that decides changed.
    event ThresholdSet(uint16 thresholdBps);

    // ---------------------------------------------------------------- votes

    /// @notice Propose `action` until `deadline` (at most 90 days ahead). By an account with duty VOTE of a voting member,
    /// which thereby agrees.
    function propose(Action calldata action, uint64 deadline) external returns (ProposalId);
    /// @notice Agree to a proposal. By an account with duty VOTE of a voting member; once per member.
    function vote(ProposalId proposal) external;
    /// @notice Carry out a proposal that has enough votes of members that are Active now. By anyone, once.
    function execute(ProposalId proposal, Action calldata action) external returns (bytes memory);

    // ---------------------------------------------------------------- by vote only

    /// @notice Admit a member with its first accounts; one that votes brings a voting and a recovery account.
    /// `record.status`, `since` and ends are set here.
    function admit(MemberRecord calldata record, AccountRecord[] calldata accounts) external;
    /// @notice Suspend an active member.
    function suspend(MemberRecord calldata record) external;
    /// @notice Make a suspended member active again; one that votes has a voting and a recovery account.
    function resume(MemberRecord calldata record) external;
    /// @notice Change a member's name, credit code and roles.
    function changeMember(MemberRecord calldata record, string calldata name, string calldata uscc, uint16 roles) external;
    /// @notice Remove a member that has been suspended for 24 hours. `gateways`: all of its gateways, ascending; they become
    /// inactive and their open logs are frozen.
    function remove(MemberRecord calldata record, GatewayRecord[] calldata gateways) external;
    /// @notice Confirm, prolong or end a halt by vote.
    function confirmHalt(MemberRecord calldata record, uint64 until, Digest reason) external;
    /// @notice Put a member on the blacklist until a time in seconds; 0 takes it off. By vote, or by the contract named
    /// "Accountability", which carries out the penalties of its cases.
    function blacklist(MemberRecord calldata record, uint64 until, Digest reason) external;
    /// @notice Change the share of votes that decides, in basis points.
    function setThreshold(uint16 thresholdBps) external;
    /// @notice Let `at` go by `name`, with code of this hash; it must not have another. Replaces a contract that has no
    /// proxy (PolicyView).
    function nameContract(ContractName name, address at, CodeHash codeHash) external;
    /// @notice Give the proxy at `proxy` the code at `implementation`, which must have this hash, and call it with `call`.
    function upgrade(address proxy, address implementation, CodeHash codeHash, bytes calldata call) external;

    // ---------------------------------------------------------------- by a regulator

    /// @notice Halt a member until a time at most 72 hours ahead, once in 30 days, and never to an earlier time than one set
    /// before. By duty SECURITY of a regulator. Ends by itself.
    function halt(MemberRecord calldata record, uint64 until, Digest reason) external;

    // ---------------------------------------------------------------- by a member about itself

    /// @notice Appoint, change or dismiss (`active` false) an account of the caller's member. By duty VOTE. Voting and
    /// recovery accounts are appointed at admission or by vote only, the consortium's or its own recovery.
    function setAccount(AccountRecord calldata record) external;
    /// @notice Ask that `record`, a new account with duty VOTE alone, replace all voting accounts of the caller's member. By
    /// its recovery account. It can be called off for seven days; a new one takes the place of the last. The account is
    /// the member's from then on, inactive.
    function beginRecovery(AccountRecord calldata record) external;
    /// @notice Call off the recovery of the caller's member. By duty VOTE.
    function cancelRecovery() external;
    /// @notice Carry out a recovery after its seven days. `voting`: all voting accounts of the member. By anyone.
    function finishRecovery(AccountRecord calldata record, AccountRecord[] calldata voting) external;
    /// @notice Register a subsystem. By duty SYSTEM. `owner`: the caller's member.
    function registerSubsystem(MemberRecord calldata owner, string calldata code) external returns (SubsystemId);
    /// @notice Switch a subsystem on or off. By duty SYSTEM.
    function setSubsystemActive(SubsystemRecord calldata record, bool active) external;
    /// @notice Register a gateway. By duty SYSTEM. `anchor` must not be an account yet: it gets duty ANCHOR.
    function registerGateway(
        MemberRecord calldata owner,
        string calldata code,
        string calldata url,
        bytes calldata tlsCertificate,
        address anchor
    ) external returns (GatewayId);
    /// @notice Change a gateway's URL, certificates or activity, or promote its next certificate. By duty SYSTEM.
    function changeGateway(
        GatewayRecord calldata record,
        string calldata url,
        bytes calldata tlsCertificate,
        bytes calldata nextTlsCertificate,
        bool active
    ) external;
    /// @notice Replace a gateway's anchoring account, here and in its open log. By duty SYSTEM.
    function changeAnchor(GatewayRecord calldata record, address anchor) external;
    /// @notice Register a key of a gateway. By duty SYSTEM. `validFromBlock` not before this block; 0 = this block.
    function registerKey(
        GatewayId gateway,
        uint8 suite,
        uint8 purpose,
        bytes calldata spki,
        uint64 validFromBlock
    ) external returns (KeyId);
    /// @notice Replace a key: the old one stays valid for `overlapBlocks` more blocks. By duty SYSTEM. The new key has suite
    /// and purpose of the old one. See `KeyRotated` for the signatures.
    function rotateKey(
        KeyRecord calldata record,
        bytes calldata spki,
        uint64 overlapBlocks,
        bytes calldata oldSignature,
        bytes calldata newSignature
    ) external returns (KeyId);
    /// @notice Revoke a key from `since` on, a block not after this one. By duty SYSTEM or SECURITY.
    function revokeKey(KeyRecord calldata record, uint64 since, Digest reason) external;

    // ---------------------------------------------------------------- views

    /// @notice First segment of every identifier.
    function instance() external view returns (string memory);
    /// @notice Address of the contract that goes by `name`; zero if none does.
    function contractOf(ContractName name) external view returns (address);
    /// @notice Member and duties of an account, and the member's standing. Zeros for an unknown or dismissed account, and for one of
    /// a removed member.
    function actorOf(address account) external view returns (MemberId member, uint16 duties, Standing memory standing);
    /// @notice The person behind an account, active or not; zero for machine keys and unknown accounts.
    function personOf(address account) external view returns (PersonId);
    /// @notice How many members that are Active now have role REGULATOR.
    function regulators() external view returns (uint256);
    /// @notice Standing of a member; status None if unknown.
    function standingOf(MemberId member) external view returns (Standing memory);
    /// @notice Owner and activity of a subsystem; zeros if unknown.
    function subsystemOf(SubsystemId subsystem) external view returns (MemberId member, bool active);
    /// @notice Owner, anchoring account and activity of a gateway; zeros if unknown.
    function gatewayOf(GatewayId gateway) external view returns (MemberId member, address anchor, bool active);
    /// @notice SHA-256 of a gateway's current and next certificate; zero where there is none.
    function certificatesOf(GatewayId gateway) external view returns (Digest current, Digest next);
    /// @notice What is stored of a key; zeros if unknown.
    function keyOf(KeyId kid)
        external
        view
        returns (
            GatewayId gateway,
            uint8 suite,
            uint8 purpose,
            uint64 validFromBlock,
            uint64 validToBlock,
            uint64 revokedSince
        );
    /// @notice Digest of the newest record of a member, subsystem, gateway or key with this identifier; zero if none.
    function recordOf(AnyId id) external view returns (RecordDigest);
    /// @notice Duties that a person holds in a member through all its accounts; person zero: those of all its accounts.
    function dutiesOfPerson(MemberId member, PersonId person) external view returns (uint16);
    /// @notice When a recovery of the member may be carried out, in seconds; zero if none is under way.
    function recoveryOf(MemberId member) external view returns (uint64 notBefore);
    /// @notice Share of the votes that decides, in basis points; number of members that vote now.
    function threshold() external view returns (uint16 bps, uint256 voters);
    /// @notice A proposal: deadline in seconds, members that agreed (bitmap), whether it was executed.
    function proposalOf(ProposalId proposal) external view returns (uint64 deadline, uint256 votes, bool executed);
}
