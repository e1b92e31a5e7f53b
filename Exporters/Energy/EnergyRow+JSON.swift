public import NodeModel

extension JSONWriter {
  /// Writes a row as `docs/schema/row.json` has it: integer microjoules, null in slots in which no agent ran.
  public mutating func row(_ row: EnergyRow) {
    object { json in
      json.member("owner", row.owner.name)
      json.member("component", row.component.word)
      json.member("hour", second: row.hour)
      json.member("epoch", row.epoch.description)
      json.member("sequence", count: row.sequence)
      json.member("revision", count: row.revision)
      json.member("final", flag: row.isFinal)
      json.member("tiers", row.tierLetters)
      json.slots("full_uj", row.full, known: row.known)
      json.slots("dynamic_uj", row.dynamic, known: row.known)
      json.member("low_uj", count: row.low.count)
      json.member("high_uj", count: row.high.count)
    }
  }

  private mutating func slots(_ name: StaticString, _ slots: HourSlots, known: UInt16) {
    key(name)
    array { json in
      for slot in 0..<HourSlots.count {
        if known >> UInt16(slot) & 1 == 1 {
          json.unsigned(slots[slot])
        } else {
          json.null()
        }
      }
    }
  }
}
