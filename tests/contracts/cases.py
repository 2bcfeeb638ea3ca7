"""Approval cases for contract tests: who does which step, how a case comes to a state, and what the views say of it.

The provider leads; the consumer decides in the first stage, the authority in the second, the auditor is not asked.
"""

from __future__ import annotations

from collections.abc import Callable

from chain_node.ids import MemberRef
from chain_node.ledger.bindings import ApprovalCases, Consortium
from chain_node.ledger.records_cases import Case, CaseState, MaterialSource, Opinion, Procedure, read_case
from tests.contracts.tester import Done
from tests.contracts.world import AUDITOR, AUTHORITY, CONSUMER, DAY, PROVIDER, ZERO, Struct, World, digest, hand

CASE, OTHER = digest("case"), digest("other case")
ITEM = digest("item 1")
LEAD = PROVIDER
DOCUMENT = digest("a signed document")
DEPARTMENTS = [(CONSUMER.id, 1), (AUTHORITY.id, 2), (AUDITOR.id, 0)]
Call = tuple[str, bytes]


def opening(case: bytes = CASE, departments: list[Struct] | None = None, days: tuple[int, int] = (10, 5)) -> bytes:
    """Call data of an opening."""
    named = DEPARTMENTS if departments is None else departments
    return ApprovalCases.encode_open_case(case, digest("case number"), ITEM, named, *days)


def act(world: World, data: bytes, member: MemberRef = LEAD, duty: str = "officer") -> Done:
    """One transaction to ApprovalCases."""
    return world.act(hand(member, duty), "ApprovalCases", data)


Step = tuple[str, CaseState, Callable[[Struct], bytes]]
STEPS: dict[str, Step] = {
    "request correction": (
        "officer", CaseState.CORRECTION, lambda one: ApprovalCases.encode_request_correction(one, DOCUMENT)
    ),
    "receive correction": ("officer", CaseState.RECEIVED, ApprovalCases.encode_receive_correction),
    "accept": ("officer", CaseState.ACCEPTED, ApprovalCases.encode_accept),
    "decline": ("approver", CaseState.DECLINED, lambda one: ApprovalCases.encode_decline(one, DOCUMENT)),
    "begin review": ("officer", CaseState.REVIEW, ApprovalCases.encode_begin_review),
    "begin procedure": (
        "officer", CaseState.SPECIAL,
        lambda one: ApprovalCases.encode_begin_procedure(one, Procedure.HEARING, DOCUMENT),
    ),
    "end procedure": ("officer", CaseState.REVIEW, lambda one: ApprovalCases.encode_end_procedure(one, DOCUMENT)),
    "grant": ("approver", CaseState.GRANTED, lambda one: ApprovalCases.encode_conclude(one, True, DOCUMENT)),
    "deny": ("approver", CaseState.DENIED, lambda one: ApprovalCases.encode_conclude(one, False, DOCUMENT)),
    "close": ("officer", CaseState.CLOSED, lambda one: ApprovalCases.encode_close_case(one, ZERO)),
    "deliver": ("officer", CaseState.DELIVERED, lambda one: ApprovalCases.encode_deliver(one, DOCUMENT)),
    "withdraw": ("officer", CaseState.WITHDRAWN, lambda one: ApprovalCases.encode_withdraw(one, DOCUMENT)),
}  # fmt: skip
"""The lead's steps: duty, state that the case comes to, call data."""

ORIGINS: dict[str, CaseState] = {
    "request correction": CaseState.RECEIVED,
    "receive correction": CaseState.CORRECTION,
    "accept": CaseState.RECEIVED,
    "decline": CaseState.RECEIVED,
    "begin review": CaseState.ACCEPTED,
    "begin procedure": CaseState.REVIEW,
    "end procedure": CaseState.SPECIAL,
    "grant": CaseState.REVIEW,
    "deny": CaseState.REVIEW,
    "close": CaseState.GRANTED,
    "deliver": CaseState.CLOSED,
    "withdraw": CaseState.ACCEPTED,
}
"""A state in which a step is taken. Both steps to REVIEW have one only."""

