internal import CTables
internal import Exporters
internal import NIOCore
internal import NodeModel

/// The pages of the latest snapshot, on the event loop's thread alone.
final class PageCache {
  private let store: SnapshotStore
  private let gzip = Gzip()
  private var metrics = TextFormat.allCases.map { _ in MetricsSlot() }
  private var node = CachedBody()
  private var document = NodeDocument()
  private var jobs = CachedBody()
  private var jobsDocument = JobsDocument()
  private var json = JSONWriter()
  private var livePage = CachedBody()

  private struct MetricsSlot {
    var plan: MetricsPage?
    var packed: PackedPage?
    var text = ByteText()
    var body = CachedBody()
  }

  init(_ store: SnapshotStore) {
    self.store = store
  }

  /// Makes the page of metrics of `snapshot` ready, for nobody who has asked yet.
  func prepare(_ snapshot: Snapshot, _ format: TextFormat, compressed: Bool) {
    _ = render(snapshot, into: &metrics[format.rawValue], format, compressed)
  }

  /// The latest page of metrics; nil before the first snapshot.
  func metrics(_ format: TextFormat, compressed: Bool) -> (ByteBuffer, isCompressed: Bool)? {
    guard let snapshot = store.scrape() else { return nil }
    return render(snapshot, into: &metrics[format.rawValue], format, compressed)
  }

  private func render(
    _ snapshot: Snapshot, into slot: inout MetricsSlot, _ format: TextFormat, _ compressed: Bool
  ) -> (ByteBuffer, isCompressed: Bool) {
    let plan: MetricsPage
    if let known = slot.plan, known.catalogue === snapshot.catalogue {
      plan = known
    } else {
      plan = MetricsPage(snapshot.catalogue, as: format)
      slot.plan = plan
      slot.packed = nil
    }
    return slot.body.body(of: snapshot.sequence, compressed: compressed) { buffer in
      plan.render(snapshot, into: &slot.text)
      buffer.writeBytes(slot.text.bytes)
    } pack: { buffer in
      var packed = slot.packed.take() ?? PackedPage(plan)
      packed.pack(snapshot, checksum: Gzip.checksum)
      buffer.writeBytes(packed.bytes)
      slot.packed = packed
      return true
    }
  }

  /// The latest node document; nil before the first snapshot.
  func node(compressed: Bool) -> (ByteBuffer, isCompressed: Bool)? {
    guard let (snapshot, history) = store.latestWithHistory else { return nil }
    return node.body(of: snapshot.sequence, compressed: compressed) { buffer in
      buffer.writeBytes(write(snapshot, history))
    } pack: { buffer in
      let text = write(snapshot, history)
      return gzip.compress(text.span, into: &buffer)
    }
  }

  /// The latest document of jobs; nil before the first snapshot.
  func jobs(compressed: Bool) -> (ByteBuffer, isCompressed: Bool)? {
    guard let snapshot = store.latest else { return nil }
    return jobs.body(of: snapshot.sequence, compressed: compressed) { buffer in
      buffer.writeBytes(write(jobsOf: snapshot))
    } pack: { buffer in
      let text = write(jobsOf: snapshot)
      return gzip.compress(text.span, into: &buffer)
    }
  }

  private func write(jobsOf snapshot: Snapshot) -> [UInt8] {
    json.removeAll()
    jobsDocument.write(snapshot, into: &json)
    return json.text.bytes
  }

  private func write(_ snapshot: Snapshot, _ history: History) -> [UInt8] {
    json.removeAll()
    document.write(snapshot, history, into: &json)
    return json.text.bytes
  }

  /// The live page, which is the same for the life of the agent.
  func live(compressed: Bool) -> (ByteBuffer, isCompressed: Bool) {
    let page = unsafe UnsafeBufferPointer(
      start: nodeprobe_web_node, count: nodeprobe_web_node_length)
    return livePage.body(of: 1, compressed: compressed) { buffer in
      unsafe buffer.writeBytes(page)
    } pack: { buffer in
      unsafe gzip.compress(page.span, into: &buffer)
    }
  }
}
