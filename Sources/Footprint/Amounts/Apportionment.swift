/// Whole numbers that add up to what they are parts of: shares are rounded down, and what is left goes, one
/// each, to the largest remainders; where these are equal, to the earlier (callers sort by owner).
public enum Apportionment {
  /// Divides `total` in proportion to `weights`; nil where there is nobody with a weight,
  /// and where the weights add up to 2^128 or more.
  public static func divide(_ total: UInt128, by weights: [UInt128]) -> [UInt128]? {
    // One gets all.
    if weights.count == 1 { return weights[0] > 0 ? [total] : nil }
    var sum: UInt128 = 0
    for weight in weights {
      let (next, overflow) = sum.addingReportingOverflow(weight)
      guard !overflow else { return nil }
      sum = next
    }
    guard sum > 0 else { return nil }
    let shares = weights.map { sum.dividingFullWidth(total.multipliedFullWidth(by: $0)) }
    return complete(shares.map(\.quotient), remainders: shares.map(\.remainder), to: total)
  }

  /// Rounds amounts to whole millionths of their unit, so that these add up to their rounded sum. Each is
  /// less than a millionth away from its exact value. Where the sum has stopped at the largest amount they are
  /// rounded down.
  public static func millionths<Kind>(_ amounts: [Amount<Kind>]) -> [UInt128] {
    let total = amounts.reduce(.zero, +).millionths
    let shares = amounts.map {
      $0.parts.quotientAndRemainder(dividingBy: Amount<Kind>.partsPerMillionth)
    }
    return complete(shares.map(\.quotient), remainders: shares.map(\.remainder), to: total)
  }

  private static func complete(
    _ floors: [UInt128], remainders: [UInt128], to total: UInt128
  ) -> [UInt128] {
    var shares = floors
    let sum = floors.reduce(0, +)
    // A sum of amounts that has stopped is less than its parts.
    guard total > sum else { return shares }
    // Fewer than there are shares: each floor took less than one.
    let left = Int(total - sum)
    let byRemainder = shares.indices.sorted {
      remainders[$0] == remainders[$1] ? $0 < $1 : remainders[$0] > remainders[$1]
    }
    for index in byRemainder.prefix(left) {
      shares[index] += 1
    }
    return shares
  }
}
