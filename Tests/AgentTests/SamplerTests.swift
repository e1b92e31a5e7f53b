import LinuxFiles
import NodeModel
import Probes
import TestSupport
import Testing

@testable import Agent

@Suite("Sampler")
struct SamplerTests {
  private static let shared = Metric("nodeprobe_test_shared", "Declared by two probes")
  private static let lying = Metric("nodeprobe_test_lying", "Fails and is refused by turns")

  /// Says something in every round.
  private final class Steady: Probe {
    static let name: StaticString = "steady"
    private let series: Series
    init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
      self.series = series.add(SamplerTests.shared, ["a": "1"])
    }
    func read(into readings: inout Readings, buffer: inout ReadBuffer) {
      readings.set(series, 1)
    }
  }

  /// Declares what another probe has declared, then fails, then lies, then finds other hardware.
  private final class Troubled: Probe {
    static let name: StaticString = "troubled"
    private let twin: Series
    private let own: Series
    private var round = 0
    init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
      twin = series.add(SamplerTests.shared, ["a": "1"])
      own = series.add(SamplerTests.lying, ["b": "2"])
    }
    func read(into readings: inout Readings, buffer: inout ReadBuffer) {
      round += 1
      readings.set(twin, 2)
      switch round {
      case 1: readings.set(own, 5)
      case 2: readings.fail(own, .inputOutput)
      case 3: readings.refuse(own, .implausible)
      case 4: readings.discoverAgain()
      default: break
      }
    }
  }

  /// A snapshot as the page would show it.
  private func page(_ snapshot: Snapshot) -> [String: Double] {
    var values: [String: Double] = [:]
    for (index, entry) in snapshot.catalogue.entries.enumerated()
    where snapshot.catalogue.isFirst[index] {
      let labels = entry.labels.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
      values["\(entry.metric.name){\(labels)}"] = snapshot.values[index].double
    }
    return values
  }

  @Test("trouble of one probe is told with its reason and costs no other a value")
  func trouble() throws {
    let folder = try TemporaryDirectory()
    try folder.write(bytes: Array(repeating: 1, count: 16), to: "clock")
    let clock = try NodeClock(drivenBy: folder.path + "/clock")
    let sampler = Sampler(
      below: try Root(), clock: clock,
      probes: [ProbeSection(Steady.self), ProbeSection(Troubled.self)], supervisors: [],
      agent: try AgentSection(clock: clock),
      bench: BenchSection(in: nil, clock: clock, log: Log(upTo: .error, isJournal: false)),
      interval: 1_000_000_000)
    var pages: [[String: Double]] = []
    for _ in 0..<8 {
      sampler.round()
      pages.append(page(try #require(sampler.store.latest)))
    }
    let duplicate = "nodeprobe_refused_readings_total{probe=troubled,reason=duplicate}"
    let refused = "nodeprobe_refused_readings_total{probe=troubled,reason=implausible}"
    let failing = "nodeprobe_probe_failure_info{probe=troubled,reason=io}"
    let lying = "nodeprobe_test_lying{b=2}"
    #expect(pages.allSatisfy { $0["nodeprobe_test_shared{a=1}"] == 1 })
    #expect(pages.allSatisfy { $0["nodeprobe_probe_up{probe=steady}"] == 1 })
    #expect(pages[0][lying] == 5)
    #expect(pages[1][lying] == nil)
    #expect(pages[1][failing] == 1)
    #expect(pages[2][failing] == nil)
    #expect(pages[2][refused] == 1)
    // Made anew in the fourth round and in the seventh, the probe begins with its first round there.
    #expect(pages[3][lying] == 5)
    #expect(pages[6][lying] == 5)
    // The second declaration is counted with each table, and each third round of an instance refuses.
    #expect(pages[1][duplicate] == 1)
    #expect(pages[7][duplicate] == 3)
    #expect(pages[7][refused] == 2)
  }
}
