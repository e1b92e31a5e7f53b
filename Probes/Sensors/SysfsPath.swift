internal import LinuxFiles

/// Follows the links of a sysfs tree by their text, so that they stay inside an injected root.
enum SysfsPath {
  /// Where the link `path` of the tree `sys` leads, below the root of the tree; nil where it is no
  /// link. sysfs's links are written without further links in them, so the text alone tells.
  static func target(of path: String, in sys: borrowing Directory) -> String? {
    guard let link = sys.link(path) else { return nil }
    if link.hasPrefix("/") {
      // A capture may keep links that were absolute on its machine.
      return joined("", link.hasPrefix("/sys/") ? String(link.dropFirst(5)) : link)
    }
    return joined(parent(of: path), link)
  }

  /// `path` continued by `relative`, with "." and ".." worked off; never above the root.
  static func joined(_ path: String, _ relative: String) -> String {
    var parts = path.split(separator: "/")
    for part in relative.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return parts.joined(separator: "/")
  }

  /// All but the last component.
  static func parent(of path: String) -> String {
    path.split(separator: "/").dropLast().joined(separator: "/")
  }

  /// The last component.
  static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// The path below `devices`; whole where the tree keeps it elsewhere.
  static func belowDevices(_ path: String) -> String {
    path.hasPrefix("devices/") ? String(path.dropFirst("devices/".count)) : path
  }
}
