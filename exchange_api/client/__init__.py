"""The client of a gateway, for information systems in Python.

    from exchange_api.client import Client
    print(Client("http://127.0.0.1:8080", "CITY/GOV/1000/FUND").get("CITY/GOV/2000/MARKET/licence", "/91990100").json())

It needs the base installation only: nothing of a gateway's server is imported. `AsyncClient` is the same for asyncio.
What is raised is in `errors`; how far a receipt proves what happened, in `receipts` and `proof`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from exchange_api.client.answers import Answer
from exchange_api.client.errors import (
    AnswerInvalid,
    ClientError,
    Denied,
    Fault,
    GatewayFailed,
    NoAnswer,
    NotSent,
    NotThere,
    NotYet,
    ProviderFailed,
    ReceiptInvalid,
    RequestInvalid,
    RequestRefused,
    TryLater,
)
from exchange_api.client.jobs import Job
from exchange_api.client.receipts import Receipt
from exchange_api.client.sync import Client

if TYPE_CHECKING:
    from exchange_api.client.aio import AsyncClient

__all__ = [
    "Answer",
    "AnswerInvalid",
    "AsyncClient",
    "Client",
    "ClientError",
    "Denied",
    "Fault",
    "GatewayFailed",
    "Job",
    "NoAnswer",
    "NotSent",
    "NotThere",
    "NotYet",
    "ProviderFailed",
    "Receipt",
    "ReceiptInvalid",
    "RequestInvalid",
    "RequestRefused",
    "TryLater",
]


def __getattr__(name: str) -> Any:
    """`AsyncClient`, loaded when it is used: its HTTP library would double the time that a command takes to start."""
    if name == "AsyncClient":
        from exchange_api.client.aio import AsyncClient

        return AsyncClient
    raise AttributeError(f"module {__name__} has no attribute {name}")
