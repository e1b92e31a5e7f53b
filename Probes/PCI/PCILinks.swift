internal import LinuxFiles
internal import NodeModel

/// How the PCI devices are: links, sleep, errors, virtual functions.
///
/// Source: `/sys/bus/pci/devices/*/`, Linux `Documentation/ABI/testing/sysfs-bus-pci` and
/// `sysfs-bus-pci-devices-aer_stats`. No descriptor is kept: a big node has 500 devices. Each round
/// reads the share of them that is due, so that every device is read once in `cycle`: as often as most
/// pages are asked for.
///
/// The link registers of a device that is not in D0 are not read: that would wake it. How deep it
/// sleeps, its counted errors and its virtual functions the kernel knows by itself.
final class PCILinks: Probe {
  static let name: StaticString = "pci"

  /// How long a value may be old, in nanoseconds.
  private static let cycle: UInt64 = 15_000_000_000
  /// Time between two looks at the bus, in nanoseconds: what comes or goes must be on the page within 10 s.
  private static let watchInterval: UInt64 = 8_000_000_000

  private let devices: Directory
  private let watch: PCIBusWatch
  private var members: [PCILinkMember] = []

  /// The member that is read next.
  private var next = 0
  private var nextLook: UInt64 = 0
  /// When members were read last, nil before the first round.
  private var lastRead: UInt64?
  /// What of a member is due beyond whole ones, in nanoseconds of `cycle`.
  private var due: UInt64 = 0

  /// Nil where the kernel has no PCI, or the node no device.
  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    let devices: Directory
    do {
      devices = try Directory("bus/pci/devices", below: root.sys)
    } catch  where error.isAbsent {
      return nil
    }
    self.watch = try PCIBusWatch(below: root)
    self.devices = devices
    members = PCILinkMember.all(in: try PCIFolder(below: root.sys), series: &series)
    if members.isEmpty { return nil }
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    let share = share(at: readings.time)
    for step in 0..<share {
      read(&members[(next + step) % members.count], into: &readings, buffer: &buffer)
    }
    // Judged afterwards, since a link is compared with its port.
    for step in 0..<share {
      judge(members[(next + step) % members.count], into: &readings)
    }
    next = (next + share) % members.count
    guard readings.time >= nextLook else { return }
    nextLook = readings.time + Self.watchInterval
    if watch.hasChanged(buffer: &buffer) { readings.discoverAgain() }
  }

  /// How many members are due: all at first, then so many that each has its turn in `cycle`.
  private func share(at time: UInt64) -> Int {
    defer { lastRead = time }
    guard let lastRead else { return members.count }
    let elapsed = min(time >= lastRead ? time - lastRead : 0, Self.cycle)
    due += elapsed * UInt64(members.count)
    let (whole, rest) = due.quotientAndRemainder(dividingBy: Self.cycle)
    due = rest
    return min(Int(whole), members.count)
  }

  private func read(
    _ member: inout PCILinkMember, into readings: inout Readings, buffer: inout ReadBuffer
  ) {
    if member.series.isEmpty { return }
    if let file = member.powerFile {
      return member.readPowerFile(file, below: devices, into: &readings, buffer: &buffer)
    }
    do {
      let folder = try Folder(member.address, below: devices)
      let isAwake = member.readPowerState(in: folder, into: &readings, buffer: &buffer)
      member.readLink(in: folder, isAwake: isAwake, into: &readings, buffer: &buffer)
      member.readErrors(in: folder, into: &readings, buffer: &buffer)
      member.readVirtualFunctions(in: folder, into: &readings, buffer: &buffer)
    } catch {
      for index in member.series { readings.fail(Series(index: index), error) }
      if error.isAbsent { readings.discoverAgain() }
    }
  }

  private func judge(_ member: PCILinkMember, into readings: inout Readings) {
    guard let series = member.link, let degraded = series.degraded, let port = member.port else {
      return
    }
    if let shortfall = member.known.shortfall(
      below: members[port].known, speedVaries: member.speedVaries)
    {
      readings.set(degraded, count: shortfall.isEmpty ? 0 : 1)
    } else {
      readings.clear(degraded)
    }
  }
}

extension Metric {
  static let pciLinkWidth = Metric(
    "nodeprobe_pci_link_width_lanes", "Lanes of the PCI Express link in use")
  static let pciLinkMaxWidth = Metric(
    "nodeprobe_pci_link_max_width_lanes", "Lanes that this end of the link has")
  static let pciLinkSpeed = Metric(
    "nodeprobe_pci_link_transfers_per_second", "Transfers a second on each lane of the link")
  static let pciLinkMaxSpeed = Metric(
    "nodeprobe_pci_link_max_transfers_per_second",
    "The most transfers a second that this end of the link can do on each lane")
  static let pciLinkDegraded = Metric(
    "nodeprobe_pci_link_degraded",
    "1 where the link is narrower or slower than both of its ends can do; idle GPUs may be slow")
  static let pciPowerState = Metric(
    "nodeprobe_pci_power_state", "How far the device sleeps: 0 to 2 for D0 to D2, 3 D3hot, 4 D3cold"
  )
  static let pciErrors = Metric(
    "nodeprobe_pci_errors_total", "Errors that the device reported (Advanced Error Reporting)")
  static let pciVirtualFunctions = Metric(
    "nodeprobe_pci_virtual_functions", "Virtual functions of the device (SR-IOV) that exist")
  static let pciMaxVirtualFunctions = Metric(
    "nodeprobe_pci_max_virtual_functions", "Virtual functions that the device could have")
}
