"""The client and `lianlu exchange` against a sandbox: calls, faults, receipts, and what a receipt proves."""

from __future__ import annotations

import asyncio
import copy
import json
import re
import ssl
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chain_node.evidence.leaf import Role, encode_message_leaf, leaf_hash
from exchange_api.client import (
    AnswerInvalid,
    AsyncClient,
    Client,
    Denied,
    NotSent,
    NotThere,
    ProviderFailed,
    Receipt,
    ReceiptInvalid,
    RequestRefused,
    TryLater,
)
from exchange_api.client.proof import Prover, open_prover
from exchange_api.client.receipts import receipt_of
from tests.conformance.xroad.backend import BASE, Backend, Reply, listening
from tests.integration.pair import ASKER, OWNER, gateways
from tests.integration.sandbox import Sandbox, call, lianlu, running
from tests.integration.schemas import violations
from tests.integration.test_r1 import certificate


@pytest.fixture(scope="module")
def backend() -> Iterator[Backend]:
    with listening() as made:
        yield made


@pytest.fixture(scope="module")
def box(backend: Backend) -> Iterator[Sandbox]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LIANLU_GATEWAY__LEDGER__ANCHOR_INTERVAL_S", "1")
        with running(backend.url, "--suite", "intl") as sandbox:
            yield sandbox


@pytest.fixture
def client(box: Sandbox) -> Iterator[Client]:
    with Client(box.line["consumer_url"], box.line["client"]) as made:
        yield made


def test_a_call_arrives_as_it_was_made_and_comes_back_whole(box: Sandbox, backend: Backend, client: Client) -> None:
    backend.reply = Reply(201, [(b"X-Own", "é".encode()), (b"X-Own", b"2")], bytes(range(256)))
    answer = client.post(
        box.line["service"], "/示例/a%2Fb", b"\0body", query={"q": "1 2"}, issue="BJ-1", user="CN1", message_id="id-é",
        headers=[("X-Own", "1"), ("x-own", "ü"), ("Content-Type", "a/b")],
    )  # fmt: skip
    assert (answer.status, answer.ok, answer.body) == (201, True, bytes(range(256)))
    assert [value for name, value in answer.headers if name.lower() == "x-own"] == ["é", "2"]
    assert answer.message_id == "id-é" and answer.exchange_id
    arrived = backend.calls[-1]
    assert arrived.target == f"{BASE}/%E7%A4%BA%E4%BE%8B/a%2Fb?q=1+2".encode()
    assert (arrived.method, arrived.body, arrived.all("X-Own")) == ("POST", b"\0body", [b"1", "ü".encode()])
    assert (arrived.get("X-Road-Issue"), arrived.get("X-Road-UserId")) == ("BJ-1", "CN1")
    assert not arrived.all("User-Agent") and not arrived.all("Accept")


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_every_method_passes_with_its_hash(box: Sandbox, backend: Backend, client: Client, method: str) -> None:
    backend.reply = Reply()
    body = b"x" if method in ("PUT", "PATCH") else None
    assert client.call(box.line["service"], "/m?", method=method, body=body).status == 200
    assert backend.calls[-1].method == method


def test_an_error_of_the_providers_own_is_an_answer(box: Sandbox, backend: Backend, client: Client) -> None:
    backend.reply = Reply(503, body=b"mine")
    answer = client.get(box.line["service"])
    assert (answer.status, answer.ok, answer.body) == (503, False, b"mine")


@pytest.mark.parametrize(
    ("service", "asker", "more", "kind", "code", "exchanged"),
    [
        ("service", "client_denied", {}, Denied, "Server.ServerProxy.AccessDenied.NoGrant", True),
        ("service", "client", {"fields": ["a"]}, Denied, "Server.ServerProxy.AccessDenied.FieldNotGranted", True),
        ("service_disabled", "client", {}, TryLater, "Server.ServerProxy.ServiceDisabled", True),
        ("service_down", "client", {}, ProviderFailed, "Server.ServerProxy.NetworkError", True),
        ("service_unknown_host", "client", {}, ProviderFailed, "Server.ServerProxy.NetworkError", True),
        ("service_unknown_member", "client", {}, NotThere, "Server.ClientProxy.UnknownMember", False),
        ("service", "client", {"message_id": "x" * 256}, RequestRefused, "Client.BadRequest", False),
    ],
)
def test_a_gateways_fault_is_typed(
    box: Sandbox, service: str, asker: str, more: dict[str, Any], kind: type[Any], code: str, exchanged: bool
) -> None:
    with Client(box.line["consumer_url"], box.line[asker]) as client:
        with pytest.raises(kind) as raised:
            client.get(box.line[service], **more)
        assert raised.value.type == code and raised.value.fault.detail
        assert (raised.value.exchange_id is not None) is exchanged
        if exchanged:
            receipt = client.receipt(raised.value.exchange_id)
            assert receipt.state == "refused" and len(receipt.check()) == 2


