import Exporters
import Foundation
import NIOCore
import NIOHTTP1
import NodeModel
import TestSupport
import Testing

@testable import Agent

/// Which snapshot a page was rendered of is seen by giving two the same number: a page that is there already
/// shows the first, one that is rendered when somebody asks shows the second.
@Suite("Pages rendered ahead")
struct RenderAheadTests {
  private static let second: UInt64 = 1_000_000_000
  private static let metric = Metric("nodeprobe_test_round", "Which snapshot was rendered")
  private static let prometheus: HTTPHeaders = [
    "Host": "x", "Accept": "application/openmetrics-text", "Accept-Encoding": "gzip",
  ]
  private static let browser: HTTPHeaders = ["Host": "x"]

  private let folder: TemporaryDirectory
  private let clock: NodeClock
  private let store = SnapshotStore(interval: second)
  private let endpoints: Endpoints
  private let catalogue: Catalogue

  init() throws {
    folder = try TemporaryDirectory()
    try folder.write(bytes: Array(repeating: 0, count: 16), to: "clock")
    clock = try NodeClock(drivenBy: folder.path + "/clock")
    endpoints = Endpoints(store, try Mailbox(), clock: clock)
    var table = SeriesTable()
    _ = table.add(Self.metric)
    catalogue = Catalogue([table])
  }

  /// Finishes round number `sequence` at `time`, in thousandths of a second.
  private func publish(_ sequence: UInt64, at time: UInt64, showing value: UInt64) {
    _ = store.publish(
      Snapshot(
        sequence: sequence, time: time * 1_000_000, wallTime: 1, catalogue: catalogue,
        values: [.count(value)]))
  }

