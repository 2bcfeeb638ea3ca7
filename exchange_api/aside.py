"""What a gateway offers beside the exchange that is waited for, put together for `bootstrap`: evidence, trust data,
monitoring, and answers that are fetched later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import APIRouter

from chain_node.ledger.client import RpcLedger
from chain_node.ledger.trust import Trust
from exchange_api.addresses import address
from exchange_api.callback_key import CallbackKey
from exchange_api.config import Config
from exchange_api.service.callbacks import Callbacks
from exchange_api.service.changes import Changes
from exchange_api.service.consumer import Consumer
from exchange_api.service.context import Context
from exchange_api.service.evidence import Evidence
from exchange_api.service.jobs import Jobs
from exchange_api.service.monitoring import Monitoring
from exchange_api.service.trust_data import TrustData
from exchange_api.service.voids import Voider
from exchange_api.web.admission import Admission, Rules
from exchange_api.web.api import changes as changes_api
from exchange_api.web.api import evidence as evidence_api
from exchange_api.web.api import lockouts as lockouts_api
from exchange_api.web.api import monitoring as monitoring_api
from exchange_api.web.api.app import Management
from exchange_api.web.asgi import Application
from exchange_api.web.later import LaterApp
from exchange_api.web.own import OwnApp


@dataclass(slots=True)
class Aside:
    """The parts."""

    evidence: Evidence
    trust: TrustData
    monitoring: Monitoring
    changes: Changes
    jobs: Jobs
    callback_key: CallbackKey

    def systems(
        self, config: Config, context: Context, clients: Mapping[str, Rules], inner: Application
    ) -> Application:
        """`inner`, with what information systems fetch for themselves in front of it."""
        admission = Admission(context, clients)
        central = config.auth.monitoring_client
        own = OwnApp(inner, admission, self.evidence, self.trust, self.monitoring, context.metrics, central)
        return LaterApp(own, context, admission, self.jobs)

    def routers(self, context: Context, management: Management) -> tuple[APIRouter, ...]:
        """Routes of the management interface."""
        return (
            evidence_api.routes(management, self.evidence, self.trust),
            monitoring_api.routes(management, self.monitoring),
            changes_api.routes(management, self.changes),
            lockouts_api.routes(management, context),
        )

    def close(self) -> None:
        """Let the files go."""
        self.evidence.close()
        self.monitoring.close()
        self.changes.close()


def aside(
    config: Config, context: Context, asking: tuple[Consumer, Voider], trust: Trust, seed: bytes, version: str
) -> Aside:
    """The parts of one gateway, whose log is there. `seed`: of the key that signs call-backs."""
    log_directory = config.data / "log"
    # The first address serves: a copy is verified by whoever uses it.
    ledger = TrustData(config.data, trust, lambda: RpcLedger(config.ledger.urls[0]), config.limits.max_ledger_copy)
    known_by = urlsplit(config.listen.peer_url).hostname or ""
    internal = address(config.listen.systems)[0]
    if internal in ("0.0.0.0", "::"):
        internal = known_by
    monitoring = Monitoring(context, log_directory, internal, known_by, version)
    key = CallbackKey(seed)
    jobs = Jobs(context, *asking, Callbacks(context, config.callbacks, key, log_directory), log_directory)
    changes = Changes(context, log_directory)
    return Aside(Evidence(context, log_directory), ledger, monitoring, changes, jobs, key)