_WAYS = {
    CaseState.RECEIVED: "",
    CaseState.CORRECTION: "request correction",
    CaseState.DECLINED: "decline",
    CaseState.ACCEPTED: "accept",
    CaseState.REVIEW: "accept, begin review",
    CaseState.SPECIAL: "accept, begin review, begin procedure",
    CaseState.GRANTED: "accept, begin review, grant",
    CaseState.DENIED: "accept, begin review, deny",
    CaseState.CLOSED: "accept, begin review, grant, close",
    CaseState.DELIVERED: "accept, begin review, grant, close, deliver",
    CaseState.WITHDRAWN: "withdraw",
}


def step(world: World, name: str, case: bytes = CASE) -> Done:
    """One step of the lead."""
    duty, _, call = STEPS[name]
    return act(world, call(world.record(case)), duty=duty)


def bring(world: World, state: CaseState, departments: list[Struct] | None = None, case: bytes = CASE) -> None:
    """Open a case, by default with nobody besides its lead, and bring it to a state."""
    act(world, opening(case, departments or []))
    for name in filter(None, _WAYS[state].split(", ")):
        step(world, name, case)


def case_of(world: World, case: bytes = CASE) -> Case:
    """The newest record of a case."""
    return read_case(world.record(case))


def decide(world: World, member: MemberRef, opinion: int = Opinion.AGREE, document: bytes = DOCUMENT) -> Done:
    """A department decides."""
    return act(world, ApprovalCases.encode_decide(world.record(CASE), opinion, document), member, "approver")


def pass_over(world: World, member: MemberRef, reason: bytes = DOCUMENT) -> Done:
    """The lead goes on without a department."""
    return act(world, ApprovalCases.encode_pass_over(world.record(CASE), member.id, reason), duty="approver")


def attach(
    world: World,
    material: bytes,
    source: int = MaterialSource.UPLOAD,
    earlier: bytes = ZERO,
    case: bytes = CASE,
    member: MemberRef = LEAD,
) -> Done:
    """Attach a material."""
    commitment, code = digest("commitment"), digest("code")
    return act(world, ApprovalCases.encode_attach(case, material, commitment, code, source, earlier), member)


def clock(world: World, case: bytes = CASE) -> Struct:
    """(state, by silence, accepted at, due, promised, stopped days, overdue, late) as of now."""
    data = ApprovalCases.encode_clock_of(world.record(case))
    (found,) = ApprovalCases.decode_clock_of(world.view("ApprovalCases", data))
    return tuple(found)


def progress(world: World, case: bytes = CASE) -> Struct:
    """(state, decided, passed over, disagreed, materials, reused)."""
    data = ApprovalCases.encode_progress_of(case)
    (found,) = ApprovalCases.decode_progress_of(world.view("ApprovalCases", data))
    return tuple(found)


def standing(world: World, case: bytes = CASE) -> Struct:
    """(known, open, lead, item)."""
    return ApprovalCases.decode_standing_of(world.view("ApprovalCases", ApprovalCases.encode_standing_of(case)))


def takes_part(world: World, member: MemberRef, case: bytes = CASE) -> bool:
    """Whether the contract counts a member as a participant."""
    data = ApprovalCases.encode_is_participant(case, member.id)
    (found,) = ApprovalCases.decode_is_participant(world.view("ApprovalCases", data))
    return bool(found)


def record_question(case: bytes = CASE) -> Call:
    """What a changed record changes the answer of."""
    return "ApprovalCases", ApprovalCases.encode_case_of(case)


def progress_question(case: bytes = CASE) -> Call:
    """What a step, a decision or a material changes the answer of."""
    return "ApprovalCases", ApprovalCases.encode_progress_of(case)


def standing_question(case: bytes = CASE) -> Call:
    """What the opening and the end of a case change the answer of."""
    return "ApprovalCases", ApprovalCases.encode_standing_of(case)


def participant_question(member: MemberRef, case: bytes = CASE) -> Call:
    """What a member's joining changes the answer of."""
    return "ApprovalCases", ApprovalCases.encode_is_participant(case, member.id)


def suspend(world: World, member: MemberRef) -> None:
    """Suspend a member by vote."""
    world.by_vote(Consortium.encode_suspend(world.record(member.id)))


def halt(world: World, member: MemberRef) -> None:
    """Have the regulator halt a member for a day."""
    data = Consortium.encode_halt(world.record(member.id), world.now + DAY, DOCUMENT)
    world.act(hand(AUTHORITY, "security"), "Consortium", data)
