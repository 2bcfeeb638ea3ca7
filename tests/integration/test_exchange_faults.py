"""Everything that can go wrong with an exchange, and that both logs tell the same afterwards."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chain_node.crypto.secp256k1 import keccak256
from chain_node.evidence.checkpoint import Checkpoint, signing_digest
from chain_node.evidence.leaf import parse_leaf
from chain_node.evidence.statement import MType, parse
from chain_node.ledger.reasons import Reason
from chain_node.ledger.records import GrantState, MemberStatus
from chain_node.log.reader import LogReader
from exchange_api.adapters import frames
from exchange_api.adapters.peers import PeerAnswer, PeerClient, encode_checkpoint
from exchange_api.adapters.store import Reader
from exchange_api.errors import PeerFailed, PeerRejected
from exchange_api.provision import ANCHOR_KEY, open_keys
from exchange_api.service.checkpoints import KEPT
from tests.integration.pair import FUND, Pair, Side, gateways, start
from tests.integration.requests import deliver, eventually, request


def states(side: Side) -> list[str]:
    """State of every exchange of a gateway, oldest first."""
    reader = Reader(side.data / "log")
    try:
        return [row.state.name for row in reversed(reader.page(None, 100))]
    finally:
        reader.close()


def messages(side: Side) -> list[tuple[str, MType]]:
    """Role and kind of every message leaf of a gateway, PAIRSTATEs left out."""
    with LogReader(side.data / "log") as reader:
        leaves = [parse_leaf(data) for _, data in reader.leaves()]
    found = [(leaf.role.name, parse(leaf.message).mtype) for leaf in leaves if leaf.role <= 2]
    return [one for one in found if one[1] is not MType.PAIRSTATE]


async def restart(pair: Pair, name: str) -> Side:
    """Start a stopped side again on the same directory."""
    old = pair.sides[name]
    return await start(pair, old.data, old.registration, old.anchors)


async def crash(side: Side) -> None:
    """Let a gateway end without finishing anything: connections cut, tasks gone, then the log let go."""
    for listener in (*side.parts.late, *side.parts.early):
        for server in listener.servers:
            server.close()
        for connection in list(listener.server_state.connections):
            connection.transport.abort()
        for task in list(listener.server_state.tasks):
            task.cancel()
        listener.started = False
    await asyncio.sleep(0.1)
    await side.stop()


async def test_a_peer_that_is_away_is_an_error_and_the_request_is_taken_back(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        await pair.provider.stop()
        answer = await pair.ask(method="POST", body=b"x")
        assert (answer.status, answer.error) == (502, "Server.ClientProxy.NetworkError")
        assert states(pair.consumer) == ["OPEN"]
        await restart(pair, "SCJG")
        await eventually(lambda: states(pair.consumer) == ["VOIDED"])
        assert states(pair.provider) == ["VOIDED"]
        assert not pair.backend.calls
        assert (await pair.receipt(answer))["proof"] == "voided"


async def test_a_provider_that_dies_in_the_call_answers_outcome_unknown(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        pair.backend.delay_s = 1.0
        asking = asyncio.create_task(pair.ask(method="POST", body=b"x"))
        await eventually(lambda: len(pair.backend.calls) == 1)
        await crash(pair.provider)
        answer = await asking
        assert answer.status == 502
        assert states(pair.provider) == ["OPEN"]
        await restart(pair, "SCJG")
        await eventually(lambda: states(pair.consumer) == ["REFUSED"])
        assert states(pair.provider) == ["REFUSED"]
        assert len(pair.backend.calls) == 1
        assert (await pair.receipt(answer))["refused"] == "OutcomeUnknown"


async def test_a_consumer_that_dies_takes_its_open_requests_back(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        pair.backend.delay_s = 1.0
        asking = asyncio.create_task(pair.ask(method="POST", body=b"x"))
        await eventually(lambda: len(pair.backend.calls) == 1)
        await crash(pair.consumer)
        with pytest.raises(Exception, match=r"disconnected|reset|closed"):
            await asking
        assert states(pair.consumer) == ["OPEN"]
        await restart(pair, "GJJ")
        await eventually(lambda: states(pair.consumer) == ["DONE"])
        await eventually(lambda: states(pair.provider) == ["DONE"])
        assert len(pair.backend.calls) == 1


async def test_the_same_request_again_gets_the_same_answer_and_no_second_call(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        grant = pair.grant()
        pair.backend.delay_s = 0.2
        framed = await request(pair)
        both = await asyncio.gather(deliver(pair, framed), deliver(pair, framed))
        pair.put(lambda block: pair.ledger.tables.put_grant(block, replace(grant, state=GrantState.REVOKED)))
        assert [*both, await deliver(pair, framed)] == [Reason.GRANTED] * 3
        assert len(pair.backend.calls) == 1
        assert messages(pair.provider) == [("RECV", MType.REQ), ("SENT", MType.RES)]
        await pair.provider.stop()
        await restart(pair, "SCJG")
        assert await deliver(pair, framed) is Reason.GRANTED
        assert len(pair.backend.calls) == 1


async def test_another_request_under_the_same_id_is_refused(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        exchange_id = bytes(range(16))
        assert await deliver(pair, await request(pair, exchange_id)) is Reason.GRANTED
        assert await deliver(pair, await request(pair, exchange_id, b"/other")) is Reason.EXCHANGE_ID_REUSED
        assert len(pair.backend.calls) == 1


async def test_a_request_taken_back_is_never_carried_out(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        framed = await request(pair)
        frame = frames.decode(framed)
        assert frame is not None
        context = pair.consumer.parts.context
        statement = parse(frame.message)
        from chain_node.evidence.statement import digest
        from exchange_api.service.voids import Unanswered

        voider = pair.consumer.parts.voider
        row = Unanswered(10**6, statement, digest(1, frame.message), pair.provider.registration.gateway.path, None)
        voider._start(row)
        await eventually(lambda: ("RECV", MType.ACK) in messages(pair.consumer))
        assert await deliver(pair, framed) is Reason.VOIDED
        assert not pair.backend.calls
        assert context.metrics.render().count(b"void_settled") == 1


async def test_times_and_blocks_of_a_request(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        now = pair.consumer.parts.context.clock.now_ms()
        assert await deliver(pair, await request(pair, now_ms=now - 400_000)) is Reason.EXPIRED
        with pytest.raises(PeerRejected, match="ClockSkew"):
            await deliver(pair, await request(pair, now_ms=now + 120_000))
        with pytest.raises(PeerRejected, match="ClockSkew"):
            await deliver(pair, await request(pair, now_ms=now, valid_ms=8 * 86_400_000))
        with pytest.raises(PeerRejected, match="ClockSkew"):
            await deliver(pair, await request(pair, now_ms=now - 3 * 86_400_000))
        head = pair.ledger.head
        future = replace(head, number=head.number + 5)
        assert await deliver(pair, await request(pair, head=future)) is Reason.LEDGER_OUTDATED
        other = replace(head, hash=bytes(32))
        assert await deliver(pair, await request(pair, head=other)) is Reason.LEDGER_OUTDATED
        assert not pair.backend.calls


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"",
        lambda data: data[:40],
        lambda data: b"\xff" * 64,
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: data[:30] + bytes([data[30] ^ 1]) + data[31:],
        lambda data: data[:700] + bytes([data[700] ^ 1]) + data[701:],
    ],
)
async def test_what_does_not_verify_is_answered_without_signature(
    tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        framed = await request(pair)
        with pytest.raises(PeerRejected, match=r"Server\.ServerProxy\.BadRequest"):
            await deliver(pair, spoil(framed))
        assert messages(pair.provider) == []
        await pair.provider.parts.peer_app.note_malformed()
        with LogReader(pair.provider.data / "log") as reader:
            assert "LOCAL" in [parse_leaf(data).role.name for _, data in reader.leaves()]


async def test_a_certificate_that_is_revoked_ends_a_live_connection(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        assert (await pair.ask()).status == 200
        own = pair.ledger.state.gateway(pair.consumer.registration.gateway.id)
        assert own is not None
        pair.put(lambda block: pair.ledger.tables.put_gateway(block, replace(own, tls_sha256=b"\1" * 32)))
        answer = await pair.ask()
        assert (answer.status, answer.error) == (502, "Server.ClientProxy.MissingSignature")
        assert len(pair.backend.calls) == 1


async def test_a_peer_with_another_certificate_gets_nothing(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        other = pair.ledger.state.gateway(pair.provider.registration.gateway.id)
        assert other is not None
        swapped = replace(other, tls_der=pair.consumer.registration.tls_der)
        pair.put(lambda block: pair.ledger.tables.put_gateway(block, swapped))
        answer = await pair.ask(method="POST", body=b"secret")
        assert (answer.status, answer.error) == (502, "Server.ClientProxy.NetworkError")


class Altering(PeerClient):
    """A way to peers on which somebody changes what comes back."""

    def __init__(self, inner: PeerClient, alter: Callable[[PeerAnswer], PeerAnswer]) -> None:
        super().__init__(inner._directory, inner._password, inner._limits)
        self._alter = alter

    async def exchange(self, *arguments: Any) -> PeerAnswer:
        return self._alter(await super().exchange(*arguments))


def with_frame(**changes: bytes) -> Callable[[PeerAnswer], PeerAnswer]:
    return lambda answer: replace(answer, frame=replace(answer.frame, **changes))


@pytest.mark.parametrize(
    ("alter", "error"),
    [
        (with_frame(first=b"{}"), "InconsistentResponse"),
        (with_frame(first=b""), "InconsistentResponse"),
        (with_frame(openings=b"\x80"), "InconsistentResponse"),
        (with_frame(receipt=b""), "MissingSignature"),
        (with_frame(message=b""), "MissingSignature"),
    ],
)
async def test_an_answer_that_was_altered_is_not_released(
    tmp_path: Path, alter: Callable[[PeerAnswer], PeerAnswer], error: str
) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        context = pair.consumer.parts.context
        honest = context.peers
        context.peers = Altering(honest, alter)
        answer = await pair.ask()
        assert (answer.status, answer.error) == (502, f"Server.ClientProxy.{error}")
        assert answer.body.count(b"X1") == 0
        await context.peers.close()
        context.peers = honest
        await eventually(lambda: states(pair.consumer) == ["DONE"])  # the void brings the true answer


async def test_the_answer_to_another_request_is_not_released(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        kept: list[PeerAnswer] = []

        def replay(answer: PeerAnswer) -> PeerAnswer:
            kept.append(answer)
            return kept[0]

        context = pair.consumer.parts.context
        honest, context.peers = context.peers, Altering(context.peers, replay)
        assert (await pair.ask("/1")).status == 200
        answer = await pair.ask("/2")
        assert (answer.status, answer.error) == (502, "Server.ClientProxy.InconsistentResponse")
        await context.peers.close()
        context.peers = honest


async def test_an_old_copy_of_the_ledger_stops_exchanges_with_its_own_code(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        assert (await pair.ask()).status == 200
        pair.ledger.next_block(timestamp=pair.ledger.head.timestamp - 700)
        answer = await pair.ask()
        assert (answer.status, answer.error) == (503, "Server.ClientProxy.LedgerOutdated")
        assert "lianlu-receipt" not in answer.headers
        pair.ledger.next_block(timestamp=pair.ledger.head.timestamp + 10_000)
        answer = await pair.ask()
        assert (answer.status, answer.error) == (503, "Server.ClientProxy.LedgerForked")
        pair.ledger.next_block()
        assert (await pair.ask()).status == 200


async def test_a_grant_revoked_while_the_back_end_works_gives_nothing(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        grant = pair.grant()
        pair.backend.delay_s = 0.5
        asking = asyncio.create_task(pair.ask())
        await eventually(lambda: len(pair.backend.calls) == 1)
        pair.put(lambda block: pair.ledger.tables.put_grant(block, replace(grant, state=GrantState.REVOKED)))
        answer = await asking
        assert (answer.status, answer.error) == (403, "Server.ServerProxy.AccessDenied.GrantRevoked")
        receipt = await pair.receipt(answer)
        assert receipt["granted"]["block"] == pair.ledger.head.number


async def test_a_suspended_member_is_refused(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        member = pair.ledger.state.member(FUND.id)
        assert member is not None
        suspended = replace(member, status=MemberStatus.SUSPENDED)
        pair.put(lambda block: pair.ledger.tables.put_member(block, suspended))
        assert (await pair.ask()).error == "Server.ServerProxy.AccessDenied.ConsumerSuspended"


async def test_caps_hold_under_load_and_after_a_restart(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant(daily_cap=5)
        pair.backend.delay_s = 0.1
        answers = await asyncio.gather(*(pair.ask(f"/{number}") for number in range(12)))
        assert sorted(answer.status for answer in answers) == [200] * 5 + [429] * 7
        refused = next(answer for answer in answers if answer.status == 429)
        assert refused.error == "Server.ServerProxy.AccessDenied.CapExceeded"
        assert 0 < int(refused.headers["retry-after"]) <= 86_400
        assert len(pair.backend.calls) == 5
        await pair.provider.stop()
        await restart(pair, "SCJG")
        assert (await pair.ask()).status == 429
        assert len(pair.backend.calls) == 5


async def test_rows_beyond_the_cap_refuse_the_whole_answer(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant("masked", profiles=1, row_cap=3)
        pair.backend.answer = lambda call: (200, [], b'{"data":[{"tyshxydm":"1"},{"tyshxydm":"2"}]}')
        answer = await pair.ask(service="masked")
        assert answer.json == [{"code": "1"}, {"code": "2"}]
        answer = await pair.ask(service="masked")
        assert (answer.status, answer.error) == (429, "Server.ServerProxy.AccessDenied.RowCapExceeded")


async def test_the_log_that_cannot_be_written_releases_nothing(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        await pair.consumer.parts.context.writer.close()
        answer = await pair.ask()
        assert (answer.status, answer.error) == (500, "Server.ClientProxy.LoggingFailed")
        assert not pair.backend.calls


async def test_too_many_denials_lock_out_and_nobody_else(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        lockouts = pair.consumer.parts.context.lockouts
        lockouts._failures = 3
        for _ in range(3):
            assert (await pair.ask()).status == 403
        answer = await pair.ask()
        assert (answer.status, answer.error) == (429, "Server.ClientProxy.LockedOut")
        assert int(answer.headers["retry-after"]) > 0
        pair.grant("masked", profiles=1)
        assert (await pair.ask(service="masked")).status == 200


async def test_a_full_disk_closes_the_gateway(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        pair.consumer.parts.context.gate.storage_low = True
        answer = await pair.ask()
        assert (answer.status, answer.error) == (503, "Server.ClientProxy.StorageLow")
        pair.consumer.parts.context.gate.storage_low = False
        pair.provider.parts.context.gate.storage_low = True
        answer = await pair.ask()
        assert (answer.status, answer.error) == (503, "Server.ServerProxy.StorageLow")
        assert not pair.backend.calls


async def test_what_peers_may_not_do_has_its_error(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        context = pair.consumer.parts.context
        gateway = context.view.gateway_at(pair.provider.registration.gateway.path)
        assert gateway is not None
        for path, data in (
            ("/peer/v1/nothing", b""),
            ("/peer/v1/pairstate", b"\0"),
            ("/peer/v1/checkpoint", b"[" * 100_000),
            ("/peer/v1/checkpoint", b'{"checkpoint":{},"signature":"","consistency":[]}'),
        ):
            with pytest.raises(PeerFailed, match=r"status 4\d\d"):
                await context.peers.send(gateway, path, data, 4096)


async def test_a_peer_that_signs_checkpoints_without_end_does_not_fill_the_log(tmp_path: Path) -> None:
    """Two for one epoch prove all that can be proven; epochs without end, upwards or downwards, leave the newest."""
    async with gateways(tmp_path) as pair:
        context, side = pair.consumer.parts.context, pair.consumer
        identity, key = context.writer.identity, open_keys(side.parts.config).load_ledger(ANCHOR_KEY)
        gateway = context.view.gateway_at(pair.provider.registration.gateway.path)
        assert gateway is not None
        highest = 1_000_000
        for epoch, number in [(highest, n) for n in range(6)] + [(highest - n, 0) for n in range(100)]:
            head = Checkpoint(identity.log_id, epoch, 1 + number, bytes(32), 0, *[bytes(32)] * 5)
            digest = signing_digest(head, identity.chain_id, identity.contract, keccak256)
            data = encode_checkpoint(head, key.sign_digest(digest), ())
            await context.peers.send(gateway, "/peer/v1/checkpoint", data, 4096)
        with closing(sqlite3.connect(pair.provider.data / "log" / "log.db")) as rows:
            kept = [one for (one,) in rows.execute("SELECT epoch FROM peer_checkpoint ORDER BY epoch DESC")]
        assert kept == [highest, *range(highest, highest - KEPT - 1, -1)]
        assert b"peer_equivocation" in pair.provider.parts.context.metrics.render()


async def test_both_logs_agree_when_stretches_are_closed(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        answers = [await pair.ask(f"/{number}") for number in range(3)]
        receipt = await pair.receipt(answers[0])
        assert receipt["proof"] in ("logged", "anchored")
        for _ in range(100):
            await asyncio.sleep(0.2)
            if (await pair.receipt(answers[-1]))["proof"] == "reconciled":
                break
        receipt = await pair.receipt(answers[0])
        assert receipt["proof"] == "reconciled"
        assert receipt["request"]["anchor"]["size"] > receipt["request"]["leaf_index"]
        assert messages(pair.consumer)[:2] == [("SENT", MType.REQ), ("RECV", MType.RES)]
