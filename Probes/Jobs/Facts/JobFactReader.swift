public import LinuxFiles
internal import NodeModel

/// Looks for what people know a job by.
///
/// Not for a thread on which somebody waits: a process's environment is read under a lock that the process
/// may hold while it waits for a file system.
public struct JobFactReader: ~Copyable {
  private let proc: Directory
  private let groups: Directory
  private let files: String?
  private let users: UserNames
  private var queue: SlurmQueue?

  /// Reads the node's users.
  ///
  /// - Parameters:
  ///   - proc: procfs.
  ///   - groups: The tree of control groups in which jobs are found.
  ///   - files: What stands before `/etc` and `/var`, empty for this node; nil where the node's own files
  ///     cannot be reached.
  ///   - squeue: Slurm's program that asks its controller; nil where nobody is to be asked.
  public init(
    proc: String, groups: String, files: String?, squeue: String? = nil
  ) throws(SystemError) {
    let processes = try Directory(proc)
    let tree = try Directory(groups)
    self.proc = processes
    self.groups = tree
    self.files = files
    users = UserNames(in: files.map { $0 + "/etc/passwd" })
    queue = squeue.map { SlurmQueue($0) }
  }

  /// How Slurm's controller took what it was asked; nil where it was not asked.
  public var slurm: SlurmQueue.Outcome? { queue?.outcome }

  /// What can be known now of the job in that group.
  public mutating func facts(of group: JobGroups.Group, buffer: inout ReadBuffer) -> JobFacts {
    switch group.owner.manager {
    case .slurm: return slurm(group, &buffer)
    case .kubernetes:
      return files.map { PodFolders.facts(of: group.owner.name, in: $0) } ?? JobFacts()
    case .docker, .podman:
      return files.map { ContainerFiles.facts(of: group.owner, in: $0) } ?? JobFacts()
    case .systemd:
      return unit(group.owner.name)
    case .containerd, .crio, .lxc, .libvirt, .proxmox, .machine, .run, .other:
      var facts = JobFacts()
      facts.isComplete = true
      return facts
    }
  }

  /// A user's slice tells whose it is.
  private func unit(_ name: String) -> JobFacts {
    var facts = JobFacts()
    facts.isComplete = true
    if name.hasPrefix("user-"), let number = UInt32(name.dropFirst(5).prefix { $0 != "." }) {
      facts.user = users.name(of: number)
    }
    return facts
  }

  /// What the controller says; without it the environment of the job's first process that may be read, and without
  /// that only the owner.
  private mutating func slurm(_ group: JobGroups.Group, _ buffer: inout ReadBuffer) -> JobFacts {
    let told = Self.user(in: group.path)
    // The controller's word goes before the environment, which the job may have written itself.
    if var facts = queue?.facts(of: group.owner.name) {
      if let name = told.flatMap({ users.known($0) }) { facts.user = name }
      return facts
    }
    var facts = JobFacts()
    var owner = told
    for process in GroupProcesses.first(below: group.path, in: groups, &buffer) {
      // Slurm's own processes are root's. Where the path tells, the kernel is spared a page of text for each.
      if told == nil, owner == nil || owner == 0, let user = self.owner(of: process, &buffer) {
        owner = user
      }
      guard let text = try? proc.contents(of: "\(process)/environ", into: &buffer),
        let environment = SlurmEnvironment(text), environment.job == group.owner.name
      else { continue }
      facts = environment.facts
      break
    }
    // So does the kernel's.
    if let owner { facts.user = users.known(owner) ?? facts.user ?? String(owner) }
    // Who has someone to ask asks again.
    if queue != nil { facts.isComplete = false }
    return facts
  }

  /// `slurm/uid_1000/job_123` of version 1.
  private static func user(in path: String) -> UInt32? {
    for folder in path.split(separator: "/") where folder.hasPrefix("uid_") {
      return UInt32(folder.dropFirst(4))
    }
    return nil
  }

  /// The effective user of a process.
  private func owner(of process: UInt64, _ buffer: inout ReadBuffer) -> UInt32? {
    guard let text = try? proc.contents(of: "\(process)/status", into: &buffer) else { return nil }
    var scanner = ByteScanner(text)
    guard scanner.seek(line: "Uid:") else { return nil }
    scanner.skipWord()
    scanner.skipBlanks()
    return scanner.unsigned().flatMap { UInt32(exactly: $0) }
  }
}
