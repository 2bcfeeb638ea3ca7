"""A provider's access list over real gateways: it takes away and never gives, at once, and its lists tell the same."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from chain_node.evidence.basis import DecisionBasis
from chain_node.evidence.leaf import parse_leaf
from chain_node.evidence.statement import MType, parse
from chain_node.ids import SubsystemRef, parse_service
from chain_node.ledger.decision import Question, decide, policy_digest
from chain_node.ledger.global_groups import OWNERS, in_global_group
from chain_node.ledger.reasons import Reason
from chain_node.ledger.records import GrantState
from chain_node.log.reader import LogReader
from exchange_api import declarations, groups
from exchange_api.errors import PeerMalformed
from exchange_api.service.metadata import PATH
from tests.integration.pair import (
    ASKER,
    DENIED,
    FUND,
    MARKET,
    MASKED,
    OWNER,
    PLAIN,
    Answer,
    Pair,
    gateways,
    resource_id,
)

NOT_LISTED = (403, "Server.ServerProxy.AccessDenied")
SERVICE = parse_service(f"{OWNER.path}/plain")
TWO_READINGS = (400, "Client.BadRequest")


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[Pair]:
    """Both subsystems of the asker's member hold a grant: what differs is the list."""
    async with gateways(tmp_path) as made:
        for number, client in enumerate((ASKER, DENIED)):
            made.grant("plain", demander=client.id, grant_id=bytes([number]) * 32)
        yield made


DESCRIBED = PLAIN + 'description = "/openapi.json"\n'


def listed(pair: Pair, *entries: str, text: str = PLAIN) -> None:
    """Declare a service with an access list."""
    made = text.replace("{url}", pair.backend_url) + "".join(f"[[access]]\n{one}\n" for one in entries)
    declared = groups.load(pair.provider.data, MARKET)
    declarations.apply(pair.provider.data / "services", made.encode(), MARKET, declared)
    pair.provider.runtime.load_services()


def group(pair: Pair, *members: SubsystemRef) -> None:
    """Put the group `near` into force, as the command does it and as the running gateway takes it over."""
    named = json.dumps([one.path for one in members])
    in_force = {path: one.access for path, one in pair.provider.parts.context.services.items()}
    groups.apply(pair.provider.data, f'[[group]]\ncode = "near"\nmembers = {named}\n'.encode(), MARKET, in_force)
    pair.provider.runtime.load_services()


def told(answer: Answer) -> tuple[int, str | None]:
    return answer.status, answer.error


def endpoint(method: str, path: str) -> str:
    return f"endpoints = [{{ method = '{method}', path = '{path}' }}]"


async def allowed(pair: Pair, client: SubsystemRef = ASKER) -> dict[str, list[tuple[str, str]]]:
    answer = await pair.ask("", service="allowedMethods", client=client.path)
    return {
        one["service_code"]: [(end["method"], end["path"]) for end in one["endpoint_list"]]
        for one in answer.json["service"]
    }


async def test_who_joins_a_local_group_is_let_in_and_who_leaves_is_not(pair: Pair) -> None:
    group(pair)
    listed(pair, 'subject = "group:near"')
    for members in ((), (ASKER,), (DENIED,), (ASKER, DENIED), ()):
        group(pair, *members)
        for client in (ASKER, DENIED):
            answer = await pair.ask(client=client.path)
            assert told(answer) == ((200, None) if client in members else NOT_LISTED)
            assert ("plain" in await allowed(pair, client)) is (client in members)


