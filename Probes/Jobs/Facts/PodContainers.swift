internal import LinuxFiles

/// The names of a pod's containers, from the links that the kubelet makes to their logs.
///
/// Source: `/var/log/containers/POD_NAMESPACE_CONTAINER-ID.log`, Kubernetes `pkg/kubelet/kuberuntime/legacy.go`. The
/// sandbox has none.
enum PodContainers {
  /// More containers than any node has, ended ones among them.
  private static let most = 16_384

  /// By the first digits of their ids.
  static func names(
    of pod: Substring, in namespace: Substring, _ files: String
  ) -> [String: String] {
    guard let folder = try? Directory(files + "/var/log/containers") else { return [:] }
    var names: [String: String] = [:]
    let beginning = "\(pod)_\(namespace)_"
    for entry in folder.names(limit: most) {
      guard let rest = entry[...].behind(beginning)?.before(".log"), rest.utf8.count > 65 else {
        continue
      }
      let id = rest.suffix(64)
      guard id.isContainerID, rest.dropLast(64).hasSuffix("-"),
        let name = JobFacts.value(rest.dropLast(65).utf8)
      else { continue }
      names[String(id.prefix(CgroupOwner.shownDigits))] = name
    }
    return names
  }
}
