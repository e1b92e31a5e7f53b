internal import Exporters
internal import NIOCore
internal import NIOHTTP1
internal import NodeModel

/// Which path answers with what; a path's answer never touches hardware.
final class Endpoints {
  private let pages: PageCache
  private let store: SnapshotStore
  private let clock: NodeClock
  private let patience: UInt64

  /// - Parameter patience: The age in nanoseconds from which a snapshot says that the sampler is stuck.
  init(_ store: SnapshotStore, clock: NodeClock, patience: UInt64) {
    self.store = store
    self.clock = clock
    self.patience = patience
    pages = PageCache(store)
  }

  /// The answer to a request.
  func answer(_ request: HTTPRequestHead) -> Response {
    guard request.method == .GET || request.method == .HEAD else {
      return .text(.methodNotAllowed, "only GET and HEAD are answered here\n")
    }
    switch Self.path(of: request.uri) {
    case "/metrics": return metrics(request.headers)
    case "/healthz": return health()
    case "/readyz": return readiness()
    default:
      return .text(.notFound, "not found; there are /, /metrics, /v1/node, /healthz, /readyz\n")
    }
  }

  private func metrics(_ headers: HTTPHeaders) -> Response {
    let format = Negotiation.format(headers)
    guard let page = pages.page(format, compressed: Negotiation.acceptsGzip(headers)) else {
      return Self.notReady
    }
    return Response(
      status: .ok, contentType: format.contentType, body: page.body,
      isCompressed: page.isCompressed, varies: true)
  }

  private func health() -> Response {
    guard let snapshot = store.latest else { return Self.notReady }
    guard clock.now() <= snapshot.time + patience else {
      return .text(.serviceUnavailable, "the sampler has not finished a round for too long\n")
    }
    return .text(.ok, "ok\n")
  }

  private func readiness() -> Response {
    store.latest == nil ? Self.notReady : .text(.ok, "ready\n")
  }

  private static let notReady = Response.text(
    .serviceUnavailable, "the first sampling round is not finished\n")

  /// The path without the query.
  private static func path(of uri: String) -> Substring {
    uri.prefix { $0 != "?" && $0 != "#" }
  }
}
