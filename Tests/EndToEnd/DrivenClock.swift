import Foundation
import TestSupport
import Testing

/// The mapped pair of clocks that a test advances for an agent.
final class DrivenClock {
  /// What the agent's `--clock` is to be.
  let path: String
  private let file: FileHandle
  private(set) var seconds: UInt64 = 1000
  /// Unix time: realtime began at 1,800,000,000.
  var realtime: UInt64 { 1_800_000_000 + seconds }

  init(in folder: TemporaryDirectory) throws {
    path = folder.path + "/clock"
    try folder.write(bytes: Array(repeating: 0, count: 16), to: "clock")
    file = try #require(FileHandle(forWritingAtPath: path))
    try advance(by: 0)
  }

  /// Moves both clocks by seconds.
  func advance(by step: UInt64) throws {
    seconds += step
    let words = [seconds * 1_000_000_000, realtime * 1_000_000_000]
    try file.seek(toOffset: 0)
    try file.write(contentsOf: words.withUnsafeBytes { Data($0) })
  }
}
