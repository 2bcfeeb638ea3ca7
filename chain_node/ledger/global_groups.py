"""Global groups: clients that every gateway and every auditor finds alike, from the ledger as of a block. Pure.

The contracts keep no groups, so these are the ones that follow from what they keep (decision 0017):

    security-server-owners    the active members with an active gateway, as X-Road's built-in group
    members-CLASS             the active members of a class, for example members-GOV

A member is in a group with all of its subsystems.
"""

from __future__ import annotations

from chain_node.ids import MemberRef
from chain_node.ledger.records import MemberStatus
from chain_node.ledger.state import LedgerState

OWNERS = "security-server-owners"
OF_CLASS = "members-"


def is_global_group(code: str) -> bool:
    """Whether there is a group with this code; it may be empty."""
    return code == OWNERS or (code.startswith(OF_CLASS) and code != OF_CLASS)


def in_global_group(state: LedgerState, code: str, member: MemberRef) -> bool:
    """Whether a member is in a group as of the state's block; nobody is in a group that there is not."""
    record = state.member(member.id)
    if record is None or record.status is not MemberStatus.ACTIVE:
        return False
    if code == OWNERS:
        return any(one.active for one in state.gateways_of(member.id))
    return code == OF_CLASS + member.member_class
