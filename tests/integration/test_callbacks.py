"""Call-backs: told that a job has ended, with a signature that anybody can check, and nothing of the data."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from exchange_api.service.callbacks import pauses
from tests.integration.pair import ASKER, BackEnd, Pair, gateways
from tests.integration.requests import eventually
from tests.integration.test_async import ended, fetch, hand_over, tried
from tests.integration.test_exchange_faults import crash, restart
from tests.unit.exchange_api.serving import listening

Statuses = Callable[[int], int]


@dataclass
class Receiver:
    """An information system that is told: what it got, and the status that it answers to the n-th call."""

    statuses: Statuses = lambda _: 200
    server: BackEnd = field(default_factory=BackEnd)
    url: str = ""

    def __post_init__(self) -> None:
        def answer(_call: dict[str, Any]) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
            return self.statuses(len(self.calls)), [(b"location", b"/elsewhere")], b"thanks"

        self.server.answer = answer

    @property
    def calls(self) -> list[dict[str, Any]]:
        return self.server.calls


@asynccontextmanager
async def told(
    tmp_path: Path, statuses: Statuses = lambda _: 200, egress: str = "127.0.0.1/32:*"
) -> AsyncIterator[Any]:
    """Two gateways, and a receiver that the asker has registered."""
    receiver = Receiver(statuses)
    async with listening(receiver.server) as port, gateways(tmp_path) as pair:
        receiver.url = f"http://127.0.0.1:{port}/told?who=me"
        pair.grant()
        await pair.consumer.stop()
        file = pair.consumer.data / "gateway.toml"
        text = file.read_text("utf-8").replace("127.0.0.1/32:*", egress)
        at = text.index(f'id = "{ASKER.path}"')
        file.write_text(text[:at] + text[at:].replace('callback = ""', f'callback = "{receiver.url}"', 1), "utf-8")
        await restart(pair, "GJJ")
        yield pair, receiver


async def check_signature(pair: Pair, url: str, call: dict[str, Any]) -> dict[str, str]:
    """Verify a call as RFC 9421 (section 3.2) has it, with the key set of the gateway; the signature's parameters."""
    headers = {name.lower(): value for name, value in call["headers"]}
    digest = base64.b64encode(hashlib.sha256(call["body"]).digest()).decode()
    assert headers["content-digest"] == f"sha-256=:{digest}:"
    found = re.fullmatch(r"(\w+)=(\(([^)]*)\)(.*))", headers["signature-input"])
    assert found is not None
    names = re.findall(r'"([^"]+)"', found[3])
    derived = {"@method": call["method"], "@target-uri": url}
    lines = [f'"{name}": {derived[name] if name.startswith("@") else headers[name]}' for name in names]
    base = "\n".join([*lines, f'"@signature-params": {found[2]}']).encode()
    parameters = dict(re.findall(r';(\w+)="?([^";]+)"?', found[4]))
    async with pair.http.get(pair.consumer.urls["management"] + "/.well-known/jwks.json") as response:
        keys = {key["kid"]: key for key in (await response.json())["keys"]}
    key = keys[parameters["keyid"]]
    assert "d" not in key
    public = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(key["x"] + "="))
    public.verify(base64.b64decode(headers["signature"].removeprefix(f"{found[1]}=:").removesuffix(":")), base)
    assert {"@method", "@target-uri", "content-digest", "content-type", "idempotency-key"} <= set(names)
    return parameters


