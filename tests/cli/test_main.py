"""Whole command lines, run in this process on an operation whose result is known."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photofix import paths, settings
from photofix.errors import UserError
from photofix.files.formats import FORMATS
from photofix.files.load import load
from photofix.ops.base import Context, Models, Operation, Result, Source


def with_run(operation: Operation, run: Callable[[Source, Any, Context], Result]) -> Operation:
    return replace(operation, run=run)


def test_one_photo(shop: Any) -> None:
    done = shop.run("paint", shop.folder / "photo.png", "--mask", shop.folder / "mask.png", "-o", shop.folder / "o.png")
    assert (done.code, done.err) == (0, "")
    assert "100 pixels repaired, 0 pixels changed outside the mask" in done.out
    expected = shop.pixels.copy()
    expected[10:20, 30:40] = 200
    assert np.array_equal(shop.read("o.png"), expected)


def test_flags_reach_the_operation(shop: Any) -> None:
    base = ("paint", "-i", shop.folder / "photo.png", "-m", shop.folder / "mask.png", "-o", shop.folder / "o.png")
    assert shop.run(*base, "--shade", 100, "--offset", 7).code == 0
    assert (shop.read("o.png")[10:20, 30:40] == 107).all()
    assert shop.run(*base, "--overwrite", "--model", "shade", "--offset", "auto", "--no-twice").code == 0
    assert (shop.read("o.png")[10:20, 30:40] == 77).all()


def test_json_line(shop: Any) -> None:
    done = shop.run(
        "paint", shop.folder / "photo.png", "--mask", shop.folder / "mask.png", "-o", shop.folder / "o.png",
        "--json", "--model", "shade",
    )  # fmt: skip
    (line,) = done.lines
    assert line["input"] == str(shop.folder / "photo.png")
    assert line["output"] == str(shop.folder / "o.png")
    assert (line["status"], line["changed_inside"], line["changed_outside"]) == ("done", 100, 0)
    assert (line["marked"], line["touched"]) == (100, 100)
    assert (line["device"], line["models"]["shade"], line["patches"]) == ("fake", "7368616465" * 6 + "7368", 1)
    assert line["lossy"] is False
    assert line["seconds"] >= line["repair_seconds"] >= 0


def test_what_compression_does_is_not_hidden(shop: Any) -> None:
    words = ("paint", shop.folder / "photo.png", "-m", shop.folder / "mask.png", "-o", shop.folder / "o.jpg")
    assert "0 pixels changed outside the mask before compression as .jpg" in shop.run(*words).out


def test_soft_marks_stay_soft_when_asked(shop: Any) -> None:
    """The editor's own masks have soft edges: a mark of less than half counts, and the repair is as faint."""
    import cv2
    import numpy as np

    from photofix.files.load import load

    before = load(shop.photo("grey.png")).pixels
    mask = np.zeros(before.shape[:2], np.uint8)
    mask[2:6, 2:8] = 100
    cv2.imwrite(str(shop.folder / "soft.png"), mask)
    words = ("paint", shop.folder / "grey.png", "-m", shop.folder / "soft.png", "-o", shop.folder / "o.png")
    assert shop.run(*words).code == 1  # nothing is marked
    assert shop.run(*words, "--soft-mask").code == 0
    assert (load(shop.folder / "o.png").pixels != before).any()


def test_quiet_says_nothing(shop: Any) -> None:
    done = shop.run(
        "paint", shop.folder / "photo.png", "-m", shop.folder / "mask.png", "-o", shop.folder / "o.png", "--quiet"
    )
    assert (done.code, done.out, done.err) == (0, "", "")


def test_folder_with_masks_by_name_mirrors_the_tree(shop: Any) -> None:
    for name in ("in/a.png", "in/sub/b.png", "in/sub/deep/c.jpg", "in/.hidden/d.png"):
        shop.photo(name)
    (shop.folder / "in/note.txt").write_text("no photo")
    for name in ("masks/a.png", "masks/sub/b.png", "masks/c.png"):
        shop.mask_file(name)
    words = ("paint", shop.folder / "in", "--mask", shop.folder / "masks", "-o", shop.folder / "out", "--recursive")
    assert shop.run(*words, "--suffix=-fixed").code == 0
    made = sorted(p.relative_to(shop.folder / "out").as_posix() for p in (shop.folder / "out").rglob("*.*"))
    assert made == ["a-fixed.png", "sub/b-fixed.png", "sub/deep/c-fixed.jpg"]


