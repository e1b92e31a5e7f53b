import BenchKit
import LinuxFiles
import NodeModel
import TestSupport
import Testing

@testable import probe

@Suite("The meters of a benchmark")
struct MeteredEnergyTests {
  private let tree: TemporaryDirectory

  init() throws {
    tree = try TemporaryDirectory()
    // As a blade's controller of a Cray EX shows it, in whole joules.
    try tree.write("164 W 1640995200123456 us\n", to: "cray/pm_counters/power")
    try tree.write("5433232 J 1640995200123456 us\n", to: "cray/pm_counters/energy")
    try tree.write("1234 J 1640995200123456 us\n", to: "cray/pm_counters/cpu_energy")
    try tree.write("123\n", to: "cray/pm_counters/freshness")
    try tree.write("10\n", to: "cray/pm_counters/raw_scan_hz")
  }

  private func meter() throws -> MeteredEnergy? {
    MeteredEnergy(below: try Root(proc: tree.path, sys: tree.path))
  }

  @Test("are none where all that there is renews its number ten times a second")
  func slow() throws {
    #expect(try meter() == nil)
  }

  @Test("are those that renew it each millisecond, with what these are as good as")
  func quick() throws {
    let zone = "class/powercap/intel-rapl:0/"
    try tree.write("intel-rapl\n", to: "class/powercap/intel-rapl/name")
    try tree.write("package-0\n", to: zone + "name")
    try tree.write("1\n", to: zone + "enabled")
    try tree.write("65532610987\n", to: zone + "max_energy_range_uj")
    try tree.write("1000\n", to: zone + "energy_uj")
    let meter = try #require(try meter())
    let first = try #require(meter.read())
    try tree.write("2000\n", to: zone + "energy_uj")
    let second = try #require(meter.read())
    #expect(first.joules.keys.sorted() == ["package 0"])
    #expect(second.quality == .measured)
    let joules = try #require(second.joules["package 0"]) - #require(first.joules["package 0"])
    #expect(abs(joules - 0.001) < 1e-9)
  }
}
