"""The command line's front door: reads the words, runs the command, turns every outcome into an exit code."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

from photofix import __version__, paths, settings
from photofix.cli import batch, flags, parser
from photofix.cli.console import Console, Report
from photofix.cli.plan import Formats, Item, plan
from photofix.core.progress import Progress
from photofix.errors import Cancelled, UserError
from photofix.ops import presets
from photofix.ops.base import Models, Operation, Scope
from photofix.ops.table import OPERATIONS

MakeModels = Callable[[str, str], Models]


def main(
    arguments: Sequence[str], make_models: MakeModels | None = None, operations: Sequence[Operation] = OPERATIONS
) -> int:
    """Run one command line (without the program's name). Returns the exit code.

    0 done, 1 some input failed, 2 usage, 70 a bug, 130 cancelled. make_models: builds the models from a
    device and a precision; a test puts its own here, and its own operations.
    """
    for stream in (sys.stdout, sys.stderr):
        # A file name that the terminal cannot show must not end the program.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        options = parser.build(operations).parse_args(arguments)
    except SystemExit as stop:  # argparse has said what is wrong, or has printed its help
        return int(stop.code or 0)
    console = Console(
        sys.stdout, sys.stderr, quiet=getattr(options, "quiet", False), as_json=getattr(options, "json", False)
    )
    try:
        return _command(options, console, make_models or _pool, operations)
    except (Cancelled, KeyboardInterrupt):
        console.complain("Cancelled.")
        return batch.CANCELLED
    except UserError as error:
        console.complain(error.message, error.hint)
        return batch.FAILED
    except BrokenPipeError:
        # Whoever read our output has gone. Python would complain when it closes the stream at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return batch.FAILED
    except Exception as error:
        console.complain("PhotoFix has a bug.", _crashed(options.debug, error))
        return batch.BUG


def _command(
    options: argparse.Namespace, console: Console, make_models: MakeModels, operations: Sequence[Operation]
) -> int:
    if "operation" in options:
        return _operate(options, console, make_models)
    if options.command == "detect":
        return _detect(options, console, make_models)
    if options.command == "dustmap":
        return _dustmap(options, console)
    if options.command == "train":
        from photofix.cli.train import train

        return train(options, console)
    if options.command == "models" and options.action is not None:
        return _models(options, console, make_models)
    from photofix.cli import lists

    listing: dict[str, Callable[[], list[str]]] = {
        "models": lists.models, "formats": lists.formats, "presets": partial(lists.presets, operations),
    }  # fmt: skip
    for line in listing[options.command]():
        console.say(line)
    return batch.DONE


def _operate(options: argparse.Namespace, console: Console, make_models: MakeModels) -> int:
    from photofix.cli.lists import endings
    from photofix.cli.repair import Task, repair

    try:
        items = _planned(options, endings())
        infrared = flags.take_file(options.operation.params, options, "infrared")
        params = flags.read(_base(options, console), options)
        _check_proposals(options)
    except UserError as error:
        console.complain(error.message, error.hint)
        return batch.USAGE
    chosen = settings.load(paths.config() / settings.NAME)
    task = Task(
        options.operation,
        params,
        make_models(options.device or chosen.device, options.precision or chosen.precision),
        options.overwrite,
        options.quality,
        chosen.jpeg_quality,
        (options.max_megapixels or chosen.max_megapixels) * 1_000_000,
        soft_mask=options.operation.marks and options.soft_mask,
        infrared=infrared,
        proposals=_proposals(options) > 1,
    )
    return _run(items, lambda item, part: repair(item, task.of(item), part), options, console)


def _proposals(options: argparse.Namespace) -> int:
    """How many results of each photo are wanted."""
    return getattr(options, "proposals", None) or 1


def _check_proposals(options: argparse.Namespace) -> None:
    name = options.operation.proposals
    if _proposals(options) > 1 and name in options:
        flag = flags.flag_of(name)
        raise UserError(f"--proposals and {flag} cannot be used together.", hint=f"{flag} makes one of the proposals.")


def _detect(options: argparse.Namespace, console: Console, make_models: MakeModels) -> int:
    from photofix.cli.detect import Task, as_masks, find
    from photofix.cli.lists import endings
    from photofix.ops.detect import Detect

    try:
        items = _planned(options, as_masks(endings()))
    except UserError as error:
        console.complain(error.message, error.hint)
        return batch.USAGE
    chosen = settings.load(paths.config() / settings.NAME)
    infrared = flags.take_file(Detect, options, "infrared")
    task = Task(
        flags.read(Detect(), options),
        make_models(options.device or chosen.device, options.precision or chosen.precision),
        options.overwrite,
        (options.max_megapixels or chosen.max_megapixels) * 1_000_000,
        infrared=infrared,
    )
    return _run(items, lambda item, part: find(item, task, part), options, console)


def _dustmap(options: argparse.Namespace, console: Console) -> int:
    from photofix.cli.dustmap import run_dustmap

    chosen = settings.load(paths.config() / settings.NAME)
    progress = Progress(console.progress)
    with _interruptible(progress):
        return run_dustmap(options, console, progress, chosen.max_megapixels * 1_000_000)


def _models(options: argparse.Namespace, console: Console, make_models: MakeModels) -> int:
    from photofix.cli.models import desk, run_models
    from photofix.models.published import inspect

    chosen = settings.load(paths.config() / settings.NAME)
    progress = Progress(console.progress)
    with _interruptible(progress):
        return run_models(options, desk(chosen, inspect, make_models, console, progress))


def _planned(options: argparse.Namespace, formats: Formats) -> list[Item]:
    """Which file becomes which. Raises UserError where the command line as a whole makes no sense."""
    inputs = [*options.inputs, *options.more_inputs]
    if not inputs:
        masked = " --mask MASK" if "mask" in options and options.operation.scope is Scope.MASKED else ""
        hint = f"photofix {options.command} PHOTO{masked} --output RESULT"
        raise UserError("No photograph is given.", hint=hint)
    return plan(
        inputs, getattr(options, "mask", None), options.output,
        formats=formats, recursive=options.recursive, suffix=options.suffix, overwrite=options.overwrite,
        proposals=_proposals(options),
    )  # fmt: skip


def _run(
    items: Sequence[Item], work: Callable[[Item, Progress], Report], options: argparse.Namespace, console: Console
) -> int:
    progress = Progress(console.progress)
    with _interruptible(progress):
        return batch.run(items, work, console, progress, partial(_crashed, options.debug))


def _base(options: argparse.Namespace, console: Console) -> Any:
    """The params that the flags change: those of the preset asked for, else the defaults as they are declared."""
    if options.preset is None:
        return options.operation.params()
    found = presets.find(presets.PresetStore(paths.presets()), options.operation, options.preset)
    for note in found.notes:
        console.complain(note)
    return found.params


def _pool(device: str, precision: str) -> Models:
    from photofix.models.pool import Pool

    return Pool(device=device, precision=precision)


@contextmanager
def _interruptible(progress: Progress) -> Iterator[None]:
    """Ctrl-C asks politely the first time, so that no file is left half-written; the second time it interrupts."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)

    def stop(number: int, frame: Any) -> None:
        progress.cancel()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _crashed(debug: bool, error: Exception) -> str:
    """Write the traceback to a file in the log folder, or show it. Returns what to tell the person."""
    text = "".join(traceback.format_exception(error))
    if debug:
        return text
    path = paths.logs() / f"crash-{datetime.now():%Y%m%d-%H%M%S-%f}.txt"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"photofix {__version__}, Python {sys.version}, {sys.platform}\n\n{text}", encoding="utf-8")
    except OSError:
        return text
    return f"The photo is unharmed. Please report it with the file {path}."
