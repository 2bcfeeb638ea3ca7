"""`lianlu exchange`: call a service from the shell, and look up what the call left as evidence."""

from __future__ import annotations

import base64
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from chain_node.console import JsonFlag, Lang, LangChoice, emit, note, printable, say, tr
from chain_node.errors import FileUnusable, UsageError
from exchange_api.client.answers import Answer
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
    timeout: Seconds = 90.0,
    as_json: JsonFlag = False,
    lang: LangChoice = Lang.ZH,
) -> int:
    """Call a service; the answer's body on stdout. 调用服务，答复正文写到标准输出。

    Exit status 0 if the provider answered with success, 1 if with an error of its own.
    """
    body = None if data is None else _data(data)
    asked = fields.split(",") if fields is not None else None
    options = Options(headers=[_header(one) for one in header or []], fields=asked, item=item, issue=issue, user=user)
    verb = method.upper() or ("GET" if body is None else "POST")
    line = curl(url, build(client, verb, service, path, body, options))
    with Client(url, client, timeout=timeout) as gateway:
        answer = gateway.call(
            service, path, method=verb, body=body, headers=options.headers, fields=asked, item=item, issue=issue,
            user=user,
        )  # fmt: skip
    if as_json:
        emit({**_document(answer), "curl": line})
    else:
        _show(answer.body)
        note(tr(f"状态 {answer.status}，回执 ", f"{answer.status}, receipt ") + str(answer.exchange_id))
        note(tr(f"等同于：{line}", f"the same: {line}"))
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
