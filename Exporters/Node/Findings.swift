internal import NodeModel

/// What a person should look at first, judged from one snapshot: the most severe come first.
struct Findings {
  /// The most that are told; a machine with more has one cause.
  static let limit = 50

  /// Corrected errors of a module in a day from which on it is told: mcelog's own (mcelog.conf, `[dimm]
  /// ce-error-threshold = 10 / 24h`).
  private static let correctedErrors = 10.0
  /// The share of an hour in which a package was slowed down from which on it is told. At half its clock that costs
  /// 2.5 %, about what a benchmark has to lose to be called slow (docs/check.md).
  private static let throttledShare = 0.05
  /// Clocks have so long to be synchronized after a start, in seconds; chrony takes minutes.
  private static let synchronizing = 900.0

  private(set) var list: [Finding] = []

  /// Judges a snapshot.
  ///
  /// - Parameter wallTime: when it was taken, in nanoseconds since 1970.
  init(_ places: NodePlaces, _ values: [Value], wallTime: UInt64) {
    judgeTemperatures(places, values)
    judgeThrottling(places, values)
    judgeMemory(places, values)
    judgeAlarms(places, values)
    judgeFilesystems(places, values)
    judgeClock(places, values, wallTime)
    for link in places.links where values[link.degraded].double == 1 {
      add(.warning, "link", link.title, link.evidence(values))
    }
    for link in places.networkLinks {
      // A card at its other end's best does what it can; one below it has a bad cable or transceiver.
      guard let speed = values[link.speed].double, let offered = values[link.offered].double,
        speed > 0, speed < offered
      else { continue }
      add(
        .warning, "link", link.device,
        "runs at \(Self.megabits(speed)) Mbit/s where both ends offer \(Self.megabits(offered)) Mbit/s"
      )
    }
    for probe in places.probes where values[probe.up].double == 0 {
      let reasons = probe.reasons.filter { (values[$0.place].double ?? 0) > 0 }.map(\.text)
      // A source that is not there or is hidden is no fault of the node.
      let faults: Set<String> = ["hung", "crashed", "io", "stuck", "garbled"]
      guard let reason = reasons.first(where: faults.contains) else { continue }
      add(.warning, "probe", probe.name, "cannot be read: " + reason)
    }
    list = Array(
      (list.filter { $0.severity == .critical } + list.filter { $0.severity == .warning })
        .prefix(Self.limit))
  }

  private mutating func judgeTemperatures(_ places: NodePlaces, _ values: [Value]) {
    for sensor in places.layout.temperatures {
      guard let value = values[sensor.value].double else { continue }
      // A limit of zero or below stands in the registers of chips that nobody programmed.
      if let limit = sensor.critical.flatMap({ values[$0].double }), limit > 0, value >= limit {
        add(.critical, "temperature", sensor.title, Self.degrees(value, "critical", limit))
      } else if let limit = sensor.max.flatMap({ values[$0].double }), limit > 0, value >= limit {
        add(.warning, "temperature", sensor.title, Self.degrees(value, "maximum", limit))
      }
    }
  }

  private mutating func judgeAlarms(_ places: NodePlaces, _ values: [Value]) {
    for (kind, sensors) in places.sensors {
      for sensor in sensors {
        let raised = sensor.alarms.filter { (values[$0.place].double ?? 0) > 0 }.map(\.kind)
        guard !raised.isEmpty else { continue }
        // Alarms of inputs that nobody connected stand on many boards; what has no value is such.
        guard values[sensor.value].double != nil || kind == .fan else { continue }
        // Whoever limits the power of a part slows it down.
        if kind == .power, raised.contains("cap") {
          add(.warning, "power", sensor.title, "held at its power limit")
          if raised.count == 1 { continue }
        }
        // A chip without separate alarms calls its only one "alarm".
        let kinds = raised.filter { $0 != "alarm" }
        let detail = kinds.isEmpty ? "" : ": " + kinds.joined(separator: ", ")
        add(.warning, "alarm", sensor.title, "alarm raised" + detail)
      }
    }
  }

  /// Of heat that the kernel has counted in the last hour, whenever the machine was started.
  private mutating func judgeThrottling(_ places: NodePlaces, _ values: [Value]) {
    for (package, place) in places.throttles {
      guard let share = values[place].double, share >= Self.throttledShare else { continue }
      add(
        .warning, "throttle", "CPU package \(package)",
        "slowed down by heat for \(Self.percent(share)) of the last hour")
    }
  }

  /// One error beyond correction is one too many, whenever it was. Corrected ones are what ECC is for: their rate counts.
  private mutating func judgeMemory(_ places: NodePlaces, _ values: [Value]) {
    let (modules, controllers) = places.memoryErrors
    func number(_ place: Int?) -> Double { place.flatMap { values[$0].double } ?? 0 }
    let uncorrected = modules.filter { number($0.uncorrected) > 0 }
    for one in uncorrected.isEmpty ? controllers : uncorrected {
      let count = number(one.uncorrected)
      guard count > 0 else { continue }
      add(
        .critical, "ecc", one.title,
        "\(Self.count(count, "memory error")) beyond correction since the counters began")
    }
    let corrected = modules.filter { number($0.corrected) >= Self.correctedErrors }
    for one in corrected.isEmpty ? controllers : corrected {
      let count = number(one.corrected)
      guard count >= Self.correctedErrors else { continue }
      add(
        .warning, "ecc", one.title,
        "\(Self.count(count, "memory error")) corrected in the last 24 hours")
    }
  }

  private mutating func judgeClock(_ places: NodePlaces, _ values: [Value], _ wallTime: UInt64) {
    guard let clock = places.clock, values[clock.isSynchronized].double == 0,
      let boot = places.bootTime.flatMap({ values[$0].double }),
      Double(wallTime) / 1e9 - boot >= Self.synchronizing
    else { return }
    let error = clock.mostError.flatMap { values[$0].double }
    add(
      .warning, "clock", "clock",
      "not synchronized" + (error.map { ", it may be \(Int($0.rounded())) s off" } ?? ""))
  }

  private mutating func judgeFilesystems(_ places: NodePlaces, _ values: [Value]) {
    for filesystem in places.filesystems {
      var size = 0.0
      var available: Double?
      for number in filesystem.numbers {
        guard let value = values[number.place].double else { continue }
        if number.name.description == "size_bytes" { size = value } else { available = value }
      }
      guard let available, size > 0, available / size < 0.05 else { continue }
      let percent = Int((available / size * 100).rounded(.down))
      add(
        available / size < 0.01 ? .critical : .warning, "filesystem", filesystem.name,
        "\(percent) % of its space is left")
    }
  }

  private mutating func add(
    _ severity: Finding.Severity, _ kind: String, _ subject: String, _ text: String
  ) {
    guard list.count < 1000 else { return }
    list.append(Finding(severity, kind: kind, subject: subject, text: text))
  }

  private static func megabits(_ bytes: Double) -> UInt64 {
    UInt64(exactly: (bytes * 8e-6).rounded()) ?? .max
  }

  private static func percent(_ share: Double) -> String {
    "\(Int((share * 100).rounded())) %"
  }

  private static func count(_ number: Double, _ word: String) -> String {
    "\(UInt64(exactly: number) ?? .max) \(word)" + (number == 1 ? "" : "s")
  }

  private static func degrees(_ value: Double, _ name: String, _ limit: Double) -> String {
    "\(Int(value.rounded())) °C, \(name) is \(Int(limit.rounded())) °C"
  }
}
