internal import CLinux
internal import Exporters
internal import LinuxFiles
internal import NodeModel

/// Puts a node's report together, from its store and from what the sampler says of what is not filed yet.
///
/// Same rows, same bytes.
struct ReportMaker: Sendable {
  /// The state directory.
  let directory: String
  /// The node's name in reports.
  let nodeID: String

  /// Makes the report.
  func make(_ page: ReportPage, _ book: ReportBook) throws(ReportRefusal) -> MadeReport {
    var draft = ReportDraft(book)
    var last: UInt64 = 0
    do throws(StateFailure) {
      if let archive = try archive() {
        try archive.consistently { () throws(StateFailure) in
          last = try archive.lastPositionEver()
          try draft.read(page, from: archive)
        }
      } else {
        try draft.read(page, from: nil)
      }
    } catch {
      throw .state(error)
    }
    if case .position(let position) = page.start, position > last {
      throw .beyond(position, last: last)
    }
    return finish(&draft, book)
  }

  /// Nil where nothing was filed yet.
  private func archive() throws(StateFailure) -> LedgerArchive? {
    do throws(StateFailure) {
      return try LedgerArchive(in: directory)
    } catch {
      if error == .absent { return nil }
      throw error
    }
  }

  private func finish(_ draft: inout ReportDraft, _ book: ReportBook) -> MadeReport {
    var identity = ReportIdentity(nodeID: nodeID, start: draft.start, end: draft.end)
    identity.site = book.site.name
    identity.zone = book.site.zone
    identity.rack = book.site.rack
    let facts = book.snapshot.map { ReportFacts($0, isWhole: book.isLive) }
    var now = NodeReport.Present(sensors: book.sensors)
    var version: String?
    do throws(BenchmarksRefusal) {
      if let benchmarks = try Self.benchmarks(in: directory) {
        (now.benchmarks, version) = benchmarks
      }
    } catch {
      now.missingBenchmarks = error.reason
    }
    let present = draft.isCut ? nil : now
    let jobs = draft.jobs
    let bytes = draft.report.finish(
      identity, lacks: book.lacks, idle: book.idle, factors: draft.factors, facts: facts,
      present: present, benchmark: version, jobsLeftOut: draft.jobsLeftOut
    ) { json in
      for job in jobs { json.reportJob(job) }
    }
    return MadeReport(bytes: bytes, position: draft.position, isCut: draft.isCut)
  }

  /// The array of benchmarks as it is kept, and the version that all were made with, if it is one; nil where there are
  /// none.
  private static func benchmarks(
    in directory: String
  ) throws(BenchmarksRefusal) -> (bytes: [UInt8], version: String?)? {
    var bytes: [UInt8]
    do throws(SystemError) {
      bytes = try BoundedFile.contents(
        of: directory + "/bench.json", limit: BenchDocument.mostKeptBytes)
    } catch {
      if error.isAbsent { return nil }
      throw BenchmarksRefusal(reason: error.code == EFBIG ? .tooLarge : .unreadable)
    }
    let documents: [BenchDocument]
    do throws(JSONError) {
      documents = try BenchDocument.all(reading: bytes)
    } catch {
      throw BenchmarksRefusal(reason: .garbled)
    }
    let versions = Set(documents.map(\.conditions.version))
    let version = versions.count == 1 ? versions.first.flatMap { $0.isEmpty ? nil : $0 } : nil
    while bytes.last == 0x0A { bytes.removeLast() }
    if bytes.first == 0x5B, !bytes.contains(where: { $0 < 0x20 }) { return (bytes, version) }
    // Somebody has laid it out in lines, or an earlier version wrote a single document.
    var json = JSONWriter(capacity: bytes.count)
    json.array { json in
      for document in documents { document.write(into: &json) }
    }
    return (json.take(), version)
  }
}

/// Why the benchmarks of the state directory are in no report.
private struct BenchmarksRefusal: Error {
  let reason: NodeReport.MissingBenchmarks
}
