import LinuxFiles
import Testing

@testable import Probes

extension SensorSource {
  /// The chips of the tree at `sys`; a test that finds none has failed.
  static func found(
    at sys: String, only: String? = nil, without: Set<String> = []
  ) throws -> SensorSource {
    let root = try Root(sys: sys)
    let source = make(below: root, only: only, without: without)
    return try #require(source)
  }
}
