"""What the views of Consortium, WorkCalendar and Relay say, told from the replica."""

from __future__ import annotations

from typing import Any

from chain_node.crypto.secp256k1 import checksum_address
from chain_node.ledger.records import Member
from chain_node.ledger.records_governance import Role
from chain_node.ledger.state import LedgerState
from chain_node.ledger.workdays import YearMissing, add_working_days, is_working_day, working_days_between
from tests.contract_world import DAY, digest
from tests.unit.chain_node.ledger.histories.known import UNKNOWN, Known, addresses, each, nothing, with_zero
from tests.unit.chain_node.ledger.histories.play_base import word
from tests.unit.chain_node.ledger.histories.table import VIEWS, ZERO, Refusal, stored_of

Answer = tuple[Any, ...]
NO_STANDING = (0, 0, 0, 0, 0)
NOWHERE = "0x" + "00" * 20


def text(address: bytes | None) -> str:
    """An address as the ABI gives it back."""
    return NOWHERE if address is None else checksum_address(address).lower()


def raw(address: str) -> bytes:
    """The 20 bytes of an address."""
    return bytes.fromhex(address[2:])


def standing(member: Member | None) -> tuple[int, ...]:
    """`Standing`."""
    if member is None:
        return NO_STANDING
    return member.status, member.roles, member.since, member.halted_until, member.blacklisted_until


def _names(known: Known) -> Any:
    names = [*known.world.addresses, *known.of("names"), "Nothing"]
    return ((word(one),) for one in names)


def _persons(known: Known) -> Any:
    people = with_zero(dict.fromkeys(one.person for one in known.head.accounts() if one.person != ZERO))
    return ((member, person) for member in known.members for person in [*people, UNKNOWN])


@VIEWS.view("Consortium", "actorOf", addresses)
def actor_of(state: LedgerState, known: Known, account: str) -> Answer:
    found = state.actor(raw(account))
    if found is None:
        return ZERO, 0, NO_STANDING
    return found.member_id, found.duties, standing(state.member(found.member_id))


@VIEWS.view("Consortium", "certificatesOf", each("gateways"))
def certificates_of(state: LedgerState, known: Known, key: bytes) -> Answer:
    found = state.gateway(key)
    return (ZERO, ZERO) if found is None else (found.tls_sha256, found.next_tls_sha256)


@VIEWS.view("Consortium", "contractOf", _names)
def contract_of(state: LedgerState, known: Known, name: bytes) -> Answer:
    return (text(state.contract(name.rstrip(b"\0").decode("latin-1"))),)


@VIEWS.view("Consortium", "dutiesOfPerson", _persons)
def duties_of_person(state: LedgerState, known: Known, member: bytes, person: bytes) -> Answer:
    return (state.duties_of(member, None if person == ZERO else person),)


@VIEWS.view("Consortium", "gatewayOf", each("gateways"))
def gateway_of(state: LedgerState, known: Known, key: bytes) -> Answer:
    found = state.gateway(key)
    return (ZERO, NOWHERE, False) if found is None else (found.member_id, text(found.anchor), found.active)


@VIEWS.view("Consortium", "instance", nothing)
def instance(state: LedgerState, known: Known) -> Answer:
    return (state.instance,)


@VIEWS.view("Consortium", "keyOf", each("keys"))
def key_of(state: LedgerState, known: Known, kid: bytes) -> Answer:
    one = state.key(kid)
    if one is None:
        return ZERO, 0, 0, 0, 0, 0
    return one.gateway_id, one.suite, one.purpose, one.valid_from, one.valid_to, one.revoked_since


@VIEWS.view("Consortium", "personOf", addresses)
def person_of(state: LedgerState, known: Known, account: str) -> Answer:
    found = state.account(raw(account))
    return (ZERO if found is None else found.person,)


def _proposals(known: Known) -> Any:
    return ((one,) for one in [*(one.proposal_id for one in known.head.proposals()), UNKNOWN])


@VIEWS.view("Consortium", "proposalOf", _proposals)
def proposal_of(state: LedgerState, known: Known, key: bytes) -> Answer:
    found = state.proposal(key)
    if found is None:
        return 0, 0, False
    places = {one.member_id: place for place, one in enumerate(state.members())}
    return found.deadline, sum(1 << places[one] for one in found.votes), found.executed_at != 0


def _all_ids(known: Known) -> Any:
    ids = {*known.members, *known.subsystems, *known.gateways, *known.keys}
    return ((one,) for one in sorted(ids))


