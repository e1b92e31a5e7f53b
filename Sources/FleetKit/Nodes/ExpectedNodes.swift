/// Which nodes there should be by a file of targets, and of which of them there is no report.
///
/// A target is a node by what pull has kept of it, then by its label `node_id`, then by the name of its host, then by the
/// first label of that name where nobody else has it. Targets of one host are one node unless the first two say otherwise.
/// Names that are no host's may be other names of nodes that are in no target; docs/check.md has the rule.
public struct ExpectedNodes: Sendable, Equatable {
  /// A node that should be there and of which there is no report.
  public struct Absent: Sendable, Equatable {
    /// As it stands in the file.
    public let target: String
    /// What people call it.
    public let label: String
    /// Which node it was, or is said to be; nil where nobody knows.
    public let id: NodeID?
    /// Where it stands, as the file says.
    public let site: String?
    /// The rack within the site.
    public let rack: String?
    /// What its label `__scheme__` says, where that is not `http`.
    public let scheme: String?
    /// Whether pull has fetched reports of it, which are not among these.
    public let wasFetched: Bool
    /// How many nodes are in no target and may be this one by another name; 0 of one that an id tells.
    public let candidates: Int
  }

  /// A node that reported.
  struct Reported {
    let id: NodeID
    let hostname: String?
  }

  /// By their targets.
  public let absent: [Absent]
  /// Targets of which nobody can tell which node they are: neither reported nor absent.
  public let unmatched: [String]
  /// Of each node that reported whether it is in a target, in the order of nodes.
  let isExpected: [Bool]

  /// Whether pull says which node answered where.
  let hasPositions: Bool

  /// How many reported that are in a target.
  public var reported: Int { isExpected.count { $0 } }
  /// How many reported that are in none.
  public var unexpected: Int { isExpected.count { !$0 } }
  /// How many there should be.
  public var count: Int { reported + absent.count }

  /// Matches targets with the nodes that reported.
  init(_ list: ExpectedTargets, among nodes: [Reported]) {
    let known = ReportedNames(nodes)
    let machines = Self.machines(list.targets, known)
    let hosts = Dictionary(grouping: Set(list.targets.compactMap { $0.isNamed ? $0.host : nil })) {
      ExpectedTarget.firstLabel(of: $0)
    }
    let byID = Set(machines.compactMap { $0.id.flatMap { known.places[$0] } })
    var claimed = byID
    for host in hosts.values.joined() { claimed.formUnion(known.hosts[host] ?? []) }
    var lacking: [Machine] = []
    for machine in machines where machine.id.flatMap({ known.places[$0] }) == nil {
      let names = machine.targets.compactMap { $0.isNamed ? $0.host : nil }
      let same = names.flatMap { known.hosts[$0] ?? [] }
      // Where another node answered than the one of that name, the name is the weaker word.
      if same.contains(where: { machine.id == nil || !byID.contains($0) }) { continue }
      let only = Set(machine.targets.compactMap(\.firstLabel)).flatMap { label -> [Int] in
        guard hosts[label]?.count == 1, let places = known.labels[label], places.count == 1
        else { return [] }
        // An id that nobody has is that of before a node was installed anew, unless the node is another target's.
        return machine.id == nil ? places : places.filter { !byID.contains($0) }
      }
      if only.isEmpty { lacking.append(machine) } else { claimed.formUnion(only) }
    }
    let told = lacking.map { $0.isCertain(known, byID, claimed) }
    let strangers = zip(lacking, told).count { $0.id == nil && $1 }
    let unexpected = nodes.count - claimed.count
    let called = machines.count { $0.isCalledLike(known) }
    let mayHaveOtherNames = strangers <= unexpected && strangers >= called
    var absent: [Absent] = []
    var unmatched: [String] = []
    for (machine, isTold) in zip(lacking, told) {
      if isTold, machine.id != nil || !mayHaveOtherNames {
        absent.append(Absent(machine, candidates: machine.id == nil ? unexpected : 0))
      } else {
        unmatched += machine.targets.map(\.text)
      }
    }
    hasPositions = list.hasPositions
    self.absent = absent.sorted { NaturalOrder.precedes($0.target, $1.target) }
    self.unmatched = unmatched.sorted(by: NaturalOrder.precedes)
    isExpected = nodes.indices.map { claimed.contains($0) }
  }

