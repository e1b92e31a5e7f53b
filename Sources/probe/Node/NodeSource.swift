/// Where the node document comes from: the agent, or, where none runs, this program itself.
struct NodeSource {
  /// A document, and why it is not an agent's although one may run.
  struct Answer {
    let document: [UInt8]
    let refusal: String?

    /// What a person is told of that; nil where there is nothing to tell.
    var notice: String? { refusal.map { "\($0); shown is what this program reads itself" } }
  }

  /// The sockets to ask, in this order.
  let sockets: [String]
  /// Takes samples in this process and renders the same document; nil where only an agent will do.
  let local: (() throws -> [UInt8])?

  /// The document.
  func answer() throws -> Answer {
    var failure: AgentClient.Failure?
    for socket in sockets {
      do {
        return Answer(document: try AgentClient(socket: socket).get("/v1/node"), refusal: nil)
      } catch {
        // A refusal says more than that nobody listens elsewhere.
        if case .noAgent = error, failure != nil { continue }
        failure = error
      }
    }
    if let local {
      if case .noAgent? = failure { failure = nil }
      return Answer(document: try local(), refusal: failure.map { "\($0)" })
    }
    if let failure { throw failure }
    return Answer(document: [], refusal: nil)
  }
}
