"""What the process that workers are forks of loads, and nothing else imports."""

from summarizer.collecting import put_off

put_off()

import summarizer.batch.worker  # noqa: E402 (nothing is searched for garbage while that is loaded)
import summarizer.checking  # noqa: E402, F401
