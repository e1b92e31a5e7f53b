import Agent
import Exporters
import FoundationEssentials
import NodeModel
import Terminal

/// Who keeps the books of a command: the agent of this node, or nobody but ourselves.
enum RunLedger {
  /// An agent took the command in as a job.
  case agent(AgentClient, id: String)
  /// We run the ledger ourselves; `reason` says why an agent that answers does not.
  case local(LocalLedger, refusal: String?)

  /// Offers a command to the agents, the first choice first, then begins a ledger of our own.
  ///
  /// - Parameter adopt: called before the command is told by our own children.
  static func begin(
    _ request: CommandRequest, agents sockets: [String], _ options: AgentOptions,
    adopt: () -> Void
  ) throws -> RunLedger {
    var refusal: String?
    for socket in sockets {
      let client = AgentClient(socket: socket, patience: .seconds(6))
      do throws(AgentClient.Failure) {
        let answer = try client.post("/v1/jobs", body(of: request))
        if answer.status == 201,
          let begun = try? JSONDecoder().decode(
            Begun.self, from: Data(answer.body))
        {
          return .agent(client, id: begun.job_id)
        }
        refusal = line(of: answer.body)
        break
      } catch {
        // What cannot be asked is no agent of ours.
        continue
      }
    }
    return .local(try local(request, options, adopt: adopt), refusal: refusal)
  }

  private struct Begun: Decodable {
    let job_id: String
  }

  /// A command inside another job is nobody else's there: the node's jobs are not told apart then.
  private static func local(
    _ request: CommandRequest, _ options: AgentOptions, adopt: () -> Void
  ) throws -> LocalLedger {
    let ledger = try LocalLedger(options, followsJobs: true)
    do {
      _ = try ledger.begin(request)
      return ledger
    } catch CommandRefusal.conflict {
      adopt()
      let inner = try LocalLedger(options, followsJobs: false)
      var request = request
      request.place = .process(ProcessID.own)
      _ = try inner.begin(request)
      return inner
    }
  }

  private static func body(of request: CommandRequest) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("name", request.name)
      json.key("tags")
      json.object { json in
        for name in request.tags.keys.sorted() {
          json.key(text: name)
          json.string(request.tags[name] ?? "")
        }
      }
      switch request.place {
      case .group(let path): json.member("cgroup", path)
      case .process(let pid): json.member("pid", count: pid)
      }
    }
    return json.text.bytes
  }

  private static func line(of body: [UInt8]) -> String {
    let text = String(decoding: body.prefix(400), as: UTF8.self)
    return text.split(separator: "\n").first.map { String($0).printable } ?? "no reason given"
  }

  /// Milliseconds until the next round of our own; −1 where an agent counts.
  var patience: Int32 {
    switch self {
    case .agent: -1
    case .local(let ledger, _): Int32(clamping: ledger.interval / 1_000_000)
    }
  }

  /// Reads and books where that is ours to do.
  func round() {
    if case .local(let ledger, _) = self { ledger.round() }
  }

  /// The command has ended; what it had, or why nobody knows.
  func end(_ request: CommandRequest) -> Result<CommandReport, Unknown> {
    switch self {
    case .local(let ledger, _):
      do {
        return .success(try ledger.end())
      } catch {
        return .failure(Unknown(line: "\(error)"))
      }
    case .agent(let client, let id):
      do {
        return .success(try Self.end(id, client, request))
      } catch let error as Unknown {
        return .failure(error)
      } catch {
        return .failure(Unknown(line: "\(error)"))
      }
    }
  }

  /// Why a command's energy is not known here.
  struct Unknown: Error {
    let line: String
  }

  private static func end(
    _ id: String, _ client: AgentClient, _ request: CommandRequest
  ) throws -> CommandReport {
    let path = "/v1/jobs/" + PercentCoding.encoded(id) + "/end"
    var answer = try client.post(path, [])
    if answer.status == 404, case .group = request.place {
      // Another agent than the one that took it in: it knows the group, and who it is.
      _ = try client.post("/v1/jobs", body(of: request))
      answer = try client.post(path, [])
    }
    guard answer.status == 200 else { throw Unknown(line: line(of: answer.body)) }
    return try CommandReport(json: answer.body)
  }
}
