internal import NodeModel

/// The members of a job that are read (docs/schema/jobs.json, with its epoch).
enum JobMember: String, CaseIterable {
  case id = "job_id"
  case epoch, name, manager, user, account, tags, start, end
  case energy = "energy_uj"
  case dynamic = "dynamic_energy_uj"
  case low = "low_uj"
  case high = "high_uj"
  case tier
  case processorSeconds = "cpu_seconds"
  case reservedCores = "reserved_core_ms"
  case reservedMemory = "reserved_mebibyte_ms"
}

/// Which members a job must have, and which have others in their place, a bit each.
struct JobNeeds {
  let all = MemberNames<JobMember>.bits(of: [.id, .start, .energy])
  let low = MemberNames<JobMember>.bits(of: [.low])
  let high = MemberNames<JobMember>.bits(of: [.high])
}

extension JSONWalker {
  /// Reads a job. Without bounds it is as sure as it says.
  mutating func job(
    _ members: MemberNames<JobMember>, _ needs: JobNeeds
  ) throws(JSONFault) -> FleetJob {
    let begin = offset
    var job = FleetJob(
      id: "", epoch: nil, name: "", manager: "", start: 0, energy: 0, dynamicEnergy: 0, low: 0,
      high: 0, tier: .fallback)
    var seen: UInt = 0
    var last = -1
    try object { (walker, name) throws(JSONFault) in
      guard let number = members.number(of: name, after: last, in: walker) else {
        return try walker.skip()
      }
      last = number
      guard seen >> UInt(number) & 1 == 0 else { throw JSONFault(.doubledName, at: name.start) }
      seen |= 1 << UInt(number)
      switch members[number] {
      case .id:
        let text = try walker.string()
        guard (1...512).contains(text.end - text.start) else {
          throw JSONFault(.notJob, at: text.start)
        }
        if !walker.isChecking { job.id = walker.text(text) }
      case .epoch: job.epoch = try walker.epoch()
      case .name: job.name = try walker.text()
      case .manager: job.manager = try walker.text()
      case .user: job.user = try walker.text()
      case .account: job.account = try walker.text()
      case .tags: job.tags = try walker.words()
      case .start: job.start = try walker.time()
      case .end: job.end = try walker.time()
      case .energy: job.energy = try walker.whole()
      case .dynamic: job.dynamicEnergy = try walker.whole()
      case .low: job.low = try walker.whole()
      case .high: job.high = try walker.whole()
      case .tier: job.tier = try walker.tier()
      case .processorSeconds: job.processorSeconds = try walker.number()
      case .reservedCores: job.reservedCoreMilliseconds = try walker.exactWhole()
      case .reservedMemory: job.reservedMebibyteMilliseconds = try walker.exactWhole()
      }
    }
    guard seen & needs.all == needs.all else { throw JSONFault(.missingMember, at: begin) }
    if seen & needs.low == 0 { job.low = job.energy }
    if seen & needs.high == 0 { job.high = job.energy }
    return job
  }

  /// Reads an object of strings, ordered by name.
  mutating func words() throws(JSONFault) -> [(key: String, value: String)] {
    var words: [(key: String, value: String)] = []
    var names: [JSONText] = []
    try object { (walker, name) throws(JSONFault) in
      guard !names.contains(where: { walker.isSame($0, name) }) else {
        throw JSONFault(.doubledName, at: name.start)
      }
      names.append(name)
      let value = try walker.text()
      if !walker.isChecking { words.append((walker.text(name), value)) }
    }
    words.sort { $0.key < $1.key }
    return words
  }

  /// Whether two strings say the same.
  func isSame(_ left: JSONText, _ right: JSONText) -> Bool {
    if left.hasEscapes || right.hasEscapes { return decoded(left) == decoded(right) }
    guard left.end - left.start == right.end - right.start else { return false }
    for place in 0..<left.end - left.start
    where bytes[left.start + place] != bytes[right.start + place] {
      return false
    }
    return true
  }

  /// Reads a whole number, or the digits of one that a double does not hold as a string.
  private mutating func exactWhole() throws(JSONFault) -> UInt64 {
    guard token == 0x22 else { return try whole() }
    let text = try string()
    var value: UInt64 = 0
    for place in text.start..<text.end {
      guard Self.isDigit(bytes[place]) else { throw JSONFault(.notWhole, at: text.start) }
      let (tens, isBeyond) = value.multipliedReportingOverflow(by: 10)
      let (sum, isAbove) = tens.addingReportingOverflow(UInt64(bytes[place] - 0x30))
      guard !isBeyond, !isAbove else { throw JSONFault(.numberTooLarge, at: text.start) }
      value = sum
    }
    guard text.end > text.start else { throw JSONFault(.notWhole, at: text.start) }
    return value
  }

  private mutating func tier() throws(JSONFault) -> Tier {
    let text = try string()
    let byte = bytes[text.start]
    guard text.end - text.start == 1, let tier = Tier(rawValue: byte &- 0x41) else {
      throw JSONFault(.unknownTier, at: text.start)
    }
    return tier
  }
}
