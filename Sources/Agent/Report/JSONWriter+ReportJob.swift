internal import EnergyLedger
internal import Exporters
internal import NodeModel

extension JSONWriter {
  /// Writes a job as reports carry it (docs/schema/jobs.json with its epoch). Carbon and cost are left out: who
  /// renders forms them from rows and factors.
  mutating func reportJob(_ record: JobRecord) {
    object { json in
      json.member("job_id", record.id)
      json.member("epoch", record.epoch.description)
      json.member("name", record.name)
      json.member("manager", record.manager.rawValue)
      json.member("user", record.user)
      json.member("account", record.account)
      json.member("partition", record.partition)
      json.member("tags", texts: record.tags)
      json.member("state", record.state.rawValue)
      json.member("start", time: record.start)
      if let end = record.end { json.member("end", time: end) }
      json.member("energy_uj", count: record.totals.energy.count)
      json.member("dynamic_energy_uj", count: record.totals.dynamicEnergy.count)
      json.member("low_uj", count: record.totals.low)
      json.member("high_uj", count: record.totals.high)
      json.member("tier", record.totals.knownTier.map { String($0.letter) })
      // To the millisecond, as everywhere else.
      json.member(
        "cpu_seconds", record.processorTime.map { Double($0 / 1_000_000) / 1e3 })
      json.member("read_bytes", exact: record.traffic?.read)
      json.member("written_bytes", exact: record.traffic?.written)
      json.member("reserved_core_ms", exact: record.footprint?.coreMilliseconds)
      json.member("reserved_mebibyte_ms", exact: record.footprint?.memoryMilliseconds)
      if let parts = record.parts {
        json.key("parts")
        json.parts(parts, of: record.totals.dynamicEnergy.count)
      }
    }
  }
}
