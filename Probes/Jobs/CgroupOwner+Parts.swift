internal import NodeModel

/// The parts of a job that people know: steps of Slurm, containers of a pod.
///
/// A part is a folder right inside the job's group: `job_123/step_0` in both versions, `…pod….slice/cri-containerd-….scope`
/// and `pod…/0123…` by the two drivers. What lies deeper (tasks, what a runtime makes) is a detail of the part.
extension CgroupOwner {
  /// As many digits of a container's id as the managers' own tools print.
  static let shownDigits = 12
  private static let longestStep = 64

  /// What a folder in the job's group is called as a part of it: `step_batch`, or the beginning of a container's id;
  /// nil where it is none.
  func part(in folder: Substring) -> String? {
    guard manager.hasParts else { return nil }
    return manager == .slurm ? Self.step(folder) : Self.container(folder)
  }

  /// `step_0`, `step_batch`, `step_extern`, `step_interactive`; of a job with parts of different kinds `step_0+1`.
  private static func step(_ folder: Substring) -> String? {
    guard let step = folder.behind("step_"), !step.isEmpty, folder.utf8.count <= longestStep,
      step.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { return nil }
    return String(folder)
  }

  private static func container(_ folder: Substring) -> String? {
    let name = folder.before(".scope") ?? folder
    let ids = [name] + scopes.compactMap { name.behind($0.prefix) }
    return ids.first(where: \.isContainerID).map { String($0.prefix(shownDigits)) }
  }
}
