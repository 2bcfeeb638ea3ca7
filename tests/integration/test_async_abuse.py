"""Answers fetched later, against clients and provider's gateways that want to harm others."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest

from exchange_api.notices import Notices
from exchange_api.service.job_runner import AT_ONCE, AT_ONCE_FOR_ONE
from tests.integration.limit_cases import silent_peer
from tests.integration.pair import ASKER, DENIED, MARKET, OWNER, PLAIN, gateways, make, start
from tests.integration.requests import eventually
from tests.integration.test_async import LATER, erasures, fetch, files, hand_over, tried
from tests.integration.test_async import ended as ended_job
from tests.integration.test_exchange_faults import restart, states

WEEK_S = 7 * 86_400


async def test_a_request_that_is_valid_for_a_week_can_be_taken_back(tmp_path: Path) -> None:
    """If it could not, whoever hands over and cancels would soon have used up what a provider may be owed."""
    async with gateways(tmp_path) as pair:
        pair.grant()
        await pair.provider.stop()
        job = await hand_over(pair, wait=WEEK_S)
        cancelled = await fetch(pair, job["status_url"], method="DELETE")
        assert cancelled.json["outcome"] == "cancelled"
        await restart(pair, "SCJG")
        await eventually(lambda: states(pair.consumer) == ["VOIDED"])
        assert states(pair.provider) == ["VOIDED"]
        assert not pair.consumer.parts.context.under.unsettled.running


async def test_a_job_that_is_forgotten_as_it_expires_is_taken_back_all_the_same(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        await pair.provider.stop()
        taken = [await hand_over(pair, wait=1) for _ in range(3)]
        jobs = pair.consumer.parts.aside.jobs

        async def forget(identity: str) -> str:
            while jobs.status(ASKER.path, identity)["status"] == "pending":  # noqa: ASYNC110  as soon as it can be seen
                await asyncio.sleep(0)
            return str((await jobs.end(ASKER.path, identity))["outcome"])

        outcomes = await asyncio.gather(*(forget(one["exchange_id"]) for one in taken))
        assert outcomes == ["forgotten"] * 3
        await restart(pair, "SCJG")
        await eventually(lambda: states(pair.consumer) == ["VOIDED"] * 3)


async def test_an_answer_that_comes_as_its_job_is_cancelled_leaves_no_file(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        pair.backend.answer = lambda call: (200, [], bytes(70_000))
        spool, jobs = pair.consumer.data / "spool", pair.consumer.parts.aside.jobs
        for turns in range(24):
            job = await hand_over(pair)
            while not any(file.stat().st_size > 70_000 for file in spool.iterdir()):  # noqa: ASYNC110  at once
                await asyncio.sleep(0)
            for _ in range(turns % 6):
                await asyncio.sleep(0)
            assert (await jobs.end(ASKER.path, job["exchange_id"]))["outcome"] in ("cancelled", "acknowledged")
            assert files(pair.consumer) == []


async def test_nothing_is_cancelled_or_erased_before_the_start_is_anchored(tmp_path: Path) -> None:
    """Until then the directory may be an old copy, and whatever it signs a fork."""
    async with gateways(tmp_path) as pair:
        pair.grant()
        done = await hand_over(pair)
        await ended_job(pair, done)
        pair.backend.delay_s = 1.5
        waiting = await hand_over(pair)
        gate, size = pair.consumer.parts.context.gate, pair.consumer.parts.context.writer.durable_size
        gate.starting = True
        for job in (done, waiting):
            answer = await fetch(pair, job["status_url"], method="DELETE")
            assert (answer.status, answer.json["code"]) == (503, "exchange.ledger_outdated")
        assert (pair.consumer.parts.context.writer.durable_size, erasures(pair.consumer)) == (size, [])
        gate.starting = False
        assert (await fetch(pair, done["status_url"], method="DELETE")).json["outcome"] == "acknowledged"
        assert (await fetch(pair, waiting["status_url"])).json["status"] == "pending"


async def test_a_byte_of_a_large_answer_costs_no_more_than_a_few(tmp_path: Path) -> None:
    """A client could otherwise keep a gateway busy with opening gigabytes, for a byte each."""
    async with gateways(tmp_path) as pair:
        pair.grant()
        data = os.urandom(3_000_000)
        pair.backend.answer = lambda call: (200, [], data)
        job = await hand_over(pair)
        await ended_job(pair, job)
        (file,) = (pair.consumer.data / "spool").iterdir()
        for at in (600_000, 1_000_000):  # what is read there does not open
            with file.open("r+b") as altered:
                altered.seek(at)
                altered.write(bytes(8))
        for asked, wanted in (("bytes=-1", data[-1:]), ("bytes=2000000-2000009", data[2_000_000:2_000_010])):
            part = await fetch(pair, job["response_url"], Range=asked)
            assert (part.status, part.body) == (206, wanted)
        assert (await fetch(pair, job["response_url"], Range="bytes=0-9")).body == data[:10]


async def test_a_part_says_once_which_it_is_whatever_the_provider_says(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        pair.backend.answer = lambda call: (
            200,
            [(b"content-range", b"bytes 0-1/9"), (b"accept-ranges", b"x")],
            b"data",
        )
        job = await hand_over(pair)
        await ended_job(pair, job)
        for asked, wanted in (("bytes=2-3", "bytes 2-3/4"), ("bytes=9-", "bytes */4")):
            part = await fetch(pair, job["response_url"], Range=asked)
            headers: Any = part.headers
            assert headers.getall("content-range") == [wanted]
        assert (await fetch(pair, job["response_url"])).headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize("memory", ["0 B", "64 KiB"])
async def test_a_refusal_of_megabytes_uses_up_nobodys_share_of_the_spool(tmp_path: Path, memory: str) -> None:
    async with gateways(tmp_path, limits={"memory_body": memory, "spool_quota": "4 MiB"}) as pair:
        pair.grant()
        pair.provider.parts.context.notices = Notices(server="x" * 900_000)
        answer = await pair.ask()
        assert (answer.status, answer.error) == (502, "Server.ClientProxy.InconsistentResponse")
        job = await hand_over(pair)
        assert (await tried(pair, job))["last_failure"]["code"] == "exchange.inconsistent_response"
        assert files(pair.consumer) == []
        pair.provider.parts.context.notices = Notices(server="back at noon")
        job = await hand_over(pair)
        assert (await ended_job(pair, job))["status"] == "failed"
        told = await fetch(pair, job["response_url"])
        assert "back at noon" in told.json["message"]
        assert "back at noon" in (await pair.ask()).json["message"]
        assert files(pair.consumer) == []


async def test_who_hands_over_hundreds_does_not_keep_the_others_waiting(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        pair.grant(demander=DENIED.id)
        pair.backend.delay_s = 1.5
        for _ in range(AT_ONCE + 8):
            await hand_over(pair, "/many")
        await hand_over(pair, "/one", client=DENIED.path)
        await eventually(lambda: any(call["target"] == "/be/one" for call in pair.backend.calls))
        before = [call["target"] for call in pair.backend.calls]
        assert before.index("/be/one") <= AT_ONCE_FOR_ONE


async def test_who_cancels_without_end_leaves_others_room_to_hand_over(tmp_path: Path) -> None:
    async with gateways(tmp_path, limits={"max_unsettled_per_provider": 4}) as pair:
        pair.grant()
        await pair.provider.stop()
        while (answer := await pair.ask(headers=LATER)).status == 202:
            await fetch(pair, answer.json["status_url"], method="DELETE")
        assert (answer.status, answer.error) == (429, "Server.ClientProxy.Overloaded")
        assert (await pair.ask(headers=LATER, client=DENIED.path)).status == 202


async def test_a_gateway_that_never_answers_holds_up_nothing_that_is_for_another(tmp_path: Path) -> None:
    """What it does not let be taken back is a hundred requests; one to another gateway is taken back meanwhile."""
    async with gateways(tmp_path, limits={"peer_connect": "60 s", "peer_call": "60 s"}) as pair:
        pair.grant()
        other = await start(pair, *make(pair, MARKET, server="GW2"))
        pair.ledger.next_block()
        pair.declare(PLAIN.replace("{url}", pair.backend_url), other)
        context = pair.consumer.parts.context
        with silent_peer(pair):
            for _ in range(100):
                job = await hand_over(pair, headers={"X-Road-Security-Server": "LIANLU/GOV/SCJG/GW1"})
                await fetch(pair, job["status_url"], method="DELETE")
            pair.backend.delay_s = 1.0
            job = await hand_over(pair, headers={"X-Road-Security-Server": "LIANLU/GOV/SCJG/GW2"})
            await fetch(pair, job["status_url"], method="DELETE")
            unsettled = context.under.unsettled
            await eventually(lambda: unsettled.of(other.registration.gateway.path).running == 0)
            assert unsettled.of(pair.provider.registration.gateway.path).running == 100


async def test_a_job_behind_others_and_one_that_hangs_end_when_their_time_is_over(tmp_path: Path) -> None:
    async with gateways(tmp_path, limits={"peer_connect": "60 s"}) as pair:
        pair.grant()
        with silent_peer(pair):
            hanging = await hand_over(pair, wait=2)
            for _ in range(AT_ONCE):
                await hand_over(pair)
            behind = await hand_over(pair, wait=2)
            for job in (behind, hanging):
                failed = await ended_job(pair, job)
                assert (failed["status"], failed["error"]) == ("failed", "Server.ClientProxy.NetworkError")


async def test_who_lets_bodies_trickle_leaves_others_room_toward_the_same_provider(tmp_path: Path) -> None:
    async with gateways(tmp_path, limits={"max_in_flight_per_provider": 4, "max_burst": 8}) as pair:
        pair.grant()
        pair.grant(demander=DENIED.id)
        under, slow = pair.consumer.parts.context.under, []
        host, port = pair.consumer.urls["systems"].removeprefix("http://").split(":")
        head = (
            f"POST /r1/{OWNER.path}/plain/x HTTP/1.1\r\nHost: x\r\nX-Road-Client: {ASKER.path}\r\n"
            "Content-Length: 1000000\r\n\r\nx"
        )
        try:
            for _ in range(3 + 8):
                _, writer = await asyncio.open_connection(host, int(port))
                slow.append(writer)
                writer.write(head.encode())
            await eventually(lambda: under.providers.running == 3 + 8)
            answer = await pair.ask()
            assert (answer.status, answer.error) == (429, "Server.ClientProxy.Overloaded")
            for _ in range(20):
                assert (await pair.ask(client=DENIED.path)).status == 200
        finally:
            for writer in slow:
                writer.close()
        await eventually(lambda: under.providers.running == 0)
