internal import EnergyLedger
internal import NodeModel

/// A job on the page: what the ledger calls it, and what people want to know of it.
struct JobAccount {
  /// Its number in the ledger.
  let owner: OwnerIndex
  /// `slurm:alpha/4711`, the same on every page and in every row.
  let id: String
  /// Who keeps it.
  let manager: JobManager
  /// What people call it.
  var name: String
  /// When it was found, in nanoseconds since 1970.
  let start: UInt64
  /// When it was gone, in the same; nil while it runs.
  var end: UInt64?
  /// Boot time from which it has been gone, in nanoseconds.
  var endBoottime: UInt64 = 0
  /// How many scrapes there had been then.
  var endScrapes: UInt64 = 0
  /// How many of its groups are there.
  var groups = 1
  /// CPU time since it was found, in nanoseconds.
  var processorTime: UInt64 = 0
  /// Memory that is charged to it now, in bytes; nil where nothing tells.
  var memory: UInt64?
}
