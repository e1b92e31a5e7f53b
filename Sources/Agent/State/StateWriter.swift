internal import CLinux
internal import LinuxFiles
internal import NodeModel
internal import Synchronization

/// Writes what may wait for a disk, away from the sampler: commits of the store and the sync of checkpoints.
///
/// Whoever has the desk owns everything on it. The sampler only ever tries to get it: while the thread works
/// the answer is "busy", and no round waits.
final class StateWriter: Sendable {
  /// What is to be done.
  struct Order {
    var filing = Filing()
    /// Rows and jobs that are too old are forgotten; nil: not now.
    var expiry: Expiry?
    /// The store is opened, and brought to today's form.
    var isOpening = false
    /// The file of checkpoints, where it is to be synced.
    var descriptor: Int32?

    var isEmpty: Bool { filing.isEmpty && expiry == nil && descriptor == nil && !isOpening }
  }

  /// What became of it; nil where it was not asked for.
  struct Outcome {
    var filing: Result<Void, StateFailure>?
    var sync: Result<Void, StateFailure>?
    var bytes: UInt64?
  }

  private struct Desk {
    var store: LedgerStore?
    var order: Order?
    var outcome: Outcome?
  }

  private let directory: String
  private let clock: NodeClock
  private let log: Log
  private let desk = Mutex(Desk())

  init(in directory: String, clock: NodeClock, log: Log) {
    self.directory = directory
    self.clock = clock
    self.log = log
  }

  /// What the last order led to, once; nil while it is being done, or where there is none.
  func outcome() -> Outcome? {
    desk.withLockIfAvailable { desk in
      guard desk.order == nil else { return nil }
      defer { desk.outcome = nil }
      return desk.outcome
    } ?? nil
  }

  /// Does it on a thread of its own. There is no other order before its outcome was taken.
  func start(_ order: Order) {
    desk.withLock { $0.order = order }
    do throws(SystemError) {
      try DetachedThread.run("state", niceness: 10) { self.work() }
    } catch {
      log.error("no thread to write state with, it is done in between", ["reason": "\(error)"])
      work()
    }
  }

  /// Does it here and now.
  func perform(_ order: Order) -> Outcome {
    desk.withLock { desk in
      desk.order = order
      work(at: &desk)
      defer { desk.outcome = nil }
      return desk.outcome ?? Outcome()
    }
  }

  /// Waits until the thread has done its order, at most so many milliseconds; whether it has.
  func wait(milliseconds: Int) -> Bool {
    for _ in 0..<max(1, milliseconds / 5) {
      let isIdle = desk.withLockIfAvailable { $0.order == nil } ?? false
      if isIdle { return true }
      usleep(5000)
    }
    return false
  }

  private func work() {
    desk.withLock { desk in work(at: &desk) }
  }

  private func work(at desk: inout Desk) {
    guard let order = desk.order else { return }
    var outcome = Outcome()
    // Checkpoints first: they are what a power loss would cost.
    if let descriptor = order.descriptor {
      outcome.sync =
        fdatasync(descriptor) == 0 ? .success(()) : .failure(StateFailure(errno: clinux_errno()))
    }
    if !order.filing.isEmpty || order.expiry != nil || order.isOpening {
      outcome.filing = write(order, at: &desk)
      outcome.bytes = desk.store?.bytes
    }
    desk.order = nil
    desk.outcome = outcome
  }

  /// A damaged store is moved aside, and the order written into a new one.
  private func write(_ order: Order, at desk: inout Desk) -> Result<Void, StateFailure> {
    do throws(StateFailure) {
      try attempt(order, at: &desk)
    } catch .damaged {
      desk.store = nil
      do throws(StateFailure) {
        try moveAside()
        try attempt(order, at: &desk)
      } catch {
        desk.store = nil
        return .failure(error)
      }
    } catch {
      // Opened again by the next order: by then it may be another file.
      desk.store = nil
      return .failure(error)
    }
    return .success(())
  }

  private func attempt(_ order: Order, at desk: inout Desk) throws(StateFailure) {
    if desk.store == nil { desk.store = try LedgerStore(in: directory) }
    guard let store = desk.store else { return }
    if !order.filing.isEmpty { try store.file(order.filing) }
    if let expiry = order.expiry { try store.expire(expiry) }
  }

  private func moveAside() throws(StateFailure) {
    do throws(SystemError) {
      let aside = try BrokenFile.moveAside(
        LedgerSchema.name, endings: LedgerSchema.endings, in: directory, at: clock.wallTime())
      log.error(
        "the store is damaged, a new one is begun",
        ["moved": directory + "/" + aside, "mend": "sqlite3 FILE .recover"])
    } catch {
      throw StateFailure(error)
    }
  }
}
