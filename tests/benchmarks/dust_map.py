"""How well a dust map is learnt from a shoot of busy frames, and how well it heals them.

    python tests/benchmarks/dust_map.py --photos DIR [--shoots N] [--width W] [--keep DIR]

Every shoot is 12 photographs of the split "val", enlarged to the size of one sensor, under 15 particles at apertures
from f/4 to f/22: shadows are rendered by drawing each particle (an ellipse) eight times as large and convolving it with
the exit pupil's disc. Exposure, noise and JPEG quality differ; two frames were turned by EXIF, one by a program; two
more are another camera's, without dust. The command line learns the map and heals the frames. Measured are the spots
found and missed, false ones, and the PSNR around the spots before and after, against the same files without dust.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]

APERTURES = (4.0, 5.6, 8.0, 11.0, 16.0, 22.0, 4.0, 8.0, 11.0, 5.6, 16.0, 22.0)
TURNED = {3: 6, 7: 8}  # frames that the camera turned by EXIF
UPRIGHT = 9  # a frame that a program turned, and no tag tells so
SPOTS = 15
FINE = 8  # samples per pixel with which particles are drawn
NEAR = 6.0  # pixels at 2000 per sensor width: a spot this close to a true one is it
CAMERA, OTHER = ("Aperta", "Aperta D7", "1234567"), ("Aperta", "Aperta D7", "7654321")


@dataclass(frozen=True)
class Particle:
    """x, y, diameters of an ellipse in pixels of the sensor, its angle in degrees, opacity 0..1."""

    x: float
    y: float
    long: float
    short: float
    angle: float
    opacity: float


@dataclass(frozen=True)
class Shot:
    """One file of a shoot: the sensor's picture before dust, and how it was taken."""

    scene: Picture
    f_number: float
    noise: float = 0.006
    gain: float = 1.0
    quality: int = 92
    turned: int = 1
    upright: bool = False
    camera: tuple[str, str, str] = CAMERA


def particles(rng: np.random.Generator, count: int, width: int, height: int) -> list[Particle]:
    """Particles well apart from each other and from the border."""
    made: list[Particle] = []
    unit = width / 2000
    while len(made) < count:
        x, y = rng.uniform(0.03, 0.97) * width, rng.uniform(0.04, 0.96) * height
        if all(math.hypot(x - p.x, y - p.y) > 80 * unit for p in made):
            size = unit * rng.uniform(3.5, 9)
            made.append(Particle(x, y, size, size * rng.uniform(0.7, 1), rng.uniform(0, 180), rng.uniform(0.5, 1)))
    return made


def shadowed(scene: Picture, dust: Sequence[Particle], distance: float, f_number: float) -> Floats:
    """The scene, sRGB-encoded 0..1, under the particles' shadows."""
    linear = _linear(scene.astype(np.float32) / 255)
    for particle in dust:
        left, top, part = _shadow(particle, distance / f_number)
        x0, y0 = max(0, left), max(0, top)
        x1, y1 = min(scene.shape[1], left + part.shape[1]), min(scene.shape[0], top + part.shape[0])
        linear[y0:y1, x0:x1] *= part[y0 - top : y1 - top, x0 - left : x1 - left, None]
    return _encoded(linear)


def _shadow(particle: Particle, pupil: float) -> tuple[int, int, Floats]:
    """(left, top, h×w part of the light that is left)."""
    half = math.ceil((particle.long + pupil) / 2) + 2
    left, top = math.floor(particle.x) - half, math.floor(particle.y) - half
    side = (2 * half + 1) * FINE
    drawn = np.zeros((side, side), np.float32)
    centre = (particle.x - left) * FINE - 0.5, (particle.y - top) * FINE - 0.5
    cv2.ellipse(
        drawn, tuple(round(c * 16) for c in centre),
        (round(particle.long * FINE * 8), round(particle.short * FINE * 8)),
        particle.angle, 0, 360, particle.opacity, cv2.FILLED, cv2.LINE_8, 4,
    )  # fmt: skip
    # The convolution with the pupil at a quarter of this fineness is exact enough for what is several pixels wide.
    small = cv2.resize(drawn, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    radius = pupil * FINE / 4 / 2
    reach = math.ceil(radius)
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1).astype(np.float32)
    soft = cv2.filter2D(small, cv2.CV_32F, disc / disc.sum(), borderType=cv2.BORDER_CONSTANT)
    size = 2 * half + 1
    return left, top, 1 - cv2.resize(soft, (size, size), interpolation=cv2.INTER_AREA)