def test_without_recursive_only_the_folder_itself(shop: Any) -> None:
    shop.photo("in/a.png")
    shop.photo("in/sub/b.png")
    done = shop.run(
        "paint", shop.folder / "in", "--mask", shop.folder / "mask.png", "-o", shop.folder / "out", "--json"
    )
    assert [Path(line["output"]).name for line in done.lines] == ["a.png"]


def test_one_failure_does_not_stop_the_others(shop: Any) -> None:
    (shop.folder / "broken.png").write_bytes(b"\x89PNG\r\n")
    (shop.folder / "empty.png").write_bytes(b"")
    shop.photo("z.png")
    inputs = [shop.folder / name for name in ("missing.png", "broken.png", "empty.png", "photo.png", "z.png")]
    done = shop.run("paint", *inputs, "-m", shop.folder / "mask.png", "-o", str(shop.folder / "out") + "/", "--json")
    assert done.code == 1
    assert [line["status"] for line in done.lines] == ["failed", "failed", "failed", "done", "done"]
    assert all(line["error"] for line in done.lines[:3])
    assert sorted(os.listdir(shop.folder / "out")) == ["photo.png", "z.png"]
    assert "missing.png" in done.err


@pytest.mark.parametrize("name", ["söme 🙂 photo.png", "two\nlines.png", "-dash.png", "quote'\"$(x).png", " .png"])
def test_odd_names(shop: Any, name: str) -> None:
    shop.photo(f"in/{name}")
    done = shop.run("paint", shop.folder / "in" / name, "-m", shop.folder / "mask.png", "-o", shop.folder / name)
    assert (done.code, done.err, len(done.out.splitlines())) == (0, "", 1)
    assert (shop.folder / name).exists()


def test_odd_names_in_json_are_one_line(shop: Any) -> None:
    source = shop.photo("in/two\nlines 🙂.png")
    done = shop.run("paint", source, "-m", shop.folder / "mask.png", "-o", shop.folder / "o.png", "--json")
    assert done.lines[0]["input"] == str(source)


@pytest.mark.skipif(os.name == "nt" or os.uname().sysname == "Darwin", reason="file names there are always Unicode")
def test_name_that_is_no_unicode(shop: Any) -> None:
    source = shop.photo("odd.png").rename(os.fsdecode(os.fsencode(shop.folder) + b"/odd-\xff.png"))
    done = shop.run("paint", source, "-m", shop.folder / "mask.png", "-o", shop.folder / "o.png")
    assert (done.code, done.err) == (0, "")


def failing(shop: Any, *words: object) -> str:
    """What a command line on photo.png that must fail says; the folder must be as it was."""
    before = {p: p.read_bytes() for p in shop.folder.rglob("*") if p.is_file()}
    done = shop.run("paint", shop.folder / "photo.png", *words)
    assert done.code in (1, 2)
    assert {p: p.read_bytes() for p in shop.folder.rglob("*") if p.is_file()} == before
    assert done.err and "Traceback" not in done.err
    return str(done.err)


def test_bad_input(shop: Any) -> None:
    photo, mask, out = shop.folder / "photo.png", shop.folder / "mask.png", shop.folder / "o.png"
    shop.mask = shop.mask[:-1]
    small = shop.mask_file("small.png")
    shop.mask = np.zeros((48, 64), np.uint8)
    empty = shop.mask_file("empty.png")

    assert "There is no folder" in failing(shop, "-m", mask, "-o", shop.folder / "no/where/o.png")
    assert "is the photo itself" in failing(shop, "-m", mask, "-o", photo)
    assert "exists already" in failing(shop, "-m", mask, "-o", empty)
    assert "is a file" in failing(shop, photo, "-m", mask, "-o", small)
    assert "marks nothing" in failing(shop, "-m", empty, "-o", out)
    assert failing(shop, "-m", small, "-o", out)
    assert failing(shop, "-m", shop.folder / "no-mask.png", "-o", out)
    assert "holds no mask for photo.png" in failing(shop, "-m", shop.folder.parent, "-o", out)
    assert failing(shop, "-m", mask, "-o", out.with_suffix(".xyz"))
    assert failing(shop, "-m", mask, "-o", out, "--max-megapixels", 0)
    assert failing(shop, "-m", mask, "-o", out, "--shade", 256)
    assert failing(shop, "-m", mask, "-o", out, "--device", "quantum")
    assert failing(shop, "-m", mask)


