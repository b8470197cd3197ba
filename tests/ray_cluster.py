"""A cluster of Ray on this machine, for tests: a head without processors, and a node; a line on stdin kills it."""

import sys
import time

import ray
from ray.cluster_utils import Cluster


def main() -> None:
    spare = {"enable_worker_prestart": False, "prestart_worker_first_driver": False}
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "_system_config": spare})
    first = cluster.add_node(num_cpus=4)
    ray.init(address=cluster.address, log_to_driver=False, logging_level="ERROR")
    while ray.cluster_resources().get("CPU", 0) < 4:
        time.sleep(0.1)
    print(cluster.address, flush=True)
    for _ in sys.stdin:
        cluster.add_node(num_cpus=4)
        cluster.remove_node(first, allow_graceful=False)
        print("killed", flush=True)
    ray.shutdown()
    cluster.shutdown()


main()
