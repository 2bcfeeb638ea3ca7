"""Members, accounts, subsystems, gateways and keys: who may change them, and what the change is."""

from __future__ import annotations

import hashlib

import pytest

from chain_node.crypto.secp256k1 import EthKey, checksum_address, keccak256
from chain_node.ids import MemberRef, SubsystemRef
from chain_node.ledger.bindings import Consortium, EvidenceAnchor
from tests.contracts.world import (
    ANCHOR,
    APPROVER,
    AUDIT,
    AUTHORITY,
    CONSUMER,
    CONSUMER_GATEWAY,
    DAY,
    DUTIES,
    HOUR,
    ISSUE,
    LOANS,
    OFFICER,
    PROVIDER,
    PROVIDER_GATEWAY,
    RECOVERY,
    REGISTRY,
    ROLES,
    SECURITY,
    SYSTEM,
    VOTE,
    ZERO,
    ZERO_ADDRESS,
    Struct,
    World,
    anchor_of,
    digest,
    hand,
    key_of,
    person,
    refused,
)

SPKI = b"subject public key info"
KID = hashlib.sha256(SPKI).digest()


def account(
    name: str, duties: int, member: MemberRef = PROVIDER, who: bytes | None = None, active: bool = True
) -> Struct:
    return key_of(name).address, member.id, duties, digest(name) if who is None else who, active


def set_account(world: World, record: Struct, by: EthKey | None = None) -> None:
    world.act(by or hand(PROVIDER, "vote"), "Consortium", Consortium.encode_set_account(record))


def record_of(key: bytes) -> tuple[str, bytes]:
    return "Consortium", Consortium.encode_record_of(key)


def actor_of(key: EthKey) -> tuple[str, bytes]:
    return "Consortium", Consortium.encode_actor_of(key.address)


def removal(world: World, member: MemberRef = CONSUMER) -> bytes:
    return Consortium.encode_remove(world.record(member.id), world.gateways_of(member))


class TestFounding:
    def test_members_are_active_and_known_by_the_ids_of_their_segments(self, world: World) -> None:
        for member, roles in ROLES.items():
            (standing,) = Consortium.decode_standing_of(
                world.view("Consortium", Consortium.encode_standing_of(member.id))
            )
            assert standing[:2] == (2, roles)

    def test_every_contract_obeys_it(self, world: World) -> None:
        home = checksum_address(world.addresses["Consortium"])
        for name in world.addresses:
            (found,) = Consortium.decode_consortium(world.view(name, Consortium.encode_consortium()))
            assert checksum_address(bytes.fromhex(found[2:])) == home

    def test_nobody_begins_it_again(self, world: World) -> None:
        call = Consortium.encode_initialize(("CN", [], [], [], 6667))
        for who in (key_of("deployer"), hand(PROVIDER, "vote")):
            with refused("InvalidInitialization"):
                world.act(who, "Consortium", call)

    def test_the_deployer_has_no_right(self, world: World) -> None:
        member, duties, standing = Consortium.decode_actor_of(world.view(*actor_of(key_of("deployer"))))
        assert (member, duties, standing) == (ZERO, 0, (0, 0, 0, 0, 0))

    def test_the_code_behind_a_proxy_is_not_usable(self, world: World) -> None:
        place = int.from_bytes(keccak256(b"eip1967.proxy.implementation"), "big") - 1  # ERC-1967
        implementation = world.ledger.slot(world.addresses["Consortium"], place).to_bytes(32, "big")[12:]
        with refused("InvalidInitialization"):
            world.ledger.send(key_of("anybody"), implementation, Consortium.encode_initialize(("CN", [], [], [], 6667)))


