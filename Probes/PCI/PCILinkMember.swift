internal import LinuxFiles
internal import NodeModel

/// One device of the probe `PCILinks`: which of its files exist, and their places on the page.
struct PCILinkMember {
  struct LinkSeries {
    let width, maxWidth, speed, maxSpeed: Series
    /// Declared at the lower end of a link only, so that a bad link shows once.
    let degraded: Series?
  }
  struct ErrorSeries {
    let correctable, nonfatal, fatal: Series
  }
  struct VirtualFunctionSeries {
    let count, limit: Series
  }

  /// The name of its folder; 12 characters need no memory of their own.
  let address: String
  /// The place of the port above it.
  let port: Int?
  let speedVaries: Bool
  /// All its places.
  let series: Range<Int>

  let powerState: Series?
  /// The file of the power state, where no other file of the device is read; nil where its folder is opened.
  let powerFile: String?
  let link: LinkSeries?
  let errors: ErrorSeries?
  let virtualFunctions: VirtualFunctionSeries?

  /// The link when it was last read. What an end can do does not change, so it is read once.
  var known = PCILink()

  /// Looks at all devices and declares their series.
  static func all(in folder: borrowing PCIFolder, series: inout SeriesTable) -> [PCILinkMember] {
    var described: [PCITopology.Member] = []
    for address in folder.addresses {
      described.append(
        PCITopology.Member(
          address: address, parent: folder.parent(of: address),
          vendorID: UInt16(truncatingIfNeeded: folder.number("vendor", address) ?? 0),
          classID: UInt16(truncatingIfNeeded: (folder.number("class", address) ?? 0) >> 8),
          driver: folder.driver(of: address)))
    }
    let topology = PCITopology(described)
    var members: [PCILinkMember] = []
    for (place, device) in described.enumerated() {
      members.append(
        PCILinkMember(
          device.address, port: topology.ports[place], speedVaries: topology.speedVaries[place],
          in: folder, series: &series))
    }
    return members
  }

  private init(
    _ address: PCIAddress, port: Int?, speedVaries: Bool, in folder: borrowing PCIFolder,
    series: inout SeriesTable
  ) {
    let name = address.description
    let first = series.entries.count
    self.address = name
    self.port = port
    self.speedVaries = speedVaries
    powerState =
      folder.has("power_state", address) ? series.add(.pciPowerState, ["device": name]) : nil

    // A virtual function has no link but its device's.
    let hasLink =
      folder.has("current_link_width", address) && !folder.has("physfn", address)
    link =
      !hasLink
      ? nil
      : LinkSeries(
        width: series.add(.pciLinkWidth, ["device": name]),
        maxWidth: series.add(.pciLinkMaxWidth, ["device": name]),
        speed: series.add(.pciLinkSpeed, ["device": name]),
        maxSpeed: series.add(.pciLinkMaxSpeed, ["device": name]),
        degraded: port == nil || address.function != 0
          ? nil : series.add(.pciLinkDegraded, ["device": name]))
    errors =
      !folder.has("aer_dev_correctable", address)
      ? nil
      : ErrorSeries(
        correctable: series.add(.pciErrors, ["device": name, "severity": "correctable"]),
        nonfatal: series.add(.pciErrors, ["device": name, "severity": "nonfatal"]),
        fatal: series.add(.pciErrors, ["device": name, "severity": "fatal"]))
    // Some kernels show the files on devices that cannot split themselves.
    virtualFunctions =
      (folder.number("sriov_totalvfs", address) ?? 0) == 0
      ? nil
      : VirtualFunctionSeries(
        count: series.add(.pciVirtualFunctions, ["device": name]),
        limit: series.add(.pciMaxVirtualFunctions, ["device": name]))
    let hasMore = link != nil || errors != nil || virtualFunctions != nil
    powerFile = powerState == nil || hasMore ? nil : name + "/power_state"
    self.series = first..<series.entries.count
  }
}
