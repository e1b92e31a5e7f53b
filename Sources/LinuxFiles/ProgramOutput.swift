internal import CLinux
internal import Synchronization

/// What another program writes to its standard output.
public enum ProgramOutput {
  /// Why there is none, with the program's name.
  public struct Failure: Error, CustomStringConvertible {
    /// "/usr/bin/squeue did not end within 3000 ms".
    public let description: String
  }

  /// Programs that were killed and that the kernel holds; waited for when the next one is started.
  private static let held = Mutex<[Int32]>([])
  private static let mostHeld = 4

  /// Throws where this user could not start `program` now.
  public static func check(_ program: String) throws(SystemError) {
    guard unsafe access(program, X_OK) == 0 else { throw SystemError.last("start", program) }
  }

  /// Runs a program until it has ended, with nothing to read and no place for its errors.
  ///
  /// Blocks its thread, so none on which somebody waits.
  ///
  /// - Parameters:
  ///   - program: Its path.
  ///   - arguments: What it is told, without its name.
  ///   - limit: The most bytes that it may write.
  ///   - patience: After so long it is killed.
  public static func of(
    _ program: String, _ arguments: [String], limit: Int, patience: Duration
  ) throws(Failure) -> [UInt8] {
    let end = ContinuousClock.now + patience
    let isHeld = held.withLock { children in
      children.removeAll { ChildProcess.reap($0) != nil }
      return children.count >= mostHeld
    }
    guard !isHeld else {
      throw Failure(description: "\(program) is not started: \(mostHeld) before it do not end")
    }
    let child: ChildProcess
    do throws(SystemError) {
      child = try ChildProcess(program, as: program, arguments: arguments, .foreign)
    } catch {
      throw Failure(description: "\(error)")
    }
    defer { finish(child) }
    let bytes = try output(of: child, program, limit, until: end, patience)
    while true {
      if let status = child.reap() {
        guard status != 0 else { return bytes }
        throw Failure(description: "\(program) \(ending(status))")
      }
      guard ContinuousClock.now < end else { throw tooSlow(program, patience) }
      usleep(1_000)
    }
  }

  private static func finish(_ child: ChildProcess) {
    child.kill()
    for _ in 0..<100 where child.reap() == nil { usleep(1_000) }
    if child.reap() == nil { held.withLock { $0.append(child.identifier) } }
  }

  private static func output(
    of child: ChildProcess, _ program: String, _ limit: Int, until end: ContinuousClock.Instant,
    _ patience: Duration
  ) throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe read(child.pipe.raw, &chunk, chunk.count)
      if count == 0 { return bytes }
      if count > 0 {
        bytes.append(contentsOf: chunk[..<count])
        guard bytes.count <= limit else {
          throw Failure(description: "\(program) wrote more than \(limit) bytes")
        }
        continue
      }
      let code = clinux_errno()
      if code == EAGAIN {
        let left = (end - .now).components
        guard left.seconds >= 0, left.attoseconds >= 0 else { throw tooSlow(program, patience) }
        var waits = pollfd(fd: child.pipe.raw, events: Int16(POLLIN), revents: 0)
        let milliseconds = left.seconds * 1_000 + left.attoseconds / 1_000_000_000_000_000
        _ = unsafe poll(&waits, 1, Int32(clamping: milliseconds + 1))
      } else if code != EINTR {
        throw Failure(description: "\(SystemError(code: code, operation: "read", path: program))")
      }
    }
  }

  private static func tooSlow(_ program: String, _ patience: Duration) -> Failure {
    Failure(
      description:
        "\(program) did not end within \(Int((patience / .milliseconds(1)).rounded())) ms")
  }

  private static func ending(_ status: Int32) -> String {
    let signal = clinux_end_signal(status)
    return signal == 0
      ? "ended with status \(clinux_exit_status(status))" : "was ended by signal \(signal)"
  }
}