class TestByVoteOnly:
    """The only functions that change who is a member; `halt` changes no membership and ends by itself."""

    CALLS = (
        "admit",
        "suspend",
        "resume",
        "change_member",
        "remove",
        "confirm_halt",
        "blacklist",
        "set_threshold",
        "name_contract",
        "upgrade",
    )

    def calls(self, world: World) -> dict[str, bytes]:
        record = world.record(CONSUMER.id)
        new = MemberRef("CN", "GOV", "mzj")
        admitted = (new.id, ["CN", "GOV", "mzj"], "民政局", "", 3, 0, 0, 0, 0)
        return {
            "admit": Consortium.encode_admit(admitted, []),
            "suspend": Consortium.encode_suspend(record),
            "resume": Consortium.encode_resume(record),
            "change_member": Consortium.encode_change_member(record, "x", "", 127),
            "remove": Consortium.encode_remove(record, []),
            "confirm_halt": Consortium.encode_confirm_halt(record, world.now + DAY, ZERO),
            "blacklist": Consortium.encode_blacklist(record, world.now + DAY, ZERO),
            "set_threshold": Consortium.encode_set_threshold(6000),
            "name_contract": Consortium.encode_name_contract(b"X".ljust(32, b"\0"), key_of("x").address, ZERO),
            "upgrade": Consortium.encode_upgrade(key_of("x").address, key_of("y").address, ZERO, b""),
        }

    @pytest.mark.parametrize("name", CALLS)
    def test_no_account_may(self, world: World, name: str) -> None:
        call = self.calls(world)[name]
        people = [hand(member, duty) for member in (PROVIDER, AUTHORITY) for duty in DUTIES]
        for who in [*people, key_of("deployer"), key_of("anybody"), anchor_of(PROVIDER_GATEWAY)]:
            with refused("GovernedUnauthorized"):
                world.ledger.call(world.addresses["Consortium"], call, sender=who.address_bytes)

    def test_these_are_all_functions_of_the_consortium(self) -> None:
        changing = {
            name.removeprefix("encode_") for name in vars(Consortium)
            if name.startswith("encode_") and f"decode_{name.removeprefix('encode_')}" not in vars(Consortium)
        }  # fmt: skip
        about_itself = {
            "begin_recovery", "cancel_recovery", "change_anchor", "change_gateway", "finish_recovery", "halt",
            "revoke_key", "set_account", "set_subsystem_active", "vote",
        }  # fmt: skip
        assert changing == set(self.CALLS) | about_itself | {"initialize", "upgrade_to_and_call"}
        returning = {"execute", "propose", "register_gateway", "register_key", "register_subsystem", "rotate_key"}
        assert all(f"encode_{name}" in vars(Consortium) for name in returning)

    def test_code_is_not_replaced_directly(self, world: World) -> None:
        call = Consortium.encode_upgrade_to_and_call(checksum_address(world.founding.accounts[0].address), b"")
        for who in (hand(PROVIDER, "system"), key_of("deployer")):
            with refused("GovernedUnauthorized"):
                world.act(who, "Consortium", call)


