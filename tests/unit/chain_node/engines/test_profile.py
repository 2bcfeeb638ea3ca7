"""The profiles of the engines, and that the embedded ledger is what its profile says."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import rlp

from chain_node.engines.embedded.genesis import FORK
from chain_node.engines.embedded.ledger import EmbeddedLedger
from chain_node.engines.embedded.limits import Limits
from chain_node.engines.errors import EngineUnknown
from chain_node.engines.profile import EMBEDDED, PROFILES, FeeMode, profile_of


def test_each_profile_is_found_by_its_name_and_cannot_be_changed() -> None:
    for name, profile in PROFILES.items():
        assert profile_of(name) is profile
        assert profile.name == name
        assert profile.fee_mode is FeeMode.FREE
        with pytest.raises(dataclasses.FrozenInstanceError):
            profile.name = "other"  # type: ignore[misc]
    with pytest.raises(EngineUnknown, match="besu, embedded, kaia"):
        profile_of("Kaia")


def test_the_embedded_ledger_is_what_its_profile_says(tmp_path: Path) -> None:
    limits = Limits()
    assert EMBEDDED.fork == FORK
    assert EMBEDDED.batch_requests == limits.batch_requests
    assert EMBEDDED.request_bytes == limits.request_bytes
    assert EMBEDDED.log_blocks == limits.log_blocks
    assert EMBEDDED.empty_block_s == limits.empty_block_s
    ledger = EmbeddedLedger(tmp_path / "data")
    assert len(rlp.decode(ledger.seal().sealed.block.header)) == EMBEDDED.header_fields
    ledger.close()
