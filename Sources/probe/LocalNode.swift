import Exporters

/// Samples this node without an agent and renders the document that one would send.
final class LocalNode {
  private let options: SnapshotOptions
  private var history = History()
  private var document = NodeDocument()

  /// Reads below other roots and another configuration where the options say so.
  init(_ options: SnapshotOptions) {
    self.options = options
  }

  /// Takes two rounds, a second apart; what earlier calls saw stays in the history.
  func render() throws -> [UInt8] {
    let snapshot = try options.take(interval: 1_000_000_000) { history.add($0) }
    var json = JSONWriter(capacity: 32_768)
    document.write(snapshot, history, into: &json)
    return json.text.bytes
  }
}
