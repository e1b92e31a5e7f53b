/// What a node says of itself, by its newest report; empty or nil where it does not say.
public struct NodeFacts: Sendable, Equatable {
  /// Accelerators of one model.
  public struct Accelerators: Sendable, Equatable {
    /// The model, as its maker calls it.
    public var model: String
    /// How many of them.
    public var count: Int

    /// So many of a model.
    public init(model: String, count: Int) {
      self.model = model
      self.count = count
    }
  }

  /// What it draws without activity, as its meters have shown it.
  public struct Idle: Sendable, Equatable {
    /// In watts.
    public var watts: Double
    /// Of what, with commas between them: `wall`, or `package,dram`. Figures of different domains are not comparable.
    public var domains: String

    /// So much of some domains; nil of nothing, and where nobody says of what it is.
    public init?(watts: Double?, domains: String) {
      guard let watts, watts > 0, watts.isFinite, !domains.isEmpty else { return nil }
      self.watts = watts
      self.domains = domains
    }
  }

  /// The name of the host; nil where it is not said.
  public var hostname: String?
  /// Where it stands, as the configuration says.
  public var site: String?
  /// The zone of the grid that feeds the site.
  public var zone: String?
  /// The rack within the site.
  public var rack: String?
  /// Who made the machine.
  public var vendor: String?
  /// What its maker calls the machine.
  public var product: String?
  /// The CPU's model.
  public var processor: String?
  /// Sockets.
  public var packages: Int?
  /// Cores of all sockets.
  public var cores: Int?
  /// Hardware threads of all cores.
  public var threads: Int?
  /// Main memory, in bytes.
  public var memoryBytes: UInt64?
  /// Its accelerators, by model.
  public var accelerators: [Accelerators] = []
  /// What it draws without activity; nil where it has not learnt that.
  public var idle: Idle?
  /// What explains why machines of one model perform differently, ordered by key: microcode, bios, governor …
  public var fingerprint: [(key: String, value: String)] = []
  /// The version of the agent.
  public var agent: String?

  /// Nothing is said.
  public init() {}

  /// Whether both say the same.
  public static func == (left: NodeFacts, right: NodeFacts) -> Bool {
    left.hostname == right.hostname && left.site == right.site && left.zone == right.zone
      && left.rack == right.rack && left.vendor == right.vendor && left.product == right.product
      && left.processor == right.processor && left.packages == right.packages
      && left.cores == right.cores && left.threads == right.threads
      && left.memoryBytes == right.memoryBytes && left.accelerators == right.accelerators
      && left.idle == right.idle && left.agent == right.agent
      && left.fingerprint.elementsEqual(right.fingerprint) { $0 == $1 }
  }

  /// The hardware model, the name of a group in statistics: vendor and product, else CPU, with the accelerators;
  /// `unknown` where the node says none of them.
  public var model: String {
    var text = [vendor, product].compactMap(\.self).joined(separator: " ")
    if text.isEmpty { text = processor ?? "" }
    for one in accelerators { text += (text.isEmpty ? "" : ", ") + "\(one.count) × \(one.model)" }
    return text.isEmpty ? "unknown" : text
  }
}
