#!/bin/bash
# Puts what `make build` has built into a Debian package: .build/nodeprobe_VERSION_ARCH.deb
#
# Needs dpkg-dev (`make package-deps`), whose dpkg-shlibdeps finds out which library packages the programs ask for.
set -euo pipefail
cd "$(dirname "$0")/.."

version=$(.build/release/probe --version | awk '{print $NF}')
architecture=$(dpkg --print-architecture)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
chmod 755 "$tree"

make --no-print-directory install DESTDIR="$tree/root" PREFIX=/usr >/dev/null
# Debian's zsh looks there for what packages bring.
mkdir -p "$tree/root/usr/share/zsh/vendor-completions" "$tree/root/DEBIAN" "$tree/debian"
mv "$tree"/root/usr/share/zsh/site-functions/_* "$tree/root/usr/share/zsh/vendor-completions/"
rmdir "$tree/root/usr/share/zsh/site-functions"
mv "$tree/root/usr/share/doc/nodeprobe/NOTICE" "$tree/root/usr/share/doc/nodeprobe/copyright"
# Links of README lead to both.
ln -s copyright "$tree/root/usr/share/doc/nodeprobe/NOTICE"
ln -sf ../../common-licenses/Apache-2.0 "$tree/root/usr/share/doc/nodeprobe/LICENSE"

printf 'Source: nodeprobe\n\nPackage: nodeprobe\nArchitecture: any\n' > "$tree/debian/control"
# It warns of much that is no matter here; what it says counts where it fails.
if ! depends=$(cd "$tree" && dpkg-shlibdeps -O \
  -e root/usr/bin/probe -e root/usr/bin/probe-fleet \
  -e root/usr/libexec/nodeprobe/probe-agent 2>"$tree/said"); then
  cat "$tree/said" >&2
  exit 1
fi
depends=${depends#shlibs:Depends=}

cat > "$tree/root/DEBIAN/control" <<CONTROL
Package: nodeprobe
Version: $version
Architecture: $architecture
Maintainer: the nodeprobe authors <nodeprobe@localhost>
Section: admin
Priority: optional
Depends: $depends
Recommends: pci.ids
Installed-Size: $(du -sk "$tree/root/usr" | cut -f1)
Description: hardware and host metrics for Prometheus
 A small daemon that exports sensors, PCI devices and host utilization, and a
 command line that shows the same on the node itself.
CONTROL

cat > "$tree/root/DEBIAN/postinst" <<'SCRIPT'
#!/bin/sh
set -e
if [ "$1" = configure ]; then
  systemd-sysusers nodeprobe.conf || true
  if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    # An upgrade goes on with the new program; a first installation waits to be enabled.
    systemctl try-restart nodeprobe ||
      echo "nodeprobe is installed but does not start again; see: journalctl -u nodeprobe" >&2
  fi
fi
SCRIPT
cat > "$tree/root/DEBIAN/prerm" <<'SCRIPT'
#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
  systemctl --quiet disable --now nodeprobe || true
fi
SCRIPT
cat > "$tree/root/DEBIAN/postrm" <<'SCRIPT'
#!/bin/sh
set -e
[ ! -d /run/systemd/system ] || systemctl daemon-reload
if [ "$1" = purge ]; then rm -rf /var/lib/nodeprobe; fi
SCRIPT
chmod 755 "$tree/root/DEBIAN"/post* "$tree/root/DEBIAN/prerm"

package=.build/nodeprobe_${version}_$architecture.deb
dpkg-deb --root-owner-group --build "$tree/root" "$package" >/dev/null
dpkg-deb --info "$package" | sed -n 's/^ \(Depends\|Version\|Installed-Size\)/\1/p'
ls -l "$package" | awk '{printf "%.2f MB  %s\n", $5 / 1e6, $9}'
