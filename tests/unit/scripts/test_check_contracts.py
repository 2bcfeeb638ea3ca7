"""Findings and answers: neither without the other."""

from __future__ import annotations

from scripts.check_contracts import Finding, unanswered

FOUND = Finding("slither", "timestamp", "Consortium.halt", "uses block.timestamp")


def answer(**changes: str) -> dict[str, str]:
    return {"tool": "slither", "check": "timestamp", "place": "*", "reason": "by design"} | changes


def test_an_answer_covers_its_place_or_all() -> None:
    for place in ("*", "Consortium.halt"):
        assert unanswered([FOUND], [answer(place=place)]) == ([], [])


def test_a_finding_without_an_answer_stays_open() -> None:
    for other in ({"place": "Consortium.vote"}, {"check": "assembly"}, {"tool": "solhint"}):
        assert unanswered([FOUND], [answer(**other)]) == ([FOUND], [answer(**other)])


def test_an_answer_without_a_finding_is_told() -> None:
    assert unanswered([], [answer()]) == ([], [answer()])
