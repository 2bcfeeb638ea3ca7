"""Typed errors of the ground that both sides stand on.

    LianluError                 every error of ours; has a stable code and a documented cure
    ├── IdentifierError         an identifier or code is not in its one accepted spelling   (caller)
    ├── CryptoError             a key, a signature or a sealed text is not what it must be  (caller or attacker)
    ├── EvidenceError           bytes offered as evidence do not say what they claim        (nobody: keep the bytes)
    ├── LedgerError             the ledger refused, failed or cannot be reached             (operator)
    ├── LogError                the gateway's own log cannot be written or trusted          (operator)
    └── CliError                a command cannot be run as it was asked                     (caller)
        ├── UsageError          its options or arguments make no sense together
        ├── FileUnusable        a file or directory named cannot be read or written
        ├── ExtraMissing        the installation lacks a part that the command needs
        └── CommandBroken       the command cannot be loaded

Each package keeps its own leaves of this tree in its `errors.py`; `docs/reference/errors.md` lists all of them and a
test compares that table with the classes.
"""

from __future__ import annotations

from typing import ClassVar


class LianluError(Exception):
    """Base of every error of ours.

    `code` is stable and printed; `cure` says what to do, in one sentence; `status` is the HTTP status it maps to
    where it reaches a caller over HTTP; `exit_code` is the exit status where it ends a command.
    """

    code: ClassVar[str] = "lianlu.error"
    cure: ClassVar[str] = "Read the message; it names what failed."
    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1


class IdentifierError(LianluError):
    """An identifier, code or certificate number is malformed, or not in its one accepted spelling."""

    code = "id.malformed"
    cure = "Correct the identifier: the message names the segment and the rule it breaks."
    status = 400


class CryptoError(LianluError):
    """A key, signature or sealed text is malformed, or does not verify."""

    code = "crypto.failed"
    cure = "Check that the key belongs to the signer named and that the bytes were not altered."
    status = 400


class SignatureInvalid(CryptoError):
    """A signature does not verify under the key that it names."""

    code = "crypto.signature_invalid"
    cure = "Keep the bytes as evidence; ask the signer for the original message."


class EvidenceError(LianluError):
    """Bytes offered as evidence are malformed or contradict what they claim."""

    code = "evidence.invalid"
    cure = "Keep the bytes: they are themselves evidence. Ask the gateway named in them for the original."
    status = 400


class LedgerError(LianluError):
    """The ledger refused, failed, or cannot be reached."""

    code = "ledger.error"
    cure = "See the ledger's log and `lianlu ledger status`."
    status = 503


class LogError(LianluError):
    """A gateway's own log cannot be written or can no longer be trusted."""

    code = "log.error"
    cure = "Stop the gateway, check the disk, and run `lianlu audit fsck` on its directory."
    status = 500


class CliError(LianluError):
    """A command cannot be run as it was asked. Never reaches HTTP."""

    code = "cli.error"
    cure = "Run the command with `--help`."


class UsageError(CliError):
    """Options or arguments of a command that make no sense, alone or together."""

    code = "usage"
    cure = "Run the command with `--help`."
    exit_code = 2


class FileUnusable(CliError):
    """A file or directory that a command was given cannot be read, made or written."""

    code = "cli.file_unusable"
    cure = "Check that the path is right, that you may read or write it, and that its disk has room."
    exit_code = 2


class ExtraMissing(CliError):
    """A command needs a package that this installation left out. `requirement` is what pip should install."""

    code = "cli.extra_missing"
    cure = "Install the extra that the message names, with pip, into the same environment."
    exit_code = 2

    def __init__(self, command: str, package: str, requirement: str) -> None:
        super().__init__(f"`lianlu {command}` needs the package {package}: pip install '{requirement}'")
        self.requirement = requirement


class CommandBroken(CliError):
    """A command is listed by an installed distribution and cannot be loaded."""

    code = "cli.command_broken"
    cure = "Install the distribution again; `pip check` says whether its parts fit together."
    exit_code = 70
