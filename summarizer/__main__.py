"""``python -m summarizer``: the program, where its script is not on the path."""

import sys

from summarizer.cli.main import main

sys.exit(main())
