"""Every reason says something to people, in both languages."""

from __future__ import annotations

import re

import pytest

from chain_node.ledger.reason_texts import TEXTS
from chain_node.ledger.reasons import Reason
from exchange_api.refusals import REASONS, Refused


def test_every_reason_has_a_text_and_no_text_is_without_a_reason() -> None:
    assert list(TEXTS) == list(Reason)
    assert len({text.says for text in TEXTS.values()}) == len({text.chinese for text in TEXTS.values()}) == len(Reason)


@pytest.mark.parametrize("reason", REASONS)
def test_a_refusal_says_why_and_what_to_do(reason: Reason) -> None:
    says, chinese, cure = TEXTS[reason]
    assert str(Refused(reason)) == f"{reason.camel}: {says}. {cure}"
    assert says and cure
    assert re.search(r"[\u4e00-\u9fff]", chinese)
    assert str(Refused(reason, "closed on Monday")) == "closed on Monday"
