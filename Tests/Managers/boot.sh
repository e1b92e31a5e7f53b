#!/bin/bash
# Tests/Managers/boot.sh FOLDER TARGET COMMAND…: systemd as process 1 of this machine's own files.
#
# FOLDER (empty) gets a layer in memory over all files, and what COMMAND installs below $ROOT. Called as process 1 of
# namespaces of its own, so that whatever systemd mounts, removes or starts is gone with it: nothing of the machine's own
# /tmp, /run, /dev or settings of its kernel can be reached.
set -eu
[ $$ = 1 ] || { echo "boot.sh: only as process 1 of namespaces of its own; see systemd.py" >&2; exit 2; }
layer=$1 target=$2
shift 2
mount --make-rprivate /
mount -t tmpfs -o size=512m tmpfs "$layer"
mkdir "$layer/upper" "$layer/work" "$layer/root"
export ROOT=$layer/root
mount -t overlay -o "lowerdir=/,upperdir=$layer/upper,workdir=$layer/work" overlay "$ROOT"
echo "boot.sh: installing"
"$@"
echo "boot.sh: installed"

mount -t proc proc "$ROOT/proc"
mount --bind "$ROOT/proc/sys" "$ROOT/proc/sys"
mount -o remount,bind,ro "$ROOT/proc/sys"
mount -t sysfs -o ro sysfs "$ROOT/sys"
mount -t cgroup2 cgroup2 "$ROOT/sys/fs/cgroup"
for place in dev run tmp; do mount -t tmpfs tmpfs "$ROOT/$place"; done
chmod 1777 "$ROOT/tmp"
mkdir "$ROOT/dev/pts" "$ROOT/dev/shm"
mount -t devpts -o newinstance,ptmxmode=666 devpts "$ROOT/dev/pts"
mount -t tmpfs tmpfs "$ROOT/dev/shm"
ln -s pts/ptmx "$ROOT/dev/ptmx"
while read -r name major minor; do mknod -m 666 "$ROOT/dev/$name" c "$major" "$minor"; done <<'LIST'
null 1 3
zero 1 5
full 1 7
random 1 8
urandom 1 9
tty 5 0
LIST
ip link set lo up

cd "$ROOT"
pivot_root . .
umount -l .
exec env -i container=nodeprobe-test PATH=/usr/sbin:/usr/bin:/sbin:/bin \
  /lib/systemd/systemd --unit="$target" --log-target=console --log-level=notice --show-status=no
