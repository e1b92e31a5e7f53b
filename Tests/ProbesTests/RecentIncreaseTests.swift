import LinuxFiles
import NodeModel
import TestSupport
import Testing

@testable import Probes

@Suite("What counters have grown by lately")
struct RecentIncreaseTests {
  private static let second: UInt64 = 1_000_000_000

  @Test("what is longer ago than its time does not count, however even or uneven it is looked at")
  func window() {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    for _ in 0..<200 {
      var increase = RecentIncrease(seconds: 3600)
      var (time, count) = (Self.second, random.below(1000))
      var history: [(time: UInt64, count: UInt64)] = []
      for _ in 0..<300 {
        let grown = increase.add(count, at: time)
        history.append((time, count))
        if let grown {
          #expect(grown.nanoseconds <= 3600 * Self.second, "seed \(seed)")
          // By hand: what was counted at the time from which it says to count.
          let base = history.last { $0.time == time - grown.nanoseconds }
          #expect(base.map { count - $0.count } == grown.increase, "seed \(seed)")
          // Marks are a twelfth of its time apart at most, where it is looked at that often.
          let isOften = zip(history, history.dropFirst()).allSatisfy {
            $1.time - $0.time <= 300 * Self.second
          }
          if isOften, time - history[0].time >= 3600 * Self.second {
            #expect(grown.nanoseconds >= 3000 * Self.second, "seed \(seed)")
          }
        }
        time += (10 + random.below(random.once(in: 50) ? 5000 : 280)) * Self.second
        count += random.below(5)
      }
    }
  }

  @Test("a counter that goes down begins anew, and nobody saw what was before the first look")
  func resets() {
    var increase = RecentIncrease(seconds: 60)
    #expect(increase.add(5000, at: Self.second) == nil)
    #expect(increase.add(5003, at: 11 * Self.second)?.increase == 3)
    #expect(increase.add(2, at: 21 * Self.second) == nil)
    #expect(increase.add(4, at: 31 * Self.second)?.increase == 2)
    // Two minutes in which nobody looked.
    #expect(increase.add(90, at: 151 * Self.second) == nil)
    var known = RecentIncrease(seconds: 60)
    known.begin(at: 50 * Self.second, secondsBefore: 40)
    #expect(known.add(7, at: 50 * Self.second)?.increase == 7)
    var older = RecentIncrease(seconds: 60)
    older.begin(at: 100 * Self.second, secondsBefore: 70)
    #expect(older.add(7, at: 100 * Self.second) == nil)
  }

  @Test(
    "corrected memory errors of the last day are those that were seen, and all since a reset within it"
  )
  func memory() throws {
    let mc = "devices/system/edac/mc/mc"
    let (errors, tree) = try NetworkTableTests.sampling(
      MemoryErrors.self,
      [
        "\(mc)0/ce_count": "5000\n", "\(mc)0/ue_count": "0\n",
        "\(mc)0/seconds_since_reset": "9000000\n", "\(mc)0/dimm0/dimm_ce_count": "5000\n",
        "\(mc)0/dimm0/dimm_label": "A1\n", "\(mc)1/ce_count": "12\n",
        "\(mc)1/seconds_since_reset": "1\n",
      ])
    let recent = "nodeprobe_edac_recent_correctable_errors"
    #expect(errors.family(recent, by: "controller") == ["0": 0, "1": 12])
    try tree.write("5011\n", to: "\(mc)0/ce_count")
    try tree.write("5004\n", to: "\(mc)0/dimm0/dimm_ce_count")
    errors.round(after: 3600)
    #expect(errors.family(recent, by: "controller") == ["0": 11, "1": 12])
    #expect(
      errors.family("nodeprobe_edac_dimm_recent_correctable_errors", by: "label") == ["A1": 4])
    for _ in 0..<24 { errors.round(after: 3600) }
    #expect(errors.family(recent, by: "controller")["0"] == 0)
  }

  @Test("heat that slowed a package down is a share of the last hour, once five minutes were seen")
  func heat() throws {
    let cpu = "devices/system/cpu/cpu0"
    let time = cpu + "/thermal_throttle/package_throttle_total_time_ms"
    let (throttle, tree) = try NetworkTableTests.sampling(
      ProcessorThrottle.self,
      [
        cpu + "/topology/physical_package_id": "0\n", cpu + "/topology/core_id": "0\n",
        time: "7200000\n",
      ])
    let ratio = "nodeprobe_cpu_package_throttled_ratio{package=\"0\"}"
    #expect(throttle[ratio] == nil)
    throttle.round(after: 299)
    #expect(throttle[ratio] == nil)
    try tree.write("7260000\n", to: time)
    throttle.round(after: 1)
    // A minute of five.
    #expect(throttle[ratio] == 0.2)
    for _ in 0..<12 { throttle.round(after: 300) }
    #expect(throttle[ratio] == 0)
  }
}
