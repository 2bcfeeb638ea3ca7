"""What can be wrong with a call of a metadata service. The tree is drawn in `exchange_api.errors`.

Two of the texts are matched by client libraries: `Invalid service type: REST` and `Failed reading service description
from`; they stay as they are.
"""

from __future__ import annotations

from exchange_api.error_base import CONSUMER, PROVIDER, ExchangeError


class MetadataFailed(ExchangeError):
    """A metadata service has no answer to what was asked."""

    code = "exchange.metadata"
    cure = "See the message; `listMethods` names the services that there are."
    status = 400
    xroad = PROVIDER + "InvalidRequest"


class InstanceUnknown(MetadataFailed):
    """`xRoadInstance` names an instance other than this one."""

    code = "exchange.instance_unknown"
    cure = "Leave `xRoadInstance` out, or name the instance of this gateway."
    status = 404
    xroad = CONSUMER + "UnknownMember"
    reference = CONSUMER + "InternalError"


class ServiceCodeMissing(MetadataFailed):
    """`getOpenAPI` was called without `serviceCode`, or with one that is no code."""

    code = "exchange.service_code_missing"
    cure = "Name the service: `getOpenAPI?serviceCode=...`."


class DescribedUnknown(MetadataFailed):
    """`serviceCode` names no service of the subsystem."""

    code = "exchange.described_unknown"
    status = 404
    xroad = PROVIDER + "UnknownService"
    reference = PROVIDER + "InternalError"


class NotDescribed(MetadataFailed):
    """The service has no description: it is opaque, and its declaration names none."""

    code = "exchange.not_described"
    cure = "Ask the provider for its documentation; its operator sets `description` in the service's declaration."
    reference = PROVIDER + "InternalError"


class DescriptionUnreadable(MetadataFailed):
    """The provider's information system does not give the description that the declaration names."""

    code = "exchange.description_unreadable"
    cure = "Ask the provider's operator: `description` in a declaration is where the back end has OpenAPI 3 in JSON."
    status = 502
    xroad = PROVIDER + "NetworkError"
    reference = PROVIDER + "InternalError"
