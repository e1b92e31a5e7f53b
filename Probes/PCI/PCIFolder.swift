internal import LinuxFiles

/// What sysfs tells of the devices beside what libpci reads; for discovery, not for rounds.
///
/// Source: `/sys/bus/pci/devices/ADDRESS/`, Linux `Documentation/ABI/testing/sysfs-bus-pci`.
struct PCIFolder: ~Copyable {
  private let devices: Directory

  /// Fails with an absent file where the kernel has no PCI.
  init(below sys: borrowing Directory) throws(SystemError) {
    devices = try Directory("bus/pci/devices", below: sys)
  }

  /// The addresses of all devices, sorted.
  var addresses: [PCIAddress] {
    devices.names().compactMap { PCIAddress($0) }.sorted()
  }

  /// The port or bridge right above: the folder that the device's own lies in.
  func parent(of address: PCIAddress) -> PCIAddress? {
    guard let target = devices.link(address.description) else { return nil }
    return target.split(separator: "/").dropLast().last.flatMap { PCIAddress($0) }
  }

  /// The name of the driver that has the device.
  func driver(of address: PCIAddress) -> String? {
    devices.linkName("\(address)/driver")
  }

  /// The device whose virtual function `address` is.
  func physicalFunction(of address: PCIAddress) -> PCIAddress? {
    devices.linkName("\(address)/physfn").flatMap { PCIAddress($0) }
  }

  /// Whether the device has the attribute; nothing is read.
  func has(_ attribute: StaticString, _ address: PCIAddress) -> Bool {
    devices.contains("\(address)/\(attribute)")
  }

  /// A number such as "0x1af4" or "8".
  func number(_ attribute: StaticString, _ address: PCIAddress) -> UInt64? {
    parse(attribute, address) { text in
      var scanner = ByteScanner(text)
      return scanner.skip("0x") ? scanner.hexadecimal() : scanner.unsigned()
    }
  }

  /// How far the device sleeps. Kernels before 5.12 say only whether it is suspended.
  func powerState(of address: PCIAddress) -> PCIPowerState? {
    guard has("power_state", address) else {
      return devices.text(of: "\(address)/power/runtime_status") == "suspended" ? .d3hot : nil
    }
    return parse("power_state", address) { PCIPowerState(text: $0) }
  }

  /// The link as this end sees it. Only for a device that is awake: the read would wake it.
  func link(of address: PCIAddress) -> PCILink? {
    var link = PCILink()
    link.width = parse("current_link_width", address, PCILink.width)
    link.maxWidth = parse("max_link_width", address, PCILink.width)
    link.speed = parse("current_link_speed", address, PCILink.speed)
    link.maxSpeed = parse("max_link_speed", address, PCILink.speed)
    return link.isUnknown ? nil : link
  }

  /// Nil where the device cannot split itself.
  func virtualFunctions(of address: PCIAddress) -> PCIDevice.VirtualFunctions? {
    guard let limit = number("sriov_totalvfs", address), limit > 0,
      let count = number("sriov_numvfs", address)
    else { return nil }
    return PCIDevice.VirtualFunctions(count: count, limit: limit)
  }

  private func parse<Parsed>(
    _ attribute: StaticString, _ address: PCIAddress,
    _ body: (Span<UInt8>) throws(SystemError) -> Parsed?
  ) -> Parsed? {
    var buffer = ReadBuffer()
    let path = "\(address)/\(attribute)"
    guard let text = try? devices.contents(of: path, into: &buffer) else { return nil }
    return (try? body(text)) ?? nil
  }
}
