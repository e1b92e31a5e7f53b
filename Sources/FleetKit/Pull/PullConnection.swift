internal import CLinux
internal import LinuxFiles

/// One request to an agent: HTTP/1.0 over TCP, all of it before one time.
struct PullConnection: ~Copyable {
  private let socket: FileDescriptor
  private let end: ContinuousClock.Instant

  /// Connects; throws where nobody answers before `end`.
  init(to target: PullTarget, before end: ContinuousClock.Instant) throws(PullFailure) {
    self.end = end
    var reason: Int32 = 0
    let raw = unsafe target.host.withCString { host in
      unsafe target.port.withCString { port in
        unsafe clinux_connect_tcp(host, port, Self.milliseconds(until: end), &reason)
      }
    }
    guard raw != -2 else {
      throw unsafe PullFailure(
        "the name is not known: \(String(cString: clinux_resolver_error(reason)))")
    }
    guard raw != -3 else {
      throw PullFailure("its name was not resolved in time; give it longer with --timeout")
    }
    guard raw >= 0 else {
      throw PullFailure(SystemError(code: clinux_errno(), operation: "connect"))
    }
    socket = FileDescriptor(owning: raw)
  }

  private static func milliseconds(until end: ContinuousClock.Instant) -> Int32 {
    let left = (end - ContinuousClock.now).components
    return Int32(clamping: left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000)
  }

  /// Sends all of it.
  func send(_ text: String) throws(PullFailure) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe CLinux.send(socket.raw, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count > 0 { rest = rest.dropFirst(count) } else { try wait(for: POLLOUT) }
    }
  }

  /// Hands over what comes, until it is whole or nothing more comes.
  func receive(into reception: inout PullReception) throws(PullFailure) {
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while !reception.isWhole {
      let count = unsafe read(socket.raw, &piece, piece.count)
      if count == 0 { return }
      if count < 0 {
        try wait(for: POLLIN)
        continue
      }
      try reception.take(piece[..<count])
      guard ContinuousClock.now < end else { throw Self.late }
    }
  }

  /// After a call that did nothing: waits where it would have blocked, gives up where it failed.
  private func wait(for event: Int32) throws(PullFailure) {
    let code = clinux_errno()
    if code == EINTR { return }
    guard code == EAGAIN else {
      throw PullFailure(SystemError(code: code, operation: "receive"), isBreak: true)
    }
    let left = Self.milliseconds(until: end)
    guard left > 0 else { throw Self.late }
    var waits = [pollfd(fd: socket.raw, events: Int16(event), revents: 0)]
    unsafe poll(&waits, 1, left)
  }

  /// Nothing went wrong but that it took too long.
  static let late = PullFailure("no answer in time")
}
