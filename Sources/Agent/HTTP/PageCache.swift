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
  private var json = JSONWriter()
  private var livePage = CachedBody()

  private struct MetricsSlot {
    var plan: MetricsPage?
    var text = ByteText()
    var body = CachedBody()
  }

  init(_ store: SnapshotStore) {
    self.store = store
  }

  /// The latest page of metrics; nil before the first snapshot.
  func metrics(_ format: TextFormat, compressed: Bool) -> (ByteBuffer, isCompressed: Bool)? {
    guard let snapshot = store.latest else { return nil }
    return render(snapshot, into: &metrics[format.rawValue], format, compressed)
  }

  private func render(
    _ snapshot: Snapshot, into slot: inout MetricsSlot, _ format: TextFormat, _ compressed: Bool
  ) -> (ByteBuffer, isCompressed: Bool) {
    if slot.plan?.catalogue !== snapshot.catalogue {
      slot.plan = MetricsPage(snapshot.catalogue, as: format)
    }
    let plan = slot.plan
    return slot.body.body(of: snapshot.sequence, with: compressed ? gzip : nil) {
      plan?.render(snapshot, into: &slot.text)
      return slot.text.bytes
    }
  }

  /// The latest node document; nil before the first snapshot.
  func node(compressed: Bool) -> (ByteBuffer, isCompressed: Bool)? {
    guard let (snapshot, history) = store.latestWithHistory else { return nil }
    return node.body(of: snapshot.sequence, with: compressed ? gzip : nil) {
      json.removeAll()
      document.write(snapshot, history, into: &json)
      return json.text.bytes
    }
  }

  /// The live page, which is the same for the life of the agent.
  func live(compressed: Bool) -> (ByteBuffer, isCompressed: Bool) {
    livePage.body(of: 1, with: compressed ? gzip : nil) {
      let bytes = unsafe UnsafeBufferPointer(
        start: nodeprobe_web_node, count: nodeprobe_web_node_length)
      return unsafe Array(bytes)
    }
  }
}
