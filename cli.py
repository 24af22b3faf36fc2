"""The `zhupi` command: thin commands over the engine, the only module that prints, exits or knows the packs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:
    from engine.cases import Score
    from engine.config import Config
    from engine.errors import Diagnostic
    from engine.finding import Review, RunInfo
    from engine.packs import Packs
    from engine.plan import Plan
    from engine.session import Request

VERSION = "0.1.0"
CLEAN, FINDINGS, USAGE, UNREVIEWED, FAULT, INTERRUPTED = 0, 1, 2, 3, 4, 130
_LANGUAGE: ContextVar[str] = ContextVar("language", default="")
FILES = {"html": "report.html", "json": "findings.json"}


def pack_roots(own: Iterable[Path] = ()) -> list[Path]:
    """The folders of rule packs: the built-in ones, then those of the user."""
    import rules as home

    return [Path(home.__path__[0]), *own]


class Group(click.Group):
    """Commands in the order in which they are declared, and faults of Zhupi's own as exit code 4."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self.commands)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        from engine.errors import Misuse, ReviewError, RuleError

        _LANGUAGE.set("")
        _steady_streams()
        try:
            status = super().main(*args, **{**kwargs, "standalone_mode": False})
            sys.exit(status if isinstance(status, int) else 0)
        except (click.exceptions.Abort, KeyboardInterrupt):
            click.echo("interrupted", err=True)
            sys.exit(INTERRUPTED)
        except click.ClickException as wrong:
            wrong.show()
            sys.exit(USAGE)
        except RuleError as wrong:
            draw(wrong.diagnostics)
            sys.exit(USAGE)
        except (Misuse, ReviewError) as wrong:
            click.echo(f"zhupi: {wrong}", err=True)
            sys.exit(USAGE)
        except Exception as fault:
            if os.environ.get("ZHUPI_DEBUG"):
                raise
            click.echo(
                f"zhupi: a fault of Zhupi's own: {type(fault).__name__}: {fault} (ZHUPI_DEBUG=1 shows where)",
                err=True,
            )
            sys.exit(FAULT)


def _steady_streams() -> None:
    """Output that no character stops, on consoles and in pipes of any code page; and an end by signal as by Ctrl-C,
    so that no half-written file and no child is left."""
    import signal
    import threading
    from io import TextIOWrapper

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(
                encoding=None if _writes_chinese(stream.encoding) else "utf-8", errors="replace"
            )
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)


def _writes_chinese(encoding: str) -> bool:
    try:
        return bool("朱批".encode(encoding))
    except (LookupError, UnicodeEncodeError):
        return False


def colored() -> bool:
    """Whether standard output takes colours."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def columns() -> int:
    import shutil

    return min(shutil.get_terminal_size((100, 24)).columns, 140)


def draw(diagnostics: Sequence[Diagnostic]) -> None:
    """Shows problems in rule files on standard error."""
    from engine.reporters.diagnostics import as_text

    color = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    click.echo(as_text(diagnostics, lang=ui_language(), color=color, columns=columns()), err=True, nl=False)


def ui_language() -> str:
    """zh or en: what --ui-lang says, else the environment's locale, else that of Windows."""
    if _LANGUAGE.get():
        return _LANGUAGE.get()
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "en" if value.lower().startswith("en") else "zh"
    return "en" if _windows_in_english() else "zh"


def _windows_in_english() -> bool:
    if sys.platform != "win32":
        return False
    import ctypes

    return ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == 0x09


def language_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """--ui-lang, which holds for the whole command line wherever it stands."""

    def chosen(_context: click.Context, _option: click.Parameter, value: str | None) -> None:
        if value:
            _LANGUAGE.set(value)

    help = "Language of messages and reports (default: the locale's)."
    kind = click.Choice(["zh", "en"])
    return click.option(
        "--ui-lang", type=kind, expose_value=False, callback=chosen, is_eager=True, help=help
    )(command)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, prog_name="zhupi")
