"""What a gateway offers beside the exchange: evidence and trust data, put together for `bootstrap`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter

from chain_node.ledger.client import RpcLedger
from chain_node.ledger.trust import Trust
from exchange_api.config import Config
from exchange_api.service.context import Context
from exchange_api.service.evidence import Evidence
from exchange_api.service.trust_data import TrustData
from exchange_api.web.admission import Admission, Rules
from exchange_api.web.api import evidence as evidence_api
from exchange_api.web.api.app import Management
from exchange_api.web.own import Application, OwnApp


@dataclass(slots=True)
class Aside:
    """The parts."""

    evidence: Evidence
    trust: TrustData

    def systems(self, context: Context, clients: Mapping[str, Rules], inner: Application) -> Application:
        """`inner`, with what information systems fetch for themselves in front of it."""
        return OwnApp(inner, Admission(context, clients), self.evidence, self.trust)

    def routers(self, management: Management) -> tuple[APIRouter, ...]:
        """Routes of the management interface."""
        return (evidence_api.routes(management, self.evidence, self.trust),)

    def close(self) -> None:
        """Let the files go."""
        self.evidence.close()


def aside(config: Config, context: Context, trust: Trust, log_directory: Path) -> Aside:
    """The parts of one gateway, whose log is there."""
    # The first address serves: a copy is verified by whoever uses it.
    ledger = TrustData(config.data, trust, lambda: RpcLedger(config.ledger.urls[0]), config.limits.max_ledger_copy)
    return Aside(Evidence(context, log_directory), ledger)
