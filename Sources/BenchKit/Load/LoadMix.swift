/// What keeps CPUs busy while somebody looks at what they draw.
///
/// The two are far apart in what they switch on and in how they spread over the CPUs; most programs lie
/// between them.
public enum LoadMix: String, CaseIterable, Sendable {
  /// Multiply-adds from registers on the widest units that the CPU has; every CPU for a part of its time.
  case arithmetic
  /// Sums over arrays beyond the caches; a part of the CPUs all the time.
  case memory

  /// How busy each of `count` CPUs is, 0 to 1, so that their mean is `share`; idle ones are left out.
  func shares(of share: Double, among count: Int) -> [Double] {
    let share = min(max(share, 0), 1)
    switch self {
    case .arithmetic:
      return share > 0 ? Array(repeating: share, count: count) : []
    case .memory:
      let whole = Int((share * Double(count)).rounded(.down))
      let rest = share * Double(count) - Double(whole)
      return Array(repeating: 1, count: whole) + (rest > 0.001 ? [rest] : [])
    }
  }
}
