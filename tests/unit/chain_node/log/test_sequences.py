"""Numbers of received messages, in any order and over restarts, against a plain dictionary."""

from __future__ import annotations

import sqlite3

from hypothesis import given, settings
from hypothesis import strategies as st

from chain_node.log.sequences import INSERT_MESSAGE, MAX_HOLES, UPSERT_PAIR, Draft, Earlier, Sequences
from chain_node.log.store import SCHEMA

LOG = bytes(32)


def database() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(SCHEMA)
    return connection


def digest(seq: int, version: int) -> bytes:
    return seq.to_bytes(16, "big") + version.to_bytes(16, "big")


def write(connection: sqlite3.Connection, draft: Draft) -> None:
    connection.executemany(INSERT_MESSAGE, draft.messages)
    connection.executemany(UPSERT_PAIR, draft.pair_rows())
    draft.apply()


arrivals = st.lists(st.tuples(st.integers(1, 40), st.integers(0, 1)), max_size=8)
steps = st.lists(st.tuples(arrivals, st.sampled_from(["commit", "fail", "restart"])), max_size=12)


@settings(max_examples=300, deadline=None)
@given(steps)
def test_each_number_is_new_the_same_or_forked_exactly_as_a_dictionary_says(
    script: list[tuple[list[tuple[int, int]], str]],
) -> None:
    connection = database()
    sequences = Sequences(connection)
    known: dict[int, tuple[int, int]] = {}
    leaf = 0
    for group, end in script:
        draft, grown = sequences.draft(connection), dict(known)
        for seq, version in group:
            leaf += 1
            found = draft.add_received(LOG, seq, leaf, digest(seq, version))
            if seq in grown:
                assert found == Earlier(grown[seq][0], grown[seq][1] == version)
            else:
                assert found is None
                grown[seq] = (leaf, version)
        if end != "fail":
            write(connection, draft)
            known = grown
        if end == "restart":
            sequences = Sequences(connection)
    connection.close()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.lists(st.sampled_from("ab"), max_size=6), st.booleans()), max_size=10))
def test_numbers_of_ours_have_no_hole_whatever_fails(script: list[tuple[list[str], bool]]) -> None:
    connection = database()
    sequences = Sequences(connection)
    sent: dict[str, list[bytes]] = {"a": [], "b": []}
    leaf = 0
    for group, fails in script:
        draft, grown = sequences.draft(connection), {peer: list(one) for peer, one in sent.items()}
        for peer in group:
            leaf += 1
            pair = draft.next_sent(peer)
            expected = grown[peer][-1] if grown[peer] else bytes(32)
            assert (pair.next_seq, pair.prev) == (len(grown[peer]) + 1, expected)
            draft.add_sent(pair, leaf, digest(leaf, 0))
            grown[peer].append(digest(leaf, 0))
        if not fails:
            write(connection, draft)
            sent = grown
    again = Sequences(connection)
    assert {peer: pair.next_seq - 1 for (_, peer), pair in again.pairs.items()} == {
        peer: len(one) for peer, one in sent.items() if one
    }
    connection.close()


def test_a_wide_gap_keeps_few_numbers_in_memory_and_still_knows_all() -> None:
    connection = database()
    sequences = Sequences(connection)
    draft = sequences.draft(connection)
    draft.add_received(LOG, 1, 1, digest(1, 0))
    draft.add_received(LOG, 1_000_000, 2, digest(1_000_000, 0))
    write(connection, draft)
    [pair] = sequences.pairs.values()
    assert len(pair.holes) <= MAX_HOLES
    draft = sequences.draft(connection)
    assert draft.add_received(LOG, 500, 3, digest(500, 0)) is None
    assert draft.add_received(LOG, 999_999, 4, digest(999_999, 0)) is None
    write(connection, draft)
    draft = sequences.draft(connection)
    assert draft.add_received(LOG, 500, 5, digest(500, 0)) == Earlier(3, True)
    assert draft.add_received(LOG, 999_999, 6, digest(999_999, 1)) == Earlier(4, False)
    connection.close()
