#!/bin/bash
# Prepares the namespaces of a node, in which nothing of the machine can be written: node.sh CGROUP FOLDER CPUS.
set -euo pipefail
cgroup=$1 folder=$2 cpus=$3

# The kubelet sets these for the whole kernel, so it gets files in their place.
mkdir -p "$folder"/{lib,log,sysctl}
mount --bind "$folder" "$folder"
for name in vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops kernel/keys/root_maxkeys kernel/keys/root_maxbytes; do
    copy="$folder/sysctl/${name//\//-}"
    cat "/proc/sys/$name" >"$copy"
    mount --bind "$copy" "/proc/sys/$name"
done

umount --recursive /sys
mount -t sysfs sysfs /sys
mount -t tmpfs tmpfs /sys/fs/cgroup
while IFS=: read -r _ controllers _; do
    [[ -n $controllers ]] || continue
    case $controllers in
        name=*) directory=${controllers#name=} options=none,$controllers ;;
        *) directory=$controllers options=$controllers ;;
    esac
    mkdir "/sys/fs/cgroup/$directory"
    mount -t cgroup -o "$options" cgroup "/sys/fs/cgroup/$directory"
    own="/sys/fs/cgroup/$directory/$cgroup"
    mkdir -p "$own"
    if [[ $controllers == *cpuset* ]]; then
        for file in cpuset.cpus cpuset.mems; do
            cat "/sys/fs/cgroup/$directory/$file" >"${own%/*}/$file"
            cat "/sys/fs/cgroup/$directory/$file" >"$own/$file"
        done
    fi
done </proc/self/cgroup

# Production requests more CPUs than a small machine has. The node reports this many; what the pods really share are those of the machine.
# Without a topology the kubelet pins nothing to a CPU that does not exist.
mount -t tmpfs tmpfs /sys/devices/system/node
mount -t tmpfs tmpfs /sys/devices/system/cpu
for ((cpu = 0; cpu < cpus; cpu++)); do
    mkdir "/sys/devices/system/cpu/cpu$cpu"
done
for file in online possible present; do
    echo "0-$((cpus - 1))" >"/sys/devices/system/cpu/$file"
done

mount -t tmpfs tmpfs /run
mount --bind "$folder/lib" /var/lib
mount --bind "$folder/log" /var/log
mount -o remount,bind,ro /
mount --make-rshared /
ip link set lo up
echo ready
exec sleep infinity
