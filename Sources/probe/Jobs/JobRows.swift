import Agent
import Footprint
import NodeModel

/// All rows of one job, and what the ledger says that they are together.
struct JobRows {
  /// By epoch: what the ledger has booked on the job.
  var totals: [Epoch: JobTotals] = [:]
  /// By epoch: what was counted of its carbon and cost.
  var footprints: [Epoch: JobFootprint] = [:]
  /// By epoch: its steps or containers.
  var parts: [Epoch: JobParts] = [:]
  /// What these are formed with.
  var factors = FactorHistory()
  /// Those of epochs that have some of their own: a command was counted by itself.
  var ownFactors: [Epoch: FactorHistory] = [:]
  /// By what energy was divided, in the order of their times.
  var divisions: [StoredDivision] = []
  private var rows: [Key: EnergyRow] = [:]

  private struct Key: Hashable {
    let epoch: Epoch
    let hour: Int64
    let component: EnergyComponent
  }

  /// Takes rows; of two with the same key the higher revision counts.
  mutating func add(_ more: [EnergyRow]) {
    for row in more {
      let key = Key(epoch: row.epoch, hour: row.hour, component: row.component)
      if let known = rows[key], known.revision >= row.revision { continue }
      rows[key] = row
    }
  }

  /// All of an epoch is formed with factors of its own.
  mutating func take(_ factors: StoredFactors, of epoch: Epoch) {
    guard let document = FactorDocument(factors.document) else { return }
    var history = FactorHistory()
    history.add(document.set, from: factors.start)
    ownFactors[epoch] = history
  }

  /// The epochs in which it had anything, the earliest first.
  var epochs: [Epoch] {
    var first: [Epoch: Int64] = [:]
    for key in rows.keys { first[key.epoch] = min(first[key.epoch] ?? key.hour, key.hour) }
    for epoch in totals.keys where first[epoch] == nil { first[epoch] = .max }
    return first.sorted {
      ($0.value, $0.key.description) < ($1.value, $1.key.description)
    }.map(\.key)
  }

  /// The rows of an epoch, by hour and component.
  func rows(in epoch: Epoch) -> [EnergyRow] {
    rows.values.filter { $0.epoch == epoch }.sorted {
      ($0.hour, $0.component.rawValue) < ($1.hour, $1.component.rawValue)
    }
  }
}
