import NodeModel
import TestSupport
import Testing

@testable import Agent

@Suite("The request for a job")
struct CommandRequestTests {
  @Test("is read with name, tags and group")
  func reading() throws {
    let text = #"{"name":"nightly","tags":{"team":"ocean"},"cgroup":"/a/b.scope","more":[1]}"#
    let request = try CommandRequest(reading: Array(text.utf8))
    #expect(
      request
        == CommandRequest(name: "nightly", tags: ["team": "ocean"], place: .group("a/b.scope")))
  }

  @Test(
    "names what is wrong in one line",
    arguments: [
      (#"{"name":"x","tags":{"a b":"1"},"pid":1}"#, "cannot be a tag's name"),
      (#"{"name":"x","tags":{"instance":"1"},"pid":1}"#, "\"instance\" cannot be a tag's name"),
      (#"{"name":"x\n","pid":1}"#, "control characters"),
      (#"{"name":"x","cgroup":"/"}"#, "no path"), (#"{"name":"x","cgroup":"a/../b"}"#, "no path"),
      (#"{"name":"x","pid":0}"#, "no process"), (#"{"name":"x"} y"#, "follows the document"),
    ])
  func refusals(text: String, words: String) {
    do {
      _ = try CommandRequest(reading: Array(text.utf8))
      Issue.record("taken")
    } catch {
      #expect(error.description.contains(words))
      #expect(!error.description.contains("\n"))
    }
  }

  @Test("takes 16 tags and no more")
  func mostTags() {
    var tags: [String: String] = [:]
    for number in 0..<16 { tags["tag\(number)"] = "" }
    #expect(JobWords.complaint(tags: tags) == nil)
    tags["one_more"] = ""
    #expect(JobWords.complaint(tags: tags) == "more than 16 tags")
    #expect(JobWords.usable("a\u{1B}b\u{7F}\n") == "ab")
    #expect(JobWords.usable(String(repeating: "温", count: 60)).utf8.count == 126)
  }

  @Test(
    "is read as it was written",
    arguments: [
      CommandRequest.Place.group("user.slice/nodeprobe-1.scope"), .process(4711),
    ])
  func roundTrip(place: CommandRequest.Place) throws {
    let request = CommandRequest(
      name: "make \"all\"", tags: ["team": "", "project": "Ωcean"], place: place)
    #expect(try CommandRequest(reading: request.json) == request)
  }
}
