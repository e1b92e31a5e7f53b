import Foundation
import TestSupport

/// What lm-sensors' own `sensors -u` prints: the witness against which our readers are held.
struct SensorsProgram {
  struct Sensor {
    let label: String
    /// By the names of the files: "temp1_input".
    var values: [String: Double] = [:]
  }
  /// By chip and sensor: "coretemp-isa-0000 temp1".
  private(set) var sensors: [String: Sensor] = [:]

  init(_ text: String) {
    var chip: String?
    var label = ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line.isEmpty {
        chip = nil
      } else if let chip {
        if line.hasPrefix("  ") {
          let parts = line.dropFirst(2).components(separatedBy: ": ")
          guard parts.count == 2, let value = Double(parts[1]) else { continue }
          let name = parts[0].hasSuffix("_vid") ? parts[0] : String(parts[0].prefix { $0 != "_" })
          let key = chip + " " + name
          sensors[key, default: Sensor(label: label)].values[parts[0]] = value
        } else if !line.hasPrefix("Adapter: ") {
          label = String(line.dropLast())
        }
      } else {
        chip = line
      }
    }
    // A switch of the whole chip, not a sensor.
    sensors = sensors.filter { !$0.key.hasSuffix(" beep") }
  }
}

/// One object of `probe sensors --json`.
struct PrintedSensor: Decodable {
  let chip: String
  let device: String
  let sensor: String
  let kind: String
  let label: String
  let value: Double?
  let refused: String?
  let unit: String
  let limits: [String: Double]
  let alarms: [String]

  static func all(_ json: String) throws -> [PrintedSensor] {
    try JSONDecoder().decode([PrintedSensor].self, from: Data(json.utf8))
  }
}

extension SensorsProgram {
  /// Every way in which our document says something else; readings that may not be believed are
  /// missing from it.
  func differences(from printed: [PrintedSensor]) -> [String] {
    var differences: [String] = []
    var rest = Dictionary(
      printed.map { ($0.chip + " " + $0.sensor, $0) }, uniquingKeysWith: { first, _ in first })
    if rest.count != printed.count { differences.append("a sensor stands twice") }
    for (key, truth) in sensors {
      guard let ours = rest.removeValue(forKey: key) else {
        differences.append("\(key) is missing")
        continue
      }
      differences += Self.differences(truth, ours).map { "\(key): \($0)" }
    }
    return differences + rest.keys.map { "\($0) is too much" }
  }

  private static func differences(_ truth: Sensor, _ ours: PrintedSensor) -> [String] {
    var found: [String] = []
    func file(_ suffix: String) -> Double? { truth.values["\(ours.sensor)_\(suffix)"] }
    if ours.label != truth.label.trimmingCharacters(in: .whitespaces) {
      found.append("label \(ours.label), not \(truth.label)")
    }
    let value =
      file("input") ?? file("average") ?? truth.values[ours.sensor]
      ?? (ours.kind == "intrusion" ? file("alarm") : nil)
    let (kind, unit) = meaning(of: ours.sensor)
    if ours.kind != kind || ours.unit != unit {
      found.append("\(ours.kind) in \(ours.unit)")
    }
    let refused = refusal(value, kind, fault: file("fault"))
    if ours.refused != refused {
      found.append("refused \(ours.refused ?? "-"), not \(refused ?? "-")")
    }
    if refused == nil, !agree(ours.value, value) {
      found.append("value \(String(describing: ours.value)), not \(String(describing: value))")
    }
    if refused != nil, ours.value != nil { found.append("a value that is refused") }

    var limits: [String: Double] = [:]
    var alarms: Set<String> = []
    for (name, number) in truth.values where name != ours.sensor {
      let suffix = String(name.dropFirst(ours.sensor.count + 1))
      if suffix == "alarm" || suffix == "fault" || suffix.hasSuffix("_alarm") {
        let word = suffix.replacingOccurrences(of: "_alarm", with: "")
        if number != 0 { alarms.insert(kind == "intrusion" ? "intrusion" : word) }
      } else if !["input", "type", "offset", "beep", "div", "pulses", "average_interval"]
        .contains(suffix), suffix != "average" || file("input") != nil
      {
        // What an NVMe drive says where it has no limit.
        if abs(number - 65261.85) > 0.01, number > -273.1 { limits[suffix] = number }
      }
    }
    if alarms != Set(ours.alarms) { found.append("alarms \(ours.alarms), not \(alarms.sorted())") }
    if limits.keys != ours.limits.keys
      || !limits.allSatisfy({ agree($0.value, ours.limits[$0.key]) })
    {
      found.append("limits \(ours.limits), not \(limits)")
    }
    return found
  }

  /// `sensors -u` prints three places.
  private static func agree(_ left: Double?, _ right: Double?) -> Bool {
    guard let left, let right else { return left == nil && right == nil }
    return abs(left - right) <= max(0.00051, abs(left) * 1e-12)
  }

  private static func meaning(of sensor: String) -> (kind: String, unit: String) {
    let all: [(String, String, String)] = [
      ("intrusion", "intrusion", ""), ("in", "voltage", "volts"), ("fan", "fan", "rpm"),
      ("temp", "temperature", "celsius"), ("power", "power", "watts"),
      ("energy", "energy", "joules"), ("curr", "current", "amperes"),
      ("humidity", "humidity", "percent"), ("cpu", "reference_voltage", "volts"),
    ]
    let found = all.first { sensor.hasPrefix($0.0) }
    return (found?.1 ?? "", found?.2 ?? "")
  }

  /// The rules for what no sensor of the kind can say, in their own words once more.
  private static func refusal(_ value: Double?, _ kind: String, fault: Double?) -> String? {
    if let fault, fault != 0 { return "fault" }
    guard let value else { return "absent" }
    let isPlausible =
      switch kind {
      case "temperature": value >= -60 && value <= 200 && ![-128, 127, 255].contains(value)
      case "fan": value >= 0 && value <= 60_000
      case "humidity": value >= 0 && value <= 100
      case "voltage", "current", "power", "reference_voltage": abs(value) <= 1_000_000
      default: value.isFinite
      }
    return isPlausible ? nil : "implausible"
  }
}
