"""Acts signed by one and brought by another: they count as the signer's, once, here, and in time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chain_node.crypto.secp256k1 import EthKey
from chain_node.crypto.typed_data import digest as typed_digest
from chain_node.ledger.acts import Act, next_nonce, rehearse, relay_call, signing_digest, typed_data
from chain_node.ledger.bindings import Consortium, DataCatalogue, Relay
from tests.contracts.world import DAY, PROVIDER, PROVIDER_GATEWAY, RESOURCE, World, hand, key_of, refused

OFFICER = hand(PROVIDER, "officer")


def act_of(
    world: World, call: bytes, contract: str = "DataCatalogue", who: EthKey = OFFICER, seconds: int = DAY
) -> Act:
    relay = world.addresses["Relay"]
    nonce = next_nonce(world.ledger.call, relay, who.address_bytes)
    return Act(who.address_bytes, world.addresses[contract], call, nonce, world.now + seconds)


def bring(
    world: World, act: Act, key: EthKey = OFFICER, chain_id: int | None = None, relay: bytes | None = None
) -> None:
    digest = signing_digest(act, chain_id or world.ledger.chain_id, relay or world.addresses["Relay"])
    world.act(key_of("anybody"), "Relay", relay_call(act, key.sign_digest(digest)))


def registration(world: World) -> Act:
    return act_of(world, DataCatalogue.encode_register(world.draft()))


def test_the_signer_acts_and_the_bringer_does_not(world: World) -> None:
    bring(world, registration(world))
    assert world.record(RESOURCE)[1] == PROVIDER.id
    act = act_of(world, DataCatalogue.encode_register(world.draft(code="x")), who=key_of("anybody"))
    with refused("FailedCall"):
        bring(world, act, key_of("anybody"))


def test_every_contract_takes_signed_acts(world: World) -> None:
    owner = world.record(PROVIDER.id)
    bring(world, act_of(world, Consortium.encode_register_subsystem(owner, "signed"), "Consortium",
                        hand(PROVIDER, "system")), hand(PROVIDER, "system"))  # fmt: skip
    for name in ("Consortium", "WorkCalendar", "DataCatalogue", "Authorization", "EvidenceAnchor", "ApprovalCases"):
        for address, trusted in ((world.addresses["Relay"], True), (key_of("x").address_bytes, False)):
            call = Consortium.encode_is_trusted_forwarder("0x" + address.hex())
            assert Consortium.decode_is_trusted_forwarder(world.view(name, call)) == (trusted,)


def test_what_the_tools_show_is_what_is_signed(world: World) -> None:
    act = registration(world)
    chain_id, relay = world.ledger.chain_id, world.addresses["Relay"]
    assert typed_digest(typed_data(act, chain_id, relay)) == signing_digest(act, chain_id, relay)


def test_a_signature_counts_once(world: World) -> None:
    act = act_of(world, Consortium.encode_register_subsystem(world.record(PROVIDER.id), "once"), "Consortium",
                 hand(PROVIDER, "system"))  # fmt: skip
    bring(world, act, hand(PROVIDER, "system"))
    with refused("ERC2771ForwarderInvalidSigner"):
        bring(world, act, hand(PROVIDER, "system"))


def test_replayed_across_chain_contract_and_nonce_it_is_refused(world: World) -> None:
    act = registration(world)
    with refused("ERC2771ForwarderInvalidSigner"):
        bring(world, act, chain_id=world.ledger.chain_id + 1)
    with refused("ERC2771ForwarderInvalidSigner"):
        bring(world, act, relay=key_of("another relay").address_bytes)
    with refused("ERC2771ForwarderInvalidSigner"):
        bring(world, replace(act, nonce=act.nonce + 1))
    signature = OFFICER.sign_digest(signing_digest(act, world.ledger.chain_id, world.addresses["Relay"]))
    for change in ({"target": world.addresses["Authorization"]}, {"call": act.call + b"\0"}, {"gas": act.gas + 1},
                   {"deadline": act.deadline + 1}):  # fmt: skip
        with refused("ERC2771ForwarderInvalidSigner"):
            world.act(key_of("anybody"), "Relay", relay_call(replace(act, **change), signature))
    bring(world, act)


def test_late_it_is_refused(world: World) -> None:
    act = registration(world)
    world.ledger.travel(2 * DAY)
    with refused("ERC2771ForwarderExpiredRequest"):
        bring(world, act)


def test_it_reaches_only_contracts_of_ours(world: World) -> None:
    act = Act(OFFICER.address_bytes, world.addresses["PolicyView"], b"call", 0, world.now + DAY)
    with refused("ERC2771UntrustfulTarget"):
        bring(world, act)


def test_nobody_speaks_for_the_consortium_through_it(world: World) -> None:
    """The last 20 bytes of a call name the actor for the Relay alone; whoever else appends them is himself."""
    call = Consortium.encode_set_threshold(9_000) + world.addresses["Consortium"]
    with refused("GovernedUnauthorized"):
        world.act(key_of("anybody"), "Consortium", call)
    act = act_of(world, call, "Consortium")
    with refused("FailedCall"):
        bring(world, act)
    with refused("GovernedUnauthorized"):
        rehearse(world.ledger.call, act, world.addresses["Relay"])


def test_a_failed_act_can_be_asked_why_and_brought_again(world: World) -> None:
    act = act_of(world, Consortium.encode_register_subsystem(world.record(PROVIDER.id), "x"), "Consortium")
    relay = world.addresses["Relay"]
    with refused("FailedCall"):
        bring(world, act)
    with refused("GovernedUnauthorized"):
        rehearse(world.ledger.call, act, relay)
    assert next_nonce(world.ledger.call, relay, OFFICER.address_bytes) == act.nonce


def test_anchors_need_no_relay(world: World) -> None:
    assert Relay.decode_nonces(world.view("Relay", Relay.encode_nonces(key_of("x").address))) == (0,)
    assert world.record(PROVIDER_GATEWAY.id)[6]


@pytest.mark.parametrize(
    "change",
    [{"signer": b"short"}, {"target": bytes(21)}, {"nonce": -1}, {"deadline": 0}, {"deadline": 1 << 48}, {"gas": 0}],
)
def test_what_no_act_can_hold_is_refused_before_it_is_signed(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"address|range"):
        replace(Act(bytes(20), bytes(20), b"", 0, 1), **change)  # type: ignore[arg-type]