class TestMembers:
    NEW = MemberRef("CN", "GOV", "民政局")

    def record(self, **changes: object) -> Struct:
        values = {
            "id": self.NEW.id,
            "segments": ["CN", "GOV", self.NEW.member_code],
            "name": "民政局",
            "uscc": "",
            "roles": 67,
        } | changes
        return (*values.values(), 4, 99, 99, 99)

    def test_a_vote_admits(self, world: World) -> None:
        voter = (key_of("new voter").address, self.NEW.id, VOTE, digest("head"), True)
        spare = (key_of("new recovery").address, self.NEW.id, RECOVERY, ZERO, True)
        for incomplete in ([], [voter], [spare]):
            with refused("ConsortiumUnreachable"):
                world.by_vote(Consortium.encode_admit(self.record(), incomplete))
        with world.changing(record_of(self.NEW.id), ("Consortium", Consortium.encode_threshold())):
            done = world.by_vote(Consortium.encode_admit(self.record(), [voter, spare]))
        record = done.event("MemberAdmitted")["record"]
        assert record[5:] == (2, record[6], 0, 0) and record[6] > 0
        assert Consortium.decode_threshold(world.view("Consortium", Consortium.encode_threshold())) == (6667, 4)

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"id": digest("other")}, "ConsortiumIdentifierInvalid"),
            ({"segments": ["XX", "GOV", "民政局"]}, "ConsortiumIdentifierInvalid"),
            ({"segments": ["CN", "GOV"]}, "ConsortiumIdentifierInvalid"),
            ({"roles": 0}, "ConsortiumMemberInvalid"),
            ({"roles": 128}, "ConsortiumMemberInvalid"),
            ({"name": ""}, "GovernedTextInvalid"),
            ({"name": "a\u200bb"}, "GovernedTextInvalid"),
            ({"name": "a\nb"}, "GovernedTextInvalid"),
        ],
    )
    def test_a_malformed_record_is_refused(self, world: World, changes: dict[str, object], error: str) -> None:
        with refused(error):
            world.by_vote(Consortium.encode_admit(self.record(**changes), []))

    def test_a_member_is_admitted_once(self, world: World) -> None:
        record = ("x", ["CN", "GOV", "gjj"], "again", "", 3, 0, 0, 0, 0)
        with refused("ConsortiumAlreadyRegistered"):
            world.by_vote(Consortium.encode_admit((CONSUMER.id, *record[1:]), []))

    def test_suspended_it_votes_no_more_and_acts_no_more(self, world: World) -> None:
        standing = ("Consortium", Consortium.encode_standing_of(CONSUMER.id))
        threshold = ("Consortium", Consortium.encode_threshold())
        people = [actor_of(hand(CONSUMER, duty)) for duty in DUTIES] + [actor_of(anchor_of(CONSUMER_GATEWAY))]
        with world.changing(record_of(CONSUMER.id), standing, threshold, *people):
            world.by_vote(Consortium.encode_suspend(world.record(CONSUMER.id)))
        with refused("GovernedMemberNotActive"):
            world.subsystem(SubsystemRef("CN", "GOV", "gjj", "other"))
        with refused("GovernedMemberNotActive"):
            world.propose((ZERO_ADDRESS, b"call"), CONSUMER)
        world.by_two(Consortium.encode_resume(world.record(CONSUMER.id)))
        world.subsystem(SubsystemRef("CN", "GOV", "gjj", "other"))

    def test_removal_takes_a_suspension_of_a_day(self, world: World) -> None:
        with refused("ConsortiumStatusInvalid"):
            world.by_vote(removal(world))
        world.by_vote(Consortium.encode_suspend(world.record(CONSUMER.id)))
        with refused("ConsortiumStatusInvalid"):
            world.by_two(removal(world))
        world.ledger.travel(DAY)
        world.by_two(removal(world))
        with refused("GovernedUnauthorized"):
            world.act(hand(CONSUMER, "system"), "EvidenceAnchor", EvidenceAnchor.encode_open_log(
                CONSUMER_GATEWAY.id, 0, 1, ZERO, 0, ZERO))  # fmt: skip
        with refused("ConsortiumStatusInvalid"):
            world.by_two(Consortium.encode_resume(world.record(CONSUMER.id)))

    def test_the_last_vote_cannot_be_suspended(self, world: World) -> None:
        world.by_vote(Consortium.encode_suspend(world.record(CONSUMER.id)))
        world.by_two(Consortium.encode_suspend(world.record(AUTHORITY.id)))
        action = (checksum_address(world.addresses["Consortium"]), Consortium.encode_suspend(world.record(PROVIDER.id)))
        proposal = world.propose(action)
        with refused("ConsortiumLastVoter"):
            world.act(key_of("anybody"), "Consortium", Consortium.encode_execute(proposal, action))

    def test_an_old_record_is_refused(self, world: World) -> None:
        old = world.record(CONSUMER.id)
        world.by_vote(Consortium.encode_blacklist(old, world.now + DAY, ZERO))
        with refused("GovernedRecordMismatch"):
            world.by_vote(Consortium.encode_suspend(old))
        with refused("ConsortiumUnknown"):
            world.by_vote(Consortium.encode_suspend((digest("nobody"), *old[1:])))

    def test_a_regulator_halts_for_three_days_at_most_and_once_in_thirty(self, world: World) -> None:
        regulator, record = hand(AUTHORITY, "security"), world.record(CONSUMER.id)
        with refused("ConsortiumHaltRefused"):
            world.act(regulator, "Consortium", Consortium.encode_halt(record, world.now + 73 * HOUR, digest("why")))
        until = world.now + 71 * HOUR
        standing = ("Consortium", Consortium.encode_standing_of(CONSUMER.id))
        people = [actor_of(hand(CONSUMER, duty)) for duty in DUTIES] + [actor_of(anchor_of(CONSUMER_GATEWAY))]
        with world.changing(record_of(CONSUMER.id), standing, *people):
            done = world.act(regulator, "Consortium", Consortium.encode_halt(record, until, digest("why")))
        assert done.event("MemberHalted")["record"][7] == until
        with refused("GovernedMemberNotActive"):
            world.subsystem(SubsystemRef("CN", "GOV", "gjj", "other"))
        world.ledger.travel(72 * HOUR)
        world.subsystem(SubsystemRef("CN", "GOV", "gjj", "other"))
        record = world.record(CONSUMER.id)
        with refused("ConsortiumHaltRefused"):
            world.act(regulator, "Consortium", Consortium.encode_halt(record, world.now + HOUR, digest("again")))
        world.by_vote(Consortium.encode_confirm_halt(record, world.now + 20 * DAY, digest("by vote")))
        world.ledger.travel(30 * DAY)
        world.act(
            regulator, "Consortium", Consortium.encode_halt(world.record(CONSUMER.id), world.now + HOUR, digest("b"))
        )

    def test_no_regulator_cuts_a_halt_short_that_a_vote_has_set(self, world: World) -> None:
        regulator, until = hand(AUTHORITY, "security"), world.now + 60 * DAY
        world.by_vote(Consortium.encode_confirm_halt(world.record(CONSUMER.id), until, digest("by vote")))
        for end in (world.now + HOUR, until):
            with refused("ConsortiumHaltRefused"):
                world.act(
                    regulator, "Consortium", Consortium.encode_halt(world.record(CONSUMER.id), end, digest("shorter"))
                )
        world.ledger.travel(59 * DAY)
        longer = Consortium.encode_halt(world.record(CONSUMER.id), until + HOUR, digest("longer"))
        world.act(regulator, "Consortium", longer)

    def test_only_a_regulators_security_halts(self, world: World) -> None:
        call = Consortium.encode_halt(world.record(CONSUMER.id), world.now + HOUR, ZERO)
        for who in (hand(AUTHORITY, "approver"), hand(PROVIDER, "security"), key_of("anybody")):
            with refused("GovernedUnauthorized"):
                world.act(who, "Consortium", call)


