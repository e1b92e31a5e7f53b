internal import CLinux

/// A terminal taken over for pictures that follow each other; it is given back as it was, whatever
/// ends the program but SIGKILL.
public struct LiveScreen: ~Copyable {
  /// What happened while the screen waited.
  public enum Event: Sendable, Equatable {
    /// The time is over.
    case timeout
    /// A key was pressed.
    case key(Key)
    /// The terminal has another size now.
    case resized
    /// The program is to end.
    case ended
  }

  /// A key that screens know.
  public enum Key: Sendable, Equatable {
    case character(Character)
    case up, down, left, right, pageUp, pageDown
  }

  private let input: Int32
  private let output: Int32
  private let signals: Int32
  private let before: termios
  private let mask: sigset_t

  /// The signals that end the program.
  private static let ending = [SIGTERM, SIGINT, SIGHUP, SIGQUIT]
  /// How long the rest of a key may be on its way, in milliseconds.
  private static let keyPatience: Int32 = 25
  /// The longest key, in bytes.
  private static let longestKey = 16

  /// Takes the terminal behind the descriptors over; nil where one of them is none.
  public init?(input: Int32 = 0, output: Int32 = 1) {
    var mode = termios()
    guard isatty(output) == 1, unsafe tcgetattr(input, &mode) == 0 else { return nil }
    before = mode
    self.input = input
    self.output = output
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for signal in Self.ending + [SIGWINCH, SIGTSTP, SIGCONT] {
      unsafe sigaddset(&set, signal)
    }
    var old = sigset_t()
    unsafe sigprocmask(SIG_BLOCK, &set, &old)
    mask = old
    signals = unsafe signalfd(-1, &set, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
    enter()
  }

  deinit {
    if !Self.isInBackground(input) { Self.giveBack(input, output, before) }
    close(signals)
    var old = mask
    unsafe sigprocmask(SIG_SETMASK, &old, nil)
  }

  /// The alternate screen, and all of `hold()`.
  private func enter() {
    setMode()
    Self.write("\u{1B}[?1049h", to: output)
    hold()
  }

  private func hold() {
    setMode()
    // No cursor, no wrapping of long lines.
    Self.write("\u{1B}[?25l\u{1B}[?7l", to: output)
  }

  /// Before anything is written: who was continued in the background is stopped here, while others have the screen.
  private func setMode() {
    var mode = before
    mode.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG | IEXTEN)
    unsafe withUnsafeMutableBytes(of: &mode.c_cc) {
      unsafe $0[Int(VMIN)] = 0
      unsafe $0[Int(VTIME)] = 0
    }
    unsafe tcsetattr(input, TCSANOW, &mode)
  }

  /// Whether another job has the terminal, so that it is not ours to give back, and who writes its mode is stopped.
  private static func isInBackground(_ input: Int32) -> Bool {
    let foreground = tcgetpgrp(input)
    return foreground > 0 && foreground != getpgrp()
  }

  private static func giveBack(_ input: Int32, _ output: Int32, _ mode: termios) {
    write("\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l", to: output)
    var mode = mode
    unsafe tcsetattr(input, TCSANOW, &mode)
  }

  /// Stops until somebody continues us, with the terminal as it was.
  private func pause() -> Event {
    Self.giveBack(input, output, before)
    clinux_take_signal(SIGTSTP)
    // A shell that ends a stopped job continues it, in the background.
    var pending = sigset_t()
    unsafe sigpending(&pending)
    for signal in Self.ending where unsafe sigismember(&pending, signal) == 1 { return .ended }
    enter()
    return .resized
  }

  /// How large the terminal is now.
  public var size: TerminalSize {
    TerminalSize(of: output) ?? TerminalSize(columns: 80, rows: 24)
  }

