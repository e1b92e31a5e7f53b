internal import LinuxFiles
internal import NodeModel
internal import Probes

/// The names that jobs have on pages and in rows: fleet-wide for Slurm and Kubernetes, with the node's name
/// before it for what is local.
struct JobNaming {
  /// `kernel.hostname`.
  let node: String
  /// `ClusterName` of slurm.conf; Slurm's own default is "cluster".
  let cluster: String

  /// Where Slurm's configuration is looked for (slurm.conf(5), "configless" included).
  private static let slurmFiles = [
    "/etc/slurm/slurm.conf", "/run/slurm/conf/slurm.conf", "/etc/slurm-llnl/slurm.conf",
    "/usr/local/etc/slurm.conf",
  ]
  private static let mostBytes = 1 << 20

  /// Looks at the node.
  init(below root: borrowing Root) {
    node = root.proc.text(of: "sys/kernel/hostname").flatMap { $0.isEmpty ? nil : $0 } ?? "node"
    var cluster: String?
    let named = ProcessImage.environment("SLURM_CONF").map { [$0] } ?? []
    for path in named + Self.slurmFiles where cluster == nil && root.isLive {
      cluster = (try? BoundedFile.contents(of: path, limit: Self.mostBytes))
        .flatMap { Self.clusterName(in: $0) }
    }
    self.cluster = cluster ?? "cluster"
  }

  /// Of a node and a cluster that are known.
  init(node: String, cluster: String) {
    self.node = node
    self.cluster = cluster
  }

  /// The `job_id` of a job.
  func id(of owner: CgroupOwner) -> String {
    switch owner.manager {
    case .slurm: "slurm:\(cluster)/\(owner.name)"
    case .kubernetes: "k8s:\(owner.name)"
    case .docker, .podman, .containerd, .crio:
      // As the managers' own tables print it: the first twelve digits tell containers of a node apart.
      "\(owner.manager.rawValue):\(node)/\(owner.name.prefix(12))"
    case .lxc, .libvirt, .proxmox, .machine, .systemd, .run, .other:
      "\(owner.manager.rawValue):\(node)/\(owner.name)"
    }
  }

  /// Who keeps the job of that `job_id`.
  func manager(of id: String) -> JobManager {
    let word = id.prefix { $0 != ":" }
    return word == "k8s" ? .kubernetes : JobManager(rawValue: String(word)) ?? .systemd
  }

  /// The value of `ClusterName`, which slurm.conf may write in any case and without blanks, and with
  /// others on its line.
  static func clusterName(in bytes: [UInt8]) -> String? {
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let text = String(decoding: line.prefix { $0 != UInt8(ascii: "#") }, as: UTF8.self)
      for word in text.split(whereSeparator: { $0 == " " || $0 == "\t" }) {
        let parts = word.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "clustername" else { continue }
        return String(parts[1])
      }
    }
    return nil
  }
}
