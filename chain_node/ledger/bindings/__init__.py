"""Calls, events and errors of the contracts. Generated from the pinned artifacts: do not edit.

Made by `python -m scripts.gen_bindings`; a test makes it again and compares. A module and in it a class per contract:
`encode_<function>` gives call data, `decode_<function>` what a view returned. Structs are tuples in the order of
`contracts/types`, `bytes32` are bytes, addresses are `0x` texts. All raise `AbiMismatch` for what does not fit.
"""

from __future__ import annotations

from collections.abc import Mapping

from chain_node.ledger.abi import Event
from chain_node.ledger.bindings import (
    accountability,
    approval_cases,
    authorization,
    certificate_registry,
    consortium,
    data_catalogue,
    evidence_anchor,
    policy_view,
    relay,
    work_calendar,
)
from chain_node.ledger.bindings.accountability import Accountability
from chain_node.ledger.bindings.approval_cases import ApprovalCases
from chain_node.ledger.bindings.authorization import Authorization
from chain_node.ledger.bindings.certificate_registry import CertificateRegistry
from chain_node.ledger.bindings.consortium import Consortium
from chain_node.ledger.bindings.data_catalogue import DataCatalogue
from chain_node.ledger.bindings.evidence_anchor import EvidenceAnchor
from chain_node.ledger.bindings.policy_view import PolicyView
from chain_node.ledger.bindings.relay import Relay
from chain_node.ledger.bindings.work_calendar import WorkCalendar
from chain_node.ledger.reverts import Errors

__all__ = [
    "ERRORS",
    "EVENTS",
    "Accountability",
    "ApprovalCases",
    "Authorization",
    "CertificateRegistry",
    "Consortium",
    "DataCatalogue",
    "EvidenceAnchor",
    "PolicyView",
    "Relay",
    "WorkCalendar",
]

EVENTS: Mapping[str, Mapping[bytes, Event]] = {
    "Accountability": accountability.EVENTS,
    "ApprovalCases": approval_cases.EVENTS,
    "Authorization": authorization.EVENTS,
    "CertificateRegistry": certificate_registry.EVENTS,
    "Consortium": consortium.EVENTS,
    "DataCatalogue": data_catalogue.EVENTS,
    "EvidenceAnchor": evidence_anchor.EVENTS,
    "PolicyView": policy_view.EVENTS,
    "Relay": relay.EVENTS,
    "WorkCalendar": work_calendar.EVENTS,
}
"""Contract name -> first topic -> event."""
ERRORS: Errors = {
    **accountability.ERRORS,
    **approval_cases.ERRORS,
    **authorization.ERRORS,
    **certificate_registry.ERRORS,
    **consortium.ERRORS,
    **data_catalogue.ERRORS,
    **evidence_anchor.ERRORS,
    **policy_view.ERRORS,
    **relay.ERRORS,
    **work_calendar.ERRORS,
}
"""Selector -> name and types of every custom error."""
