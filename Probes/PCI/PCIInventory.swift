internal import CLibPCI
public import LinuxFiles

/// Every PCI device of a machine or of a dump, through libpci, with the names of pci.ids.
///
/// Source: `/sys/bus/pci` or the text of `lspci -x`. A scan costs some milliseconds and, while the
/// list of names is loaded, 2 MB: it is for short-lived processes.
public struct PCIInventory: Sendable {
  /// The devices by address.
  public let devices: [PCIDevice]

  /// Scans the devices below `root`; none where the kernel has no PCI. Devices that leave meanwhile
  /// are left out.
  public init(below root: borrowing Root) throws(PCIScanError) {
    // Looked at first, since libpci takes the absence of PCI for an error.
    let folder: PCIFolder
    do {
      folder = try PCIFolder(below: root.sys)
    } catch  where error.isAbsent {
      devices = []
      return
    } catch {
      throw PCIScanError(message: error.description)
    }
    let scan = try PCIScan(sysfs: root.sys.path(of: "bus/pci"))
    let aliases = root.isLive ? ModuleAliases(runningBelow: root.proc) : nil
    var devices: [PCIDevice] = []
    while let (found, modalias) = scan.next() {
      var device = found
      if let modalias { device.modules = aliases?.modules(for: modalias) ?? [] }
      device.parent = folder.parent(of: device.address)
      device.physicalFunction = folder.physicalFunction(of: device.address)
      device.virtualFunctions = folder.virtualFunctions(of: device.address)
      device.powerState = folder.powerState(of: device.address)
      if (device.powerState ?? .d0) == .d0 { device.link = folder.link(of: device.address) }
      devices.append(device)
    }
    self.devices = Self.judged(devices)
  }

  /// Reads the dump `file`, the text of `lspci -x`, `-xxx` or `-xxxx`; longer forms show links too.
  public init(dump file: String) throws(PCIScanError) {
    let scan: PCIScan
    do {
      scan = try PCIScan(dump: file)
    } catch {
      throw PCIScanError(
        message: error.message.contains(file) ? error.message : "\(file): \(error.message)")
    }
    var devices: [PCIDevice] = []
    var bridges: [PCIBus: PCIAddress] = [:]
    while let (found, _) = scan.next() {
      var device = found
      if let (link, powerState, lowerBus) = scan.capabilities() {
        device.link = link
        device.powerState = powerState
        // A bridge that was never set up says bus 0, which is above all bridges.
        if let lowerBus, lowerBus > 0 {
          bridges[PCIBus(domain: device.address.domain, number: lowerBus)] = device.address
        }
      }
      devices.append(device)
    }
    guard !devices.isEmpty else {
      throw PCIScanError(
        message: "\(file): no PCI device in it; make a dump with: lspci -xxxx > FILE")
    }
    for place in devices.indices {
      let address = devices[place].address
      devices[place].parent = bridges[PCIBus(domain: address.domain, number: address.bus)]
    }
    self.devices = Self.judged(devices)
  }

  /// One bus of one domain.
  private struct PCIBus: Hashable {
    let domain: UInt32
    let number: UInt8
  }

  /// Sorts, and compares each link with the port above it.
  private static func judged(_ unsorted: [PCIDevice]) -> [PCIDevice] {
    var devices = unsorted.sorted { $0.address < $1.address }
    let topology = PCITopology(
      devices.map {
        PCITopology.Member(
          address: $0.address, parent: $0.parent, vendorID: $0.vendorID, classID: $0.classID,
          driver: $0.driver)
      })
    for place in devices.indices where devices[place].address.function == 0 {
      guard let link = devices[place].link, let port = topology.ports[place],
        let upper = devices[port].link, (devices[place].powerState ?? .d0) == .d0
      else { continue }
      devices[place].shortfall = link.shortfall(
        below: upper, speedVaries: topology.speedVaries[place])
    }
    return devices
  }
}
