"""Groups that follow from the ledger: who is in one as of a block, and not a block longer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chain_node.ids import MemberRef
from chain_node.ledger.global_groups import OWNERS, in_global_group, is_global_group
from chain_node.ledger.port import BlockRef
from chain_node.ledger.records import Gateway, Member, MemberStatus
from chain_node.ledger.state import LedgerState
from chain_node.ledger.tables import Tables

FUND, STRANGER = MemberRef("LIANLU", "GOV", "GJJ"), MemberRef("LIANLU", "GOV", "NOBODY")
MEMBER = Member(FUND.id, FUND.path, "GJJ", "", 0, MemberStatus.ACTIVE)
FIRST = Gateway(bytes([1]) * 32, "", FUND.id, "", bytes(32), bytes(32), b"", b"", bytes(20), True)
SECOND = replace(FIRST, gateway_id=bytes([2]) * 32)


def history() -> Tables:
    """1 member, 2 gateway, 3 a second, 4 the first off, 5 the second off, 6 the first on, 7 suspended, 8 removed."""
    tables = Tables()
    tables.put_member(1, MEMBER)
    tables.put_gateway(2, FIRST)
    tables.put_gateway(3, SECOND)
    tables.put_gateway(4, replace(FIRST, active=False))
    tables.put_gateway(5, replace(SECOND, active=False))
    tables.put_gateway(6, FIRST)
    tables.put_member(7, replace(MEMBER, status=MemberStatus.SUSPENDED))
    tables.put_member(8, replace(MEMBER, status=MemberStatus.REMOVED))
    return tables


def in_group(code: str, block: int, member: MemberRef = FUND) -> bool:
    return in_global_group(LedgerState(history(), BlockRef(block, bytes(32), 0)), code, member)


def test_owners_of_gateways_are_those_with_an_active_one_as_of_the_block() -> None:
    assert [block for block in range(9) if in_group(OWNERS, block)] == [2, 3, 4, 6]


def test_a_class_has_its_active_members_as_of_the_block() -> None:
    assert [block for block in range(9) if in_group("members-GOV", block)] == [1, 2, 3, 4, 5, 6]
    assert not any(in_group("members-COM", block) for block in range(9))


def test_nobody_is_in_a_group_that_there_is_not_and_a_stranger_in_none() -> None:
    for code in ("", "members-", "gov", "members", "members-gov", "security-server-owner"):
        assert not in_group(code, 3)
    assert not any(in_group(code, 3, STRANGER) for code in (OWNERS, "members-GOV"))


@pytest.mark.parametrize(
    ("code", "known"),
    [(OWNERS, True), ("members-GOV", True), ("members-", False), ("members", False), ("", False), ("other", False)],
)
def test_codes(code: str, known: bool) -> None:
    assert is_global_group(code) is known
