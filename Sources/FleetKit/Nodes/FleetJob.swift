public import NodeModel

/// What a node says of a job that ran on it; one that spans nodes is said by each.
public struct FleetJob: Sendable, Equatable {
  /// `slurm:CLUSTER/123`, `k8s:UID`, `run:NODE/UUID` …
  public var id: String
  /// The epoch of the node's counters in which it was counted; nil where the report does not say.
  public var epoch: Epoch?
  /// What people call it.
  public var name: String
  /// Who started it: "slurm", "kubernetes", "run" …
  public var manager: String
  /// Whose it is; nil where the node does not know.
  public var user: String?
  /// On whose account it runs.
  public var account: String?
  /// Ordered by key: project, team, owner, cost_center … and Slurm's partition.
  public var tags: [(key: String, value: String)]
  /// In nanoseconds since 1970.
  public var start: UInt64
  /// In nanoseconds since 1970; nil while it runs.
  public var end: UInt64?
  /// All its energy, in microjoules.
  public var energy: UInt64
  /// The part that follows from activity.
  public var dynamicEnergy: UInt64
  /// The least that `energy` may have been.
  public var low: UInt64
  /// The most that `energy` may have been.
  public var high: UInt64
  /// The worst source that stands behind it.
  public var tier: Tier
  /// CPU time, in seconds.
  public var processorSeconds: Double?
  /// Cores × milliseconds that it kept from others in all its life; nil where the node does not say.
  public var reservedCoreMilliseconds: UInt64?
  /// The same of memory, in mebibytes × milliseconds.
  public var reservedMebibyteMilliseconds: UInt64?

  /// A job with what every report says of it; energies in microjoules.
  public init(
    id: String, epoch: Epoch?, name: String, manager: String, user: String? = nil,
    account: String? = nil, tags: [(key: String, value: String)] = [], start: UInt64,
    end: UInt64? = nil, energy: UInt64, dynamicEnergy: UInt64, low: UInt64, high: UInt64,
    tier: Tier, processorSeconds: Double? = nil, reservedCoreMilliseconds: UInt64? = nil,
    reservedMebibyteMilliseconds: UInt64? = nil
  ) {
    self.id = id
    self.epoch = epoch
    self.name = name
    self.manager = manager
    self.user = user
    self.account = account
    self.tags = tags
    self.start = start
    self.end = end
    self.energy = energy
    self.dynamicEnergy = dynamicEnergy
    self.low = low
    self.high = high
    self.tier = tier
    self.processorSeconds = processorSeconds
    self.reservedCoreMilliseconds = reservedCoreMilliseconds
    self.reservedMebibyteMilliseconds = reservedMebibyteMilliseconds
  }

  /// Whether both say the same.
  public static func == (left: FleetJob, right: FleetJob) -> Bool {
    left.id == right.id && left.epoch == right.epoch && left.name == right.name
      && left.manager == right.manager && left.user == right.user && left.account == right.account
      && left.tags.elementsEqual(right.tags) { $0 == $1 }
      && left.start == right.start && left.end == right.end && left.energy == right.energy
      && left.dynamicEnergy == right.dynamicEnergy && left.low == right.low
      && left.high == right.high && left.tier == right.tier
      && left.processorSeconds == right.processorSeconds
      && left.reservedCoreMilliseconds == right.reservedCoreMilliseconds
      && left.reservedMebibyteMilliseconds == right.reservedMebibyteMilliseconds
  }

  /// The value of a tag.
  public func tag(_ key: String) -> String? { tags.first { $0.key == key }?.value }
}
