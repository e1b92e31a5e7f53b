import Exporters
import Foundation
import NIOCore
import NIOHTTP1
import NodeModel
import TestSupport
import Testing

@testable import Agent

@Suite("Pages of a sampler that hangs")
struct StalePageTests {
  private let folder: TemporaryDirectory
  private let endpoints: Endpoints
  private let store = SnapshotStore(interval: 1_000_000_000)

  init() throws {
    folder = try TemporaryDirectory()
    try folder.write(bytes: Array(repeating: 0, count: 16), to: "clock")
    endpoints = Endpoints(
      store, try Mailbox(), clock: try NodeClock(drivenBy: folder.path + "/clock"))
  }

  /// Finishes a round at a boot time, in seconds.
  private func publish(_ sequence: UInt64, at second: UInt64) {
    _ = store.publish(
      Snapshot(
        sequence: sequence, time: second * 1_000_000_000, wallTime: 1, catalogue: Catalogue([]),
        values: []))
  }

  private func ask(_ path: String, at second: UInt64) throws -> (status: Int, body: String) {
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: folder.path + "/clock"))
    try file.write(
      contentsOf: withUnsafeBytes(of: (second * 1_000_000_000).littleEndian) { Data($0) })
    try file.close()
    var rhythm = ScrapeRhythm()
    let request = HTTPRequestHead(
      version: .http1_1, method: .GET, uri: path, headers: ["Host": "x"])
    guard case .now(let response) = endpoints.reply(to: request, ByteBuffer(), from: nil, &rhythm)
    else { return (0, "") }
    return (response.status.rawValue, String(buffer: response.body))
  }

  @Test(
    "a snapshot is not shown as what is once the sampler has been silent for too long, and its age is told",
    arguments: ["/metrics", "/v1/node", "/v1/jobs", "/healthz"])
  func stale(path: String) throws {
    publish(1, at: 100)
    #expect(try ask(path, at: 115).status == 200)
    let late = try ask(path, at: 140)
    #expect(late.status == 503)
    #expect(late.body.contains("has not finished a round for 40 s"))
    publish(2, at: 140)
    #expect(try ask(path, at: 141).status == 200)
  }

  @Test(
    "a report is refused at once where the sampler hangs, and who scraped in vain is not counted")
  func report() throws {
    publish(1, at: 100)
    #expect(try ask("/report", at: 140).status == 503)
    _ = try ask("/metrics", at: 140)
    #expect(store.scrapes == 0)
  }
}
