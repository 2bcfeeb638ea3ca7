"""A whole stack of real processes under load, and the judgement of what its members' directories hold afterwards."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from audit.errors import EXIT_INCOMPLETE
from chain_node.evidence.leaf import Role, parse_leaf
from chain_node.evidence.statement import MType, parse
from chain_node.log.journal import JournalEntry
from chain_node.log.reader import LogReader
from exchange_api.adapters.store import Reader, Row, Side, State
from scripts.demo.cast import FUND
from scripts.network.network import LEDGER, Gateway, Network
from scripts.network.ports import free_ports, refusing_port
from scripts.sandbox import NO_LOCKOUT, build, grant, offers
from tests.faults.load import Load
from tests.faults.preloaded import POINT_FILE, Conditions, PreloadedProcesses, run_command

CONSUMER, PROVIDER, BACK_END = "consumer", "provider", "back-end"
QUICK = {"LIANLU_GATEWAY__LEDGER__ANCHOR_INTERVAL_S": "1", "LIANLU_GATEWAY__LEDGER__POLL_MS": "200"}


class Stack:
    """Ledger, consumer, provider, back end, and load on them. See `running`."""

    def __init__(self, root: Path, processes: PreloadedProcesses, network: Network, back_end_port: int) -> None:
        self.root = root
        self.processes = processes
        self.network = network
        self._port = back_end_port
        self._calls = root / "calls"
        self.load: Load

    @property
    def gateways(self) -> dict[str, Gateway]:
        """Consumer and provider by name."""
        return {one.process: one for one in self.network.gateways.values()}

    # -- killing and starting

    def kill(self, *names: str) -> None:
        """SIGKILL."""
        for name in names:
            self.processes.kill(name)

    def begin(self, name: str) -> None:
        """Start a process on its directory."""
        if name == BACK_END:
            command = [sys.executable, "-m", "tests.faults.back_end", str(self._port), str(self._calls)]
            self.processes.spawn(BACK_END, command)
        elif name == LEDGER:
            self.network.start_ledger()
        else:
            self.network.start(self.gateways[name])

    def start(self, *names: str) -> None:
        """Start processes on their directories; returns when all are ready."""
        for name in names:
            self.begin(name)
        for name in names:
            self.processes.ready(name)

    def die_at(self, name: str, point: str, count: int = 1) -> None:
        """Have a gateway die when it reaches `point` for the count-th time from now; wait until it has."""
        file = self.gateways[name].data / POINT_FILE
        file.with_suffix(".new").write_text(f"{point} {count}")
        file.with_suffix(".new").replace(file)
        try:
            assert self.processes.wait(name, 30.0) == -9
        finally:
            file.unlink()

    # -- judging

    def check(self) -> None:
        """Judge what is there by the bytes and by the commands; nobody needs to know what happened."""
        for one in self.gateways.values():
            eventually(partial(_all_closed, one.data))
        rows = {name: rows_of(one.data) for name, one in self.gateways.items()}
        assert self.load.wrong == []
        self._check_calls()
        for done in self.load.acknowledged:
            for name, side in ((CONSUMER, Side.ASKED), (PROVIDER, Side.ANSWERED)):
                row = rows[name].get(bytes.fromhex(done.exchange_id))
                assert row is not None, f"{name} does not know {done}"
                assert (row.side, row.state) == (side, State.DONE), (name, done, row)
        for one in self.gateways.values():
            _check_leaves(one.data, rows[one.process])
        self.audit()

    def anchored(self) -> None:
        """Wait until every exchange is anchored on both sides; clients then get receipts that say so."""
        for one in self.gateways.values():
            newest = max(row.answer_leaf or row.request_leaf for row in rows_of(one.data).values())
            eventually(partial(_is_anchored, one.data, newest))
        for done in self.load.acknowledged[:1] + self.load.acknowledged[-3:]:
            receipt = self.receipt(done.exchange_id)
            assert receipt["state"] == "done", receipt
            assert receipt["proof"] in ("anchored", "reconciled"), receipt

    def _check_calls(self) -> None:
        """Every acknowledged exchange reached the back end as it was sent, and no writing call reached it twice."""
        lines = self._calls.read_text().splitlines()
        calls = Counter(line for line in lines if line.startswith("POST"))
        assert [line for line, count in calls.items() if count > 1] == []
        missing = {f"{one.method} {one.path} {one.digest}" for one in self.load.acknowledged} - set(lines)
        assert not missing

    def receipt(self, exchange_id: str) -> dict[str, Any]:
        """An exchange's receipt, as its client gets it."""
        url = f"{self.network.systems_url(FUND.gateway.path)}/lianlu/v1/receipts/{exchange_id}"
        with urlopen(Request(url, headers={"X-Road-Client": FUND.subsystem.path}), timeout=10) as answer:
            document: dict[str, Any] = json.loads(answer.read())
        return document

    def audit(self, *options: str) -> None:
        """`lianlu audit fsck` on each directory and `lianlu audit verify` on both say that all is well."""
        directories = [str(one.data) for one in self.gateways.values()]
        where = ["--ledger", self.network.ledger_url, "--trust", str(self.network.trust_file), "--json", *options]
        fsck = [["audit", "fsck", one, "--json"] for one in directories]
        commands = [["audit", "verify", *directories, *where], *fsck]
        for attempt in range(6):
            with ThreadPoolExecutor(3) as pool:
                found = list(pool.map(lambda one: run_command(one, self.root / "audit.log"), commands))
            if found[0][0] != EXIT_INCOMPLETE:
                break
            time.sleep(2 * attempt)  # what is logged meanwhile waits for its anchor
        for command, (status, printed) in zip(commands, found, strict=True):
            assert status == 0, (command[:2], status, printed[-3000:], (self.root / "audit.log").read_text()[-2000:])

    def journal(self, name: str) -> list[JournalEntry]:
        """Every checkpoint that a gateway has signed."""
        with LogReader(self.gateways[name].data / "log") as log:
            return list(log.checkpoints())

    def size(self, name: str) -> int:
        """Number of leaves of a gateway's log."""
        with LogReader(self.gateways[name].data / "log") as log:
            return log.size


