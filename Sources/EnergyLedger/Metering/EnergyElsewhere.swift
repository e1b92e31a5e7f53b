internal import NodeModel

/// Energy of the time in which nobody looked that stands in other books: no meter tells it once more.
///
/// Each meter leaves it out of the first that it tells after the start, so that whichever of them tells a place or the
/// node, then or when it comes back later, tells the same. No meter tells less than nothing.
struct EnergyElsewhere {
  /// By component: in all of the time, and since the machine was switched on.
  private var all: [EnergyComponent: UInt64] = [:]
  private var sincePowerOn: [EnergyComponent: UInt64] = [:]
  /// What is left out, by component and place.
  private var ofPlaces: [EnergyComponent: [UInt64: UInt64]] = [:]
  /// What is left out of meters of the whole, by their source.
  private var ofWholes: [UInt64: UInt64] = [:]
  /// Meters that have told their first.
  private var asked: Set<UInt64> = []

  var isEmpty: Bool { all.isEmpty }

  init() {}

  init(_ commands: [CommandEnergy], poweredOn: UInt64) {
    for command in commands {
      for (component, energy) in command.energy where energy > 0 {
        Self.add(energy, to: &all[component, default: 0])
        guard command.start >= poweredOn else { continue }
        Self.add(energy, to: &sincePowerOn[component, default: 0])
      }
    }
  }

  /// The files of commands may say anything.
  private static func add(_ energy: UInt64, to sum: inout UInt64) {
    let (more, isOver) = sum.addingReportingOverflow(energy)
    sum = isOver ? .max : more
  }

  private func amounts(seenBy meter: Meter) -> [EnergyComponent: UInt64] {
    if case .counter(let scale) = meter.kind, scale.life == .outside { all } else { sincePowerOn }
  }

  /// What a meter of a place leaves out of its first energy since the start. Rows do not say of which device they are: of
  /// places of the same component the first that tells leaves out as much as it has.
  mutating func take(
    of energy: UInt64, seenBy meter: Meter, _ identity: UInt64, at place: MeterTree.Place
  ) -> UInt64 {
    guard asked.insert(identity).inserted else { return 0 }
    let component = place.component
    var left = amounts(seenBy: meter)[component] ?? 0
    for (other, amount) in ofPlaces[component] ?? [:] where other != place.identity {
      left -= min(left, amount)
    }
    let taken = min(energy, left)
    let before = ofPlaces[component]?[place.identity] ?? 0
    ofPlaces[component, default: [:]][place.identity] = max(before, taken)
    return taken
  }

  /// The same of a meter of the whole, which sees these components.
  mutating func take(
    of energy: UInt64, seenBy meter: Meter, _ identity: UInt64, of whole: UInt64,
    _ isInside: (EnergyComponent) -> Bool
  ) -> UInt64 {
    guard asked.insert(identity).inserted else { return 0 }
    var sum: UInt64 = 0
    for (component, amount) in amounts(seenBy: meter) where isInside(component) {
      Self.add(amount, to: &sum)
    }
    let before = ofWholes[whole] ?? 0
    let taken = min(energy, sum - min(sum, before))
    ofWholes[whole] = before + taken
    return taken
  }
}
