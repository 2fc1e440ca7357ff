"""Memory that the process no longer needs, and what it needs to its end."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


def give_back() -> None:
    """Hand what has been freed back to the system; glibc alone keeps it for itself otherwise, tens of MB behind the
    loading of a model. Nothing elsewhere. A millisecond or so."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)) is not None:
        trim(0)


@contextmanager
def loading() -> Iterator[None]:
    """Within it what stays to the end of the process is loaded: nothing becomes garbage meanwhile, and looking for it
    takes a tenth of the time. Nor is what was loaded looked through later, in the midst of an answer."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not gc.get_freeze_count():  # what is loaded again, as by tests, may well go
            gc.freeze()
        if was_enabled:
            gc.enable()