async def test_twenty_at_once_each_get_their_own_answer(box: Sandbox, backend: Backend) -> None:
    backend.reply = Reply()
    async with AsyncClient(box.line["consumer_url"], box.line["client"]) as client:
        calls = [client.post(box.line["service"], f"/{number}", str(number).encode()) for number in range(20)]
        answers = await asyncio.gather(*calls)
        receipt = await client.receipt(answers[0].exchange_id or "")
        with pytest.raises(NotThere):
            await client.get(box.line["service_unknown_member"])
        with pytest.raises(NotThere):
            await client.receipt("0" * 32)
    assert len({answer.exchange_id for answer in answers}) == 20
    assert receipt.state == "done"


def test_threads_may_share_a_client(box: Sandbox, backend: Backend, client: Client) -> None:
    backend.reply = Reply()
    before = len(backend.calls)
    with ThreadPoolExecutor(8) as pool:
        paths = [f"/thread/{number}" for number in range(40)]
        answers = list(pool.map(lambda path: client.post(box.line["service"], path, path.encode()), paths))
    assert len({answer.exchange_id for answer in answers}) == 40
    assert sorted((one.target, one.body) for one in backend.calls[before:]) == sorted(
        (f"{BASE}{path}".encode(), path.encode()) for path in paths
    )


async def test_a_pinned_certificate_is_shown_over_tls(tmp_path: Path) -> None:
    own, other = certificate(tmp_path, "own"), certificate(tmp_path, "other")
    expired = certificate(tmp_path, "expired", days=-5)
    files = {"own": own[0], "other": other[0], "expired": expired[0]}
    async with gateways(tmp_path / "pair", https=files) as pair:
        pair.grant()
        url, service = pair.consumer.urls["systems_tls"], f"{OWNER.path}/plain"
        for shown, status in ((own, 200), (other, 403), (expired, 403), (None, 403)):
            tls = ssl.create_default_context()
            tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
            if shown:
                tls.load_cert_chain(*shown)
            assert await asyncio.to_thread(_status, url, service, tls) == status
            async with AsyncClient(url, ASKER.path, tls=tls) as client:
                try:
                    assert (await client.get(service)).status == status
                except Denied as error:
                    assert error.fault.answered == status
        with pytest.raises(NotSent):  # who trusts the public authorities only does not trust this gateway
            await asyncio.to_thread(_status, url, service, None)
        async with AsyncClient(url, ASKER.path) as client:
            with pytest.raises(NotSent):
                await client.get(service)


def _status(url: str, service: str, tls: ssl.SSLContext | None) -> int:
    with Client(url, ASKER.path, tls=tls) as client:
        try:
            return client.get(service).status
        except Denied as error:
            return error.fault.answered


def test_another_listener_is_no_gateway(box: Sandbox) -> None:
    with Client(box.line["management_url"], box.line["client"]) as client, pytest.raises(NotThere):
        client.get(box.line["service"])
    health = box.line["health_url"].removesuffix("/readyz")
    with Client(health, box.line["client"]) as client, pytest.raises((NotThere, AnswerInvalid)):
        client.get(box.line["service"])


@pytest.fixture(scope="module")
def prover(box: Sandbox) -> Iterator[Prover]:
    with open_prover(box.line["ledger_url"], box.line["trust"]) as made:
        yield made


@pytest.fixture(scope="module")
def document(box: Sandbox, backend: Backend) -> dict[str, Any]:
    """The receipt of an exchange that both gateways have anchored."""
    backend.reply = Reply()
    with Client(box.line["consumer_url"], box.line["client"]) as client:
        exchange = client.get(box.line["service"], "/to-be-proven").exchange_id or ""
        deadline = time.monotonic() + 30
        while client.receipt(exchange).proof == "logged" and time.monotonic() < deadline:
            time.sleep(0.2)
        return client.receipt(exchange).document


def test_a_receipt_is_proven_against_the_ledger(document: dict[str, Any], prover: Prover) -> None:
    receipt = Receipt(document)
    assert (receipt.state, receipt.reason) == ("done", "Granted") and receipt.proof in ("anchored", "reconciled")
    proven = prover.prove(receipt)
    assert proven.complete and (proven.signatures, proven.anchors, proven.messages) == (2, 2, 2)


def flipped(text: str, at: int = -1) -> str:
    """Hexadecimal digits with one of them changed."""
    changed = list(text)
    changed[at] = "0" if changed[at] != "0" else "1"
    return "".join(changed)


