import Foundation
import TestSupport
import Testing

@testable import probe

/// Something listens where the agent does, takes what it is told and says nothing.
@Suite("An agent that says nothing")
final class SilentAgentTests {
  private let folder: TemporaryDirectory
  private let listener = Process()
  private var socket: String { folder.path + "/agent.sock" }

  init() throws {
    folder = try TemporaryDirectory()
    let script = """
      import socket, sys
      s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen(8)
      while True:
        c, _ = s.accept(); c.recv(65536); c.close()
      """
    listener.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    listener.arguments = ["python3", "-c", script, folder.path + "/agent.sock"]
    try listener.run()
    let socket = folder.path + "/agent.sock"
    #expect(
      try Waiting.until {
        (try? AgentClient(socket: socket).get("/")) != nil
          || FileManager.default.fileExists(atPath: socket)
      })
  }

  deinit {
    kill(listener.processIdentifier, SIGKILL)
    listener.waitUntilExit()
  }

  @Test("is said to have closed the connection, and not to be none")
  func closed() throws {
    var said = ""
    for _ in 0..<500 {
      do {
        _ = try AgentClient(socket: socket).get("/v1/node")
      } catch {
        said = "\(error)"
      }
      // It may just be about to listen.
      if !said.contains("no agent answers") { break }
      usleep(10_000)
    }
    #expect(said == "the agent on \(socket) closed the connection without an answer")
  }

  @Test("keeps a command's energy from being filed a second time, for it may have it")
  func run() throws {
    try closed()
    let stage = try CommandStage()
    let result = try stage.run(command: ["true"], state: folder.path)
    #expect(result.status == 0)
    #expect(result.errors.contains("counted here and filed nowhere: the agent on "))
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/finished"))
  }

  @Test("is named where a program shows what it reads itself instead")
  func notice() throws {
    try closed()
    let source = NodeSource(sockets: [socket], local: { [0x7B] })
    let answer = try source.answer()
    #expect(answer.document == [0x7B])
    #expect(
      answer.notice
        == "the agent on \(socket) closed the connection without an answer; shown is what this program reads itself"
    )
    let none = NodeSource(sockets: [folder.path + "/none.sock"], local: { [] })
    #expect(try none.answer().notice == nil)
  }

  @Test("a picture that stands still is said to, after twice the time between two readings")
  func freshness() {
    let start = ContinuousClock.now
    var freshness = Freshness(of: 1, at: start)
    #expect(freshness.notice(at: start + .seconds(2)) == nil)
    freshness.follow(2, at: start + .seconds(1))
    freshness.follow(3, at: start + .seconds(6))
    #expect(freshness.notice(at: start + .seconds(15)) == nil)
    freshness.follow(3, at: start + .seconds(15))
    #expect(freshness.notice(at: start + .seconds(17)) == "no new reading for 11 s")
    freshness.follow(4, at: start + .seconds(18))
    #expect(freshness.notice(at: start + .seconds(19)) == nil)
  }

  @Test("an agent that reads every ten seconds is not called late, from the first picture on")
  func slowPace() {
    let start = ContinuousClock.now
    var freshness = Freshness(of: 1, at: start)
    for second in 1...30 {
      if second % 10 == 1 { freshness.follow(Double(second), at: start + .seconds(second)) }
      #expect(freshness.notice(at: start + .seconds(second)) == nil, "\(second) s")
    }
    // One that says nothing from the first picture on is.
    let silent = Freshness(of: 1, at: start)
    #expect(silent.notice(at: start + .seconds(16)) == "no new reading for 16 s")
  }
}
