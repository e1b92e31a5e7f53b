import Terminal
import Testing

@Suite("A plot of characters")
struct PlotTests {
  @Test("sets two by four dots a cell")
  func dots() {
    var plot = Plot(width: 2, height: 1)
    plot.line(from: (0, 0), to: (0, 1))
    // Dots 1, 2, 3 and 7 of Braille: the whole left column of the first cell.
    #expect(plot.lines == ["\u{2847}\u{2800}".replacing("\u{2800}", with: " ")])
  }

  @Test("joins two corners without a hole")
  func diagonal() {
    var plot = Plot(width: 4, height: 4, isUnicode: false)
    plot.line(from: (0, 0), to: (1, 1))
    #expect(plot.lines == ["   .", "  . ", " .  ", ".   "])
  }

  @Test("cuts off what lies outside, and survives what is not a number")
  func outside() {
    var plot = Plot(width: 3, height: 2, isUnicode: false)
    plot.line(from: (-1, 0), to: (2, 0))
    plot.line(from: (0, .infinity), to: (1, 1))
    plot.mark("x", at: (.nan, 0))
    plot.mark("a", at: (7, 7))
    plot.write("word", at: (0.5, 0))
    #expect(plot.lines == ["  a", ".wo"])
  }
}