def alter(document: dict[str, Any], path: str, value: Any = None) -> dict[str, Any]:
    """A copy of a document with one value changed: to `value`, or by one digit."""
    made = copy.deepcopy(document)
    *way, last = path.split(".")
    place = made
    for name in way:
        place = place[name]
    place[last] = flipped(place[last]) if value is None else value
    return made


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("exchange_id", None),
        ("client", "LIANLU/GOV/NOBODY/X"),
        ("service", "LIANLU/GOV/NOBODY/X/y"),
        ("request.message", None),
        ("request.receipt", None),
        ("request.digest", None),
        ("request.leaf_hash", None),
        ("request.leaf_index", 99_999),
        ("request.log", None),
        ("request.role", "RECV"),
        ("request.logged_at_ms", 1),
        ("answer.message", None),
        ("answer.logged_at_ms", 1),
        ("answer.anchor.root", None),
        ("answer.anchor.size", 1),
        ("request.anchor.path", []),
        ("granted.reason", "Public"),
        ("granted.grant", None),
        ("disclosed", [{"field": "a", "commitment": "00"}]),
        ("answer", "nothing"),
        ("request.message", "no hex"),
    ],
)
def test_a_receipt_that_was_altered_contradicts_itself(document: dict[str, Any], path: str, value: Any) -> None:
    with pytest.raises(ReceiptInvalid) as raised:
        Receipt(alter(document, path, value)).check()
    assert raised.value.document is not None


LEAVES = (
    st.none() | st.booleans() | st.integers(-(1 << 70), 1 << 70) | st.floats() | st.text("0123456789abcdef", max_size=8)
)
VALUES = LEAVES | st.lists(LEAVES, max_size=2) | st.dictionaries(st.sampled_from(["field", "path", "root"]), LEAVES)


