internal import NodeModel

extension Book {
  /// Writes all accounts and rows as they are, the recent ones apart.
  func encode(into words: inout WordWriter) {
    owners.encode(into: &words)
    words.append(contentsOf: recentFull)
    words.append(contentsOf: recentDynamic)
    words.append(contentsOf: full)
    words.append(contentsOf: dynamic)
    words.append(contentsOf: low)
    words.append(contentsOf: high)
    words.append(contentsOf: worst)
    period.encode(into: &words)
    words.append(contentsOf: node)
    words.append(nodeLow)
    words.append(nodeHigh)
    words.append(departed)
    words.append(lostRows)
    words.append(UInt64(slot))
    page.encode(into: &words)
    words.append(UInt64(closed.count))
    for page in closed { page.encode(into: &words) }
  }

  /// Reads what `encode` wrote; what does not balance is refused.
  init(from reader: inout WordReader, limits: LedgerLimits) throws(CheckpointError) {
    owners = try OwnerTable(from: &reader, most: limits.mostOwners)
    let cells = owners.count * Self.components
    recentFull = try Self.amounts(&reader, cells)
    recentDynamic = try Self.amounts(&reader, cells)
    full = try Self.amounts(&reader, cells)
    dynamic = try Self.amounts(&reader, cells)
    low = try Self.amounts(&reader, owners.count)
    high = try Self.amounts(&reader, owners.count)
    worst = try Self.tiers(&reader, owners.count)
    // A sum that wraps belongs to a book that does not balance, which is refused below.
    var booked = [UInt64](repeating: 0, count: Self.components)
    for cell in 0..<cells { booked[cell % Self.components] &+= recentFull[cell] }
    period = try OpenPeriod(from: &reader, booked: booked)
    node = try Self.amounts(&reader, Tier.allCases.count)
    nodeLow = try reader.word(below: Self.greatest)
    nodeHigh = try reader.word(below: Self.greatest)
    departed = try reader.word(below: Self.greatest)
    lostRows = try reader.word(below: Self.greatest)
    slot = try reader.count(upTo: HourSlots.count - 1)
    let known = owners
    let isOwner = { (number: Int) in number < known.count && known.states[number] != .free }
    let most = max(limits.mostRows, limits.mostRowsOfAnHour)
    page = try HourPage(from: &reader, most: most, isOwner: isOwner)
    for _ in 0..<(try reader.count(upTo: limits.mostRows)) {
      closed.append(try HourPage(from: &reader, most: most, isOwner: isOwner))
    }
    rows = Array(repeating: -1, count: cells)
    for row in 0..<page.count {
      rows[page.owner(of: row) * Self.components + Int(page.keys[row] & 7)] = Int32(row)
    }
    // With a sum below 2^62 all parts and their sums stay within 64 bits from here on.
    let sum = node.reduce(UInt128(0)) { $0 + UInt128($1) }
    guard isBalanced, sum < UInt128(Self.greatest), zip(dynamic, full).allSatisfy({ $0 <= $1 }),
      zip(recentDynamic, recentFull).allSatisfy({ $0 <= $1 })
    else { throw .inconsistent }
  }

  private static let greatest: UInt64 = 1 << 62

  static func amounts(
    _ reader: inout WordReader, _ count: Int
  ) throws(CheckpointError) -> [UInt64] {
    let amounts = try reader.array(count)
    guard amounts.allSatisfy({ $0 < greatest }) else { throw .inconsistent }
    return amounts
  }

  static func tiers(
    _ reader: inout WordReader, _ count: Int
  ) throws(CheckpointError) -> [UInt64] {
    let tiers = try reader.array(count)
    guard tiers.allSatisfy({ $0 < Tier.allCases.count }) else { throw .inconsistent }
    return tiers
  }
}
