import Agent
import Exporters
import NodeModel

extension JobReport {
  /// Writes the job as `docs/schema/jobs.json` has it.
  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("job_id", id)
      writer.member("name", name)
      writer.member("manager", manager)
      writer.member("user", user)
      writer.member("account", account)
      writer.member("partition", partition)
      writer.member("tags", texts: tags)
      writer.member("state", state.rawValue)
      writer.member("start", time: start)
      if let end { writer.member("end", time: end) }
      if let totals { totals.write(to: &writer) } else { writer.member("folded", flag: true) }
      writer.member("watts", watts)
      writer.member("cpu_seconds", processorSeconds)
      writer.member("carbon_grams", carbonGrams)
      writer.member("market_carbon_grams", marketCarbonGrams)
      writer.member("embodied_carbon_grams", embodiedCarbonGrams)
      writer.member("cost", cost)
      writer.member("currency", currency)
      writer.member("read_bytes", exact: traffic?.read)
      writer.member("written_bytes", exact: traffic?.written)
      writer.member("reserved_core_ms", exact: reservedCores)
      writer.member("reserved_mebibyte_ms", exact: reservedMemory)
      if let parts, let totals {
        writer.key("parts")
        writer.parts(parts, of: totals.dynamic)
      }
    }
  }
}

extension JobTotals {
  /// Writes the members of the object that is open.
  func write(to writer: inout JSONWriter) {
    writer.member("energy_uj", count: energy)
    writer.member("dynamic_energy_uj", count: dynamic)
    writer.member("low_uj", count: low)
    writer.member("high_uj", count: high)
    writer.member("tier", tier.map { String($0.letter) })
  }
}
