internal import LinuxFiles

/// One line of `/proc/self/mountinfo`: a file system in its place.
struct Mount: Equatable {
  let id: UInt64
  let parent: UInt64
  /// Major and minor number of the device, "254:0".
  let number: String
  /// The part of the file system that is mounted; "/" but for bind mounts and subvolumes.
  let root: String
  let point: String
  let type: String
  let device: String
  /// Whether the file system itself cannot be written. That this one mount of it cannot be is nothing
  /// to know of the node: a hardened service sees all of its mounts so.
  let isReadOnly: Bool

  /// File systems that live in this node and answer `statvfs` from memory.
  ///
  /// Not on the list is whatever may wait there without end (`waitingTypes`). Neither are images that are
  /// always full (squashfs, iso9660).
  private static let localTypes: Set<String> = [
    "apfs", "bcachefs", "btrfs", "exfat", "ext2", "ext3", "ext4", "f2fs", "hfs", "hfsplus", "jffs2",
    "jfs", "msdos", "nilfs2", "ntfs", "ntfs3", "reiserfs", "tmpfs", "ubifs", "udf", "ufs", "vfat",
    "xfs",
  ]

  /// File systems that may wait without end: those of networks and FUSE ask somebody who may be gone,
  /// cluster file systems (ocfs2, gfs2) take a lock that another node may hold, and ZFS waits for a pool
  /// that is suspended. FUSE itself has a type for each program, too: "fuse.sshfs".
  private static let waitingTypes: Set<String> = [
    "9p", "afs", "beegfs", "ceph", "cifs", "fuse", "fuseblk", "gfs2", "gpfs", "lustre", "nfs",
    "nfs4",
    "ocfs2", "orangefs", "smb3", "vboxsf", "virtiofs", "zfs",
  ]

  /// Programs whose files are no storage: settings, or images that are always full.
  private static let emptyTypes: Set<String> = [
    "fuse.gvfsd-fuse", "fuse.lxcfs", "fuse.portal", "fuse.snapfuse", "fuse.squashfuse",
  ]

  /// What a path may lead through beside those: the kernel's own trees and images on local disks.
  private static let passableTypes: Set<String> = localTypes.union([
    "cramfs", "devtmpfs", "erofs", "iso9660", "proc", "ramfs", "romfs", "rootfs", "squashfs",
    "sysfs",
  ])

  /// Places of the kernel's and of services' own small file systems.
  private static let hiddenPlaces = ["/dev", "/proc", "/sys", "/run/credentials", "/run/user"]

  /// The mounts worth showing: reached by their own path, each device once.
  struct Visible: Equatable {
    /// Those that live in this node and are reached through such only: asking them never waits.
    let local: [Mount]
    /// All others but what was mounted by autofs.
    let waiting: [Mount]
  }

  /// Chooses from the text of `mountinfo`.
  static func visible(_ text: Span<UInt8>) -> Visible {
    var all: [Mount] = []
    var scanner = ByteScanner(text)
    while !scanner.isAtEnd {
      if let mount = Mount(&scanner) { all.append(mount) }
      scanner.skipLine()
    }
    let mounts = Dictionary(all.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    var local: [Mount] = []
    var waiting: [Mount] = []
    for (index, mount) in all.enumerated() {
      let waits = mount.waits
      guard mount.isLocal || waits, !mount.isHidden(by: all[(index + 1)...], mounts: mounts) else {
        continue
      }
      if !waits, mount.isReachable(through: mounts) {
        local.append(mount)
      } else if !mount.isAutomatic(in: mounts) {
        waiting.append(mount)
      }
    }
    local = eachDeviceOnce(local)
    // One that can also be asked without waiting is.
    let numbers = Set(local.map(\.number))
    return Visible(
      local: local, waiting: eachDeviceOnce(waiting.filter { !numbers.contains($0.number) }))
  }

  /// Of a device that is mounted twice the mount of its own root, else the first.
  private static func eachDeviceOnce(_ mounts: [Mount]) -> [Mount] {
    var shown: [Mount] = []
    var places: [String: Int] = [:]
    for mount in mounts {
      if let place = places[mount.number] {
        if mount.root == "/", shown[place].root != "/" { shown[place] = mount }
      } else {
        places[mount.number] = shown.count
        shown.append(mount)
      }
    }
    return shown
  }

  /// Reads one line and stays on it; nil where it has another form.
  private init?(_ scanner: inout ByteScanner) {
    guard let id = scanner.unsigned(), let parent = scanner.unsigned() else { return nil }
    self.id = id
    self.parent = parent
    number = scanner.text(scanner.word())
    root = Self.unescaped(scanner.text(scanner.word()))
    point = Self.unescaped(scanner.text(scanner.word()))
    guard scanner.skip(past: " - ") else { return nil }
    type = scanner.text(scanner.word())
    device = Self.unescaped(scanner.text(scanner.word()))
    let options = scanner.text(scanner.word())
    isReadOnly = options == "ro" || options.hasPrefix("ro,")
    guard point.hasPrefix("/"), !point.utf8.contains(0) else { return nil }
  }

  /// The root of a container is an overlay of local files.
  private var isOverlaidRoot: Bool { type == "overlay" && point == "/" }

  private var isLocal: Bool {
    (Self.localTypes.contains(type) || isOverlaidRoot) && !isOutOfSight
  }

  private var waits: Bool {
    (Self.waitingTypes.contains(type) || type.hasPrefix("fuse."))
      && !Self.emptyTypes.contains(type) && !isOutOfSight
  }

  private var isOutOfSight: Bool {
    Self.hiddenPlaces.contains { point.isPath(below: $0) }
  }

  /// Whether the path to it leads through nothing that may wait: the kernel looks up its names in each
  /// mount on the way, and NFS and FUSE ask their servers for them, as autofs asks its daemon.
  private func isReachable(through mounts: [UInt64: Mount]) -> Bool {
    allAncestors(in: mounts) { Self.passableTypes.contains($0.type) || $0.isOverlaidRoot }
  }

  /// Whether it was mounted because somebody went there: asking again and again would keep it, or bring it
  /// back, when nobody uses it any more.
  private func isAutomatic(in mounts: [UInt64: Mount]) -> Bool {
    !allAncestors(in: mounts) { $0.type != "autofs" }
  }

  /// Whether the path leads to another mount: to one of the later ones that lies over this one.
  private func isHidden(by later: ArraySlice<Mount>, mounts: [UInt64: Mount]) -> Bool {
    later.contains { other in
      // A mount that this one stands on does not cover it.
      point.isPath(below: other.point) && allAncestors(in: mounts) { $0.id != other.id }
    }
  }

  /// Whether `holds` is true of every mount that this one stands on, directly or not.
  private func allAncestors(in mounts: [UInt64: Mount], _ holds: (Mount) -> Bool) -> Bool {
    var step = self
    // A broken table may lead in circles.
    for _ in 0..<64 {
      guard let next = mounts[step.parent], next.id != step.id else { return true }
      guard holds(next) else { return false }
      step = next
    }
    return true
  }

  /// The kernel writes blanks, tabs, line ends and backslashes as three octal digits.
  static func unescaped(_ text: String) -> String {
    guard text.utf8.contains(0x5C) else { return text }
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = rest.prefix(3)
      if byte == 0x5C, digits.count == 3, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x37 }) {
        bytes.append(UInt8(truncatingIfNeeded: digits.reduce(0) { $0 * 8 + Int($1 - 0x30) }))
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension String {
  /// Whether this is `place` or something below it.
  fileprivate func isPath(below place: String) -> Bool {
    self == place || place == "/" || hasPrefix(place + "/")
  }
}
