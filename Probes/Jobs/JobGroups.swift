internal import LinuxFiles

/// The control groups that are jobs, as they come and go.
///
/// All folders that are no job are watched, so a new job shows at the next look, and looking costs one
/// call while nothing changes. Where the kernel gives no more watches, the tree is walked every ten
/// seconds instead.
public final class JobGroups {
  /// A group that is a job.
  public struct Group: Sendable, Equatable {
    /// Whose it is.
    public let owner: CgroupOwner
    /// Its place below the hierarchy's root, without a slash in front.
    public let path: String
  }

  /// More groups than any node has; what is beyond belongs to the system.
  static let limit = 20_000
  private static let deepest = 16
  /// Time between two walks over the whole tree, in nanoseconds: where watched, only against what inotify
  /// may miss; else as the only way.
  private static let watchedInterval: UInt64 = 3_600_000_000_000
  private static let unwatchedInterval: UInt64 = 10_000_000_000

  private let hierarchy: CgroupHierarchy
  private let units: (Substring) -> Bool
  private var watch: ChangeWatch?
  private var folders: [ChangeWatch.Token: String] = [:]
  /// Those of jobs whose parts are told.
  private var jobFolders: [ChangeWatch.Token: String] = [:]
  private var groups: [String: Group] = [:]
  private var isComplete = true
  private var nextWalk: UInt64 = 0
  private var pending: [(path: String, appeared: Bool)] = []

  /// - Parameters:
  ///   - isWatching: whether the kernel is asked to tell what comes and goes.
  ///   - units: whether a systemd unit of this name is to be a job.
  public init(
    in hierarchy: consuming CgroupHierarchy, isWatching: Bool = true,
    units: @escaping (Substring) -> Bool = { _ in false }
  ) {
    self.hierarchy = hierarchy
    self.units = units
    watch = isWatching ? try? ChangeWatch() : nil
  }

  /// Opens the file with the CPU time of the group at `path`; nil where it is gone.
  func usageFile(of path: String) -> KernelFile? {
    try? KernelFile(path + "/" + hierarchy.usageFile, below: hierarchy.root)
  }

  /// The CPU time that such a file shows, in nanoseconds; nil where its group is gone.
  func usage(_ file: KernelFile, buffer: inout ReadBuffer) -> UInt64? {
    do {
      return CgroupHierarchy.usage(
        in: try file.record(into: &buffer), version: hierarchy.version)
    } catch {
      return nil
    }
  }

  /// The CPU time of the group at `path`, in nanoseconds, by a file that is not kept open; nil where it cannot be read,
  /// and whether that is because it is gone.
  func usage(
    ofGroup path: String, buffer: inout ReadBuffer
  ) -> (time: UInt64?, isGone: Bool) {
    do {
      let text = try hierarchy.root.record(
        of: path + "/" + hierarchy.usageFile, into: &buffer)
      return (CgroupHierarchy.usage(in: text, version: hierarchy.version), false)
    } catch {
      return (nil, error.isAbsent)
    }
  }

  /// The names of the groups in the one at `path`.
  func folders(in path: String) -> [String] {
    hierarchy.root.folders(in: path, limit: Self.limit)
  }

  /// Has `look` tell what comes and goes in a job's group; whether it will.
  func watchParts(of path: String) -> Bool {
    guard let token = try? watch?.add(folder: path, below: hierarchy.root) else { return false }
    jobFolders[token] = path
    return true
  }

  /// Whether the group of such a file is gone: what has its path now is another one.
  func isGone(_ file: KernelFile, buffer: inout ReadBuffer) -> Bool {
    do {
      _ = try file.record(into: &buffer)
      return false
    } catch {
      return error.isAbsent
    }
  }

  /// What poll(2) finds readable when groups came or went; −1 where nothing tells.
  var signal: Int32 { watch?.raw ?? -1 }

  /// The name of the tree's folder.
  var folder: String { hierarchy.root.name }

