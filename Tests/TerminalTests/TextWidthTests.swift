import Terminal
import Testing

@Suite struct TextWidthTests {
  @Test("width counts cells: none for colours and accents, two for wide characters")
  func width() {
    #expect("abc".terminalWidth == 3)
    #expect("\u{1B}[1;31mhot\u{1B}[0m".terminalWidth == 3)
    #expect("e\u{301}".terminalWidth == 1)
    #expect("温度".terminalWidth == 4)
    #expect("█▏·°".terminalWidth == 4)
  }

  @Test("fitted text has exactly its width, and says that it was cut")
  func fitted() {
    #expect("abc".fitted(to: 5) == "abc  ")
    #expect("abcdef".fitted(to: 4) == "abc…")
    #expect("温度計".fitted(to: 4) == "温… ")
    #expect("abc".fitted(to: 0) == "")
  }

  @Test("labels cannot send commands to the terminal")
  func printable() {
    #expect(
      "a\u{1B}[2Jb\u{9B}1mc\nd\u{7F}\u{202E}e".printable
        == "a\u{FFFD}[2Jb\u{FFFD}1mc d\u{FFFD}\u{FFFD}e")
    #expect("Zürich 東京 e\u{301}".printable == "Zürich 東京 e\u{301}")
  }

  @Test("a table's cells steer no terminal but by colours that are said to be there")
  func cells() {
    var table = Table([.init("A"), .init("B")])
    table.add(["\u{1B}]0;x\u{07}\nB", "b"])
    table.add(styled: [Style(isColoured: true, isUnicode: true)(.good, "ok"), "b"])
    #expect(
      table.lines == [
        "A         B", "\u{FFFD}]0;x\u{FFFD} B  b", "\u{1B}[32mok\u{1B}[0m        b",
      ])
  }

  @Test("a table stands in columns, numbers at the right")
  func table() {
    var table = Table([.init("NAME"), .init("VALUE", .right), .init("UNIT")])
    #expect(table.isEmpty)
    table.add(["Paket", "7", "°C"])
    table.add(["温度", "1200", "rpm"])
    #expect(
      table.lines == [
        "NAME   VALUE  UNIT",
        "Paket      7  °C",
        "温度    1200  rpm",
      ])
  }
}
