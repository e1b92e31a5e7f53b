extension BenchDocument {
  /// What is known of this machine after the run: this document, then those of earlier runs with what it did not
  /// replace, each with the conditions of its own run.
  ///
  /// A whole run of a suite takes the place of all earlier results of that suite that were within its reach: one on a
  /// single CPU says nothing of what all of them do, and one that left a case out says nothing of that. A run that was
  /// stopped, or that measured single cases only, takes the place of those cases. Levels of memory go with the first of
  /// the latencies that they were found in, documents with their last result. Those of another machine leave nothing.
  ///
  /// - Parameters:
  ///   - earlier: those that were kept, the newest first.
  ///   - isWhole: whether each suite was measured with all its cases.
  public func keeping(_ earlier: [BenchDocument], isWhole: Bool) -> [BenchDocument] {
    let wholeSuites = isWhole && !conditions.isInterrupted ? Set(results.map(\.subject.suite)) : []
    let leftOut = Set(omissions.map(\.subject))
    var measured = Set(results.map(\.subject))
    func isCovered(_ subject: BenchSubject) -> Bool {
      wholeSuites.contains(subject.suite) && subject.isWithinReach(of: conditions.cpus)
    }
    let farthest = results.filter { $0.subject.suite == "latency" }
      .compactMap { $0.subject.count("bytes") }.max()
    func hasLeftOut(_ subject: BenchSubject) -> Bool {
      omissions.contains { $0.subject.covers(subject, beyond: farthest) }
    }
    var kept = [self]
    for document in earlier where conditions.isOfSameMachine(as: document.conditions) {
      var rest = document
      rest.results.removeAll { result in
        let subject = result.subject
        return measured.contains(subject) || isCovered(subject) && !hasLeftOut(subject)
      }
      rest.omissions.removeAll { omission in
        let subject = omission.subject
        // One that stands for several cases is not settled with their first.
        let isToldAnew =
          omission.count == 1 && (measured.contains(subject) || leftOut.contains(subject))
        return isToldAnew || isCovered(subject)
      }
      if rest.latencyCount < document.latencyCount { rest.levels = [] }
      measured.formUnion(rest.results.map(\.subject))
      kept.append(rest)
    }
    return kept.filter { !$0.results.isEmpty }
  }

  /// How many results its levels of memory were found in.
  private var latencyCount: Int { results.count { $0.subject.suite == "latency" } }
}

extension BenchSubject {
  /// Whether an omission of this concerns a result: that of the case itself, or of a level of memory, which stands for
  /// all kernels there. Latencies name no level; those of memory are of more bytes than the new run's largest.
  fileprivate func covers(_ other: BenchSubject, beyond farthest: Int?) -> Bool {
    if self == other { return true }
    guard suite == other.suite, parameters.contains(where: { $0.name == "level" }) else {
      return false
    }
    if let bytes = other.count("bytes"), !other.parameters.contains(where: { $0.name == "level" }) {
      return farthest.map { bytes > $0 } ?? false
    }
    return parameters.allSatisfy { other.parameters.contains($0) }
  }

  /// A parameter that is a number.
  fileprivate func count(_ name: String) -> Int? {
    for parameter in parameters where parameter.name == name {
      if case .count(let count) = parameter.value { return count }
    }
    return nil
  }

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
