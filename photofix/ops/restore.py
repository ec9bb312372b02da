"""The operation that restores an old photo: a recipe of steps, each as much as is needed, each an edit of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple

from photofix.core.edit import Edit, Record
from photofix.core.finding import Kind
from photofix.core.params import number
from photofix.ops import colorize, dejpeg, denoise, descreen, fade, sharpen
from photofix.ops.base import Context, Operation, Result, Scope, Source, Task, perform
from photofix.ops.detect import ALL, MODEL, all_findings, look
from photofix.ops.fade_curves import SEEN
from photofix.ops.heal import Heal, heal
from photofix.ops.toned import colourless

LOOKING = 0.6  # share of healing's bar


@dataclass(frozen=True)
class Restore:
    """Parameters of `restore`: how much of each step is done; 0 leaves it out.

    Colours are guessed, so that they come only if they are asked for.
    """

    screen: float = number(
        1.0,
        "Printing dots",
        "How much of the dots of print goes, if there are any; 0 leaves them.",
        0.0,
        1.0,
        step=0.05,
    )
    jpeg: float = number(
        1.0, "JPEG artefacts", "How much of what compression has left goes; 0 leaves all.", 0.0, 1.0, step=0.05
    )
    scratches: float = number(
        0.5, "Scratches and dust", "How doubtful a thing may be to be healed; 0 heals nothing.", 0.0, 1.0, step=0.05
    )
    noise: float = number(
        1.0, "Noise", "How much noise is taken out, measured by what there is; 0 leaves all.", 0.0, 2.0, step=0.05
    )
    grain: float = number(0.0, "Keep grain", "The share of the grain that stays.", 0.0, 1.0, step=0.05)
    blur: float = number(0.8, "Blur", "How much of its blur is undone; 0 leaves it.", 0.0, 1.0, step=0.05)
    fading: float = number(
        1.0, "Faded colours", "How much of the lost contrast and colour comes back; 0 leaves them.", 0.0, 1.0, step=0.05
    )
    colours: float = number(
        0.0, "Colours", "How strong the colours are that a black-and-white photo gets; 0 gives it none.", 0.0, 1.0,
        step=0.05,
    )  # fmt: skip


class Step(NamedTuple):
    """One step of the recipe.

    name: of the parameter of Restore that says how much of it is done. measure: what a photo needs, in words, and what
    was measured; None if it needs nothing. how: from that, the params of the step's operation. run: makes the step's
    edit on the picture as the steps before have left it. on_dots: can it be measured on a picture of printing dots?
    Others take these for grain and edges, and what they are for goes with the dots.
    """

    name: str
    title: str
    measure: Callable[[Source], tuple[str, Any] | None]
    how: Callable[[Any, Restore], Any]
    run: Callable[[Source, Any, Context], Edit]
    on_dots: bool = False


class Needed(NamedTuple):
    """A step that a photo needs, why, in words, and what was measured."""

    step: Step
    why: str
    value: Any


def needed(source: Source) -> tuple[Needed, ...]:
    """The steps that a photo needs, in their order. Takes about a second."""
    first, *others = STEPS
    dots = first.measure(source)
    found = [(first, dots), *((step, step.measure(source)) for step in others if step.on_dots or dots is None)]
    return tuple(Needed(step, *said) for step, said in found if said is not None)


def chosen(steps: Iterable[Needed], params: Restore) -> list[Needed]:
    """Those of the steps that params do not leave out."""
    return [one for one in steps if getattr(params, one.step.name) > 0]


def run(source: Source, params: Restore, context: Context) -> Result:
    """Measure, and do what is needed, step by step."""
    context.progress.report(0, "measuring")
    plan = chosen(needed(source.measured), params)
    context.note("; ".join(f"{one.step.title}: {one.why}" for one in plan) or "nothing was found to be restored")
    state, edits = source.state, []
    for place, one in enumerate(plan):
        part = replace(context, progress=context.progress.part(place / len(plan), 1 / len(plan)), note=_unheard)
        edit = one.step.run(replace(source, state=state), one.step.how(one.value, params), part)
        if edit.patches:
            edits.append(edit)
            state = state.with_edit(edit)
    context.progress.report(1)
    return Result((), edits=tuple(edits))


def _unheard(note: str) -> None:
    """The steps' own notes say again what the plan says."""


