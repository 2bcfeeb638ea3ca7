"""Histories of what stands beside grants and resources: a part of `tables.Tables`. One writer only."""

from __future__ import annotations

from chain_node.ledger.history import Series, Table
from chain_node.ledger.records import Resource
from chain_node.ledger.records_access import (
    BreakGlass,
    Consent,
    Correction,
    Dispute,
    GrantScope,
    Parent,
    Right,
    RightKind,
)


class AccessTables:
    """One table per kind of record. An emergency access is found by its id, and the newest one by its pair."""

    __slots__ = (
        "break_glasses",
        "consents",
        "corrections",
        "disputes",
        "emergencies",
        "imports",
        "lineages",
        "next_versions",
        "rights",
        "scopes",
        "subjects",
        "versions",
    )

    def __init__(self) -> None:
        self.scopes: Table[bytes, GrantScope] = Table()
        self.consents: Table[tuple[bytes, bytes, bytes], Consent] = Table()
        self.subjects: dict[tuple[bytes, bytes], Series[bytes]] = {}
        self.break_glasses: Table[bytes, BreakGlass] = Table()
        self.emergencies: Table[tuple[bytes, bytes], BreakGlass] = Table()
        self.disputes: Table[bytes, Dispute] = Table()
        self.imports: Table[bytes, bytes] = Table()
        self.versions: Table[tuple[bytes, int], Resource] = Table()
        self.next_versions: Table[bytes, Resource] = Table()
        self.lineages: Table[tuple[bytes, int], tuple[Parent, ...]] = Table()
        self.rights: Table[tuple[bytes, RightKind, bytes], Right] = Table()
        self.corrections: Table[bytes, Correction] = Table()

    def put_scope(self, block: int, scope: GrantScope) -> None:
        """Record what a grant depends on."""
        self.scopes.put(block, scope.grant_id, scope)

    def put_consent(self, block: int, consent: Consent) -> None:
        """Record a consent or its withdrawal."""
        key = (consent.resource_id, consent.demander, consent.subject)
        if self.consents.at(block, key) is None:
            self.subjects.setdefault(key[:2], Series()).append(block, consent.subject)
        self.consents.put(block, key, consent)

    def put_break_glass(self, block: int, opened: BreakGlass) -> None:
        """Record an emergency access; a pair keeps its newest."""
        pair = (opened.consumer, opened.resource_id)
        newest = self.emergencies.at(block, pair)
        is_new = self.break_glasses.at(block, opened.break_glass_id) is None
        if is_new or newest is None or newest.break_glass_id == opened.break_glass_id:
            self.emergencies.put(block, pair, opened)
        self.break_glasses.put(block, opened.break_glass_id, opened)

    def put_dispute(self, block: int, dispute: Dispute) -> None:
        """Record a dispute."""
        self.disputes.put(block, dispute.request_id, dispute)

    def put_version(self, block: int, resource: Resource) -> None:
        """Record a version as it was published."""
        self.versions.put(block, (resource.resource_id, resource.version), resource)

    def put_next_version(self, block: int, resource: Resource) -> None:
        """Record the draft of a next version."""
        self.next_versions.put(block, resource.resource_id, resource)

    def put_lineage(self, block: int, resource_id: bytes, version: int, parents: tuple[Parent, ...]) -> None:
        """Record what a version was derived from."""
        self.lineages.put(block, (resource_id, version), parents)

    def put_right(self, block: int, right: Right) -> None:
        """Record a right or its revocation."""
        self.rights.put(block, (right.resource_id, right.kind, right.holder), right)

    def put_correction(self, block: int, correction: Correction) -> None:
        """Record a correction."""
        self.corrections.put(block, correction.correction_id, correction)
