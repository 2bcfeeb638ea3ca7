"""`lianlu exchange`: call a service from the shell, and look up what the call left as evidence."""

from __future__ import annotations

import base64
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from chain_node.console import JsonFlag, Lang, LangChoice, emit, note, printable, say, tr
from chain_node.errors import FileUnusable, UsageError
from exchange_api.client.answers import Answer
from exchange_api.client.jobs import Job
from exchange_api.client.later import prefer
from exchange_api.client.receipts import Receipt
from exchange_api.client.requests import Options, build, curl
from exchange_api.client.sync import Client

app = typer.Typer(no_args_is_help=True, help="Calls through a gateway, and their receipts. 经网关调用，查看回执。")

GATEWAY = "http://127.0.0.1:8080"
ClientId = Annotated[
    str,
    typer.Option("--client", envvar="LIANLU_CLIENT", help="X-Road-Client: instance/class/member/subsystem. 调用方。"),
]
Url = Annotated[
    str, typer.Option("--url", envvar="LIANLU_GATEWAY_URL", help="The gateway's information-system side. 网关地址。")
]
Seconds = Annotated[float, typer.Option("--timeout", min=0.1, help="Seconds. 超时秒数。")]


@app.command("call")
def call(
    service: Annotated[str, typer.Argument(help="instance/class/member/subsystem/service. 服务标识。")],
    client: ClientId,
    path: Annotated[str, typer.Argument(help="What follows the service code, query included. 路径与查询。")] = "",
    url: Url = GATEWAY,
    method: Annotated[str, typer.Option("--method", help="Default: GET, with --data POST. 方法。")] = "",
    data: Annotated[str | None, typer.Option("--data", help="Body; @file, or @- for stdin. 请求体。")] = None,
    header: Annotated[list[str] | None, typer.Option("--header", help="'Name: value', repeatable. 请求头。")] = None,
    fields: Annotated[str | None, typer.Option("--fields", help="Fewer fields: a,b. 只要这些字段。")] = None,
    item: Annotated[str | None, typer.Option("--item", help="Item code 事项编码.")] = None,
    issue: Annotated[str | None, typer.Option("--issue", help="Case number 办件编号.")] = None,
    user: Annotated[str | None, typer.Option("--user", help="The official 经办人.")] = None,
    later: Annotated[
        bool, typer.Option("--async", help="Hand it over; fetch the answer later. 交给网关，稍后取答复。")
    ] = False,
    wait: Annotated[
        int | None,
        typer.Option("--wait", min=1, help="With --async: seconds to ask for, default a day. 最长等待秒数。"),
    ] = None,
    timeout: Seconds = 90.0,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> int:
    """Call a service; the answer's body on stdout. 调用服务，答复正文写到标准输出。

    Exit status 0 if the provider answered with success, 1 if with an error of its own. With --async: the exchange id.
    """
    body = None if data is None else _data(data)
    asked = fields.split(",") if fields is not None else None
    headers = [_header(one) for one in header or []]
    options = Options(headers, fields=asked, item=item, issue=issue, user=user)
    verb = method.upper() or ("GET" if body is None else "POST")
    sent = replace(options, headers=prefer(headers, wait)) if later else options
    line = curl(url, build(client, verb, service, path, body, sent))
    more: dict[str, Any] = {
        "method": verb, "body": body, "headers": headers, "fields": asked, "item": item, "issue": issue, "user": user,
    }  # fmt: skip
    with Client(url, client, timeout=timeout) as gateway:
        if later:
            return _handed_over(gateway.call_async(service, path, wait=wait, **more), line, as_json)
        answer = gateway.call(service, path, **more)
    return _answered(answer, as_json, {"curl": line}, tr(f"等同于：{line}", f"the same: {line}"))


Exchange = Annotated[str, typer.Argument(help="Exchange id, as `call --async` prints it. 交换编号。")]


@app.command("status")
def status(
    exchange: Exchange,
    client: ClientId,
    url: Url = GATEWAY,
    timeout: Seconds = 90.0,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """Show how a call stands that was handed over. 查看已交给网关的调用的状态。"""
    with Client(url, client, timeout=timeout) as gateway:
        found = gateway.job(exchange).status()
    if as_json:
        emit(found.document)
        return
    told = {"pending": tr("等待答复", "pending"), "done": tr("已有答复", "done"), "failed": tr("失败", "failed")}
    say(told[found.status] + (f" ({found.error})" if found.error else ""))
    if failure := found.document.get("last_failure"):
        tries, text = found.document.get("attempts"), printable(str(failure.get("message", "")))
        note(tr(f"已试 {tries} 次；最近一次：{text}", f"{tries} attempts; the last: {text}"))


@app.command("result")
def result(
    exchange: Exchange,
    client: ClientId,
    url: Url = GATEWAY,
    seconds: Annotated[float, typer.Option("--within", min=0.0, help="Seconds to wait for it. 等候秒数。")] = 0.0,
    acknowledge: Annotated[
        bool, typer.Option("--acknowledge", help="Then have the gateway destroy its copy. 取到后由网关销毁副本。")
    ] = False,
    timeout: Seconds = 90.0,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> int:
    """Fetch the answer of a call that was handed over. 取回已交给网关的调用的答复。

    Exit status as of `call`; an answer that is still to come is an error. It can be fetched again until it is
    acknowledged, for 7 days.
    """
    with Client(url, client, timeout=timeout) as gateway:
        job = gateway.job(exchange)
        answer = job.result(seconds)
        code = _answered(answer, as_json, {})
        if acknowledge:
            sys.stdout.flush()
            job.acknowledge()
            note(tr("网关已销毁副本", "the gateway has destroyed its copy"))
    return code


@app.command("cancel")
def cancel(
    exchange: Exchange,
    client: ClientId,
    url: Url = GATEWAY,
    timeout: Seconds = 90.0,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> int:
    """Take back a call that was handed over; exit status 1 if its answer had come before. 撤回已交给网关的调用。"""
    with Client(url, client, timeout=timeout) as gateway:
        cancelled = gateway.job(exchange).cancel()
    if as_json:
        emit({"exchange_id": exchange, "cancelled": cancelled})
    elif cancelled:
        say(tr("已撤回；证据中记为撤回", "cancelled; the evidence says that it was taken back"))
    else:
        say(tr("答复已先到，可取回", "its answer had come before, and can be fetched"))
    return 0 if cancelled else 1


def _handed_over(job: Job, line: str, as_json: bool) -> int:
    if as_json:
        emit({"exchange_id": job.exchange_id, "curl": line})
    else:
        say(job.exchange_id)
        note(
            tr(
                "已交给网关；用 lianlu exchange result 取答复",
                "handed over; `lianlu exchange result` fetches the answer",
            )
        )
        note(tr(f"等同于：{line}", f"the same: {line}"))
    return 0


def _answered(answer: Answer, as_json: bool, extra: dict[str, Any], *notes: str) -> int:
    """Print an answer; the exit status that it means."""
    if as_json:
        emit({**_document(answer), **extra})
    else:
        _show(answer.body)
        note(tr(f"状态 {answer.status}，回执 ", f"{answer.status}, receipt ") + str(answer.exchange_id))
        for one in notes:
            note(one)
    return 0 if answer.ok else 1


@app.command("receipt")
def receipt(
    exchange: Annotated[str, typer.Argument(help="Exchange id, from Lianlu-Receipt. 交换编号。")],
    client: ClientId,
    url: Url = GATEWAY,
    ledger: Annotated[str | None, typer.Option("--ledger", help="Prove it against this ledger. 账本地址。")] = None,
    trust: Annotated[Path | None, typer.Option("--trust", help="File to pin, with --ledger. 信任文件。")] = None,
    timeout: Seconds = 90.0,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """Show and check a receipt of this client. 查看并核对本调用方的回执。

    Checked always: its bytes belong together. With --ledger and --trust: signatures and anchors as well.
    """
    if (ledger is None) is not (trust is None):
        raise UsageError(tr("--ledger 与 --trust 须一起给出", "--ledger and --trust go together"))
    with Client(url, client, timeout=timeout) as gateway:
        found = gateway.receipt(exchange)
    checked: dict[str, Any] = {"messages": len(found.check()), "signatures": None, "anchors": None}
    if ledger is not None and trust is not None:
        from exchange_api.client.proof import open_prover

        with open_prover(ledger, trust) as prover:
            proven = prover.prove(found)
        checked |= {"signatures": proven.signatures, "anchors": proven.anchors}
    if as_json:
        emit({**found.document, "checked": checked})
    else:
        _tell(found, checked)


def _tell(found: Receipt, checked: dict[str, Any]) -> None:
    for name in ("exchange_id", "client", "service", "state", "reason", "proof"):
        say(f"{name}: {found.document.get(name)}")
    for one in found.document.get("disclosed", []):
        say(f"  {one['field']}: {one['profile']}")
    if checked["signatures"] is None:
        note(
            tr(
                "字节相互一致；签名与锚定未核对（加 --ledger 与 --trust）",
                "its bytes agree; signatures and anchors not checked (--ledger, --trust)",
            )
        )
    else:
        signed, anchored = (f"{checked[name]}/{checked['messages']}" for name in ("signatures", "anchors"))
        say(tr(f"已核对：签名 {signed}，锚定 {anchored}", f"proven: signatures {signed}, anchored {anchored}"))


def _data(text: str) -> bytes:
    if text == "@-":
        return sys.stdin.buffer.read()
    if not text.startswith("@"):
        return text.encode()
    try:
        return Path(text[1:]).read_bytes()
    except OSError as error:
        raise FileUnusable(f"{text[1:]}: {error.strerror}") from None


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon:
        raise UsageError(tr(f"--header {text!r} 不是“名称: 值”", f"--header {text!r} is not 'Name: value'"))
    return name.strip(), value.strip()


def _document(answer: Answer) -> dict[str, Any]:
    """An answer as JSON; a body that is no text in base64."""
    try:
        body = {"body": answer.body.decode("utf-8")}
    except UnicodeDecodeError:
        body = {"body_base64": base64.b64encode(answer.body).decode()}
    return {
        "status": answer.status,
        "headers": [list(pair) for pair in answer.headers],
        "exchange_id": answer.exchange_id,
        "message_id": answer.message_id,
        **body,
    }


def _show(body: bytes) -> None:
    """The body as it is; to a terminal only what cannot drive it."""
    if sys.stdout.isatty():
        say(printable(body.decode("utf-8", "replace")))
        return
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()
