import Exporters

/// Everything that `probe doctor` found.
struct Diagnosis {
  let sources: [SourceState]
  let meters: [MeterState]
  let ladder: [LadderState]
  let division: [DivisionState]
  /// How many meters there is no room for.
  let metersLeftOut: UInt64
  let isVirtual: Bool

  /// The last line.
  var summary: String {
    let working = sources.count { $0.verdict == .works || $0.verdict == .partly }
    let failing = sources.filter { $0.verdict == .fails || $0.verdict == .partly }
    return failing.isEmpty
      ? "\(working) of \(sources.count) sources work; the others are not on this machine."
      : "Look at: \(failing.map(\.probe).joined(separator: ", "))."
  }

  /// What is to be said of meters that are not in the table; nil where all are.
  var leftOut: String? {
    metersLeftOut > 0
      ? "\(metersLeftOut) more meters are neither booked nor shown: there is no room for so many."
      : nil
  }

  /// Writes it for programs: `sources`, `meters`, how many of these are left out, `ladder` and `division`, in their order.
  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("sources")
      writer.array { writer in
        for state in sources { write(state, to: &writer) }
      }
      writer.key("meters")
      writer.array { writer in
        for state in meters { write(state, to: &writer) }
      }
      writer.member("meters_left_out", count: metersLeftOut > 0 ? metersLeftOut : nil)
      writer.key("ladder")
      writer.array { writer in
        for step in ladder { write(step, to: &writer) }
      }
      writer.key("division")
      writer.array { writer in
        for way in division { write(way, to: &writer) }
      }
    }
  }

  private func write(_ state: SourceState, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("probe", state.probe)
      writer.member("state", state.verdict.rawValue)
      write(state.reasons, to: &writer)
      writer.member("refused", count: state.refused)
      writer.member("advice", SourceAdvice.line(state, isVirtual: isVirtual))
    }
  }

  private func write(_ state: MeterState, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("source", state.source)
      writer.member("state", state.verdict.rawValue)
      writer.member("meters", count: state.places.count)
      writer.member("readable", count: state.readable)
      write(state.reasons, to: &writer)
      writer.member("advice", PowerAdvice.line(state))
    }
  }

  private func write(_ step: LadderState, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("rung", step.rung)
      writer.member("state", step.state)
      writer.member("reason", step.reason)
      if !step.lacks.isEmpty {
        writer.key("lacks")
        writer.array { writer in
          for part in step.lacks { writer.string(part) }
        }
      }
      writer.member("advice", PowerAdvice.line(step))
    }
  }

  private func write(_ way: DivisionState, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("weight", way.weight)
      writer.member("state", way.state)
      writer.member("reason", way.reason)
      writer.member("advice", way.advice)
    }
  }

  private func write(_ reasons: [String], to writer: inout JSONWriter) {
    writer.key("reasons")
    writer.array { writer in
      for reason in reasons { writer.string(reason) }
    }
  }
}
