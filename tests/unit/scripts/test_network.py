"""What the network of a sandbox or demo rests on: child processes that always end, ports, signed use commitments."""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from chain_node.crypto.secp256k1 import EthKey
from chain_node.ids import SubsystemRef
from chain_node.ledger.records import Profile
from scripts.demo.audit import forge
from scripts.demo.cases import LICENCE, MARRIAGE, OFFERS
from scripts.network.commitment import CommitmentRefused, check, sign
from scripts.network.plan import RequestPlan, terms
from scripts.network.ports import HIGHEST, LOWEST, free_ports, refusing_port
from scripts.network.processes import Processes, ProcessFailed

DEMANDER = SubsystemRef("LIANLU", "GOV", "12990100990000084W", "GJJ")
READY = "import json, time; print(json.dumps({'ready': True}), flush=True); time.sleep(60)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + READY
FORKING = """
import sys, time
from pathlib import Path
from scripts.network.processes import Processes
with Processes(Path(sys.argv[1])) as processes:
    processes.fork_lianlu("version", "--version")
    process = processes._running["version"]
    print(processes.pids["version"], process.stdout.read().decode().strip(), process.wait(20), flush=True)
    processes.fork_lianlu("wrong", "key", "no-such-command")
    print(processes._running["wrong"].wait(20))
"""
LEAVING = """
import os, sys
from pathlib import Path
from scripts.network.processes import Processes
processes = Processes(Path(sys.argv[1]))
processes.spawn("sleeper", ["sleep", "60"])
print(processes.pids["sleeper"], flush=True)
os.kill(os.getpid(), 9)
"""


def python(source: str) -> list[str]:
    return [sys.executable, "-c", source]


def ends(pid: int, within_s: float = 10.0) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def request() -> RequestPlan:
    return RequestPlan(
        os.urandom(32), DEMANDER, bytes(32), "purpose", "law", "item", 1, 2, {"a": Profile.PLAIN}, ("i",)
    )


def test_children_are_ended_when_their_group_is_left(tmp_path: Path) -> None:
    with Processes(tmp_path) as processes:
        processes.spawn("one", python(READY))
        assert processes.ready("one") == {"ready": True}
        pid = processes.pids["one"]
    assert ends(pid, 0.1)


def test_a_child_that_will_not_end_is_made_to(tmp_path: Path) -> None:
    with Processes(tmp_path, stop_s=0.3) as processes:
        processes.spawn("one", python(STUBBORN))
        processes.ready("one")
        assert processes.stop("one") == -9


def test_a_child_that_fails_is_named_with_its_last_words(tmp_path: Path) -> None:
    with Processes(tmp_path) as processes:
        processes.spawn("one", python("import sys; sys.exit('no room')"))
        with pytest.raises(ProcessFailed, match=r"one did not become ready.*no room"):
            processes.ready("one")
        assert ends_in(processes, "one")


def ends_in(processes: Processes, name: str) -> bool:
    deadline = time.monotonic() + 5
    while name not in processes.ended() and time.monotonic() < deadline:
        time.sleep(0.02)
    return name in processes.ended()


def test_a_child_that_says_something_else_is_not_ready(tmp_path: Path) -> None:
    with Processes(tmp_path) as processes:
        processes.spawn("one", python("print('[]')"))
        with pytest.raises(ProcessFailed, match="instead of being ready"):
            processes.ready("one")


def test_a_forked_child_is_a_process_of_its_own(tmp_path: Path) -> None:
    done = subprocess.run([*python(FORKING), str(tmp_path)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    pid, name, _, status = first.split()
    assert int(pid) > 1 and name == "lianlu" and status == "0"
    assert second == "2"
    assert "no-such-command" in (tmp_path / "wrong.log").read_text()


def test_no_child_outlives_a_parent_that_was_killed(tmp_path: Path) -> None:
    done = subprocess.run([*python(LEAVING), str(tmp_path)], capture_output=True, text=True, timeout=60)
    assert done.returncode == -9
    assert ends(int(done.stdout))


def test_ports_are_free_and_different() -> None:
    ports = free_ports(20)
    assert len(set(ports)) == 20
    assert all(LOWEST <= port <= HIGHEST for port in ports)


def test_a_refusing_port_refuses() -> None:
    held, port = refusing_port()
    with held, pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), 2)


def test_a_commitment_is_found_again_by_its_digest_and_signer(tmp_path: Path) -> None:
    plan, key = request(), EthKey.generate()
    signed = sign(plan, "only for this", key)
    path = tmp_path / "commitment.json"
    path.write_bytes(signed.data)
    found = check(path, signed.digest, key.address_bytes)
    assert found == signed
    assert found.document["request"] == plan.id.hex() and found.document["text"] == "only for this"


def test_a_commitment_of_another_text_or_signer_is_refused(tmp_path: Path) -> None:
    key = EthKey.generate()
    signed = sign(request(), "only for this", key)
    path = tmp_path / "commitment.json"
    path.write_bytes(signed.data)
    with pytest.raises(CommitmentRefused, match="signed by"):
        check(path, signed.digest, EthKey.generate().address_bytes)
    changed = signed.data.replace(b"only", b"also")
    path.write_bytes(changed)
    with pytest.raises(CommitmentRefused, match="digest"):
        check(path, signed.digest, key.address_bytes)
    with pytest.raises(CommitmentRefused, match="signed by"):
        check(path, hashlib.sha256(changed).digest(), key.address_bytes)


def test_terms_hold_two_bits_per_field_in_the_resources_order() -> None:
    found = terms({"b": Profile.MASKED, "c": Profile.PREDICATE}, ["a", "b", "c"], request())
    assert found[0] == 0b111000
    assert found[1] == [hashlib.sha256(b"i").digest()]


def test_every_declaration_of_the_demo_is_catalogued_as_declared() -> None:
    for offer in OFFERS:
        codes = [one["code"] for one in offer.resource().fields]
        assert codes == list(offer.names)
    assert MARRIAGE.compared == {"hyzt", "poxm"}
    assert LICENCE.sources["legal_rep"] == "frxm"


def test_a_forgery_changes_one_bit_of_the_copy_and_nothing_of_the_original(tmp_path: Path) -> None:
    from chain_node.evidence.leaf import Role, encode_leaf
    from chain_node.log.reader import LogReader
    from chain_node.log.store import LogIdentity, create

    identity = LogIdentity(bytes(32), 1, bytes(20), "LIANLU/GOV/X/GW", bytes(32), 0, 1)
    genesis = encode_leaf(bytes(32), 0, Role.GENESIS, 1, (None, 0, bytes(32), 0, "test"))
    create(tmp_path / "gw" / "log", identity, genesis)
    change = forge(tmp_path / "gw", tmp_path / "forged", 0)
    with LogReader(tmp_path / "gw" / "log") as before, LogReader(tmp_path / "forged" / "log") as after:
        assert before.leaf(0) == genesis
        forged = after.leaf(0)
    different = [place for place in range(len(genesis)) if genesis[place] != forged[place]]
    assert different == [change["offset"]] and change["was"] ^ change["is"] == 1