@language_option
def main() -> None:
    """Zhupi (朱批): consumer-protection review of financial drafts before release.

    \b
    Examples:
      zhupi review contract.docx               an annotated copy and a report
      zhupi review drafts/ --out reviewed      a folder
      zhupi review ad.txt --product fund       say what the draft is about
      zhupi review drafts/ --watch             again at each save
      zhupi review . --diff-base origin/main   what a branch changed
      zhupi init                               a zhupi.yaml for this folder
      zhupi rules test                         the examples of all rules
    """


def attribute_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--material, --product …: what kind of document the drafts are."""
    from engine.language.words import VALUES

    for name in reversed([*VALUES]):
        help = (
            f"What the drafts are: {', '.join(sorted(VALUES[name]))}."
            if name != "lang"
            else "Language of the drafts."
        )
        choice = click.Choice(sorted(VALUES[name]))
        command = click.option(f"--{name}", name, type=choice, multiple=True, help=help)(command)
    return command


_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_SHARED = (
    click.option(
        "--as-of", default="", metavar="DATE", help="Review by what was in force on this day (YYYY-MM-DD)."
    ),
    click.option("--packs", multiple=True, type=_FOLDER, help="A folder of rule packs of your own."),
    click.option(
        "--overlay",
        multiple=True,
        type=_FILE,
        help="A file that changes rules: narrows, grades, switches off.",
    ),
    click.option("--decisions", type=_FILE, help="A file of findings that somebody decided not to count."),
    click.option(
        "--config", "config_path", type=_FILE, help="The configuration (default: zhupi.yaml, found upwards)."
    ),
    click.option(
        "--jobs", type=click.IntRange(1, 64), help="Drafts at once (default: the number of processors)."
    ),
    click.option(
        "--timeout",
        type=click.FloatRange(0.1),
        default=120.0,
        metavar="SECONDS",
        help="Longest time for one draft.",
    ),
    click.option(
        "--cache/--no-cache",
        "cached",
        default=True,
        help="Keep results in the user's cache folder, and take from there those of drafts that did not change.",
    ),
    click.option("--suggest", is_flag=True, help="Put exact fixes into Word copies as tracked changes."),
    click.option(
        "--ocr",
        type=click.Choice(["auto", "all", "off"]),
        default="auto",
        help="Recognise text on pictures and scanned pages (auto), on pictures within drafts too (all), or nowhere.",
    ),
    click.option(
        "--ocr-timeout",
        type=click.FloatRange(0.1),
        default=600.0,
        metavar="SECONDS",
        help="Longest time for recognition in one draft, beyond --timeout.",
    ),
)


def review_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every command that reviews files."""
    for option in reversed(_SHARED):
        command = option(command)
    command = language_option(command)
    return attribute_options(command)


@main.command(short_help="Review drafts: annotated copies, a report, JSON.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@review_options
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder for what is written (default zhupi-out)."
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="NAME[=FILE]",
    help="A report: html, json, sarif, junit, markdown, csv, xlsx … (default html and json).",
)
@click.option(
    "--redact",
    is_flag=True,
    help="Mask personal data in annotated copies and on the HTML page too; where that cannot be done, write no copy.",
)
@click.option("--copies/--no-copies", default=True, help="Write annotated copies (default).")
@click.option(
    "--fail-on",
    type=click.Choice(["none", "info", "low", "medium", "high", "critical"]),
    help="Lowest severity that fails (default high).",
)
@click.option(
    "--strict", is_flag=True, help="Findings for a person, and pictures that were not read, count too."
)
@click.option(
    "--baseline", type=_FILE, help="Count only what this file of `zhupi baseline write` does not know."
)
@click.option(
    "--diff-base",
    metavar="REV",
    help="Count only what changed since this revision of a git repository, or is missing since.",
)
@click.option(
    "--input-format",
    type=click.Choice(["files", "jsonl"]),
    default="files",
    help="jsonl: one draft a line, answers on standard output.",
)
@click.option(
    "--per-row", is_flag=True, help="Each row of a workbook or table is a draft of its own (text messages)."
)
@click.option(
    "--view",
    type=click.Choice(["full", "summary", "none"]),
    default="full",
    help="What the terminal shows: every finding, a line for each draft, or nothing.",
)
@click.option("--watch", is_flag=True, help="Stay, and review again whenever a draft is saved.")
def review(paths: tuple[Path, ...], input_format: str, watch: bool, **options: Any) -> int:
    """Review drafts: annotated copies, an HTML report and JSON go to --out.

    Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 wrong use or a faulty rule, 3 a draft that could
    not be reviewed, 4 a fault of Zhupi's own.
    """
    _check_date(options["as_of"])
    if input_format == "jsonl":
        if watch or options["diff_base"]:
            raise click.UsageError("--watch and --diff-base are for files, not for --input-format jsonl")
        return _review_records(paths, options)
    return _watch(paths, options) if watch else _review_files(paths, options, {})


