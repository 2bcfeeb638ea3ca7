"""Lock-outs: who is locked out, who is not, for how long, and that it is written down (rulings 7.2, 7.3)."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import aiohttp
import pytest

from chain_node.evidence.leaf import Role, parse_leaf
from chain_node.log.reader import LogReader
from exchange_api.addresses import networks
from exchange_api.policy import Lockouts
from exchange_api.service.lockout import of_address
from exchange_api.web.admission import caller_address
from exchange_api.web.clients import ClientRules
from tests.integration.pair import ASKER, DENIED, OWNER, Answer, Pair, Side, gateways
from tests.integration.test_evidence_download import get, token
from tests.integration.test_r1 import certificate

LOCKED = "Server.ClientProxy.LockedOut"


def limit(side: Side, failures: int) -> None:
    side.parts.context.lockouts = Lockouts(failures, 3600, 900)


async def notes(side: Side, kind: str) -> int:
    """How many LOCAL leaves of a kind there are, once what was submitted is written."""
    await side.parts.context.writer.run(lambda cursor: None)
    with LogReader(side.data / "log") as reader:
        leaves = [parse_leaf(data) for _, data in reader.leaves()]
    return sum(leaf.role is Role.LOCAL and leaf.body[0] == kind for leaf in leaves)


async def manage(side: Side, pair: Pair, path: str, method: str = "GET", bearer: str = "nonsense") -> Answer:
    headers = {"Authorization": f"Bearer {bearer}"}
    async with pair.http.request(method, f"{side.urls['management']}/api/v1/{path}", headers=headers) as answer:
        return Answer(answer.status, answer.headers, await answer.read())


async def test_refusals_lock_out_a_client_at_one_service_and_nobody_else(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        limit(pair.consumer, 3)
        pair.grant("masked", profiles=1)
        for _ in range(3):
            assert (await pair.ask(client=DENIED.path)).error == "Server.ServerProxy.AccessDenied.NoGrant"
        locked = await pair.ask(client=DENIED.path)
        assert (locked.status, locked.error) == (429, LOCKED)
        assert 0 < int(locked.headers["retry-after"]) <= 900
        assert "lianlu-receipt" not in locked.headers
        other_service = await pair.ask(service="masked", client=DENIED.path)
        assert other_service.error == "Server.ServerProxy.AccessDenied.NoGrant"
        assert (await pair.ask(service="masked")).status == 200
        assert (await pair.ask()).error == "Server.ServerProxy.AccessDenied.NoGrant"
        assert await notes(pair.consumer, "lockout.begun") == 1
        assert await notes(pair.provider, "lockout.begun") == 0


async def test_what_is_no_denial_does_not_count(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        for side in (pair.consumer, pair.provider):
            limit(side, 1)
        pair.grant()
        pair.declare('service = "plain"\nsubsystem = "SCJG"\nbase_url = "http://127.0.0.1:9"\n')
        for _ in range(3):
            assert (await pair.ask()).status == 502
            assert (await pair.ask(service="none")).status == 404
            assert (await pair.ask("/%2e%2e/x")).status == 400
        assert not pair.consumer.parts.context.lockouts.any
        assert not pair.provider.parts.context.lockouts.any


async def test_the_provider_locks_out_by_itself_and_signs_it(tmp_path: Path) -> None:
    """A gateway that does not lock out its own clients gains nothing by it."""
    async with gateways(tmp_path) as pair:
        limit(pair.provider, 3)
        pair.grant("masked", profiles=1)
        for _ in range(3):
            assert (await pair.ask()).error == "Server.ServerProxy.AccessDenied.NoGrant"
        pair.grant()
        locked = await pair.ask()
        assert (locked.status, locked.error) == (429, "Server.ServerProxy.LockedOut")
        assert (await pair.receipt(locked))["refused"] == "LockedOut"
        assert (await pair.ask(service="masked")).status == 200
        assert not pair.backend.calls[1:]
        assert await notes(pair.provider, "lockout.begun") == 1
        [one] = pair.provider.parts.context.lockouts.all(0)
        lifting = token(pair.provider, "lockouts:lift")
        assert (await manage(pair.provider, pair, f"lockouts?principal={one[0]}", "DELETE", lifting)).status == 204
        assert (await pair.ask()).status == 200


async def test_who_cannot_authenticate_is_locked_out_and_not_his_neighbours(tmp_path: Path) -> None:
    """All calls come from one address; who is authenticated goes on."""
    own, other, expired = (certificate(tmp_path, name) for name in ("own", "other", "expired"))
    files = {"own": own[0], "other": other[0], "expired": expired[0]}
    async with gateways(tmp_path / "pair", https=files) as pair:
        pair.grant()
        limit(pair.consumer, 3)
        tls = ssl.create_default_context()
        tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
        tls.load_cert_chain(*own)
        for _ in range(3):
            refused = await pair.ask()
            assert (refused.status, refused.error) == (403, "Server.ClientProxy.SslAuthenticationFailed")
        assert (await pair.ask()).error == LOCKED
        assert (await pair.ask(client=DENIED.path)).error == LOCKED
        beside = await get(pair, f"{pair.consumer.urls['systems']}/asic?queryId=x", X_Road_Client=ASKER.path)
        assert (beside.status, beside.json["code"]) == (429, "exchange.locked_out")
        assert 0 < int(beside.headers["retry-after"]) <= 900
        headers = {"X-Road-Client": ASKER.path}
        for path, status in ((f"r1/{OWNER.path}/plain", 200), ("asic?queryId=x", 404)):
            url = f"{pair.consumer.urls['systems_tls']}/{path}"
            async with aiohttp.ClientSession() as http, http.get(url, headers=headers, ssl=tls) as answer:
                assert answer.status == status
        assert await notes(pair.consumer, "lockout.begun") == 1


async def test_tokens_that_are_not_accepted(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        side = pair.consumer
        limit(side, 3)
        good = token(side, "lockouts:read")
        for _ in range(3):
            assert (await manage(side, pair, "lockouts")).status == 401
        locked = await manage(side, pair, "receipts")
        assert (locked.status, locked.json["code"]) == (429, "exchange.locked_out")
        assert int(locked.headers["retry-after"]) > 0
        found = (await manage(side, pair, "lockouts", bearer=good)).json["items"]
        assert [one["principal"] for one in found] == ["address 127.0.0.1"]
        assert (await manage(side, pair, "lockouts?principal=address%20127.0.0.1", "DELETE", good)).status == 429
        lifting = token(side, "lockouts:lift")
        lifted = await manage(side, pair, "lockouts?principal=address%20127.0.0.1", "DELETE", lifting)
        assert (lifted.status, lifted.body) == (204, b"")
        again = await manage(side, pair, "lockouts?principal=address%20127.0.0.1", "DELETE", lifting)
        assert (again.status, again.json["code"]) == (404, "exchange.not_found")
        assert (await manage(side, pair, "receipts")).status == 401
        assert (await notes(side, "lockout.begun"), await notes(side, "lockout.lifted")) == (1, 1)


async def test_no_back_end_is_this_gateway_itself(tmp_path: Path) -> None:
    async with gateways(tmp_path) as pair:
        pair.grant()
        for name in ("management", "operations", "systems", "peer"):
            url = pair.provider.urls[name].replace("https:", "http:")
            pair.declare(f'service = "plain"\nsubsystem = "SCJG"\nbase_url = "{url}"\n')
            assert (await pair.ask()).error == "Server.ServerProxy.NetworkError"
        leaves = await asyncio.gather(*(pair.ask(client=OWNER.path) for _ in range(2)))
        assert {one.error for one in leaves} == {"Server.ClientProxy.UnknownMember"}


def test_a_lock_ends_when_it_was_said_to() -> None:
    lockouts = Lockouts(2, 3600, 900)
    assert [lockouts.failed("a", now) for now in (0, 1)] == [False, True]
    assert not lockouts.failed("a", 500_000)
    assert (lockouts.locked("a", 899_000), lockouts.locked("b", 0)) == (1_001, 0)
    assert lockouts.locked("a", 900_001) == 0
    assert not lockouts.any
    assert not lockouts.failed("a", 900_002)
    assert not lockouts.failed("a", 900_002 + 3_600_001), "the window has passed"


def test_principals_are_bounded() -> None:
    lockouts = Lockouts(1, 3600, 900)
    for number in range(20_000):
        lockouts.failed(f"address {number}", 0)
    assert len(lockouts.all(0)) == 10_000
    assert not lockouts.lift("address 1", 0)
    assert lockouts.lift("address 19999", 0)


@pytest.mark.parametrize(
    ("address", "principal"),
    [("10.0.0.1", "10.0.0.1"), ("::ffff:10.0.0.1", "10.0.0.1"), ("2001:db8::1", "2001:db8::/64"),
     ("2001:db8:0:0:ffff::1", "2001:db8::/64"), ("2001:db8:0:1::1", "2001:db8:0:1::/64"), ("", "")],
)  # fmt: skip
def test_who_an_address_is(address: str, principal: str) -> None:
    assert of_address(address) == f"address {principal}"


@pytest.mark.parametrize(
    ("peer", "headers", "caller"),
    [
        ("198.51.100.1", ["203.0.113.9"], "198.51.100.1"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["1.1.1.1, 203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["1.1.1.1", "203.0.113.9, 10.0.0.2"], "203.0.113.9"),
        ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ("10.0.0.1", ["nonsense"], "10.0.0.1"),
        ("10.0.0.1", ["203.0.113.9, nonsense"], "10.0.0.1"),
        ("::ffff:10.0.0.1", ["2001:db8::1"], "2001:db8::1"),
    ],
)
def test_only_our_own_proxies_are_believed_and_only_as_far_as_they_know(
    peer: str, headers: list[str], caller: str
) -> None:
    scope = {"client": (peer, 1), "headers": [(b"X-Forwarded-For", one.encode()) for one in headers]}
    assert caller_address(scope, networks(("10.0.0.0/8",))) == caller
    assert caller_address(scope, ()) == peer


def test_an_address_in_a_header_is_nobodys_identity() -> None:
    """The rules of a client look at the connection, whatever a proxy says."""
    scope = {"client": ("10.0.0.1", 1), "headers": [(b"x-forwarded-for", b"127.0.0.1")], "scheme": "http"}
    with pytest.raises(Exception, match="may not call from this address"):
        ClientRules("NOSSL", networks(("127.0.0.1/32",))).check(scope, 0.0)