class TestAccounts:
    def test_a_vote_account_appoints(self, world: World) -> None:
        new = key_of("second officer")
        with world.changing(actor_of(new)):
            set_account(world, account("second officer", OFFICER))
        member, duties, _ = Consortium.decode_actor_of(world.view(*actor_of(new)))
        assert (member, duties) == (PROVIDER.id, OFFICER)
        set_account(world, account("second officer", OFFICER, active=False))
        assert Consortium.decode_actor_of(world.view(*actor_of(new)))[:2] == (ZERO, 0)

    @pytest.mark.parametrize(
        "duties",
        [
            SYSTEM | SECURITY, SYSTEM | AUDIT, SECURITY | AUDIT, SYSTEM | SECURITY | AUDIT, AUDIT | OFFICER,
            AUDIT | APPROVER, ISSUE | OFFICER,
        ],
    )  # fmt: skip
    def test_duties_exclude_each_other(self, world: World, duties: int) -> None:
        who = ZERO if duties & ISSUE else digest("somebody")
        with refused("ConsortiumDutiesExclusive"):
            set_account(world, account("new", duties, who=who))
        if duties & ISSUE or bin(duties).count("1") != 2:
            return
        first, second = (1 << place for place in range(8) if duties >> place & 1)
        set_account(world, account("first", first, who=digest("somebody")))
        with refused("ConsortiumDutiesExclusive"):
            set_account(world, account("second", second, who=digest("somebody")))
        set_account(world, account("first", first, who=digest("somebody"), active=False))
        set_account(world, account("second", second, who=digest("somebody")))

    def test_what_does_not_exclude_each_other_may_be_one_person(self, world: World) -> None:
        set_account(world, account("first", OFFICER | APPROVER, who=digest("somebody")))
        set_account(world, account("second", SYSTEM, who=digest("somebody")))
        data = Consortium.encode_duties_of_person(PROVIDER.id, digest("somebody"))
        assert Consortium.decode_duties_of_person(world.view("Consortium", data)) == (OFFICER | APPROVER | SYSTEM,)

    @pytest.mark.parametrize(
        "record",
        [
            account("new", 0),
            account("new", 512),
            account("new", OFFICER, who=ZERO),
            account("new", ISSUE, who=digest("somebody")),
            (ZERO_ADDRESS, PROVIDER.id, OFFICER, digest("p"), True),
        ],
        ids=["no duty", "unknown duty", "no person", "person of a machine", "no address"],
    )
    def test_a_malformed_account_is_refused(self, world: World, record: Struct) -> None:
        with refused("ConsortiumAccountInvalid"):
            set_account(world, record)

    def test_a_recovery_account_is_no_persons(self, world: World) -> None:
        with refused("ConsortiumAccountInvalid"):
            world.by_vote(Consortium.encode_set_account(account("new", RECOVERY)))

    def test_nobody_appoints_voters_or_anchors(self, world: World) -> None:
        for record in (account("new", VOTE), account("new", ANCHOR, who=ZERO), account("new", RECOVERY, who=ZERO)):
            with refused("GovernedUnauthorized"):
                set_account(world, record)
        for key, who in ((hand(PROVIDER, "vote"), person(PROVIDER, "vote")), (anchor_of(PROVIDER_GATEWAY), ZERO)):
            duties = OFFICER if who != ZERO else ISSUE
            with refused("GovernedUnauthorized"):
                set_account(world, (key.address, PROVIDER.id, duties, who, False))
        world.by_vote(Consortium.encode_set_account(account("new", VOTE)))

    def test_only_ones_own_member(self, world: World) -> None:
        with refused("GovernedUnauthorized"):
            set_account(world, account("new", OFFICER, CONSUMER))
        with refused("GovernedUnauthorized"):
            set_account(world, account("new", OFFICER), by=hand(PROVIDER, "system"))

    def test_an_address_never_changes_its_member(self, world: World) -> None:
        set_account(world, account("new", OFFICER, active=False))
        with refused("ConsortiumDutiesExclusive"):
            set_account(world, account("new", OFFICER, CONSUMER), by=hand(CONSUMER, "vote"))


