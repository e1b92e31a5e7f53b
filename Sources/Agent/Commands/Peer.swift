internal import CLinux
internal import LinuxFiles

/// Who asks over the agent's socket, as the kernel says.
struct Peer: Sendable, Equatable {
  /// The user's number.
  var uid: UInt32
  /// The process; 0 where it is not to be seen from here.
  var pid: Int32

  /// The process that this is.
  static var own: Peer { Peer(uid: geteuid(), pid: getpid()) }

  /// Whether what belongs to that user is its own to handle.
  func mayHandle(what uid: UInt32) -> Bool { self.uid == 0 || self.uid == uid }

  /// Refuses the end of a user's command that somebody has announced, where it is not its own to end.
  ///
  /// In a container users have the numbers of others, root's among them: from there only who announced a command may
  /// end it. Who is hidden from us, or gone, may have been in one.
  func requireEnd(
    ofWhat uid: UInt32, announcedBy announcer: Peer, below root: borrowing Root
  ) throws(CommandRefusal) {
    guard mayHandle(what: uid) else { throw .forbidden("the job is another user's") }
    if self == announcer { return }
    guard try numbers(below: root).count == 1 else {
      throw .forbidden("only who announced a job may end it from a container, or hidden")
    }
  }

  /// The numbers of the process, that here first (pid_namespaces(7)): one where it sees the processes that we see. None
  /// where it is hidden from us.
  func numbers(below root: borrowing Root) throws(CommandRefusal) -> [Int32] {
    guard pid > 0 else {
      throw .conflict("who asks is in a container whose processes the agent may not see")
    }
    let line = root.proc.text(of: "\(pid)/status")?.split(separator: "\n")
      .first { $0.hasPrefix("NSpid:") }
    return line?.split { $0 == "\t" || $0 == " " }.dropFirst().compactMap { Int32($0) } ?? []
  }
}
