import Agent
import Exporters
import NodeModel
import Terminal

/// By what the energy of a job was divided among those who were on the CPUs, in one epoch.
struct DivisionExplanation {
  /// Those in force while it had energy, in the order of their times.
  let divisions: [StoredDivision]
  /// Whether of its first energy nobody has kept by what it was divided.
  let isLate: Bool

  /// Nil where it has no energy in the epoch.
  init?(_ rows: [EnergyRow], _ all: [StoredDivision], in epoch: Epoch) {
    var slots: ClosedRange<Int64>?
    for row in rows {
      for slot in 0..<HourSlots.count where row.full[slot] > 0 {
        let time = row.hour + Int64(slot) * HourSlots.seconds
        slots = min(slots?.lowerBound ?? time, time)...max(slots?.upperBound ?? time, time)
      }
    }
    guard let slots else { return nil }
    let known = all.filter { $0.epoch == epoch }
    let first = known.lastIndex { $0.start <= slots.lowerBound }
    divisions = known.dropFirst(first ?? 0).filter {
      $0.start < slots.upperBound + HourSlots.seconds
    }
    isLate = first == nil && divisions.first?.start ?? .max >= slots.lowerBound + HourSlots.seconds
  }

  /// One line for people.
  var line: String {
    var parts = divisions.map { division in
      let since = Timestamp.minute(UInt64(max(0, division.start)) * 1_000_000_000)
      return "\(Self.words(division)) since \(since) UTC"
    }
    if isLate { parts.insert(parts.isEmpty ? "not kept" : "not kept before", at: 0) }
    return "Divided by: " + parts.joined(separator: "; ")
  }

  private static func words(_ division: StoredDivision) -> String {
    switch division.weight {
    case "counters": "counters (cycles + ½ instructions + 32 × lines)"
    case "cycles": "counters (cycles)"
    case "cpu_time": "CPU time" + (division.reason.map { " (\($0))" } ?? "")
    default: division.weight.printable
    }
  }

  /// Writes the array of what was in force.
  func write(to writer: inout JSONWriter) {
    writer.array { writer in
      for division in divisions {
        writer.object { writer in
          writer.member("since", second: division.start)
          writer.member("weight", division.weight)
          writer.member("reason", division.reason)
        }
      }
    }
  }
}
