internal import Exporters
internal import NodeModel

/// The line of one node in a merged file: members joined, without blanks, every number as it was written.
struct NodeLine {
  /// The line with its newline.
  private(set) var bytes: [UInt8] = []
  private var summary = JSONWriter()

  /// Writes what `join` has chosen of `parts`, which stand in `text`.
  mutating func write(
    _ node: NodeID, _ join: borrowing NodeJoin, of parts: borrowing NodeParts, in text: Span<UInt8>
  ) {
    bytes.removeAll(keepingCapacity: true)
    add("{\"schema\":\"nodeprobe.report/1\",\"node_id\":\"\(node)\"")
    if let start = join.start { add(.start, start.range, of: text) }
    if let end = join.end { add(.end, end.range, of: text) }
    addNewest([.node, .site], of: join, in: text)
    add(",\"summary\":")
    summary.removeAll()
    let isOpen = join.newest[.lacks].map { !parts.reports[$0.report].lacks.isEmpty } ?? false
    EnergySummary(join, of: parts).write(isOpenUpwards: isOpen, to: &summary)
    bytes.append(contentsOf: summary.text.bytes)
    addNewest([.lacks, .hardware], of: join, in: text)
    addList(.factors, join.factors.map { parts.factors[$0].range }, of: text)
    add(",\"rows\":[")
    for (count, place) in join.rows.enumerated() {
      if count > 0 { bytes.append(0x2C) }
      bytes.append(parts.rows[place].range, of: text)
    }
    add("]")
    addList(.jobs, join.jobs.map { parts.jobs[$0].range }, of: text)
    addBenchmarks(join, of: parts, in: text)
    addNewest([.sensors, .inventory, .findings], of: join, in: text)
    addConflicts(join, of: parts)
    addEnds(join, in: text)
    for choice in join.newest.choices where !Self.isKnown(choice.member.name) {
      bytes.append(0x2C)
      bytes.append(contentsOf: JSONString.encoded(choice.member.name))
      bytes.append(0x3A)
      bytes.append(choice.member.value, of: text)
    }
    add("}\n")
  }

  private mutating func add(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  private mutating func add(_ member: ReportMember, _ range: Range<Int>, of text: Span<UInt8>) {
    add(",\"\(member.rawValue)\":")
    bytes.append(range, of: text)
  }

  private mutating func addNewest(
    _ members: [ReportMember], of join: borrowing NodeJoin, in text: Span<UInt8>
  ) {
    for member in members {
      if let choice = join.newest[member] { add(member, choice.member.value, of: text) }
    }
  }

  /// From when members are that the newest report did not say.
  private mutating func addEnds(_ join: borrowing NodeJoin, in text: Span<UInt8>) {
    var count = 0
    for choice in join.newest.choices {
      let member = choice.member
      if NewestMembers.order(member.end, join.end, text) == .equal { continue }
      add(count == 0 ? ",\"ends\":{" : ",")
      count += 1
      bytes.append(contentsOf: JSONString.encoded(member.name))
      bytes.append(0x3A)
      if let end = member.end { bytes.append(end.range, of: text) } else { add("null") }
    }
    if count > 0 { add("}") }
  }

  private static func isKnown(_ name: [UInt8]) -> Bool {
    ReportMember.written.contains { $0.name == name }
  }

  private mutating func addList(
    _ member: ReportMember, _ ranges: [Range<Int>], of text: Span<UInt8>
  ) {
    guard !ranges.isEmpty else { return }
    add(",\"\(member.rawValue)\":[")
    for (count, range) in ranges.enumerated() {
      if count > 0 { bytes.append(0x2C) }
      bytes.append(range, of: text)
    }
    add("]")
  }

  private mutating func addBenchmarks(
    _ join: borrowing NodeJoin, of parts: borrowing NodeParts, in text: Span<UInt8>
  ) {
    guard !join.benchmarks.isEmpty else { return }
    add(",\"benchmarks\":[")
    for (count, group) in join.benchmarks.enumerated() {
      if count > 0 { bytes.append(0x2C) }
      bytes.append(0x7B)
      for member in parts.heads[parts.benchmarks[group[0]].head] {
        bytes.append(member, of: text)
        bytes.append(0x2C)
      }
      add("\"results\":[")
      for (place, result) in group.enumerated() {
        if place > 0 { bytes.append(0x2C) }
        bytes.append(parts.benchmarks[result].range, of: text)
      }
      add("]}")
    }
    add("]")
  }

  private mutating func addConflicts(_ join: borrowing NodeJoin, of parts: borrowing NodeParts) {
    guard !join.conflicts.isEmpty else { return }
    add(",\"conflicts\":[")
    for (count, conflict) in join.conflicts.enumerated() {
      if count > 0 { bytes.append(0x2C) }
      let row = parts.rows[conflict.row].row
      add("{\"epoch\":\"\(row.epoch)\",\"owner\":")
      bytes.append(contentsOf: JSONString.encoded(parts.owners[row.owner]))
      add(",\"component\":\"\(row.component.word)\",\"hour\":\"\(JSONString.hour(row.hour))\"")
      add(",\"revision\":\(row.revision),\"sha256\":[")
      add(conflict.digests.map { "\"\($0)\"" }.joined(separator: ","))
      add("]}")
    }
    add("]")
  }
}
