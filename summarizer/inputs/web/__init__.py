"""One page of the web, fetched so that no address and no server can make this machine do more than that.

Import it where an address is to be read, not at the top of a module: it brings the HTTP client along.
"""

from __future__ import annotations

from summarizer.inputs.web.connecting import Network
from summarizer.inputs.web.fetching import Fetched, FetchLimits, fetch

__all__ = ["FetchLimits", "Fetched", "Network", "fetch"]
