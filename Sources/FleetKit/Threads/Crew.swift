internal import Dispatch
internal import LinuxFiles
internal import Synchronization

/// What one thread needs to do pieces of work.
protocol CrewHand: ~Copyable, SendableMetatype {
  associatedtype Piece: AnyObject & Sendable

  /// Does a piece, which nobody else looks at meanwhile.
  mutating func work(on piece: Piece)
}

/// Threads that do pieces of work for one other, which gives them and takes them back in the same order.
///
/// That one has a hand of its own: where it would wait it does what nobody has begun. With no other threads it does all.
/// Who makes a crew closes it.
final class Crew<Hand: CrewHand & ~Copyable>: Sendable {
  private enum Progress {
    case waiting, begun, done
  }

  private struct State {
    /// In the order in which they were given.
    var pieces: [(piece: Hand.Piece, progress: Progress)] = []
    var helpers = 0
    var idle = 0
    var isAwaited = false
    var isClosed = false

    /// The first piece that nobody has begun; it is begun with that.
    mutating func begin() -> Hand.Piece? {
      guard let place = pieces.firstIndex(where: { $0.progress == .waiting }) else { return nil }
      pieces[place].progress = .begun
      return pieces[place].piece
    }
  }

  private enum Turn {
    case nothing
    case taken(Hand.Piece)
    case doing(Hand.Piece)
    case waiting
  }

  private let name: String
  private let mostHelpers: Int
  private let makeHand: @Sendable () -> Hand
  private let state = Mutex(State())
  private let given = DispatchSemaphore(value: 0)
  private let done = DispatchSemaphore(value: 0)
  private let gone = DispatchSemaphore(value: 0)

  /// Begins without threads: they are started when there is work for them.
  ///
  /// - Parameters:
  ///   - name: of the threads.
  ///   - threads: how many work, the caller's own among them.
  ///   - makeHand: is called once on each of the others.
  init(_ name: String, threads: Int, makeHand: @escaping @Sendable () -> Hand) {
    self.name = name
    mostHelpers = max(0, threads - 1)
    self.makeHand = makeHand
  }

  /// How many pieces may be there at once: each thread has one, and each helper one that comes next.
  var room: Int { 2 * mostHelpers + 1 }

  /// How many pieces were given and not taken back.
  var count: Int { state.withLock { $0.pieces.count } }

  /// The piece that is taken back next.
  var oldest: Hand.Piece? { state.withLock { $0.pieces.first?.piece } }

  /// Gives a piece.
  func give(_ piece: Hand.Piece) {
    let (isAwaited, isBusy) = state.withLock { state in
      state.pieces.append((piece, .waiting))
      let isAwaited = state.idle > 0
      if isAwaited { state.idle -= 1 }
      let waiting = state.pieces.count { $0.progress == .waiting }
      return (isAwaited, waiting > 1 && state.helpers < mostHelpers)
    }
    if isAwaited {
      given.signal()
    } else if isBusy {
      startHelper()
    }
  }

  /// Takes back the oldest piece when it is done; nil where there is none.
  func take(_ hand: inout Hand) -> Hand.Piece? {
    while true {
      switch turn() {
      case .nothing: return nil
      case .taken(let piece): return piece
      case .doing(let piece):
        hand.work(on: piece)
        finish(piece)
      case .waiting: done.wait()
      }
    }
  }

  /// Waits until no other thread works; what nobody has begun is left.
  func close() {
    let (helpers, idle) = state.withLock { state in
      state.isClosed = true
      defer {
        state.helpers = 0
        state.idle = 0
      }
      return (state.helpers, state.idle)
    }
    for _ in 0..<idle { given.signal() }
    for _ in 0..<helpers { gone.wait() }
  }

  private func turn() -> Turn {
    state.withLock { state in
      guard let first = state.pieces.first else { return .nothing }
      if first.progress == .done { return .taken(state.pieces.removeFirst().piece) }
      if let piece = state.begin() { return .doing(piece) }
      state.isAwaited = true
      return .waiting
    }
  }

  private func startHelper() {
    do {
      try DetachedThread.run(name) { self.help() }
      state.withLock { $0.helpers += 1 }
    } catch {
      // Those that run do the rest.
    }
  }

  private func help() {
    var hand = makeHand()
    while let piece = next() {
      hand.work(on: piece)
      finish(piece)
    }
    gone.signal()
  }

  private func next() -> Hand.Piece? {
    while true {
      let (piece, isClosed): (Hand.Piece?, Bool) = state.withLock { state in
        if state.isClosed { return (nil, true) }
        let piece = state.begin()
        if piece == nil { state.idle += 1 }
        return (piece, false)
      }
      if piece != nil || isClosed { return piece }
      given.wait()
    }
  }

  private func finish(_ piece: Hand.Piece) {
    let isAwaited = state.withLock { state in
      if let place = state.pieces.firstIndex(where: { $0.piece === piece }) {
        state.pieces[place].progress = .done
      }
      defer { state.isAwaited = false }
      return state.isAwaited
    }
    if isAwaited { done.signal() }
  }
}
