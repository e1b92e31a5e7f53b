internal import LinuxFiles
internal import Synchronization

/// What does not fit in memory: a temporary file that is made when something is written.
///
/// Figures are read in many places that cannot tell anybody of a full disk. So the first failure is kept, and from then
/// on what is read is zeros: whoever hands on what was made of it looks for a failure first. Copies of what uses it
/// share it: only one of them may go on writing.
final class Overflow: Sendable {
  private struct State {
    var file: TemporaryFile?
    var failure: SystemError?
  }

  private let folder: String
  private let state = Mutex(State())

  /// Makes its file in `folder`.
  init(in folder: String) { self.folder = folder }

  /// The first thing that went wrong; nil where nothing did.
  var failure: SystemError? { state.withLock { $0.failure } }

  /// Writes bytes from a place on.
  func write(_ bytes: UnsafeRawBufferPointer, at place: Int) {
    state.withLock { state in
      guard state.failure == nil else { return }
      do throws(SystemError) {
        if state.file == nil { state.file = try TemporaryFile(in: folder) }
        unsafe try state.file?.write(bytes, at: place)
      } catch {
        state.failure = error
      }
    }
  }

  /// Fills the room from a place on, with zeros behind the end.
  func read(_ place: Int, into room: UnsafeMutableRawBufferPointer) {
    var count = 0
    state.withLock { state in
      guard state.failure == nil, let file = state.file else { return }
      do throws(SystemError) {
        count = unsafe try file.read(at: place, into: room)
      } catch {
        state.failure = error
      }
    }
    for place in count..<room.count { unsafe room[place] = 0 }
  }
}
