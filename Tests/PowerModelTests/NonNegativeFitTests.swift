import TestSupport
import Testing

@testable import PowerModel

@Suite("Least squares without negative coefficients")
struct NonNegativeFitTests {
  @Test("of two points is the line through them")
  func exact() throws {
    // 1a + 1b = 1 and 1a + 3b = 1 have a = 1, b = 0; 2a + 1b = 1 and 1a + 3b = 1 have a = 0.4, b = 0.2.
    let flat = try #require(NonNegativeFit(toOnes: [[1, 1], [1, 3]]))
    #expect(abs(flat.coefficients[0] - 1) < 1e-12 && flat.coefficients[1] == 0)
    let line = try #require(NonNegativeFit(toOnes: [[2, 1], [1, 3]]))
    #expect(abs(line.coefficients[0] - 0.4) < 1e-12 && abs(line.coefficients[1] - 0.2) < 1e-12)
  }

  @Test("leaves a column out that would need a negative one, and fits the others anew")
  func negative() throws {
    let rows = [[1.0, 1.0], [2.0, 4.0]]
    // a + b = 1, 2a + 4b = 1: b = −1/2. Alone a = 3/5, with squares 0.4² + 0.2² = 0.2; b = 5/17, with
    // (12/17)² + (3/17)² = 0.53.
    let fit = try #require(NonNegativeFit(toOnes: rows))
    #expect(abs(fit.coefficients[0] - 0.6) < 1e-12 && fit.coefficients[1] == 0)
  }

  @Test("takes one of two columns that are the same")
  func same() throws {
    let fit = try #require(NonNegativeFit(toOnes: [[1, 1, 1], [1, 2, 2], [1, 3, 3]]))
    #expect(abs(fit.coefficients[0] - 1) < 1e-12 && fit.coefficients[1...] == [0, 0])
    let only = try #require(NonNegativeFit(toOnes: [[2, 2], [2, 2]]))
    #expect(abs(only.coefficients[0] - 0.5) < 1e-12 && only.coefficients[1] == 0)
  }

  @Test("has no answer without rows, with rows of unequal length, with too many columns")
  func none() {
    #expect(NonNegativeFit(toOnes: []) == nil)
    #expect(NonNegativeFit(toOnes: [[]]) == nil)
    #expect(NonNegativeFit(toOnes: [[1, 2], [1]]) == nil)
    #expect(NonNegativeFit(toOnes: [[1, 2, 3, 4, 5, 6, 7]]) == nil)
    #expect(NonNegativeFit(toOnes: [[.nan]]) == nil)
    #expect(NonNegativeFit(toOnes: [[0]]) == nil)
    #expect(NonNegativeFit(toOnes: [[-1]]) == nil)
  }

  @Test("is not bettered by any small step that keeps coefficients at 0 or above")
  func optimum() {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    var zeros = 0
    for _ in 0..<200 {
      let rows = (0..<12).map { _ in (0..<4).map { _ in Double.random(in: -1...2, using: &random) }
      }
      func squares(_ coefficients: [Double]) -> Double {
        rows.reduce(0) { sum, row in
          let error = zip(row, coefficients).reduce(-1) { $0 + $1.0 * $1.1 }
          return sum + error * error
        }
      }
      guard let fit = NonNegativeFit(toOnes: rows)?.coefficients else { continue }
      zeros += fit.count { $0 == 0 }
      for place in fit.indices {
        for step in [1e-3, -1e-3] where fit[place] + step >= 0 {
          var other = fit
          other[place] += step
          #expect(squares(other) >= squares(fit) - 1e-12, "seed \(seed)")
        }
      }
    }
    #expect(zeros > 0)
  }
}