def _check_date(day: str) -> None:
    from datetime import date

    try:
        date.fromisoformat(day or "2000-01-01")
    except ValueError:
        raise click.UsageError(f"--as-of {day}: not a day such as 2026-09-30") from None


def _options_given(options: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    from engine.language.words import VALUES

    return {name: options[name] for name in VALUES if options.get(name)}


def _config(options: dict[str, Any]) -> Config:
    from engine.config import Config

    path = _config_path(options)
    return _read_config(path) if path else Config()


def _config_path(options: dict[str, Any]) -> Path | None:
    from engine.config import find_config

    return options["config_path"] or find_config(Path.cwd())


def _read_config(path: Path) -> Config:
    from engine.configfile import read_config

    return read_config(path)


def load_plan(own: Iterable[Path], overlays: Iterable[Path] = (), day: str = "") -> Plan:
    import gc

    from engine import library

    plan = library.load_plan(pack_roots(own), overlays=overlays, day=day)
    gc.freeze()  # it stays to the end, so that no collection, here, in a child or at exit, need look at it
    return plan


def _plan(options: dict[str, Any], config: Config) -> Plan:
    """The plan of the built-in packs and of those, and with the overlays, of the command line and of zhupi.yaml."""
    packs, overlays = [*options["packs"], *config.packs], [*options["overlay"], *config.overlays]
    return load_plan(packs, overlays, options.get("as_of", ""))


def _request(paths: tuple[Path, ...], options: dict[str, Any], out: Path) -> Request:
    """What the command line asks for."""
    from engine.formats.ocr_choice import Ocr
    from engine.session import Request

    asked = {item.name: options[item.name] for item in fields(Request) if options.get(item.name) is not None}
    own = {
        "paths": paths,
        "out": out,
        "version": VERSION,
        "given": _options_given(options),
        "lang": ui_language(),
        "ocr": Ocr(options["ocr"], options["ocr_timeout"]),
    }
    return Request(**{**asked, **own})


def _watch(paths: tuple[Path, ...], options: dict[str, Any]) -> int:
    """A review now and one after each save, of which the drafts that it found otherwise than before are shown."""
    from engine.errors import Misuse, RuleError
    from engine.watching import rounds

    shown: dict[str, Review] = {}
    config = _config(options)
    lists = (
        _config_path(options),
        options["decisions"] or config.decisions,
        options["baseline"] or config.baseline,
    )
    own = (*options["packs"], *config.packs, *options["overlay"], *config.overlays)
    by = [*own, *(path for path in lists if path)]
    try:
        saves = rounds([*paths, *by], _out(options, config))
        next(saves)
        _review_files(paths, options, shown)
        for _ in saves:
            try:
                _review_files(paths, options, shown)
            except RuleError as wrong:
                draw(wrong.diagnostics)
            except Misuse as wrong:
                click.echo(f"zhupi: {wrong}", err=True)
    except KeyboardInterrupt:
        pass
    return CLEAN


def _out(options: dict[str, Any], config: Config) -> Path:
    """Where Zhupi writes."""
    return options["out"] or Path(config.out or "zhupi-out")


def _review_files(paths: tuple[Path, ...], options: dict[str, Any], shown: dict[str, Review]) -> int:
    """Reviews, writes and shows what differs from what was `shown` before, which is brought in step."""
    from engine.output import write
    from engine.reporters.summary import exit_code
    from engine.reporters.terminal import overview, report, written
    from engine.session import conduct

    config = _config(options)
    out = _out(options, config)
    wanted = _formats(options["formats"], out)
    plan = _plan(options, config)

    def ready(run: RunInfo) -> None:
        """Reports on nothing, so that each reporter has read and made all that it needs."""
        for name in wanted:
            _report(name, [], run)

    done = conduct(plan, _request(paths, options, out), config, progress, ready)
    reviews = [result.review for result in done.results]
    files = {path: _bytes(_report(name, reviews, done.run)) for name, path in wanted.items()}
    copies = {out / result.review.copy: result.copy for result in done.results if result.copy is not None}
    write(out, {**files, **copies}, [out / result.withheld for result in done.results if result.withheld])
    for decision in done.unused:
        click.echo(f"zhupi: nothing needs the decision on {decision.rule} in {decision.draft}", err=True)
    for one in reviews:
        if one.placements and not one.copy:
            click.echo(f"zhupi: no annotated copy of {one.name}: {one.placements[0].why}", err=True)
    new = [one for one in reviews if shown.get(one.name) != one]
    shown.update((one.name, one) for one in new)
    if options["view"] != "none":
        view = {"full": report, "summary": overview}[options["view"]]
        click.echo(view(new, done.run, color=colored(), columns=columns()), nl=False)
        click.echo(
            written([str(path) for path in wanted.values()], f"{out}/", len(copies), ui_language()), nl=False
        )
    return exit_code(reviews, done.run)


@contextmanager
def progress(total: int) -> Iterator[Callable[[], None]]:
    """A bar on standard error where there is somebody at a terminal to see it and more than one draft to wait for."""
    if not sys.stderr.isatty() or os.environ.get("CI") or total < 2:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda: bar.advance(task)


def _formats(asked: Sequence[str], out: Path) -> dict[str, Path]:
    """The file of each report: `sarif=out.sarif`, or `sarif` for one in the output folder."""
    from engine.reporters import REPORTERS

    wanted: dict[str, Path] = {}
    for item in asked or FILES:
        name, _, path = item.partition("=")
        if name not in REPORTERS:
            raise click.UsageError(f"--format {name}: known are {', '.join(REPORTERS)}")
        wanted[name] = Path(path) if path else out / FILES.get(name, f"report{REPORTERS[name].ending}")
    return wanted


def _report(name: str, reviews: Sequence[Review], run: RunInfo) -> str | bytes:
    from engine.reporters import reporter

    return reporter(name)(reviews, run)


def _bytes(report: str | bytes) -> bytes:
    return report.encode() if isinstance(report, str) else report


def _review_records(paths: tuple[Path, ...], options: dict[str, Any]) -> int:
    from engine.records import review_lines

    if len(paths) != 1:
        raise click.UsageError("--input-format jsonl takes one file, or - for standard input")
    if str(paths[0]) != "-" and not paths[0].is_file():
        raise click.UsageError(f"there is no file {paths[0]}")
    config = _config(options)
    plan = _plan(options, config)
    worst = CLEAN
    with click.open_file(str(paths[0]), "r", encoding="utf-8", errors="surrogateescape") as lines:
        for answer in review_lines(plan, lines, _options_given(options), as_of=options["as_of"]):
            # UTF-8 whatever the console's code page is; half a character of the input becomes its JSON escape.
            sys.stdout.buffer.write(f"{answer.line}\n".encode("utf-8", "backslashreplace"))
            sys.stdout.buffer.flush()
            if answer.failed:
                worst = UNREVIEWED
    return worst


@main.command(short_help="Write a zhupi.yaml that fits a folder.")
@click.argument("folder", type=_FOLDER, default=Path())
def init(folder: Path) -> None:
    """Write a zhupi.yaml for FOLDER (default: this one), after looking at the drafts in it. None is overwritten."""
    from engine.config import NAME
    from engine.errors import Misuse
    from engine.output import create
    from engine.reporters.starter import starter
    from engine.surroundings import look

    there = look(folder)
    lists = {"exclude": there.exclude, "packs": there.packs}
    files = {"baseline": there.baseline, "decisions": there.decisions}
    text = starter(there.formats, there.documents, lists, files, ui_language())
    if not create(folder / NAME, text.encode()):
        raise Misuse(f"{folder / NAME} is there already")
    click.echo(f"{folder / NAME}")


@main.group()
def baseline() -> None:
    """Baselines: what was there before and does not count."""


@baseline.command("write")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@review_options
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    default=Path("zhupi-baseline.json"),
    show_default=True,
    help="The file.",
)
def baseline_write(paths: tuple[Path, ...], to: Path, **options: Any) -> int:
    """Review drafts and note every finding, so that later runs with --baseline count only what is new."""
    import json
    from dataclasses import replace

    from engine.output import rewrite
    from engine.session import conduct
    from engine.suppress import baseline as noted

    _check_date(options["as_of"])
    config = _config(options)
    request = _request(paths, {**options, "baseline": None, "copies": False}, Path(config.out or "zhupi-out"))
    plan = _plan(options, config)
    done = conduct(plan, request, replace(config, baseline=None), progress)
    reviews = [result.review for result in done.results]
    if failed := [review.name for review in reviews if review.error]:
        raise click.UsageError(f"not reviewed, so no baseline: {', '.join(failed)}")
    rewrite(to, (json.dumps({"version": 1, "fingerprints": noted(reviews)}, indent=1) + "\n").encode())
    click.echo(f"{to}: {sum(len(review.findings) for review in reviews)} findings in {len(reviews)} drafts")
    return CLEAN


