"""What ends an audit before it has a verdict. Findings are not errors: they are listed in `findings.VERDICTS`.

AuditError
├── AuditUsage       what was asked cannot be done            exit 2
├── EvidenceMissing  a directory or file is not there         exit 2
└── (LedgerError, TrustError, SuiteUnavailable of chain_node) exit 5, 4, 2
"""

from __future__ import annotations

from typing import ClassVar

from chain_node.errors import LianluError

EXIT_VERIFIED, EXIT_CONTRADICTED, EXIT_USAGE, EXIT_INCOMPLETE, EXIT_UNTRUSTED, EXIT_NETWORK = range(6)


class AuditError(LianluError):
    """An audit could not be carried out."""

    code = "audit.error"
    cure = "Read the message; it names what the audit could not do."
    exit_code: ClassVar[int] = EXIT_USAGE


class AuditUsage(AuditError):
    """The options contradict each other or name something that cannot be audited."""

    code = "audit.usage"
    cure = "See `lianlu audit --help`."


class EvidenceMissing(AuditError):
    """A path holds no log and no record bundle."""

    code = "audit.evidence_missing"
    cure = "Give a gateway's directory, its log directory, a checkpoint note or a record bundle."
