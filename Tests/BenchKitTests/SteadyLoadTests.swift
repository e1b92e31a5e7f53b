import Foundation
import LinuxFiles
import TestSupport
import Testing

@testable import BenchKit

@Suite("A load that is held", .serialized)
struct SteadyLoadTests {
  @Test(
    "spreads by its kind: every CPU a part of its time, or a part of the CPUs all the time",
    arguments: [
      (.arithmetic, 0.25, 4, [0.25, 0.25, 0.25, 0.25]), (.arithmetic, 0, 4, []),
      (.memory, 0.5, 4, [1, 1]), (.memory, 0.625, 4, [1, 1, 0.5]), (.memory, 0.1, 2, [0.2]),
      (.memory, 1, 3, [1, 1, 1]), (.memory, 0, 4, []), (.arithmetic, 7, 1, [1]),
    ] as [(LoadMix, Double, Int, [Double])])
  func shares(mix: LoadMix, share: Double, count: Int, expected: [Double]) {
    let found = mix.shares(of: share, among: count)
    #expect(found.count == expected.count)
    for (left, right) in zip(found, expected) { #expect(abs(left - right) < 1e-9) }
  }

  /// How many threads keep a load, and for how many hundredths of a second they have worked.
  private func threads() throws -> (count: Int, ticks: Int) {
    var (count, ticks) = (0, 0)
    for thread in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task") {
      // A thread that has ended meanwhile is none.
      guard
        let text = try? String(contentsOfFile: "/proc/self/task/\(thread)/stat", encoding: .utf8),
        text.contains("(probe-load)")
      else { continue }
      let words = text.split(separator: ")").last?.split(separator: " ") ?? []
      count += 1
      ticks += (Int(words[11]) ?? 0) + (Int(words[12]) ?? 0)
    }
    return (count, ticks)
  }

  @Test("works until it is told to end", arguments: LoadMix.allCases)
  func working(mix: LoadMix) throws {
    let machine = Machine(below: try Root())
    let load = try SteadyLoad(mix, share: 0.5, on: machine)
    // A twentieth of a second of work, however long that takes here.
    while try threads().ticks < 5 { usleep(10_000) }
    load.end()
    // A second end is nothing.
    load.end()
    #expect(try threads().count == 0)
  }
}
