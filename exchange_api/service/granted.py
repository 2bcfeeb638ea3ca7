"""What a provider gave, held against the ledger: nothing that nobody granted is taken in, whoever signed for it."""

from __future__ import annotations

from chain_node.evidence.basis import DecisionBasis
from chain_node.evidence.statement import Statement
from chain_node.ledger.reasons import Reason
from chain_node.ledger.records import Attribute, GrantState, Profile, Resource
from chain_node.ledger.state import LedgerState
from exchange_api.errors import InconsistentResponse
from exchange_api.message import Call
from exchange_api.service.view import MAX_AHEAD_S


def check_granted(state: LedgerState, call: Call, answer: Statement) -> None:
    """Raise `InconsistentResponse` unless a RES rests on what the ledger had in force for this client and resource, and
    every field comes as it said. `state` is that of the answer's block: what changed since then accuses nobody."""
    service = state.service(call.service.id)
    resource = None if service is None else state.resource(service.resource_id)
    basis = answer.basis
    if resource is None or not isinstance(basis, DecisionBasis):
        raise InconsistentResponse("the answer is from a service that the ledger does not have")
    time = answer.ts_ms // 1000
    if time < state.block.timestamp - MAX_AHEAD_S:
        raise InconsistentResponse("the answer is dated before the block that it stands on")
    allowed = _profiles(state, resource, call.client.id, basis, time)
    for label, profile, _ in answer.commitments:
        if label.startswith("f/") and (not profile or allowed.get(label[2:]) != profile):
            raise InconsistentResponse(f"field {label[2:]} is given otherwise than the ledger grants it")


def _profiles(
    state: LedgerState, resource: Resource, client: bytes, basis: DecisionBasis, time: int
) -> dict[str, Profile]:
    """Field code -> profile, by the grant or rule that an answer names. What a grant depends on beside its state and
    dates is the provider's to decide and the audit's to judge: only they know the question."""
    fields = [(index, one) for index, one in enumerate(resource.fields) if one.code]
    if basis.reason == Reason.GRANTED:
        grant = state.grant(basis.grant_id) if basis.grant_id is not None else None
        if grant is None or (grant.demander, grant.resource_id) != (client, resource.resource_id):
            raise InconsistentResponse("the answer names a grant that is not this client's for this service")
        if grant.state is not GrantState.ACTIVE or not grant.valid_from <= time < grant.valid_to:
            raise InconsistentResponse("the answer names a grant that was not in force")
        return {one.code: grant.profile_of(index) for index, one in fields}
    if basis.reason == Reason.PUBLIC:
        if resource.attribute is not Attribute.UNCONDITIONAL or not resource.fields:
            raise InconsistentResponse("the answer calls data public that are shared on conditions")
        return {one.code: one.default_profile for index, one in fields if resource.public_mask >> index & 1}
    emergency = state.emergency(client, resource.resource_id)
    if emergency is None or emergency.break_glass_id != basis.grant_id or time >= emergency.until:
        raise InconsistentResponse("the answer names an emergency access that this client does not have")
    return {one.code: one.default_profile for _, one in fields}
