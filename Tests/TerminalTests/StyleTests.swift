import Testing

@testable import Terminal

@Suite struct StyleTests {
  @Test("colour is for terminals that want it")
  func colour() {
    let full = ["TERM": "xterm-256color", "LANG": "de_DE.UTF-8"]
    #expect(Style(isTerminal: true) { full[$0] }(.critical, "hot") == "\u{1B}[1;31mhot\u{1B}[0m")
    #expect(Style(isTerminal: false) { full[$0] }(.critical, "hot") == "hot")
    #expect(
      Style(isTerminal: true) { full.merging(["NO_COLOR": "1"]) { $1 }[$0] }.isColoured == false)
    #expect(Style(isTerminal: true) { full.merging(["NO_COLOR": ""]) { $1 }[$0] }.isColoured)
    #expect(Style(isTerminal: true) { ["TERM": "dumb"][$0] }.isColoured == false)
  }

  @Test("signs beyond ASCII need a UTF-8 locale, by the first of the three variables that is set")
  func locale() {
    #expect(Style(isTerminal: true) { ["LANG": "C.UTF-8"][$0] }.isUnicode)
    #expect(Style(isTerminal: true) { ["LANG": "en_US.utf8"][$0] }.isUnicode)
    #expect(Style(isTerminal: true) { ["LC_ALL": "C", "LANG": "C.UTF-8"][$0] }.isUnicode == false)
    #expect(Style(isTerminal: true) { _ in nil }.isUnicode == false)
  }

  @Test("keys are known by what terminals send")
  func keys() {
    #expect(LiveScreen.key(Array("q".utf8)[...]) == .character("q"))
    #expect(LiveScreen.key([3]) == .character("\u{3}"))
    #expect(LiveScreen.key(Array("\u{1B}[A".utf8)[...]) == .up)
    #expect(LiveScreen.key(Array("\u{1B}OB".utf8)[...]) == .down)
    #expect(LiveScreen.key(Array("\u{1B}[6~".utf8)[...]) == .pageDown)
    #expect(LiveScreen.key(Array("\u{1B}[99z".utf8)[...]) == nil)
    #expect(LiveScreen.key(Array("é".utf8)[...]) == .character("é"))
  }

  @Test("a key ends where the next one begins, however many come at once")
  func keyEnds() {
    let typed = Array("q\u{1B}[A\u{1B}OBé温\u{1B}[6~\u{1B}xs".utf8)
    var keys: [String] = []
    var key: [UInt8] = []
    for byte in typed {
      key.append(byte)
      guard LiveScreen.isWhole(key) else { continue }
      keys.append(String(decoding: key, as: UTF8.self))
      key = []
    }
    #expect(
      keys == [
        "q", "\u{1B}[A", "\u{1B}OB", "é", "温", "\u{1B}[6~", "\u{1B}x", "s",
      ])
    #expect(key.isEmpty && !LiveScreen.isWhole([0x1B]) && !LiveScreen.isWhole([]))
  }
}