def _all_closed(data: Path) -> bool:
    """Whether every request without an answer was taken back, or closed."""
    rows = Reader(data / "log")
    try:
        return not [row for side in Side for row in rows.open_rows(side)]
    finally:
        rows.close()


def _is_anchored(data: Path, leaf: int) -> bool:
    with LogReader(data / "log") as log:
        return log.covering(leaf) is not None


def rows_of(data: Path) -> dict[bytes, Row]:
    """Every exchange of a gateway, by its id."""
    rows = Reader(data / "log")
    try:
        return {one.exchange_id: one for one in rows.page(None, 1 << 30)}
    finally:
        rows.close()


def _check_leaves(data: Path, rows: dict[bytes, Row]) -> None:
    """Both leaves of every finished exchange say what its row says."""
    with LogReader(data / "log") as log:
        leaves = dict(log.leaves())
    for row in rows.values():
        if row.state is State.DONE:
            asked, answered = parse_leaf(leaves[row.request_leaf]), parse_leaf(leaves[row.answer_leaf or -1])
            roles = (Role.SENT, Role.RECV) if row.side is Side.ASKED else (Role.RECV, Role.SENT)
            assert (asked.role, answered.role) == roles
            for leaf, mtype in ((asked, MType.REQ), (answered, MType.RES)):
                statement = parse(leaf.message)
                assert (statement.exchange_id, statement.mtype) == (row.exchange_id, mtype)


@contextmanager
def running(root: Path) -> Iterator[Stack]:
    """A stack that takes exchanges, with its load at rest; everything is ended afterwards."""
    [port] = free_ports(1)
    dead, dead_port = refusing_port()
    with dead, PreloadedProcesses(root / "logs") as processes:
        processes.common = Conditions(QUICK)
        url = f"http://127.0.0.1:{port}"
        network = build(root, processes, url, "intl", NO_LOCKOUT, dead_port)
        stack = Stack(root, processes, network, port)
        try:
            stack.start(BACK_END)
            network.begin()
            grant(network, {"service": offers(url, dead_port)["service"]})
            network.ready()
            service = offers(url, dead_port)["service"].ref.path
            stack.load = Load(network.systems_url(FUND.gateway.path), service, FUND.subsystem.path)
            try:
                yield stack
            finally:
                stack.load.close()
        finally:
            network.close()


def eventually(check: Callable[[], bool], seconds: float = 15.0) -> None:
    """Wait until `check` holds."""
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)
