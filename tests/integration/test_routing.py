"""Several gateways of one provider, and what is out of service for a while: chosen before anything is signed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from exchange_api import notices
from exchange_api.notices import Notices
from exchange_api.versions import own_version, parse_version
from tests.integration.pair import DENIED, MARKET, PLAIN, Pair, Side, gateways, make, start
from tests.integration.sandbox import lianlu

MAINTENANCE = (503, "Server.ClientProxy.MaintenanceMode")


@asynccontextmanager
async def two_providers(directory: Path) -> AsyncIterator[tuple[Pair, Side, Side]]:
    """The pair, and the provider's two gateways."""
    async with gateways(directory) as pair:
        pair.grant()
        other = await start(pair, *make(pair, MARKET, server="GW2"))
        pair.ledger.next_block()
        pair.declare(PLAIN.replace("{url}", pair.backend_url), other)
        yield pair, pair.provider, other


def notify(side: Side, what: str, text: str | None) -> None:
    """As the command does it, and as the running gateway takes it over."""
    notices.save(side.data, notices.load(side.data).changed(what, text))
    side.runtime.load_notices()


def answered(side: Side) -> int:
    """Leaves of a gateway: they grow when it was asked."""
    return side.parts.context.writer.durable_size


async def test_the_gateway_that_is_named_is_asked_and_no_other(tmp_path: Path) -> None:
    async with two_providers(tmp_path) as (pair, first, second):
        for named, asked, spared in (("GW1", first, second), ("GW2", second, first)):
            before = answered(asked), answered(spared)
            answer = await pair.ask(headers={"X-Road-Security-Server": f"LIANLU/GOV/SCJG/{named}"})
            assert answer.status == 200, answer.body
            assert answered(asked) >= before[0] + 2 and answered(spared) < before[1] + 2
        answer = await pair.ask(headers={"X-Road-Security-Server": "LIANLU/GOV/SCJG/GW3"})
        assert (answer.status, answer.error) == (400, "Server.ClientProxy.InvalidSecurityServer")


async def test_while_one_gateway_is_down_the_other_is_asked(tmp_path: Path) -> None:
    async with two_providers(tmp_path) as (pair, first, second):
        await first.stop()
        for _ in range(3):
            assert (await pair.ask()).status == 200
        await second.stop()
        failed = await pair.ask()  # it was chosen and is asked: what was signed for it goes to nobody else
        assert (failed.status, failed.error) == (502, "Server.ClientProxy.NetworkError")
        assert "lianlu-receipt" in failed.headers
        none = await pair.ask()  # nobody answers the greeting: nothing is signed
        assert (none.status, none.error) == (502, "Server.ClientProxy.NetworkError")
        assert "lianlu-receipt" not in none.headers


async def test_what_was_signed_for_a_gateway_that_fails_is_not_given_to_the_other(tmp_path: Path) -> None:
    async with two_providers(tmp_path) as (pair, first, second):
        notify(second, "", "later")
        assert (await pair.ask()).status == 200  # the first is chosen
        notify(second, "", None)
        await first.stop()
        before = answered(second)
        failed = await pair.ask(method="POST", body=b"once")
        assert (failed.status, failed.error) == (502, "Server.ClientProxy.NetworkError")
        assert len(pair.backend.calls) == 1 and answered(second) < before + 2
        assert (await pair.ask(method="POST", body=b"again")).status == 200
        assert pair.backend.calls[-1]["body"] == b"again"


async def test_a_gateway_under_maintenance_is_passed_over_and_all_of_them_say_why(tmp_path: Path) -> None:
    async with two_providers(tmp_path) as (pair, first, second):
        notify(first, "", "维护至 18:00")
        before = answered(second)
        assert (await pair.ask()).status == 200
        assert answered(second) >= before + 2
        notify(second, "", "维护至 18:00")
        told = await pair.ask()  # chosen a moment ago, it refuses by itself, with a signature
        assert (told.status, told.error) == MAINTENANCE
        assert told.json["message"] == "维护至 18:00" and "lianlu-receipt" in told.headers
        pair.consumer.parts.consumer._router.forget(pair.consumer.parts.context.view.gateway_at("LIANLU/GOV/SCJG/GW2"))  # type: ignore[arg-type]
        told = await pair.ask()
        assert (told.status, told.error) == MAINTENANCE
        assert told.json["message"] == "维护至 18:00" and "lianlu-receipt" not in told.headers


async def test_notices_of_service_subsystem_and_server_are_for_who_has_the_right(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        for what, expected in (
            ("SCJG/plain", (503, "Server.ServerProxy.ServiceDisabled")),
            ("SCJG", (503, "Server.ServerProxy.ServiceDisabled")),
            ("", MAINTENANCE),
        ):
            notify(pair.provider, what, f"because {what}")
            answer = await pair.ask()
            assert (answer.status, answer.error) == expected
            assert answer.json["message"] == f"because {what}"
            denied = await pair.ask(client=DENIED.path)
            assert denied.error == "Server.ServerProxy.AccessDenied.NoGrant"
            assert b"because" not in denied.body
            notify(pair.provider, what, None)
            assert (await pair.ask()).status == 200
        notify(pair.provider, "SCJG/other", "not this one")
        assert (await pair.ask()).status == 200


async def test_notices_that_are_malformed_leave_those_in_force(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        notify(pair.provider, "SCJG", "closed")
        (pair.provider.data / notices.FILE_NAME).write_text("{")
        pair.provider.runtime._guard(pair.provider.runtime.load_notices)
        assert pair.provider.parts.context.notices == Notices(None, {"SCJG": "closed"}, {})


async def test_the_operators_commands_put_notices_into_force_and_take_them_away(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        data, runtime = str(pair.provider.data), pair.provider.runtime

        async def after(*command: str) -> tuple[int, str | None]:
            done = await asyncio.to_thread(lianlu, *command, "--data", data)
            assert done.returncode == 0, done.stderr
            runtime.load_notices()
            answer = await pair.ask()
            return answer.status, answer.json["message"] if answer.error else None

        assert await after("gateway", "maintenance", "on", "--notice", "维护") == (503, "维护")
        assert await after("gateway", "maintenance", "off") == (200, None)
        assert await after("service", "disable", "SCJG/plain", "--notice", "停用") == (503, "停用")
        assert await after("service", "enable", "SCJG/plain") == (200, None)
        wrong = await asyncio.to_thread(lianlu, "gateway", "maintenance", "perhaps", "--data", data)
        assert wrong.returncode == 2


async def test_a_gateway_older_than_the_provider_deals_with_is_refused_with_a_signature(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        context = pair.provider.parts.context
        for least, status in (((), 200), (parse_version(own_version()), 200), ((1000,), 502)):
            context.min_peer = least
            for body in (b"small", bytes(200_000)):
                assert (await pair.ask(method="POST", body=body)).status == status
        answer = await pair.ask()
        assert answer.error == "Server.ServerProxy.ClientProxyVersionNotSupported"
        assert (await pair.receipt(answer))["granted"]["reason"] == "PeerTooOld"
        assert len(pair.backend.calls) == 4
        peers = pair.consumer.parts.context.peers
        context.min_peer = (0, 0, 1)
        peers._headers = []  # as a gateway that says nothing
        assert (await pair.ask()).error == answer.error
