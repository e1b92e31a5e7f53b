extension EnergyRow {
  /// Reads a row as docs/schema/row.json has it. Amounts are integers that are not negative; a slot is null where
  /// no agent ran, and then its letter is `-`.
  public init(reading reader: inout JSONReader) throws(JSONError) {
    let start = reader.start()
    var words: [String: String] = [:]
    var counts: [String: UInt64] = [:]
    var slots: [String: [UInt64?]] = [:]
    var isFinal = false
    var hour: UInt64?
    try reader.object { (reader, name) throws(JSONError) in
      switch name {
      case "owner", "component", "epoch", "tiers": words[name] = try reader.string()
      case "hour": hour = try reader.time()
      case "sequence", "revision", "low_uj", "high_uj":
        counts[name] = UInt64(try reader.count())
      case "final": isFinal = try reader.bool()
      case "full_uj", "dynamic_uj": slots[name] = try Self.slots(&reader)
      default: try reader.skipValue()
      }
    }
    let letters = try words["tiers"].required("tiers", in: start).map { letter in
      (letter, Tier.allCases.first { $0.letter == letter })
    }
    let full = try slots["full_uj"].required("full_uj", in: start)
    let dynamic = try slots["dynamic_uj"].required("dynamic_uj", in: start)
    let component = words["component"]
    guard letters.count == HourSlots.count, letters.allSatisfy({ $0.0 == "-" || $0.1 != nil }),
      let part = EnergyComponent.allCases.first(where: { $0.word == component }),
      let epoch = words["epoch"].flatMap({ Epoch($0) })
    else { throw JSONError(at: start, "no row of the ledger") }
    self.init(
      owner: Owner(try words["owner"].required("owner", in: start)), component: part,
      hour: Int64(try hour.required("hour", in: start) / 1_000_000_000), epoch: epoch,
      sequence: try counts["sequence"].required("sequence", in: start),
      revision: try counts["revision"].required("revision", in: start), isFinal: isFinal,
      known: 0, tiers: letters.map { $0.1 ?? .fallback }, full: HourSlots(), dynamic: HourSlots(),
      low: Microjoules(try counts["low_uj"].required("low_uj", in: start)),
      high: Microjoules(try counts["high_uj"].required("high_uj", in: start)))
    for slot in 0..<HourSlots.count where letters[slot].1 != nil {
      guard let all = full[slot], let active = dynamic[slot] else {
        throw JSONError(at: start, "a slot with a tier has no energy")
      }
      known |= 1 << UInt16(slot)
      self.full[slot] = all
      self.dynamic[slot] = active
    }
    guard isPlausible() else { throw JSONError(at: start, "no energies of a node") }
  }

  private static func slots(_ reader: inout JSONReader) throws(JSONError) -> [UInt64?] {
    let start = reader.start()
    let slots = try reader.list { (reader) throws(JSONError) -> UInt64? in
      if try reader.kind() == .null {
        try reader.skipValue()
        return nil
      }
      return UInt64(try reader.count())
    }
    guard slots.count == HourSlots.count else { throw JSONError(at: start, "not twelve slots") }
    return slots
  }
}