@main.group()
def rules() -> None:
    """Rules: look them up, write, check and measure them."""


_OWN = (
    click.option("--packs", multiple=True, type=_FOLDER, help="A folder of rule packs of your own."),
    click.option(
        "--config", "config_path", type=_FILE, help="The configuration (default: zhupi.yaml, found upwards)."
    ),
)
_OVERLAY = click.option(
    "--overlay", multiple=True, type=_FILE, help="A file that changes rules: narrows, grades, switches off."
)


def _packs_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say which packs there are, as they are written."""
    for option in reversed(_OWN):
        command = option(command)
    return command


def _overlay_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say which packs there are, and what overlays change of them."""
    return _packs_options(_OVERLAY(command))


class Sources(NamedTuple):
    """Where rules come from: folders of packs, and overlays."""

    roots: list[Path]
    overlays: list[Path]


def _sources(options: dict[str, Any]) -> Sources:
    """The built-in packs with the packs and overlays of the command line and of zhupi.yaml."""
    config = _config(options)
    roots = pack_roots([*options["packs"], *config.packs])
    return Sources(roots, [*options.get("overlay", ()), *config.overlays])


@rules.command("test")
@click.argument("names", nargs=-1)
@click.option(
    "--disguises/--no-disguises",
    default=True,
    help="Run violating examples in every disguise as well (default).",
)
@click.option(
    "--coverage", is_flag=True, help="List words, exceptions and alternatives that no example needs."
)
@_packs_options
def rules_test(names: tuple[str, ...], disguises: bool, coverage: bool, **options: Any) -> int:
    """Run the examples of all rules, or of the packs, files and rules NAMES (cn/loan, cn/loan/rates/daily-rate).

    A violating example gives exactly the marked findings, also in each disguise that its definition allows (full
    width, traditional, look-alikes, spaces, zero-width characters, *); a complying one none; an exact fix that
    is applied gives none again.
    """
    from engine.disguises import try_disguises
    from engine.library import load_packs, plan_of
    from engine.prove import prove

    loaded, faults = load_packs(_sources(options).roots)
    plan = plan_of(loaded, faults)
    wanted = [_pack_name(name) for name in names]
    chosen = frozenset(rule.id for rule in plan.rules if _named(rule.id, wanted))
    if not chosen:
        raise click.UsageError(f"no rule in {', '.join(names)}")
    proved = list(prove(loaded, plan, chosen))
    problems = [problem for _, found in proved for problem in found]
    disguised = list(try_disguises(loaded, plan, chosen)) if disguises else []
    problems += [problem for _, _, found in disguised for problem in found]
    if problems:
        draw(problems)
    examples = sum(len(entry.rule.examples) for entry, _ in proved)
    failed = sum(bool(found) for _, found in proved)
    click.echo(f"{len(proved) - failed} passed, {failed} failed ({examples} examples)")
    if disguises:
        tried = sum(count for _, count, _ in disguised)
        missed = sum(len(found) for _, _, found in disguised)
        click.echo(f"{tried - missed} disguises seen through, {missed} not")
    if coverage:
        _show_gaps(loaded, plan, chosen)
    return FINDINGS if problems else CLEAN


