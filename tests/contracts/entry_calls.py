"""One call of every entry point that does what it is for, in the town of `town.py`.

Members and what they exchange here; proofs, certificates and cases in `entry_calls_proofs.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from eth_abi.abi import decode

from chain_node.crypto.secp256k1 import EthKey
from chain_node.ids import MemberRef
from chain_node.ledger.acts import Act, relay_call, signing_digest
from chain_node.ledger.bindings import Authorization, Consortium, DataCatalogue, Relay, WorkCalendar
from chain_node.ledger.founding import contract_name
from chain_node.ledger.workdays import KNOWN_YEARS
from tests.contracts.test_access import consent
from tests.contracts.test_rights import HOLDING, PROCESSING, right
from tests.contracts.town import LEAVER, NEW_HEAD, WHY, Town
from tests.contracts.town_views import NEW_KEYS, NEW_MEMBER
from tests.contracts.world import (
    CONSUMER,
    DAY,
    DUTIES,
    HOUR,
    LICENSE,
    LOANS,
    OFFICER,
    PROVIDER,
    PROVIDER_GATEWAY,
    REGISTRY,
    RESOURCE,
    ZERO,
    Struct,
    World,
    digest,
    hand,
    key_of,
    person,
)

Call = Callable[[Town], bytes]
REQUEST = "(address,address,uint256,uint256,uint48,bytes,bytes)"
CHANGED_YEAR: Struct = (2027, KNOWN_YEARS[1].record()[1] ^ 1, *KNOWN_YEARS[1].record()[2:])
NEW_ACCOUNT = key_of("new account").address
OLD_HEAD: Struct = (hand(CONSUMER, "vote").address, CONSUMER.id, DUTIES["vote"], person(CONSUMER, "vote"), True)


def member(town: Town, one: MemberRef) -> Struct:
    """The newest record of a member."""
    return town.world.record(one.id)


def request(town: Town, name: str) -> Struct:
    """A request as its demander hands it in."""
    return (
        digest(name), LOANS.id, ZERO, RESOURCE, ZERO, town.world.terms(), digest("purpose"), digest("law"),
        digest("scenario"), digest("commitment"), 0, 0, 0, 0, 0, ZERO,
    )  # fmt: skip


def emergency(town: Town) -> bytes:
    """Call data of an emergency on a resource that has none."""
    record = (
        digest("new emergency"),
        LOANS.id,
        ZERO,
        digest("open"),
        ZERO,
        WHY,
        0,
        town.world.now + HOUR,
        0,
        0,
        False,
        ZERO,
    )
    return Authorization.encode_open_break_glass(record)


def delegation(town: Town) -> bytes:
    """Call data that passes a grant on."""
    grant, scope = town.record("scoped grant"), town.world.others[digest("scoped grant"),]
    return Authorization.encode_delegate(grant, scope, digest("new grant"), REGISTRY.id, town.world.terms(), 0)


def signed(world: World, who: EthKey, contract: str, call: bytes) -> bytes:
    """Call data for the Relay: that account's first act."""
    act = Act(who.address_bytes, world.addresses[contract], call, 0, world.now + DAY)
    return relay_call(act, who.sign_digest(signing_digest(act, world.ledger.chain_id, world.addresses["Relay"])))


def carried(town: Town) -> bytes:
    """An officer's signed registration of a resource."""
    call = DataCatalogue.encode_register(town.world.draft(id=digest("new resource"), code="new"))
    return signed(town.world, hand(PROVIDER, "officer"), "DataCatalogue", call)


def admission(town: Town) -> bytes:
    """A member with one account."""
    record = (NEW_MEMBER.id, ["CN", "GOV", "mzj"], "民政局", "", 2, 0, 0, 0, 0)
    account = (NEW_ACCOUNT, NEW_MEMBER.id, OFFICER, digest("new account"), True)
    return Consortium.encode_admit(record, [account])


