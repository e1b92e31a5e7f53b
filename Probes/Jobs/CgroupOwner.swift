public import NodeModel

/// To which job a control group belongs, by its path alone.
///
/// A joule belongs to the outermost job, so the first folder that is one decides; what lies below (steps,
/// containers of a pod, a user's own containers) are its details. Sources of the names: Slurm
/// `cgroup.conf` and `cgroup_v2` plugin, Kubernetes `pkg/kubelet/cm`, systemd.slice(5) and
/// systemd.scope(5), the managers' own defaults for both cgroup drivers.
public struct CgroupOwner: Sendable, Equatable {
  /// Who keeps the job.
  public let manager: JobManager
  /// What the manager calls it: a job's number, a pod's UID, a container's id, a unit's name.
  public let name: String
  /// How many folders of the path lead to the job.
  public let depth: Int

  /// Longer names than any manager gives are cut by nobody: such a group is no job.
  static let longestName = 255

  /// The outermost job on the way to the group `path`, "system.slice/docker-….scope"; nil where the group
  /// belongs to the system.
  ///
  /// - Parameter units: whether a systemd unit of this name is to be a job.
  public init?(path: String, units: (Substring) -> Bool = { _ in false }) {
    let folders = path.split(separator: "/")
    for index in folders.indices {
      guard let (manager, name) = Self.job(folders[index], below: folders[..<index], units: units)
      else { continue }
      guard !name.isEmpty, name.utf8.count <= Self.longestName else { return nil }
      self.manager = manager
      self.name = name
      depth = index + 1
      return
    }
    return nil
  }

  /// A command that `probe run` starts without a group of its own.
  public init(run name: String) {
    (manager, self.name, depth) = (.run, name, 0)
  }

  private static func job(
    _ folder: Substring, below parents: ArraySlice<Substring>, units: (Substring) -> Bool
  ) -> (JobManager, String)? {
    slurm(folder, below: parents)
      ?? kubernetes(folder, below: parents)
      ?? container(folder, below: parents)
      ?? machine(folder, below: parents)
      ?? unit(folder, below: parents, units: units)
  }

  /// `slurmstepd.scope/job_123` of version 2, `slurm/uid_1000/job_123` of version 1; with several daemons
  /// on a node the first folder also carries the node's name.
  private static func slurm(
    _ folder: Substring, below parents: ArraySlice<Substring>
  ) -> (JobManager, String)? {
    guard let number = folder.behind("job_"), number.isDecimal,
      parents.contains(where: {
        $0 == "slurm" || $0.hasPrefix("slurm_") || $0.hasSuffix("slurmstepd.scope")
      })
    else { return nil }
    return (.slurm, String(number))
  }

  /// `kubepods-burstable-pod0f1c_….slice` of the systemd driver, `kubepods/burstable/pod0f1c-…` of the
  /// cgroupfs one.
  private static func kubernetes(
    _ folder: Substring, below parents: ArraySlice<Substring>
  ) -> (JobManager, String)? {
    if let slice = folder.before(".slice"),
      slice.hasPrefix("kubepods-") || slice.hasPrefix("kubelet-kubepods-")
    {
      guard let uid = slice.split(separator: "-").last?.behind("pod"), !uid.isEmpty else {
        return nil
      }
      return (.kubernetes, String(uid).replacing("_", with: "-"))
    }
    guard let uid = folder.behind("pod"), uid.isUID,
      parents.contains(where: { $0.hasPrefix("kubepods") })
    else { return nil }
    return (.kubernetes, String(uid))
  }

  static let scopes: [(prefix: String, manager: JobManager)] = [
    ("docker-", .docker), ("libpod-", .podman), ("cri-containerd-", .containerd),
    ("nerdctl-", .containerd), ("crio-", .crio),
  ]

  /// Containerd's usual namespaces, which are also the folders of its containers.
  private static let namespaces: [Substring] = ["default", "k8s.io"]

