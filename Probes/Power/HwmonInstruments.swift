internal import NodeModel

/// The meters of power and energy among the sensors that `worker sensors` reads.
///
/// Source: the series of `SensorSource`. A chip is read once, by the worker, over its slow bus; nothing here
/// asks it again. What a sensor measures is known only where the driver's name or the board's label says so;
/// everything else is a rail.
struct HwmonInstruments {
  /// How an instrument's number is found among the readings of the table.
  enum Number: Sendable {
    /// Watts or joules of a sensor.
    case sensor(Series)
    /// Volts times amperes.
    case product(Series, Series)
  }

  private(set) var found: [(instrument: Instrument, number: Number)] = []
  private let inputs: Set<String>
  private let graceSockets: Set<String>
  private let lonePlatformMeter: Bool
  private let cardAddresses: Set<String>?
  private var devices: Set<[String]> = []

  /// - Parameter cards: accelerators that are no part of a processor; nil where there is no PCI bus that tells.
  init(_ table: SeriesTable, _ cards: [AcceleratorCard]?) {
    let chips = PowerChip.all(in: table)
    cardAddresses = cards.map { Set($0.map(\.address.description)) }
    inputs = BoardRails.inputs(
      Set(chips.filter { $0.kind == "ina3221" }.flatMap(\.voltages).map(\.label)))
    let platform = chips.filter { $0.kind == "power_meter" }.flatMap(\.powers)
    graceSockets = Set(platform.compactMap { GraceRail($0.label) }.filter(\.isCPU).map(\.socket))
    lonePlatformMeter = platform.count == 1
    for chip in chips {
      for sensor in chip.powers { add(sensor, of: chip, .sensor(sensor.series), isCounter: false) }
      for sensor in chip.energies { add(sensor, of: chip, .sensor(sensor.series), isCounter: true) }
      for (voltage, current) in chip.pairs {
        add(
          PowerChip.Sensor(
            name: "\(voltage.name)*\(current.name)", label: voltage.label, series: voltage.series),
          of: chip, .product(voltage.series, current.series), isCounter: false)
      }
    }
  }

  private mutating func add(
    _ sensor: PowerChip.Sensor, of chip: PowerChip, _ number: Number, isCounter: Bool
  ) {
    // Nothing hangs on the rail, and a core's energy is its socket's.
    if sensor.label == "NC" || (chip.kind == "amd_energy" && sensor.label.hasPrefix("Ecore")) {
      return
    }
    let role = isCounter ? self.role(energy: sensor, of: chip) : self.role(power: sensor, of: chip)
    var device = role.device ?? "\(chip.name) \(sensor.name)"
    // Chips on no bus may share a name.
    if !devices.insert([role.source, role.domain.word, device]).inserted {
      device = "\(chip.device)/\(sensor.name)"
    }
    var meter = Meter(
      source: role.source, domain: role.domain, device: device,
      kind: isCounter
        ? .counter(CounterScale())
        : .power(
          PowerScale(
            isMean: role.isMean, longestGap: 30_000_000_000,
            averagingInterval: role.isMean ? Self.averaging(of: sensor) : nil)),
      tier: role.domain == .wall ? .wall : .components, bounds: role.bounds,
      maximumMicrowatts: 20_000_000_000)
    meter.cadence = 1_000_000_000
    // The processor's own counters first.
    meter.preference = 8
    let place = "\(chip.name) \(sensor.name)"
    found.append(
      (
        Instrument(meter, place: sensor.label == sensor.name ? place : place + " " + sensor.label),
        number
      ))
  }
}

// MARK: - What a sensor measures

extension HwmonInstruments {
  private struct Role {
    var source = "hwmon"
    var domain = EnergyDomain.rail
    /// Nil: the sensor itself.
    var device: String?
    var isMean = false
    /// One reading a second of power that changes: up to 80 % were published for boards.
    var bounds = EnergyBounds(800_000)
  }

  /// What a controller that forms means is taken to be worth: no figure was published.
  private static let controller = EnergyBounds(100_000)

  /// A chip without its memory and regulators: how much those draw was not published, so the default of boards stands
  /// above it.
  private static let packageOfCard = EnergyBounds(below: 100_000, above: 800_000)

  /// In nanoseconds.
  private static func averaging(of sensor: PowerChip.Sensor) -> UInt64? {
    // What a chip says of itself may be any number.
    sensor.averagingInterval.map {
      min($0, Instrument.longestAveraging / 1_000_000) * 1_000_000
    }
  }

  /// A card's own power is booked; that of graphics that are part of a processor is inside the package.
  private func role(of chip: PowerChip, _ sensor: CardSensor) -> Role {
    let address = chip.device.split(separator: "/").last.map(String.init) ?? ""
    if !CardSensor.isOfCardsOnly(chip), cardAddresses?.contains(address) == false { return Role() }
    return Role(
      source: chip.kind, domain: .accelerator, device: address,
      bounds: sensor == .whole ? Self.controller : Self.packageOfCard)
  }

  private func role(power sensor: PowerChip.Sensor, of chip: PowerChip) -> Role {
    if let card = CardSensor.power(sensor, of: chip) { return role(of: chip, card) }
    switch chip.kind {
    case "power_meter":
      if let rail = GraceRail(sensor.label) {
        return Role(
          source: "grace", domain: rail.domain(among: graceSockets),
          device: rail.device(among: graceSockets), isMean: true, bounds: Self.controller)
      }
      // Of several without a name nobody knows which contains which.
      return lonePlatformMeter
        ? Role(source: "acpi_power_meter", domain: .wall, isMean: true, bounds: Self.controller)
        : Role(isMean: true, bounds: Self.controller)
    case "ina3221" where inputs.contains(sensor.label):
      return Role(source: "ina3221", domain: .psys)
    case "corsairpsu" where sensor.label == "power total":
      return Role(source: "corsairpsu", domain: .psys, bounds: Self.controller)
    case let kind where Self.powerSupplies.contains(kind) && sensor.label.hasPrefix("pin"):
      return Role(source: "psu", domain: .wall, bounds: Self.controller)
    default:
      return Role()
    }
  }

  private func role(energy sensor: PowerChip.Sensor, of chip: PowerChip) -> Role {
    if let card = CardSensor.energy(sensor, of: chip) { return role(of: chip, card) }
    guard chip.kind == "amd_energy", sensor.label.hasPrefix("Esocket") else { return Role() }
    return Role(
      source: "amd_energy", domain: .package,
      device: String(sensor.label.dropFirst("Esocket".count)), bounds: EnergyBounds(50_000))
  }

  /// Drivers of power supplies whose input is the mains; Linux `drivers/hwmon/pmbus`. Other PMBus chips are
  /// regulators on the board.
  private static let powerSupplies: Set<String> = [
    "acbel_fsg032", "cffps1", "cffps2", "crps185", "dps650ab", "dps800", "dps1200", "dps2000",
    "fsp550", "fsp3y", "ym2151e", "yh5151e", "ipsps1", "pfe1100", "pfe3000",
  ]
}