CONSORTIUM: dict[str, Call] = {
    "admit": admission,
    "suspend": lambda t: Consortium.encode_suspend(member(t, CONSUMER)),
    "resume": lambda t: Consortium.encode_resume(member(t, LEAVER)),
    "changeMember": lambda t: Consortium.encode_change_member(member(t, CONSUMER), "公积金中心", "", 1 | 2 | 8 | 64),
    "remove": lambda t: Consortium.encode_remove(member(t, LEAVER), t.world.gateways_of(LEAVER)),
    "confirmHalt": lambda t: Consortium.encode_confirm_halt(member(t, CONSUMER), t.world.now + 9 * DAY, WHY),
    "blacklist": lambda t: Consortium.encode_blacklist(member(t, PROVIDER), t.world.now + DAY, WHY),
    "setThreshold": lambda t: Consortium.encode_set_threshold(9_000),
    "nameContract": lambda t: Consortium.encode_name_contract(contract_name("PolicyView"), *t.code["PolicyView"]),
    "upgrade": lambda t: Consortium.encode_upgrade(t.at("WorkCalendar"), *t.code["WorkCalendar"], b""),
    "propose": lambda t: t.calls["new proposal"][2],
    "vote": lambda t: Consortium.encode_vote(t.proposals["open proposal"]),
    "execute": lambda t: Consortium.encode_execute(t.proposals["ready proposal"], t.ready),
    "halt": lambda t: Consortium.encode_halt(member(t, CONSUMER), t.world.now + DAY, WHY),
    "setAccount": lambda t: Consortium.encode_set_account(
        (NEW_ACCOUNT, PROVIDER.id, OFFICER, digest("new account"), True)
    ),
    "beginRecovery": lambda t: Consortium.encode_begin_recovery(
        (NEW_ACCOUNT, PROVIDER.id, DUTIES["vote"], digest("new account"), True)
    ),
    "cancelRecovery": lambda t: Consortium.encode_cancel_recovery(),
    "finishRecovery": lambda t: Consortium.encode_finish_recovery(NEW_HEAD, [OLD_HEAD]),
    "registerSubsystem": lambda t: Consortium.encode_register_subsystem(member(t, PROVIDER), "new"),
    "setSubsystemActive": lambda t: Consortium.encode_set_subsystem_active(t.world.record(REGISTRY.id), False),
    "registerGateway": lambda t: Consortium.encode_register_gateway(
        member(t, PROVIDER), "gw9", "https://10.0.0.9:5500", b"certificate", key_of("new anchor").address
    ),
    "changeGateway": lambda t: Consortium.encode_change_gateway(
        t.world.record(PROVIDER_GATEWAY.id), "https://10.0.0.2:5500", b"next certificate", b"later one", False
    ),
    "changeAnchor": lambda t: Consortium.encode_change_anchor(
        t.world.record(PROVIDER_GATEWAY.id), key_of("new anchor").address
    ),
    "registerKey": lambda t: Consortium.encode_register_key(PROVIDER_GATEWAY.id, 1, 1, NEW_KEYS["new key"], 0),
    "rotateKey": lambda t: Consortium.encode_rotate_key(
        t.world.record(t.keys["key"]), NEW_KEYS["next key"], 100, b"old signature", b"new signature"
    ),
    "revokeKey": lambda t: Consortium.encode_revoke_key(t.world.record(t.keys["key"]), 1, WHY),
}
CALENDAR: dict[str, Call] = {
    "loadYear": lambda t: WorkCalendar.encode_load_year(
        (2027, KNOWN_YEARS[1].record()[1] ^ 1, *KNOWN_YEARS[1].record()[2:])
    ),
}
RELAY: dict[str, Call] = {
    "execute": carried,
    "executeBatch": lambda t: Relay.encode_execute_batch(
        [decode([REQUEST], carried(t)[4:])[0]], key_of("anybody").address
    ),
}
CATALOGUE: dict[str, Call] = {
    "register": lambda t: DataCatalogue.encode_register(
        t.world.draft(id=digest("new resource"), code="new", elements=[digest("new element")])
    ),
    "registerDerived": lambda t: DataCatalogue.encode_register_derived(
        t.world.draft(id=digest("derived"), code="derived"), [(RESOURCE, 1, 0)]
    ),
    "draftVersion": lambda t: DataCatalogue.encode_draft_version(
        t.world.record(RESOURCE), t.world.draft(elements=[digest("element")]), [(digest("open"), 1, 0)]
    ),
    "redraft": lambda t: DataCatalogue.encode_redraft(
        t.record("draft"), t.world.draft(id=digest("draft"), code="draft", basis=WHY)
    ),
    "submit": lambda t: DataCatalogue.encode_submit(t.record("draft")),
    "sendBack": lambda t: DataCatalogue.encode_send_back(t.record("submitted"), WHY),
    "publish": lambda t: DataCatalogue.encode_publish(t.record("submitted")),
    "suspend": lambda t: DataCatalogue.encode_suspend(t.world.record(RESOURCE), WHY),
    "resume": lambda t: DataCatalogue.encode_resume(t.record("suspended")),
    "retire": lambda t: DataCatalogue.encode_retire(t.world.record(RESOURCE), WHY),
    "grantRight": lambda t: DataCatalogue.encode_grant_right(right(HOLDING)),
    "revokeRight": lambda t: DataCatalogue.encode_revoke_right(
        t.world.others[RESOURCE, bytes([PROCESSING]), CONSUMER.id], WHY
    ),
    "raiseCorrection": lambda t: DataCatalogue.encode_raise_correction(
        (digest("new correction"), RESOURCE, ZERO, LOANS.id, ZERO, WHY, 0, 0, 0, 0, ZERO)
    ),
    "decideCorrection": lambda t: DataCatalogue.encode_decide_correction(t.record("correction"), True, WHY),
    "registerService": lambda t: DataCatalogue.encode_register_service(
        member(t, PROVIDER), "登记", "new", t.world.record(RESOURCE), [("GET", "/new/*")]
    ),
    "changeService": lambda t: DataCatalogue.encode_change_service(
        t.world.record(LICENSE.id), [("GET", "/licences/*"), ("POST", "/licences")], True
    ),
    "haltService": lambda t: DataCatalogue.encode_halt_service(t.world.record(LICENSE.id), t.world.now + DAY, WHY),
    "confirmServiceHalt": lambda t: DataCatalogue.encode_confirm_service_halt(
        t.world.record(LICENSE.id), t.world.now + 9 * DAY, WHY
    ),
}
NEW_SCOPE: Struct = (ZERO, True, ZERO, 1, [])
AUTHORIZATION: dict[str, Call] = {
    "submit": lambda t: Authorization.encode_submit(request(t, "new request")),
    "submitImported": lambda t: Authorization.encode_submit_imported(request(t, "new request"), WHY),
    "withdraw": lambda t: Authorization.encode_withdraw(t.record("request")),
    "agree": lambda t: Authorization.encode_agree(t.record("request"), digest("new grant"), t.world.terms(), ZERO),
    "agreeScoped": lambda t: Authorization.encode_agree_scoped(
        t.record("request"), digest("new grant"), t.world.terms(), NEW_SCOPE, ZERO
    ),
    "refuse": lambda t: Authorization.encode_refuse(t.record("request"), WHY),
    "markDelivered": lambda t: Authorization.encode_mark_delivered(t.record("request of grant"), WHY),
    "confirmUse": lambda t: Authorization.encode_confirm_use(t.record("request of grant"), WHY),
    "raiseDispute": lambda t: Authorization.encode_raise_dispute(t.record("request of grant"), WHY),
    "decideDispute": lambda t: Authorization.encode_decide_dispute(
        t.disputes[digest("refused")], t.record("refused"), True, WHY
    ),
    "approve": lambda t: Authorization.encode_approve(t.record("proposed grant"), WHY),
    "delegate": delegation,
    "suspend": lambda t: Authorization.encode_suspend(t.record("grant"), WHY),
    "resume": lambda t: Authorization.encode_resume(t.record("suspended grant"), WHY),
    "revoke": lambda t: Authorization.encode_revoke(t.record("grant"), WHY),
    "end": lambda t: Authorization.encode_end(t.record("grant"), WHY),
    "discard": lambda t: Authorization.encode_discard(t.record("revoked grant"), t.world.pair()),
    "recordConsent": lambda t: Authorization.encode_record_consent(consent(digest("new subject"))),
    "withdrawConsent": lambda t: Authorization.encode_withdraw_consent(
        t.world.others[RESOURCE, LOANS.id, digest("subject")]
    ),
    "openBreakGlass": emergency,
    "endBreakGlass": lambda t: Authorization.encode_end_break_glass(t.record("emergency")),
    "reviewBreakGlass": lambda t: Authorization.encode_review_break_glass(t.record("emergency"), True, WHY),
    "setLimits": lambda t: Authorization.encode_set_limits(50, 3),
}
