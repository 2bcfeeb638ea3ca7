"""How the story looks: headings, sentences and tables; framed and coloured on a terminal, plain text elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

WIDTH = 110


class Pages:
    """Prints on stdout. Every text is taken literally: markup in data does nothing."""

    def __init__(self) -> None:
        self._rich = sys.stdout.isatty()
        self._console = Console(highlight=False, width=None if self._rich else WIDTH)

    def title(self, text: str, below: str = "") -> None:
        """The beginning of an act."""
        if self._rich:
            self._console.print()
            self._console.print(
                Panel(escape(below), title=f"[bold]{escape(text)}[/]", title_align="left", border_style="cyan")
            )
        else:
            self._console.print(f"\n== {escape(text)} ==" + (f"\n{escape(below)}" if below else ""))

    def say(self, text: str, style: str = "") -> None:
        """One sentence."""
        self._console.print(escape(text), style=style or None)

    def good(self, text: str) -> None:
        """What was shown."""
        self._console.print(f"✓ {escape(text)}", style="green")

    def stopped(self, text: str) -> None:
        """What was refused, or found out."""
        self._console.print(f"✗ {escape(text)}", style="red")

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Rows under headings."""
        table = Table(
            box=box.ROUNDED if self._rich else None, header_style="bold", padding=(0, 2, 0, 0), pad_edge=False
        )
        for column in columns:
            table.add_column(escape(column), overflow="fold")
        for row in rows:
            table.add_row(*(escape(cell) for cell in row))
        self._console.print(table)

    def quoted(self, text: str) -> None:
        """What another program printed."""
        for line in text.splitlines():
            self._console.print(f"  │ {escape(line)}", style="dim" if self._rich else None, soft_wrap=True)
