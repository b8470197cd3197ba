"""Any brief of an article, checked without a model: which quotes are real, who said them, what is made up."""

from summarizer.verifying.checks import verify
from summarizer.verifying.claims import Claims, NameClaim, Prose, QuoteClaim
from summarizer.verifying.findings import Finding, Verification
from summarizer.verifying.reading import read_brief

__all__ = ["Claims", "Finding", "NameClaim", "Prose", "QuoteClaim", "Verification", "read_brief", "verify"]
