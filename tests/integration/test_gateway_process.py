"""One gateway as a real process on a real ledger: first start, restart, and every way in which a start is refused."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from chain_node.crypto.kdf import Cost
from chain_node.crypto.keyfiles import write_private
from chain_node.crypto.keystore import KeyStore
from chain_node.crypto.secp256k1 import EthKey, checksum_address
from chain_node.crypto.secret import Secret
from chain_node.ids import GatewayRef, MemberRef
from chain_node.ledger.account import Account, Call
from chain_node.ledger.bindings import ERRORS, Consortium, EvidenceAnchor
from chain_node.ledger.client import RpcLedger
from chain_node.ledger.founding import Founding, FoundingAccount, FoundingMember, found
from chain_node.ledger.projection import Projection
from chain_node.ledger.replica import Replica
from chain_node.ledger.trust import Trust
from exchange_api.config import Client
from exchange_api.provision import Registration, init_gateway
from scripts.sockets import listen
from tests.ledger_process import LedgerProcess, running_ledger

MEMBER = MemberRef("TEST", "GOV", "11990100990000025W")
SYSTEM_DUTY, SECURITY_DUTY, VOTE_DUTY, RECOVERY_DUTY = 1, 2, 128, 256
RUN = (sys.executable, "-c", "from chain_node.cli import main; main()", "gateway")


@dataclass
class World:
    """A founded consortium of one member, the accounts of its SYSTEM and VOTE duties, and the key of its SECURITY."""

    process: LedgerProcess
    ledger: RpcLedger
    trust: Trust
    addresses: dict[str, bytes]
    system: Account
    vote: Account
    security: EthKey

    def dismiss_security(self) -> None:
        """The member takes its SECURITY account's duty away."""
        projection = Projection(self.trust.consortium)
        replica = Replica(self.ledger, self.trust, projection.tables, projection)
        replica.sync()
        record = replica.state.account(self.security.address_bytes)
        assert record is not None and record.raw
        call = Consortium.encode_set_account((*record.raw[:-1], False))
        self.vote.transact(self.addresses["Consortium"], call)

    def register(self, made: Registration) -> None:
        """What the SYSTEM duty registers of a gateway."""
        projection = Projection(self.trust.consortium)
        replica = Replica(self.ledger, self.trust, projection.tables, projection)
        replica.sync()
        owner = replica.state.member(MEMBER.id)
        assert owner is not None
        home, anchors = self.addresses["Consortium"], self.addresses["EvidenceAnchor"]
        code, anchor = made.gateway.server_code, checksum_address(made.anchor)
        self.system.transact_all(
            [
                Call(home, Consortium.encode_register_gateway(owner.raw, code, made.url, made.tls_der, anchor)),
                *(
                    Call(home, Consortium.encode_register_key(made.gateway.id, k.suite, int(k.purpose), k.spki, 0))
                    for k in made.keys
                ),
                Call(
                    anchors,
                    EvidenceAnchor.encode_open_log(made.gateway.id, 0, made.log_profile, bytes(32), 0, bytes(32)),
                ),
            ]
        )


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with running_ledger(tmp_path_factory.mktemp("ledger")) as process:
        ledger = RpcLedger(process.url, errors=ERRORS)
        system, vote, security = EthKey.generate(), EthKey.generate(), EthKey.generate()
        founding = Founding(
            "TEST",
            (FoundingMember(MEMBER, "市场监督管理局", MEMBER.member_code, 127),),
            (
                FoundingAccount(system.address_bytes, MEMBER, SYSTEM_DUTY, bytes(31) + b"\1"),
                FoundingAccount(vote.address_bytes, MEMBER, VOTE_DUTY, bytes(31) + b"\2"),
                FoundingAccount(security.address_bytes, MEMBER, SECURITY_DUTY, bytes(31) + b"\3"),
                FoundingAccount(EthKey.generate().address_bytes, MEMBER, RECOVERY_DUTY, bytes(32)),
            ),
        )
        addresses = found(ledger, Account(ledger, EthKey.generate()), 0, founding)
        trust = Trust("TEST", "embedded", process.chain_id, process.genesis_hash, addresses["Consortium"])
        yield World(process, ledger, trust, addresses, Account(ledger, system), Account(ledger, vote), security)
        ledger.close()


