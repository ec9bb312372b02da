"""Image-to-image translation by a conditional adversarial network: the method of pix2pix, and its loop.

Isola, Zhu, Zhou, Efros, "Image-to-image translation with conditional adversarial networks", CVPR 2017: a generator with
noise by dropout learns from the L1 error (weight 100) and from a critic that is shown input and output of every patch;
the critic's loss is halved; both learn by Adam at 2e-4 with beta1 0.5, at the full rate for the first half of the time
and falling to nothing in the second; weights begin as N(0, 0.02). Normalisation is by each picture's own statistics.
"""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from photofix.core.own_translator import preview, workshop
from photofix.errors import UserError
from photofix.files.atomic import write_atomically
from photofix.models.device import preferred_precision
from photofix.models.nets.noise import Noisy
from photofix.models.nets.patch_critic import Critic, PatchCritic, PixelCritic
from photofix.models.nets.resnet_generator import ResNetGenerator
from photofix.models.nets.unet_generator import UNetGenerator
from photofix.training.comb import comb
from photofix.training.feeding import prefetched
from photofix.training.loop import CHECKPOINT
from photofix.training.painter import apart
from photofix.training.pairs import Examples
from photofix.training.pix2pix_settings import CRITICS, Settings
from photofix.training.pix2pix_told import Teller, score, triptychs
from photofix.training.weights import export

Net = TypeVar("Net", bound=nn.Module)

FIRST, OFTEN = 10.0, 60.0  # seconds until the first checkpoint, and between two
SPREAD = 0.02  # of the weights at the beginning
TINTS, FIELD = 24, 16  # directions in which colours are compared, and pixels a side of what is one colour
PERIODS = (4, 8, 16, 32)  # pixels that the inner levels double to: their combs are those that are seen
WHITE = 0.98  # of -1..1: paper
AVERAGE = 0.999  # decay of the running average of the weights that is shipped


class Batch(NamedTuple):
    """What is given and what is wanted, N×3×S×S, -1..1."""

    source: Tensor
    target: Tensor


def generator(settings: Settings) -> Noisy:
    """The network that translates, as it begins. Raises UserError if the size is none it can have."""
    if settings.generator == "resnet":
        net: Noisy = ResNetGenerator(blocks=settings.blocks, width=settings.width, norm="batch", noise=True)
        multiple = ResNetGenerator.multiple
    else:
        levels = settings.levels or max(2, min(8, (settings.size & -settings.size).bit_length() - 1))
        net = UNetGenerator(levels=levels, width=settings.width, finish=settings.finish)
        multiple = net.multiple
    if settings.size % multiple:
        raise UserError(f"This network cannot learn from {settings.size} pixels.", hint=f"Use multiples of {multiple}.")
    return begun(net)


def critic(settings: Settings) -> Critic:
    """The network that judges, as it begins."""
    layers, width = CRITICS[settings.critic], settings.critic_width
    net: Critic = PatchCritic(width=width, layers=layers) if layers else PixelCritic(width=width)
    return begun(net)


def begun(net: Net) -> Net:
    """With weights from N(0, 0.02), scales of norms from N(1, 0.02), and no shifts."""
    for module in net.modules():
        mean = 0.0 if isinstance(module, nn.Conv2d | nn.ConvTranspose2d) else 1.0
        weight, bias = getattr(module, "weight", None), getattr(module, "bias", None)
        if isinstance(weight, Tensor):
            nn.init.normal_(weight, mean, SPREAD)
        if isinstance(bias, Tensor):
            nn.init.zeros_(bias)
    return net


