"""Who speaks for whom: a gateway for its own member only, and a client as its connection type says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from chain_node.evidence.statement import MType
from chain_node.ids import MemberRef, SubsystemRef
from chain_node.ledger.reasons import Reason
from chain_node.ledger.records import Member, MemberStatus
from exchange_api.config import build
from exchange_api.policy import Lockouts
from exchange_api.setup_errors import ConfigInvalid
from tests.integration.pair import ASKER, FUND, OWNER, Pair, gateways
from tests.integration.test_refusals import refusal

OTHERS = MemberRef("LIANLU", "GOV", "OTHERS")


def of_another_member(pair: Pair) -> None:
    """From now on the asker's gateway is one of another member, which has keys, certificate and log of its own."""
    tables = pair.ledger.tables
    mine = pair.ledger.state.gateway(pair.consumer.registration.gateway.id)
    assert mine is not None
    pair.put(
        lambda block: tables.put_member(block, Member(OTHERS.id, OTHERS.path, "OTHERS", "", 127, MemberStatus.ACTIVE))
    )
    pair.put(lambda block: tables.put_gateway(block, replace(mine, member_id=OTHERS.id)))


async def test_nobody_asks_in_the_name_of_another_member(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        assert (await pair.ask()).status == 200
        pair.provider.parts.context.lockouts = Lockouts(1, 3600, 900)
        of_another_member(pair)
        answer = await pair.ask()
        assert (answer.status, answer.error) == (403, "Server.ServerProxy.AccessDenied.ClientOfOthers")
        assert len(pair.backend.calls) == 1
        statement, basis = refusal(pair)
        [(locked, _)] = pair.provider.parts.context.lockouts.all(0)
        asker = pair.consumer.registration.gateway.path
        assert locked == f"peer {asker} {ASKER.path} {OWNER.path}/plain", "and the client itself is not locked out"
    assert (statement.mtype, basis.reason) == (MType.REFUSE, Reason.CLIENT_OF_OTHERS)


def test_a_gateway_has_clients_of_its_own_member_only(tmp_path: Path) -> None:
    own = {"gateway": {"id": f"{FUND.path}/GW1"}, "client": [{"id": ASKER.path}, {"id": FUND.path}]}
    assert [one.id for one in build(tmp_path, own, {}).clients] == [ASKER.path, FUND.path]
    for guest in (
        OTHERS.path,
        SubsystemRef("LIANLU", "GOV", "OTHERS", "SYS").path,
        "LIANLU/COM/GJJ/SYS",
        "X/GOV/GJJ/SYS",
    ):
        with pytest.raises(ConfigInvalid, match="not of this gateway's member"):
            build(tmp_path, {**own, "client": [{"id": guest}]}, {})
