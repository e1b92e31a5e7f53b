/// Which device hangs below which port.
///
/// The two ends of a link are a port (of a root complex, or a switch's lower side) and what stands
/// below it (a device, or a switch's upper side). sysfs shows the kind of a port to the administrator
/// only, but the tree tells: bridges alternate on the way up, beginning with a root port.
struct PCITopology {
  /// What must be known of a device.
  struct Member {
    let address: PCIAddress
    let parent: PCIAddress?
    let vendorID: UInt16
    let classID: UInt16
    let driver: String?
  }

  /// For each member the place of the port at the other end of its link, nil where there is none.
  let ports: [Int?]
  /// For each member whether its link is slow while nobody computes.
  let speedVaries: [Bool]

  /// Deeper than any real tree; a dump may claim a ring.
  private static let deepest = 64

  init(_ members: [Member]) {
    var places: [PCIAddress: Int] = [:]
    for (place, member) in members.enumerated() { places[member.address] = place }
    let parents = members.map { $0.parent.flatMap { places[$0] } }

    var ports: [Int?] = []
    var speedVaries = Array(repeating: false, count: members.count)
    for (place, member) in members.enumerated() {
      // Above a root port stand 0 bridges, above the lower side of a switch 2, 4, and so on.
      var above = 0
      var next = parents[place]
      let isGPU = Self.isGPU(member)
      speedVaries[place] = speedVaries[place] || isGPU
      while let bridge = next, above < Self.deepest {
        // The switch that some GPUs bring along on their card slows down with them.
        if isGPU, members[bridge].vendorID == member.vendorID { speedVaries[bridge] = true }
        above += 1
        next = parents[bridge]
      }
      ports.append(above % 2 == 1 ? parents[place] : nil)
    }
    self.ports = ports
    self.speedVaries = speedVaries
  }

  private static func isGPU(_ member: Member) -> Bool {
    if PCIKind(classID: member.classID) == .gpu { return true }
    return ["amdgpu", "i915", "nouveau", "nvidia", "radeon", "xe"].contains(member.driver)
  }
}
