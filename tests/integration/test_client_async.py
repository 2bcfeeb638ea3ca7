"""The client and `lianlu exchange` with answers that are fetched later, against a sandbox, and as documented."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from exchange_api.client import AsyncClient, Client, Denied, Fault, NotThere, NotYet, ProviderFailed, TryLater
from exchange_api.client.errors import AnswerInvalid
from tests.conformance.xroad.backend import BASE, Backend, Reply, listening
from tests.integration.sandbox import Sandbox, call, lianlu, running
from tests.integration.schemas import violations

PAGE = json.loads((Path(__file__).parents[2] / "docs" / "r1-additions.openapi.json").read_text("utf-8"))
SCHEMAS = PAGE["components"]["schemas"]


@pytest.fixture(scope="module")
def backend() -> Iterator[Backend]:
    with listening() as made:
        yield made


@pytest.fixture(scope="module")
def box(backend: Backend) -> Iterator[Sandbox]:
    with running(backend.url, "--suite", "intl") as sandbox:
        yield sandbox


@pytest.fixture
def client(box: Sandbox) -> Iterator[Client]:
    with Client(box.line["consumer_url"], box.line["client"]) as made:
        yield made


def test_a_result_is_the_answer_and_is_compared_with_the_call(box: Sandbox, backend: Backend, client: Client) -> None:
    backend.reply = Reply(201, [(b"X-Own", b"1")], bytes(range(256)) * 1000)
    job = client.call_async(box.line["service"], "/later", method="POST", body=b"in", wait=60, headers={"X-A": "1"})
    answer = job.result(30)
    assert (answer.status, answer.body, answer.header("X-Own")) == (201, bytes(range(256)) * 1000, "1")
    assert answer.exchange_id == job.exchange_id
    assert (backend.calls[-1].target, backend.calls[-1].body) == (f"{BASE}/later".encode(), b"in")
    assert not backend.calls[-1].all("Prefer")
    status = job.status()
    assert (status.status, status.expires_ms - status.created_ms) == ("done", 60_000)
    again = client.job(job.exchange_id)
    assert again.result().body == answer.body
    other = client.call_async(box.line["service"], "/other")
    assert other.result(30).status == 201
    with pytest.raises(AnswerInvalid):
        client.job(other.exchange_id, client_request(client, box)).result(30)
    again.acknowledge()
    with pytest.raises(NotThere):
        job.result()
    assert client.receipt(job.exchange_id).state == "done"


def client_request(client: Client, box: Sandbox) -> Any:
    """A call that was never made."""
    from exchange_api.client.requests import Options, build

    return build(box.line["client"], "GET", box.line["service"], "/never", None, Options())


def test_what_is_still_to_come_can_be_waited_for_or_taken_back(box: Sandbox, backend: Backend, client: Client) -> None:
    backend.reply = Reply(wait_s=2.0)
    job, other = (client.call_async(box.line["service"], "/wait") for _ in range(2))
    assert job.status().pending
    with pytest.raises(NotYet):
        job.result(0.3)
    with pytest.raises(NotYet):
        job.acknowledge()
    assert other.cancel()
    with pytest.raises(NotThere):
        other.status()
    assert job.result(30).ok
    assert not job.cancel(), "its answer came before"
    assert job.result().ok


@pytest.mark.parametrize(
    ("service", "asker", "kind"),
    [
        ("service", "client_denied", Denied),
        ("service_disabled", "client", TryLater),
        ("service_down", "client", ProviderFailed),
    ],
)
def test_a_failed_job_raises_what_the_call_would_have(
    box: Sandbox, service: str, asker: str, kind: type[Fault]
) -> None:
    with Client(box.line["consumer_url"], box.line[asker]) as client:
        job = client.call_async(box.line[service])
        with pytest.raises(kind) as raised:
            job.result(30)
        assert raised.value.exchange_id == job.exchange_id
        assert job.status().error == raised.value.type
        job.acknowledge()


def test_what_is_refused_at_once_is_no_job(box: Sandbox, client: Client) -> None:
    with pytest.raises(NotThere):
        client.call_async(box.line["service_unknown_member"])
    with pytest.raises(AnswerInvalid, match="at once"):
        client.call_async(box.line["service"].rpartition("/")[0] + "/listMethods")
    with pytest.raises(NotThere):
        client.job("0" * 32).status()


async def test_the_client_for_asyncio_does_the_same(box: Sandbox, backend: Backend) -> None:
    backend.reply = Reply(200, [], b"later")
    async with AsyncClient(box.line["consumer_url"], box.line["client"]) as client:
        job = await client.call_async(box.line["service"], "/a")
        assert (await job.result(30)).body == b"later"
        assert not await job.cancel()
        assert (await job.status()).status == "done"
        await job.acknowledge()
        with pytest.raises(NotThere):
            await client.job(job.exchange_id).status()


# -- the command


def exchange(box: Sandbox, *arguments: str, asker: str = "client") -> Any:
    where = {"LIANLU_GATEWAY_URL": box.line["consumer_url"], "LIANLU_CLIENT": box.line[asker], "LIANLU_LANG": "en"}
    return lianlu("exchange", *arguments, **where)


def test_the_command_hands_over_looks_and_fetches(box: Sandbox, backend: Backend) -> None:
    backend.reply = Reply(200, [], b"fetched")
    done = exchange(box, "call", box.line["service"], "/cli", "--async", "--wait", "60")
    assert done.returncode == 0, done.stderr
    identity = done.stdout.strip()
    assert "-H 'Prefer: respond-async, wait=60'" in done.stderr
    done = exchange(box, "result", identity, "--within", "30", "--acknowledge")
    assert (done.returncode, done.stdout) == (0, "fetched"), done.stderr
    assert "destroyed its copy" in done.stderr
    done = exchange(box, "result", identity)
    assert done.returncode == 1 and "error [client.not_there]" in done.stderr


def test_the_command_shows_and_takes_back(box: Sandbox, backend: Backend) -> None:
    backend.reply = Reply(wait_s=30.0)
    identity = json.loads(exchange(box, "call", box.line["service"], "--async", "--json").stdout)["exchange_id"]
    assert exchange(box, "status", identity).stdout.strip() == "pending"
    assert json.loads(exchange(box, "status", identity, "--json").stdout)["exchange_id"] == identity
    done = exchange(box, "result", identity)
    assert done.returncode == 1 and "error [client.not_yet]" in done.stderr
    done = exchange(box, "cancel", identity)
    assert (done.returncode, done.stdout.startswith("cancelled")) == (0, True)
    refused = exchange(box, "call", box.line["service"], "--async", asker="client_denied").stdout.strip()
    assert exchange(box, "result", refused, "--within", "30", asker="client_denied").returncode == 1
    shown = exchange(box, "status", refused, asker="client_denied").stdout
    assert shown.strip() == "failed (Server.ServerProxy.AccessDenied.NoGrant)"
    assert exchange(box, "cancel", refused, asker="client_denied").returncode == 1


# -- what is documented of it


def test_jobs_are_as_the_openapi_document_says(box: Sandbox, backend: Backend) -> None:
    base, asked = box.line["consumer_url"], {"X_Road_Client": box.line["client"]}
    backend.reply = Reply(200, [], b"0123456789")
    taken = call(f"{base}/r1/{box.line['service']}", **asked, Prefer="respond-async")
    assert taken.status == 202 and violations(PAGE, SCHEMAS["Job"], taken.json) == []
    [path] = [one for one in PAGE["paths"] if one.endswith("/async/{exchange_id}")]
    place = base + path.replace("{exchange_id}", taken.json["exchange_id"])
    with Client(base, box.line["client"]) as client:
        client.job(taken.json["exchange_id"]).result(30)
    for document in (call(place, **asked).json, call(place, "DELETE", **asked).json):
        assert violations(PAGE, SCHEMAS["Job"], document) == []
        assert document["status"] == "done"
    gone = call(place, **asked)
    assert gone.status == 404 and violations(PAGE, SCHEMAS["Error"], gone.json) == []
    assert {"get", "delete"} <= set(PAGE["paths"][path]) and "get" in PAGE["paths"][path + "/response"]


def test_the_call_back_is_documented() -> None:
    schema = PAGE["webhooks"]["jobEnded"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    told = {"exchange_id": "0" * 32, "status": "done", "status_url": "/lianlu/v1/async/" + "0" * 32}
    assert violations(PAGE, schema, told) == []
    assert violations(PAGE, schema, {**told, "data": 1}) and set(schema["required"]) == set(told)
