import Agent
import Exporters
import Footprint
import NodeModel

extension FootprintExplanation {
  /// Writes what the lines come to, what was counted, and the factors; grams and money as exact millionths.
  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      members(total, &writer)
      if let counted {
        writer.key("counted")
        writer.object { writer in
          writer.member("carbon_ug", count: counted.location)
          writer.member("market_carbon_ug", count: counted.market)
          writer.member("embodied_carbon_ug", count: counted.embodied)
          writer.member("cost_millionths", count: counted.cost)
          writer.member("currency", counted.currency)
        }
      }
      writer.member("verified", flag: counted != nil && differences.isEmpty)
      writer.key("hours")
      writer.array { writer in
        for line in lines {
          writer.object { writer in
            writer.member("hour", second: line.hour)
            writer.member("energy_uj", count: line.energy)
            writer.member("factors_since", second: factors.entries[line.entry].start)
            writer.member("carbon_ug", count: UInt64(clamping: line.sums.location.millionths))
            if line.isBeforeFactors { writer.member("before_factors", flag: true) }
          }
        }
      }
      writer.key("factors")
      writer.array { writer in
        for entry in entries {
          writer.object { writer in
            writer.member("since", second: factors.entries[entry].start)
            writer.key("set")
            writer.factors(factors.entries[entry].set)
          }
        }
      }
    }
  }

  private func members(_ sums: FootprintSums, _ writer: inout JSONWriter) {
    writer.member("carbon_ug", count: UInt64(clamping: sums.location.millionths))
    writer.member("market_carbon_ug", count: UInt64(clamping: sums.market.millionths))
    if last?.embodied != nil, isHeld {
      writer.member("embodied_carbon_ug", count: UInt64(clamping: sums.embodied.millionths))
    }
    if hasCost {
      writer.member("cost_millionths", count: UInt64(clamping: sums.cost.millionths))
    }
    writer.member("currency", currency)
    writer.member("reserved_core_ms", count: counted?.coreMilliseconds)
    writer.member("reserved_mebibyte_ms", count: counted?.memoryMilliseconds)
  }
}
