/// What kind of instructions a thread executes, and on what data.
///
/// The relative switching of a cycle is (0.3 + 0.35 · instructions per cycle) · `activity`: a part
/// for being awake, a part for every instruction, and how much the operands' bits and the vector
/// width make of both. `activity` cannot be seen from outside.
public struct Mix: Sendable {
  /// Instructions per cycle with the core alone.
  public var instructionsPerCycle: Double
  /// 1 for scalar code on middling data; near 2 for wide vectors.
  public var activity: Double
  /// Bytes per second between the caches and DRAM, alone and at the all-core frequency.
  public var traffic: Double
  /// Whether it lowers its core's turbo limit.
  public var isVector: Bool

  /// Switching relative to the unit of `SocketParameters`.
  var switching: Double { (0.3 + 0.35 * instructionsPerCycle) * activity }

  /// What a thread gets of its core while the sibling is busy too: more for one that waits for
  /// memory.
  func share(of siblingShare: Double) -> Double {
    let waiting = max(1 - instructionsPerCycle / 2, 0)
    return min(siblingShare + 0.25 * waiting, 0.95)
  }

  /// Work such as SPECpower's, which the table's figures were measured with.
  static let reference = Mix(
    instructionsPerCycle: 1.3, activity: 1, traffic: 0.3e9, isVector: false)

  /// Kinds of work that jobs are drawn from.
  public enum Kind: Sendable, CaseIterable {
    /// Integer code that stays in its caches.
    case integer
    /// Code with many branches and misses, such as services.
    case branching
    /// Scalar floating point.
    case scalar
    /// Wide vectors at full rate.
    case vector
    /// Streams through memory, mostly waiting.
    case memory
  }

  /// One job's own variety of a kind.
  static func draw(_ kind: Kind, _ random: inout RandomSource) -> Mix {
    let data = random.uniform(0.88, 1.12)
    return switch kind {
    case .integer:
      Mix(
        instructionsPerCycle: random.uniform(1.6, 2.6), activity: data,
        traffic: random.logUniform(0.02e9, 0.2e9), isVector: false)
    case .branching:
      Mix(
        instructionsPerCycle: random.uniform(0.7, 1.3), activity: data,
        traffic: random.logUniform(0.1e9, 0.6e9), isVector: false)
    case .scalar:
      Mix(
        instructionsPerCycle: random.uniform(1.4, 2.2), activity: data * 1.15,
        traffic: random.logUniform(0.1e9, 0.8e9), isVector: false)
    case .vector:
      Mix(
        instructionsPerCycle: random.uniform(1.6, 2.4), activity: data * random.uniform(1.4, 1.9),
        traffic: random.logUniform(0.2e9, 1.5e9), isVector: true)
    case .memory:
      Mix(
        instructionsPerCycle: random.uniform(0.2, 0.5), activity: data,
        traffic: random.logUniform(2e9, 6e9), isVector: false)
    }
  }
}
