import Foundation
import TestSupport

/// A library of our own that is loaded before all others and counts the requests for memory of each
/// thread (Tests/Allocations/counter.c).
struct AllocationCounter {
  private let folder: TemporaryDirectory

  /// Builds it.
  init() throws {
    folder = try TemporaryDirectory()
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Allocations/counter.c")
    _ = try Program.run(
      "/usr/bin/env", "cc", "-O2", "-shared", "-fPIC", "-o", folder.path + "/counter.so",
      source.path)
  }

  /// What a program must find in its environment to be counted, with its children.
  var environment: [String: String] {
    ["LD_PRELOAD": folder.path + "/counter.so", "NODEPROBE_ALLOCATIONS": folder.path + "/counts"]
  }

  /// Blocks that each thread of a process has asked for, by the thread's identifier.
  func blocks(of process: Int32) throws -> [Int32: Int] {
    let path = "\(folder.path)/counts.\(process)"
    let numbers = try Data(contentsOf: URL(fileURLWithPath: path)).withUnsafeBytes {
      Array($0.bindMemory(to: UInt64.self))
    }
    var found: [Int32: Int] = [:]
    for record in stride(from: 0, to: numbers.count, by: 3) where numbers[record] != 0 {
      found[Int32(numbers[record])] = Int(numbers[record + 1])
    }
    return found
  }
}
