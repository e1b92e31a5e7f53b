internal import Exporters
internal import NIOCore
internal import NodeModel

/// The pages of the latest snapshot, each rendered once, on the event loop's thread alone.
final class PageCache {
  private let store: SnapshotStore
  private var pages: [Page]
  private let gzip = Gzip()

  /// One format's page, plain and compressed, with the snapshot that it shows.
  private struct Page {
    var plan: MetricsPage?
    var sequence: UInt64 = 0
    var text = ByteText()
    var plain = ByteBuffer()
    var compressedSequence: UInt64 = 0
    var packed: [UInt8] = []
    var compressed = ByteBuffer()
  }

  init(_ store: SnapshotStore) {
    self.store = store
    pages = TextFormat.allCases.map { _ in Page() }
  }

  /// The latest page, and whether it is compressed; nil before the first snapshot.
  func page(_ format: TextFormat, compressed: Bool) -> (body: ByteBuffer, isCompressed: Bool)? {
    guard let snapshot = store.latest else { return nil }
    let index = format.rawValue
    render(snapshot, format, into: &pages[index])
    guard compressed, compress(&pages[index]) else { return (pages[index].plain, false) }
    return (pages[index].compressed, true)
  }

  private func render(_ snapshot: Snapshot, _ format: TextFormat, into page: inout Page) {
    guard page.sequence != snapshot.sequence else { return }
    if page.plan?.catalogue !== snapshot.catalogue {
      page.plan = MetricsPage(snapshot.catalogue, as: format)
    }
    page.plan?.render(snapshot, into: &page.text)
    page.sequence = snapshot.sequence
    page.plain.clear()
    page.plain.writeBytes(page.text.bytes)
  }

  private func compress(_ page: inout Page) -> Bool {
    if page.compressedSequence == page.sequence { return true }
    guard gzip.compress(page.text.bytes, into: &page.packed) else { return false }
    page.compressedSequence = page.sequence
    page.compressed.clear()
    page.compressed.writeBytes(page.packed[..<gzip.written])
    return true
  }
}
