internal import NodeModel

/// Reads the elements of `rows` (docs/schema/row.json).
struct RowReader {
  private enum Member: String, CaseIterable {
    case owner, component, hour, epoch, sequence, revision, final, tiers
    case full = "full_uj"
    case dynamic = "dynamic_uj"
    case low = "low_uj"
    case high = "high_uj"
  }

  /// In bytes.
  static let longestOwner = 512

  private let members = MemberNames<Member>()
  private let form = RowForm()
  /// What was read last; its `owner` means nothing.
  private(set) var row = FleetRow(
    owner: 0, component: .package, hour: 0, epoch: Epoch(high: 0, low: 0), sequence: 0, revision: 0,
    isFinal: false, known: 0, tiers: 0, full: HourSlots(), dynamic: HourSlots(), low: 0, high: 0)
  /// Its owner's name.
  private(set) var owner = JSONText(start: 0, end: 0, hasEscapes: false)
  /// Where it stands.
  private(set) var range = 0..<0
  /// What its hour and epoch are read by.
  private(set) var times = RowTimes()

  /// Begins with another document.
  mutating func begin() { times = RowTimes() }

  /// Reads a row; every member must be there.
  mutating func read(_ walker: inout JSONWalker) throws(JSONFault) {
    if !readUsual(&walker) { try readAny(&walker) }
  }

  /// Reads a row of the form in which agents write it; false, with nothing passed over, where it has another one.
  @inline(__always)
  mutating func readUsual(_ walker: inout JSONWalker) -> Bool {
    let mark = walker.mark
    let start = walker.offset
    guard form.read(&walker, into: &row, &owner, &times) else {
      walker.move(to: mark)
      return false
    }
    range = start..<walker.endOfLast
    return true
  }

  /// Reads a row of any form.
  mutating func readAny(_ walker: inout JSONWalker) throws(JSONFault) {
    let start = walker.offset
    let members = members
    var full: UInt16 = 0
    var dynamic: UInt16 = 0
    let seen = try members.read(&walker) { (walker, member) throws(JSONFault) in
      switch member {
      case .owner:
        owner = try walker.string()
        guard (1...Self.longestOwner).contains(owner.end - owner.start) else {
          throw JSONFault(.notOwner, at: owner.start)
        }
      case .component: row.component = try Self.component(&walker)
      case .hour: try times.read(&walker, hour: &row.hour)
      case .epoch: try times.read(&walker, epoch: &row.epoch)
      case .sequence: row.sequence = try walker.whole()
      case .revision: row.revision = try walker.whole()
      case .final: row.isFinal = try walker.bool()
      case .tiers: try Self.tiers(walker.string(), in: walker, into: &row)
      case .full: full = try Self.slots(&walker, into: &row.full)
      case .dynamic: dynamic = try Self.slots(&walker, into: &row.dynamic)
      case .low: row.low = try walker.whole()
      case .high: row.high = try walker.whole()
      }
    }
    guard seen == (1 << UInt(members.count)) - 1 else {
      throw JSONFault(.missingMember, at: start)
    }
    guard (full | dynamic) & ~row.known == 0 else { throw JSONFault(.slotWithoutTier, at: start) }
    guard full & dynamic == row.known else { throw JSONFault(.slotWithoutEnergy, at: start) }
    range = start..<walker.end(of: start)
  }

  /// What each of twelve letters says.
  static func tiers(
    _ text: JSONText, in walker: borrowing JSONWalker, into row: inout FleetRow
  ) throws(JSONFault) {
    guard text.end - text.start == HourSlots.count else {
      throw JSONFault(.notTiers, at: text.start)
    }
    row.known = 0
    row.tiers = 0
    for slot in 0..<HourSlots.count {
      let byte = walker.bytes[text.start + slot]
      switch byte {
      case 0x41...0x45:
        row.known |= 1 << UInt16(slot)
        row.tiers |= UInt64(byte - 0x41) << UInt64(4 * slot)
      case 0x2D: break
      default: throw JSONFault(.notTiers, at: text.start + slot)
      }
    }
  }

  /// Twelve amounts or nulls; which of them are amounts, a bit each.
  private static func slots(
    _ walker: inout JSONWalker, into slots: inout HourSlots
  ) throws(JSONFault) -> UInt16 {
    let start = walker.offset
    var slot = 0
    var known: UInt16 = 0
    try walker.array { (walker) throws(JSONFault) in
      guard slot < HourSlots.count else { throw JSONFault(.notTwelve, at: start) }
      if try walker.skipNull() {
        slots[slot] = 0
      } else {
        slots[slot] = try walker.whole()
        known |= 1 << UInt16(slot)
      }
      slot += 1
    }
    guard slot == HourSlots.count else { throw JSONFault(.notTwelve, at: start) }
    return known
  }

  /// Reads the word of a component. Energy of a kind that is not known cannot be added to anything.
  static func component(_ walker: inout JSONWalker) throws(JSONFault) -> EnergyComponent {
    let text = try walker.string()
    // Each word has a first letter of its own.
    let component: EnergyComponent? =
      switch walker.bytes[text.start] {
      case 0x70: .package
      case 0x64: .dram
      case 0x61: .accelerator
      case 0x73: .storage
      case 0x6E: .network
      case 0x72: .rest
      default: nil
      }
    guard let component, walker.says(text, component.word) else {
      throw JSONFault(.unknownComponent, at: text.start)
    }
    return component
  }
}
