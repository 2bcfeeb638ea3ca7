"""What the members' duties do on the ledger, in the order in which departments do it.

SYSTEM registers subsystems, gateways, keys, logs and services; OFFICER drafts, submits and requests; APPROVER of the
catalogue authority publishes; APPROVER of the provider answers; SECURITY of the provider revokes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from chain_node.crypto.secp256k1 import checksum_address
from chain_node.ids import MemberRef
from chain_node.ledger.bindings import Authorization, Consortium, DataCatalogue, EvidenceAnchor
from chain_node.ledger.port import TxReceipt
from chain_node.ledger.records import Grant, Profile, Resource
from chain_node.ledger.state import LedgerState
from exchange_api.provision import Registration
from scripts.network.chain import Act, Chain
from scripts.network.duties import APPROVER, OFFICER, SECURITY, SYSTEM
from scripts.network.plan import MemberPlan, RequestPlan, ResourcePlan, ServicePlan, digest, terms

ZERO = bytes(32)


class Registrar:
    """Acts on one chain. Every method returns when its acts are in blocks."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain

    def register_systems(self, members: Sequence[MemberPlan], made: Mapping[str, Registration]) -> None:
        """Subsystems, gateways with their keys, and their logs. `made`: gateway path -> what is to be registered."""
        state = self._chain.sync()
        acts: list[Act] = []
        for member in members:
            owner = state.member(member.ref.id)
            if owner is None:
                raise LookupError(f"{member.ref.path} is no member")
            hand = self._chain.hand(member.ref.path, SYSTEM)
            calls = [Consortium.encode_register_subsystem(owner.raw, code) for code in member.subsystems]
            acts += [Act(hand, "Consortium", call) for call in calls]
            if member.gateway is not None:
                acts += self._gateway(member, owner.raw, made[member.gateway.path])
        self._chain.perform(acts)

    def _gateway(self, member: MemberPlan, owner: tuple[object, ...], made: Registration) -> Iterable[Act]:
        hand = self._chain.hand(member.ref.path, SYSTEM)
        code, anchor = made.gateway.server_code, checksum_address(made.anchor)
        gateway = Consortium.encode_register_gateway(owner, code, made.url, made.tls_der, anchor)
        yield Act(hand, "Consortium", gateway)
        for key in made.keys:
            call = Consortium.encode_register_key(made.gateway.id, key.suite, int(key.purpose), key.spki, 0)
            yield Act(hand, "Consortium", call)
        log = EvidenceAnchor.encode_open_log(made.gateway.id, made.shard, made.log_profile, ZERO, 0, ZERO)
        yield Act(hand, "EvidenceAnchor", log)

    def catalogue(self, resources: Sequence[ResourcePlan], authority: MemberRef) -> list[TxReceipt]:
        """Register, submit, and have the authority publish. The receipts are those of the publications."""
        officers = {one.id: self._chain.hand(one.provider.path, OFFICER) for one in resources}
        self._chain.perform(
            [Act(officers[one.id], "DataCatalogue", DataCatalogue.encode_register(one.record())) for one in resources]
        )
        current = self._resources(resources)
        self._chain.perform(
            [
                Act(officers[one.id], "DataCatalogue", DataCatalogue.encode_submit(current[one.id].raw))
                for one in resources
            ]
        )
        current = self._resources(resources)
        approver = self._chain.hand(authority.path, APPROVER)
        return self._chain.perform(
            [Act(approver, "DataCatalogue", DataCatalogue.encode_publish(current[one.id].raw)) for one in resources]
        )

    def _resources(self, resources: Sequence[ResourcePlan]) -> dict[bytes, Resource]:
        state = self._chain.sync()
        return {one.id: resource_of(state, one.id) for one in resources}

    def services(self, services: Sequence[ServicePlan]) -> None:
        """Register services on resources that are there."""
        state = self._chain.sync()
        acts = []
        for one in services:
            owner = state.member(one.ref.member.id)
            if owner is None:
                raise LookupError(f"{one.ref.member.path} is no member")
            call = DataCatalogue.encode_register_service(
                owner.raw,
                one.ref.subsystem_code,
                one.ref.service_code,
                resource_of(state, one.resource).raw,
                list(one.endpoints),
            )
            acts.append(Act(self._chain.hand(one.ref.member.path, SYSTEM), "DataCatalogue", call))
        self._chain.perform(acts)

    def request(self, requests: Sequence[tuple[RequestPlan, bytes]]) -> list[TxReceipt]:
        """Submit requests, each with the digest of its signed use commitment."""
        state = self._chain.sync()
        acts = []
        for one, commitment in requests:
            resource = resource_of(state, one.resource)
            record = one.record([field.code for field in resource.fields], commitment)
            call = Authorization.encode_submit(record)
            acts.append(Act(self._chain.hand(one.demander.member.path, OFFICER), "Authorization", call))
        return self._chain.perform(acts)

    def agree(self, answers: Sequence[tuple[RequestPlan, bytes, Mapping[str, Profile], str]]) -> list[TxReceipt]:
        """Agree to requests: (request, grant id, what is given by field code, reason if that is less)."""
        state = self._chain.sync()
        acts = []
        for one, grant, given, reason in answers:
            request, resource = state.request(one.id), resource_of(state, one.resource)
            if request is None:
                raise LookupError(f"request {one.id.hex()} was not submitted")
            allowed = terms(given, [field.code for field in resource.fields], one)
            why = digest(reason) if reason else ZERO
            call = Authorization.encode_agree(request.raw, grant, allowed, why)
            provider = state.member(resource.provider)
            if provider is None:
                raise LookupError("the provider is no member")
            acts.append(Act(self._chain.hand(provider.path, APPROVER), "Authorization", call))
        return self._chain.perform(acts)

    def revoke(self, grant_id: bytes, reason: str) -> TxReceipt:
        """Revoke a grant by the provider's SECURITY duty."""
        state = self._chain.sync()
        grant = grant_of(state, grant_id)
        provider = state.member(grant.provider)
        if provider is None:
            raise LookupError("the provider is no member")
        call = Authorization.encode_revoke(grant.raw, digest(reason))
        return self._chain.perform([Act(self._chain.hand(provider.path, SECURITY), "Authorization", call)])[0]


def resource_of(state: LedgerState, resource_id: bytes) -> Resource:
    """The resource with this id. Raises LookupError."""
    found = state.resource(resource_id)
    if found is None:
        raise LookupError(f"resource {resource_id.hex()} is not in the catalogue")
    return found


def grant_of(state: LedgerState, grant_id: bytes) -> Grant:
    """The grant with this id. Raises LookupError."""
    found = state.grant(grant_id)
    if found is None:
        raise LookupError(f"there is no grant {grant_id.hex()}")
    return found
