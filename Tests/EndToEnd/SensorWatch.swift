import Foundation
import Glibc
import TestSupport

/// Scrapes an agent again and again while it moves the values of healthy chips, and keeps account of what
/// it sees of them.
final class SensorWatch {
  /// A wait that was longer than allowed.
  struct TooLong: Error {
    let what: String
    let seconds: Double
  }

  let agent: StagedAgent
  let tree: SensorTree
  /// The longest time for which the page showed a value that was replaced, in seconds.
  private(set) var oldest = 0.0
  /// How many scrapes there were, and in how many a healthy chip's value was missing.
  private(set) var scrapes = 0
  private(set) var gaps = 0
  /// How often a counter of refused values stood lower than before.
  private(set) var falls = 0

  private let healthy: [SensorTree.Chip]
  private let period: Double
  private var changes: [Double] = [SensorWatch.now()]
  private var shown: [Int]
  private var refused: [String: Double] = [:]

  /// Watches `healthy` chips and moves their values every `period` seconds.
  init(
    _ agent: StagedAgent, over tree: SensorTree, healthy: [SensorTree.Chip],
    period: Double = 1
  ) {
    self.agent = agent
    self.tree = tree
    self.healthy = healthy
    self.period = period
    shown = healthy.map { _ in 0 }
  }

  /// Monotonic seconds.
  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// The value of a chip's sensor on a page.
  static func value(
    _ page: MetricsPage, _ chip: SensorTree.Chip, _ sensor: String? = nil
  ) -> Double? {
    let isPower = sensor == nil && chip.input == "power1_average"
    return page[
      isPower ? "nodeprobe_sensor_power_watts" : "nodeprobe_temperature_celsius",
      ["device": chip.device, "sensor": sensor ?? (isPower ? "power1" : "temp1")]]
  }

  /// Whether the page says that sensors are missing for `reason`.
  static func tells(_ page: MetricsPage, _ reason: String) -> Bool {
    page["nodeprobe_probe_failure_info", ["probe": "sensors", "reason": reason]] == 1
  }

  /// How many values were refused for `reason`.
  static func refused(_ page: MetricsPage, _ reason: String) -> Double {
    page["nodeprobe_refused_readings_total", ["probe": "sensors", "reason": reason]] ?? 0
  }

  /// Looks every `pause` seconds until a page fulfils `condition`; how long that took.
  @discardableResult
  func wait(
    _ what: String, atMost limit: Double, pause: Double = 0.1,
    until condition: (MetricsPage) -> Bool
  ) throws -> Double {
    let start = Self.now()
    while true {
      if condition(try look()) { return Self.now() - start }
      guard Self.now() - start < limit else { throw TooLong(what: what, seconds: limit) }
      usleep(UInt32(pause * 1e6))
    }
  }

  /// Looks for `seconds`, whatever there is to see; how many pages fulfilled `condition`, of how many.
  func count(for seconds: Double, _ condition: (MetricsPage) -> Bool) throws -> (Int, of: Int) {
    let end = Self.now() + seconds
    var hits = 0
    var all = 0
    while Self.now() < end {
      if condition(try look()) { hits += 1 }
      all += 1
      usleep(100_000)
    }
    return (hits, all)
  }

  /// Takes one page and notes what it says of the healthy chips.
  @discardableResult
  func look() throws -> MetricsPage {
    move()
    let page = try agent.page()
    let now = Self.now()
    scrapes += 1
    var isWhole = true
    for (index, chip) in healthy.enumerated() {
      guard let value = Self.value(page, chip) else {
        isWhole = false
        continue
      }
      let step = Int(((value - 30) * 100).rounded())
      shown[index] = step
      if step + 1 < changes.count { oldest = max(oldest, now - changes[step + 1]) }
    }
    if !isWhole { gaps += 1 }
    for (name, value) in page.samples where name.hasPrefix("nodeprobe_refused_readings_total{") {
      if value < refused[name] ?? 0 { falls += 1 }
      refused[name] = value
    }
    return page
  }

  /// Moves the values at once, and waits until the page shows it; how long that took.
  func follow(_ what: String, atMost limit: Double) throws -> Double {
    advance()
    let step = changes.count - 1
    return try wait(what, atMost: limit, pause: 0.02) { _ in shown.allSatisfy { $0 >= step } }
  }

  /// What is seen of the healthy chips, in words.
  var account: String {
    "\(scrapes) scrapes, \(gaps) with a gap, oldest value \(Self.text(oldest)) s"
  }

  /// A number of seconds with two digits.
  static func text(_ seconds: Double) -> String {
    "\((seconds * 100).rounded() / 100)"
  }

  private func move() {
    if Self.now() >= (changes.last ?? 0) + period { advance() }
  }

  private func advance() {
    let step = changes.count
    for chip in healthy { tree.set(chip, step: step) }
    changes.append(Self.now())
  }
}
