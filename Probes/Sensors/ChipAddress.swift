/// Where a chip sits: the middle and the end of the name that `sensors` prints.
struct ChipAddress: Equatable, Sendable {
  /// The buses that libsensors knows.
  enum Bus: String, Sendable {
    case i2c, isa, pci, spi, virtual, acpi, hid, mdio, scsi
  }

  var bus: Bus
  var number: Int16 = 0
  var address: UInt32 = 0

  /// A chip without a device, or on a bus that libsensors has no word for.
  static let virtual = ChipAddress(bus: .virtual)

  /// The name as `sensors` prints it: prefix, bus, number where the bus has several, address.
  func name(_ prefix: String) -> String {
    let hex = String(address, radix: 16)
    return switch bus {
    case .isa, .pci: "\(prefix)-\(bus)-\(hex.padded(to: 4))"
    case .i2c: "\(prefix)-i2c-\(number)-\(hex.padded(to: 2))"
    case .spi, .hid, .scsi: "\(prefix)-\(bus)-\(number)-\(hex)"
    case .virtual, .acpi, .mdio: "\(prefix)-\(bus)-\(hex)"
    }
  }

  /// What `sensors` calls the adapter; nil for I²C, whose adapters have names of their own.
  var adapter: String? {
    switch bus {
    case .i2c: nil
    case .isa: "ISA adapter"
    case .pci: "PCI adapter"
    case .spi: "SPI adapter"
    case .virtual: "Virtual device"
    case .acpi: "ACPI interface"
    case .hid: "HID adapter"
    case .mdio: "MDIO adapter"
    case .scsi: "SCSI adapter"
    }
  }

  /// Reads the name of a device on the bus `subsystem` (nil: the kernel does not tell); nil where
  /// neither says what libsensors could name. Legacy ISA chips are found on I²C bus 9191.
  init?(device: String, subsystem: String?) {
    func isOn(_ bus: String) -> Bool { subsystem == nil || subsystem == bus }
    var text = DeviceNameScanner(device)
    if isOn("i2c"), let number = text.decimal(), text.skip("-"), let address = text.hex() {
      self.init(bus: .i2c, number: Int16(truncatingIfNeeded: number), address: address)
      if number == 9191 { self = ChipAddress(bus: .isa, address: address) }
      return
    }
    text.restart()
    if isOn("spi"), text.skip("spi"), let number = text.decimal(), text.skip("."),
      let address = text.decimal()
    {
      self.init(bus: .spi, number: Int16(truncatingIfNeeded: number), address: address)
      return
    }
    text.restart()
    if isOn("pci"), let domain = text.hex(), text.skip(":"), let bus = text.hex(),
      text.skip(":"), let slot = text.hex(), text.skip("."), let function = text.hex()
    {
      self.init(
        bus: .pci, address: (domain << 16) &+ (bus << 8) &+ (slot << 3) &+ function)
      return
    }
    text.restart()
    switch subsystem {
    case nil, "platform", "of_platform":
      self.init(bus: .isa)
      if text.skipPlatformName(), text.skip("."), let address = text.decimal() {
        self.address = address
      }
    case "acpi":
      self.init(bus: .acpi)
    case "hid":
      guard let bus = text.hex(), text.skip(":"), text.hex() != nil, text.skip(":"),
        text.hex() != nil, text.skip("."), let id = text.hex()
      else { return nil }
      self.init(bus: .hid, number: Int16(truncatingIfNeeded: bus), address: id)
    case "mdio_bus":
      self.init(bus: .mdio)
      if text.skip(upTo: ":"), text.skip(":"), let address = text.decimal() {
        self.address = address
      }
    case "scsi":
      guard let host = text.decimal(), text.skip(":"), let channel = text.decimal(),
        text.skip(":"), let target = text.decimal(), text.skip(":"), let unit = text.hex()
      else { return nil }
      self.init(
        bus: .scsi, number: Int16(truncatingIfNeeded: host),
        address: (channel << 8) &+ (target << 4) &+ unit)
    default:
      return nil
    }
  }

  private init(bus: Bus, number: Int16 = 0, address: UInt32 = 0) {
    self.bus = bus
    self.number = number
    self.address = address
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    String(repeating: "0", count: max(0, width - utf8.count)) + self
  }
}
