"""A contract that, whatever it is asked, calls back: written in machine code, since it is nobody's product."""

from __future__ import annotations

from chain_node.crypto.secp256k1 import checksum_address, keccak256
from chain_node.ledger.transactions import created_address
from tests.contracts.world import World, key_of

BUILDER = key_of("hostile builder")


def hostile_address(world: World) -> bytes:
    """Where the next hostile contract will stand."""
    return created_address(BUILDER.address_bytes, world.ledger.nonce(BUILDER.address_bytes))


def build(world: World, target: bytes, call: bytes, swallow: bool) -> tuple[str, bytes]:
    """Create it: it answers one word "true" to a question of 36 bytes (as `isTrustedForwarder` is), and to everything
    else calls `target`. What that says it passes on, or, with `swallow`, says all is well. Address and hash of code."""
    address = hostile_address(world)
    code = runtime(target, call, swallow)
    size = len(code).to_bytes(2, "big")
    creation = b"\x61" + size + b"\x80\x60\x0c\x60\0\x39\x60\0\xf3" + code
    world.ledger.send(BUILDER, None, creation)
    assert world.ledger.code(address) == code
    return checksum_address(address), keccak256(code)


def runtime(target: bytes, call: bytes, swallow: bool) -> bytes:
    """Its code; the call data stand behind it."""
    return _code(target, call, swallow, len(_code(target, call, swallow, 0))) + call


def _code(target: bytes, call: bytes, swallow: bool, start: int) -> bytes:
    """The machine code, for call data that stand at `start`."""
    asked = b"\x36\x60\x24\x14\x60"  # if calldatasize == 36 jump ...
    size = len(call).to_bytes(2, "big")
    body = b"\x57\x61" + size + b"\x61" + start.to_bytes(2, "big") + b"\x60\0\x39"  # codecopy(0, start, size)
    body += b"\x60\0\x60\0\x61" + size + b"\x60\0\x60\0\x73" + target + b"\x5a\xf1"  # call(gas, target, 0, 0, size)
    if swallow:
        body += b"\x50\x60\0\x60\0\xf3"  # return(0, 0)
    else:
        body += b"\x3d\x60\0\x60\0\x3e\x60"  # returndatacopy(0, 0, returndatasize); if it worked jump ...
        body += bytes([len(asked) + 1 + len(body) + 6]) + b"\x57\x3d\x60\0\xfd\x5b\x3d\x60\0\xf3"
    place = bytes([len(asked) + 1 + len(body)])
    return asked + place + body + b"\x5b\x60\x01\x60\0\x52\x60\x20\x60\0\xf3"  # return(1)