  /// Sets the boot time, in thousandths of a second; in place, for the clock has the file mapped.
  private func advance(to time: UInt64) throws {
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: folder.path + "/clock"))
    let now = (time * 1_000_000).littleEndian
    try file.write(contentsOf: withUnsafeBytes(of: now) { Data($0) })
    try file.close()
  }

  /// The page as text for a client that asks at `time`, in thousandths of a second.
  private func scrape(
    _ rhythm: inout ScrapeRhythm, _ headers: HTTPHeaders = prometheus, at time: UInt64
  ) throws -> String {
    try advance(to: time)
    let request = HTTPRequestHead(
      version: .http1_1, method: .GET, uri: "/metrics", headers: headers)
    guard case .now(let response) = endpoints.reply(to: request, ByteBuffer(), from: nil, &rhythm)
    else {
      Issue.record("a page of metrics asks the sampler")
      return ""
    }
    #expect(response.isCompressed == (headers["Accept-Encoding"] == ["gzip"]))
    let body = Data(response.body.readableBytesView)
    guard response.isCompressed else { return String(decoding: body, as: UTF8.self) }
    try folder.write(bytes: Array(body), to: "page.gz")
    return try Program.run("/bin/gunzip", "-c", folder.path + "/page.gz").output
  }

  /// A client that scraped every 15 seconds, at 5 s and at 20 s.
  private func regular(_ headers: HTTPHeaders = prometheus) throws -> ScrapeRhythm {
    var rhythm = ScrapeRhythm()
    publish(5, at: 4_600, showing: 5)
    _ = try scrape(&rhythm, headers, at: 5_000)
    publish(20, at: 19_600, showing: 20)
    _ = try scrape(&rhythm, headers, at: 20_000)
    return rhythm
  }

  @Test("who scrapes evenly finds the page of the last round before it ready, in its own form")
  func expected() throws {
    for headers in [Self.prometheus, Self.browser] {
      var rhythm = try regular(headers)
      publish(34, at: 34_600, showing: 1)
      #expect(store.isScrapeExpected)
      let scrapes = store.scrapes
      endpoints.renderAhead(for: [rhythm])
      #expect(store.scrapes == scrapes)
      publish(34, at: 34_600, showing: 2)
      #expect(try scrape(&rhythm, headers, at: 35_000).contains("\nnodeprobe_test_round 1\n"))
    }
  }

  @Test("no page is rendered ahead that is not the last one before a scrape")
  func early() throws {
    var rhythm = try regular()
    publish(33, at: 33_600, showing: 1)
    endpoints.renderAhead(for: [rhythm])
    #expect(!store.isScrapeExpected)
    publish(33, at: 33_600, showing: 2)
    #expect(try scrape(&rhythm, at: 33_900).contains("\nnodeprobe_test_round 2\n"))
  }

  @Test("a newer round is sent, whatever was rendered before it")
  func fresh() throws {
    var rhythm = try regular()
    publish(34, at: 34_600, showing: 1)
    endpoints.renderAhead(for: [rhythm])
    publish(35, at: 35_600, showing: 2)
    #expect(try scrape(&rhythm, at: 35_700).contains("\nnodeprobe_test_round 2\n"))
  }

  @Test(
    "a scrape near the end of a round is expected of both snapshots, rounds being a little late")
  func edge() throws {
    let rhythm = try regular()
    for (sequence, time) in [(33, 33_960), (34, 35_040)] as [(UInt64, UInt64)] {
      publish(sequence, at: time, showing: 1)
      #expect(store.isScrapeExpected)
      endpoints.renderAhead(for: [rhythm])
      publish(sequence, at: time, showing: 2)
      var other = ScrapeRhythm()
      #expect(
        try scrape(&other, at: time / 1000 * 1000).contains("\nnodeprobe_test_round 1\n"))
    }
  }

  @Test("nobody is waited for who came once, or who did not come again")
  func absent() throws {
    var once = ScrapeRhythm()
    publish(1, at: 1_000, showing: 1)
    _ = try scrape(&once, at: 1_500)
    #expect(!store.isScrapeExpected)

    let gone = try regular()
    publish(36, at: 36_600, showing: 1)
    #expect(store.isScrapeExpected)
    endpoints.renderAhead(for: [gone])
    #expect(!store.isScrapeExpected)
    publish(36, at: 36_600, showing: 2)
    var other = ScrapeRhythm()
    #expect(try scrape(&other, at: 36_700).contains("\nnodeprobe_test_round 2\n"))
  }

  @Test("of two servers each has its rhythm, and the nearer scrape is the one that is waited for")
  func two() throws {
    var first = ScrapeRhythm()
    var second = ScrapeRhythm()
    for time in [1_000, 31_000] as [UInt64] {
      publish(time / 1000, at: time - 100, showing: 1)
      _ = try scrape(&first, at: time)
      _ = try scrape(&second, Self.browser, at: time + 7_000)
    }
    endpoints.renderAhead(for: [first, second])
    #expect(first.next == 61 * Self.second)
    #expect(second.next == 68 * Self.second)
    #expect(store.nextScrape == 61 * Self.second)
    publish(60, at: 60_500, showing: 1)
    endpoints.renderAhead(for: [first, second])
    publish(60, at: 60_500, showing: 2)
    #expect(try scrape(&first, at: 61_000).contains("\nnodeprobe_test_round 1\n"))
    publish(67, at: 67_500, showing: 3)
    #expect(store.isScrapeExpected)
    endpoints.renderAhead(for: [first, second])
    publish(67, at: 67_500, showing: 4)
    #expect(try scrape(&second, Self.browser, at: 68_000).contains("\nnodeprobe_test_round 3\n"))
  }

  @Test("the server's event loop renders ahead for a connection that is kept, when it is told to")
  func served() throws {
    let (store, clock) = (store, clock)
    let mailbox = try Mailbox()
    let server = try HTTPServer(clock: clock) { Endpoints(store, mailbox, clock: clock) }
    defer { server.stop() }
    let address = try #require(ListenAddress("127.0.0.1:0"))
    let port = UInt16(try server.listen(on: address).port)
    let client = try KeptConnection(port: port)
    for (sequence, time) in [(5, 5_000), (20, 20_000)] as [(UInt64, UInt64)] {
      publish(sequence, at: time - 400, showing: sequence)
      try advance(to: time)
      #expect(try client.get("/metrics").contains("\nnodeprobe_test_round \(sequence)\n"))
    }
    publish(34, at: 34_600, showing: 1)
    #expect(store.isScrapeExpected)
    server.renderAhead()
    // Answered by the same thread, behind what it was told before.
    #expect(try HTTPExchange.get("/readyz", port: port).status == 200)
    publish(34, at: 34_600, showing: 2)
    try advance(to: 35_000)
    #expect(try client.get("/metrics").contains("\nnodeprobe_test_round 1\n"))
  }
}