def _operation(operation: Operation) -> Callable[[Source, Any, Context], Edit]:
    """A step that is an operation of its own."""

    def step(source: Source, how: Any, context: Context) -> Edit:
        return perform(
            operation, source.state, how, context, scale=source.scale, whole=source.whole, corner=source.corner
        )

    return step


def _screen(source: Source) -> tuple[str, Any] | None:
    found = descreen.measured(source)
    return (f"printed with {descreen.words(found)}", None) if found else None


def _jpeg(source: Source) -> tuple[str, Any] | None:
    quality = dejpeg.measured(source)
    return None if quality is None else (f"looks like quality {quality}", quality)


def _scratches(_source: Source) -> tuple[str, Any] | None:
    return "looked for", None


def _noise(source: Source) -> tuple[str, Any] | None:
    sigma = round(denoise.measured(source), 1)
    return (f"measures {sigma:.1f} of 255", sigma) if sigma else None


def _blur(source: Source) -> tuple[str, Any] | None:
    sigma = round(sharpen.measured(source), 2)
    return (f"measures {sigma:.1f} pixels", sigma) if sigma else None


def _fading(source: Source) -> tuple[str, Any] | None:
    found = fade.curves(source, fade.Fade())
    signs = (("lost contrast", found.faded), ("a colour cast", found.cast))
    seen = [word for word, sure in signs if sure > SEEN]
    return (" and ".join(seen), None) if seen else None


def _colours(source: Source) -> tuple[str, Any] | None:
    return ("has no colours of its own", None) if colourless(source) else None


def healed(source: Source, how: Heal, context: Context) -> Edit:
    """One edit with all dust and scratches healed.

    Wires are looked for, too, and stay: they belong to what was photographed, and look much like scratches.
    """
    begun = time.monotonic()
    looking = replace(context, progress=context.progress.part(0, LOOKING))
    sighting = look(source, looking, ALL, how.infrared, how.sensitivity)
    found = [one for one in all_findings(sighting, source, ALL, how.sensitivity) if one.kind is not Kind.WIRES]
    healing = replace(context, progress=context.progress.part(LOOKING, 1 - LOOKING))
    edits = heal(source, found, how, healing)
    context.progress.report(1)
    models = {MODEL: context.models.sha256(MODEL)} if sighting.maps else {}
    models |= {name: digest for edit in edits for name, digest in edit.record.models.items()}
    device = context.models.device
    record = Record("heal", asdict(how), models, device, round(time.monotonic() - begun, 3))
    return Edit("Scratches and Dust", tuple(patch for edit in edits for patch in edit.patches), record)


STEPS = (
    Step("screen", "Printing Dots", _screen, lambda _, params: descreen.Descreen(params.screen),
         _operation(descreen.OPERATION)),
    Step("jpeg", "JPEG Artefacts", _jpeg, lambda quality, params: dejpeg.Dejpeg(params.jpeg, quality),
         _operation(dejpeg.OPERATION)),
    Step("scratches", "Scratches and Dust", _scratches, lambda _, params: Heal(sensitivity=params.scratches), healed,
         on_dots=True),
    Step("noise", "Noise", _noise, lambda sigma, params: denoise.Denoise(params.noise, params.grain, sigma),
         _operation(denoise.OPERATION)),
    Step("blur", "Blur", _blur, lambda sigma, params: sharpen.Sharpen(params.blur, sigma),
         _operation(sharpen.OPERATION)),
    Step("fading", "Faded Colours", _fading, lambda _, params: fade.Fade(params.fading), _operation(fade.OPERATION),
         on_dots=True),
    Step("colours", "Colours", _colours, lambda _, params: colorize.Colorize(params.colours),
         _operation(colorize.OPERATION), on_dots=True),
)  # fmt: skip

OPERATION = Operation(
    id="restore",
    title="Restore Old Photo",
    verb="Restore",
    help="Find out what an old photo suffers from, and undo it step by step; each step can be switched off later.",
    params=Restore,
    run=run,
    scope=Scope.STEPS,
    halo=128,
    task=Task.IMPROVE,
    live=False,
    makes_colours=lambda params: params.colours > 0,
)