def _show_gaps(loaded: Packs, plan: Plan, chosen: frozenset[str]) -> None:
    from engine.coverage import gaps

    for gap in gaps(loaded, plan, chosen):
        click.echo(
            f"{gap.where}: no example has {len(gap.items)} of {gap.total} {gap.kind}: {'、'.join(gap.items)}"
        )


def _pack_name(name: str) -> str:
    return name.removeprefix("rules/").removesuffix(".yaml").rstrip("/")


def _named(id: str, wanted: Sequence[str]) -> bool:
    return not wanted or any(id == name or id.startswith(f"{name}/") for name in wanted)


@rules.command("lint")
@click.argument("names", nargs=-1)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How it is told.")
@_overlay_options
def rules_lint(names: tuple[str, ...], form: str, **options: Any) -> int:
    """Errors and warnings of all rule files and overlays, or of the packs, files and rules NAMES.

    Exit codes: 0 no error, 2 errors.
    """
    from engine.lint import lint
    from engine.reporters.diagnostics import as_json, as_text

    try:
        roots, overlays = _sources(options)
        found = lint(roots, [_pack_name(name) for name in names], overlays)
    except KeyError as unknown:
        raise click.UsageError(f"no rule or file is {unknown.args[0]}") from None
    if form == "json":
        click.echo(as_json(found), nl=False)
    else:
        click.echo(as_text(found, lang=ui_language(), color=colored(), columns=columns()), nl=False)
    return USAGE if any(fault.severity == "error" for fault in found) else CLEAN


