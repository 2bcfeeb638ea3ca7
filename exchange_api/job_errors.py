"""What a client hears about exchanges that it has handed over, and what their runner meets."""

from __future__ import annotations

from exchange_api.error_base import CONSUMER, ExchangeError
from exchange_api.errors import CallerMistake, PeerTooSlow, Unavailable


class JobUnknown(CallerMistake):
    """No such job, or not one of the asker's own, or it was cancelled or acknowledged."""

    code = "exchange.job_unknown"
    cure = "Check the exchange id; what became of an exchange is in its receipt: `/lianlu/v1/receipts/{id}`."
    status = 404


class JobPending(CallerMistake):
    """The answer has not come yet."""

    code = "exchange.job_pending"
    cure = "Ask again later, or wait for the call-back; `status_url` says how it stands."
    status = 409
    retry_after = 1


class JobChanged(CallerMistake):
    """The job is no longer in the state that `If-Match` names; nothing was done."""

    code = "exchange.job_changed"
    cure = "Read `status_url` again, then decide: an answer may have come."
    status = 412


class JobsFull(Unavailable):
    """The client has 1,000 jobs, or 1 GiB of bodies and answers, that are not done with."""

    code = "exchange.jobs_full"
    cure = "Fetch answers and acknowledge them with `DELETE status_url`; kept are 1,000 jobs and 1 GiB for each client."
    status = 429
    xroad = CONSUMER + "Overloaded"
    retry_after = 60


class JobExpired(PeerTooSlow):
    """The provider's gateway gave no answer before the request expired; the request was taken back."""

    code = "exchange.job_expired"
    cure = "Hand it over again, with a longer `Prefer: wait=` if the provider is away for long."


class JobOvertaken(ExchangeError):
    """A job ended in one way while another way was being written; the first counts. Never shown."""

    code = "exchange.job_overtaken"
    cure = "Read the job again."
    status = 409
