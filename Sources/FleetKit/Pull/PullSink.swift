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
  ///
  /// - Parameter remark: is called where a last line was torn.
  /// - Throws: where it cannot be written, and where it is no file of reports: nothing of others is ever cut.
  init(_ path: String?, remark: (String) -> Void = { _ in }) throws {
    self.path = path
    guard let path else {
      state = Mutex(State())
      return
    }
    let file = try FileDescriptor(
      opening: path, flags: O_RDWR | O_CREAT | O_APPEND, mode: 0o644)
    try Self.checkIsOrdinary(file, path)
    // What another run is writing looks like the torn line of one that was killed.
    guard flock(file.raw, LOCK_EX | LOCK_NB) == 0 else {
      throw PullFailure("\(path): another pull writes there; let it end, or name another file")
    }
    let positions = try PullPositions(reading: Self.positions(beside: path))
    try Self.mendLastLine(of: file, path, remark)
    state = Mutex(State(file: file, positions: positions))
  }

  /// The file of positions beside an output.
  static func positions(beside path: String) -> String { path + ".positions" }

  private static func checkIsOrdinary(
    _ file: borrowing FileDescriptor, _ path: String
  ) throws {
    guard Int32(try status(of: file, path).st_mode) & S_IFMT == S_IFREG else {
      throw PullFailure("\(path) is no ordinary file; without -o reports go to standard output")
    }
  }

  private static func status(
    of file: borrowing FileDescriptor, _ path: String
  ) throws(SystemError) -> stat {
    var status = stat()
    guard unsafe fstat(file.raw, &status) == 0 else {
      throw SystemError(code: clinux_errno(), operation: "stat", path: path)
    }
    return status
  }

  /// A run that was killed may have written a part of a line, or all but its end; a power loss leaves zeros behind it.
  /// What begins otherwise than our lines do, the file or that part, is somebody else's, and so are zeros alone.
  private static func mendLastLine(
    of file: borrowing FileDescriptor, _ path: String, _ remark: (String) -> Void
  ) throws {
    let size = Int(try status(of: file, path).st_size)
    let text = try end(in: file, before: size, path) { $0 != 0 }
    let lines = try end(in: file, before: text, path) { $0 == 0x0A }
    var isOurs = text > 0 || size == 0
    for (start, stop) in [(0, lines), (lines, text)] where start < stop {
      let count = min(PulledBody.start.count, stop - start)
      let piece = try piece(of: file, from: start, count, path)
      isOurs = isOurs && piece.elementsEqual(PulledBody.start[..<count])
    }
    guard isOurs else {
      throw PullFailure(
        "\(path) is there and no file of fetched reports; nothing of it is touched: name another one"
      )
    }
    let isWhole = try isDocument(lines..<text, of: file, path)
    let kept = isWhole ? text : lines
    if kept < size {
      guard ftruncate(file.raw, kept) == 0 else {
        throw SystemError(code: clinux_errno(), operation: "cut", path: path)
      }
      remark("\(path): cut off \(size - kept) bytes behind the last whole report")
    }
    if isWhole { try append([0x0A], to: file.raw, path) }
  }

  /// Behind the last byte that is as wanted, of those before a place.
  private static func end(
    in file: borrowing FileDescriptor, before place: Int, _ path: String,
    _ isWanted: (UInt8) -> Bool
  ) throws(SystemError) -> Int {
    var end = place
    while end > 0 {
      let start = max(0, end - (1 << 16))
      let piece = try piece(of: file, from: start, end - start, path)
      if let last = piece.lastIndex(where: isWanted) { return start + last + 1 }
      end = start
    }
    return 0
  }

  /// Whether a document stands there, and all of it.
  private static func isDocument(
    _ range: Range<Int>, of file: borrowing FileDescriptor, _ path: String
  ) throws(SystemError) -> Bool {
    // Nearly all that is torn ends otherwise.
    guard !range.isEmpty, range.count <= DocumentScanner.documentLimit,
      try piece(of: file, from: range.upperBound - 1, 1, path) == [0x7D]
    else { return false }
    let bytes = try piece(of: file, from: range.lowerBound, range.count, path)
    var buffer = TokenBuffer(capacity: bytes.count, instructionSet: 0)
    buffer.append(0..<bytes.count, of: bytes.span)
    buffer.findTokens(isLast: true)
    var walker = JSONWalker(buffer.bytes, buffer.places)
    return buffer.fault == nil && (try? walker.skip()) != nil && walker.isAtEnd
  }

  private static func piece(
    of file: borrowing FileDescriptor, from start: Int, _ count: Int, _ path: String
  ) throws(SystemError) -> [UInt8] {
    var piece = [UInt8](repeating: 0, count: count)
    guard unsafe pread(file.raw, &piece, count, start) == count else {
      throw SystemError(code: clinux_errno(), operation: "read", path: path)
    }
    return piece
  }

  /// How far a target was fetched; nil where it never was.
  func entry(of target: PullTarget) -> PullPositions.Entry? {
    state.withLock { $0.positions.entries[target.authority] }
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
        let now = Int64(clinux_realtime_nanoseconds() / 1_000_000_000)
        let before = state.positions.entries[target.authority]
        // A position in the middle is as old as the one before it, as far as anybody knows.
        state.positions.entries[target.authority] = PullPositions.Entry(
          nodeID: report.nodeID, position: report.position,
          fetched: report.isCut && before?.nodeID == report.nodeID ? before?.fetched : now)
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
