internal import LinuxFiles
internal import NIOCore
internal import NodeModel

/// Has reports made, one at a time and away from the event loop, so that no scrape waits for one; on the event loop's
/// thread alone.
final class ReportDesk {
  /// The most requests that wait.
  static let limit = 8

  private struct Order {
    let page: ReportPage
    let book: ReportBook
    let isCompressed: Bool
    let finish: (Response) -> Void
  }

  private let maker: ReportMaker
  private var waiting: [Order] = []
  private var finish: ((Response) -> Void)?

  init(_ maker: ReportMaker) {
    self.maker = maker
  }

  /// Makes a report when those before it are made.
  ///
  /// - Parameter finish: takes the answer, once.
  func make(
    _ page: ReportPage, _ book: ReportBook, compressed isCompressed: Bool,
    on loop: any EventLoop, _ finish: @escaping (Response) -> Void
  ) {
    guard waiting.count < Self.limit else {
      return finish(.text(.serviceUnavailable, "too many reports are asked for\n"))
    }
    waiting.append(Order(page: page, book: book, isCompressed: isCompressed, finish: finish))
    begin(on: loop)
  }

  private func begin(on loop: any EventLoop) {
    guard finish == nil, !waiting.isEmpty else { return }
    let order = waiting.removeFirst()
    finish = order.finish
    let bound = NIOLoopBound(self, eventLoop: loop)
    let (maker, page, book, isCompressed) = (maker, order.page, order.book, order.isCompressed)
    do {
      try DetachedThread.run("report", niceness: 10) {
        let response = Self.response(
          to: page, isCompressed, Result { () throws(ReportRefusal) in try maker.make(page, book) })
        loop.execute { bound.value.end(response, on: loop) }
      }
    } catch {
      end(.text(.serviceUnavailable, "no thread to make a report with\n"), on: loop)
    }
  }

  private func end(_ response: Response, on loop: any EventLoop) {
    let finish = finish.take()
    finish?(response)
    begin(on: loop)
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
    if !isPacked { body = ByteBuffer(bytes: report.bytes) }
    var response = Response(
      status: .ok, contentType: "application/json", body: body, isCompressed: isPacked,
      varies: true)
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
