"""A department's small information system: HTTP over its own SQLite file.

Provider side: `GET /api/<table>/<key>` answers `{"data": {...}}`, or 404. Consumer side: `POST /cases` with
`{"case_no", "path", "headers"}` asks the department's own gateway under `/r1`, files the answer under the case and
answers `{"status", "headers", "body"}`; `GET /cases/<no>` gives what was filed.

`GET /calls` tells how many records were asked for.

`python -m scripts.demo.systems CODE DB PORT GATEWAY_URL` prints `{"url", "pid"}` once it listens, and stops on SIGTERM.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from yarl import URL

from scripts.demo.records import TABLES, fill
from scripts.sockets import listen

_MAX_CASE_BYTES = 1 << 20


class System:
    """One department's system. The SQLite file is its only state; losing it loses that department's records."""

    def __init__(self, code: str, path: Path, gateway: str) -> None:
        fill(code, path)
        self._code, self._gateway, self._calls = code, gateway, 0
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.row_factory = sqlite3.Row

    async def record(self, request: web.Request) -> web.Response:
        """One record of this department's table."""
        self._calls += 1
        table, key = TABLES.get(self._code, ("", ""))
        if request.match_info["table"] != table:
            return web.json_response({"error": "no such table"}, status=404)
        row = self._db.execute(f"SELECT * FROM {table} WHERE {key} = ?", (request.match_info["key"],)).fetchone()
        if row is None:
            return web.json_response({"error": "no such record"}, status=404)
        return web.json_response({"data": dict(row)}, dumps=_dumps)

    async def open_case(self, request: web.Request) -> web.Response:
        """Ask the own gateway and file what came back under the case number."""
        order = await request.json()
        url = URL(f"{self._gateway}{order['path']}", encoded=True)
        async with aiohttp.ClientSession() as session, session.get(url, headers=order["headers"]) as answer:
            body = (await answer.read()).decode("utf-8", "replace")
            headers = {name.lower(): value for name, value in answer.headers.items()}
            status = answer.status
        if status == 200 and self._code in ("GJJ", "BDC"):
            filed = (order["case_no"], body, headers.get("lianlu-receipt", ""))
            self._db.execute("INSERT OR REPLACE INTO registration VALUES (?,?,?)", filed)
        return web.json_response({"status": status, "headers": headers, "body": body}, dumps=_dumps)

    async def calls(self, _: web.Request) -> web.Response:
        """How many records were asked for since this process started."""
        return web.json_response({"calls": self._calls})

    async def case(self, request: web.Request) -> web.Response:
        """What was filed under a case number."""
        query = "SELECT * FROM registration WHERE case_no = ?"
        row = self._db.execute(query, (request.match_info["no"],)).fetchone() if self._code in ("GJJ", "BDC") else None
        return web.json_response(dict(row) if row else {"error": "no such case"}, status=200 if row else 404)

    def application(self) -> web.Application:
        """The routes of this system."""
        app = web.Application(client_max_size=_MAX_CASE_BYTES)
        app.router.add_get("/api/{table}/{key}", self.record)
        app.router.add_get("/calls", self.calls)
        app.router.add_post("/cases", self.open_case)
        app.router.add_get("/cases/{no}", self.case)
        return app


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _say_ready(port: int) -> None:
    print(json.dumps({"url": f"http://127.0.0.1:{port}", "pid": os.getpid()}), flush=True)


def main(argv: list[str]) -> None:
    """Serve a department: its code, its database, the loopback port, and its gateway's address."""
    code, path, port, gateway = argv
    sock = listen(int(port))
    app = System(code, Path(path), gateway).application()

    async def ready(_: web.Application) -> None:
        _say_ready(sock.getsockname()[1])

    app.on_startup.append(ready)
    web.run_app(app, sock=sock, print=None, access_log=None)


if __name__ == "__main__":
    main(sys.argv[1:])
