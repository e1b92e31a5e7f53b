import Agent
import BenchKit
import CLinux
import LinuxFiles
import NodeModel

/// Keeps the last results in the state directory, where the agent finds them.
///
/// Nobody loses a measurement because a directory cannot be written: only one that was named on the
/// command line must be there.
struct BenchKeeper {
  /// What was to be kept is not.
  struct Failure: Error, CustomStringConvertible {
    let cause: SystemError

    var description: String { "the result is not kept for the agent: \(cause)" }
  }

  private let directory: String
  private let refusal: SystemError?

  private var path: String { directory + "/bench.json" }

  /// Throws where `--state-dir` names a directory that cannot be written.
  init(_ options: StateOptions) throws {
    directory = options.stateDir ?? StateDirectory.standard(ProcessImage.environment)
    do throws(SystemError) {
      try StateDirectory.make(directory)
      try BoundedFile.check(writable: directory + "/bench.json")
      refusal = nil
    } catch {
      guard options.stateDir == nil else { throw error }
      refusal = error
    }
  }

  /// Writes `document` before those of earlier runs, which lose what it has anew, with some of all samples.
  ///
  /// - Parameter isWhole: whether each suite was measured with all its cases.
  /// - Throws: where the directory could be written when the run began, and no longer can.
  func keep(_ document: BenchDocument, isWhole: Bool) throws(Failure) {
    guard !document.results.isEmpty else { return }
    if let refusal {
      StandardStream.error.write("probe: \(Failure(cause: refusal))\n")
      return
    }
    do throws(SystemError) {
      try whileAlone { () throws(SystemError) in
        let kept = KeptDocuments(of: document.keeping(earlier(), isWhole: isWhole))
        for omission in kept.omissions { tell(omission) }
        try StateDirectory.keep(kept.bytes, at: path)
      }
    } catch {
      throw Failure(cause: error)
    }
  }

  private func tell(_ omission: BenchOmission) {
    let results = omission.count == 1 ? "1 result" : "\(omission.count) results"
    StandardStream.error.write(
      "probe: \(omission.subject.suite): \(results) \(omission.reason)\n")
  }

  /// What was kept before; nothing where that cannot be read, which is said.
  private func earlier() -> [BenchDocument] {
    do {
      return try BenchFile.read(path)
    } catch let error as SystemError where error.isAbsent {
      return []
    } catch {
      StandardStream.error.write("probe: earlier results are not kept: \(error)\n")
      return []
    }
  }

  /// Lets runs that end at the same time read and write one after the other. Who does not get on is not waited for: to
  /// lose another run's result is better than to lose one's own.
  private func whileAlone(_ body: () throws(SystemError) -> Void) throws(SystemError) {
    let lock = FolderLock(directory)
    defer { withExtendedLifetime(lock) {} }
    try body()
  }
}

/// `flock(2)` on a directory, which ends with its owner.
private final class FolderLock {
  /// How long another one may have it, in steps of 20 ms.
  private static let patience = 500

  private let folder: FileDescriptor

  /// Waits until nobody else has it, or for ten seconds; nil where the directory cannot be opened.
  init?(_ path: String) {
    guard let folder = try? FileDescriptor(opening: path, flags: O_RDONLY | O_DIRECTORY) else {
      return nil
    }
    var tries = 0
    while flock(folder.raw, LOCK_EX | LOCK_NB) != 0, clinux_errno() == EWOULDBLOCK,
      tries < Self.patience
    {
      usleep(20_000)
      tries += 1
    }
    self.folder = folder
  }
}
