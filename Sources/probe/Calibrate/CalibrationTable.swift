import NodeModel
import PowerModel
import Terminal

/// A calibration for people: every step beside what the model says of it, and how it came about.
struct CalibrationTable {
  let style: Style

  /// Lines for a terminal of `width` cells; nil stands for any width. `now` in nanoseconds since 1970.
  func lines(of calibration: Calibration, width: Int?, now: UInt64) -> [String] {
    // On its own machine it is never refused.
    guard let model = try? CalibratedModel(calibration, on: calibration.machine) else { return [] }
    let age = Double(now - min(now, calibration.made)) / 1e9
    let title =
      "Fitted \(Timestamp.minute(calibration.made)) UTC, \(Quantity.duration(age)) ago, against "
      + "\(calibration.meter)".printable
    return [style(.strong, title)] + table(calibration, model).lines + [""]
      + model.method.wrapped(to: width ?? .max)
  }

  private func table(_ calibration: Calibration, _ model: CalibratedModel) -> Table {
    let hasClock = calibration.steps.contains { $0.hertz != nil }
    var columns: [Table.Column] = [.init("LOAD"), .init("BUSY", .right)]
    if hasClock { columns.append(.init("CLOCK", .right)) }
    columns += [.init("WATTS", .right), .init("MODEL", .right), .init("OFF", .right)]
    var table = Table(columns)
    for step in calibration.steps {
      let power = model.power(at: UInt32(step.utilization * 1e6), hertz: step.hertz)
      let watts = Double(power.value) / 1e6
      var cells = [(step.load ?? "").printable, Quantity.percent(step.utilization)]
      if hasClock { cells.append(step.hertz.map { Quantity.scaled(Double($0), in: .hertz) } ?? "") }
      cells += [Quantity.short(step.watts), Quantity.short(watts)]
      cells.append(Quantity.fixed((step.watts / watts - 1) * 100, 1) + " %")
      table.add(cells)
    }
    return table
  }
}
