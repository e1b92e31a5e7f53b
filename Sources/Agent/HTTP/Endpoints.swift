internal import Exporters
internal import NIOCore
internal import NIOHTTP1
internal import NodeModel

/// Which path answers with what; no answer touches hardware, and most come from the latest snapshot.
final class Endpoints {
  private let pages: PageCache
  private let store: SnapshotStore
  private let clock: NodeClock
  private var json = JSONWriter()
  /// Where questions for the sampler are left.
  let mailbox: Mailbox
  /// What makes reports; nil where there is no store.
  let reports: ReportDesk?
  /// By which names it may be asked over TCP; nil: by any.
  private let hosts: HostNames?
  /// Who was not answered, for want of room.
  var refusals: RefusedConnections { store.refusals }

  init(
    _ store: SnapshotStore, _ mailbox: Mailbox, clock: NodeClock, reports: ReportDesk? = nil,
    hosts: HostNames? = nil
  ) {
    self.hosts = hosts
    self.store = store
    self.mailbox = mailbox
    self.reports = reports
    self.clock = clock
    pages = PageCache(store)
  }

  /// What is said to a request of a client whose scrapes have a `rhythm`.
  ///
  /// - Parameters:
  ///   - body: of a POST.
  ///   - peer: who asks; nil over TCP.
  func reply(
    to request: HTTPRequestHead, _ body: ByteBuffer, from peer: Peer?,
    _ rhythm: inout ScrapeRhythm
  ) -> Reply {
    let path = Self.path(of: request.uri)
    if let refusal = Self.refusal(of: request, path) { return .now(refusal) }
    if peer == nil, let hosts, !hosts.allow(request.headers) { return .now(HostNames.refusal) }
    if request.method == .POST { return commands(path, Array(body.readableBytesView), peer) }
    if let job = Self.job(whoseRowsAre: path) {
      return .ask(.book(of: job)) { [self] in book(of: job, $0) }
    }
    if path == "/v1/parts" { return .ask(.parts) { [self] in parts($0) } }
    if path == "/report" {
      if let stale { return .now(stale) }
      return report(Self.query(of: request.uri), request.headers)
    }
    return .now(answer(path, request.headers, &rhythm))
  }

  /// What is wrong with a request, whatever its path.
  private static func refusal(of request: HTTPRequestHead, _ path: Substring) -> Response? {
    // RFC 9112 §3.2: a request of HTTP/1.1 without Host is answered with 400.
    if request.version == .http1_1, !request.headers.contains(name: "host") {
      return .text(.badRequest, "the Host header is missing\n")
    }
    if request.method == .POST, path == "/v1/jobs" || command(endedBy: path) != nil { return nil }
    guard request.method == .GET || request.method == .HEAD else {
      return .text(.methodNotAllowed, "only GET and HEAD are answered here\n")
    }
    return nil
  }

  private func report(_ query: Substring, _ headers: HTTPHeaders) -> Reply {
    do throws(ReportPage.Wrong) {
      return .report(
        try ReportPage(query: query), compressed: Negotiation.acceptsGzip(headers))
    } catch {
      return .now(.text(.badRequest, line: "\(error)"))
    }
  }

  private func answer(
    _ path: Substring, _ headers: HTTPHeaders, _ rhythm: inout ScrapeRhythm
  ) -> Response {
    let compressed = Negotiation.acceptsGzip(headers)
    switch path {
    case "/metrics":
      let format = Negotiation.format(headers)
      rhythm.follow(format, compressed: compressed, at: clock.now())
      if let next = rhythm.next { store.nextScrape = min(next, store.nextScrape) }
      return stale
        ?? Self.response(pages.metrics(format, compressed: compressed), format.contentType)
    case "/v1/node":
      return stale ?? Self.response(pages.node(compressed: compressed), "application/json")
    case "/v1/jobs":
      return stale ?? Self.response(pages.jobs(compressed: compressed), "application/json")
    case "/":
      var response = Self.response(pages.live(compressed: compressed), "text/html; charset=utf-8")
      response.headers = Self.livePolicy
      return response
    case "/healthz": return health()
    case "/readyz": return readiness()
    default:
      return .text(
        .notFound,
        "not found; there are /, /metrics, /report, /v1/node, /v1/jobs, /v1/jobs/ID/rows, /v1/parts, /healthz and /readyz\n"
      )
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

  /// The job of the path `/v1/jobs/ID/rows`; nil where it is another path.
  static func job(whoseRowsAre path: Substring) -> Owner? {
    guard path.hasPrefix("/v1/jobs/"), path.hasSuffix("/rows") else { return nil }
    let id = path.dropFirst("/v1/jobs/".count).dropLast("/rows".count)
    return PercentCoding.decoded(id).map { .job($0) }
  }

  /// A document, over the one before.
  func write(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
    json.removeAll()
    body(&json)
    return json.text.bytes
  }

  private func book(of job: Owner, _ result: Result<Answer, Mailbox.Refusal>) -> Response {
    switch result {
    case .success(.book(let book)):
      return .json(.ok, write { $0.book(of: job.name, book) })
    case .success(.unknownJob): return .text(.notFound, "the ledger knows no such job\n")
    case .success(.notReady), .success(.begun), .success(.ended), .success(.refused),
      .success(.report), .success(.parts):
      return Self.notReady
    case .failure(let refusal): return .refused(refusal)
    }
  }

  private func parts(_ result: Result<Answer, Mailbox.Refusal>) -> Response {
    switch result {
    case .success(.parts(let books)): return .json(.ok, write { $0.parts(of: books) })
    case .success: return Self.notReady
    case .failure(let refusal): return .refused(refusal)
    }
  }

  private func health() -> Response {
    store.latest == nil ? Self.notReady : stale ?? .text(.ok, "ok\n")
  }

  /// What is said in place of a snapshot so old that it would pass for what is; nil where there is none or it is not.
  private var stale: Response? {
    guard let snapshot = store.latest else { return nil }
    let now = clock.now()
    guard now > snapshot.time + store.patience else { return nil }
    let seconds = (now - snapshot.time) / 1_000_000_000
    return .text(
      .serviceUnavailable,
      line: "the sampler has not finished a round for \(seconds) s; dmesg may name what hangs")
  }

  private func readiness() -> Response {
    store.latest == nil ? Self.notReady : .text(.ok, "ready\n")
  }

  static let notReady = Response.text(
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

  /// What stands behind the path's question mark; empty where there is none.
  static func query(of uri: String) -> Substring {
    uri.drop { $0 != "?" }.dropFirst().prefix { $0 != "#" }
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
