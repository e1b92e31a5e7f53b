/// Samples this node without an agent.
enum LocalNode {
  /// Takes rounds in this process and renders their document; nil where only an agent can.
  static var document: (() throws -> [UInt8])? { nil }
}
