#!/bin/bash
# The first process of a cage. When it ends, every process in the cage ends, and with them the mounts and networks.
set -euo pipefail

ip link set lo up
ip link add lan type bridge
ip address add 10.10.0.1/24 dev lan
ip link set lan up
echo ready

# The shims of containerd become children of this process, and bash collects the ones that end.
while :; do
    sleep 3600 &
    wait $! || :
done
