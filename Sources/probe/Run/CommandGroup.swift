import CLinux
import LinuxFiles
import NodeModel
import Probes

/// The control group of a command: below the one in which `probe run` itself is, in the tree that counts CPU
/// time, and under the same name where CPUs and memory have trees of their own (version 1).
///
/// Never above its own group, so that no limit is escaped.
final class CommandGroup {
  /// Groups that were left empty by a killed run are removed after so many seconds.
  private static let patience: Int64 = 60
  private static let mostPasses = 100

  /// From the top of the tree that counts CPU time.
  let path: String
  private let hierarchy: CgroupHierarchy
  /// The group in each tree, and the one above it.
  private var folders: [(group: String, parent: String)] = []

  /// Makes one.
  init(below root: borrowing Root) throws(SystemError) {
    guard let hierarchy = try CgroupHierarchy(below: root) else {
      throw SystemError(code: ENOENT, operation: "find", path: "a cgroup tree with CPU time")
    }
    let places = ControlGroupMembership(root.proc.text(of: "self/cgroup") ?? "").places
    let isUnified = hierarchy.version == .two
    guard
      let own = places.first(where: {
        isUnified ? $0.isUnified : $0.controllers.contains("cpuacct")
      }), !own.path.contains("/..")
    else { throw SystemError(code: ENOENT, operation: "find", path: "/proc/self/cgroup") }
    var random = SystemRandomNumberGenerator()
    let uuid = Epoch(random: (random.next(), random.next()))
    let above = own.path == "/" ? "" : String(own.path.dropFirst())
    path = (above.isEmpty ? "" : above + "/") + "nodeprobe-\(uuid).scope"
    let top = hierarchy.root.path(of: "")
    self.hierarchy = hierarchy
    Self.sweep(top + above)
    try make(below: top, above)
    guard !isUnified else { return }
    for place in places where place.path == own.path && !place.controllers.contains("cpuacct") {
      guard place.controllers.contains("cpu") || place.controllers.contains("memory") else {
        continue
      }
      // A help for memory and limits; CPU time does not depend on it.
      try? make(below: root.sys.path(of: "fs/cgroup/\(place.mount)/"), above)
    }
  }

  private func make(below top: String, _ above: String) throws(SystemError) {
    let group = top + path
    guard unsafe mkdir(group, 0o755) == 0 else {
      throw SystemError(code: clinux_errno(), operation: "make the group", path: group)
    }
    folders.append((group, top + above))
    // What cannot be entered is of no use.
    guard unsafe access(group + "/cgroup.procs", W_OK) == 0 else {
      let code = clinux_errno()
      remove()
      throw SystemError(code: code, operation: "enter the group", path: group)
    }
  }

  /// Descriptors by which a process enters; to be closed.
  func entrances() throws(SystemError) -> [FileDescriptorBox] {
    var entrances: [FileDescriptorBox] = []
    for folder in folders {
      entrances.append(
        FileDescriptorBox(
          try FileDescriptor(opening: folder.group + "/cgroup.procs", flags: O_WRONLY)))
    }
    return entrances
  }

  /// CPU time of everything that was ever in it, in nanoseconds; nil where it cannot be read.
  func processorTime() -> UInt64? {
    var buffer = ReadBuffer()
    guard
      let text = try? hierarchy.root.contents(
        of: path + "/" + hierarchy.usageFile, into: &buffer)
    else { return nil }
    return CgroupHierarchy.usage(in: text, version: hierarchy.version)
  }

  /// Puts what still runs where it would have been without us; how many processes that were.
  func release() -> Int {
    var moved = 0
    for (place, folder) in folders.enumerated() {
      for _ in 0..<Self.mostPasses {
        let processes = Self.processes(in: folder.group)
        if processes.isEmpty { break }
        for process in processes where Self.move(process, to: folder.parent) && place == 0 {
          moved += 1
        }
      }
    }
    return moved
  }

  /// Removes the groups; the command may have made some of its own in them.
  func remove() {
    for folder in folders { Self.remove(folder.group) }
    folders = []
  }

  private static func remove(_ group: String) {
    if let folder = try? Directory(group) {
      for name in folder.folders() { remove(group + "/" + name) }
    }
    unsafe rmdir(group)
  }

  private static func processes(in group: String) -> [String] {
    guard let folder = try? Directory(group) else { return [] }
    var found: [String] = []
    for inner in folder.folders() { found += processes(in: group + "/" + inner) }
    return found
      + (folder.text(of: "cgroup.procs") ?? "").split(separator: "\n").map(String.init)
  }

  private static func move(_ process: String, to group: String) -> Bool {
    guard let file = try? FileDescriptor(opening: group + "/cgroup.procs", flags: O_WRONLY) else {
      return false
    }
    let bytes = Array(process.utf8)
    return unsafe write(file.raw, bytes, bytes.count) == bytes.count
  }

  /// Removes empty groups of runs that were killed; one with processes refuses by itself.
  private static func sweep(_ parent: String) {
    guard let folder = try? Directory(parent) else { return }
    for name in folder.folders() where name.hasPrefix("nodeprobe-") && name.hasSuffix(".scope") {
      var status = stat()
      guard unsafe stat(parent + "/" + name, &status) == 0,
        Int64(time(nil)) - Int64(status.st_mtim.tv_sec) > patience
      else { continue }
      unsafe rmdir(parent + "/" + name)
    }
  }
}

/// A descriptor in an array.
final class FileDescriptorBox {
  private let descriptor: FileDescriptor
  var raw: Int32 { descriptor.raw }

  init(_ descriptor: consuming FileDescriptor) { self.descriptor = descriptor }
}
