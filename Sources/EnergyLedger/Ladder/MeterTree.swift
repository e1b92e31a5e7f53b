internal import NodeModel

/// What contains what: places whose energy adds up, the meters that can tell it, best first, and meters of
/// the whole.
///
/// Meters of `core` and `uncore` are inside a package and belong to no place: they are only shown.
struct MeterTree {
  /// A place where energy flows: one component of one device.
  struct Place {
    let component: EnergyComponent
    let device: String
    let identity: UInt64
    /// Meters of this energy, best first; one at a time is counted.
    var meters: [Int] = []
    /// Whether psys does not contain it.
    var isBesidePlatform = false
  }

  /// Meters that see the whole together, such as all power supplies of one source.
  struct Whole {
    let rung: Rung
    let source: String
    let identity: UInt64
    var meters: [Int] = []

    init(_ rung: Rung, _ source: String, meters: [Int]) {
      (self.rung, self.source, self.meters) = (rung, source, meters)
      identity = Checksum.of("\(rung.word)\n\(source)")
    }
  }

  private(set) var places: [Place] = []
  /// Best first.
  private(set) var wholes: [Whole] = []
  private(set) var mirrors: [MirrorWatch] = []
  /// The place of what a meter of the whole sees beyond all others: the last one.
  var rest: Int { places.count - 1 }

  init(_ topology: Topology) {
    let meters = topology.meters
    // Best first, so that every list below is in that order.
    let ranked = meters.indices.sorted {
      let (left, right) = (meters[$0], meters[$1])
      return (left.tier.rawValue, left.preference, $0) < (right.tier.rawValue, right.preference, $1)
    }
    for meter in meters { enter(meter) }
    for number in ranked { add(number, meters[number]) }
    wholes = wholes.filter { $0.rung == .wall } + wholes.filter { $0.rung == .psys }
    for traits in topology.places where !traits.device.isEmpty {
      enter(traits.component, traits.device)
    }
    enter(.rest, "")
    pairMirrors(meters)
  }

  /// The identity of a meter across restarts.
  static func identity(of meter: Meter) -> UInt64 {
    Checksum.of("\(meter.source)\n\(meter.domain.word)\n\(meter.device)\n\(meter.tier.letter)")
  }

  /// The place of a component of a device.
  func place(_ component: EnergyComponent, _ device: String) -> Int? {
    places.firstIndex { $0.component == component && $0.device == device }
  }

  private mutating func enter(_ meter: Meter) {
    guard let component = meter.domain.component else { return }
    // An empty device is the place that the ledger makes itself.
    enter(component, meter.device.isEmpty ? "0" : meter.device)
  }

  private mutating func enter(_ component: EnergyComponent, _ device: String) {
    guard place(component, device) == nil else { return }
    let identity = Checksum.of("\(component.word)\n\(device)")
    places.append(Place(component: component, device: device, identity: identity))
  }

  private mutating func add(_ number: Int, _ meter: Meter) {
    if let component = meter.domain.component {
      guard let place = place(component, meter.device.isEmpty ? "0" : meter.device) else { return }
      places[place].meters.append(number)
      if meter.isBesidePlatform { places[place].isBesidePlatform = true }
    } else if meter.domain == .wall || meter.domain == .psys {
      let rung: Rung = meter.domain == .wall ? .wall : .psys
      if let whole = wholes.firstIndex(where: { $0.rung == rung && $0.source == meter.source }) {
        wholes[whole].meters.append(number)
      } else {
        wholes.append(Whole(rung, meter.source, meters: [number]))
      }
    }
  }

  /// Meters of one group are compared with the first of it, source by source.
  private mutating func pairMirrors(_ meters: [Meter]) {
    for second in meters.indices {
      guard let group = meters[second].mirrorGroup, case .counter(let scale) = meters[second].kind
      else { continue }
      let twin = meters.indices.first {
        meters[$0].mirrorGroup == group && meters[$0].source == meters[second].source
          && meters[$0].kind == .counter(scale)
      }
      guard let twin, twin < second else { continue }
      mirrors.append(MirrorWatch(meters, first: twin, second: second, scale: scale))
    }
  }

  /// Sees whether two counters are one.
  mutating func compare(mirror: Int, _ left: UInt64, _ right: UInt64) {
    mirrors[mirror].compare(left, right)
  }

  /// Goes on with what was found out about a pair before.
  mutating func keepMirrors(of old: MeterTree) {
    for place in mirrors.indices {
      for pair in old.mirrors where mirrors[place].goOn(from: pair) { break }
    }
  }

  /// Whether a meter shows what another one shows already.
  func isMirror(_ meter: Int) -> Bool {
    mirrors.contains { $0.second == meter && $0.isMirror }
  }

  /// Whether a meter was seen to show what another one shows: a whole can be told without it, and its place has no energy
  /// of its own.
  func isSeenMirror(_ meter: Int) -> Bool {
    mirrors.contains { $0.second == meter && $0.isMirror && $0.isCompared }
  }
}
