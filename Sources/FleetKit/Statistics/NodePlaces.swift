internal import NodeModel

/// Where each node stands and when it was seen last: what a map of the fleet is drawn from.
public struct NodePlaces: Sendable {
  /// A rack, or all nodes of a site that name none.
  public struct Rack: Sendable, Hashable {
    /// The site; nil where it is not said.
    public let site: String?
    /// The rack; nil where it is not said.
    public let name: String?
  }

  /// One node.
  public struct Place: Sendable {
    /// Which node.
    public let id: NodeID
    /// The number of its rack.
    public let rack: Int32
    /// The end of the last slot in which its agent ran, in units of slots since 1970; 0 where it never did.
    public let lastSlot: Int32
    /// Slots in which its agent ran.
    public let coveredSlots: Int32
    /// What it used, in microjoules; cut at 2.56 GWh.
    public let energy: Int64
    /// What it drew, emitted and cost by the hour.
    let rates: NodeRates
  }

  /// In the order of their ids.
  public private(set) var places: [Place] = []
  /// The hosts' names in the same order.
  public private(set) var names: [String] = []
  /// By their numbers.
  public private(set) var racks: [Rack] = []
  private var numbers: [Rack: Int32] = [:]

  /// Nobody.
  public init() {}

  mutating func add(_ node: MergedNode, _ reading: NodeReading, _ rates: NodeRates) {
    let rack = Rack(site: node.facts.site, name: node.facts.rack)
    var number = Int32(racks.count)
    if let known = numbers[rack] {
      number = known
    } else {
      numbers[rack] = number
      racks.append(rack)
    }
    places.append(
      Place(
        id: node.id, rack: number,
        lastSlot: Int32(clamping: reading.lastSlotEnd / HourSlots.seconds),
        coveredSlots: Int32(clamping: reading.coveredSlots),
        energy: Int64(clamping: reading.energy),
        rates: rates))
    names.append(node.label)
  }

  /// All nodes with the names of their hosts, in the order of their ids.
  var reported: [ExpectedNodes.Reported] {
    zip(places, names).map { place, name in
      // Who says no name is called by its id.
      let isName = name != place.id.description.prefix(12)
      return ExpectedNodes.Reported(id: place.id, hostname: isName ? name : nil)
    }
  }

  /// The number of a node in `places`; nil where it is not among them.
  public func index(of id: NodeID) -> Int? {
    var (low, high) = (0, places.count)
    while low < high {
      let middle = (low + high) / 2
      if places[middle].id < id { low = middle + 1 } else { high = middle }
    }
    return low < places.count && places[low].id == id ? low : nil
  }
}

extension MergedNode {
  /// What people call the node: the host's name, else the beginning of its id.
  public var label: String {
    guard let name = facts.hostname, !name.isEmpty else { return String(id.description.prefix(12)) }
    return name
  }
}
