"""A cluster of Ray on this machine, for tests: a head without processors, and a node; a line on stdin kills it.

Ray gives a node 30 s to start, which cannot be changed. So nothing is started that the tests do not need, and no node
waits for its agents, whose ports it is told.
"""

import socket
import sys
import time
from contextlib import ExitStack

import ray
from ray.cluster_utils import Cluster

LEAN = {"no_monitor": True, "include_log_monitor": False, "include_dashboard": False}
PATIENT = {
    "enable_worker_prestart": False,
    "prestart_worker_first_driver": False,
    "enable_metrics_collection": False,
    "worker_niceness": 0,  # as nice as by default, callers get nowhere on a busy machine
    "worker_register_timeout_seconds": 300,
    "agent_register_timeout_ms": 300_000,
    "health_check_initial_delay_ms": 60_000,
    "health_check_timeout_ms": 60_000,
}


def ports() -> dict[str, int]:
    """Four that are free."""
    with ExitStack() as stack:
        found = [stack.enter_context(socket.socket()) for _ in range(4)]
        for one in found:
            one.bind(("127.0.0.1", 0))
        names = ("metrics_agent_port", "metrics_export_port", "dashboard_agent_listen_port", "runtime_env_agent_port")
        return {name: one.getsockname()[1] for name, one in zip(names, found, strict=True)}


def main() -> None:
    cluster = Cluster(
        initialize_head=True, head_node_args={"num_cpus": 0, "_system_config": PATIENT, **LEAN, **ports()}
    )
    first = cluster.add_node(num_cpus=4, **ports())
    ray.init(address=cluster.address, log_to_driver=False, logging_level="ERROR")
    while ray.cluster_resources().get("CPU", 0) < 4:
        time.sleep(0.1)
    print(cluster.address, flush=True)
    for _ in sys.stdin:
        cluster.add_node(num_cpus=4, **ports())
        cluster.remove_node(first, allow_graceful=False)
        print("killed", flush=True)
    ray.shutdown()
    cluster.shutdown()


main()
