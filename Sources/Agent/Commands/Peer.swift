internal import CLinux

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
}
