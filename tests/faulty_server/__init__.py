"""An OpenAI-compatible server over real sockets that fails on demand; what it can do wrong is in `faults.py`.

with FaultyServer() as server:
    OpenAIBackend(server.url, None, "stub")                     answers with what fits the schema
    OpenAIBackend(server.faulty("500x2,fenced"), None, "stub")  two errors 500, then fenced replies
"""

from faulty_server.faults import FAULTS
from faulty_server.server import FaultyServer

__all__ = ["FAULTS", "FaultyServer"]
