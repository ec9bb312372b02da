"""How much memory this computer could still give."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from pathlib import Path

MEMINFO = Path("/proc/meminfo")
GROUP = Path("/sys/fs/cgroup")  # what a container may have, by cgroup version 2


def free_ram() -> int | None:
    """Bytes that programs can still get without others being swapped out; None where that cannot be told."""
    if sys.platform == "win32":
        return _windows()
    return _mac() if sys.platform == "darwin" else _linux(MEMINFO, GROUP)


def _linux(meminfo: Path, group: Path) -> int | None:
    """What the kernel thinks is available, and no more than the container has left."""
    try:
        lines = meminfo.read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    found = [int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")]
    with suppress(OSError, ValueError):  # no container, or one that may have everything ("max")
        found.append(int((group / "memory.max").read_text()) - int((group / "memory.current").read_text()))
    return max(0, min(found)) if found else None


class _MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX of the Windows API."""

    _fields_ = (
        ("length", ctypes.c_uint32), ("load", ctypes.c_uint32),
        ("total", ctypes.c_uint64), ("available", ctypes.c_uint64),
        ("total_committed", ctypes.c_uint64), ("available_committed", ctypes.c_uint64),
        ("total_virtual", ctypes.c_uint64), ("available_virtual", ctypes.c_uint64),
        ("extended", ctypes.c_uint64),
    )  # fmt: skip


def _windows() -> int | None:
    """GlobalMemoryStatusEx: the less of free memory and of what may still be promised to programs."""
    status = _MemoryStatus(length=ctypes.sizeof(_MemoryStatus))
    if not getattr(ctypes, "windll").kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):  # noqa: B009 - of Windows alone
        return None
    return int(min(status.available, status.available_committed))


def _mac() -> int | None:
    """host_statistics64(HOST_VM_INFO64): free pages, and those not used for long."""
    system = ctypes.CDLL("/usr/lib/libSystem.dylib")
    words = (ctypes.c_uint32 * 64)()  # free, active, inactive, wired and more
    count, page = ctypes.c_uint32(len(words)), ctypes.c_size_t()
    host = system.mach_host_self()
    if system.host_page_size(host, ctypes.byref(page)) or system.host_statistics64(host, 4, words, ctypes.byref(count)):
        return None
    return (int(words[0]) + int(words[2])) * page.value
