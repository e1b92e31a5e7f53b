#!/bin/sh
# Installs the Debian packages that are missing, and nothing that is there already.
#
# usage: deps.sh build|package|test|managers|bench ...
#
# What counts is the header or the program, not the package: a Prometheus from a tarball is as good.
# No service is started, and none is enabled: a policy-rc.d stands in for the time of the installation
# (unless the machine has its own), and the units that came with the new packages are disabled.
set -eu

# package  header, program, file or Python module that proves it
build='
libsensors-dev            <sensors/sensors.h>
libpci-dev                <pci/pci.h>
libyaml-dev               <yaml.h>
zlib1g-dev                <zlib.h>
libzstd-dev               <zstd.h>
libsqlite3-dev            <sqlite3.h>
'
# For `make deb`.
packaging='
dpkg-dev                  dpkg-shlibdeps
'
# Witnesses: a test whose witness is missing says so and is skipped.
test='
lm-sensors                sensors
pciutils                  lspci
procps                    free
util-linux                unshare
binutils                  readelf
curl                      curl
sqlite3                   sqlite3
tmux                      tmux
prometheus                promtool
prometheus-node-exporter  prometheus-node-exporter
python3                   python3
python3-jsonschema        python3:jsonschema
chromium                  chromium
gcc-aarch64-linux-gnu     aarch64-linux-gnu-gcc
libc6-dev-arm64-cross     /usr/aarch64-linux-gnu/lib/libc.a
qemu-user                 qemu-aarch64
'
# Programs that manage jobs, for `make slurm`, `make containers` and `make systemd`.
managers='
slurmctld                 slurmctld
slurmd                    slurmd
slurm-client              sbatch
munge                     munged
docker.io                 dockerd
podman                    podman
runc                      runc
busybox-static            busybox
systemd                   /lib/systemd/systemd
iproute2                  ip
python3-yaml              python3:yaml
'
bench='
prometheus-node-exporter  prometheus-node-exporter
stress-ng                 stress-ng
likwid                    likwid-bench
gcc                       gcc
g++                       g++
libsimdjson-dev           <simdjson.h>
libdnnl-dev               <dnnl.h>
libopenblas0-pthread      /usr/lib/x86_64-linux-gnu/openblas-pthread/libopenblas.so.0
libblis4-pthread          /usr/lib/x86_64-linux-gnu/blis-pthread/libblis.so.4
'

is_there() {
  case $1 in
    "<"*)
      header=${1#<}
      header=${header%>}
      # Debian keeps some below the name of the architecture.
      for file in "/usr/include/$header" /usr/include/*-linux-*/"$header"; do
        [ ! -e "$file" ] || return 0
      done
      return 1
      ;;
    /*) [ -e "$1" ] ;;
    python3:*) python3 -c "import ${1#*:}" 2>/dev/null ;;
    *) command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ] ;;
  esac
}

missing=
for group in "$@"; do
  case $group in
    build) list=$build ;;
    package) list=$packaging ;;
    test) list=$test ;;
    managers) list=$managers ;;
    bench) list=$bench ;;
    *) echo "deps.sh: \"$group\" is none of build, package, test, managers, bench" >&2; exit 2 ;;
  esac
  while read -r package proof; do
    [ -z "$package" ] || is_there "$proof" || missing="$missing $package"
  done <<LIST
$list
LIST
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
  echo "deps.sh: no apt-get here; install what Debian calls:$missing" >&2
  exit 1
fi
root=
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "deps.sh: not root and no sudo; as root run: apt-get install$missing" >&2
    exit 1
  fi
  root=sudo
fi

echo "Installing:$missing"
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  trap '$root rm -f $policy' EXIT
  trap 'exit 1' INT TERM
  printf '#!/bin/sh\nexit 101\n' | $root tee $policy >/dev/null
  $root chmod 755 $policy
fi
$root apt-get -qq update
# shellcheck disable=SC2086
$root env DEBIAN_FRONTEND=noninteractive \
  apt-get -qq install -y --no-install-recommends $missing </dev/null

command -v systemctl >/dev/null || exit 0
for package in $missing; do
  case $package in prometheus* | lm-sensors | slurm* | munge | docker* | containerd | podman) ;; *) continue ;; esac
  dpkg -L "$package" | sed -n 's#^.*/lib/systemd/system/\([^/@]*\.[a-z]*\)$#\1#p' |
    while read -r unit; do $root systemctl --quiet disable "$unit" || true; done
done
