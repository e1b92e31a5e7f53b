internal import EnergyLedger
internal import Footprint
internal import NodeModel
internal import Probes

/// A job on the page: what the ledger calls it, what people want to know of it, and how it leaves.
///
/// Of a thousand jobs a round changes a few numbers each. A class, so that nobody who looks at one copies all that
/// people want to know of it. It never leaves the sampler's thread.
final class JobAccount {
  /// Its number in the ledger.
  let owner: OwnerIndex
  /// What is filed of it.
  var record: JobRecord
  /// When its energy was counted from nothing, in nanoseconds since 1970; nil where nobody knows.
  var beginning: UInt64?
  /// How many of its groups are there; 0 once it has ended.
  var groups = 1
  /// CPU time since it was found, in nanoseconds; where its record has none, only what was counted since that is kept.
  var processorTime: UInt64 = 0
  /// Memory that is charged to it now, in bytes; nil where nothing tells.
  var memory: UInt64?

  /// Its steps or containers; nil of jobs that have none, and of those beyond the limit.
  var parts: PartAccount?

  /// What it has held of the node in this round: thousandths of cores, times milliseconds.
  private(set) var heldProcessors: UInt64 = 0
  /// The same of memory: mebibytes, times milliseconds.
  private(set) var heldMemory: UInt64 = 0
  /// Its carbon and cost.
  var footprint = CountedFootprint()
  /// The energy that is in `footprint`, in microjoules.
  var countedEnergy: UInt64 = 0

  /// The place of its team; nil until its tags are known, and beyond the limit.
  var team: Int?
  /// The energy that teams were told of, in microjoules.
  var countedForTeam: UInt64 = 0
  /// What its owner has written about it: for rules alone, and nowhere else.
  var comment: String?
  /// The names of the tags that rules gave it.
  var ruled: [String] = []

  /// Boot time since which the group of a command that nobody has announced is empty, in nanoseconds.
  var emptySince: UInt64?

  /// How an ended job leaves the page.
  struct Leaving {
    /// Boot time from which it has been gone, in nanoseconds.
    var since: UInt64
    /// How many scrapes there had been then.
    var scrapes: UInt64
    /// Its last record that is filed, and the number of that; nil before it is handed over, and where it was not taken.
    var filing: (record: JobRecord, number: UInt64)?
  }
  /// Nil while it runs.
  var leaving: Leaving?

  /// It held so much for so long; a round may be as long as the machine slept.
  func hold(_ reservation: JobReservation, milliseconds: UInt64) {
    let processors = UInt64(reservation.processors ?? 0)
    heldProcessors = heldProcessors.clampedAdding(processors.clampedMultiplied(by: milliseconds))
    let memory = (reservation.memory ?? 0) >> 20
    heldMemory = heldMemory.clampedAdding(memory.clampedMultiplied(by: milliseconds))
  }

  /// Another round begins.
  func letGo() {
    heldProcessors = 0
    heldMemory = 0
  }

  /// A job that was found.
  init(owner: OwnerIndex, record: JobRecord) {
    self.owner = owner
    self.record = record
  }
}
