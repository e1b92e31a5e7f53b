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
  /// Not on the list is whatever may wait there without end: network and FUSE file systems ask
  /// somebody who may be gone, cluster file systems (ocfs2, gfs2) take a lock that another node may
  /// hold, and ZFS waits for a pool that is suspended. Neither are images that are always full
  /// (squashfs, iso9660).
  private static let localTypes: Set<String> = [
    "apfs", "bcachefs", "btrfs", "exfat", "ext2", "ext3", "ext4", "f2fs", "hfs", "hfsplus", "jffs2",
    "jfs", "msdos", "nilfs2", "ntfs", "ntfs3", "reiserfs", "tmpfs", "ubifs", "udf", "ufs", "vfat",
    "xfs",
  ]

  /// What a path may lead through beside those: the kernel's own trees and images on local disks.
  private static let passableTypes: Set<String> = localTypes.union([
    "cramfs", "devtmpfs", "erofs", "iso9660", "proc", "ramfs", "romfs", "rootfs", "squashfs",
    "sysfs",
  ])

  /// Places of the kernel's and of services' own small file systems.
  private static let hiddenPlaces = ["/dev", "/proc", "/sys", "/run/credentials", "/run/user"]

  /// The mounts worth showing: local, reached by their own path and through local ones only, each
  /// device once.
  static func visible(_ text: Span<UInt8>) -> [Mount] {
    var all: [Mount] = []
    var scanner = ByteScanner(text)
    while !scanner.isAtEnd {
      if let mount = Mount(&scanner) { all.append(mount) }
      scanner.skipLine()
    }
    let mounts = Dictionary(all.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    var shown: [Mount] = []
    var places: [String: Int] = [:]
    for (index, mount) in all.enumerated() {
      guard mount.isLocal, mount.isReachable(through: mounts),
        !mount.isHidden(by: all[(index + 1)...], mounts: mounts)
      else { continue }
      // A device that is mounted twice is shown where its own root is, else where it was first.
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
    guard Self.localTypes.contains(type) || isOverlaidRoot else { return false }
    return !Self.hiddenPlaces.contains { point.isPath(below: $0) }
  }

  /// Whether the path to it leads through nothing that may wait: the kernel looks up its names in each
  /// mount on the way, and NFS and FUSE ask their servers for them, as autofs asks its daemon.
  private func isReachable(through mounts: [UInt64: Mount]) -> Bool {
    allAncestors(in: mounts) { Self.passableTypes.contains($0.type) || $0.isOverlaidRoot }
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
