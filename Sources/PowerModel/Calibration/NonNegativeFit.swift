/// Least squares with coefficients that are not negative, for a handful of columns.
///
/// The best such coefficients are the plain least squares of the columns that they do not leave at 0
/// (Karush, Kuhn and Tucker), so the best among all sets of columns is found by trying each.
struct NonNegativeFit {
  /// More columns would be more sets than are worth trying.
  static let mostColumns = 6

  /// One for each column.
  let coefficients: [Double]

  /// Fits the coefficients that bring `rows` closest to 1. Nil where there are no rows or too many columns.
  init?(toOnes rows: [[Double]]) {
    guard let columns = rows.first?.count, (1...Self.mostColumns).contains(columns),
      rows.allSatisfy({ $0.count == columns && $0.allSatisfy(\.isFinite) })
    else { return nil }
    let products = Self.products(of: rows, columns)
    var best: (coefficients: [Double], gain: Double)?
    // Smaller sets first: a column that brings nothing stays out.
    for set in (1..<1 << columns).sorted(by: { $0.nonzeroBitCount < $1.nonzeroBitCount }) {
      let chosen = (0..<columns).filter { set >> $0 & 1 == 1 }
      guard let solution = Self.solve(products, chosen), solution.allSatisfy({ $0 >= 0 }) else {
        continue
      }
      // The sum of squares is that of the ones, less this.
      let gain = zip(chosen, solution).reduce(0) { $0 + $1.1 * products[$1.0][columns] }
      if let best, gain <= best.gain * (1 + 1e-12) { continue }
      var coefficients = [Double](repeating: 0, count: columns)
      for (column, value) in zip(chosen, solution) { coefficients[column] = value }
      best = (coefficients, gain)
    }
    guard let best else { return nil }
    coefficients = best.coefficients
  }

  /// Sums of products of every two columns, and of each with the ones.
  private static func products(of rows: [[Double]], _ columns: Int) -> [[Double]] {
    var sums = Array(repeating: [Double](repeating: 0, count: columns + 1), count: columns)
    for row in rows {
      for left in 0..<columns {
        for right in 0..<columns { sums[left][right] += row[left] * row[right] }
        sums[left][columns] += row[left]
      }
    }
    return sums
  }

  /// The plain least squares of some columns, by elimination; nil where they depend on each other.
  private static func solve(_ products: [[Double]], _ chosen: [Int]) -> [Double]? {
    let last = products.count
    let count = chosen.count
    // Columns are brought to length 1, so that the pivot says how much of a column is its own.
    let lengths = chosen.map { products[$0][$0].squareRoot() }
    guard lengths.allSatisfy({ $0 > 0 }) else { return nil }
    var matrix = (0..<count).map { left in
      (0..<count).map { right in
        products[chosen[left]][chosen[right]] / lengths[left] / lengths[right]
      } + [products[chosen[left]][last] / lengths[left]]
    }
    for column in 0..<count {
      guard matrix[column][column] > 1e-9 else { return nil }
      for row in 0..<count where row != column {
        let factor = matrix[row][column] / matrix[column][column]
        for place in column...count { matrix[row][place] -= factor * matrix[column][place] }
      }
    }
    return (0..<count).map { matrix[$0][count] / matrix[$0][$0] / lengths[$0] }
  }
}
