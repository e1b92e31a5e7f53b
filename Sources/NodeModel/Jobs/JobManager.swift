/// Who started a job and keeps its books: the label `manager`.
public enum JobManager: String, Sendable, CaseIterable {
  case slurm
  /// A pod; its containers are details.
  case kubernetes
  case docker
  case podman
  /// A container that containerd keeps without Kubernetes above it.
  case containerd
  /// A container that CRI-O keeps without Kubernetes above it.
  case crio
  case lxc
  /// A virtual machine of libvirt.
  case libvirt
  /// A virtual machine of Proxmox VE.
  case proxmox
  /// A container or machine that systemd-machined knows.
  case machine
  /// A unit that the configuration names, or a user's slice.
  case systemd
  /// A command that `probe run` started.
  case run
  /// Any of these: all jobs beyond `jobs.limit`, counted as one.
  case other

  /// Whether such a job has parts that people know: steps of Slurm, containers of a pod.
  public var hasParts: Bool { self == .slurm || self == .kubernetes }
}
