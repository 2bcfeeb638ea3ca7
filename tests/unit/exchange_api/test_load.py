"""Counters of what is under way and how fast it comes."""

from __future__ import annotations

import pytest

from exchange_api.load import LONGEST_TOLD_S, MAX_KEYS, Patience, Rate, Shares, Slots


def test_nobody_has_more_than_a_share_and_all_not_more_than_there_is() -> None:
    slots = Slots("each", 2, "total", 3)
    for key in ("a", "a", "b"):
        assert slots.full(key) == ""
        slots.take(key)
    assert [slots.full(key) for key in ("a", "b", "c")] == ["total"] * 3
    slots.give("b")
    assert [slots.full(key) for key in ("a", "b", "c")] == ["each", "", ""]
    assert slots.running == 2


def test_who_comes_all_at_once_has_more_than_a_share_until_half_of_it_is_free_again() -> None:
    slots = Slots("each", 4, "total", 6, burst=3)

    def taken(key: str) -> int:
        for count in range(20):
            if slots.full(key):
                return count
            slots.take(key)
        raise AssertionError("no end")

    assert taken("a") == 4 + 3
    for _ in range(4):
        slots.give("a")
    assert taken("a") == 1, "what was more than a share is spent"
    for _ in range(2):
        slots.give("a")
    assert taken("a") == 2 + 3
    assert (slots.running, slots.full("b")) == (7, ""), "of the total there are two more"
    assert taken("b") == 2
    assert slots.full("b") == "total"


def test_who_keeps_all_that_can_be_had_leaves_the_others_their_places() -> None:
    """One peer or client fills its share and the whole burst and holds on to it: trickling bodies do that for days."""
    slots = Slots("each", 4, "total", 6, burst=30)
    while not slots.full("hostile"):
        slots.take("hostile")
    assert slots.running == 4 + 30
    for _ in range(100):  # more than any burst: as often as others come, two of them at once
        for key in ("b", "c"):
            assert slots.full(key) == ""
            slots.take(key)
        assert slots.full("b") == "total"
        for key in ("b", "c"):
            slots.give(key)
    assert slots.full("hostile") == "each"


def test_the_bursts_of_all_together_are_one_burst() -> None:
    slots = Slots("each", 2, "total", 8, burst=5)
    for key in "abcd":
        while not slots.full(key):
            slots.take(key)
    assert slots.running == 8 + 5
    for _ in range(9):
        slots.give("a" if slots.running > 6 else "b")
    assert slots.running == 4
    while not slots.full("e"):
        slots.take("e")
    assert slots.running == 4 + 2 + 5, "half of all places were free, so there is one again"


def test_where_there_is_no_total_each_key_has_a_burst_of_its_own() -> None:
    slots = Slots("each", 2, burst=3)
    for key in "abc":
        while not slots.full(key):
            slots.take(key)
    assert slots.running == 3 * (2 + 3)


def test_of_each_thing_one_user_leaves_a_quarter_to_the_others() -> None:
    shares = Shares("limit", 8, burst=10)
    for thing in ("one", "other"):
        places = shares.of(thing)
        while not places.full("hostile"):
            places.take("hostile")
        for _ in range(50):
            for _ in range(2):
                assert places.full("b") == ""
                places.take("b")
            assert places.full("b") == "limit"
            for _ in range(2):
                places.give("b")
    assert shares.running == 2 * (6 + 10)
    few = Shares("limit", 1).of("thing")
    assert few.full("a") == ""
    few.take("a")
    assert (few.full("a"), few.full("b")) == ("limit", "limit")


def test_who_has_nothing_under_way_is_forgotten() -> None:
    slots = Slots("each", 2)
    slots.take("a")
    slots.give("a")
    with pytest.raises(KeyError):
        slots.give("a")


def test_a_rate_holds_after_what_was_saved_up_is_used() -> None:
    rate = Rate(10, 3)
    assert [rate.allow("a", 0.0) for _ in range(5)] == [True, True, True, False, False]
    assert rate.allow("b", 0.0)
    assert [rate.allow("a", 0.1), rate.allow("a", 0.1), rate.allow("a", 0.15)] == [True, False, False]
    assert [rate.allow("a", 100.0) for _ in range(5)] == [True, True, True, False, False]


def test_an_allowance_of_ten_seconds_is_ten_times_the_rate() -> None:
    rate = Rate(10, 3)
    assert sum(rate.allow("a", step / 1000) for step in range(10_000)) == 3 + 99


def test_addresses_without_end_do_not_fill_the_memory() -> None:
    rate = Rate(1, 1)
    for key in range(MAX_KEYS + 10):
        assert rate.allow(key, 0.0)
    assert rate.allow(0, 0.0), "the oldest are forgotten"
    assert not rate.allow(MAX_KEYS + 9, 0.0)


def test_who_waits_as_told_is_refused_at_once_and_who_does_not_later_each_time() -> None:
    patience = Patience()
    assert patience.refused(100.0) == (0.0, 1)
    assert patience.refused(101.5) == (0.0, 1)
    assert patience.refused(101.75) == (0.75, 2)
    assert patience.refused(102.5) == (2.0, 4)
    assert patience.refused(104.5) == (4.0, LONGEST_TOLD_S)
    assert patience.refused(120.0) == (0.0, 1)
