"""Steps of violation cases, for the tests of them."""

from __future__ import annotations

from typing import Any

from chain_node.crypto.secp256k1 import EthKey, checksum_address
from chain_node.ids import MemberRef
from chain_node.ledger.bindings import Accountability, Authorization, Consortium, WorkCalendar
from chain_node.ledger.workdays import KNOWN_YEARS, add_working_days
from tests.contracts.tester import Done
from tests.contracts.world import (
    AUDITOR,
    AUTHORITY,
    CONSUMER,
    CONSUMER_GATEWAY,
    DUTIES,
    ZERO,
    Struct,
    World,
    anchor_of,
    digest,
    hand,
    key_of,
    person,
)

SECOND = MemberRef("CN", "GOV", "jw")
"""Another member that regulates."""
AUDIT, JUDGE, OTHER_JUDGE = hand(AUDITOR, "audit"), hand(AUTHORITY, "approver"), hand(SECOND, "security")
EVIDENCE, REASON = digest("evidence"), digest("reason")
YEARS = {one.year: one for one in KNOWN_YEARS}
NOBODY: Struct = (ZERO, [], "", "", 0, 0, 0, 0, 0)
BY_PENALTY = b"Accountability".ljust(32, b"\0")
STATE, STATE_BY, PENALTY = 8, 10, 17


def later(time: int, count: int) -> int:
    """The end of a clock of working days."""
    return add_working_days(YEARS.get, time, count)


def admit_second(world: World) -> None:
    """Admit the other regulator, without a vote."""
    record = (SECOND.id, ["CN", "GOV", "jw"], "部门 jw", "", 8, 0, 0, 0, 0)
    accounts = [
        (hand(SECOND, duty).address, SECOND.id, bits, person(SECOND, duty), True) for duty, bits in DUTIES.items()
    ]
    world.by_vote(Consortium.encode_admit(record, accounts))


def prepare(world: World) -> World:
    """Two grants of the consumer, another regulator, and next year's calendar."""
    world.by_vote(WorkCalendar.encode_load_year(KNOWN_YEARS[1].record()), "WorkCalendar")
    admit_second(world)
    world.register()
    world.publish()
    for name in ("g1", "g2"):
        world.grant(name)
    return world


def act(world: World, who: EthKey, data: bytes) -> Done:
    return world.act(who, "Accountability", data)


def report(world: World, who: EthKey = AUDIT, **changes: Any) -> bytes:
    values: dict[str, Any] = {"accused": CONSUMER.id, "evidence": EVIDENCE, "grant": ZERO, "severity": 2} | changes
    done = act(world, who, Accountability.encode_report(*values.values()))
    found: bytes = done.event("ViolationReported")["id"]
    return found


def state(world: World, case: bytes, who: EthKey | None = None, statement: bytes = digest("statement")) -> Done:
    data = Accountability.encode_state(world.record(case), statement)
    return act(world, who or hand(CONSUMER, "officer"), data)


def grants_of(world: World, case: bytes) -> list[Struct]:
    return [world.record(grant) for grant in world.record(case)[PENALTY][2]]


def uphold_call(world: World, case: bytes, warning: bool = True, until: int = 0, grants: Any = ()) -> bytes:
    ordered = sorted(grants)
    member = world.record(CONSUMER.id) if until else NOBODY
    records = [world.record(one) for one in ordered]
    return Accountability.encode_uphold(world.record(case), REASON, (warning, until, ordered), member, records)


def upheld(world: World, name: str = "evidence", **penalty: Any) -> bytes:
    """A case that was upheld with this penalty."""
    case = report(world, evidence=digest(name))
    state(world, case)
    act(world, JUDGE, uphold_call(world, case, **penalty))
    return case


def appealed(world: World, name: str = "evidence", **penalty: Any) -> bytes:
    case = upheld(world, name, **penalty)
    act(world, hand(CONSUMER, "security"), Accountability.encode_appeal(world.record(case), digest("grounds")))
    return case


def overturn_call(world: World, case: bytes) -> bytes:
    member = world.record(CONSUMER.id) if world.record(case)[PENALTY][1] else NOBODY
    return Accountability.encode_overturn(world.record(case), digest("wrong"), member, grants_of(world, case))


def of(case: bytes) -> tuple[str, bytes]:
    return "Accountability", Accountability.encode_violation_of(case)


def tally(world: World, member: MemberRef = CONSUMER) -> tuple[int, int, int]:
    data = Accountability.encode_tally_of(member.id)
    ((reported, unanswered, stands),) = Accountability.decode_tally_of(world.view("Accountability", data))
    return reported, unanswered, stands


def awaited(world: World, case: bytes) -> tuple[int, int, bool]:
    data = Accountability.encode_awaited(world.record(case))
    step, by, overdue = Accountability.decode_awaited(world.view("Accountability", data))
    return step, by, overdue


def reach(world: World, time: int) -> None:
    """Let time pass until then, and a block be made, so that views see it."""
    world.ledger.travel(time - world.now)
    world.ledger.send(key_of("anybody"), bytes(19) + b"\xff", b"")


def standing(world: World) -> list[tuple[str, bytes]]:
    """Every question whose answer holds the accused's standing."""
    accounts = [hand(CONSUMER, duty) for duty in DUTIES] + [anchor_of(CONSUMER_GATEWAY)]
    asked = [Consortium.encode_record_of(CONSUMER.id), Consortium.encode_standing_of(CONSUMER.id)]
    asked += [Consortium.encode_actor_of(checksum_address(one.address_bytes)) for one in accounts]
    return [("Consortium", data) for data in asked]


def blacklisted(world: World) -> int:
    found: int = world.record(CONSUMER.id)[8]
    return found


def of_grant(grant: bytes) -> tuple[str, bytes]:
    return "Authorization", Authorization.encode_grant_of(grant)
