"""The whole stack under load, as real processes, killed one by one, together, at named points and at random moments.

Ledger, two gateways and a back end; after every death they are started again on the same directories. Then, whatever
happened: every exchange that a client was told of stands finished in both logs, no writing call reached the back end
twice, and `lianlu audit fsck` and `lianlu audit verify` find nothing.
"""

from __future__ import annotations

import random
import resource
import shutil
import time
from collections.abc import Iterator

import pytest

from scripts.network.network import LEDGER
from tests.faults.preloaded import Conditions
from tests.faults.stack import BACK_END, CONSUMER, PROVIDER, Stack, eventually, running

ALL = (LEDGER, BACK_END, PROVIDER, CONSUMER)
OUTDATED = {"Server.ClientProxy.LedgerOutdated", "Server.ServerProxy.LedgerOutdated"}
MAX_LAG_S = 5


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running(tmp_path_factory.mktemp("stack")) as found:
        yield found


@pytest.mark.parametrize("names", [(LEDGER,), (BACK_END,), (CONSUMER,), (PROVIDER,), ALL], ids="+".join)
def test_killed_under_load(stack: Stack, names: tuple[str, ...]) -> None:
    with stack.load.on():
        stack.load.more()
        stack.kill(*names)
        stack.start(*names)
        stack.load.more()
    stack.check()


@pytest.mark.parametrize(
    ("provider", "consumer"),
    [
        ("written", "released"),  # in a transaction; the consumer between log and send
        ("released", "committed"),  # the provider between log and send; durable, and nobody knows
        ("committed", "answered"),  # the consumer between the peer's answer and the log
        ("dispatched", "written"),  # logged, the back end not called yet
        ("called", "anchor-submitted"),  # the back end has acted; an anchor was sent and that is not recorded
        ("anchor-journalled", "anchor-settled"),
        ("anchor-submitted", "anchor-signed"),
    ],
)
def test_a_gateway_dies_at(stack: Stack, provider: str, consumer: str) -> None:
    """First the provider; the consumer while that one is away or has just come back."""
    with stack.load.on():
        stack.load.more(10)
        stack.die_at(PROVIDER, provider, 1 if provider.startswith("anchor") else 3)
        stack.begin(PROVIDER)
        stack.die_at(CONSUMER, consumer, 1 if consumer.startswith("anchor") else 3)
        stack.start(CONSUMER)
        stack.processes.ready(PROVIDER)
        stack.load.more(10)
    stack.check()


def test_killed_at_random_moments(stack: Stack) -> None:
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    with stack.load.on():
        for _ in range(2):
            names = chance.sample(ALL, chance.choice((1, 1, 2)))
            time.sleep(chance.uniform(0.0, 0.5))
            stack.kill(*names)
            time.sleep(chance.uniform(0.0, 0.3))
            for name in names:
                stack.begin(name)
            time.sleep(chance.uniform(0.0, 1.0))  # perhaps before it is ready
            again = chance.choice(names)
            stack.kill(again)
            stack.start(again)
            for name in names:
                if name != again:
                    stack.processes.ready(name)
            stack.load.more()
    stack.check()


def test_a_ledger_that_is_away_for_long(stack: Stack) -> None:
    """Exchanges go on as long as the copy is young enough, then are refused; one anchor makes up for all of it."""
    lag = {"LIANLU_GATEWAY__LIMITS__MAX_LEDGER_LAG": f"{MAX_LAG_S} s"}
    stack.kill(CONSUMER, PROVIDER)
    stack.processes.conditions = {CONSUMER: Conditions(lag), PROVIDER: Conditions(lag)}
    stack.start(CONSUMER, PROVIDER)
    with stack.load.on():
        stack.load.more(100)  # by then there is a new block
        stack.kill(LEDGER)
        before = len(stack.load.acknowledged)
        stack.load.errors.clear()
        stack.load.until(lambda: stack.load.errors.total() > 0)
        assert len(stack.load.acknowledged) > before + 10
        stack.load.until(lambda: stack.load.errors.total() > 20)
        assert set(stack.load.errors) <= OUTDATED
        sizes = {name: stack.size(name) for name in (CONSUMER, PROVIDER)}
        epochs = {name: len(stack.journal(name)) for name in sizes}
        stack.start(LEDGER)
        stack.load.more()
    stack.processes.conditions = {}
    stack.check()
    stack.anchored()
    for name, size in sizes.items():
        # The one that was open when the ledger went, if any, was in the journal by then.
        made_up_for = stack.journal(name)[epochs[name]]
        assert made_up_for.size >= size


