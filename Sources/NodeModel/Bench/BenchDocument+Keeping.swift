extension BenchDocument {
  /// This document with what an earlier one on the same machine found out beside it.
  ///
  /// A whole run of a suite takes the place of all earlier results of that suite that were within its reach: one on a
  /// single CPU says nothing of what all of them do. A run that was stopped, or that measured single cases only,
  /// takes the place of those cases. What is kept has its own times, and follows
  /// what is new; the conditions are those of the new run. An earlier document of another machine leaves nothing.
  ///
  /// - Parameter isWhole: whether each suite was measured with all its cases.
  public func keeping(_ earlier: BenchDocument, isWhole: Bool) -> BenchDocument {
    guard conditions.isOfSameMachine(as: earlier.conditions) else { return self }
    let suites = Set(results.map(\.subject.suite))
    let subjects = Set(results.map(\.subject))
    var kept = earlier.results.filter { result in
      guard isWhole, !conditions.isInterrupted, suites.contains(result.subject.suite) else {
        return !subjects.contains(result.subject)
      }
      return !result.subject.isWithinReach(of: conditions.cpus)
    }
    for index in kept.indices where kept[index].ended == nil {
      kept[index].ended = earlier.conditions.ended
    }
    var both = self
    both.results += kept
    if both.levels.isEmpty { both.levels = earlier.levels }
    return both
  }
}

extension BenchSubject {
  /// Whether a run on these CPUs could have measured it; of a run that does not name its CPUs, yes.
  fileprivate func isWithinReach(of cpus: [Int]) -> Bool {
    guard !cpus.isEmpty else { return true }
    return parameters.allSatisfy { parameter in
      guard case .count(let count) = parameter.value else { return true }
      return switch parameter.name {
      case "threads": count <= cpus.count
      case "cpu", "other_cpu": cpus.contains(count)
      default: true
      }
    }
  }
}

extension BenchConditions {
  /// Whether results of both may stand side by side: the same CPU, caches and number of CPUs, under the same
  /// hypervisor. Kernel, microcode, clock and our own version may have changed in between.
  func isOfSameMachine(as other: BenchConditions) -> Bool {
    processor.vendor == other.processor.vendor && processor.model == other.processor.model
      && processor.family == other.processor.family
      && processor.modelNumber == other.processor.modelNumber
      && processor.stepping == other.processor.stepping && architecture == other.architecture
      && hypervisor == other.hypervisor && onlineCPUs == other.onlineCPUs
      && numaNodes == other.numaNodes && caches == other.caches
  }
}