  /// Shows a picture in place of the last one, in one piece, cut to the terminal's size.
  public func show(_ lines: [String]) {
    // Between the marks of a synchronized update terminals do not draw half a picture.
    var text = "\u{1B}[?2026h\u{1B}[H"
    let size = size
    for (number, line) in lines.prefix(size.rows).enumerated() {
      if number > 0 { text += "\r\n" }
      // Erased first: behind a line that fills the width the cursor still stands on its last sign. Cut,
      // since without wrapping every sign too many lands on that last one.
      text += "\u{1B}[2K" + line.cut(to: size.columns) + "\u{1B}[0m"
    }
    text += "\u{1B}[J\u{1B}[?2026l"
    Self.write(text, to: output)
  }

  /// Waits for a key, a signal or the end of the time, whichever comes first. Ctrl-Z and SIGTSTP stop the program
  /// meanwhile, and the picture has to be drawn anew after that.
  public func wait(milliseconds: Int32) -> Event {
    var waits = [
      pollfd(fd: input, events: Int16(POLLIN), revents: 0),
      pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
    ]
    guard unsafe poll(&waits, 2, max(0, milliseconds)) > 0 else { return .timeout }
    if waits[1].revents != 0 { return signal() }
    let bytes = readKey()
    // The terminal is gone.
    guard !bytes.isEmpty else { return .ended }
    if bytes == [Self.suspendKey] {
      // As the terminal would: it comes to us as well, in the next wait.
      kill(0, SIGTSTP)
      return .timeout
    }
    return Self.key(bytes[...]).map { .key($0) } ?? .timeout
  }

  /// Ctrl-Z.
  private static let suspendKey: UInt8 = 0x1A

  private func signal() -> Event {
    var info = signalfd_siginfo()
    let size = MemoryLayout<signalfd_siginfo>.size
    guard unsafe read(signals, &info, size) == size else { return .timeout }
    switch Int32(bitPattern: info.ssi_signo) {
    case SIGWINCH: return .resized
    case SIGTSTP: return pause()
    case SIGCONT:
      // Who was stopped by SIGSTOP could not give it back, and whoever had it since has left it in his way.
      hold()
      return .resized
    default: return .ended
    }
  }

  /// The bytes of one key, and none of the next one, which stay with the terminal; none where it is gone.
  private func readKey() -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < Self.longestKey {
      var byte: UInt8 = 0
      guard unsafe read(input, &byte, 1) == 1 else { break }
      bytes.append(byte)
      guard !Self.isWhole(bytes) else { break }
      // Whether Escape was typed, or begins a key, only the time tells.
      var wait = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
      guard unsafe poll(&wait, 1, Self.keyPatience) > 0 else { break }
    }
    return bytes
  }

  /// Whether what a terminal has sent is a key: a character of UTF-8, or one of its sequences (ECMA-48: CSI, SS3).
  static func isWhole(_ bytes: [UInt8]) -> Bool {
    guard let first = bytes.first else { return false }
    guard first == 0x1B else {
      let length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
      return bytes.count >= length
    }
    switch bytes.count {
    case 1: return false
    case 2: return ![0x5B, 0x4F].contains(bytes[1])
    default: return bytes[1] == 0x4F || (0x40...0x7E).contains(bytes[bytes.count - 1])
    }
  }

  /// The key that a terminal announces by these bytes; nil for those that no screen knows.
  static func key(_ bytes: ArraySlice<UInt8>) -> Key? {
    if bytes.first != 0x1B {
      return String(decoding: bytes, as: UTF8.self).first.map { .character($0) }
    }
    switch bytes.dropFirst() {
    case [0x5B, 0x41], [0x4F, 0x41]: return .up
    case [0x5B, 0x42], [0x4F, 0x42]: return .down
    case [0x5B, 0x43], [0x4F, 0x43]: return .right
    case [0x5B, 0x44], [0x4F, 0x44]: return .left
    case [0x5B, 0x35, 0x7E]: return .pageUp
    case [0x5B, 0x36, 0x7E]: return .pageDown
    case []: return .character("\u{1B}")
    default: return nil
    }
  }

  private static func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe CLinux.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, clinux_errno() == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
