"""Events of what a vote may put at another address, put into the tables of the address that emitted them.

What each contract emits is told by its event names, which no two of ours share; so one set of handlers does for all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chain_node.ledger import record_codec_access as codec
from chain_node.ledger import records_cases as cases
from chain_node.ledger.codec_certificates import certificate_events
from chain_node.ledger.port import BlockRef
from chain_node.ledger.record_codec import address, read_grant, read_request, read_resource, read_service
from chain_node.ledger.records_governance import Limits
from chain_node.ledger.tables_contract import ONLY, ContractTables

Values = dict[str, Any]
Place = tuple[BlockRef, bytes, int]
"""Block, transaction hash, index of the event in its block."""
Handler = Callable[[Values, Place], None]


def recorder(read: Callable[[Any], Any], put: Callable[[int, Any], None], name: str = "record") -> Handler:
    """What puts the record that an event carries as `name`."""
    return lambda values, place: put(place[0].number, read(values[name]))


def contract_handlers(tables: ContractTables) -> dict[str, Handler]:
    """Event name -> what it does to `tables`."""
    handlers: dict[str, Handler] = {
        "DecisionGiven": recorder(cases.read_decision, tables.add_decision, "decision"),
        "MaterialAttached": recorder(cases.read_material, tables.add_material, "material"),
        "LimitsSet": lambda v, p: tables.limits.put(p[0].number, ONLY, Limits(v["rows"], v["reviewDays"])),
        "Upgraded": lambda v, p: tables.code.put(p[0].number, ONLY, address(v["implementation"])),
        "ExecutedForwardRequest": lambda v, p: tables.acts.put(p[0].number, address(v["signer"]), v["nonce"] + 1),
    }
    for names, read, put in (*_record_events(tables), *certificate_events(tables.certificates)):
        handlers |= dict.fromkeys(names.split(), recorder(read, put))
    return handlers | _access_handlers(tables) | tables.accountability.handlers()


def _record_events(
    tables: ContractTables,
) -> tuple[tuple[str, Callable[[Any], Any], Callable[[int, Any], None]], ...]:
    return (
        (
            "ResourceRegistered ResourceSubmitted ResourceReturned ResourceSuspended ResourceResumed ResourceRetired",
            read_resource,
            tables.put_resource,
        ),
        ("ServiceRegistered ServiceChanged ServiceHalted", read_service, tables.put_service),
        ("RequestSubmitted RequestAnswered RequestProgressed", read_request, tables.put_request),
        ("GrantCreated GrantChanged", read_grant, tables.put_grant),
        ("CaseOpened ParticipantsAdded CaseAcceptedBySilence CaseMoved", cases.read_case, tables.put_case),
    )


def _access_handlers(tables: ContractTables) -> dict[str, Handler]:
    def published(values: Values, place: Place) -> None:
        resource = read_resource(values["record"])
        tables.put_resource(place[0].number, resource)
        tables.access.put_version(place[0].number, resource)

    def derived(values: Values, place: Place) -> None:
        parents = codec.read_parents(values["parents"])
        tables.access.put_lineage(place[0].number, values["id"], values["version"], parents)

    def drafted(values: Values, place: Place) -> None:
        resource = read_resource(values["record"])
        tables.access.put_next_version(place[0].number, resource)
        tables.access.put_lineage(place[0].number, resource.resource_id, resource.version, ())

    version = recorder(read_resource, tables.access.put_next_version)
    emergency = recorder(codec.read_break_glass, tables.access.put_break_glass)
    consent = recorder(codec.read_consent, tables.access.put_consent, "consent")
    dispute = recorder(codec.read_dispute, tables.access.put_dispute, "dispute")
    right = recorder(codec.read_right, tables.access.put_right, "right")
    correction = recorder(codec.read_correction, tables.access.put_correction)
    return {
        "GrantScoped": recorder(codec.read_scope, tables.access.put_scope, "scope"),
        "RequestImported": lambda values, place: tables.access.imports.put(
            place[0].number, values["id"], values["source"]
        ),
        "ConsentRecorded": consent,
        "ConsentWithdrawn": consent,
        "BreakGlassOpened": emergency,
        "BreakGlassEnded": emergency,
        "BreakGlassReviewed": emergency,
        "DisputeRaised": dispute,
        "DisputeDecided": dispute,
        "ResourcePublished": published,
        "ResourceDerived": derived,
        "VersionDrafted": drafted,
        "VersionSubmitted": version,
        "VersionReturned": version,
        "RightGranted": right,
        "RightRevoked": right,
        "CorrectionRaised": correction,
        "CorrectionDecided": correction,
    }
