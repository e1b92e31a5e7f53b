import Foundation
import Glibc
import NodeModel
import Synchronization
import Testing

@testable import Agent

@Suite("Mailbox")
struct MailboxTests {
  private typealias Reply = Result<Answer, Mailbox.Refusal>

  /// What was delivered, in its order.
  private final class Delivered: Sendable {
    let replies = Mutex<[Reply]>([])
    func take(_ reply: Reply) { replies.withLock { $0.append(reply) } }
    var all: [Reply] { replies.withLock { $0 } }
  }

  private static func question(_ number: Int) -> Question { .book(of: .job("run:a/\(number)")) }

  /// Whether poll(2) says that the sampler would wake.
  private static func rings(_ mailbox: Mailbox) -> Bool {
    var wait = pollfd(fd: mailbox.descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&wait, 1, 0) == 1
  }

  @Test("a question rings, is answered once and in order, and then all is quiet")
  func order() throws {
    let mailbox = try Mailbox()
    let delivered = Delivered()
    #expect(!Self.rings(mailbox))
    for number in 0..<3 {
      _ = try mailbox.ask(Self.question(number)) { delivered.take($0) }
    }
    #expect(Self.rings(mailbox))
    #expect(delivered.all.isEmpty)
    var asked: [Question] = []
    mailbox.serve {
      asked.append($0)
      return asked.count == 2 ? .notReady : .unknownJob
    }
    #expect(asked == (0..<3).map(Self.question))
    #expect(delivered.all == [.success(.unknownJob), .success(.notReady), .success(.unknownJob)])
    #expect(!Self.rings(mailbox))
    mailbox.serve { _ in
      Issue.record("nothing waits")
      return .notReady
    }
  }

  @Test("beyond the limit it refuses, and takes more when some were answered")
  func bound() throws {
    let mailbox = try Mailbox()
    for number in 0..<Mailbox.limit { _ = try mailbox.ask(Self.question(number)) { _ in } }
    #expect(throws: Mailbox.Refusal.full) { _ = try mailbox.ask(Self.question(99)) { _ in } }
    mailbox.serve { _ in .notReady }
    _ = try mailbox.ask(Self.question(100)) { _ in }
  }

  @Test("what was taken back is neither done nor answered, even while another is being answered")
  func withdrawal() throws {
    let mailbox = try Mailbox()
    let delivered = Delivered()
    let first = try mailbox.ask(Self.question(1)) { delivered.take($0) }
    let second = try mailbox.ask(Self.question(2)) { delivered.take($0) }
    var asked: [Question] = []
    mailbox.serve {
      asked.append($0)
      #expect(!mailbox.withdraw(first))
      #expect(mailbox.withdraw(second))
      return .unknownJob
    }
    #expect(asked == [Self.question(1)])
    #expect(delivered.all == [.success(.unknownJob)])
    #expect(!mailbox.withdraw(second))
  }

  @Test("a question that comes while one is answered waits for the next turn and rings again")
  func meanwhile() throws {
    let mailbox = try Mailbox()
    let delivered = Delivered()
    _ = try mailbox.ask(Self.question(1)) { delivered.take($0) }
    mailbox.serve { _ in
      _ = try? mailbox.ask(Self.question(2)) { delivered.take($0) }
      return .unknownJob
    }
    #expect(delivered.all == [.success(.unknownJob)])
    #expect(Self.rings(mailbox))
    mailbox.serve { _ in .notReady }
    #expect(delivered.all == [.success(.unknownJob), .success(.notReady)])
  }

  @Test("closing refuses what waits and what comes")
  func closing() throws {
    let mailbox = try Mailbox()
    let delivered = Delivered()
    _ = try mailbox.ask(Self.question(1)) { delivered.take($0) }
    mailbox.close()
    #expect(delivered.all == [.failure(.stopping)])
    #expect(throws: Mailbox.Refusal.stopping) { _ = try mailbox.ask(Self.question(2)) { _ in } }
  }

  @Test("from four threads at once every question is answered exactly once or refused")
  func threads() throws {
    let mailbox = try Mailbox()
    let delivered = Delivered()
    let accepted = Atomic(0)
    let refused = Atomic(0)
    let isOver = Atomic(false)
    let sampler = Thread {
      while !isOver.load(ordering: .acquiring) || Self.rings(mailbox) {
        var wait = pollfd(fd: mailbox.descriptor, events: Int16(POLLIN), revents: 0)
        if poll(&wait, 1, 1) == 1 { mailbox.serve { _ in .unknownJob } }
      }
      mailbox.close()
    }
    sampler.start()
    DispatchQueue.concurrentPerform(iterations: 4) { thread in
      for number in 0..<2000 {
        do {
          _ = try mailbox.ask(Self.question(thread * 10_000 + number)) { delivered.take($0) }
          accepted.add(1, ordering: .relaxed)
        } catch {
          refused.add(1, ordering: .relaxed)
        }
      }
    }
    isOver.store(true, ordering: .releasing)
    while !sampler.isFinished { usleep(1000) }
    let count = accepted.load(ordering: .relaxed)
    #expect(count + refused.load(ordering: .relaxed) == 8000)
    #expect(count > 0)
    #expect(delivered.all.count == count)
    #expect(delivered.all.allSatisfy { $0 == .success(.unknownJob) })
  }
}