@VIEWS.view("Consortium", "recordOf", _all_ids)
def record_of(state: LedgerState, known: Known, key: bytes) -> Answer:
    for event, found in (
        ("MemberAdmitted", state.member(key)),
        ("SubsystemRegistered", state.subsystem(key)),
        ("GatewayRegistered", state.gateway(key)),
        ("KeyRegistered", state.key(key)),
    ):
        if found is not None:
            return stored_of("Consortium", event, found)
    return (ZERO,)


@VIEWS.view("Consortium", "recoveryOf", each("members"))
def recovery_of(state: LedgerState, known: Known, member: bytes) -> Answer:
    found = state.recovery(member)
    return (0 if found is None else found.not_before,)


@VIEWS.view("Consortium", "regulators", nothing)
def regulators(state: LedgerState, known: Known) -> Answer:
    return (len(state.active_with(Role.REGULATOR)),)


@VIEWS.view("Consortium", "standingOf", each("members"))
def standing_of(state: LedgerState, known: Known, member: bytes) -> Answer:
    return (standing(state.member(member)),)


@VIEWS.view("Consortium", "subsystemOf", each("subsystems"))
def subsystem_of(state: LedgerState, known: Known, key: bytes) -> Answer:
    found = state.subsystem(key)
    return (ZERO, False) if found is None else (found.member_id, found.active)


@VIEWS.view("Consortium", "threshold", nothing)
def threshold(state: LedgerState, known: Known) -> Answer:
    return state.threshold_bps, len(state.active_with(Role.VOTER))


# ------------------------------------------------------------------ the calendar, and acts


def _years(known: Known) -> Any:
    return ((one,) for one in (0, 2025, 2026, 2027, 2028, 2029))


def _times(known: Known) -> list[int]:
    now = known.world.now
    return [now, now + 40 * DAY, now - 300 * DAY, 1_700_000_000, 2_000_000_000]


@VIEWS.view("WorkCalendar", "yearOf", _years)
def year_of(state: LedgerState, known: Known, number: int) -> Answer:
    found = state.year(number)
    if found is None:
        raise Refusal("WorkCalendarYearNotLoaded")
    return (found.record(),)


@VIEWS.view("WorkCalendar", "revisionOf", _years)
def revision_of(state: LedgerState, known: Known, number: int) -> Answer:
    found = state.year(number)
    return (0 if found is None else found.revision,)


def _counted(count: Any, *values: Any) -> Answer:
    try:
        return (count(*values),)
    except YearMissing as exc:
        raise Refusal("WorkCalendarYearNotLoaded") from exc


@VIEWS.view("WorkCalendar", "isWorkingDay", lambda known: ((one,) for one in _times(known)))
def is_working(state: LedgerState, known: Known, time: int) -> Answer:
    return _counted(is_working_day, state.year, time)


@VIEWS.view("WorkCalendar", "addWorkingDays", lambda known: ((one, n) for one in _times(known) for n in (1, 20, 250)))
def add_days(state: LedgerState, known: Known, time: int, count: int) -> Answer:
    return _counted(add_working_days, state.year, time, count)


@VIEWS.view("WorkCalendar", "workingDaysBetween", lambda known: ((one, one + n * DAY) for one in _times(known)
                                                                for n in (0, 3, 400)))  # fmt: skip
def days_between(state: LedgerState, known: Known, start: int, end: int) -> Answer:
    return _counted(working_days_between, state.year, start, end)


@VIEWS.view("Relay", "nonces", addresses)
def nonces(state: LedgerState, known: Known, account: str) -> Answer:
    return (state.next_act(raw(account)),)


def _forwarders(known: Known) -> Any:
    return ((text(one),) for one in (*known.world.addresses.values(), *known.of("relays"), digest("x")[:20]))


GOVERNED = (
    "Consortium", "WorkCalendar", "DataCatalogue", "Authorization", "EvidenceAnchor", "CertificateRegistry",
    "ApprovalCases", "Accountability",
)  # fmt: skip
for _name in GOVERNED:

    @VIEWS.view(_name, "isTrustedForwarder", _forwarders)
    def forwards(state: LedgerState, known: Known, address: str) -> Answer:
        return (address == text(state.contract("Relay")),)


for _name in (*GOVERNED, "PolicyView", "Relay"):

    @VIEWS.view(_name, "consortium", nothing)
    def home(state: LedgerState, known: Known) -> Answer:
        return (text(known.consortium),)
