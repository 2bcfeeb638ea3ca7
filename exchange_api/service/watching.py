"""What is kept for monitoring of an exchange that this gateway answered; the asker's part is in `consumer`."""

from __future__ import annotations

from exchange_api.adapters.monitored import Watched, query_digest
from exchange_api.refusals import REASONS
from exchange_api.service.answers import Outcome
from exchange_api.service.context import Context
from exchange_api.service.deciding import Work

METHOD_AND_LINE_ENDS = 3
"""`target` holds verb, blank and target; the signed bytes have a line end after each instead."""


def watch(context: Context, work: Work, outcome: Outcome) -> None:
    """Note in `outcome` when the call came, went out and was answered, its sizes and status."""
    asked, call = work.asked, work.call
    status, answer_bytes = REASONS[outcome.reason][0] if not outcome.given else None, len(outcome.notice.encode())
    for label, _, value in outcome.items:
        if label == "target":
            status = int(value)
        elif label == "headers":
            answer_bytes += len(value)
    if outcome.body is not None:
        answer_bytes += outcome.body.size
    size = None
    if work.body_size is not None:
        values = asked.values
        size = len(values["target"]) + METHOD_AND_LINE_ENDS + len(values["headers"]) + work.body_size
    query = query_digest(context.query_key, call.message_id) if call is not None else None
    outcome.watched = Watched(asked.now_ms, work.request_out, work.response_in, size, answer_bytes, status, query)
