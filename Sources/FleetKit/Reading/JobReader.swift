internal import NodeModel

/// Reads the elements of `jobs` (docs/schema/jobs.json, with their epoch).
struct JobReader {
  private enum Member: String, CaseIterable {
    case id = "job_id"
    case epoch, name, manager, user, account, partition, tags, start, end
    case energy = "energy_uj"
    case dynamic = "dynamic_energy_uj"
    case low = "low_uj"
    case high = "high_uj"
    case tier
    case processorSeconds = "cpu_seconds"
    case reservedCores = "reserved_core_ms"
    case reservedMemory = "reserved_mebibyte_ms"
  }

  private let members = MemberNames<Member>()
  // A bit for each member that must be there, and for those that have others in their place.
  private let needed = MemberNames<Member>.bits(of: [.id, .start, .energy])
  private let low = MemberNames<Member>.bits(of: [.low])
  private let high = MemberNames<Member>.bits(of: [.high])

  /// Reads a job of the document that begins at `document`. Without bounds it is as sure as it says.
  ///
  /// - Parameter times: those of rows, whose epoch it mostly has.
  func read(
    _ walker: inout JSONWalker, of document: Int, _ times: RowTimes,
    into record: inout RecordWriter
  ) throws(JSONFault) {
    let begin = walker.offset
    var texts = JobTexts()
    var job = FleetJob(
      id: "", epoch: nil, name: "", manager: "", start: 0, energy: 0, dynamicEnergy: 0, low: 0,
      high: 0, tier: .fallback)
    let members = members
    let seen = try members.read(&walker) { (walker, member) throws(JSONFault) in
      switch member {
      case .id:
        texts.id = try walker.string()
        guard (1...512).contains(texts.id.end - texts.id.start) else {
          throw JSONFault(.notJob, at: texts.id.start)
        }
      case .epoch: job.epoch = try times.epoch(&walker)
      case .name: texts.name = try walker.string()
      case .manager: texts.manager = try walker.string()
      case .user: texts.user = try walker.string()
      case .account: texts.account = try walker.string()
      case .partition: texts.partition = try walker.string()
      case .tags: try walker.texts(into: &texts.tags)
      case .start: job.start = try walker.time()
      case .end: job.end = try walker.time()
      case .energy: job.energy = try walker.whole()
      case .dynamic: job.dynamicEnergy = try walker.whole()
      case .low: job.low = try walker.whole()
      case .high: job.high = try walker.whole()
      case .tier: job.tier = try Self.tier(&walker)
      case .processorSeconds: job.processorSeconds = try walker.number()
      case .reservedCores: job.reservedCoreMilliseconds = try walker.exactWhole()
      case .reservedMemory: job.reservedMebibyteMilliseconds = try walker.exactWhole()
      }
    }
    guard seen & needed == needed else { throw JSONFault(.missingMember, at: begin) }
    if seen & low == 0 { job.low = job.energy }
    if seen & high == 0 { job.high = job.energy }
    record.add(.job)
    record.add(begin..<walker.end(of: begin), from: document)
    record.add(job)
    record.add(texts, walker)
  }

  private static func tier(_ walker: inout JSONWalker) throws(JSONFault) -> Tier {
    let text = try walker.string()
    let byte = walker.bytes[text.start]
    guard text.end - text.start == 1, let tier = Tier(rawValue: byte &- 0x41) else {
      throw JSONFault(.unknownTier, at: text.start)
    }
    return tier
  }
}

/// What stands in a job as texts.
private struct JobTexts {
  var id = JSONText(start: 0, end: 0, hasEscapes: false)
  var name: JSONText?
  var manager: JSONText?
  var user: JSONText?
  var account: JSONText?
  var partition: JSONText?
  var tags: [(key: JSONText, value: JSONText)] = []
}

extension RecordWriter {
  /// Writes what a job has beside texts.
  fileprivate mutating func add(_ job: FleetJob) {
    addOptional(job.epoch?.high)
    if let epoch = job.epoch { add(epoch.low) }
    add(job.start)
    addOptional(job.end)
    add(job.energy)
    add(job.dynamicEnergy)
    add(job.low)
    add(job.high)
    add(UInt64(job.tier.rawValue))
    addOptional(job.processorSeconds?.bitPattern)
    addOptional(job.reservedCoreMilliseconds)
    addOptional(job.reservedMebibyteMilliseconds)
  }

  /// Writes the texts of a job.
  fileprivate mutating func add(_ texts: JobTexts, _ walker: borrowing JSONWalker) {
    add(texts.id, walker)
    addOptional(texts.name, walker)
    addOptional(texts.manager, walker)
    addOptional(texts.user, walker)
    addOptional(texts.account, walker)
    addOptional(texts.partition, walker)
    add(texts.tags.count)
    for (key, value) in texts.tags {
      add(key, walker)
      add(value, walker)
    }
  }
}

extension RecordReader {
  /// Reads a job.
  mutating func job() -> FleetJob {
    var epoch: Epoch?
    if let high = optional() { epoch = Epoch(high: high, low: number()) }
    let (start, end, energy, dynamic) = (number(), optional(), number(), number())
    let (low, high) = (number(), number())
    let tier = Tier(rawValue: UInt8(truncatingIfNeeded: number())) ?? .fallback
    let seconds = optional().map { Double(bitPattern: $0) }
    let (cores, memory) = (optional(), optional())
    let (id, name, manager) = (text(), optionalText() ?? "", optionalText() ?? "")
    let (user, account, partition) = (optionalText(), optionalText(), optionalText())
    var tags = pairs()
    // Earlier agents have it there; whoever charges by tags goes on.
    if let partition, !tags.contains(where: { $0.key == "partition" }) {
      let place = tags.firstIndex { $0.key > "partition" } ?? tags.count
      tags.insert(("partition", partition), at: place)
    }
    return FleetJob(
      id: id, epoch: epoch, name: name, manager: manager, user: user, account: account, tags: tags,
      start: start, end: end, energy: energy, dynamicEnergy: dynamic, low: low, high: high,
      tier: tier, processorSeconds: seconds, reservedCoreMilliseconds: cores,
      reservedMebibyteMilliseconds: memory)
  }
}
