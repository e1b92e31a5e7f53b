import CZlib
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

  @Test("the checksum is zlib's, of any bytes at any place, and however they come in parts")
  func checksum() {
    #expect(Gzip.checksum(0, Array("123456789".utf8).span) == 0xCBF4_3926)
    let seed = UInt64.random(in: 0...UInt64.max)
    var state = seed
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let bytes = (0..<70_000).map { _ in UInt8(random(256)) }
    for round in 0..<2000 {
      let start = random(64)
      let count = random(round % 2 == 0 ? 300 : bytes.count - start)
      let part = bytes[start..<start + count]
      let before = UInt32(random(1 << 32))
      let truth = part.withUnsafeBufferPointer { crc32_z(UInt(before), $0.baseAddress, $0.count) }
      let middle = start + random(count + 1)
      let first = Gzip.checksum(before, bytes.span.extracting(start..<middle))
      let whole = Gzip.checksum(first, bytes.span.extracting(middle..<start + count))
      #expect(UInt(whole) == truth, "seed \(seed), \(count) bytes from \(start)")
    }
  }
}
