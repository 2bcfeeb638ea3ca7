"""Random steps of the consortium: members that come and go, votes that stay open, recoveries, names, limits, acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chain_node.crypto.secp256k1 import checksum_address
from chain_node.crypto.suite import get_suite
from chain_node.ids import GatewayRef, MemberRef, SubsystemRef
from chain_node.ledger.acts import Act, relay_call, signing_digest
from chain_node.ledger.bindings import Authorization, Consortium, DataCatalogue
from chain_node.ledger.projection import rotation_message
from chain_node.ledger.records import KeyPurpose, MemberStatus
from chain_node.ledger.records_governance import Role
from tests.contract_world import AUTHORITY, CONSUMER, DAY, DUTIES, GATEWAY, MEMBERS, PROVIDER, ZERO, digest, key_of
from tests.unit.chain_node.ledger.histories.play_base import Part

MOST_GUESTS = 5


class GovernancePart(Part):
    """Plays the Consortium. Guests are members that were admitted by vote."""

    def __init__(self, history: Any) -> None:
        super().__init__(history)
        self.guests: list[MemberRef] = []
        self.voters: dict[MemberRef, list[str]] = {}
        self.actions: dict[bytes, Any] = {}

    def moves(self) -> list[Callable[[], None]]:
        return [
            self.admit, self.settle_guest, self.settle_guest, self.change_member, self.remove, self.recover,
            self.recover, self.propose, self.propose, self.vote, self.vote, self.threshold, self.limits,
            self.act, self.act, self.rotate, self.sponsored_halt, self.appoint, self.long_wait,
        ]  # fmt: skip

    # -- members

    def admit(self) -> None:
        if len(self.guests) >= MOST_GUESTS:
            return self.remove()
        ref = MemberRef("CN", "GOV", f"guest{self.count()}")
        record = (
            ref.id,
            ["CN", "GOV", ref.member_code],
            "客人",
            "",
            self.random.choice([3, 8, 16, 67, 72]),
            0,
            0,
            0,
            0,
        )
        accounts = []
        for duty, bits in DUTIES.items():
            person = ZERO if duty == "recovery" else digest(f"{ref.path}/{duty}")
            address = key_of(f"{ref.path}/{duty}").address_bytes
            accounts.append((checksum_address(address), ref.id, bits, person, True))
        self.world.by_vote(Consortium.encode_admit(record, accounts))
        self.guests.append(ref)
        self.votes_by(ref, f"{ref.path}/vote")

    def votes_by(self, ref: MemberRef, name: str) -> None:
        """Remember whose key votes for a member."""
        self.voters.setdefault(ref, []).append(name)
        self.world.voters[key_of(name).address_bytes] = name

    def guest(self) -> MemberRef:
        if not self.guests:
            self.skip("there is no guest")
        return self.random.choice(self.guests)

    def settle_guest(self) -> None:
        """A guest registers what it runs, or changes it."""
        ref = self.guest()
        record = self.world.member_record(ref)
        if self.random.random() < 0.5:
            system = SubsystemRef("CN", "GOV", ref.member_code, f"s{self.count()}")
            data = Consortium.encode_register_subsystem(record, system.subsystem_code)
        else:
            gateway = GatewayRef("CN", "GOV", ref.member_code, f"g{self.count()}")
            anchor = key_of(f"anchor of {gateway.path}").address
            data = Consortium.encode_register_gateway(record, gateway.server_code, "https://10.0.0.1", b"der", anchor)
        self.send(f"{ref.path}/system", "Consortium", data)

    def change_member(self) -> None:
        ref = self.random.choice([*MEMBERS, *self.guests])
        roles = self.random.choice([127, 127 - 32, 127 - 2] if ref in MEMBERS else [3, 8, 72])
        data = Consortium.encode_change_member(self.world.member_record(ref), f"名 {self.count()}", "", roles)
        self.world.by_vote(data)

    def remove(self) -> None:
        """A guest is suspended, and removed a day later."""
        ref = self.guest()
        record = self.world.member_record(ref)
        if record[5] == MemberStatus.ACTIVE:
            self.world.by_vote(Consortium.encode_suspend(record))
        elif self.random.random() < 0.2:
            self.world.by_vote(Consortium.encode_resume(record))
        else:
            gateways = sorted((one.raw for one in self.world.state.gateways_of(ref.id)), key=lambda one: one[0])
            self.world.by_vote(Consortium.encode_remove(record, gateways))
            self.guests.remove(ref)

    def recover(self) -> None:
        """The next step of a recovery, of a guest more often than of a founder, who never gets to its end."""
        ref = self.random.choice([*self.guests, *self.guests, PROVIDER])
        begun = self.world.state.recovery(ref.id)
        if begun is None:
            name = f"{ref.path}/vote {self.count()}"
            record = (key_of(name).address, ref.id, DUTIES["vote"], digest(f"person {name}"), True)
            self.send(f"{ref.path}/recovery", "Consortium", Consortium.encode_begin_recovery(record))
            if ref not in self.voters:
                self.votes_by(ref, f"{ref.path}/vote")
            self.votes_by(ref, name)
        elif ref in MEMBERS or self.random.random() < 0.2:
            self.send(self.voters[ref][0], "Consortium", Consortium.encode_cancel_recovery())
            self.voters[ref].pop()
        else:
            self.world.ledger.seal(7 * DAY)
            old = [one.raw for one in self.world.state.accounts()
                   if one.member_id == ref.id and one.active and one.duties & DUTIES["vote"]]  # fmt: skip
            record = (checksum_address(begun.account), ref.id, DUTIES["vote"], begun.person, True)
            self.send("anybody", "Consortium", Consortium.encode_finish_recovery(record, old))
            self.voters[ref] = [self.voters[ref][-1]]

    def appoint(self) -> None:
        """A person gets, changes or loses an account."""
        ref = self.random.choice([CONSUMER, AUTHORITY, *self.guests])
        number = self.random.randrange(4)
        duties = self.random.choice([8, 16, 24, 1, 64])
        person = ZERO if duties == 64 else digest(f"{ref.path} person {number % 3}")
        record = (key_of(f"{ref.path} {number}").address, ref.id, duties, person, self.random.random() < 0.7)
        self.send(f"{ref.path}/vote", "Consortium", Consortium.encode_set_account(record))

    def rotate(self) -> None:
        """A key is replaced by another; now and then one of them did not sign, and the new one counts for nobody."""
        keys = self.history.access.keys
        live = [one for one in self.world.state.keys_of(GATEWAY.id, KeyPurpose.SIGN) if one.kid in keys]
        if not live:
            self.history.access.new_key()
            return
        old = self.random.choice(live)
        new = get_suite(old.suite).generate()
        message = rotation_message(GATEWAY.id, old.kid, new.public.kid)
        both = keys[old.kid].sign(message), new.sign(message if self.random.random() < 0.7 else b"else")
        keys[new.public.kid] = new
        data = Consortium.encode_rotate_key(old.raw, new.public.spki, 20, *both)
        self.world.act(PROVIDER, "system", "Consortium", data)

    # -- votes

    def propose(self) -> None:
        """A proposal that waits for votes."""
        choose = self.random
        record = self.world.member_record(choose.choice(MEMBERS))
        contract, call = choose.choice([
            ("Consortium", Consortium.encode_set_threshold(choose.choice([5_001, 6_667]))),
            ("Consortium", Consortium.encode_confirm_halt(record, self.world.now + 60, digest("why"))),
            ("Authorization", Authorization.encode_set_limits(choose.randrange(5, 2_000), choose.randrange(1, 9))),
        ])  # fmt: skip
        action = (checksum_address(self.world.addresses[contract]), call)
        by, until = (
            self.world.account(f"{choose.choice(MEMBERS).path}/vote"),
            self.world.now + choose.choice([60, 9 * DAY]),
        )
        home, data = self.world.addresses["Consortium"], Consortium.encode_propose(action, until)
        (key,) = Consortium.decode_propose(self.world.ledger.call(home, data, None, by.address))
        by.transact(home, data)
        self.actions[key] = action

    def vote(self) -> None:
        """Somebody votes on what is open, or has it carried out."""
        waiting = [one for one in self.world.state.proposals() if one.open_at(self.world.now)]
        ours = [one for one in waiting if one.proposal_id in self.actions]
        if not ours:
            self.skip("nothing is open")
        one = self.random.choice(ours)
        if len(one.votes) > 1 and self.random.random() < 0.5:
            data = Consortium.encode_execute(one.proposal_id, self.actions[one.proposal_id])
            self.send("anybody", "Consortium", data)
            return
        voters = [member.member_id for member in self.world.state.active_with(Role.VOTER)]
        ref = self.random.choice([one for one in [*MEMBERS, *self.guests] if one.id in voters])
        name = self.voters.get(ref, [f"{ref.path}/vote"])[0]
        self.send(name, "Consortium", Consortium.encode_vote(one.proposal_id))

    def threshold(self) -> None:
        self.world.by_vote(Consortium.encode_set_threshold(self.random.choice([5_001, 6_000, 6_667])))

    def limits(self) -> None:
        data = Authorization.encode_set_limits(self.random.randrange(1, 2_000), self.random.randrange(1, 9))
        self.world.by_vote(data, "Authorization")

    # -- acts

    def act(self) -> None:
        """A person signs, somebody else brings it."""
        system = self.random.choice(self.world.state.subsystems())
        owner = next((one for one in MEMBERS if one.id == system.member_id), None)
        if owner is None:
            self.skip("a guest's")
        signer, relay = key_of(f"{owner.path}/system"), self.world.addresses["Relay"]
        call = Consortium.encode_set_subsystem_active(system.raw, not system.active)
        number = self.world.state.next_act(signer.address_bytes)
        act = Act(signer.address_bytes, self.world.addresses["Consortium"], call, number, self.world.now + 600)
        signature = signer.sign_digest(signing_digest(act, self.world.ledger.chain_id, relay))
        self.send("anybody", "Relay", relay_call(act, signature))

    def sponsored_halt(self) -> None:
        """The regulator halts a member or a service by itself."""
        until = self.world.now + self.random.choice([60, DAY])
        if self.random.random() < 0.5:
            record = self.world.member_record(self.random.choice([PROVIDER, CONSUMER]))
            self.world.act(AUTHORITY, "security", "Consortium", Consortium.encode_halt(record, until, digest("why")))
        else:
            service = self.random.choice(self.world.state.services())
            data = DataCatalogue.encode_halt_service(service.raw, until, digest("why"))
            self.world.act(AUTHORITY, "security", "DataCatalogue", data)

    def long_wait(self) -> None:
        self.world.ledger.seal(self.random.choice([60, DAY, 3 * DAY]))
