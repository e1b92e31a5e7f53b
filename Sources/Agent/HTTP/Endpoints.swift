internal import Exporters
internal import NIOCore
internal import NIOHTTP1
internal import NodeModel

/// Which path answers with what; a path's answer never touches hardware.
final class Endpoints {
  private let pages: PageCache
  private let store: SnapshotStore
  private let clock: NodeClock

  init(_ store: SnapshotStore, clock: NodeClock) {
    self.store = store
    self.clock = clock
    pages = PageCache(store)
  }

  /// The answer to a request of a client whose scrapes have a `rhythm`.
  func answer(_ request: HTTPRequestHead, _ rhythm: inout ScrapeRhythm) -> Response {
    // RFC 9112 §3.2: a request of HTTP/1.1 without Host is answered with 400.
    if request.version == .http1_1, !request.headers.contains(name: "host") {
      return .text(.badRequest, "the Host header is missing\n")
    }
    guard request.method == .GET || request.method == .HEAD else {
      return .text(.methodNotAllowed, "only GET and HEAD are answered here\n")
    }
    let compressed = Negotiation.acceptsGzip(request.headers)
    switch Self.path(of: request.uri) {
    case "/metrics":
      let format = Negotiation.format(request.headers)
      rhythm.follow(format, compressed: compressed, at: clock.now())
      if let next = rhythm.next { store.nextScrape = min(next, store.nextScrape) }
      return Self.response(pages.metrics(format, compressed: compressed), format.contentType)
    case "/v1/node":
      return Self.response(pages.node(compressed: compressed), "application/json")
    case "/":
      var response = Self.response(pages.live(compressed: compressed), "text/html; charset=utf-8")
      response.headers = Self.livePolicy
      return response
    case "/healthz": return health()
    case "/readyz": return readiness()
    default:
      return .text(
        .notFound, "not found; there are /, /metrics, /v1/node, /healthz and /readyz\n")
    }
  }

  /// Renders what clients with these rhythms will ask for before the next round is finished, and tells
  /// the store which of their scrapes comes next.
  func renderAhead(for rhythms: some Sequence<ScrapeRhythm>) {
    guard let snapshot = store.latest else { return }
    let life = store.life(of: snapshot)
    var first = UInt64.max
    for rhythm in rhythms {
      // A scrape that is overdue is not waited for.
      guard let next = rhythm.next, next >= life.lowerBound else { continue }
      first = min(first, next)
      guard life.contains(next) else { continue }
      pages.prepare(snapshot, rhythm.format, compressed: rhythm.isCompressed)
    }
    store.nextScrape = first
  }

  private static func response(
    _ page: (body: ByteBuffer, isCompressed: Bool)?, _ type: StaticString
  ) -> Response {
    guard let page else { return notReady }
    return Response(
      status: .ok, contentType: type, body: page.body, isCompressed: page.isCompressed,
      varies: true)
  }

  /// The live page is one file that asks for nothing but its own agent's document.
  private static let livePolicy: StaticString = """
    Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; script-src \
    'unsafe-inline'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'\r\nCache-Control: no-cache\r\nReferrer-Policy: no-referrer\r\n
    """

  private func health() -> Response {
    guard let snapshot = store.latest else { return Self.notReady }
    guard clock.now() <= snapshot.time + store.patience else {
      return .text(.serviceUnavailable, "the sampler has not finished a round for too long\n")
    }
    return .text(.ok, "ok\n")
  }

  private func readiness() -> Response {
    store.latest == nil ? Self.notReady : .text(.ok, "ready\n")
  }

  private static let notReady = Response.text(
    .serviceUnavailable, "the first sampling round is not finished\n")

  /// The path without the query, also of the absolute form `http://host/path` (RFC 9112 §3.2.2).
  static func path(of uri: String) -> Substring {
    var rest = uri[...]
    if rest.first != "/", let scheme = rest.range(of: "://") {
      rest = rest[scheme.upperBound...].drop { $0 != "/" }
      if rest.isEmpty { return "/" }
    }
    return rest.prefix { $0 != "?" && $0 != "#" }
  }
}

extension Substring {
  /// Where `text` stands first; nil where it does not.
  fileprivate func range(of text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
