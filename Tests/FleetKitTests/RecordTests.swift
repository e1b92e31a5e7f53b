import FleetKit
import Foundation
import TestSupport
import Testing

@Suite("What is kept of a document between its reading and its node's turn")
struct RecordTests {
  private static func report(_ members: String) -> String {
    let id = String(repeating: "0a", count: 32)
    return "{\"schema\":\"nodeprobe.report/1\",\"node_id\":\"\(id)\",\"rows\":[]\(members)}\n"
  }

  @Test("a number is the double that is nearest to its digits, as strtod finds it")
  func numbers() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    var texts = [
      "0", "-0.0", "1e22", "1e23", "9007199254740993", "0.1", "5e-324", "1.7976931348623157e308",
      "123456789012345678901234567890", "0.000000000000000000000000000001", "1.5E+2", "7e-0007",
    ]
    for _ in 0..<2000 {
      func digits(_ most: UInt64) -> String {
        (0...random.below(most)).map { _ in String(random.below(10)) }.joined()
      }
      var text = (random.once(in: 3) ? "-" : "") + String(1 + random.below(9)) + digits(18)
      if random.once(in: 2) { text += "." + digits(19) }
      if random.once(in: 3) { text += "e" + ["", "+", "-"][Int(random.below(3))] + digits(2) }
      texts.append(text)
    }
    // As agents write them: the fewest digits that say which double it is.
    for _ in 0..<2000 {
      let power = Double(sign: .plus, exponent: Int(random.below(200)) - 100, significand: 1)
      texts.append("\((1 + Double(random.below(1 << 52)) * 0x1p-52) * power)")
    }
    // In the middle between two doubles, and next to it.
    texts += [
      "4503599627370496.5", "4503599627370497.5", "9007199254740992.9", "0.5000000000000000555",
    ]
    texts += ["9007199254740993e11", "9007199254740993.1e11", "1152921504606847105e27"]
    let result =
      "{\"suite\":\"a\",\"case\":\"b\",\"unit\":\"s\",\"median\":1,\"samples\":[\(texts.joined(separator: ","))]}"
    let report = Self.report(",\"benchmarks\":[{\"results\":[\(result)]}]")
    let merged = try MergedFleet([Array(report.utf8)], readsNodes: true)
    let samples = try #require(merged.nodes.first?.benchmarks.first?.samples)
    #expect(samples.map(\.bitPattern) == texts.map { strtod($0, nil).bitPattern })
  }

  @Test("more names of benchmarks than are kept once are read as well")
  func names() throws {
    let results = (0..<20_000).map { number in
      "{\"suite\":\"a\",\"case\":\"\(number)\",\"unit\":\"s\",\"median\":\(number)}"
    }
    let report = Self.report(",\"benchmarks\":[{\"results\":[\(results.joined(separator: ","))]}]")
    let node = try #require(MergedFleet([Array(report.utf8)], readsNodes: true).nodes.first)
    #expect(node.benchmarks.count == 20_000)
    #expect(node.benchmarks.allSatisfy { $0.name == String(Int($0.median)) && $0.unit == "s" })
  }

  @Test("a checksum is sixteen hexadecimal digits in lower case, and anything else is none")
  func checksums() throws {
    let texts = [
      "\"0f3a61c2d4e5b678\"", "\"ffffffffffffffff\"", "\"0F3a61c2d4e5b678\"", "\"0f3a\"",
      "\"0x3a61c2d4e5b678\"", "17", "null", "[\"0f3a61c2d4e5b678\"]",
    ]
    let results = texts.enumerated().map { number, text in
      "{\"suite\":\"a\",\"case\":\"\(number)\",\"unit\":\"s\",\"median\":1,\"checksum\":\(text)}"
    }
    let report = Self.report(",\"benchmarks\":[{\"results\":[\(results.joined(separator: ","))]}]")
    let node = try #require(MergedFleet([Array(report.utf8)], readsNodes: true).nodes.first)
    let read = node.benchmarks.sorted { $0.name < $1.name }.map(\.checksum)
    #expect(read == [0x0F3A_61C2_D4E5_B678, UInt64.max, nil, nil, nil, nil, nil, nil])
  }

  @Test("what disturbed only blocks that were left out has not disturbed the result")
  func leftOut() throws {
    let disturbances = [
      "[]", "[{\"kind\":\"steal\",\"amount\":0.02,\"left_out\":true}]",
      "[{\"left_out\":true,\"kind\":\"steal\"},{\"kind\":\"load\",\"left_out\":false},{\"kind\":\"spread\"}]",
    ]
    let results = disturbances.enumerated().map { number, list in
      "{\"suite\":\"a\",\"case\":\"\(number)\",\"unit\":\"s\",\"median\":1,\"disturbances\":\(list)}"
    }
    let report = Self.report(",\"benchmarks\":[{\"results\":[\(results.joined(separator: ","))]}]")
    let node = try #require(MergedFleet([Array(report.utf8)], readsNodes: true).nodes.first)
    let read = node.benchmarks.sorted { $0.name < $1.name }.map(\.disturbances)
    #expect(read == [[], [], ["load", "spread"]])
  }

  @Test("compiler, order of sums and L1 tell builds apart, and nothing else does")
  func builds() throws {
    func build(_ context: String) throws -> UInt64 {
      let report = Self.report(
        ",\"benchmarks\":[{\"context\":{\(context)},\"results\":[{\"suite\":\"a\",\"case\":\"b\",\"unit\":\"s\",\"median\":1}]}]"
      )
      let node = try #require(MergedFleet([Array(report.utf8)], readsNodes: true).nodes.first)
      return try #require(node.benchmarks.first).build
    }
    func caches(_ first: Int, _ second: Int) -> String {
      "\"caches\":[{\"level\":1,\"bytes\":\(first),\"sharers\":\(second)},{\"level\":2,\"bytes\":\(second)}]"
    }
    let compiler = "\"compiler\":\"Swift 6.3\""
    let revision = "\"product_revision\":1"
    let one = try build([compiler, revision, caches(32768, 1)].joined(separator: ","))
    #expect(
      try build([caches(32768, 2), "\"version\":\"2\"", revision, compiler].joined(separator: ","))
        == one)
    #expect(try build("") == 0)
    #expect(
      try build("\"caches\":{}") == 0 && build("\"caches\":[7,{\"level\":2,\"bytes\":1}]") == 0)
    let others = [
      compiler, revision, caches(32768, 1), "\"compiler\":\"Swift 6.4\"",
      "\"product_revision\":2", caches(49152, 1), compiler + "," + caches(32768, 1),
    ]
    #expect(try Set(others.map { try build($0) } + [one, 0]).count == 9)
  }

  @Test("a number that no double holds is refused where it begins")
  func infinite() throws {
    let number = String(repeating: "9", count: 250) + "e99"
    let report = Self.report(
      ",\"benchmarks\":[{\"results\":[{\"suite\":\"a\",\"case\":\"b\",\"unit\":\"s\",\"median\":\(number)}]}]"
    )
    let refusals = try MergedFleet([Array(report.utf8)]).refusals
    #expect(refusals.map(\.reason) == ["the number is too large"])
    #expect(refusals.map(\.byte) == [report.utf8.count - number.utf8.count - 6])
  }

  @Test("a file that has changed since it was checked ends the merge")
  func changed() throws {
    let folder = try TemporaryDirectory()
    try folder.write(Self.report(",\"x\":\"before\""), to: "a.json")
    let reader = try FleetReader([folder.path + "/a.json"])
    try folder.write(Self.report(",\"x\":\"behind\""), to: "a.json")
    #expect(throws: (any Error).self) { try reader.merge { _ in } }
  }
}
