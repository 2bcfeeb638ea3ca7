"""The command `lianlu`: a host that finds its sub-commands and loads only the one that is used.

Sub-commands are entry points of the group `lianlu.commands`: a name and a typer application. So no package imports one
above it, `lianlu --help` loads none, and a command whose extra is not installed says which one to install.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import metadata
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from chain_node.console import Lang, LangChoice, guess_language, run, say, tr, use_language
from chain_node.errors import CliError, CommandBroken, ExtraMissing

GROUP = "lianlu.commands"
DISTRIBUTION = "lianlu"
OWN_PACKAGES = frozenset({"audit", "chain_node", "contracts", "exchange_api", "scripts"})

# What `lianlu --help` says about a command before it is loaded, in the order of first use.
SUMMARIES = {
    "demo": ("演示：六个部门、两个场景、一次审计", "The main job shown: six departments, two scenarios, one audit"),
    "sandbox": (
        "沙箱：在本机起一对网关，接上你的服务",
        "Two gateways on this machine, in front of your own service",
    ),
    "exchange": ("经网关调用服务，查看回执", "Call a service through a gateway; look up its receipt"),
    "gateway": ("部门的网关：建立、运行、查看、恢复", "A department's gateway: create, run, inspect, recover"),
    "service": ("网关上的服务：登记与查看", "Services of a gateway: apply, list"),
    "token": ("管理接口的访问令牌", "Access tokens of the management interface"),
    "key": ("密钥：生成、查看、签名", "Keys: make, show, sign"),
    "ledger": ("嵌入式账本：运行、查看、导出、跟随", "The embedded ledger: run, inspect, export, follow"),
    "contracts": (
        "合约：构建、部署、提案、表决、升级、核对",
        "Contracts: build, deploy, propose, vote, upgrade, verify",
    ),
    "audit": ("审计：核验证据、对账、复判", "Audit: verify evidence, reconcile, decide again"),
}


class CommandHost(TyperGroup):
    """A group whose members are names and summaries until one of them is called."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.entry_points = {point.name: point for point in metadata.entry_points(group=GROUP)}
        order = list(SUMMARIES)
        for name in sorted(self.entry_points, key=lambda n: (order.index(n) if n in order else len(order), n)):
            summary = tr(*SUMMARIES[name]) if name in SUMMARIES else self.entry_points[name].module
            self.commands[name] = TyperCommand(name=name, help=summary)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Replace the stand-in of the command called by the command itself. Raises `ExtraMissing`, `CommandBroken`."""
        name, command, rest = super().resolve_command(ctx, args)
        if name in self.entry_points:
            command = load_command(self.entry_points[name])
        return name, command, rest

    def invoke(self, ctx: Any) -> Any:
        """Run the command. A part may import its extra only when it needs it: raises `ExtraMissing` then."""
        try:
            return super().invoke(ctx)
        except ModuleNotFoundError as error:
            point = self.entry_points.get(ctx.invoked_subcommand)
            if point is None:
                raise
            raise _missing(point, error) from error


def load_command(point: metadata.EntryPoint) -> Any:
    """The command that `point` names, ready to run.

    Raises `ExtraMissing` if a package is not installed that one of the entry point's extras brings, `CommandBroken` if
    it cannot be loaded for another reason.
    """
    try:
        command = get_command(point.load())
    except ModuleNotFoundError as error:
        raise _missing(point, error) from error
    except (ImportError, AttributeError, RuntimeError) as error:
        raise CommandBroken(f"{point.name}: {error}") from error
    # Completion is a matter of the host; each part would offer it again.
    command.params = [p for p in command.params if p.name not in ("install_completion", "show_completion")]
    return command


def build_app() -> typer.Typer:
    """The host application, in the language set at this moment."""
    app = typer.Typer(
        name=DISTRIBUTION,
        cls=CommandHost,
        no_args_is_help=True,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
        help=tr(
            "链路：部门之间直接交换数据，每次交换留下任何一方都不能否认的证据。",
            "Lianlu: departments exchange facts directly; each exchange leaves evidence that neither side can deny.",
        ),
        epilog=tr(
            "先看 [bold]lianlu demo[/bold]；语言用 --lang en 或 LIANLU_LANG。", "Begin with [bold]lianlu demo[/bold]."
        ),
    )
    app.callback()(_root)
    return app


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Entry point of the command. Ends the process with the exit status described in `chain_node.console`."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    use_language(guess_language(arguments))
    sys.exit(run(lambda: get_command(build_app())(arguments, prog_name=DISTRIBUTION, standalone_mode=False)))


def _print_version(asked: bool) -> None:
    if asked:
        say(f"{DISTRIBUTION} {metadata.version(DISTRIBUTION)}")
        raise typer.Exit()


def _root(
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version. 打印版本号。"),
    ] = False,
    lang: LangChoice = Lang.ZH,
) -> None:
    """Both options act by themselves, before the sub-command is looked up."""


def _missing(point: metadata.EntryPoint, error: ModuleNotFoundError) -> CliError:
    """What it means that a module is not there: an extra left out, or a broken installation."""
    package = (error.name or "").partition(".")[0]
    if point.extras and package not in OWN_PACKAGES:
        return ExtraMissing(point.name, package, f"{DISTRIBUTION}[{','.join(point.extras)}]")
    return CommandBroken(f"{point.name}: {error}")


if __name__ == "__main__":
    main()
