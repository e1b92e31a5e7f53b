import CLinux
import LinuxFiles
import NodeModel
import Probes

/// The control group of a command: below the one in which `probe run` itself is, in the tree that counts CPU
/// time, and under the same name where CPUs and memory have trees of their own (version 1).
///
/// Never above its own group, so that no limit is escaped. A container may see its own group as the top of the tree,
/// whatever the kernel calls it: then the agent knows the group by another name, and finds it by who asks.
final class CommandGroup {
  /// Groups that a killed run has left are removed after so many seconds.
  private static let patience: Int64 = 60
  private static let mostPasses = 100

  /// From the top of the tree that counts CPU time.
  let path: String
  /// The group in each tree, and the one above it; the tree that counts CPU time first.
  private let folders: [(group: String, parent: String)]
  private let usage: GroupTime
  /// As long as these are open nobody else removes the groups, though they may be empty for long.
  private let locks: [GroupLock]

  private init(path: String, folders: [(group: String, parent: String)], usage: GroupTime) {
    self.path = path
    self.folders = folders
    self.usage = usage
    locks = folders.compactMap { GroupLock(on: $0.group) }
  }

  deinit {
    for folder in folders { Self.remove(folder.group) }
  }

  /// Makes one, which is removed with the last reference to it.
  static func make(below root: borrowing Root) throws(SystemError) -> CommandGroup {
    guard let hierarchy = try CgroupHierarchy(below: root) else {
      throw SystemError(code: ENOENT, operation: "find", path: "control groups that count CPU time")
    }
    let places = ControlGroupMembership(root.proc.text(of: "self/cgroup") ?? "").places
    let isUnified = hierarchy.version == .two
    guard
      let own = places.first(where: {
        isUnified ? $0.isUnified : $0.controllers.contains("cpuacct")
      }), !own.path.contains("/..")
    else {
      throw SystemError(code: ENOENT, operation: "find our group in", path: "/proc/self/cgroup")
    }
    var random = SystemRandomNumberGenerator()
    let uuid = Epoch(random: (random.next(), random.next()))
    let told = own.path.split(separator: "/").joined(separator: "/")
    guard let above = [told, ""].first(where: { isOurs($0, in: hierarchy.root) }) else {
      throw SystemError(code: ENOENT, operation: "find this process in the group", path: own.path)
    }
    let name = "nodeprobe-\(uuid).scope"
    let path = above.isEmpty ? name : above + "/" + name
    let top = hierarchy.root.path(of: "")
    try make(path, in: top, above)
    var folders = [(group: top + path, parent: top + above)]
    let usage: GroupTime
    do {
      usage = try GroupTime(of: path, below: root)
    } catch {
      remove(top + path)
      throw error
    }
    if !isUnified {
      for place in places where place.path == own.path && place.mount != own.mount {
        guard place.controllers.contains("cpu") || place.controllers.contains("memory") else {
          continue
        }
        // For memory and limits; CPU time does not depend on it.
        let tree = root.sys.path(of: "fs/cgroup/\(place.mount)/")
        guard let folder = try? Directory(tree), isOurs(above, in: folder) else { continue }
        if (try? make(path, in: tree, above)) != nil {
          folders.append((tree + path, tree + above))
        }
      }
    }
    return CommandGroup(path: path, folders: folders, usage: usage)
  }

  /// Whether this process is in the group: in a namespace of groups that shows the tree of another one, the
  /// names that the kernel tells are not those of the tree.
  private static func isOurs(_ group: String, in tree: borrowing Directory) -> Bool {
    let own = String(ProcessID.own)
    let processes = tree.text(of: group.isEmpty ? "cgroup.procs" : group + "/cgroup.procs") ?? ""
    return processes.split(separator: "\n").contains { $0 == own }
  }

  private static func make(_ path: String, in tree: String, _ above: String) throws(SystemError) {
    sweep(tree + above)
    let group = tree + path
    guard unsafe mkdir(group, 0o755) == 0 else {
      throw SystemError(code: clinux_errno(), operation: "make the group", path: group)
    }
    // What cannot be entered is of no use.
    guard unsafe access(group + "/cgroup.procs", W_OK) == 0 else {
      let code = clinux_errno()
      remove(group)
      throw SystemError(code: code, operation: "enter the group", path: group)
    }
  }

  /// The files into which a process that enters writes its number.
  var entrances: [String] { folders.map { $0.group + "/cgroup.procs" } }

  /// CPU time of everything that was ever in it, in nanoseconds; nil where it cannot be read.
  func processorTime() -> UInt64? {
    var buffer = ReadBuffer()
    return usage.total(buffer: &buffer)
  }

  /// Puts what still runs where it would have been without us; how many processes that were.
  func release() -> Int {
    var moved: Set<String> = []
    for (place, folder) in folders.enumerated() {
      for _ in 0..<Self.mostPasses {
        let processes = Self.processes(in: folder.group)
        if processes.isEmpty { break }
        for process in processes where Self.move(process, to: folder.parent) && place == 0 {
          moved.insert(process)
        }
      }
    }
    return moved.count
  }

  /// The command may have made groups of its own in it.
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
        Int64(time(nil)) - Int64(status.st_mtim.tv_sec) > patience,
        GroupLock(on: parent + "/" + name) != nil
      else { continue }
      unsafe rmdir(parent + "/" + name)
    }
  }
}
