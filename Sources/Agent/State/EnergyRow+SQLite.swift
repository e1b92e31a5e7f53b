internal import NodeModel

/// How a row stands in the table `row`: amounts as the JSON that a report carries, null for slots in which no
/// agent ran.
extension EnergyRow {
  /// Columns in the order of `columns`.
  static let columns = """
    row.position, epoch.epoch, row.owner, row.component, row.hour, row.sequence, row.revision,
    row.tiers, row.full_uj, row.dynamic_uj, row.low_uj, row.high_uj
    """

  /// Binds all but the position, the epoch by its number, from parameter 1 on.
  func bind(to statement: SQLiteStatement, epoch number: Int64) {
    statement.bind(1, number)
    statement.bind(2, owner.name)
    statement.bind(3, component.word)
    statement.bind(4, hour)
    statement.bind(5, sequence)
    statement.bind(6, revision)
    statement.bind(7, tierLetters)
    statement.bind(8, Self.text(full, known: known))
    statement.bind(9, Self.text(dynamic, known: known))
    statement.bind(10, low.count)
    statement.bind(11, high.count)
  }

  /// No slot of a store reaches this, in microjoules. A ledger books less (`EnergyRow.limit`); what is beyond that is no
  /// reason to give up all history.
  private static let greatestAmount: UInt64 = 1 << 58

  /// Reads `columns`; what cannot be is damaged.
  init(from statement: SQLiteStatement) throws(StateFailure) {
    guard let epoch = statement.text(1).flatMap({ Epoch($0) }), let owner = statement.text(2),
      let word = statement.text(3),
      let component = EnergyComponent.allCases.first(where: { $0.word == word }),
      let letters = statement.text(7), let full = statement.text(8),
      let dynamic = statement.text(9)
    else { throw .damaged }
    var known: UInt16 = 0
    var tiers: [Tier] = []
    for (slot, letter) in letters.enumerated() {
      let tier = Tier.allCases.first { $0.letter == letter }
      guard slot < HourSlots.count, tier != nil || letter == "-" else { throw .damaged }
      if tier != nil { known |= 1 << UInt16(slot) }
      tiers.append(tier ?? .fallback)
    }
    guard tiers.count == HourSlots.count else { throw .damaged }
    self.init(
      owner: Owner(owner), component: component, hour: statement.integer(4), epoch: epoch,
      sequence: statement.unsigned(5), revision: statement.unsigned(6), isFinal: true,
      known: known, tiers: tiers, full: try Self.slots(full), dynamic: try Self.slots(dynamic),
      low: Microjoules(statement.unsigned(10)), high: Microjoules(statement.unsigned(11)))
    guard isPlausible(below: Self.greatestAmount) else { throw .damaged }
  }

  private static func text(_ slots: HourSlots, known: UInt16) -> String {
    var text = "["
    for slot in 0..<HourSlots.count {
      if slot > 0 { text += "," }
      text += known >> UInt16(slot) & 1 == 1 ? String(slots[slot]) : "null"
    }
    return text + "]"
  }

  private static func slots(_ text: String) throws(StateFailure) -> HourSlots {
    guard text.hasPrefix("["), text.hasSuffix("]") else { throw .damaged }
    var slots = HourSlots()
    var slot = 0
    for part in text.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
    {
      guard slot < HourSlots.count else { throw .damaged }
      if part != "null" {
        guard let amount = UInt64(part) else { throw .damaged }
        slots[slot] = amount
      }
      slot += 1
    }
    guard slot == HourSlots.count else { throw .damaged }
    return slots
  }
}
