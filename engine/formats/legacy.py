"""Formats that Zhupi reads through LibreOffice: Word 97, WPS, RTF, OpenDocument and their kin.

Input: a file's bytes and ending. Output: the bytes of the same file in the Office Open XML format. Law: LibreOffice
runs with a profile of its own, without macros, links or network and within limits; it ends with 0 where it failed
too, so only a file that is there counts.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.errors import ReviewError

SECONDS = 60
_MEMORY = 4 << 30  # of address space: LibreOffice maps much more than it uses
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">{}</item></oor:items>"""
_SETTINGS = ("BlockUntrustedRefererLinks", "DisableMacrosExecution", "DisableActiveContent")
_SETTING = '<prop oor:name="{}" oor:op="fuse"><value>true</value></prop>'


def convert(data: bytes, name: str, wanted: str) -> bytes:
    """The file in the format of the ending `wanted`. Raises ReviewError where LibreOffice is missing or cannot read it."""
    ending = Path(name).suffix.lower()
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise ReviewError(
            "needs-libreoffice",
            f"{name}：审查 {ending} 文件需要安装 LibreOffice；也可以用原软件另存为 {wanted} 后再审。",
        )
    with TemporaryDirectory(prefix="zhupi-", ignore_cleanup_errors=True) as folder:
        at = Path(folder)
        (at / f"draft{ending}").write_bytes(data)
        _run(_command(office, at, ending, wanted), at, name)
        made = at / "out" / f"draft{wanted}"
        if not made.is_file():
            raise ReviewError(
                "damaged", f"{name}：LibreOffice 打不开这个文件（已损坏、设有密码或不是 {ending}）。"
            )
        return made.read_bytes()


def converted_by() -> str:
    """Which LibreOffice converts, "" where there is none: its place and the day it was put there."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        return ""
    real = Path(office).resolve()
    return f"{real} {real.stat().st_mtime_ns}"


def _command(office: str, folder: Path, ending: str, wanted: str) -> list[str]:
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    settings = "".join(_SETTING.format(setting) for setting in _SETTINGS)
    (user / "registrymodifications.xcu").write_text(_PROFILE.format(settings), encoding="utf-8")
    return [
        *_without_network(),
        office,
        "--headless",
        "--norestore",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to",
        wanted.lstrip("."),
        "--outdir",
        str(folder / "out"),
        str(folder / f"draft{ending}"),
    ]


def _without_network() -> list[str]:
    """What a command begins with so that it has no network, where the system lets a user do so."""
    prefix = ["unshare", "--user", "--net"]
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return []
    tried = subprocess.run([*prefix, "true"], capture_output=True, check=False)
    return prefix if tried.returncode == 0 else []


def _run(command: list[str], folder: Path, name: str) -> None:
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    limits = {} if sys.platform == "win32" else {"preexec_fn": _limited, "start_new_session": True}
    process = subprocess.Popen(
        command, cwd=folder, env={**os.environ, **nowhere, "HOME": str(folder)},
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **limits,
    )  # type: ignore[call-overload]  # fmt: skip
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        raise ReviewError("timeout", f"{name}：LibreOffice 超过 {SECONDS} 秒仍未转换完，已中止。") from None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends LibreOffice, which is a child of the process that was started."""
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _limited() -> None:
    """In the new process: its own limits, in place of the reviewer's; the limit of time holds without us too.

    What it ends looks like a damaged file, so it is twice that of the clock, whose end is told as what it is.
    """
    import resource

    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY if hard < 0 else min(_MEMORY, hard), hard))
    resource.setrlimit(resource.RLIMIT_CPU, (2 * SECONDS, 2 * SECONDS))