class TestSubsystems:
    def test_registered_under_the_members_segments(self, world: World) -> None:
        ref = SubsystemRef("CN", "GOV", "scjg", "新系统")
        with world.changing(record_of(ref.id), ("Consortium", Consortium.encode_subsystem_of(ref.id))):
            done = world.subsystem(ref)
        assert done.event("SubsystemRegistered")["record"] == (
            ref.id,
            ("CN", "GOV", "scjg", "新系统"),
            PROVIDER.id,
            True,
        )

    @pytest.mark.parametrize("code", ["", ".", "..", "a\u200bb", "\x00", "a\x7f", "\u0085", "x" * 256, "\ufeff"])
    def test_a_segment_no_identifier_can_have_is_refused(self, world: World, code: str) -> None:
        data = Consortium.encode_register_subsystem(world.record(PROVIDER.id), code)
        with refused("GovernedTextInvalid"):
            world.act(hand(PROVIDER, "system"), "Consortium", data)

    @pytest.mark.parametrize(
        "raw", [b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xe4\xb8", b"\xf4\x90\x80\x80", b"\x80", b"\xe4\x38\x80"]
    )
    def test_what_is_not_utf8_is_refused(self, world: World, raw: bytes) -> None:
        text = b"#" * len(raw)
        data = Consortium.encode_register_subsystem(world.record(PROVIDER.id), text.decode()).replace(text, raw)
        with refused("GovernedTextInvalid"):
            world.act(hand(PROVIDER, "system"), "Consortium", data)

    def test_switched_off_and_on(self, world: World) -> None:
        questions = record_of(LOANS.id), ("Consortium", Consortium.encode_subsystem_of(LOANS.id))
        for active in (False, True):
            with world.changing(*questions):
                data = Consortium.encode_set_subsystem_active(world.record(LOANS.id), active)
                world.act(hand(CONSUMER, "system"), "Consortium", data)

    def test_only_by_system_of_its_member(self, world: World) -> None:
        register = Consortium.encode_register_subsystem(world.record(PROVIDER.id), "other")
        switch = Consortium.encode_set_subsystem_active(world.record(REGISTRY.id), False)
        for who in (hand(CONSUMER, "system"), hand(PROVIDER, "security"), key_of("anybody")):
            for call in (register, switch):
                with refused("GovernedUnauthorized"):
                    world.act(who, "Consortium", call)

    def test_registered_once(self, world: World) -> None:
        with refused("ConsortiumAlreadyRegistered"):
            world.subsystem(LOANS)


class TestGateways:
    def change(self, world: World, **changes: object) -> bytes:
        record = world.record(PROVIDER_GATEWAY.id)
        values = {"url": record[3], "current": record[4], "next": record[5], "active": record[7]} | changes
        return Consortium.encode_change_gateway(record, *values.values())

    def test_its_anchor_becomes_an_account(self, world: World) -> None:
        member, duties, _ = Consortium.decode_actor_of(world.view(*actor_of(anchor_of(PROVIDER_GATEWAY))))
        assert (member, duties) == (PROVIDER.id, ANCHOR)

    def test_a_next_certificate_is_promoted(self, world: World) -> None:
        certificates = ("Consortium", Consortium.encode_certificates_of(PROVIDER_GATEWAY.id))
        with world.changing(record_of(PROVIDER_GATEWAY.id), certificates):
            world.act(hand(PROVIDER, "system"), "Consortium", self.change(world, next=b"next"))
        sha = [hashlib.sha256(one).digest() for one in (b"certificate", b"next")]
        assert list(Consortium.decode_certificates_of(world.view(*certificates))) == sha
        world.act(hand(PROVIDER, "system"), "Consortium", self.change(world, current=b"next", next=b""))
        assert list(Consortium.decode_certificates_of(world.view(*certificates))) == [sha[1], ZERO]

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"current": b""}, "ConsortiumKeyInvalid"),
            ({"current": bytes(2049)}, "ConsortiumKeyInvalid"),
            ({"next": bytes(2049)}, "ConsortiumKeyInvalid"),
            ({"url": ""}, "GovernedTextInvalid"),
            ({"url": "x" * 513}, "GovernedTextInvalid"),
        ],
    )
    def test_malformed_changes_are_refused(self, world: World, changes: dict[str, object], error: str) -> None:
        with refused(error):
            world.act(hand(PROVIDER, "system"), "Consortium", self.change(world, **changes))

    def test_only_by_system_of_its_member(self, world: World) -> None:
        for who in (hand(CONSUMER, "system"), hand(PROVIDER, "vote"), anchor_of(PROVIDER_GATEWAY)):
            with refused("GovernedUnauthorized"):
                world.act(who, "Consortium", self.change(world, active=False))

    def test_a_new_anchor_reaches_the_open_log(self, world: World) -> None:
        log, new = world.open_log(), key_of("new anchor")
        questions = [
            record_of(PROVIDER_GATEWAY.id), actor_of(anchor_of(PROVIDER_GATEWAY)), actor_of(new),
            ("EvidenceAnchor", EvidenceAnchor.encode_log_of(log)),
        ]  # fmt: skip
        with world.changing(*questions):
            data = Consortium.encode_change_anchor(world.record(PROVIDER_GATEWAY.id), new.address)
            world.act(hand(PROVIDER, "system"), "Consortium", data)
        (record,) = EvidenceAnchor.decode_log_of(world.view("EvidenceAnchor", EvidenceAnchor.encode_log_of(log)))
        assert bytes.fromhex(record[10][2:]) == new.address_bytes

    def test_an_anchor_belongs_to_one_gateway_for_ever(self, world: World) -> None:
        old = anchor_of(PROVIDER_GATEWAY)
        taken = Consortium.encode_register_gateway(
            world.record(PROVIDER.id), "gw2", "https://10.0.0.2:5500", b"der", old.address
        )
        with refused("ConsortiumDutiesExclusive"):
            world.act(hand(PROVIDER, "system"), "Consortium", taken)
        person_key = hand(PROVIDER, "officer").address
        with refused("ConsortiumDutiesExclusive"):
            change = Consortium.encode_change_anchor(world.record(PROVIDER_GATEWAY.id), person_key)
            world.act(hand(PROVIDER, "system"), "Consortium", change)
        change = Consortium.encode_change_anchor(world.record(PROVIDER_GATEWAY.id), key_of("new anchor").address)
        world.act(hand(PROVIDER, "system"), "Consortium", change)
        with refused("ConsortiumDutiesExclusive"):
            world.act(hand(PROVIDER, "system"), "Consortium", taken)