def jpeg(shot: Shot, dust: Sequence[Particle], distance: float, seed: int) -> bytes:
    """The file that the camera writes; with the same seed the same but for the dust."""
    rng = np.random.default_rng(seed)
    values = shadowed(shot.scene, dust, distance, shot.f_number) if dust else shot.scene.astype(np.float32) / 255
    values = values * shot.gain + rng.normal(0, shot.noise, values.shape).astype(np.float32)
    pixels = np.clip(np.rint(values * 255), 0, 255).astype(np.uint8)
    image = Image.fromarray(pixels)
    if shot.upright:
        image = image.transpose(Image.Transpose.ROTATE_270)
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], serial = shot.camera
    exif[0x0112] = shot.turned
    exif.get_ifd(0x8769).update({0xA431: serial, 0x829D: IFDRational(round(shot.f_number * 10), 10)})
    out = BytesIO()
    image.save(out, "JPEG", quality=shot.quality, exif=exif)
    return out.getvalue()


def fitted(photo: Picture, width: int, height: int) -> Picture:
    """The photo lying, enlarged to fill a sensor of this size."""
    if photo.shape[0] > photo.shape[1]:
        photo = photo.swapaxes(0, 1)
    scale = max(width / photo.shape[1], height / photo.shape[0])
    size = max(width, round(photo.shape[1] * scale)), max(height, round(photo.shape[0] * scale))
    large = cv2.resize(np.ascontiguousarray(photo), size, interpolation=cv2.INTER_CUBIC)
    y, x = (size[1] - height) // 2, (size[0] - width) // 2
    return np.ascontiguousarray(large[y : y + height, x : x + width])


def _linear(values: Floats) -> Floats:
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4).astype(np.float32)


def _encoded(values: Floats) -> Floats:
    high = 1.055 * np.power(np.maximum(values, 0), 1 / 2.4) - 0.055
    return np.where(values <= 0.0031308, values * 12.92, high).astype(np.float32)


def shots(rng: np.random.Generator, photos: Sequence[Path], width: int, height: int) -> Iterator[Shot]:
    from photofix.training.photos import read_rgb

    chosen = rng.choice(len(photos), len(APERTURES) + 2, replace=False)
    for number, place in enumerate(chosen):
        yield Shot(
            fitted(read_rgb(photos[place]), width, height), APERTURES[number % len(APERTURES)],
            rng.uniform(0.003, 0.012), rng.uniform(0.8, 1.1), int(rng.integers(80, 97)),
            TURNED.get(number, 1), number == UPRIGHT, OTHER if number >= len(APERTURES) else CAMERA,
        )  # fmt: skip


def around(dust: Sequence[Particle], distance: float, shot: Shot, height: int) -> NDArray[np.bool_]:
    """Where the frame, as it is displayed, lies under a shadow."""
    mask = np.zeros((height, shot.scene.shape[1]), np.uint8)
    for particle in dust:
        reach = (particle.long + distance / shot.f_number) / 2 + 1
        cv2.circle(mask, (round(particle.x), round(particle.y)), math.ceil(reach), 1, cv2.FILLED)
    turns = {6: 3, 8: 1}.get(6 if shot.upright else shot.turned, 0)
    return np.rot90(mask, turns) > 0


def psnr(one: Picture, other: Picture, where: NDArray[np.bool_]) -> float:
    error = (one[where].astype(float) - other[where].astype(float)) ** 2
    return 10 * math.log10(255**2 / max(1e-9, float(error.mean())))


def command(*words: object) -> str:
    """Run the command line; returns what it printed."""
    from photofix.cli.main import main as run

    said = StringIO()
    with redirect_stdout(said):
        code = run([str(word) for word in words])
    if code:
        raise SystemExit(f"photofix {' '.join(map(str, words))}: exit code {code}")
    return said.getvalue()