async def test_a_refusal_is_signed_and_says_why_and_reaches_no_back_end(pair: Pair) -> None:
    listed(pair, f'subject = "{DENIED.path}"')
    answer = await pair.ask()
    assert told(answer) == NOT_LISTED and pair.backend.calls == []
    assert answer.json["message"].startswith("NotOnAccessList: the provider's access list")
    receipt = await pair.receipt(answer)
    assert receipt["granted"]["reason"] == "NotOnAccessList" and not receipt["granted"]["permit"]
    with LogReader(pair.provider.data / "log") as reader:
        messages = [parse(leaf.message) for _, data in reader.leaves() if (leaf := parse_leaf(data)).message]
    (refused,) = [one for one in messages if one.mtype is MType.REFUSE]
    basis = refused.basis
    assert isinstance(basis, DecisionBasis) and basis.reason == Reason.NOT_ON_ACCESS_LIST and basis.grant_id is None
    question = Question(ASKER.id, SERVICE.id, 0, None, None, refused.ts_ms // 1000)
    assert basis.policy_digest == policy_digest(question) and decide(pair.ledger.at(basis.block), question).permit


async def test_a_list_gives_nothing_that_the_ledger_does_not(pair: Pair) -> None:
    listed(pair, f'subject = "{ASKER.path}"', f'subject = "{FUND.path}"', text=PLAIN.replace('"plain"', '"some"'))
    ungranted = await pair.ask("/allowed/x", service="some")
    assert told(ungranted) == (403, "Server.ServerProxy.AccessDenied.NoGrant")
    pair.grant("some")
    assert (await pair.ask("/allowed/x", service="some")).status == 200
    for method, path in (("POST", "/allowed/x"), ("GET", "/other")):
        answer = await pair.ask(path, service="some", method=method)
        assert told(answer) == NOT_LISTED and answer.json["message"].startswith("EndpointNotAllowed")
    assert (await allowed(pair))["some"] == [("GET", "/allowed/**")]


async def test_the_ledgers_refusal_comes_before_the_lists_and_the_lists_before_a_notice(pair: Pair) -> None:
    listed(pair, 'subject = "LIANLU/GOV/SCJG"', text=PLAIN + 'enabled = false\nnotice = "back at 18:00"\n')
    answer = await pair.ask()
    assert told(answer) == NOT_LISTED and b"18:00" not in answer.body
    listed(pair, f'subject = "{ASKER.path}"', text=PLAIN + 'enabled = false\nnotice = "back at 18:00"\n')
    assert (await pair.ask()).json["message"] == "back at 18:00"
    revoked = replace(pair.ledger.state.grants(ASKER.id, resource_id("plain"))[0], state=GrantState.REVOKED)
    listed(pair)
    pair.put(partial(pair.ledger.tables.put_grant, grant=revoked))
    assert told(await pair.ask()) == (403, "Server.ServerProxy.AccessDenied.GrantRevoked")


async def test_globs_are_matched_with_what_is_forwarded(pair: Pair) -> None:
    listed(pair, f'subject = "{ASKER.path}"\n' + endpoint("GET", "/pets/*/toys/**"))
    for path in ("/pets/1/toys/", "/pets/%E7%8C%AB/toys/a/b", "/%70ets/1/toys/x", "/pets/1/toys/x?a=/../b;c"):
        answer = await pair.ask(path)
        assert answer.status == 200, (path, answer.body)
        assert pair.backend.calls.pop()["target"] == f"/be{path}"
    for path in ("/pets/1/2/toys/x", "/pets/1/toys", "/", "", "/Pets/1/toys/x"):
        assert told(await pair.ask(path)) == NOT_LISTED
    assert told(await pair.ask("/pets/1/toys/x", method="POST", body=b"{}")) == NOT_LISTED
    assert pair.backend.calls == []


AMBIGUOUS = (
    "/a%2Fb/toys/x", "/a%5cb/toys/x", "/a/toys/%2525", "/a/toys/./x", "/a/toys/%2E/x", "/a/toys//x", "/a/toys/x;y",
    "/a/toys/%3By", "/a/toys/%3Fy", "/a/toys/%25%32%66", "/a/toys/x%0ay",
)  # fmt: skip


async def test_a_path_with_two_readings_is_refused_where_not_all_is_permitted(pair: Pair) -> None:
    listed(pair, f'subject = "{ASKER.path}"\n' + endpoint("GET", "/pets/*/toys/**"), f'subject = "{DENIED.path}"')
    for path in AMBIGUOUS:
        answer = await pair.ask(f"/pets{path}")
        assert told(answer) == TWO_READINGS and pair.backend.calls == [], path
        assert answer.json["message"].startswith("PathAmbiguous") and "lianlu-receipt" in answer.headers
        assert (await pair.ask(f"/pets{path}", client=DENIED.path)).status == 200
        assert pair.backend.calls.pop()["target"] == f"/be/pets{path}"


async def test_a_member_whose_gateway_is_off_the_ledger_is_no_owner_of_one(pair: Pair) -> None:
    listed(pair, f'subject = "global-group:LIANLU/{OWNERS}"')
    assert (await pair.ask()).status == 200
    before = pair.ledger.head.number
    gateway = pair.ledger.state.gateway(pair.consumer.registration.gateway.id)
    assert gateway is not None
    for active in (False, True):
        pair.put(partial(pair.ledger.tables.put_gateway, gateway=replace(gateway, active=active)))
        assert in_global_group(pair.provider.parts.context.view.state, OWNERS, FUND) is active
        assert ((await pair.ask()).status == 200) is active
    assert in_global_group(pair.ledger.at(before), OWNERS, FUND)
    assert not in_global_group(pair.ledger.at(before + 1), OWNERS, FUND)


async def test_a_class_of_members_is_let_in_and_another_is_not(pair: Pair) -> None:
    listed(pair, 'subject = "global-group:LIANLU/members-COM"')
    assert told(await pair.ask()) == NOT_LISTED
    listed(pair, 'subject = "global-group:LIANLU/members-GOV"')
    assert (await pair.ask()).status == 200


async def test_a_list_that_changes_while_the_back_end_answers_holds_for_that_answer(pair: Pair) -> None:
    listed(pair, f'subject = "{ASKER.path}"')

    def answer(_: dict[str, Any]) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        listed(pair, f'subject = "{DENIED.path}"')
        return 200, [], b"secret"

    pair.backend.answer = answer
    refused = await pair.ask()
    assert told(refused) == NOT_LISTED and len(pair.backend.calls) == 1 and b"secret" not in refused.body


async def test_a_malformed_list_leaves_the_one_before_in_force(pair: Pair) -> None:
    listed(pair, f'subject = "{DENIED.path}"')
    (file,) = [one for one in (pair.provider.data / "services").glob("*.toml") if b"access" in one.read_bytes()]
    file.write_text(file.read_text().replace("subject", "subjects"))
    pair.provider.runtime.load_services()
    assert told(await pair.ask()) == NOT_LISTED
    (pair.provider.data / groups.FILE_NAME).write_text("[[group]]")
    pair.provider.runtime.load_services()
    assert told(await pair.ask()) == NOT_LISTED


async def test_what_is_listed_as_allowed_is_what_an_exchange_permits(pair: Pair) -> None:
    group(pair, ASKER)
    listed(
        pair,
        'subject = "group:near"\n' + endpoint("GET", "/pets/*"),
        f'subject = "{FUND.path}"\n' + endpoint("*", "/open/**"),
    )
    assert await allowed(pair) == {"plain": [("GET", "/pets/*"), ("*", "/open/**")]}
    assert await allowed(pair, DENIED) == {"plain": [("*", "/open/**")]}
    for client in (ASKER, DENIED):
        for method, path in (("GET", "/pets/1"), ("GET", "/open/1/2"), ("POST", "/pets/1"), ("PUT", "/open/1")):
            shown = {ASKER: ("/pets/1", "/open/1/2", "/open/1"), DENIED: ("/open/1/2", "/open/1")}[client]
            answer = await pair.ask(path, method=method, client=client.path)
            assert (answer.status == 200) is (path in shown and (method, path) != ("POST", "/pets/1"))
    there_is = await pair.ask("", service="listMethods")
    assert {"method": "*", "path": "**"} in [end for one in there_is.json["service"] for end in one["endpoint_list"]]


OPENAPI: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "pets", "version": "1"},
    "paths": {
        "/pets/{id}": {"parameters": [], "get": {}, "post": {}, "trace": {}},
        "/pets/{id}/toys": {"get": {}},
        "/shared": {"$ref": "#/components/x"},
        "/other": {"get": {}},
    },
}


