"""Which file becomes which: inputs and folders of them, masks by name, outputs that mirror the tree."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from glob import glob, has_magic
from pathlib import Path

from photofix.errors import UserError
from photofix.files.infrared import is_beside


@dataclass(frozen=True)
class Item:
    """One photo's way: from, with which mask, to. problem: why it cannot be done, found before trying.

    number: which of several results, from 1; 0 if there is one.
    """

    source: Path
    mask: Path | None
    output: Path
    problem: UserError | None = None
    number: int = 0


@dataclass(frozen=True)
class Formats:
    """File name endings with their dot, in lower case: what can be read, and what is written for what is read."""

    read: frozenset[str]
    write: frozenset[str]
    instead: dict[str, str]  # ending that can only be read -> ending to write


def plan(
    inputs: Sequence[Path], mask: Path | None, output: str, *,
    formats: Formats, recursive: bool = False, suffix: str = "", overwrite: bool = False, results: int = 0,
) -> list[Item]:  # fmt: skip
    """Every photo to work on, in order; with several `results` that often, each numbered behind its output's name.

    Raises UserError where the command line as a whole makes no sense; what is wrong with single files is
    noted in their items.
    """
    target = Path(output)
    inputs = [found for given in inputs for found in _expanded(given)]
    folder = target.is_dir() or output.endswith(("/", os.sep)) or len(inputs) > 1 or any(p.is_dir() for p in inputs)
    if folder and target.exists() and not target.is_dir():
        raise UserError(f"{target} is a file.", hint="Several inputs need a folder as output.")
    if not target.parent.is_dir():
        raise UserError(f"There is no folder {target.parent}.", hint="Create it, or choose another output.")
    items: list[Item] = []
    for source, below in _sources(inputs, recursive, {target, mask} if folder else {mask}, formats):
        result = target / below.parent / _named(below, suffix, formats) if folder else target
        for number in range(1, results + 1) if results else (0,):
            numbered = result.with_stem(f"{result.stem}-{number}") if number else result
            item = _checked(source, below, mask, numbered, overwrite, [item.output for item in items], formats)
            items.append(replace(item, number=number))
            if item.problem is not None:  # is said once
                break
    return items


def sources(inputs: Sequence[Path], recursive: bool, formats: Formats) -> list[tuple[Path, Path]]:
    """Every photo among files, patterns and folders, in order, and its name below the folder that was given."""
    return list(_sources([found for given in inputs for found in _expanded(given)], recursive, set(), formats))


def _sources(
    inputs: Sequence[Path], recursive: bool, skip: set[Path | None], formats: Formats
) -> Iterator[tuple[Path, Path]]:
    """Each photo, and its name below the output folder."""
    for path in inputs:
        if not path.is_dir():
            yield path, Path(path.name)
            continue
        # A folder of masks or results inside the input folder holds no photos to work on; nor is a scan's infrared
        # plane one, which is read with the scan.
        skipped = {other.resolve() for other in skip if other is not None and other.resolve() != path.resolve()}
        found = [
            file
            for file in _files(path, recursive, skipped)
            if file.suffix.lower() in formats.read and file.resolve() not in skipped and not is_beside(file)
        ]
        if not found:
            yield path, Path(path.name)
        for file in found:
            yield file, file.relative_to(path)


def _expanded(path: Path) -> list[Path]:
    """The files that a pattern stands for: not every system's shell expands *.tif itself."""
    if path.exists() or not has_magic(str(path)):
        return [path]
    return sorted(map(Path, glob(str(path)))) or [path]


def _files(folder: Path, recursive: bool, skipped: set[Path]) -> Iterator[Path]:
    entries = sorted((entry for entry in folder.iterdir() if not entry.name.startswith(".")), key=lambda p: p.name)
    yield from (entry for entry in entries if entry.is_file())
    if recursive:
        for entry in entries:
            if entry.is_dir() and not entry.is_symlink() and entry.resolve() not in skipped:
                yield from _files(entry, recursive, skipped)


def _named(below: Path, suffix: str, formats: Formats) -> str:
    ending = below.suffix
    return (
        below.stem
        + suffix
        + (ending if ending.lower() in formats.write else formats.instead.get(ending.lower(), ending))
    )


def _checked(
    source: Path, below: Path, mask: Path | None, output: Path, overwrite: bool, taken: list[Path], formats: Formats
) -> Item:
    """The item, with its mask found, or with what stands in its way."""
    try:
        if source.is_dir():
            raise UserError(f"{source} holds no photographs.", hint="Use --recursive to look into its folders.")
        if not source.exists():
            raise UserError(f"There is no file {source}.")
        if output in taken:
            raise UserError(f"Two inputs would be written to {output}.", hint="Give them different names or folders.")
        if output.exists() and not overwrite:
            same = output.samefile(source)
            raise UserError(
                f"{output} is the photo itself." if same else f"{output} exists already.",
                hint="Choose another output, or use --overwrite to replace it.",
            )
        return Item(source, _mask_of(below, mask, formats), output)
    except UserError as problem:
        return Item(source, mask, output, problem)


def _mask_of(below: Path, mask: Path | None, formats: Formats) -> Path | None:
    """The mask itself, or from a folder the one with the photo's name: beside the photo's place first, then on top."""
    if mask is None or not mask.is_dir():
        return mask
    for folder in dict.fromkeys((mask / below.parent, mask)):
        if not folder.is_dir():
            continue
        found = sorted(f for f in folder.iterdir() if f.stem == below.stem and f.suffix.lower() in formats.read)
        if len(found) > 1:
            names = ", ".join(f.name for f in found)
            raise UserError(f"{folder} holds several masks for {below.name}: {names}.", hint="Keep one of them.")
        if found:
            return found[0]
    raise UserError(f"{mask} holds no mask for {below.name}.", hint=f"Name it like the photo: {below.stem}.png.")
