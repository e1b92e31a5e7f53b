internal import Exporters
internal import NIOCore
internal import NIOHTTP1
internal import NodeModel

/// `POST /v1/jobs` and `POST /v1/jobs/ID/end`: what `probe run` asks for. Over the Unix socket alone, since only
/// there the kernel says who asks.
extension Endpoints {
  /// The job of the path `/v1/jobs/ID/end`; nil where it is another path.
  static func command(endedBy path: Substring) -> String? {
    guard path.hasPrefix("/v1/jobs/"), path.hasSuffix("/end") else { return nil }
    return PercentCoding.decoded(path.dropFirst("/v1/jobs/".count).dropLast("/end".count))
  }

  /// Whether a request has a body that is read; others are passed over.
  static func takesBody(_ request: HTTPRequestHead) -> Bool {
    request.method == .POST && path(of: request.uri).hasPrefix("/v1/jobs")
  }

  /// What is said to a POST.
  func commands(_ path: Substring, _ body: [UInt8], _ peer: Peer?) -> Reply {
    guard let peer else {
      return .now(.text(.forbidden, "jobs begin and end over the agent's socket only\n"))
    }
    if let id = Self.command(endedBy: path) {
      return .ask(.end(id, peer)) { [self] in command($0) }
    }
    do throws(CommandRefusal) {
      return .ask(.begin(try CommandRequest(reading: body), peer)) { [self] in command($0) }
    } catch {
      return .now(.refused(error))
    }
  }

  private func command(_ result: Result<Answer, Mailbox.Refusal>) -> Response {
    switch result {
    case .success(.begun(let id)):
      return .json(.created, write { json in json.object { $0.member("job_id", id) } })
    case .success(.ended(let report)): return .json(.ok, write { $0.report(report) })
    case .success(.refused(let refusal)): return .refused(refusal)
    case .success(.book), .success(.parts), .success(.report), .success(.unknownJob),
      .success(.notReady):
      return Self.notReady
    case .failure(let refusal): return .refused(refusal)
    }
  }
}
