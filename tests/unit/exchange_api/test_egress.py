"""Where a gateway may be made to call: nowhere that is not listed, however the address is written or comes about."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from chain_node.crypto.suite import get_suite
from exchange_api.adapters.egress import EgressFilter, on_this_machine
from exchange_api.adapters.spool import Body, Spool
from exchange_api.adapters.systems import Found, Names, SystemClient, names_of_machine
from exchange_api.addresses import egress_rule, plain_address
from exchange_api.errors import EgressRefused, SystemInvalid, SystemUnreachable
from exchange_api.ledger_access import endpoints
from exchange_api.setup_errors import ConfigInvalid

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass
class Trap:
    """A server on an address of this machine, and the requests that came to it."""

    port: int
    answer: bytes = OK
    requests: list[bytes] = field(default_factory=list)


@asynccontextmanager
async def trap(host: str = "127.0.0.1", port: int = 0, answer: bytes = OK) -> AsyncIterator[Trap]:
    made = Trap(port, answer)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            made.requests.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(made.answer)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, host, port)
    made.port = server.sockets[0].getsockname()[1]
    async with server:
        yield made


@asynccontextmanager
async def client(
    *allow: str, own: frozenset[int] = frozenset(), names: Names = names_of_machine
) -> AsyncIterator[SystemClient]:
    made = SystemClient(EgressFilter(tuple(egress_rule(one) for one in allow), own), names)
    await made.open()
    try:
        yield made
    finally:
        await made.close()


async def call(made: SystemClient, url: str, method: str = "GET", body: Body | None = None) -> int:
    answer = await made.call(method, url, [], body, 5.0)
    answer.release()
    return answer.status


async def pieces() -> AsyncIterator[bytes]:
    yield b" body"


def names(*answers: list[str]) -> tuple[Names, list[str]]:
    """A resolver that gives these answers one after the other, the last one for ever, and notes what it was asked."""
    asked: list[str] = []

    async def resolve(host: str, port: int, family: socket.AddressFamily) -> Found:
        asked.append(host)
        found = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.IPPROTO_TCP, one) for one in found]

    return resolve, asked


ENCODED = (
    "127.0.0.1", "2130706433", "127.1", "127.0.1", "0177.0.0.1", "017700000001", "0x7f000001", "0x7f.1", "0x7f.0.0.0x1",
    "127.0.0.1.", "127.0.0.01", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[::1]", "[2002:7f00:1::]",
    "[64:ff9b::7f00:1]", "[::1%25lo]", "0.0.0.0", "0", "[::]", "localhost", "localhost.", "１２７.0.0.1", "①②⑦.0.0.1",
    "%31%32%37.0.0.1", "127。0。0。1",
)  # fmt: skip


@pytest.mark.parametrize("allow", [(), ("10.0.0.0/8:*", "192.0.2.0/24:80")])
async def test_loopback_in_any_spelling_is_not_reached_unless_listed(allow: tuple[str, ...]) -> None:
    async with trap() as here, client(*allow) as made:
        for host in ENCODED:
            with pytest.raises((EgressRefused, SystemUnreachable)):
                await call(made, f"http://{host}:{here.port}/")
        assert here.requests == []


async def test_listed_is_reached_and_only_as_addresses_are_written() -> None:
    async with trap() as here, client("127.0.0.1/32:*") as made:
        for host in ("127.0.0.1", "localhost"):
            assert await call(made, f"http://{host}:{here.port}/") == 200
        for host in ("2130706433", "127.1", "0177.0.0.1", "127.0.0.1."):
            with pytest.raises(EgressRefused):
                await call(made, f"http://{host}:{here.port}/")
        assert len(here.requests) == 2


@pytest.mark.parametrize(
    "host",
    ["169.254.169.254", "::ffff:169.254.169.254", "fe80::1", "224.0.0.1", "ff02::1", "255.255.255.255", "240.0.0.1",
     "0.0.0.0", "0.1.2.3", "::", "2002:a9fe:a9fe::", "100.100.100.200", "::ffff:100.100.100.200", "fd00:ec2::254",
     "2001:0:4136:e378:8000:63bf:5601:5601", "64:ff9b::a9fe:a9fe", "::169.254.169.254", "fe80::1%eth0"],
)  # fmt: skip
def test_what_is_never_called_although_everything_is_listed(host: str) -> None:
    everything = EgressFilter((egress_rule("0.0.0.0/0:*"), egress_rule("[::/0]:*")), frozenset())
    with pytest.raises(EgressRefused, match="never called"):
        everything.check(host, 80)


def test_everything_else_is_called_if_it_is_listed() -> None:
    everything = EgressFilter((egress_rule("0.0.0.0/0:*"), egress_rule("[::/0]:*")), frozenset())
    for host in ("10.1.2.3", "192.168.0.1", "8.8.8.8", "127.0.0.1", "::1", "fd12::1", "2400:3200::1", "2002:a01:203::"):
        everything.check(host, 80)
    narrow = EgressFilter((egress_rule("10.0.0.0/8:80-81"), egress_rule("[fd12::/16]:443")), frozenset())
    narrow.check("10.1.2.3", 81)
    narrow.check("::ffff:10.1.2.3", 80)
    narrow.check("fd12::1", 443)
    for host, port in (("10.1.2.3", 82), ("11.0.0.1", 80), ("fd12::1", 80), ("2002:a01:203::", 80), ("127.0.0.1", 80)):
        with pytest.raises(EgressRefused, match=r"not in egress\.allow"):
            narrow.check(host, port)


def test_own_listeners_by_any_address_of_this_machine_and_the_ledger() -> None:
    everything = egress_rule("0.0.0.0/0:*"), egress_rule("[::/0]:*")
    ledger = frozenset({("10.0.0.9", 8545), ("ledger.example", 8545)})
    made = EgressFilter(everything, frozenset({5500}), ledger, local={"10.0.0.5", "fd12::5"}.__contains__)
    for host, port in (("127.0.0.1", 5500), ("127.9.9.9", 5500), ("::1", 5500), ("10.0.0.5", 5500), ("fd12::5", 5500),
                       ("::ffff:10.0.0.5", 5500), ("2002:a00:5::", 5500), ("10.0.0.9", 8545)):  # fmt: skip
        with pytest.raises(EgressRefused):
            made.check(host, port)
    for host in ("ledger.example", "LEDGER.example."):
        with pytest.raises(EgressRefused, match="ledger"):
            made.check_host(host, 8545)
    for host, port in (("10.0.0.6", 5500), ("10.0.0.5", 5501), ("10.0.0.9", 8546)):
        made.check(host, port)
    made.check_host("other.example", 8545)


def test_which_addresses_are_this_machines() -> None:
    assert on_this_machine("127.0.0.1")
    assert not on_this_machine("192.0.2.1")
    assert not on_this_machine("2001:db8::1")


def test_the_ledger_is_known_by_name_and_by_what_the_name_stands_for() -> None:
    found = endpoints(["http://localhost:8545", "https://10.0.0.9", "http://no-such-host.invalid:1"])
    assert {("localhost", 8545), ("127.0.0.1", 8545), ("10.0.0.9", 443), ("no-such-host.invalid", 1)} <= found


async def test_a_name_that_changes_its_mind_leads_nowhere_else() -> None:
    """DNS rebinding: each connection asks once, and goes to the address that was checked."""
    resolve, asked = names(["127.0.0.2"], ["127.0.0.1"], ["169.254.169.254"], ["127.0.0.2"])
    async with trap("127.0.0.2") as allowed, trap("127.0.0.1", allowed.port) as forbidden:
        async with client("127.0.0.2/32:*", names=resolve) as made:
            url = f"http://rebinding.example:{allowed.port}/"
            assert await call(made, url) == 200
            for _ in range(2):
                with pytest.raises(EgressRefused):
                    await call(made, url)
            assert await call(made, url) == 200
        assert (len(allowed.requests), forbidden.requests) == (2, [])
    assert asked == ["rebinding.example"] * 4


async def test_of_several_answers_only_those_that_may_be_called_are_tried() -> None:
    resolve, _ = names(["127.0.0.1", "127.0.0.2", "169.254.169.254"])
    async with trap("127.0.0.1") as forbidden, client("127.0.0.2/32:*", names=resolve) as made:
        with pytest.raises(SystemUnreachable):  # nobody listens on the one that is allowed
            await call(made, f"http://several.example:{forbidden.port}/")
        assert forbidden.requests == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_passed_on_and_not_followed(status: int, tmp_path: Path) -> None:
    suite = get_suite("intl")
    spool = Spool(tmp_path, memory=1, quota=1 << 20, max_body=1 << 20)
    async with trap() as inside, client("127.0.0.1/32:*", own=frozenset({inside.port})) as made:
        for target in (f"http://127.0.0.1:{inside.port}/x", f"//127.0.0.1:{inside.port}/", "http://169.254.169.254/"):
            head = f"HTTP/1.1 {status} Moved\r\nLocation: {target}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            large = await spool.collect(pieces(), b"large", "1-0", suite, bytes(32), ())
            assert large.data is None
            async with trap(answer=head.encode()) as outside:
                for body in (None, Body(b"small"), large):
                    assert await call(made, f"http://127.0.0.1:{outside.port}/", "POST", body) == status
                assert len(outside.requests) == 3
            large.drop()
        assert inside.requests == []
        with pytest.raises(EgressRefused, match="our own"):
            await call(made, f"http://127.0.0.1:{inside.port}/")


async def test_no_proxy_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async with trap() as proxy, trap() as here:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        async with client("127.0.0.1/32:*") as made:
            assert await call(made, f"http://127.0.0.1:{here.port}/") == 200
        assert proxy.requests == []


async def test_an_interim_answer_that_changes_the_protocol_is_refused() -> None:
    head = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"
    async with trap(answer=head) as here, client("127.0.0.1/32:*") as made:
        with pytest.raises(SystemInvalid):
            await call(made, f"http://127.0.0.1:{here.port}/")


@pytest.mark.parametrize(
    "host", ["2130706433", "127.1", "0x7f.1", "1.2.3.4.", "a.0x10", "08.8.8.8", "１.2.3.4", ".", "a%41"]
)
def test_hosts_that_are_neither_name_nor_address(host: str) -> None:
    with pytest.raises(ConfigInvalid):
        plain_address(host)


@pytest.mark.parametrize("host", ["a", "10-0-0-1.example", "1.example", "example.cn.", "x1"])
def test_hosts_that_are_names(host: str) -> None:
    assert plain_address(host) is None


def test_hosts_that_are_addresses() -> None:
    found: list[Any] = [plain_address(host) for host in ("10.0.0.1", "::1")]
    assert found == [ipaddress.ip_address("10.0.0.1"), ipaddress.ip_address("::1")]
