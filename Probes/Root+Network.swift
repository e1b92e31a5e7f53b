internal import LinuxFiles

extension Root {
  /// Where the node's network tables are below `proc`.
  ///
  /// `net` shows the network namespace of whoever reads it. In a container that sees the host's
  /// procfs elsewhere, the node is what process 1 sees.
  var networkTables: String {
    !isLive && proc.contains("1/net/dev") ? "1/net" : "net"
  }
}
