import ArgumentParser

/// Which node the screens show, and who is asked about it.
struct NodeOptions: ParsableArguments {
  @OptionGroup var state: StateOptions
  @OptionGroup var here: SnapshotOptions

  /// The agent, or this program itself where none runs. A named state directory is asked and nothing
  /// else; other roots are read here, since an agent reads its own.
  var source: NodeSource {
    if state.stateDir != nil {
      return NodeSource(sockets: state.sockets, local: nil)
    }
    let isOwnRoot =
      here.root.sysfs == "/sys" && here.root.procfs == "/proc" && here.config.config == nil
    return NodeSource(sockets: isOwnRoot ? state.sockets : [], local: LocalNode(here).render)
  }
}
