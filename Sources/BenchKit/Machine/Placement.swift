internal import CLinux
internal import Synchronization

/// On which NUMA nodes the pages of a region lie once its users have touched them first.
enum Placement: Equatable, Sendable {
  /// All on one.
  case node(Int)
  /// A slice of so many bytes on the node of each thread.
  case slices(nodes: [Int], bytes: Int)

  /// What comes of it when the first `count` threads of a team touch one slice each.
  init(of team: ThreadTeam, count: Int, sliceBytes: Int) {
    let nodes = Mutex([Int](repeating: 0, count: count))
    team.run(on: count) { index in
      let node = Int(clinux_numa_node())
      nodes.withLock { $0[index] = node }
    }
    self.init(nodes: nodes.withLock { $0 }, sliceBytes: sliceBytes)
  }

  /// Of the nodes of the threads.
  init(nodes: [Int], sliceBytes: Int) {
    if let first = nodes.first, nodes.allSatisfy({ $0 == first }) {
      self = .node(first)
    } else {
      self = .slices(nodes: nodes, bytes: sliceBytes)
    }
  }
}
