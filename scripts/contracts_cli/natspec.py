"""What the interfaces say about their errors, events and functions: read from the sources, which are installed too.

An error's documentation is a line `@notice` and a line `@dev How to solve: ...`; a house test holds every interface
to it. OpenZeppelin's errors carry no cure of their own and have theirs here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import contracts

_DOCUMENTED = re.compile(
    r"((?:^[ \t]*///[^\n]*\n)+)[ \t]*(error|event|function)\s+(\w+)\s*\(([^)]*)\)", re.MULTILINE | re.DOTALL
)
_CURE = re.compile(r"@dev How to solve:\s*(.+?)(?=@\w|\Z)", re.DOTALL)
_NOTICE = re.compile(r"@notice\s+(.+?)(?=@\w|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Documented:
    """One error, event or function of an interface. `where` names the source without its ending."""

    kind: str
    name: str
    parameters: str
    meaning: str
    cure: str
    where: str


_LIBRARY = {
    "AddressEmptyCode": ("There is no contract at the address that was called.", "Name an address that holds code."),
    "ERC1967InvalidImplementation": (
        "The address given as new code holds none.",
        "Deploy the implementation first: `lianlu contracts upgrade` does.",
    ),
    "ERC1967NonPayable": ("Value was sent, and gas and value are not used here.", "Send no value."),
    "FailedCall": (
        "The call that the vote decided on failed and gave no reason.",
        "Call the target directly with `eth_call` from the Consortium's address to see why.",
    ),
    "InsufficientBalance": ("The contract has no balance to send.", "Send no value."),
    "InvalidInitialization": (
        "The contract was initialised already, or is the code behind a proxy.",
        "Nothing: initialisation happens once, in the proxy's constructor.",
    ),
    "NotInitializing": ("The function runs only while a contract is initialised.", "Nothing: it is no entry point."),
    "ReentrancyGuardReentrantCall": ("The function was entered while it ran.", "Do not call back into the contract."),
    "UUPSUnauthorizedCallContext": (
        "The call must reach the contract through its proxy, or must not.",
        "Call the address that `lianlu contracts status` shows, not the code behind it.",
    ),
    "UUPSUnsupportedProxiableUUID": (
        "The new code is not made for this kind of proxy.",
        "Upgrade to a contract that inherits `Governed`.",
    ),
    "ECDSAInvalidSignature": ("The signature is none.", "Sign the typed data anew."),
    "ECDSAInvalidSignatureLength": ("A signature has 65 bytes.", "Sign the typed data anew."),
    "ECDSAInvalidSignatureS": ("The signature is not in its one accepted form (EIP-2).", "Sign the typed data anew."),
    "InvalidShortString": ("A name is malformed.", "Nothing: it is fixed when the contract is built."),
    "StringTooLong": ("A name is longer than 31 bytes.", "Nothing: it is fixed when the contract is built."),
    "StringsInsufficientHexLength": ("A number does not fit the length.", "Nothing: report it."),
    "EnumerableSetNonexistentValue": ("The value is not in the set.", "Check the identifier."),
    "CheckpointUnorderedInsertion": ("Checkpoints go forward in time only.", "Nothing: report it."),
    "SafeCastOverflowedUintDowncast": ("A number is larger than its field.", "Hand in a smaller number."),
    "ERC2771ForwarderExpiredRequest": ("The last second of the signed act is over.", "Have it signed anew."),
    "ERC2771ForwarderInvalidSigner": (
        "The act was not signed by the account that it names, or was carried already.",
        "Have it signed anew, with the number that the Relay gives for the account now.",
    ),
    "ERC2771ForwarderMismatchedValue": ("Value was sent, and is not used here.", "Send no value."),
    "ERC2771UntrustfulTarget": (
        "The contract called does not take this Relay's word for who acts.",
        "Use the Relay that `lianlu contracts status` shows, and a contract of ours as target.",
    ),
    "InvalidAccountNonce": ("The number of the act is not the account's next one.", "Have it signed anew."),
    "Error": ("The contract refused with a text.", "Read the text."),
    "Panic": ("The compiler's own check failed: an index, an enumeration or arithmetic is out of range.",
              "Check numbers and lists of the call; report it if they are right."),
}  # fmt: skip


@lru_cache(maxsize=4)
def documented(root: Path = contracts.HERE) -> tuple[Documented, ...]:
    """Every documented error, event and function of the sources below `root`, in the order of the files."""
    return tuple(one for path in _sources(root) for one in _read(path))


def errors(root: Path = contracts.HERE) -> dict[str, Documented]:
    """Name of a custom error -> what it means and how it is solved; OpenZeppelin's, `Error` and `Panic` included."""
    found = {
        name: Documented("error", name, "", meaning, cure, "OpenZeppelin") for name, (meaning, cure) in _LIBRARY.items()
    }
    for one in documented(root):
        if one.kind == "error":
            found[one.name] = one
    return found


def _sources(root: Path) -> list[Path]:
    paths = sorted(root.glob("interfaces/*.sol")) + sorted(root.glob("libraries/*.sol")) + sorted(root.glob("*.sol"))
    return [path for path in paths if path.is_file()]


def _read(path: Path) -> Iterator[Documented]:
    for match in _DOCUMENTED.finditer(path.read_text("utf-8")):
        comment = " ".join(line.strip().removeprefix("///").strip() for line in match[1].splitlines())
        notice, cure = _NOTICE.search(comment), _CURE.search(comment)
        yield Documented(
            match[2],
            match[3],
            " ".join(match[4].split()),
            notice[1].strip() if notice else "",
            cure[1].strip() if cure else "",
            path.stem,
        )
