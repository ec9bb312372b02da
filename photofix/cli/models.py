"""The `models` command: what models there are, and all that can be done with those of the person's own."""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from photofix import paths, settings
from photofix.cli.console import Console, shown
from photofix.cli.table import Column, lines
from photofix.core.model_id import of_file
from photofix.core.progress import Progress
from photofix.errors import UserError
from photofix.files.atomic import write_atomically
from photofix.models import hub, pack
from photofix.models.catalogue import CATALOGUE
from photofix.models.download import Network
from photofix.models.elsewhere import Elsewhere
from photofix.models.listing import BUILT_IN, DOWNLOADABLE, Listed, called, listed
from photofix.models.published import KIND
from photofix.models.speed import Speeds, measure
from photofix.models.store import Entry, Inspect, Store
from photofix.ops.base import Models

DONE, FAILED, USAGE = 0, 1, 2
COLUMNS = (
    Column("name", least=24), Column("for", least=10), Column("where"), Column("size", right=True),
    Column("licence", least=10, spare=True), Column("commercial"), Column("s/MP", right=True),
)  # fmt: skip
COMMERCIAL = {True: "yes", False: "no", None: "unclear"}
ACTIONS = ("list", "info", "download", "import", "export", "verify", "remove", "benchmark")


def add_models(parser: argparse.ArgumentParser) -> None:
    """The grammar of the command. Without an action it lists the built-in models."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION")

    def add(name: str, text: str, operand: str = "", *, least: str = "+") -> argparse.ArgumentParser:
        action = actions.add_parser(name, help=text, description=text.capitalize(), allow_abbrev=False)
        if operand:
            action.add_argument("names", nargs=least, metavar=operand, help=HELP[operand])
        action.add_argument("--json", action="store_true", help="say it as lines of JSON")
        action.add_argument("--debug", action="store_true", help="show the traceback of a crash")
        return action

    add("list", "list all models, also those that can be downloaded")
    add("info", "tell all that is known of a model, or of a model file", "NAME")
    add("download", "download published models, checked by their checksum", "MODEL")
    add("import", "keep model files, or all models of a pack", "FILE")
    exporting = add("export", "write models of your own to one file, for a machine without network", "NAME")
    exporting.add_argument("-o", "--output", required=True, type=Path, metavar="PACK", help="the file to write")
    exporting.add_argument("--overwrite", action="store_true", help="replace a file that exists")
    add("verify", "compare models with their checksums (default: all)", "NAME", least="*")
    add("remove", "delete models of your own", "NAME")
    measuring = add("benchmark", "measure how fast models are on this machine (default: all)", "NAME", least="*")
    measuring.add_argument("--device", metavar="NAME", help="auto, cpu, cuda:0, mps or xpu")
    measuring.add_argument("--precision", choices=("auto", "fp32", "fp16", "bf16"), metavar="NAME",
                           help="auto, fp32, fp16 or bf16")  # fmt: skip


HELP = {
    "NAME": "a name of the list, the name of a file there, or the first letters of its SHA-256",
    "MODEL": "a name of the list, or OWNER/REPOSITORY or OWNER/REPOSITORY/FILE of the Hugging Face Hub",
    "FILE": "a .safetensors, .pth, .pt or .ckpt file, or a pack",
}


@dataclass(frozen=True)
class Desk:
    """All that the actions work with."""

    store: Store
    elsewhere: Elsewhere
    speeds: Speeds
    network: Network
    make_models: Callable[[str, str], Models]
    console: Console
    progress: Progress
    device: str = "auto"

    def rows(self) -> tuple[Listed, ...]:
        """The whole table; files of another program that were never looked at are looked at."""
        return listed(self.store.entries(), self.elsewhere.look(self.progress)[0], self.speeds)

    def row(self, name: str) -> Listed:
        """Raises UserError if there is none of this name."""
        row = called(self.rows(), name)
        if row is None:
            raise UserError(f"There is no model {name!r}.", hint="See photofix models list.")
        return row

    def own(self, name: str) -> Entry:
        """A model of the person's own. Raises UserError if it is another."""
        row = self.row(name)
        if row.entry is None or row.entry.path.parent != self.store.folder:
            why = {BUILT_IN: "comes with PhotoFix", DOWNLOADABLE: "is not here"}.get(row.kind, "is another program's")
            raise UserError(f"The model {row.id} {why}.", hint="See photofix models list.")
        return row.entry


