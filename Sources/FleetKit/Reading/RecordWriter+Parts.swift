internal import NodeModel

/// The parts of a report that are more than a few numbers.
extension RecordWriter {
  /// Writes a row, whose owner has this number in the record. What most rows have in common with the one before, or
  /// within themselves, is a bit.
  mutating func add(_ row: FleetRow, owner: Int) {
    let isAtSameTime = row.hour == hour && row.epoch == epoch
    let tier = row.onlyTier
    var difference: UInt64 = 0
    for slot in 0..<HourSlots.count { difference |= row.dynamic[slot] ^ row.full[slot] }
    let isActive = difference == 0
    (hour, epoch) = (row.hour, row.epoch)
    fill(RowMark.longest) { bytes, place in
      var mark = UInt64(row.component.rawValue) << RowMark.component
      if row.isFinal { mark |= RowMark.isFinal }
      if isAtSameTime { mark |= RowMark.isAtSameTime }
      if tier != nil { mark |= RowMark.hasOneTier }
      if isActive { mark |= RowMark.isActive }
      bytes.put(mark, 1, at: &place)
      bytes.put(UInt64(owner), at: &place)
      if !isAtSameTime {
        bytes.put(UInt64(bitPattern: row.hour), at: &place)
        bytes.put(row.epoch.high, 8, at: &place)
        bytes.put(row.epoch.low, 8, at: &place)
      }
      bytes.put(row.sequence, at: &place)
      bytes.put(row.revision, at: &place)
      if let tier {
        bytes.put(UInt64(tier.rawValue), 1, at: &place)
      } else {
        bytes.put(UInt64(row.known), 2, at: &place)
        bytes.put(row.tiers, 6, at: &place)
      }
      bytes.put(row.full, at: &place)
      if !isActive { bytes.put(row.dynamic, at: &place) }
      bytes.put(row.low, at: &place)
      bytes.put(row.high, at: &place)
    }
  }

  /// Writes a digest.
  mutating func add(_ digest: NodeID) {
    let words = digest.words
    for word in [words.0, words.1, words.2, words.3] { add(word) }
  }

  /// Writes what a document is that begins at a place.
  mutating func add(_ outline: ReportOutline, from start: Int) {
    add(.outline)
    add(outline.start, from: start)
    add(outline.end, from: start)
    add(outline.members.count)
    for member in outline.members {
      add(member.name)
      add(member.value, from: start)
      add(member.end, from: start)
    }
    add(outline.facts)
    add(Int(outline.lacks.rawValue))
    add(outline.findings.count)
    for finding in outline.findings {
      add(finding.severity.rawValue)
      add(finding.kind)
      add(finding.subject)
      add(finding.text)
      addOptional(finding.advice)
    }
    add(outline.heat == nil ? 0 : 1)
    guard let heat = outline.heat else { return }
    add(heat.sensor)
    add(heat.most)
    add(heat.mean)
    addOptional(heat.inlet?.bitPattern)
  }

  private mutating func add(_ time: ReportOutline.Time?, from start: Int) {
    addOptional(time?.nanoseconds)
    if let time { add(time.range, from: start) }
  }

  private mutating func add(_ facts: NodeFacts) {
    for text in [
      facts.hostname, facts.site, facts.zone, facts.rack, facts.vendor, facts.product,
      facts.processor, facts.agent,
    ] {
      addOptional(text)
    }
    for number in [facts.packages, facts.cores, facts.threads] {
      addOptional(number.map { UInt64($0) })
    }
    addOptional(facts.memoryBytes)
    add(facts.idle?.domains ?? "")
    if let idle = facts.idle { add(idle.watts) }
    add(facts.accelerators.count)
    for accelerators in facts.accelerators {
      add(accelerators.model)
      add(accelerators.count)
    }
    add(facts.fingerprint.count)
    for (key, value) in facts.fingerprint {
      add(key)
      add(value)
    }
  }
}
