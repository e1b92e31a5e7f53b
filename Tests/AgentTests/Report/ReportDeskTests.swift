import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Agent

/// A server whose sampler answers at once, and whose reports are so long that no socket's buffers hold one.
@Suite("The desk where reports are made")
final class ReportDeskTests {
  /// What a desk's maker and the sampler behind it have done.
  private final class Work: Sendable {
    let made = Atomic(0)
    let asked = Atomic(0)
    let isOver = Atomic(false)
    /// How many more may be made; each takes one.
    let permits = DispatchSemaphore(value: 0)
  }

  private static let length = 24_000_000
  private let work = Work()
  private let server: HTTPServer
  private let port: UInt16

  init() throws {
    let clock = NodeClock()
    let store = SnapshotStore(interval: 1_000_000_000)
    let mailbox = try Mailbox()
    let work = work
    server = try HTTPServer(clock: clock) {
      let desk = ReportDesk(asking: mailbox) { _, _ in
        work.permits.wait()
        work.made.wrappingAdd(1, ordering: .sequentiallyConsistent)
        var bytes = [UInt8](repeating: 0x20, count: Self.length)
        bytes[Self.length - 1] = 0x0A
        return .success(MadeReport(bytes: bytes, position: 7, isCut: false))
      }
      return Endpoints(store, mailbox, clock: clock, reports: desk)
    }
    port = UInt16(try server.listen(on: try #require(ListenAddress("127.0.0.1:0"))).port)
    Thread.detachNewThread {
      while !work.isOver.load(ordering: .sequentiallyConsistent) {
        var wait = pollfd(fd: mailbox.descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&wait, 1, 50) > 0 else { continue }
        mailbox.serve { _ in
          work.asked.wrappingAdd(1, ordering: .sequentiallyConsistent)
          return .report(ReportBook(time: 0))
        }
      }
    }
  }

  deinit {
    work.isOver.store(true, ordering: .sequentiallyConsistent)
    for _ in 0..<8 { work.permits.signal() }
    server.stop()
  }

  private var made: Int { work.made.load(ordering: .sequentiallyConsistent) }
  private var asked: Int { work.asked.load(ordering: .sequentiallyConsistent) }

  /// A client that has asked for a report and reads nothing.
  private func client() throws -> Int32 {
    let descriptor = try HTTPExchange.connect(to: port)
    let request = Array("GET /report HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".utf8)
    #expect(send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count)
    return descriptor
  }

  /// The bytes of all that comes.
  private func drain(_ descriptor: Int32) -> Int {
    var part = [UInt8](repeating: 0, count: 1 << 16)
    var sum = 0
    while true {
      let count = recv(descriptor, &part, part.count, 0)
      guard count > 0 else { return sum }
      sum += count
    }
  }

  private func waits(for condition: () -> Bool) -> Bool {
    for _ in 0..<6000 {
      if condition() { return true }
      usleep(10_000)
    }
    return false
  }

  @Test("a report is begun when the one before has left or its client is gone, and arrives whole")
  func oneAtATime() throws {
    for _ in 0..<3 { work.permits.signal() }
    let first = try client()
    #expect(waits { made == 1 })
    let second = try client()
    let third = try client()
    // Both orders have come in before this is answered.
    #expect(try HTTPExchange.get("/nothing", port: port).status == 404)
    usleep(500_000)
    #expect(made == 1 && asked == 1)
    close(first)
    #expect(waits { made == 2 })
    let length = drain(second)
    #expect(length > Self.length && length < Self.length + 1000)
    close(second)
    #expect(waits { made == 3 })
    #expect(drain(third) > Self.length)
    close(third)
  }

  @Test("whose client is gone before its turn is not made, and nobody is asked for it")
  func gone() throws {
    let first = try client()
    #expect(waits { asked == 1 })
    let second = try client()
    #expect(try HTTPExchange.get("/nothing", port: port).status == 404)
    close(second)
    let third = try client()
    #expect(try HTTPExchange.get("/nothing", port: port).status == 404)
    for _ in 0..<3 { work.permits.signal() }
    #expect(drain(first) > Self.length)
    close(first)
    #expect(drain(third) > Self.length)
    close(third)
    #expect(made == 2 && asked == 2)
  }

  @Test("beyond those that may wait one is refused at once")
  func bound() throws {
    var clients = [try client()]
    #expect(waits { asked == 1 })
    for _ in 0..<ReportDesk.limit { clients.append(try client()) }
    #expect(try HTTPExchange.get("/nothing", port: port).status == 404)
    #expect(try HTTPExchange.get("/report", port: port).status == 503)
    for client in clients { close(client) }
  }
}
