"""The provider's answer, changed on its way."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from tests.conformance.xroad import causes
from tests.conformance.xroad.deviations.planting import fails, joined, without
from tests.conformance.xroad.model.gateway import Model
from tests.conformance.xroad.model.parts import Call, Out, Refusal
from tests.conformance.xroad.wire import Answer, Broken, Header, head_bytes


class Releases(Model):
    """Does something to the headers of an answer: `redo`."""

    def redo(self, headers: list[Header]) -> list[Header]:
        """The headers that go out instead."""
        return headers

    def release(self, call: Call, answer: Answer) -> Out:
        out = super().release(call, answer)
        return replace(out, headers=self.redo(out.headers))


@fails("answer.headers")
class AnswersInCapitals(Releases):
    """Writes its headers as in the documents."""

    def redo(self, headers: list[Header]) -> list[Header]:
        return [(name.title(), value) for name, value in headers]


@fails("answer.repeated")
class JoinsCookies(Releases):
    """Makes several headers of an answer into one."""

    def redo(self, headers: list[Header]) -> list[Header]:
        return joined(headers)


@fails("answer.nothing-invented")
class AllowsOrigins(Releases):
    """Adds CORS headers."""

    def redo(self, headers: list[Header]) -> list[Header]:
        return [*headers, (b"access-control-allow-origin", b"*")]


@fails("answer.date")
class MakesDates(Releases):
    """Replaces the provider's date."""

    def redo(self, headers: list[Header]) -> list[Header]:
        return [*without(headers, "Date"), (b"date", b"Fri, 02 Jan 2015 00:00:00 GMT")]


@fails("answer.large-head")
class CutsHeaders(Releases):
    """Cuts long values."""

    def redo(self, headers: list[Header]) -> list[Header]:
        return [(name, value[:4096]) for name, value in headers]


@fails("receipt.none", "receipt.given")
class HasOneReceipt(Model):
    """Gives everybody the same receipt, for anything."""

    def answer(self, call: Call) -> Out:
        out = super().answer(call)
        return replace(out, headers=[*without(out.headers, "Lianlu-Receipt"), (b"lianlu-receipt", b"00")])


@fails("receipt.given")
class GivesNoReceiptOfRefusals(Model):
    """Gives receipts of what was granted only."""

    def fault_receipt(self, call: Call) -> list[Header]:
        return []


@fails("receipt.own")
class ShowsReceiptsToAll(Model):
    """Shows a receipt to whoever knows its number."""

    def own_receipt(self, call: Call, receipt: str) -> Out:
        return Out(200, [(b"content-length", b"2")], b"{}")


@fails("answer.forged", "answer.filtered")
class BelievesTheProvider(Model):
    """Passes every header of the provider."""

    def passes(self, name: str) -> bool:
        return name not in ("content-length", "transfer-encoding")


@fails("answer.encoded")
class LosesTheCoding(Model):
    """Drops `Content-Encoding`."""

    def passes(self, name: str) -> bool:
        return name != "content-encoding" and super().passes(name)


@fails("answer.passed", "hash.on-errors-of-the-provider")
class TakesErrorsForItsOwn(Model):
    """Makes a fault of every error of the provider."""

    def release(self, call: Call, answer: Answer) -> Out:
        if answer.status >= 400:
            raise Refusal(causes.BROKEN_ANSWER, "the provider failed")
        return super().release(call, answer)


@fails("answer.bodyless")
class MakesEverything200(Model):
    """Answers 200 where there is nothing."""

    def release(self, call: Call, answer: Answer) -> Out:
        if answer.status in (204, 304):
            answer = Answer(b"HTTP/1.1 200 OK", answer.headers, b"")
        return super().release(call, answer)


@fails("answer.redirect")
class FollowsRedirects(Model):
    """Goes where the provider points."""

    def ask(self, address: tuple[str, int], raw: bytes, method: str, seconds: float) -> Answer:
        answer = super().ask(address, raw, method, seconds)
        place = answer.get("Location")
        if place is None:
            return answer
        head = head_bytes(f"GET {urlsplit(place).path} HTTP/1.1".encode(), [(b"Host", b"x")])
        return super().ask(address, head, "GET", seconds)


@fails("answer.chunked", "body.large")
class CutsAnswers(Model):
    """Passes the first 64 KiB of an answer."""

    def release(self, call: Call, answer: Answer) -> Out:
        return super().release(call, Answer(answer.start, answer.headers, answer.body[: 1 << 16]))


@fails("fault.no-retry", "fault.broken-answer")
class AsksAgain(Model):
    """Asks the provider again if it does not answer."""

    def ask(self, address: tuple[str, int], raw: bytes, method: str, seconds: float) -> Answer:
        try:
            return super().ask(address, raw, method, seconds)
        except Broken:
            return super().ask(address, raw, method, seconds)


@fails("fault.no-status")
class PassesAnyStatus(Model):
    """Passes any number for a status."""

    def judged(self, answer: Answer) -> Answer:
        return answer


@fails("fault.broken-answer")
class ReleasesBrokenAnswers(Model):
    """Passes what it got of an answer."""

    def ask(self, address: tuple[str, int], raw: bytes, method: str, seconds: float) -> Answer:
        try:
            return super().ask(address, raw, method, seconds)
        except Broken as error:
            return Answer(b"HTTP/1.1 200 OK", [], str(error).encode())
