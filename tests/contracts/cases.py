"""A stand-in for ApprovalCases that answers `ICaseStanding` as a test has told it to."""

from __future__ import annotations

from eth_abi.abi import encode

from chain_node.crypto.secp256k1 import checksum_address, keccak256
from chain_node.ledger.bindings import Consortium
from chain_node.ledger.founding import contract_name
from chain_node.ledger.transactions import created_address
from tests.contracts.world import World, key_of

# Calldata that begins with ffffffff: four words are stored at the key that follows. Any other: the four words stored at
# the hash of the calldata are the answer.
_RUNTIME = bytes.fromhex(
    "60003560e01c63ffffffff14603a57"  # told, or asked?
    "36600060003736600020"  # the hash of what is asked
    "8054600052" "8060010154602052" "8060020154604052" "60030154606052" "60806000f3"
    "5b600435" "6024358155" "60443581600101" "55" "60643581600201" "55" "60843581600301" "5500"
)  # fmt: skip
_CREATION = bytes.fromhex(f"60{len(_RUNTIME):02x}600c60003960{len(_RUNTIME):02x}6000f3") + _RUNTIME
_STANDING = keccak256(b"standingOf(bytes32)")[:4]
_PARTICIPANT = keccak256(b"isParticipant(bytes32,bytes32)")[:4]


class Cases:
    """Created and named by vote."""

    def __init__(self, world: World) -> None:
        self._world = world
        key = key_of("creator of cases")
        nonce = world.ledger.nonce(key.address_bytes)
        world.ledger.send(key, None, _CREATION)
        address = created_address(key.address_bytes, nonce)
        call = Consortium.encode_name_contract(
            contract_name("ApprovalCases"), checksum_address(address), keccak256(_RUNTIME)
        )
        world.by_vote(call)
        self._address = address

    def tell(self, case: bytes, lead: bytes, item: bytes, *participants: bytes, is_open: bool = True) -> None:
        """Have a case stand so."""
        answer = encode(["bool", "bool", "bytes32", "bytes32"], [True, is_open, lead, item])
        self._store(_STANDING + case, answer)
        for member in participants:
            self._store(_PARTICIPANT + case + member, encode(["bool"], [True]).ljust(128, b"\0"))

    def _store(self, asked: bytes, answer: bytes) -> None:
        data = b"\xff" * 4 + keccak256(asked) + answer
        self._world.ledger.send(key_of("anybody"), self._address, data)
