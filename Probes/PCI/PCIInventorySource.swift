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

  private let infos: [Series]

  /// Scans once.
  public init(below root: borrowing Root) throws(PCIScanError) {
    let found = try PCIInventory(below: root).devices
    // A driver of the kernel's own has no version but the kernel's.
    var versions: [String: String] = [:]
    for driver in Set(found.compactMap(\.driver)) {
      versions[driver] = root.sys.text(of: "bus/pci/drivers/\(driver)/module/version")
    }
    var series = SeriesTable()
    infos = found.map { series.add(.pciDeviceInfo, labels: Self.labels(of: $0, versions)) }
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

  /// What does not change while the device stays, and its driver. Unknown labels are left out.
  private static func labels(of device: PCIDevice, _ versions: [String: String]) -> [Label] {
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
      ("driver_version", device.driver.flatMap { versions[$0] }),
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
