"""The profiles on the wire: the same failures through real gateways in each of them."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.integration.pair import ASKER, DENIED, OWNER, Pair, gateways
from tests.unit.exchange_api.serving import talk

REFERENCE = {
    "ref-7.7": ("Server.ClientProxy.", "Server.ServerProxy.", ("InternalError", "UnknownService", "AccessDenied")),
    "ref-7.8": ("server.clientproxy.", "server.serverproxy.", ("internal_error", "unknown_service", "access_denied")),
}


async def raw(pair: Pair, head: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the answer to a head that no client library would send."""
    port = int(pair.consumer.urls["systems"].rsplit(":", 1)[1])
    start, _, body = (await talk(port, (head + "\r\n").encode())).partition(b"\r\n\r\n")
    status, *lines = start.decode().split("\r\n")
    return int(status.split()[1]), dict(line.split(": ", 1) for line in lines), body


@pytest.mark.parametrize("profile", REFERENCE)
async def test_the_reference_answers_500_with_its_own_codes_and_nothing_else(tmp_path: Path, profile: str) -> None:
    consumer, provider, (internal, unknown, denied) = REFERENCE[profile]
    target = f"/r1/{OWNER.path}/plain"
    malformed = {
        f"GET {target}/%zz HTTP/1.1\r\nHost: x\r\nX-Road-Client: {ASKER.path}\r\n",
        f"GET /r1/a/b HTTP/1.1\r\nHost: x\r\nX-Road-Client: {ASKER.path}\r\n",
        f"GET {target} HTTP/1.1\r\nHost: x\r\nX-Road-Client: {ASKER.path}\r\nX-Road-Represented-Party: a/b/c\r\n",
        f"PURGE {target} HTTP/1.1\r\nHost: x\r\nX-Road-Client: {ASKER.path}\r\n",
        f"FETCH {target} HTTP/1.1\r\nHost: x\r\nX-Road-Client: {ASKER.path}\r\n",
    }
    async with gateways(tmp_path, profile=profile) as pair:
        pair.grant()
        for head in malformed:
            status, headers, _ = await raw(pair, head)
            assert (status, headers["x-road-error"]) == (500, consumer + internal), head
        status, headers, _ = await raw(pair, f"GET {target} HTTP/1.1\r\nHost: x\r\n")
        assert headers["x-road-error"].lower().replace("_", "") == "server.clientproxy.invalidclientidentifier"
        assert headers.keys() == {"content-type", "content-length", "x-road-error", "date"}
        for service, client, code in (("none", ASKER, unknown), ("plain", DENIED, denied)):
            answer = await pair.ask(service=service, client=client.path)
            assert (answer.status, answer.error, answer.json["type"]) == (500, provider + code, provider + code)
            assert "x-road-id" not in answer.headers and "x-road-request-id" not in answer.headers
            assert len(answer.headers["lianlu-receipt"]) == 32


@pytest.mark.parametrize("profile", REFERENCE)
async def test_the_reference_signs_a_body_of_get_and_does_not_deliver_it(tmp_path: Path, profile: str) -> None:
    async with gateways(tmp_path, profile=profile) as pair:
        pair.grant()
        hashes = set()
        for method, body, delivered in (
            ("GET", b"one", b""),
            ("GET", b"two", b""),
            ("DELETE", b"one", b""),
            ("POST", b"one", b"one"),
        ):
            answer = await pair.ask(method=method, body=body)
            assert answer.status == 200 and pair.backend.calls[-1]["body"] == delivered
            hashes.add(answer.headers["x-road-request-hash"])
        assert len(hashes) == 4


async def test_in_spec_every_refusal_carries_ids_those_of_what_could_not_be_read_included(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        target = f"GET /r1/{OWNER.path}/plain HTTP/1.1\r\nHost: x\r\n"
        for extra, shown in (("X-Road-Id: mine\r\n", "mine"), ("", None), ("X-Road-Id: a\r\nX-Road-Id: b\r\n", None)):
            status, headers, _ = await raw(pair, target + extra)
            assert (status, headers["x-road-error"]) == (400, "Client.BadRequest")
            assert len(headers["x-road-request-id"]) == 36
            assert headers["x-road-id"] == (shown or f"LIANLU-{headers['x-road-request-id']}")


async def test_a_message_in_xml_is_well_formed_whatever_the_caller_wrote(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.declare(
            f'service = "plain"\nsubsystem = "SCJG"\nbase_url = "{pair.backend_url}"\nenabled = false\n'
            'notice = "<b>维护</b> & \\u0001"\n'
        )
        pair.grant()
        answer = await pair.ask(headers={"Accept": "application/xml"})
        root = ElementTree.fromstring(answer.body)
        assert [one.tag for one in root] == ["type", "message", "detail"]
        assert root.findtext("message") == "<b>维护</b> & "
