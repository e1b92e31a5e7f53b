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

  /// File systems that live in this node and answer `statvfs` from memory. Network and FUSE file
  /// systems ask somebody who may be gone and are not on the list; neither are images that are
  /// always full (squashfs, iso9660).
  private static let localTypes: Set<String> = [
    "apfs", "bcachefs", "btrfs", "exfat", "ext2", "ext3", "ext4", "f2fs", "hfs", "hfsplus", "jffs2",
    "jfs", "msdos", "nilfs2", "ntfs", "ntfs3", "ocfs2", "reiserfs", "tmpfs", "ubifs", "udf", "ufs",
    "vfat", "xfs", "zfs",
  ]

  /// Places of the kernel's and of services' own small file systems.
  private static let hiddenPlaces = ["/dev", "/proc", "/sys", "/run/credentials", "/run/user"]

  /// The mounts worth showing: local, reached by their own path, each device once.
  static func visible(_ text: Span<UInt8>) -> [Mount] {
    var all: [Mount] = []
    var scanner = ByteScanner(text)
    while !scanner.isAtEnd {
      if let mount = Mount(&scanner) { all.append(mount) }
      scanner.skipLine()
    }
    let parents = Dictionary(all.map { ($0.id, $0.parent) }, uniquingKeysWith: { $1 })
    var shown: [Mount] = []
    var places: [String: Int] = [:]
    for (index, mount) in all.enumerated() {
      guard mount.isLocal, !mount.isHidden(by: all[(index + 1)...], parents: parents) else {
        continue
      }
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

  /// A number that changes when mounts come or go, of whatever type.
  static func fingerprint(_ text: Span<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for index in text.indices { hash = (hash ^ UInt64(text[index])) &* 0x100_0000_01b3 }
    return hash
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

  private var isLocal: Bool {
    // The root of a container is an overlay of local files.
    guard Self.localTypes.contains(type) || (type == "overlay" && point == "/") else {
      return false
    }
    return !Self.hiddenPlaces.contains { point.isPath(below: $0) }
  }

  /// Whether the path leads to another mount: to one of the later ones that lies over this one.
  private func isHidden(by later: ArraySlice<Mount>, parents: [UInt64: UInt64]) -> Bool {
    later.contains { other in
      point.isPath(below: other.point) && !other.isAncestor(of: self, parents: parents)
    }
  }

  private func isAncestor(of other: Mount, parents: [UInt64: UInt64]) -> Bool {
    var step = other.parent
    for _ in 0..<64 {
      if step == id { return true }
      guard let next = parents[step], next != step else { return false }
      step = next
    }
    return false
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
