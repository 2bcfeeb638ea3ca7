"""One exchange between two gateways: what is given, refused, logged and proven, and what failures leave behind."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from chain_node.ledger.records import Profile
from tests.integration.pair import ASKER, DENIED, gateways


@pytest.mark.parametrize("suites", [("intl",), ("intl", "sm")])
async def test_an_exchange_passes_and_both_sides_hold_its_evidence(tmp_path: Path, suites: tuple[str, ...]) -> None:
    async with gateways(tmp_path, suites) as pair:
        grant = pair.grant()
        answer = await pair.ask("/a%7Eb?q=1&&", headers={"X-Road-Id": "id-1", "X-Road-Issue": "办件-1"})
        assert answer.status == 200, answer.body
        assert answer.json["data"]["tyshxydm"] == "X1"
        assert answer.headers["x-road-id"] == "id-1"
        assert answer.headers["x-road-client"] == ASKER.path
        assert pair.backend.calls[0]["target"] == "/be/a%7Eb?q=1&&"
        assert ("X-Road-Issue", "办件-1") in pair.backend.calls[0]["headers"]
        receipt = await pair.receipt(answer)
        assert receipt["granted"]["reason"] == "Granted"
        assert receipt["granted"]["grant"] == grant.grant_id.hex()
        assert receipt["suite"] == (2 if "sm" in suites else 1)
        other = await pair.provider.parts.receipts.get(answer.headers["lianlu-receipt"])
        assert other["direction"] == "answered"
        assert other["request"]["digest"] == receipt["request"]["digest"]
        assert other["answer"]["digest"] == receipt["answer"]["digest"]


async def test_the_request_hash_is_that_of_the_protocol(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        answer = await pair.ask("/x", method="POST", body=b"{}", headers={"X-Road-Id": "i"})
        assert answer.status == 200, answer.body
        call = pair.backend.calls[0]
        assert call["body"] == b"{}"
        assert len(answer.headers["x-road-request-hash"]) == 88
        assert ("Content-Length", "2") in call["headers"]
        assert hashlib.sha256(answer.body).digest()


async def test_no_right_no_service_no_client(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        answer = await pair.ask()
        assert (answer.status, answer.error) == (403, "Server.ServerProxy.AccessDenied.NoGrant")
        assert (await pair.receipt(answer))["refused"] == "NoGrant"
        pair.grant()
        assert (await pair.ask()).status == 200
        answer = await pair.ask(client=DENIED.path)
        assert (answer.status, answer.error) == (403, "Server.ServerProxy.AccessDenied.NoGrant")
        answer = await pair.ask(service="none")
        assert (answer.status, answer.error) == (404, "Server.ServerProxy.UnknownService")
        answer = await pair.ask(client="LIANLU/GOV/GJJ/NOBODY")
        assert (answer.status, answer.error) == (403, "Server.ClientProxy.UnknownMember")
        assert "lianlu-receipt" not in answer.headers
        assert len(pair.backend.calls) == 1


async def test_fields_are_filtered_masked_and_answered(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        profiles = Profile.PLAIN | Profile.MASKED << 2 | Profile.PREDICATE << 6
        pair.grant("masked", profiles=int(profiles))
        answer = await pair.ask("/licence/1?p.name=%E5%BC%A0%E5%B0%8F%E6%98%8E", service="masked")
        assert answer.status == 200, answer.body
        assert answer.json == {"code": "X1", "legal_rep": "张**", "rep_is": True}
        receipt = await pair.receipt(answer)
        assert {one["field"]: one["profile"] for one in receipt["disclosed"]} == {
            "code": "plain",
            "legal_rep": "masked",
            "rep_is": "predicate",
        }
        answer = await pair.ask("/licence/1", service="masked", headers={"Lianlu-Fields": "code"})
        assert answer.json == {"code": "X1"}
        answer = await pair.ask("/licence/1", service="masked", headers={"Lianlu-Fields": "code,id_no"})
        assert answer.error == "Server.ServerProxy.AccessDenied.FieldNotGranted"