  /// Targets that are one node.
  fileprivate struct Machine {
    let id: NodeID?
    /// Those with an agent's usual port first.
    let targets: [ExpectedTarget]
  }

  private enum Key: Hashable {
    case node(NodeID)
    case host(String)
    case text(String)
  }

  private static func machines(
    _ targets: [ExpectedTarget], _ known: ReportedNames
  ) -> [Machine] {
    var told: [String: Set<NodeID>] = [:]
    let ids = targets.map { target -> NodeID? in
      let id = target.ids.first { known.places[$0] != nil } ?? target.ids.first
      if let id, let host = target.host { told[host, default: []].insert(id) }
      return id
    }
    var machines: [Key: [ExpectedTarget]] = [:]
    for (target, id) in zip(targets, ids) {
      let others = target.host.flatMap { told[$0] } ?? []
      let key: Key =
        if let id = id ?? (others.count == 1 ? others.first : nil) {
          .node(id)
        } else {
          target.host.map { Key.host($0) } ?? Key.text(target.text)
        }
      machines[key, default: []].append(target)
    }
    return machines.map { key, targets in
      let ordered = targets.filter(\.isUsual) + targets.filter { !$0.isUsual }
      guard case .node(let id) = key else { return Machine(id: nil, targets: ordered) }
      return Machine(id: id, targets: ordered)
    }
  }
}

/// Nodes that reported by what targets may call them.
private struct ReportedNames {
  private(set) var places: [NodeID: Int] = [:]
  private(set) var hosts: [String: [Int]] = [:]
  private(set) var labels: [String: [Int]] = [:]
  private(set) var names: [String?]

  init(_ nodes: [ExpectedNodes.Reported]) {
    names = nodes.map { node in
      guard let name = node.hostname, !name.isEmpty else { return nil }
      return ExpectedTarget.host(name)
    }
    for (place, node) in nodes.enumerated() {
      places[node.id] = place
      guard let name = names[place] else { continue }
      hosts[name, default: []].append(place)
      labels[ExpectedTarget.firstLabel(of: name), default: []].append(place)
    }
  }
}

extension ExpectedNodes.Machine {
  /// Whether a node that reported has one of its names: whoever wrote the file calls nodes as they call themselves.
  fileprivate func isCalledLike(_ known: ReportedNames) -> Bool {
    targets.contains { target in
      target.firstLabel.map { known.labels[$0] != nil } ?? false
    }
  }

  /// Whether no node that reported can be it, of one that is none of them by any rule.
  ///
  /// - Parameters:
  ///   - byID: the nodes that are another one by its id.
  ///   - claimed: these, and those that are another one by the name of its host.
  fileprivate func isCertain(
    _ known: ReportedNames, _ byID: Set<Int>, _ claimed: Set<Int>
  ) -> Bool {
    guard id != nil || targets.contains(where: \.isNamed) else { return false }
    return targets.allSatisfy { target in
      guard let host = target.host, let label = target.firstLabel else { return true }
      return (known.labels[label] ?? []).allSatisfy { place in
        if byID.contains(place) { return true }
        // `node1` may be `node1.hall`; `node1.yard` is not.
        guard claimed.contains(place), let name = known.names[place] else { return false }
        return host.contains(".") && name.contains(".")
      }
    }
  }
}

extension ExpectedNodes.Absent {
  fileprivate init(_ machine: ExpectedNodes.Machine, candidates: Int) {
    let first = machine.targets[0]
    let place = machine.targets.first { $0.site != nil || $0.rack != nil }
    self.init(
      target: first.text, label: first.label, id: machine.id, site: place?.site,
      rack: place?.rack, scheme: first.scheme,
      wasFetched: machine.targets.contains(where: \.wasFetched), candidates: candidates)
  }
}

extension ExpectedNodes.Absent {
  /// Whether a name in small letters is one of its own: its target, its host, its id or the first label of its host.
  func isCalled(_ name: String) -> Bool {
    let host = PullTarget(target).map { ExpectedTarget.host($0.host) }
    return target.lowercased() == name || host == name
      || id?.description.hasPrefix(name) ?? false || host?.hasPrefix(name + ".") ?? false
  }
}
