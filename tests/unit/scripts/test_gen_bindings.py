"""The committed bindings are what the pinned artifacts give."""

from __future__ import annotations

import contracts
from chain_node.ledger import bindings
from scripts import gen_bindings


def test_what_is_committed_is_what_is_generated() -> None:
    assert gen_bindings.committed() == gen_bindings.render()


def test_every_contract_has_a_class_and_its_events() -> None:
    ours = {name for name in contracts.names() if name != "ERC1967Proxy"}
    assert set(bindings.EVENTS) == ours == set(bindings.__all__) - {"EVENTS", "ERRORS"}
    for name in ours:
        entries = contracts.load(name).abi
        events = {one["name"] for one in entries if one["type"] == "event"}
        assert {one.name for one in bindings.EVENTS[name].values()} == events
        functions = {one["name"] for one in entries if one["type"] == "function"}
        calls = {one for one in vars(getattr(bindings, name)) if one.startswith("encode_")}
        assert calls == {f"encode_{gen_bindings.snake(one)}" for one in functions}
        errors = {one["name"] for one in entries if one["type"] == "error"}
        assert errors <= {one for one, _ in bindings.ERRORS.values()}
