import Testing

@testable import BenchKit

@Suite("The contents of an array")
struct StreamPatternTests {
  @Test("add up to what a loop adds up, over none, some and many periods")
  func sums() {
    let pattern = StreamPattern(slope: 2, offset: 1)
    for count in [0, 1, 2, 65_535, 65_536, 65_537, 300_001] {
      var sum = 0
      for index in 0..<count { sum += 2 * (index % 65_536) + 1 }
      #expect(pattern.sum(count: count) == Double(sum))
    }
    // 0 + 1 + 2 + 3 + 4
    #expect(StreamPattern.first.sum(count: 5) == 10)
  }

  @Test("are written from any element to any other, and nothing else")
  func ranges() {
    var array = [Double](repeating: -1, count: 70_000)
    StreamPattern(slope: 3, offset: 5).fill(&array, 10..<69_000)
    #expect(array[9] == -1)
    #expect(array[10] == 35)
    #expect(array[65_535] == 3 * 65_535 + 5)
    #expect(array[65_536] == 5)
    #expect(array[68_999] == 3 * 3_463 + 5)
    #expect(array[69_000] == -1)
  }

  @Test("differ at the first element that differs, wherever it stands")
  func firstMismatch() {
    var array = [Double](repeating: 0, count: 1_000)
    let pattern = StreamPattern.second
    pattern.fill(&array, 0..<1_000)
    #expect(pattern.mismatch(in: array, 0..<1_000) == nil)
    for place in 0..<1_000 {
      let right = array[place]
      array[place] = right.nextUp
      #expect(pattern.mismatch(in: array, 0..<1_000) == place)
      array[place] = .nan
      #expect(pattern.mismatch(in: array, 0..<1_000) == place)
      #expect(pattern.mismatch(in: array, 0..<place) == nil)
      array[place] = right
    }
  }

  @Test("are not the poison's, not even where the poison is looked for")
  func poison() {
    var array = [Double](repeating: 0, count: 3)
    StreamPattern.poison.fill(&array, 0..<3)
    #expect(StreamPattern.poison.mismatch(in: array, 0..<3) == 0)
  }
}