  /// Whether no process is in a group any more, nor in groups below it; true where it is gone.
  func isEmpty(_ path: String) -> Bool {
    guard hierarchy.root.contains(path + "/cgroup.procs") else { return true }
    // What is too long to be read is not empty.
    guard hierarchy.root.text(of: path + "/cgroup.procs")?.isEmpty == true else { return false }
    return hierarchy.root.folders(in: path).allSatisfy { isEmpty(path + "/" + $0) }
  }

  /// The next look enters the folder at `path`.
  func expect(_ path: String) { pending.append((path, true)) }

  /// Every job now, in no order.
  public var all: some Collection<Group> { groups.values }

  /// What came or went in the group of a job whose parts are watched.
  public enum PartChange: Sendable, Equatable {
    /// A folder of that name is there, in the group at that path.
    case appeared(String, in: String)
    /// It is gone.
    case vanished(String, in: String)
    /// Anything may have come or gone in any of them.
    case unknown
  }

  /// Tells `handle` which jobs came and which went since the last look; `now` is any clock in nanoseconds.
  ///
  /// - Parameter handlePart: takes what came and went in jobs, before any of these goes.
  public func look(
    at now: UInt64, parts handlePart: (PartChange) -> Void = { _ in },
    _ handle: (Group, _ isThere: Bool) -> Void
  ) {
    var isOverflown = false
    watch?.changes { change in
      switch change {
      case .folderAppeared(let token, let name):
        if let folder = folders[token] { pending.append((Self.join(folder, name), true)) }
        if let job = jobFolders[token] { handlePart(.appeared(name, in: job)) }
      case .folderVanished(let token, let name):
        if let folder = folders[token] { pending.append((Self.join(folder, name), false)) }
        if let job = jobFolders[token] { handlePart(.vanished(name, in: job)) }
      case .ended(let token):
        folders[token] = nil
        jobFolders[token] = nil
      case .fileChanged: break
      case .overflowed: isOverflown = true
      }
    }
    if isOverflown { handlePart(.unknown) }
    for (path, appeared) in pending {
      if appeared { enter(path, handle) } else { leave(path, handle) }
    }
    pending.removeAll(keepingCapacity: true)
    if now >= nextWalk || isOverflown {
      walk(handle)
      nextWalk = now + (watch != nil && isComplete ? Self.watchedInterval : Self.unwatchedInterval)
    }
  }

  private func walk(_ handle: (Group, Bool) -> Void) {
    isComplete = true
    let before = groups
    groups = [:]
    enter("", known: before, handle)
    for (path, group) in before where groups[path] == nil { handle(group, false) }
  }

  /// Takes up a folder and what lies in it.
  private func enter(
    _ path: String, known: [String: Group] = [:], _ handle: (Group, Bool) -> Void
  ) {
    let depth = path.isEmpty ? 0 : path.count { $0 == "/" } + 1
    guard depth <= Self.deepest, groups.count < Self.limit else { return }
    if depth > 0, let owner = CgroupOwner(path: path, units: units), owner.depth == depth {
      let group = Group(owner: owner, path: path)
      guard groups.updateValue(group, forKey: path) == nil, known[path] == nil else { return }
      handle(group, true)
      return
    }
    // Watched before it is read: what appears in between is seen twice, never missed.
    let place = path.isEmpty ? "." : path
    if let token = try? watch?.add(folder: place, below: hierarchy.root) {
      folders[token] = path
    } else {
      isComplete = false
    }
    for name in hierarchy.root.folders(in: place) {
      enter(Self.join(path, name), known: known, handle)
    }
  }

  /// Lets a folder go, with every job below it.
  private func leave(_ path: String, _ handle: (Group, Bool) -> Void) {
    if let group = groups.removeValue(forKey: path) { return handle(group, false) }
    let prefix = path + "/"
    for (place, group) in groups where place.hasPrefix(prefix) {
      groups[place] = nil
      handle(group, false)
    }
  }

  private static func join(_ folder: String, _ name: String) -> String {
    folder.isEmpty ? name : folder + "/" + name
  }
}
