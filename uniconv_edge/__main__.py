"""The program: `uniconv-edge`, or `python -m uniconv_edge`. The app starts to load while the commands are imported."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line."""
    if sys.argv[1:2] == ["chat"]:
        from uniconv_edge.tui.launch import launch_early

        code = launch_early(sys.argv[1:])
        if code is not None:
            sys.exit(code)
    from uniconv_edge.cli import main as commands

    commands()


if __name__ == "__main__":
    main()
