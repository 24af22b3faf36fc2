"""The pages of the commands: an introduction by hand above a mark, below it the help as click prints it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from cli import main

FOLDER = Path(__file__).parent.parent / "docs" / "commands"
MARK = "<!-- Below: written by `python -m tests.regenerate` from the command itself. -->"


def commands() -> Iterator[tuple[str, click.Context]]:
    """Every command and group by its full name, with a context to print its help in."""
    settings = {**main.context_settings, "terminal_width": 100, "max_content_width": 100}
    yield from _below(click.Context(main, info_name="zhupi", **settings))


def _below(context: click.Context) -> Iterator[tuple[str, click.Context]]:
    yield context.command_path, context
    if isinstance(context.command, click.Group):
        for name, command in context.command.commands.items():
            inner = click.Context(
                command, parent=context, info_name=name, terminal_width=100, max_content_width=100
            )
            yield from _below(inner)


def page_name(command: str) -> str:
    return f"{command.removeprefix('zhupi ').replace(' ', '-')}.md"


def introduction(page: Path) -> str:
    """What was written by hand; "" of a page that is not there yet."""
    return page.read_text("utf-8").partition(MARK)[0].partition("\n")[2].strip() if page.exists() else ""


def pages() -> dict[Path, bytes]:
    """Every page as it must be."""
    found = {}
    for name, context in commands():
        path = FOLDER / page_name(name)
        help = "\n".join(line.rstrip() for line in context.get_help().splitlines())
        text = f"# {name}\n\n{introduction(path)}\n\n{MARK}\n\n```\n{help}\n```\n"
        found[path] = text.encode()
    return found