def make(
    world: World, data: Path, code: str, *, register: bool = True, profile: str = "development", operations: int = 0
) -> Registration:
    sock = listen()
    port = sock.getsockname()[1]
    sock.close()
    made = init_gateway(
        data,
        gateway=GatewayRef(MEMBER.instance, MEMBER.member_class, MEMBER.member_code, code).path,
        url=f"https://127.0.0.1:{port}",
        trust=world.trust,
        ledger_urls=[world.process.url],
        listen={
            "systems": "127.0.0.1:0",
            "peer": f"127.0.0.1:{port}",
            "management": "127.0.0.1:0",
            "operations": f"127.0.0.1:{operations}",
        },
        clients=[Client(f"{MEMBER.path}/SYS", "NOSSL")],
        anchor_interval_s=1,
        key_cost=Cost("scrypt", 16 * 1024, 1),
        profile=profile,
        sections={
            "limits": {"min_free_bytes": 0, "min_free_percent": 0},
            "auth": {"local_tokens": profile == "development"},
        },
    )
    if register:
        world.register(made)
    return made


class GatewayProcess:
    """`lianlu gateway run`, stopped at the end whatever happens."""

    def __init__(self, data: Path, environment: dict[str, str] | None = None, descriptors: int | None = None) -> None:
        """`descriptors`: how many files and connections the process may have open."""

        def limit() -> None:
            if descriptors is not None:
                resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))

        self.process = subprocess.Popen(
            [*RUN, "run", "--data", str(data), "--json", "--lang", "en"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "LIANLU_LANG": "en", **(environment or {})},
            preexec_fn=limit,
        )

    def __enter__(self) -> GatewayProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.end(signal.SIGKILL)

    def ready(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.end(signal.SIGKILL)
        document: dict[str, Any] = json.loads(line)
        return document

    def end(self, number: int | None) -> tuple[int, str]:
        """Send a signal (none: wait); exit status and what was said on stderr."""
        if self.process.poll() is None and number is not None:
            self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=30)
        return self.process.returncode, errors.decode()


def get(url: str, token: str = "") -> tuple[int, Any]:
    request = Request(url, headers={"Authorization": f"Bearer {token}"} if token else {})
    try:
        with urlopen(request, timeout=5) as answer:
            return answer.status, answer.read()
    except HTTPError as error:
        return error.code, error.read()


def command(*arguments: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", "from chain_node.cli import main; main()", *arguments, "--json"],
        capture_output=True,
        check=True,
        timeout=60,
    )
    return json.loads(done.stdout)


def test_it_starts_anchored_answers_and_stops(world: World, tmp_path: Path) -> None:
    data = tmp_path / "gw"
    made = make(world, data, "A")
    with GatewayProcess(data) as gateway:
        urls = gateway.ready()
        assert urls["gateway"] == made.gateway.path
        assert json.loads(get(urls["operations"] + "/readyz")[1]) == {"ready": True, "problems": {}, "waiting": {}}
        assert b"lianlu_log_leaves" in get(urls["operations"] + "/metrics")[1]
        for name, path in (("systems", "/api/v1/health"), ("operations", "/r1/x"), ("management", "/metrics")):
            assert get(urls[name] + path)[0] == 404
        assert get(urls["management"] + "/api/v1/health")[0] == 401
        token = command("token", "issue", "--data", str(data), "--scope", "health:read")["token"]
        status, body = get(urls["management"] + "/api/v1/health", token)
        assert status == 200, body
        assert json.loads(body)["ready"] is True
        assert get(urls["management"] + "/api/v1/receipts", token)[0] == 401
        schema = json.loads(get(urls["management"] + "/openapi.json")[1])
        assert schema["openapi"].startswith("3.1")
        with GatewayProcess(data) as second:
            status, said = second.end(None)
            assert status == 1
            assert "log.busy" in said or "gateway.config" in said, said
        status, said = gateway.end(signal.SIGTERM)
        assert status == 0, said
        assert "Traceback" not in said


def test_killed_it_starts_again_and_an_old_copy_does_not(world: World, tmp_path: Path) -> None:
    data = tmp_path / "gw"
    make(world, data, "B")
    with GatewayProcess(data) as gateway:
        gateway.ready()
        gateway.end(signal.SIGKILL)
    copy = tmp_path / "copy"
    shutil.copytree(data, copy)
    for _ in range(2):
        with GatewayProcess(data) as gateway:
            gateway.ready()
            gateway.end(signal.SIGKILL)
    with GatewayProcess(copy) as old:
        status, said = old.end(None)
    assert status == 1
    assert "log.chain_ahead" in said, said
    assert "lianlu gateway recover" in said, "it says how to go on"
    assert "Traceback" not in said


