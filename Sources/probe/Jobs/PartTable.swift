import Agent
import NodeModel
import Terminal

/// The parts of one job, its steps or containers, with what no part has.
struct PartTable {
  /// As they were told.
  let parts: JobParts
  /// All dynamic energy of the job, in microjoules.
  let dynamic: UInt64
  /// When the job ended, and with it what is not known to have ended before; nil where it runs.
  let end: UInt64?

  /// One part, those counted together, or the rest.
  struct Line {
    /// `step_0`, a container's name or id, `(12 others)`, `(rest)`.
    let name: String
    var start: UInt64?
    var end: UInt64?
    /// In nanoseconds.
    let processorTime: UInt64
    /// In microjoules.
    let energy: UInt64
  }

  init(_ parts: JobParts, of dynamic: UInt64, until end: UInt64? = nil) {
    self.parts = parts
    self.dynamic = dynamic
    self.end = end
  }

  /// What stands below parts.
  static let note =
    "Parts share their job's dynamic energy by CPU time, an estimate; (rest) is what none had, nobody saw, "
    + "or came since the last look (30 s). Static energy is the job's."

  /// All of them; their energies are the job's.
  var all: [Line] {
    let (parts, rest) = parts.divided(of: dynamic)
    var lines = parts.named.map { part in
      Line(
        name: part.name.map { "\($0) (\(part.id))" } ?? part.id, start: part.start,
        end: part.end ?? end,
        processorTime: part.processorTime, energy: part.energy)
    }
    let others = parts.others
    if others.count > 0 {
      lines.append(
        Line(
          name: others.count == 1 ? "(1 other)" : "(\(others.count) others)",
          processorTime: others.processorTime, energy: others.energy))
    }
    lines.append(Line(name: "(rest)", processorTime: parts.restTime, energy: rest))
    return lines
  }

  /// What stands above the table of one job.
  static let heading =
    "Its parts, with their shares of the dynamic energy by CPU time (an estimate)"

  /// As a table, for people.
  var lines: [String] {
    var table = Table([
      .init("PART"), .init("FROM (UTC)"), .init("TO (UTC)"), .init("CPU S", .right),
      .init("DYNAMIC J", .right),
    ])
    for line in all {
      table.add([
        line.name.printable, line.start.map(Timestamp.millisecond) ?? "",
        line.end.map(Timestamp.millisecond) ?? "", Self.seconds(line.processorTime),
        Quantity.exact(line.energy),
      ])
    }
    table.add([
      "sum", "", "", Self.seconds(parts.processorTime), Quantity.exact(dynamic),
    ])
    return table.lines
  }

  /// "12.345", for people; to the millisecond.
  static func seconds(_ nanoseconds: UInt64) -> String {
    Quantity.fixed(Double(nanoseconds) / 1e9, 3)
  }
}
