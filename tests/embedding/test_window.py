"""The example of a window, on a virtual screen: it shows progress while it installs, and stops when told to."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.network,  # like its neighbours it needs what a machine may not have
    pytest.mark.skipif(shutil.which("Xvfb") is None, reason="there is no Xvfb"),
    pytest.mark.skipif(importlib.util.find_spec("tkinter") is None, reason="this Python has no Tk"),
]


def test_progress_is_shown_and_cancelling_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    screen = subprocess.Popen(["Xvfb", "-displayfd", str(writing), "-screen", "0", "800x600x24"], pass_fds=[writing],
                              stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        number = os.read(reading, 16).decode().strip()
        done = subprocess.run(
            [sys.executable, Path(__file__).with_name("window.py"), tmp_path / "site", tmp_path / "cache"],
            env={**os.environ, "DISPLAY": f":{number}"}, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
    finally:
        screen.terminate()
        screen.wait(10)
        os.close(reading)
        os.close(writing)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    stopped = found["stopped"]
    assert stopped["kind"] == "Cancelled"
    assert stopped["same"]
    assert stopped["seconds"] < 1
    assert (stopped["words"], stopped["button"]) == ("Stopped; nothing has changed", "normal")
    assert found["words"] == "Installed 2 packages"
    assert found["installed"] == ["big", "small"]
    assert len(found["steps"]) > 5  # the bar moved while it worked
    assert found["steps"] == sorted(found["steps"])