@rules.command("fmt")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 where something would change.")
def rules_fmt(paths: tuple[Path, ...], check: bool) -> int:
    """Write the expressions in rule files, or folders of them, in their canonical spelling.

    Without PATHS: the folders and files that `packs` and `overlays` in zhupi.yaml name. All but expressions is
    kept as it is.
    """
    from engine.canonical import canonical
    from engine.config import Config, find_config
    from engine.output import rewrite
    from engine.yamlfile import Source

    found = find_config(Path.cwd())
    config = _read_config(found) if found else Config()
    chosen = paths or (*config.packs, *config.overlays)
    if not chosen:
        raise click.UsageError("name a rule file or a folder of them")
    differ = 0
    for path in (
        file for one in chosen for file in ([one] if one.is_file() else sorted(one.rglob("*.yaml")))
    ):
        text = path.read_bytes().decode("utf-8")
        new = canonical(Source(str(path), text))
        if new != text:
            differ += 1
            click.echo(f"{'would change' if check else 'changed'} {path}")
            if not check:
                rewrite(path, new.encode())
    return FINDINGS if check and differ else CLEAN


@rules.command("schema")
@click.argument("kind", type=click.Choice(["rules", "basis", "config", "overlay"]), default="rules")
def rules_schema(kind: str) -> None:
    """The JSON Schema of rule files, of basis.yaml, of zhupi.yaml or of overlays, for editors."""
    import json

    from engine.schema import schemas

    click.echo(json.dumps(schemas()[kind], ensure_ascii=False, indent=2))


