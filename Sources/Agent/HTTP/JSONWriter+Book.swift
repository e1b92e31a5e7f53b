internal import EnergyLedger
internal import Exporters
internal import NodeModel

extension JSONWriter {
  /// Writes what the ledger has of one job (docs/schema/book.json): its rows that are not in the store, and
  /// its totals at the same instant.
  mutating func book(of job: String, _ book: JobBook) {
    object { json in
      json.member("job_id", job)
      json.member("epoch", book.epoch.description)
      if let totals = book.totals {
        json.key("totals")
        json.object { json in
          json.member("energy_uj", count: totals.energy.count)
          json.member("dynamic_energy_uj", count: totals.dynamicEnergy.count)
          json.member("low_uj", count: totals.low)
          json.member("high_uj", count: totals.high)
          json.member("tier", totals.knownTier.map { String($0.letter) })
        }
      }
      if let footprint = book.footprint {
        json.key("footprint")
        json.footprint(footprint)
      }
      if let factors = book.factors {
        json.member("factors_since", second: factors.since)
        json.key("factors")
        json.factors(factors.set)
      }
      if let parts = book.parts, let totals = book.totals {
        json.key("parts")
        json.parts(parts, of: totals.dynamicEnergy.count)
      }
      json.key("rows")
      json.array { json in
        for row in book.rows { json.row(row) }
      }
    }
  }
  /// Writes the parts of jobs on the page (docs/schema/parts.json).
  mutating func parts(of books: [PartBook]) {
    array { json in
      for book in books {
        json.object { json in
          json.member("job_id", book.id)
          json.member("dynamic_energy_uj", count: book.dynamicEnergy)
          json.key("parts")
          json.parts(book.parts, of: book.dynamicEnergy)
        }
      }
    }
  }
}
