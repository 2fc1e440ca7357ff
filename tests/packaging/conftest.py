"""A copy of what a wheel is built from, so that building leaves nothing behind in the source tree."""

from __future__ import annotations

from pathlib import Path

import pytest
from project_tree import copy_source


@pytest.fixture
def source_tree(tmp_path: Path) -> Path:
    """The project without models, in a temporary folder."""
    return copy_source(tmp_path)
