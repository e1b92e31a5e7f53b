import Agent
import EnergyLedger
import NodeModel

/// Where a report comes from: the agent, or the state directory that one has left.
struct ReportSource {
  /// Neither an agent nor anything to report of.
  struct Nothing: Error, CustomStringConvertible {
    let directory: String
    var description: String {
      "no agent answers and nothing is kept in \(directory); start one with: probe agent, or name its "
        + "directory with --state-dir"
    }
  }

  /// The agent has an objection to what is asked for.
  struct Refusal: Error, CustomStringConvertible {
    let description: String
  }

  /// State directories, the first choice first.
  let directories: [String]

  /// The report of a page of rows.
  func report(_ page: ReportPage) throws -> (bytes: [UInt8], position: UInt64?) {
    var refusal: AgentClient.Failure?
    for directory in directories {
      var agent = AgentClient(socket: directory + "/agent.sock")
      // Longer than the agent lets anybody wait before it says so.
      agent.patience = .seconds(75)
      do {
        let (head, body) = try agent.answer(to: "/report?" + page.query)
        guard head.status == 200 else {
          throw Refusal(description: String(decoding: body.prefix { $0 != 0x0A }, as: UTF8.self))
        }
        return (body, head.value(of: "nodeprobe-position").flatMap { UInt64($0) })
      } catch let error as AgentClient.Failure {
        if case .noAgent = error { continue }
        refusal = refusal ?? error
      }
    }
    if let refusal { throw refusal }
    return try stored(page)
  }

  private func stored(_ page: ReportPage) throws -> (bytes: [UInt8], position: UInt64?) {
    for directory in directories {
      do {
        let made = try StoredReport.make(page, in: directory)
        return (made.bytes, made.position)
      } catch is StoredReport.Nothing {
        continue
      } catch ReportRefusal.state(let failure) {
        throw Refusal(description: failure.line(about: directory + "/ledger.sqlite"))
      }
    }
    throw Nothing(directory: directories.first ?? "")
  }
}
