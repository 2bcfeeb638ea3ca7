"""Typed data of acts against a second implementation."""

from __future__ import annotations

from eth_account.messages import encode_typed_data

from chain_node.crypto.secp256k1 import keccak256
from chain_node.ledger.acts import Act, signing_digest, typed_data


def test_the_digest_is_that_of_another_implementation() -> None:
    act = Act(bytes(range(20)), bytes(range(20, 40)), b"call", 7, 1_800_000_000)
    relay = bytes(range(40, 60))
    message = encode_typed_data(full_message=typed_data(act, 4242, relay))
    joined = b"\x19" + message.version + message.header + message.body
    assert keccak256(joined) == signing_digest(act, 4242, relay)
