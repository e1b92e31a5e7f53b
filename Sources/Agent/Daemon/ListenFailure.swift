internal import CLinux
internal import LinuxFiles
internal import NIOCore

/// A place where the agent could not listen.
struct ListenFailure: Error, CustomStringConvertible {
  let description: String
  /// Whether the same start may succeed later: an address that is not there yet, descriptors that ran out.
  let isTransient: Bool
  /// Whether a disk that is full, read-only or failing has no room for a socket.
  let isOfSickDisk: Bool
  /// Whether somebody else listens there.
  let isTaken: Bool

  init(_ error: any Error, place: String, mend: String) {
    let code = (error as? IOError)?.errnoCode
    let reason = code.map { SystemError.text(of: $0) } ?? "\(error)"
    let question = code == EADDRINUSE ? "is another agent running? " : ""
    description = "cannot listen on \(place): \(reason); \(question)\(mend) chooses another place"
    isTaken = code == EADDRINUSE
    isOfSickDisk =
      code.map { SystemError(code: $0, operation: "listen on", path: place).isOfSickDisk } ?? false
    isTransient =
      code.map { [EADDRNOTAVAIL, EMFILE, ENFILE, ENOBUFS, ENOMEM].contains($0) } ?? false
  }
}
