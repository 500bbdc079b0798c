"""The kernel that a notebook runs in: this Python, sockets of its own, one thread, no personal settings."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import zmq
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.provisioning import LocalProvisioner
from traitlets import Dict, Unicode
from traitlets.config import Config

from benchmarking.pipeline.processes import STARTED
from benchmarking.pipeline.server import KERNEL
from benchmarking.pipeline.warming import AT_START, WARMING

KERNEL_NAME = "python3"
_LOG = "kernel.log"
_LONGEST_SOCKET_PATH = 95
_ENVIRONMENT = {**AT_START, "MPLBACKEND": "module://matplotlib_inline.backend_inline"}
_COMMAND = [sys.executable, "-m", KERNEL]

logging.getLogger("papermill").addHandler(logging.NullHandler())


class StudyKernelManager(AsyncKernelManager):
    """Start a kernel in a folder of its own, with this interpreter whatever kernels are installed."""

    folder = Unicode(config=True)
    environment = Dict(config=True)

    @property
    def kernel_spec(self) -> KernelSpec:
        """The kernel's command."""
        return KernelSpec(
            argv=[*_COMMAND, "-f", "{connection_file}"],
            display_name="Python 3 (ipykernel)",
            language="python",
        )

    async def _async_launch_kernel(self, kernel_cmd: list[str], **kw: Any) -> None:
        kw["env"] = {**kw.get("env", os.environ), **_ENVIRONMENT, **self.environment}
        provisioner = cast(LocalProvisioner, self.provisioner)
        with (Path(self.folder) / _LOG).open("wb") as log, Path(os.devnull).open("rb") as nothing:
            process = WARMING.start(
                KERNEL,
                kernel_cmd[len(_COMMAND) :],
                folder=kw["cwd"],
                environment=kw["env"],
                reading=nothing,
                writing=log,
                wait=True,
            )
            if process is None:
                await super()._async_launch_kernel(kernel_cmd, **kw, stdout=log, stderr=subprocess.STDOUT)
                if provisioner.process is not None:
                    STARTED.watch(provisioner.process)
            else:
                provisioner.process = cast(Any, process)
                provisioner.pid = provisioner.pgid = process.pid


def kernel_settings(folder: Path, root: Path) -> dict[str, Any]:
    """Return what papermill hands on to its client, so that it starts a kernel of ours in `folder`.

    Sockets are files in the folder where the system has such sockets and the path is short enough, so that
    kernels started together cannot take each other's ports; else TCP.
    """
    manager: dict[str, Any] = {
        "connection_file": str(folder / "kernel.json"),
        "folder": str(folder),
        "environment": {"BENCHMARKING_ROOT": str(root), "IPYTHONDIR": str(folder / "ipython")},
    }
    socket = str(folder / "socket")
    if sys.platform != "win32" and zmq.has("ipc") and len(socket) <= _LONGEST_SOCKET_PATH:
        manager |= {"transport": "ipc", "ip": socket}
    return {
        "config": Config({"StudyKernelManager": manager}),
        "kernel_manager_class": StudyKernelManager,
        "kernel_name": KERNEL_NAME,
        "extra_arguments": ["--HistoryManager.enabled=False"],
        "shutdown_kernel": "immediate",
    }


def kernel_words(folder: Path) -> str:
    """Return what the process of the kernel in `folder` itself wrote, cells' output apart."""
    log = folder / _LOG
    return log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""
