public import LinuxFiles
public import NodeModel

/// What the PCI devices are, for the short-lived worker that scans them.
///
/// Source: `PCIInventory`. One group, since libpci scans all devices at once; nothing is left to be
/// read after the scan.
public final class PCIInventorySource: GroupedSource {
  /// All families that it may fill.
  public static let metrics: [Metric] = [.pciDeviceInfo]

  /// One series a device.
  public private(set) var series = SeriesTable()

  private let watch: PCIBusWatch?
  private let infos: [Series]
  /// Which driver each device had: it is a label, so another driver makes another series.
  private let drivers: [(device: String, driver: String?)]

  /// Scans once.
  public init(below root: borrowing Root) throws(PCIScanError) {
    // Watched from before the scan, so that what comes while it runs is a change.
    watch = try? PCIBusWatch(below: root)
    let found = try PCIInventory(below: root).devices
    var series = SeriesTable()
    infos = found.map { series.add(.pciDeviceInfo, labels: Self.labels(of: $0)) }
    let watch = watch
    drivers = found.map { ($0.address.description, watch?.driver(of: $0.address.description)) }
    self.series = series
  }

  /// One group, since one scan reads all devices.
  public var groups: [ReadingGroup] {
    [ReadingGroup(key: "pci", members: 0..<infos.count, cadence: .seconds(3600))]
  }

  /// Sets every device's 1; the scan was done when the source was made.
  public func read(_ index: Int, into readings: inout Readings, buffer: inout ReadBuffer) {
    for info in infos { readings.set(info, count: 1) }
  }

  /// Whether a device came, left, was replaced, or has another driver.
  public func hasChanged() -> Bool {
    guard let watch else { return false }
    var buffer = ReadBuffer()
    guard watch.sawEvent(buffer: &buffer) else { return false }
    if watch.hasChanged(buffer: &buffer) { return true }
    return drivers.contains { watch.driver(of: $0.device) != $0.driver }
  }

  /// What does not change while the device stays, and its driver. Unknown labels are left out.
  private static func labels(of device: PCIDevice) -> [Label] {
    let all: [(name: String, value: String?)] = [
      ("device", device.address.description),
      ("vendor_id", device.vendorID.hexadecimal),
      ("device_id", device.deviceID.hexadecimal),
      ("subsystem_vendor_id", device.subsystemVendorID?.hexadecimal),
      ("subsystem_id", device.subsystemID?.hexadecimal),
      ("class_id", device.classID.hexadecimal),
      ("revision", device.revision.hexadecimal),
      ("vendor", device.vendor),
      ("model", device.device),
      ("class", device.className),
      ("kind", device.kind.rawValue),
      ("driver", device.driver),
      ("numa_node", device.numaNode.map(String.init)),
      ("iommu_group", device.iommuGroup.map(String.init)),
      ("slot", device.slot),
      ("physical_function", device.physicalFunction?.description),
    ]
    return all.compactMap { item in item.value.map { Label(item.name, $0) } }
  }
}

extension Metric {
  static let pciDeviceInfo = Metric(
    "nodeprobe_pci_device_info", "A PCI device: what it is, where it sits and what drives it")
}
