import Foundation
import TestSupport
import Testing

@testable import FleetKit

@Suite("Files of targets")
struct PullTargetTests {
  @Test(
    "a target is a name or an address, and a port",
    arguments: [
      ("node7:9944", "node7", "9944", "node7:9944"), ("node7", "node7", "9944", "node7:9944"),
      ("10.0.0.7:80", "10.0.0.7", "80", "10.0.0.7:80"),
      ("[fe80::1%eth0]:9944", "fe80::1%eth0", "9944", "[fe80::1%eth0]:9944"),
      ("[::1]", "::1", "9944", "[::1]:9944"),
    ])
  func targets(text: String, host: String, port: String, authority: String) throws {
    let target = try #require(PullTarget(text))
    #expect(target.host == host && target.port == port && target.authority == authority)
  }

  @Test(
    "what is none is refused",
    arguments: [
      "", ":9944", "node7:", "node7:0", "node7:65536", "node7:http", "http://node7:9944", "a b:1",
      "[::1", "[::1]x", "a\r\nb", "node7:9944/metrics", "a\":1",
    ])
  func wrong(text: String) {
    #expect(PullTarget(text) == nil)
  }

  private func read(_ text: String, _ name: String) throws -> [String] {
    try TargetFile.targets(in: Array(text.utf8), name).targets.map(\.text)
  }

  @Test("JSON and YAML of Prometheus' file_sd give the same targets, each once")
  func forms() throws {
    let json = """
      [{"targets": ["a:1", "b:2", "c:9944"], "labels": {"site": "x", "__scheme__": "http"}},
       {"labels": {}, "targets": ["a:1", "c"], "other": [{"targets": ["no:1"]}]}]
      """
    let yaml = """
      # nodes
      - targets: ['a:1', "b:2", c:9944]
        labels: {site: x, __scheme__: http}
      - labels: {}
        targets:
        - a:1
        - c
        other:
        - targets: [no:1]
      """
    #expect(try read(json, "t.json") == ["a:1", "b:2", "c:9944"])
    #expect(try read(yaml, "t.yml") == ["a:1", "b:2", "c:9944"])
    // JSON is YAML, too.
    #expect(try read(json, "t.yaml") == ["a:1", "b:2", "c:9944"])
    #expect(try read("[]", "t.json").isEmpty && read("", "t.yml").isEmpty)
  }

  @Test("targets of a group with another scheme are named apart, and the others taken")
  func schemes() throws {
    let json = """
      [{"targets": ["a:1"]}, {"targets": ["b:2", "c:3"], "labels": {"__scheme__": "https"}},
       {"labels": {"__scheme__": "http"}, "targets": ["d:4"]}]
      """
    let yaml = """
      - targets: [a:1]
      - targets: [b:2, c:3]
        labels: {__scheme__: https}
      - labels: {__scheme__: http}
        targets: [d:4]
      """
    for (text, name) in [(json, "t.json"), (yaml, "t.yml"), (json, "t.yaml")] {
      let contents = try TargetFile.targets(in: Array(text.utf8), name)
      #expect(contents.targets.map(\.text) == ["a:1", "d:4"], "\(name)")
      #expect(contents.others.map(\.text) == ["b:2", "c:3"], "\(name)")
      #expect(contents.others.map(\.scheme) == ["https", "https"], "\(name)")
    }
  }

  @Test(
    "what is wrong with a file is said with its place",
    arguments: [
      ("[{\"targets\": [1]}]", "t.json", "t.json: byte"), ("{}", "t.json", "t.json: byte"),
      ("[{\"targets\": [\"a b\"]}]", "t.json", "\"a b\" is no target; write HOST:PORT"),
      ("- targets: a:1\n", "t.yml", "t.yml: line 1: targets must be a list"),
      ("- a:1\n", "t.yml", "line 1: a list of {targets"),
      ("targets: [a]\n", "t.yml", "line 1: a list of {targets"),
      ("- targets: [*a]\n", "t.yml", "t.yml: line 1: "), ("- targets: [a\n", "t.yml", "not valid"),
      ("- targets: [\"a b\"]\n", "t.yml", "t.yml: line 1: \"a b\" is no target"),
    ])
  func places(text: String, name: String, words: String) {
    let refusal = #expect(throws: TargetFile.Wrong.self) { try read(text, name) }
    #expect(refusal?.description.contains(words) == true, "\(refusal?.description ?? "")")
  }
}
