"""Exchanges that are handed over while both gateways are killed: none is lost, none is carried out twice.

Real processes, killed at named points and at random. Then: every job that was taken (202) has ended in an answer, which
is the one that its back end gave, or in the refusal that says nobody knows; the back end saw each writing call once;
the provider's row, the consumer's row and both logs say the same, and `audit fsck` and `audit verify` find nothing.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from exchange_api.adapters.store import Side, State
from scripts.demo.cast import FUND
from tests.faults.stack import CONSUMER, PROVIDER, Stack, eventually, rows_of, running

WRITER = ("signed", "written", "committed", "released")
POINTS = [
    *((CONSUMER, point) for point in (*WRITER, "answered")),
    *((PROVIDER, point) for point in (*WRITER, "dispatched", "called")),
]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running(tmp_path_factory.mktemp("stack")) as found:
        yield found


@dataclass(frozen=True)
class Answer:
    """Status, X-Road's fault code, body."""

    status: int
    error: str | None
    body: bytes


class HandOver(threading.Thread):
    """Hands over one call after the other until told to stop, whatever happens; remembers what was taken."""

    def __init__(self, stack: Stack, name: str) -> None:
        super().__init__(daemon=True)
        self._address = urlsplit(stack.network.systems_url(FUND.gateway.path)).netloc
        self._service = f"/r1/{stack.load.service}"
        self._tag = name
        self._over = threading.Event()
        self.taken: dict[str, tuple[str, bytes]] = {}
        self.start()

    def run(self) -> None:
        number = 0
        while not self._over.wait(0.05):
            number += 1
            path, body = f"/later/{self._tag}/{number}", f"body {number} ".encode() * (1 + 20_000 * (number % 2))
            try:
                answer = self.ask("POST", self._service + path, body, Prefer="respond-async")
            except (OSError, http.client.HTTPException):
                continue
            if answer.status == 202:
                self.taken[json.loads(answer.body)["exchange_id"]] = path, body

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """What the consumer's gateway answers. Raises OSError, HTTPException."""
        connection = http.client.HTTPConnection(self._address, timeout=10)
        try:
            connection.request(method, path, body, {"X-Road-Client": FUND.subsystem.path, **headers})
            answer = connection.getresponse()
            return Answer(answer.status, answer.getheader("X-Road-Error"), answer.read())
        finally:
            connection.close()

    def stop(self) -> None:
        """No more calls."""
        self._over.set()
        self.join(15)

    def status(self, identity: str) -> str | None:
        """How a job stands; None if it is gone."""
        answer = self.ask("GET", f"/lianlu/v1/async/{identity}")
        assert answer.status in (200, 404), answer
        return None if answer.status == 404 else json.loads(answer.body)["status"]

    def all_ended(self) -> bool:
        """Whether no job is pending any more."""
        return all(self.status(one) in ("done", "failed") for one in list(self.taken))


def judge(stack: Stack, jobs: HandOver) -> Counter[str]:
    """Compare what clients were told, what the back end saw, and what both logs hold; the outcomes."""
    eventually(jobs.all_ended, 60.0)
    calls = Counter(line for line in (stack.root / "calls").read_text().splitlines() if "/later/" in line)
    assert [line for line, count in calls.items() if count > 1] == []
    rows = {name: rows_of(one.data) for name, one in stack.gateways.items()}
    outcomes: Counter[str] = Counter()
    for identity, (path, body) in jobs.taken.items():
        asked, answered = (rows[name][bytes.fromhex(identity)] for name in (CONSUMER, PROVIDER))
        assert (asked.side, answered.side) == (Side.ASKED, Side.ANSWERED)
        assert asked.state is answered.state, identity
        digest = hashlib.sha256(body).hexdigest()
        answer = jobs.ask("GET", f"/lianlu/v1/async/{identity}/response")
        if asked.state is State.DONE:
            assert answer.body == f"{path} {digest}".encode()
            assert calls[f"POST {path} {digest}"] == 1
        outcomes[answer.error or str(answer.status)] += 1
    stack.audit()
    return outcomes


@pytest.mark.parametrize(("name", "point"), POINTS)
def test_a_gateway_dies_at(stack: Stack, name: str, point: str) -> None:
    jobs = HandOver(stack, f"{name}-{point}")
    try:
        eventually(lambda: len(jobs.taken) >= 3)
        stack.die_at(name, point, 3)
        time.sleep(0.5)
        stack.start(name)
        count = len(jobs.taken)
        eventually(lambda: len(jobs.taken) >= count + 3)
    finally:
        jobs.stop()
    outcomes = judge(stack, jobs)
    assert outcomes["200"] >= 6
    assert set(outcomes) <= {"200", "Server.ServerProxy.ServiceFailed.OutcomeUnknown"}


def test_both_die_at_random_and_large_bodies_are_not_lost(stack: Stack) -> None:
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    jobs = HandOver(stack, "random")
    try:
        eventually(lambda: len(jobs.taken) >= 5)
        for _ in range(4):
            names = chance.sample((CONSUMER, PROVIDER), chance.choice((1, 1, 2)))
            time.sleep(chance.uniform(0.0, 0.8))
            stack.kill(*names)
            time.sleep(chance.uniform(0.0, 0.5))
            stack.start(*names)
        count = len(jobs.taken)
        eventually(lambda: len(jobs.taken) >= count + 5)
    finally:
        jobs.stop()
    outcomes = judge(stack, jobs)
    assert outcomes["200"] >= 10
    assert set(outcomes) <= {"200", "Server.ServerProxy.ServiceFailed.OutcomeUnknown"}


def test_cancelled_and_acknowledged_by_whom_is_killed(stack: Stack) -> None:
    """Ends of jobs are asked for while the consumer dies; afterwards each is a job still, or gone for good."""
    jobs = HandOver(stack, "ends")
    eventually(lambda: len(jobs.taken) >= 12)
    stack.kill(PROVIDER)
    count = len(jobs.taken)
    eventually(lambda: len(jobs.taken) >= count + 6)
    jobs.stop()
    gone: set[str] = set()

    def end_all() -> None:
        for identity in jobs.taken:
            try:
                answer = jobs.ask("DELETE", f"/lianlu/v1/async/{identity}")
            except (OSError, http.client.HTTPException):
                continue
            if answer.status == 200:
                gone.add(identity)

    ending = threading.Thread(target=end_all)
    ending.start()
    time.sleep(0.1)
    stack.kill(CONSUMER)
    ending.join()
    stack.start(CONSUMER, PROVIDER)
    left = {one for one in jobs.taken if jobs.status(one) is not None}
    assert gone, "none was ended in time"
    assert not gone & left, "what was ended stays ended"
    jobs.taken = {one: jobs.taken[one] for one in left}
    judge(stack, jobs)
    stack.check()


def test_directories_hold_no_body_that_nobody_needs(stack: Stack) -> None:
    """Files of requests go with their jobs, those of answers with their time."""
    assert [file.name for file in _spool(stack, CONSUMER) if file.name.endswith("-0")] == []
    assert [file.name for file in _spool(stack, PROVIDER) if file.name.endswith("-0")] == []


def _spool(stack: Stack, name: str) -> list[Path]:
    return list((stack.gateways[name].data / "spool").iterdir())
