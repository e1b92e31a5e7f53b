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
      (#"{"name":"x","tags":{"a b":"1"},"pid":1}"#, "a tag's name"),
      (#"{"name":"x","tags":{"instance":"1"},"pid":1}"#, "would hide a label"),
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

  @Test("takes 32 tags and no more")
  func mostTags() {
    var tags: [String: String] = [:]
    for number in 0..<32 { tags["tag\(number)"] = "" }
    #expect(JobWords.complaint(tags: tags) == nil)
    tags["one_more"] = ""
    #expect(JobWords.complaint(tags: tags) == "more than 32 tags")
  }

  @Test("belongs to the user whom the password file names")
  func user() throws {
    let folder = try TemporaryDirectory()
    try folder.write(
      "root:x:0:0:root:/root:/bin/sh\nbroken\nada:x:1815:1815::/home/ada:\n", to: "passwd")
    #expect(UserName.of(1815, in: folder.path + "/passwd") == "ada")
    #expect(UserName.of(0, in: folder.path + "/passwd") == "root")
    #expect(UserName.of(181, in: folder.path + "/passwd") == nil)
    #expect(UserName.of(0, in: folder.path + "/none") == nil)
  }
}
