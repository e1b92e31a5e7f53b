/// What was found in a stretch of text, in its order.
struct FoundDocuments {
  /// A report that is right.
  struct Report {
    /// Where it stands, in the stretch.
    let range: Range<Int>
    /// Of its bytes.
    let fingerprint: UInt64
    /// Whose it is.
    let node: NodeID
    /// How many rows it has.
    let rows: Int
    /// Where its record stands in `records`; empty where it must be made anew.
    var record: Range<Int>
  }

  /// The last line of a merged file.
  struct Footer {
    /// Where it begins, in the stretch.
    let start: Int
    let nodes: UInt64
    let rows: UInt64
    let digest: NodeID
  }

  enum Finding {
    case report(Report)
    /// A line with the fingerprint of a document that was taken: it was not read.
    case known(Range<Int>, fingerprint: UInt64)
    case footer(Footer)
    /// A broken document.
    case fault(JSONFault)
  }

  /// So much is found at once: more than there are documents in the shortest lines of a stretch, and little where a
  /// hostile text has a fault in each line.
  private static let most = 4096

  /// In the order of the text.
  private(set) var findings: [Finding] = []
  /// Of all reports, one behind the other.
  private(set) var records: [UInt8] = []

  /// Whether it is to be taken before more is looked for.
  var isFull: Bool { findings.count >= Self.most }

  /// Forgets all, and keeps the memory.
  mutating func removeAll() {
    findings.removeAll(keepingCapacity: true)
    records.removeAll(keepingCapacity: true)
  }

  /// Adds a report that was read just now.
  mutating func add(_ range: Range<Int>, fingerprint: UInt64, _ reader: borrowing ReportReader) {
    let record = reader.record.bytes
    let start = records.count
    records.append(0..<record.count, of: record)
    findings.append(
      .report(
        Report(
          range: range, fingerprint: fingerprint, node: reader.nodeID, rows: reader.rowCount,
          record: start..<records.count)))
  }

  /// Adds anything else.
  mutating func add(_ finding: Finding) { findings.append(finding) }

  /// Forgets the records of reports from a finding on: blanks stand in some of them.
  mutating func dropRecords(from first: Int) {
    for place in first..<findings.count {
      guard case .report(var report) = findings[place] else { continue }
      report.record = 0..<0
      findings[place] = .report(report)
    }
  }
}
