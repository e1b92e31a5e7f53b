internal import EnergyLedger
internal import Exporters
internal import NodeModel

extension JSONWriter {
  /// Writes what the ledger has of one job (docs/schema/book.json): its rows that are not in the store, and
  /// its totals at the same instant.
  mutating func book(of job: String, _ rows: [EnergyRow], _ epoch: Epoch, _ totals: OwnerTotals?) {
    object { json in
      json.member("job_id", job)
      json.member("epoch", epoch.description)
      if let totals {
        json.key("totals")
        json.object { json in
          json.member("energy_uj", count: totals.energy.count)
          json.member("dynamic_energy_uj", count: totals.dynamicEnergy.count)
          json.member("low_uj", count: totals.low)
          json.member("high_uj", count: totals.high)
          json.member("tier", String(totals.tier.letter))
        }
      }
      json.key("rows")
      json.array { json in
        for row in rows { json.row(row) }
      }
    }
  }
}
