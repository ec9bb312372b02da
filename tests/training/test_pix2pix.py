"""The method of pix2pix: losses, rates and order as in the paper, that it learns, and that it goes on when killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from safetensors import safe_open
from torch import nn
from torch.nn import functional

from photofix.core.own_translator import METADATA, PROGRESS, TRIPTYCHS, preview, workshop
from photofix.errors import UserError
from photofix.models import translator
from photofix.models.spec import Placement
from photofix.training import pix2pix
from photofix.training.loop import CHECKPOINT
from photofix.training.pairs import checked
from photofix.training.pix2pix_settings import CRITICS, Settings
from photofix.training.translators import about

TINY = Settings(width=4, size=16, critic="16", critic_width=4, epochs=2, batch=2, rate=2e-3)
# The program, with its first checkpoint at once and not after ten seconds.
IMPATIENT = """import sys; from photofix.__main__ import main; from photofix.training import pix2pix
pix2pix.FIRST = 0.0
sys.exit(main(sys.argv[1:]))"""


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    """Negatives: a few fields of colour, and what they are inverted."""
    folder = tmp_path / "pairs"
    folder.mkdir()
    for number in range(10):
        fields = np.random.default_rng(number).integers(60, 200, (3, 3, 3), np.uint8)
        picture = cv2.resize(fields, (20, 20), interpolation=cv2.INTER_LINEAR)
        cv2.imwrite(str(folder / f"{number}.png"), np.hstack([picture, 255 - picture]))
    return folder


def trained(pairs: Path, out: Path, settings: Settings, *, resume: bool = False) -> nn.Module:
    examples = checked([pairs], "AtoB", settings.size, more=False).pairs
    said = about(examples, "Negatives", "Ten pairs.")
    return pix2pix.train(examples, settings, out, resume=resume, say=lambda text: None, about=said)


def test_it_begins_as_in_the_paper() -> None:
    torch.manual_seed(0)
    net = pix2pix.generator(Settings(width=16))
    weights = [m.weight.detach() for m in net.modules() if isinstance(m, nn.Conv2d | nn.ConvTranspose2d)]
    together = torch.cat([weight.flatten() for weight in weights])
    assert abs(float(together.mean())) < 1e-4 and float(together.std()) == pytest.approx(0.02, rel=0.01)
    assert net.multiple == 256 and pix2pix.generator(Settings(width=4, size=128)).multiple == 128
    with pytest.raises(UserError, match="cannot learn from 250 pixels"):
        pix2pix.generator(replace(TINY, generator="resnet", size=250))


@pytest.mark.parametrize(("name", "field"), [("pixel", 1), ("16", 16), ("70", 70), ("286", 286)])
def test_critics_see_what_they_are_named_after(name: str, field: int) -> None:
    assert set(CRITICS) == {"pixel", "16", "70", "286"}
    assert pix2pix.critic(replace(TINY, critic=name)).receptive_field == field


def test_the_rate_stays_for_half_of_the_time_and_falls_to_nothing() -> None:
    settings = Settings()
    assert [settings.rates(done)[0] for done in (0, 0.5, 0.75, 1.0, 1.2)] == [2e-4, 2e-4, 1e-4, 0, 0]
    assert replace(settings, critic_rate=1e-4).rates(0.75) == (1e-4, 5e-5)


@pytest.mark.parametrize("loss", ["bce", "lsgan"])
def test_losses_are_those_of_the_paper(loss: str) -> None:
    duel = pix2pix.Duel(replace(TINY, loss=loss), torch.device("cpu"))
    duel.dtype = torch.float32
    source, target = torch.rand(2, 1, 3, 16, 16) * 2 - 1
    duel.generator.eval()  # without noise, so that it can be done again here
    with torch.no_grad():
        made = duel.generator(source)
        false, true = (duel.critic(torch.cat([source, picture], dim=1)) for picture in (made, target))
    told = duel.learn(pix2pix.Batch(source, target), (0.0, 0.0))
    if loss == "bce":
        critic = (functional.softplus(false) + functional.softplus(-true)).mean() / 2
        wanted = critic, functional.softplus(-false).mean()
    else:
        wanted = (false**2 + (true - 1) ** 2).mean() / 2, ((false - 1) ** 2).mean()
    error = (made - target).abs().mean() / 2  # of pictures in 0..1
    assert told == pytest.approx((float(wanted[0]), float(wanted[1]), float(error)), rel=1e-4)


def test_matching_makes_the_critic_see_what_it_sees_in_the_truth() -> None:
    torch.manual_seed(0)
    alone = replace(TINY, l1=0, adversarial=0, matching=10)
    duel = pix2pix.Duel(alone, torch.device("cpu"))
    batch = pix2pix.Batch(*(torch.rand(2, 2, 3, 16, 16) * 2 - 1))

    def apart() -> float:
        duel.generator.eval()
        with torch.no_grad():
            made, true = (
                duel.critic.seen(torch.cat([batch.source, picture], dim=1))
                for picture in (duel.generator(batch.source), batch.target)
            )
        duel.generator.train()
        return sum(float((mine - other).abs().mean()) for mine, other in zip(made[:-1], true[:-1], strict=True))

    before = apart()
    for _ in range(80):
        duel.learn(batch, (2e-3, 0.0))
    assert apart() < 0.8 * before


def test_where_paper_is_white_the_one_truth_counts_less() -> None:
    drawing = torch.ones(1, 3, 16, 16)
    drawing[:, :, :, :8] = torch.tensor([0.2, 1.0, 1.0])[:, None, None]  # a colour, if a light one
    weights = pix2pix.certain(drawing, 0.25)
    assert weights.shape == (1, 1, 16, 16)
    assert weights[..., :8].unique().tolist() == [1] and weights[..., 8:].unique().tolist() == [0.25]
    rates, target = [], torch.rand(1, 3, 16, 16) * 2 - 1
    for paper in (1.0, 0.0):
        torch.manual_seed(0)
        duel = pix2pix.Duel(replace(TINY, paper=paper, adversarial=0, l1=1), torch.device("cpu"))
        duel.learn(pix2pix.Batch(torch.ones(1, 3, 16, 16), target), (0.0, 0.0))
        rates.append(sum(float(values.grad.abs().sum()) for values in duel.generator.parameters()))
    assert rates[0] > 0 == rates[1]


def test_without_its_critic_the_generator_learns_from_the_error_alone() -> None:
    duel = pix2pix.Duel(TINY, torch.device("cpu"))
    before = [value.clone() for value in (*duel.critic.parameters(), *duel.generator.parameters())]
    batch = pix2pix.Batch(torch.rand(2, 3, 16, 16) * 2 - 1, torch.rand(2, 3, 16, 16) * 2 - 1)
    told = duel.learn(batch, (1e-3, 1e-3), judged=False)
    assert told[:2] == (0, 0) and told[2] > 0
    after = [*duel.critic.parameters(), *duel.generator.parameters()]
    same = [torch.equal(one, other) for one, other in zip(before, after, strict=True)]
    count = len(list(duel.critic.parameters()))
    assert all(same[:count]) and not any(same[count:])


def test_statistics_ask_for_contrast_and_colour_wherever_they_lie() -> None:
    torch.manual_seed(0)
    truth = (torch.rand(1, 3, 4, 4) * 2 - 1).repeat_interleave(16, 2).repeat_interleave(16, 3)
    moved = truth.roll((16, 32), (2, 3)).flip(3)
    grey = truth.mean(1, keepdim=True).expand(-1, 3, -1, -1)
    assert float(pix2pix.unlike(moved, truth)) == pytest.approx(0, abs=1e-6)
    assert min(float(pix2pix.unlike(made, truth)) for made in (truth * 0.5, truth + 0.5, grey)) > 0.1


def test_batches_depend_on_seed_and_step_and_every_epoch_has_all(pairs: Path) -> None:
    examples = checked([pairs], "AtoB", 16, more=True).pairs
    settings = replace(TINY, batch=3)
    made = list(islice(pix2pix.batches(examples, settings, 0), 6))
    torch.testing.assert_close(next(pix2pix.batches(examples, settings, 4)).source, made[4].source)
    exact = checked([pairs], "AtoB", 16, more=False).pairs
    exact.mirror = False
    seen = [batch.source.mean((1, 2, 3)) for batch in islice(pix2pix.batches(exact, settings, 0), 3)]
    assert len(exact) == 9 and len(set(torch.cat(seen).tolist())) == 9


def test_it_learns_and_the_file_says_what_it_is(pairs: Path, tmp_path: Path) -> None:
    out = tmp_path / "negative.safetensors"
    settings = replace(TINY, epochs=40)
    trained(pairs, out, replace(settings, epochs=1, colours=1.0))
    lines = [json.loads(line) for line in (workshop(out) / PROGRESS).read_text().splitlines()]
    first = lines[-1]["val_l1"]
    trained(pairs, out, settings, resume=True)
    lines = [json.loads(line) for line in (workshop(out) / PROGRESS).read_text().splitlines()]
    assert lines[-1]["val_l1"] < 0.6 * first
    assert set(lines[-1]) == {"step", "epoch", "epochs", "seconds", "left", "critic", "gan", "l1", "val_l1"}
    assert lines[-1]["step"] == 40 * 5 and lines[-1]["epoch"] == pytest.approx(40) and lines[-1]["left"] == 0
    rows = cv2.imread(str(workshop(out) / TRIPTYCHS))
    assert rows.shape == (1 * 24, 3 * 24, 3)
    for file in (out, preview(out)):
        with safe_open(file, framework="pt") as held:
            told = json.loads(held.metadata()[METADATA])
            assert set(held.keys()) == set(pix2pix.generator(settings).state_dict())
        assert (told["kind"], told["title"], told["size"]) == ("translator", "Negatives", 16)
        translate = translator.own(file).load([file], Placement("cpu", "fp32"))
        assert (translate.about.title, translate.about.size, translate.about.takes) == ("Negatives", 16, "photo")
        assert translate(np.full((9, 21, 3), 0.5, np.float32)).shape == (9, 21, 3)
        assert "200 steps" in told["card"] and told["takes"] == "photo"


def test_a_run_in_two_parts_is_the_same_as_in_one(pairs: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.safetensors", tmp_path / "two.safetensors"
    whole = trained(pairs, one, TINY)
    examples = checked([pairs], "AtoB", 16, more=False).pairs
    duel = pix2pix.Duel(TINY, torch.device("cpu"))
    for step, batch in enumerate(islice(pix2pix.batches(examples, TINY, 0), 4)):
        duel.learn(batch, TINY.rates(step / 10))
    workshop(two).mkdir()
    torch.save(duel.state(), workshop(two) / CHECKPOINT)
    parts = trained(pairs, two, TINY, resume=True)
    for name, value in whole.state_dict().items():
        torch.testing.assert_close(parts.state_dict()[name], value, rtol=1e-3, atol=1e-5, msg=name)
    with pytest.raises(UserError, match="another network"):
        trained(pairs, two, replace(TINY, width=6), resume=True)


def test_a_killed_process_goes_on_from_its_checkpoint(pairs: Path, tmp_path: Path) -> None:
    out = tmp_path / "killed.safetensors"
    words = [
        sys.executable, "-c", IMPATIENT, "train", "pix2pix", "--pairs", str(pairs), "--size", "16", "--width", "4",
        "--critic", "16", "-o", str(out), "--resume",
    ]  # fmt: skip
    with subprocess.Popen([*words, "--epochs", "100000"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("step"):
                break
        os.kill(process.pid, signal.SIGKILL)
    step = torch.load(workshop(out) / CHECKPOINT, weights_only=True)["step"]
    assert step > 0 and not out.exists()
    done = subprocess.run([*words, "--epochs", "1"], capture_output=True, text=True, check=True)
    assert f"resuming after {step} steps" in done.stdout and out.exists()
