internal import NodeModel

/// The parts of a report that are more than a few numbers.
extension RecordWriter {
  /// Writes a row, whose owner has this number in the record.
  mutating func add(_ row: FleetRow, owner: Int) {
    add(owner)
    add(UInt64(row.component.rawValue))
    add(UInt64(bitPattern: row.hour))
    add(row.epoch.high)
    add(row.epoch.low)
    add(row.sequence)
    add(row.revision)
    add(row.isFinal ? 1 : 0)
    add(UInt64(row.known))
    add(row.tiers)
    add(row.full)
    add(row.dynamic)
    add(row.low)
    add(row.high)
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
      add(member.written, from: start)
      add(member.value, from: start)
      add(member.end, from: start)
    }
    add(outline.facts)
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
