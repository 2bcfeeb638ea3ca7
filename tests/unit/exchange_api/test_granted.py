"""An answer held against the ledger as of the block that it stands on: each way to name what was not in force."""

from __future__ import annotations

import dataclasses

import pytest

from chain_node.evidence.basis import DecisionBasis
from chain_node.evidence.commitments import Commitment
from chain_node.evidence.statement import FIRST_PREV, MType, Statement
from chain_node.ids import ServiceRef, SubsystemRef
from chain_node.ledger.port import BlockRef
from chain_node.ledger.reasons import Reason
from chain_node.ledger.records import (
    Attribute,
    Endpoint,
    Field,
    FieldKind,
    Grant,
    GrantState,
    Profile,
    Resource,
    ResourceStatus,
    Service,
)
from chain_node.ledger.records_access import BreakGlass
from chain_node.ledger.state import LedgerState, Tables
from exchange_api.errors import InconsistentResponse
from exchange_api.message import Call, read_call
from exchange_api.service.granted import check_granted

NOW = 1_800_000_000
ASKER, SERVICE = SubsystemRef("CN", "GOV", "GJJ", "SYS"), ServiceRef("CN", "GOV", "SCJG", "SYS", "license")
RESOURCE, GRANT, EMERGENCY = b"\1" * 32, b"\2" * 32, b"\3" * 32
DECIDED = 5


def field(code: str, level: int = 2, profile: Profile = Profile.PLAIN) -> Field:
    return Field(code, level, profile, FieldKind.DATA, bytes(32))


FIELDS = (field("name"), field("code"), field("secret"), field("open", 1), field("kept", 1, Profile.WITHHELD))
HELD = Resource(RESOURCE, bytes(32), Attribute.UNCONDITIONAL, ResourceStatus.PUBLISHED, FIELDS)
GIVEN = Grant(GRANT, bytes(32), ASKER.id, RESOURCE, 2 | 1 << 2, (), 0, 0, NOW - 100, NOW + 100, b"", GrantState.ACTIVE)
OPENED = BreakGlass(
    EMERGENCY, ASKER.id, bytes(32), RESOURCE, bytes(32), bytes(32), NOW - 9, NOW + 9, 0, 0, False, bytes(32)
)


def state(held: Resource = HELD, given: Grant = GIVEN, opened: BreakGlass | None = None) -> LedgerState:
    """The ledger as of the block of the decision."""
    tables = Tables()
    path = (Endpoint("GET", "/x"),)
    tables.put_service(1, Service(SERVICE.id, SERVICE.path, SERVICE.subsystem.id, bytes(32), RESOURCE, path, True))
    tables.put_resource(1, held)
    tables.put_grant(1, given)
    if opened is not None:
        tables.access.put_break_glass(1, opened)
    return LedgerState(tables, BlockRef(DECIDED, bytes(32), NOW))


def call() -> Call:
    header = [(b"X-Road-Client", ASKER.path.encode())]
    return read_call("GET", f"/r1/{SERVICE.path}/x".encode(), header, own_request_id=b"1" * 36)


def answer(
    fields: dict[str, int], grant: bytes | None = GRANT, reason: Reason = Reason.GRANTED, time: int = NOW
) -> Statement:
    basis = DecisionBasis(DECIDED, bytes(32), grant, int(reason), bytes(32), 1, 1, 1)
    commitments = tuple(Commitment(f"f/{code}", profile, bytes(32)) for code, profile in sorted(fields.items()))
    return Statement(
        1, MType.RES, bytes(16), bytes(32), SERVICE.subsystem.path, "CN/GOV/GJJ/GW", ASKER.path, SERVICE.path,
        bytes(32), time * 1000 + 999, time * 1000 + 60_000, basis, commitments, None, 1, FIRST_PREV, None,
    )  # fmt: skip


TRUE: dict[str, tuple[LedgerState, Statement]] = {
    "as granted": (state(), answer({"name": 2, "code": 1})),
    "less than granted": (state(), answer({"code": 1})),
    "in its first second": (state(given=dataclasses.replace(GIVEN, valid_from=NOW)), answer({"code": 1})),
    "in its last second": (state(given=dataclasses.replace(GIVEN, valid_to=NOW + 1)), answer({"code": 1})),
    "by a clock that is a little slow": (state(), answer({"code": 1}, time=NOW - 15)),
    "public": (state(), answer({"open": 1}, None, Reason.PUBLIC)),
    "an emergency": (state(opened=OPENED), answer({"secret": 1}, EMERGENCY, Reason.BREAK_GLASS)),
}


@pytest.mark.parametrize(("ledger", "said"), TRUE.values(), ids=TRUE.keys())
def test_what_was_in_force_is_taken_in(ledger: LedgerState, said: Statement) -> None:
    check_granted(ledger, call(), said)
    beyond = said._replace(commitments=(*said.commitments, Commitment("f/other", 1, bytes(32))))
    with pytest.raises(InconsistentResponse):
        check_granted(ledger, call(), beyond)


FALSE: dict[str, tuple[LedgerState, Statement]] = {
    "a field that is not granted": (state(), answer({"secret": 1})),
    "a field that is withheld, called so": (state(), answer({"secret": 0})),
    "a field in another form": (state(), answer({"name": 1})),
    "a field that there is not": (state(), answer({"other": 1})),
    "a grant that there is not": (state(), answer({"code": 1}, bytes(32))),
    "no grant": (state(), answer({"code": 1}, None)),
    "another's grant": (state(given=dataclasses.replace(GIVEN, demander=bytes(32))), answer({"code": 1})),
    "a grant of other data": (state(given=dataclasses.replace(GIVEN, resource_id=bytes(32))), answer({"code": 1})),
    "a grant before its time": (state(given=dataclasses.replace(GIVEN, valid_from=NOW + 1)), answer({"code": 1})),
    "a grant after its time": (state(given=dataclasses.replace(GIVEN, valid_to=NOW)), answer({"code": 1})),
    "a grant that is over, at a date made up": (
        state(given=dataclasses.replace(GIVEN, valid_to=NOW - 20)),
        answer({"code": 1}, time=NOW - 30),
    ),
    "a date before its block's": (state(), answer({"code": 1}, time=NOW - 16)),
    "public data that are not": (state(), answer({"code": 1}, None, Reason.PUBLIC)),
    "public data that are withheld": (state(), answer({"kept": 0}, None, Reason.PUBLIC)),
    "public data shared on conditions": (
        state(dataclasses.replace(HELD, attribute=Attribute.CONDITIONAL)),
        answer({"open": 1}, None, Reason.PUBLIC),
    ),
    "an emergency that there is not": (state(), answer({"code": 1}, EMERGENCY, Reason.BREAK_GLASS)),
    "another emergency than there is": (state(opened=OPENED), answer({"code": 1}, GRANT, Reason.BREAK_GLASS)),
    "an emergency that is over": (
        state(opened=dataclasses.replace(OPENED, until=NOW)),
        answer({"code": 1}, EMERGENCY, Reason.BREAK_GLASS),
    ),
} | {
    f"a grant in state {one.name}": (state(given=dataclasses.replace(GIVEN, state=one)), answer({"code": 1}))
    for one in GrantState
    if one is not GrantState.ACTIVE
}


@pytest.mark.parametrize(("ledger", "said"), FALSE.values(), ids=FALSE.keys())
def test_what_was_not_in_force_is_refused(ledger: LedgerState, said: Statement) -> None:
    assert ledger.service(SERVICE.id) is not None
    with pytest.raises(InconsistentResponse):
        check_granted(ledger, call(), said)
