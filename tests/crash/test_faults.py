"""Every call that changes a file fails once: nothing acknowledged is lost, the error is ours, the next try succeeds."""

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("needs a C compiler")
    made = tmp_path_factory.mktemp("faults") / "faults.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(made), str(HERE / "faults.c"), "-ldl"], check=True)
    return made


ALL = (errno.ENOSPC, errno.EIO, errno.EACCES)
LONG = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.mark.parametrize(
    ("action", "errors", "step", "least"),
    [
        ("change", (errno.ENOSPC,), 9, 12),
        ("forget", (errno.EIO,), 19, 6),
        ("move", (errno.ENOSPC,), 89, 6),
        pytest.param("change", ALL, 1, 300, marks=LONG),
        pytest.param("forget", ALL, 1, 300, marks=LONG),
        pytest.param("move", ALL, 3, 300, marks=LONG),
    ],
)
def test_a_failing_call_costs_nothing_that_was_acknowledged(
    faults: Path, tmp_path: Path, action: str, errors: tuple[int, ...], step: int, least: int
) -> None:
    folder = tmp_path / "faulty"
    folder.mkdir()
    ended = subprocess.run(
        [sys.executable, str(HERE / "faulty_child.py"), action, ",".join(map(str, errors)), str(step)],
        env={**os.environ, "LD_PRELOAD": str(faults), "FAULTS_FOLDER": str(folder)},
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    report = json.loads(ended.stdout)
    print(report["tried"], "calls failed")
    assert report["problems"] == []
    assert report["tried"] >= least
