"""The training loop every recipe shares: seeded, timed, averaged, resumable."""

from __future__ import annotations

import copy
import json
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from photofix.training.feeding import fed
from photofix.training.mixed import mixed

CHECKPOINT = "checkpoint.pt"


@dataclass(frozen=True)
class Schedule:
    """How long and how fast to train.

    The learning rate warms up, stays, and falls to zero over the last `cooldown` of the time; a resumed
    run that is given more minutes simply goes on at the full rate and cools down at the new end.
    """

    minutes: float
    rate: float = 1e-3
    warmup_steps: int = 200
    cooldown: float = 0.3
    average: float = 0.999  # decay of the running average of the weights that is shipped
    checkpoint_minutes: float = 5.0

    def rate_at(self, step: int, fraction: float) -> float:
        """Learning rate at a step, `fraction` = share of the time already used (0..1)."""
        warm = min(1.0, (step + 1) / self.warmup_steps)
        left = max(0.0, 1.0 - fraction) / self.cooldown
        return self.rate * warm * min(1.0, left)


def train(
    net: nn.Module,
    batches: Callable[[int], Iterator[Any]],
    loss_of: Callable[[nn.Module, Any], Tensor],
    schedule: Schedule,
    folder: Path,
    *,
    resume: bool,
    evaluate: Callable[[nn.Module], str],
    say: Callable[[str], None],
) -> nn.Module:
    """Train `net` and return its averaged weights as a module in eval mode.

    batches(start) yields batches from step `start` on, so that a resumed run sees new data; batch n depends on n alone.
    A checkpoint (`folder/checkpoint.pt`, tensors and numbers only) is written to a temporary name and
    renamed every few minutes and at the end; `folder/log.jsonl` has one line per checkpoint.
    """
    folder.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    net = net.to(device, memory_format=torch.channels_last).train()  # type: ignore[call-overload]
    mean = copy.deepcopy(net).eval().requires_grad_(False)
    optimiser = torch.optim.AdamW(net.parameters(), lr=schedule.rate, weight_decay=1e-4, betas=(0.9, 0.99))
    step, spent = 0, 0.0
    checkpoint = folder / CHECKPOINT
    if resume and checkpoint.is_file():
        state = torch.load(checkpoint, map_location=device, weights_only=True)
        net.load_state_dict(state["net"])
        mean.load_state_dict(state["mean"])
        optimiser.load_state_dict(state["optimiser"])
        step, spent = state["step"], state["seconds"]
        say(f"resuming after {step} steps, {spent / 60:.0f} minutes")

    def save(text: str) -> None:
        seconds = spent + time.monotonic() - begun
        state = {
            "net": net.state_dict(), "mean": mean.state_dict(), "optimiser": optimiser.state_dict(),
            "step": step, "seconds": seconds,
        }  # fmt: skip
        torch.save(state, checkpoint.with_suffix(".part"))
        checkpoint.with_suffix(".part").replace(checkpoint)
        line = {"step": step, "seconds": round(seconds), "loss": round(running, 5), "val": text}
        with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(line | {"schedule": asdict(schedule)}) + "\n")
        say(f"step {step}  {seconds / 60:.1f} min  loss {running:.5f}  {text}")

    begun = time.monotonic()
    running, last = math.nan, begun
    for batch in fed(batches, step, device):
        elapsed = time.monotonic() - begun
        if elapsed >= schedule.minutes * 60:
            break
        rate = schedule.rate_at(step, elapsed / (schedule.minutes * 60))
        for group in optimiser.param_groups:
            group["lr"] = rate
        with mixed(device):
            loss = loss_of(net, batch)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        step += 1
        keep = min(schedule.average, (step + 1) / (step + 10))
        with torch.no_grad():
            torch._foreach_lerp_(list(mean.parameters()), list(net.parameters()), 1 - keep)
        value = float(loss.detach())
        running = value if math.isnan(running) else 0.99 * running + 0.01 * value
        if time.monotonic() - last > schedule.checkpoint_minutes * 60:
            save(evaluate(mean))
            last = time.monotonic()
    save(evaluate(mean))
    return mean


def averaged(net: nn.Module, folder: Path) -> nn.Module:
    """The network with the averaged weights of the folder's checkpoint, in eval mode."""
    state = torch.load(folder / CHECKPOINT, map_location="cpu", weights_only=True)
    net.load_state_dict(state["mean"])
    return net.eval().requires_grad_(False).to(memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]