def one_shoot(
    seed: int, photos: Sequence[Path], width: int, folder: Path
) -> tuple[int, int, list[tuple[float, float]]]:
    """(spots found, false spots, PSNR before and after of each frame)."""
    from photofix.files.load import load

    rng = np.random.default_rng(seed)
    height = width * 2 // 3
    distance = width / 2000 * rng.uniform(60, 130)
    dust = particles(rng, SPOTS, width, height)
    files, cleans = [], []
    taken = list(shots(rng, photos, width, height))
    for number, shot in enumerate(taken):
        own = [] if shot.camera == OTHER else dust
        files.append(folder / f"{number:02}.jpg")
        files[-1].write_bytes(jpeg(shot, own, distance, seed * 100 + number))
        cleans.append(folder / "clean" / files[-1].name)
        cleans[-1].parent.mkdir(exist_ok=True)
        cleans[-1].write_bytes(jpeg(shot, [], distance, seed * 100 + number))
    known, healed = folder / "shoot.dustmap", folder / "healed"
    begun = time.monotonic()
    learnt = json.loads(command("dustmap", "learn", *files, "-o", known, "--json"))
    learning = time.monotonic() - begun
    command("dustmap", "show", known, "-o", folder / "map.png")
    spots = learnt["map"]["spots"]
    near = NEAR * width / 2000
    found = sum(any(math.hypot(s["x"] - p.x, s["y"] - p.y) < near for s in spots) for p in dust)
    false = sum(all(math.hypot(s["x"] - p.x, s["y"] - p.y) >= near for p in dust) for s in spots)
    mine = files[: len(APERTURES)]
    healed.mkdir()
    begun = time.monotonic()
    command("heal", *mine, "-o", healed, "--kind", "dust", "--dust-map", known, "-q", "--quality", 97)
    healing = time.monotonic() - begun
    gains = []
    for shot, file, clean in zip(taken, mine, cleans, strict=False):
        truth, before, after = (load(p).pixels for p in (clean, file, healed / file.name))
        where = around(dust, distance, shot, height)
        gains.append((psnr(before, truth, where), psnr(after, truth, where)))
    used, skipped = len(learnt["used"]), len(learnt["skipped"])
    distances = f"distance {learnt['map']['distance']:.0f} (true {distance:.0f})"
    print(f"shoot {seed}: {used} frames used, {skipped} skipped; {found} of {SPOTS} found, {false} false; {distances}")
    print(f"  learning {learning / len(files):.2f} s, healing {healing / len(mine):.2f} s a frame")
    line = "  ".join(f"f/{s.f_number:g} {b:.1f}→{a:.1f}" for s, (b, a) in zip(taken, gains, strict=False))
    print(f"  PSNR around the spots: {line}")
    return found, false, gains


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--shoots", type=int, default=4)
    parser.add_argument("--first", type=int, default=0, help="number of the first shoot")
    parser.add_argument("--width", type=int, default=3000, help="pixels of the sensor")
    parser.add_argument("--keep", type=Path, help="keep the files of the shoots here")
    args = parser.parse_args()
    from photofix.training.photos import listed

    photos = listed(args.photos, "val")
    results = []
    for seed in range(args.first, args.first + args.shoots):
        with tempfile.TemporaryDirectory() as temporary:
            folder = args.keep / str(seed) if args.keep else Path(temporary)
            folder.mkdir(parents=True, exist_ok=True)
            results.append(one_shoot(seed, photos, args.width, folder))
    gains = np.array([pair for result in results for pair in result[2]])
    print(
        f"{len(results)} shoots: {sum(r[0] for r in results)} of {SPOTS * len(results)} found, "
        f"fewest {min(r[0] for r in results)}, {sum(r[1] for r in results)} false; "
        f"PSNR {gains[:, 0].mean():.1f} → {gains[:, 1].mean():.1f} dB, worst change {np.diff(gains).min():+.1f} dB"
    )


if __name__ == "__main__":
    main()
