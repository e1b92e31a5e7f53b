internal import CLinux
internal import LinuxFiles
internal import Synchronization

/// Where fetched reports go: behind those of earlier runs in a file, with the positions beside it, or to standard
/// output. Any thread may call it.
///
/// Positions are kept only when the reports before them are on the disk: a run that is killed fetches some reports
/// twice and none never.
final class PullSink: Sendable {
  /// So many reports may be fetched again after a kill.
  private static let keepingPeriod = 256

  private struct State: ~Copyable {
    var file: FileDescriptor?
    var positions = PullPositions()
    var unkept = 0
    var failure: SystemError?
  }
  private let path: String?
  private let state: Mutex<State>

  /// Opens a file to go on with; nil is standard output.
  init(_ path: String?) throws {
    self.path = path
    guard let path else {
      state = Mutex(State())
      return
    }
    let file = try FileDescriptor(
      opening: path, flags: O_RDWR | O_CREAT | O_APPEND, mode: 0o644)
    // What another run is writing looks like the torn line of one that was killed.
    guard flock(file.raw, LOCK_EX | LOCK_NB) == 0 else {
      throw PullFailure("\(path): another pull writes there; let it end, or name another file")
    }
    let positions = try PullPositions(reading: Self.positions(beside: path))
    try Self.cutTornLine(of: file, path)
    state = Mutex(State(file: file, positions: positions))
  }

  /// The file of positions beside an output.
  static func positions(beside path: String) -> String { path + ".positions" }

  /// A run that was killed may have written a part of a line.
  private static func cutTornLine(
    of file: borrowing FileDescriptor, _ path: String
  ) throws(SystemError) {
    var status = stat()
    guard unsafe fstat(file.raw, &status) == 0 else {
      throw SystemError(code: clinux_errno(), operation: "stat", path: path)
    }
    var end = status.st_size
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while end > 0 {
      let start = max(0, end - piece.count)
      guard unsafe pread(file.raw, &piece, end - start, start) == end - start else {
        throw SystemError(code: clinux_errno(), operation: "read", path: path)
      }
      if let last = piece[..<(end - start)].lastIndex(of: 0x0A) {
        end = start + last + 1
        break
      }
      end = start
    }
    guard end < status.st_size else { return }
    guard ftruncate(file.raw, end) == 0 else {
      throw SystemError(code: clinux_errno(), operation: "cut", path: path)
    }
  }

  /// How far a target was fetched; nil where it never was.
  func entry(of target: PullTarget) -> PullPositions.Entry? {
    state.withLock { $0.positions.entries[target.text] }
  }

  /// Takes a report; false where it cannot be written, and then there is no use in fetching more.
  func take(_ report: PulledReport, of target: PullTarget) -> Bool {
    state.withLock { state in
      guard state.failure == nil else { return false }
      do throws(SystemError) {
        guard let path else {
          try report.write { (piece) throws(SystemError) in
            try StandardStream.output.deliver(piece)
          }
          return true
        }
        let file = state.file?.raw ?? -1
        try report.write { (piece) throws(SystemError) in try Self.append(piece, to: file, path) }
        state.positions.entries[target.text] = PullPositions.Entry(
          nodeID: report.nodeID, position: report.position)
        state.unkept += 1
        if state.unkept >= Self.keepingPeriod { try keep(&state) }
        return true
      } catch {
        state.failure = error
        return false
      }
    }
  }

  /// Keeps the positions; throws what went wrong until now.
  func finish() throws(SystemError) {
    let failure: SystemError? = state.withLock { state in
      if let failure = state.failure { return failure }
      do throws(SystemError) {
        try keep(&state)
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
  }

  private func keep(_ state: inout State) throws(SystemError) {
    guard let path, state.unkept > 0 else { return }
    guard fsync(state.file?.raw ?? -1) == 0 else {
      throw SystemError(code: clinux_errno(), operation: "sync", path: path)
    }
    try BoundedFile.replace(Self.positions(beside: path), with: state.positions.json)
    state.unkept = 0
  }

  private static func append(
    _ bytes: [UInt8], to descriptor: Int32, _ path: String
  ) throws(SystemError) {
    var start = 0
    while start < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe write(descriptor, $0.baseAddress?.advanced(by: start), $0.count - start)
      }
      if count < 0 {
        if clinux_errno() == EINTR { continue }
        throw SystemError(code: clinux_errno(), operation: "write", path: path)
      }
      start += count
    }
  }
}
