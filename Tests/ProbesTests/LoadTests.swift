import NodeModel
import TestSupport
import Testing

@testable import Probes

@Suite("Load")
struct LoadTests {
  @Test("three means and two counts of threads")
  func line() throws {
    let tree = try TemporaryDirectory()
    try tree.write("0.80 10.28 200.04 3/87 10944\n", to: "loadavg")
    let load = try #require(try Sampling(Load.self, proc: tree.path, sys: tree.path))
    #expect(load["nodeprobe_load1"] == 0.8)
    #expect(load["nodeprobe_load5"] == 10.28)
    #expect(load["nodeprobe_load15"] == 200.04)
    #expect(load["nodeprobe_threads_runnable"] == 3)
    #expect(load["nodeprobe_threads"] == 87)
  }

  @Test("half a line is a gap")
  func halfLine() throws {
    let tree = try TemporaryDirectory()
    try tree.write("0.80 10.28", to: "loadavg")
    let load = try #require(try Sampling(Load.self, proc: tree.path, sys: tree.path))
    #expect(load.values.isEmpty)
    #expect(load.readings.mainFailure == .garbled)
  }
}