async def test_a_client_is_told_and_can_prove_by_whom(tmp_path: Path) -> None:
    async with told(tmp_path) as (pair, receiver):
        job = await hand_over(pair, "/secret?id=990101199001011234", method="POST", body=b"secret")
        await eventually(lambda: len(receiver.calls) == 1)
        [call] = receiver.calls
        assert (call["method"], call["target"]) == ("POST", "/told?who=me")
        assert json.loads(call["body"]) == {
            "exchange_id": job["exchange_id"], "status": "done", "status_url": job["status_url"],
        }  # fmt: skip
        parameters = await check_signature(pair, receiver.url, call)
        assert abs(int(parameters["created"]) - time.time()) < 60
        assert (parameters["alg"], parameters["tag"]) == ("ed25519", "lianlu-callback")
        headers = {name.lower(): value for name, value in call["headers"]}
        assert headers["idempotency-key"] == f'"{job["exchange_id"]}"'
        assert "990101" not in str(call) and "secret" not in str(call)
        await asyncio.sleep(0.3)
        await crash(pair.consumer)
        await restart(pair, "GJJ")
        await asyncio.sleep(0.5)
        assert len(receiver.calls) == 1, "what was told is told no more"
        await pair.ask()
        assert len(receiver.calls) == 1, "nor of an answer that was waited for"


def test_a_second_to_an_hour_passes_between_two_attempts() -> None:
    found = list(islice(pauses(), 15))
    assert found[:3] == [1, 2, 4] and found[-3:] == [3600, 3600, 3600]
    assert all(later in (2 * earlier, 3600) for earlier, later in pairwise(found))


async def test_it_is_told_again_with_the_same_key_until_it_is_heard(tmp_path: Path) -> None:
    async with told(tmp_path, lambda count: (503, 302, 200)[min(count, 3) - 1]) as (pair, receiver):
        await hand_over(pair)
        await eventually(lambda: len(receiver.calls) == 3)
        assert [call["target"] for call in receiver.calls] == ["/told?who=me"] * 3, "a redirect is not followed"
        keys = {
            value for call in receiver.calls for name, value in call["headers"] if name.lower() == "idempotency-key"
        }
        assert len(keys) == 1
        assert len({call["body"] for call in receiver.calls}) == 1
        for call in receiver.calls:
            await check_signature(pair, receiver.url, call)


async def test_410_ends_it(tmp_path: Path) -> None:
    async with told(tmp_path, lambda _: 410) as (pair, receiver):
        job = await hand_over(pair)
        await eventually(lambda: len(receiver.calls) == 1)
        await asyncio.sleep(1.5)
        await crash(pair.consumer)
        await restart(pair, "GJJ")
        await asyncio.sleep(0.5)
        assert len(receiver.calls) == 1
        assert (await fetch(pair, job["status_url"])).json["status"] == "done"


async def test_what_is_owed_survives_a_crash_and_ends_with_the_job(tmp_path: Path) -> None:
    async with told(tmp_path, lambda _: 500) as (pair, receiver):
        job = await hand_over(pair)
        await eventually(lambda: bool(receiver.calls))
        await crash(pair.consumer)
        before = len(receiver.calls)
        await restart(pair, "GJJ")
        await eventually(lambda: len(receiver.calls) > before)
        assert (await fetch(pair, job["status_url"], method="DELETE")).json["outcome"] == "acknowledged"
        before = len(receiver.calls)
        await asyncio.sleep(2.5)
        assert len(receiver.calls) <= before + 1, "one may have been on its way"


async def test_an_address_that_is_not_allowed_is_never_called(tmp_path: Path) -> None:
    async with told(tmp_path, egress="10.0.0.0/8:443") as (pair, receiver):
        job = await hand_over(pair)
        assert (await ended(pair, job))["status"] == "done"
        await asyncio.sleep(1.5)
        assert receiver.calls == []


async def test_a_failed_job_is_told_and_a_cancelled_one_is_not(tmp_path: Path) -> None:
    async with told(tmp_path) as (pair, receiver):
        await pair.provider.stop()
        cancelled = await hand_over(pair)
        await tried(pair, cancelled)
        await fetch(pair, cancelled["status_url"], method="DELETE")
        late = await hand_over(pair, wait=1)
        await eventually(lambda: bool(receiver.calls))
        assert [json.loads(call["body"])["exchange_id"] for call in receiver.calls] == [late["exchange_id"]]
        assert json.loads(receiver.calls[0]["body"])["status"] == "failed"