@pytest.mark.parametrize("name", [CONSUMER, PROVIDER])
def test_a_disk_that_takes_nothing_more(stack: Stack, name: str) -> None:
    """Nothing is released that is not durable, and nothing is lost."""
    with stack.load.on():
        stack.load.more(5)
        stack.load.errors.clear()
        pid = stack.processes.pids[name]
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, 4096))
        stack.load.until(lambda: stack.load.errors.total() > 10)
        assert {one.rpartition(".")[2] for one in stack.load.errors} <= {"LoggingFailed", "MissingSignature"}
        time.sleep(0.3)
        assert name not in stack.processes.ended()
        told = len(stack.load.acknowledged)
        time.sleep(0.2)
        assert len(stack.load.acknowledged) == told
        stack.kill(name)
        stack.start(name)
        stack.load.more(10)
    stack.check()


def test_too_few_descriptors_while_running(stack: Stack) -> None:
    """Whoever cannot be served is not; with more of them the gateway goes on by itself."""
    pid = stack.processes.pids[PROVIDER]
    limits = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    with stack.load.on():
        stack.load.more(5)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (20, limits[1]))
        time.sleep(1.0)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)
        stack.load.more(10)
    stack.check()


def test_a_wrong_clock_keeps_a_gateway_from_starting(stack: Stack) -> None:
    stack.kill(PROVIDER)
    size = stack.size(PROVIDER)
    stack.processes.conditions[PROVIDER] = Conditions(shift_ms=-600_000)
    stack.begin(PROVIDER)
    assert stack.processes.wait(PROVIDER, 30.0) == 1
    said = stack.processes.log(PROVIDER).read_text()
    assert "error [gateway.clock_wrong]" in said
    assert "Set this machine's clock right" in said
    assert stack.size(PROVIDER) == size, "nothing is written with a wrong time"
    del stack.processes.conditions[PROVIDER]
    stack.start(PROVIDER)


def test_after_all_of_it(stack: Stack) -> None:
    """What everything before has left: anchored, reconciled, and without a finding."""
    with stack.load.on():
        stack.load.more()
    stack.check()
    stack.anchored()
    eventually(lambda: stack.receipt(stack.load.acknowledged[0].exchange_id)["proof"] == "reconciled")
    stack.audit("--strict")


def test_at_last_a_clone_fences_the_original(stack: Stack) -> None:
    """A copy that was taken while the original ran has the same keys: whoever anchors first goes on, and only one."""
    original = stack.gateways[PROVIDER].data
    copy = stack.root / "clone"
    shutil.copytree(original, copy)
    own_port = {"LIANLU_GATEWAY__LISTEN__PEER": "127.0.0.1:0", "LIANLU_GATEWAY__LISTEN__SYSTEMS": "127.0.0.1:0"}
    stack.processes.conditions["clone"] = Conditions(own_port)
    stack.processes.spawn_lianlu("clone", "gateway", "run", "--data", str(copy), "--json")
    stack.processes.ready("clone")
    with stack.load.on():
        assert stack.processes.wait(PROVIDER, 30.0) == 1
    said = stack.processes.log(PROVIDER).read_text()
    assert "error [log.chain_ahead]" in said
    assert "lianlu gateway recover" in said
    stack.begin(PROVIDER)
    assert stack.processes.wait(PROVIDER, 30.0) == 1, "it does not come back either"
    assert "clone" not in stack.processes.ended()
