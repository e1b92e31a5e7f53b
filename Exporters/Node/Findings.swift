internal import NodeModel

/// What a person should look at first, judged from one snapshot: the most severe come first.
struct Findings {
  /// The most that are told; a machine with more has one cause.
  static let limit = 50

  private(set) var list: [Finding] = []

  /// Judges a snapshot.
  init(_ places: NodePlaces, _ values: [Value]) {
    judgeTemperatures(places, values)
    judgeAlarms(places, values)
    judgeFilesystems(places, values)
    for link in places.links where values[link.degraded].double == 1 {
      add(.warning, "link", link.title, link.evidence(values))
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
        // A chip without separate alarms calls its only one "alarm".
        let kinds = raised.filter { $0 != "alarm" }
        let detail = kinds.isEmpty ? "" : ": " + kinds.joined(separator: ", ")
        add(.warning, "alarm", sensor.title, "alarm raised" + detail)
      }
    }
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

  private static func degrees(_ value: Double, _ name: String, _ limit: Double) -> String {
    "\(Int(value.rounded())) °C, \(name) is \(Int(limit.rounded())) °C"
  }
}
