import Agent
import EnergyLedger
import FoundationEssentials
import LinuxFiles
import NodeModel
import Terminal

/// Who keeps the books of a command: the agent of this node, or nobody but ourselves, or nobody at all.
enum RunLedger {
  /// An agent took the command in.
  case agent(AgentClient, id: String)
  /// We run the ledger ourselves, for a reason.
  case local(LocalLedger, Reason)
  /// We cannot run one either. The command runs all the same: nobody started it for its energy.
  case nobody(Unknown)

  /// Why no agent counts a command.
  enum Reason {
    /// None listens; an earlier one has left this round.
    case absent(after: KeptRound?)
    /// One may listen and cannot be asked; if it does, its ledger has the joules elsewhere.
    case closed(String)
    /// One answers, and does not take it in; its ledger has the joules elsewhere.
    case refused(String)
  }

  /// The last round that agents have kept in a state directory: it changes with each that runs, whatever clocks say.
  struct KeptRound: Equatable {
    private let epoch: Epoch
    private let round: UInt64

    /// Nil where none was kept, or it cannot be read.
    init?(in directory: String) {
      guard let kept = LedgerArchive.checkpoint(in: directory) else { return nil }
      (epoch, round) = (kept.epoch, kept.round)
    }
  }

  /// Why a command's energy is not known here.
  struct Unknown: Error {
    let line: String
  }

  /// Offers a command to the agents, the first choice first, then begins a ledger of our own.
  ///
  /// - Parameter directory: where it is left for the next agent.
  static func begin(
    _ request: CommandRequest, agents sockets: [String], in directory: String,
    _ options: AgentOptions
  ) -> RunLedger {
    var reason = Reason.absent(after: KeptRound(in: directory))
    for socket in sockets {
      let client = AgentClient(socket: socket, patience: .seconds(6))
      do throws(AgentClient.Failure) {
        let answer = try client.post("/v1/jobs", request.json)
        if answer.status == 201, let begun = Begun(json: answer.body) {
          return .agent(client, id: begun.job_id)
        }
        reason = .refused(line(of: answer.body))
        break
      } catch {
        if case .noAgent = error { continue }
        reason = .closed("\(error)")
      }
    }
    do {
      let ledger = try LocalLedger(options)
      try ledger.begin(request)
      return .local(ledger, reason)
    } catch {
      return .nobody(Unknown(line: "\(error)"))
    }
  }

  /// Why the node's configuration is left out; nil where it is used, there is none, or the agent uses it.
  var configurationFailure: String? {
    if case .local(let ledger, _) = self { ledger.configurationFailure } else { nil }
  }

  private struct Begun: Decodable {
    let job_id: String

    init?(json: [UInt8]) {
      guard let read = try? JSONDecoder().decode(Self.self, from: Data(json)) else { return nil }
      self = read
    }
  }

  private static func line(of body: [UInt8]) -> String {
    let text = String(decoding: body.prefix(400), as: UTF8.self)
    return text.split(separator: "\n").first.map { String($0).printable } ?? "no reason given"
  }

  /// Nanoseconds between rounds of our own; nil where an agent counts.
  var pause: UInt64? {
    if case .local(let ledger, _) = self { ledger.interval } else { nil }
  }

  /// Reads and books where that is ours to do.
  func round() {
    if case .local(let ledger, _) = self { ledger.round() }
  }

  /// The command has ended; what it had, or why nobody knows.
  func end(_ request: CommandRequest) -> Result<CommandReport, Unknown> {
    do {
      switch self {
      case .local(let ledger, _): return .success(try ledger.end())
      case .agent(let client, let id): return .success(try Self.end(id, client, request))
      case .nobody(let unknown): return .failure(unknown)
      }
    } catch let error as Unknown {
      return .failure(error)
    } catch {
      return .failure(Unknown(line: "\(error)"))
    }
  }

  private static func end(
    _ id: String, _ client: AgentClient, _ request: CommandRequest
  ) throws -> CommandReport {
    let path = "/v1/jobs/" + PercentCoding.encoded(id) + "/end"
    var answer = try client.post(path, [])
    if answer.status == 404, case .group = request.place {
      // Another agent than the one that took it in: it knows the group, and who it is.
      _ = try client.post("/v1/jobs", request.json)
      answer = try client.post(path, [])
    }
    guard answer.status == 200 else { throw Unknown(line: line(of: answer.body)) }
    return try CommandReport(json: answer.body)
  }

  /// Leaves the job for the next agent where none has its joules; where it stands from now on, in words.
  ///
  /// - Parameter sockets: where agents are asked whether they run by now.
  func settle(
    _ report: Result<CommandReport, Unknown>, in directory: String, agents sockets: [String]
  ) -> String {
    let report = try? report.get()
    switch self {
    case .agent:
      guard let report else { return "the agent has lost it" }
      guard let outer = report.outer else { return "\(report.record.id), with the agent" }
      return "part of \(outer), which has its energy with the agent"
    case .local(_, .refused(let line)):
      return "counted here and filed nowhere: the agent says: \(line)"
    case .local(_, .closed(let line)): return "counted here and filed nowhere: \(line)"
    case .nobody: return "counted nowhere"
    case .local(_, .absent(let before))
    where KeptRound(in: directory) != before || Self.isAnyThere(sockets):
      // What flowed before it started is in its `gap`, and the rest in the job or bucket that it saw.
      return "counted here and filed nowhere: an agent has started meanwhile, which has the joules"
    case .local(_, .absent): return leave(report, in: directory) + ": no agent found"
    }
  }

  /// Whether an agent listens by now, or may.
  private static func isAnyThere(_ sockets: [String]) -> Bool {
    sockets.contains { socket in
      do throws(AgentClient.Failure) {
        _ = try AgentClient(socket: socket).answer(to: "/healthz")
        return true
      } catch {
        if case .noAgent = error { return false }
        return true
      }
    }
  }

  private func leave(_ report: CommandReport?, in directory: String) -> String {
    guard let report, report.isKnown else { return "counted here, with nothing to file" }
    do {
      try FinishedJob(report).leave(in: directory)
      return "\(report.record.id), counted here and kept in \(directory)"
    } catch {
      return "counted here and filed nowhere (\(error))"
    }
  }
}
