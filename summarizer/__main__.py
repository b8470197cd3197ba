"""``python -m summarizer``: the program, where its script is not on the path.

The script starts here too. A process that it starts may import it again, for nothing, so that nothing is loaded before
the program runs.
"""

import sys


def main() -> int:
    """Runs the program, and returns its exit code."""
    from summarizer.collecting import put_off

    put_off()
    from summarizer.cli.main import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
