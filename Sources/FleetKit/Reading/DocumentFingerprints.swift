internal import Synchronization

/// The latest document of each fingerprint, by its place among all documents.
final class DocumentFingerprints: Sendable {
  private let places = Mutex<[UInt64: Int32]>([:])

  /// The place of the latest one; nil where there is none.
  subscript(fingerprint: UInt64) -> Int32? {
    get { places.withLock { $0[fingerprint] } }
    set { places.withLock { $0[fingerprint] = newValue } }
  }

  /// Forgets all, and frees the memory.
  func removeAll() { places.withLock { $0 = [:] } }
}