@given(st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_a_receipt_it_is_good_or_invalid(document: dict[str, Any], data: st.DataObject) -> None:
    made = copy.deepcopy(document)
    place: Any = made
    while isinstance(place, dict) and place:
        name = data.draw(st.sampled_from(sorted(place)))
        if not isinstance(place[name], dict) or data.draw(st.booleans()):
            place[name] = data.draw(VALUES)
            break
        place = place[name]
    try:
        assert len(Receipt(made).check()) == 2
    except ReceiptInvalid as error:
        assert str(error)


def test_another_receipt_than_the_one_asked_for_is_refused(document: dict[str, Any]) -> None:
    assert receipt_of(document["exchange_id"], document).document is document
    with pytest.raises(ReceiptInvalid):
        receipt_of("0" * 32, document)


def test_an_answer_to_another_request_is_no_receipt(document: dict[str, Any], box: Sandbox, backend: Backend) -> None:
    with Client(box.line["consumer_url"], box.line["client"]) as client:
        other = client.receipt(client.get(box.line["service"]).exchange_id or "").document
    with pytest.raises(ReceiptInvalid):
        Receipt({**document, "answer": other["answer"]}).check()
    with pytest.raises(ReceiptInvalid):
        Receipt({**document, "answer": document["request"]}).check()


def test_a_forged_signature_is_found_by_the_registered_key(document: dict[str, Any], prover: Prover) -> None:
    for name in ("request", "answer"):
        forged = alter(document, f"{name}.receipt")
        part = forged[name]
        del part["anchor"]  # its leaf is another one now, and a forger would leave out what cannot fit
        log, role, when = bytes.fromhex(part["log"]), Role[part["role"]], part["logged_at_ms"]
        message, receipt = bytes.fromhex(part["message"]), bytes.fromhex(part["receipt"])
        part["leaf_hash"] = leaf_hash(encode_message_leaf(log, part["leaf_index"], role, when, message, receipt)).hex()
        assert len(Receipt(forged).check()) == 2
        with pytest.raises(ReceiptInvalid, match=r"crypto\.signature_invalid"):
            prover.prove(Receipt(forged))


def test_a_head_that_the_ledger_does_not_have_is_found(document: dict[str, Any], prover: Prover) -> None:
    forged = copy.deepcopy(document)
    part = forged["request"]
    part["anchor"] = {**part["anchor"], "size": 1, "root": part["leaf_hash"], "path": []}
    part["leaf_index"] = 0
    message, receipt = bytes.fromhex(part["message"]), bytes.fromhex(part["receipt"])
    leaf = encode_message_leaf(bytes.fromhex(part["log"]), 0, Role.SENT, part["logged_at_ms"], message, receipt)
    part["leaf_hash"] = part["anchor"]["root"] = leaf_hash(leaf).hex()
    assert len(Receipt(forged).check()) == 2
    with pytest.raises(ReceiptInvalid, match=r"no head of 1 leaves|another root"):
        prover.prove(Receipt(forged))


# -- what is documented of it

PAGE = Path(__file__).parents[2] / "docs" / "r1-additions.openapi.json"


def test_receipts_and_errors_are_as_the_openapi_document_says(document: dict[str, Any], box: Sandbox) -> None:
    page = json.loads(PAGE.read_text("utf-8"))
    schemas = page["components"]["schemas"]
    assert violations(page, schemas["Receipt"], document) == []
    missing = {name for name in schemas["Receipt"]["properties"] if name not in document}
    assert missing <= {"refused"}, "documented, and not there"
    with Client(box.line["consumer_url"], box.line["client_denied"]) as client:
        with pytest.raises(Denied) as raised:
            client.get(box.line["service"])
        refused = client.receipt(raised.value.exchange_id or "").document
    assert violations(page, schemas["Receipt"], refused) == [] and refused["refused"] == "NoGrant"
    asked = {"X_Road_Client": box.line["client_denied"]}
    base = box.line["consumer_url"]
    [receipts] = [path for path in page["paths"] if path.startswith("/lianlu/v1/receipts/")]
    unknown = call(base + receipts.replace("{exchange_id}", "0" * 32), **asked)
    assert unknown.status == 404 and violations(page, schemas["Error"], unknown.json) == []
    fault = call(f"{base}/r1/{box.line['service']}", **asked)
    assert fault.status == 403 and violations(page, schemas["Fault"], fault.json) == []
    pattern = page["components"]["headers"]["Receipt"]["schema"]["pattern"]
    assert re.search(pattern, fault.headers["lianlu-receipt"])


# -- the command


def exchange(box: Sandbox, *arguments: str, asker: str = "client", **more: Any) -> Any:
    where = {"LIANLU_GATEWAY_URL": box.line["consumer_url"], "LIANLU_CLIENT": box.line[asker], "LIANLU_LANG": "en"}
    return lianlu("exchange", *arguments, **where, **more)


def test_the_command_sends_what_it_is_told(box: Sandbox, backend: Backend, tmp_path: Path) -> None:
    backend.reply = Reply(200, [(b"Content-Type", b"text/plain")], b"given")
    (tmp_path / "body").write_bytes(b"from a file")
    done = exchange(
        box, "call", box.line["service"], "/x?q=1", "--method", "put", "--data", f"@{tmp_path}/body", "--issue", "BJ-1",
        "--header", "X-Own: a:b", "--user", "CN1", "--json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["status"], found["body"]) == (200, "given")
    assert found["curl"].startswith("curl -X PUT ")
    arrived = backend.calls[-1]
    assert (arrived.method, arrived.body, arrived.get("X-Own")) == ("PUT", b"from a file", "a:b")
    assert (arrived.get("X-Road-Issue"), arrived.get("X-Road-UserId")) == ("BJ-1", "CN1")


def test_the_command_writes_the_body_as_it_is(box: Sandbox, backend: Backend) -> None:
    backend.reply = Reply(404, [], "没有".encode())
    done = exchange(box, "call", box.line["service"])
    assert (done.returncode, done.stdout) == (1, "没有")
    assert done.stderr.startswith("404, receipt ")


def test_the_command_explains_a_refusal(box: Sandbox) -> None:
    done = exchange(box, "call", box.line["service"], asker="client_denied")
    assert (done.returncode, done.stdout) == (1, "")
    assert "error [client.denied]: 403 Server.ServerProxy.AccessDenied.NoGrant" in done.stderr
    done = exchange(box, "call", box.line["service"], "--fields", "a,b")
    assert "AccessDenied.FieldNotGranted" in done.stderr


def test_the_command_shows_and_proves_a_receipt(box: Sandbox, document: dict[str, Any]) -> None:
    done = exchange(
        box, "receipt", document["exchange_id"], "--ledger", box.line["ledger_url"], "--trust", box.line["trust"],
        "--json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["checked"] == {"messages": 2, "signatures": 2, "anchors": 2}


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("call", "a/b/c"), 2),
        (("call", "a/b/c/d/e", "--header", "none"), 2),
        (("call", "a/b/c/d/e", "--data", "@no-such-file"), 2),
        (("receipt", "0" * 31), 2),
        (("receipt", "0" * 32, "--ledger", "http://127.0.0.1:9"), 2),
        (("receipt", "0" * 32), 1),
        (("call", "a/b/c/d/e", "--url", "http://127.0.0.1:9"), 1),
    ],
)
def test_wrong_usage_is_said(box: Sandbox, arguments: tuple[str, ...], status: int) -> None:
    done = exchange(box, *arguments)
    assert done.returncode == status and done.stdout == "" and "lianlu: error [" in done.stderr