@pytest.mark.skipif(os.name == "nt", reason="folders there have no such permission")
def test_read_only_target(shop: Any) -> None:
    if os.geteuid() == 0:
        target = Path("/proc/photofix")  # where not even root can make a file
    else:
        target = shop.folder / "closed"
        target.mkdir(mode=0o500)
    assert failing(shop, "-m", shop.folder / "mask.png", "-o", target / "o.png")
    assert failing(shop, "-m", shop.folder / "mask.png", "-o", str(target / "new") + "/")


def test_two_inputs_of_one_name(shop: Any) -> None:
    done = shop.run(
        "paint", shop.photo("a/x.png"), shop.photo("b/x.png"), "-m", shop.folder / "mask.png", "-o",
        str(shop.folder / "out") + "/", "--json",
    )  # fmt: skip
    assert [line["status"] for line in done.lines] == ["done", "failed"]


def test_overwriting_the_input_when_asked(shop: Any) -> None:
    photo = shop.folder / "photo.png"
    assert shop.run("paint", photo, "-m", shop.folder / "mask.png", "-o", photo, "--overwrite").code == 0
    assert (shop.read("photo.png")[10:20, 30:40] == 200).all()


def test_a_bug_is_reported_and_the_others_are_done(shop: Any, paint_operation: Operation, own_home: Path) -> None:
    fatal = shop.pixels[10, 30, 0]

    def run(source: Source, params: Any, context: Context) -> Result:
        if source.read(source.mask.bounds)[0, 0, 0] == fatal:
            raise ZeroDivisionError("a bug")
        return paint_operation.run(source, params, context)

    shop.pixels = shop.pixels + np.uint8(1)
    other = shop.photo("z.png")
    words = ("paint", shop.folder / "photo.png", other, "-m", shop.folder / "mask.png")
    done = shop.run(*words, "-o", str(shop.folder / "out") + "/", operation=with_run(paint_operation, run))
    assert done.code == 70
    assert "Traceback" not in done.err
    assert os.listdir(shop.folder / "out") == ["z.png"]
    log = Path(done.err[done.err.index(str(own_home)) :].strip().rstrip("."))
    assert "ZeroDivisionError: a bug" in log.read_text(encoding="utf-8")

    done = shop.run(*words, "-o", str(shop.folder / "out2") + "/", "--debug", operation=with_run(paint_operation, run))
    assert "ZeroDivisionError: a bug" in done.err


