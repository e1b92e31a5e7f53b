import NodeModel
import Probes
import Terminal

/// Sensors as a table: a chip's name stands at its first sensor, and again at none.
enum SensorTable {
  /// The table's lines.
  static func lines(of reports: [SensorReport]) -> [String] {
    var table = Table([
      .init("CHIP"), .init("SENSOR"), .init("LABEL"), .init("VALUE", .right), .init("LIMITS"),
      .init("ALARM"),
    ])
    let isTwin = twins(in: reports)
    var last: (chip: String, device: String)?
    for report in reports {
      let chip = isTwin[report.chip] == true ? "\(report.chip) (\(report.device))" : report.chip
      table.add([
        (report.chip, report.device) == last ?? ("", "") ? "" : chip,
        report.sensor,
        report.label == report.sensor ? "" : report.label,
        value(of: report),
        limits(of: report),
        report.alarms.joined(separator: ", "),
      ])
      last = (report.chip, report.device)
    }
    return table.lines
  }

  /// Which chips' names stand for more than one device.
  private static func twins(in reports: [SensorReport]) -> [String: Bool] {
    Dictionary(grouping: reports, by: \.chip).mapValues { Set($0.map(\.device)).count > 1 }
  }

  private static func value(of report: SensorReport) -> String {
    guard let value = report.value else {
      return "no value (\(report.refusal?.word ?? "absent"))"
    }
    if report.kind == .intrusion { return value == 0 ? "closed" : "opened" }
    return text(value, report.kind) + " " + symbol(report.kind)
  }

  private static func limits(of report: SensorReport) -> String {
    report.limits.map { limit in
      let name = limit.name.split(separator: "_").joined(separator: " ")
      return name + " " + text(limit.value, report.kind)
    }.joined(separator: ", ")
  }

  private static func text(_ value: Double, _ kind: SensorKind) -> String {
    switch kind {
    case .fan, .intrusion: value.fixed(0)
    case .temperature, .humidity: value.fixed(1)
    case .voltage, .referenceVoltage, .current, .power, .energy: value.fixed(3)
    }
  }

  private static func symbol(_ kind: SensorKind) -> String {
    switch kind {
    case .temperature: "°C"
    case .fan: "rpm"
    case .voltage, .referenceVoltage: "V"
    case .current: "A"
    case .power: "W"
    case .energy: "J"
    case .humidity: "%"
    case .intrusion: ""
    }
  }
}

extension Double {
  /// A decimal with so many places.
  fileprivate func fixed(_ places: Int) -> String {
    var unit: Int64 = 1
    for _ in 0..<places { unit *= 10 }
    guard magnitude < 1e12 else { return description }
    let scaled = Int64((magnitude * Double(unit)).rounded())
    let sign = self < 0 && scaled > 0 ? "-" : ""
    guard places > 0 else { return sign + String(scaled) }
    let fraction = String(scaled % unit)
    let zeros = String(repeating: "0", count: places - fraction.count)
    return "\(sign)\(scaled / unit).\(zeros)\(fraction)"
  }
}
