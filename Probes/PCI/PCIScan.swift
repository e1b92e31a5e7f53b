internal import CLibPCI

/// One walk of libpci over the devices, in its order. Whatever it loaded is freed with the scan.
///
/// Safe, because the pointer stays inside and every text is copied.
@safe
struct PCIScan: ~Copyable {
  private let library: OpaquePointer
  /// Room for one name; the longest of pci.ids has 170 bytes.
  private static let longestName = 1024

  /// Scans sysfs, with `path` in the place of `/sys/bus/pci`.
  init(sysfs path: String) throws(PCIScanError) {
    unsafe try self.init { unsafe clibpci_open_sysfs(path, $0, $1) }
  }

  /// Reads a dump.
  init(dump file: String) throws(PCIScanError) {
    unsafe try self.init { unsafe clibpci_open_dump(file, $0, $1) }
  }

  private init(
    _ open: (UnsafeMutablePointer<CChar>?, Int) -> OpaquePointer?
  ) throws(PCIScanError) {
    var message = [CChar](repeating: 0, count: 256)
    let opened = unsafe message.withUnsafeMutableBufferPointer {
      unsafe open($0.baseAddress, $0.count)
    }
    guard let opened = unsafe opened else {
      let text = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      throw PCIScanError(message: String(decoding: text, as: UTF8.self))
    }
    unsafe library = opened
  }

  deinit {
    unsafe clibpci_close(library)
  }

  /// The next device that can be read, with its module alias; nil at the end.
  func next() -> (device: PCIDevice, modalias: String?)? {
    var raw = unsafe clibpci_device()
    var isWhole = false
    while unsafe clibpci_next(library, &raw, &isWhole) {
      if isWhole { return unsafe (named(raw), text(raw.module_alias)) }
    }
    return nil
  }

  /// What the capabilities of the last device say; nil where they cannot be read.
  func capabilities() -> (link: PCILink?, powerState: PCIPowerState?, lowerBus: UInt8?)? {
    var raw = clibpci_link()
    guard unsafe clibpci_read_link(library, &raw) else { return nil }
    var link = PCILink()
    link.width = (1...32).contains(raw.width) ? UInt64(raw.width) : nil
    link.maxWidth = (1...32).contains(raw.max_width) ? UInt64(raw.max_width) : nil
    link.speed = PCILink.speed(generation: raw.speed)
    link.maxSpeed = PCILink.speed(generation: raw.max_speed)
    return (
      link.isUnknown ? nil : link,
      UInt8(exactly: raw.power_state).flatMap { PCIPowerState(rawValue: $0) },
      UInt8(exactly: raw.secondary_bus)
    )
  }

  private func named(_ raw: clibpci_device) -> PCIDevice {
    let vendorID = unsafe raw.vendor_id
    let deviceID = unsafe raw.device_id
    let classID = unsafe raw.class_id
    let hasSubsystem = unsafe raw.subsystem_vendor_id != 0
    let numaNode = unsafe raw.numa_node
    var device = unsafe PCIDevice(
      address: PCIAddress(
        domain: raw.domain, bus: raw.bus, device: raw.device, function: raw.function),
      vendorID: vendorID, deviceID: deviceID,
      subsystemVendorID: hasSubsystem ? raw.subsystem_vendor_id : nil,
      subsystemID: hasSubsystem ? raw.subsystem_id : nil,
      classID: classID, programmingInterface: raw.prog_if, revision: raw.revision)
    device.vendor = unsafe name { unsafe clibpci_vendor_name(library, $0, $1, vendorID) }
    device.device = unsafe name { unsafe clibpci_device_name(library, $0, $1, vendorID, deviceID) }
    device.className = unsafe name { unsafe clibpci_class_name(library, $0, $1, classID) }
    // Where the list knows the base class alone, libpci appends the number.
    let suffix = " [\(classID.hexadecimal)]"
    if let full = device.className, full.hasSuffix(suffix) {
      device.className = String(full.dropLast(suffix.count))
    }
    if hasSubsystem {
      var copy = unsafe raw
      device.subsystem = unsafe name { unsafe clibpci_subsystem_name(library, $0, $1, &copy) }
    }
    device.driver = unsafe text(raw.driver)
    device.slot = unsafe text(raw.slot)
    device.numaNode = numaNode >= 0 ? Int(numaNode) : nil
    device.iommuGroup = unsafe text(raw.iommu_group).flatMap { Int($0) }
    return device
  }

  private func name(
    _ lookUp: (UnsafeMutablePointer<CChar>?, Int) -> UnsafePointer<CChar>?
  ) -> String? {
    var buffer = [CChar](repeating: 0, count: Self.longestName)
    return unsafe buffer.withUnsafeMutableBufferPointer {
      unsafe text(lookUp($0.baseAddress, $0.count))
    }
  }

  private func text(_ bytes: UnsafePointer<CChar>?) -> String? {
    guard let bytes = unsafe bytes else { return nil }
    return unsafe String(cString: bytes)
  }
}