@rules.command("score")
@click.argument("cases", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--totals", is_flag=True, help="Totals alone: no case is shown.")
@click.option("--min-precision", type=click.FloatRange(0, 1), default=0.0, help="Fail below this precision.")
@click.option("--min-recall", type=click.FloatRange(0, 1), default=0.0, help="Fail below this recall.")
@click.option("--as-of", default="", metavar="DATE", help="Review by what was in force on this day.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write a page of all cases.")
@_overlay_options
def rules_score(
    cases: Path,
    totals: bool,
    min_precision: float,
    min_recall: float,
    as_of: str,
    html: Path | None,
    **options: Any,
) -> int:
    """Precision, recall and F1 on labelled CASES, a line of JSON each."""
    from engine.cases import read_cases
    from engine.score import score

    with cases.open(encoding="utf-8") as lines:
        labelled = list(read_cases(lines))
    _check_date(as_of)
    result = score(_plan({**options, "as_of": as_of}, _config(options)), labelled, as_of)
    if not totals:
        _show_cases(result)
    _show_totals(result, topics=not totals)
    if html is not None:
        from engine.reporters.score_page import page

        html.write_text(page(result, name=cases.name, lang=ui_language()), "utf-8")
    good = result.total.precision >= min_precision and result.total.recall >= min_recall
    return CLEAN if good else FINDINGS


def _show_cases(result: Score) -> None:
    for outcome in result.outcomes:
        for violation in outcome.missed:
            what = "missing" if violation.missing else "missed"
            click.echo(f"{outcome.case.id}  {what}  {violation.topic}  「{violation.words}」")
        for finding in outcome.false_alarms:
            words = outcome.case.text[slice(*finding.span)] if finding.span else "(document)"
            click.echo(
                f"{outcome.case.id}  false   {finding.topic or '-'}  「{words}」  {finding.rule} ({finding.kind})"
            )


def _show_totals(result: Score, *, topics: bool) -> None:
    total = result.total
    if topics:
        for topic, tally in result.topics.items():
            click.echo(
                f"{topic:28} found {tally.found:3}  missed {tally.missed:3}  false {tally.false_alarms:5.1f}  F1 {tally.f1:.3f}"
            )
    click.echo(
        f"cases {len(result.outcomes)}  found {total.found}  missed {total.missed}  false {total.false_alarms:g}  "
        f"precision {total.precision:.3f}  recall {total.recall:.3f}  F1 {total.f1:.3f}  "
        f"topic agreement {result.agreement:.3f}  clean cases silent {result.clean[0]} of {result.clean[1]}"
    )


def _filters(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say what rules to list."""
    from engine.language.words import TOPICS, VALUES

    severities = ("critical", "high", "medium", "low", "info")
    choices = {
        "product": (sorted(VALUES["product"]), "Rules for this product."),
        "material": (sorted(VALUES["material"]), "Rules for this kind of document."),
        "severity": (severities, "Rules of this severity."),
        "topic": (TOPICS, "Rules on this topic."),
        "kind": (("fail", "review"), "What the text decides alone, or what a person must."),
        "status": (
            ("active", "draft", "off"),
            "Rules that apply, wait for their law, or that an overlay took out.",
        ),
    }
    for name, (values, help) in reversed(choices.items()):
        kind = click.Choice(values)
        metavar = "TOPIC" if name == "topic" else None
        command = click.option(f"--{name}", multiple=True, type=kind, metavar=metavar, help=help)(command)
    return command


@rules.command("list")
@_filters
@click.option("--basis", default="", metavar="TEXT", help="Rules whose provision's name has this text.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How it is told.")
@_overlay_options
def rules_list(form: str, **options: Any) -> None:
    """All rules, or those that fit, a line each, and below it what an overlay changed. An option given twice: either."""
    from engine.catalogue import Wanted, listed
    from engine.reporters.catalogue import as_json, as_text

    wanted = {item.name: options.pop(item.name) for item in fields(Wanted)}
    found = listed(_plan(options, _config(options)), Wanted(**wanted))
    click.echo(as_json(found) if form == "json" else as_text(found, lang=ui_language()), nl=False)
    click.echo(f"{len(found)} rules", err=True)


def _full_name(ids: Iterable[str], name: str) -> str:
    from engine.catalogue import full_name

    try:
        return full_name(ids, _pack_name(name))
    except LookupError as wrong:
        raise click.UsageError(str(wrong.args[0])) from None


@rules.command("show")
@click.argument("rule")
@_overlay_options
def rules_show(rule: str, **options: Any) -> None:
    """Everything of one RULE: gates, provisions, expressions, definitions, examples, what an overlay changed.

    RULE is its full name, or the end of it where no other rule's name ends so.
    """
    from engine.catalogue import described, entry_of
    from engine.reporters.snippet import painter

    loaded = _sound_packs(_sources(options))
    paint = painter(colored())
    entry = entry_of(loaded, _full_name([one.id for one in loaded.rules], rule))
    for label, text in described(loaded, entry):
        if text:
            lines = text.splitlines()
            click.echo(f"{paint('label', f'{label:12}')} {lines[0]}")
            for line in lines[1:]:
                click.echo(f"{'':12} {line}")


def _sound_packs(sources: Sources) -> Packs:
    """The packs, where nothing is wrong with any of them."""
    from engine.library import load_packs, plan_of

    loaded, faults = load_packs(*sources)
    plan_of(loaded, faults)
    return loaded


@rules.command("new")
@click.argument("name", metavar="PACK/ID")
@click.option(
    "--into", type=_FOLDER, help="A folder of packs of your own: the rule is added to its file there."
)
def rules_new(name: str, into: Path | None) -> None:
    """A rule to fill in: printed, or added to the file of its pack in --into.

    The packs that come with Zhupi are never written to.
    """
    from engine.output import rewrite
    from engine.scaffold import ScaffoldError, appended, new_file, split_name
    from engine.yamlfile import Source

    try:
        pack, id = split_name(name)
        if into is None:
            click.echo(new_file(pack, id), nl=False)
            return
        if any(into.resolve().is_relative_to(root.resolve()) for root in pack_roots()):
            raise click.UsageError(f"{into} holds the packs that come with Zhupi; use a folder of your own")
        path = into / f"{pack}.yaml"
        if path.exists():
            rewrite(path, appended(Source(str(path), path.read_bytes().decode("utf-8")), id).encode())
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(new_file(pack, id), "utf-8")
    except ScaffoldError as wrong:
        raise click.UsageError(str(wrong)) from None
    click.echo(f"{path}: {name}")


@rules.command("basis")
@click.argument("cite", default="")
@_packs_options
def rules_basis(cite: str, **options: Any) -> None:
    """Which rules rest on which provision: all instruments, or CITE with each of its articles."""
    from engine.authorities import detail, named, overview, resting

    found = resting(_sound_packs(_sources(options)))
    if not cite:
        for line in overview(found):
            click.echo(line)
        return
    chosen = named(found, cite)
    if not chosen:
        raise click.UsageError(f"no instrument in the registry is called {cite}")
    for one in chosen:
        for line in detail(one):
            click.echo(line)


@rules.command("docs")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder.")
@_packs_options
def rules_docs(out: Path, **options: Any) -> None:
    """A Markdown page for every pack with all its rules: what, why, what violates and what complies."""
    from engine.rulebook import pages

    made = pages(_sound_packs(_sources(options)))
    for name, text in made.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    click.echo(f"{len(made)} pages in {out}/")


@main.command(short_help="Why a rule does or does not report something.")
@click.argument("rule")
@click.argument("file", type=_FILE)
@attribute_options
@click.option("--as-of", default="", metavar="DATE", help="By what was in force on this day (YYYY-MM-DD).")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write a page as well.")
@_overlay_options
def explain(rule: str, file: Path, html: Path | None, **options: Any) -> int:
    """Why RULE does or does not report something in FILE: each part of its expressions with the words it gave.

    RULE is its full name, or the end of it where no other rule's name ends so.
    """
    from engine.errors import ReviewError
    from engine.explain import explain as explained
    from engine.loaders import load
    from engine.profile import attributes_given
    from engine.reporters.explanation import as_text
    from engine.reporters.explanation_page import page

    _check_date(options["as_of"])
    config = _config(options)
    plan = _plan(options, config)
    name = _full_name([one.id for one in plan.rules], rule)
    try:
        document = load(file.read_bytes(), file.as_posix())
        given = attributes_given(_options_given(options), config.kinds(file), document.attributes)
        explanation = explained(plan, name, document, given, as_of=options["as_of"])
    except ReviewError as wrong:
        click.echo(f"zhupi: {wrong}", err=True)
        return UNREVIEWED
    click.echo(as_text(explanation, lang=ui_language(), color=colored(), columns=columns()), nl=False)
    if html is not None:
        html.write_text(page(explanation, lang=ui_language()), "utf-8")
    return CLEAN


if __name__ == "__main__":
    main()
