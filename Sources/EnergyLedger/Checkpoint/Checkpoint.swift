public import NodeModel

/// Everything that a ledger needs to go on, as it was written after a round.
///
/// The form is 64-bit words of this machine's byte order: a mark, the version, the count of words, their
/// XXH64, then the state. All of it is checked, and what does not balance is refused.
public struct Checkpoint: Sendable {
  /// "probeldg" in ASCII.
  static let mark: UInt64 = 0x7072_6F62_656C_6467
  static let version: UInt64 = 2
  static let headWords = 4

  /// The life of the counters.
  public let epoch: Epoch
  /// The round after which it was written: of two checkpoints of an epoch the greater one is newer.
  public let round: UInt64
  /// Whether it was written when the agent was told to stop.
  public let isCleanStop: Bool
  let boot: UInt64
  let realtime: Int64
  let clock: SlotClock
  let node: PlaceState
  let states: ParkedStates
  let book: Book
  /// What was kept with the ledger.
  public let annex: [UInt64]

  /// Reads words that may be anything.
  public init(
    _ words: [UInt64], limits: LedgerLimits = LedgerLimits()
  ) throws(CheckpointError) {
    guard words.count > Self.headWords else { throw .short }
    guard words[0] == Self.mark else { throw .foreign }
    guard words[1] == Self.version else { throw .version(words[1]) }
    guard words[2] <= UInt64(words.count), words[2] > UInt64(Self.headWords) else { throw .short }
    let used = Array(words[..<Int(words[2])])
    guard Checksum.of(used, from: Self.headWords) == words[3] else { throw .damaged }
    var reader = WordReader(used, from: Self.headWords)
    epoch = Epoch(high: try reader.word(), low: try reader.word())
    boot = try reader.word()
    isCleanStop = try reader.word(below: 2) == 1
    round = try reader.word(below: 1 << 60)
    realtime = Int64(try reader.word(below: 1 << 62 + 1))
    clock = SlotClock(realtime: Int64(try reader.word(below: 1 << 62 + 1)), boottime: 0)
    var node = PlaceState()
    node.restore(from: try reader.array(3) + [0])
    self.node = node
    states = try ParkedStates(from: &reader)
    book = try Book(from: &reader, limits: limits)
    annex = try reader.array(try reader.count(upTo: 1 << 20))
    guard reader.left == 0 else { throw .inconsistent }
  }
}
