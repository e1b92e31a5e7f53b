/// Reads `sensors`: what temperatures have shown.
struct SensorReader {
  private enum Member: String, CaseIterable {
    case chip, device
    case name = "sensor"
    case kind, label, unit, histogram
  }
  private enum Figure: String, CaseIterable {
    case schema, count, sum
    case least = "min"
    case most = "max"
  }

  /// A sensor, as far as it is read.
  private struct Sensor {
    var chip: JSONText?
    var name: JSONText?
    var label: JSONText?
    var isTemperature = false
    var count: UInt64 = 0
    var sum: Double?
    var most: Double?
  }

  /// Degrees Celsius that matter of a computer may have; the rest is a sensor that is broken.
  private static let plausible = -273.15...1000

  private let members = MemberNames<Member>()
  private let figures = MemberNames<Figure>()

  /// Reads all of them; nil where no temperature is among them.
  func heat(_ walker: inout JSONWalker) throws(JSONFault) -> NodeHeat? {
    var warmest: (sensor: Sensor, most: Double, mean: Double)?
    var inlet: Double?
    try walker.array { (walker) throws(JSONFault) in
      let sensor = try sensor(&walker)
      guard sensor.isTemperature, sensor.count > 0, let most = sensor.most, let sum = sensor.sum
      else { return }
      let mean = sum / Double(sensor.count)
      guard Self.plausible.contains(most), Self.plausible.contains(mean) else { return }
      if most > warmest?.most ?? -.infinity { warmest = (sensor, most, mean) }
      if inlet == nil, let label = sensor.label, walker.namesInlet(label) { inlet = mean }
    }
    return warmest.map { one in
      let name = (one.sensor.label ?? one.sensor.name).map { walker.text($0) } ?? ""
      let chip = one.sensor.chip.map { walker.text($0) } ?? ""
      return NodeHeat(sensor: "\(name) (\(chip))", most: one.most, mean: one.mean, inlet: inlet)
    }
  }

  private func sensor(_ walker: inout JSONWalker) throws(JSONFault) -> Sensor {
    var sensor = Sensor()
    _ = try members.read(&walker) { (walker, member) throws(JSONFault) in
      switch member {
      case .chip: sensor.chip = try walker.string()
      case .name: sensor.name = try walker.string()
      case .label: sensor.label = try walker.string()
      case .kind: sensor.isTemperature = walker.says(try walker.string(), "temperature")
      case .histogram: try read(&walker, into: &sensor)
      case .device, .unit: try walker.skip()
      }
    }
    return sensor
  }

  private func read(_ walker: inout JSONWalker, into sensor: inout Sensor) throws(JSONFault) {
    _ = try figures.read(&walker) { (walker, member) throws(JSONFault) in
      switch member {
      case .count: sensor.count = try walker.whole()
      case .sum: sensor.sum = try walker.number()
      case .most: sensor.most = try walker.number()
      case .schema, .least: try walker.skip()
      }
    }
  }
}

extension JSONWalker {
  /// Whether a label is that of incoming air: "Inlet", "System Inlet Temp", "inlet_temp".
  fileprivate func namesInlet(_ label: JSONText) -> Bool {
    // "inlet", the first letter lowest. Letters of ASCII are alike but for one bit.
    let inlet: UInt64 = 0x74_656C_6E69
    guard label.end - label.start >= 5 else { return false }
    return (label.start...label.end - 5).contains {
      (eightBytes($0) | 0x20_2020_2020) & 0xFF_FFFF_FFFF == inlet
    }
  }
}
