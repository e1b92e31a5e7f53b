import Agent
import BenchKit
import LinuxFiles
import NodeModel

/// Keeps the last results in the state directory, where the agent finds them.
///
/// Nobody loses a measurement because a directory cannot be written: only one that was named on the
/// command line must be there.
struct BenchKeeper {
  private let path: String
  private let refusal: SystemError?

  /// Throws where `--state-dir` names a directory that cannot be written.
  init(_ options: StateOptions) throws {
    let directory = options.stateDir ?? StateDirectory.standard(ProcessImage.environment)
    path = directory + "/bench.json"
    do throws(SystemError) {
      try StateDirectory.make(directory)
      try BoundedFile.check(writable: path)
      refusal = nil
    } catch {
      guard options.stateDir == nil else { throw error }
      refusal = error
    }
  }

  /// Writes `document` in place of the last one, with what that knew of other suites, and some of all samples.
  ///
  /// - Parameter isWhole: whether each suite was measured with all its cases.
  func keep(_ document: BenchDocument, isWhole: Bool) {
    guard !document.results.isEmpty else { return }
    if let refusal {
      StandardStream.error.write("probe: the result is not kept for the agent: \(refusal)\n")
      return
    }
    // A file that is not there or cannot be read has nothing to keep.
    let earlier = try? BenchFile.read(path)
    let all = earlier.map { document.keeping($0, isWhole: isWhole) } ?? document
    let kept = KeptDocument(of: all)
    for omission in kept.omissions {
      StandardStream.error.write("probe: \(omission.subject.suite): \(omission.reason)\n")
    }
    do {
      try BoundedFile.replace(path, with: kept.bytes)
    } catch {
      StandardStream.error.write("probe: the result is not kept for the agent: \(error)\n")
    }
  }
}
