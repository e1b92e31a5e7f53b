internal import LinuxFiles
internal import NIOCore
internal import NodeModel

/// Has reports made, one at a time and away from the event loop, so that no scrape waits for one; on the event loop's
/// thread alone.
///
/// The next one is begun when the last has left the process or its client is gone: at most one is in memory.
final class ReportDesk {
  /// The most requests that wait.
  static let limit = 8

  /// Makes a report of a page and what the sampler says, on a thread of its own.
  typealias Maker = @Sendable (ReportPage, ReportBook) -> Result<MadeReport, ReportRefusal>

  private let make: Maker
  private let mailbox: Mailbox
  private var waiting: [ReportOrder] = []
  private var current: ReportOrder?
  /// What the sampler is asked for `current`.
  private var inquiry: Inquiry?
  /// Whether a thread makes a report, be it for somebody or for nobody any more.
  private var isMaking = false
  private var loop: (any EventLoop)?

  init(asking mailbox: Mailbox, make: @escaping Maker) {
    self.mailbox = mailbox
    self.make = make
  }

  /// Takes an order that is answered when those before it are.
  func take(_ order: ReportOrder, on loop: any EventLoop) {
    guard waiting.count < Self.limit else {
      return order.answer(.text(.serviceUnavailable, "too many reports are asked for\n"))
    }
    self.loop = loop
    waiting.append(order)
    order.begin(on: loop)
    begin()
  }

  /// Nobody waits for this one any more, or it has left.
  func release(_ order: ReportOrder) {
    waiting.removeAll { $0 === order }
    guard current === order else { return }
    current = nil
    inquiry.take()?.cancel()
    begin()
  }

  private func begin() {
    // Who was told that it takes too long may not have taken even that.
    waiting.removeAll { !$0.isAwaited }
    guard let loop, current == nil, !isMaking, !waiting.isEmpty else { return }
    let order = waiting.removeFirst()
    current = order
    let inquiry = Inquiry(.report, in: mailbox) { [weak self] result in
      self?.inquiry = nil
      self?.go(on: order, result)
    }
    self.inquiry = inquiry
    inquiry.begin(on: loop)
  }

  /// The sampler has said what it has for an order.
  private func go(on order: ReportOrder, _ result: Result<Answer, Mailbox.Refusal>) {
    guard let loop, current === order else { return }
    switch result {
    case .success(.report(let book)): start(order, book, on: loop)
    case .success: order.answer(Endpoints.notReady)
    case .failure(let refusal): order.answer(.refused(refusal))
    }
  }

  private func start(_ order: ReportOrder, _ book: ReportBook, on loop: any EventLoop) {
    let bound = NIOLoopBound(self, eventLoop: loop)
    let (make, page, isCompressed) = (make, order.page, order.isCompressed)
    isMaking = true
    do {
      try DetachedThread.run("report", niceness: 10) {
        let response = Self.response(to: page, isCompressed, make(page, book))
        loop.execute { bound.value.end(response) }
      }
    } catch {
      end(.text(.serviceUnavailable, "no thread to make a report with\n"))
    }
  }

  private func end(_ response: Response) {
    isMaking = false
    current?.answer(response)
    begin()
  }

  /// The document with what is said beside it: digests of the bytes that are sent (RFC 9530, section 3) and of
  /// those of the document, where they are compressed; and where the next one begins.
  private static func response(
    to page: ReportPage, _ isCompressed: Bool, _ made: Result<MadeReport, ReportRefusal>
  ) -> Response {
    let report: MadeReport
    switch made {
    case .success(let made): report = made
    case .failure(let refusal):
      if case .beyond = refusal { return .text(.badRequest, line: "\(refusal)") }
      return .text(.serviceUnavailable, line: "\(refusal)")
    }
    var body = ByteBuffer()
    let isPacked = isCompressed && Gzip().compress(report.bytes.span, into: &body)
    var response = Response(
      status: .ok, contentType: "application/json", body: body,
      rest: isPacked ? [] : report.bytes, isCompressed: isPacked, varies: true)
    let digest = "sha-256=:\(SHA256.base64(report.bytes)):"
    if isPacked {
      response.fields = [
        ("Repr-Digest", "sha-256=:\(SHA256.base64(Array(body.readableBytesView))):"),
        ("Unencoded-Digest", digest),
      ]
    } else {
      response.fields = [("Repr-Digest", digest)]
    }
    response.fields.append(("Nodeprobe-Position", "\(report.position)"))
    if report.isCut {
      let next = "after=\(report.position)&limit=\(page.limit)"
      response.fields.append(("Link", "</report?\(next)>; rel=\"next\""))
    }
    return response
  }
}
