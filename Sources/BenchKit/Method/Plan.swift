/// How much time and memory a run may take.
public struct Plan: Sendable {
  /// Quick is for every node of a fleet, full for the one on the desk.
  public enum Extent: String, Sendable {
    /// All suites within 20 s on two cores and within 256 MiB.
    case quick
    /// Every size, and sizes far beyond the last cache.
    case full
  }

  /// Which of the two.
  public let extent: Extent
  /// Bytes that all cases may have allocated at once.
  public let memoryLimit: Int
  /// Which cases somebody asked for; suites may offer others than usual for it, and need not leave any out.
  public let choice: CaseChoice
  /// What cases borrow their memory from, so that its pages are touched first only once in the run.
  public let arena: Arena

  /// States a plan.
  public init(extent: Extent, memoryLimit: Int, choice: CaseChoice = CaseChoice()) {
    self.extent = extent
    self.memoryLimit = memoryLimit
    self.choice = choice
    arena = Arena(limit: memoryLimit)
  }
}
