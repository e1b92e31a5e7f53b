import Foundation
import NIOCore
import NIOHTTP1
import TestSupport
import Testing

@testable import Agent

@Suite("HTTP parts")
struct HTTPPartsTests {
  @Test(
    "dates are those of date(1)",
    arguments: [0, 951_782_400, 1_709_164_800, 1_795_272_720, 4_102_444_799] as [UInt64])
  func dates(second: UInt64) throws {
    var date = HTTPDate()
    date.set(second * 1_000_000_000)
    let truth = try Program.run(
      "/usr/bin/date", "-u", "-d", "@\(second)", "+%a, %d %b %Y %H:%M:%S GMT")
    #expect(String(decoding: date.text, as: UTF8.self) + "\n" == truth.output)
  }

  @Test(
    "the format with the higher weight is sent",
    arguments: [
      ("", "prometheus"),
      ("*/*", "prometheus"),
      ("application/openmetrics-text; version=1.0.0", "openMetrics"),
      (
        "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.9",
        "prometheus"
      ),
      (
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;"
          + "q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", "openMetrics"
      ),
      ("application/openmetrics-text;q=0", "prometheus"),
      (";;;,,,;q=", "prometheus"),
    ])
  func formats(accept: String, expected: String) {
    let headers: HTTPHeaders = accept.isEmpty ? [:] : ["Accept": accept]
    #expect("\(Negotiation.format(headers))" == expected)
  }

  @Test(
    "gzip is sent to whom takes it, and to nobody else",
    arguments: [
      ("", false), ("gzip", true), ("deflate, gzip;q=0.5", true), ("gzip;q=0", false),
      ("identity", false), ("*", true), ("*;q=0", false), ("br", false),
    ])
  func compression(accept: String, expected: Bool) {
    let headers: HTTPHeaders = accept.isEmpty ? [:] : ["Accept-Encoding": accept]
    #expect(Negotiation.acceptsGzip(headers) == expected)
  }

  @Test("what is compressed is what gunzip(1) brings back, again and again")
  func gzip() throws {
    let gzip = Gzip()
    let folder = try TemporaryDirectory()
    for length in [0, 1, 1000, 300_000, 10] {
      let text = String((0..<length).map { "abc \($0 % 7)\n".first { _ in true } ?? "x" })
      let bytes = Array(text.utf8)
      var packed = ByteBuffer()
      #expect(gzip.compress(bytes.span, into: &packed))
      try Data(packed.readableBytesView).write(to: URL(fileURLWithPath: folder.path + "/page.gz"))
      #expect(try Program.run("/bin/gunzip", "-c", folder.path + "/page.gz").output == text)
    }
  }
}
