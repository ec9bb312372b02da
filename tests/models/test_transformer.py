"""Published fast styles: files of all forms give what the published network gives; nothing else is taken for one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from photofix.core.model_id import of_file
from photofix.errors import UserError
from photofix.models.pool import Pool


class Conv(nn.Module):
    """A convolution over a mirrored rim, after enlarging if that is asked for."""

    def __init__(self, given: int, made: int, side: int, stride: int = 1, grow: int = 1) -> None:
        super().__init__()
        self.grow = grow
        self.reflection_pad = nn.ReflectionPad2d(side // 2)
        self.conv2d = nn.Conv2d(given, made, side, stride)

    def forward(self, x: Tensor) -> Tensor:
        if self.grow > 1:
            x = functional.interpolate(x, scale_factor=self.grow, mode="nearest")
        return self.conv2d(self.reflection_pad(x))


class Block(nn.Module):
    def __init__(self, width: int, track: bool) -> None:
        super().__init__()
        self.conv1 = Conv(width, width, 3)
        self.in1 = nn.InstanceNorm2d(width, affine=True, track_running_stats=track)
        self.conv2 = Conv(width, width, 3)
        self.in2 = nn.InstanceNorm2d(width, affine=True, track_running_stats=track)

    def forward(self, x: Tensor) -> Tensor:
        return self.in2(self.conv2(functional.relu(self.in1(self.conv1(x))))) + x


class Published(nn.Module):
    """The network of the fast_neural_style example, as its description has it. track: with statistics, as of old."""

    def __init__(self, track: bool = False, width: int = 8, blocks: int = 5) -> None:
        super().__init__()

        def norm(channels: int) -> nn.InstanceNorm2d:
            return nn.InstanceNorm2d(channels, affine=True, track_running_stats=track)

        self.conv1, self.in1 = Conv(3, width, 9), norm(width)
        self.conv2, self.in2 = Conv(width, 2 * width, 3, 2), norm(2 * width)
        self.conv3, self.in3 = Conv(2 * width, 4 * width, 3, 2), norm(4 * width)
        for number in range(1, blocks + 1):
            setattr(self, f"res{number}", Block(4 * width, track))
        self.blocks = blocks
        self.deconv1, self.in4 = Conv(4 * width, 2 * width, 3, grow=2), norm(2 * width)
        self.deconv2, self.in5 = Conv(2 * width, width, 3, grow=2), norm(width)
        self.deconv3 = Conv(width, 3, 9)

    def forward(self, x: Tensor) -> Tensor:
        for number in (1, 2, 3):
            x = functional.relu(getattr(self, f"in{number}")(getattr(self, f"conv{number}")(x)))
        for number in range(1, self.blocks + 1):
            x = getattr(self, f"res{number}")(x)
        x = functional.relu(self.in4(self.deconv1(x)))
        x = functional.relu(self.in5(self.deconv2(x)))
        return self.deconv3(x)


@pytest.fixture(scope="module")
def picture() -> np.ndarray:
    return np.random.default_rng(0).random((48, 64, 3), np.float32)


def random(track: bool = False, **more: int) -> Published:
    torch.manual_seed(1)
    net = Published(track, **more)
    for value in net.parameters():
        nn.init.normal_(value, std=0.1)
    return net.train()  # statistics that files may hold are not used: every picture is normed by its own


def wanted(net: Published, picture: np.ndarray) -> np.ndarray:
    with torch.no_grad():
        made = net(torch.from_numpy(picture).permute(2, 0, 1)[None] * 255) / 255
    return made[0].permute(1, 2, 0).numpy()


def restyled(path: Path, picture: np.ndarray) -> np.ndarray:
    return np.asarray(Pool("cpu", "fp32").get(of_file("transformer", path))(picture))


@pytest.mark.parametrize("track", [False, True])
@pytest.mark.parametrize("name", ["candy.pth", "mosaic.model", "udnie.pt"])
def test_published_files_give_what_the_published_network_gives(
    tmp_path: Path, picture: np.ndarray, track: bool, name: str
) -> None:
    net = random(track)
    truth = wanted(net, picture)
    torch.save(net.state_dict(), tmp_path / name)
    assert ("in1.running_mean" in net.state_dict()) == track
    assert np.abs(restyled(tmp_path / name, picture) - truth).max() < 1e-5


@pytest.mark.parametrize("inner", ["state_dict", "model"])
def test_weights_inside_a_checkpoint(tmp_path: Path, picture: np.ndarray, inner: str) -> None:
    net = random()
    torch.save({inner: net.state_dict(), "epoch": 2}, tmp_path / "c.pth")
    assert np.abs(restyled(tmp_path / "c.pth", picture) - wanted(net, picture)).max() < 1e-5


def test_other_names_and_other_numbers_of_layers(tmp_path: Path, picture: np.ndarray) -> None:
    net = random(width=4, blocks=3)
    renamed = {}
    for name, value in net.state_dict().items():
        changed = name.replace("conv2d", "layer").replace("deconv", "up").replace("res", "body.")
        if ".layer." not in changed:  # old norms called it so
            changed = changed.replace(".weight", ".scale").replace(".bias", ".shift")
        renamed[f"module.{changed}"] = value
    torch.save(renamed, tmp_path / "variant.pth")
    assert np.abs(restyled(tmp_path / "variant.pth", picture) - wanted(net, picture)).max() < 1e-5


@pytest.mark.parametrize("size", [(1, 1), (33, 50), (5, 90)])
def test_sizes(tmp_path: Path, size: tuple[int, int]) -> None:
    torch.save(random(width=4, blocks=1).state_dict(), tmp_path / "s.pth")
    made = restyled(tmp_path / "s.pth", np.full((*size, 3), 0.5, np.float32))
    assert made.shape == (*size, 3) and np.isfinite(made).all()


class Evil:
    """Would write a file where it is unpickled carelessly."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Path.touch, (self.path,)  # type: ignore[return-value]


def test_what_is_no_such_network_is_refused_and_never_run(tmp_path: Path) -> None:
    full = random().state_dict()
    files = {
        "text.pth": b"never a model",
        "empty.pth": {},
        "list.pth": [1, 2],
        "part.pth": dict(list(full.items())[:-2]),
        "wide.pth": {**full, "conv1.conv2d.weight": torch.zeros(8, 4, 9, 9)},
        "even.pth": {**full, "conv1.conv2d.weight": torch.zeros(8, 3, 8, 8)},
        "evil.pth": {"conv1": Evil(tmp_path / "done")},
    }
    for name, held in files.items():
        if isinstance(held, bytes):
            (tmp_path / name).write_bytes(held)
        else:
            torch.save(held, tmp_path / name)
        with pytest.raises(UserError, match="no style that PhotoFix knows"):
            Pool("cpu", "fp32").get(of_file("transformer", tmp_path / name))
    assert not (tmp_path / "done").exists()
