internal import CKernels
internal import CLinux
internal import LinuxFiles
internal import NodeModel

extension BenchConditions.Scaling {
  /// Who chooses the clocks of these CPUs.
  init(of cpus: [Int], below sys: borrowing Directory) {
    self.init()
    var governors: [String] = []
    for cpu in cpus {
      let folder = "devices/system/cpu/cpu\(cpu)/cpufreq"
      if driver == nil { driver = sys.text(of: folder + "/scaling_driver") }
      if let word = sys.text(of: folder + "/scaling_governor"), !governors.contains(word) {
        governors.append(word)
      }
    }
    if !governors.isEmpty { governor = governors.joined(separator: ",") }
    if let switchedOff = sys.text(of: "devices/system/cpu/intel_pstate/no_turbo") {
      isBoosting = switchedOff == "0"
    } else if let switchedOn = sys.text(of: "devices/system/cpu/cpufreq/boost") {
      isBoosting = switchedOn == "1"
    }
  }
}

extension BenchConditions.Instant {
  /// Clock, heat and slow-downs now.
  init(on cpus: [Int], below sys: borrowing Directory) {
    self.init()
    if let first = cpus.first {
      measuredHertz = Self.clock(of: first)
      let folder = "devices/system/cpu/cpu\(first)/cpufreq"
      reportedHertz = sys.text(of: folder + "/scaling_cur_freq").flatMap { Double($0) }
        .map { $0 * 1000 }
    }
    temperatureCelsius = Self.hottest(below: sys)
    throttles = KernelThrottles.events(below: sys)
  }

  /// The clock by dependent additions on one CPU: the fastest of five bursts of half a millisecond.
  private static func clock(of cpu: Int) -> Double {
    let affinity = ThreadAffinity(boundTo: cpu)
    defer { affinity.restore() }
    let count: UInt64 = 1_600_000
    var fastest = UInt64.max
    for _ in 0..<5 {
      let start = clinux_monotonic_nanoseconds()
      _ = ckernels_canary_add(count)
      fastest = min(fastest, clinux_monotonic_nanoseconds() - start)
    }
    return Double(count) / Double(fastest) * 1e9
  }

  /// The hottest thermal zone or CPU sensor that says something plausible, in °C.
  private static func hottest(below sys: borrowing Directory) -> Double? {
    var found: [Double] = []
    for zone in sys.names(in: "class/thermal") where zone.hasPrefix("thermal_zone") {
      if let text = sys.text(of: "class/thermal/\(zone)/temp"), let value = Double(text) {
        found.append(value / 1000)
      }
    }
    for chip in sys.names(in: "class/hwmon") {
      let name = sys.text(of: "class/hwmon/\(chip)/name") ?? ""
      guard ["coretemp", "k10temp", "zenpower", "cpu_thermal"].contains(name) else { continue }
      for file in sys.names(in: "class/hwmon/\(chip)")
      where file.hasPrefix("temp") && file.hasSuffix("_input") {
        if let text = sys.text(of: "class/hwmon/\(chip)/\(file)"), let value = Double(text) {
          found.append(value / 1000)
        }
      }
    }
    // An open diode reads −128, 127 or 255.
    return found.filter { $0 > -60 && $0 < 200 && $0 != 127 }.max()
  }
}
