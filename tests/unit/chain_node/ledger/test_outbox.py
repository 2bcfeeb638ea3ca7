"""Each intent reaches the ledger exactly once: a table of deaths, crossed with "it happened anyway"."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import rlp
from eth_account import Account

from chain_node.crypto.secp256k1 import EthKey
from chain_node.ledger.blocks import EventLog
from chain_node.ledger.errors import LedgerUnavailable, OutboxError
from chain_node.ledger.outbox import MAX_DATA, RESEND_S, Entry, Outbox, State
from chain_node.ledger.transactions import address_of, created_address, sign_transaction, transaction_hash
from tests.simulator import Revert, SimulatedLedger

TO = b"\x0a" * 20
CHAIN = 1337


class Killed(BaseException):
    """Stands for SIGKILL: nothing may catch it."""


class World:
    """One account, its outbox file, and a ledger that counts what was carried out."""

    def __init__(self, directory: Path, *, automine: bool = True) -> None:
        self.path = directory / "outbox.db"
        self.key = EthKey.from_bytes(b"\x07" * 32)
        self.done: list[bytes] = []
        self.ledger = SimulatedLedger(self._handle, chain_id=CHAIN, automine=automine)
        self.now = 0.0
        self.outbox = self.open()

    def _handle(self, sender: bytes, to: bytes, data: bytes) -> list[EventLog]:
        if data.startswith(b"revert"):
            raise Revert(b"\x01\x02")
        self.done.append(data)
        return []

    def open(self) -> Outbox:
        return Outbox(self.path, self.ledger, self.key, CHAIN, clock=lambda: self.now)

    def restart(self) -> None:
        self.outbox.close()
        self.outbox = self.open()

    def states(self, *intents: str) -> list[State]:
        return [self.outbox.get(intent).state for intent in intents]

    def settle(self, rounds: int = 8) -> None:
        for _ in range(rounds):
            try:
                if self.outbox.pump() == 0:
                    return
            except LedgerUnavailable:
                pass
            self.ledger.mine()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path, automine=False)
    yield made
    made.outbox.close()


def test_signed_bytes_are_those_of_the_reference_implementation() -> None:
    key = EthKey.from_bytes(b"\x07" * 32)
    for nonce, chain_id, to, data in [(0, 1, TO, b""), (9, 2**48 - 1, TO, b"x" * 100), (300, CHAIN, None, b"\0")]:
        raw = sign_transaction(key, chain_id, nonce, to, data, 21_000)
        reference = Account.sign_transaction(
            {
                "nonce": nonce, "gasPrice": 0, "gas": 21_000, "to": to or b"", "value": 0, "data": data,
                "chainId": chain_id,
            },
            b"\x07" * 32,
        )  # fmt: skip
        assert raw == bytes(reference.raw_transaction)
        assert transaction_hash(raw) == bytes(reference.hash)


def test_address_of_a_created_contract() -> None:
    # A published example of keccak(rlp([address, nonce])), last 20 bytes.
    sender = bytes.fromhex("6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0")
    assert created_address(sender, 0).hex() == "cd234a471b72ba2f1ccf0a70fcaba648a5eecd8d"
    assert created_address(sender, 1).hex() == "343c43a37d37dff08ae8c4a11544c718abb4fcf8"


def test_intent_goes_from_queued_to_mined(world: World) -> None:
    assert world.outbox.enqueue("a", TO, b"1").state is State.QUEUED
    assert world.ledger.submitted == []
    world.outbox.pump()
    assert world.states("a") == [State.SENT]
    world.ledger.mine()
    assert world.outbox.pump() == 0
    entry = world.outbox.get("a")
    assert (entry.state, entry.block, entry.nonce, entry.tries) == (State.MINED, 1, 0, 1)
    assert entry.tx_hash == world.ledger.submitted[0]
    assert (entry.raw, entry.data) == (None, b"")  # an anchor a minute would fill the disk
    assert world.done == [b"1"]


def test_same_intent_again_changes_nothing_and_another_call_under_it_is_refused(world: World) -> None:
    world.outbox.enqueue("a", TO, b"1")
    world.outbox.pump()
    assert world.outbox.enqueue("a", TO, b"1").state is State.SENT
    with pytest.raises(OutboxError):
        world.outbox.enqueue("a", TO, b"2")
    world.settle()
    assert world.outbox.enqueue("a", TO, b"1").state is State.MINED
    for to, data in ((TO, b"2"), (TO[:-1] + b"\x0b", b"1"), (None, TO + b"1")):
        with pytest.raises(OutboxError):
            world.outbox.enqueue("a", to, data)
    world.settle()
    assert world.done == [b"1"]


def test_many_are_in_flight_with_consecutive_nonces_in_order(world: World) -> None:
    for number in range(20):
        world.outbox.enqueue(str(number), TO, b"%d" % number)
    world.outbox.pump()
    assert [world.outbox.get(str(number)).nonce for number in range(20)] == list(range(20))
    world.settle()
    assert world.done == [b"%d" % number for number in range(20)]


def test_nonces_begin_where_the_account_stands(world: World) -> None:
    world.ledger.submit(sign_transaction(world.key, CHAIN, 0, TO, b"before"))
    world.ledger.mine()
    world.outbox.enqueue("a", TO, b"1")
    world.settle()
    assert world.outbox.get("a").nonce == 1
    assert world.done == [b"before", b"1"]


def test_revert_is_final_and_does_not_stop_the_others(world: World) -> None:
    world.outbox.enqueue("a", TO, b"revert")
    world.outbox.enqueue("b", TO, b"1")
    world.settle()
    assert world.states("a", "b") == [State.FAILED, State.MINED]
    assert world.outbox.get("a").reason == "reverted"


def test_refusal_at_the_door_fails_that_one_and_its_nonce_is_used_by_the_next(world: World) -> None:
    world.outbox.enqueue("a", TO, b"1", gas=10**12)
    world.outbox.enqueue("b", TO, b"2")
    world.settle()
    assert world.states("a", "b") == [State.FAILED, State.MINED]
    assert "gas limit" in world.outbox.get("a").reason
    assert world.outbox.get("b").nonce == 0


DEATHS = [(method, happened) for method in ("nonce", "submit", "receipt") for happened in (False, True)]
AFTERWARDS = ["mined", "waiting", "forgotten"]


@pytest.mark.parametrize("second", [None, *DEATHS])
@pytest.mark.parametrize("first", DEATHS)
@pytest.mark.parametrize("afterwards", AFTERWARDS)
@pytest.mark.parametrize("error", [Killed(), LedgerUnavailable("cut")])
def test_killed_or_cut_off_at_any_point_each_intent_happens_once(
    world: World,
    first: tuple[str, bool],
    second: tuple[str, bool] | None,
    afterwards: str,
    error: BaseException,
) -> None:
    for number in range(3):
        world.outbox.enqueue(f"i{number}", TO, b"%d" % number)
    for method, happened in filter(None, (first, second)):
        world.ledger.fail(method, happened=happened, error=error)
        for _ in range(2):  # receipts are asked for only when something was mined
            try:
                world.outbox.pump()
            except (Killed, LedgerUnavailable):
                break
            world.ledger.mine()
        if isinstance(error, Killed):
            world.restart()
        if afterwards == "mined":
            world.ledger.mine()
        elif afterwards == "forgotten":
            world.ledger.drop_pool()
            world.now += RESEND_S + 1
    world.settle()
    assert world.states("i0", "i1", "i2") == [State.MINED] * 3
    assert world.done == [b"0", b"1", b"2"]
    assert sorted(world.outbox.get(f"i{number}").nonce or 0 for number in range(3)) == [0, 1, 2]


def test_killed_between_noting_and_signing(world: World) -> None:
    world.outbox.enqueue("a", TO, b"1")
    world.restart()
    assert world.states("a") == [State.QUEUED]
    world.settle()
    assert world.done == [b"1"]


def test_a_pool_that_was_forgotten_is_filled_again_with_the_same_bytes(world: World) -> None:
    world.outbox.enqueue("a", TO, b"1")
    world.outbox.enqueue("b", TO, b"2")
    world.outbox.pump()
    world.ledger.drop_pool()
    world.outbox.pump()
    assert len(world.ledger.submitted) == 2  # not at once: it may only be slow
    world.now += RESEND_S + 1
    world.settle()
    assert len(set(world.ledger.submitted)) == 2 and len(world.ledger.submitted) == 4
    assert world.done == [b"1", b"2"]


def test_gap_left_by_a_forgetful_ledger_is_closed_before_going_on(world: World) -> None:
    world.outbox.enqueue("a", TO, b"1")
    world.outbox.pump()
    world.ledger.drop_pool()
    world.outbox.enqueue("b", TO, b"2")
    world.settle()
    assert world.done == [b"1", b"2"]


def test_ledger_that_lost_blocks_of_ours_is_an_error_not_a_second_sending(world: World) -> None:
    world.outbox.enqueue("a", TO, b"1")
    world.settle()
    world.outbox.enqueue("b", TO, b"2")
    world.outbox.pump()
    world.ledger.drop_pool()
    world.ledger.fork(1)
    world.now += RESEND_S + 1
    with pytest.raises(OutboxError, match="lacks"):
        for _ in range(3):
            world.outbox.pump()


def test_nonce_used_by_another_process_means_signing_anew(world: World) -> None:
    world.outbox.enqueue("a", TO, b"1")
    world.ledger.fail("submit", happened=False)
    with pytest.raises(LedgerUnavailable):
        world.outbox.pump()
    world.ledger.submit(sign_transaction(world.key, CHAIN, 0, TO, b"stranger"))
    world.ledger.mine()
    world.settle()
    assert world.done == [b"stranger", b"1"]
    assert world.outbox.get("a").nonce == 1


def test_nonce_held_by_a_waiting_stranger_is_waited_out(world: World) -> None:
    world.ledger.replaceable = False
    world.ledger.submit(sign_transaction(world.key, CHAIN, 0, TO, b"stranger"))
    world.outbox.enqueue("a", TO, b"1")
    world.outbox.pump()
    assert world.states("a") == [State.UNKNOWN]
    world.settle()
    assert world.done == [b"stranger", b"1"]


def test_lagging_node_does_not_make_us_sign_twice(world: World) -> None:
    """The receipt is not there at the first look although the nonce is used: only a second look counts."""
    world.outbox.enqueue("a", TO, b"1")
    world.outbox.pump()
    world.ledger.mine()
    receipts = world.ledger.receipt
    answers: Iterator[bool] = itertools.chain([False], itertools.repeat(True))

    world.ledger.receipt = lambda tx_hash: receipts(tx_hash) if next(answers) else None  # type: ignore[method-assign]
    world.outbox.pump()
    assert world.states("a") == [State.SENT]
    world.outbox.pump()
    assert world.states("a") == [State.MINED]
    assert world.done == [b"1"]


def test_mined_between_the_look_at_the_nonce_and_the_sending_is_not_signed_anew(world: World) -> None:
    world.ledger.knows_mined = False  # as some engines: "nonce too low", even for the very transaction that is mined
    world.outbox.enqueue("a", TO, b"1")
    world.ledger.fail("submit", happened=True)
    with pytest.raises(LedgerUnavailable):
        world.outbox.pump()
    nonce = world.ledger.nonce

    def mined_just_after(address: bytes) -> int:
        seen = nonce(address)
        world.ledger.mine()
        return seen

    world.ledger.nonce = mined_just_after  # type: ignore[method-assign]
    world.settle()
    assert world.done == [b"1"]
    assert world.states("a") == [State.MINED]


def test_new_process_does_not_rely_on_the_clock_of_the_old_one(world: World) -> None:
    world.now = 10_000.0
    world.outbox.enqueue("a", TO, b"1")
    world.outbox.pump()
    world.ledger.drop_pool()
    world.now = 1.0
    world.restart()
    world.outbox.pump()
    assert len(world.ledger.submitted) == 2


def test_what_was_replaced_before_it_arrived_is_never_sent(world: World) -> None:
    world.outbox.enqueue("old", TO, b"old")
    world.ledger.fail("submit", happened=False)
    with pytest.raises(LedgerUnavailable):
        world.outbox.pump()
    world.outbox.replace("old", "new", TO, b"new")
    world.settle()
    assert world.ledger.submitted == [world.outbox.get("new").tx_hash]
    assert world.done == [b"new"]


@pytest.mark.parametrize("stage", ["queued", "unknown", "sent"])
@pytest.mark.parametrize("faster", ["old", "new"])
@pytest.mark.parametrize("replaceable", [True, False])
def test_replacement_and_original_are_never_both_mined_under_one_nonce(
    world: World, stage: str, faster: str, replaceable: bool
) -> None:
    world.ledger.replaceable = replaceable
    world.outbox.enqueue("old", TO, b"old")
    if stage == "unknown":
        world.ledger.fail("submit", happened=True)
        with pytest.raises(LedgerUnavailable):
            world.outbox.pump()
    elif stage == "sent":
        world.outbox.pump()
    world.outbox.replace("old", "new", TO, b"new")
    if faster == "old":
        world.ledger.mine()
    world.settle(12)
    assert world.states("new") == [State.MINED]
    assert world.done.count(b"new") == 1
    if stage != "queued" and (faster == "old" or not replaceable):
        assert world.done == [b"old", b"new"]
        assert world.states("old") == [State.MINED]
    else:
        assert world.done == [b"new"]
        assert (world.outbox.get("old").state, world.outbox.get("old").reason) == (State.FAILED, "replaced")


def test_final_or_replaced_intents_cannot_be_replaced(world: World) -> None:
    world.outbox.enqueue("a", TO, b"1")
    world.settle()
    with pytest.raises(OutboxError):
        world.outbox.replace("a", "b", TO, b"2")
    with pytest.raises(OutboxError):
        world.outbox.replace("never", "b", TO, b"2")
    world.outbox.enqueue("c", TO, b"3")
    world.outbox.pump()
    world.outbox.replace("c", "d", TO, b"4")
    with pytest.raises(OutboxError):
        world.outbox.replace("c", "e", TO, b"5")
    with pytest.raises(OutboxError):
        world.outbox.replace("d", "a", TO, b"5")


def test_outage_leaves_everything_waiting(world: World) -> None:
    world.outbox.enqueue("a", TO, b"1")
    world.ledger.down = True
    for _ in range(3):
        with pytest.raises(LedgerUnavailable):
            world.outbox.pump()
    with pytest.raises(LedgerUnavailable):
        world.outbox.wait("a", timeout=0.02, interval=0.01)
    world.ledger.down = False
    world.settle()
    assert world.done == [b"1"]


def test_wait_returns_the_final_entry_or_the_open_one(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.outbox.enqueue("a", TO, b"1")
    assert world.outbox.wait("a", timeout=5, interval=0.001).state is State.MINED
    world.ledger.automine = False
    world.outbox.enqueue("b", TO, b"2")
    assert world.outbox.wait("b", timeout=0.02, interval=0.01).state is State.SENT
    world.outbox.close()


def test_a_second_process_another_account_and_another_chain_are_kept_out(world: World, tmp_path: Path) -> None:
    with pytest.raises(OutboxError, match="in use"):
        world.open()
    world.outbox.close()
    with pytest.raises(OutboxError, match="account"):
        Outbox(world.path, world.ledger, EthKey.from_bytes(b"\x08" * 32), CHAIN)
    with pytest.raises(OutboxError, match="chain"):
        Outbox(world.path, world.ledger, world.key, CHAIN + 1)
    with pytest.raises(OutboxError):
        Outbox(tmp_path / "nowhere" / "outbox.db", world.ledger, world.key, CHAIN)
    (tmp_path / "bad.db").write_bytes(b"no database" * 100)
    with pytest.raises(OutboxError):
        Outbox(tmp_path / "bad.db", world.ledger, world.key, CHAIN)
    world.outbox = world.open()


@pytest.mark.parametrize(("intent", "data"), [("", b""), ("x" * 201, b""), ("a", b"x" * (MAX_DATA + 1))])
def test_oversized_intents_are_refused(world: World, intent: str, data: bytes) -> None:
    with pytest.raises(OutboxError):
        world.outbox.enqueue(intent, TO, data)
    assert world.outbox.open_entries() == ()


def test_signed_bytes_are_stored_before_they_are_sent(world: World) -> None:
    """What the ledger is handed lies in the file already, as another reader of the file sees it."""
    seen: list[tuple[bytes, str]] = []
    submit = world.ledger.submit

    def check(raw: bytes) -> bytes:
        with sqlite3.connect(world.path) as reader:
            seen.extend(reader.execute("SELECT raw, state FROM intent WHERE intent = 'a'"))
        return submit(raw)

    world.ledger.submit = check  # type: ignore[method-assign]
    world.outbox.enqueue("a", TO, b"1")
    world.outbox.pump()
    entry: Entry = world.outbox.get("a")
    assert seen == [(entry.raw, "unknown")]
    assert entry.raw is not None and rlp.decode(entry.raw)[3] == TO
    assert address_of(world.key) == bytes.fromhex(Account.recover_transaction(entry.raw)[2:])
