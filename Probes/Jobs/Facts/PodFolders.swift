internal import LinuxFiles

/// The names of pods, from the folders that the kubelet makes for their logs.
///
/// Source: `/var/log/pods/NAMESPACE_NAME_UID`, Kubernetes `pkg/kubelet/kuberuntime/helpers.go`. Neither a
/// namespace nor a pod's name can have an underscore.
enum PodFolders {
  /// More pods than any node has.
  private static let most = 4096

  /// The pod with that UID.
  static func facts(of uid: String, in files: String) -> JobFacts {
    var facts = JobFacts()
    guard let folder = try? Directory(files + "/var/log/pods") else { return facts }
    for entry in folder.folders(limit: most) {
      let parts = entry.split(separator: "_", omittingEmptySubsequences: false)
      guard parts.count == 3, parts[2] == uid else { continue }
      facts.namespace = JobFacts.value(parts[0].utf8)
      facts.pod = JobFacts.value(parts[1].utf8)
      facts.name = facts.pod
      facts.containers = PodContainers.names(of: parts[1], in: parts[0], files)
      facts.isComplete = true
      return facts
    }
    return facts
  }
}
