/// How much of the cores that jobs kept from others they used: of jobs on nodes that say both.
///
/// What is not used is a difference of what was counted, and the energy that goes with it a share by it: nobody metered
/// either.
public struct ReservedUse: Sendable, Hashable {
  /// Core seconds that were kept from others.
  public private(set) var reservedSeconds = 0.0
  /// CPU seconds of the same jobs on the same nodes.
  public private(set) var usedSeconds = 0.0
  /// Their energy that does not follow from activity and that they were given by their cores, in microjoules: that of
  /// packages and the rest. Memory and accelerators are divided by other reservations.
  private var standingEnergy = 0.0

  /// Nobody has said both.
  public init() {}

  /// Writes it, in one byte where nobody has said both.
  func pack(into record: inout RecordWriter) {
    record.add(reservedSeconds > 0 ? 1 : 0)
    guard reservedSeconds > 0 else { return }
    for value in [reservedSeconds, usedSeconds, standingEnergy] { record.add(value) }
  }

  /// Reads what `pack` wrote.
  init(from record: inout RecordReader) {
    guard record.number() == 1 else { return }
    reservedSeconds = record.double()
    usedSeconds = record.double()
    standingEnergy = record.double()
  }

  /// What was used of what was reserved, above 1 where limits are soft; nil where nobody says both.
  public var ratio: Double? { reservedSeconds > 0 ? usedSeconds / reservedSeconds : nil }

  /// Core seconds that were reserved and not used.
  public var unusedSeconds: Double { max(0, reservedSeconds - usedSeconds) }

  /// The part of the jobs' standing energy that unused cores had, in microjoules.
  public var unusedEnergy: Double {
    reservedSeconds > 0 ? max(0, standingEnergy) * unusedSeconds / reservedSeconds : 0
  }

  /// Counts a job on one node.
  mutating func count(_ tally: Tally, processorSeconds: Double?) {
    let reserved = tally.reservations.coreMilliseconds
    guard let processorSeconds, reserved > 0 else { return }
    reservedSeconds += Double(nearest: reserved) / 1000
    usedSeconds += processorSeconds
    standingEnergy += Double(nearest: tally.energy.standing)
  }
}
