import Terminal
import Testing

@Suite struct WrappingTests {
  @Test(
    "text is broken at blanks, and inside a word only where it is longer than a line",
    arguments: [
      ("one two three", 13, ["one two three"]), ("one two three", 12, ["one two", "  three"]),
      ("one two three", 7, ["one two", "  three"]),
      ("one two three", 5, ["one", "  two", "  thr", "  ee"]),
      ("温度 計", 4, ["温度", "  計"]), ("", 5, [""]), ("a", 0, ["a"]), ("one  ", 3, ["one"]),
    ] as [(String, Int, [String])])
  func wrapped(text: String, width: Int, lines: [String]) {
    #expect(text.wrapped(to: width, indent: 2) == lines)
  }

  @Test("no line is wider than asked for, and no letter is lost")
  func bounds() {
    let text = "Not on this machine: cpufreq, throttle, schedstat, thermal, edac, sensors"
    for width in 1...90 {
      let lines = text.wrapped(to: width, indent: 2)
      #expect(lines.allSatisfy { $0.terminalWidth <= width }, "\(width): \(lines)")
      #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " }, "\(width)")
    }
  }

  @Test("a line that is cut keeps its colours, and the end of them")
  func cut() {
    #expect("abcdef".cut(to: 6) == "abcdef")
    #expect("abcdef".cut(to: 4) == "abcd")
    #expect("\u{1B}[31mhot\u{1B}[0m and cold".cut(to: 2) == "\u{1B}[31mho\u{1B}[0m")
    #expect("温度計".cut(to: 5) == "温度")
  }

  @Test("a table's last column is wrapped below itself, or below its rows where room lacks")
  func table() {
    var table = Table([.init("SOURCE"), .init("WHY")])
    table.add(["disk", ""])
    table.add(["sensors", "the hypervisor keeps sensors to itself"])
    #expect(table.lines(width: nil) == table.lines)
    #expect(table.lines(width: 100) == table.lines)
    #expect(
      table.lines(width: 34) == [
        "SOURCE   WHY",
        "disk",
        "sensors  the hypervisor keeps",
        "         sensors to itself",
      ])
    #expect(
      table.lines(width: 24) == [
        "SOURCE", "    WHY", "disk", "sensors", "    the hypervisor keeps", "    sensors to itself",
      ])
  }

  @Test(
    "slips are counted: left out, added, changed, swapped",
    arguments: [
      ("agent", "agent", 0), ("agnet", "agent", 1), ("agen", "agent", 1), ("agentt", "agent", 1),
      ("agemt", "agent", 1), ("", "top", 3), ("kitten", "sitting", 3), ("pic", "pci", 1),
    ])
  func distance(one: String, other: String, expected: Int) {
    #expect(one.distance(to: other) == expected)
    #expect(other.distance(to: one) == expected)
  }

  @Test(
    "only a near word is suggested",
    arguments: [
      ("agnet", "agent"), ("sensor", "sensors"), ("tpo", "top"), ("pic", "pci"), ("report", nil),
      ("jobs", nil), ("x", nil), (String(repeating: "a", count: 100_000), nil),
    ] as [(String, String?)])
  func nearest(word: String, expected: String?) {
    #expect(word.nearest(among: ["node", "top", "agent", "sensors", "pci"]) == expected)
  }
}
