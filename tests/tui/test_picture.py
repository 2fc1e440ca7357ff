"""The command that takes a picture of a conversation: what is asked amiss is told before anything is opened."""

from pathlib import Path

import pytest

from uniconv_edge.tui.picture import main


def test_a_picture_into_a_folder_that_is_not_there_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([str(tmp_path / "none" / "a.svg"), "--question", "Why?"])
    assert f"there is no folder `{tmp_path / 'none'}`" in capsys.readouterr().err


@pytest.mark.parametrize("size", ["large", "120", "x", "-1x4"])
def test_a_size_that_is_none_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], size: str) -> None:
    with pytest.raises(SystemExit):
        main([str(tmp_path / "a.svg"), f"--size={size}", "--question", "Why?"])
    assert "is columns x rows" in capsys.readouterr().err
