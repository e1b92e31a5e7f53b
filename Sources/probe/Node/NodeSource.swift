/// Where the node document comes from: the agent, or, where none runs, this program itself.
struct NodeSource {
  /// The sockets to ask, in this order.
  let sockets: [String]
  /// Takes samples in this process and renders the same document; nil where only an agent will do.
  let local: (() throws -> [UInt8])?

  /// The bytes of the document.
  func document() throws -> [UInt8] {
    var failure: AgentClient.Failure?
    for socket in sockets {
      do {
        return try AgentClient(socket: socket).get("/v1/node")
      } catch {
        // A refusal says more than that nobody listens elsewhere.
        if case .noAgent = error, failure != nil { continue }
        failure = error
      }
    }
    if let local { return try local() }
    if let failure { throw failure }
    return []
  }
}