async def test_a_description_has_the_operations_that_a_client_may_call(pair: Pair) -> None:
    pair.backend.answer = lambda _: (200, [], json.dumps(OPENAPI).encode())
    listed(pair, f'subject = "{ASKER.path}"\n' + endpoint("GET", "/pets/*"), text=DESCRIBED)
    found = {}
    for client in (ASKER, DENIED):
        found[client] = (await pair.ask("?serviceCode=plain", service="getOpenAPI", client=client.path)).json
    assert found[ASKER]["paths"] == {"/pets/{id}": {"parameters": [], "get": {}}}
    assert found[DENIED]["paths"] == {} and found[DENIED]["info"] == OPENAPI["info"]


async def test_a_filtered_service_is_described_by_what_its_list_leaves(pair: Pair) -> None:
    listed(pair, f'subject = "{ASKER.path}"\n' + endpoint("GET", "/x/*/**"), text=MASKED)
    document = (await pair.ask("?serviceCode=masked", service="getOpenAPI")).json
    assert list(document["paths"]) == ["/x/{rest}/{rest2}"] and list(document["paths"]["/x/{rest}/{rest2}"]) == ["get"]
    names = [one["name"] for one in document["paths"]["/x/{rest}/{rest2}"]["get"]["parameters"]]
    assert names == ["rest", "rest2", "p.name"]


