internal import LinuxFiles

extension Virtualization {
  /// The word of the container manager around the agent, "container-other" where there is one without
  /// a name, "none" outside; nil where there is nothing that would know.
  static func containerManager(_ root: borrowing Root) -> String? {
    // Process 2 is the kernel's and process 1 sees what we see: whatever marks an image left on the
    // disk, this is no container.
    if isHostsProcessTable(root.proc), let own = root.proc.text(of: "self/mountinfo"),
      root.proc.text(of: "1/mountinfo") == own
    {
      return "none"
    }
    if root.isLive, let top = try? Directory("/"), let word = mark(in: top, proc: root.proc) {
      return word
    }
    if root.proc.contains("vz"), !root.proc.contains("bc") { return "openvz" }
    if root.proc.text(of: "sys/kernel/osrelease")?.hasSuffix("microsoft-standard-WSL2") == true {
      return "wsl"
    }
    guard let groups = root.proc.text(of: "1/cgroup") else { return nil }
    if let word = manager(ofGroups: groups) { return word }
    guard root.isLive, hasOwnProcessTable(root.proc) else { return "none" }
    // Processes of our own are a container's or those of a service that systemd gave its own (PrivatePIDs=).
    return hasOverlaidRoot(root.proc) ? "container-other" : nil
  }

  /// What managers leave in the file tree of a container.
  ///
  /// An image that became a machine's disk has the file of its manager still, and only root may see by
  /// process 1 that there is no container. So it counts with a second sign only, one that is made anew
  /// with each container.
  static func mark(in top: borrowing Directory, proc: borrowing Directory) -> String? {
    // systemd itself writes this one, into memory.
    if let word = top.text(of: "run/systemd/container"), !word.isEmpty { return word }
    guard
      hasOwnProcessTable(proc) || hasOverlaidRoot(proc)
        || manager(ofGroups: proc.text(of: "self/cgroup") ?? "") != nil
    else { return nil }
    if top.contains("run/.containerenv") { return "podman" }
    return top.contains(".dockerenv") ? "docker" : nil
  }

  /// Whether process 2 is the kernel's thread of all threads.
  private static func isHostsProcessTable(_ proc: borrowing Directory) -> Bool {
    proc.text(of: "2/comm") == "kthreadd"
  }

  /// Whether the first processes are not the node's. Where others' processes are hidden (`hidepid`)
  /// process 1 is not to be seen either.
  private static func hasOwnProcessTable(_ proc: borrowing Directory) -> Bool {
    proc.contains("1/comm") && !isHostsProcessTable(proc)
  }

  /// Whether the root of all files is put together of layers.
  private static func hasOverlaidRoot(_ proc: borrowing Directory) -> Bool {
    let table = proc.text(of: "self/mountinfo") ?? ""
    return table.split(separator: "\n").contains { line in
      let words = line.split(separator: " ")
      guard words.count > 6, words[4] == "/", let end = words.firstIndex(of: "-") else {
        return false
      }
      return words[(end + 1)...].first == "overlay"
    }
  }

  /// The manager whose names stand in the control groups of a process.
  private static func manager(ofGroups groups: String) -> String? {
    for (mark, word) in [
      ("kubepods", "kubernetes"), ("/docker", "docker"), ("libpod", "podman"), ("/lxc", "lxc"),
      ("machine.slice/systemd-nspawn", "systemd-nspawn"), ("cri-containerd", "containerd"),
    ] where groups.contains(mark) {
      return word
    }
    return nil
  }
}
