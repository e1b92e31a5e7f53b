import Terminal
import Testing

@Suite struct BarTests {
  @Test(
    "a bar is full to an eighth of a cell",
    arguments: [
      (0.0, "", "····"), (0.25, "█", "···"), (0.5, "██", "··"), (0.53125, "██▏", "·"),
      (1.0, "████", ""),
    ])
  func eighths(share: Double, full: String, empty: String) {
    let parts = Bar(width: 4).parts(share)
    #expect(parts.full == full)
    #expect(parts.empty == empty)
  }

  @Test("a little is not drawn as nothing")
  func little() {
    #expect(Bar(width: 4).parts(0.0001).full == "▏")
    #expect(Bar(width: 4, isUnicode: false).parts(0.0001) == ("#", "..."))
  }

  @Test(
    "what lies outside 0 to 1 fills the bar to its end and no further",
    arguments: [-1.0, 7, .infinity, -.infinity, .nan])
  func outside(share: Double) {
    let parts = Bar(width: 6).parts(share)
    #expect((parts.full + parts.empty).terminalWidth == 6)
    #expect(parts.full.isEmpty == !(share > 1))
  }
}
