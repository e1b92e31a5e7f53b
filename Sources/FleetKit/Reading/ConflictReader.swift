internal import NodeModel

/// Reads the elements of `conflicts`.
struct ConflictReader {
  private enum Member: String, CaseIterable {
    case epoch, owner, component, hour, revision
    case digests = "sha256"
  }

  private let members = MemberNames<Member>()
  /// The owner's name.
  private(set) var owner = JSONText(start: 0, end: 0, hasEscapes: false)
  /// Two or more, each greater than the one before.
  private(set) var digests: [NodeID] = []

  /// Reads one; of the row only key and revision mean something.
  mutating func read(_ walker: inout JSONWalker) throws(JSONFault) -> FleetRow {
    let start = walker.offset
    var row = FleetRow(
      owner: 0, component: .package, hour: 0, epoch: Epoch(high: 0, low: 0), sequence: 0,
      revision: 0, isFinal: false, known: 0, tiers: 0, full: HourSlots(), dynamic: HourSlots(),
      low: 0, high: 0)
    digests.removeAll(keepingCapacity: true)
    let members = members
    let seen = try members.read(&walker) { (walker, member) throws(JSONFault) in
      switch member {
      case .epoch: row.epoch = try walker.epoch()
      case .owner: owner = try walker.string()
      case .component: row.component = try RowReader.component(&walker)
      case .hour: row.hour = try walker.hour()
      case .revision: row.revision = try walker.whole()
      case .digests:
        try walker.array { (walker) throws(JSONFault) in
          let at = walker.offset
          let digest = try walker.digest(.notDigest)
          guard digests.last.map({ $0 < digest }) ?? true else {
            throw JSONFault(.notConflict, at: at)
          }
          digests.append(digest)
        }
      }
    }
    guard seen == (1 << UInt(members.count)) - 1 else {
      throw JSONFault(.missingMember, at: start)
    }
    guard digests.count > 1 else { throw JSONFault(.notConflict, at: start) }
    return row
  }
}
