"""What the operations on certificates cost, and what they may cost."""

from __future__ import annotations

from chain_node.ledger.bindings import CertificateRegistry
from tests.contracts import trees
from tests.contracts.certificates import (
    BASIS,
    CLOSE,
    LAPSED,
    RENEW,
    REVOKED,
    Certificates,
    batch_member,
    leaf,
    machine,
    state,
)
from tests.contracts.world import AUTHORITY, PROVIDER, World, digest, hand

FRESH_SLOT = 15_000
"""What the first change of 64 neighbours in a batch may add: their statuses share a slot, which it writes first."""
CEILINGS = {
    "certificate": 110_000,
    "certificate: 10,000 in a batch": 150_000,
    "certificate: change of status": 80_000,
    "certificate: change of status, member of 10,000": 80_000 + FRESH_SLOT,
    "certificate: change of status, member of 10,000, next in its slot": 80_000,
}
WHOLE_BATCH = 10_000


def certificates(world: World) -> dict[str, int]:
    """Accredit, issue singly and 10,000 at once, change statuses, issue new versions."""
    registry = Certificates(world)
    registry.machines()
    gas = {"accreditation": registry.act(hand(AUTHORITY, "approver"), registry.accredit_call()).gas}
    change = CertificateRegistry.encode_change_accreditation(registry.accreditations[1], 0, digest("new basis"))
    gas["accreditation: change"] = registry.act(hand(AUTHORITY, "approver"), change).gas

    def send(data: bytes) -> int:
        return registry.act(machine(PROVIDER), data).gas

    gas["certificate"] = send(CertificateRegistry.encode_issue(registry.draft("one")))
    version = registry.version_call("two", digest("one"), RENEW, LAPSED)
    gas["certificate: new version"] = send(version)
    gas["certificate: change of status"] = registry.change(digest("two"), state(REVOKED, CLOSE)).gas
    members = [batch_member(f"member {number}") for number in range(WHOLE_BATCH)]
    leaves = [leaf(one) for one in members]
    record = registry.batch_draft("batch", members[:1], size=WHOLE_BATCH, root=trees.root(leaves))
    gas["certificate: 10,000 in a batch"] = send(CertificateRegistry.encode_issue_batch(record))
    batch = world.record(digest("batch"))
    for index, words in ((700, ""), (701, ", next in its slot")):
        path = trees.path(index, leaves)
        decision = state(REVOKED, CLOSE)
        data = CertificateRegistry.encode_change_member_status(batch[0], index, members[index], path, decision)
        gas[f"certificate: change of status, member of 10,000{words}"] = send(data)
    draft = registry.draft("three", predecessor=members[0][0], operation=RENEW)
    path = trees.path(0, leaves)
    data = CertificateRegistry.encode_issue_version_of_member(draft, batch, 0, members[0], path, LAPSED)
    gas["certificate: new version, of a member of 10,000"] = send(data)
    end = CertificateRegistry.encode_end_accreditation(registry.accreditations[1], world.now, BASIS)
    gas["accreditation: end"] = registry.act(hand(AUTHORITY, "approver"), end).gas
    return gas