def desk(
    chosen: settings.Settings, inspect: Inspect, make_models: Callable[[str, str], Models], console: Console,
    progress: Progress,
) -> Desk:  # fmt: skip
    """The desk that the settings describe."""
    folder = Path(chosen.models_folder) if chosen.models_folder else None
    return Desk(
        Store(paths.own_models(), inspect), Elsewhere(folder, paths.cache() / "models-elsewhere.json", inspect),
        Speeds(paths.cache() / "model-speeds.json"), Network(settings.is_offline(chosen)), make_models, console,
        progress, chosen.device,
    )  # fmt: skip


def run_models(options: argparse.Namespace, desk: Desk) -> int:
    """Do what was asked for. Returns the exit code. Raises UserError, Cancelled."""
    if options.action == "list":
        return _list(options, desk)
    if options.action == "export":
        return _export(options, desk)
    each: dict[str, Callable[[str], None]] = {
        "info": lambda name: _info(name, options, desk),
        "download": lambda name: _download(name, options, desk),
        "import": lambda name: _import(Path(name), options, desk),
        "verify": lambda name: _verify(name, options, desk),
        "remove": lambda name: _remove(name, options, desk),
        "benchmark": lambda name: _benchmark(name, options, desk),
    }
    names = options.names or [row.id for row in desk.rows() if row.file is not None]
    return _for_each(names, each[options.action], desk.console)


def _for_each(names: Iterable[str], act: Callable[[str], None], console: Console) -> int:
    """One that fails does not stop the others."""
    code = DONE
    for name in names:
        console.subject = name
        try:
            act(name)
        except UserError as error:
            console.complain(error.message, error.hint)
            code = FAILED
    return code


def _list(options: argparse.Namespace, desk: Desk) -> int:
    rows = desk.rows()
    desk.console.clear()
    if options.json:
        for row in rows:
            desk.console.say(json.dumps(_told(row)))
        return DONE
    cells = [
        (
            row.id, row.purpose, _where(row), size(row.bytes), row.licence, COMMERCIAL[row.commercial],
            "" if row.seconds is None else f"{row.seconds:.1f}",
        )
        for row in rows
    ]  # fmt: skip
    for line in lines(COLUMNS, cells, shutil.get_terminal_size().columns):
        desk.console.say(line)
    return DONE


def _where(row: Listed) -> str:
    if row.kind == DOWNLOADABLE:
        return "not offered" if row.state else row.kind
    return row.kind if row.here else row.state


def _info(name: str, options: argparse.Namespace, desk: Desk) -> None:
    row = called(desk.rows(), name)
    if row is None and Path(name).is_file():
        about = desk.store.look(Path(name))
        told: dict[str, Any] = {**asdict(about), "file": name}
    else:
        told = _told(row or desk.row(name))
    desk.console.clear()
    if options.json:
        desk.console.say(json.dumps(told))
        return
    for title, value in told.items():
        if value not in ("", None):
            desk.console.say(f"{title.replace('_', ' '):<14}{_worded(value)}")


def _download(name: str, options: argparse.Namespace, desk: Desk) -> None:
    published = next((entry for entry in CATALOGUE if name in (entry.id, entry.name)), None)
    if published is not None:
        _kept(desk.store.download(published, desk.network, desk.progress), options, desk)
    elif hub.is_name(name):
        for wanted in hub.files(name, desk.network):
            entry = desk.store.fetch(wanted, hub.file_name(name, wanted.name), desk.network, desk.progress)
            _kept(entry, options, desk)
    else:
        raise UserError(f"No published model is called {name!r}.", hint="See photofix models list.")


def _import(path: Path, options: argparse.Namespace, desk: Desk) -> None:
    if pack.is_pack(path):
        entries = pack.unpack(path, desk.store, desk.progress)
    else:
        entries = (desk.store.add(path, desk.progress),)
    for entry in entries:
        _kept(entry, options, desk)


