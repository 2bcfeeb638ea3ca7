"""What a gateway offers beside the exchange: evidence, trust data and monitoring, put together for `bootstrap`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import APIRouter

from chain_node.ledger.client import RpcLedger
from chain_node.ledger.trust import Trust
from exchange_api.addresses import address
from exchange_api.config import Config
from exchange_api.service.context import Context
from exchange_api.service.evidence import Evidence
from exchange_api.service.monitoring import Monitoring
from exchange_api.service.trust_data import TrustData
from exchange_api.web.admission import Admission, Rules
from exchange_api.web.api import evidence as evidence_api
from exchange_api.web.api import lockouts as lockouts_api
from exchange_api.web.api import monitoring as monitoring_api
from exchange_api.web.api.app import Management
from exchange_api.web.own import Application, OwnApp


@dataclass(slots=True)
class Aside:
    """The parts."""

    evidence: Evidence
    trust: TrustData
    monitoring: Monitoring

    def systems(
        self, config: Config, context: Context, clients: Mapping[str, Rules], inner: Application
    ) -> Application:
        """`inner`, with what information systems fetch for themselves in front of it."""
        admission = Admission(context, clients)
        central = config.auth.monitoring_client
        return OwnApp(inner, admission, self.evidence, self.trust, self.monitoring, context.metrics, central)

    def routers(self, context: Context, management: Management) -> tuple[APIRouter, ...]:
        """Routes of the management interface."""
        return (
            evidence_api.routes(management, self.evidence, self.trust),
            monitoring_api.routes(management, self.monitoring),
            lockouts_api.routes(management, context),
        )

    def close(self) -> None:
        """Let the files go."""
        self.evidence.close()
        self.monitoring.close()


def aside(config: Config, context: Context, trust: Trust, log_directory: Path, version: str) -> Aside:
    """The parts of one gateway, whose log is there."""
    # The first address serves: a copy is verified by whoever uses it.
    ledger = TrustData(config.data, trust, lambda: RpcLedger(config.ledger.urls[0]), config.limits.max_ledger_copy)
    known_by = urlsplit(config.listen.peer_url).hostname or ""
    internal = address(config.listen.systems)[0]
    if internal in ("0.0.0.0", "::"):
        internal = known_by
    monitoring = Monitoring(context, log_directory, internal, known_by, version)
    return Aside(Evidence(context, log_directory), ledger, monitoring)
