"""Access that was granted for a case is for who names that case, and the request is signed with it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from chain_node.evidence.basis import RequestBasis
from chain_node.evidence.leaf import parse_leaf
from chain_node.evidence.statement import MType, parse
from chain_node.ledger.records_access import GrantScope
from chain_node.ledger.records_cases import Case, CaseState, Procedure
from chain_node.log.reader import LogReader
from tests.integration.pair import FUND, Pair, gateways

CASE, OTHER = bytes(31) + b"\1", bytes(31) + b"\2"


def for_case(pair: Pair) -> None:
    """Grant for the case, which is open and which both members take part in."""
    case = Case(
        CASE, bytes(32), bytes(32), FUND.id, (), 10, 5, CaseState.ACCEPTED, False, False, False, Procedure.NONE,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, bytes(32),
    )  # fmt: skip
    scope = GrantScope(pair.grant().grant_id, False, CASE, 0, ())
    pair.put(partial(pair.ledger.tables.put_case, case=case))
    pair.put(partial(pair.ledger.tables.access.put_scope, scope=scope))


@pytest.mark.parametrize(
    ("issue", "status", "code"),
    [
        (None, 403, "CaseMissing"),
        ("", 403, "CaseMissing"),
        (OTHER.hex(), 403, "CaseOfOthers"),
        (CASE.hex(), 200, None),
        (CASE.hex().upper(), 200, None),
        ("BJ-2026-0001", 200, None),
    ],
)
async def test_the_case_must_be_named_and_be_the_one_of_the_grant(
    tmp_path: Path, issue: str | None, status: int, code: str | None
) -> None:
    async with gateways(tmp_path) as pair:
        for_case(pair)
        answer = await pair.ask(headers={} if issue is None else {"X-Road-Issue": issue})
        assert answer.status == status
        assert answer.error == (code and f"Server.ServerProxy.AccessDenied.{code}")
        assert len(pair.backend.calls) == (status == 200)


async def test_the_request_is_signed_with_the_case(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        for_case(pair)
        assert (await pair.ask(headers={"X-Road-Issue": CASE.hex()})).status == 200
        assert (await pair.ask(headers={"X-Road-Issue": "BJ-2026-0001"})).status == 200
        with LogReader(pair.provider.data / "log") as reader:
            leaves = [parse_leaf(data) for _, data in reader.leaves()]
        bases = [
            one.basis for one in (parse(leaf.message) for leaf in leaves if leaf.message) if one.mtype is MType.REQ
        ]
        assert [one.case_id for one in bases if isinstance(one, RequestBasis)] == [CASE, None]
