"""What a cage could leave on the machine."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

__all__ = ["machine", "traces"]

_SETTINGS = (
    "vm/overcommit_memory",
    "vm/panic_on_oom",
    "kernel/panic",
    "kernel/panic_on_oops",
    "kernel/keys/root_maxkeys",
    "kernel/keys/root_maxbytes",
)


def machine() -> dict[str, object]:
    """The state of the machine that a node would change: settings of the kernel, the host name, mounts and network interfaces."""
    settings = {name: Path("/proc/sys", name).read_text() for name in (*_SETTINGS, "net/ipv4/ip_forward")}
    return {
        **settings,
        "host name": os.uname().nodename,
        "mounts": [line for line in Path("/proc/self/mounts").read_text().splitlines() if "portkey-pods-" in line or "cgroup" in line],
        "interfaces": sorted(path.name for path in Path("/sys/class/net").iterdir()),
        "addresses": Path("/proc/net/route").read_text(),
    }


def traces(cage: str, namespace: str) -> list[str]:
    """Processes, cgroups and folders of a cage, by its name and its namespace of process ids."""
    found = [f"cgroup {path}" for path in Path("/sys/fs/cgroup").glob(f"*/{cage}")]
    folder = Path(tempfile.gettempdir(), cage)
    found += [f"folder {folder}"] if folder.exists() else []
    for process in Path("/proc").iterdir():
        with suppress(OSError):
            if process.name.isdigit() and str((process / "ns/pid").readlink()) == namespace:
                found.append(f"process {process.name}")
    return found
