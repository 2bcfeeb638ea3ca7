"""Counters of a day: a new day begins with nothing used, and a question that is late brings no old day back."""

from __future__ import annotations

from exchange_api.policy import Caps, Probes

GRANT, SERVICE = b"g" * 32, b"s" * 32
DAY = 20_000


def test_a_late_question_takes_nothing_back_that_was_counted() -> None:
    caps = Caps()
    caps.of(GRANT, DAY).calls += 5
    caps.remember(b"c", SERVICE, GRANT)
    assert caps.of(GRANT, DAY - 1).calls == 5
    assert caps.of(GRANT, DAY).calls == 5 and caps.likely(b"c", SERVICE, DAY) is caps.of(GRANT, DAY)


def test_a_new_day_begins_with_nothing() -> None:
    caps = Caps()
    caps.of(GRANT, DAY).calls += 5
    assert caps.of(GRANT, DAY + 1).calls == 0
    assert caps.of(GRANT, DAY).calls == 0


def test_probes_of_today_are_not_forgotten_for_one_of_yesterday() -> None:
    probes = Probes(1)
    assert probes.allow(GRANT, b"who", b"one", DAY)
    assert not probes.allow(GRANT, b"who", b"two", DAY - 1)
    assert not probes.allow(GRANT, b"who", b"two", DAY)
    assert probes.allow(GRANT, b"who", b"two", DAY + 1)