def _export(options: argparse.Namespace, desk: Desk) -> int:
    entries = [desk.own(name) for name in dict.fromkeys(options.names)]
    target: Path = options.output
    write_atomically(target, lambda file: pack.write(entries, file, desk.progress), overwrite=options.overwrite)
    desk.console.clear()
    count = target.stat().st_size
    told = {"output": str(target), "models": [entry.name for entry in entries], "bytes": count}
    many = "1 model" if len(entries) == 1 else f"{len(entries)} models"
    desk.console.say(json.dumps(told) if options.json else f"{many}, {size(count)} → {shown(target)}")
    return DONE


def _verify(name: str, options: argparse.Namespace, desk: Desk) -> None:
    row = desk.row(name)
    if row.spec is not None:
        desk.make_models("cpu", "fp32").sha256(row.id)
    elif row.entry is not None:
        desk.store.verify(row.entry, desk.progress)
    else:
        raise UserError(f"The model {row.id} is not here.", hint=f"photofix models download {row.id}")
    desk.console.clear()
    told = {"name": row.id, "sha256": row.sha256, "state": "verified"}
    desk.console.say(json.dumps(told) if options.json else f"{row.id}: verified, SHA-256 {row.sha256}")


def _remove(name: str, options: argparse.Namespace, desk: Desk) -> None:
    entry = desk.own(name)
    desk.store.remove(entry)
    desk.console.say(json.dumps({"removed": entry.name}) if options.json else f"{entry.name}: removed")


def _benchmark(name: str, options: argparse.Namespace, desk: Desk) -> None:
    row = desk.row(name)
    if row.file is None:
        raise UserError(f"The model {row.id} is not here.", hint=f"photofix models download {row.id}")
    models = desk.make_models(options.device or desk.device, options.precision or "auto")
    model_id = row.id if row.spec is not None else of_file(KIND, row.file)
    seconds = measure(model_id, models, desk.progress)
    desk.speeds.put(row.sha256 or "", models.device, seconds)
    desk.console.clear()
    told = {"name": row.id, "device": models.device, "seconds_per_megapixel": round(seconds, 3)}
    words = f"{row.id}: {seconds:.2f} s per megapixel that it is shown ({models.device})"
    desk.console.say(json.dumps(told) if options.json else words)


def _kept(entry: Entry, options: argparse.Namespace, desk: Desk) -> None:
    """Say what was added."""
    desk.console.clear()
    about = entry.passport
    if options.json:
        desk.console.say(json.dumps({"name": entry.name, "sha256": about.sha256, "purpose": about.purpose}))
        return
    desk.console.say(
        f"{entry.name}: {about.architecture}, {about.purpose}, {size(about.bytes)}, licence {about.licence}"
    )
    if about.warning:
        desk.console.say(f"  {about.warning}")


def _told(row: Listed) -> dict[str, Any]:
    """A row as plain values."""
    told: dict[str, Any] = {
        "name": row.id, "title": row.title, "purpose": row.purpose, "kind": row.kind, "bytes": row.bytes,
        "licence": row.licence, "commercial": row.commercial, "training_data": row.training_data,
        "sha256": row.sha256, "source": row.source, "seconds_per_megapixel": row.seconds, "state": row.state,
        "file": None if row.file is None else str(row.file),
    }  # fmt: skip
    if row.entry is not None:
        about = row.entry.passport
        told |= {
            "architecture": about.architecture, "scale": about.scale, "parameters": about.parameters,
            "tiling": about.tiling, "added": row.entry.added, "from": row.entry.address, "warning": about.warning,
        }  # fmt: skip
    if row.published is not None:
        told["from"] = row.published.address
    return told


def _worded(value: Any) -> str:
    if isinstance(value, bool):
        return COMMERCIAL[value]
    return f"{value:,}" if isinstance(value, int) else str(value)


def size(count: int) -> str:
    """Bytes as people say them; empty if not known."""
    if not count:
        return ""
    return f"{count / 1e6:.1f} MB" if count < 1e9 else f"{count / 1e9:.2f} GB"