class TestKeys:
    def register(self, world: World, suite: int = 1, purpose: int = 1, spki: bytes = SPKI, start: int = 0) -> None:
        data = Consortium.encode_register_key(PROVIDER_GATEWAY.id, suite, purpose, spki, start)
        world.act(hand(PROVIDER, "system"), "Consortium", data)

    def test_registered_from_this_block_on(self, world: World) -> None:
        with world.changing(record_of(KID), ("Consortium", Consortium.encode_key_of(KID))):
            self.register(world)
        number = world.ledger.head().number
        found = Consortium.decode_key_of(world.view("Consortium", Consortium.encode_key_of(KID)))
        assert found == (PROVIDER_GATEWAY.id, 1, 1, number, 0, 0)

    @pytest.mark.parametrize(
        "values",
        [
            {"suite": 0},
            {"suite": 3},
            {"purpose": 0},
            {"purpose": 4},
            {"spki": b""},
            {"spki": bytes(1025)},
            {"start": 1},
        ],
    )  # fmt: skip
    def test_malformed_keys_are_refused(self, world: World, values: dict[str, int]) -> None:
        with refused("ConsortiumKeyInvalid"):
            self.register(world, **values)  # type: ignore[arg-type]

    def test_registered_once(self, world: World) -> None:
        self.register(world)
        with refused("ConsortiumAlreadyRegistered"):
            self.register(world)

    @pytest.mark.parametrize("kind", ["member", "gateway", "subsystem"])
    def test_no_key_takes_the_place_of_whoever_is_to_come(self, world: World, kind: str) -> None:
        segments = {"member": ["CN", "GOV", "new"], "gateway": ["CN", "GOV", "new", "gw1"]}
        names = segments.get(kind, ["CN", "GOV", "new", "sys"])
        text = b"".join(len(one).to_bytes(2, "big") + one.encode() for one in names)
        spki = f"lianlu/{kind}\0".encode() + text
        if kind == "member":
            assert hashlib.sha256(spki).digest() == MemberRef("CN", "GOV", "new").id
        with refused("ConsortiumKeyInvalid"):
            self.register(world, spki=spki)

    def rotate(self, world: World, overlap: int = 10, spki: bytes = b"new key") -> bytes:
        data = Consortium.encode_rotate_key(world.record(KID), spki, overlap, b"old signature", b"new signature")
        done = world.act(hand(PROVIDER, "system"), "Consortium", data)
        assert done.event("KeyRotated")["oldSignature"] == b"old signature"
        return hashlib.sha256(spki).digest()

    def test_a_rotation_ends_the_old_key_after_the_overlap(self, world: World) -> None:
        self.register(world, suite=2, purpose=2)
        new = self.rotate(world)
        number = world.ledger.head().number
        found = [
            Consortium.decode_key_of(world.view("Consortium", Consortium.encode_key_of(one))) for one in (KID, new)
        ]
        assert found[0][4] == number + 10
        assert found[1] == (PROVIDER_GATEWAY.id, 2, 2, number, 0, 0)
        with refused("ConsortiumKeyEnded"):
            self.rotate(world, 20, b"third")

    def test_revoked_from_a_block_on_and_never_later(self, world: World) -> None:
        self.register(world)
        number, security = world.ledger.head().number, hand(PROVIDER, "security")
        with refused("ConsortiumKeyInvalid"):
            world.act(security, "Consortium", Consortium.encode_revoke_key(world.record(KID), number + 9, ZERO))
        with world.changing(record_of(KID), ("Consortium", Consortium.encode_key_of(KID))):
            world.act(security, "Consortium", Consortium.encode_revoke_key(world.record(KID), number, ZERO))
        with refused("ConsortiumKeyEnded"):
            world.act(security, "Consortium", Consortium.encode_revoke_key(world.record(KID), number + 1, ZERO))
        world.act(security, "Consortium", Consortium.encode_revoke_key(world.record(KID), number - 1, ZERO))
        with refused("ConsortiumKeyEnded"):
            self.rotate(world)

    def test_only_by_its_member(self, world: World) -> None:
        self.register(world)
        register = Consortium.encode_register_key(PROVIDER_GATEWAY.id, 1, 1, b"other", 0)
        revoke = Consortium.encode_revoke_key(world.record(KID), 1, ZERO)
        rotate = Consortium.encode_rotate_key(world.record(KID), b"other", 0, b"", b"")
        for who in (hand(CONSUMER, "system"), hand(CONSUMER, "security"), hand(PROVIDER, "officer"), key_of("anybody")):
            for call in (register, revoke, rotate):
                with refused("GovernedUnauthorized"):
                    world.act(who, "Consortium", call)
