"""Whether the library that published networks stand on works here: a small one is built, recognised and run."""

from __future__ import annotations

from photofix.models.spandrel_import import spandrel

SCALE = 2
SIDE = 16  # pixels of what it is shown


def published() -> str:
    """Tells what there is. Raises ValueError if a network comes to nothing, and whatever the library raises."""
    import torch

    library = spandrel()
    from spandrel.architectures.Compact import Compact

    known = len(list(library.MAIN_REGISTRY.architectures()))
    net = Compact(num_in_ch=3, num_out_ch=3, num_feat=8, num_conv=2, upscale=SCALE)
    found = library.ModelLoader(device="cpu").load_from_state_dict(net.state_dict())
    with torch.inference_mode():
        made = found.model.eval()(torch.rand(1, 3, SIDE, SIDE))
    if found.scale != SCALE or tuple(made.shape) != (1, 3, SIDE * SCALE, SIDE * SCALE):
        raise ValueError(f"{found.architecture.name} of scale {found.scale} makes {tuple(made.shape)}")
    return f"{found.architecture.name} runs, {known} architectures are known"
