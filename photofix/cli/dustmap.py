"""The `dustmap` command: learns a map of the dust on a camera's sensor, and shows one."""

from __future__ import annotations

import argparse
import json
from functools import partial
from pathlib import Path

from photofix.cli.console import Console, shown
from photofix.cli.lists import endings
from photofix.cli.plan import sources
from photofix.core.dust_map import DustMap
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.errors import UserError
from photofix.files.atomic import refuse_early
from photofix.files.dust_maps import SUFFIX, load_dust_map, save_dust_map
from photofix.files.load import load
from photofix.files.save import save
from photofix.ops.dust_picture import F_NUMBER, dust_picture
from photofix.ops.learn_dust import Frame, Learnt, learn

HEAD = f"{'':>4}  {'x':>8}  {'y':>8}  {'diameter':>8}  {'density':>7}  {'seen in':>7}"


def add_dustmap(parser: argparse.ArgumentParser) -> None:
    """The grammar of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    learning = actions.add_parser("learn", help="learn a map from photos of one camera", allow_abbrev=False)
    learning.add_argument(
        "inputs", nargs="+", type=Path, metavar="FRAME",
        help="whole photos of one camera, or folders of them; one is enough if it shows the plain sky",
    )  # fmt: skip
    learning.add_argument(
        "-o", "--output", required=True, type=Path, metavar="MAP", help=f"the map, a file whose name ends in {SUFFIX}"
    )
    learning.add_argument("-r", "--recursive", action="store_true", help="go into folders")
    learning.add_argument("--json", action="store_true", help="say it as one line of JSON")
    learning.add_argument("-q", "--quiet", action="store_true", help="say nothing but errors")
    showing = actions.add_parser("show", help="list the spots of a map, or draw it", allow_abbrev=False)
    showing.add_argument("map", type=Path, metavar="MAP", help="a map that was learnt")
    showing.add_argument("-o", "--output", type=Path, metavar="PICTURE", help="draw the sensor with its spots")
    showing.add_argument("--json", action="store_true", help="say it as one line of JSON")
    for action in (learning, showing):
        action.add_argument("--overwrite", action="store_true", help="replace a file that exists")
        action.add_argument("--debug", action="store_true", help="show the traceback of a crash")


def run_dustmap(options: argparse.Namespace, console: Console, progress: Progress, max_pixels: int) -> int:
    """Learn or show. Raises UserError, Cancelled."""
    if options.action == "learn":
        _learn(options, console, progress, max_pixels)
    else:
        _show(options, console)
    return 0


def _learn(options: argparse.Namespace, console: Console, progress: Progress, max_pixels: int) -> None:
    target: Path = options.output
    if target.suffix.lower() != SUFFIX:
        raise UserError(f"A dust map is not saved as {target.name}.", hint=f"Let its name end in {SUFFIX}.")
    refuse_early(target, overwrite=options.overwrite)
    paths = [path for path, _ in sources(options.inputs, options.recursive, endings())]
    frames = [Frame(shown(path), partial(load, path, max_pixels=max_pixels)) for path in paths]
    learnt = learn(frames, progress)
    save_dust_map(learnt.dust, target, overwrite=options.overwrite)
    console.clear()
    if options.json:
        console.say(json.dumps(_as_json(learnt, target)))
        return
    console.say(f"{len(learnt.used)} frames used, {len(learnt.skipped)} skipped")
    for skip in learnt.skipped:
        console.say(f"  {skip.name}: {skip.reason}")
    for line in listed(learnt.dust):
        console.say(line)
    console.say(f"saved as {shown(target)}")


def _show(options: argparse.Namespace, console: Console) -> None:
    dust = load_dust_map(options.map)
    if options.output is not None:
        save(Photo(dust_picture(dust)), options.output, overwrite=options.overwrite)
    if options.json:
        console.say(json.dumps(dust.to_json()))
        return
    for line in listed(dust):
        console.say(line)


def listed(dust: DustMap) -> list[str]:
    """The camera, and a line per spot."""
    many = "1 spot" if len(dust.spots) == 1 else f"{len(dust.spots)} spots"
    lines = [f"{dust.camera.name}, {dust.width} × {dust.height} pixels: {many}, learnt from {dust.frames} photos"]
    if dust.spots:
        lines += [f"size in pixels and optical density at f/{F_NUMBER:g}:", HEAD]
    for number, spot in enumerate(dust.spots, 1):
        shade = dust.shadow(spot, F_NUMBER)
        lines.append(
            f"{number:>4}  {spot.x:>8.1f}  {spot.y:>8.1f}  {shade.diameter:>8.1f}  {shade.density:>7.3f}"
            f"  {spot.frames:>7}"
        )
    return lines


def _as_json(learnt: Learnt, target: Path) -> dict[str, object]:
    return {
        "output": str(target),
        "used": list(learnt.used),
        "skipped": [{"input": skip.name, "reason": skip.reason} for skip in learnt.skipped],
        "map": learnt.dust.to_json(),
    }
