"""The command line's grammar: one command per operation, made from the table, and a few of its own."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path

from photofix import __version__
from photofix.cli import flags
from photofix.cli.dustmap import add_dustmap
from photofix.cli.models import add_models
from photofix.cli.numbers import Whole
from photofix.cli.train import add_training
from photofix.core.params import declared
from photofix.ops.base import Operation, Scope
from photofix.ops.detect import Detect
from photofix.ops.table import OPERATIONS

DESCRIPTION = "Without a command, photofix [FILE...] opens the editor."


def build(operations: Sequence[Operation] = OPERATIONS) -> argparse.ArgumentParser:
    """The whole grammar. After parsing, `command` names the command; for operations `operation` is set too."""
    parser = argparse.ArgumentParser(prog="photofix", description=DESCRIPTION, allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"photofix {__version__}")
    parser.add_argument(
        "--self-test",
        action="store_true",
        help="try everything once on the sample picture: does it work here?",
    )
    # Heeded by photofix.__main__ wherever it stands; named here for the help.
    parser.add_argument("--offline", action="store_true", help="open no connection, whatever is asked for")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for operation in operations:
        _add_operation(commands, operation)
    _add_detect(commands)
    add_dustmap(_add(commands, "dustmap", "learn where dust lies on a camera's sensor, for heal --dust-map"))
    _add(commands, "formats", "list the file formats that can be read and written")
    add_models(_add(commands, "models", "list models, and download, import, export, check and measure them"))
    _add(commands, "presets", "list the presets of every operation")
    add_training(_add(commands, "train", "train a model on your own photographs"))
    return parser


def commands() -> tuple[str, ...]:
    """The words that are commands; any other first word is a file for the editor."""
    return (*(operation.id for operation in OPERATIONS), "detect", "dustmap", "formats", "models", "presets", "train")


def _add(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser], name: str, text: str, description: str = ""
) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(name, help=text, description=description or text.capitalize(), allow_abbrev=False)
    parser.add_argument("--debug", action="store_true", help="show the traceback of a crash")
    return parser


def _add_operation(subparsers: argparse._SubParsersAction[argparse.ArgumentParser], operation: Operation) -> None:
    parser = _add(subparsers, operation.id, operation.help.lower().rstrip("."), operation.help)
    parser.set_defaults(operation=operation)
    _add_photos(parser)
    if operation.marks:
        needed = operation.scope is Scope.MASKED
        parser.add_argument(
            "-m", "--mask", required=needed, type=Path, metavar="MASK",
            help=f"picture of the photo's size, white where to {'repair' if needed else 'change it (default: all)'};"
            " or a folder of masks named like the photos",
        )  # fmt: skip
        parser.add_argument(
            "--soft-mask", action="store_true",
            help="grey marks are soft marks, as the editor exports them; else more than half grey counts fully",
        )  # fmt: skip
    group = parser.add_argument_group("the operation")
    group.add_argument(
        "--preset", metavar="NAME|FILE",
        help="start from a preset, by its name (see photofix presets) or its file; the flags below change it",
    )  # fmt: skip
    flags.add(group, operation.params)

    if operation.proposals:
        most = next(param for param in declared(operation.params) if param.name == operation.proposals).high
        group.add_argument(
            "--proposals", type=Whole(2, int(most) + 1), metavar="N",
            help="write N different results of each photo, the likeliest first, with -1, -2 … after the name of OUT",
        )  # fmt: skip
    files = _add_files(parser)
    files.add_argument(
        "--quality", type=Whole(1, 100), metavar="N", help="1 to 100 for JPEG, WebP and AVIF (default: the source's)"
    )
    _add_device(parser)
    _add_report(parser)


def _add_detect(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    text = "Find wires, dust and scratches, and write them as a mask for inpaint."
    parser = _add(subparsers, "detect", text.lower().rstrip("."), text)
    _add_photos(parser)
    flags.add(parser.add_argument_group("what is found"), Detect)
    _add_files(parser)
    _add_device(parser)
    _add_report(parser)


def _add_photos(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("inputs", nargs="*", type=Path, metavar="IN", help="photographs or folders of them")
    parser.add_argument(
        "-i", "--input", dest="more_inputs", action="append", default=[], type=Path, metavar="IN", help="the same as IN"
    )
    parser.add_argument(
        "-o", "--output", required=True, metavar="OUT", help="file, or a folder when there are several inputs"
    )


def _add_files(parser: argparse.ArgumentParser) -> argparse._ArgumentGroup:
    files = parser.add_argument_group("files")
    files.add_argument("-r", "--recursive", action="store_true", help="go into folders; OUT mirrors them")
    files.add_argument("--suffix", default="", metavar="TEXT", help="put TEXT after the names written into a folder")
    files.add_argument("--overwrite", action="store_true", help="replace files that exist")
    files.add_argument("--max-megapixels", type=Whole(1, 100_000), metavar="N", help="refuse larger pictures than this")
    return files


def _add_report(parser: argparse.ArgumentParser) -> None:
    report = parser.add_argument_group("report")
    report.add_argument("--json", action="store_true", help="one line of JSON per file on standard output")
    report.add_argument("-q", "--quiet", action="store_true", help="say nothing but errors")


def _add_device(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("device")
    group.add_argument("--device", type=_device, metavar="NAME", help="auto, cpu, cuda:0, mps or xpu")
    group.add_argument(
        "-g", "--gpu", dest="device", type=_gpu, metavar="N", help="the same as --device cuda:N; -1 is the CPU"
    )
    group.add_argument("--precision", choices=("auto", "fp32", "fp16", "bf16"), metavar="NAME",
                       help="auto, fp32, fp16 or bf16")  # fmt: skip


def _device(text: str) -> str:
    if not re.fullmatch(r"auto|cpu|mps|(cuda|xpu)(:\d+)?", text):
        raise argparse.ArgumentTypeError(f"{text!r} is none of auto, cpu, cuda:0, mps, xpu")
    return text


def _gpu(text: str) -> str:
    if not re.fullmatch(r"-1|\d+", text):
        raise argparse.ArgumentTypeError(f"{text!r} is neither a GPU's number nor -1")
    return "cpu" if text == "-1" else f"cuda:{text}"