def test_a_broken_promise_is_a_bug(shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("photofix.cli.repair.changed_outside", lambda state, regions: 1)
    done = shop.run(
        "paint", shop.folder / "photo.png", "-m", shop.folder / "mask.png", "-o", shop.folder / "o.png"
    )  # fmt: skip
    assert done.code == 70
    assert not (shop.folder / "o.png").exists()


def test_too_little_memory_is_no_bug(shop: Any, paint_operation: Operation) -> None:
    def run(source: Source, params: Any, context: Context) -> Result:
        raise MemoryError

    done = shop.run(
        "paint", shop.folder / "photo.png", "-m", shop.folder / "mask.png", "-o", shop.folder / "o.png",
        operation=with_run(paint_operation, run),
    )  # fmt: skip
    assert done.code == 1
    assert "memory" in done.err


def test_ctrl_c_stops_without_half_a_file(shop: Any, paint_operation: Operation) -> None:
    def run(source: Source, params: Any, context: Context) -> Result:
        signal.raise_signal(signal.SIGINT)
        return paint_operation.run(source, params, context)

    before = signal.getsignal(signal.SIGINT)
    done = shop.run(
        "paint", shop.folder / "photo.png", shop.photo("z.png"), "-m", shop.folder / "mask.png", "-o",
        str(shop.folder / "out") + "/", operation=with_run(paint_operation, run),
    )  # fmt: skip
    assert (done.code, done.err) == (130, "photofix: Cancelled; 0 of 2 photos done.\n")
    assert not (shop.folder / "out").exists()
    assert signal.getsignal(signal.SIGINT) is before


def test_the_jpeg_quality_of_the_settings_gives_way_to_a_flag(shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(shop.folder / "home"))
    settings.save(settings.Settings(jpeg_quality=71), paths.config() / settings.NAME)
    base = ("paint", shop.folder / "photo.png", "--mask", shop.folder / "mask.png", "-o")
    assert shop.run(*base, shop.folder / "a.jpg").code == 0
    assert shop.run(*base, shop.folder / "b.jpg", "--quality", 83).code == 0
    assert [load(shop.folder / name).origin.quality for name in ("a.jpg", "b.jpg")] == [71, 83]


def test_usage(shop: Any) -> None:
    assert shop.run().code == 2
    assert shop.run("paint", "-m", "m.png", "-o", "o.png").code == 2
    assert shop.run("nothing").code == 2
    assert shop.run("--version").out.startswith("photofix 0.")
    done = shop.run("paint", "--help")
    assert done.code == 0
    assert all(word in done.out for word in ("--shade", "--offset", "--strength", "--model", "--no-twice", "100%"))


def test_formats_and_models(shop: Any) -> None:
    listed = shop.run("formats").out
    for entry in FORMATS:
        (line,) = [line for line in listed.splitlines() if line[:12].strip() == entry.title]
        assert ("write" in line) is entry.can_write
        assert line.endswith(" ".join(entry.suffixes))
    assert "Apache-2.0" in shop.run("models").out


def test_training_is_started(shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import photofix.training.eraser

    seen: list[Any] = []
    monkeypatch.setattr(photofix.training.eraser, "run", lambda *words, **options: seen.append((words, options)))
    words = ("train", "eraser", "--photos", shop.folder, "--out", shop.folder / "run", "--minutes", 2.5, "--resume")
    assert shop.run(*words, "--seed", 3).code == 0
    ((photos, out), options) = seen[0]
    assert (photos, out) == (shop.folder, shop.folder / "run")
    assert (options["minutes"], options["resume"], options["seed"]) == (2.5, True, 3)
    assert shop.run("train", "eraser", "--photos", shop.folder / "no", "--out", shop.folder).code == 1


@pytest.mark.parametrize(("recipe", "name"), [("style", "painting"), ("painter", "paintings")])
def test_what_a_recipe_needs_besides_photographs(
    shop: Any, monkeypatch: pytest.MonkeyPatch, recipe: str, name: str
) -> None:
    import photofix.training.painter
    import photofix.training.style

    seen: list[Any] = []
    module = getattr(photofix.training, recipe)
    monkeypatch.setattr(module, "run", lambda *words, **options: seen.append((words, options)))
    words = ("train", recipe, "--photos", shop.folder, "-o", shop.folder / "s.safetensors")
    done = shop.run(*words)
    assert done.code == 1 and f"needs --{name}" in done.err and not seen
    assert shop.run(*words, f"--{name}", shop.folder / "p").code == 0
    ((_, out), options) = seen[0]
    assert out == shop.folder / "s.safetensors" and options[name] == shop.folder / "p"


def test_a_device_that_is_not_there(shop: Any) -> None:
    def no_models(device: str, precision: str) -> Models:
        raise UserError(f"There is no {device} in {precision}.", hint="Use --device cpu.")

    done = shop.run(
        "paint", shop.folder / "photo.png", "-m", shop.folder / "mask.png", "-o", shop.folder / "o.png",
        "-g", "1", "--precision", "fp16", make_models=no_models,
    )  # fmt: skip
    assert (done.code, done.err) == (1, "photofix: There is no cuda:1 in fp16.\n  Use --device cpu.\n")