async def test_a_peer_that_names_no_client_is_told_of_nothing_that_a_list_keeps_back(pair: Pair) -> None:
    pair.backend.answer = lambda _: (200, [], json.dumps(OPENAPI).encode())
    listed(pair, f'subject = "{DENIED.path}"', text=DESCRIBED)
    gateway = pair.ledger.state.gateway(pair.consumer.registration.gateway.id)
    assert gateway is not None
    for more, left in (({}, []), ({"client": ASKER.path}, []), ({"client": DENIED.path}, sorted(OPENAPI["paths"]))):
        question = {"service": "LIANLU/GOV/SCJG/SCJG/plain", **more}
        found = json.loads(await pair.provider.parts.metadata.tell(gateway, json.dumps(question).encode()))
        assert sorted(found["document"]["paths"]) == left


@pytest.mark.parametrize(("status", "kind"), [(200, "document"), (500, "failed")])
async def test_a_peer_that_asks_for_a_description_without_end_reaches_the_back_end_once(
    pair: Pair, status: int, kind: str
) -> None:
    pair.backend.answer = lambda _: (status, [], json.dumps(OPENAPI).encode())
    listed(pair, f'subject = "{ASKER.path}"', text=DESCRIBED)
    gateway = pair.ledger.state.gateway(pair.provider.registration.gateway.id)
    assert gateway is not None
    question = json.dumps({"service": "LIANLU/GOV/SCJG/SCJG/plain", "client": ASKER.path}).encode()
    peers = pair.consumer.parts.context.peers
    told = await asyncio.gather(*(peers.send(gateway, PATH, question, 1 << 20) for _ in range(20)))
    assert len(set(told)) == 1 and list(json.loads(told[0])) == [kind]
    assert len(pair.backend.calls) == 1


async def test_a_service_that_is_withdrawn_while_the_back_end_answers_answers_nothing(pair: Pair) -> None:
    listed(pair, f'subject = "{ASKER.path}"')

    def answer(_: dict[str, Any]) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        for file in (pair.provider.data / "services").glob("*.toml"):
            if b"access" in file.read_bytes():
                file.unlink()
        pair.provider.runtime.load_services()
        return 200, [], b"secret"

    pair.backend.answer = answer
    refused = await pair.ask()
    assert (refused.status, refused.error) == (503, "Server.ServerProxy.ServiceDisabled")
    assert len(pair.backend.calls) == 1 and b"secret" not in refused.body


async def test_a_peer_is_told_of_its_own_clients_only(pair: Pair) -> None:
    gateway = pair.ledger.state.gateway(pair.consumer.registration.gateway.id)
    assert gateway is not None
    for client in (MARKET.path, "LIANLU/GOV", "LIANLU/GOV/GJJ/%53YS", "x"):
        question = {"subsystem": "LIANLU/GOV/SCJG/SCJG", "client": client}
        with pytest.raises(PeerMalformed):
            await pair.provider.parts.metadata.tell(gateway, json.dumps(question).encode())
