import Terminal
import Testing

@Suite struct SparklineTests {
  @Test("a gap stays blank and is never drawn as the lowest value")
  func gap() {
    #expect(Sparkline(width: 4).text([0, nil, 6, 3], span: 4) == "▁ ▇▄")
  }

  @Test("the newest values stand at the right end, the missing past is blank")
  func short() {
    #expect(Sparkline(width: 5).text([0, 6], span: 5, range: 0...6) == "   ▁▇")
  }

  @Test("several values in one cell are drawn as the mean of those that are known")
  func means() {
    #expect(
      Sparkline(width: 2).text([0, 2, nil, 6], span: 4, range: 0...6) == "▂▇")
  }

  @Test("a line without any value is blank, a flat line is drawn low")
  func flat() {
    #expect(Sparkline(width: 3).text([nil, nil], span: 3) == "   ")
    #expect(Sparkline(width: 3).text([5, 5, 5], span: 3) == "▁▁▁")
  }

  @Test("values beyond the range are drawn at its ends")
  func beyond() {
    #expect(Sparkline(width: 2).text([-9, 9], span: 2, range: 0...1) == "▁▇")
  }

  @Test("outside UTF-8 the signs are ASCII")
  func letters() {
    #expect(Sparkline(width: 3, isUnicode: false).text([0, 3, 6], span: 3) == "_=#")
  }

  @Test(
    "the text has exactly the width that was asked for",
    arguments: [0, 1, 7, 40, 300, 1000], [0, 1, 299, 300])
  func width(width: Int, count: Int) {
    let values: [Double?] = (0..<count).map { $0 % 5 == 0 ? nil : Double($0) }
    #expect(Sparkline(width: width).text(values, span: 300).terminalWidth == width)
  }
}