def test_in_production_an_address_takes_a_second_person(world: World, tmp_path: Path) -> None:
    data, file, store = tmp_path / "gw", tmp_path / "licence.toml", tmp_path / "officer"
    sock = listen()
    operations = sock.getsockname()[1]
    sock.close()
    made = make(world, data, "P", profile="production", operations=operations)
    passphrase = Secret(b"correct horse battery staple")
    KeyStore.create(store, passphrase, "intl", Cost("scrypt", 16 * 1024, 1)).add(
        "security", "secp256k1", world.security.to_bytes()
    )
    write_private(tmp_path / "passphrase", passphrase.reveal())
    url = f"http://127.0.0.1:{operations}"
    name = f"service {MEMBER.path}/S/licence"

    def declare(path: str) -> Any:
        file.write_text(f'service = "licence"\nsubsystem = "S"\nbase_url = "http://10.0.0.1/{path}"\n')
        return command("service", "apply", str(file), "--data", str(data))

    def confirm() -> Any:
        command(
            "service", "confirm", str(file), "--gateway", made.gateway.path, "--key", "security",
            "--store", str(store), "--passphrase-file", str(tmp_path / "passphrase"),
        )  # fmt: skip
        return command("service", "apply", str(file), "--data", str(data))["waiting"]

    def waiting(code: str) -> dict[str, str]:
        """What waits, once the service waits for this reason, or once nothing does."""
        deadline = time.monotonic() + 30
        while True:
            told: dict[str, str] = json.loads(get(url + "/readyz")[1])["waiting"]
            if told.get(name, "").partition(":")[0] == code:
                return told
            assert time.monotonic() < deadline, told
            time.sleep(0.1)

    with GatewayProcess(data) as gateway:
        gateway.ready()
        proposed = declare("one")["waiting"]
        assert not proposed["confirmed"]
        assert proposed["digest"] in waiting("gateway.unconfirmed")[name]
        assert b"lianlu_addresses_waiting 1.0" in get(url + "/metrics")[1]
        assert confirm() == {**proposed, "confirmed": True}
        assert waiting("") == {}
        assert b"lianlu_addresses_waiting 0.0" in get(url + "/metrics")[1]
        [row] = command("service", "list", "--data", str(data))["services"]
        assert not row["waiting"]
        world.dismiss_security()
        declare("two")
        waiting("gateway.unconfirmed")
        confirm()
        waiting("gateway.confirmer")
        [row] = command("service", "list", "--data", str(data))["services"]
        assert row["waiting"]
        status, said = gateway.end(signal.SIGTERM)
        assert (status, "Traceback" in said) == (0, False), said
    with GatewayProcess(data) as gateway:
        gateway.ready()
        assert waiting("gateway.confirmer").keys() == {name}
        assert command("gateway", "status", "--data", str(data))["waiting"].keys() == {name}
        assert declare("one")["waiting"] is None, "what was in force is, whatever became of who confirmed it"
        assert waiting("") == {}


def test_too_few_descriptors_are_refused_at_the_start(world: World, tmp_path: Path) -> None:
    data = tmp_path / "gw"
    make(world, data, "F", register=False)
    with GatewayProcess(data, descriptors=100) as gateway:
        status, said = gateway.end(None)
    assert status == 1
    assert "gateway.descriptors" in said, said
    assert "ulimit -n" in said


def test_what_is_not_registered_does_not_start(world: World, tmp_path: Path) -> None:
    data = tmp_path / "gw"
    made = make(world, data, "C", register=False)
    with GatewayProcess(data) as gateway:
        status, said = gateway.end(None)
    assert status == 1
    assert "gateway.not_registered" in said, said
    shown = command("gateway", "status", "--data", str(data))
    assert shown["tls_sha256"] == made.tls_sha256.hex()
    assert shown["running"] is False


def test_the_ledger_may_be_away_at_the_start(world: World, tmp_path: Path) -> None:
    data = tmp_path / "gw"
    make(world, data, "D")
    with GatewayProcess(data) as gateway:
        gateway.ready()
        gateway.end(signal.SIGTERM)
    sock = listen()
    operations = f"127.0.0.1:{sock.getsockname()[1]}"
    sock.close()
    environment = {
        "LIANLU_GATEWAY__LISTEN__OPERATIONS": operations,
        "LIANLU_GATEWAY__LEDGER__URLS": '["http://127.0.0.1:9"]',
    }
    with GatewayProcess(data, environment) as gateway:
        problems = wait_for(f"http://{operations}/readyz")["problems"]
        assert set(problems) >= {"start", "ledger"}
        status, said = gateway.end(signal.SIGTERM)
    assert status == 0, said
    assert "Traceback" not in said


def wait_for(url: str, seconds: float = 30.0) -> Any:
    """The JSON that `url` answers, once it answers."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return json.loads(get(url)[1])
        except OSError:
            assert time.monotonic() < deadline, "it never listened"
            time.sleep(0.1)
