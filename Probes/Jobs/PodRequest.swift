/// The CPU that a pod has requested, as the kubelet writes it into the pod's group.
///
/// Below `kubepods` a weight is an amount, because the kubelet makes it from one and from nothing else; anywhere else
/// it only says how a group stands to those beside it. Source: Kubernetes KEP 2254 "cgroup v2", phase 1, and
/// `pkg/kubelet/cm`: shares are 1,024 a CPU and 2 at least, and `weight = 1 + (shares - 2) × 9999 / 262142`, rounded down.
/// The other formula, which container runtimes have since 2025, is for containers and not for pods.
enum PodRequest {
  /// The shares of a pod that has requested nothing.
  private static let fewestShares: UInt64 = 2
  private static let mostShares: UInt64 = 262_144
  private static let mostWeight: UInt64 = 10_000

  /// Thousandths of a CPU by `cpu.shares`; nil where nothing is requested.
  ///
  /// - Parameter limit: The pod's limit in thousandths: a request that it may be to the resolution of the shares is that.
  static func thousandths(shares: UInt64, limit: Int?) -> Int? {
    guard shares > fewestShares, shares <= mostShares else { return nil }
    if let limit, self.shares(thousandths: UInt64(limit)) == shares { return limit }
    return Int((shares * 1000 + 1023) / 1024)
  }

  /// The same by `cpu.weight`, of which one stands for 26 shares: the least request that it may be, at most 27
  /// thousandths below what was requested.
  static func thousandths(weight: UInt64, limit: Int?) -> Int? {
    guard weight > 1, weight <= mostWeight else { return nil }
    if let limit, self.weight(shares: shares(thousandths: UInt64(limit))) == weight { return limit }
    return thousandths(shares: (weight - 1) * 262_142 / 9999 + fewestShares, limit: nil)
  }

  private static func shares(thousandths: UInt64) -> UInt64 {
    max(fewestShares, min(mostShares, thousandths * 1024 / 1000))
  }

  private static func weight(shares: UInt64) -> UInt64 {
    1 + (shares - fewestShares) * 9999 / 262_142
  }
}
