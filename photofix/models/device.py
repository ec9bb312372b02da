"""Which device runs a model, and how precisely: chosen, then proved with a small reference run."""

from __future__ import annotations

from photofix.core.free_memory import free_ram
from photofix.errors import UserError
from photofix.models.spec import Placement

PRECISIONS = ("auto", "fp32", "fp16", "bf16")


def place(device: str = "auto", precision: str = "auto") -> Placement:
    """The device and precision to use.

    device: "auto" (CUDA or ROCm, then XPU, then MPS, then CPU), or one by name ("cpu", "cuda:0", "mps").
    precision: "auto" (bf16 where the processor is built for it, fp16 on other GPUs, else fp32) or one by name.
    A device that computes a wrong, black or NaN answer is passed over by "auto" and refused by name: UserError.
    """
    if precision not in PRECISIONS:
        raise UserError(f"There is no precision {precision!r}.", hint=f"Choose one of: {', '.join(PRECISIONS)}.")
    if device != "auto":
        found = Placement(device, preferred_precision(device) if precision == "auto" else precision)
        fault = _fault(found)
        if fault:
            raise UserError(f"The device {device} cannot be used: {fault}.", hint="Choose --device auto or cpu.")
        return found
    for name in present():
        wanted = (preferred_precision(name), "fp32") if precision == "auto" else (precision,)
        for candidate in wanted:
            found = Placement(name, candidate)
            if not _fault(found):
                return found
    raise UserError(f"No device here computes correctly in {precision}.", hint="Choose --precision auto.")


def present() -> dict[str, str]:
    """Devices of this machine, best first: the name, and what the hardware calls itself (empty for the CPU)."""
    import torch

    found: dict[str, str] = {}
    if torch.cuda.is_available():
        found |= {f"cuda:{number}": torch.cuda.get_device_name(number) for number in range(torch.cuda.device_count())}
    if hasattr(torch, "xpu") and torch.xpu.is_available():
        found["xpu"] = torch.xpu.get_device_name()
    if torch.backends.mps.is_available():
        found["mps"] = "Apple"
    return {**found, "cpu": ""}


def free_memory(device: str) -> int | None:
    """Bytes that a model on this device can still get; None where that cannot be told."""
    import torch

    if device == "cpu":
        return free_ram()
    if device.startswith("cuda"):
        kept = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)  # by torch, to be used again
        return int(torch.cuda.mem_get_info(device)[0]) + kept
    if device.startswith("xpu"):
        return int(torch.xpu.mem_get_info(device)[0])
    if device.startswith("mps"):
        shared = free_ram()
        left = int(torch.mps.recommended_max_memory() - torch.mps.driver_allocated_memory())
        return left if shared is None else min(left, shared)
    return None


def preferred_precision(device: str) -> str:
    """The fastest precision the device is made for. Depends on the hardware alone, so results are repeatable."""
    import torch

    if device == "cpu":
        able = torch.cpu.get_capabilities()
        return "bf16" if able.get("avx512_bf16") or able.get("amx_bf16") else "fp32"
    if device.startswith("cuda"):
        return "bf16" if torch.cuda.is_bf16_supported(including_emulation=False) else "fp16"
    return "fp16"


def _fault(placement: Placement) -> str:
    """What is wrong with the device, in words; empty if a small convolution comes out right."""
    import torch

    generator = torch.Generator().manual_seed(0)
    picture, kernel = torch.rand(1, 8, 32, 32, generator=generator), torch.randn(8, 8, 3, 3, generator=generator) / 8
    expected = torch.nn.functional.conv2d(picture, kernel)
    dtype = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}[placement.precision]
    try:
        there = picture.to(placement.device, dtype), kernel.to(placement.device, dtype)
        answer = torch.nn.functional.conv2d(*there).float().cpu()
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        return str(error).splitlines()[0].rstrip(".") or type(error).__name__
    if not torch.isfinite(answer).all():
        return "it computes values that are no numbers"
    if float((answer - expected).abs().max()) > 0.05:
        return "it computes wrong values"
    return ""
