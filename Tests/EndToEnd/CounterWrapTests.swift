import Foundation
import TestSupport
import Testing

@Suite("Wraps of a counter, as Prometheus sees them")
struct CounterWrapTests {
  /// A package that draws 700 W in front of a counter of 65.5 kJ: it wraps every 93.6 s.
  private struct Package {
    static let watts: UInt64 = 700
    static let range: UInt64 = 65_532_610_987
    private static let zone = "sys/class/powercap/intel-rapl:0/"
    let tree: TemporaryDirectory
    private(set) var counter: UInt64 = 60_000_000_000

    init() throws {
      tree = try TemporaryDirectory()
      try tree.write("package-0\n", to: Self.zone + "name")
      try tree.write("1\n", to: Self.zone + "enabled")
      try tree.write("\(Self.range)\n", to: Self.zone + "max_energy_range_uj")
      try pass(0)
    }

    mutating func pass(_ seconds: UInt64) throws {
      counter = (counter + seconds * Self.watts * 1_000_000) % Self.range
      try tree.write("\(counter)\n", to: Self.zone + "energy_uj")
    }
  }

  @Test(
    "an hour at 700 W is 2.52 MJ by rate(), which loses a part of each wrap over the peer's page")
  func rate() throws {
    var package = try Package()
    let folder = try TemporaryDirectory()
    let clock = try DrivenClock(in: folder)
    let sys = package.tree.path + "/sys"
    let agent = try RunningAgent(["--clock", clock.path, "--sysfs", sys, "--interval", "15s"])
    let peer = try NodeExporter(["--collector.rapl", "--path.sysfs=" + sys])

    let round = "nodeprobe_probe_last_success_timestamp_seconds{probe=\"rapl\"}"
    let ours = Series("nodeprobe_node_energy_joules_total{tier=\"B\"}")
    let theirs = Series("node_rapl_package_joules_total")
    let start = clock.realtime
    for step in 0...240 {
      if step > 0 {
        try package.pass(15)
        try clock.advance(by: 15)
      }
      let isDone = try Waiting.until { try agent.page()[round] == Double(clock.realtime) }
      try #require(isDone)
      ours.add(try agent.page(), at: clock.realtime)
      theirs.add(try peer.page(), at: clock.realtime)
    }

    let server = try PrometheusServer(samples: ours.text + theirs.text + "# EOF\n")
    func watts(_ name: String) throws -> Double? {
      try server.value("sum(rate(\(name)[1h]))", at: clock.realtime)
    }
    #expect(clock.realtime - start == 3600)
    let isUp = try Waiting.until { try watts(ours.name) != nil }
    #expect(isUp)
    let error = try abs(#require(try watts(ours.name)) / Double(Package.watts) - 1)
    #expect(error < 1e-4)
    // What a decrease means to rate() is a counter that began at 0 again: between 0 and 10.5 kJ a wrap
    // are lost, 38 times.
    let loss = try 1 - #require(try watts(theirs.name)) / Double(Package.watts)
    #expect(loss > 0.04 && loss < 0.16)
  }

  /// A counter as it was scraped.
  private final class Series {
    let name: String
    private let key: String
    private var samples = ""

    init(_ key: String) {
      self.key = key
      name = String(key.prefix { $0 != "{" })
    }

    func add(_ page: [String: Double], at time: UInt64) {
      guard let sample = page.first(where: { $0.key.hasPrefix(key) }) else { return }
      samples += "\(key) \(sample.value) \(time)\n"
    }

    var text: String { "# TYPE \(name.dropLast("_total".count)) counter\n" + samples }
  }
}
