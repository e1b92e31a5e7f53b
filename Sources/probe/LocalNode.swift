import Agent
import Exporters
import LinuxFiles
import NodeModel

/// Samples this node without an agent and renders the document that one would send.
final class LocalNode {
  private let options: AgentOptions
  private var history = History()
  private var document = NodeDocument()

  /// Reads below other roots and another configuration where the options say so.
  init(_ root: RootOptions, _ config: ConfigOptions) {
    var options = AgentOptions()
    options.config = config.config
    options.sysfs = root.sysfs
    options.procfs = root.procfs
    self.options = options
  }

  /// Takes two rounds, a second apart; what earlier calls saw stays in the history.
  func render() throws -> [UInt8] {
    let snapshot = try OneShot.snapshot(
      options, program: AgentProgramFile.find(), interval: 1_000_000_000
    ) { history.add($0) }
    guard let snapshot else { return [] }
    var json = JSONWriter(capacity: 32_768)
    document.write(snapshot, history, into: &json)
    return json.text.bytes
  }
}
