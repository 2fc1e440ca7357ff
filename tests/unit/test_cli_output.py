"""What the command line writes where the output cannot take it: a full disk, an old locale."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from uniconv_edge import cli


def run(*arguments: object, **settings: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "uniconv_edge", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, env={**os.environ, **settings}, check=False)


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_full_output_is_one_line_and_no_traceback(tmp_path: Path, form: list[str]) -> None:
    (tmp_path / "a.txt").write_text("Some text.")
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "uniconv_edge", "show", str(tmp_path / "a.txt"), *form]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "error: the output cannot be written: No space left on device\n")


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (RuntimeError("secret"), "something went wrong inside the program (RuntimeError)"),
        (OSError(errno.EIO, "Input/output error", "/disk/a\nb"), "cannot read or write `/disk/a\ufffdb`: Input/output"),
        (OSError(errno.ENAMETOOLONG, "File name too long", "x" * 5_000), f"so long a name: `{'x' * 200}…`"),
    ],
)
def test_what_nobody_foresaw_is_a_sentence(
    problem: Exception, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise problem

    monkeypatch.setattr(cli, "app", fail)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    told = capsys.readouterr().err
    assert ended.value.code in (1, 2)
    assert said in told
    assert "hint: " in told
    assert "Traceback" not in told
    assert "secret" not in told


def test_an_old_locale_gets_marks_in_place_of_what_it_has_not(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Müller “日本”", encoding="utf-8")
    done = run("show", tmp_path / "a.txt", PYTHONIOENCODING="iso8859-15")
    assert (done.returncode, done.stdout) == (0, "Müller ????\n".encode("iso8859-15"))