class Duel:
    """Generator and critic, each with its optimiser, the generator's running average, and one step of all."""

    def __init__(self, settings: Settings, device: torch.device) -> None:
        torch.manual_seed(settings.seed)
        self.settings, self.device = settings, device
        layout: dict[str, Any] = {"device": device, "memory_format": torch.channels_last}
        self.generator = generator(settings).to(**layout).train()
        self.critic = critic(settings).to(**layout).train()
        self.mean = copy.deepcopy(self.generator).eval().requires_grad_(False)
        self._optimisers = [
            torch.optim.Adam(net.parameters(), lr=settings.rate, betas=(0.5, 0.999))
            for net in (self.generator, self.critic)
        ]
        precision = preferred_precision(device.type)
        self.dtype = {"bf16": torch.bfloat16, "fp16": torch.float16, "fp32": torch.float32}[precision]
        scaled = self.dtype is torch.float16
        self._scalers = [torch.amp.GradScaler(device.type, enabled=scaled) for _ in self._optimisers]
        self.step, self.seconds = 0, 0.0

    def learn(self, batch: Batch, rates: tuple[float, float], *, judged: bool = True) -> tuple[float, float, float]:
        """One step on a batch, with the critic or without.

        Returns the critic's loss (halved), the adversarial one, and L1 of pictures in 0..1.
        """
        torch.manual_seed(self.settings.seed * 1_000_003 + self.step)  # noise is the same in a run that was resumed
        for optimiser, rate in zip(self._optimisers, rates, strict=True):
            for group in optimiser.param_groups:
                group["lr"] = rate
        source, target = (part.to(self.device, memory_format=torch.channels_last, non_blocking=True) for part in batch)
        with self._mixed():
            made = self.generator(source)
        criticism = adversarial = source.new_zeros(())
        if judged:
            told_off = self._judged(source, made.detach()), self._judged(source, target)
            criticism = (self._loss(told_off[0], 0.0) + self._loss(told_off[1], 1.0)) / 2
            self._descend(1, criticism)
            self.critic.requires_grad_(False)
            seen = self._seen(source, made)
            adversarial = self._loss(seen[-1].float(), 1.0)
        error = functional.l1_loss(made.float(), target)
        sure = certain(source, self.settings.paper)
        loss = self.settings.adversarial * adversarial
        loss = loss + self.settings.l1 * (sure * (made.float() - target).abs()).mean()
        if judged and self.settings.matching:
            with torch.no_grad():
                wanted = self._seen(source, target)
            loss = loss + sure.mean() * self.settings.matching * sum(
                functional.l1_loss(mine.float(), true.float())
                for mine, true in zip(seen[:-1], wanted[:-1], strict=True)
            )
        if self.settings.colours:
            loss = loss + sure.mean() * self.settings.colours * unlike(made.float(), target)
        if self.settings.combs:
            loss = loss + self.settings.combs * sum(comb(made.float() - target, period) for period in PERIODS)
        self._descend(0, loss)
        self.critic.requires_grad_(True)

        self.step += 1
        keep = min(AVERAGE, (self.step + 1) / (self.step + 10))
        with torch.no_grad():
            torch._foreach_lerp_(list(self.mean.parameters()), list(self.generator.parameters()), 1 - keep)
        return float(criticism.detach()), float(adversarial.detach()), float(error.detach()) / 2

    def _mixed(self) -> torch.autocast:
        return torch.autocast(self.device.type, dtype=self.dtype, enabled=self.dtype is not torch.float32)

    def _judged(self, source: Tensor, picture: Tensor) -> Tensor:
        return self._seen(source, picture)[-1].float()

    def _seen(self, source: Tensor, picture: Tensor) -> list[Tensor]:
        """What the critic's layers make of both, and last its answer."""
        with self._mixed():
            return self.critic.seen(torch.cat([source, picture.to(source.dtype)], dim=1))

    def _loss(self, told: Tensor, truth: float) -> Tensor:
        """How far the critic's answers are from what they should be."""
        wanted = torch.full_like(told, truth)
        if self.settings.loss == "lsgan":  # Mao et al., ICCV 2017
            return functional.mse_loss(told, wanted)
        return functional.binary_cross_entropy_with_logits(told, wanted)

    def _descend(self, which: int, loss: Tensor) -> None:
        optimiser, scaler = self._optimisers[which], self._scalers[which]
        optimiser.zero_grad(set_to_none=True)
        scaler.scale(loss).backward()  # type: ignore[no-untyped-call]
        scaler.step(optimiser)
        scaler.update()

    def state(self) -> dict[str, Any]:
        """Tensors, numbers and texts alone, so that it can be read again safely."""
        return {
            "shape": self.settings.shape(), "step": self.step, "seconds": self.seconds,
            "generator": self.generator.state_dict(), "mean": self.mean.state_dict(),
            "critic": self.critic.state_dict(),
            "optimisers": [optimiser.state_dict() for optimiser in self._optimisers],
            "scalers": [scaler.state_dict() for scaler in self._scalers],
        }  # fmt: skip

    def resume(self, path: Path) -> None:
        """Go on where a checkpoint was written. Raises UserError if it is of other networks."""
        state = torch.load(path, map_location=self.device, weights_only=True)
        if state["shape"] != self.settings.shape():
            raise UserError(
                "The training that was begun here is of another network.",
                hint="Train with the same generator, width, size and critic, or under another name.",
            )
        self.generator.load_state_dict(state["generator"])
        self.mean.load_state_dict(state["mean"])
        self.critic.load_state_dict(state["critic"])
        for optimiser, kept in zip(self._optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(kept)
        for scaler, kept in zip(self._scalers, state["scalers"], strict=True):
            scaler.load_state_dict(kept)
        self.step, self.seconds = state["step"], state["seconds"]


def certain(source: Tensor, paper: float) -> Tensor:
    """N×1×S×S: 1 where something is drawn, `paper` where a drawing (-1..1) is white and leaves open what is there.

    Held to the one truth among many that could be, a network makes their brown mean. The critic asks for any of them.
    """
    return torch.where((source > WHITE).all(1, keepdim=True), paper, 1.0)


def unlike(made: Tensor, target: Tensor) -> Tensor:
    """How far the colours of fields are apart, wherever they lie, in directions by chance: Wasserstein distances.

    What cannot be foretold becomes the grey mean of all that may be, by the error alone. This asks for as much colour
    and contrast as the truth has. Only of fields: of single pixels, or their patches, it teaches combs.
    """
    tints = functional.normalize(torch.randn(TINTS, 3, 1, 1, device=made.device), dim=1)
    return apart(functional.avg_pool2d(made, FIELD), functional.avg_pool2d(target, FIELD), tints)


def batches(examples: Examples, settings: Settings, start: int) -> Iterator[Batch]:
    """Endless batches from step `start` on; batch n depends on (seed, n) alone, so that a run can resume.

    In each epoch every pair comes once, in another order.
    """
    count, step = len(examples), start
    while True:
        rng = np.random.default_rng([settings.seed, step])
        at = range(step * settings.batch, (step + 1) * settings.batch)
        orders = {n // count: np.random.default_rng([settings.seed, 1, n // count]).permutation(count) for n in at}
        pairs = [examples.example(int(orders[n // count][n % count]), rng) for n in at]
        yield Batch(*(tensor(np.stack(side)) for side in zip(*pairs, strict=True)))
        step += 1


def tensor(pictures: np.ndarray[Any, Any]) -> Tensor:
    """N×S×S×3 uint8 as N×3×S×S, -1..1."""
    return torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 127.5 - 1


def train(
    examples: Examples, settings: Settings, out: Path, *,
    resume: bool, say: Callable[[str], None], about: Callable[[Duel], dict[str, str]],
) -> nn.Module:  # fmt: skip
    """Train until the epochs or the minutes are over, and write the file `out`. Returns the averaged generator.

    In the workshop beside it (see core.own_translator) there are a checkpoint, written under another name and renamed
    after 10 seconds, then every minute and at the end, with it the translator as it is and triptychs, and
    progress.jsonl. A process that is killed loses what it learnt since the last checkpoint. about: the metadata of
    the file.
    """
    folder = workshop(out)
    folder.mkdir(parents=True, exist_ok=True)
    for half_written in folder.glob(".photofix-*.tmp"):  # by a process that was killed
        half_written.unlink(missing_ok=True)
    duel = Duel(settings, torch.device("cuda" if torch.cuda.is_available() else "cpu"))
    checkpoint = folder / CHECKPOINT
    if resume and checkpoint.is_file():
        duel.resume(checkpoint)
        say(f"resuming after {duel.step} steps, {duel.seconds / 60:.1f} minutes")
    else:
        say(f"untrained: val {score(duel.mean, examples.val):.4f}")
    teller = Teller(folder, fresh=duel.step == 0, upto=duel.step)
    steps_per_epoch = max(1, math.ceil(len(examples) / settings.batch))

    def done() -> float:
        """Share of the training that is over."""
        if settings.minutes is not None:
            return duel.seconds / (settings.minutes * 60)
        return duel.step / (settings.epochs * steps_per_epoch)

    def keep() -> float:
        """Write everything down. Returns the error of the pairs that are kept for the score."""
        write_atomically(checkpoint, lambda path: torch.save(duel.state(), path), overwrite=True)
        export(duel.mean, preview(out), about(duel))
        triptychs(duel.mean, examples.val, folder)
        return score(duel.mean, examples.val)

    since, kept = duel.seconds, duel.seconds + FIRST - OFTEN
    begun_at = time.monotonic()
    for batch in prefetched(batches(examples, settings, duel.step)):
        share = done()
        if share >= 1:
            break
        losses = duel.learn(batch, settings.rates(share), judged=share >= settings.alone)
        duel.seconds = since + time.monotonic() - begun_at
        if not all(map(math.isfinite, losses)):
            raise UserError("The training has gone astray: its errors are no numbers.", hint="Begin anew.")
        due = duel.seconds - kept >= OFTEN or done() >= 1
        val = keep() if due else None
        if due:
            kept = duel.seconds
        teller.told(
            step=duel.step, epoch=duel.step / steps_per_epoch,
            epochs=settings.epochs if settings.minutes is None else None,
            seconds=duel.seconds, share=done(), losses=losses, val=val, say=say,
        )  # fmt: skip
    export(duel.mean, out, about(duel))
    return duel.mean
