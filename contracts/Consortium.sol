// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";

import {Governed} from "./Governed.sol";
import {IConsortium} from "./interfaces/IConsortium.sol";
import {IEvidenceAnchor} from "./interfaces/IEvidenceAnchor.sol";
import {IGoverned} from "./interfaces/IGoverned.sol";
import {Identifiers} from "./libraries/Identifiers.sol";
import {Texts} from "./libraries/Texts.sol";
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
} from "./types/Ids.sol";
import {
    AccountRecord,
    Action,
    Duties,
    Founding,
    GatewayRecord,
    KeyPurpose,
    KeyRecord,
    MemberRecord,
    MemberStatus,
    NamedContract,
    Roles,
    Standing,
    SubsystemRecord
} from "./types/Membership.sol";

/// @title Who is who, and who may change that.
contract Consortium is IConsortium, Governed {
    uint256 private constant MAX_MEMBERS = 256;
    uint256 private constant MAX_CERTIFICATE = 2048;
    uint256 private constant MAX_SPKI = 1024;
    uint64 private constant LONGEST_HALT = 72 hours;
    uint64 private constant HALT_PAUSE = 30 days;
    uint64 private constant LONGEST_PROPOSAL = 90 days;
    uint64 private constant BEFORE_REMOVAL = 24 hours;
    uint64 private constant BEFORE_RECOVERY = 7 days;
    uint256 private constant MAX_GATEWAYS = 16;
    ContractName private constant EVIDENCE_ANCHOR = ContractName.wrap("EvidenceAnchor");
    ContractName private constant ACCOUNTABILITY = ContractName.wrap("Accountability");

    struct MemberState {
        MemberStatus status;
        uint16 roles;
        uint8 index;
        uint64 since;
        uint64 haltedUntil;
        uint64 blacklistedUntil;
    }

    struct AccountState {
        MemberId member;
        PersonId person;
        uint16 duties;
        bool active;
    }

    struct SubsystemState {
        MemberId member;
        bool active;
    }

    struct GatewayState {
        MemberId member;
        address anchor;
        bool active;
        Digest certificate;
        Digest nextCertificate;
    }

    struct KeyState {
        GatewayId gateway;
        uint8 suite;
        KeyPurpose purpose;
        uint64 validFromBlock;
        uint64 validToBlock;
        uint64 revokedSince;
    }

    struct RecoveryState {
        RecordDigest account;
        uint64 notBefore;
    }

    struct ProposalState {
        bytes32 action;
        uint256 votes;
        uint64 deadline;
        bool executed;
    }

    string private _instance;
    uint16 private _thresholdBps;
    uint16 private _memberCount;
    uint64 private _proposalCount;
    uint256 private _voters; // members that are Active and have a vote, by index
    mapping(bytes32 id => RecordDigest) private _records;
    mapping(MemberId => MemberState) private _members;
    mapping(MemberId => uint64) private _lastHalt;
    mapping(address => AccountState) private _accounts;
    mapping(MemberId => mapping(PersonId => uint256)) private _personDuties; // 28 bits per duty: accounts that give it
    mapping(SubsystemId => SubsystemState) private _subsystems;
    mapping(GatewayId => GatewayState) private _gateways;
    mapping(KeyId => KeyState) private _keys;
    mapping(ContractName => address) private _contracts;
    mapping(address => bool) private _named;
    mapping(ProposalId => ProposalState) private _proposals;
    mapping(MemberId => RecoveryState) private _recoveries;
    mapping(MemberId => uint256) private _gatewayCount;
    uint256 private _regulators; // members that are Active and regulate, by index

    /// @notice Begin. Called once, by the proxy's constructor; afterwards only votes and members act.
    function initialize(Founding memory founding) external initializer {
        Texts.checkSegment(founding.instance);
        _instance = founding.instance;
        emit ConsortiumFounded(founding.instance, founding.thresholdBps);
        _setThreshold(founding.thresholdBps);
        for (uint256 i; i < founding.contracts.length; ++i) {
            NamedContract memory named = founding.contracts[i];
            if (IGoverned(named.at).consortium() != address(this)) revert ConsortiumFoundingInvalid();
            _name(named.name, named.at);
        }
        for (uint256 i; i < founding.members.length; ++i) {
            _admit(founding.members[i]);
        }
        for (uint256 i; i < founding.accounts.length; ++i) {
            _setAccount(founding.accounts[i]);
        }
        for (uint256 i; i < founding.members.length; ++i) {
            _checkReachable(founding.members[i].id);
        }
        if (_voters == 0) revert ConsortiumFoundingInvalid();
    }

    // ---------------------------------------------------------------- votes

    /// @inheritdoc IConsortium
    function propose(Action calldata action, uint64 deadline) external returns (ProposalId id) {
        MemberId member = _voter();
        if (deadline <= block.timestamp || deadline > block.timestamp + LONGEST_PROPOSAL) {
            revert ConsortiumProposalClosed(id);
        }
        _checkAction(action);
        bytes32 content = keccak256(abi.encode(action));
        id = ProposalId.wrap(keccak256(abi.encode(content, ++_proposalCount)));
        ProposalState storage proposal = _proposals[id];
        proposal.action = content;
        proposal.deadline = deadline;
        emit ProposalOpened(id, member, action, deadline);
        _vote(id, member);
    }

    /// @inheritdoc IConsortium
    function vote(ProposalId id) external {
        _checkOpen(id);
        _vote(id, _voter());
    }

    /// @inheritdoc IConsortium
    function execute(ProposalId id, Action calldata action) external returns (bytes memory) {
        _checkOpen(id);
        ProposalState storage proposal = _proposals[id];
        if (proposal.action != keccak256(abi.encode(action))) revert GovernedRecordMismatch();
        uint256 counted = proposal.votes & _voters;
        uint256 needed = (_count(_voters) * _thresholdBps + 9999) / 10000;
        if (_count(counted) < needed) revert ConsortiumVotesMissing(_count(counted), needed);
        proposal.executed = true;
        emit ProposalExecuted(id, counted);
        _checkAction(action);
        return Address.functionCall(action.target, action.call);
    }

    // ---------------------------------------------------------------- by vote only

    /// @inheritdoc IConsortium
    function admit(MemberRecord memory record, AccountRecord[] memory accounts) external {
        _onlyVote();
        _admit(record);
        for (uint256 i; i < accounts.length; ++i) {
            if (MemberId.unwrap(accounts[i].member) != MemberId.unwrap(record.id)) revert ConsortiumAccountInvalid();
            _setAccount(accounts[i]);
        }
        _checkReachable(record.id);
    }

    /// @inheritdoc IConsortium
    function suspend(MemberRecord memory record) external {
        _onlyVote();
        emit MemberSuspended(record.id, _move(record, MemberStatus.Active, MemberStatus.Suspended));
    }

    /// @inheritdoc IConsortium
    function resume(MemberRecord memory record) external {
        _onlyVote();
        emit MemberResumed(record.id, _move(record, MemberStatus.Suspended, MemberStatus.Active));
        _checkReachable(record.id);
    }

    /// @inheritdoc IConsortium
    function changeMember(MemberRecord memory record, string memory name, string memory uscc, uint16 roles) external {
        _onlyVote();
        _checkMember(record);
        if (record.status == MemberStatus.Removed) revert ConsortiumStatusInvalid();
        record.name = name;
        record.uscc = uscc;
        record.roles = roles;
        _storeMember(record);
        if (_voters == 0) revert ConsortiumLastVoter();
        _checkReachable(record.id);
        emit MemberChanged(record.id, record);
    }

    /// @inheritdoc IConsortium
    function remove(MemberRecord memory record, GatewayRecord[] memory gateways) external {
        _onlyVote();
        if (record.since + BEFORE_REMOVAL > block.timestamp) revert ConsortiumStatusInvalid();
        emit MemberRemoved(record.id, _move(record, MemberStatus.Suspended, MemberStatus.Removed));
        uint256 needed = _gatewayCount[record.id];
        if (gateways.length != needed) revert ConsortiumGatewaysIncomplete(gateways.length, needed);
        for (uint256 i; i < needed; ++i) {
            _retire(gateways[i], record.id, i == 0 ? GatewayId.wrap(0) : gateways[i - 1].id);
        }
    }

    /// @inheritdoc IConsortium
    function confirmHalt(MemberRecord memory record, uint64 until, Digest reason) external {
        _onlyVote();
        _halt(record, until, reason);
    }

    /// @inheritdoc IConsortium
    function blacklist(MemberRecord memory record, uint64 until, Digest reason) external {
        if (_actor() != _contracts[ACCOUNTABILITY]) _onlyVote();
        _checkMember(record);
        record.blacklistedUntil = until;
        _storeMember(record);
        emit MemberBlacklisted(record.id, record, reason);
    }

    /// @inheritdoc IConsortium
    function setThreshold(uint16 thresholdBps) external {
        _onlyVote();
        _setThreshold(thresholdBps);
    }

    /// @inheritdoc IConsortium
    function nameContract(ContractName name, address at, CodeHash codeHash) external {
        _onlyVote();
        _checkCode(at, codeHash);
        _name(name, at);
    }

    /// @inheritdoc IConsortium
    function upgrade(address proxy, address implementation, CodeHash codeHash, bytes calldata call) external {
        _onlyVote();
        _checkCode(implementation, codeHash);
        UUPSUpgradeable(proxy).upgradeToAndCall(implementation, call);
    }

    // ---------------------------------------------------------------- by a regulator

    /// @inheritdoc IConsortium
    function halt(MemberRecord memory record, uint64 until, Digest reason) external {
        _activeWithRole(Duties.SECURITY, Roles.REGULATOR);
        uint64 last = _lastHalt[record.id];
        bool tooLong = until > block.timestamp + LONGEST_HALT;
        bool tooShort = until <= block.timestamp || until <= record.haltedUntil; // what a vote has set is not cut short
        if (tooLong || tooShort || (last != 0 && last + HALT_PAUSE > block.timestamp)) revert ConsortiumHaltRefused();
        _lastHalt[record.id] = uint64(block.timestamp);
        _halt(record, until, reason);
    }

    // ---------------------------------------------------------------- by a member about itself

    /// @inheritdoc IConsortium
    function setAccount(AccountRecord memory record) external {
        if (_actor() != address(this)) {
            _activeFor(Duties.VOTE, record.member);
            uint16 fixedDuties = Duties.VOTE | Duties.ANCHOR | Duties.RECOVERY;
            if ((record.duties | _accounts[record.account].duties) & fixedDuties != 0) {
                revert GovernedUnauthorized(_actor(), 0);
            }
        }
        _setAccount(record);
        _checkReachable(record.member);
    }

    /// @inheritdoc IConsortium
    function beginRecovery(AccountRecord memory record) external {
        _holdingFor(Duties.RECOVERY, record.member);
        AccountState storage held = _accounts[record.account];
        bool taken = held.active || (held.duties != 0 && held.duties != Duties.VOTE);
        if (taken || record.duties != Duties.VOTE || !record.active) revert ConsortiumAccountInvalid();
        _setAccount(AccountRecord(record.account, record.member, record.duties, record.person, false)); // kept for it
        uint64 notBefore = uint64(block.timestamp) + BEFORE_RECOVERY;
        _recoveries[record.member] = RecoveryState(RecordDigest.wrap(keccak256(abi.encode(record))), notBefore);
        emit RecoveryBegun(record.member, record, notBefore);
    }

    /// @inheritdoc IConsortium
    function cancelRecovery() external {
        (MemberId member,,) = _holding(Duties.VOTE);
        if (_recoveries[member].notBefore == 0) revert ConsortiumRecoveryRefused(member, 0);
        delete _recoveries[member];
        emit RecoveryCancelled(member);
    }

    /// @inheritdoc IConsortium
    function finishRecovery(AccountRecord memory record, AccountRecord[] memory voting) external {
        RecoveryState memory state = _recoveries[record.member];
        bool early = state.notBefore == 0 || state.notBefore > block.timestamp;
        bool gone = _members[record.member].status == MemberStatus.Removed;
        if (early || gone) revert ConsortiumRecoveryRefused(record.member, state.notBefore);
        if (RecordDigest.unwrap(state.account) != keccak256(abi.encode(record))) revert GovernedRecordMismatch();
        delete _recoveries[record.member];
        for (uint256 i; i < voting.length; ++i) {
            AccountRecord memory old = voting[i];
            AccountState storage held = _accounts[old.account];
            bool theirs = MemberId.unwrap(held.member) == MemberId.unwrap(record.member);
            if (!theirs || held.duties & Duties.VOTE == 0) revert ConsortiumAccountInvalid();
            _setAccount(AccountRecord(old.account, held.member, held.duties, held.person, false));
        }
        if (_dutiesIn(_personDuties[record.member][PersonId.wrap(0)]) & Duties.VOTE != 0) {
            revert ConsortiumRecoveryRefused(record.member, state.notBefore);
        }
        _setAccount(record);
        emit RecoveryFinished(record.member);
    }

    /// @inheritdoc IConsortium
    function registerSubsystem(MemberRecord memory owner, string memory code) external returns (SubsystemId id) {
        _checkOwner(owner);
        string[] memory segments = Identifiers.append(owner.segments, code);
        id = SubsystemId.wrap(Identifiers.compute(Identifiers.SUBSYSTEM, segments));
        _checkNew(SubsystemId.unwrap(id));
        SubsystemRecord memory record = SubsystemRecord(id, segments, owner.id, true);
        _storeSubsystem(record);
        emit SubsystemRegistered(id, record);
    }

    /// @inheritdoc IConsortium
    function setSubsystemActive(SubsystemRecord memory record, bool active) external {
        _activeFor(Duties.SYSTEM, record.member);
        _check(SubsystemId.unwrap(record.id), keccak256(abi.encode(record)));
        record.active = active;
        _storeSubsystem(record);
        emit SubsystemChanged(record.id, record);
    }

    /// @inheritdoc IConsortium
    function registerGateway(
        MemberRecord memory owner,
        string memory code,
        string memory url,
        bytes memory tlsCertificate,
        address anchor
    ) external returns (GatewayId id) {
        _checkOwner(owner);
        GatewayRecord memory record;
        record.segments = Identifiers.append(owner.segments, code);
        id = GatewayId.wrap(Identifiers.compute(Identifiers.GATEWAY, record.segments));
        _checkNew(GatewayId.unwrap(id));
        record.id = id;
        record.member = owner.id;
        record.url = url;
        record.tlsCertificate = tlsCertificate;
        record.anchor = anchor;
        record.active = true;
        if (++_gatewayCount[owner.id] > MAX_GATEWAYS) revert ConsortiumGatewaysIncomplete(MAX_GATEWAYS + 1, MAX_GATEWAYS);
        _storeGateway(record);
        emit GatewayRegistered(id, record);
        _setAnchorAccount(owner.id, anchor, true);
    }

    /// @inheritdoc IConsortium
    function changeGateway(
        GatewayRecord memory record,
        string memory url,
        bytes memory tlsCertificate,
        bytes memory nextTlsCertificate,
        bool active
    ) external {
        _checkGateway(record);
        record.url = url;
        record.tlsCertificate = tlsCertificate;
        record.nextTlsCertificate = nextTlsCertificate;
        record.active = active;
        _storeGateway(record);
        emit GatewayChanged(record.id, record);
    }

    /// @inheritdoc IConsortium
    function changeAnchor(GatewayRecord memory record, address anchor) external {
        _checkGateway(record);
        address before = record.anchor;
        record.anchor = anchor;
        _storeGateway(record);
        emit GatewayChanged(record.id, record);
        _setAnchorAccount(record.member, before, false);
        _setAnchorAccount(record.member, anchor, true);
        IEvidenceAnchor(_contracts[EVIDENCE_ANCHOR]).anchorChanged(record.id, anchor);
    }

    /// @inheritdoc IConsortium
    function registerKey(GatewayId gateway, uint8 suite, uint8 purpose, bytes memory spki, uint64 validFromBlock)
        external
        returns (KeyId)
    {
        KeyRecord memory record;
        _activeFor(Duties.SYSTEM, _gateways[gateway].member);
        if (purpose == 0 || purpose > uint8(type(KeyPurpose).max)) revert ConsortiumKeyInvalid();
        record.gateway = gateway;
        record.suite = suite;
        record.purpose = KeyPurpose(purpose);
        record.spki = spki;
        record.validFromBlock = validFromBlock == 0 ? uint64(block.number) : validFromBlock;
        _newKey(record);
        emit KeyRegistered(record.kid, gateway, record);
        return record.kid;
    }

    /// @inheritdoc IConsortium
    function rotateKey(
        KeyRecord memory record,
        bytes memory spki,
        uint64 overlapBlocks,
        bytes memory oldSignature,
        bytes memory newSignature
    ) external returns (KeyId) {
        _activeFor(Duties.SYSTEM, _gateways[record.gateway].member);
        _checkKey(record);
        uint64 end = uint64(block.number) + overlapBlocks;
        if (record.revokedSince != 0 || (record.validToBlock != 0 && record.validToBlock < end)) {
            revert ConsortiumKeyEnded();
        }
        KeyRecord memory next;
        next.gateway = record.gateway;
        next.suite = record.suite;
        next.purpose = record.purpose;
        next.spki = spki;
        next.validFromBlock = uint64(block.number);
        _newKey(next);
        record.validToBlock = end;
        _storeKey(record);
        emit KeyRotated(record.kid, next.kid, record.gateway, record, next, oldSignature, newSignature);
        return next.kid;
    }

    /// @inheritdoc IConsortium
    function revokeKey(KeyRecord memory record, uint64 since, Digest reason) external {
        _holdingFor(Duties.SYSTEM | Duties.SECURITY, _gateways[record.gateway].member);
        _checkKey(record);
        if (since == 0 || since > block.number) revert ConsortiumKeyInvalid();
        if (record.revokedSince != 0 && record.revokedSince <= since) revert ConsortiumKeyEnded();
        record.revokedSince = since;
        _storeKey(record);
        emit KeyRevoked(record.kid, record.gateway, record, reason);
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc IConsortium
    function instance() external view returns (string memory) {
        return _instance;
    }

    /// @inheritdoc IConsortium
    function contractOf(ContractName name) external view returns (address) {
        return _contracts[name];
    }

    /// @inheritdoc IConsortium
    function actorOf(address account) external view returns (MemberId member, uint16 duties, Standing memory standing) {
        AccountState storage state = _accounts[account];
        standing = standingOf(state.member);
        if (state.active && standing.status != MemberStatus.Removed) return (state.member, state.duties, standing);
        delete standing;
    }

    /// @inheritdoc IConsortium
    function personOf(address account) external view returns (PersonId) {
        return _accounts[account].person;
    }

    /// @inheritdoc IConsortium
    function regulators() external view returns (uint256) {
        return _count(_regulators);
    }

    /// @inheritdoc IConsortium
    function standingOf(MemberId member) public view returns (Standing memory) {
        MemberState memory state = _members[member];
        return Standing(state.status, state.roles, state.since, state.haltedUntil, state.blacklistedUntil);
    }

    /// @inheritdoc IConsortium
    function subsystemOf(SubsystemId subsystem) external view returns (MemberId member, bool active) {
        SubsystemState storage state = _subsystems[subsystem];
        return (state.member, state.active);
    }

    /// @inheritdoc IConsortium
    function gatewayOf(GatewayId gateway) external view returns (MemberId member, address anchor, bool active) {
        GatewayState storage state = _gateways[gateway];
        return (state.member, state.anchor, state.active);
    }

    /// @inheritdoc IConsortium
    function certificatesOf(GatewayId gateway) external view returns (Digest current, Digest next) {
        GatewayState storage state = _gateways[gateway];
        return (state.certificate, state.nextCertificate);
    }

    /// @inheritdoc IConsortium
    function keyOf(KeyId kid) external view returns (GatewayId, uint8, uint8, uint64, uint64, uint64) {
        KeyState storage key = _keys[kid];
        return
            (key.gateway, key.suite, uint8(key.purpose), key.validFromBlock, key.validToBlock, key.revokedSince);
    }

    /// @inheritdoc IConsortium
    function recordOf(AnyId id) external view returns (RecordDigest) {
        return _records[AnyId.unwrap(id)];
    }

    /// @inheritdoc IConsortium
    function dutiesOfPerson(MemberId member, PersonId person) external view returns (uint16) {
        return _dutiesIn(_personDuties[member][person]);
    }

    /// @inheritdoc IConsortium
    function recoveryOf(MemberId member) external view returns (uint64) {
        return _recoveries[member].notBefore;
    }

    /// @inheritdoc IConsortium
    function threshold() external view returns (uint16 bps, uint256 voters) {
        return (_thresholdBps, _count(_voters));
    }

    /// @inheritdoc IConsortium
    function proposalOf(ProposalId id) external view returns (uint64 deadline, uint256 votes, bool executed) {
        ProposalState storage proposal = _proposals[id];
        return (proposal.deadline, proposal.votes, proposal.executed);
    }

    // ---------------------------------------------------------------- members

    function _home() internal view override returns (IConsortium) {
        return IConsortium(address(this));
    }

    function _admit(MemberRecord memory record) private {
        if (record.segments.length != 3 || !_same(record.segments[0], _instance)) revert ConsortiumIdentifierInvalid();
        bytes32 id = Identifiers.compute(Identifiers.MEMBER, record.segments);
        if (id != MemberId.unwrap(record.id)) revert ConsortiumIdentifierInvalid();
        _checkNew(id);
        if (_memberCount == MAX_MEMBERS) revert ConsortiumMemberInvalid();
        record.status = MemberStatus.Active;
        record.since = uint64(block.timestamp);
        record.haltedUntil = 0;
        record.blacklistedUntil = 0;
        _members[record.id].index = uint8(_memberCount++);
        _storeMember(record);
        emit MemberAdmitted(record.id, record);
    }

    function _move(MemberRecord memory record, MemberStatus from, MemberStatus to) private returns (MemberRecord memory) {
        _checkMember(record);
        if (record.status != from) revert ConsortiumStatusInvalid();
        record.status = to;
        record.since = uint64(block.timestamp);
        _storeMember(record);
        if (_voters == 0) revert ConsortiumLastVoter();
        return record;
    }

    function _halt(MemberRecord memory record, uint64 until, Digest reason) private {
        _checkMember(record);
        record.haltedUntil = until;
        _storeMember(record);
        emit MemberHalted(record.id, record, reason);
    }

    function _checkMember(MemberRecord memory record) private view {
        _check(MemberId.unwrap(record.id), keccak256(abi.encode(record)));
    }

    /// @dev The caller acts with duty SYSTEM for the member whose record is `owner`.
    function _checkOwner(MemberRecord memory owner) private view {
        _activeFor(Duties.SYSTEM, owner.id);
        _checkMember(owner);
    }

    /// @dev A voting member has somebody who votes, and a way back if that key is lost: no threshold is out of reach.
    function _checkReachable(MemberId member) private view {
        uint16 needed = Duties.VOTE | Duties.RECOVERY;
        uint16 duties = _dutiesIn(_personDuties[member][PersonId.wrap(0)]);
        if (_votes(member) && duties & needed != needed) revert ConsortiumUnreachable(member);
    }

    function _storeMember(MemberRecord memory record) private {
        Texts.check(record.name, 1, 256);
        Texts.check(record.uscc, 0, 18);
        if (record.roles == 0 || record.roles > Roles.ALL) revert ConsortiumMemberInvalid();
        MemberState storage state = _members[record.id];
        state.status = record.status;
        state.roles = record.roles;
        state.since = record.since;
        state.haltedUntil = record.haltedUntil;
        state.blacklistedUntil = record.blacklistedUntil;
        uint256 bit = 1 << state.index;
        bool votes = record.status == MemberStatus.Active && record.roles & Roles.VOTER != 0;
        _voters = votes ? _voters | bit : _voters & ~bit;
        bool regulates = record.status == MemberStatus.Active && record.roles & Roles.REGULATOR != 0;
        _regulators = regulates ? _regulators | bit : _regulators & ~bit;
        _records[MemberId.unwrap(record.id)] = RecordDigest.wrap(keccak256(abi.encode(record)));
    }

    // ---------------------------------------------------------------- accounts

    function _setAccount(AccountRecord memory record) private {
        uint16 duties = record.duties;
        bool machine = duties & Duties.MACHINE != 0;
        bool person = PersonId.unwrap(record.person) != 0;
        bool known = _members[record.member].status != MemberStatus.None;
        if (record.account == address(0) || duties == 0 || duties > Duties.ALL || machine == person || !known) {
            revert ConsortiumAccountInvalid();
        }
        AccountState storage state = _accounts[record.account];
        bool foreign = MemberId.unwrap(state.member) != 0 && MemberId.unwrap(state.member) != MemberId.unwrap(record.member);
        if (foreign || _exclusive(duties)) revert ConsortiumDutiesExclusive();
        if (state.active) _tally(state.member, state.person, state.duties, false);
        if (record.active) _tally(record.member, record.person, duties, true);
        state.member = record.member;
        state.person = record.person;
        state.duties = duties;
        state.active = record.active;
        emit AccountSet(record.account, record);
    }

    /// @dev Counts what duties a person holds in a member, and refuses what excludes each other. Under person zero: the
    /// duties of all accounts of the member.
    function _tally(MemberId member, PersonId person, uint16 duties, bool add) private {
        uint256 lanes;
        for (uint256 i; i < 9; ++i) {
            if (duties >> i & 1 == 1) lanes |= 1 << (28 * i);
        }
        mapping(PersonId => uint256) storage counted = _personDuties[member];
        uint256 all = counted[PersonId.wrap(0)];
        counted[PersonId.wrap(0)] = add ? all + lanes : all - lanes;
        if (PersonId.unwrap(person) == 0) return;
        uint256 total = add ? counted[person] + lanes : counted[person] - lanes;
        counted[person] = total;
        if (add && _exclusive(_dutiesIn(total))) revert ConsortiumDutiesExclusive();
    }

    function _dutiesIn(uint256 lanes) private pure returns (uint16 duties) {
        for (uint256 i; i < 9; ++i) {
            if (lanes >> (28 * i) & 0xfffffff != 0) duties |= uint16(1 << i);
        }
    }

    /// @dev Whether duties exclude each other: see `Duties`.
    function _exclusive(uint16 duties) private pure returns (bool) {
        uint16 three = duties & (Duties.SYSTEM | Duties.SECURITY | Duties.AUDIT);
        if (three & (three - (three == 0 ? 0 : 1)) != 0) return true;
        if (three != 0 && duties & Duties.VOTE != 0) return true;
        if (three == Duties.AUDIT && duties & (Duties.OFFICER | Duties.APPROVER) != 0) return true;
        return duties & Duties.MACHINE != 0 && duties & (duties - 1) != 0;
    }

    /// @dev A gateway's anchoring account: one gateway each, never used before, never used again.
    function _setAnchorAccount(MemberId member, address account, bool active) private {
        if (active && MemberId.unwrap(_accounts[account].member) != 0) revert ConsortiumDutiesExclusive();
        _setAccount(AccountRecord(account, member, Duties.ANCHOR, PersonId.wrap(0), active));
    }

    // ---------------------------------------------------------------- subsystems, gateways, keys

    function _storeSubsystem(SubsystemRecord memory record) private {
        _subsystems[record.id] = SubsystemState(record.member, record.active);
        _records[SubsystemId.unwrap(record.id)] = RecordDigest.wrap(keccak256(abi.encode(record)));
    }

    /// @dev Ends a gateway of a member that was removed. `before`: the one handled last; identifiers ascend.
    function _retire(GatewayRecord memory record, MemberId member, GatewayId before) private {
        bool theirs = MemberId.unwrap(record.member) == MemberId.unwrap(member);
        if (!theirs || GatewayId.unwrap(record.id) <= GatewayId.unwrap(before)) revert ConsortiumGatewaysIncomplete(0, 0);
        _check(GatewayId.unwrap(record.id), keccak256(abi.encode(record)));
        record.active = false;
        _storeGateway(record);
        emit GatewayChanged(record.id, record);
        IEvidenceAnchor(_contracts[EVIDENCE_ANCHOR]).memberRemoved(record.id);
    }

    function _checkGateway(GatewayRecord memory record) private view {
        _activeFor(Duties.SYSTEM, record.member);
        _check(GatewayId.unwrap(record.id), keccak256(abi.encode(record)));
    }

    function _storeGateway(GatewayRecord memory record) private {
        uint256 size = record.tlsCertificate.length;
        uint256 nextSize = record.nextTlsCertificate.length;
        if (size == 0 || size > MAX_CERTIFICATE || nextSize > MAX_CERTIFICATE) revert ConsortiumKeyInvalid();
        Texts.check(record.url, 1, 512);
        GatewayState storage state = _gateways[record.id];
        state.member = record.member;
        state.anchor = record.anchor;
        state.active = record.active;
        state.certificate = Digest.wrap(sha256(record.tlsCertificate));
        state.nextCertificate = Digest.wrap(nextSize == 0 ? bytes32(0) : sha256(record.nextTlsCertificate));
        _records[GatewayId.unwrap(record.id)] = RecordDigest.wrap(keccak256(abi.encode(record)));
    }

    function _checkKey(KeyRecord memory record) private view {
        _check(KeyId.unwrap(record.kid), keccak256(abi.encode(record)));
    }

    function _newKey(KeyRecord memory record) private {
        uint256 size = record.spki.length;
        bool early = record.validFromBlock < block.number;
        if (early || record.suite == 0 || record.suite > 2 || size == 0 || size > MAX_SPKI) revert ConsortiumKeyInvalid();
        if (record.spki[0] == "l") revert ConsortiumKeyInvalid(); // "lianlu/...": it would take the place of a member to come
        record.kid = KeyId.wrap(sha256(record.spki));
        _checkNew(KeyId.unwrap(record.kid));
        _storeKey(record);
    }

    function _storeKey(KeyRecord memory record) private {
        _keys[record.kid] = KeyState(
            record.gateway,
            record.suite,
            record.purpose,
            record.validFromBlock,
            record.validToBlock,
            record.revokedSince
        );
        _records[KeyId.unwrap(record.kid)] = RecordDigest.wrap(keccak256(abi.encode(record)));
    }

    // ---------------------------------------------------------------- shared

    function _checkNew(bytes32 id) private view {
        if (RecordDigest.unwrap(_records[id]) != 0) revert ConsortiumAlreadyRegistered(AnyId.wrap(id));
    }

    function _check(bytes32 id, bytes32 digest) private view {
        bytes32 stored = RecordDigest.unwrap(_records[id]);
        if (stored == 0) revert ConsortiumUnknown(AnyId.wrap(id));
        if (stored != digest) revert GovernedRecordMismatch();
    }

    function _setThreshold(uint16 thresholdBps) private {
        if (thresholdBps <= 5000 || thresholdBps > 10000) revert ConsortiumThresholdInvalid();
        _thresholdBps = thresholdBps;
        emit ThresholdSet(thresholdBps);
    }

    function _name(ContractName name, address at) private {
        _named[_contracts[name]] = false;
        if (ContractName.unwrap(name) == 0 || at.code.length == 0 || _named[at]) revert ConsortiumFoundingInvalid();
        _contracts[name] = at;
        _named[at] = true;
        emit ContractNamed(name, at);
    }

    function _checkCode(address at, CodeHash codeHash) private view {
        CodeHash found = CodeHash.wrap(at.codehash);
        if (CodeHash.unwrap(found) != CodeHash.unwrap(codeHash)) revert ConsortiumCodeMismatch(found);
    }

    /// @dev Code is replaced by `upgrade` only, which compares its hash.
    function _checkAction(Action calldata action) private view {
        bool ours = action.target == address(this) || _named[action.target];
        bool bare = action.call.length < 4;
        if (!ours || bare || bytes4(action.call[:4]) == UUPSUpgradeable.upgradeToAndCall.selector) {
            revert ConsortiumActionInvalid();
        }
    }

    function _votes(MemberId member) private view returns (bool) {
        MemberState storage state = _members[member];
        return state.status != MemberStatus.None && _voters >> state.index & 1 == 1;
    }

    function _voter() private view returns (MemberId member) {
        (member,,) = _holding(Duties.VOTE);
        if (!_votes(member)) revert GovernedMemberNotActive();
    }

    function _checkOpen(ProposalId id) private view {
        ProposalState storage proposal = _proposals[id];
        if (proposal.deadline <= block.timestamp || proposal.executed) revert ConsortiumProposalClosed(id);
    }

    function _vote(ProposalId id, MemberId member) private {
        uint256 bit = 1 << _members[member].index;
        if (_proposals[id].votes & bit != 0) revert ConsortiumVotedAlready(member);
        _proposals[id].votes |= bit;
        emit VoteCast(id, member);
    }

    function _count(uint256 bits) private pure returns (uint256 count) {
        for (; bits != 0; bits &= bits - 1) {
            ++count;
        }
    }

    function _same(string memory a, string memory b) private pure returns (bool) {
        return keccak256(bytes(a)) == keccak256(bytes(b));
    }
}
