internal import CKernels

/// What one pass does with the arrays; s is a scalar.
enum StreamKernel: String, CaseIterable, Sendable {
  /// Sums A.
  case read
  /// T = s + k in the k-th pass.
  case write
  /// T = A
  case copy
  /// T = s A
  case scale
  /// T = A + B
  case add
  /// T = A + s B
  case triad

  /// Arrays that a pass goes over, each once: what STREAM counts.
  var arrays: Int {
    switch self {
    case .read, .write: 1
    case .copy, .scale: 2
    case .add, .triad: 3
    }
  }

  /// Whether a target is written.
  var writes: Bool { self != .read }

  /// The compiled kernel; nil where this architecture has none with such stores.
  func compiled(for set: InstructionSet, stores: StreamStores) -> ckernels_stream? {
    unsafe ckernels_stream_kernel(kind, stores == .nonTemporal ? 1 : 0, Int32(set.rawValue))
  }

  private var kind: ckernels_stream_kind {
    switch self {
    case .read: ckernels_read
    case .write: ckernels_write
    case .copy: ckernels_copy
    case .scale: ckernels_scale
    case .add: ckernels_add
    case .triad: ckernels_triad
    }
  }

  /// What the target holds after so many passes, where A is `StreamPattern.first` and B is `.second`.
  func result(scalar: Double, passes: Int) -> StreamPattern {
    let a = StreamPattern.first
    let b = StreamPattern.second
    switch self {
    case .read, .copy: return a
    case .write: return StreamPattern(slope: 0, offset: scalar + Double(passes))
    case .scale: return StreamPattern(slope: scalar * a.slope, offset: scalar * a.offset)
    case .add: return StreamPattern(slope: a.slope + b.slope, offset: a.offset + b.offset)
    case .triad:
      return StreamPattern(
        slope: a.slope + scalar * b.slope, offset: a.offset + scalar * b.offset)
    }
  }
}