  private static func container(
    _ folder: Substring, below parents: ArraySlice<Substring>
  ) -> (JobManager, String)? {
    if let scope = folder.before(".scope") {
      for (prefix, manager) in scopes {
        if let id = scope.behind(prefix), id.isContainerID { return (manager, String(id)) }
      }
      return nil
    }
    if let name = folder.behind("lxc.payload.") { return (.lxc, String(name)) }
    if parents.last == "lxc" { return (.lxc, String(folder)) }
    // Quadlet's units have the container beside its monitor in their own group.
    if let id = folder.behind("libpod-payload-"), id.isContainerID { return (.podman, String(id)) }
    if let id = folder.behind("libpod-"), id.isContainerID { return (.podman, String(id)) }
    guard folder.isContainerID else { return nil }
    // An id alone: of the engines that name a group so, only Docker asks for a parent of one's own
    // (`--cgroup-parent`), in place of "docker".
    if let parent = parents.last, namespaces.contains(parent) {
      return (.containerd, String(folder))
    }
    return (parents.last == "libpod_parent" ? .podman : .docker, String(folder))
  }

  /// `machine-qemu\x2d1\x2dweb.scope`: systemd writes a hyphen inside a name as `\x2d`, and libvirt puts
  /// the machine's number before its name. A container of machined is a scope or an instance of its service.
  private static func machine(
    _ folder: Substring, below parents: ArraySlice<Substring>
  ) -> (JobManager, String)? {
    if let name = folder.before(".libvirt-qemu") {
      return (.libvirt, String(name.withoutDomainNumber))
    }
    if parents.last == "machine.slice",
      let instance = folder.before(".service")?.behind("systemd-nspawn@")
    {
      return (.machine, instance.unescapedUnitName)
    }
    guard let scope = folder.before(".scope") else { return nil }
    if parents.last == "qemu.slice", scope.isDecimal { return (.proxmox, String(scope)) }
    if let id = scope.behind("nodeprobe-"), id.isUID { return (.run, String(id)) }
    guard let escaped = scope.behind("machine-") else { return nil }
    let name = escaped.unescapedUnitName
    guard name.hasPrefix("qemu-") else { return (.machine, name) }
    return (.libvirt, String(name[...].withoutDomainNumber))
  }

  private static func unit(
    _ folder: Substring, below parents: ArraySlice<Substring>, units: (Substring) -> Bool
  ) -> (JobManager, String)? {
    if parents.last == "user.slice", let user = folder.before(".slice"),
      let number = user.behind("user-"), number.isDecimal
    {
      return (.systemd, String(folder))
    }
    // Groups of others lie in these, so they are no unit of their own, whatever the configuration says.
    guard !folder.hasSuffix("slurmstepd.scope"),
      folder.hasSuffix(".service") || folder.hasSuffix(".scope"), units(folder)
    else { return nil }
    return (.systemd, String(folder))
  }
}

extension Substring {
  func behind(_ prefix: String) -> Substring? {
    hasPrefix(prefix) ? dropFirst(prefix.count) : nil
  }

  func before(_ suffix: String) -> Substring? {
    hasSuffix(suffix) ? dropLast(suffix.count) : nil
  }

  fileprivate var isDecimal: Bool {
    !isEmpty && utf8.count <= 20 && utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  private var isHexadecimal: Bool {
    utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  var isContainerID: Bool { utf8.count == 64 && isHexadecimal }

  /// A UUID, or the 32 digits that the kubelet gives a static pod.
  fileprivate var isUID: Bool {
    let parts = split(separator: "-", omittingEmptySubsequences: false)
    guard parts.allSatisfy(\.isHexadecimal) else { return false }
    return parts.map(\.utf8.count) == [8, 4, 4, 4, 12] || parts.map(\.utf8.count) == [32]
  }

  /// "qemu-17-web" is "web".
  fileprivate var withoutDomainNumber: Substring {
    let rest = behind("qemu-") ?? self
    guard let hyphen = rest.firstIndex(of: "-"), rest[..<hyphen].isDecimal else { return rest }
    return rest[rest.index(after: hyphen)...]
  }

  /// systemd.unit(5), "String escaping for inclusion in unit names".
  fileprivate var unescapedUnitName: String {
    var bytes: [UInt8] = []
    var rest = Array(utf8)[...]
    while let byte = rest.first {
      if byte == UInt8(ascii: "\\"), rest.count >= 4,
        rest[rest.startIndex + 1] == UInt8(ascii: "x"),
        let value = UInt8(
          String(decoding: rest[(rest.startIndex + 2)..<(rest.startIndex + 4)], as: UTF8.self),
          radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(4)
      } else {
        bytes.append(byte)
        rest = rest.dropFirst()
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
